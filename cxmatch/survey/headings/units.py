"""Which part of an organization a heading asks for: a team, a division, an agency."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache

from cxmatch.records.text import fold
from cxmatch.survey.headings.wording import LONGEST_HEADING
from cxmatch.survey.knowledge import table, words_of

_WORD = re.compile(r"[^\W_]+")
_EITHER = frozenset({"or", "and"})
_JOINING = words_of("of in is does do are you your part belong belongs within under for at from inside on to")
_LONGEST_NAME = 3  # words


@dataclass(frozen=True, slots=True, kw_only=True)
class Unit:
    """A part of an organization: the lower its rung, the finer; `sure` where a column called so names offices."""

    rung: int
    sure: bool = False


def unit_of(text: str) -> Unit | None:
    """Return the part of an organization that a heading asks for, or None.

    >>> unit_of("Your CX team's name"), unit_of("Which agency is your team in?")
    (Unit(rung=0, sure=True), Unit(rung=4, sure=False))
    """
    words = _WORD.findall(fold(text[:LONGEST_HEADING]))
    named = list(_units(words))
    if not named:
        return None
    between = set(words[named[0][0] : named[-1][0]])
    if between & _EITHER:
        return min((unit for _, unit in named), key=lambda unit: unit.rung)
    return named[0 if between & _JOINING else -1][1]


def is_fact(text: str) -> bool:
    """Tell whether a heading asks for something about an office, such as its region, rather than for its name."""
    return not set(_WORD.findall(fold(text[:LONGEST_HEADING]))).isdisjoint(table("units")["facts"])


def _units(words: list[str]) -> Iterator[tuple[int, Unit]]:
    """Yield the parts that words name, with their places; a longer name counts before the words in it."""
    at = 0
    while at < len(words):
        lengths = range(_LONGEST_NAME, 0, -1)
        length = next((length for length in lengths if " ".join(words[at : at + length]) in _names()), 0)
        if length:
            yield at, _names()[" ".join(words[at : at + length])]
        at += length or 1


@cache
def _names() -> Mapping[str, Unit]:
    rows = table("units")["unit"]
    return {word: Unit(rung=row["rung"], sure=row.get("sure", False)) for row in rows for word in row["words"]}
