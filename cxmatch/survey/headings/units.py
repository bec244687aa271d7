"""Which part of an organization a heading asks for: a team, a division, an agency. The table beside this file has the words."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from cxmatch.records.text import fold
from cxmatch.survey.headings.directions import words_of
from cxmatch.survey.headings.wording import LONGEST_HEADING

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
    found = list(_units(words))
    if not found:
        return None
    between = set(words[found[0][0] : found[-1][0]])
    if between & _EITHER:
        return min((unit for _, unit in found), key=lambda unit: unit.rung)
    return found[0 if between & _JOINING else -1][1]


def is_fact(text: str) -> bool:
    """Tell whether a heading asks for something about an office, such as its region, rather than for its name."""
    return bool(set(_WORD.findall(fold(text[:LONGEST_HEADING]))) & set(_table()["facts"]))


def _units(words: list[str]) -> Iterator[tuple[int, Unit]]:
    """Find the parts that words name, with their places; a longer name counts before the words in it."""
    at = 0
    while at < len(words):
        lengths = range(_LONGEST_NAME, 0, -1)
        length = next((length for length in lengths if " ".join(words[at : at + length]) in _names()), 0)
        if length:
            yield at, _names()[" ".join(words[at : at + length])]
        at += length or 1


@cache
def _names() -> Mapping[str, Unit]:
    return {word: Unit(rung=row["rung"], sure=row.get("sure", False)) for row in _table()["unit"] for word in row["words"]}


@cache
def _table() -> Mapping[str, Any]:
    return tomllib.loads((files("cxmatch.survey.headings") / "units.toml").read_text(encoding="utf-8"))
