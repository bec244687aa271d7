"""One role an office and one seat a side: a matching in a general graph."""

from __future__ import annotations

from collections.abc import Callable

import networkx as nx
import numpy as np

from cxmatch.assignment.problem import Ints, Mask
from cxmatch.assignment.program import Program

KEY_ROOM = 2**48


def is_general(program: Program) -> bool:
    """Tell whether a program is just a matching of offices: each in one pair at most, in one role, and no other rule."""
    problem = program.problem
    single = max(problem.supply.max(initial=0), problem.demand.max(initial=0)) <= 1
    plain = not program.least and program.everyone is None and program.kept is None and not program.locked.any()
    return program.one_role and single and plain


def match(program: Program, keys: Callable[[Mask], Ints]) -> Mask:
    """Find the best choice of cells: first as many columns with a bonus as can be, then by value, then by keys.

    Notes
    -----
    Edmonds' blossom algorithm (networkx, after Galil 1986), O(n^3), in Python's own integers: all three are one weight, which
    no float could hold.
    """
    problem, key = program.problem, keys(program.problem.allowed)
    n = len(problem.supply)
    office = [int(column) + n if column >= 0 else row for row, column in enumerate(program.twin)]
    served = 1 + n * problem.largest_value
    graph, cell_of = nx.Graph(), {}
    for i, j in np.argwhere(problem.allowed).tolist():
        ends = frozenset((office[i], n + j))
        weight = (int(problem.value[i, j]) + served * bool(problem.bonus[j])) * KEY_ROOM + int(key[i, j])
        if problem.supply[i] and problem.demand[j] and (ends not in cell_of or weight > graph.edges[tuple(ends)]["weight"]):
            graph.add_edge(*ends, weight=weight)
            cell_of[ends] = (i, j)
    chosen = np.zeros(problem.value.shape, dtype=bool)
    for ends in nx.max_weight_matching(graph):
        chosen[cell_of[frozenset(ends)]] = True
    return chosen
