"""The sheets of a workbook of any kind: their cells, and what a program shows or hides of them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, TypeAlias

from cxmatch.domain.findings import Place
from cxmatch.records.text import column_letter
from cxmatch.survey.files.limits import Limits
from cxmatch.survey.files.parts import UNPACKED_TIMES
from cxmatch.survey.files.table import hold, refuse

Range: TypeAlias = tuple[tuple[int, int], tuple[int, int]]
"""Merged cells, by their first and last (row, column)."""

# How old and binary workbooks number the errors of a cell.
ERRORS = {
    0x00: "#NULL!",
    0x07: "#DIV/0!",
    0x0F: "#VALUE!",
    0x17: "#REF!",
    0x1D: "#NAME?",
    0x24: "#NUM!",
    0x2A: "#N/A",
    0x2B: "#GETTING_DATA",
}
_CHECKED = 0xFFFF
_SPARSE_TIMES = 100  # the least that a cell can weigh against the area it spans


@dataclass(frozen=True, slots=True, kw_only=True)
class Cells:
    """The cells of a sheet, all rows of one length, the first one A1; rows and columns are counted from 0.

    Errors stand in `values` as their text ("#REF!"). `bare` are formulas without a result, `formulas` how many have one of which
    the file does not tell whether it is up to date; `hidden_columns` are runs, first to last.
    """

    values: list[list[Any]]
    merged: Sequence[Range] = ()
    hidden_rows: Collection[int] = ()
    hidden_columns: Collection[tuple[int, int]] = ()
    bare: Sequence[tuple[int, int]] = ()
    formulas: int = 0

    def is_blank(self) -> bool:
        """Tell whether no cell holds anything."""
        return not any(str(value).strip() for row in self.values for value in row)


@dataclass(frozen=True, kw_only=True)
class Sheet:
    """A sheet as its workbook lists it."""

    name: str
    visible: bool
    read: Callable[[], Cells]

    @cached_property
    def cells(self) -> Cells:
        """The cells, read when they are first asked for."""
        return self.read()


@dataclass(slots=True)
class Walk:
    """What a walk through the records of a sheet has found, before the library lays the sheet out.

    `texts` are cells that the library leaves blank, `shared` how many cells repeat each text that is kept once.
    """

    cells: int = 0
    row: int = -1
    column: int = -1
    formulas: int = 0
    texts: dict[tuple[int, int], str] = field(default_factory=dict)
    shared: Counter[int] = field(default_factory=Counter)
    hidden_rows: list[int] = field(default_factory=list)
    hidden_columns: list[tuple[int, int]] = field(default_factory=list)

    def note_cells(self, row: int, first: int, last: int, place: Place, limits: Limits) -> None:
        """Count cells of one row; stop where there are more than a survey has, or many times as many as have room."""
        self.cells += last - first + 1 if last > first else 1
        if row > self.row:
            self.row = row
        if last > self.column:
            self.column = last
        if self.cells > limits.cells or (self.cells & _CHECKED == 0 and self.cells > 2 * (self.row + 1) * (self.column + 1)):
            hold(limits, place, cells=self.cells)
            refuse("CX008", place, reason="it holds the same cell very many times")

    def area(self, place: Place, limits: Limits) -> int:
        """Return how many cells the library would lay out; raises what `hold_area` raises."""
        return hold_area(place, limits, self.row + 1, self.column + 1, self.cells)


def refuse_repetition(walks: Sequence[Walk], lengths: Sequence[int], place: Place, limits: Limits) -> None:
    """Refuse one long text that very many cells repeat, small in the file and enormous in memory; `lengths` are in characters."""
    shared = sum((walk.shared for walk in walks), Counter[int]())
    if any(index >= len(lengths) for index in shared):
        refuse("CX008", place, reason="the list of its texts is damaged")
    limit = UNPACKED_TIMES * limits.bytes
    if sum(count * lengths[index] for index, count in shared.items()) > limit:
        refuse("CX040", place, limit=f"{limit:,}")


def hold_area(place: Place, limits: Limits, row: int, column: int, cells: int) -> int:
    """Return how many cells a sheet spans, up to its farthest row and column (counted from 1), `cells` of which are there.

    Raises SurveyError if that is more than a survey has: the library lays out the whole area.
    """
    if row * column > _SPARSE_TIMES * cells and (row > limits.rows or column > limits.columns or row * column > limits.cells):
        refuse("CX042", place, row=f"{row:,}", letter=column_letter(column - 1), cells=str(cells))
    hold(limits, place, rows=row, columns=column)
    return max(cells, row * column)


def put(values: list[list[Any]], texts: dict[tuple[int, int], Any]) -> None:
    """Write values into their cells that the library leaves blank or reads otherwise; the area grows where they stand outside."""
    height = max((row for row, _ in texts), default=-1) + 1
    width = max([*(column + 1 for _, column in texts), len(values[0]) if values else 0])
    values.extend([] for _ in range(height - len(values)))
    for row in values:
        row.extend([""] * (width - len(row)))
    for (row_index, column), value in texts.items():
        values[row_index][column] = value
