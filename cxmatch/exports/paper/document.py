"""A paper as a Word document with real headings, lists and tables. The same paper gives the same bytes."""

from __future__ import annotations

import io
from functools import partial
from typing import Any

from docx import Document
from docx.enum.section import WD_ORIENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.shared import Inches

from cxmatch.exports.documents import repeat_heading, same_bytes, say_in, set_up
from cxmatch.exports.paper import Paper, Points, Table
from cxmatch.records.text import visible

UPRIGHT, ACROSS, WIDEST_UPRIGHT = 6.7, 9.2, 130  # inches that a table has, and letters that fit into the first


def document(paper: Paper) -> bytes:
    """Write a paper as a document, across where a table needs that."""
    made: Any = Document()
    set_up(made, paper.title)
    tables = [block for section in paper.sections for block in section.blocks if isinstance(block, Table)]
    wide = any(sum(column.width for column in table.columns) > WIDEST_UPRIGHT for table in tables)
    if wide:
        _turn(made.sections[0])
    say = partial(say_in, made)
    say("Heading1", paper.title)
    say("Normal", paper.reader, *paper.brief)
    for section in paper.sections:
        say("Heading2", section.heading)
        for block in section.blocks:
            if isinstance(block, Table):
                _add(made, block, ACROSS if wide else UPRIGHT)
            else:
                say(*("ListBullet", *block.texts) if isinstance(block, Points) else ("Normal", block))
    buffer = io.BytesIO()
    made.save(buffer)
    return same_bytes(buffer.getvalue())


def _turn(page: Any) -> None:
    page.orientation = WD_ORIENT.LANDSCAPE
    page.page_width, page.page_height = page.page_height, page.page_width


def _add(made: Any, table: Table, inches: float) -> None:
    """Add a table whose columns share the width as their texts need it."""
    rows = [[column.heading for column in table.columns], *table.shown]
    grid = made.add_table(rows=len(rows), cols=len(table.columns), style="Table Grid")
    grid.autofit = False
    share = inches / sum(column.width for column in table.columns)
    for place, column in enumerate(table.columns):
        grid.columns[place].width = Inches(column.width * share)  # LibreOffice goes by these, Word by the cells
    cells = iter(grid._cells)  # by the library each row would look for its own cells in all of them
    for row in rows:
        for column, text in zip(table.columns, row, strict=True):
            cell = next(cells)
            cell.text, cell.width = visible(text), Inches(column.width * share)
            if column.style == "number":
                cell.paragraphs[0].alignment = WD_ALIGN_PARAGRAPH.RIGHT
    repeat_heading(grid)
