"""What proves an answer without solving: prices for the best assignment, Hall's theorem (1935) for columns that go without."""

from __future__ import annotations

import numpy as np

from cxmatch.assignment.problem import Assignment, Ints, Mask, Problem, Seats


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
    surplus = problem.value - u[:, None]
    surplus += problem.bonus - v
    return asked(problem, u, v) + sum(map(int, surplus[problem.allowed & (surplus > 0)]))


def asked(seats: Seats, row_prices: Ints, column_prices: Ints) -> int:
    """Return what all seats together ask for at given prices, shape (n,) and (m,): the bound, but for what cells add above it."""
    further = np.maximum(0, column_prices - seats.bonus)
    rows = sum(c * price for c, price in zip(seats.supply.tolist(), row_prices.tolist(), strict=True))
    columns = zip(seats.demand.tolist(), column_prices.tolist(), further.tolist(), strict=True)
    return int(rows + sum(first + (d - 1) * later for d, first, later in columns if d > 0))


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
