"""Decisions: reading the Decision and Notes columns of an exported table of pairings back."""

from __future__ import annotations

from pathlib import Path

from cxmatch.domain.decisions import Choice, Decision
from cxmatch.errors import SettingsError, SurveyError, did_you_mean
from cxmatch.records.text import clean, fold
from cxmatch.survey.files.opening import open_table
from cxmatch.survey.files.table import Table

_SHEET = "Pairings"
_COLUMNS = ("mentor", "protege", "decision", "notes")


def read_decisions(path: str | Path) -> tuple[Decision, ...]:
    """Read what an organizer decided in `pairings.xlsx` or `pairings.csv`; rows without a decision are passed over.

    Raises
    ------
    FileError
        It cannot be read.
    SettingsError
        It is no table of pairings, or a decision is none of Keep, Change and Never; all such are named.
    """
    sheet = _SHEET if Path(path).suffix.lower() == ".xlsx" else None
    try:
        table = open_table(path, sheet=sheet)
    except SurveyError as problem:
        raise SettingsError(f"{path} cannot be read as a table of pairings: {problem.what}") from None
    return _decisions(table, str(path))


def _decisions(table: Table, name: str) -> tuple[Decision, ...]:
    heads = [fold(cell) for cell in table.rows[0]] if table.rows else []
    if lacking := [column for column in _COLUMNS[:3] if column not in heads]:
        raise SettingsError(f'{name} has no column "{lacking[0]}", so it is no table of pairings.')
    decisions, problems = [], []
    for cells, number in zip(table.rows[1:], table.numbers[1:], strict=True):
        row = dict(zip(heads, map(_as_written, cells), strict=False))
        if not row.get("decision"):
            continue
        choice = {word.value.casefold(): word for word in Choice}.get(row["decision"].casefold())
        if choice is None:
            near = did_you_mean(row["decision"], [word.value for word in Choice])
            problems.append(f'row {number}: "{row["decision"]}" is no decision.{near} Write Keep, Change or Never.')
            continue
        words = {name: row.get(name, "") for name in ("mentor", "protege", "notes")}
        decisions.append(Decision(**words, choice=choice, place=f"{Path(name).name}, row {number}"))
    if problems:
        raise SettingsError(f"{name}:\n  " + "\n  ".join(problems))
    return tuple(decisions)


def _as_written(cell: str) -> str:
    """Return a cell as it was before an export kept a spreadsheet from running it."""
    text = clean(cell)
    return text[1:] if text[:1] == "'" and text[1:2] in ("=", "+", "-", "@") else text
