"""What is not kept unless somebody asks for it: contacts, free text, what tells of a person, and what tools add."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any
from unicodedata import combining, normalize

from cxmatch.domain.findings import Finding
from cxmatch.records.text import clean, fold, some
from cxmatch.survey.columns.cells import answers_in
from cxmatch.survey.headings import ATTRIBUTE, NOT_USED, Column, Kind, Step, Survey, Use
from cxmatch.survey.headings.mapping import ReadingOptions
from cxmatch.survey.headings.splitting import example_of
from cxmatch.survey.headings.wording import aliases, asks_to_show, is_called, key
from cxmatch.survey.knowledge import table, words_of

_MOST_NAMED = 12
_BY_TOOLS = ("technical", "time of answer")
_PERSON = words_of("name fullname namefirstandlast")
_MOST_ATTRIBUTE, _MOST_WORDS, _FEW_WORDS = 200, 12, 6
_OPEN_QUESTION = re.compile(r"(?:please )?(?:what|why|how(?! many| much| often| large| big)|describe|tell|explain|share|list)\b")
_LONGEST_ANSWER = 200
_WORD = re.compile(r"[^\W_]+")
_AFTER_NAME = re.compile(r"\s*(?:[;,&/(]|\band\b)")
_TITLES = frozenset({"Mr", "Mrs", "Ms", "Mx", "Dr", "Prof"})
_DIGIT = re.compile(r"\d")
_COUNT = re.compile(r"[0-9]{1,4}(?:[.,][0-9]+)?%?")
_CHOICES = frozenset({"yes", "no", "y", "n", "maybe", "true", "false", "x", "partly", "not yet"})


def drop_technical(survey: Survey, options: ReadingOptions) -> Step:
    """Drop what survey tools add, contacts and free text; keep one time column, which tells the later of two answers."""
    times = aliases()["time of answer"]
    timed = sorted((times[key(column.heading)], column.index) for column in survey.unused() if key(column.heading) in times)
    if timed and not survey.of(Kind.TIME):
        survey = survey.using({timed[0][1]: Use(kind=Kind.TIME)})
    uses: dict[int, Use | None] = {}
    for column in survey.unused():
        private, is_comment = _at_once(column.heading), _asks_for_words(column.heading)
        if asks_to_show(column.heading):
            uses[column.index] = Use(kind=Kind.TO_SHOW) if options.keep_words else NOT_USED
        elif (private and private.contact and options.keep_email) or (is_comment and options.keep_words):
            uses[column.index] = ATTRIBUTE
        elif private or is_comment or column.technical or any(is_called(column.heading, group) for group in _BY_TOOLS):
            uses[column.index] = NOT_USED
    return survey.using(uses), _dropped(survey, [survey.columns[index] for index, use in uses.items() if use is NOT_USED])


def drop_person(survey: Survey) -> Step:
    """Drop a plain "Name" beside contacts or times of answers, and another office column: it is the person who answered."""
    about = [c for c in survey.columns if _at_once(c.heading) or is_called(c.heading, "time of answer")]
    kept = any(column.use and column.use.kind is Kind.ATTRIBUTE for column in about)
    if not about or kept or not survey.of(Kind.OFFICE):
        return survey, ()
    people = [column for column in survey.unused() if key(column.heading) in _PERSON]
    notes = [note for column in people for note in _dropped(survey, [column])]
    return survey.using({column.index: NOT_USED for column in people}), notes


def _dropped(survey: Survey, columns: Sequence[Column]) -> list[Finding]:
    """Return the note that names the columns that are dropped, if there are any."""
    names = [f'"{column.heading}"' for column in columns]
    return [survey.finding("CX460", headings=some(names, _MOST_NAMED))] if names else []


def _asks_for_words(heading: str) -> bool:
    return is_called(heading, "comments") or example_of(heading) is not None


def why_left_out(column: Column, options: ReadingOptions) -> str:
    """Return why a column is not kept; "" if it is. What was asked to be kept is kept for what its heading says."""
    asked = private_heading(column.heading, column.cells)
    if asked:
        return "" if asked.contact and options.keep_email else asked.why
    if _is_free_text(column):
        return "" if options.keep_words else "it holds free text"
    held = private_answers(column.heading, column.cells)
    return held.why if held else ""


def _is_free_text(column: Column) -> bool:
    """Tell whether a column holds what people wrote in their own words, rather than a choice or a name."""
    words = _FEW_WORDS if _OPEN_QUESTION.match(fold(column.heading)) else _MOST_WORDS
    if _asks_for_words(column.heading):
        return True
    return any(len(cell) > _MOST_ATTRIBUTE or len(cell.split()) >= words for cell in column.cells)


def private_attributes(surveys: Iterable[Survey], *, keep_email: bool) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return the headings of attributes that hold contacts, and of those in people's own words: only what was asked for can."""
    columns = [column for survey in surveys for column in survey.of(Kind.ATTRIBUTE)]
    words = dict.fromkeys(column.heading for column in columns if _is_free_text(column))
    asked = [column for column in columns if (column.given or keep_email) and column.heading not in words]
    personal = (c for c in asked if private_heading(c.heading, c.cells) or private_answers(c.heading, c.cells))
    return tuple(dict.fromkeys(column.heading for column in personal)), tuple(words)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Reason:
    """Why a column is private, in words, and whether it is a contact, which is kept on request."""

    why: str
    contact: bool = False


def _at_once(text: str) -> _Reason | None:
    """Return why a heading is private whatever its answers are, or None."""
    whole = key(text)
    return next((_asked(row) for row in table("private")["heading"] if whole in map(key, row.get("first", ()))), None)


def private_heading(text: str, cells: Iterable[str]) -> _Reason | None:
    """Return why a heading makes its column private, or None; the answers tell counts and choices from people."""
    words, whole = _words(text), key(text)
    about_else = _says(words, table("private")["about_else"])
    rows = [
        row
        for row in table("private")["heading"]
        if whole in map(key, (*row.get("first", ()), *row.get("whole", ())))
        or ((row.get("named") or not about_else) and _says(words, row.get("words", ())))
    ]
    answers = _answers(cells) if rows else []
    return next((_asked(row) for row in rows if _fits(row, answers)), None)


def private_answers(text: str, cells: Iterable[str]) -> _Reason | None:
    """Return why the answers below a heading make its column private, or None."""
    answers, words = _answers(cells), _words(text)
    for row in table("private")["value"]:
        enough = any if row["share"] == "any" else _are_most
        if enough(map(_pattern(row["pattern"]).search, answers)) and not _says(words, row.get("unless", ())):
            return _Reason(why=f"it holds {row['what']}")
    return _Reason(why="it holds the names of people") if _are_most(map(_is_known_name, answers)) else None


def _are_most(hits: Iterable[object]) -> bool:
    """Tell whether at least half of these are so."""
    found = list(map(bool, hits))
    return 2 * sum(found) >= len(found) > 0


def _looks_like_a_name(text: str) -> bool:
    """Tell whether a text has the shape of a person's name, and no word that places and offices have in theirs."""
    if " " not in text or _DIGIT.search(text):
        return False  # Nearly every answer that is no name ends here: this is asked of each.
    parts = map(_plain, (text, _AFTER_NAME.split(text, maxsplit=1)[0]))
    shaped = (part for part in parts if _pattern(table("private")["names"]["shape"]).fullmatch(part))
    return any(_listed("never").isdisjoint(_WORD.findall(part)) for part in shaped)


def _is_known_name(text: str) -> bool:
    """Tell whether a text has the shape of a person's name and a usual given name in its place."""
    if not _looks_like_a_name(text):
        return False
    first, _, last = _plain(text).partition(", ")
    titled = first.partition(" ")[0].rstrip(".") in _TITLES
    words = _WORD.findall(first)[titled:][:1] + _WORD.findall(last)[:1]
    return bool(set(words) & _listed("given"))


def _plain(text: str) -> str:
    """Return a name without accents, and as names are written where it is all in one case."""
    bare = "".join(letter for letter in normalize("NFKD", text) if not combining(letter))
    return bare.title() if bare.isupper() or bare.islower() else bare


def _asked(row: Mapping[str, Any]) -> _Reason:
    return _Reason(why=f"its heading asks for {row['what']}", contact=row.get("contact", False))


def _fits(row: Mapping[str, Any], answers: Collection[str]) -> bool:
    if row.get("named"):
        return _are_most(_looks_like_a_name(text) or _plain(text) in _listed("given") for text in answers)
    harmless = [fold(text) in _CHOICES or bool(row.get("counted") and _COUNT.fullmatch(text)) for text in answers]
    return not (answers and all(harmless))


def _answers(cells: Iterable[str]) -> list[str]:
    return [clean(text[:_LONGEST_ANSWER]) for text in answers_in(cells)]


def _words(text: str) -> str:
    return f" {' '.join(_WORD.findall(fold(text.replace('#', ' number '))))} "


def _says(said: str, phrases: Iterable[str]) -> bool:
    return any(f" {phrase} " in said for phrase in phrases)


@cache
def _pattern(text: str) -> re.Pattern[str]:
    return re.compile(text.strip())


@cache
def _listed(name: str) -> frozenset[str]:
    return frozenset(table("private")["names"][name].split())
