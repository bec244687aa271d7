"""Best assignments: scipy finds them, prices prove them."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from scipy.sparse import csr_array
from scipy.sparse.csgraph import min_weight_full_bipartite_matching

from cxmatch.assignment.ladder import Keys, face, first_by_place
from cxmatch.assignment.prices import recover
from cxmatch.assignment.problem import Assignment, Ints, Problem


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
    # Few problems come here, and scipy.optimize costs every start a third of its time.
    from cxmatch.assignment.linear import solve_by_cells

    return recover(problem, solve_by_cells(problem))


def solve_ladder(problem: Problem, keys: Keys) -> tuple[Assignment, Problem, Assignment]:
    """Find the assignment that is best first by the problem, then by the sum of keys, then by place (`first_by_place`).

    Returns
    -------
    best : Assignment
        The cells, with the prices that prove them best for the problem.
    rung : Problem
        The choice that was left among the best assignments, from `ladder.face`.
    tie : Assignment
        The cells of that choice, with the prices that prove them best for it.
    """
    first = solve(problem)
    rung = face(problem, first, keys)
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
