"""Exchanges: what forcing a cell would cost, and which cells every best assignment shares."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from scipy.sparse import csr_array
from scipy.sparse.csgraph import connected_components

from cxmatch.assignment.problem import Assignment, Mask, Problem
from cxmatch.assignment.solver import solve_ladder


def forced(problem: Problem, best: Assignment, row: int, column: int) -> Assignment | None:
    """Find a best assignment that has one given cell and moves as few others as can be; None when capacities rule it out.

    Parameters
    ----------
    problem : Problem
    best : Assignment
        A best assignment without that cell. Among the equally good answers, one that keeps the most of its cells is found.
    row, column : int
        An allowed cell.

    Returns
    -------
    Assignment or None
        With prices that prove the rest best, without the locked cell.

    Notes
    -----
    Solves again with the cell locked, then once more on the face of best answers with a key of 1 for each cell of `best`.
    The reduced cost of a cell is only a lower bound on what forcing it costs: another route through the residual graph may
    be dearer.
    """
    if problem.supply[row] < 1 or problem.demand[column] < 1:
        return None
    rest, _, _ = solve_ladder(locked(problem, row, column), lambda cells: (best.chosen & cells).astype(np.int64))
    chosen = rest.chosen.copy()
    chosen[row, column] = True
    return replace(rest, chosen=chosen)


def locked(problem: Problem, row: int, column: int) -> Problem:
    """Give what is left of a problem when a cell is taken out of choice and its seats with it."""
    allowed, supply = problem.allowed.copy(), problem.supply.copy()
    demand, bonus = problem.demand.copy(), problem.bonus.copy()
    allowed[row, column] = False
    supply[row] -= 1
    demand[column] -= 1
    bonus[column] = 0
    return replace(problem, allowed=allowed, supply=supply, demand=demand, bonus=bonus)


def firm(problem: Problem, best: Assignment) -> Mask:
    """Tell which chosen cells stand in every best assignment.

    Returns
    -------
    bool array, shape (n, m)

    Notes
    -----
    A chosen cell can be exchanged at no loss exactly when it lies on a cycle of tight arcs in the residual graph, that
    is, when its row and column are strongly connected there. O(n m).

    """
    n, m = problem.value.shape
    u, v, b, chosen = best.row_prices, best.column_prices, problem.bonus, best.chosen
    tight = problem.allowed & (u[:, None] + v == problem.value + b)
    used, root = chosen.sum(axis=0), n + m
    arcs = np.zeros((n + m + 1, n + m + 1), dtype=bool)
    arcs[n:root, :n] = (tight & ~chosen).T
    arcs[:n, n:root] = tight & chosen
    arcs[root, :n] = u == 0
    arcs[:n, root] = (u == 0) & (chosen.sum(axis=1) < problem.supply)
    arcs[n:root, root] = v == np.where(used >= 2, b, 0)
    arcs[root, n:root] = (used < problem.demand) & (v == np.where(used >= 1, b, 0))
    _, group = connected_components(csr_array(arcs), connection="strong")
    together: Mask = group[:n, None] == group[None, n:root]
    kept: Mask = chosen & ~(tight & together)
    return kept
