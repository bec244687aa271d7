"""The columns of a table of pairings: one list for tables, workbook, pages and the screen."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from cxmatch.domain.matching import Fit
from cxmatch.domain.report import Report
from cxmatch.records.text import listed

Cell = str | int | float | None


@dataclass(frozen=True, slots=True)
class Pairing:
    """What a row tells: a fit of a report; `departments` are those of the cohort, by office."""

    fit: Fit
    report: Report
    departments: Mapping[str, str]

    @property
    def firm(self) -> str:
        """Whether every equally good result has it."""
        if not self.report.firm_known:
            return "not known"
        return "yes" if (self.fit.mentor, self.fit.protege) in self.report.firm else "no"

    @property
    def steps(self) -> int | float:
        """Its points in the survey's own steps, as a number to be looked at."""
        return steps(self.fit.points, self.report.run.cohort.framework.point_unit)


@dataclass(frozen=True, slots=True)
class Column:
    """A heading, the width in characters, how its cells look ("text", "number" or "percent"), and what it says of a pairing.

    `number` is for a spreadsheet, where that is not what people read.
    """

    heading: str
    width: int = 30
    style: str = "text"
    words: Callable[[Pairing], str] = lambda _: ""  # an empty one is filled in by whoever reads the table
    number: Callable[[Pairing], Cell] | None = None

    def cell(self, pair: Pairing) -> Cell:
        """Return what a spreadsheet holds of a pairing."""
        return self.number(pair) if self.number else self.words(pair)


def steps(points: int, unit: int) -> int | float:
    """Return points in the survey's own steps; a float only where ratings have decimals, and only to be looked at."""
    return points if unit == 1 else points / unit


def areas_of(fit: Fit, most: int | None = 3) -> list[str]:
    """Return the practice areas that count most in a fit, largest first; all that count where `most` is None."""
    return [part.term for part in fit.leading[:most]]


_COLUMNS = {
    column.heading: column
    for column in (
        Column("Mentor", words=lambda pair: pair.fit.mentor),
        Column("Protege", words=lambda pair: pair.fit.protege),
        Column("Points", 9, "number", lambda pair: str(pair.fit.points), lambda pair: pair.fit.points),
        Column("Fit", 8, "number", lambda pair: pair.report.fit_text(pair.fit.points), lambda pair: pair.steps),
        Column("Need met", 11, "percent", lambda pair: f"{pair.fit.share:.0%}", lambda pair: round(pair.fit.share, 4)),
        Column("Mostly on", 24, words=lambda pair: "".join(areas_of(pair.fit, 1))),
        Column("Talk about first", words=lambda pair: listed(areas_of(pair.fit))),
        Column("Talk about", 40, words=lambda pair: ", ".join(areas_of(pair.fit))),
        Column("Mentor department", 24, words=lambda pair: pair.departments[pair.fit.mentor]),
        Column("Protege department", 24, words=lambda pair: pair.departments[pair.fit.protege]),
        Column("Firm", 8, words=lambda pair: pair.firm),
        Column("Decision", 12),
        Column("Notes"),
    )
}


def columns(*headings: str) -> tuple[Column, ...]:
    """Return columns by their headings."""
    return tuple(_COLUMNS[heading] for heading in headings)


# What is written for a spreadsheet, and what a screen or a page has room for.
WRITTEN = columns(
    *("Mentor", "Protege", "Points", "Fit", "Need met", "Mostly on"),
    *("Mentor department", "Protege department", "Decision", "Notes"),
)
SHOWN = columns("Mentor", "Protege", "Fit", "Need met", "Mostly on")


def pairing_rows(report: Report, wanted: Iterable[Column]) -> list[tuple[str, ...]]:
    """Return a row in words for each pairing of a report."""
    return [tuple(column.words(pair) for column in wanted) for pair in pairings(report)]


def pairings(report: Report) -> list[Pairing]:
    """Return the pairings of a report as rows tell them, in their order."""
    departments = {office.id: office.department for office in report.run.cohort.offices}
    return [Pairing(fit, report, departments) for fit in report.run.matching.pairings]
