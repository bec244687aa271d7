r"""The residual graph of an assignment: every way to change it by one step, and what each step costs.

Nodes are the rows, the columns, and one root where seats that are not used begin and end. Adding an open cell costs
:math:`-w_{ij}`, taking a chosen one out :math:`+w_{ij}`; the first cell of a column brings its bonus, and losing it costs that.
An assignment is best exactly when no cycle of this graph has a cost below 0; the cheapest way to any change is a shortest path.
(Ahuja, Magnanti, Orlin, *Network Flows*, 1993, chapters 9 and 12.)
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Self

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array
from scipy.sparse.csgraph import floyd_warshall

from cxmatch.assignment.problem import EXACT, Ints, Mask, Problem

NOWHERE = -9999


@dataclass(frozen=True, slots=True, kw_only=True)
class Arcs:
    """The arcs of a residual graph: from `tail` to `head`, at a whole-number `cost`, changing `cells` cells (0 or 1)."""

    tail: Ints
    head: Ints
    cost: Ints
    cells: Ints


def arcs_of(problem: Problem, chosen: Mask, bonus: Ints | None = None) -> Arcs:
    """Give the arcs of the residual graph: rows first, then columns, the root last.

    `bonus` replaces that of the problem.
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
        (i, n + j, -problem.value[i, j], 1),
        (n + to, at, problem.value[at, to], 1),
        (np.full(len(spare), root), spare, np.zeros(len(spare), dtype=np.int64), 0),
        (busy, np.full(len(busy), root), np.zeros(len(busy), dtype=np.int64), 0),
        (columns[open_], np.full(len(open_), root), np.where(used[open_] == 0, -first[open_], 0), 0),
        (np.full(len(taken), root), columns[taken], np.where(used[taken] == 1, first[taken], 0), 0),
    )
    return Arcs(
        tail=np.concatenate([part[0] for part in parts]).astype(np.int64),
        head=np.concatenate([part[1] for part in parts]).astype(np.int64),
        cost=np.concatenate([part[2] for part in parts]).astype(np.int64),
        cells=np.concatenate([np.full(len(part[0]), part[3]) for part in parts]).astype(np.int64),
    )


@dataclass(frozen=True, kw_only=True)
class Distances:
    """The cheapest ways between any two nodes of a residual graph; among equally cheap ones, those that change fewest cells.

    Parameters
    ----------
    length : float array, shape (n + m + 1, n + m + 1)
        Cost times `unit` plus the cells changed, in whole numbers; infinite where there is no way.
    before : int array, shape (n + m + 1, n + m + 1)
        The node before each node on the way, `NOWHERE` where there is none.

    """

    problem: Problem
    chosen: Mask
    unit: int
    length: NDArray[np.float64]
    before: NDArray[np.int32]

    @classmethod
    def of(cls, problem: Problem, chosen: Mask) -> Self:
        """Find all of them (Floyd 1962, Warshall 1962), O((n + m)^3).

        Raises
        ------
        OverflowError
            The costs are so large that float64 sums would not be exact (2**53).

        """
        arcs, nodes = arcs_of(problem, chosen), sum(problem.value.shape) + 1
        unit = 2 * nodes
        if (int(np.abs(arcs.cost).max(initial=0)) * unit + 1) * nodes >= EXACT:
            raise OverflowError("the values are too large for exact paths in float64 (2**53)")
        weight = (arcs.cost * unit + arcs.cells).astype(np.float64)
        graph = csr_array((weight, (arcs.tail, arcs.head)), shape=(nodes, nodes))
        length, before = floyd_warshall(graph, return_predecessors=True)
        return cls(problem=problem, chosen=chosen, unit=unit, length=length, before=before)

    @cached_property
    def cost(self) -> NDArray[np.float64]:
        """The cost of each way, without the cells."""
        return np.floor(self.length / self.unit)

    @property
    def root(self) -> int:
        """The node where unused seats begin and end."""
        return sum(self.problem.value.shape)

    def flipped(self, start: int, end: int) -> Mask:
        """Give the chosen cells after the changes on the cheapest way from one node to another."""
        n = self.problem.value.shape[0]
        after, node = self.chosen.copy(), end
        while node != start:
            previous = int(self.before[start, node])
            if previous < n <= node < self.root:
                after[previous, node - n] = True
            elif node < n <= previous < self.root:
                after[node, previous - n] = False
            node = previous
        return after


def undercut(distances: Distances) -> bool:
    """Tell whether any arc makes a way shorter than its length: then the lengths would not be those of shortest ways."""
    arcs = arcs_of(distances.problem, distances.chosen)
    step = arcs.cost * distances.unit + arcs.cells
    return bool((distances.length[:, arcs.head] > distances.length[:, arcs.tail] + step).any())
