"""Workbook to cells: the guard first, then the library, then what the library does not tell."""

from __future__ import annotations

import io
import posixpath
import re
from collections.abc import Callable, Collection
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any, TypeAlias, TypeVar
from xml.etree import ElementTree

import python_calamine as calamine

from cxmatch.domain.findings import Finding, Place
from cxmatch.errors import SettingsError, did_you_mean
from cxmatch.records.text import clean, fold
from cxmatch.survey.files import sheetxml
from cxmatch.survey.files.frame import cell_text, number_text
from cxmatch.survey.files.guard import unpack
from cxmatch.survey.files.sheetxml import fill_merged
from cxmatch.survey.files.table import Limits, Table, column_letter, refuse, some_rows, tidy

SHOWN_CELLS = 8
KEPT_NUMBERS = 10_000

_Result = TypeVar("_Result")
_Values: TypeAlias = list[list[Any]]
_NUMBER = re.compile(r"\s*[+-]?[0-9]{1,15}(?:[.,][0-9]{1,15})?\s*")


@dataclass(frozen=True, slots=True)
class _Sheet:
    """A sheet as the workbook lists it; `part` is its XML."""

    index: int
    name: str
    visible: bool
    part: bytes


def read(data: bytes, place: Place, limits: Limits, sheet: str | None = None, besides: Collection[str] = ()) -> Table:
    """Return the cells of one visible sheet; `sheet` is needed when several of them hold something.

    `besides` are the sheets that are read too, so that none of them is said to be left out.

    Raises
    ------
    SurveyError
        It cannot be read safely, several sheets could be meant, or a formula lacks its result.
    SettingsError
        There is no visible sheet of that name.
    """
    book, listed = _open(data, place, limits)
    chosen, values = _only(book, listed, place) if sheet is None else _with_values(book, _named(listed, sheet), place)
    where = replace(place, sheet=chosen.name)
    _refuse_bare_formulas(chosen.part, where)
    texts = _texts(values)
    _put_errors(texts, chosen.part)
    merged = _calling(lambda: book.get_sheet_by_index(chosen.index).merged_cell_ranges, place) or []
    notes = _left_out([each for each in listed if each is not chosen and each.name not in besides], where) + fill_merged(
        texts, merged, where
    )
    table = tidy(texts, where, limits)
    width = max(map(len, table.rows), default=0)
    notes += _hidden(chosen.part, table.numbers, width, where) + _numbers_as_text(values, where)
    return replace(table, notes=(*notes, *table.notes))


def sheets(data: bytes, place: Place, limits: Limits) -> list[str]:
    """Name the visible sheets that hold something, in their order.

    Raises
    ------
    SurveyError
        The workbook cannot be read safely.
    """
    book, listed = _open(data, place, limits)
    return [sheet.name for sheet, _ in _used(book, listed, place)]


def _open(data: bytes, place: Place, limits: Limits) -> tuple[calamine.CalamineWorkbook, list[_Sheet]]:
    parts = unpack(data, place, limits)
    book = _calling(lambda: calamine.CalamineWorkbook.from_filelike(io.BytesIO(data)), place)
    names = _sheet_parts(parts, place)
    if len(names) != len(book.sheets_metadata):
        refuse("CX008", place, reason="its list of sheets is damaged")
    folded = {name.casefold(): part for name, part in parts.items()}
    listed = [
        _Sheet(index, about.name, _is_visible(about), folded.get(name.casefold(), b""))
        for index, (about, name) in enumerate(zip(book.sheets_metadata, names, strict=True))
    ]
    return book, listed


def _is_visible(about: calamine.SheetMetadata) -> bool:
    return about.visible == calamine.SheetVisibleEnum.Visible and about.typ == calamine.SheetTypeEnum.WorkSheet


def _calling(action: Callable[[], _Result], place: Place) -> _Result:
    """Call the library. It is written in Rust, and its panics derive from BaseException."""
    try:
        return action()
    except BaseException as problem:
        if isinstance(problem, KeyboardInterrupt | SystemExit | MemoryError):
            raise
        refuse("CX008", place, reason="it is damaged")


def _sheet_parts(parts: dict[str, bytes], place: Place) -> list[str]:
    """Return the name of each sheet's part, in the order of the workbook."""
    try:
        book = ElementTree.fromstring(parts["xl/workbook.xml"])  # noqa: S314 - the guard let no declaration through
        links = ElementTree.fromstring(parts["xl/_rels/workbook.xml.rels"])  # noqa: S314
    except (ElementTree.ParseError, LookupError, ValueError):
        refuse("CX008", place, reason="its list of sheets is damaged")
    targets = {link.get("Id", ""): link.get("Target", "") for link in links}
    ids = [_link_id(element) for element in book.iter() if element.tag.rpartition("}")[2] == "sheet"]
    names = [posixpath.normpath(posixpath.join("/xl", targets.get(given, "")))[1:] for given in ids]
    if len(set(names)) < len(names):  # One part behind a thousand sheets would be read a thousand times.
        refuse("CX008", place, reason="two of its sheets are the same part")
    return names


def _link_id(element: ElementTree.Element) -> str:
    return next((value for key, value in element.items() if key.endswith("}id")), "")


def _with_values(book: calamine.CalamineWorkbook, sheet: _Sheet, place: Place) -> tuple[_Sheet, _Values]:
    return sheet, _calling(lambda: book.get_sheet_by_index(sheet.index).to_python(skip_empty_area=False), place)


def _used(book: calamine.CalamineWorkbook, listed: list[_Sheet], place: Place) -> list[tuple[_Sheet, _Values]]:
    """Return the visible sheets in which some cell is not blank, each with its values."""
    read = [_with_values(book, sheet, place) for sheet in listed if sheet.visible]
    return [(sheet, values) for sheet, values in read if any(str(value).strip() for row in values for value in row)]


def _texts(values: _Values) -> list[list[str]]:
    """Write all values as text; ratings repeat, so each number is written once."""
    written = lru_cache(KEPT_NUMBERS)(number_text)
    return [
        [value if type(value) is str else written(value) if type(value) is float else cell_text(value) for value in row]
        for row in values
    ]


def _only(book: calamine.CalamineWorkbook, listed: list[_Sheet], place: Place) -> tuple[_Sheet, _Values]:
    used = _used(book, listed, place)
    if len(used) > 1:
        names = [clean(sheet.name) for sheet, _ in used]
        refuse("CX043", place, sheets=", ".join(f'"{name}"' for name in names), first=names[0])
    if not used:
        hidden = [f'"{clean(sheet.name)}"' for sheet in listed if not sheet.visible]
        refuse("CX044", place, hidden=f" Hidden sheets are never read: {', '.join(hidden)}." if hidden else "")
    return used[0]


def _named(listed: list[_Sheet], name: str) -> _Sheet:
    visible = [sheet for sheet in listed if sheet.visible]
    found = [sheet for sheet in visible if sheet.name == name] or [sheet for sheet in visible if fold(sheet.name) == fold(name)]
    if not found:
        names = [clean(sheet.name) for sheet in visible]
        hint = did_you_mean(name, names)
        raise SettingsError(f'There is no visible sheet "{name}".{hint}', "The visible sheets are: " + ", ".join(names))
    return found[0]


def _refuse_bare_formulas(part: bytes, place: Place) -> None:
    bare = sheetxml.bare_formulas(part)
    if bare:
        more = f" and {len(bare) - SHOWN_CELLS} more" if len(bare) > SHOWN_CELLS else ""
        row, column = sheetxml.position(bare[0].encode())
        refuse("CX045", replace(place, row=row + 1, column=column_letter(column)), cells=", ".join(bare[:SHOWN_CELLS]) + more)


def _put_errors(texts: list[list[str]], part: bytes) -> None:
    """Write the error texts into their cells: the library delivers them blank, and blank means not answered."""
    for (row, column), text in sheetxml.error_cells(part).items():
        if 0 <= row < len(texts) and 0 <= column < len(texts[row]):
            texts[row][column] = text


def _left_out(others: list[_Sheet], place: Place) -> list[Finding]:
    named = [f'"{clean(sheet.name)}"{"" if sheet.visible else " (hidden)"}' for sheet in others]
    return [Finding(code="CX413", place=place, facts={"sheets": ", ".join(named)})] if named else []


def _hidden(part: bytes, numbers: list[int], width: int, place: Place) -> list[Finding]:
    (rows, runs), known = sheetxml.hidden(part), set(numbers)
    rows = [row for row in rows if row in known]
    spans = {(max(first, 0), min(last + 1, width)) for first, last in runs}
    columns = [column_letter(index) for index in sorted({index for span in spans for index in range(*span)})]
    said = [some_rows(rows)] if rows else []
    said += [f"column{'s' if len(columns) > 1 else ''} {', '.join(columns)}"] if columns else []
    if not said:
        return []
    text = f"{' and '.join(said)} {'is' if len(rows) + len(columns) == 1 else 'are'}"
    return [Finding(code="CX046", place=place, facts={"hidden": text[0].upper() + text[1:]})]


def _numbers_as_text(values: list[list[Any]], place: Place) -> list[Finding]:
    """Warn of columns that hold numbers and also texts that look like numbers."""
    findings = []
    for index, column in enumerate(zip(*values, strict=True)):
        kinds = set(map(type, column))
        if str in kinds and (float in kinds or int in kinds):
            rows = [row for row, value in enumerate(column, start=1) if type(value) is str and _NUMBER.fullmatch(value)]
            facts = {"rows": some_rows(rows)}
            findings += [Finding(code="CX047", place=replace(place, column=column_letter(index)), facts=facts)] if rows else []
    return findings
