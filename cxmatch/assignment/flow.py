"""Larger problems: a minimum-cost flow over promising cells, until the prices show that no other cell could better it."""

from __future__ import annotations

import numpy as np
from ortools.graph.python.min_cost_flow import SimpleMinCostFlow

from cxmatch.assignment.certificate import NotOptimalError, least
from cxmatch.assignment.problem import Assignment, Cells, Ints, Mask, Problem

# So many cells a row or column to begin with, and so many to join at a time; below FEW a node all of them are taken at once.
FIRST, JOINING, FEW = 16, 8, 64


def by_flow(problem: Problem) -> Assignment:
    r"""Find a best assignment and the least prices that prove it.

    Solves over a few cells of each row and column. The prices of that answer show every other cell that could improve it;
    the best of those join, and it is solved again until there are none (column generation, Dantzig and Wolfe 1960).

    Raises NotOptimalError where the solver was wrong (never seen; the prices would show it).

    Notes
    -----
    A unit of flow is a cell: from a source to a row, with the seats of the row as capacity; to a column, at cost
    :math:`-w_{ij}` and capacity 1; to a sink, the first at cost :math:`-b_j`, further ones at 0. The library scales costs and
    pushes flow in whole numbers throughout (Goldberg, "An efficient implementation of a scaling minimum-cost flow
    algorithm", Journal of Algorithms 22, 1997).
    """
    # What a cell lacks to the best of its row and of its column: by its value alone, all would be given the same few.
    value = np.where(problem.allowed, problem.value, 0)
    among = _promising(2 * value - value.max(axis=1, initial=0)[:, None] - value.max(axis=0, initial=0), problem.allowed, FIRST)
    while True:
        found = _best_among(problem, among)
        surplus = problem.value - found.row_prices[:, None] + (problem.bonus - found.column_prices)
        missing = problem.allowed & (surplus > 0) & ~among
        if not missing.any():
            return found
        among = among | _promising(surplus, missing, JOINING)


def _best_among(problem: Problem, among: Mask) -> Assignment:
    cells = Cells.of(problem, among)
    picked, chosen = best_of(cells) > 0, np.zeros_like(among)
    chosen[cells.row[picked], cells.column[picked]] = True
    rows, columns = least(cells, picked)
    return Assignment(chosen=chosen, row_prices=rows, column_prices=columns)


def _promising(worth: Ints, cells: Mask, number: int) -> Mask:
    """Mark the cells of highest worth in each row and column among some, or all of these where they are few."""
    n, m = cells.shape
    if np.count_nonzero(cells) <= FEW * (n + m):
        return cells
    # Where many cells are alike, each row begins elsewhere: otherwise all would be given the same few columns.
    rows, columns = np.arange(n, dtype=np.int32)[:, None], np.arange(m, dtype=np.int32)
    jitter = ((rows * 40503 + columns * 9973) & 1023).astype(np.float32) / 1025
    order = np.where(cells, worth.astype(np.float32) + jitter, -np.inf)
    best = np.zeros(cells.shape, dtype=bool)
    across, down = min(number, m - 1), min(number, n - 1)
    best[rows, np.argpartition(order, m - across, axis=1)[:, m - across :]] = True
    best[np.argpartition(order, n - down, axis=0)[n - down :], columns] = True
    return best & cells


def best_of(cells: Cells) -> Ints:
    """Return how often each of some cells is chosen in a best choice, shape (k,), by a minimum-cost flow.

    Raises NotOptimalError where the solver fails (never seen).
    """
    n, m, flow = len(cells.supply), len(cells.demand), SimpleMinCostFlow()
    columns, source, sink = n + np.arange(m), n + m, n + m + 1
    tails = np.concatenate([cells.row, np.full(n, source), columns, columns, [source]])
    heads = np.concatenate([n + cells.column, np.arange(n), np.full(m, sink), np.full(m, sink), [sink]])
    first, further = np.minimum(cells.demand, 1), np.maximum(cells.demand - 1, 0)
    often = np.where(cells.wide[cells.row], cells.demand[cells.column], 1)
    room = np.concatenate([often, cells.supply, first, further, [cells.seats]])
    cost = np.concatenate([-cells.value, np.zeros(n, np.int64), -cells.bonus, np.zeros(m + 1, np.int64)])
    flow.add_arcs_with_capacity_and_unit_cost(tails.astype(np.int32), heads.astype(np.int32), room, cost)
    flow.set_nodes_supplies(np.array([source, sink], dtype=np.int32), np.array([cells.seats, -cells.seats]))
    status = flow.solve()
    if status != flow.OPTIMAL:
        raise NotOptimalError(status.name)
    chosen: Ints = flow.flows(np.arange(len(cells.row), dtype=np.int32))
    return chosen
