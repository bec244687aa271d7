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
class Face:
    """The set of best assignments, written as a smaller problem: `settled` cells are in all of them; `problem` chooses the rest.

    The values of `problem` first fill the seats that every best assignment fills, then look at the keys.
    """

    problem: Problem
    settled: Mask


def face(problem: Problem, assignment: Assignment, keys: Keys) -> Face:
    r"""Give the next rung: among the best assignments, the one with the highest total of keys.

    By complementary slackness with the proven prices u, v, an assignment is best exactly when it

    - uses every cell of positive surplus :math:`w_{ij} + b_j - u_i - v_j` (they are settled, and leave the problem),
    - uses no cell of negative surplus (they are barred),
    - fills every seat of rows with :math:`u_i > 0`, of columns with :math:`v_j > b_j`, the first seat where :math:`v_j > 0`,
    - leaves the further seats empty where :math:`v_j < b_j`.

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
    u, v, bonus = assignment.row_prices, assignment.column_prices, problem.bonus
    surplus = problem.value + bonus - u[:, None] - v
    settled = problem.allowed & (surplus > 0)
    taken = settled.sum(axis=0)
    demand = np.where(v < bonus, np.minimum(problem.demand, 1), problem.demand) - taken
    must = np.int64(problem.seats * 2**KEY_BITS + 1)
    tight = problem.allowed & (surplus == 0)
    first_only = (v > 0) & (v <= bonus) & (taken == 0)
    value = keys(tight) + must * (u > 0)[:, None] + must * ((v > bonus) & (v > 0))
    return Face(
        settled=settled,
        problem=Problem(
            value=value.astype(np.int64),
            allowed=tight,
            supply=problem.supply - settled.sum(axis=1),
            demand=demand,
            bonus=np.where(first_only, must, 0).astype(np.int64),
        ),
    )
