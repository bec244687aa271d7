"""Tables of pairs: what an organizer decided beside exported pairings, and the pairs of earlier cohorts."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from unicodedata import normalize

from cxmatch.domain.decisions import Choice, Decision
from cxmatch.domain.policy import Past
from cxmatch.domain.run import Run
from cxmatch.domain.wishes import RUN_DIGITS, RUN_SHEET, RUN_TOPIC, Row, heard
from cxmatch.errors import SettingsError, SurveyError, did_you_mean
from cxmatch.records.kinds import Readable
from cxmatch.records.text import clean
from cxmatch.survey.files import Limits
from cxmatch.survey.files.opening import open_source, open_table, workbook_sheets
from cxmatch.survey.files.table import Table
from cxmatch.survey.headings.wording import key

SHEET = "Pairings"
_CALLED = {
    **dict.fromkeys(("mentor", "mentors", "mentoroffice", "mentorname"), "mentor"),
    **dict.fromkeys(("protege", "proteges", "protegeoffice", "protegename"), "protege"),
    **dict.fromkeys(("mentee", "mentees", "menteeoffice", "menteename"), "protege"),
    **{name: name for name in ("decision", "notes")},
    "needmet": "need met",
}
_MOST_TITLE_ROWS = 20
_Row = Mapping[str, str]


def read_decisions(path: Readable, runs: Sequence[Run] = ()) -> tuple[Decision, ...]:
    """Read what an organizer decided in a table with the columns mentor, protege and decision: `pairings.xlsx`, a DataFrame.

    `runs` are the run that is decided about, then others of its cohort: held against the one it came from, a row in which another
    name was typed is a wish, with a decision or without. Rows that repeat a pairing and decide nothing are passed over, as are,
    without `runs`, all that have no decision. The column notes may be there.

    Raises
    ------
    FileError
        It cannot be read.
    SettingsError
        It is no table of pairings, a decision is none of Keep, Change and Never or has no pair, or it is the table of another run
        with other pairs in it; all such are named.
    """
    rows, problems = [], []
    table, name = _read(path, ("mentor", "protege", "decision")), _name(path)
    for place, row in table.rows:
        choice = {word.value.casefold(): word for word in Choice}.get(row["decision"].casefold())
        if choice is None and row["decision"]:
            near = did_you_mean(row["decision"], [word.value for word in Choice])
            problems.append(f'{place}: "{row["decision"]}" is no decision.{near} Write Keep, Change or Never.')
        words = {name: row[name] for name in ("mentor", "protege", "notes")}
        rows.append(Row(**words, choice=choice, place=f"{name}, {place}"))
    if problems:
        raise SettingsError(f"{_called(path)}:\n  " + "\n  ".join(problems))
    return heard(rows, runs, table.mark, exported=table.exported)


def read_past(path: Readable) -> dict[Past, str]:
    """Read the pairs of an earlier cohort from a table with the columns mentor and protege, each with where it stands.

    Rows that do not name both are passed over: they are no pairs.

    Raises
    ------
    FileError
        It cannot be read.
    SettingsError
        It is no such table, or a row pairs an office with itself; all such are named.
    """
    found: dict[Past, str] = {}
    problems, name = [], _name(path)
    for place, row in _read(path, ("mentor", "protege")).rows:
        try:
            if row["mentor"] and row["protege"]:
                found.setdefault(Past(mentor=row["mentor"], protege=row["protege"]), f"{name}, {place}")
        except SettingsError as problem:
            problems.append(f"{place}: {problem.what}")
    if problems:
        raise SettingsError(f"{_called(path)}:\n  " + "\n  ".join(problems))
    return found


@dataclass(frozen=True, slots=True, kw_only=True)
class _Table:
    """The rows of a table below its headings, each with its number, by what its columns are called here.

    `exported`: it has the columns of an export; `mark` is what it says of the run that it was made from.
    """

    rows: Sequence[tuple[str, _Row]]
    exported: bool
    mark: str


def _read(path: Readable, wanted: Sequence[str]) -> _Table:
    try:
        opened = open_source(path, Limits())
        sheets = workbook_sheets(opened)
        table = open_table(opened, sheet=SHEET if SHEET in sheets else None)
        mark = mark_of(open_table(opened, sheet=RUN_SHEET)) if {SHEET, RUN_SHEET} <= {*sheets} else ""
    except SurveyError as problem:
        raise SettingsError(f"{_called(path)} cannot be read as a table of pairings: {problem.what}", problem.next_step) from None
    top, heads = _headings(table, wanted, _called(path))
    named = (dict(zip(heads, map(as_typed, cells), strict=False)) for cells in table.rows[top + 1 :])
    rows = [{name: texts.get(name, "") for name in (*wanted, "notes")} for texts in named]
    places = [f"row {number}" for number in table.numbers[top + 1 :]]
    return _Table(rows=list(zip(places, rows, strict=True)), exported="need met" in heads, mark=mark)


def _called(table: Readable) -> str:
    """Return what errors call a table: a file as it was named."""
    return os.fspath(table) if isinstance(table, str | os.PathLike) else "the table"


def _name(table: Readable) -> str:
    return Path(_called(table)).name


def mark_of(table: Table) -> str:
    """Return the first digits of the id of the run that a workbook says it was made from."""
    said = (clean(cells[1]) for cells in table.rows if len(cells) > 1 and clean(cells[0]) == RUN_TOPIC)
    return next((text[:RUN_DIGITS] for text in said), "")


def _headings(table: Table, wanted: Sequence[str], path: str) -> tuple[int, list[str]]:
    """Return the first row with all wanted headings, and what its columns are called here; raises SettingsError for none."""
    rows = [[_CALLED.get(key(cell), "") for cell in cells] for cells in table.rows[:_MOST_TITLE_ROWS]]
    found = max(range(len(rows)), key=lambda at: len(set(wanted) & set(rows[at])), default=0)
    missing = [name for name in wanted if not rows or name not in rows[found]]
    if missing:
        advice = f"Its first row is to say  {', '.join(wanted)}  above the columns."
        raise SettingsError(f'{path} has no column "{missing[0]}", so it is no table of pairings.', advice)
    twice = [name for name in wanted if rows[found].count(name) > 1]
    if twice:
        raise SettingsError(f"{path} has two columns for the {twice[0]}.", "Keep one of them.")
    return found, rows[found]


def as_typed(cell: str) -> str:
    """Give a cell as it was before an export kept a spreadsheet from running it."""
    text = clean(cell)
    return text[1:] if text[:1] == "'" and normalize("NFKC", text[1:2]) in ("=", "+", "-", "@") else text
