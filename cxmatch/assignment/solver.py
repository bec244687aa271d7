"""Best assignments: paths or a flow find them, prices prove them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Self, TypeAlias

import numpy as np

from cxmatch.assignment.certificate import recover
from cxmatch.assignment.ladder import Arcs, Face, first_by_place, moving_cells
from cxmatch.assignment.problem import Assignment, Ints, Keys, Mask, Problem

# Up to so many seats times cells the paths are done before the flow's library is loaded.
SMALL = 2_000_000
# A rung below the first: the choice that was left, and its answer.
Step: TypeAlias = tuple[Problem, Assignment]

UNREACHED, CLOSED = -(2**60), -(2**61)


def solve(problem: Problem) -> Assignment:
    """Find a best assignment and the prices that prove it: its `worth` equals their `bound`.

    Which of several best assignments is returned is *not* guaranteed: see `solve_ladder`. Raises NotOptimalError where the solver
    was wrong (never seen; the prices would show it).

    Notes
    -----
    Small problems go by successive best paths, larger ones by a minimum-cost flow (`flow`); seats are capacities in
    both, so that no cell can be taken twice.
    """
    if problem.seats * problem.value.size <= SMALL:
        return recover(problem, _by_paths(problem))
    from cxmatch.assignment.flow import by_flow  # a small cohort starts without its library

    return by_flow(problem)


def solve_ladder(problem: Problem, *keys: Keys) -> tuple[Assignment, tuple[Step, ...]]:
    """Find the assignment that is best first by the problem, then by each sum of keys, then by place (`first_by_place`).

    Its prices prove the cells best for the problem. For each of the keys comes the choice that was left among the best
    assignments, from `Face`, with the cells of that choice and the prices that prove them best for it.
    """
    first = solve(problem)
    chosen, steps = settled_by(problem, first, *keys)
    return replace(first, chosen=chosen), steps


def anew(problem: Problem, _: Mask) -> Assignment:
    """Find a best assignment from the start, where others mend chosen cells."""
    return solve(problem)


def settled_by(
    problem: Problem, best: Assignment, *keys: Keys, again: Callable[[Problem, Mask], Assignment] = anew
) -> tuple[Mask, tuple[Step, ...]]:
    """Return of the best assignments the one that `solve_ladder` finds, shape (n, m), and the steps that lead to it.

    `again` finds a best assignment of each step, given cells of it that are near.
    """
    settled, steps, answer = np.zeros_like(best.chosen), list[Problem](), [best]
    for key in keys:
        face = Face.of(problem, answer[-1], key)
        problem, settled = face.problem, settled | face.settled
        answer.append(again(problem, answer[-1].chosen & ~face.settled))
        steps.append(problem)
    chosen = settled | first_by_place(problem, answer[-1])
    # The choice that is best for the last step is best for those before it.
    answers = [replace(each, chosen=chosen & step.allowed) for each, step in zip(answer[1:], steps, strict=True)]
    return chosen, tuple(zip(steps, answers, strict=True))


def exchangeable(problem: Problem, best: Assignment) -> Mask:
    """Tell which cells, shape (n, m), stand in some best assignments and not in others.

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


def _by_paths(problem: Problem) -> Mask:
    """Find best cells, shape (n, m), by successive best paths (Ahuja, Magnanti, Orlin, *Network Flows*, 1993, section 9.7).

    Starts from nothing and adds the path that gains most, from a row with a free seat to a column with one, until none gains.
    What is chosen on the way is always the best of its number of cells. O(s k n m) for s seats and paths of k cells; gives no
    prices, and any of the best choices.
    """
    chosen = np.zeros(problem.value.shape, dtype=bool)
    while problem.allowed.any():
        paths = _Paths.of(problem, chosen)
        column = int((paths.to_column + paths.end).argmax())
        if paths.to_column[column] + paths.end[column] <= 0:
            break
        for row, taken, given in paths.cells(column):
            chosen[row, taken] = True
            if given >= 0:
                chosen[row, given] = False
    return chosen


class _Paths:
    """The best paths from any row with a free seat; `via` is the column that a row gave up, -1 where it had a seat free."""

    def __init__(self, problem: Problem, chosen: Mask) -> None:
        n, m = chosen.shape
        self.problem, used = problem, chosen.sum(axis=0)
        self.to_row = np.where(chosen.sum(axis=1) < problem.supply, 0, CLOSED)
        self.to_column = np.full(m, UNREACHED)
        self.via, self.source = np.full(n, -1), np.full(m, -1)
        self.end = np.where(used < problem.demand, np.where(used == 0, problem.bonus, 0), CLOSED)

    @classmethod
    def of(cls, problem: Problem, chosen: Mask) -> Self:
        """Follow all paths until none gets better (Bellman 1958, Ford 1956)."""
        paths = cls(problem, chosen)
        onward, back = np.where(problem.allowed & ~chosen, problem.value, CLOSED), np.where(chosen, -problem.value, CLOSED)
        while paths._reach_columns(onward) and paths._reach_rows(back):
            pass
        return paths

    def _reach_columns(self, onward: Ints) -> bool:
        reach = self.to_row[:, None] + onward
        source = reach.argmax(axis=0)
        gain = reach[source, np.arange(len(source))]
        better = gain > self.to_column
        self.to_column[better], self.source[better] = gain[better], source[better]
        return bool(better.any())

    def _reach_rows(self, back: Ints) -> bool:
        reach = self.to_column + back
        via = reach.argmax(axis=1)
        gain = reach[np.arange(len(via)), via]
        better = gain > np.maximum(self.to_row, UNREACHED)
        self.to_row[better], self.via[better] = gain[better], via[better]
        return bool(better.any())

    def cells(self, column: int) -> list[tuple[int, int, int]]:
        """Return the path to a column, from its end: a row, the column that it takes, the one that it gives up or -1."""
        path = []
        while column >= 0:
            row = int(self.source[column])
            path.append((row, column, int(self.via[row])))
            column = path[-1][2]
        return path
