"""Prices that prove an answer: recovered from it, or only checked; and Hall's theorem (1935) for columns that go without."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Self

import numpy as np

from cxmatch.assignment.problem import Assignment, Cells, Ints, Mask, Problem, Seats


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

    Where `chosen`, shape (n, m), serves as many columns as can be, these are more than the seats they could use, and one more
    seat at any row that they may use serves one column more.
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


class NotOptimalError(Exception):
    """The residual graph has a cycle that gains: the cells were not a best assignment."""


def recover(problem: Problem, chosen: Mask) -> Assignment:
    r"""Attach to chosen cells, shape (n, m), the prices that prove them best: the least, the same for every best assignment.

    Solves the difference constraints of complementary slackness. With :math:`W_{ij} = w_{ij} + b_j`, prices
    :math:`u_i, v_j \ge 0` must satisfy :math:`u_i + v_j \ge W_{ij}` on open cells and :math:`\le W_{ij}` on chosen ones; a
    row with a spare seat costs nothing; nor does an empty column; the spare further seats of a column have
    :math:`v_j \le b_j`, its used ones :math:`v_j \ge b_j`.

    Raises NotOptimalError where no such prices exist: the choice is not a best one.

    Notes
    -----
    Bellman-Ford on the residual graph, a whole side at a time: each round costs O(k) for k cells, and n + m + 1 rounds are
    enough when no cycle gains (Ahuja, Magnanti, Orlin, *Network Flows*, 1993, chapters 9 and 12).
    """
    cells = Cells.of(problem, problem.allowed)
    rows, columns = least(cells, chosen[cells.row, cells.column])
    return Assignment(chosen=chosen, row_prices=rows, column_prices=columns)


def least(cells: Cells, chosen: Mask | Ints) -> tuple[Ints, Ints]:
    """Return the least prices of rows, shape (n,), and columns, shape (m,), that prove chosen cells, shape (k,), best of some.

    Raises NotOptimalError where there are none.
    """
    residual, before = _Residual.of(cells, chosen), (np.zeros_like(cells.supply), np.zeros_like(cells.demand), np.int64(0))
    for _ in range(len(cells.supply) + len(cells.demand) + 2):
        after = residual.raised(*before)
        rows, columns, root = after
        if root == before[2] and np.array_equal(rows, before[0]) and np.array_equal(columns, before[1]):
            return rows - root, root - columns
        before = after
    raise NotOptimalError


@dataclass(frozen=True, slots=True)
class _Residual:
    """The constraints that prices must meet, as arcs of a graph between rows and columns, and to and from the root.

    Of open and taken cells there are row, column and worth, shape (k,) each; the rest is said of rows, (n,), or columns, (m,).
    """

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

    def raised(self, rows: Ints, columns: Ints, root: np.int64) -> tuple[Ints, Ints, np.int64]:
        """Raise the potentials, u of rows, -v of columns and 0, all with the root's added, to what their arcs demand."""
        (i, j, open_worth), (at, to, taken_worth) = self.open_cells, self.taken
        to_columns = np.where(self.empty_or_spare, np.maximum(columns, root + self.column_floor), columns)
        np.maximum.at(to_columns, to, rows[at] - taken_worth)
        to_rows = np.maximum(rows, root)
        np.maximum.at(to_rows, i, to_columns[j] + open_worth)
        spare = to_rows.max(initial=root, where=self.spare_rows)
        return to_rows, to_columns, max(root, spare, (to_columns - self.column_ceiling).max(initial=root))
