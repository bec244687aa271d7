"""Objectives in order: each chooses only among the assignments that the one before found best."""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Self

import numpy as np

from cxmatch.assignment.problem import Assignment, Ints, Keys, Mask, Problem

KEY_BITS = 24
NOT_FIRST = "another choice with the same sum of keys comes first by name"


@dataclass(frozen=True, slots=True, kw_only=True)
class Freedom:
    """What all best assignments share, and what is still open between them.

    Parameters
    ----------
    settled, allowed : bool array, shape (n, m)
        The cells that all of them have, and the cells that a choice is left about.
    supply, demand : int64 array, shape (n,) and (m,)
        The seats that the settled cells leave.
    full_rows, full_columns : bool array, shape (n,) and (m,)
        Where every seat must be filled.
    first_seats : bool array, shape (m,)
        The columns that must have a cell, and may have more.

    """

    settled: Mask
    allowed: Mask
    supply: Ints
    demand: Ints
    full_rows: Mask
    full_columns: Mask
    first_seats: Mask

    @classmethod
    def of(cls, problem: Problem, assignment: Assignment) -> Self:
        r"""Return what all best assignments share.

        By complementary slackness with the proven prices u, v, an assignment is best exactly when it

        - uses every cell of positive surplus :math:`w_{ij} + b_j - u_i - v_j` (they are settled, and leave the problem),
        - uses no cell of negative surplus (they are barred),
        - fills every seat of rows with :math:`u_i > 0`, of columns with :math:`v_j > b_j`, the first seat where :math:`v_j > 0`,
        - leaves the further seats empty where :math:`v_j < b_j`.
        """
        u, v, bonus = assignment.row_prices, assignment.column_prices, problem.bonus
        surplus = problem.value + bonus - u[:, None] - v
        settled = problem.allowed & (surplus > 0)
        taken = settled.sum(axis=0)
        return cls(
            settled=settled,
            allowed=problem.allowed & (surplus == 0),
            supply=problem.supply - settled.sum(axis=1),
            demand=np.where(v < bonus, np.minimum(problem.demand, 1), problem.demand) - taken,
            full_rows=u > 0,
            full_columns=(v > bonus) & (v > 0),
            first_seats=(v > 0) & (v <= bonus) & (taken == 0),
        )

    @property
    def seats(self) -> int:
        """The most cells that the seats left would hold."""
        return min(int(self.supply.sum()), int(self.demand.sum()))

    def problem(self, value: Ints, must: int) -> Problem:
        """Return the problem that fills what must be filled, each such seat worth `must`, then looks at `value`, shape (n, m)."""
        return Problem(
            value=(value + must * self.full_rows[:, None] + must * self.full_columns).astype(np.int64),
            allowed=self.allowed,
            supply=self.supply,
            demand=self.demand,
            bonus=np.where(self.first_seats, must, 0).astype(np.int64),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Face:
    """The set of best assignments, written as a smaller problem: `settled` cells are in all of them; `problem` chooses the rest.

    The values of `problem` first fill the seats that every best assignment fills, then look at the keys.
    """

    problem: Problem
    settled: Mask

    @classmethod
    def of(cls, problem: Problem, assignment: Assignment, keys: Keys) -> Self:
        """Return the next rung: among the best assignments, the one with the highest total of keys.

        A demand to fill a seat becomes a value that outweighs all keys together.

        Parameters
        ----------
        problem, assignment
            A problem and an assignment whose prices prove it.
        keys : callable
            Gives an int64 array, shape (n, m), for a mask of the cells that are asked for; each key is at least 0 and
            below ``2**KEY_BITS``, and larger is preferred.

        Raises
        ------
        OverflowError
            The seats are so many that keys could not be added exactly.

        """
        left = Freedom.of(problem, assignment)
        must = problem.seats * 2**KEY_BITS + 1
        return cls(settled=left.settled, problem=left.problem(keys(left.allowed), must))


def tight_arcs(problem: Problem, best: Assignment) -> Mask:
    """Mark the arcs of the residual graph, turned round, along which a best assignment can change at no loss.

    Returns
    -------
    bool array, shape (n + m + 1, n + m + 1)
        Rows first, then columns, the root last: from a column to a row where a cell may be added, from a row to a column where
        one may be taken out, to and from the root where a seat may stay empty.

    """
    n, m = problem.value.shape
    u, v, b, chosen = best.row_prices, best.column_prices, problem.bonus, best.chosen
    tight = problem.allowed & (u[:, None] + v == problem.value + b)
    used, root = chosen.sum(axis=0), n + m
    arcs = np.zeros((n + m + 1, n + m + 1), dtype=bool)
    arcs[n:root, :n] = (tight & ~chosen).T
    arcs[:n, n:root] = tight & chosen
    arcs[root, :n] = u == 0
    arcs[:n, root] = (u == 0) & (chosen.sum(axis=1) < problem.supply)
    arcs[n:root, root] = v == np.where(used >= 2, b, 0)
    arcs[root, n:root] = (used < problem.demand) & (v == np.where(used >= 1, b, 0))
    return arcs


def first_by_place(problem: Problem, best: Assignment) -> Mask:
    """Return the best assignment that comes first: column by column, the one with the cell of the first row it can have.

    Parameters
    ----------
    problem, best
        A problem and an assignment whose prices prove it.

    Returns
    -------
    bool array, shape (n, m)
        The same whichever best assignment is given. Needs no solver: cells are exchanged along tight arcs alone.

    """
    n, m = problem.value.shape
    movable = on_cycles(tight_arcs(problem, best))
    cells = movable[n : n + m, :n].T | movable[:n, n : n + m]
    found, settled = best, ~cells
    for column, row in np.argwhere(cells.T).tolist():
        if not found.chosen[row, column]:
            found = replace(found, chosen=_exchanged(problem, found, settled, (row, column)))
        settled[row, column] = True
    return found.chosen


def on_cycles(arcs: Mask) -> Mask:
    """Keep the arcs, shape (k, k), that may lie on a round trip: those that no dead end leads to or from."""
    tail, head = np.nonzero(arcs)
    while True:
        leads_on, led_to = np.zeros(len(arcs), dtype=bool), np.zeros(len(arcs), dtype=bool)
        leads_on[tail], led_to[head] = True, True
        kept = led_to[tail] & leads_on[head]
        if kept.all():
            break
        tail, head = tail[kept], head[kept]
    left = np.zeros_like(arcs)
    left[tail, head] = True
    return left


def _exchanged(problem: Problem, best: Assignment, settled: Mask, cell: tuple[int, int]) -> Mask:
    """Return the chosen cells with one more, exchanged without the settled ones; unchanged where that cannot be."""
    n, m = problem.value.shape
    arcs = tight_arcs(problem, best)
    arcs[n : n + m, :n] &= ~settled.T
    arcs[:n, n : n + m] &= ~settled
    (row, column), after = cell, best.chosen.copy()
    way = _way(arcs, row, n + column)
    for tail, head in pairwise(way):
        if n + m not in (tail, head):
            after[min(tail, head), max(tail, head) - n] = head < n
    after[row, column] = bool(way) or best.chosen[row, column]
    return after


def _way(arcs: Mask, start: int, end: int) -> list[int]:
    """Return the nodes of a shortest way, the first in order among several; none where there is no way."""
    before = np.full(len(arcs), -1)
    before[start] = start
    front = np.array([start])
    while len(front) and before[end] < 0:
        reached = np.flatnonzero(arcs[front].any(axis=0) & (before < 0))
        before[reached] = front[arcs[front][:, reached].argmax(axis=0)]
        front = reached
    way = [end] if before[end] >= 0 else []
    while way and way[-1] != start:
        way.append(int(before[way[-1]]))
    return way[::-1]
