"""Prices from an assignment: the potentials of its residual graph, in whole numbers."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from cxmatch.assignment.problem import Assignment, Ints, Mask, Problem


class NotOptimalError(Exception):
    """The residual graph has a cycle that gains: the cells were not a best assignment."""


@dataclass(frozen=True, slots=True)
class _Residual:
    """The constraints that prices must meet, as arcs of a graph. Potentials: u for a row, -v for a column, 0 for the root.

    `open_cells` and `taken` are arcs between rows and columns, the others go to or from the root.
    """

    weight: Ints
    open_cells: Mask
    taken: tuple[Ints, Ints]
    spare_rows: Mask
    column_ceiling: Ints
    column_floor: Ints
    empty_or_spare: Mask


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
        With whole-number prices.

    Raises
    ------
    NotOptimalError
        No such prices exist, so the choice is not a best one.

    Notes
    -----
    Bellman-Ford on the residual graph, a whole side at a time: each round costs O(n m), and n + m + 1 rounds are enough
    when no cycle gains. Which of the many valid prices come back is *not* guaranteed, only that they prove the total.

    References
    ----------
    Ahuja, Magnanti, Orlin, *Network Flows* (1993), chapters 9 and 12.

    """
    residual = _residual(problem, chosen)
    rows = np.zeros(len(problem.supply), dtype=np.int64)
    columns = np.zeros(len(problem.demand), dtype=np.int64)
    root = np.int64(0)
    for _ in range(len(rows) + len(columns) + 2):
        next_rows, next_columns, next_root = _relax(residual, rows, columns, root)
        if next_root == root and np.array_equal(next_rows, rows) and np.array_equal(next_columns, columns):
            return Assignment(chosen=chosen, row_prices=rows - root, column_prices=root - columns)
        rows, columns, root = next_rows, next_columns, next_root
    raise NotOptimalError


def _residual(problem: Problem, chosen: Mask) -> _Residual:
    used = chosen.sum(axis=0)
    return _Residual(
        weight=problem.value + problem.bonus,
        open_cells=problem.allowed & ~chosen,
        taken=tuple(np.nonzero(chosen)),  # type: ignore[arg-type]  # numpy cannot say that a matrix has two axes
        spare_rows=chosen.sum(axis=1) < problem.supply,
        column_ceiling=np.where(used >= 2, -problem.bonus, 0),
        column_floor=np.where(used >= 1, -problem.bonus, 0),
        empty_or_spare=used < problem.demand,
    )


def _relax(residual: _Residual, rows: Ints, columns: Ints, root: np.int64) -> tuple[Ints, Ints, np.int64]:
    """Raise every potential to what its arcs demand: columns from rows, rows from columns, the root from both."""
    i, j = residual.taken
    columns = np.where(residual.empty_or_spare, np.maximum(columns, root + residual.column_floor), columns)
    np.maximum.at(columns, j, rows[i] - residual.weight[i, j])
    reach = np.where(residual.open_cells, columns + residual.weight, root).max(axis=1, initial=root)
    rows = np.maximum(rows, reach)
    spare = rows.max(initial=root, where=residual.spare_rows)
    return rows, columns, max(root, spare, (columns - residual.column_ceiling).max(initial=root))
