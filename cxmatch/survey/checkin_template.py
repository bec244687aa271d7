"""The check-in to hand out in the middle of a round: a row for each side of a pairing, or the questions of a form."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from cxmatch.domain.matching import Side
from cxmatch.domain.run import Run
from cxmatch.domain.wishes import RUN_DIGITS
from cxmatch.records.files import write_new
from cxmatch.records.text import defused, visible
from cxmatch.survey.blank import Asked, blank_workbook
from cxmatch.survey.template import block, form_of, texts

_RUN = Asked(heading="Run", statement="Run", asks="For which run this is. Please leave it as it is.")


def checkin_template(run: Run, path: str | Path, *, overwrite: bool = False) -> Path:
    """Write the check-in of a run; the ending of the file says in which form: .xlsx, .csv or .txt.

    A table has a row for each pairing and each of its two sides; the text has the questions for a form builder.

    Raises SettingsError if the ending is none of the three; FileError if the file cannot be written, or is there with other
    content and `overwrite` is not set.
    """
    make = form_of(path, _FORMS)
    write_new(Path(path), make(run), overwrite=overwrite)
    return Path(path)


def _questions() -> list[Asked]:
    return [_asked(row) for row in texts()["checkin"]["question"]]


def _asked(row: Mapping[str, Any]) -> Asked:
    """Return a question; one that a survey asks as well has its words there."""
    like = next((each for each in texts()["again"] if each["heading"] == row.get("like")), row)
    return Asked(**{name: value for name, value in like.items() if name != "offices"})


def _rows(run: Run) -> Iterator[tuple[str, ...]]:
    """Yield who answers about whom, by office: two rows a pairing."""
    pairs = [(fit.mentor, fit.protege, Side.PROTEGE) for fit in run.matching.pairings]
    pairs += [(fit.protege, fit.mentor, Side.MENTOR) for fit in run.matching.pairings]
    for office, partner, role in sorted(pairs):
        yield visible(office), visible(partner), role.value.capitalize(), *_left_open(), f"run {run.id[:RUN_DIGITS]}"


def _left_open() -> list[str]:
    return [""] * len(_questions()[3:])


def _workbook(run: Run) -> bytes:
    words = texts()["checkin"]
    title = words["title"].format(run=run.id[:RUN_DIGITS])
    return blank_workbook(title, words["advice"], [*_questions(), _RUN], [*_rows(run)], "Check-in")


def _csv(run: Run) -> bytes:
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow([question.heading for question in (*_questions(), _RUN)])
    writer.writerows([*map(defused, row)] for row in _rows(run))
    return text.getvalue().encode("utf-8-sig")


def _form(run: Run) -> bytes:
    names = sorted({name for fit in run.matching.pairings for name in (fit.mentor, fit.protege)})
    offices = [(visible(name), "") for name in names]
    rows = texts()["checkin"]["question"]
    asked = [replace(_asked(row), answers=offices) if row.get("offices") else _asked(row) for row in rows]
    blocks = [block(place, question) for place, question in enumerate(asked, start=1)]
    head = texts()["checkin"]["form"].format(run=run.id[:RUN_DIGITS]).strip()
    return ("\n\n".join([head, *blocks]) + "\n").replace("\n", "\r\n").encode("utf-8-sig")


_FORMS: dict[str, Callable[[Run], bytes]] = {".xlsx": _workbook, ".csv": _csv, ".txt": _form}
