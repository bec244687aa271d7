"""The sheets of a workbook of any kind: their cells, what a program shows or hides of them, and the library that reads them.

The library is called so that nothing but a finding of ours comes out.
"""

from __future__ import annotations

import io
import os
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cached_property, partial
from posixpath import join, normpath
from typing import Any, Self, TypeAlias, TypeVar
from xml.etree import ElementTree

import python_calamine as calamine

from cxmatch.domain.findings import Place
from cxmatch.records.text import column_letter
from cxmatch.survey.files import Limits
from cxmatch.survey.files.archive import UNPACKED_TIMES
from cxmatch.survey.files.table import hold, refuse

_Result = TypeVar("_Result")

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


@dataclass(slots=True)
class Cells:
    """The cells of a sheet, the first one A1, and what is found out about them; rows and columns are counted from 0.

    Errors stand in `values` as their text ("#REF!"). `bare` are formulas without a result, `formulas` how many have one of which
    the file does not tell whether it is up to date; `hidden_columns` are runs, first to last. `texts` are cells that the library
    leaves blank or reads otherwise, `columns` how many were described so far.
    """

    values: list[list[Any]] = field(default_factory=list)
    merged: list[Range] = field(default_factory=list)
    hidden_rows: list[int] = field(default_factory=list)
    hidden_columns: list[tuple[int, int]] = field(default_factory=list)
    bare: list[tuple[int, int]] = field(default_factory=list)
    formulas: int = 0
    texts: dict[tuple[int, int], Any] = field(default_factory=dict)
    columns: int = 0

    def describe(self, count: int, *, hidden: bool) -> None:
        """Take in whether the next columns, so many, are hidden."""
        self.hidden_columns += [(self.columns, self.columns + count - 1)] if hidden else []
        self.columns += count

    def laid_out(self) -> Self:
        """Return the cells with their `texts` in place and all rows of one length; the area grows where one stands outside."""
        height = max((row + 1 for row, _ in self.texts), default=0)
        width = max([*(column + 1 for _, column in self.texts), *map(len, self.values)], default=0)
        self.values.extend([] for _ in range(height - len(self.values)))
        for row in self.values:
            row.extend([""] * (width - len(row)))
        for (at, column), value in self.texts.items():
            self.values[at][column] = value
        return self


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

    @property
    def is_used(self) -> bool:
        """Tell whether a person sees it, and some cell of it is not blank."""
        return self.visible and any(str(value).strip() for row in self.cells.values for value in row)


@dataclass(slots=True)
class Walk(Cells):
    """What a walk through the records of a sheet has found, before the library lays the sheet out.

    `shared` is how many cells repeat each text that is kept once.
    """

    cells: int = 0
    row: int = -1
    column: int = -1
    shared: Counter[int] = field(default_factory=Counter)

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


def refuse_enormous(walks: Sequence[Walk], lengths: Sequence[int], place: Place, limits: Limits) -> None:
    """Refuse sheets that are small in the file and enormous in memory, as one long text that very many cells repeat.

    `lengths` are those of the texts that are kept once, in characters. Raises what `hold_area` raises.
    """
    areas = (hold_area(place, limits, walk.row + 1, walk.column + 1, walk.cells) for walk in walks)
    hold(limits, place, cells=sum(areas))
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


@contextmanager
def _quiet() -> Iterator[None]:
    """Keep the library from writing where it gives up to standard error, which is for findings."""
    try:
        kept, nowhere = os.dup(2), os.open(os.devnull, os.O_WRONLY)
    except OSError:  # Standard error is closed: nothing can be written there.
        yield
        return
    os.dup2(nowhere, 2)
    try:
        yield
    finally:
        os.dup2(kept, 2)
        os.close(kept)
        os.close(nowhere)


class Library:
    """A workbook as the library reads it, once the guard has let it through."""

    def __init__(self, data: bytes, place: Place) -> None:
        self._place = place
        self._book = self._call(lambda: calamine.CalamineWorkbook.from_filelike(io.BytesIO(data)))

    def _call(self, action: Callable[[], _Result]) -> _Result:
        """Call the library. It is written in Rust, and its panics derive from BaseException."""
        try:
            with _quiet():
                return action()
        except BaseException as problem:
            if isinstance(problem, KeyboardInterrupt | SystemExit | MemoryError):
                raise
            refuse("CX008", self._place, reason="it is damaged")

    def sheets(self, walked: Sequence[Cells]) -> list[Sheet]:
        """Return the sheets, each with what was found in it before the library reads its cells."""
        listed, seen = self._book.sheets_metadata, (calamine.SheetVisibleEnum.Visible, calamine.SheetTypeEnum.WorkSheet)
        if len(listed) != len(walked):
            refuse("CX008", self._place, reason="its list of sheets is damaged")
        return [
            Sheet(name=about.name, visible=(about.visible, about.typ) == seen, read=partial(self._read, index, cells))
            for index, (about, cells) in enumerate(zip(listed, walked, strict=True))
        ]

    def _read(self, index: int, cells: Cells) -> Cells:
        sheet = self._call(lambda: self._book.get_sheet_by_index(index))
        cells.values = self._call(lambda: sheet.to_python(skip_empty_area=False))
        cells.merged = cells.merged or self._call(lambda: sheet.merged_cell_ranges or [])
        return cells.laid_out()


def tree(part: bytes, place: Place) -> ElementTree.Element:
    """Return the XML of a part that lists the sheets."""
    try:
        return ElementTree.fromstring(part)  # noqa: S314 - the guard let no declaration through
    except (ElementTree.ParseError, LookupError, ValueError):
        refuse("CX008", place, reason="its list of sheets is damaged")


def linked(parts: Mapping[str, bytes], kind: str, ids: Sequence[str], place: Place) -> list[bytes]:
    """Return the part behind each link of the workbook, whose own parts end in `kind` ("xml" or "bin").

    Raises SurveyError for one part behind several sheets: behind a thousand it would be read a thousand times.
    """
    links = tree(parts.get(f"xl/_rels/workbook.{kind}.rels", b""), place)
    targets = {link.get("Id", ""): normpath(join("/xl", link.get("Target", "")))[1:].casefold() for link in links}
    if not targets.keys() >= set(ids):
        refuse("CX008", place, reason="its list of sheets is damaged")
    names = [targets[given] for given in ids]
    if len(set(names)) < len(names):
        refuse("CX008", place, reason="two of its sheets are the same part")
    folded = {name.casefold(): part for name, part in parts.items()}
    return [folded.get(name, b"") for name in names]
