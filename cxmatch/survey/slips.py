"""Sheets that offices fill in and give back: their rows by what the columns are called, and for which run they were written."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cache
from pathlib import Path

from cxmatch.domain.findings import Finding, Place
from cxmatch.domain.run import Run
from cxmatch.domain.wishes import ANSWER_SHEET, RUN_DIGITS, RUN_SHEET, STAR_SHEET
from cxmatch.errors import SurveyError
from cxmatch.records.text import clean, column_letter
from cxmatch.survey.decisions import as_typed, mark_of
from cxmatch.survey.files import Limits
from cxmatch.survey.files.opening import open_source, open_table, workbook_sheets
from cxmatch.survey.files.table import Table
from cxmatch.survey.headings.wording import key
from cxmatch.survey.knowledge import table as known

_NEEDED = (("office",), ("answer", "first wish"))
_FILLED = ("answer", "not with", "first wish", "not this one", "how many", "word")
BETWEEN = re.compile(r"[;\n]+")  # names in one cell
_OFFERED = re.compile(r"mentor[1-9][0-9]?")
_MOST_TITLE_ROWS = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A row below the headings: its place, its texts by what their columns are called, and where these stand."""

    place: Place
    texts: Mapping[str, str]
    columns: Mapping[str, Place]

    def __getitem__(self, name: str) -> str:
        """Return the text of a column; "" where there is none."""
        return self.texts.get(name, "")

    @property
    def filled(self) -> bool:
        """Whether anybody wrote anything into it."""
        return any(self[name] for name in _FILLED)

    @property
    def offered(self) -> list[str]:
        """The mentors that the office may choose from."""
        return [text for name, text in self.texts.items() if text and _OFFERED.fullmatch(name)]

    def finding(self, code: str, name: str, **facts: str) -> Finding:
        """Return a finding about the text of a column."""
        at = self.columns.get(name, Place())
        return Finding(code=code, place=replace(self.place, column=at.column, heading=at.heading), facts=facts)


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """The rows of one file, and what is to be said of it as a whole."""

    rows: Sequence[Row] = field(default_factory=list)
    findings: Sequence[Finding] = field(default_factory=list)


def word_of(group: str, text: str) -> str:
    """Return what a heading ("column"), an answer or a role is, by the table of known words; "" for any other text.

    >>> word_of("answer", "Yes!"), word_of("column", "Your office"), word_of("role", "boss")
    ('yes', 'office', '')
    """
    known_as = key(text)
    return known_as if group == "column" and _OFFERED.fullmatch(known_as) else _words(group).get(known_as, "")


@cache
def _words(group: str) -> Mapping[str, str]:
    return {key(word): name for name, row in known("returned")[group].items() for word in row["words"]}


def read_sheet(path: str | Path, run: Run) -> Sheet:
    """Read one sheet that came back about a run; a file that is none has a finding that says why, and no rows.

    Raises FileError if the file cannot be opened.
    """
    file = Place(file=Path(path).name)
    try:
        opened = open_source(path, Limits())
        sheets = {*workbook_sheets(opened)}
        own = [name for name in (ANSWER_SHEET, STAR_SHEET) if name in sheets]
        tables = [open_table(opened, sheet=name) for name in own] or [open_table(opened)]
        mark = mark_of(open_table(opened, sheet=RUN_SHEET)) if own and RUN_SHEET in sheets else ""
    except SurveyError as problem:
        return Sheet(findings=[Finding(code="CX601", place=file, facts={"reason": problem.what})])
    parts = [_part(table, file) for table in tables]
    facts = {"mark": mark, "run": run.id[:RUN_DIGITS]}
    strange = [Finding(code="CX613", place=file, facts=facts)] if mark and not run.id.startswith(mark) else []
    found = [finding for part in parts for finding in part.findings]
    return Sheet(rows=[row for part in parts for row in part.rows], findings=[*strange, *found])


def _part(table: Table, file: Place) -> Sheet:
    """Return the rows of a table by what its columns are; a finding, and no rows, where one that it needs is missing."""
    top, heads = _headings(table)
    missing = next((names[0] for names in _NEEDED if not {*names} & {*heads}), "")
    if missing:
        return Sheet(findings=[Finding(code="CX600", place=file, facts={"column": missing.capitalize()})])
    return Sheet(rows=_rows(table, top, heads))


def _headings(table: Table) -> tuple[int, list[str]]:
    """Return the row that has most of the known headings, and what its columns are; a second one of a kind is nothing."""
    rows = [[word_of("column", cell) for cell in cells] for cells in table.rows[:_MOST_TITLE_ROWS]]
    top = max(range(len(rows)), key=lambda at: len({*rows[at]}), default=0)
    found = rows[top] if rows else []
    return top, [name if name not in found[:place] else "" for place, name in enumerate(found)]


def _rows(table: Table, top: int, heads: Sequence[str]) -> list[Row]:
    named = {name: place for place, name in enumerate(heads) if name}
    headings = table.rows[top]
    columns = {name: Place(column=column_letter(at), heading=clean(headings[at])) for name, at in named.items()}
    return [
        Row(place=table.place(number), texts=_texts(table.rows[number], named), columns=columns)
        for number in range(top + 1, len(table.rows))
    ]


def _texts(cells: Sequence[str], named: Mapping[str, int]) -> dict[str, str]:
    return {name: as_typed(cells[at]) for name, at in named.items() if at < len(cells)}
