"""The arcs of a residual graph, a side at a time: the shortest ways along them, and what they cost when values change.

Nodes are the rows, the columns, and one root where seats that are not used begin and end.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Any, NamedTuple, Self

import numpy as np
from numpy.typing import NDArray

from cxmatch.assignment.problem import EXACT, Ints, Mask, Problem

# So many columns are looked at together, so that what is added up stays near the processor.
BLOCK = 64
FAR = 2**62  # the weight of an arc that is not there, in whole numbers

Numbers = NDArray[Any]
Weigh = Callable[[Any, int, Any], Any]  # the weight of arcs by their cost, the cells they change, and what they do at the root


@dataclass(frozen=True, slots=True, kw_only=True)
class Steps:
    """The weight of every arc of a residual graph with n rows, m columns and k chosen cells; `far` where there is none.

    Parameters
    ----------
    add : array, shape (n, m)
        From a row to a column, where a cell may be added.
    take : array, shape (k,)
        From the columns `to` to the rows `at`, where a cell may be taken out.
    begin, end : array, shape (n,)
        From the root to a row with a free seat; from a row with a cell to the root.
    clear, fill : array, shape (m,)
        From the root to a column with a cell; from a column with a free seat to the root.

    """

    add: Numbers
    take: Numbers
    at: Ints
    to: Ints
    begin: Numbers
    end: Numbers
    clear: Numbers
    fill: Numbers

    @classmethod
    def of(cls, problem: Problem, chosen: Mask, weigh: Weigh, *, bonus: Ints | None = None, far: float = np.inf) -> Self:
        """Return the weights for chosen cells, shape (n, m); `bonus`, shape (m,), replaces that of the problem.

        At the root an arc is counted 1 that leaves it, 2 more where it empties a column, and 2 less where it fills an empty one.
        """
        at, to = np.nonzero(chosen)
        rows, used, first = chosen.sum(axis=1), chosen.sum(axis=0), problem.bonus if bonus is None else bonus
        emptied, filled = used == 1, used == 0
        return cls(
            add=np.where(problem.allowed & ~chosen, weigh(-problem.value, 1, 0), far),
            take=weigh(problem.value[at, to], 1, 0),
            at=at,
            to=to,
            begin=np.where(rows < problem.supply, weigh(0, 0, 1), far),
            end=np.where(rows > 0, weigh(0, 0, 0), far),
            clear=np.where(used > 0, weigh(np.where(emptied, first, 0), 0, 1 + 2 * emptied), far),
            fill=np.where(used < problem.demand, weigh(np.where(filled, -first, 0), 0, -2 * filled), far),
        )

    @property
    def turned(self) -> Steps:
        """The same graph with every arc turned round, so that columns stand in the place of rows."""
        turned = {"begin": self.fill, "end": self.clear, "clear": self.end, "fill": self.begin}
        return Steps(add=self.add.T, take=self.take, at=self.to, to=self.at, **turned)


class Ways(NamedTuple):
    """The length of the shortest way to one node from each row, shape (n,), from each column, shape (m,), and from the root."""

    rows: Numbers
    columns: Numbers
    root: float

    @classmethod
    def to(cls, steps: Steps, across: Numbers, row: int | None, known: Self | None = None) -> Self:
        """Find them for a row, or for the root where none is given; `across`, shape (m, n), is `steps.add` turned round.

        Bellman-Ford a block of columns at a time: only such as came nearer are looked at again. The graph has no cycle below 0.
        Where ways to another row are `known`, columns wait in the order of what they lose by this row, and few of them are looked
        at twice (Johnson 1977).
        """
        ways = cls(np.full(across.shape[1], np.inf), np.full(len(across), np.inf), np.inf if row is not None else 0.0)
        if row is not None:
            ways.rows[row] = 0
        seen, least = np.full(len(across), np.inf), np.zeros(len(across)) if known is None else known.columns
        least = np.where(np.isfinite(least), least, 0)
        while True:
            after = ways._settled(steps)
            part = np.flatnonzero(after.columns < seen)
            if not len(part) and after.root == ways.root and np.array_equal(after.rows, ways.rows):
                return after
            if len(part) > BLOCK:
                part = part[np.argpartition(after.columns[part] - least[part], BLOCK)[:BLOCK]]
            seen[part] = after.columns[part]
            onward = across[part]
            onward += after.columns[part, None]
            ways = after._replace(rows=np.minimum(after.rows, onward.min(axis=0, initial=np.inf)))

    def _settled(self, steps: Steps) -> Self:
        """Return what the arcs from columns, and those at the root, make of the lengths."""
        columns = self.columns.copy()
        np.minimum.at(columns, steps.to, self.rows[steps.at] + steps.take)
        root = min(self.root, (steps.begin + self.rows).min(initial=np.inf), (steps.clear + columns).min(initial=np.inf))
        return type(self)(np.minimum(self.rows, steps.end + root), np.minimum(columns, steps.fill + root), root)


def changed(chosen: Mask, cycle: Sequence[int]) -> Mask:
    """Return the cells, shape (n, m), that are chosen after a cycle of nodes: each arc adds one or takes one out."""
    (n, m), after = chosen.shape, chosen.copy()
    for tail, head in pairwise([*cycle, cycle[0]]):
        if n + m not in (tail, head):
            after[min(tail, head), max(tail, head) - n] = tail < n
    return after


class Line(NamedTuple):
    """A row, or a column, as it would be: its place, and of its cells, shape (k,), the values and which are allowed."""

    place: int
    value: Ints
    allowed: Mask

    def bars(self, chosen: Mask) -> bool:
        """Tell whether any of some cells is not allowed."""
        return bool((chosen & ~self.allowed).any())

    def but(self, closed: Mask) -> Line:
        """Return the line without some of its cells."""
        return self._replace(allowed=self.allowed & ~closed)


def with_lines(problem: Problem, row: Line | None, column: Line | None) -> Problem:
    """Return the problem with other values in a row, a column, or both."""
    value, allowed = problem.value.copy(), problem.allowed.copy()
    if row is not None:
        value[row.place], allowed[row.place] = np.maximum(row.value, 0), row.allowed
    if column is not None:
        value[:, column.place], allowed[:, column.place] = np.maximum(column.value, 0), column.allowed
    return replace(problem, value=value, allowed=allowed)


@dataclass(frozen=True, slots=True, kw_only=True)
class Trials:
    """The residual graph of a best assignment, in which rows and columns are changed for a trial and put back.

    No round trip of the graph costs less than 0. With a row changed, one that does leads through that row, and so on to a column:
    a single search each finds the cheapest.
    """

    steps: Steps
    across: Numbers
    chosen: Mask

    @classmethod
    def of(cls, problem: Problem, chosen: Mask) -> Self:
        """Return those of the chosen cells, shape (n, m), of a best assignment."""
        steps = Steps.of(problem, chosen, lambda cost, _, __: cost * 1.0)
        return cls(steps=steps, across=np.ascontiguousarray(steps.add.T), chosen=chosen)

    def cheapest(self, row: Line | None, column: Line | None) -> float:
        """Return the least cost of a change that concerns the row or the column.

        Below 0 another choice is better. Above 0 all choices that are as good were so before. At 0 there may be new ones.
        Raises OverflowError where the values are so large that float64 sums would not be exact (2**53).
        """
        highest = max((int(line.value.max(initial=0)) for line in (row, column) if line is not None), default=0)
        if highest * sum(self.chosen.shape) >= EXACT:
            raise OverflowError("the values are too large to be added exactly in float64 (2**53)")
        add, least = self.steps.add, np.inf
        steps = self.steps if row is None else _with_cells(self.steps, row)
        if row is not None:
            add, open_ = add.copy(), np.where(row.allowed & ~self.chosen[row.place], -row.value, np.inf)
            least, add[row.place] = self._through(steps, row.place, open_, None if column is None else column.place), open_
        if column is not None and least >= 0:
            turned = _with_cells(replace(steps, add=add).turned, column)
            open_ = np.where(column.allowed & ~self.chosen[:, column.place], -column.value, np.inf)
            least = min(least, _round_trip(turned, add.copy(), column.place, open_))
        return float(least)

    def _through(self, steps: Steps, row: int, open_: Numbers, closed: int | None) -> float:
        """Return the cost of the cheapest round trip from a row that does not lead through a column which changes as well."""
        across, clear = self.across.copy(), steps.clear.copy()
        if closed is not None:
            across[closed], clear[closed] = np.inf, np.inf
        return _round_trip(replace(steps, clear=clear), across, row, open_)


def _with_cells(steps: Steps, row: Line) -> Steps:
    return replace(steps, take=np.where(steps.at == row.place, row.value[steps.to], steps.take))


def _round_trip(steps: Steps, across: Numbers, row: int, open_: Numbers) -> float:
    """Return the cost of the cheapest way from a row, with these open cells, back to it; an unused seat for another is none."""
    end, begin = steps.end.copy(), steps.begin.copy()
    across[:, row], end[row] = np.inf, np.inf
    ways = Ways.to(replace(steps, end=end), across, row)
    least = (open_ + ways.columns).min(initial=np.inf)
    if np.isfinite(steps.end[row]) and np.isfinite(begin[row]):
        begin[row] = np.inf
        ways = Ways.to(replace(steps, end=end, begin=begin), across, row)
    return float(min(least, steps.end[row] + ways.root))
