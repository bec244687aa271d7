"""Headings cut in two: a direction, as a known prefix or in words, and the practice area that stands after or before it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from cxmatch.records.text import clean
from cxmatch.survey.headings.asides import bare_name, without_scale_hint
from cxmatch.survey.headings.survey import Kind
from cxmatch.survey.headings.wording import (
    LONGEST_HEADING,
    is_called,
    is_doubtful,
    is_place,
    key,
    named_direction,
    worded_direction,
)

# Where headings are cut in two: at what stands outside of brackets, or at the brackets of their end.
_SPLITS = (
    *(re.compile(r"^(.*?)\s*>>\s*(.+)$"), re.compile(r"^(.*?)\s*:\s*(.+)$"), re.compile(r"^(.+)\s+[-–—|]\s+(.+)$")),
    re.compile(r"^(.+)\s*\[([^\[\]]+)\]$"),
)
_TURNED = (*_SPLITS, re.compile(r"^(.+?)\s*\(((?:[^()]|\([^()]*\))+)\)$"))
_NESTED = re.compile(r"\((?:[^()]|\([^()]*\))*\)|\[[^\[\]]*\]")
_PATH = re.compile(r"([^/]*[^/\s])/([^/\s][^/]*)")
_VARIABLE = re.compile(r"[^\W_]+(?:[_/]+[^\W_]+)+")


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


def split_heading(text: str) -> Parts | None:
    """Split a heading such as "Capability: Hiring" or "Hiring (need)" into direction and area; None if it has no such parts.

    >>> split_heading("Cap : Hiring").area, split_heading("Hiring (need)").kind
    ('Hiring', <Kind.NEED: 'need'>)
    >>> split_heading("Hiring")
    """
    return next((parts for parts in ways_to_split(text) if parts.named or not parts.turned), None)


def ways_to_split(text: str) -> Iterator[Parts]:
    """Yield the ways in which a heading splits into direction and area: known prefixes first, the area last before first."""
    if len(text) > LONGEST_HEADING:
        return
    plain = without_scale_hint(text)
    stem = bare_name(plain, ("year", "source"))
    if stem != plain and plain.startswith(stem):  # "Capability [Hiring] (2025)": the year is that of the area
        yield from (replace(parts, area=parts.area + plain[len(stem) :]) for parts in ways_to_split(stem))
        return
    halves = list(_cut(plain, _SPLITS))
    turned = [(rest, first) for first, rest in _cut(plain, _TURNED)]
    for named in (True, False):
        for place, (first, rest) in enumerate(halves + turned):
            parts = parts_of(first, rest, named=named)
            if parts:
                yield replace(parts, turned=place >= len(halves))
    yield from _parts_of_variable(plain)


def _cut(text: str, patterns: Sequence[re.Pattern[str]]) -> Iterator[tuple[str, str]]:
    """Yield the halves of a text; signs in brackets within it cut nothing."""
    hidden = _NESTED.sub(lambda found: "\0" * len(found[0]), text)
    for pattern in patterns:
        found = pattern.match(text if pattern in (_SPLITS[-1], _TURNED[-1]) else hidden)
        if found:
            yield text[: found.end(1)], text[found.start(2) : found.end(2)]


def _parts_of_variable(text: str) -> Iterator[Parts]:
    """Yield the parts of what only other headings make likely: "cap_funding_for_scale", "How strong is your office?/Hiring"."""
    cut = _PATH.fullmatch(text)
    words = re.split(r"[_/]+", text) if _VARIABLE.fullmatch(text) else []
    halves = [(" ".join(words[:length]), " ".join(words[length:])) for length in range(len(words) - 1, 0, -1)]
    for first, rest in [*([cut.groups()] if cut else []), *halves]:
        ways = (
            parts_of(first.replace("_", " "), rest.replace("_", " "), named=named)
            for named in ([True] if words else [True, False])
        )
        parts = None if named_direction(rest) else next(filter(None, ways), None)
        if parts:
            yield replace(parts, named=False)
            return


def parts_of(question: str, item: str, *, named: bool) -> Parts | None:
    """Return the parts of a question about one area, or None where the question says no direction, or asks for a comment."""
    question, area = without_scale_hint(question), clean(without_scale_hint(item))
    doubtful = not named and is_doubtful(question)
    kind = Kind.REQUIRED if doubtful else named_direction(question) if named else worded_direction(question)
    if kind is None or not key(area) or is_place(area) or asks_for_comment(area):
        return None
    return Parts(kind=kind, area=area, prefix=key(question), named=named, doubtful=doubtful)


def asks_for_comment(text: str) -> bool:
    """Tell whether a heading, or its last part, asks for words and not for a rating: "Hiring - Comments"."""
    ends = [text, *(rest for _, rest in _cut(text, _TURNED))]
    return any(is_called(each, "comments") for each in ends)
