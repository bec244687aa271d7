"""Workbooks of every kind to cells: which sheet is read, and what a person sees in it."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import replace
from functools import lru_cache
from itertools import product
from typing import Any

from cxmatch.domain.findings import Finding, Place
from cxmatch.errors import SettingsError, did_you_mean
from cxmatch.records.text import clean, column_letter, fold, some
from cxmatch.survey.files import COMPOUND, Limits, ods, xls, xlsb, xlsx
from cxmatch.survey.files.archive import unpack, workbook_kind
from cxmatch.survey.files.sheets import Cells, Range, Sheet
from cxmatch.survey.files.table import Judge, Table, cell_text, finding, refuse, some_rows, tidy

_MOST_SHOWN, _KEPT_NUMBERS, _HEADER_ROWS, _MOST_REMARKS = 8, 10_000, 10, 60
_NUMBER = re.compile(r"\s*[+-]?[0-9]{1,15}(?:[.,][0-9]{1,15})?\s*")


def sheets_of(data: bytes, place: Place, limits: Limits) -> list[Sheet]:
    """Return the sheets of a workbook of any kind, once it has been found harmless.

    Raises SurveyError if it is damaged, protected, or larger than a survey.
    """
    if data.startswith(COMPOUND):
        return xls.sheets(data, place, limits)
    parts = unpack(data, place, limits)
    readers = {"ods": ods.sheets, "xlsb": xlsb.sheets}
    return readers.get(workbook_kind(list(parts)), xlsx.sheets)(data, parts, place, limits)


def read(
    sheets: Sequence[Sheet],
    place: Place,
    limits: Limits,
    name: str | None = None,
    besides: Collection[str] = (),
    judge: Judge | None = None,
) -> Table:
    """Return the cells of one visible sheet; its name is needed where several hold something and `judge` cannot tell.

    `besides` are the sheets that are read too, so that none of them is said to be left out.

    Raises SurveyError if several sheets could be meant, or a formula lacks its result; SettingsError if there is no visible sheet
    of that name.
    """
    chosen, notes = (_named(sheets, name), []) if name is not None else _only(sheets, place, limits, judge)
    where = replace(place, sheet=chosen.name)
    _refuse_bare_formulas(chosen.cells, where)
    table = table_of(chosen.cells, where, limits)
    counted = chosen.cells.formulas
    notes += [finding("CX418", where, count=f"{counted:,}")] if counted else []
    others = [sheet for sheet in sheets if sheet is not chosen and sheet.name not in besides]
    if others and not any(note.code == "CX415" for note in notes):
        notes.append(finding("CX413", where, sheets=_quoted(others)))
    remarks = tuple(remark for sheet in others if sheet.is_used for remark in _remarks(sheet.cells))
    return replace(table, notes=(*notes, *table.notes), remarks=remarks)


def _remarks(cells: Cells) -> Iterator[str]:
    """Yield what a short sheet says beside the survey: each row, and as one text all rows that explain a number."""
    rows = [[clean(cell_text(value)) for value in row] for row in cells.values[: _MOST_REMARKS + 1]]
    texts = [list(filter(None, row)) for row in rows if len(rows) <= _MOST_REMARKS]
    explained = [f"{row[0]} = {row[1]}" for row in texts if len(row) > 1 and row[0].isdecimal()]
    yield "; ".join(explained)
    yield from (" ".join(row) for row in texts)


def table_of(cells: Cells, place: Place, limits: Limits) -> Table:
    """Return the cells of a sheet as text, with merged ones filled, and a note for all that a person may not see."""
    written = lru_cache(_KEPT_NUMBERS, typed=True)(cell_text)  # ratings repeat
    texts = [[value if type(value) is str else written(value) for value in row] for row in cells.values]
    notes = _fill_merged(texts, cells.merged, place)
    table = tidy(texts, place, limits)
    notes += [*_hidden(cells, table, place), *_numbers_as_text(cells.values, place), *table.notes]
    return replace(table, notes=tuple(notes))


def _named(sheets: Sequence[Sheet], name: str) -> Sheet:
    """Return the visible sheet of a name, by its exact spelling first."""
    visible = [sheet for sheet in sheets if sheet.visible]
    called = sorted((sheet for sheet in visible if fold(sheet.name) == fold(name)), key=lambda sheet: sheet.name != name)
    if not called:
        names = [clean(sheet.name) for sheet in visible]
        hint = did_you_mean(name, names)
        raise SettingsError(f'There is no visible sheet "{name}".{hint}', "The visible sheets are: " + ", ".join(names))
    return called[0]


def _only(sheets: Sequence[Sheet], place: Place, limits: Limits, judge: Judge | None) -> tuple[Sheet, list[Finding]]:
    """Return the only sheet that holds something, or the only one that is a survey where no other could be one."""
    filled = [sheet for sheet in sheets if sheet.is_used]
    if not filled:
        hidden = [f'"{clean(sheet.name)}"' for sheet in sheets if not sheet.visible]
        refuse("CX044", place, hidden=f" Hidden sheets are never read: {', '.join(hidden)}." if hidden else "")
    if len(filled) == 1:
        return filled[0], []
    judged = [judge(table_of(sheet.cells, replace(place, sheet=sheet.name), limits)) if judge else None for sheet in filled]
    chosen = filled[judged.index(True)] if judged.count(True) == 1 and judged.count(False) == len(judged) - 1 else None
    # A hidden sheet in front of it may hold the answers as they came, and then it is asked which one counts.
    if chosen is None or not all(sheet.visible for sheet in sheets[: sheets.index(chosen)]):
        refuse("CX043", place, sheets=_quoted(filled), first=clean(filled[0].name))
    others = _quoted([sheet for sheet in sheets if sheet is not chosen])
    return chosen, [finding("CX415", place, sheet=clean(chosen.name), sheets=others)]


def _quoted(sheets: Sequence[Sheet]) -> str:
    return ", ".join(f'"{clean(sheet.name)}"{"" if sheet.visible else " (hidden)"}' for sheet in sheets)


def _refuse_bare_formulas(cells: Cells, place: Place) -> None:
    if cells.bare:
        addresses = [f"{column_letter(column)}{row + 1}" for row, column in cells.bare]
        row, column = cells.bare[0]
        refuse("CX045", replace(place, row=row + 1, column=column_letter(column)), cells=some(addresses, _MOST_SHOWN))


def _fill_merged(texts: list[list[str]], ranges: Sequence[Range], place: Place) -> list[Finding]:
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


def _hidden(cells: Cells, table: Table, place: Place) -> list[Finding]:
    numbers, width = set(table.numbers), max(map(len, table.rows), default=0)
    rows = [row + 1 for row in cells.hidden_rows if row + 1 in numbers]
    spans = {(max(first, 0), min(last + 1, width)) for first, last in cells.hidden_columns}
    columns = [column_letter(index) for index in sorted({index for span in spans for index in range(*span)})]
    named = [some_rows(rows)] if rows else []
    named += [f"column{'s' if len(columns) > 1 else ''} {', '.join(columns)}"] if columns else []
    text = f"{' and '.join(named)} {'is' if len(rows) + len(columns) == 1 else 'are'}"
    return [finding("CX046", place, hidden=text[0].upper() + text[1:])] if named else []


def _numbers_as_text(values: list[list[Any]], place: Place) -> Iterator[Finding]:
    """Warn of columns that hold numbers and also texts that look like numbers."""
    for index, column in enumerate(zip(*values, strict=True)):
        mixed = {str} < {str, int, float} & set(map(type, column))
        rows = [row for row, value in enumerate(column, 1) if mixed and type(value) is str and _NUMBER.fullmatch(value)]
        if rows:
            yield finding("CX047", replace(place, column=column_letter(index)), rows=some_rows(rows))
