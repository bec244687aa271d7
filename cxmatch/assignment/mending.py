"""After a change: whether chosen cells stay the best ones, and mending them by the few exchanges that better them."""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import pairwise
from typing import NamedTuple, Self

import numpy as np

from cxmatch.assignment.problem import EXACT, Assignment, Ints, Mask, Problem
from cxmatch.assignment.steps import Numbers, Steps, Ways

FAR = 2**62


def mended(problem: Problem, chosen: Mask, near: Assignment | None = None) -> Assignment:
    """Return a best assignment and the prices that prove it, as `solve` does, beginning with some cells.

    These, shape (n, m), keep to the problem: the nearer to a best choice, the sooner it is found. The prices of what was best
    before, `near`, are a good guess; with any others the answer is as good.

    Notes
    -----
    Exchanges that gain are made until there are none (Klein 1967). They are cycles of the residual graph below 0, found by
    Bellman-Ford; where that comes to rest, its lengths are the prices.
    """
    lengths = np.zeros(sum(chosen.shape) + 1, dtype=np.int64)
    if near is not None:
        lengths[:-1] = np.concatenate([near.row_prices, problem.bonus - near.column_prices])
    while True:
        steps = _with_signs(problem, Steps.of(problem, chosen, lambda cost, _, __: cost, far=FAR))
        cycle = _at_rest(steps, lengths)
        if not cycle:
            break
        chosen = _exchanged(chosen, cycle)
    rows, columns = np.split(lengths[:-1] - lengths[-1], [len(chosen)])
    return Assignment(chosen=chosen, row_prices=rows, column_prices=problem.bonus - columns)


def _with_signs(problem: Problem, steps: Steps) -> Steps:
    """Return the steps with those that keep prices from falling below 0; no cycle that gains leads along them."""
    return replace(steps, end=np.zeros_like(steps.end), clear=np.minimum(steps.clear, problem.bonus))


def _exchanged(chosen: Mask, cycle: list[int]) -> Mask:
    (n, m), after = chosen.shape, chosen.copy()
    for tail, head in pairwise([*cycle, cycle[0]]):
        if n + m not in (tail, head):
            after[min(tail, head), max(tail, head) - n] = tail < n
    return after


def _at_rest(steps: Steps, lengths: Ints) -> list[int]:
    """Shorten lengths, shape (n + m + 1,), until no arc does; returns the nodes of a cycle that gains as soon as one shows."""
    before = np.full(len(lengths), -1)
    while True:
        then = lengths.copy()
        _shorten(steps, lengths, before)
        if np.array_equal(then, lengths):
            return []
        cycle = _cycle(before)
        if cycle:
            return cycle


def _shorten(steps: Steps, lengths: Ints, before: Ints) -> None:
    """Take every arc once: to the columns, to the rows, to the root; note for each node that came nearer the one before it."""
    (n, m), end = steps.add.shape, np.array([len(lengths) - 1])
    rows, columns, root = lengths[:n], lengths[n:-1], lengths[-1:]
    reach = steps.add + rows[:, None]
    first = reach.argmin(axis=0)
    _offer(lengths, before, np.arange(n, n + m), reach[first, np.arange(m)], first)
    _offer(lengths, before, np.arange(n, n + m), steps.clear + root, end)
    order = np.argsort(-columns[steps.to] - steps.take, kind="stable")  # so that of several the nearest comes last, and stays
    _offer(lengths, before, steps.at[order], (columns[steps.to] + steps.take)[order], n + steps.to[order])
    _offer(lengths, before, np.arange(n), steps.begin + root, end)
    onward = np.concatenate([rows + steps.end, columns + steps.fill])
    _offer(lengths, before, end, onward.min(keepdims=True), onward.argmin(axis=0, keepdims=True))


def _offer(lengths: Ints, before: Ints, nodes: Ints, reached: Ints, tails: Ints) -> None:
    nearer = reached < lengths[nodes]
    if nearer.any():
        lengths[nodes[nearer]] = reached[nearer]
        before[nodes[nearer]] = tails[nearer] if len(tails) > 1 else tails


def _cycle(before: Ints) -> list[int]:
    """Return the nodes of a cycle among those that each came from the one before it, in order; empty where there is none."""
    ahead = np.append(before, -1)
    for _ in range(len(ahead).bit_length()):
        ahead = ahead[ahead]
    on = np.flatnonzero(ahead >= 0)
    found = [int(ahead[on[0]])] if len(on) else []
    while found and before[found[-1]] != found[0]:
        found.append(int(before[found[-1]]))
    return found[::-1]


class Line(NamedTuple):
    """A row, or a column, as it would be: its place, and the value of each of its cells and whether it is allowed."""

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
    """Return the steps in which the chosen cells of a row are worth something else."""
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
