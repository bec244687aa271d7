"""The assignment problem as a linear program, for the few where both sides of a cell have several seats."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import csr_array, vstack

from cxmatch.assignment.prices import NotOptimalError, recover
from cxmatch.assignment.problem import Ints, Mask, Problem

SPARE_CELLS = 10


def solve_by_cells(problem: Problem) -> Mask:
    r"""Find best cells with HiGHS, from the promising cells first.

    Returns
    -------
    bool array, shape (n, m)

    Raises
    ------
    NotOptimalError
        HiGHS gave no answer, or one that is not best among the cells it was given.

    Notes
    -----
    Solves with the best few cells of each row and column alone. The prices of that answer show every left-out cell that
    could improve it; those join, and it is solved again until there are none (column generation, Dantzig and Wolfe 1960).
    The cells are then best among all.
    """
    kept = problem.allowed & _promising(problem)
    while True:
        part = replace(problem, allowed=kept)
        found = recover(part, _linear(part))
        missing = problem.allowed & ~kept & (problem.value + problem.bonus > found.row_prices[:, None] + found.column_prices)
        if not missing.any():
            return found.chosen
        kept = kept | missing


def _promising(problem: Problem) -> Mask:
    """Mark the cells of highest value in each row and column, some more than there are seats."""
    worth = np.where(problem.allowed, problem.value, -1)
    across = int(problem.supply.max(initial=0)) + SPARE_CELLS
    down = int(problem.demand.max(initial=0)) + SPARE_CELLS
    best = np.zeros(worth.shape, dtype=bool)
    np.put_along_axis(best, np.argsort(-worth, axis=1, kind="stable")[:, :across], True, axis=1)
    np.put_along_axis(best, np.argsort(-worth, axis=0, kind="stable")[:down], True, axis=0)
    return best


def _linear(problem: Problem) -> Mask:
    """Solve with a variable from 0 to 1 for each allowed cell and for the first seat of each column.

    The constraints are a network's, so every vertex of the feasible region is in whole numbers and none has to be asked for.
    """
    n, m = problem.value.shape
    i, j = np.nonzero(problem.allowed)
    cells = len(i)
    rows = csr_array((np.ones(cells), (i, np.arange(cells))), shape=(n, cells + m))
    columns = csr_array((np.ones(cells), (j, np.arange(cells))), shape=(m, cells + m))
    # The first seat of a column counts only where the column has a cell: first - sum of its cells <= 0.
    first = csr_array((np.ones(m), (np.arange(m), cells + np.arange(m))), shape=(m, cells + m))
    most = np.concatenate([problem.supply, problem.demand, np.zeros(m, dtype=np.int64)])
    found = milp(
        -np.concatenate([problem.value[i, j], problem.bonus]).astype(np.float64),
        bounds=Bounds(0, 1),
        constraints=LinearConstraint(vstack([rows, columns, first - columns]), -np.inf, most),
    )
    if found.x is None:
        raise NotOptimalError(found.message)
    chosen = np.zeros((n, m), dtype=bool)
    chosen[i, j] = np.rint(found.x[:cells]).astype(bool)
    return chosen


def smallest_short(supply: Ints, columns: int, cells: Ints) -> Ints | None:
    """Find the smallest set of columns that has more columns than its rows have seats, with HiGHS.

    Parameters
    ----------
    supply : int64 array, shape (n,)
    columns : int
        How many there are.
    cells : int64 array, shape (k, 2)
        The allowed cells, as row and column.

    Returns
    -------
    int64 array or None
        The columns; None where HiGHS found none or did not prove that it is the smallest.
    """
    rows, count = len(supply), len(cells)
    # Variables: a column is in the set, then a row is needed by it.
    link = csr_array(
        (np.tile([1.0, -1.0], count), (np.repeat(np.arange(count), 2), np.ravel(cells[:, ::-1] + [0, columns]))),
        shape=(count, columns + rows),
    )
    short = csr_array(np.concatenate([-np.ones(columns), supply.astype(np.float64)])[None, :])
    most = np.concatenate([np.zeros(count), [-1.0]])
    found = milp(
        np.concatenate([np.ones(columns), np.zeros(rows)]),
        integrality=np.ones(columns + rows, dtype=np.int64),
        bounds=Bounds(0, 1),
        constraints=LinearConstraint(vstack([link, short]), -np.inf, most),
        options={"node_limit": 2000},
    )
    return np.flatnonzero(np.rint(found.x[:columns])) if found.status == 0 and found.x is not None else None
