"""What proteges asked for first: which mentors lead there, and how that counts in a policy."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Self

import numpy as np

from cxmatch.assignment.problem import Ints, Mask
from cxmatch.domain.cohort import Cohort, Office
from cxmatch.domain.counting import shown_unit
from cxmatch.domain.matching import Contribution
from cxmatch.domain.policy import Policy
from cxmatch.domain.weighing import Asked

ASKED_FIRST = "Asked for first"


@dataclass(frozen=True, slots=True, kw_only=True)
class Firsts:
    """How what was asked for first counts: `use`, and the `points` of a pairing that leads there (0 but for that use)."""

    cohort: Cohort
    use: Asked
    points: int

    @classmethod
    def of(cls, cohort: Cohort, policy: Policy) -> Self:
        """Return it for a cohort under a policy."""
        points = (policy.asked_first.points or 0) * shown_unit(cohort.framework, policy.fit, policy.weights)
        return cls(cohort=cohort, use=policy.asked(cohort.asks_first), points=points)

    def led(self, mentors: tuple[Office, ...], proteges: tuple[Office, ...]) -> Mask:
        """Mark the pairs in which the mentor leads in an area that the protege asked for first, shape (mentors, proteges)."""
        led = np.zeros((len(mentors), len(proteges)), dtype=bool)
        asked = [{area.id for area in self.cohort.first_areas(office)} for office in proteges]
        for area in self.cohort.framework.areas:
            columns = [place for place, areas in enumerate(asked) if area.id in areas and area.id in proteges[place].capability]
            own = np.array([proteges[place].capability[area.id] for place in columns], dtype=np.int64)
            led[:, columns] |= _levels(mentors, area.id)[:, None] > own
        return led

    def contributions(self, mentor: Office, protege: Office) -> Iterator[Contribution]:
        """Yield the entry of one pair, where there are points for it and the protege asked for something."""
        if self.points and self.cohort.first_areas(protege):
            led = int(self.led((mentor,), (protege,))[0, 0])
            yield Contribution(term=ASKED_FIRST, factors={"points": self.points, "led": led})


def _levels(offices: tuple[Office, ...], area: str) -> Ints:
    """Return the capability of offices in an area, shape (offices,); what is not answered is below every level."""
    return np.array([office.capability.get(area, np.iinfo(np.int64).min) for office in offices], dtype=np.int64)
