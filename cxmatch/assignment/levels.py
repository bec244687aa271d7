"""The rungs of the worst-off-first ladder: what each of them claims, remade from a record without solving anything."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Literal, Self, TypeAlias

import numpy as np

from cxmatch.assignment.certificate import flaws
from cxmatch.assignment.ladder import KEY_BITS, NOT_FIRST, Freedom, first_by_place
from cxmatch.assignment.problem import Assignment, Ints, Keys, Mask, Problem

Aim: TypeAlias = Literal["pairs", "level", "asked", "ties"]
LAST: tuple[Aim, ...] = ("asked", "ties")  # what the last keys count: with one only, ties


@dataclass(frozen=True, slots=True, kw_only=True)
class Rung:
    """One proven step of the ladder, as it is recorded.

    Parameters
    ----------
    aim : {"pairs", "level", "asked", "ties"}
        What it counts: served columns and cells; cells of one value; keys, of which the last are the ties.
    level : int
        The value whose cells are as few as can be; 0 for the other aims.
    row_prices, column_prices : int64 array, shape (n,) and (m,)
        What each seat costs beyond the price that every seat has which must be filled. Most are zero, some are negative.

    """

    aim: Aim
    level: int = 0
    row_prices: Ints
    column_prices: Ints


@dataclass(frozen=True, slots=True, kw_only=True)
class Stage:
    """What a choice is left about when some rungs are proven: only the rows and columns that still have an open cell.

    What its methods take as `chosen`, and a `shape`, are of the whole problem; what they return has the shape (rows, columns).

    Parameters
    ----------
    rows, columns : int64 array
        Their places in the whole problem.
    freedom : Freedom
    value : int64 array, shape (rows, columns)
    level : int
        The last value that was counted; how many cells have it, or one below it, cannot change any more.

    """

    rows: Ints
    columns: Ints
    freedom: Freedom
    value: Ints
    level: int = -1

    @classmethod
    def first(cls, problem: Problem) -> Self:
        """Return the stage before any rung, of which only places and values are looked at."""
        n, m = problem.value.shape
        nothing, free = np.zeros((n, m), dtype=bool), (np.zeros(n, dtype=np.int64), np.zeros(m, dtype=np.int64))
        zero = Assignment(chosen=nothing, row_prices=free[0], column_prices=free[1])
        return cls(rows=np.arange(n), columns=np.arange(m), freedom=Freedom.of(problem, zero), value=problem.value)

    def after(self, problem: Problem, proof: Assignment, level: int) -> Stage:
        """Return the stage that a proven rung leaves."""
        left = Freedom.of(problem, proof)
        i, j = np.flatnonzero(left.allowed.any(axis=1)), np.flatnonzero(left.allowed.any(axis=0))
        return Stage(
            rows=self.rows[i],
            columns=self.columns[j],
            freedom=_part(left, i, j),
            value=self.value[np.ix_(i, j)],
            level=level,
        )

    def part(self, chosen: Mask) -> Mask:
        """Return those of the chosen cells of the whole, shape (n, m), that are still open here, as cells of the stage."""
        inside: Mask = chosen[np.ix_(self.rows, self.columns)] & self.freedom.allowed
        return inside

    @property
    def unit(self) -> int:
        """What one cell at the counted level costs: room enough below it to number the rows and columns apart."""
        return len(self.rows) + len(self.columns) + 2

    def open_at(self, level: int) -> Mask:
        """Mark the cells of the stage that may be used where none between the last counted level and this one has to be."""
        usable: Mask = self.freedom.allowed & ((self.value <= self.level) | (self.value >= level))
        return usable

    def must(self, aim: Aim) -> int:
        """Return what a seat is worth that must be filled: more than all else together."""
        return self.freedom.seats * 2**KEY_BITS + 1 if aim in LAST else 2 * self.unit * (self.freedom.seats + 1)

    def level_problem(self, level: int) -> Problem:
        """Return the problem whose best answers have the fewest cells at a level, and none skipped below it."""
        usable = replace(self.freedom, allowed=self.open_at(level))
        return usable.problem(-self.unit * (self.value == level), self.must("level"))

    def tie_problem(self, keys: Ints) -> Problem:
        """Return a last problem: the highest total of keys, of the stage, among cells up to the last counted level."""
        usable = replace(self.freedom, allowed=self.freedom.allowed & (self.value <= self.level))
        return usable.problem(keys, self.must("ties"))

    def keys(self, keys: Keys, shape: tuple[int, int]) -> Ints:
        """Ask for the keys of the cells that are open here, by a mask of the whole `shape` (n, m); return those of the stage."""
        asked = np.zeros(shape, dtype=bool)
        asked[np.ix_(self.rows, self.columns)] = self.freedom.allowed
        return keys(asked)[np.ix_(self.rows, self.columns)]

    def proof(self, chosen: Mask, rung: Rung) -> Assignment:
        """Return the chosen cells of the whole, shape (n, m), that are open here, and the full prices of a rung.

        Raises ValueError where the record prices a row or column that nothing is left to decide about.
        """
        rows, columns = rung.row_prices[self.rows], rung.column_prices[self.columns]
        if np.count_nonzero(rows) + np.count_nonzero(columns) < sum(map(np.count_nonzero, (rung.row_prices, rung.column_prices))):
            raise ValueError("a rung prices what is already settled")
        left, must = self.freedom, self.must(rung.aim)
        return Assignment(
            chosen=self.part(chosen),
            row_prices=rows + must * left.full_rows,
            column_prices=columns + must * (left.full_columns | left.first_seats),
        )


def pairs_problem(problem: Problem, led: Mask | None = None) -> Problem:
    """Return the first rung: a cell counts 1, the first cell of a column with a bonus 1 more.

    Both counts are at their highest together: where an assignment serves as many columns as can be, a path that adds a cell
    leaves every served column served. So the best sum has both. Where `led` cells, shape (n, m), come between the two, each
    count is worth more than all of the next.
    """
    value, bonus = np.ones_like(problem.value), (problem.bonus > 0).astype(np.int64)
    if led is None:
        return replace(problem, value=value, bonus=bonus)
    more = problem.seats + 1
    return replace(problem, value=value + more * led, bonus=bonus * (problem.seats * (more + 1) + 1))


def rung_problems(
    problem: Problem, chosen: Mask, rungs: Sequence[Rung], keys: Sequence[Keys], led: Mask | None = None
) -> Iterator[tuple[Problem, Assignment]]:
    """Remake what each recorded rung claims, so that `certificate.flaws` can check it.

    Each rung is an assignment problem of its own, made of the base problem and of the rungs before it, of the rows and columns
    about which something is left to choose. It stands on them: check each before asking for the next.

    The `chosen` cells, shape (n, m), are claimed to be best by `rungs` as `leximin` gave them. Of the `keys`, as in `Face`, those
    of the ties come last; `led` as in `pairs_problem`. Raises ValueError where the rungs are out of order.

    Notes
    -----
    A level that was left out cannot hide: a rung for level t bars the open cells between the level before and t, and the
    ties bar all above the last level, so a chosen cell there would be one that is not allowed.
    """
    _check_order(rungs, len(keys))
    first, stage = pairs_problem(problem, led), Stage.first(problem)
    proof = Assignment(chosen=chosen, row_prices=rungs[0].row_prices, column_prices=rungs[0].column_prices)
    yield first, proof
    stage = stage.after(first, proof, -1)
    for rung in rungs[1 : -len(keys)]:
        counted, proof = stage.level_problem(rung.level), stage.proof(chosen, rung)
        yield counted, proof
        stage = stage.after(counted, proof, rung.level)
    for rung, key in zip(rungs[-len(keys) :], keys, strict=True):
        counted, proof = stage.tie_problem(stage.keys(key, chosen.shape)), stage.proof(chosen, rung)
        yield counted, proof
        stage = stage.after(counted, proof, stage.level)


def leximin_flaws(
    problem: Problem, chosen: Mask, rungs: Sequence[Rung], keys: Sequence[Keys], led: Mask | None = None
) -> list[str]:
    """Name what keeps the chosen cells, shape (n, m), from being proven best, worst-off first; empty when every rung holds."""
    try:
        for number, (claim, proof) in enumerate(rung_problems(problem, chosen, rungs, keys, led), start=1):
            wrong = flaws(claim, proof)
            if wrong:
                return [f"rung {number}: {flaw}" for flaw in wrong]
    except ValueError as error:
        return [str(error)]
    return [] if np.array_equal(first_by_place(claim, proof), proof.chosen) else [NOT_FIRST]


def _part(left: Freedom, i: Ints, j: Ints) -> Freedom:
    return Freedom(
        settled=left.settled[np.ix_(i, j)],
        allowed=left.allowed[np.ix_(i, j)],
        supply=left.supply[i],
        demand=left.demand[j],
        full_rows=left.full_rows[i],
        full_columns=left.full_columns[j],
        first_seats=left.first_seats[j],
    )


def _check_order(rungs: Sequence[Rung], last: int) -> None:
    """Refuse rungs that do not come as pairs, levels upward, and so many of the last."""
    levels, numbers = [rung.level for rung in rungs[1:-last]], [rung.level for rung in rungs]
    aims = [rung.aim for rung in rungs]
    if aims != ["pairs", *["level"] * len(levels), *LAST[-last:]] or numbers[0] or any(numbers[-last:]):
        raise ValueError("the rungs are not pairs, levels and ties, in this order")
    if any(low >= high for low, high in pairwise([-1, *levels])):
        raise ValueError("the levels do not rise")
