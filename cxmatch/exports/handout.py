"""What is to be written, for whom and with which wishes: what every format is made from."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property
from typing import TYPE_CHECKING, Never

from cxmatch.domain.asked import FirstNeed, first_need, heading
from cxmatch.domain.cohort import Office
from cxmatch.domain.matching import Fit, Side
from cxmatch.domain.parts import Cover
from cxmatch.domain.practices import Practices
from cxmatch.domain.report import Report
from cxmatch.domain.rows import topics
from cxmatch.domain.run import Run
from cxmatch.domain.silos import Silos, silos
from cxmatch.errors import SettingsError, did_you_mean
from cxmatch.records.text import grouped

if TYPE_CHECKING:
    from cxmatch.exports.wording import Wording


class Audience(StrEnum):
    """Who reads it. Participants see no score, no waiting list and no rating."""

    ORGANIZERS = "organizers"
    PARTICIPANTS = "participants"

    @classmethod
    def _missing_(cls, value: object) -> Never:
        known = [each.value for each in cls]
        raise SettingsError(f'There is no audience "{value}".{did_you_mean(str(value), known)}', f"Audiences: {', '.join(known)}")


@dataclass(frozen=True, kw_only=True)
class Handout:
    """A report with the wishes of who exports it: contacts, a brief a file (`split`), earlier runs (`past`), and how it looks.

    `cover` stands on top; `worded`: other words than those of the run were wished for.
    """

    report: Report
    audience: Audience = Audience.ORGANIZERS
    contacts: bool = False
    split: bool = False
    past: tuple[Run, ...] = ()
    wording: Wording | None = None
    template: bytes = b""
    cover: Cover = field(default_factory=Cover)
    worded: bool = False

    @property
    def run(self) -> Run:
        """The run."""
        return self.report.run

    @property
    def dated(self) -> bool:
        """Whether the sessions have dates."""
        return self.report.agenda is not None and any(session.starts for session in self.report.agenda.sessions)

    @property
    def practices(self) -> Practices | None:
        """The practices to ask about where they are not cxmatch's alone."""
        return self.report.practices

    @cached_property
    def silos(self) -> Silos | str:
        """Which departments have met in the earlier runs and this one; why that cannot be said, "" where there are none."""
        try:
            return silos((*self.past, self.run)) if self.past else ""
        except SettingsError as problem:
            return problem.what

    @property
    def offices(self) -> Mapping[str, Office]:
        """The offices by id, with the ratings that count."""
        return self.run.offices

    @cached_property
    def prompts(self) -> Mapping[str, tuple[str, ...]]:
        """The How Might We questions of each practice area, by its name."""
        return {area.name: area.prompts for area in self.run.cohort.framework.areas}

    def first(self, *fits: Fit) -> FirstNeed | None:
        """Return what a protege asked for first and what one or more of its mentors bring there."""
        return first_need(self.run.rated, fits[0].protege, fits)

    @cached_property
    def most_free(self) -> Mapping[str, int]:
        """The highest capability in each area, by its id, among mentors that have a seat left."""
        seats = self.report.seats.items()
        free = [self.offices[name] for name, number in seats if number > len(self.pairs(name, Side.MENTOR))]
        areas = [area.id for area in self.run.cohort.framework.areas]
        levels = {area: [office.capability[area] for office in free if area in office.capability] for area in areas}
        return {area: max(own) for area, own in levels.items() if own}

    @property
    def first_heading(self) -> str:
        """The heading of what was asked for first in a table."""
        return heading(named=self.run.cohort.asks_first).lower()

    def topics(self, fit: Fit) -> list[str]:
        """Return the practice areas that a pair talks about, the first topic first."""
        return topics(fit, self.first(fit))

    @cached_property
    def _pairs(self) -> Mapping[tuple[str, Side], list[Fit]]:
        both = ((fit, ((fit.mentor, Side.MENTOR), (fit.protege, Side.PROTEGE))) for fit in self.run.matching.pairings)
        return grouped((end, fit) for fit, ends in both for end in ends)

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
