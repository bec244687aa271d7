"""Mending: a best assignment from one that was best before something changed, by the few exchanges that better it."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

import numpy as np

from cxmatch.assignment.problem import Assignment, Ints, Mask, Problem
from cxmatch.assignment.steps import Steps

FAR = 2**62


def mended(problem: Problem, chosen: Mask, near: Assignment | None = None) -> Assignment:
    """Return a best assignment and the prices that prove it, as `solve` does, beginning with some cells.

    Parameters
    ----------
    problem : Problem
    chosen : bool array, shape (n, m)
        Cells that keep to the problem: the nearer to a best choice, the sooner it is found.
    near : Assignment, optional
        What was best before, whose prices are a good guess; with any others the answer is as good.

    Notes
    -----
    Exchanges that gain are made until there are none (Klein 1967). They are cycles of the residual graph below 0, found by
    Bellman-Ford; where that comes to rest, its lengths are the prices.
    """
    lengths = np.zeros(sum(chosen.shape) + 1, dtype=np.int64)
    if near is not None:
        lengths[:-1] = np.concatenate([near.row_prices, problem.bonus - near.column_prices])
    while True:
        steps = _with_signs(problem, Steps.of(problem, chosen, lambda cost, _, __: cost, far=FAR))
        cycle = _at_rest(steps, lengths)
        if not cycle:
            break
        chosen = _exchanged(chosen, cycle)
    rows, columns = np.split(lengths[:-1] - lengths[-1], [len(chosen)])
    return Assignment(chosen=chosen, row_prices=rows, column_prices=problem.bonus - columns)


def _with_signs(problem: Problem, steps: Steps) -> Steps:
    """Return the steps with those that keep prices from falling below 0; no cycle that gains leads along them."""
    return replace(steps, end=np.zeros_like(steps.end), clear=np.minimum(steps.clear, problem.bonus))


def _exchanged(chosen: Mask, cycle: list[int]) -> Mask:
    (n, m), after = chosen.shape, chosen.copy()
    for tail, head in pairwise([*cycle, cycle[0]]):
        if n + m not in (tail, head):
            after[min(tail, head), max(tail, head) - n] = tail < n
    return after


def _at_rest(steps: Steps, lengths: Ints) -> list[int]:
    """Shorten lengths, shape (n + m + 1,), until no arc does; returns the nodes of a cycle that gains as soon as one shows."""
    before = np.full(len(lengths), -1)
    while True:
        then = lengths.copy()
        _shorten(steps, lengths, before)
        if np.array_equal(then, lengths):
            return []
        cycle = _cycle(before)
        if cycle:
            return cycle


def _shorten(steps: Steps, lengths: Ints, before: Ints) -> None:
    """Take every arc once: to the columns, to the rows, to the root; note for each node that came nearer the one before it."""
    (n, m), end = steps.add.shape, np.array([len(lengths) - 1])
    rows, columns, root = lengths[:n], lengths[n:-1], lengths[-1:]
    reach = steps.add + rows[:, None]
    first = reach.argmin(axis=0)
    _offer(lengths, before, np.arange(n, n + m), reach[first, np.arange(m)], first)
    _offer(lengths, before, np.arange(n, n + m), steps.clear + root, end)
    order = np.argsort(-columns[steps.to] - steps.take, kind="stable")  # so that of several the nearest comes last, and stays
    _offer(lengths, before, steps.at[order], (columns[steps.to] + steps.take)[order], n + steps.to[order])
    _offer(lengths, before, np.arange(n), steps.begin + root, end)
    onward = np.concatenate([rows + steps.end, columns + steps.fill])
    _offer(lengths, before, end, onward.min(keepdims=True), onward.argmin(axis=0, keepdims=True))


def _offer(lengths: Ints, before: Ints, nodes: Ints, reached: Ints, tails: Ints) -> None:
    nearer = reached < lengths[nodes]
    if nearer.any():
        lengths[nodes[nearer]] = reached[nearer]
        before[nodes[nearer]] = tails[nearer] if len(tails) > 1 else tails


def _cycle(before: Ints) -> list[int]:
    """Return the nodes of a cycle among those that each came from the one before it, in order; empty where there is none."""
    ahead = np.append(before, -1)
    for _ in range(len(ahead).bit_length()):
        ahead = ahead[ahead]
    on = np.flatnonzero(ahead >= 0)
    found = [int(ahead[on[0]])] if len(on) else []
    while found and before[found[-1]] != found[0]:
        found.append(int(before[found[-1]]))
    return found[::-1]
