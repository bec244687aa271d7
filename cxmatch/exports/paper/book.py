"""A paper as a workbook: its tables as sheets, and one before them that says for whom it is and what is where."""

from __future__ import annotations

import io
from collections.abc import Sequence

from xlsxwriter import Workbook

from cxmatch.domain.rows import Column
from cxmatch.exports.paper import Paper, Table
from cxmatch.exports.sheets import OPTIONS, Sheet, styles_of, write_sheet
from cxmatch.records.files import NO_CLOCK
from cxmatch.records.text import visible


def workbook(paper: Paper) -> bytes:
    """Write the tables of a paper as the sheets of a workbook."""
    tables = [_start(paper), *paper.tables]
    return book_of(
        paper.title, [Sheet(name=each.name, tells=each.tells, columns=each.columns, rows=each.rows) for each in tables]
    )


def book_of(title: str, sheets: Sequence[Sheet]) -> bytes:
    """Write sheets as a workbook; the same sheets give the same bytes."""
    buffer = io.BytesIO()
    with Workbook(buffer, OPTIONS) as book:
        book.set_properties({"title": visible(title), "created": NO_CLOCK, "comments": "Made by cxmatch"})
        styles = styles_of(book)
        for number, sheet in enumerate(sheets, start=1):
            write_sheet(book, sheet, styles, f"Table{number}")
    return buffer.getvalue()


def _start(paper: Paper) -> Table:
    brief = (("In brief", text) for text in paper.brief)
    sheets = ((f"Sheet {table.name}", table.tells) for table in paper.tables)
    rows = [("This workbook", paper.title), ("For whom", paper.reader), *brief, *sheets]
    return Table(name="Start here", columns=(Column("Topic"), Column("What it says", 90)), rows=rows)
