"""What is handed out to be filled in, as a workbook, a CSV file or a form's questions: the discovery survey and the check-in.

The samples are such surveys, filled in.
"""

from __future__ import annotations

import csv
import io
import tomllib
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import Any

from cxmatch.domain.framework import Framework, PracticeArea, Scale
from cxmatch.domain.matching import Side
from cxmatch.domain.run import Run
from cxmatch.domain.wishes import RUN_DIGITS
from cxmatch.errors import SettingsError, did_you_mean
from cxmatch.records.files import write_new
from cxmatch.records.text import clean, defused, visible
from cxmatch.survey.blank import SIDES, Asked, blank_workbook

_BETWEEN = "between the two beside it"
_RUN = Asked(heading="Run", statement="Run", asks="For which run this is. Please leave it as it is.")


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
    make = _form_of(path)
    write_new(Path(path), make(_discovery(framework, again=again)), overwrite=overwrite)
    return Path(path)


def checkin_template(run: Run, path: str | Path, *, overwrite: bool = False) -> Path:
    """Write the check-in of a run; the ending of the file says in which form: .xlsx, .csv or .txt.

    A table has a row for each pairing and each of its two sides; the text has the questions for a form builder.

    Raises SettingsError if the ending is none of the three; FileError if the file cannot be written, or is there with other
    content and `overwrite` is not set.
    """
    make = _form_of(path)
    write_new(Path(path), make(_checkin(run)), overwrite=overwrite)
    return Path(path)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Handout:
    """What a file of any form is made from: columns with the rows that are known already, or an introduction and questions."""

    title: str
    advice: Sequence[Sequence[str]]
    columns: Sequence[Asked]
    introduction: str
    questions: Sequence[Asked]
    rows: Sequence[Sequence[str]] = ()
    sheet: str = "Survey"

    def as_workbook(self) -> bytes:
        return blank_workbook(self.title, self.advice, self.columns, self.rows, self.sheet)

    def as_csv(self) -> bytes:
        text = io.StringIO(newline="")
        rows = ([*map(defused, row)] for row in self.rows)
        csv.writer(text).writerows([[question.heading for question in self.columns], *rows])
        return text.getvalue().encode("utf-8-sig")

    def as_text(self) -> bytes:
        """Return the questions to paste into a form builder such as Microsoft Forms or Google Forms."""
        blocks = [_block(place, question) for place, question in enumerate(self.questions, start=1)]
        return ("\n\n".join([self.introduction, *blocks]) + "\n").replace("\n", "\r\n").encode("utf-8-sig")


_FORMS = {".xlsx": _Handout.as_workbook, ".csv": _Handout.as_csv, ".txt": _Handout.as_text}


def _form_of(path: str | Path) -> Callable[[_Handout], bytes]:
    ending = Path(path).suffix.lower()
    if ending not in _FORMS:
        raise SettingsError(f'"{path}" is no name for a survey template.', "It is a file that ends in .xlsx, .csv or .txt")
    return _FORMS[ending]


@cache
def _texts() -> Mapping[str, Any]:
    return tomllib.loads(Path(__file__).with_name("template.toml").read_text(encoding="utf-8"))


def _discovery(framework: Framework, *, again: bool) -> _Handout:
    words, name, asked = _texts(), clean(framework.name), _questions(framework, again=again)
    return _Handout(
        title=f"Discovery survey: {name}",
        advice=(*words["advice"], ("Examples", clean(words["examples"]))),
        columns=asked,
        introduction=words["form"].format(name=name, examples=words["examples"].strip()),
        questions=asked,
    )


def _questions(framework: Framework, *, again: bool = False) -> list[Asked]:
    """Return the questions in the order of the columns: who answers, in which role, the areas in both directions, the rest.

    The rest is what matters most and what stands behind the ratings; where the survey is asked `again`, what came of the round.
    """
    words, sides = _texts(), (framework.capability_scale, framework.need_scale)
    who = [Asked(**row) for row in (*words["who"], *(words["again"] if again else ()))]
    rated = [_rating(side, scale, area) for side, scale in zip(SIDES, sides, strict=True) for area in framework.areas]
    after = [_of_areas(row, framework) if row.get("areas") else Asked(**row) for row in words["after"]]
    return [*who, *rated, *after, *(_example(area) for area in framework.areas)]


def _rating(side: str, scale: Scale, area: PracticeArea) -> Asked:
    """Return the question for a rating. Only whole steps are to choose from: a list of hundredths would help nobody."""
    words, name = _texts()[side], clean(area.name)
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
    answers = [(clean(area.name), "") for area in framework.areas]
    return Asked(**{name: value for name, value in row.items() if name != "areas"}, answers=answers)


def _example(area: PracticeArea) -> Asked:
    words = _texts()["example"]
    heading = f"{words['heading']}: {clean(area.name)}"
    return Asked(heading=heading, statement=heading, asks=words["asks"])


def _block(place: int, question: Asked) -> str:
    ends = [f"{answer} = {meaning}" for answer, meaning in question.answers if meaning]
    lines = [f"{place}. {question.statement}", f"   Description: {question.asks}"]
    lines += [f"   What the answers mean: {'; '.join(ends)}"] if ends else []
    kind = "choice, any of" if question.several else "choice, one of" if question.answers else "text"
    lines.append(f"   Kind of answer: {kind}")
    return "\n".join([*lines, *(f"   - {answer}" for answer, _ in question.answers)])


def _checkin(run: Run) -> _Handout:
    words, mark = _texts()["checkin"], run.id[:RUN_DIGITS]
    asked = [_of_checkin(row) for row in words["question"]]
    names = sorted({name for fit in run.matching.pairings for name in (fit.mentor, fit.protege)})
    offices = [(visible(name), "") for name in names]
    of_offices = (bool(row.get("offices")) for row in words["question"])
    return _Handout(
        title=words["title"].format(run=mark),
        advice=words["advice"],
        columns=[*asked, _RUN],
        introduction=words["form"].format(run=mark).strip(),
        questions=[replace(each, answers=offices) if named else each for each, named in zip(asked, of_offices, strict=True)],
        rows=[(*known, *[""] * (len(asked) - len(known)), f"run {mark}") for known in _sides(run)],
        sheet="Check-in",
    )


def _of_checkin(row: Mapping[str, Any]) -> Asked:
    """Return a question; one that a survey asks as well has its words there."""
    like = next((each for each in _texts()["again"] if each["heading"] == row.get("like")), row)
    return Asked(**{name: value for name, value in like.items() if name != "offices"})


def _sides(run: Run) -> Iterator[tuple[str, ...]]:
    """Yield who answers about whom, by office: two rows a pairing."""
    pairs = [(fit.mentor, fit.protege, Side.PROTEGE) for fit in run.matching.pairings]
    pairs += [(fit.protege, fit.mentor, Side.MENTOR) for fit in run.matching.pairings]
    for office, partner, role in sorted(pairs):
        yield visible(office), visible(partner), role.value.capitalize()
