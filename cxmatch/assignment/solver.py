"""Best assignments with the prices that prove them: exchanges or a flow find them, of one problem or of several in order."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import TypeAlias

import numpy as np

from cxmatch.assignment.certificate import NotOptimalError, least, recover
from cxmatch.assignment.ladder import Face, first_by_place
from cxmatch.assignment.problem import Assignment, Cells, Ints, Keys, Mask, Problem
from cxmatch.assignment.steps import FAR, Steps, changed

# Up to so many seats times cells exchanges are done before the flow's library is loaded.
SMALL = 2_000_000
# So many cells a row or column to begin a flow with, and so many to join at a time; below FEW a node all are taken at once.
FIRST, JOINING, FEW = 16, 8, 64
# A rung below the first: the choice that was left, and its answer.
Step: TypeAlias = tuple[Problem, Assignment]


def solve(problem: Problem) -> Assignment:
    """Find a best assignment and the prices that prove it: its `worth` equals their `bound`.

    Which of several best assignments is returned is *not* guaranteed: see `solve_ladder`. Raises NotOptimalError where the solver
    was wrong (never seen; the prices would show it).

    Notes
    -----
    Small problems go by exchanges from a good choice (`mended`), larger ones by a minimum-cost flow (`by_flow`).
    """
    if problem.seats * problem.value.size > SMALL:
        return by_flow(problem)
    chosen = _greedy(problem)
    return recover(problem, mended(problem, chosen).chosen if chosen.any() else chosen)


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


def _greedy(problem: Problem) -> Mask:
    """Choose the most valuable cell that seats still allow, again and again."""
    chosen, rows, columns = np.zeros_like(problem.allowed), problem.supply.tolist(), problem.demand.tolist()
    at, to = np.nonzero(problem.allowed)
    order = np.argsort(-(problem.value + problem.bonus)[at, to], kind="stable")
    for row, column in zip(at[order].tolist(), to[order].tolist(), strict=True):
        if rows[row] and columns[column]:
            chosen[row, column] = True
            rows[row] -= 1
            columns[column] -= 1
    return chosen


def mended(problem: Problem, chosen: Mask, near: Assignment | None = None) -> Assignment:
    """Return a best assignment and prices that prove it, as `solve` does, beginning with some cells.

    These, shape (n, m), keep to the problem: the nearer to a best choice, the sooner it is found. The prices of what was best
    before, `near`, are a good guess; with any others the answer is as good.

    Notes
    -----
    Exchanges that gain are made until there are none (Klein 1967). They are cycles of the residual graph below 0, found by
    Bellman-Ford; where that comes to rest, its lengths are the prices.
    """
    lengths = np.zeros(sum(chosen.shape) + 1, dtype=np.int64)
    if near is not None:
        lengths[:-1] = np.concatenate([near.row_prices, problem.bonus - near.column_prices])
    while cycle := _gaining(_with_signs(problem, Steps.of(problem, chosen, lambda cost, _, __: cost, far=FAR)), lengths):
        chosen = changed(chosen, cycle)
    rows, columns = np.split(lengths[:-1] - lengths[-1], [len(chosen)])
    return Assignment(chosen=chosen, row_prices=rows, column_prices=problem.bonus - columns)


def _with_signs(problem: Problem, steps: Steps) -> Steps:
    """Return the steps with those that keep prices from falling below 0; no cycle that gains leads along them."""
    return replace(steps, end=np.zeros_like(steps.end), clear=np.minimum(steps.clear, problem.bonus))


def _gaining(steps: Steps, lengths: Ints) -> list[int]:
    """Return the nodes of a cycle below 0, in order; empty where there is none.

    Shortens whole-number lengths, shape (n + m + 1,), in their place, until no arc does or a cycle shows: where there is none
    they are those of shortest ways.
    """
    before = np.full(len(lengths), -1)
    while True:
        then = lengths.copy()
        _shorten(steps, lengths, before)
        if np.array_equal(then, lengths):
            return []
        if cycle := _cycle(before):
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


def by_flow(problem: Problem) -> Assignment:
    r"""Find a best assignment and the least prices that prove it.

    Solves over a few cells of each row and column. The prices of that answer show every other cell that could improve it;
    the best of those join, and it is solved again until there are none (column generation, Dantzig and Wolfe 1960).

    Raises NotOptimalError where the solver was wrong (never seen; the prices would show it).

    Notes
    -----
    A unit of flow is a cell: from a source to a row, with the seats of the row as capacity; to a column, at cost
    :math:`-w_{ij}` and capacity 1; to a sink, the first at cost :math:`-b_j`, further ones at 0. The library scales costs and
    pushes flow in whole numbers throughout (Goldberg, "An efficient implementation of a scaling minimum-cost flow
    algorithm", Journal of Algorithms 22, 1997).
    """
    # What a cell lacks to the best of its row and of its column: by its value alone, all would be given the same few.
    value = np.where(problem.allowed, problem.value, 0)
    among = _promising(2 * value - value.max(axis=1, initial=0)[:, None] - value.max(axis=0, initial=0), problem.allowed, FIRST)
    while True:
        cells = Cells.of(problem, among)
        picked = best_of(cells) > 0
        rows, columns = least(cells, picked)
        surplus = problem.value - rows[:, None] + (problem.bonus - columns)
        missing = problem.allowed & (surplus > 0) & ~among
        if not missing.any():
            chosen = np.zeros_like(among)
            chosen[cells.row[picked], cells.column[picked]] = True
            return Assignment(chosen=chosen, row_prices=rows, column_prices=columns)
        among = among | _promising(surplus, missing, JOINING)


def _promising(worth: Ints, cells: Mask, number: int) -> Mask:
    """Mark the cells of highest worth in each row and column among some, or all of these where they are few."""
    n, m = cells.shape
    if np.count_nonzero(cells) <= FEW * (n + m):
        return cells
    # Where many cells are alike, each row begins elsewhere: otherwise all would be given the same few columns.
    rows, columns = np.arange(n, dtype=np.int32)[:, None], np.arange(m, dtype=np.int32)
    jitter = ((rows * 40503 + columns * 9973) & 1023).astype(np.float32) / 1025
    order = np.where(cells, worth.astype(np.float32) + jitter, -np.inf)
    best = np.zeros(cells.shape, dtype=bool)
    across, down = min(number, m - 1), min(number, n - 1)
    best[rows, np.argpartition(order, m - across, axis=1)[:, m - across :]] = True
    best[np.argpartition(order, n - down, axis=0)[n - down :], columns] = True
    return best & cells


def best_of(cells: Cells) -> Ints:
    """Return how often each of some cells is chosen in a best choice, shape (k,), by a minimum-cost flow.

    Raises NotOptimalError where the solver fails (never seen).
    """
    from ortools.graph.python.min_cost_flow import SimpleMinCostFlow  # 50 ms that a small cohort does without

    n, m, flow = len(cells.supply), len(cells.demand), SimpleMinCostFlow()
    columns, source, sink = n + np.arange(m), n + m, n + m + 1
    tails = np.concatenate([cells.row, np.full(n, source), columns, columns, [source]])
    heads = np.concatenate([n + cells.column, np.arange(n), np.full(m, sink), np.full(m, sink), [sink]])
    first, further = np.minimum(cells.demand, 1), np.maximum(cells.demand - 1, 0)
    often = np.where(cells.wide[cells.row], cells.demand[cells.column], 1)
    room = np.concatenate([often, cells.supply, first, further, [cells.seats]])
    cost = np.concatenate([-cells.value, np.zeros(n, np.int64), -cells.bonus, np.zeros(m + 1, np.int64)])
    flow.add_arcs_with_capacity_and_unit_cost(tails.astype(np.int32), heads.astype(np.int32), room, cost)
    flow.set_nodes_supplies(np.array([source, sink], dtype=np.int32), np.array([cells.seats, -cells.seats]))
    status = flow.solve()
    if status != flow.OPTIMAL:
        raise NotOptimalError(status.name)
    chosen: Ints = flow.flows(np.arange(len(cells.row), dtype=np.int32))
    return chosen
