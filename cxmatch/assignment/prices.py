"""Prices from an assignment: the potentials of its residual graph, in whole numbers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Self

import numpy as np

from cxmatch.assignment.problem import Assignment, Ints, Mask, Problem


class NotOptimalError(Exception):
    """The residual graph has a cycle that gains: the cells were not a best assignment."""


def recover(problem: Problem, chosen: Mask, among: Mask | None = None) -> Assignment:
    r"""Attach to chosen cells the prices that prove them best.

    Solves the difference constraints of complementary slackness. With :math:`W_{ij} = w_{ij} + b_j`, prices
    :math:`u_i, v_j \ge 0` must satisfy :math:`u_i + v_j \ge W_{ij}` on open cells and :math:`\le W_{ij}` on chosen ones; a
    row with a spare seat costs nothing; nor does an empty column; the spare further seats of a column have
    :math:`v_j \le b_j`, its used ones :math:`v_j \ge b_j`.

    Parameters
    ----------
    problem : Problem
    chosen : bool array, shape (n, m)
        A feasible choice.
    among : bool array, shape (n, m), optional
        Cells to begin with, the chosen ones among them. Those whose prices are too low join until there are none, so that the
        answer is the same; where few cells matter it is found far sooner.

    Returns
    -------
    Assignment
        With whole-number prices: the least ones, which are the same whichever best assignment is given.

    Raises
    ------
    NotOptimalError
        No such prices exist, so the choice is not a best one.

    Notes
    -----
    Bellman-Ford on the residual graph, a whole side at a time: each round costs O(k) for k cells, and n + m + 1 rounds are
    enough when no cycle gains.

    References
    ----------
    Ahuja, Magnanti, Orlin, *Network Flows* (1993), chapters 9 and 12.

    """
    among = problem.allowed if among is None else among | chosen
    n, m = chosen.shape
    potentials = _Potentials(rows=np.zeros(n, dtype=np.int64), columns=np.zeros(m, dtype=np.int64), root=np.int64(0))
    while True:
        potentials = potentials.raised(_Residual.of(problem, chosen, among))
        found = potentials.prices(chosen)
        missing = too_cheap(problem, found) & ~among
        if not missing.any():
            return found
        among = among | missing


def too_cheap(problem: Problem, found: Assignment) -> Mask:
    """Mark the allowed cells, shape (n, m), that are worth more than the prices ask for them."""
    cells: Mask = problem.allowed & (problem.value + problem.bonus > found.row_prices[:, None] + found.column_prices)
    return cells


@dataclass(frozen=True, slots=True)
class _Residual:
    """The constraints that prices must meet, as arcs of a graph between rows and columns, and to and from the root."""

    open_cells: tuple[Ints, Ints]
    open_weight: Ints
    taken: tuple[Ints, Ints]
    taken_weight: Ints
    spare_rows: Mask
    column_ceiling: Ints
    column_floor: Ints
    empty_or_spare: Mask

    @classmethod
    def of(cls, problem: Problem, chosen: Mask, among: Mask) -> Self:
        used, (i, j), (at, to) = chosen.sum(axis=0), np.nonzero(among & ~chosen), np.nonzero(chosen)
        return cls(
            open_cells=(i, j),
            open_weight=problem.value[i, j] + problem.bonus[j],
            taken=(at, to),
            taken_weight=problem.value[at, to] + problem.bonus[to],
            spare_rows=chosen.sum(axis=1) < problem.supply,
            column_ceiling=np.where(used >= 2, -problem.bonus, 0),
            column_floor=np.where(used >= 1, -problem.bonus, 0),
            empty_or_spare=used < problem.demand,
        )


@dataclass(frozen=True, slots=True)
class _Potentials:
    """A number for every node of the residual graph: u for a row, -v for a column, 0 for the root, all with the root added."""

    rows: Ints
    columns: Ints
    root: np.int64

    def prices(self, chosen: Mask) -> Assignment:
        return Assignment(chosen=chosen, row_prices=self.rows - self.root, column_prices=self.root - self.columns)

    def raised(self, residual: _Residual) -> _Potentials:
        """Return the least potentials from these upward that meet every constraint."""
        before = self
        for _ in range(len(self.rows) + len(self.columns) + 2):
            after = before._once(residual)
            if after.root == before.root and all(map(np.array_equal, after.sides, before.sides)):
                return after
            before = after
        raise NotOptimalError

    @property
    def sides(self) -> tuple[Ints, Ints]:
        return self.rows, self.columns

    def _once(self, residual: _Residual) -> _Potentials:
        """Raise every potential to what its arcs demand: columns from rows, rows from columns, the root from both."""
        (i, j), (at, to) = residual.open_cells, residual.taken
        columns = np.where(residual.empty_or_spare, np.maximum(self.columns, self.root + residual.column_floor), self.columns)
        np.maximum.at(columns, to, self.rows[at] - residual.taken_weight)
        rows = np.maximum(self.rows, self.root)
        np.maximum.at(rows, i, columns[j] + residual.open_weight)
        spare = rows.max(initial=self.root, where=residual.spare_rows)
        root = max(self.root, spare, (columns - residual.column_ceiling).max(initial=self.root))
        return _Potentials(rows=rows, columns=columns, root=root)
