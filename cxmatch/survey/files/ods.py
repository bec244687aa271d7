"""OpenDocument spreadsheets (.ods): one walk through their XML gives the cells, and what is merged, hidden, or not worked out.

The library reads them too, but tells neither errors nor formulas without a result, and takes TRUE for 1.
"""

from __future__ import annotations

import io
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import time, timedelta
from typing import Any
from xml.etree import ElementTree

from cxmatch.domain.findings import Place
from cxmatch.survey.files import Limits
from cxmatch.survey.files.archive import refuse_swollen, without
from cxmatch.survey.files.sheets import Cells, Sheet, hold_area
from cxmatch.survey.files.table import hold, refuse

_OFFICE, _TABLE, _TEXT, _STYLE = (
    f"{{urn:oasis:names:tc:opendocument:xmlns:{name}:1.0}}" for name in ("office", "table", "text", "style")
)
_CALC = "{urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0}"
_SHEET, _ROW, _COLUMN, _FORMULA = (f"{_TABLE}{name}" for name in ("table", "table-row", "table-column", "formula"))
_CELLS = frozenset({f"{_TABLE}table-cell", f"{_TABLE}covered-table-cell"})
_ROWS_REPEATED, _COLUMNS_REPEATED = f"{_TABLE}number-rows-repeated", f"{_TABLE}number-columns-repeated"
_ROWS_SPANNED, _COLUMNS_SPANNED = f"{_TABLE}number-rows-spanned", f"{_TABLE}number-columns-spanned"
_TYPE, _VALUE, _PARAGRAPH = f"{_OFFICE}value-type", f"{_OFFICE}value", f"{_TEXT}p"
_BREAKS = {f"{_TEXT}s": " ", f"{_TEXT}tab": "\t", f"{_TEXT}line-break": "\n"}
_NUMBERS, _HIDDEN = frozenset({"float", "percentage", "currency"}), frozenset({"collapse", "filter"})
_TRUTHS = frozenset({"true", "false", "wahr", "falsch", "vrai", "faux", "verdadero", "falso"})
_OTHER_USES = {
    f"{_OFFICE}{name}": f"{kind} in the OpenDocument format"
    for name, kind in (("text", "a text document"), ("presentation", "a presentation"), ("drawing", "a drawing"))
}
_COPY = "Copy its table into a spreadsheet, save it as .xlsx or .ods, and give that file."
_UNLOCK = "Open it with its password, save it without one, and give that file."
_MOST_ROWS, _MOST_COLUMNS, _MOST_SHEETS, _MOST_BLANKS = 1_048_576, 16_384, 1_000, 100
_SPARSE_TIMES, _CHECKED_TAGS, _MOST_TAGS = 100, 10_000, 1_500_000
_MOST_LAID = 500_000  # cells with something in them; more need a byte each, or they are repeated
# Cells that hold nothing, one after the other, as formatting leaves by the million.
_BLANKS = re.compile(rb'(?:<table:table-cell(?: table:style-name="[^"<>]*")?/>){2,1000}')
_REPEATED = b'<table:table-cell table:number-columns-repeated="%d"/>'
_TIME = re.compile(r"PT(\d{1,6})H(\d{1,3})M(\d{1,3})(?:[.,]\d{0,9})?S")


@dataclass(slots=True, kw_only=True)
class _Sheet(Cells):
    """A sheet while its rows go by; blank ones wait until something stands behind them."""

    name: str
    visible: bool
    cells: int = 0
    width: int = 0
    height: int = 0  # rows so far, the blank ones included


def sheets(data: bytes, parts: Mapping[str, bytes], place: Place, limits: Limits) -> list[Sheet]:
    """Return the sheets of a spreadsheet, whose `parts` are unpacked.

    Raises SurveyError if it is damaged or protected, no spreadsheet, or holds more cells than a survey has.
    """
    if b"encryption-data" in parts.get("META-INF/manifest.xml", b""):
        refuse("CX050", place, kind="The spreadsheet", way=_UNLOCK)
    emptied = without(_BLANKS, parts["content.xml"], lambda run: _REPEATED % run[0].count(b"<"))
    refuse_swollen([emptied], len(data), place, limits)
    walk, content = _Walk(place, limits, len(emptied)), io.BytesIO(emptied)
    try:
        for event, element in ElementTree.iterparse(content, ("start", "end")):  # noqa: S314 - the guard let no declaration through
            walk.begin(element) if event == "start" else walk.end(element)
    except (ElementTree.ParseError, LookupError, ValueError, RecursionError):
        refuse("CX008", place, reason="it is damaged")
    return [Sheet(name=sheet.name, visible=sheet.visible, read=sheet.laid_out) for sheet in walk.sheets]


class _Walk:
    """The walk: what each element opens and closes. A table within a cell is none of the workbook's sheets."""

    def __init__(self, place: Place, limits: Limits, size: int) -> None:
        self._place, self._limits, self._most_laid = place, limits, max(size, _MOST_LAID)
        self.sheets: list[_Sheet] = []
        self._hidden, self._style = set[str](), ""
        self._depth = self._tags = self._filled = self._within = self._area = self._laid = 0

    def begin(self, element: ElementTree.Element) -> None:
        """Take in an element that opens.

        Raises SurveyError if the file is no spreadsheet, or very many elements go by that hold nothing.
        """
        tag, self._tags = element.tag, self._tags + 1
        if tag in _CELLS:
            self._within += 1
            hold(self._limits, self._place, columns=self._within - 1)
        elif tag == _ROW:
            self._within = 0
        elif tag == _SHEET:
            self._depth += 1
            if self._depth == 1:
                self._begin_sheet(element)
        elif tag == f"{_STYLE}style":
            self._style = element.get(f"{_STYLE}name", "")
        elif tag == f"{_STYLE}table-properties" and element.get(f"{_TABLE}display") == "false":
            self._hidden.add(self._style)
        elif tag in _OTHER_USES and not self.sheets:
            refuse("CX048", self._place, kind=_OTHER_USES[tag], way=_COPY)
        if self._tags > _MOST_TAGS:
            refuse("CX008", self._place, reason="it is larger than spreadsheets of this kind are read")
        if self._tags > _SPARSE_TIMES * (self._filled + _CHECKED_TAGS):
            height = self.sheets[-1].height + 1 if self.sheets else 1
            refuse("CX042", self._place, row=f"{height:,}", letter="A", cells=f"{self._filled:,}")

    def _begin_sheet(self, element: ElementTree.Element) -> None:
        if len(self.sheets) >= _MOST_SHEETS:
            refuse("CX008", self._place, reason=f"it has more than {_MOST_SHEETS:,} sheets")
        self._area += self.sheets[-1].width * len(self.sheets[-1].values) if self.sheets else 0
        visible = element.get(f"{_TABLE}style-name") not in self._hidden
        self.sheets.append(_Sheet(name=element.get(f"{_TABLE}name", ""), visible=visible))

    def end(self, element: ElementTree.Element) -> None:
        """Take in an element that closes; a row is dropped when its cells are read."""
        tag = element.tag
        if tag == _ROW:
            if self._depth == 1:
                self._end_row(element)
            element.clear()
        elif tag == _COLUMN and self._depth == 1:
            hidden = element.get(f"{_TABLE}visibility") in _HIDDEN
            self.sheets[-1].describe(self._count(element, _COLUMNS_REPEATED), hidden=hidden)
        elif tag == _SHEET:
            self._depth -= 1

    def _end_row(self, element: ElementTree.Element) -> None:
        sheet, count, filled = self.sheets[-1], self._count(element, _ROWS_REPEATED), self._filled
        row = self._row(element, sheet)
        first, sheet.height = sheet.height, min(sheet.height + count, _MOST_ROWS)
        if not row:
            return
        sheet.cells, sheet.width = sheet.cells + len(row) * count, max(sheet.width, len(row))
        area = hold_area(self._place, self._limits, first + count, sheet.width, sheet.cells)
        hold(self._limits, self._place, cells=self._area + area)
        self._laid += count * (self._filled - filled)
        if self._laid > self._most_laid:
            refuse("CX008", self._place, reason="it holds the same cell very many times")
        if element.get(f"{_TABLE}visibility") in _HIDDEN:
            sheet.hidden_rows += range(first, first + count)
        sheet.values += [[] for _ in range(first - len(sheet.values))]
        sheet.values += [row] * count

    def _row(self, element: ElementTree.Element, sheet: _Sheet) -> list[Any]:
        """Return the values of a row, up to the last cell that holds something."""
        row, blank = list[Any](), 0
        for cell in element:
            if cell.tag not in _CELLS:
                continue
            count = self._count(cell, _COLUMNS_REPEATED)
            place = (sheet.height, len(row) + blank)
            down, across = self._count(cell, _ROWS_SPANNED), self._count(cell, _COLUMNS_SPANNED)
            if down > 1 or across > 1:
                sheet.merged.append((place, (place[0] + down - 1, place[1] + across - 1)))
            value = _value(cell)
            if value is None:
                sheet.bare.append(place)
            if value == "":
                blank = min(blank + count, _MOST_COLUMNS)
                continue
            self._filled += count
            hold(self._limits, self._place, columns=place[1] + count)
            row += [*[""] * blank, *[value] * count]
            blank = 0
        return row

    def _count(self, element: ElementTree.Element, name: str) -> int:
        digits = element.get(name)
        if digits is None:
            return 1
        if not (digits.isascii() and digits.isdigit() and len(digits) < 10):
            refuse("CX008", self._place, reason="it is damaged")
        return max(int(digits), 1)


def _value(cell: ElementTree.Element) -> Any:
    """Return what a cell holds, as a program shows it: a number, truth, day, time, error or text; a bare formula is None."""
    kind, paragraphs = cell.get(_TYPE, ""), [_words(part) for part in cell if part.tag == _PARAGRAPH]
    text = "\n".join(paragraphs)
    if not kind and not paragraphs:
        return None if cell.get(_FORMULA) else ""
    if cell.get(f"{_CALC}value-type") == "error":
        return text or "#ERROR!"
    if kind in _NUMBERS and cell.get(_VALUE) is not None:
        value = float(cell.get(_VALUE, ""))
        return bool(value) if value in (0, 1) and text.casefold() in _TRUTHS else value
    if kind == "boolean":
        return cell.get(f"{_OFFICE}boolean-value", "").casefold() == "true"
    if kind == "date":
        return cell.get(f"{_OFFICE}date-value", text)
    if kind == "time":
        return _time(cell.get(f"{_OFFICE}time-value", text))
    return cell.get(f"{_OFFICE}string-value", text) if kind == "string" else text


def _words(part: ElementTree.Element) -> str:
    """Return the words of a paragraph; blanks, tabs and line breaks are elements of their own."""
    if part.tag in _BREAKS:
        count = part.get(f"{_TEXT}c", "1")
        return _BREAKS[part.tag] * (min(int(count), _MOST_BLANKS) if count.isdigit() else 1)
    return (part.text or "") + "".join(_words(child) + (child.tail or "") for child in part)


def _time(written: str) -> Any:
    """Return a time of day, or how long something took.

    >>> _time("PT10H30M00S"), _time("PT30H00M00S")
    (datetime.time(10, 30), datetime.timedelta(days=1, seconds=21600))
    """
    parts = _TIME.fullmatch(written)
    if not parts:
        return written
    hours, minutes, seconds = map(int, parts.groups())
    is_time_of_day = hours < 24 and minutes < 60 and seconds < 60
    return time(hours, minutes, seconds) if is_time_of_day else timedelta(hours=hours, minutes=minutes, seconds=seconds)
