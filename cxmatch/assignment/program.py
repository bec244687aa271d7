"""Assignments with rules that seats and bans cannot say: a whole-number program, its choices and its proofs.

Imports no solver: a proof is checked with additions and multiplications alone.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TypeAlias

import numpy as np

from cxmatch.assignment.problem import Ints, Mask, Name, Problem

# A rule: groups of variables with a coefficient each, and what their sum is at most.
Row: TypeAlias = tuple[Name, Sequence[tuple[Ints | Sequence[int], int]], int]
ONE, ZERO = "one", "zero"
# Up to so many cells each is tied to its office's role by a row of its own: with more, rows would take too much memory.
_MOST_LINKED = 200_000


@dataclass(frozen=True, kw_only=True)
class Program:
    """A problem and its side rules.

    Parameters
    ----------
    problem : Problem
        With the seats of locked cells still in it.
    locked : bool array, shape (n, m)
        Cells that must be chosen.
    twin : int64 array, shape (n,)
        The column that is the same office as a row, -1 where there is none.
    one_role : bool
        An office is used as a row or as a column, not as both.
    no_exchange : bool
        Not both the cell of A with B and the cell of B with A.
    least : int
        How many cells a row must have: every row with `each`, otherwise every row that has any.
    everyone : bool array, shape (m,)
        Columns that must have a cell.
    kept : bool array, shape (n, m)
    kept_at_least : int
        So many of the kept cells must be chosen, for a rerun that moves few.
    led : bool array, shape (n, m)
        Cells of which as many as can be are chosen among equals; `led_first`: as many columns as can be have one, before values.

    """

    problem: Problem
    locked: Mask
    twin: Ints
    one_role: bool = False
    no_exchange: bool = False
    least: int = 0
    each: bool = False
    everyone: Mask | None = None
    kept: Mask | None = None
    kept_at_least: int = 0
    led: Mask | None = None
    led_first: bool = False

    @cached_property
    def cells(self) -> tuple[Ints, Ints]:
        """The rows and the columns of the k allowed cells, shape (k,) each: the first variables, in this order."""
        rows, columns = np.nonzero(self.problem.allowed)
        return rows.astype(np.int64), columns.astype(np.int64)

    @cached_property
    def variables(self) -> Mapping[Name, int]:
        """The place of every variable: cells, first seats of columns, rows in use, rows that are mentors, led columns."""
        names = [f"cell {i} {j}" for i, j in zip(*(place.tolist() for place in self.cells), strict=True)]
        names += [f"first {j}" for j in range(len(self.problem.demand))]
        names += [f"open {i}" for i in range(len(self.problem.supply))] if self.least and not self.each else []
        names += [f"role {i}" for i in np.flatnonzero(self.twin >= 0)] if self.one_role else []
        names += [f"led {j}" for j in range(len(self.problem.demand))] if self.led_first else []
        return {name: place for place, name in enumerate(names)}

    @cached_property
    def constraints(self) -> Constraints:
        """Every rule as a row: coefficients times variables is at most a limit."""
        table = _gathered(self)
        return _linked(self, table) if len(self.cells[0]) <= _MOST_LINKED else table

    def point(self, chosen: Mask) -> Ints:
        """Return the variables, shape (width,), of chosen cells, shape (n, m); a row is a mentor where it has a cell."""
        rows, columns = self.cells
        used: Mask = np.asarray(chosen.any(axis=1))
        parts = [chosen[rows, columns], chosen.any(axis=0)]
        parts += [used] if self.least and not self.each else []
        parts += [used[np.flatnonzero(self.twin >= 0)]] if self.one_role else []
        parts += [(chosen & self.led).any(axis=0)] if self.led_first and self.led is not None else []
        return np.concatenate(parts).astype(np.int64)

    def breaches(self, chosen: Mask) -> list[Name]:
        """Name the rules that chosen cells, shape (n, m), break."""
        if (chosen & ~self.problem.allowed).any():
            return ["a cell is not allowed"]
        over = self.constraints.times(self.point(chosen)) > self.constraints.limit
        return [self.constraints.names[place] for place in np.flatnonzero(over)]


@dataclass(frozen=True, kw_only=True)
class Constraints:
    """Named rows of a program: entries of a sparse matrix, (k,), and limits, (rows,); no choice needs those that are `spare`."""

    names: tuple[Name, ...]
    row: Ints
    column: Ints
    value: Ints
    limit: Ints
    spare: Mask
    width: int

    @cached_property
    def places(self) -> Mapping[Name, int]:
        """The row of each name."""
        return {name: place for place, name in enumerate(self.names)}

    def times(self, point: Ints) -> Ints:
        """Return the left side of every row, shape (rows,), at a point, shape (width,)."""
        total = np.zeros(len(self.names), dtype=np.int64)
        np.add.at(total, self.row, self.value * point[self.column])
        return total

    def extended(self, name: Name, columns: Ints, values: Ints, limit: int) -> Constraints:
        """Return the same rows and one more: as many values as columns, shape (k,) each."""
        return replace(
            self,
            names=(*self.names, name),
            row=np.concatenate([self.row, np.full(len(columns), len(self.names))]),
            column=np.concatenate([self.column, columns]),
            value=np.concatenate([self.value, values]),
            limit=np.append(self.limit, limit),
            spare=np.append(self.spare, False),
        )


def _gathered(program: Program) -> Constraints:
    rows = list(_rows(program))
    groups = [(number, places, value) for number, (_, entries, _) in enumerate(rows) for places, value in entries]
    parts = [(np.full(len(places), number), places, np.full(len(places), value)) for number, places, value in groups]
    row, column, value = (np.concatenate([[], *(part[k] for part in parts)]).astype(np.int64) for k in range(3))
    limit = np.array([limit for _, _, limit in rows], dtype=np.int64)
    names = tuple(name for name, _, _ in rows)
    spare, width = np.zeros(len(names), dtype=bool), len(program.variables)
    return Constraints(names=names, row=row, column=column, value=value, limit=limit, spare=spare, width=width)


def _rows(program: Program) -> Iterator[Row]:
    at, to = program.cells
    by_row = [np.flatnonzero(at == i) for i in range(len(program.problem.supply))]
    by_column = [np.flatnonzero(to == j) for j in range(len(program.problem.demand))]
    yield from _seats(program, by_row, by_column)
    if program.least:
        yield from _least(program, by_row)
    if program.one_role:
        yield from _roles(program, by_row, by_column)
    for i, j in np.argwhere(program.locked):
        yield f"locked {i} {j}", [([program.variables[f"cell {i} {j}"]], -1)], -1
    if program.no_exchange:
        yield from _exchanges(program)
    if (led := program.led) is not None and program.led_first:
        for j, cells in enumerate(by_column):
            yield f"led {j}", [([program.variables[f"led {j}"]], 1), (cells[led[at[cells], j]], -1)], 0
    if program.kept is not None:
        yield "kept", [(np.flatnonzero(program.kept[at, to]), -1)], -program.kept_at_least
    problem = program.problem
    if program.one_role and max(problem.supply.max(initial=0), problem.demand.max(initial=0)) <= 1:
        # Each pair takes two offices of those with one seat and one role: no more than half of them are pairs.
        offices = len(problem.supply) + len(problem.demand) - int((program.twin >= 0).sum())
        yield "pairs", [(np.arange(len(at)), 1)], offices // 2


def _seats(program: Program, by_row: list[Ints], by_column: list[Ints]) -> Iterator[Row]:
    for i, cells in enumerate(by_row):
        yield f"row {i}", [(cells, 1)], int(program.problem.supply[i])
    for j, cells in enumerate(by_column):
        yield f"column {j}", [(cells, 1)], int(program.problem.demand[j])
        yield f"first {j}", [([program.variables[f"first {j}"]], 1), (cells, -1)], 0
        if program.everyone is not None and program.everyone[j]:
            yield f"everyone {j}", [(cells, -1)], -1
            yield f"served {j}", [([program.variables[f"first {j}"]], -1)], -1


def _least(program: Program, by_row: list[Ints]) -> Iterator[Row]:
    for i, cells in enumerate(by_row):
        if program.each and program.problem.supply[i]:
            yield f"least {i}", [(cells, -1)], -program.least
        elif not program.each:
            used = [program.variables[f"open {i}"]]
            yield f"least {i}", [(used, program.least), (cells, -1)], 0
            yield f"open {i}", [(cells, 1), (used, -int(program.problem.supply[i]))], 0
            if program.one_role and program.twin[i] >= 0:
                yield f"mentor {i}", [(used, 1), ([program.variables[f"role {i}"]], -1)], 0


def _roles(program: Program, by_row: list[Ints], by_column: list[Ints]) -> Iterator[Row]:
    for i, j in enumerate(program.twin.tolist()):
        if j >= 0:
            role, seats = [program.variables[f"role {i}"]], int(program.problem.demand[j])
            yield f"mentors {i}", [(by_row[i], 1), (role, -int(program.problem.supply[i]))], 0
            yield f"proteges {j}", [(by_column[j], 1), (role, seats)], seats
            if seats > 1:
                yield f"either {j}", [([program.variables[f"first {j}"], *role], 1)], 1


def _exchanges(program: Program) -> Iterator[Row]:
    allowed, place = program.problem.allowed, program.variables
    row_of = {int(column): row for row, column in enumerate(program.twin) if column >= 0}
    for i, j in np.argwhere(allowed):
        back, there = row_of.get(int(j)), int(program.twin[i])
        if back is not None and i < back and there >= 0 and allowed[back, there]:
            yield f"exchange {i} {j}", [([place[f"cell {i} {j}"], place[f"cell {back} {there}"]], 1)], 1


def _links(program: Program) -> Iterator[tuple[Name, Mask, Ints, int]]:
    """Tie cells to the role of their two offices and to the use of their row: which, to what, 1 against it or -1 by it."""
    (rows, columns), problem = program.cells, program.problem
    many, several = problem.supply[rows] > 1, problem.demand[columns] > 1
    if program.one_role:
        places = {int(row): program.variables[f"role {row}"] for row in np.flatnonzero(program.twin >= 0)}
        of_row = np.array([places.get(row, -1) for row in range(len(problem.supply))], dtype=np.int64)
        of_column = np.full(len(problem.demand), -1, dtype=np.int64)
        of_column[program.twin[program.twin >= 0]] = of_row[program.twin >= 0]
        yield "mentor", many & (of_row[rows] >= 0), of_row[rows], -1
        yield "protege", several & (of_column[columns] >= 0), of_column[columns], 1
    if program.least and not program.each:
        yield "used", many, rows + program.variables.get("open 0", 0), -1


def _linked(program: Program, table: Constraints) -> Constraints:
    """Return rules with those of the links, which no whole choice needs: they make bounds far tighter."""
    for name, which, to, sign in _links(program):
        cells, (rows, columns) = np.flatnonzero(which), program.cells
        number, ones = np.arange(len(cells)) + len(table.names), np.ones(len(cells), dtype=np.int64)
        table = replace(
            table,
            names=table.names
            + tuple(f"{name} {i} {j}" for i, j in zip(rows[cells].tolist(), columns[cells].tolist(), strict=True)),
            row=np.concatenate([table.row, number, number]),
            column=np.concatenate([table.column, cells, to[cells]]),
            value=np.concatenate([table.value, ones, sign * ones]),
            limit=np.concatenate([table.limit, ones * max(sign, 0)]),
            spare=np.concatenate([table.spare, np.ones(len(cells), dtype=bool)]),
        )
    return table
