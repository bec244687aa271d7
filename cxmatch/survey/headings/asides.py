"""What stands beside the name of a practice area and is no part of it: a statement about the scale, a year, a source, a code."""

from __future__ import annotations

import re
from functools import cache, lru_cache

from cxmatch.records.text import clean, fold
from cxmatch.survey.headings.wording import LONGEST_HEADING
from cxmatch.survey.knowledge import table

_BRACKETS = re.compile(r"\s*[(\[]((?:[^()\[\]]|\([^()]*\))*)[)\]]\s*$")
_ALWAYS = tuple(kind for kind, row in table("asides").items() if row.get("always"))
_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")


def without_scale_hint(text: str) -> str:
    """Drop what a heading adds to explain its scale, and the mark of a question that has to be answered.

    >>> without_scale_hint("Capability: research (1-5)")
    'Capability: research'
    """
    return _without(text, _ALWAYS)


@lru_cache(maxsize=8192)
def bare_name(text: str, kinds: tuple[str, ...] = ("scale", "mark", "year", "source", "code", "sign")) -> str:
    """Return the name of an area without the asides of these kinds.

    >>> bare_name("A1 Hiring (2025)"), bare_name("Hiring (federal)")
    ('Hiring', 'Hiring (federal)')
    """
    return _without(text, kinds)


def without_brackets(text: str) -> str:
    """Return a text without what stands in brackets at its end, whatever it is."""
    return clean(_BRACKETS.sub("", text) or text) if len(text) <= LONGEST_HEADING else text


def last_year(text: str) -> int:
    """Return the last year that a text names, 0 if none."""
    return max(map(int, _YEAR.findall(text)), default=0)


def _without(text: str, kinds: tuple[str, ...]) -> str:
    if len(text) > LONGEST_HEADING:
        return text
    shorter = next((short for kind in kinds if (short := _shorter(text, kind)) != text), text)
    return text if shorter == text else _without(shorter, kinds)


def _shorter(text: str, name: str) -> str:
    """Return a text without one aside of a kind, or as it is; something always stays."""
    around, before, after = (_pattern(name, place) for place in ("around", "before", "after"))
    found = _BRACKETS.search(text)
    if found and around.fullmatch(fold(found[1])):
        return text[: found.start()] or text
    return after.sub("", before.sub("", text, count=1), count=1) or text


@cache
def _pattern(name: str, place: str) -> re.Pattern[str]:
    rows = "|".join(table("asides")[name].get(place, ())) or "(?!)"
    return re.compile({"before": rf"^(?:{rows})", "after": rf"(?:{rows})\s*$"}.get(place, rows), re.IGNORECASE)
