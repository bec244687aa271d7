"""A run's plan in numbers, for every question about what else could have been."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Self

from cxmatch.assignment.exchange import firm, forced, forcing_costs
from cxmatch.assignment.problem import Assignment, Ints, Mask
from cxmatch.assignment.residual import Distances
from cxmatch.domain.errors import NoPairingError
from cxmatch.domain.explanation import Cost, Explanation, Standing, Verdict
from cxmatch.domain.matching import Move
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
        """Whether the residual graph of the plan answers: it is the best one, of one sum, and no rule needs a search."""
        fresh = self.run.repair is None or self.run.repair.is_afresh
        return Method.of(self.run.policy) is Method.PRICES and fresh

    @cached_property
    def best(self) -> Assignment:
        """The assignment that the prices prove, locked pairs left out."""
        return best_assignment(self.matrix, self.chosen, self.run.matching.prices)

    @cached_property
    def distances(self) -> Distances:
        """Every cheapest way to change the plan."""
        return Distances.of(self.matrix.problem, self.chosen & ~self.matrix.rules.locked)

    @cached_property
    def costs(self) -> Ints:
        """The worth that forcing each pair loses, shape (mentors, proteges), below 0 where it cannot be."""
        return forcing_costs(self.distances)

    @cached_property
    def firm(self) -> Mask:
        """The pairings that stand in every best plan."""
        return firm(self.matrix.problem, self.best) | self.matrix.rules.locked

    def forced(self, row: int, column: int) -> Mask | None:
        """Give the best choice of pairs that has one given pair, None where nothing can have it."""
        if not self.by_prices:
            return self._solved_again(row, column)
        after = forced(self.distances, row, column)
        return None if after is None else after | self.matrix.rules.locked

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

    def split_costs(self) -> Callable[[int, int], Cost | None]:
        """Give the price of a pair by its place, split into proteges and points.

        With a first-mentor bonus b above all points together and a total of t, a worth of k b + p is lost by k proteges and
        p points, and only one k brings p into the range from t - b + 1 to t.
        """
        bonus = self.matrix.first_bonus
        total = int(self.matrix.problem.value[self.chosen & ~self.matrix.rules.locked].sum())

        def cost(row: int, column: int) -> Cost | None:
            worth = int(self.costs[row, column])
            if self.chosen[row, column] or worth == 0:
                return Cost()
            if worth < 0 or not bonus:
                other = None if worth < 0 else self.forced(row, column)
                return None if other is None else self.cost(other)
            paired = -((total - worth) // bonus)
            return Cost(paired=paired, points=worth - paired * bonus)

        return cost

    def moves(self, other: Mask) -> tuple[Move, ...]:
        """Name everybody who would get another mentor by another choice of pairs."""
        return moves(self.matrix, self.chosen, other)

    def standing(self, row: int, column: int) -> Standing | None:
        """Say in how many of the equally good plans a pair stands; None where only solving again could tell."""
        if not self.by_prices:
            return None
        if self.firm[row, column]:
            return Standing.FIRM
        return Standing.FREE if self.costs[row, column] == 0 else Standing.NEVER

    def explanation(self, row: int, column: int) -> Explanation:
        """Explain one pair."""
        fit = self.matrix[self.matrix.mentors[row].id, self.matrix.proteges[column].id]
        unit = self.run.cohort.framework.point_unit
        if self.chosen[row, column]:
            standing = self.standing(row, column)
            return Explanation(fit=fit, unit=unit, verdict=Verdict.PAIRED, standing=standing, cost_of_forcing=Cost())
        if fit.barred_by:
            return Explanation(fit=fit, unit=unit, verdict=Verdict.BARRED, standing=Standing.NEVER)
        draft = Explanation(fit=fit, unit=unit, verdict=Verdict.PASSED_OVER, standing=self.standing(row, column))
        other = self.forced(row, column)
        return draft if other is None else replace(draft, cost_of_forcing=self.cost(other), exchange=self.moves(other))
