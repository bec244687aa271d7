"""Who answers where no office does: persons, whose first and last names stand in two columns and are joined."""

from __future__ import annotations

from dataclasses import replace

from cxmatch.records.text import clean
from cxmatch.survey.columns.cells import unanswered
from cxmatch.survey.headings.mapping import LINES_BETWEEN, toml_line
from cxmatch.survey.headings.survey import Column, Kind, Step, Survey, Use
from cxmatch.survey.headings.wording import Unit, is_called

_AS_OFFICE = Use(kind=Kind.OFFICE)
_COARSE = 3  # an organization, an agency or a department may be what persons belong to


def join_names(survey: Survey) -> Step:
    """Join first and last names where a columns file calls both the office, or where nothing else could name who answers.

    Where an organization could, the organizer is asked.
    """
    names = [_called(survey, group) for group in ("first name", "last name")]
    both = [column for column in names if column and not any(map(unanswered, column.cells))]
    if len(both) < 2 or not both[0].cells:
        return survey, ()
    offices = survey.of(Kind.OFFICE)
    if offices:
        return (
            _joined(survey, both) if {column.index for column in offices} == {column.index for column in both} else (survey, ())
        )
    units = [(column, unit) for column in survey.columns if not column.technical and (unit := Unit.of(column.heading))]
    if not units and not any(column.use is None and is_called(column.heading, "office") for column in survey.columns):
        return _joined(survey, both)
    if any(unit.rung < _COARSE for _, unit in units) or not units:
        return survey, ()
    lines = LINES_BETWEEN.join(toml_line(column.heading, str(_AS_OFFICE)) for column in both)
    facts = {"columns": _letters(both), "others": f'"{units[0][0].heading}"', "lines": lines}
    return survey, [survey.finding("CX318", units[0][0], **facts, line=toml_line(units[0][0].heading, str(_AS_OFFICE)))]


def _called(survey: Survey, group: str) -> Column | None:
    """Return the only column of a group that somebody filled in, or None."""
    called = [column for column in survey.columns if not column.technical and is_called(column.heading, group)]
    return called[0] if len(called) == 1 else None


def _joined(survey: Survey, names: list[Column]) -> Step:
    """Give both columns the whole names: each of them is the office then."""
    whole = [clean(f"{first} {last}") for first, last in zip(*(column.cells for column in names), strict=True)]
    joined = survey.changed(replace(column, use=_AS_OFFICE, given=True, cells=whole) for column in names)
    return joined, [survey.finding("CX490", names[0], columns=_letters(names))]


def _letters(columns: list[Column]) -> str:
    return " and ".join(column.letter for column in columns)
