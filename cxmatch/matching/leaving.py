"""What is left of a plan without an office, mended from the plan itself instead of paired again."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np

from cxmatch.assignment.ladder import Face, first_by_place
from cxmatch.assignment.mending import mended
from cxmatch.assignment.problem import Assignment, Keys, Mask, Problem
from cxmatch.assignment.solver import exchangeable
from cxmatch.domain.decisions import without_changes
from cxmatch.matching.best import Nearest
from cxmatch.matching.fit import FitMatrix
from cxmatch.matching.method import Method


@dataclass(frozen=True, kw_only=True)
class Leaving:
    """Chosen pairs of a fit matrix, shape (mentors, proteges), when an office leaves; `best` has the prices that prove them."""

    matrix: FitMatrix
    chosen: Mask
    best: Assignment | None

    def is_plain(self, office: str) -> bool:
        """Tell whether prices prove plans, and leaving takes a row and a column alone: nothing asks about all or a run before."""
        others = [other for other in self.matrix.cohort.offices if other.id != office]
        return self._has_plain_rules and self.matrix.cohort.asks_first == any(other.asked_first for other in others)

    @cached_property
    def _has_plain_rules(self) -> bool:
        policy = self.matrix.policy
        asks = policy.prefer or policy.locked or policy.must.everyone or policy != without_changes(policy)
        return self.matrix.method is Method.PRICES and not asks

    def _without(self, office: str) -> Problem:
        problem, row, column = self.matrix.problem, self.matrix.row.get(office), self.matrix.column.get(office)
        allowed, supply, demand = problem.allowed.copy(), problem.supply.copy(), problem.demand.copy()
        if row is not None:
            allowed[row], supply[row] = False, 0
        if column is not None:
            allowed[:, column], demand[column] = False, 0
        return replace(problem, allowed=allowed, supply=supply, demand=demand)

    def nearest(self, office: str, *, told: bool) -> Nearest | None:
        """Return what `best.nearest` gives without an office, None where nothing can be paired.

        What is sure and what is possible is worked out where it is `told` of.
        """
        problem = self._without(office)
        before = self.chosen & problem.allowed
        if not problem.allowed.any():
            return None
        first = mended(problem, before, self.best)
        kept = Face.of(problem, first, lambda cells: (before & cells).astype(np.int64))
        second = mended(kept.problem, first.chosen & ~kept.settled)
        chosen = kept.settled | settled(kept.problem, second, self.matrix.ties)
        open_ = exchangeable(kept.problem, second) if told else ~kept.settled
        sure, possible = kept.settled | (second.chosen & ~open_), kept.settled | second.chosen | open_
        return Nearest(chosen=chosen, sure=sure, possible=possible)


def settled(problem: Problem, best: Assignment, ties: Sequence[Keys]) -> Mask:
    """Return of the best assignments the one that the ties prefer, shape (n, m), mended from one of them."""
    found = np.zeros_like(best.chosen)
    for keys in ties:
        face = Face.of(problem, best, keys)
        problem, found = face.problem, found | face.settled
        best = mended(problem, best.chosen & ~face.settled)
    return found | first_by_place(problem, best)
