"""All ways of a residual graph by Floyd and Warshall, and margins arc by arc: slow and obvious, to hold others by."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

import numpy as np
from scipy.sparse import csr_array
from scipy.sparse.csgraph import floyd_warshall

from cxmatch.assignment.problem import Problem

Arc = tuple[int, int, int, int, int]


def arcs(problem: Problem, chosen: np.ndarray, bonus: np.ndarray) -> list[Arc]:
    """Tail, head, cost, cells and emptied columns of every arc: rows first, then columns, the root last."""
    n, m = problem.value.shape
    used_row, used, root = chosen.sum(axis=1), chosen.sum(axis=0), n + m
    fill = [(n + j, root, -int(bonus[j]) if used[j] == 0 else 0, 0, -int(used[j] == 0)) for j in range(m)]
    clear = [(root, n + j, int(bonus[j]) if used[j] == 1 else 0, 0, int(used[j] == 1)) for j in range(m)]
    return [
        *((int(i), n + int(j), -int(problem.value[i, j]), 1, 0) for i, j in np.argwhere(problem.allowed & ~chosen)),
        *((n + int(j), int(i), int(problem.value[i, j]), 1, 0) for i, j in np.argwhere(chosen)),
        *((root, i, 0, 0, 0) for i in range(n) if used_row[i] < problem.supply[i]),
        *((i, root, 0, 0, 0) for i in range(n) if used_row[i]),
        *(fill[j] for j in range(m) if used[j] < problem.demand[j]),
        *(clear[j] for j in range(m) if used[j]),
    ]


def changed(chosen: np.ndarray, arcs: list[tuple[int, int]]) -> np.ndarray:
    """Return the chosen cells after the changes of some arcs."""
    (n, m), after = chosen.shape, chosen.copy()
    for tail, head in arcs:
        if n + m not in (tail, head):
            after[min(tail, head), max(tail, head) - n] = tail < n
    return after


@dataclass(frozen=True)
class AllWays:
    """The lengths of the shortest ways between all nodes, as cost, then cells, then emptied columns in one number."""

    chosen: np.ndarray
    step: np.ndarray
    length: np.ndarray
    unit: int

    @classmethod
    def of(cls, problem: Problem, chosen: np.ndarray) -> AllWays:
        """Find them all."""
        nodes = sum(problem.value.shape) + 1
        step, unit = np.full((nodes, nodes), np.inf), 4 * 2 * nodes
        for tail, head, cost, cells, emptied in arcs(problem, chosen, problem.bonus):
            step[tail, head] = cost * unit + cells * 4 + emptied
        tail, head = np.nonzero(np.isfinite(step))
        length = floyd_warshall(csr_array((step[tail, head], (tail, head)), shape=(nodes, nodes)))
        return cls(chosen=chosen, step=step, length=length, unit=unit)

    @property
    def cost(self) -> np.ndarray:
        """The cost of each way alone."""
        return np.floor((self.length + 2) / self.unit)

    def way(self, start: int, end: int) -> list[int]:
        """Return the nodes on the shortest way; of several, the one of fewest arcs, then the one that is first in order."""
        length = self.length[start]
        between = np.flatnonzero(length + self.length[:, end] == length[end])
        before, queue = {start: start}, [start]
        for node in queue:
            for head in between[length[node] + self.step[node, between] == length[between]].tolist():
                if head not in before:
                    before[head] = node
                    queue.append(head)
        nodes = [end]
        while nodes[-1] != start:
            nodes.append(before[nodes[-1]])
        return nodes[::-1]


def margin(problem: Problem, chosen: np.ndarray) -> tuple[Fraction, np.ndarray] | None:
    """Return the minimum ratio of a cycle, and the choice that the last cycle that was found leads to."""
    span = sum(problem.value.shape) + 1
    bonus = np.where(problem.bonus > 0, 8 * span * (problem.largest_value + 1), 0)
    every, radius, cycle = arcs(problem, chosen, bonus), Fraction(2 * problem.largest_value + 1), list[Arc]()
    while found := _negative_cycle(every, span, radius):
        cycle, radius = found, Fraction(sum(arc[2] for arc in found), sum(arc[3] for arc in found))
    return (radius, changed(chosen, [arc[:2] for arc in cycle])) if cycle else None


def _negative_cycle(every: list[Arc], nodes: int, radius: Fraction) -> list[Arc]:
    length, last = [0] * nodes, dict[int, Arc]()
    for _ in range(nodes + 1):
        after, nearer = list(length), list[Arc]()
        reach = [length[arc[0]] + arc[2] * radius.denominator - arc[3] * radius.numerator for arc in every]
        for arc, reached in zip(every, reach, strict=True):
            after[arc[1]] = min(after[arc[1]], reached)
        nearer = [arc for arc, reached in zip(every, reach, strict=True) if reached == after[arc[1]] < length[arc[1]]]
        if not nearer:
            return []
        last |= {arc[1]: arc for arc in nearer}
        length = after
    node = nearer[0][1]
    for _ in range(nodes):
        node = last[node][0]
    found = [last[node]]
    while found[-1][0] != node:
        found.append(last[found[-1][0]])
    return found
