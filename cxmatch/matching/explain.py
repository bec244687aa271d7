"""Why this pair; why not that one, and what it would cost."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from typing import Self

import numpy as np

from cxmatch.assignment.exchange import firm, forced
from cxmatch.assignment.problem import Assignment, Mask
from cxmatch.domain.errors import NoPairingError
from cxmatch.domain.explanation import Cost, Explanation, Verdict
from cxmatch.domain.policy import Pair
from cxmatch.domain.run import Run
from cxmatch.matching.best import best
from cxmatch.matching.fit import FitMatrix
from cxmatch.matching.moves import moves
from cxmatch.matching.proof import Method, best_assignment


@dataclass(frozen=True, kw_only=True)
class Plan:
    """A run's plan in numbers: the fit matrix, the chosen cells, and what forcing another pair would do."""

    run: Run
    matrix: FitMatrix
    chosen: Mask

    @classmethod
    def of(cls, run: Run) -> Self:
        """Read the plan of a run."""
        matrix = FitMatrix.of(run.cohort, run.policy)
        return cls(run=run, matrix=matrix, chosen=matrix.chosen(run.matching))

    @property
    def by_prices(self) -> bool:
        """Whether the residual graph of the plan answers: no rule that only a search can prove, one sum to be best in."""
        return Method.of(self.run.policy) is Method.PRICES

    @cached_property
    def best(self) -> Assignment:
        """The assignment that the prices prove, locked pairs left out."""
        return best_assignment(self.matrix, self.chosen, self.run.matching.prices)

    def forced(self, row: int, column: int) -> Mask | None:
        """Give the best choice of pairs that has one given pair, None where nothing can have it."""
        if not self.by_prices:
            return self._solved_again(row, column)
        found = forced(self.matrix.problem, self.best, row, column)
        return found.chosen | self.matrix.rules.locked if found else None

    def _solved_again(self, row: int, column: int) -> Mask | None:
        lock = Pair(mentor=self.matrix.mentors[row].id, protege=self.matrix.proteges[column].id)
        try:
            matrix = FitMatrix.of(self.run.cohort, replace(self.run.policy, locked=(*self.run.policy.locked, lock)))
            return best(matrix).chosen
        except NoPairingError:
            return None

    def cost(self, other: Mask) -> Cost:
        """Say what the cohort would lose by another choice of pairs."""
        points = self.matrix.points
        return Cost(
            paired=int(self.chosen.any(axis=0).sum() - other.any(axis=0).sum()),
            points=int(points[self.chosen].sum() - points[other].sum()),
        )

    def explanation(self, row: int, column: int) -> Explanation:
        """Explain one pair."""
        fit = self.matrix[self.matrix.mentors[row].id, self.matrix.proteges[column].id]
        unit = self.run.cohort.framework.point_unit
        if self.chosen[row, column]:
            return Explanation(fit=fit, unit=unit, verdict=Verdict.PAIRED, cost_of_forcing=Cost())
        if fit.barred_by:
            return Explanation(fit=fit, unit=unit, verdict=Verdict.BARRED)
        draft, other = Explanation(fit=fit, unit=unit, verdict=Verdict.PASSED_OVER), self.forced(row, column)
        if other is None:
            return draft
        return replace(draft, cost_of_forcing=self.cost(other), exchange=moves(self.matrix, self.chosen, other))


def explain(run: Run, *, mentor: str, protege: str) -> Explanation:
    """Explain one pair of offices, made or not.

    Raises
    ------
    SettingsError
        An office is unknown, or has no seat on that side.

    Examples
    --------
    >>> import cxmatch as cx
    >>> run = cx.pair(cx.read_survey(cx.sample("roundtable-14")))
    >>> made = run.matching.pairings[0]
    >>> cx.explain(run, mentor=made.mentor, protege=made.protege).cost_of_forcing
    Cost(paired=0, points=0)

    """
    plan = Plan.of(run)
    return plan.explanation(plan.matrix.mentor(mentor), plan.matrix.protege(protege))


def firm_pairs(plan: Plan) -> frozenset[tuple[str, str]]:
    """Return the pairings that stand in every best plan; none is claimed where only a search proves the plan."""
    if not plan.by_prices:
        return frozenset()
    return frozenset(plan.matrix.pairs(firm(plan.matrix.problem, plan.best) | plan.matrix.rules.locked))


def other_mentors(plan: Plan, column: int, number: int) -> tuple[Explanation, ...]:
    """Explain the mentors of highest fit that a protege did not get."""
    points = plan.matrix.points[:, column]
    rows = np.flatnonzero(plan.matrix.allowed[:, column] & ~plan.chosen[:, column])
    first = sorted(rows.tolist(), key=lambda row: (-points[row], row))[:number]
    return tuple(plan.explanation(row, column) for row in first)
