"""What proves an answer without solving: prices for the best assignment, Hall's theorem (1935) for columns that go without."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from cxmatch.assignment.problem import Assignment, Ints, Mask, Problem


def bound(problem: Problem, assignment: Assignment) -> int:
    r"""Return the number that no assignment can be worth more than, by the prices.

    .. math:: \sum_i c_i u_i + \sum_j \bigl( v_j + (d_j - 1) \max(0, v_j - b_j) \bigr)
              + \sum_{ij\ \text{allowed}} \max(0,\; w_{ij} + b_j - u_i - v_j)

    where a column without seats adds nothing. This is weak duality of linear programming, and holds for *any*
    :math:`u, v \ge 0`: prices cannot be wrong, only too loose.

    Notes
    -----
    Where every :math:`d_j = 1` this is the classical :math:`\sum c_i u_i + \sum d_j v_j + \sum \max(0, W_{ij} - u_i - v_j)`.
    Python's own integers add the sums, so that forged prices cannot overflow them.

    """
    u, v = assignment.row_prices, assignment.column_prices
    further = np.maximum(0, v - problem.bonus)
    surplus = np.maximum(0, problem.value + problem.bonus - u[:, None] - v)[problem.allowed]
    rows = sum(int(c) * int(price) for c, price in zip(problem.supply, u, strict=True))
    columns = sum(
        int(first) + (int(d) - 1) * int(later) for d, first, later in zip(problem.demand, v, further, strict=True) if d > 0
    )
    return rows + columns + sum(map(int, surplus[surplus > 0]))


def flaws(problem: Problem, assignment: Assignment) -> list[str]:
    """Name everything that keeps an assignment from being proven best; empty when the proof holds.

    Examples
    --------
    >>> import numpy as np
    >>> one = np.ones(1, dtype=np.int64)
    >>> tiny = Problem(value=7 * one[:, None], allowed=np.ones((1, 1), bool), supply=one, demand=one, bonus=0 * one)
    >>> flaws(tiny, Assignment(chosen=np.ones((1, 1), bool), row_prices=3 * one, column_prices=4 * one))
    []
    >>> flaws(tiny, Assignment(chosen=np.zeros((1, 1), bool), row_prices=3 * one, column_prices=4 * one))
    ['the chosen cells are worth 0, the prices allow 7']

    """
    if min(assignment.row_prices.min(initial=0), assignment.column_prices.min(initial=0)) < 0:
        return ["a price is negative"]
    reached, most = problem.worth(assignment.chosen), bound(problem, assignment)
    gap = [f"the chosen cells are worth {reached}, the prices allow {most}"] if reached != most else []
    return problem.breaches(assignment.chosen) + gap


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


def reached(problem: Problem, chosen: Mask, column: int) -> Ints:
    """Return the columns that alternating paths reach from one without a cell: those that compete with it for the same seats.

    Parameters
    ----------
    problem : Problem
    chosen : bool array, shape (n, m)
    column : int

    Returns
    -------
    int64 array
        Where `chosen` serves as many columns as can be, these are more than the seats they could use, and one more seat at any
        row that they may use serves one column more.

    """
    columns = np.zeros(len(problem.demand), dtype=bool)
    columns[column] = True
    while True:
        rows = problem.allowed[:, columns].any(axis=1)
        after = columns | chosen[rows].any(axis=0)
        if (after == columns).all():
            return np.flatnonzero(columns)
        columns = after


def seats_for(problem: Problem, columns: Ints) -> int:
    """Count the seats that a set of k columns, shape (k,), could use, each row with each column once."""
    return int(np.minimum(problem.supply, problem.allowed[:, columns].sum(axis=1)).sum())
