"""Trials: whether chosen cells stay the best ones when one row or one column, or both, are worth something else."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import NamedTuple, Self

import numpy as np

from cxmatch.assignment.problem import EXACT, Ints, Mask, Problem
from cxmatch.assignment.steps import Numbers, Steps, Ways


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
