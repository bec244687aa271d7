"""What tells of a person: recognized by a heading or by the answers below it."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any
from unicodedata import combining, normalize

from cxmatch.records.text import clean, fold
from cxmatch.survey.columns.cells import unanswered
from cxmatch.survey.headings.wording import key
from cxmatch.survey.knowledge import table

LONGEST_ANSWER = 200
_WORD = re.compile(r"[^\W_]+")
_AFTER_NAME = re.compile(r"\s*(?:[;,&/(]|\band\b)")
_DIGIT = re.compile(r"\d")
_COUNT = re.compile(r"[0-9]{1,4}(?:[.,][0-9]+)?%?")
_CHOICES = frozenset({"yes", "no", "y", "n", "maybe", "true", "false", "x", "partly", "not yet"})
_ENOUGH: Mapping[str, Callable[[int, int], bool]] = {
    "any": lambda hits, answers: hits > 0,
    "most": lambda hits, answers: 2 * hits >= answers > 0,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Reason:
    """Why a column is private, in words, and whether it is a contact, which is kept on request."""

    why: str
    contact: bool = False


def dropped_at_once(text: str) -> Reason | None:
    """Return why a heading is private whatever its answers are, or None."""
    row = _first_headings().get(key(text))
    return _asked(row) if row else None


def private_heading(text: str, cells: Iterable[str]) -> Reason | None:
    """Return why a heading makes its column private, or None; the answers tell counts and choices from people."""
    rows = _rows_called(text)
    answers = _answers(cells) if rows else []
    return next((_asked(row) for row in rows if _fits(row, answers)), None)


def private_answers(text: str, cells: Iterable[str]) -> Reason | None:
    """Return why the answers below a heading make its column private, or None."""
    answers, said = _answers(cells), _words(text)
    for row in table("private")["value"]:
        hits = sum(map(bool, map(_pattern(row["pattern"]).search, answers)))
        if _ENOUGH[row["share"]](hits, len(answers)) and not _says(said, row.get("unless", ())):
            return Reason(why=f"it holds {row['what']}")
    known = sum(map(is_known_name, answers))
    return Reason(why="it holds the names of people") if _ENOUGH["most"](known, len(answers)) else None


def looks_like_a_name(text: str) -> bool:
    """Tell whether a text has the shape of a person's name, and no word that places and offices have in theirs."""
    if " " not in text or _DIGIT.search(text):
        return False  # Nearly every answer that is no name ends here: this is asked of each.
    return any(_shaped(part) for part in (text, _AFTER_NAME.split(text, maxsplit=1)[0]))


def _shaped(text: str) -> bool:
    plain = _plain(text)
    return bool(_pattern(table("private")["names"]["shape"]).fullmatch(plain)) and not set(_WORD.findall(plain)) & _listed(
        "never"
    )


def is_known_name(text: str) -> bool:
    """Tell whether a text has the shape of a person's name and a usual given name in its place."""
    if not looks_like_a_name(text):
        return False
    first, _, last = _plain(text).partition(", ")
    words = _WORD.findall(first)[_is_titled(first) :][:1] + _WORD.findall(last)[:1]
    return bool(set(words) & _listed("given"))


def _plain(text: str) -> str:
    """Return a name without accents, and as names are written where it is all in one case."""
    bare = "".join(letter for letter in normalize("NFKD", text) if not combining(letter))
    return bare.title() if bare.isupper() or bare.islower() else bare


def _is_titled(text: str) -> bool:
    return text.partition(" ")[0].rstrip(".") in {"Mr", "Mrs", "Ms", "Mx", "Dr", "Prof"}


def _asked(row: Mapping[str, Any]) -> Reason:
    return Reason(why=f"its heading asks for {row['what']}", contact=row.get("contact", False))


def _fits(row: Mapping[str, Any], answers: Collection[str]) -> bool:
    if row.get("named"):
        named = sum(looks_like_a_name(one) or _plain(one) in _listed("given") for one in answers)
        return _ENOUGH["most"](named, len(answers))
    harmless = [fold(one) in _CHOICES or bool(row.get("counted") and _COUNT.fullmatch(one)) for one in answers]
    return not (answers and all(harmless))


def _answers(cells: Iterable[str]) -> list[str]:
    return [clean(text[:LONGEST_ANSWER]) for text in dict.fromkeys(cells) if not unanswered(text)]


def _rows_called(text: str) -> list[Mapping[str, Any]]:
    said, whole = _words(text), key(text)
    about_else = _says(said, table("private")["about_else"])
    return [
        row
        for row in table("private")["heading"]
        if whole in _keys(row) or ((row.get("named") or not about_else) and _says(said, row.get("words", ())))
    ]


def _keys(row: Mapping[str, Any]) -> set[str]:
    return {key(text) for text in (*row.get("first", ()), *row.get("whole", ()))}


def _words(text: str) -> str:
    return f" {' '.join(_WORD.findall(fold(text.replace('#', ' number '))))} "


def _says(said: str, phrases: Iterable[str]) -> bool:
    return any(f" {phrase} " in said for phrase in phrases)


@cache
def _first_headings() -> Mapping[str, Mapping[str, Any]]:
    return {key(text): row for row in table("private")["heading"] for text in row.get("first", ())}


@cache
def _pattern(text: str) -> re.Pattern[str]:
    return re.compile(text.strip())


@cache
def _listed(name: str) -> frozenset[str]:
    return frozenset(table("private")["names"][name].split())
