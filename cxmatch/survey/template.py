"""Surveys to begin with: the samples, and the discovery survey to hand out as a workbook, a CSV file or a form's questions."""

from __future__ import annotations

import csv
import io
import textwrap
import tomllib
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeAlias

from cxmatch.domain.framework import Framework, PracticeArea, Scale
from cxmatch.errors import SettingsError, did_you_mean
from cxmatch.records.files import NO_CLOCK, write_new
from cxmatch.records.text import clean, column_letter

if TYPE_CHECKING:
    from xlsxwriter import Workbook

_ROWS = 500
_MOST_TITLE, _MOST_MESSAGE = 32, 255
_SIDES, _UNORDERED, _BETWEEN = ("Capability", "Need"), ("Role", "Areas"), "between the two beside it"
_Answers: TypeAlias = Sequence[Sequence[str]]


def sample(name: str = "roundtable-14") -> Path:
    """Return the path of a sample survey of invented offices by its name, without the ending.

    Raises SettingsError if there is no sample of that name.
    """
    package = Path(__file__).parents[1]
    inside = package / "samples"  # of an installed package; in a checkout they lie beside it
    folder = inside if inside.is_dir() else package.parent / "data" / "samples"
    path = folder / f"{name}.csv"
    if not path.is_file():
        known = sorted(entry.stem for entry in folder.glob("*.csv"))
        raise SettingsError(f'There is no sample "{name}".{did_you_mean(name, known)}', "The samples: " + ", ".join(known))
    return path


def copy_sample(name: str, target: Path, *, overwrite: bool = False) -> None:
    """Copy a sample survey to a file; a file that is already there and differs is left alone.

    Raises FileError if the file is there with other content, or cannot be written.
    """
    write_new(target, sample(name).read_bytes(), overwrite=overwrite)


def template(framework: Framework, path: str | Path, *, again: bool = False, overwrite: bool = False) -> Path:
    """Write the discovery survey of a framework; the ending of the file says in which form: .xlsx, .csv or .txt.

    `again`: for the end of a round, with the meetings held and whether the partner would be kept.

    A file that says something else may be a survey that somebody filled in: it stays, unless `overwrite` is set.

    Raises SettingsError if the ending is none of the three; FileError if the file cannot be written, or would be overwritten;
    nothing has been changed then.
    """
    target = Path(path)
    make = _FORMS.get(target.suffix.lower())
    if make is None:
        raise SettingsError(f'"{target}" is no name for a survey template.', "It is a file that ends in .xlsx, .csv or .txt")
    write_new(target, make(framework, _questions(framework, again=again)), overwrite=overwrite)
    return target


@dataclass(frozen=True, slots=True, kw_only=True)
class _Question:
    """One question, as `template.toml` explains. `several`: more than one of its answers may be given."""

    heading: str
    statement: str
    asks: str
    levels: str = ""
    answers: _Answers = ()
    several: bool = False

    @property
    def full(self) -> str:
        """What it asks, with its answers; what each level of a rating means stands in the sheet of levels."""
        rated = self.levels in _SIDES
        answers = [f"{answer} ({meaning})" if meaning and not rated else answer for answer, meaning in self.answers]
        order = "Choose one of:" if self.levels in _UNORDERED else "Of these:" if self.several else "Low to high:"
        return f"{self.asks} {order} {', '.join(answers)}." if answers else self.asks


@cache
def _texts() -> Mapping[str, Any]:
    return tomllib.loads(Path(__file__).with_name("template.toml").read_text(encoding="utf-8"))


def _questions(framework: Framework, *, again: bool = False) -> list[_Question]:
    """Return the questions in the order of the columns: who answers, in which role, the areas in both directions, the rest.

    The rest is what matters most and what stands behind the ratings; where the survey is asked `again`, what came of the round.
    """
    texts, sides = _texts(), (framework.capability_scale, framework.need_scale)
    who = [_Question(**row) for row in (*texts["who"], *(texts["again"] if again else ()))]
    rated = [_rating(side, scale, area) for side, scale in zip(_SIDES, sides, strict=True) for area in framework.areas]
    after = [_of_areas(row, framework) if row.get("areas") else _Question(**row) for row in texts["after"]]
    return [*who, *rated, *after, *(_example(area) for area in framework.areas)]


def _rating(side: str, scale: Scale, area: PracticeArea) -> _Question:
    """Return the question for a rating. Only whole steps are to choose from: a list of hundredths would help nobody."""
    words, name = _texts()[side], clean(area.name)
    levels = scale.labels or tuple(str(step) for step in range(scale.low, scale.high + 1))
    return _Question(
        heading=f"{side}: {name}",
        statement=f"{words['statement']}: {name}",
        asks=f"{words['asks']} {clean(area.summary)}".strip(),
        levels=side,
        answers=list(zip(levels, _seen(words["seen"], len(levels)), strict=True)),
    )


def _seen(anchors: Sequence[str], count: int) -> list[str]:
    """Return what can be seen of each of so many levels; where they are more than the anchors, one between two says so.

    >>> _seen(["a", "b", "c"], 2), _seen(["a", "b", "c"], 5)
    (['a', 'c'], ['a', 'between the two beside it', 'b', 'between the two beside it', 'c'])
    """
    steps, most = max(1, count - 1), len(anchors) - 1
    if count <= len(anchors):
        return [anchors[(2 * place * most + steps) // (2 * steps)] for place in range(count)]
    own = {(2 * place * steps + most) // (2 * most): text for place, text in enumerate(anchors)}
    return [own.get(place, _BETWEEN) for place in range(count)]


def _of_areas(row: Mapping[str, Any], framework: Framework) -> _Question:
    """Return a question whose answers are the practice areas."""
    answers = [(clean(area.name), "") for area in framework.areas]
    return _Question(**{name: value for name, value in row.items() if name != "areas"}, answers=answers)


def _example(area: PracticeArea) -> _Question:
    words = _texts()["example"]
    heading = f"{words['heading']}: {clean(area.name)}"
    return _Question(heading=heading, statement=heading, asks=words["asks"])


def _form(framework: Framework, asked: Sequence[_Question]) -> str:
    """Return the questions to paste into a form builder such as Microsoft Forms or Google Forms."""
    texts, blocks = _texts(), [_block(place, question) for place, question in enumerate(asked, start=1)]
    head = texts["form"].format(name=clean(framework.name), examples=texts["examples"].strip())
    return "\n\n".join([head, *blocks]) + "\n"


def _block(place: int, question: _Question) -> str:
    ends = [f"{answer} = {meaning}" for answer, meaning in question.answers if meaning]
    lines = [f"{place}. {question.statement}", f"   Description: {question.asks}"]
    lines += [f"   What the answers mean: {'; '.join(ends)}"] if ends else []
    kind = "choice, any of" if question.several else "choice, one of" if question.answers else "text"
    lines.append(f"   Kind of answer: {kind}")
    return "\n".join([*lines, *(f"   - {answer}" for answer, _ in question.answers)])


def _csv(asked: Sequence[_Question]) -> str:
    text = io.StringIO(newline="")
    csv.writer(text, lineterminator="\n").writerow([question.heading for question in asked])
    return text.getvalue()


def _workbook(framework: Framework, asked: Sequence[_Question]) -> bytes:
    from xlsxwriter import Workbook  # Start-up time: 40 ms, which the samples and the texts need not wait for.

    buffer = io.BytesIO()
    lists = {question.levels: question.answers for question in sorted(asked, key=lambda each: each.levels) if question.levels}
    with Workbook(buffer, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}) as book:
        book.set_properties({"title": f"Discovery survey: {clean(framework.name)}", "created": NO_CLOCK})
        _instructions(book, asked)
        _survey(book, asked, list(lists))
        _levels(book, lists)
    return buffer.getvalue()


_FORMS: dict[str, Callable[[Framework, Sequence[_Question]], bytes]] = {
    ".xlsx": _workbook,
    ".csv": lambda _, asked: _csv(asked).replace("\n", "\r\n").encode("utf-8-sig"),
    ".txt": lambda framework, asked: _form(framework, asked).replace("\n", "\r\n").encode("utf-8-sig"),
}


def _instructions(book: Workbook, asked: Sequence[_Question]) -> None:
    sheet = _sheet(book, "Instructions", (("Column", 34), ("What to fill in", 90)))
    wrap = book.add_format({"text_wrap": True, "valign": "top"})
    advice = (*_texts()["advice"], ("Examples", clean(_texts()["examples"])))
    for row, texts in enumerate((*advice, *((question.heading, question.full) for question in asked)), start=1):
        for column, text in enumerate(texts):
            sheet.write_string(row, column, text, wrap)


def _survey(book: Workbook, asked: Sequence[_Question], lists: list[str]) -> None:
    sheet = _sheet(book, "Survey", [(question.heading, 18 if question.levels else 34) for question in asked])
    as_text = book.add_format({"num_format": "@"})
    for column, question in enumerate(asked):
        if not question.levels:
            sheet.set_column(column, column, 34, as_text)
        sheet.data_validation(1, column, _ROWS, column, _validation(question, lists))


def _validation(question: _Question, lists: list[str]) -> dict[str, Any]:
    """Return the drop-down list and the hint of a column. A number of seats that is not listed is accepted after a warning."""
    hint = {
        "input_title": textwrap.shorten(question.heading, _MOST_TITLE, placeholder="..."),
        "input_message": textwrap.shorten(question.full, _MOST_MESSAGE, placeholder="..."),
    }
    if not question.levels:
        return {"validate": "any", **hint}
    column = column_letter(2 * lists.index(question.levels))
    source = f"=Levels!${column}$2:${column}${len(question.answers) + 1}"
    kind = "warning" if question.levels == "Seats" else "stop"
    return {"validate": "list", "source": source, "error_type": kind, "error_message": "Please choose from the list.", **hint}


def _levels(book: Workbook, lists: Mapping[str, _Answers]) -> None:
    sheet = _sheet(book, "Levels", [column for name in lists for column in ((f"{name} answers", 18), (f"{name}: meaning", 40))])
    for place, answers in enumerate(lists.values()):
        for row, (answer, meaning) in enumerate(answers, start=1):
            if answer.lstrip("-").isdecimal():
                sheet.write_number(row, 2 * place, int(answer))
            else:
                sheet.write_string(row, 2 * place, answer)
            if meaning:
                sheet.write_string(row, 2 * place + 1, meaning)


def _sheet(book: Workbook, name: str, columns: Iterable[tuple[str, int]]) -> Any:
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
    if name != "Instructions":
        sheet.set_landscape()
    return sheet
