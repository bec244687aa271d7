"""Surveys to begin with: the samples, and the discovery survey to hand out as a workbook, a CSV file or a form's questions."""

from __future__ import annotations

import csv
import io
import tomllib
from collections.abc import Callable, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any, TypeVar

from cxmatch.domain.framework import Framework, PracticeArea, Scale
from cxmatch.errors import SettingsError, did_you_mean
from cxmatch.records.files import write_new
from cxmatch.records.text import clean
from cxmatch.survey.blank import SIDES, Asked, blank_workbook

Form = TypeVar("Form")
_BETWEEN = "between the two beside it"


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
    make = form_of(path, _FORMS)
    write_new(Path(path), make(framework, _questions(framework, again=again)), overwrite=overwrite)
    return Path(path)


def form_of(path: str | Path, forms: Mapping[str, Form]) -> Form:
    """Return the form that the ending of a file asks for; raises SettingsError for any other ending."""
    if Path(path).suffix.lower() not in forms:
        raise SettingsError(f'"{path}" is no name for a survey template.', "It is a file that ends in .xlsx, .csv or .txt")
    return forms[Path(path).suffix.lower()]


@cache
def texts() -> Mapping[str, Any]:
    """Return the words of what is handed out."""
    return tomllib.loads(Path(__file__).with_name("template.toml").read_text(encoding="utf-8"))


def _questions(framework: Framework, *, again: bool = False) -> list[Asked]:
    """Return the questions in the order of the columns: who answers, in which role, the areas in both directions, the rest.

    The rest is what matters most and what stands behind the ratings; where the survey is asked `again`, what came of the round.
    """
    words, sides = texts(), (framework.capability_scale, framework.need_scale)
    who = [Asked(**row) for row in (*words["who"], *(words["again"] if again else ()))]
    rated = [_rating(side, scale, area) for side, scale in zip(SIDES, sides, strict=True) for area in framework.areas]
    after = [_of_areas(row, framework) if row.get("areas") else Asked(**row) for row in words["after"]]
    return [*who, *rated, *after, *(_example(area) for area in framework.areas)]


def _rating(side: str, scale: Scale, area: PracticeArea) -> Asked:
    """Return the question for a rating. Only whole steps are to choose from: a list of hundredths would help nobody."""
    words, name = texts()[side], clean(area.name)
    levels = scale.labels or tuple(str(step) for step in range(scale.low, scale.high + 1))
    return Asked(
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


def _of_areas(row: Mapping[str, Any], framework: Framework) -> Asked:
    """Return a question whose answers are the practice areas."""
    answers = [(clean(area.name), "") for area in framework.areas]
    return Asked(**{name: value for name, value in row.items() if name != "areas"}, answers=answers)


def _example(area: PracticeArea) -> Asked:
    words = texts()["example"]
    heading = f"{words['heading']}: {clean(area.name)}"
    return Asked(heading=heading, statement=heading, asks=words["asks"])


def _form(framework: Framework, asked: Sequence[Asked]) -> str:
    """Return the questions to paste into a form builder such as Microsoft Forms or Google Forms."""
    words, blocks = texts(), [block(place, question) for place, question in enumerate(asked, start=1)]
    head = words["form"].format(name=clean(framework.name), examples=words["examples"].strip())
    return "\n\n".join([head, *blocks]) + "\n"


def block(place: int, question: Asked) -> str:
    """Return a question to paste into a form builder."""
    ends = [f"{answer} = {meaning}" for answer, meaning in question.answers if meaning]
    lines = [f"{place}. {question.statement}", f"   Description: {question.asks}"]
    lines += [f"   What the answers mean: {'; '.join(ends)}"] if ends else []
    kind = "choice, any of" if question.several else "choice, one of" if question.answers else "text"
    lines.append(f"   Kind of answer: {kind}")
    return "\n".join([*lines, *(f"   - {answer}" for answer, _ in question.answers)])


def _csv(asked: Sequence[Asked]) -> str:
    text = io.StringIO(newline="")
    csv.writer(text, lineterminator="\n").writerow([question.heading for question in asked])
    return text.getvalue()


def _workbook(framework: Framework, asked: Sequence[Asked]) -> bytes:
    advice = (*texts()["advice"], ("Examples", clean(texts()["examples"])))
    return blank_workbook(f"Discovery survey: {clean(framework.name)}", advice, asked)


_FORMS: dict[str, Callable[[Framework, Sequence[Asked]], bytes]] = {
    ".xlsx": _workbook,
    ".csv": lambda _, asked: _csv(asked).replace("\n", "\r\n").encode("utf-8-sig"),
    ".txt": lambda framework, asked: _form(framework, asked).replace("\n", "\r\n").encode("utf-8-sig"),
}
