"""Independent answers to hold the program against: slow, obvious, and sharing no code with it."""

from __future__ import annotations

from functools import cache
from itertools import combinations

import networkx as nx
import numpy as np

from cxmatch.assignment.problem import Problem

Worth = tuple[int, int]


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
