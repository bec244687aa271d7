"""What is left of a plan without an office, mended from the plan itself instead of paired again."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np

from cxmatch.assignment.ladder import Face, first_by_place
from cxmatch.assignment.mending import mended
from cxmatch.assignment.problem import Assignment, Mask, Problem
from cxmatch.assignment.solver import exchangeable
from cxmatch.domain.decisions import without_changes
from cxmatch.matching.best import Nearest
from cxmatch.matching.fit import FitMatrix
from cxmatch.matching.proof import Method


@dataclass(frozen=True, kw_only=True)
class Leaving:
    """Chosen pairs of a fit matrix, shape (mentors, proteges), when an office leaves; `best` has the prices that prove them."""

    matrix: FitMatrix
    chosen: Mask
    best: Assignment | None

    @cached_property
    def is_plain(self) -> bool:
        """Whether prices prove plans, and leaving takes a row and a column alone: no rule asks about all or an earlier run."""
        policy = self.matrix.policy
        asks = policy.prefer or policy.locked or policy.must.everyone or policy != without_changes(policy)
        return Method.of(policy) is Method.PRICES and not asks

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
        rest = Face.of(kept.problem, second, self.matrix.keys)
        third = first_by_place(rest.problem, mended(rest.problem, second.chosen & ~rest.settled))
        chosen, open_ = kept.settled | rest.settled | third, exchangeable(kept.problem, second) if told else ~kept.settled
        sure, possible = kept.settled | (second.chosen & ~open_), kept.settled | second.chosen | open_
        return Nearest(chosen=chosen, sure=sure, possible=possible)
