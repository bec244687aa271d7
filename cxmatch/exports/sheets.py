"""What the sheets of the workbook say, as columns and rows; `workbook` writes them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from cxmatch.domain.columns import WRITTEN, Cell, Column, columns, pairings, steps
from cxmatch.domain.settings import settings
from cxmatch.exports.handout import Handout
from cxmatch.exports.tables import Table, changes, participants, waiting

PAIRINGS, GRID = "Pairings", "Fit grid"
BARRED = "x"


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """One sheet: its name, what it tells, its columns and rows.

    `strong` are the cells to stand out, as (row, column) from 0 below the heading.
    """

    name: str
    tells: str = ""
    columns: Sequence[Column]
    rows: Sequence[tuple[Cell, ...]]
    strong: frozenset[tuple[int, int]] = frozenset()


def sheets(handout: Handout) -> list[Sheet]:
    """Return the sheets in their order; a first run has no changes, and a very large cohort no grid."""
    made = [
        *(_pairings(handout), _by_mentor(handout)),
        _texts("Mail merge", "One row for each office: its mentor, its protege, and what to talk about.", participants(handout)),
        _texts("Waiting", "The offices without a partner they could have had, each with the reason.", waiting(handout), 90),
        *_grid(handout),
        *([_texts("What changed", "What each office is told after the rerun.", changes(handout), 70)] * bool(handout.run.repair)),
        *(_findings(handout), _settings(handout)),
    ]
    return [_start(handout, made), *made]


def _start(handout: Handout, others: Sequence[Sheet]) -> Sheet:
    about = [("This workbook", "For organizers: it holds scores and reasons. Hand out the briefs, not this file.")]
    rows = [*about, *handout.in_brief, *((f"Sheet {sheet.name}", sheet.tells) for sheet in others)]
    return Sheet(name="Start here", columns=(Column("Topic"), Column("What it says", 90)), rows=rows)


def _pairings(handout: Handout) -> Sheet:
    wanted = (*WRITTEN[:-2], *columns("Firm"), *WRITTEN[-2:])
    return Sheet(
        name=PAIRINGS,
        tells="Every pairing. In the column Decision choose Keep, Change or Never, save, and give the file to  cxmatch rerun "
        "--decisions.",
        columns=wanted,
        rows=[tuple(column.cell(pair) for column in wanted) for pair in pairings(handout.report)],
    )


def _by_mentor(handout: Handout) -> Sheet:
    return Sheet(
        name="By mentor",
        tells="The same pairings by mentor, with the mentors that have no protege.",
        columns=(Column("Mentor"), Column("Department", 24), Column("Seats", 8, "number"), *_OF_A_MENTOR),
        rows=list(_mentor_rows(handout)),
    )


_OF_A_MENTOR = columns("Protege", "Protege department", "Fit", "Talk about")


def _mentor_rows(handout: Handout) -> Iterator[tuple[Cell, ...]]:
    theirs: dict[str, list[tuple[Cell, ...]]] = {}
    for pair in pairings(handout.report):
        theirs.setdefault(pair.fit.mentor, []).append(tuple(column.cell(pair) for column in _OF_A_MENTOR))
    for mentor, seats in handout.report.seats.items():
        for cells in theirs.get(mentor, [(None,) * len(_OF_A_MENTOR)]):
            yield (mentor, handout.department(mentor), seats, *cells)


def _grid(handout: Handout) -> Iterator[Sheet]:
    grid, unit = handout.report.grid, handout.run.cohort.framework.point_unit
    if grid is None:
        return
    across = {name: place for place, name in enumerate(grid.mentors, start=1)}
    down = {name: place for place, name in enumerate(grid.proteges)}
    rows = zip(grid.proteges, grid.points, strict=True)
    yield Sheet(
        name=GRID,
        tells="The fit of every mentor (across) with every protege (down). Darker is higher; bold with a border is the pairing; "
        "x is barred by a must-have rule.",
        columns=(Column("Protege / mentor"), *(Column(name, 12, "number") for name in grid.mentors)),
        rows=[(protege, *(BARRED if points is None else steps(points, unit) for points in row)) for protege, row in rows],
        strong=frozenset((down[fit.protege], across[fit.mentor]) for fit in handout.run.matching.pairings),
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


def _settings(handout: Handout) -> Sheet:
    rows = [row[:2] for row in settings(handout.run.policy)]
    return _texts("Settings", "Every rule in force.", (("setting", "value"), rows), 60)


def _texts(name: str, tells: str, table: Table, last: int = 30) -> Sheet:
    """Make a sheet of a table of texts; `last` is the width of its last column."""
    headings, rows = table
    made = [Column(heading.capitalize()) for heading in headings[:-1]]
    return Sheet(name=name, tells=tells, columns=(*made, Column(headings[-1].capitalize(), last)), rows=rows)
