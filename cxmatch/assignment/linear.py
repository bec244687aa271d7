"""The assignment problem as a linear program, for the few where both sides of a cell have several seats."""

from __future__ import annotations

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import csr_array, vstack

from cxmatch.assignment.prices import NotOptimalError
from cxmatch.assignment.problem import Mask, Problem


def solve_by_cells(problem: Problem) -> Mask:
    r"""Find best cells with HiGHS: a variable from 0 to 1 for each allowed cell and for the first seat of each column.

    Returns
    -------
    bool array, shape (n, m)

    Raises
    ------
    NotOptimalError
        HiGHS gave no answer.

    Notes
    -----
    The constraints are a network's, so every vertex of the feasible region is in whole numbers and none has to be asked
    for. Floats decide here; whether the cells are best is *not* guaranteed until `prices.recover` has proven it.
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
