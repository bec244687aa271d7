"""Lists of speakers from outside and of evidence: tables that are read row by row; what cannot be read is set aside and named."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import TypeVar

from cxmatch.domain.findings import Finding, Place, Severity
from cxmatch.domain.framework import Framework
from cxmatch.domain.voices import UNTIL, Evidence, Evidences, Kind, Moment, Speaker, Speakers
from cxmatch.errors import SettingsError, SurveyError, did_you_mean
from cxmatch.records.text import clean, column_letter, fold, listed, short
from cxmatch.survey.files.opening import open_table
from cxmatch.survey.files.table import Table, finding
from cxmatch.survey.headings.wording import key
from cxmatch.survey.offices.times import Times

# What the columns of each list are called, the word that stands for them first.
SPEAKERS: Mapping[str, Sequence[str]] = {
    "name": ("name", "speaker", "expert", "speaker name", "full name"),
    "organization": ("organization", "organisation", "company", "employer", "affiliation", "agency"),
    "areas": ("areas", "area", "practice area", "practice areas", "topic", "topics"),
    "dates away": ("dates away", "away", "unavailable", "not available", "dates not available"),
}
EVIDENCE: Mapping[str, Sequence[str]] = {
    "area": ("area", "areas", "practice area", "practice areas"),
    "text": ("text", "quotation", "quote", "what was said", "evidence"),
    "source": ("source", "from", "where from"),
    "kind": ("kind", "type", "kind of evidence"),
}
_LISTS = ("area", "areas", "dates away")
_SPAN = re.compile(r"\s+(?:to|until|through)\s+", re.IGNORECASE)
_KINDS = {key(word): kind for kind in Kind for word in (kind.value, f"{kind.value}s")}
Row = Mapping[str, str]
Noun = TypeVar("Noun")


@dataclass(frozen=True, slots=True, kw_only=True)
class _List:
    """The rows of a list below its headings, by what its columns are called here, each with its place."""

    rows: Sequence[tuple[Place, Row]]
    columns: Mapping[str, tuple[str, str]]
    notes: Sequence[Finding]

    def noticed(self, code: str, place: Place, column: str, **facts: str) -> Finding:
        """Return a finding about a cell of a row."""
        letter, heading = self.columns.get(column, ("", ""))
        return finding(code, replace(place, column=letter, heading=heading), **facts)


def read_speakers(path: str | Path, framework: Framework) -> Speakers:
    """Read experts from outside from a table with the columns name and areas; organization and dates away may be there.

    Areas go by any of their names, several with semicolons; dates away are days, or a first day "to" a last one.

    Raises
    ------
    FileError
        It cannot be read.
    SettingsError
        It is no such table: every column that is missing or there twice is named.
    """
    whole = _read(path, SPEAKERS, ("name", "areas"), "speakers")
    times = Times.of([day for _, row in whole.rows for day in _days(row["dates away"])])
    made: list[tuple[Place, Speaker]] = []
    found = list(whole.notes)
    for place, row in whole.rows:
        areas, wrong = _areas(whole, place, row, "areas", framework)
        away, more = _away(whole, place, row, times)
        found += [*_lacking(whole, place, row, ("name", "areas")), *wrong, *more]
        if row["name"] and areas and not more:
            made.append((place, Speaker(name=row["name"], organization=row["organization"], areas=areas, away=away)))
    kept = _once(made, lambda each: (fold(each.name), fold(each.organization)), found)
    return Speakers(listed=kept, findings=_sorted(found))


def read_evidence(path: str | Path, framework: Framework) -> Evidences:
    """Read what was heard beside a survey from a table with the columns area, text, source and kind; raises as `read_speakers`.

    A kind is interview, recommendation or complaint. What is said on several areas, with semicolons, counts in each.
    """
    whole = _read(path, EVIDENCE, tuple(EVIDENCE), "evidence")
    made: list[tuple[Place, Evidence]] = []
    found = list(whole.notes)
    for place, row in whole.rows:
        areas, wrong = _areas(whole, place, row, "area", framework)
        kind = _KINDS.get(key(row["kind"]))
        lacking = list(_lacking(whole, place, row, tuple(EVIDENCE)))
        found += [*lacking, *wrong, *_no_kind(whole, place, row)]
        if kind and not lacking:
            made += [(place, Evidence(area=area, text=row["text"], source=row["source"], kind=kind)) for area in areas]
    kept = _once(made, lambda each: (each.area, fold(each.text), fold(each.source), each.kind), found)
    return Evidences(listed=kept, findings=_sorted(found))


def _read(path: str | Path, called: Mapping[str, Sequence[str]], needed: Sequence[str], what: str) -> _List:
    try:
        table = open_table(path)
    except SurveyError as problem:
        raise SettingsError(f"{path} cannot be read as a list of {what}: {problem.what}", problem.next_step) from None
    known = {key(word): name for name, words in called.items() for word in words}
    heads = [known.get(key(cell), "") for cell in table.rows[0]]
    _refuse(table, heads, needed, called, what)
    rows = [_named(called, heads, cells) for cells in table.rows[1:]]
    columns = {name: (column_letter(at), clean(table.rows[0][at])) for at, name in enumerate(heads) if name}
    notes = [note for note in table.notes if note.severity is not Severity.NOTE]
    places = [table.place(index) for index in range(1, len(table.rows))]
    return _List(rows=list(zip(places, rows, strict=True)), columns=columns, notes=[*notes, *_unused(table, heads)])


def _named(called: Mapping[str, Sequence[str]], heads: Sequence[str], cells: Sequence[str]) -> Row:
    """Return the cells of a row by what they are called; in a list the ends of lines part as semicolons do."""
    given = dict(zip(heads, cells, strict=False))
    parted = {name: ";".join(given.get(name, "").splitlines()) if name in _LISTS else given.get(name, "") for name in called}
    return {name: clean(text) for name, text in parted.items()}


def _refuse(table: Table, heads: Sequence[str], needed: Sequence[str], called: Mapping[str, Sequence[str]], what: str) -> None:
    """Refuse a table that is no such list, with all that is wrong in its first row."""
    wrong = [f'there is no column "{name}".' for name in needed if name not in heads]
    wrong += [f'there are two columns for "{name}".' for name in called if heads.count(name) > 1]
    wrong += ["there is no row below the headings."] if len(table.rows) < 2 and not wrong else []
    if wrong:
        first = f"{table.name}, row {table.numbers[0]}, is to have the headings of a list of {what}:"
        raise SettingsError("\n  ".join([first, *wrong]), f"The headings are: {', '.join(called)}")


def _unused(table: Table, heads: Sequence[str]) -> Iterator[Finding]:
    for at, (cell, name) in enumerate(zip(table.rows[0], heads, strict=True)):
        if not name and any(row[at : at + 1] not in ([], [""]) for row in table.rows):
            yield finding("CX507", replace(table.place(0), column=column_letter(at), heading=short(clean(cell))))


def _lacking(whole: _List, place: Place, row: Row, needed: Sequence[str]) -> Iterator[Finding]:
    return (whole.noticed("CX501", place, name, what=name) for name in needed if not row[name])


def _areas(whole: _List, place: Place, row: Row, column: str, framework: Framework) -> tuple[tuple[str, ...], list[Finding]]:
    """Return the names of the areas of a cell, and what is none of the framework."""
    names = [area.name for area in framework.areas]
    parts = [part for text in row[column].split(";") for part in _parts(text.strip(), framework) if part]
    found = tuple(dict.fromkeys(area.name for part in parts if (area := framework.area(part))))
    facts = {"areas": "; ".join(names), "then": "the rest of this row counts" if found else "this row is set aside"}
    strange = [part for part in parts if not framework.area(part)]
    return found, [
        whole.noticed("CX502", place, column, value=short(part), near=did_you_mean(part, names), **facts) for part in strange
    ]


def _parts(text: str, framework: Framework) -> list[str]:
    """Part a text at its commas, where as a whole it is no area."""
    return [text] if framework.area(text) else [part.strip() for part in text.split(",")]


def _days(text: str) -> list[str]:
    return [day.strip() for time in _times(text) for day in _SPAN.split(time)]


def _times(text: str) -> list[str]:
    return [part.strip() for part in re.split("[;,]", text) if part.strip()]


def _away(whole: _List, place: Place, row: Row, times: Times) -> tuple[tuple[str, ...], list[Finding]]:
    """Return the times away of a row in order, and what in them is no day, or can be two."""
    away, wrong = list[str](), list[Finding]()
    for text in _times(row["dates away"]):
        days = [times.days(day.strip()) for day in _SPAN.split(text)]
        sure = [each[0] for each in days if len(each) == 1]
        if len(sure) == len(days) <= 2 and sure == sorted(sure):
            away.append(UNTIL.join(sure))
        else:
            wrong.append(_no_day(whole, place, row, text, next((each for each in days if len(each) > 1), [])))
    return tuple(sorted(away)), wrong


def _no_day(whole: _List, place: Place, row: Row, text: str, days: Sequence[str]) -> Finding:
    said = listed([Moment(day=date.fromisoformat(day)).words for day in days], "or")
    facts = {"value": short(text), "who": short(row["name"] or "this speaker")}
    more = {"days": said, "typed": listed(days, "or")} if days else {}
    return whole.noticed("CX503" if days else "CX504", place, "dates away", **facts, **more)


def _no_kind(whole: _List, place: Place, row: Row) -> Iterator[Finding]:
    if row["kind"] and key(row["kind"]) not in _KINDS:
        near = did_you_mean(row["kind"], list(Kind))
        yield whole.noticed("CX505", place, "kind", value=short(row["kind"]), near=near)


def _once(made: Sequence[tuple[Place, Noun]], told: Callable[[Noun], object], found: list[Finding]) -> tuple[Noun, ...]:
    """Return each once, and name the rows that say what another one said before."""
    first: dict[object, tuple[Place, Noun]] = {}
    for place, each in made:
        at, _ = first.setdefault(told(each), (place, each))
        if at != place:
            found.append(finding("CX506", place, row=str(at.row)))
    return tuple(each for _, each in first.values())


def _sorted(found: Sequence[Finding]) -> tuple[Finding, ...]:
    return tuple(sorted(found, key=lambda each: (each.place.row or 0, each.place.column, each.code)))
