"""The residual graph of an assignment: every way to change it by one step, and what each step costs.

Nodes are the rows, the columns, and one root where seats that are not used begin and end. Adding an open cell costs
:math:`-w_{ij}`, taking a chosen one out :math:`+w_{ij}`; the first cell of a column brings its bonus, and losing it costs that.
An assignment is best exactly when no cycle of this graph has a cost below 0; the cheapest way to any change is a shortest path.
(Ahuja, Magnanti, Orlin, *Network Flows*, 1993, chapters 9 and 12.)
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from typing import Self

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array
from scipy.sparse.csgraph import floyd_warshall

from cxmatch.assignment.problem import EXACT, Ints, Mask, Problem

# A way fills or empties one column at most, so that a step of cost or cells is worth more than that.
SIDES = 4
IMPOSSIBLE = -1


@dataclass(frozen=True, slots=True, kw_only=True)
class Arcs:
    """The arcs of a residual graph: from `tail` to `head`, at a whole-number `cost`, changing `cells` cells (0 or 1).

    `emptied` is 1 where the arc empties a column, -1 where it fills an empty one.
    """

    tail: Ints
    head: Ints
    cost: Ints
    cells: Ints
    emptied: Ints

    @classmethod
    def of(cls, problem: Problem, chosen: Mask, bonus: Ints | None = None) -> Self:
        """Return the arcs of the residual graph of chosen cells, shape (n, m): rows first, then columns, the root last.

        `bonus`, shape (m,), replaces that of the problem.
        """
        n, m = problem.value.shape
        root, rows, columns = n + m, np.arange(n), n + np.arange(m)
        first = problem.bonus if bonus is None else bonus
        used_row, used = chosen.sum(axis=1), chosen.sum(axis=0)
        i, j = np.nonzero(problem.allowed & ~chosen)
        at, to = np.nonzero(chosen)
        spare, busy = rows[used_row < problem.supply], rows[used_row > 0]
        open_, taken = np.flatnonzero(used < problem.demand), np.flatnonzero(used > 0)
        parts = (
            (i, n + j, -problem.value[i, j], 1, 0),
            (n + to, at, problem.value[at, to], 1, 0),
            (root, spare, 0, 0, 0),
            (busy, root, 0, 0, 0),
            (columns[open_], root, np.where(used[open_] == 0, -first[open_], 0), 0, np.where(used[open_] == 0, -1, 0)),
            (root, columns[taken], np.where(used[taken] == 1, first[taken], 0), 0, np.where(used[taken] == 1, 1, 0)),
        )
        tail, head, cost, cells, emptied = (
            np.concatenate([np.broadcast_arrays(*part)[place] for part in parts]).astype(np.int64) for place in range(5)
        )
        return cls(tail=tail, head=head, cost=cost, cells=cells, emptied=emptied)

    def steps(self, unit: int) -> Ints:
        """Return the length of each of the k arcs, shape (k,): cost first, then changed cells, then columns that it empties."""
        return (self.cost * unit + self.cells) * SIDES + self.emptied


@dataclass(frozen=True, kw_only=True)
class Distances:
    """The cheapest ways between any two nodes of a residual graph.

    Among equally cheap ones those that change fewest cells, and among these those that leave fewest columns empty.

    Parameters
    ----------
    length : float array, shape (n + m + 1, n + m + 1)
        Whole numbers: (cost times `unit` plus the cells changed) times `SIDES`, plus the columns emptied less those filled.
        Infinite where there is no way.

    """

    problem: Problem
    chosen: Mask
    unit: int
    length: NDArray[np.float64]

    @classmethod
    def of(cls, problem: Problem, chosen: Mask) -> Self:
        """Find all of them for chosen cells, shape (n, m) (Floyd 1962, Warshall 1962), O((n + m)^3).

        Raises
        ------
        OverflowError
            The costs are so large that float64 sums would not be exact (2**53).

        """
        arcs, nodes = Arcs.of(problem, chosen), sum(problem.value.shape) + 1
        unit = 2 * nodes
        if (int(np.abs(arcs.cost).max(initial=0)) * unit + 2) * SIDES * nodes >= EXACT:
            raise OverflowError("the values are too large for exact paths in float64 (2**53)")
        graph = csr_array((arcs.steps(unit).astype(np.float64), (arcs.tail, arcs.head)), shape=(nodes, nodes))
        return cls(problem=problem, chosen=chosen, unit=unit, length=floyd_warshall(graph))

    @cached_property
    def cost(self) -> NDArray[np.float64]:
        """The cost of each way alone."""
        return np.floor((self.length + SIDES // 2) / (SIDES * self.unit))

    @property
    def root(self) -> int:
        """The node where unused seats begin and end."""
        return sum(self.problem.value.shape)

    @cached_property
    def _step(self) -> NDArray[np.float64]:
        arcs, nodes = Arcs.of(self.problem, self.chosen), self.root + 1
        step = np.full((nodes, nodes), np.inf)
        step[arcs.tail, arcs.head] = arcs.steps(self.unit)
        return step

    def way(self, start: int, end: int) -> list[int]:
        """Return the nodes on the cheapest way; of several, the one of fewest arcs, then the one that is first in order.

        It follows from the lengths alone, not from how they were found.
        """
        length = self.length[start]
        between = np.flatnonzero(length + self.length[:, end] == length[end])
        before, queue = {start: start}, [start]
        for node in queue:
            for head in between[length[node] + self._step[node, between] == length[between]].tolist():
                if head not in before:
                    before[head] = node
                    queue.append(head)
            if end in before:
                break
        nodes = [end]
        while nodes[-1] != start:
            nodes.append(before[nodes[-1]])
        return nodes[::-1]

    def flipped(self, start: int, end: int) -> Mask:
        """Return the chosen cells, shape (n, m), after the changes on the cheapest way from one node to another."""
        n, after = self.problem.value.shape[0], self.chosen.copy()
        for previous, node in pairwise(self.way(start, end)):
            if previous < n <= node < self.root:
                after[previous, node - n] = True
            elif node < n <= previous < self.root:
                after[node, previous - n] = False
        return after

    @property
    def undercut(self) -> bool:
        """Whether any arc makes a way shorter than its length: then the lengths would not be those of shortest ways."""
        arcs = Arcs.of(self.problem, self.chosen)
        return bool((self.length[:, arcs.head] > self.length[:, arcs.tail] + arcs.steps(self.unit)).any())

    def forcing_costs(self) -> Ints:
        r"""Return the exact worth that is lost when a cell is forced and all else is chosen best again.

        A cell is forced along the cheapest cycle through it: :math:`-w_{ij}` and the shortest path from column j back to row i.

        Returns
        -------
        int64 array, shape (n, m)
            0 for chosen cells, `IMPOSSIBLE` where a cell is not allowed or no seat can be had for it.

        """
        n = len(self.problem.supply)
        back = self.cost[n : self.root, :n].T
        can = self.problem.allowed & np.isfinite(back)
        costs = np.where(can, np.where(can, back, 0).astype(np.int64) - self.problem.value, IMPOSSIBLE)
        return np.where(self.chosen, 0, costs)

    def forced(self, row: int, column: int) -> Mask | None:
        """Return the best choice, shape (n, m), that has a given cell, by the cheapest chain of moves; None where none has it.

        Among equally cheap chains it is one that changes the fewest cells, then one that leaves fewest columns empty, then the
        shortest and the first in order.
        """
        n = len(self.problem.supply)
        if self.chosen[row, column]:
            return self.chosen
        if not (self.problem.allowed[row, column] and np.isfinite(self.length[n + column, row])):
            return None
        after = self.flipped(n + column, row)
        after[row, column] = True
        return after

    def row_seats(self) -> Ints:
        """Return exactly what one more seat of each row would add to the worth, shape (n,)."""
        return _gain(self.cost[: len(self.problem.supply), self.root])

    def column_seats(self) -> Ints:
        """Return exactly what one more seat of each column would add to the worth, shape (m,)."""
        way = self.cost[self.root, len(self.problem.supply) : self.root]
        return _gain(way - np.where(self.chosen.any(axis=0), 0, self.problem.bonus))

    def newcomers(self, value: Ints, allowed: Mask) -> Ints:
        """Return exactly what each of k further rows with one seat would add to the worth, shape (k,).

        Parameters
        ----------
        value : int64 array, shape (k, m)
        allowed : bool array, shape (k, m)

        """
        onward = self.cost[len(self.problem.supply) : self.root, self.root]
        ways = np.where(allowed & np.isfinite(onward), np.where(np.isfinite(onward), onward, 0) - value, 0)
        return _gain(ways.min(axis=1, initial=0))


def _gain(ways: NDArray[np.float64]) -> Ints:
    return np.maximum(0, -np.where(np.isfinite(ways), ways, 0)).astype(np.int64)
