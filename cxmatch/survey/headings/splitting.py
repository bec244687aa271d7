"""Headings cut in two, a direction and the practice area beside it; and what stands beside the name of an area: a scale."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache, lru_cache
from itertools import islice
from typing import Self

from cxmatch.records.text import clean, fold
from cxmatch.survey.headings import ONE_COLUMN, Column, Kind
from cxmatch.survey.headings.wording import (
    LONGEST_HEADING,
    asked_place,
    is_called,
    is_doubtful,
    is_place,
    key,
    named_direction,
    worded_direction,
)
from cxmatch.survey.knowledge import table

_BRACKETS = re.compile(r"\s*[(\[]((?:[^()\[\]]|\([^()]*\))*)[)\]]\s*$")
_ALWAYS = tuple(kind for kind, row in table("asides").items() if row.get("always"))


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


def _without(text: str, kinds: tuple[str, ...]) -> str:
    if len(text) > LONGEST_HEADING:
        return text
    shorter = next((short for kind in kinds if (short := _shorter(text, kind)) != text), text)
    return text if shorter == text else _without(shorter, kinds)


def _shorter(text: str, name: str) -> str:
    """Return a text without one aside of a kind, or as it is; something always stays."""
    around, before, after = (_pattern(name, place) for place in ("around", "before", "after"))
    aside = _BRACKETS.search(text)
    if aside and around.fullmatch(fold(aside[1])):
        return text[: aside.start()] or text
    return after.sub("", before.sub("", text, count=1), count=1) or text


@cache
def _pattern(name: str, place: str) -> re.Pattern[str]:
    rows = "|".join(table("asides")[name].get(place, ())) or "(?!)"
    return re.compile({"before": rf"^(?:{rows})", "after": rf"(?:{rows})\s*$"}.get(place, rows), re.IGNORECASE)


# Where headings are cut in two: at what stands outside of brackets, or at the brackets of their end.
_SPLITS = (
    *(re.compile(r"^(.*?)\s*>>\s*(.+)$"), re.compile(r"^(.*?)\s*:\s*(.+)$"), re.compile(r"^(.+)\s+[-–—|]\s+(.+)$")),
    re.compile(r"^(.+)\s*\[([^\[\]]+)\]$"),
)
_TURNED = (*_SPLITS, re.compile(r"^(.+?)\s*\(((?:[^()]|\([^()]*\))+)\)$"))
_NESTED = re.compile(r"\((?:[^()]|\([^()]*\))*\)|\[[^\[\]]*\]")
_PATH = re.compile(r"([^/]*[^/\s])/([^/\s][^/]*)")
_VARIABLE = re.compile(r"[^\W_]+(?:[_/]+[^\W_]+(?:(?: | ?[&,+'’-] ?)[^\W_]+)*)+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Parts:
    """A heading split into direction and area. `named`: a known prefix gave the direction, not the words of a question.

    `turned`: the area stands first; `doubtful`: the direction is a guess that is asked about.
    """

    kind: Kind
    area: str
    prefix: str
    named: bool
    turned: bool = False
    doubtful: bool = False

    @classmethod
    def of(cls, question: str, item: str, *, named: bool) -> Self | None:
        """Return the parts of a question about one area; None where it says no direction, or asks for a comment."""
        question, area = bare_name(without_scale_hint(question), ("code",)), clean(without_scale_hint(item))
        doubtful = not named and is_doubtful(question)
        kind = Kind.REQUIRED if doubtful else named_direction(question) if named else worded_direction(question)
        if kind is None or not key(area) or is_place(area) or asks_for_comment(area):
            return None
        return cls(kind=kind, area=area, prefix=key(question), named=named, doubtful=doubtful)

    @classmethod
    def asked(cls, question: str, item: str) -> Self | None:
        """Return the parts of a question about one area, by a known prefix first; None as `of` does."""
        return cls.of(question, item, named=True) or cls.of(question, item, named=False)

    @classmethod
    def split(cls, text: str) -> Self | None:
        """Split a heading such as "Capability: Hiring" or "Hiring (need)"; None if it has no such parts.

        >>> Parts.split("Cap : Hiring").area, Parts.split("Hiring (need)").kind
        ('Hiring', <Kind.NEED: 'need'>)
        >>> Parts.split("Hiring")
        """
        return next((parts for parts in cls.ways(text) if parts.named or not parts.turned), None)

    @classmethod
    def ways(cls, text: str) -> Iterator[Self]:
        """Yield the ways in which a heading splits: known prefixes first, the area last before the area first."""
        if len(text) > LONGEST_HEADING:
            return
        plain = without_scale_hint(text)
        stem = bare_name(plain, ("year", "source"))
        if stem != plain and plain.startswith(stem):  # "Capability [Hiring] (2025)": the year is that of the area
            yield from (replace(parts, area=parts.area + plain[len(stem) :]) for parts in cls.ways(stem))
            return
        halves = [(*pair, False) for pair in _cut(plain, _SPLITS)] + [(*pair[::-1], True) for pair in _cut(plain, _TURNED)]
        for named in (True, False):
            ways = ((cls.of(first, rest, named=named), turned) for first, rest, turned in halves)
            yield from (replace(parts, turned=turned) for parts, turned in ways if parts)
        yield from cls._of_variable(plain)

    @classmethod
    def _of_variable(cls, text: str) -> Iterator[Self]:
        """Yield what only other headings make likely: "cap_funding_for_scale", "How strong is your office?/Hiring"."""
        cut = _PATH.fullmatch(text)
        words = re.split(r"[_/]+", text) if _VARIABLE.fullmatch(text) else []
        halves = [(" ".join(words[:length]), " ".join(words[length:])) for length in range(len(words) - 1, 0, -1)]
        pairs = [(first, rest) for first, rest in [*([cut.groups()] if cut else []), *halves] if not named_direction(rest)]
        kinds = (True,) if words else (True, False)
        plain = [(first.replace("_", " "), rest.replace("_", " ")) for first, rest in pairs]
        ways = (cls.of(first, rest, named=named) for first, rest in plain for named in kinds)
        yield from (replace(parts, named=False) for parts in islice(filter(None, ways), 1))


def _cut(text: str, patterns: Sequence[re.Pattern[str]]) -> Iterator[tuple[str, str]]:
    """Yield the halves of a text; signs in brackets within it cut nothing."""
    hidden = _NESTED.sub(lambda nested: "\0" * len(nested[0]), text)
    for pattern in patterns:
        halves = pattern.match(text if pattern in (_SPLITS[-1], _TURNED[-1]) else hidden)
        if halves:
            yield text[: halves.end(1)], text[halves.start(2) : halves.end(2)]


def asks_for_comment(text: str) -> bool:
    """Tell whether a heading, or its last part, asks for words and not for a rating: "Hiring - Comments"."""
    ends = [text, *(rest for _, rest in _cut(text, _TURNED))]
    return any(is_called(each, "comments") for each in ends)


def example_of(heading: str) -> str | None:
    """Return the area that a heading asks an example of, "" where it asks for one of anything; None where it asks for none.

    >>> example_of("Example: Hiring"), example_of("Examples"), example_of("Capability: Hiring")
    ('Hiring', '', None)
    """
    if is_called(heading, "examples"):
        return ""
    halves = list(_cut(heading, _TURNED)) if len(heading) <= LONGEST_HEADING else []
    pairs = (pair for half in halves for pair in (half, half[::-1]))
    return next((clean(area) for word, area in pairs if is_called(word, "examples") and not is_called(area, "area")), None)


def choice_of_first(column: Column) -> tuple[str, str] | None:
    """Return the question which area matters most and the one choice that a heading adds to it; None for any other heading."""
    text = without_scale_hint(column.heading)[:LONGEST_HEADING]
    halves = [(column.question, column.item)] if column.item else list(_cut(text, _TURNED))
    ways = (pair for half in halves for pair in (half, half[::-1]))
    return next(((clean(question), clean(item)) for question, item in ways if asked_place(question)), None)


def says_itself(heading: str) -> bool:
    """Tell whether a heading says what it is by itself: one of the known names, or a direction and an area."""
    is_named = any(is_called(heading, kind) for kind in (*ONE_COLUMN, "comments", "technical", "time of answer"))
    return is_named or Parts.split(heading) is not None
