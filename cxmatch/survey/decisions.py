"""Tables of pairs: what an organizer decided beside exported pairings, and the pairs of earlier cohorts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from cxmatch.domain.decisions import Choice, Decision
from cxmatch.domain.policy import Past
from cxmatch.domain.run import Run
from cxmatch.domain.wishes import RUN_SHEET, Row, heard
from cxmatch.errors import SettingsError, did_you_mean
from cxmatch.records.kinds import Readable
from cxmatch.survey import filled_in
from cxmatch.survey.files import Limits
from cxmatch.survey.files.opening import open_source, open_table, workbook_sheets
from cxmatch.survey.files.table import Table
from cxmatch.survey.headings.wording import key

_SHEET = "Pairings"
_CALLED = {
    **dict.fromkeys(("mentor", "mentors", "mentoroffice", "mentorname"), "mentor"),
    **dict.fromkeys(("protege", "proteges", "protegeoffice", "protegename"), "protege"),
    **dict.fromkeys(("mentee", "mentees", "menteeoffice", "menteename"), "protege"),
    **{name: name for name in ("decision", "notes")},
    "needmet": "need met",
}
_CHOICES = {word.value.casefold(): word for word in Choice}


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
    rows, problems = [], list[str]()
    table, file = _read(path, ("mentor", "protege", "decision")), _file(path)
    for row in table.rows:
        place, choice = _place(row), _CHOICES.get(row["decision"].casefold())
        if choice is None and row["decision"]:
            near = did_you_mean(row["decision"], [word.value for word in Choice])
            problems.append(f'{place}: "{row["decision"]}" is no decision.{near} Write Keep, Change or Never.')
        words = {name: row[name] for name in ("mentor", "protege", "notes")}
        rows.append(Row(**words, choice=choice, place=f"{file}, {place}"))
    _refuse(path, problems)
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
    problems = list[str]()
    for row in _read(path, ("mentor", "protege")).rows:
        try:
            if row["mentor"] and row["protege"]:
                found.setdefault(Past(mentor=row["mentor"], protege=row["protege"]), f"{_file(path)}, {_place(row)}")
        except SettingsError as problem:
            problems.append(f"{_place(row)}: {problem.what}")
    _refuse(path, problems)
    return found


def _refuse(path: Readable, problems: Sequence[str]) -> None:
    if problems:
        raise SettingsError(f"{filled_in.name_of(path)}:\n  " + "\n  ".join(problems))


def _file(path: Readable) -> str:
    return Path(filled_in.name_of(path)).name


def _place(row: filled_in.Row) -> str:
    return f"row {row.place.row}"


@dataclass(frozen=True, slots=True, kw_only=True)
class _Pairs:
    """The rows of a table of pairs. `exported`: it has the columns of an export; `mark` is the run that it was made from."""

    rows: Sequence[filled_in.Row]
    exported: bool
    mark: str


def _read(path: Readable, wanted: Sequence[str]) -> _Pairs:
    with filled_in.to_be("table of pairings", path):
        opened = open_source(path, Limits())
        sheets = workbook_sheets(opened)
        table = open_table(opened, sheet=_SHEET if _SHEET in sheets else None)
        mark = filled_in.mark_of(open_table(opened, sheet=RUN_SHEET)) if {_SHEET, RUN_SHEET} <= {*sheets} else ""
    top, names = _headings(table, wanted, filled_in.name_of(path))
    return _Pairs(rows=filled_in.rows_below(table, top, names), exported="need met" in names, mark=mark)


def _headings(table: Table, wanted: Sequence[str], path: str) -> tuple[int, list[str]]:
    """Return the row with most of the wanted headings, and what its columns are called; raises SettingsError without all."""
    top, names = filled_in.headings(table, lambda cell: _CALLED.get(key(cell), ""), lambda names: len(names & {*wanted}))
    missing = [name for name in wanted if name not in names]
    if missing:
        advice = f"Its first row is to say  {', '.join(wanted)}  above the columns."
        raise SettingsError(f'{path} has no column "{missing[0]}", so it is no table of pairings.', advice)
    twice = [name for name in wanted if names.count(name) > 1]
    if twice:
        raise SettingsError(f"{path} has two columns for the {twice[0]}.", "Keep one of them.")
    return top, names
