"""Workbook to cells: the guard first, then the library, then what the library does not tell."""

from __future__ import annotations

import io
import posixpath
import re
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import product
from typing import Any, TypeAlias, TypeVar
from xml.etree import ElementTree

import python_calamine as calamine

from cxmatch.domain.findings import Finding, Place
from cxmatch.errors import SettingsError, did_you_mean
from cxmatch.records.text import clean, fold, some
from cxmatch.survey.files.guard import SheetPart, unpack
from cxmatch.survey.files.table import Limits, Table, cell_text, column_letter, finding, refuse, some_rows, tidy

_MOST_SHOWN, _KEPT_NUMBERS, _HEADER_ROWS = 8, 10_000, 10
_SEEN = (calamine.SheetVisibleEnum.Visible, calamine.SheetTypeEnum.WorkSheet)

_Result = TypeVar("_Result")
_Values: TypeAlias = list[list[Any]]
_Range: TypeAlias = tuple[tuple[int, int], tuple[int, int]]
_NUMBER = re.compile(r"\s*[+-]?[0-9]{1,15}(?:[.,][0-9]{1,15})?\s*")


def read(data: bytes, place: Place, limits: Limits, sheet: str | None = None, besides: Collection[str] = ()) -> Table:
    """Return the cells of one visible sheet; `sheet` is needed when several hold something, `besides` are read too.

    Raises SurveyError if it cannot be read safely, several sheets could be meant, or a formula lacks its result; SettingsError
    if there is no visible sheet of that name.
    """
    book = _Book(data, place, limits)
    chosen, values = book.sheet(sheet)
    where = replace(place, sheet=chosen.name)
    chosen.part.refuse_bare_formulas(where)
    written = lru_cache(_KEPT_NUMBERS, typed=True)(cell_text)  # ratings repeat
    texts = [[value if type(value) is str else written(value) for value in row] for row in values]
    # The library delivers errors blank, and blank means not answered.
    for (row, column), text in chosen.part.errors().items():
        if 0 <= row < len(texts) and 0 <= column < len(texts[row]):
            texts[row][column] = text
    notes = [*book.left_out(chosen, besides, where), *_fill_merged(texts, book.merged(chosen), where)]
    table = tidy(texts, where, limits)
    notes += [*_hidden(chosen.part, table, where), *_numbers_as_text(values, where), *table.notes]
    return replace(table, notes=tuple(notes))


def sheets(data: bytes, place: Place, limits: Limits) -> list[str]:
    """Return the names of the visible sheets that hold something; SurveyError if the workbook cannot be read safely."""
    return [sheet.name for sheet, _ in _Book(data, place, limits).used()]


@dataclass(frozen=True, slots=True)
class _Sheet:
    """A sheet as the workbook lists it."""

    index: int
    name: str
    visible: bool
    part: SheetPart


class _Book:
    """A workbook whose parts the guard let through."""

    def __init__(self, data: bytes, place: Place, limits: Limits) -> None:
        self._place = place
        parts = unpack(data, place, limits)
        self._book = self._call(lambda: calamine.CalamineWorkbook.from_filelike(io.BytesIO(data)))
        listed, names = self._book.sheets_metadata, _sheet_parts(parts, place)
        if len(names) != len(listed):
            refuse("CX008", place, reason="its list of sheets is damaged")
        folded = {name.casefold(): part for name, part in parts.items()}
        self._sheets = [
            _Sheet(index, about.name, (about.visible, about.typ) == _SEEN, SheetPart(folded.get(name.casefold(), b"")))
            for index, (about, name) in enumerate(zip(listed, names, strict=True))
        ]

    def _call(self, action: Callable[[], _Result]) -> _Result:
        """Call the library. It is written in Rust, and its panics derive from BaseException."""
        try:
            return action()
        except BaseException as problem:
            if isinstance(problem, KeyboardInterrupt | SystemExit | MemoryError):
                raise
            refuse("CX008", self._place, reason="it is damaged")

    def _values(self, sheet: _Sheet) -> _Values:
        return self._call(lambda: self._book.get_sheet_by_index(sheet.index).to_python(skip_empty_area=False))

    def merged(self, sheet: _Sheet) -> Sequence[_Range]:
        """Return the ranges of merged cells, each by its first and last (row, column) from 0."""
        return self._call(lambda: self._book.get_sheet_by_index(sheet.index).merged_cell_ranges) or ()

    def used(self) -> list[tuple[_Sheet, _Values]]:
        """Return the visible sheets in which some cell is not blank, each with its values."""
        read = [(sheet, self._values(sheet)) for sheet in self._sheets if sheet.visible]
        return [(sheet, values) for sheet, values in read if any(str(value).strip() for row in values for value in row)]

    def sheet(self, name: str | None) -> tuple[_Sheet, _Values]:
        """Return the visible sheet of a name, by its exact spelling first, or the only one that holds something."""
        if name is None:
            return self._only()
        visible = [sheet for sheet in self._sheets if sheet.visible]
        called = sorted((sheet for sheet in visible if fold(sheet.name) == fold(name)), key=lambda sheet: sheet.name != name)
        if not called:
            names = [clean(sheet.name) for sheet in visible]
            hint = did_you_mean(name, names)
            raise SettingsError(f'There is no visible sheet "{name}".{hint}', "The visible sheets are: " + ", ".join(names))
        return called[0], self._values(called[0])

    def _only(self) -> tuple[_Sheet, _Values]:
        used = self.used()
        if len(used) > 1:
            names = [clean(sheet.name) for sheet, _ in used]
            refuse("CX043", self._place, sheets=", ".join(f'"{name}"' for name in names), first=names[0])
        if not used:
            names = [f'"{clean(sheet.name)}"' for sheet in self._sheets if not sheet.visible]
            refuse("CX044", self._place, hidden=f" Hidden sheets are never read: {', '.join(names)}." if names else "")
        return used[0]

    def left_out(self, chosen: _Sheet, besides: Collection[str], place: Place) -> list[Finding]:
        """Name the sheets that are not read."""
        others = [sheet for sheet in self._sheets if sheet is not chosen and sheet.name not in besides]
        named = [f'"{clean(sheet.name)}"{"" if sheet.visible else " (hidden)"}' for sheet in others]
        return [finding("CX413", place, sheets=", ".join(named))] if named else []


def _sheet_parts(parts: dict[str, bytes], place: Place) -> list[str]:
    """Return the name of each sheet's part, in the order of the workbook."""
    try:
        book = ElementTree.fromstring(parts["xl/workbook.xml"])  # noqa: S314 - the guard let no declaration through
        links = ElementTree.fromstring(parts["xl/_rels/workbook.xml.rels"])  # noqa: S314
    except (ElementTree.ParseError, LookupError, ValueError):
        refuse("CX008", place, reason="its list of sheets is damaged")
    targets = {link.get("Id", ""): link.get("Target", "") for link in links}
    listed = [element for element in book.iter() if element.tag.rpartition("}")[2] == "sheet"]
    ids = [next((value for key, value in element.items() if key.endswith("}id")), "") for element in listed]
    names = [posixpath.normpath(posixpath.join("/xl", targets.get(given, "")))[1:] for given in ids]
    if len(set(names)) < len(names):  # One part behind a thousand sheets would be read a thousand times.
        refuse("CX008", place, reason="two of its sheets are the same part")
    return names


def _fill_merged(texts: list[list[str]], ranges: Sequence[_Range], place: Place) -> list[Finding]:
    """Write the value of merged cells into all of them, where that is what a person reads.

    Filled are headings merged across columns near the top, and answers merged down a column (a department of several offices).
    A title over the whole table stays in its first cell, and so does a heading merged downwards beside others that are merged
    across: it belongs to both header rows once.
    """
    width = max(map(len, texts), default=0)
    flat = [each for each in ranges if each[0][0] == each[1][0] < _HEADER_ROWS]
    across = [each for each in flat if not each[1][1] - each[0][1] + 1 >= width > 1]
    first_row = next((index for index, row in enumerate(texts) if any(map(str.strip, row))), 0)
    grouped = {top for (top, _), _ in across} | {first_row}
    down = [each for each in ranges if each[0][1] == each[1][1] and each[0][0] not in grouped]
    cells = [
        f"{column_letter(left)}{top + 1}:{column_letter(right)}{bottom + 1}"
        for (top, left), (bottom, right) in (each for each in (*across, *down) if _fill(texts, *each))
    ]
    return [finding("CX412", place, cells=some(cells, _MOST_SHOWN))] if cells else []


def _fill(texts: list[list[str]], first: tuple[int, int], last: tuple[int, int]) -> bool:
    """Fill one range, within the table; tell whether there was a value to fill in."""
    if first[0] >= len(texts) or first[1] >= len(texts[first[0]]) or not texts[first[0]][first[1]].strip():
        return False
    value = texts[first[0]][first[1]]
    rows = range(first[0], min(last[0] + 1, len(texts)))
    for row, column in product(rows, range(first[1], min(last[1] + 1, len(texts[0])))):
        texts[row][column] = value
    return True


def _hidden(part: SheetPart, table: Table, place: Place) -> list[Finding]:
    (hidden, runs), numbers, width = part.hidden(), set(table.numbers), max(map(len, table.rows), default=0)
    rows = [row for row in hidden if row in numbers]
    spans = {(max(first, 0), min(last + 1, width)) for first, last in runs}
    columns = [column_letter(index) for index in sorted({index for span in spans for index in range(*span)})]
    named = [some_rows(rows)] if rows else []
    named += [f"column{'s' if len(columns) > 1 else ''} {', '.join(columns)}"] if columns else []
    text = f"{' and '.join(named)} {'is' if len(rows) + len(columns) == 1 else 'are'}"
    return [finding("CX046", place, hidden=text[0].upper() + text[1:])] if named else []


def _numbers_as_text(values: _Values, place: Place) -> Iterator[Finding]:
    """Warn of columns that hold numbers and also texts that look like numbers."""
    for index, column in enumerate(zip(*values, strict=True)):
        mixed = {str} < {str, int, float} & set(map(type, column))
        rows = [row for row, value in enumerate(column, 1) if mixed and type(value) is str and _NUMBER.fullmatch(value)]
        if rows:
            yield finding("CX047", replace(place, column=column_letter(index)), rows=some_rows(rows))
