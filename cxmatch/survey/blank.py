"""The discovery survey as a workbook: instructions, a sheet to fill in with lists to choose from, and what each answer means."""

from __future__ import annotations

import io
import math
import textwrap
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeAlias

from cxmatch.records.files import NO_CLOCK
from cxmatch.records.text import column_letter, row_height

if TYPE_CHECKING:
    from xlsxwriter import Workbook

Answers: TypeAlias = Sequence[Sequence[str]]
SIDES, _UNORDERED = ("Capability", "Need"), ("Role", "Areas", "Partner is")
_ROWS, _MOST_TITLE, _MOST_MESSAGE = 500, 32, 255
_CHOICE_WIDTH, _TEXT_WIDTH, _MEANING_WIDTH, _PAGE_WIDTH = 16, 30, 36, 230  # digits
_BOLD = 0.9  # of a column's width, which is measured in digits of the plain font
_HEAD = {"bold": True, "text_wrap": True, "valign": "top", "bg_color": "#005ea2", "font_color": "#ffffff"}
_WRAP = {"text_wrap": True, "valign": "top"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """One question, as `template.toml` explains. `several`: more than one of its answers may be given."""

    heading: str
    statement: str
    asks: str
    levels: str = ""
    answers: Answers = ()
    several: bool = False

    @property
    def full(self) -> str:
        """What it asks, with its answers; what each level of a rating means stands in the sheet of levels."""
        rated = self.levels in SIDES
        answers = [f"{answer} ({meaning})" if meaning and not rated else answer for answer, meaning in self.answers]
        order = "Choose one of:" if self.levels in _UNORDERED else "Of these:" if self.several else "Low to high:"
        return f"{self.asks} {order} {', '.join(answers)}." if answers else self.asks


@dataclass(frozen=True, slots=True)
class _List:
    """The answers of a drop-down list, and the column of the sheet of levels in which they begin."""

    name: str
    answers: Answers
    column: int

    @property
    def width(self) -> int:
        """How many columns it takes: one more where its answers have meanings."""
        return 1 + any(meaning for _, meaning in self.answers)

    @property
    def columns(self) -> list[tuple[str, int]]:
        """The headings of its columns, with their widths."""
        longest = max(len(answer) for answer, _ in self.answers)
        answers = (f"{self.name} answers", max(_CHOICE_WIDTH, min(_TEXT_WIDTH, longest + 2)))
        return [answers, (f"{self.name}: meaning", _MEANING_WIDTH)][: self.width]

    def cells(self, row: int) -> list[tuple[int, str, int]]:
        """Return the column, the text and the width of each cell of a row, counted from 0; none past the last answer."""
        texts = (zip(answer, self.columns, strict=False) for answer in self.answers[row : row + 1])
        return [(self.column + at, text, width) for cells in texts for at, (text, (_, width)) in enumerate(cells)]


def blank_workbook(
    title: str, advice: Iterable[Sequence[str]], asked: Sequence[Asked], rows: Answers = (), name: str = "Survey"
) -> bytes:
    """Return a workbook of that title with some advice and the questions; the same bytes each time.

    `rows` are what is filled in already, `name` is that of the sheet to fill in.
    """
    from xlsxwriter import Workbook  # Start-up time: 40 ms, which the samples and the texts need not wait for.

    buffer, lists = io.BytesIO(), _lists(asked)
    with Workbook(buffer, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}) as book:
        book.set_properties({"title": title, "created": NO_CLOCK})
        _instructions(book, [*advice, *((question.heading, question.full) for question in asked)])
        _survey(_sheet(book, name, _widths(asked)), book, asked, {each.name: each for each in lists}, rows)
        _levels(book, lists)
    return buffer.getvalue()


def _lists(asked: Sequence[Asked]) -> list[_List]:
    named = {question.levels: question.answers for question in sorted(asked, key=lambda each: each.levels) if question.levels}
    made: list[_List] = []
    for name, answers in named.items():
        made.append(_List(name, answers, made[-1].column + made[-1].width if made else 0))
    return made


def _instructions(book: Workbook, rows: Sequence[Sequence[str]]) -> None:
    columns = (("Column", _TEXT_WIDTH), ("What to fill in", 90))
    sheet, wrap = _sheet(book, "Instructions", columns), book.add_format(_WRAP)
    for row, texts in enumerate(rows, start=1):
        sheet.set_row(row, row_height(zip(texts, (width for _, width in columns), strict=True)))
        for column, text in enumerate(texts):
            sheet.write_string(row, column, text, wrap)


def _widths(asked: Sequence[Asked]) -> list[tuple[str, int]]:
    return [(question.heading, _CHOICE_WIDTH if question.levels else _TEXT_WIDTH) for question in asked]


def _survey(sheet: Any, book: Workbook, asked: Sequence[Asked], lists: dict[str, _List], rows: Answers) -> None:
    as_text, choice = book.add_format({"num_format": "@", **_WRAP}), book.add_format(_WRAP)
    for column, question in enumerate(asked):
        sheet.set_column(column, column, _widths(asked)[column][1], choice if question.levels else as_text)
        sheet.data_validation(1, column, max(_ROWS, len(rows)), column, _validation(question, lists.get(question.levels)))
    for row, texts in enumerate(rows, start=1):
        for column, text in enumerate(texts):
            sheet.write_string(row, column, text, as_text)


def _validation(question: Asked, choices: _List | None) -> dict[str, Any]:
    """Return the drop-down list and the hint of a column. A number of seats that is not listed is accepted after a warning."""
    hint = {
        "input_title": textwrap.shorten(question.heading, _MOST_TITLE, placeholder="..."),
        "input_message": textwrap.shorten(question.full, _MOST_MESSAGE, placeholder="..."),
    }
    if choices is None:
        return {"validate": "any", **hint}
    column = column_letter(choices.column)
    source = f"=Levels!${column}$2:${column}${len(question.answers) + 1}"
    kind = "warning" if question.levels == "Seats" else "stop"
    return {"validate": "list", "source": source, "error_type": kind, "error_message": "Please choose from the list.", **hint}


def _levels(book: Workbook, lists: Sequence[_List]) -> None:
    sheet = _sheet(book, "Levels", [column for each in lists for column in each.columns])
    wrap, left = book.add_format(_WRAP), book.add_format({"align": "left", **_WRAP})
    for row in range(1, 1 + max((len(each.answers) for each in lists), default=0)):
        cells = [cell for each in lists for cell in each.cells(row - 1)]
        sheet.set_row(row, row_height((text, width) for _, text, width in cells))
        for column, text, _ in cells:
            if text.lstrip("-").isdecimal():
                sheet.write_number(row, column, int(text), left)
            elif text:
                sheet.write_string(row, column, text, wrap)


def _sheet(book: Workbook, name: str, columns: Sequence[tuple[str, int]]) -> Any:
    """Add a sheet with a heading row that stays in sight, as many pages wide as it takes to be read."""
    sheet, head = book.add_worksheet(name), book.add_format(_HEAD)
    for column, (heading, width) in enumerate(columns):
        sheet.set_column(column, column, width)
        sheet.write_string(0, column, heading, head)
    sheet.set_row(0, row_height((heading, width * _BOLD) for heading, width in columns))
    sheet.freeze_panes(1, 1)
    sheet.repeat_rows(0)
    sheet.repeat_columns(0)
    sheet.fit_to_pages(math.ceil(sum(width for _, width in columns) / _PAGE_WIDTH), 0)
    sheet.set_paper(1)
    sheet.set_footer("&L&A&RPage &P of &N")
    if name != "Instructions":
        sheet.set_landscape()
    return sheet
