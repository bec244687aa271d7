"""What proteges asked for first: which mentors lead there, and how that counts in a policy."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
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
UNANSWERED = -(2**53)  # a capability below every other one leads nowhere


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
        return leading(self.levels(mentors), self.asked(proteges))

    def levels(self, offices: Sequence[Office]) -> Ints:
        """Return the capabilities of offices, shape (offices, areas); what is not answered is below every level."""
        areas = [area.id for area in self.cohort.framework.areas]
        levels = [[office.capability.get(area, UNANSWERED) for area in areas] for office in offices]
        return np.array(levels, dtype=np.int64).reshape(-1, len(areas))

    def asked(self, proteges: Sequence[Office]) -> Ints:
        """Return what proteges have in the areas they asked for first, shape (proteges, areas); in others above every level."""
        asked = [self._asked(office) for office in proteges]
        return np.array(asked, dtype=np.int64).reshape(-1, len(self.cohort.framework.areas))

    def _asked(self, office: Office) -> list[int]:
        first = {area.id for area in self.cohort.first_areas(office)}
        areas = [area.id for area in self.cohort.framework.areas]
        return [office.capability.get(area, -UNANSWERED) if area in first else -UNANSWERED for area in areas]

    def contributions(self, mentor: Office, protege: Office) -> Iterator[Contribution]:
        """Yield the entry of one pair, where there are points for it and the protege asked for something."""
        if self.points and self.cohort.first_areas(protege):
            led = int(self.led((mentor,), (protege,))[0, 0])
            yield Contribution(term=ASKED_FIRST, factors={"points": self.points, "led": led})


def leading(levels: Ints, asked: Ints) -> Mask:
    """Mark which rows of capabilities, shape (n, areas), are above what was asked for in any area, shape (m, areas)."""
    led = np.zeros((len(levels), len(asked)), dtype=bool)
    for level, own in zip(levels.T, asked.T, strict=True):
        led |= level[:, None] > own
    return led
