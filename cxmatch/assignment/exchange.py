"""Exchanges: what forcing a cell costs, what one more seat is worth, and what every best assignment shares."""

from __future__ import annotations

import numpy as np
from scipy.sparse import csr_array
from scipy.sparse.csgraph import connected_components

from cxmatch.assignment.ladder import tight_arcs
from cxmatch.assignment.problem import Assignment, Ints, Mask, Problem
from cxmatch.assignment.residual import Distances

IMPOSSIBLE = -1


def forcing_costs(distances: Distances) -> Ints:
    r"""Give the exact worth that is lost when a cell is forced and all else is chosen best again.

    A cell is forced along the cheapest cycle through it: :math:`-w_{ij}` and the shortest path from column j back to row i.

    Parameters
    ----------
    distances : Distances
        Of a best assignment. For one that is not best the numbers mean nothing.

    Returns
    -------
    int64 array, shape (n, m)
        0 for chosen cells, `IMPOSSIBLE` where a cell is not allowed or no seat can be had for it.

    """
    problem, n = distances.problem, len(distances.problem.supply)
    back = distances.cost[n : distances.root, :n].T
    can = problem.allowed & np.isfinite(back)
    costs = np.where(can, np.where(can, back, 0).astype(np.int64) - problem.value, IMPOSSIBLE)
    return np.where(distances.chosen, 0, costs)


def forced(distances: Distances, row: int, column: int) -> Mask | None:
    """Give the best choice of cells that has one given cell, by the cheapest chain of moves; None where nothing has it.

    Among equally cheap chains it is one that changes the fewest cells, then one that leaves fewest columns empty, then the
    shortest and the first in order.
    """
    if distances.chosen[row, column]:
        return distances.chosen
    n = len(distances.problem.supply)
    if not (distances.problem.allowed[row, column] and np.isfinite(distances.length[n + column, row])):
        return None
    after = distances.flipped(n + column, row)
    after[row, column] = True
    return after


def row_seats(distances: Distances) -> Ints:
    """Give exactly what one more seat of each row would add to the worth, shape (n,)."""
    n = len(distances.problem.supply)
    return _gain(distances.cost[:n, distances.root])


def column_seats(distances: Distances) -> Ints:
    """Give exactly what one more seat of each column would add to the worth, shape (m,)."""
    n, used = len(distances.problem.supply), distances.chosen.sum(axis=0)
    way = distances.cost[distances.root, n : distances.root]
    return _gain(way - np.where(used == 0, distances.problem.bonus, 0))


def newcomers(distances: Distances, value: Ints, allowed: Mask) -> Ints:
    """Give exactly what each of k further rows with one seat would add to the worth.

    Parameters
    ----------
    distances : Distances
    value : int64 array, shape (k, m)
    allowed : bool array, shape (k, m)

    Returns
    -------
    int64 array, shape (k,)

    """
    n = len(distances.problem.supply)
    onward = distances.cost[n : distances.root, distances.root]
    ways = np.where(allowed & np.isfinite(onward), np.where(np.isfinite(onward), onward, 0) - value, 0)
    return _gain(ways.min(axis=1, initial=0))


def _gain(ways: np.ndarray) -> Ints:
    gain: Ints = np.where(np.isfinite(ways), np.maximum(0, -np.where(np.isfinite(ways), ways, 0)), 0).astype(np.int64)
    return gain


def exchangeable(problem: Problem, best: Assignment) -> Mask:
    """Tell which cells stand in some best assignments and not in others.

    Returns
    -------
    bool array, shape (n, m)

    Notes
    -----
    A cell can be exchanged at no loss exactly when it lies on a cycle of tight arcs in the residual graph, that is, when
    its row and column are strongly connected there. O(n m).

    """
    n, root = len(problem.supply), sum(problem.value.shape)
    arcs = tight_arcs(problem, best)
    tight = arcs[n:root, :n].T | arcs[:n, n:root]
    _, group = connected_components(csr_array(arcs.astype(np.int8)), connection="strong")
    cells: Mask = tight & (group[:n, None] == group[None, n:root])
    return cells
