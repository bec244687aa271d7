"""Best assignments: paths or a flow find them, prices prove them."""

from __future__ import annotations

from dataclasses import replace
from typing import TypeAlias

import numpy as np

from cxmatch.assignment.augment import by_paths
from cxmatch.assignment.ladder import Arcs, Face, first_by_place, moving_cells
from cxmatch.assignment.prices import recover
from cxmatch.assignment.problem import Assignment, Ints, Keys, Mask, Problem

# Up to so many seats times cells the paths are done before the flow's library is loaded.
SMALL = 2_000_000
# A rung below the first: the choice that was left, and its answer.
Step: TypeAlias = tuple[Problem, Assignment]


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
    Small problems go by successive best paths (`augment`), larger ones by a minimum-cost flow (`flow`); seats are capacities in
    both, so that no cell can be taken twice.
    """
    if problem.seats * problem.value.size <= SMALL:
        return recover(problem, by_paths(problem))
    from cxmatch.assignment.flow import by_flow  # a small cohort starts without its library

    return by_flow(problem)


def solve_ladder(problem: Problem, *keys: Keys) -> tuple[Assignment, tuple[Step, ...]]:
    """Find the assignment that is best first by the problem, then by each sum of keys, then by place (`first_by_place`).

    Returns
    -------
    best : Assignment
        The cells, with the prices that prove them best for the problem.
    steps : tuple of Step
        For each of the keys the choice that was left among the best assignments, from `Face`, with the cells of that choice and
        the prices that prove them best for it.
    """
    first = solve(problem)
    chosen, steps = settled_by(problem, first, *keys)
    return replace(first, chosen=chosen), steps


def settled_by(problem: Problem, best: Assignment, *keys: Keys) -> tuple[Mask, tuple[Step, ...]]:
    """Return of the best assignments the one that `solve_ladder` finds, shape (n, m), and the steps that lead to it."""
    settled, steps, answer = np.zeros_like(best.chosen), list[Problem](), [best]
    for number, key in enumerate(keys, start=1):
        face = Face.of(problem, answer[-1], key)
        problem, settled = face.problem, settled | face.settled
        answer.append(solve(problem) if number < len(keys) else settled_by_place(problem))
        steps.append(problem)
    chosen = settled | answer[-1].chosen
    # The choice that is best for the last step is best for those before it.
    answers = [replace(each, chosen=chosen & step.allowed) for each, step in zip(answer[1:], steps, strict=True)]
    return chosen, tuple(zip(steps, answers, strict=True))


def settled_by_place(problem: Problem) -> Assignment:
    """Find the best assignment that comes first by place: the only one of its kind, whatever a solver finds first."""
    found = solve(problem)
    return replace(found, chosen=first_by_place(problem, found))


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
    cells = moving_cells(problem, best)
    arcs = Arcs.of(cells, best.chosen[cells.row, cells.column], best.row_prices, best.column_prices).on_cycles()
    exchanged = arcs.cell[_strong(arcs.tail, arcs.head)]
    exchanged = exchanged[exchanged >= 0]
    found = np.zeros(problem.value.shape, dtype=bool)
    found[cells.row[exchanged], cells.column[exchanged]] = True
    return found


def _strong(tail: Ints, head: Ints) -> Mask:
    """Tell of each arc whether it lies on a cycle, shape (a,).

    Each node takes the highest number that leads to it. Nodes that also lead back to the one of that number are one strong
    component; what is left is looked at again (Orzan 2004).
    """
    cyclic, left = np.zeros(len(tail), dtype=bool), np.arange(len(tail))
    while len(left):
        nodes = int(max(tail[left].max(), head[left].max())) + 1
        number = _highest(tail[left], head[left], nodes)
        left = left[number[tail[left]] == number[head[left]]]
        back = _highest(head[left], tail[left], nodes) == number
        cyclic[left] = back[tail[left]] & back[head[left]]
        left = left[~back[tail[left]] & ~back[head[left]]]
    return cyclic


def _highest(tail: Ints, head: Ints, nodes: int) -> Ints:
    """Return the highest node that leads to each node, itself among them, shape (nodes,)."""
    found = np.arange(nodes)
    while True:
        after = found.copy()
        np.maximum.at(after, head, found[tail])
        after = np.maximum(after, after[after])  # what leads to that one leads here: long ways take few rounds
        if np.array_equal(after, found):
            return found
        found = after
