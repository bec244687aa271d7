"""Stability: how wrong the values may be before another assignment is better."""

from __future__ import annotations

from dataclasses import dataclass, replace
from fractions import Fraction

import numpy as np

from cxmatch.assignment.problem import Ints, Mask, Problem
from cxmatch.assignment.residual import Arcs


@dataclass(frozen=True, slots=True, kw_only=True)
class _Margin:
    """The largest error of every value that a best assignment stands, and the choice that ends it.

    At that error `rival` is as good; or, where it `opens` a cell that only a larger error does, it is better one unit further on.
    """

    radius: Fraction
    rival: Mask
    opens: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Closed:
    """Cells that are not allowed for want of value alone: what each is worth, and how much is missing (-1 for all others)."""

    value: Ints
    missing: Ints


def margin(problem: Problem, chosen: Mask, closed: Closed | None = None) -> _Margin | None:
    r"""Find how wrong each value may be, independently and in both directions, with the chosen cells still best.

    It is the least of :math:`(w(M) - w(M')) / |M \triangle M'|` over all other choices M' that serve as many columns first: the
    minimum ratio cycle of the residual graph, where only cells count. A closed cell takes part from the error that opens it;
    where a choice with it is better already then, the largest whole error below that is the margin.

    Parameters
    ----------
    problem : Problem
    chosen : bool array, shape (n, m)
        The cells of a best assignment.
    closed : Closed, optional

    Returns
    -------
    _Margin or None
        None where no other choice can ever be best.

    Notes
    -----
    Newton's method (Dinkelbach 1967): take a cycle that is below the ratio tried, try its ratio next. Each round is a
    Bellman-Ford in whole numbers, O(n m (n + m)). The mask of all other cells, the seats and the bonus are taken as certain.
    """
    closed = closed or Closed(value=problem.value, missing=np.full(problem.value.shape, -1))
    found = _least(problem, chosen, problem.allowed, problem.value)
    for missing in sorted({int(short) for short in closed.missing[closed.missing > 0]}):
        if found is not None and found.radius < missing:
            break
        opened = (closed.missing > 0) & (closed.missing <= missing)
        value = np.where(opened, closed.value, problem.value)
        other = _least(problem, chosen, problem.allowed | opened, value)
        if other is None or other.radius < missing:
            found = found if other is None else _Margin(radius=Fraction(missing - 1), rival=other.rival, opens=True)
        elif found is None or other.radius < found.radius:
            found = other
    return found


def _least(problem: Problem, chosen: Mask, allowed: Mask, value: Ints) -> _Margin | None:
    """Find the minimum ratio cycle among some cells; it may be below 0 where not all of them were allowed."""
    span = sum(value.shape) + 1
    largest = max(problem.largest_value, int(np.abs(value).max(initial=0, where=allowed)))
    # A cycle that loses a served column must never look cheap, however many cells it has, nor one that serves another dear.
    usable = replace(problem, allowed=allowed, value=np.maximum(value, 0))
    arcs = Arcs.of(usable, chosen, np.where(problem.bonus > 0, 8 * span * (largest + 1), 0))
    i, j = np.nonzero(allowed & ~chosen)
    arcs.cost[: len(i)] = -value[i, j]
    radius, cycle = Fraction(2 * largest + 1), None
    while True:
        found = _negative_cycle(arcs, span, radius)
        if found is None:
            break
        cycle, radius = found, Fraction(int(arcs.cost[found].sum()), int(arcs.cells[found].sum()))
    return None if cycle is None else _Margin(radius=radius, rival=_applied(arcs, cycle, chosen))


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
