"""Best assignments: scipy finds them, prices prove them."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from scipy.sparse import csr_array, vstack
from scipy.sparse.csgraph import connected_components, min_weight_full_bipartite_matching

from cxmatch.assignment.ladder import Face, first_by_place, tight_arcs
from cxmatch.assignment.prices import NotOptimalError, recover
from cxmatch.assignment.problem import Assignment, Ints, Keys, Mask, Problem

SPARE_CELLS = 10


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
    Each seat becomes a node of its own in a bipartite graph of the allowed cells, and a matching of highest weight is found
    by shortest augmenting paths, O(s^3) for s seats. That may put one cell into two seats where both sides have several; then
    the problem goes to HiGHS as a linear program with unit cells, whose vertices are whole numbers.

    References
    ----------
    Jonker and Volgenant, "A shortest augmenting path algorithm for dense and sparse linear assignment problems",
    Computing 38 (1987).
    """
    counts = _by_seats(problem)
    if counts.max(initial=0) < 2:
        return recover(problem, counts > 0)
    return recover(problem, _by_cells(problem))


def solve_ladder(problem: Problem, keys: Keys) -> tuple[Assignment, Problem, Assignment]:
    """Find the assignment that is best first by the problem, then by the sum of keys, then by place (`first_by_place`).

    Returns
    -------
    best : Assignment
        The cells, with the prices that prove them best for the problem.
    rung : Problem
        The choice that was left among the best assignments, from `Face`.
    tie : Assignment
        The cells of that choice, with the prices that prove them best for it.
    """
    first = solve(problem)
    rung = Face.of(problem, first, keys)
    tie = settled_by_place(rung.problem)
    return replace(first, chosen=rung.settled | tie.chosen), rung.problem, tie


def settled_by_place(problem: Problem) -> Assignment:
    """Find the best assignment that comes first by place: the only one of its kind, whatever a solver finds first."""
    found = solve(problem)
    return replace(found, chosen=first_by_place(problem, found))


def _by_seats(problem: Problem) -> Ints:
    """Solve with a node for each seat; gives how often each cell was chosen, shape (n, m)."""
    n, m = problem.value.shape
    counts = np.zeros((n, m), dtype=np.int64)
    rows = np.repeat(np.arange(n), np.minimum(problem.supply, problem.allowed.sum(axis=1)))
    columns = np.repeat(np.arange(m), np.minimum(problem.demand, problem.allowed.sum(axis=0)))
    seat, other = np.nonzero(problem.allowed[np.ix_(rows, columns)])
    if len(seat):
        first = np.r_[True, columns[1:] != columns[:-1]]
        gain = problem.value[rows[seat], columns[other]] + np.where(first[other], problem.bonus[columns[other]], 0)
        at, to = _match(seat, other, gain, (len(rows), len(columns)))
        np.add.at(counts, (rows[at], columns[to]), 1)
    return counts


def _match(at: Ints, to: Ints, gain: Ints, shape: tuple[int, int]) -> tuple[Ints, Ints]:
    """Match some nodes of both sides along the given arcs, for the highest total gain."""
    n, m = shape
    # Every node on the left may also stay alone, with a partner of its own. All gains count 1 more, as does staying
    # alone: a weight of 0 would be no arc.
    weight = np.concatenate([gain, np.zeros(n, np.int64)]) + 1
    arcs = np.array([np.concatenate([at, np.arange(n)]), np.concatenate([to, m + np.arange(n)])], dtype=np.int32)
    graph = csr_array((weight.astype(np.float64), (arcs[0], arcs[1])), shape=(n, m + n))
    left, right = min_weight_full_bipartite_matching(graph, maximize=True)
    paired = right < m
    return left[paired].astype(np.int64), right[paired].astype(np.int64)


def _by_cells(problem: Problem) -> Mask:
    """Find best cells with HiGHS, from the promising cells first.

    Solves with the best few cells of each row and column alone. The prices of that answer show every left-out cell that
    could improve it; those join, and it is solved again until there are none (column generation, Dantzig and Wolfe 1960).
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
    from scipy.optimize import Bounds, LinearConstraint, milp  # few problems come here; it takes a third of every start

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
