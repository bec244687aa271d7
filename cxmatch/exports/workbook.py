"""pairings.xlsx: what the sheets say, each a real table with its heading in row 1. The same report gives the same bytes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from cxmatch.domain.decisions import Choice
from cxmatch.domain.rows import Cell, Column, Pairing, columns, pairings, settings, written
from cxmatch.domain.wishes import RUN_DIGITS, RUN_SHEET, RUN_TOPIC
from cxmatch.exports.data import Table, changes, participants, waiting
from cxmatch.exports.handout import Handout
from cxmatch.exports.sheets import TURNED_WIDTH, Sheet, book_of
from cxmatch.records.text import grouped, some

BARRED = "x"
_MOST_ACROSS = 20  # headings of a grid that still stand level
_DECISION: Mapping[str, Any] = {
    "source": [choice.value for choice in Choice],
    "input_title": "Decision",
    "input_message": "Keep: it stays. Change: another one this time. Never: these two never again.",
    "error_message": "Choose Keep, Change or Never, or leave it empty.",
}


def workbook_files(handout: Handout) -> dict[str, bytes]:
    """Write the workbook."""
    return {"pairings.xlsx": book_of(handout.cover.title or "Mentor and protege pairings", _sheets(handout))}


def _sheets(handout: Handout) -> list[Sheet]:
    """Return the sheets in their order; a first run has no changes, and a very large cohort no grid."""
    made = [
        *(_pairings(handout), _by_mentor(handout), _mail_merge(handout)),
        _texts("Waiting", "The offices without a partner they could have had, each with the reason.", waiting(handout), 90),
        *_grid(handout),
        *([_texts("What changed", "What each office is told after the rerun.", changes(handout), 70)] * bool(handout.run.repair)),
        _findings(handout),
        _texts("Settings", "Every rule in force.", (("setting", "value"), [row[:2] for row in settings(handout.run.policy)]), 60),
    ]
    return [_start(handout, made), *made]


def _start(handout: Handout, others: Sequence[Sheet]) -> Sheet:
    about = ("This workbook", "For organizers: it holds scores and reasons. Hand out the briefs, not this file.")
    of_run = (RUN_TOPIC, f"{handout.run.id[:RUN_DIGITS]}. What you change in the sheet Pairings is held against it.")
    cover = handout.cover
    named = ", ".join(filter(None, (cover.title, cover.subtitle, cover.date, cover.status.value.upper())))
    rows = [
        *[("Status" if named == cover.status.value.upper() else "Title", named)] * bool(named),
        about,
        *handout.report.in_brief,
        of_run,
        *((f"Sheet {sheet.name}", sheet.tells) for sheet in others),
    ]
    return Sheet(name=RUN_SHEET, columns=(Column("Topic", 24), Column("What it says", 100)), rows=rows)


def _pairings(handout: Handout) -> Sheet:
    report = handout.report
    mentor, protege, points, fit, *others, decision, notes = written(handout.run.cohort)
    counted = [points] * (handout.run.unit != 1)  # else they are the fit again
    wanted = (mentor, protege, *counted, fit, *_BEST * bool(report.best), *others, *columns("Firm"), decision, notes)
    best = " Best fit is what the best mentor that it may have would bring the protege, whoever else wants it." * bool(
        report.best
    )
    return Sheet(
        name="Pairings",
        tells=f"Every pairing.{best} To wish for another mentor, type its name over the one that stands there. In the column "
        "Decision choose Keep, Change or Never. Save, and give the file to  cxmatch rerun --decisions.",
        columns=wanted,
        rows=[tuple(column.cell(pair) for column in wanted) for pair in pairings(report)],
        held=2,
        choices={decision.heading: _DECISION},
    )


def _best_mentor(row: Pairing) -> str:
    """Name the mentors that would suit a protege best; its own alone where it is one of them."""
    names = row.report.best[row.fit.protege][1]
    return row.fit.mentor if row.fit.mentor in names else some(names, 2)


_BEST = (
    Column("Best fit", 8, "number", number=lambda row: row.report.steps(row.report.best[row.fit.protege][0])),
    Column("Best mentor", 22, words=_best_mentor),
)


def _mail_merge(handout: Handout) -> Sheet:
    kept = handout.run.cohort.source.contacts
    how = f" With what was kept of contacts: {', '.join(kept)}."
    none = " It has no addresses: read the survey with  --keep-email  to have them here."
    tells = f"One row for each office: its mentor, its protege, and what to talk about.{how if kept else none}"
    return _texts("Mail merge", tells, participants(replace(handout, contacts=True)))


def _by_mentor(handout: Handout) -> Sheet:
    return Sheet(
        name="By mentor",
        tells="The same pairings by mentor, with the mentors that have no protege.",
        columns=(Column("Mentor"), Column("Department", 24), Column("Seats", 8, "number"), *_OF_A_MENTOR),
        rows=list(_mentor_rows(handout)),
    )


_OF_A_MENTOR = columns("Protege", "Protege department", "Fit", "Talk about")


def _mentor_rows(handout: Handout) -> Iterator[tuple[Cell, ...]]:
    pairs = pairings(handout.report)
    theirs = grouped((pair.fit.mentor, tuple(column.cell(pair) for column in _OF_A_MENTOR)) for pair in pairs)
    for mentor, seats in handout.report.seats.items():
        for cells in theirs.get(mentor, [(None,) * len(_OF_A_MENTOR)]):
            yield (mentor, handout.department(mentor), seats, *cells)


def _grid(handout: Handout) -> Iterator[Sheet]:
    grid, steps = handout.report.grid, handout.report.steps
    if grid is None:
        return
    across = {name: place for place, name in enumerate(grid.mentors, start=1)}
    down = {name: place for place, name in enumerate(grid.proteges)}
    rows, many = zip(grid.proteges, grid.points, strict=True), len(grid.mentors) > _MOST_ACROSS
    width = TURNED_WIDTH if many else 12
    yield Sheet(
        name="Fit grid",
        tells="The fit of every mentor (across) with every protege (down). Darker is higher; bold with a border is the pairing; "
        "x is barred by a must-have rule.",
        columns=(Column("Protege / mentor", 36), *(Column(name, width, "number") for name in grid.mentors)),
        rows=[(protege, *(BARRED if points is None else steps(points) for points in row)) for protege, row in rows],
        strong=frozenset((down[fit.protege], across[fit.mentor]) for fit in handout.run.matching.pairings),
        shaded=True,
        turned=many,
    )


def _findings(handout: Handout) -> Sheet:
    notes = handout.run.cohort.source.notes
    return Sheet(
        name="Findings",
        tells="What was noticed in the survey.",
        columns=(
            *(Column("Kind", 10), Column("Code", 9), Column("Row", 7, "number"), Column("Column", 9)),
            *(Column("What was noticed", 70), Column("What to do", 50)),
        ),
        rows=[(note.severity.value, note.code, note.place.row, note.place.column, note.message, note.remedy) for note in notes],
    )


def _texts(name: str, tells: str, table: Table, last: int = 30) -> Sheet:
    """Make a sheet of a table of texts; `last` is the width of its last column."""
    headings, rows = table
    made = [Column(heading.capitalize(), 22) for heading in headings[:-1]]
    return Sheet(name=name, tells=tells, columns=(*made, Column(headings[-1].capitalize(), last)), rows=rows)
