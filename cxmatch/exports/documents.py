"""Word documents, with real headings, lists and tables: the briefs, a page a pair, and any paper. The same bytes each time."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Sequence
from copy import deepcopy
from functools import cache, partial
from typing import Any

from docx import Document
from docx.enum.section import WD_ORIENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.image.image import Image
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Inches, Length, Pt, RGBColor

from cxmatch.domain.parts import Cover
from cxmatch.exports.briefs import AGREEMENT, WHOM_TO_ASK, Brief
from cxmatch.exports.paper import Paper, Table
from cxmatch.records.files import NO_CLOCK
from cxmatch.records.text import visible

_PICTURES, _LOGO_HEIGHT, _LOGO_WIDTH = ("image/png", "image/jpeg"), 0.5, 3.0  # what Word shows everywhere; at most, in inches
_UPRIGHT, _ACROSS, _WIDEST_UPRIGHT = 6.7, 9.2, 130  # inches that a table has, and letters that fit into the first
_BLUE = RGBColor(0x00, 0x5E, 0xA2)


def briefs_document(cover: Cover, made: Sequence[Brief], title: str) -> bytes:
    """Return briefs as a Word document under a title, with a cover above every page."""
    document: Any = Document()
    set_up(document, title)
    _put_on_top(document, cover)
    # Each page is taken out when it is written: the library goes through all that is there for every paragraph that it adds.
    *_, end = body = document.element.body
    pages = []
    for number, brief in enumerate(made):
        _write(document, brief, new_page=number > 0)
        pages += body[:-1]
        del body[:-1]
    for element in pages:
        end.addprevious(element)
    return saved(document)


def document_of(paper: Paper) -> bytes:
    """Return a paper as a Word document, across where a table needs that."""
    made: Any = Document()
    set_up(made, paper.title)
    tables = [block for section in paper.sections for block in section.blocks if isinstance(block, Table)]
    wide = any(sum(column.width for column in table.columns) > _WIDEST_UPRIGHT for table in tables)
    if wide:
        page = made.sections[0]
        page.orientation, page.page_width, page.page_height = WD_ORIENT.LANDSCAPE, page.page_height, page.page_width
    say = partial(say_in, made)
    say("Heading1", paper.title)
    say("Normal", paper.reader, *paper.brief)
    for section in paper.sections:
        say("Heading2", section.heading)
        for block in section.blocks:
            if isinstance(block, Table):
                _add_table(made, block, _ACROSS if wide else _UPRIGHT)
            else:
                say(*("ListBullet", *block) if isinstance(block, tuple) else ("Normal", block))
    return saved(made)


def _add_table(made: Any, table: Table, inches: float) -> None:
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
    _repeat_heading(grid)


def picture(cover: Cover) -> tuple[io.BytesIO, Length, Length] | None:
    """Return the logo of a cover, how wide and how high it stands on paper; None where there is none that Word can show."""
    logo = cover.logo
    if not logo or logo.media_type not in _PICTURES or not _is_read(logo.content):
        return None
    inches = min(_LOGO_HEIGHT / logo.height, _LOGO_WIDTH / logo.width)  # its own would be of any size, or of none
    return io.BytesIO(logo.content), Inches(logo.width * inches), Inches(logo.height * inches)


def _is_read(content: bytes) -> bool:
    """Tell whether the library can make out a picture: it goes through more of it than its size."""
    try:
        Image.from_blob(content)
    except Exception:  # whatever a damaged picture makes it stumble over
        return False
    return True


def _put_on_top(document: Any, cover: Cover) -> None:
    """Put the logo and the words of a cover above every page."""
    said, logo = [*filter(None, (cover.title, cover.subtitle, cover.date, cover.status.value.upper()))], picture(cover)
    if not said and not logo:
        return
    paragraph = document.sections[0].header.paragraphs[0]
    paragraph.paragraph_format.space_after = Pt(10)
    if logo:
        shown = paragraph.add_run().add_picture(*logo)
        shown._inline.docPr.set("descr", visible(cover.logo.shows or "Logo"))  # type: ignore[union-attr]  # it is there
        paragraph.add_run("  ")
    for text in said:
        paragraph.add_run(visible(text)).bold = text == cover.title
        paragraph.add_run("   |   " if text is not said[-1] else "")


def set_up(document: Any, title: str) -> None:
    """Give a document its title, its page and its styles."""
    properties = document.core_properties
    properties.title, properties.author, properties.language = visible(title)[:255], "cxmatch", "en-US"
    properties.created = properties.modified = NO_CLOCK
    properties.comments = ""
    page = document.sections[0]
    page.page_width, page.page_height = Inches(8.5), Inches(11)
    page.top_margin = page.bottom_margin = Inches(0.7)
    page.left_margin = page.right_margin = Inches(0.9)
    normal = document.styles["Normal"]
    normal.font.size, normal.paragraph_format.space_after = Pt(10), Pt(2)
    for level, size, before in ((1, 18, 0), (2, 13, 8), (3, 11, 4)):
        style = document.styles[f"Heading {level}"]
        style.font.color.rgb = _BLUE  # the library's own blue is too pale to be read by everybody
        style.font.size, style.paragraph_format.space_before = Pt(size), Pt(before)


def _write(document: Any, brief: Brief, *, new_page: bool) -> None:
    say = partial(say_in, document)
    say("Heading1", brief.title).paragraph_format.page_break_before = new_page
    say("Heading2", "Who you are")
    say("Normal", *brief.who)
    say("Heading2", "Why you were paired")
    say("Normal", " ".join(brief.why))
    say("Heading2", "Talk about first")
    say("Normal", brief.opening)
    for style, lines in (("Heading3", [brief.topic]), ("ListBullet", brief.questions), ("Normal", brief.after)):
        for line in lines:
            say(style, line)
    for quote in brief.quotes:
        say("Normal", f"In the words of {brief.protege}:")
        say("Quote", quote)
    say("Heading2", "Your first meeting")
    say("ListBullet", *brief.agenda)
    say("Heading2", "What you agree on")
    # A copy of the table to fill in: to make it cell by cell for every pair would take most of the time.
    document.element.body.insert(len(document.element.body) - 1, deepcopy(_agreement()))
    say("Heading2", "Whom to ask")
    say("Normal", f"{WHOM_TO_ASK} {'_' * 30}")


def say_in(document: Any, style: str, *texts: str) -> Any:
    """Add paragraphs; their style is set by id, since the library looks a style up in all of them for every paragraph."""
    for text in texts:
        paragraph = document.add_paragraph()
        paragraph.add_run()._r.add_t(visible(text))  # by the run the library would go through the letters
        paragraph._p.get_or_add_pPr().style = style
    return paragraph


@cache
def _agreement() -> Any:
    """Return the table to fill in with what a pair agrees on."""
    document: Any = Document()
    table = document.add_table(rows=len(AGREEMENT) + 1, cols=2, style="Table Grid")
    for row, texts in enumerate([("Agree on", "What you agreed"), *((line, "") for line in AGREEMENT)]):
        for cell, text in zip(table.rows[row].cells, texts, strict=True):
            cell.text = text
    _repeat_heading(table)
    for row in table.rows:
        row.height = Inches(0.25)
        row.cells[0].width, row.cells[1].width = Inches(2.4), Inches(4.3)
    return table._tbl


def _repeat_heading(table: Any) -> None:
    """Make the first row of a table its heading: bold, and again on each page."""
    header: Any = OxmlElement("w:tblHeader")
    header.set(qn("w:val"), "true")
    table.rows[0]._tr.get_or_add_trPr().append(header)
    for cell in table.rows[0].cells:
        cell.paragraphs[0].runs[0].bold = True


def saved(document: Any) -> bytes:
    """Return a document as a file, its parts packed again with a fixed time: the library stamps each with the clock."""
    packed, buffer = io.BytesIO(), io.BytesIO()
    document.save(packed)
    with zipfile.ZipFile(packed) as old, zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            part = zipfile.ZipInfo(name, NO_CLOCK.timetuple()[:6])
            part.compress_type = zipfile.ZIP_DEFLATED
            new.writestr(part, old.read(name))
    return buffer.getvalue()
