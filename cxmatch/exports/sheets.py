"""How sheets become a workbook: tables, rows as high as their texts, a heading that stays in sight, pages that print."""

from __future__ import annotations

import io
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from xlsxwriter import Workbook
from xlsxwriter.format import Format

from cxmatch.domain.rows import Cell, Column
from cxmatch.exports.paper import Paper
from cxmatch.records.files import NO_CLOCK
from cxmatch.records.text import row_height, visible

_OPTIONS = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
_LONGEST_CELL, _LONGEST_HEADING = 32_000, 250
_ROW_HEIGHT, _FILTER_BUTTON = 15, 3  # points; letters
_BOLD = 0.9  # of a column's width, which is measured in digits of the plain font
# A turned heading: its column in digits, at most so many letters, points each.
TURNED_WIDTH, _MOST_TURNED, _TURNED_LETTER = 6, 40, 6.5
_PAGE_WIDTH, _MARGIN = 260, 0.4  # digits that can still be read on a page across, inches
_SHADES = {"type": "2_color_scale", "min_color": "#ffffff", "max_color": "#73b3e7"}  # black on it keeps a contrast of 9 to 1
_LINE = {"bottom": 1, "bottom_color": "#d0d7de"}
_LOOKS: Mapping[str, Mapping[str, Any]] = {
    "heading": {"bold": True, "text_wrap": True, "bg_color": "#005ea2", "font_color": "#ffffff"},
    "turned": {"bold": True, "rotation": 90, "bg_color": "#005ea2", "font_color": "#ffffff", "valign": "bottom"},
    "text": {"text_wrap": True, **_LINE},
    "number": {"align": "right", "indent": 1, **_LINE},
    "cell": {"align": "center"},
    "strong": {"bold": True, "border": 2, "align": "center"},
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """One sheet; `strong` are the cells to stand out, as (row, column) from 0 below the heading.

    `held` columns stay in sight. `choices` are offered in the column of that heading, with what each means. A `shaded` sheet is a
    grid of numbers: the higher the darker; `turned`, its headings stand upright, so that many columns have room.
    """

    name: str
    tells: str = ""
    columns: Sequence[Column]
    rows: Sequence[tuple[Cell, ...]]
    strong: frozenset[tuple[int, int]] = frozenset()
    held: int = 1
    choices: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    shaded: bool = False
    turned: bool = False


def book_of(title: str, sheets: Sequence[Sheet]) -> bytes:
    """Return sheets as a workbook; the same sheets give the same bytes."""
    buffer = io.BytesIO()
    with Workbook(buffer, _OPTIONS) as book:
        book.set_properties({"title": visible(title), "created": NO_CLOCK, "comments": "Made by cxmatch"})
        styles = {name: book.add_format({"valign": "top", **look}) for name, look in _LOOKS.items()}
        for number, sheet in enumerate(sheets, start=1):
            _write(book, sheet, styles, f"Table{number}")
    return buffer.getvalue()


def workbook_of(paper: Paper) -> bytes:
    """Return the tables of a paper as the sheets of a workbook, after one that says for whom it is and what is where."""
    brief = (("In brief", text) for text in paper.brief)
    listed = ((f"Sheet {table.name}", table.tells) for table in paper.tables)
    rows = [("This workbook", paper.title), ("For whom", paper.reader), *brief, *listed]
    start = Sheet(name="Start here", columns=(Column("Topic"), Column("What it says", 90)), rows=rows)
    told = (Sheet(name=each.name, tells=each.tells, columns=each.columns, rows=each.rows) for each in paper.tables)
    return book_of(paper.title, [start, *told])


def _write(book: Workbook, sheet: Sheet, styles: Mapping[str, Format], table: str) -> None:
    page = book.add_worksheet(sheet.name)
    for place, column in enumerate(sheet.columns):
        page.set_column(place, place, column.width)
    _add_table(page, sheet, styles, table)
    for number, row in enumerate(sheet.rows):
        for place, cell in enumerate(row):
            _put(page, number + 1, place, cell, styles[_style(sheet, number, place)])
        if (height := _height(row, sheet.columns)) > _ROW_HEIGHT:
            page.set_row(number + 1, height)
    _lay_out(page, sheet)
    for heading, rule in sheet.choices.items():
        at = next(place for place, one in enumerate(sheet.columns) if one.heading == heading)
        page.data_validation(1, at, max(len(sheet.rows), 1), at, {"validate": "list", **rule})
    if sheet.shaded and sheet.rows:
        page.conditional_format(1, 1, len(sheet.rows), len(sheet.columns) - 1, _SHADES)


def _style(sheet: Sheet, row: int, column: int) -> str:
    if (row, column) in sheet.strong:
        return "strong"
    return "cell" if sheet.shaded and column else sheet.columns[column].style


def _add_table(page: Any, sheet: Sheet, styles: Mapping[str, Format], name: str) -> None:
    heads = _distinct([visible(column.heading) for column in sheet.columns])
    looks = [styles["turned" if sheet.turned and place else "heading"] for place in range(len(heads))]
    columns = [{"header": head, "header_format": look} for head, look in zip(heads, looks, strict=True)]
    rows = max(len(sheet.rows), 1)  # a table has at least one row, if an empty one
    options = {"name": name, "columns": columns, "style": "Table Style Light 1", "autofilter": not sheet.turned}
    page.add_table(0, 0, rows, len(columns) - 1, options)


def _distinct(heads: list[str]) -> list[str]:
    """Tell apart, by a number, headings that are the same to a spreadsheet: a table must not have two."""
    seen: dict[str, int] = {}
    made = []
    for head in heads:
        text = head[:_LONGEST_HEADING]
        seen[text.casefold()] = count = seen.get(text.casefold(), 0) + 1
        made.append(text if count == 1 else f"{text} ({count})")
    return made


def _put(page: Any, row: int, column: int, cell: Cell, style: Format) -> None:
    if cell is None or cell == "":
        page.write_blank(row, column, None, style)
    elif isinstance(cell, str):
        page.write_string(row, column, visible(cell)[:_LONGEST_CELL], style)
    else:
        page.write_number(row, column, cell, style)


def _height(row: Sequence[Cell], columns: Sequence[Column]) -> int:
    texts = (
        (cell, column) for cell, column in zip(row, columns, strict=True) if isinstance(cell, str) and column.style == "text"
    )
    return row_height((visible(text)[:_LONGEST_CELL], column.width) for text, column in texts)


def _lay_out(page: Any, sheet: Sheet) -> None:
    """Keep the heading in sight on the screen and on every printed page; what is too wide to be read goes on several pages."""
    page.set_row(0, _heading_height(sheet))
    page.freeze_panes(1, sheet.held)
    page.repeat_rows(0)
    page.repeat_columns(0, sheet.held - 1)
    page.fit_to_pages(math.ceil(sum(column.width for column in sheet.columns) / _PAGE_WIDTH), 0)
    page.set_paper(1)
    page.set_margins(_MARGIN, _MARGIN, _MARGIN, 0.6)
    page.set_footer("&L&A&RPage &P of &N")
    if len(sheet.columns) > 3:
        page.set_landscape()


def _heading_height(sheet: Sheet) -> float:
    heads = [(visible(column.heading)[:_LONGEST_HEADING], column.width) for column in sheet.columns]
    if sheet.turned:
        return _TURNED_LETTER * min(_MOST_TURNED, max(len(head) for head, _ in heads))
    return 1 + row_height((head, width * _BOLD - _FILTER_BUTTON) for head, width in heads)
