"""Tables that people fill in beside a survey: the rows below their headings, by what their columns are called."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from unicodedata import normalize

from cxmatch.domain.findings import Finding, Place
from cxmatch.domain.wishes import RUN_DIGITS, RUN_TOPIC
from cxmatch.errors import SettingsError, SurveyError
from cxmatch.records.kinds import Readable
from cxmatch.records.text import clean
from cxmatch.survey.files.table import Table
from cxmatch.survey.headings import Column

MOST_TITLE_ROWS = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A row below the headings: its place, its cells, and its columns by what they are called here."""

    place: Place
    cells: Sequence[str]
    columns: Mapping[str, Column]
    say: Callable[[str], str]

    def raw(self, name: str) -> str:
        """Return the cell in the column that is called so; "" where there is none."""
        column = self.columns.get(name)
        return self.cells[column.index] if column and column.index < len(self.cells) else ""

    def __getitem__(self, name: str) -> str:
        """Return what a cell says."""
        return self.say(self.raw(name))

    def finding(self, code: str, name: str, /, **facts: str) -> Finding:
        """Return a finding about a cell, or about the row where there is no such column."""
        column = self.columns.get(name)
        place = replace(self.place, column=column.letter, heading=column.heading) if column else self.place
        return Finding(code=code, place=place, facts=facts)


def as_typed(cell: str) -> str:
    """Return a cell as it was before an export kept a spreadsheet from running it."""
    text = clean(cell)
    return text[1:] if text[:1] == "'" and normalize("NFKC", text[1:2]) in ("=", "+", "-", "@") else text


def headings(table: Table, called: Callable[[str], str], worth: Callable[[set[str]], int] | None = None) -> tuple[int, list[str]]:
    """Return the place of the row of headings, and what its columns are called, "" for any other heading.

    It is the one of the first rows whose names are `worth` most; the very first where nothing is said of that.
    """
    rows = [[called(cell) for cell in cells] for cells in table.rows[: MOST_TITLE_ROWS if worth else 1]]
    top = max(range(len(rows)), key=lambda at: worth({*rows[at]}) if worth else 0, default=0)
    return top, rows[top] if rows else []


def rows_below(table: Table, top: int, names: Sequence[str], say: Callable[[str], str] = as_typed) -> list[Row]:
    """Return the rows below the headings, which stand at `top`; `names` are what the columns are called, "" for none."""
    columns = {name: Column(index=at, heading=clean(table.rows[top][at])) for at, name in enumerate(names) if name}
    places = range(top + 1, len(table.rows))
    return [Row(place=table.place(at), cells=table.rows[at], columns=columns, say=say) for at in places]


def mark_of(table: Table) -> str:
    """Return the first digits of the id of the run that a workbook says it was made from."""
    said = (clean(cells[1]) for cells in table.rows if len(cells) > 1 and clean(cells[0]) == RUN_TOPIC)
    return next((text[:RUN_DIGITS] for text in said), "")


def name_of(source: Readable) -> str:
    """Return what errors call a table: a file as it was named."""
    return os.fspath(source) if isinstance(source, str | os.PathLike) else "the table"


@contextmanager
def to_be(what: str, source: Readable) -> Iterator[None]:
    """Say of a source in which no table can be read what it was to be, as a SettingsError."""
    try:
        yield
    except SurveyError as problem:
        message = f"{name_of(source)} cannot be read as a {what}: {problem.what}"
        raise SettingsError(message, problem.next_step) from None
