"""Objectives in order: each chooses only among the assignments that the one before found best."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np

from cxmatch.assignment.problem import Assignment, Ints, Mask, Problem

KEY_BITS = 24
Keys: TypeAlias = Callable[[Mask], Ints]


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

    @property
    def seats(self) -> int:
        """The most cells that the seats left would hold."""
        return min(int(self.supply.sum()), int(self.demand.sum()))

    def problem(self, value: Ints, must: int) -> Problem:
        """Give the problem that fills what must be filled, each such seat worth `must`, and then looks at `value`."""
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


def face(problem: Problem, assignment: Assignment, keys: Keys) -> Face:
    """Give the next rung: among the best assignments, the one with the highest total of keys.

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
    left = freedom(problem, assignment)
    must = problem.seats * 2**KEY_BITS + 1
    return Face(settled=left.settled, problem=left.problem(keys(left.allowed), must))


def freedom(problem: Problem, assignment: Assignment) -> Freedom:
    r"""Give what all best assignments share.

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
    return Freedom(
        settled=settled,
        allowed=problem.allowed & (surplus == 0),
        supply=problem.supply - settled.sum(axis=1),
        demand=np.where(v < bonus, np.minimum(problem.demand, 1), problem.demand) - taken,
        full_rows=u > 0,
        full_columns=(v > bonus) & (v > 0),
        first_seats=(v > 0) & (v <= bonus) & (taken == 0),
    )
