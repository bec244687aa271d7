"""Stability: how wrong the values may be before another assignment is better."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

import numpy as np

from cxmatch.assignment.problem import Ints, Mask, Problem
from cxmatch.assignment.residual import Arcs, arcs_of


@dataclass(frozen=True, slots=True, kw_only=True)
class Margin:
    """The largest error of every value that a best assignment stands, and the choice that is as good at that error."""

    radius: Fraction
    rival: Mask


def margin(problem: Problem, chosen: Mask) -> Margin | None:
    r"""Find how wrong each value may be, independently and in both directions, with the chosen cells still best.

    It is the least of :math:`(w(M) - w(M')) / |M \triangle M'|` over all other choices M' that serve as many columns first: the
    minimum ratio cycle of the residual graph, where only cells count.

    Parameters
    ----------
    problem : Problem
    chosen : bool array, shape (n, m)
        The cells of a best assignment.

    Returns
    -------
    Margin or None
        None where no other choice can ever be best.

    Notes
    -----
    Newton's method (Dinkelbach 1967): take a cycle that is below the ratio tried, try its ratio next. Each round is a
    Bellman-Ford in whole numbers, O(n m (n + m)). The mask, the seats and the bonus are taken as certain.
    """
    span = sum(problem.value.shape) + 1
    # A cycle that loses a served column must never look cheap, however many cells it has.
    arcs = arcs_of(problem, chosen, problem.bonus * 4 * span)
    ceiling = Fraction(2 * problem.largest_value + 1)
    radius, cycle = ceiling, None
    while True:
        found = _negative_cycle(arcs, span, radius)
        if found is None:
            break
        cycle, radius = found, Fraction(int(arcs.cost[found].sum()), int(arcs.cells[found].sum()))
    return None if cycle is None else Margin(radius=radius, rival=_applied(arcs, cycle, chosen))


def _negative_cycle(arcs: Arcs, nodes: int, radius: Fraction) -> Ints | None:
    """Return the arcs of a cycle whose cost is below `radius` times its cells, None where there is none."""
    weight = arcs.cost * radius.denominator - arcs.cells * radius.numerator
    length = np.zeros(nodes, dtype=np.int64)
    last = np.full(nodes, -1)
    for _ in range(nodes + 1):
        reach = length[arcs.tail] + weight
        best = length.copy()
        np.minimum.at(best, arcs.head, reach)
        better = (reach == best[arcs.head]) & (best[arcs.head] < length[arcs.head])
        if not better.any():
            return None
        last[arcs.head[better]] = np.flatnonzero(better)
        length = best
    return _cycle_from(arcs, last, int(arcs.head[np.flatnonzero(better)[0]]), nodes)


def _cycle_from(arcs: Arcs, last: Ints, node: int, nodes: int) -> Ints:
    for _ in range(nodes):
        node = int(arcs.tail[last[node]])
    start, found = node, []
    while True:
        found.append(int(last[node]))
        node = int(arcs.tail[last[node]])
        if node == start:
            return np.array(found)


def _applied(arcs: Arcs, cycle: Ints, chosen: Mask) -> Mask:
    n, after = chosen.shape[0], chosen.copy()
    for arc in cycle[arcs.cells[cycle] > 0]:
        tail, head = int(arcs.tail[arc]), int(arcs.head[arc])
        if tail < n:
            after[tail, head - n] = True
        else:
            after[head, tail - n] = False
    return after
