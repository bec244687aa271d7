"""Best assignments: scipy finds them, prices prove them."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, linear_sum_assignment, milp
from scipy.sparse import csr_array, vstack

from cxmatch.assignment.ladder import Keys, face
from cxmatch.assignment.prices import NotOptimalError, recover
from cxmatch.assignment.problem import Assignment, Ints, Mask, Problem


def solve(problem: Problem) -> Assignment:
    r"""Find a best assignment and the prices that prove it.

    Parameters
    ----------
    problem : Problem

    Returns
    -------
    Assignment
        Its `worth` equals the `bound` of its prices. Which of several best assignments is returned is *not* guaranteed:
        see `solve_ladder`.

    Raises
    ------
    NotOptimalError
        The solver was wrong (never seen; the prices would show it).

    Notes
    -----
    Each seat becomes a row or column of its own and the dense assignment problem is solved by shortest augmenting paths,
    O(s^3) for s seats. That may put one cell into two seats where both sides have several; then the problem goes to
    HiGHS as a linear program with unit cells, whose vertices are whole numbers (the matrix is totally unimodular).

    References
    ----------
    Crouse, "On implementing 2D rectangular assignment algorithms", IEEE Trans. Aerosp. Electron. Syst. 52 (2016).

    """
    counts = _by_seats(problem)
    chosen = counts > 0 if counts.max(initial=0) < 2 else _by_cells(problem)
    return recover(problem, chosen)


def solve_ladder(problem: Problem, keys: Keys) -> tuple[Assignment, Assignment]:
    """Find the assignment that is best first by the problem, then by the sum of keys.

    Returns
    -------
    best : Assignment
        The cells, with the prices that prove them best for the problem.
    tie : Assignment
        The cells that were not yet settled, with the prices that prove them best for `ladder.face`.

    """
    first = solve(problem)
    rung = face(problem, first, keys)
    tie = solve(rung.problem)
    return replace(first, chosen=rung.settled | tie.chosen), tie


def _by_seats(problem: Problem) -> Ints:
    """Solve with a row and column for each seat; gives how often each cell was chosen."""
    n, m = problem.value.shape
    rows = np.repeat(np.arange(n), np.minimum(problem.supply, problem.allowed.sum(axis=1)))
    columns = np.repeat(np.arange(m), np.minimum(problem.demand, problem.allowed.sum(axis=0)))
    first = np.r_[True, columns[1:] != columns[:-1]][: len(columns)]
    open_cells = problem.allowed[np.ix_(rows, columns)]
    # A cell that is not allowed is worth 0 here, the same as leaving its seats empty, and is dropped below.
    gain = np.where(open_cells, problem.value[np.ix_(rows, columns)] + np.where(first, problem.bonus[columns], 0), 0)
    at, to = linear_sum_assignment(gain.astype(np.float64), maximize=True)
    kept = open_cells[at, to]
    counts = np.zeros((n, m), dtype=np.int64)
    np.add.at(counts, (rows[at[kept]], columns[to[kept]]), 1)
    return counts


def _by_cells(problem: Problem) -> Mask:
    """Solve as a linear program: a variable for each allowed cell, and one for the first seat of each column."""
    n, m = problem.value.shape
    i, j = np.nonzero(problem.allowed)
    cells = len(i)
    rows = csr_array((np.ones(cells), (i, np.arange(cells))), shape=(n, cells + m))
    columns = csr_array((np.ones(cells), (j, np.arange(cells))), shape=(m, cells + m))
    # The first seat counts only where the column has a cell: sum of its cells - first >= 0.
    opened = columns - csr_array((np.ones(m), (np.arange(m), cells + np.arange(m))), shape=(m, cells + m))
    found = milp(
        -np.concatenate([problem.value[i, j], problem.bonus]).astype(np.float64),
        bounds=Bounds(0, 1),
        constraints=LinearConstraint(
            vstack([rows, columns, -opened]), -np.inf, np.concatenate([problem.supply, problem.demand, np.zeros(m, np.int64)])
        ),
    )
    if found.x is None:
        raise NotOptimalError(found.message)
    chosen = np.zeros((n, m), dtype=bool)
    chosen[i, j] = np.rint(found.x[:cells]).astype(bool)
    return chosen
