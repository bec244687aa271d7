"""Small problems without a library: one best augmenting path after the other, a whole side at a time."""

from __future__ import annotations

from typing import Self

import numpy as np

from cxmatch.assignment.problem import Ints, Mask, Problem

# Below every gain that a path can have (2**53): what is not reached, and a step that nothing can take, far below it.
UNREACHED, CLOSED = -(2**60), -(2**61)


def by_paths(problem: Problem) -> Mask:
    """Find best cells, shape (n, m), by successive best paths.

    Starts from nothing and adds the path that gains most, from a row with a free seat to a column with one, until none gains.
    What is chosen on the way is always the best of its number of cells. O(s k n m) for s seats and paths of k cells; gives no
    prices, and any of the best choices.

    References
    ----------
    Ahuja, Magnanti, Orlin, *Network Flows* (1993), section 9.7.
    """
    chosen = np.zeros(problem.value.shape, dtype=bool)
    while problem.allowed.any():
        paths = _Paths.of(problem, chosen)
        column = int((paths.to_column + paths.end).argmax())
        if paths.to_column[column] + paths.end[column] <= 0:
            break
        for row, taken, given in paths.cells(column):
            chosen[row, taken] = True
            if given >= 0:
                chosen[row, given] = False
    return chosen


class _Paths:
    """The best paths from any row with a free seat; `via` is the column that a row gave up, -1 where it had a seat free."""

    def __init__(self, problem: Problem, chosen: Mask) -> None:
        n, m = chosen.shape
        self.problem, used = problem, chosen.sum(axis=0)
        self.to_row = np.where(chosen.sum(axis=1) < problem.supply, 0, CLOSED)
        self.to_column = np.full(m, UNREACHED)
        self.via, self.source = np.full(n, -1), np.full(m, -1)
        self.end = np.where(used < problem.demand, np.where(used == 0, problem.bonus, 0), CLOSED)

    @classmethod
    def of(cls, problem: Problem, chosen: Mask) -> Self:
        """Follow all paths until none gets better (Bellman 1958, Ford 1956)."""
        paths = cls(problem, chosen)
        onward, back = np.where(problem.allowed & ~chosen, problem.value, CLOSED), np.where(chosen, -problem.value, CLOSED)
        while paths._reach_columns(onward) and paths._reach_rows(back):
            pass
        return paths

    def _reach_columns(self, onward: Ints) -> bool:
        reach = self.to_row[:, None] + onward
        source = reach.argmax(axis=0)
        gain = reach[source, np.arange(len(source))]
        better = gain > self.to_column
        self.to_column[better], self.source[better] = gain[better], source[better]
        return bool(better.any())

    def _reach_rows(self, back: Ints) -> bool:
        reach = self.to_column + back
        via = reach.argmax(axis=1)
        gain = reach[np.arange(len(via)), via]
        better = gain > np.maximum(self.to_row, UNREACHED)
        self.to_row[better], self.via[better] = gain[better], via[better]
        return bool(better.any())

    def cells(self, column: int) -> list[tuple[int, int, int]]:
        """Return the path to a column, from its end: a row, the column that it takes, the one that it gives up or -1."""
        path = []
        while column >= 0:
            row = int(self.source[column])
            path.append((row, column, int(self.via[row])))
            column = path[-1][2]
        return path
