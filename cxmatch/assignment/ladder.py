"""Objectives in order: each chooses only among the assignments that the one before found best."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Self

import numpy as np

from cxmatch.assignment.problem import Assignment, Cells, Ints, Keys, Mask, Problem

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
    """The set of best assignments, written as a smaller problem, which chooses what is not settled.

    The `settled` cells, shape (n, m), are in all of them. The values of `problem` first fill the seats that every best assignment
    fills, then look at the keys.
    """

    problem: Problem
    settled: Mask

    @classmethod
    def of(cls, problem: Problem, assignment: Assignment, keys: Keys) -> Self:
        """Return the next rung: among the best assignments, the one with the highest total of keys.

        A demand to fill a seat becomes a value that outweighs all keys together. The prices of the assignment prove it; `keys`
        give an int64 array, shape (n, m), for a mask of the cells that are asked for: each is at least 0 and below
        ``2**KEY_BITS``, and larger is preferred. Raises OverflowError where the seats are too many for exact sums of keys.
        """
        left = Freedom.of(problem, assignment)
        must = problem.seats * 2**KEY_BITS + 1
        return cls(settled=left.settled, problem=left.problem(keys(left.allowed), must))


def moving_cells(problem: Problem, best: Assignment) -> Cells:
    """Return the cells that are worth just what the prices of a proven assignment ask for them, and the chosen ones."""
    worth = problem.value + problem.bonus
    tight = problem.allowed & (best.row_prices[:, None] + best.column_prices == worth)
    return Cells.of(problem, tight | best.chosen)


@dataclass(frozen=True, slots=True)
class Arcs:
    """The arcs of a residual graph, turned round, along which a best assignment can change at no loss.

    From a column to a row where a cell may be added, from a row to a column where one may be taken out, to and from the root
    where a seat may stay empty. Rows come first among the nodes, then columns, the root last; `cell` is the place of the cell
    that an arc changes, -1 at the root. All of shape (a,).
    """

    tail: Ints
    head: Ints
    cell: Ints

    @classmethod
    def of(cls, cells: Cells, chosen: Mask, row_prices: Ints, column_prices: Ints) -> Self:
        """Return them for cells of which those of a bool array, shape (k,), are chosen, and all chosen ones are among them."""
        n, root = len(cells.supply), len(cells.supply) + len(cells.demand)
        (used_rows, used), free = cells.used(chosen), row_prices == 0
        worth = cells.value + cells.bonus[cells.column]
        place = np.flatnonzero(row_prices[cells.row] + column_prices[cells.column] == worth)
        row, column, chosen = cells.row[place], n + cells.column[place], chosen[place]
        leaving = np.flatnonzero(column_prices == np.where(used >= 2, cells.bonus, 0))
        coming = np.flatnonzero((used < cells.demand) & (column_prices == np.where(used >= 1, cells.bonus, 0)))
        spare, busy = np.flatnonzero(free & (used_rows < cells.supply)), np.flatnonzero(free)
        ends = [np.where(chosen, row, column), np.full(len(busy), root), spare, n + leaving, np.full(len(coming), root)]
        others = [np.where(chosen, column, row), busy, np.full(len(spare), root), np.full(len(leaving), root), n + coming]
        at_root = np.full(sum(map(len, others[1:])), -1)
        return cls(np.concatenate(ends), np.concatenate(others), np.concatenate([place, at_root]))

    def only(self, kept: Mask) -> Arcs:
        """Return some of the arcs, by a bool array of shape (a,)."""
        return Arcs(self.tail[kept], self.head[kept], self.cell[kept])

    def on_cycles(self) -> Arcs:
        """Return the arcs that may lie on a round trip: those that no dead end leads to or from."""
        arcs, nodes = self, int(max(self.tail.max(initial=-1), self.head.max(initial=-1))) + 1
        while True:
            leads_on, led_to = np.zeros(nodes, dtype=bool), np.zeros(nodes, dtype=bool)
            leads_on[arcs.tail], led_to[arcs.head] = True, True
            kept = led_to[arcs.tail] & leads_on[arcs.head]
            if kept.all():
                return arcs
            arcs = arcs.only(kept)

    def way(self, start: int, end: int) -> list[int]:
        """Return the places of the arcs of a shortest way, from its end; none where there is no way."""
        nodes = int(max(self.tail.max(initial=-1), self.head.max(initial=-1), start, end)) + 1
        before, front = np.full(nodes, -1), np.arange(nodes) == start
        seen = front.copy()
        while front.any() and not seen[end]:
            new = np.flatnonzero(front[self.tail] & ~seen[self.head])
            before[self.head[new]] = new
            front = np.zeros(nodes, dtype=bool)
            front[self.head[new]] = True
            seen |= front
        way: list[int] = []
        while seen[end] and end != start:
            way.append(int(before[end]))
            end = int(self.tail[way[-1]])
        return way


def first_by_place(problem: Problem, best: Assignment) -> Mask:
    """Return the best assignment that comes first: column by column, the one with the cell of the first row it can have.

    It is the same, shape (n, m), whichever best assignment with its prices is given. Needs no solver: cells are exchanged along
    tight arcs alone.
    """
    cells, first = moving_cells(problem, best), best.chosen.copy()
    first[cells.row, cells.column] = first_of(cells, best.chosen[cells.row, cells.column], best.row_prices, best.column_prices)
    return first


def first_of(cells: Cells, chosen: Mask, row_prices: Ints, column_prices: Ints) -> Mask:
    """Return the same among some cells alone, all chosen ones among them, as a bool array of shape (k,)."""
    moving = Arcs.of(cells, chosen, row_prices, column_prices).on_cycles().cell
    moving = np.unique(moving[moving >= 0])
    settled, first = ~np.isin(np.arange(len(chosen)), moving), chosen.copy()
    for place in moving[np.lexsort((cells.row[moving], cells.column[moving]))].tolist():
        if not first[place]:
            arcs = Arcs.of(cells, first, row_prices, column_prices)
            arcs = arcs.only((arcs.cell < 0) | ~settled[arcs.cell])
            way = arcs.way(int(cells.row[place]), len(cells.supply) + int(cells.column[place]))
            changed = arcs.cell[way]
            first[changed[changed >= 0]] ^= True
            first[place] = bool(way)
        settled[place] = True
    return first
