"""The discovery survey to hand out: a workbook, a CSV file, or the questions to paste into a form builder."""

from __future__ import annotations

import csv
import io
import textwrap
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeAlias

from xlsxwriter import Workbook

from cxmatch.domain.framework import Framework, PracticeArea, Scale
from cxmatch.errors import SettingsError
from cxmatch.records.files import NO_CLOCK, write_new
from cxmatch.records.text import clean

ROWS = 500
_MOST_TITLE, _MOST_MESSAGE = 32, 255


def template(framework: Framework, path: str | Path, *, overwrite: bool = False) -> Path:
    """Write the discovery survey of a framework; the ending of the file says in which form: .xlsx, .csv or .txt.

    A file that says something else may be a survey that somebody filled in: it stays, unless `overwrite` is set.

    Raises
    ------
    SettingsError
        The ending is none of the three.
    FileError
        The file cannot be written, or would be overwritten; nothing has been changed then.
    """
    target = Path(path)
    make = _FORMS.get(target.suffix.lower())
    if make is None:
        raise SettingsError(f'"{target}" is no name for a survey template.', "It is a file that ends in .xlsx, .csv or .txt")
    write_new(target, make(framework), overwrite=overwrite)
    return target


def template_text(framework: Framework) -> str:
    """Return the questions to paste into a form builder such as Microsoft Forms or Google Forms."""
    blocks = [_form_block(place, question) for place, question in enumerate(questions(framework), start=1)]
    return "\n\n".join([_FORM_HEAD.format(name=clean(framework.name)), *blocks]) + "\n"


_FORM_HEAD = """\
Discovery survey: {name}

Make one question of each block below. Copy the line after the number as the text of the question and keep its
wording: the survey is read by it, and no two questions may have the same text. The line below it fits the question's
description. Answers are listed from low to high; keep that order. Only the first question has to be answered. An
office that cannot say leaves a question out; that is never counted as a low rating."""


def _form_block(place: int, question: _Question) -> str:
    lines = [f"{place}. {question.statement}", f"   Description: {question.asks}"]
    if not question.answers:
        return "\n".join([*lines, "   Kind of answer: text"])
    ends = [f"{answer} = {meaning}" for answer, meaning in question.answers if meaning]
    meanings = [f"   What the answers mean: {'; '.join(ends)}"] if ends else []
    answers = [f"   - {answer}" for answer, _ in question.answers]
    return "\n".join([*lines, *meanings, "   Kind of answer: choice, one of", *answers])


def _csv(framework: Framework) -> bytes:
    text = io.StringIO(newline="")
    csv.writer(text, lineterminator="\r\n").writerow([question.heading for question in questions(framework)])
    return text.getvalue().encode("utf-8-sig")


def _workbook(framework: Framework) -> bytes:
    buffer = io.BytesIO()
    with Workbook(buffer, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}) as book:
        book.set_properties({"title": f"Discovery survey: {clean(framework.name)}", "created": NO_CLOCK})
        _instructions(book, framework)
        _survey(book, framework)
        _levels(book, framework)
    return buffer.getvalue()


_FORMS: dict[str, Callable[[Framework], bytes]] = {
    ".xlsx": _workbook,
    ".csv": _csv,
    ".txt": lambda framework: template_text(framework).replace("\n", "\r\n").encode("utf-8-sig"),
}


def _instructions(book: Workbook, framework: Framework) -> None:
    sheet = _sheet(book, "Instructions", (("Column", 34), ("What to fill in", 90)), wide=False)
    wrap = book.add_format({"text_wrap": True, "valign": "top"})
    about = ((question.heading, question.full) for question in questions(framework))
    for row, texts in enumerate((*_ADVICE, *about), start=1):
        for column, text in enumerate(texts):
            sheet.write_string(row, column, text, wrap)


_ADVICE = (
    ("How to fill in the survey", "Fill in the sheet Survey, one row for each office, and save. Do not change the headings."),
    ("Cells you cannot answer", "Leave them empty. An empty cell is never counted as a low rating."),
    ("Answers", "Choose from the list in the cell. The sheet Levels shows every list, from low to high."),
    ("Further columns", "You may add columns of your own to the right. They are kept and never scored."),
)


def _survey(book: Workbook, framework: Framework) -> None:
    asked, lists = questions(framework), list(_answer_lists(framework))
    widths = [(question.heading, 18 if question.answers else 34) for question in asked]
    sheet = _sheet(book, "Survey", widths, wide=True)
    as_text = book.add_format({"num_format": "@"})
    for column, question in enumerate(asked):
        if not question.answers:
            sheet.set_column(column, column, 34, as_text)
        sheet.data_validation(1, column, ROWS, column, _validation(question, lists))


def _validation(question: _Question, lists: list[str]) -> dict[str, Any]:
    """Return the drop-down list and the hint of a column. A number of seats that is not listed is accepted after a warning."""
    hint = {
        "input_title": textwrap.shorten(question.heading, _MOST_TITLE, placeholder="..."),
        "input_message": textwrap.shorten(question.full, _MOST_MESSAGE, placeholder="..."),
    }
    if not question.answers:
        return {"validate": "any", **hint}
    column = "ACEG"[lists.index(question.levels)]
    source = f"=Levels!${column}$2:${column}${len(question.answers) + 1}"
    kind = "warning" if question.levels == "Seats" else "stop"
    return {"validate": "list", "source": source, "error_type": kind, "error_message": "Please choose from the list.", **hint}


def _levels(book: Workbook, framework: Framework) -> None:
    lists = _answer_lists(framework)
    columns = [column for name in lists for column in ((f"{name} answers", 18), (f"{name}: meaning", 26))]
    sheet = _sheet(book, "Levels", columns, wide=True)
    for place, answers in enumerate(lists.values()):
        for row, (answer, meaning) in enumerate(answers, start=1):
            if answer.lstrip("-").isdecimal():
                sheet.write_number(row, 2 * place, int(answer))
            else:
                sheet.write_string(row, 2 * place, answer)
            if meaning:
                sheet.write_string(row, 2 * place + 1, meaning)


def _sheet(book: Workbook, name: str, columns: Any, *, wide: bool) -> Any:
    """Add a sheet with a heading row that stays in sight, and that prints one page wide."""
    sheet = book.add_worksheet(name)
    head = book.add_format({"bold": True, "text_wrap": True, "valign": "top", "bg_color": "#005ea2", "font_color": "#ffffff"})
    for column, (heading, width) in enumerate(columns):
        sheet.set_column(column, column, width)
        sheet.write_string(0, column, heading, head)
    sheet.freeze_panes(1, 1)
    sheet.repeat_rows(0)
    sheet.fit_to_pages(1, 0)
    sheet.set_paper(1)
    sheet.set_footer("&L&A&RPage &P of &N")
    if wide:
        sheet.set_landscape()
    return sheet


@dataclass(frozen=True, slots=True, kw_only=True)
class _Question:
    """One question: `heading` stands above a column, `statement` is what a form builder asks; the reader knows both.

    `asks` explains; `answers` are the choices from low to high, each with its meaning, under the name `levels`: none for text.
    """

    heading: str
    statement: str
    asks: str
    levels: str = ""
    answers: _Answers = ()

    @property
    def full(self) -> str:
        """What it asks, with its answers."""
        answers = [f"{answer} ({meaning})" if meaning else answer for answer, meaning in self.answers]
        order = "Choose one of:" if self.levels == "Role" else "Low to high:"
        return f"{self.asks} {order} {', '.join(answers)}." if answers else self.asks


def questions(framework: Framework) -> tuple[_Question, ...]:
    """Return the questions in the order of the columns: who answers, in which role, then the areas in both directions."""
    far, much = "How far is your office in this area today?", "How much would your office like help in this area?"
    has = _choices(framework.capability_scale, "we are just starting", "we could show others how")
    wants = _choices(framework.need_scale, "no help wanted", "help wanted most")
    capability = (_of_area(area, "Capability", "Can share", far, has) for area in framework.areas)
    return (*_WHO, *capability, *(_of_area(area, "Need", "Want help", much, wants) for area in framework.areas))


def _answer_lists(framework: Framework) -> dict[str, _Answers]:
    """Return the drop-down lists by name."""
    return dict(sorted({each.levels: each.answers for each in questions(framework) if each.answers}.items()))


_Answers: TypeAlias = tuple[tuple[str, str], ...]
_ROLES: _Answers = (("Both", "give and get help"), ("Mentor", "give help only"), ("Protege", "get help only"))
_SEATS: _Answers = (("0", "none in this round"), ("1", ""), ("2", ""), ("3", ""))
_WHO = (
    _Question(
        heading="Office",
        statement="Which office are you answering for?",
        asks="The name of your customer experience (CX) office as it should be printed. One row for each office.",
    ),
    _Question(
        heading="Department",
        statement="Department or agency",
        asks="The department that the office belongs to. Leave it empty if it stands alone. "
        "Partners come from different departments.",
    ),
    _Question(
        heading="Role",
        statement="Would you like to be a mentor, a protege or both?",
        asks="Mentor gives help, Protege gets help, Both does both. Empty means Both.",
        levels="Role",
        answers=_ROLES,
    ),
    _Question(
        heading="Mentor seats",
        statement="How many proteges could you take?",
        asks="How many proteges your office could help in this round. Empty means 1 if your role allows it.",
        levels="Seats",
        answers=_SEATS,
    ),
    _Question(
        heading="Protege seats",
        statement="How many mentors would you like?",
        asks="How many mentors your office could work with in this round. Empty means 1 if your role allows it.",
        levels="Seats",
        answers=_SEATS,
    ),
)


def _of_area(area: PracticeArea, heading: str, statement: str, question: str, answers: _Answers) -> _Question:
    name, asks = clean(area.name), f"{question} {clean(area.summary)}".strip()
    return _Question(heading=f"{heading}: {name}", statement=f"{statement}: {name}", asks=asks, levels=heading, answers=answers)


def _choices(scale: Scale, lowest: str, highest: str) -> _Answers:
    """Return the levels to choose from: whole steps only, because a list of hundredths would help nobody."""
    names = scale.labels or tuple(str(step) for step in range(scale.low, scale.high + 1))
    return tuple((name, {names[0]: lowest, names[-1]: highest}.get(name, "")) for name in names)
