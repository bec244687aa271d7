"""What is to be written, and for whom: the one thing that every format is made from."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property

from cxmatch.domain.cohort import Office
from cxmatch.domain.matching import Fit, Side
from cxmatch.domain.report import Report
from cxmatch.domain.run import Run


class Audience(StrEnum):
    """Who reads it. Participants see no score, no waiting list and no rating."""

    ORGANIZERS = "organizers"
    PARTICIPANTS = "participants"


@dataclass(frozen=True, kw_only=True)
class Handout:
    """A report with the wishes of the person who exports it.

    `contacts` adds contacts where the cohort has them; `split` makes a brief a file of its own; `past` are runs of
    earlier cohorts, for the graph.
    """

    report: Report
    audience: Audience = Audience.ORGANIZERS
    contacts: bool = False
    split: bool = False
    past: tuple[Run, ...] = ()

    @property
    def run(self) -> Run:
        """The run."""
        return self.report.run

    @cached_property
    def offices(self) -> Mapping[str, Office]:
        """The offices by id."""
        return {office.id: office for office in self.run.cohort.offices}

    @cached_property
    def prompts(self) -> Mapping[str, tuple[str, ...]]:
        """The How Might We questions of each practice area, by its name."""
        return {area.name: area.prompts for area in self.run.cohort.framework.areas}

    @cached_property
    def by_mentor(self) -> Mapping[str, list[Fit]]:
        """The pairings of each office as a mentor."""
        return self._by("mentor")

    @cached_property
    def by_protege(self) -> Mapping[str, list[Fit]]:
        """The pairings of each office as a protege."""
        return self._by("protege")

    @cached_property
    def waiting(self) -> frozenset[tuple[str, Side]]:
        """The offices that wait, each with the side on which it does."""
        return frozenset((entry.office, entry.side) for entry in self.run.matching.waiting)

    def department(self, office: str) -> str:
        """Give the department of an office, "" where it gives none."""
        return self.offices[office].department

    def contact(self, office: str) -> Mapping[str, str]:
        """Give the contacts of an office, by heading, where they were asked for."""
        headings = self.run.cohort.source.contacts if self.contacts else ()
        return {heading: self.offices[office].attributes.get(heading, "") for heading in headings}

    def _by(self, side: str) -> dict[str, list[Fit]]:
        found: dict[str, list[Fit]] = {}
        for fit in self.run.matching.pairings:
            found.setdefault(getattr(fit, side), []).append(fit)
        return found


def areas_of(fit: Fit, most: int = 3) -> list[str]:
    """Name the practice areas that count most in a fit, largest first."""
    return [contribution.term for contribution in fit.leading[:most]]
