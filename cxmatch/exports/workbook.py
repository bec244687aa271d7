"""pairings.xlsx: the sheets, each a real table with its heading in row 1. The same report gives the same bytes."""

from __future__ import annotations

import io
import math
from typing import Any

from xlsxwriter import Workbook
from xlsxwriter.format import Format

from cxmatch.domain.columns import Cell
from cxmatch.domain.decisions import Choice
from cxmatch.exports.handout import Handout
from cxmatch.exports.sheets import BARRED, GRID, PAIRINGS, Sheet, sheets
from cxmatch.records.files import NO_CLOCK
from cxmatch.records.text import visible

LONGEST_CELL, LONGEST_HEADING = 32_000, 250
LINE_HEIGHT, MOST_LINES, FILTER_BUTTON = 16, 8, 4
_LIGHT, _DARK = "#ffffff", "#73b3e7"  # black on the darkest keeps a contrast of 9 to 1
_OPTIONS = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}


def workbook_files(handout: Handout) -> dict[str, bytes]:
    """Write the workbook."""
    buffer = io.BytesIO()
    with Workbook(buffer, _OPTIONS) as book:
        book.set_properties({"title": "Mentor and protege pairings", "created": NO_CLOCK, "comments": "Made by cxmatch"})
        styles = _styles(book)
        for number, sheet in enumerate(sheets(handout), start=1):
            _write(book, sheet, styles, f"Table{number}")
    return {"pairings.xlsx": buffer.getvalue()}


def _styles(book: Workbook) -> dict[str, Format]:
    top: dict[str, Any] = {"valign": "top"}
    formats: dict[str, dict[str, Any]] = {
        "heading": {"bold": True, "text_wrap": True, "bg_color": "#005ea2", "font_color": "#ffffff"},
        "text": {"text_wrap": True},
        "number": {},
        "percent": {"num_format": "0%"},
        "barred": {"align": "center"},
        "strong": {"bold": True, "border": 2},
    }
    return {name: book.add_format({**top, **look}) for name, look in formats.items()}


def _write(book: Workbook, sheet: Sheet, styles: dict[str, Format], table: str) -> None:
    page = book.add_worksheet(sheet.name)
    for place, column in enumerate(sheet.columns):
        page.set_column(place, place, column.width)
    _add_table(page, sheet, styles, table)
    for number, row in enumerate(sheet.rows):
        for place, cell in enumerate(row):
            _put(page, number + 1, place, cell, styles[_style(sheet, number, place, cell)])
    _lay_out(page, sheet)
    if sheet.name == PAIRINGS:
        _offer_decisions(page, sheet)
    if sheet.name == GRID and sheet.rows:
        _shade(page, sheet)


def _style(sheet: Sheet, row: int, column: int, cell: Cell) -> str:
    if (row, column) in sheet.strong:
        return "strong"
    return "barred" if sheet.name == GRID and cell == BARRED else sheet.columns[column].style


def _add_table(page: Any, sheet: Sheet, styles: dict[str, Format], name: str) -> None:
    heads = _distinct([visible(column.heading) for column in sheet.columns])
    columns = [{"header": head, "header_format": styles["heading"]} for head in heads]
    rows = max(len(sheet.rows), 1)  # a table has at least one row, if an empty one
    page.add_table(0, 0, rows, len(columns) - 1, {"name": name, "columns": columns, "style": "Table Style Light 1"})


def _distinct(heads: list[str]) -> list[str]:
    """Tell apart, by a number, headings that are the same to a spreadsheet: a table must not have two."""
    seen: dict[str, int] = {}
    made = []
    for head in heads:
        text = head[:LONGEST_HEADING]
        seen[text.casefold()] = count = seen.get(text.casefold(), 0) + 1
        made.append(text if count == 1 else f"{text} ({count})")
    return made


def _put(page: Any, row: int, column: int, cell: Cell, style: Format) -> None:
    if cell is None or cell == "":
        page.write_blank(row, column, None, style)
    elif isinstance(cell, str):
        page.write_string(row, column, visible(cell)[:LONGEST_CELL], style)
    else:
        page.write_number(row, column, cell, style)


def _lay_out(page: Any, sheet: Sheet) -> None:
    """Keep the heading in sight on the screen and on every printed page, which is one sheet wide."""
    lines = max(math.ceil((len(column.heading) + FILTER_BUTTON) / column.width) for column in sheet.columns)
    page.set_row(0, LINE_HEIGHT * min(lines, MOST_LINES))
    page.freeze_panes(1, 1)
    page.repeat_rows(0)
    page.fit_to_pages(1, 0)
    page.set_paper(1)
    page.set_footer("&L&A&RPage &P of &N")
    if len(sheet.columns) > 3:
        page.set_landscape()


def _offer_decisions(page: Any, sheet: Sheet) -> None:
    column = next(place for place, one in enumerate(sheet.columns) if one.heading == "Decision")
    rule = {
        "validate": "list",
        "source": [choice.value for choice in Choice],
        "input_title": "Decision",
        "input_message": "Keep: it stays. Change: another one this time. Never: these two never again.",
        "error_message": "Choose Keep, Change or Never, or leave it empty.",
    }
    page.data_validation(1, column, max(len(sheet.rows), 1), column, rule)


def _shade(page: Any, sheet: Sheet) -> None:
    scale = {"type": "2_color_scale", "min_color": _LIGHT, "max_color": _DARK}
    page.conditional_format(1, 1, len(sheet.rows), len(sheet.columns) - 1, scale)
