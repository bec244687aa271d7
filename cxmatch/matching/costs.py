"""What a change to a plan costs or brings, in proteges and points, without looking at all the other pairs."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Self

import numpy as np

from cxmatch.assignment.problem import EXACT, Ints, Mask, Problem
from cxmatch.assignment.residual import Distances, Swap
from cxmatch.domain.explanation import Cost
from cxmatch.matching.fit import FitMatrix


@dataclass(frozen=True, kw_only=True)
class Wide:
    """The problem of a fit matrix with bonuses that leave room, and the chosen pairs of its best plan, locked ones left out.

    They are above all that pairs could count with other answers, or with one seat more.

    `worth` is what every pair counts, shape (mentors, proteges): its points, and `led` where it leads in what was asked for
    first and that is a rung.
    """

    led: int
    worth: Ints
    problem: Problem
    chosen: Mask

    @classmethod
    def of(cls, matrix: FitMatrix, chosen: Mask) -> Self | None:
        """Return it; None where the numbers grow too large to be added exactly."""
        led = _above(matrix, 0) if matrix.led_bonus else 0
        worth = matrix.points + led * matrix.led if led else matrix.points
        bonus = np.where(matrix.problem.bonus > 0, min(_above(matrix, led), EXACT), 0).astype(np.int64)
        try:
            problem = replace(matrix.problem, value=np.maximum(worth, 0), bonus=bonus)
        except OverflowError:
            return None
        return cls(led=led, worth=worth, problem=problem, chosen=chosen)

    @cached_property
    def distances(self) -> Distances | None:
        """Every cheapest way to change the plan, whose worth tells what is lost; None without a bonus, or past exact sums."""
        return distances_of(self.problem, self.chosen) if self.problem.bonus.any() else None

    def gained(self, worth: int) -> Cost:
        """Tell what more worth is made of."""
        before = self.problem.worth(self.chosen)
        return told_apart(self.problem, self.led, before + worth, before)


def distances_of(problem: Problem, chosen: Mask) -> Distances | None:
    """Return every cheapest way to change a best choice; None where sums would not be exact."""
    try:
        return Distances.of(problem, chosen)
    except OverflowError:
        return None


def told_apart(problem: Problem, led_bonus: int, worth: int, other: int) -> Cost:
    """Return what one worth has more than another of proteges, of those led and of points, by bonuses each above all below."""
    bonus = int(problem.bonus.max(initial=0))
    now, then = (_parts(each, bonus, led_bonus) for each in (worth, other))
    return Cost(paired=now[0] - then[0], led=now[1] - then[1], points=now[2] - then[2])


def _parts(worth: int, bonus: int, led_bonus: int) -> tuple[int, int, int]:
    paired, rest = divmod(worth, bonus) if bonus else (0, worth)
    return (paired, *divmod(rest, led_bonus)) if led_bonus else (paired, 0, rest)


def _above(matrix: FitMatrix, more: int) -> int:
    """Return more than all pairs could count, each with so much on top."""
    policy, unit = matrix.policy, matrix.ledger.unit
    seats = min(int(matrix.supply.sum()), int(matrix.demand.sum()))
    preferred = sum(wish.points for wish in policy.prefer) + max(policy.waited.values(), default=0)
    preferred += max((star.points for star in policy.starred), default=0)
    preferred += (policy.asked_first.points or 0) + policy.regret.weight
    return 1 + (seats + 1) * (matrix.ledger.counting.most_points + preferred * unit + more)


def cost_of(matrix: FitMatrix, chosen: Mask, swap: Swap) -> Cost:
    """Say what the cohort would lose if a swap were made among chosen pairs, shape (mentors, proteges)."""
    more = Counter(column for _, column in swap.come)
    more.subtract(column for _, column in swap.gone)
    used = {column: int(np.count_nonzero(chosen[:, column])) for column, change in more.items() if change}
    paired = sum((before > 0) - (before + more[column] > 0) for column, before in used.items())
    given, got = (sum(int(matrix.points[cell]) for cell in cells) for cells in swap)
    led = [sum(bool(matrix.led[cell]) for cell in cells) for cells in swap] if matrix.led_bonus else [0, 0]
    return Cost(paired=paired, led=led[0] - led[1], points=given - got)
