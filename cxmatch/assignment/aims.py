"""The aims of a ladder under side rules: what each rung adds up, and the rungs before held as rules. Imports no solver."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from cxmatch.assignment.problem import Ints, Mask
from cxmatch.assignment.program import Constraints, Program

SERVED, POINTS, PAIRS, LEVEL, TIES = "served", "points", "pairs", "level", "ties"


@dataclass(frozen=True, slots=True, kw_only=True)
class Aim:
    """One rung: its name, the level it counts where it counts one, and its whole-number weights of the variables."""

    name: str
    level: int = 0
    objective: Ints


def of_cells(program: Program, weight: Ints) -> Ints:
    """Give an objective from a weight for each cell, shape (n, m)."""
    rows, columns = program.cells
    objective = np.zeros(len(program.variables), dtype=np.int64)
    objective[: len(rows)] = weight[rows, columns]
    return objective


def served_aim(program: Program) -> Aim:
    """Give the rung that serves as many columns with a bonus as can be.

    A rung of its own and no bonus on the values: with one sum for both, the numbers grow so large that a solver in floating
    point takes a program with a choice for one without.
    """
    rows, columns = program.cells
    objective = np.zeros(len(program.variables), dtype=np.int64)
    there = np.unique(columns[program.problem.bonus[columns] > 0])
    objective[len(rows) + there] = 1
    return Aim(name=SERVED, objective=objective)


def points_aim(program: Program) -> Aim:
    """Give the rung of points."""
    return Aim(name=POINTS, objective=of_cells(program, program.problem.value))


def pairs_aim(program: Program) -> Aim:
    """Give the rung that fills as many seats as can be."""
    return Aim(name=PAIRS, objective=of_cells(program, np.ones_like(program.problem.value)))


def level_aim(program: Program, level: int) -> Aim:
    """Give the rung that has as few cells of one value as can be."""
    weight = np.where(program.problem.value == level, -1, 0)
    return Aim(name=LEVEL, level=level, objective=of_cells(program, weight))


def ties_aim(program: Program, keys: Callable[[Mask], Ints]) -> Aim:
    """Give the rung of the tie keys."""
    return Aim(name=TIES, objective=of_cells(program, keys(program.problem.allowed)))


def held(table: Constraints, number: int, aim: Aim, reached: int) -> Constraints:
    """Give the rules with one more: what a rung reached must be reached by all that follow."""
    columns = np.flatnonzero(aim.objective)
    return table.extended(f"rung {number}", columns, -aim.objective[columns], -reached)


def levels(program: Program) -> list[int]:
    """Give the values of the allowed cells, lowest first."""
    return sorted({int(value) for value in program.problem.value[program.problem.allowed]})


def aims(program: Program, keys: Callable[[Mask], Ints], *, worst_off_first: bool) -> tuple[Aim, ...]:
    """Give the aims of a ladder, first to last; ties are left open where cells are to be kept."""
    served = (served_aim(program),) if program.problem.bonus.any() else ()
    ties = (ties_aim(program, keys),) if program.kept is None else ()
    if not worst_off_first:
        return (*served, points_aim(program), *ties)
    return (*served, pairs_aim(program), *(level_aim(program, level) for level in levels(program)), *ties)


def is_settled(program: Program, aim: Aim, chosen: Mask) -> bool:
    """Tell whether a choice reaches what the weights of a rung allow at the very most, so that no proof is needed."""
    return int(aim.objective @ program.point(chosen)) == int(aim.objective[aim.objective > 0].sum())
