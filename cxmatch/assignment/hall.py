"""Hall's theorem (1935) for seats: columns that can only go to too few seats. Imports no solver."""

from __future__ import annotations

import numpy as np

from cxmatch.assignment.problem import Ints, Mask, Problem


def reached(problem: Problem, chosen: Mask, column: int) -> Ints:
    """Give the columns that alternating paths reach from one without a cell: those that compete with it for the same seats.

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
    """Count the seats that a set of columns could use, each row with each column once."""
    return int(np.minimum(problem.supply, problem.allowed[:, columns].sum(axis=1)).sum())
