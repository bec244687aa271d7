"""What is to be written, for whom, and in brief: the one thing that every format is made from."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property

from cxmatch.domain.cohort import Office
from cxmatch.domain.matching import Fit, Side
from cxmatch.domain.report import Report
from cxmatch.domain.run import Run
from cxmatch.records.text import counted
from cxmatch.records.version import __version__


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
    def _pairs(self) -> Mapping[tuple[str, Side], list[Fit]]:
        found: dict[tuple[str, Side], list[Fit]] = {}
        for fit in self.run.matching.pairings:
            found.setdefault((fit.mentor, Side.MENTOR), []).append(fit)
            found.setdefault((fit.protege, Side.PROTEGE), []).append(fit)
        return found

    def pairs(self, office: str, side: Side) -> Sequence[Fit]:
        """Return the pairings in which an office stands on a side."""
        return self._pairs.get((office, side), ())

    def department(self, office: str) -> str:
        """Return the department of an office, "" where it gives none."""
        return self.offices[office].department

    @property
    def contact_headings(self) -> tuple[str, ...]:
        """The headings of contacts, where they were asked for."""
        return self.run.cohort.source.contacts if self.contacts else ()

    def contact(self, office: str) -> tuple[str, ...]:
        """Return the contacts of an office, in the order of `contact_headings`."""
        return tuple(self.offices[office].attributes.get(heading, "") for heading in self.contact_headings)

    @property
    def in_brief(self) -> list[tuple[str, str]]:
        """What was read, what came out, how well it is proven, and who waits, as topics and sentences."""
        return [
            ("The survey", self.run.cohort.words),
            ("The result", self._result),
            ("The proof", self._proof),
            ("Who waits", self._waiting),
            ("Made from", self.origin),
        ]

    @property
    def _result(self) -> str:
        matching, fit_text, proteges = self.run.matching, self.report.fit_text, len(self.run.cohort.proteges)
        have = "has" if matching.paired == 1 else "have"
        return (
            f"{counted(len(matching.pairings), 'pairing')}: {matching.paired} of {counted(proteges, 'protege')} {have} a mentor."
            f" The total fit is {fit_text(matching.points)}, the lowest fit of a pairing {fit_text(matching.lowest)}."
        )

    @property
    def _proof(self) -> str:
        report, pairs = self.report, len(self.run.matching.pairings)
        proven = "It is proven that" if report.proven else "The best pairing found so far is"
        firm = f" {counted(len(report.firm), 'pairing')} of {pairs} would be in every equally good result."
        return f"{proven} {report.verdict}.{firm if report.firm_known else ''}"

    @property
    def _waiting(self) -> str:
        sides = [entry.side for entry in self.run.matching.waiting]
        if not sides:
            return "Nobody waits."
        proteges, mentors = counted(sides.count(Side.PROTEGE), "protege"), counted(sides.count(Side.MENTOR), "mentor")
        return f"Waiting: {proteges} for a mentor, {mentors} for a protege."

    @property
    def origin(self) -> str:
        """The survey, its day, the counts, the version, and the first digits of the hashes of the input and of the run."""
        cohort, source = self.run.cohort, self.run.cohort.source
        said = [
            source.name or "A survey without a file name",
            f"last answer {source.answered}" if source.answered else "no dates in the survey",
            counted(len(cohort.offices), "office"),
            counted(len(self.run.matching.pairings), "pairing"),
            f"cxmatch {__version__}",
            f"input {source.sha256[:8]}" if source.sha256 else "",
            f"run {self.run.id[:8]}",
        ]
        return ", ".join(filter(None, said))
