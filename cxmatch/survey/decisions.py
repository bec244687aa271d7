"""Tables of pairs: what an organizer decided beside exported pairings, and the pairs of earlier cohorts."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from cxmatch.domain.decisions import Choice, Decision
from cxmatch.domain.policy import Past
from cxmatch.errors import SettingsError, SurveyError, did_you_mean
from cxmatch.records.text import clean
from cxmatch.survey.files.opening import open_table, workbook_sheets
from cxmatch.survey.files.table import Table
from cxmatch.survey.headings.wording import key

SHEET = "Pairings"
_CALLED = {
    **dict.fromkeys(("mentor", "mentors", "mentoroffice", "mentorname"), "mentor"),
    **dict.fromkeys(("protege", "proteges", "protegeoffice", "protegename"), "protege"),
    **dict.fromkeys(("mentee", "mentees", "menteeoffice", "menteename"), "protege"),
    **{name: name for name in ("decision", "notes")},
}
_MOST_TITLE_ROWS = 20
_Row = Mapping[str, str]


def read_decisions(path: str | Path) -> tuple[Decision, ...]:
    """Read what an organizer decided in a table with the columns mentor, protege and decision, such as `pairings.xlsx`.

    Rows without a decision are passed over; the column notes may be there.

    Raises
    ------
    FileError
        It cannot be read.
    SettingsError
        It is no table of pairings, or a decision is none of Keep, Change and Never; all such are named.
    """
    found, problems = [], []
    for place, row in _rows(path, ("mentor", "protege", "decision")):
        if not row["decision"]:
            continue
        choice = {word.value.casefold(): word for word in Choice}.get(row["decision"].casefold())
        if choice is None:
            near = did_you_mean(row["decision"], [word.value for word in Choice])
            problems.append(f'{place}: "{row["decision"]}" is no decision.{near} Write Keep, Change or Never.')
            continue
        words = {name: row.get(name, "") for name in ("mentor", "protege", "notes")}
        found.append(Decision(**words, choice=choice, place=f"{Path(path).name}, {place}"))
    if problems:
        raise SettingsError(f"{path}:\n  " + "\n  ".join(problems))
    return tuple(found)


def read_past(path: str | Path) -> dict[Past, str]:
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
    problems = []
    for place, row in _rows(path, ("mentor", "protege")):
        try:
            if row["mentor"] and row["protege"]:
                found.setdefault(Past(mentor=row["mentor"], protege=row["protege"]), f"{Path(path).name}, {place}")
        except SettingsError as problem:
            problems.append(f"{place}: {problem.what}")
    if problems:
        raise SettingsError(f"{path}:\n  " + "\n  ".join(problems))
    return found


def _rows(path: str | Path, wanted: Sequence[str]) -> Iterator[tuple[str, _Row]]:
    """Return the rows of a table below its headings, each with its number, by what its columns are called here."""
    try:
        table = open_table(path, sheet=SHEET if SHEET in workbook_sheets(path) else None)
    except SurveyError as problem:
        raise SettingsError(f"{path} cannot be read as a table of pairings: {problem.what}", problem.next_step) from None
    top, heads = _headings(table, wanted, str(path))
    for cells, number in zip(table.rows[top + 1 :], table.numbers[top + 1 :], strict=True):
        texts = dict(zip(heads, map(_said, cells), strict=False))
        yield f"row {number}", {name: texts.get(name, "") for name in (*wanted, "notes")}


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


def _said(cell: str) -> str:
    """Give a cell as it was before an export kept a spreadsheet from running it."""
    text = clean(cell)
    return text[1:] if text[:1] == "'" and text[1:2] in ("=", "+", "-", "@") else text
