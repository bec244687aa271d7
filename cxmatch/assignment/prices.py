"""Prices from an assignment: the potentials of its residual graph, in whole numbers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Self

import numpy as np

from cxmatch.assignment.problem import Assignment, Cells, Ints, Mask, Problem


class NotOptimalError(Exception):
    """The residual graph has a cycle that gains: the cells were not a best assignment."""


def recover(problem: Problem, chosen: Mask) -> Assignment:
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
    cells = Cells.of(problem, problem.allowed)
    rows, columns = least(cells, chosen[cells.row, cells.column])
    return Assignment(chosen=chosen, row_prices=rows, column_prices=columns)


def least(cells: Cells, chosen: Mask | Ints) -> tuple[Ints, Ints]:
    """Return the least prices of rows, shape (n,), and columns, shape (m,), that prove chosen cells, shape (k,), best of some.

    Raises NotOptimalError where there are none.
    """
    residual, before = _Residual.of(cells, chosen), _Potentials.none(cells)
    for _ in range(len(cells.supply) + len(cells.demand) + 2):
        after = before.raised(residual)
        if after.equals(before):
            return after.rows - after.root, after.root - after.columns
        before = after
    raise NotOptimalError


@dataclass(frozen=True, slots=True)
class _Residual:
    """The constraints that prices must meet, as arcs of a graph between rows and columns, and to and from the root."""

    open_cells: tuple[Ints, Ints, Ints]
    taken: tuple[Ints, Ints, Ints]
    spare_rows: Mask
    column_ceiling: Ints
    column_floor: Ints
    empty_or_spare: Mask

    @classmethod
    def of(cls, cells: Cells, chosen: Mask | Ints) -> Self:
        (used_rows, used), worth = cells.used(chosen), cells.value + cells.bonus[cells.column]
        taken = chosen > 0
        still = ~taken | cells.wide[cells.row]
        return cls(
            open_cells=(cells.row[still], cells.column[still], worth[still]),
            taken=(cells.row[taken], cells.column[taken], worth[taken]),
            spare_rows=used_rows < cells.supply,
            column_ceiling=np.where(used >= 2, -cells.bonus, 0),
            column_floor=np.where(used >= 1, -cells.bonus, 0),
            empty_or_spare=used < cells.demand,
        )


@dataclass(frozen=True, slots=True)
class _Potentials:
    """A number for every node of the residual graph: u for a row, -v for a column, 0 for the root, all with the root added."""

    rows: Ints
    columns: Ints
    root: np.int64

    @classmethod
    def none(cls, cells: Cells) -> Self:
        return cls(rows=np.zeros_like(cells.supply), columns=np.zeros_like(cells.demand), root=np.int64(0))

    def equals(self, other: _Potentials) -> bool:
        same = self.root == other.root and np.array_equal(self.rows, other.rows)
        return bool(same) and np.array_equal(self.columns, other.columns)

    def raised(self, residual: _Residual) -> _Potentials:
        """Raise every potential to what its arcs demand: columns from rows, rows from columns, the root from both."""
        (i, j, open_worth), (at, to, taken_worth) = residual.open_cells, residual.taken
        columns = np.where(residual.empty_or_spare, np.maximum(self.columns, self.root + residual.column_floor), self.columns)
        np.maximum.at(columns, to, self.rows[at] - taken_worth)
        rows = np.maximum(self.rows, self.root)
        np.maximum.at(rows, i, columns[j] + open_worth)
        spare = rows.max(initial=self.root, where=residual.spare_rows)
        root = max(self.root, spare, (columns - residual.column_ceiling).max(initial=self.root))
        return _Potentials(rows=rows, columns=columns, root=root)
