"""What a pairing counts more since its protege gave something up in earlier rounds, the better its mentor meets its need now."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Self

import numpy as np

from cxmatch.assignment.problem import Ints
from cxmatch.domain.cohort import Cohort, Office
from cxmatch.domain.counting import shown_unit
from cxmatch.domain.matching import Contribution
from cxmatch.domain.policy import Policy
from cxmatch.domain.weighing import GAVE_UP, WHOLE, RegretSettings


@dataclass(frozen=True, kw_only=True)
class Owed:
    """What is owed to the proteges of a cohort; both arrays have the shape (proteges,), and `unit` points are shown as 1.

    `given` is what each gave up, in percent of its need, and `whole` what a mentor at the top of every area would bring it.
    """

    settings: RegretSettings
    given: Ints
    whole: Ints
    unit: int

    @classmethod
    def of(cls, cohort: Cohort, policy: Policy, full: Callable[[Office], int]) -> Self:
        """Return it for a cohort under a policy, `full` giving what the best mentor would bring a protege.

        Raises SettingsError where a name stands for several offices.
        """
        there = policy.regret.offices.items() if policy.regret.counts else ()
        shares = {cohort.office(name).id: percent for name, percent in there if cohort.has(name)}
        proteges = cohort.proteges
        return cls(
            settings=policy.regret,
            given=np.array([shares.get(office.id, 0) for office in proteges], dtype=np.int64),
            whole=np.array([full(office) if office.id in shares else 1 for office in proteges], dtype=np.int64),
            unit=shown_unit(cohort.framework, policy.fit, policy.weights),
        )

    @cached_property
    def counts(self) -> bool:
        """Whether any pair can count more."""
        return bool(self.given.any())

    def points(self, areas: Ints, columns: int | slice | Ints = slice(None), whole: Ints | int | None = None) -> Ints:
        """Return what pairs with some proteges count more by their points of practice areas; the last axis goes by protege.

        With other answers the best mentor would bring `whole`.
        """
        full = self.whole[columns] if whole is None else whole
        met = np.maximum(areas, 0) * WHOLE // np.maximum(full, 1)
        points: Ints = self.settings.weight * self.given[columns] * met // WHOLE**2 * self.unit
        return points

    def contributions(self, column: int, areas: int) -> Iterator[Contribution]:
        """Yield the entry of a pair with the protege of a column that gave something up, by the points of its practice areas."""
        if self.given[column]:
            yield Contribution(term=GAVE_UP, factors={"points": int(self.points(np.array(areas), column))})
