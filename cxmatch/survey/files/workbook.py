"""Workbook to cells: the guard first, then the library, then what the library does not tell."""

from __future__ import annotations

import io
import posixpath
import re
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import product
from typing import Any, TypeAlias, TypeVar
from xml.etree import ElementTree

import python_calamine as calamine

from cxmatch.domain.findings import Finding, Place
from cxmatch.errors import SettingsError, did_you_mean
from cxmatch.records.text import clean, fold
from cxmatch.survey.files.guard import bare_formulas, error_cells, hidden, position, unpack
from cxmatch.survey.files.table import Limits, Table, cell_text, column_letter, refuse, some_of, some_rows, tidy

_MOST_SHOWN = 8
_KEPT_NUMBERS = 10_000
_HEADER_ROWS = 10

_Result = TypeVar("_Result")
_Values: TypeAlias = list[list[Any]]
_Range: TypeAlias = tuple[tuple[int, int], tuple[int, int]]
_NUMBER = re.compile(r"\s*[+-]?[0-9]{1,15}(?:[.,][0-9]{1,15})?\s*")


def read(data: bytes, place: Place, limits: Limits, sheet: str | None = None, besides: Collection[str] = ()) -> Table:
    """Return the cells of one visible sheet; `sheet` is needed when several of them hold something.

    `besides` are the sheets that are read too, so that none of them is said to be left out.

    Raises SurveyError if it cannot be read safely, several sheets could be meant, or a formula lacks its result; SettingsError
    if there is no visible sheet of that name.
    """
    book = _Book(data, place, limits)
    chosen, values = book.only() if sheet is None else book.named(sheet)
    where = replace(place, sheet=chosen.name)
    _refuse_bare_formulas(chosen.part, where)
    written = lru_cache(_KEPT_NUMBERS, typed=True)(cell_text)  # ratings repeat
    texts = [[value if type(value) is str else written(value) for value in row] for row in values]
    _put_errors(texts, chosen.part)
    notes = book.left_out(chosen, besides, where) + _fill_merged(texts, book.merged(chosen), where)
    table = tidy(texts, where, limits)
    notes += _hidden(chosen.part, table, where) + _numbers_as_text(values, where)
    return replace(table, notes=(*notes, *table.notes))


def sheets(data: bytes, place: Place, limits: Limits) -> list[str]:
    """Return the names of the visible sheets that hold something, in their order.

    Raises SurveyError if the workbook cannot be read safely.
    """
    return [sheet.name for sheet, _ in _Book(data, place, limits).used()]


@dataclass(frozen=True, slots=True)
class _Sheet:
    """A sheet as the workbook lists it; `part` is its XML."""

    index: int
    name: str
    visible: bool
    part: bytes


class _Book:
    """A workbook whose parts the guard let through."""

    def __init__(self, data: bytes, place: Place, limits: Limits) -> None:
        self._place = place
        parts = unpack(data, place, limits)
        self._book = self._call(lambda: calamine.CalamineWorkbook.from_filelike(io.BytesIO(data)))
        names = _sheet_parts(parts, place)
        if len(names) != len(self._book.sheets_metadata):
            refuse("CX008", place, reason="its list of sheets is damaged")
        folded = {name.casefold(): part for name, part in parts.items()}
        self._sheets = [
            _Sheet(index, about.name, _is_visible(about), folded.get(name.casefold(), b""))
            for index, (about, name) in enumerate(zip(self._book.sheets_metadata, names, strict=True))
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

    def only(self) -> tuple[_Sheet, _Values]:
        """Return the one visible sheet that holds something."""
        used = self.used()
        if len(used) > 1:
            names = [clean(sheet.name) for sheet, _ in used]
            refuse("CX043", self._place, sheets=", ".join(f'"{name}"' for name in names), first=names[0])
        if not used:
            names = [f'"{clean(sheet.name)}"' for sheet in self._sheets if not sheet.visible]
            refuse("CX044", self._place, hidden=f" Hidden sheets are never read: {', '.join(names)}." if names else "")
        return used[0]

    def named(self, name: str) -> tuple[_Sheet, _Values]:
        """Return the visible sheet of a name, by its exact spelling first."""
        visible = [sheet for sheet in self._sheets if sheet.visible]
        called = [sheet for sheet in visible if fold(sheet.name) == fold(name)]
        if not called:
            names = [clean(sheet.name) for sheet in visible]
            hint = did_you_mean(name, names)
            raise SettingsError(f'There is no visible sheet "{name}".{hint}', "The visible sheets are: " + ", ".join(names))
        sheet = next((sheet for sheet in called if sheet.name == name), called[0])
        return sheet, self._values(sheet)

    def left_out(self, chosen: _Sheet, besides: Collection[str], place: Place) -> list[Finding]:
        """Name the sheets that are not read."""
        others = [sheet for sheet in self._sheets if sheet is not chosen and sheet.name not in besides]
        named = [f'"{clean(sheet.name)}"{"" if sheet.visible else " (hidden)"}' for sheet in others]
        return [Finding(code="CX413", place=place, facts={"sheets": ", ".join(named)})] if named else []


def _is_visible(about: calamine.SheetMetadata) -> bool:
    return about.visible == calamine.SheetVisibleEnum.Visible and about.typ == calamine.SheetTypeEnum.WorkSheet


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


def _refuse_bare_formulas(part: bytes, place: Place) -> None:
    bare = bare_formulas(part)
    if bare:
        row, column = position(bare[0].encode())
        where = replace(place, row=row + 1, column=column_letter(column))
        refuse("CX045", where, cells=some_of(bare, _MOST_SHOWN))


def _put_errors(texts: list[list[str]], part: bytes) -> None:
    """Write the error texts into their cells: the library delivers them blank, and blank means not answered."""
    for (row, column), text in error_cells(part).items():
        if 0 <= row < len(texts) and 0 <= column < len(texts[row]):
            texts[row][column] = text


def _fill_merged(texts: list[list[str]], ranges: Sequence[_Range], place: Place) -> list[Finding]:
    """Write the value of merged cells into all of them, where that is what a person reads.

    Filled are headings merged across columns near the top, and answers merged down a column (one department over several
    offices). A title over the whole table stays in its first cell, and so does a heading merged downwards beside others
    that are merged across: it belongs to both header rows once.
    """
    width = max(map(len, texts), default=0)
    flat = [((top, left), (bottom, right)) for (top, left), (bottom, right) in ranges if top == bottom < _HEADER_ROWS]
    across = [each for each in flat if not each[1][1] - each[0][1] + 1 >= width > 1]
    first_row = next((index for index, row in enumerate(texts) if any(map(str.strip, row))), 0)
    grouped = {top for (top, _), _ in across} | {first_row}
    down = [each for each in ranges if each[0][1] == each[1][1] and each[0][0] not in grouped]
    cells = [
        f"{column_letter(left)}{top + 1}:{column_letter(right)}{bottom + 1}"
        for (top, left), (bottom, right) in (each for each in (*across, *down) if _fill(texts, *each))
    ]
    return [Finding(code="CX412", place=place, facts={"cells": some_of(cells, _MOST_SHOWN)})] if cells else []


def _fill(texts: list[list[str]], first: tuple[int, int], last: tuple[int, int]) -> bool:
    """Fill one range, within the table; tell whether there was a value to fill in."""
    if first[0] >= len(texts) or first[1] >= len(texts[first[0]]) or not texts[first[0]][first[1]].strip():
        return False
    value = texts[first[0]][first[1]]
    rows = range(first[0], min(last[0] + 1, len(texts)))
    for row, column in product(rows, range(first[1], min(last[1] + 1, len(texts[0])))):
        texts[row][column] = value
    return True


def _hidden(part: bytes, table: Table, place: Place) -> list[Finding]:
    (rows, runs), known, width = hidden(part), set(table.numbers), max(map(len, table.rows), default=0)
    rows = [row for row in rows if row in known]
    spans = {(max(first, 0), min(last + 1, width)) for first, last in runs}
    columns = [column_letter(index) for index in sorted({index for span in spans for index in range(*span)})]
    named = [some_rows(rows)] if rows else []
    named += [f"column{'s' if len(columns) > 1 else ''} {', '.join(columns)}"] if columns else []
    if not named:
        return []
    text = f"{' and '.join(named)} {'is' if len(rows) + len(columns) == 1 else 'are'}"
    return [Finding(code="CX046", place=place, facts={"hidden": text[0].upper() + text[1:]})]


def _numbers_as_text(values: _Values, place: Place) -> list[Finding]:
    """Warn of columns that hold numbers and also texts that look like numbers."""
    findings = []
    for index, column in enumerate(zip(*values, strict=True)):
        kinds = set(map(type, column))
        if str in kinds and (float in kinds or int in kinds):
            rows = [row for row, value in enumerate(column, start=1) if type(value) is str and _NUMBER.fullmatch(value)]
            facts = {"rows": some_rows(rows)}
            findings += [Finding(code="CX047", place=replace(place, column=column_letter(index)), facts=facts)] if rows else []
    return findings
