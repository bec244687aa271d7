"""The residual graph of an assignment: every way to change it by one step, and what each step costs.

Nodes are the rows, the columns, and one root where seats that are not used begin and end. Adding an open cell costs
:math:`-w_{ij}`, taking a chosen one out :math:`+w_{ij}`; the first cell of a column brings its bonus, and losing it costs that.
An assignment is best exactly when no cycle of this graph has a cost below 0; the cheapest way to any change is a shortest path.
(Ahuja, Magnanti, Orlin, *Network Flows*, 1993, chapters 9 and 12.)
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from itertools import pairwise
from typing import NamedTuple, Self

import numpy as np
from numpy.typing import NDArray

from cxmatch.assignment.ladder import Arcs, moving_cells
from cxmatch.assignment.problem import EXACT, Assignment, Ints, Mask, Problem
from cxmatch.assignment.steps import Numbers, Steps, Ways

# A way passes the root once at most, and fills or empties one column there: a step of cells is worth more than that.
SIDES = 6
IMPOSSIBLE = -1


class Swap(NamedTuple):
    """The cells that a change takes out and those that it adds, as rows and columns."""

    gone: list[tuple[int, int]]
    come: list[tuple[int, int]]


@dataclass(frozen=True, kw_only=True)
class Distances:
    """The cheapest ways between the nodes of a residual graph, found where they are asked for.

    Among equally cheap ones those that change fewest cells, among these those that leave fewest columns empty, and then those of
    fewest arcs, that is, past the root. A length is a whole number: (cost times `unit` plus the cells changed) times `SIDES`,
    plus what the way does at the root.
    """

    problem: Problem
    chosen: Mask
    unit: int
    _ways: dict[int, Ways] = field(default_factory=dict, init=False, repr=False, compare=False)
    _next: dict[tuple[int, int], int] = field(default_factory=dict, init=False, repr=False, compare=False)

    @classmethod
    def of(cls, problem: Problem, chosen: Mask) -> Self:
        """Return those of the chosen cells, shape (n, m), of a best assignment.

        Raises OverflowError where the costs are so large that float64 sums would not be exact (2**53).
        """
        nodes = sum(problem.value.shape) + 1
        # A way adds and takes out in turn, so that its cost is below that of half the nodes.
        if (_largest_cost(problem, chosen) * 2 * nodes + 2) * 4 * nodes >= EXACT:
            raise OverflowError("the values are too large for exact paths in float64 (2**53)")
        return cls(problem=problem, chosen=chosen, unit=2 * nodes)

    @cached_property
    def steps(self) -> Steps:
        """The length of every arc."""
        return Steps.of(self.problem, self.chosen, lambda cost, cells, side: (cost * self.unit + cells) * SIDES + side)

    @cached_property
    def _across(self) -> Numbers:
        return np.ascontiguousarray(self.steps.add.T)

    @cached_property
    def _taken(self) -> list[list[tuple[int, float]]]:
        """The rows of the chosen cells of each column, in order, with the weight of taking the cell out."""
        taken: list[list[tuple[int, float]]] = [[] for _ in self.problem.demand]
        for row, column, weight in zip(self.steps.at.tolist(), self.steps.to.tolist(), self.steps.take.tolist(), strict=True):
            taken[column].append((row, weight))
        return taken

    @property
    def root(self) -> int:
        """The node where unused seats begin and end; rows come first among the nodes, then columns."""
        return sum(self.problem.value.shape)

    def _to(self, row: int) -> Ways:
        if row not in self._ways:
            self._ways[row] = Ways.to(self.steps, self._across, row, next(iter(self._ways.values()), None))
        return self._ways[row]

    def _cost(self, length: Numbers) -> Numbers:
        return np.floor((length + 2) / (SIDES * self.unit))

    def way(self, column: int, row: int) -> list[int]:
        """Return the nodes on the cheapest way from a column to a row; of several, the one that is first in order.

        It follows from the lengths alone, not from how they were found.
        """
        nodes = [len(self.problem.supply) + column]
        while nodes[-1] != row:
            step = (nodes[-1], row)
            if step not in self._next:
                self._next[step] = self._after(*step)
            nodes.append(self._next[step])
        return nodes

    def _after(self, node: int, row: int) -> int:
        """Return the first node after one on the cheapest ways to a row."""
        steps, ways, n = self.steps, self._to(row), len(self.problem.supply)
        if node < n:
            onward = steps.add[node] + ways.columns == ways.rows[node]
            return n + int(onward.argmax()) if onward.any() else self.root
        if node < self.root:
            length, taken = ways.columns[node - n], self._taken[node - n]
            return next((row for row, weight in taken if weight + ways.rows[row] == length), self.root)
        return int((np.append(steps.begin + ways.rows, steps.clear + ways.columns) == ways.root).argmax())

    def swap(self, row: int, column: int) -> Swap | None:
        """Return the changes that bring a given open cell at the least cost; None where nothing can have it.

        Among equally cheap ones they are the fewest, then such as leave fewest columns empty, then the shortest chain, the first
        in order.
        """
        if not (self.problem.allowed[row, column] and np.isfinite(self._to(row).columns[column])):
            return None
        n, change = len(self.problem.supply), Swap([], [(row, column)])
        for tail, head in pairwise(self.way(column, row)):
            if tail < n <= head < self.root:
                change.come.append((tail, head - n))
            elif head < n <= tail < self.root:
                change.gone.append((head, tail - n))
        return change

    def forced(self, row: int, column: int) -> Mask | None:
        """Return the best choice, shape (n, m), that has a given cell, by `swap`; None where none has it."""
        if self.chosen[row, column]:
            return self.chosen
        change = self.swap(row, column)
        if change is None:
            return None
        after = self.chosen.copy()
        for cell in change.gone:
            after[cell] = False
        for cell in change.come:
            after[cell] = True
        return after

    @property
    def undercut(self) -> bool:
        """Whether any arc makes a way to a row shorter than its length: then the lengths would not be those of shortest ways."""
        return any(self._is_undercut(self._to(row)) for row in range(len(self.problem.supply)))

    def _is_undercut(self, ways: Ways) -> bool:
        steps = self.steps
        at_root = (steps.end + ways.root < ways.rows).any() or (steps.fill + ways.root < ways.columns).any()
        from_root = (steps.begin + ways.rows < ways.root).any() or (steps.clear + ways.columns < ways.root).any()
        taken = (steps.take + ways.rows[steps.at] < ways.columns[steps.to]).any()
        return bool(at_root or from_root or taken or (steps.add + ways.columns < ways.rows[:, None]).any())

    def forcing_costs(self) -> Ints:
        r"""Return the exact worth that is lost when a cell is forced and all else is chosen best again, shape (n, m).

        A cell is forced along the cheapest cycle through it: :math:`-w_{ij}` and the shortest path from column j back to row i.
        It is 0 for chosen cells, `IMPOSSIBLE` where a cell is not allowed or no seat can be had for it.
        """
        back = np.array([self._cost(self._to(row).columns) for row in range(len(self.problem.supply))]).reshape(self.chosen.shape)
        return self._lost(back, slice(None))

    def column_costs(self, column: int) -> Ints:
        """Return the costs of forcing the cells of one column, shape (n,), by one search for the ways from it to every row."""
        back = self._cost(Ways.to(self.steps.turned, self.steps.add, column).columns)
        return self._lost(back, column)

    def _lost(self, back: Numbers, columns: int | slice) -> Ints:
        """Return what forcing the cells of some columns costs, by the cost of the way back from their columns to their rows."""
        can = self.problem.allowed[:, columns] & np.isfinite(back)
        costs = np.where(can, np.where(can, back, 0).astype(np.int64) - self.problem.value[:, columns], IMPOSSIBLE)
        return np.where(self.chosen[:, columns], 0, costs)

    @cached_property
    def _to_root(self) -> Ways:
        return Ways.to(self.steps, self._across, None)

    def row_seats(self) -> Ints:
        """Return exactly what one more seat of each row would add to the worth, shape (n,)."""
        return _gain(self._cost(self._to_root.rows))

    def column_seats(self) -> Ints:
        """Return exactly what one more seat of each column would add to the worth, shape (m,)."""
        way = self._cost(Ways.to(self.steps.turned, self.steps.add, None).rows)
        return _gain(way - np.where(self.chosen.any(axis=0), 0, self.problem.bonus))

    def newcomers(self, value: Ints, allowed: Mask) -> Ints:
        """Return exactly what each of k further rows with one seat, shape (k, m), would add to the worth, shape (k,)."""
        onward = self._cost(self._to_root.columns)
        ways = np.where(allowed & np.isfinite(onward), np.where(np.isfinite(onward), onward, 0) - value, 0)
        return _gain(ways.min(axis=1, initial=0))


def _largest_cost(problem: Problem, chosen: Mask) -> int:
    used = chosen.sum(axis=0)
    at_root = problem.bonus.max(initial=0, where=(used == 1) | (used == 0) & (problem.demand > 0))
    return max(int(problem.value.max(initial=0, where=problem.allowed | chosen)), int(at_root))


def _gain(ways: NDArray[np.float64]) -> Ints:
    return np.maximum(0, -np.where(np.isfinite(ways), ways, 0)).astype(np.int64)


def exchangeable(problem: Problem, best: Assignment) -> Mask:
    """Tell which cells, shape (n, m), stand in some best assignments and not in others.

    A cell can be exchanged at no loss exactly when it lies on a cycle of tight arcs in the residual graph, that is, when
    its row and column are strongly connected there. O(n m).
    """
    cells = moving_cells(problem, best)
    arcs = Arcs.of(cells, best.chosen[cells.row, cells.column], best.row_prices, best.column_prices).on_cycles()
    exchanged = arcs.cell[_strong(arcs.tail, arcs.head) & (arcs.cell >= 0)]
    open_ = np.zeros(problem.value.shape, dtype=bool)
    open_[cells.row[exchanged], cells.column[exchanged]] = True
    return open_


def _strong(tail: Ints, head: Ints) -> Mask:
    """Tell of each arc whether it lies on a cycle, shape (a,).

    Each node takes the highest number that leads to it. Nodes that also lead back to the one of that number are one strong
    component; what is left is looked at again (Orzan 2004).
    """
    cyclic, left = np.zeros(len(tail), dtype=bool), np.arange(len(tail))
    while len(left):
        nodes = int(max(tail[left].max(), head[left].max())) + 1
        number = _highest(tail[left], head[left], nodes)
        left = left[number[tail[left]] == number[head[left]]]
        back = _highest(head[left], tail[left], nodes) == number
        cyclic[left] = back[tail[left]] & back[head[left]]
        left = left[~back[tail[left]] & ~back[head[left]]]
    return cyclic


def _highest(tail: Ints, head: Ints, nodes: int) -> Ints:
    """Return the highest node that leads to each node, itself among them, shape (nodes,)."""
    highest = np.arange(nodes)
    while True:
        after = highest.copy()
        np.maximum.at(after, head, highest[tail])
        after = np.maximum(after, after[after])  # what leads to that one leads here: long ways take few rounds
        if np.array_equal(after, highest):
            return highest
        highest = after
