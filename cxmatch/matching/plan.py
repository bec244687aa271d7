"""A run's plan in numbers, for every question about what else could have been."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Self

import numpy as np

from cxmatch.assignment.certificate import NotOptimalError, recover
from cxmatch.assignment.problem import Assignment, Ints, Mask, Problem
from cxmatch.assignment.residual import Distances, exchangeable
from cxmatch.assignment.stability import Closed
from cxmatch.domain.explanation import Cost, Standing
from cxmatch.domain.matching import Move
from cxmatch.domain.policy import Pair
from cxmatch.domain.run import Run
from cxmatch.matching.best import again, forbidding, locking, nearest
from cxmatch.matching.costs import Wide, cost_of, distances_of, told_apart
from cxmatch.matching.fit import FitMatrix, require_matrix
from cxmatch.matching.proof import Solved, priced
from cxmatch.matching.rules import Method

# So many offices are paired again and again to answer a question: where prices prove a plan, level by level, by a search.
MOST_AGAIN, MOST_LEVELED, MOST_SEARCHED = 100, 30, 14


@dataclass(frozen=True, kw_only=True)
class Plan(Solved):
    """The plan of a run in numbers, and what forcing another pair would do."""

    run: Run
    _with_pairs: dict[tuple[int, int], Solved | None] = field(default_factory=dict, init=False, repr=False, compare=False)

    @classmethod
    def of(cls, run: Run) -> Self:
        """Read the plan of a run; raises SettingsError for a cohort that is paired without a matrix."""
        require_matrix(run.cohort, run.policy)
        matrix = FitMatrix.of(run.cohort, run.policy)
        return cls(run=run, matrix=matrix, chosen=matrix.chosen(run.matching), prices=run.matching.prices)

    @property
    def method(self) -> Method:
        """How the policy is solved and proven."""
        return self.matrix.method

    @property
    def most_offices(self) -> int:
        """Up to how many offices questions are answered by pairing again."""
        return {Method.PRICES: MOST_AGAIN, Method.LEVELS: MOST_LEVELED, Method.CASES: MOST_SEARCHED}[self.method]

    @property
    def is_small(self) -> bool:
        """Whether questions may be answered by pairing again."""
        return len(self.run.cohort.offices) <= self.most_offices

    @property
    def by_prices(self) -> bool:
        """Whether the residual graph of the plan answers: it is the best one, of one sum, and no rule needs a search."""
        return self.best is not None

    @cached_property
    def best(self) -> Assignment | None:
        """The plan without locked pairs, with the prices that prove it; None where it is no best one, or prices prove none."""
        if self.method is not Method.PRICES:
            return None
        if self.run.repair is None:
            return priced(self.matrix, self.chosen, self.prices[0])
        try:
            return recover(self.matrix.problem, self.open_cells)
        except NotOptimalError:
            return None

    @cached_property
    def fresh(self) -> Solved | None:
        """What pairing the same cohort from the start gives."""
        return again(self.run.cohort, self.run.policy)

    @cached_property
    def is_best(self) -> bool:
        """Whether no other plan is better; False also where that is not proven, or would take too long to find out."""
        if self.method is Method.PRICES:
            return self.by_prices
        if self.run.repair is None or self.run.repair.is_afresh:
            return self.exact
        fresh = self.fresh if self.is_small else None
        return fresh is not None and fresh.exact and fresh.rank == self.rank

    @cached_property
    def is_paired(self) -> bool:
        """Whether pairing the same cohort from the start gives just this plan, ties included."""
        if self.run.repair is None:
            return self.exact
        fresh = self.fresh if self.is_best and self.is_small else None
        return fresh is not None and np.array_equal(fresh.chosen, self.chosen)

    @cached_property
    def open_cells(self) -> Mask:
        """The chosen pairs that are not locked."""
        kept: Mask = self.chosen & ~self.matrix.rules.locked
        return kept

    @cached_property
    def distances(self) -> Distances | None:
        """Every cheapest way to change the plan; None where it is no best one, or the values are too large for exact ways."""
        return distances_of(self.matrix.problem, self.open_cells) if self.by_prices else None

    @cached_property
    def wide(self) -> Wide | None:
        """The plan with room for other answers and more seats; None where prices do not prove it, or numbers grow too large."""
        return Wide.of(self.matrix, self.open_cells) if self.by_prices else None

    @cached_property
    def costs(self) -> Ints | None:
        """The worth that forcing each pair loses, shape (mentors, proteges), below 0 where it cannot be."""
        return None if self.distances is None else self.distances.forcing_costs()

    @cached_property
    def free(self) -> Mask:
        """The pairs that some equally good plans have and others have not."""
        return exchangeable(self.matrix.problem, self.best) if self.best else np.zeros_like(self.chosen)

    @cached_property
    def firm(self) -> Mask:
        """The pairings that stand in every equally good plan."""
        kept: Mask = self.chosen & ~self.free
        return kept

    @cached_property
    def slack(self) -> Ints:
        """How many points each allowed pair is above what it must reach, shape (mentors, proteges)."""
        slack: Ints = np.minimum(self.matrix.points - self.matrix.rules.minimum_points, self.matrix.area_points - 1)
        return slack

    @cached_property
    def closed(self) -> Closed:
        """The pairs that only too little fit or no lead bars, and how many points each misses."""
        certain = self.matrix.rules.barred | self.matrix.allowed
        value = self.uncertain.value if self.matrix.led_bonus else self.matrix.points
        return Closed(value=value, missing=np.where(certain, -1, -self.slack))

    @cached_property
    def uncertain(self) -> Problem:
        """The problem with a bonus for leading in what was asked for first that no error of the fits comes near."""
        matrix = self.matrix
        if not matrix.led_bonus:
            return matrix.problem
        bonus = 8 * (sum(self.chosen.shape) + 1) * (int(np.abs(matrix.points).max(initial=0)) + 1)
        return replace(matrix.problem, value=np.maximum(matrix.points + bonus * matrix.led, 0))

    def forced(self, row: int, column: int) -> Mask | None:
        """Return the best choice of pairs that has one given pair, None where nothing can have it.

        Where prices tell, it is of equally good choices the one that changes the fewest pairs, and then serves most.
        """
        if self.chosen[row, column]:
            return self.chosen
        if self.distances is None:
            found = self.with_pair(row, column)
            return found.chosen if found is not None and found.exact else None
        after = self.distances.forced(row, column)
        after = None if after is None else after | self.matrix.rules.locked
        return after if after is not None and self.matrix.everyone_served(after) else None

    def with_pair(self, row: int, column: int) -> Solved | None:
        """Return what pairing again gives with one pair locked; of equally good plans the nearest, where prices prove them."""
        if (row, column) not in self._with_pairs:
            found = again(self.run.cohort, locking(self.run.policy, self.pair(row, column)))
            near = nearest(found.matrix, self.chosen) if found and self.method is Method.PRICES else None
            if found and near:
                found = replace(found, chosen=near.chosen)
            self._with_pairs[row, column] = found
        return self._with_pairs[row, column]

    def exchange(self, row: int, column: int) -> tuple[Cost, tuple[Move, ...]] | None:
        """Say what forcing a pair that is not made costs, and the moves; None where nothing can have it."""
        if self.distances is None or self.run.policy.must.everyone:
            other = self.forced(row, column)
            return None if other is None else (self.cost(other), self.matrix.moves(self.chosen, other))
        swap = self.distances.swap(row, column)
        return None if swap is None else (cost_of(self.matrix, self.chosen, swap), self.matrix.exchange(swap.gone, swap.come))

    def cost(self, other: Mask) -> Cost:
        """Say what the cohort would lose by another choice of pairs."""
        now, then = self.figures, self.matrix.figures(other)
        paired, led = now.paired - then.paired, now.led - then.led
        worse = self.matrix.worst_off_first and not (paired or led) and self.matrix.rank(other) < self.rank
        return Cost(paired=paired, led=led, points=now.points - then.points, worse=worse)

    def price(self, row: int, column: int) -> Cost | None:
        """Say what forcing one allowed pair would cost, None where nothing can have it: the worth that is left tells."""
        costs = self.costs
        if self.chosen[row, column]:
            return Cost()
        if costs is None or not self.matrix.first_bonus:
            found = self.exchange(row, column)
            return None if found is None else found[0]
        if costs[row, column] < 0:
            return None
        cost = told_apart(self.matrix.problem, self.matrix.led_bonus, self._worth, self._worth - int(costs[row, column]))
        return None if cost.paired > 0 and self.run.policy.must.everyone else cost

    @cached_property
    def _worth(self) -> int:
        return self.matrix.problem.worth(self.open_cells)

    def standing(self, row: int, column: int) -> Standing | None:
        """Say in how many of the equally good plans a pair stands; None where that is not known.

        Where no prices tell, the pair is forbidden, or locked, to see whether that is as good.
        """
        made = bool(self.chosen[row, column])
        without_it = Standing.FIRM if made else Standing.NEVER
        if self.by_prices or self.matrix.rules.locked[row, column]:
            return Standing.FREE if self.free[row, column] else without_it
        if not (self.is_best and self.is_small):
            return None
        without = forbidding(self.run.policy, self.pair(row, column))
        other = again(self.run.cohort, without) if made else self.with_pair(row, column)
        if other is not None and not other.exact:
            return None
        if other is not None and other.rank == self.rank:
            return Standing.FREE
        return without_it

    def pair(self, row: int, column: int) -> Pair:
        """Name the two offices of a cell."""
        return Pair(mentor=self.matrix.mentors[row].id, protege=self.matrix.proteges[column].id)
