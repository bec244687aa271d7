"""Lists that an organizer keeps beside a survey: speakers from outside, evidence, and practices of its own."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import TypeVar

from cxmatch.domain.findings import Finding, Place, Severity
from cxmatch.domain.framework import Framework, frameworks
from cxmatch.domain.naming import meant_area
from cxmatch.domain.practice import FIELDS, Practice, of_rows, parsed
from cxmatch.domain.practices import Practices
from cxmatch.domain.voices import UNTIL, Evidence, Evidences, Kind, Moment, Speaker, Speakers
from cxmatch.errors import SettingsError, did_you_mean
from cxmatch.records.text import clean, column_letter, fold, listed, quoted, short
from cxmatch.records.toml import text_of
from cxmatch.survey.files.opening import open_table
from cxmatch.survey.files.table import Table, finding
from cxmatch.survey.filled_in import Row, headings, rows_below, to_be
from cxmatch.survey.headings.wording import key
from cxmatch.survey.offices.times import Times

# What the columns of each list are called, the word that stands for them first.
_SPEAKERS: Mapping[str, Sequence[str]] = {
    "name": ("name", "speaker", "expert", "speaker name", "full name"),
    "organization": ("organization", "organisation", "company", "employer", "affiliation", "agency"),
    "areas": ("areas", "area", "practice area", "practice areas", "topic", "topics"),
    "dates away": ("dates away", "away", "unavailable", "not available", "dates not available"),
}
_EVIDENCE: Mapping[str, Sequence[str]] = {
    "area": ("area", "areas", "practice area", "practice areas"),
    "text": ("text", "quotation", "quote", "what was said", "evidence"),
    "source": ("source", "from", "where from"),
    "kind": ("kind", "type", "kind of evidence"),
}
_SPAN = re.compile(r"\s+(?:to|until|through)\s+", re.IGNORECASE)
_KINDS = {key(word): kind for kind in Kind for word in (kind.value, f"{kind.value}s")}
_NEEDED = ("title", "areas", "about", "step", "source", "date")
_OF_PRACTICE = {
    **{key(name): name for name in FIELDS},
    "practice": "title",
    "area": "areas",
    "practiceareas": "areas",
    "practicearea": "areas",
    "whatitis": "about",
    "description": "about",
    "stepofmaturity": "step",
    "maturity": "step",
    "whodoesit": "who",
    "sourcetitle": "source",
    "sourcedate": "date",
    "publishedby": "where",
}
Noun = TypeVar("Noun")


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
    rows, found = _read(path, _SPEAKERS, ("name", "areas"), "speakers")
    times = Times.of([day for row in rows for text in _parts(row, "dates away", "[;,]") for day in _SPAN.split(text)])
    made = list[tuple[Place, Speaker]]()
    for row in rows:
        areas, wrong = _areas(row, "areas", framework)
        away, more = _away(row, times)
        found += [*_lacking(row, ("name", "areas")), *wrong, *more]
        if row["name"] and areas and not more:
            made.append((row.place, Speaker(name=row["name"], organization=row["organization"], areas=areas, away=away)))
    kept, findings = _once(made, lambda each: (fold(each.name), fold(each.organization)), found)
    return Speakers(listed=kept, findings=findings)


def read_evidence(path: str | Path, framework: Framework) -> Evidences:
    """Read what was heard beside a survey from a table with the columns area, text, source and kind; raises as `read_speakers`.

    A kind is interview, recommendation or complaint. What is said on several areas, with semicolons, counts in each.
    """
    rows, found = _read(path, _EVIDENCE, tuple(_EVIDENCE), "evidence")
    made = list[tuple[Place, Evidence]]()
    for row in rows:
        areas, wrong = _areas(row, "area", framework)
        kind = _KINDS.get(key(row["kind"]))
        lacking = _lacking(row, tuple(_EVIDENCE))
        found += [*lacking, *wrong, *_no_kind(row)]
        if kind and not lacking:
            made += [(row.place, Evidence(area=area, text=row["text"], source=row["source"], kind=kind)) for area in areas]
    kept, findings = _once(made, lambda each: (each.area, fold(each.text), fold(each.source), each.kind), found)
    return Evidences(listed=kept, findings=findings)


def _read(
    path: str | Path, called: Mapping[str, Sequence[str]], needed: Sequence[str], what: str
) -> tuple[list[Row], list[Finding]]:
    with to_be(f"list of {what}", path):
        table = open_table(path)
    known = {key(word): name for name, words in called.items() for word in words}
    top, names = headings(table, lambda cell: known.get(key(cell), ""))
    wrong = [*_missing(names, needed), *_twice(names, called)]
    wrong += ["there is no row below the headings."] if len(table.rows) < 2 and not wrong else []
    if wrong:
        first = f"{table.name}, row {table.numbers[0]}, is to have the headings of a list of {what}:"
        raise SettingsError("\n  ".join([first, *wrong]), f"The headings are: {', '.join(called)}")
    notes = [note for note in table.notes if note.severity is not Severity.NOTE]
    return rows_below(table, top, names, clean), [*notes, *_unused(table, names)]


def _missing(names: Sequence[str], needed: Sequence[str]) -> Iterator[str]:
    return (f'there is no column "{name}".' for name in needed if name not in names)


def _twice(names: Sequence[str], called: Iterable[str]) -> Iterator[str]:
    return (f'there are two columns for "{name}".' for name in called if names.count(name) > 1)


def _unused(table: Table, names: Sequence[str]) -> Iterator[Finding]:
    for at, (cell, name) in enumerate(zip(table.rows[0], names, strict=True)):
        if not name and any(row[at : at + 1] not in ([], [""]) for row in table.rows):
            yield finding("CX507", replace(table.place(0), column=column_letter(at), heading=short(clean(cell))))


def _lacking(row: Row, needed: Sequence[str]) -> list[Finding]:
    return [row.finding("CX501", name, what=name) for name in needed if not row[name]]


def _parts(row: Row, column: str, signs: str) -> list[str]:
    """Return what semicolons, the ends of lines, or other signs part in a cell."""
    return [part for text in re.split(signs, clean(";".join(row.raw(column).splitlines()))) if (part := text.strip())]


def _areas(row: Row, column: str, framework: Framework) -> tuple[tuple[str, ...], list[Finding]]:
    """Return the names of the areas of a cell, and what is none of the framework; commas part what is no area as a whole."""
    names = [area.name for area in framework.areas]
    texts = _parts(row, column, ";")
    parts = [part for text in texts for part in ([text] if framework.area(text) else map(str.strip, text.split(","))) if part]
    found = tuple(dict.fromkeys(area.name for part in parts if (area := framework.area(part))))
    facts = {"areas": "; ".join(names), "then": "the rest of this row counts" if found else "this row is set aside"}
    strange = [part for part in parts if not framework.area(part)]
    return found, [row.finding("CX502", column, value=short(part), near=did_you_mean(part, names), **facts) for part in strange]


def _away(row: Row, times: Times) -> tuple[tuple[str, ...], list[Finding]]:
    """Return the times away of a row in order, and what in them is no day, or can be two."""
    away, wrong = list[str](), list[Finding]()
    for text in _parts(row, "dates away", "[;,]"):
        days = list(map(times.days, _SPAN.split(text)))
        sure = [each[0] for each in days if len(each) == 1]
        if len(sure) == len(days) <= 2 and sure == sorted(sure):
            away.append(UNTIL.join(sure))
        else:
            wrong.append(_no_day(row, text, next((each for each in days if len(each) > 1), [])))
    return tuple(sorted(away)), wrong


def _no_day(row: Row, text: str, days: Sequence[str]) -> Finding:
    said = listed([Moment(day=date.fromisoformat(day)).words for day in days], "or")
    facts = {"value": short(text), "who": short(row["name"] or "this speaker")}
    more = {"days": said, "typed": listed(days, "or")} if days else {}
    return row.finding("CX503" if days else "CX504", "dates away", **facts, **more)


def _no_kind(row: Row) -> Iterator[Finding]:
    if row["kind"] and key(row["kind"]) not in _KINDS:
        near = did_you_mean(row["kind"], list(Kind))
        yield row.finding("CX505", "kind", value=short(row["kind"]), near=near)


def _once(
    made: Sequence[tuple[Place, Noun]], told: Callable[[Noun], object], noticed: Sequence[Finding]
) -> tuple[tuple[Noun, ...], tuple[Finding, ...]]:
    """Return each once, and the findings in the order of the rows, with those on what another row said before."""
    first: dict[object, tuple[Place, Noun]] = {}
    places = [(place, first.setdefault(told(each), (place, each))[0]) for place, each in made]
    again = [finding("CX506", place, row=str(at.row)) for place, at in places if at != place]
    findings = sorted([*noticed, *again], key=lambda each: (each.place.row or 0, each.place.column, each.code))
    return tuple(each for _, each in first.values()), tuple(findings)


def practices(framework: Framework | str | Path = "roundtable", file: str | Path | None = None, *, area: str = "") -> Practices:
    """Return the practices of a framework by its areas, an organizer's own of a `file` before those that come with cxmatch.

    The file is TOML, or a table (CSV, or a workbook) with a row a practice. With `area` only those of one practice area.

    Raises
    ------
    SettingsError
        The framework or the area is not known, or something in the file is wrong: all of it at once, each with its line or row.
    FileError
        A file cannot be read.

    Examples
    --------
    >>> import cxmatch as cx
    >>> found = cx.practices("roundtable", area="Staffing")
    >>> list(found.areas)
    ['Hiring']

    """
    chosen = framework if isinstance(framework, Framework) else Framework.load(framework)
    every = Practices.of(chosen, _own_practices(file, chosen) if file else ())
    there = meant_area(chosen, area) if area else None
    if area and not there:
        raise _no_area(chosen, area)
    return every.only(there.name) if there else every


def _no_area(framework: Framework, area: str) -> SettingsError:
    """Return the error that names the framework that has the area, or the nearest area."""
    others = [f"Type  cxmatch practices {quoted(area)} --framework {each.id}" for each in frameworks() if each.area(area)]
    names = [each.name for each in framework.areas]
    what = f'{framework.name} has no practice area "{area}".{did_you_mean(area, names)}'
    return SettingsError(what, others[0] if others else f"It has {listed(names, 'or')}.")


def _own_practices(path: str | Path, framework: Framework) -> tuple[Practice, ...]:
    if Path(path).suffix.lower() == ".toml":
        return parsed(text_of(path), Path(path).name, framework)
    with to_be("table of practices", path):
        table = open_table(path)
    top, names = headings(table, lambda cell: _OF_PRACTICE.get(key(cell), ""))
    _refuse_headings(table, names)
    rows = rows_below(table, top, names, clean)
    if not rows:
        raise SettingsError(f"{Path(path).name} has no row below its headings, so there is no practice in it.")
    entries = {row.place.row or 0: {name: row[name] for name in row.columns if row[name]} for row in rows}
    return of_rows(entries, Path(path).name, framework)


def _refuse_headings(table: Table, names: Sequence[str]) -> None:
    """Raise SettingsError for all columns that are missing, strange or double."""
    strange = [text for cell, name in zip(table.rows[0], names, strict=True) if (text := clean(cell)) and not name]
    no_use = [f'the column "{text}" is none of a practice: leave it out.{did_you_mean(text, FIELDS)}' for text in strange]
    wrong = [*_missing(names, _NEEDED), *no_use, *_twice(names, FIELDS)]
    if wrong:
        first = f"{table.name}, row {table.numbers[0]}:"
        raise SettingsError("\n  ".join([first, *wrong]), f"The headings of a table of practices are: {', '.join(FIELDS)}")
