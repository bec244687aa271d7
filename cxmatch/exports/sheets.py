"""What the sheets of the workbook say, as columns and rows; `workbook` writes them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from cxmatch.domain.known import settings
from cxmatch.domain.matching import Fit
from cxmatch.exports.facts import in_brief
from cxmatch.exports.handout import Handout, areas_of
from cxmatch.exports.mailing import participants
from cxmatch.exports.tables import change_rows, mostly_on, waiting_rows

PAIRINGS, GRID = "Pairings", "Fit grid"
BARRED = "x"
Cell = str | int | float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """A heading, the width in characters, and how its cells look: "text", "number" or "percent"."""

    heading: str
    width: int = 30
    style: str = "text"


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """One sheet: its name, its columns, its rows, and the cells to stand out, as (row, column) from 0 below the heading."""

    name: str
    columns: tuple[Column, ...]
    rows: Sequence[tuple[Cell, ...]]
    strong: frozenset[tuple[int, int]] = frozenset()


def sheets(handout: Handout) -> list[Sheet]:
    """Give the sheets in their order; a first run has no changes, and a very large cohort no grid."""
    made = [
        *(_pairings(handout), _by_mentor(handout), _mail_merge(handout), _waiting(handout), _grid(handout)),
        *(_changes(handout), _findings(handout), _settings(handout)),
    ]
    kept = [sheet for sheet in made if sheet]
    return [_start(handout, kept), *kept]


_TELLS = {
    PAIRINGS: "Every pairing. In the column Decision choose Keep, Change or Never, save, and give the file to  cxmatch rerun "
    "--decisions.",
    "By mentor": "The same pairings by mentor, with the mentors that have no protege.",
    "Mail merge": "One row for each office: its mentor, its protege, and what to talk about.",
    "Waiting": "The offices without a partner they could have had, each with the reason.",
    GRID: "The fit of every mentor (across) with every protege (down). Darker is higher; bold with a border is the pairing; x is "
    "barred by a must-have rule.",
    "What changed": "What each office is told after the rerun.",
    "Findings": "What was noticed in the survey.",
    "Settings": "Every rule in force.",
}


def _start(handout: Handout, others: Sequence[Sheet]) -> Sheet:
    about = [("This workbook", "For organizers: it holds scores and reasons. Hand out the briefs, not this file.")]
    rows = [*about, *in_brief(handout), *((f"Sheet {sheet.name}", _TELLS[sheet.name]) for sheet in others)]
    return Sheet(name="Start here", columns=(Column(heading="Topic"), Column(heading="What it says", width=90)), rows=rows)


def _pairings(handout: Handout) -> Sheet:
    columns = (
        *(Column(heading="Mentor"), Column(heading="Protege")),
        *(Column(heading="Points", width=9, style="number"), Column(heading="Fit", width=8, style="number")),
        *(Column(heading="Need met", width=11, style="percent"), Column(heading="Mostly on", width=24)),
        *(Column(heading="Mentor department", width=24), Column(heading="Protege department", width=24)),
        *(Column(heading="Firm", width=8), Column(heading="Decision", width=12), Column(heading="Notes", width=30)),
    )
    return Sheet(name=PAIRINGS, columns=columns, rows=[_pairing(handout, fit) for fit in handout.run.matching.pairings])


def _pairing(handout: Handout, fit: Fit) -> tuple[Cell, ...]:
    report = handout.report
    firm = ("yes" if (fit.mentor, fit.protege) in report.firm else "no") if report.firm_known else "not known"
    return (
        *(fit.mentor, fit.protege, fit.points, _fit(handout, fit.points), round(fit.share, 4), mostly_on(fit)),
        *(handout.department(fit.mentor), handout.department(fit.protege), firm, None, None),
    )


def _fit(handout: Handout, points: int) -> int | float:
    """Give points in the survey's own steps; a float only where ratings have decimals, and only to be looked at."""
    unit = handout.run.cohort.framework.point_unit
    return points if unit == 1 else points / unit


def _by_mentor(handout: Handout) -> Sheet:
    columns = (
        *(Column(heading="Mentor"), Column(heading="Department", width=24), Column(heading="Seats", width=8, style="number")),
        *(
            Column(heading="Protege"),
            Column(heading="Protege department", width=24),
            Column(heading="Fit", width=8, style="number"),
        ),
        Column(heading="Talk about", width=40),
    )
    return Sheet(name="By mentor", columns=columns, rows=list(_mentor_rows(handout)))


def _mentor_rows(handout: Handout) -> Iterator[tuple[Cell, ...]]:
    for mentor, seats in handout.report.seats.items():
        own = (mentor, handout.department(mentor), seats)
        for fit in handout.by_mentor.get(mentor, []):
            talk = ", ".join(areas_of(fit))
            yield (*own, fit.protege, handout.department(fit.protege), _fit(handout, fit.points), talk)
        if mentor not in handout.by_mentor:
            yield (*own, None, None, None, None)


def _mail_merge(handout: Handout) -> Sheet:
    headings, rows = participants(handout)
    return _texts("Mail merge", headings, rows)


def _waiting(handout: Handout) -> Sheet:
    return _texts("Waiting", ("office", "department", "waits as", "reason"), waiting_rows(handout.run), last=90)


def _changes(handout: Handout) -> Sheet | None:
    return (
        _texts("What changed", ("office", "change", "notice"), change_rows(handout.run), last=70) if handout.run.repair else None
    )


def _grid(handout: Handout) -> Sheet | None:
    grid = handout.report.grid
    if grid is None:
        return None
    across, down = (
        {name: place for place, name in enumerate(grid.mentors)},
        {name: place for place, name in enumerate(grid.proteges)},
    )
    chosen = frozenset((down[fit.protege], across[fit.mentor] + 1) for fit in handout.run.matching.pairings)
    mentors = (Column(heading=name, width=12, style="number") for name in grid.mentors)
    rows = [
        (protege, *(BARRED if points is None else _fit(handout, points) for points in row))
        for protege, row in zip(grid.proteges, grid.points, strict=True)
    ]
    return Sheet(name=GRID, columns=(Column(heading="Protege / mentor"), *mentors), rows=rows, strong=chosen)


def _findings(handout: Handout) -> Sheet:
    notes = handout.run.cohort.source.notes
    rows = [(note.severity.value, note.code, note.place.row, note.place.column, note.message, note.remedy) for note in notes]
    columns = (
        *(Column(heading="Kind", width=10), Column(heading="Code", width=9), Column(heading="Row", width=7, style="number")),
        *(
            Column(heading="Column", width=9),
            Column(heading="What was noticed", width=70),
            Column(heading="What to do", width=50),
        ),
    )
    return Sheet(name="Findings", columns=columns, rows=rows)


def _settings(handout: Handout) -> Sheet:
    return _texts("Settings", ("setting", "value"), [row[:2] for row in settings(handout.run.policy)], last=60)


def _texts(name: str, headings: Sequence[str], rows: Sequence[tuple[Cell, ...]], last: int = 30) -> Sheet:
    widths = [30] * (len(headings) - 1) + [last]
    columns = tuple(Column(heading=text.capitalize(), width=width) for text, width in zip(headings, widths, strict=True))
    return Sheet(name=name, columns=columns, rows=rows)
