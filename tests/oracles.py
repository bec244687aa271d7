"""Independent answers to hold the program against: slow, obvious, and sharing no code with it."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from itertools import combinations, product

import networkx as nx
import numpy as np

from cxmatch.assignment.problem import Problem
from cxmatch.domain.policy import Objective
from cxmatch.domain.run import Run
from cxmatch.matching.fit import FitMatrix

Worth = tuple[int, int]
Pairs = frozenset[tuple[str, str]]


def brute_force(problem: Problem, keys: np.ndarray) -> Worth:
    """Try every choice of cells, column by column; gives the best worth and, among those, the highest total of keys."""
    n, m = problem.value.shape

    @cache
    def best(column: int, left: tuple[int, ...]) -> Worth:
        if column == m:
            return (0, 0)
        open_rows = [row for row in range(n) if problem.allowed[row, column] and left[row] > 0]
        found = best(column + 1, left)
        for size in range(1, min(len(open_rows), int(problem.demand[column])) + 1):
            for rows in combinations(open_rows, size):
                rest = best(column + 1, tuple(seats - (row in rows) for row, seats in enumerate(left)))
                value = sum(int(problem.value[row, column]) for row in rows) + int(problem.bonus[column])
                found = max(found, (rest[0] + value, rest[1] + sum(int(keys[row, column]) for row in rows)))
        return found

    return best(0, tuple(int(seats) for seats in problem.supply))


def choices(problem: Problem) -> Iterator[np.ndarray]:
    """Every choice of cells within the rules."""
    cells = np.argwhere(problem.allowed)
    for picks in product((False, True), repeat=len(cells)):
        chosen = np.zeros(problem.value.shape, dtype=bool)
        for (row, column), pick in zip(cells, picks, strict=True):
            chosen[row, column] = pick
        if not problem.breaches(chosen):
            yield chosen


def network_simplex(problem: Problem) -> int:
    """Solve as a flow of least cost with networkx, in whole numbers; gives the best worth."""
    n, m = problem.value.shape
    graph = nx.DiGraph()
    total = int(problem.supply.sum())
    graph.add_node("from", demand=-total)
    graph.add_node("to", demand=total)
    graph.add_edge("from", "to", capacity=total, weight=0)
    for row in range(n):
        graph.add_edge("from", ("row", row), capacity=int(problem.supply[row]), weight=0)
    for column in range(m):
        graph.add_edge(("column", column), ("first", column), capacity=1, weight=-int(problem.bonus[column]))
        graph.add_edge(("first", column), ("seats", column), capacity=1, weight=0)
        graph.add_edge(("column", column), ("seats", column), capacity=max(int(problem.demand[column]) - 1, 0), weight=0)
        graph.add_edge(("seats", column), "to", capacity=int(problem.demand[column]), weight=0)
    for row, column in np.argwhere(problem.allowed):
        weight = -int(problem.value[row, column])
        graph.add_edge(("row", int(row)), ("column", int(column)), capacity=1, weight=weight)
    cost, _ = nx.network_simplex(graph)
    return -int(cost)


def plans(matrix: FitMatrix) -> Iterator[Pairs]:
    """Every set of pairs within the rules, told by counting names."""
    allowed = [
        (mentor.id, protege.id)
        for mentor, protege in product(matrix.mentors, matrix.proteges)
        if not matrix[mentor.id, protege.id].barred_by
    ]
    for picks in product((False, True), repeat=len(allowed)):
        pairs = frozenset(pair for pair, pick in zip(allowed, picks, strict=True) if pick)
        if meets(matrix, pairs):
            yield pairs


def meets(matrix: FitMatrix, pairs: Pairs) -> bool:
    """Tell whether a set of pairs keeps every rule of a policy, by counting names."""
    policy = matrix.policy
    given = {office.id: sum(m == office.id for m, _ in pairs) for office in matrix.cohort.offices}
    taken = {office.id: sum(p == office.id for _, p in pairs) for office in matrix.cohort.offices}
    for office in matrix.cohort.offices:
        if given[office.id] > office.mentor_slots or taken[office.id] > office.protege_slots:
            return False
        if policy.must.one_role and given[office.id] and taken[office.id]:
            return False
        held = office.mentor_slots if policy.capacity.each else given[office.id]
        if held and given[office.id] < policy.capacity.mentor_at_least:
            return False
        lowest = matrix.cohort.framework.need_scale.bottom
        wants = any(level > lowest and matrix.ledger.weights[area] for area, level in office.need.items())
        if policy.must.everyone and wants and office.protege_slots and not taken[office.id]:
            return False
    if policy.must.no_exchange and any((p, m) in pairs for m, p in pairs):
        return False
    there = [lock for lock in policy.locked if matrix.cohort.has(lock.mentor) and matrix.cohort.has(lock.protege)]
    locks = {(matrix.cohort.office(lock.mentor).id, matrix.cohort.office(lock.protege).id) for lock in there}
    return locks <= pairs


def rank(matrix: FitMatrix, pairs: Pairs) -> tuple[object, ...]:
    """What a plan is compared by, without the ties."""
    fits = sorted(matrix[pair].points for pair in pairs)
    paired = len({protege for _, protege in pairs})
    if matrix.policy.objective is Objective.WORST_OFF_FIRST:
        return (paired, len(fits), tuple(fits))
    if matrix.policy.objective is Objective.TOTAL_FIRST and not matrix.policy.must.everyone:
        return (sum(fits),)
    return (paired, sum(fits))


def made(run: Run) -> Pairs:
    """Give the pairs of a run."""
    return frozenset((fit.mentor, fit.protege) for fit in run.matching.pairings)
