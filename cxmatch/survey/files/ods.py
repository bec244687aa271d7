"""OpenDocument spreadsheets (.ods): one walk through their XML gives the cells, and what is merged, hidden, or not worked out.

The library reads them too, but tells neither errors nor formulas without a result, and takes TRUE for 1.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import time, timedelta
from typing import Any
from xml.parsers import expat

from cxmatch.domain.findings import Place
from cxmatch.survey.files.sheets import Cells, Range, Sheet, hold_area
from cxmatch.survey.files.table import Limits, refuse

_MOST_ROWS, _MOST_COLUMNS = 1_048_576, 16_384
_NUMBERS, _HIDDEN = frozenset({"float", "percentage", "currency"}), frozenset({"collapse", "filter"})
_TRUTHS = frozenset({"true", "false", "wahr", "falsch", "vrai", "faux", "verdadero", "falso"})
_CELLS = frozenset({"table:table-cell", "table:covered-table-cell"})
_BREAKS = {"text:s": " ", "text:tab": "\t", "text:line-break": "\n"}
_BESIDE = frozenset(
    {"office:annotation", "office:forms", "draw:frame", "draw:g", "draw:custom-shape", "table:shapes", "table:tracked-changes"}
)
# Cells that hold nothing, one after the other, as formatting leaves by the million.
_BLANKS = re.compile(rb'(?:<table:table-cell(?: table:style-name="[^"<>]*")?/>){2,}')
_CHECKED_TAGS, _SPARSE_TIMES = 10_000, 100
_OTHER_USES = {"text": "a text document", "presentation": "a presentation", "drawing": "a drawing", "chart": "a chart"}
_TIME = re.compile(r"PT(\d{1,6})H(\d{1,3})M(\d{1,3})(?:[.,]\d{0,9})?S")


@dataclass(slots=True)
class _Sheet:
    """A sheet while its XML goes by. Blank rows and cells wait until something stands behind them."""

    name: str
    visible: bool
    values: list[list[Any]] = field(default_factory=list)
    merged: list[Range] = field(default_factory=list)
    hidden_rows: list[int] = field(default_factory=list)
    hidden_columns: list[tuple[int, int]] = field(default_factory=list)
    bare: list[tuple[int, int]] = field(default_factory=list)
    cells: int = 0
    height: int = 0  # rows so far, the blank ones included
    columns: int = 0  # described so far

    def as_cells(self) -> Cells:
        """Return the sheet with all its rows of one length."""
        width = max(map(len, self.values), default=0)
        return Cells(
            values=[[*row, *[""] * (width - len(row))] for row in self.values],
            merged=self.merged,
            hidden_rows=self.hidden_rows,
            hidden_columns=self.hidden_columns,
            bare=self.bare,
        )


class _Reader:
    """The walk: what each tag opens and closes."""

    def __init__(self, place: Place, limits: Limits) -> None:
        self._place, self._limits = place, limits
        self.sheets: list[_Sheet] = []
        self._hidden_styles: set[str] = set()
        self._style, self._use, self._area = "", "", 0
        self._skipped = self._depth = self._tags = self._filled = 0
        self._row: list[Any] = []
        self._blank = self._width = 0
        self._row_is: Mapping[str, str] = {}
        self._cell: Mapping[str, str] | None = None
        self._lines: list[str] = []

    def begin(self, tag: str, attributes: dict[str, str]) -> None:
        """Take in an opening tag.

        Raises SurveyError if the file is no spreadsheet, or very many tags go by that hold nothing.
        """
        self._tags += 1
        if self._tags > _SPARSE_TIMES * (self._filled + _CHECKED_TAGS):
            refuse("CX042", self._place, row=f"{self.sheets[-1].height + 1:,}", letter="A", cells=f"{self._filled:,}")
        if tag in _BESIDE or self._skipped:
            self._skipped += 1
        elif tag == "style:style" and attributes.get("style:family") == "table":
            self._style = attributes.get("style:name", "")
        elif tag == "style:table-properties" and attributes.get("table:display") == "false":
            self._hidden_styles.add(self._style)
        elif tag.startswith("office:") and tag[7:] in _OTHER_USES and not self.sheets:
            kind = f"{_OTHER_USES[tag[7:]]} in the OpenDocument format"
            way = "Copy its table into a spreadsheet, save it as .xlsx or .ods, and give that file."
            refuse("CX048", self._place, kind=kind, way=way)
        elif tag == "table:table":
            self._depth += 1
            if self._depth == 1:
                visible = attributes.get("table:style-name") not in self._hidden_styles
                self.sheets.append(_Sheet(attributes.get("table:name", ""), visible))
        elif self._depth == 1:
            self._within(tag, attributes)

    def _within(self, tag: str, attributes: dict[str, str]) -> None:
        sheet = self.sheets[-1]
        if tag == "table:table-column":
            count = self._count(attributes, "table:number-columns-repeated")
            if attributes.get("table:visibility") in _HIDDEN:
                sheet.hidden_columns.append((sheet.columns, sheet.columns + count - 1))
            sheet.columns += count
        elif tag == "table:table-row":
            self._row, self._blank, self._row_is = [], 0, attributes
        elif tag in _CELLS:
            self._cell, self._lines = attributes, []
        elif tag == "text:p" and self._cell is not None:
            self._lines.append("")
        elif tag in _BREAKS and self._lines:
            self._lines[-1] += _BREAKS[tag] * (self._count(attributes, "text:c") if tag == "text:s" else 1)

    def words(self, text: str) -> None:
        """Take in text; it counts within the paragraphs of a cell."""
        if self._lines and not self._skipped and self._depth == 1:
            self._lines[-1] += text

    def end(self, tag: str) -> None:
        """Take in a closing tag."""
        if self._skipped:
            self._skipped -= 1
        elif tag == "table:table":
            self._end_sheet()
        elif self._depth == 1 and tag in _CELLS and self._cell is not None:
            self._end_cell(self._cell)
            self._cell, self._lines = None, []
        elif self._depth == 1 and tag == "table:table-row":
            self._end_row()

    def _end_cell(self, attributes: Mapping[str, str]) -> None:
        count, sheet, row, column = self._count(attributes, "table:number-columns-repeated"), self.sheets[-1], 0, 0
        value = _value(attributes, "\n".join(self._lines))
        row, column = sheet.height, len(self._row) + self._blank
        down, across = (self._count(attributes, f"table:number-{which}-spanned") for which in ("rows", "columns"))
        if down > 1 or across > 1:
            sheet.merged.append(((row, column), (row + down - 1, column + across - 1)))
        if "table:formula" in attributes:
            bare = attributes.get("office:value-type") is None and not self._lines
            sheet.bare += [(row, column)] if bare else []
            value = value if not bare else "?"
        if value == "":
            self._blank = min(self._blank + count, _MOST_COLUMNS)
            return
        self._limits.hold(self._place, columns=column + count)
        self._filled += count
        self._row += [*[""] * self._blank, *[value] * count]
        self._blank = 0

    def _end_row(self) -> None:
        count, sheet = self._count(self._row_is, "table:number-rows-repeated"), self.sheets[-1]
        first, sheet.height = sheet.height, min(sheet.height + count, _MOST_ROWS)
        if not self._row:
            return
        if self._row_is.get("table:visibility") in _HIDDEN:
            sheet.hidden_rows += range(first, min(sheet.height, first + self._limits.rows))
        sheet.cells += len(self._row) * count
        self._width = max(self._width, len(self._row))
        hold_area(self._place, self._limits, first + count, self._width, sheet.cells)
        self._limits.hold(self._place, cells=self._area + sheet.cells)
        sheet.values += [[] for _ in range(first - len(sheet.values))]
        sheet.values += [self._row] * count

    def _end_sheet(self) -> None:
        self._depth -= 1
        if self._depth == 0:
            sheet = self.sheets[-1]
            self._area += hold_area(self._place, self._limits, len(sheet.values), self._width, sheet.cells)
            self._limits.hold(self._place, cells=self._area)
            self._width = 0

    def _count(self, attributes: Mapping[str, str], name: str) -> int:
        digits = attributes.get(name, "1")
        if not (digits.isascii() and digits.isdigit() and len(digits) < 10):
            refuse("CX008", self._place, reason="it is damaged")
        return max(int(digits), 1)


def sheets(parts: Mapping[str, bytes], place: Place, limits: Limits) -> list[Sheet]:
    """Return the sheets of a spreadsheet, whose `parts` are unpacked.

    Raises SurveyError if it is damaged or protected, no spreadsheet, or holds more cells than a survey has.
    """
    if b"encryption-data" in parts.get("META-INF/manifest.xml", b""):
        way = "Open it with its password, save it without one, and give that file."
        refuse("CX050", place, kind="The spreadsheet", way=way)
    reader, parser = _Reader(place, limits), expat.ParserCreate()
    parser.buffer_text = True
    parser.StartElementHandler, parser.EndElementHandler, parser.CharacterDataHandler = reader.begin, reader.end, reader.words
    try:
        parser.Parse(_BLANKS.sub(_counted, parts["content.xml"]), True)
    except (expat.ExpatError, ValueError):
        refuse("CX008", place, reason="it is damaged")
    return [Sheet(name=sheet.name, visible=sheet.visible, read=sheet.as_cells) for sheet in reader.sheets]


def _counted(blanks: re.Match[bytes]) -> bytes:
    """Return one cell in the place of many that hold nothing."""
    return b'<table:table-cell table:number-columns-repeated="%d"/>' % blanks[0].count(b"<")


def _value(attributes: Mapping[str, str], text: str) -> Any:
    """Return what a cell holds, in the way a program shows it: a number, a truth, a day or time, an error or a text."""
    kind = attributes.get("office:value-type", "")
    if attributes.get("calcext:value-type") == "error":
        return text or "#ERROR!"
    if kind in _NUMBERS and "office:value" in attributes:
        value = float(attributes["office:value"])
        return bool(value) if value in (0, 1) and text.casefold() in _TRUTHS else value
    if kind == "boolean":
        return attributes.get("office:boolean-value", "").casefold() == "true"
    if kind == "date":
        return attributes.get("office:date-value", text)
    if kind == "time":
        return _time(attributes.get("office:time-value", text))
    return attributes.get("office:string-value", text) if kind == "string" else text


def _time(written: str) -> Any:
    """Return a time of day, or how long something took.

    >>> _time("PT10H30M00S"), _time("PT30H00M00S")
    (datetime.time(10, 30), datetime.timedelta(days=1, seconds=21600))
    """
    found = _TIME.fullmatch(written)
    hours, minutes, seconds = map(int, found.groups()) if found else (0, 0, 0)
    if found and hours < 24 and minutes < 60 and seconds < 60:
        return time(hours, minutes, seconds)
    return timedelta(hours=hours, minutes=minutes, seconds=seconds) if found else written
