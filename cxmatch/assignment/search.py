"""Best choices under side rules: HiGHS finds them, cases with whole-number prices prove them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import Bounds, LinearConstraint, linprog, milp
from scipy.sparse import csr_array, hstack

from cxmatch.assignment.aims import Aim, aims, held, is_settled
from cxmatch.assignment.bounds import Leaf, bound
from cxmatch.assignment.problem import Ints, Mask
from cxmatch.assignment.program import ONE, ZERO, Constraints, NoChoiceError, Program

MOST_CASES = 200
SCALE_BITS = 24
NEARLY = 1e-6


@dataclass(frozen=True, slots=True, kw_only=True)
class Proven:
    """A choice of cells, what it reaches, and the proof that nothing exceeds `most`."""

    chosen: Mask
    reached: int
    most: int
    leaves: tuple[Leaf, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Rung:
    """One aim of a ladder and its proof."""

    aim: Aim
    proven: Proven


def climb(program: Program, keys: Callable[[Mask], Ints], *, worst_off_first: bool = False) -> tuple[Rung, ...]:
    """Find the choice of cells that is best rung by rung, each among those that the rungs before found best.

    The rungs are points and then ties; or, with the worst off first, as many columns and cells as can be, then for each level of
    value from the lowest as few cells as can be, then ties. The last rung holds the choice.

    Raises
    ------
    NoChoiceError
        There is no choice that meets every rule.

    """
    table, rungs, chosen = program.constraints, [], None
    for number, aim in enumerate(aims(program, keys, worst_off_first=worst_off_first)):
        if chosen is None or not is_settled(program, aim, chosen):
            chosen = best_point(program, table, aim.objective)
        if is_settled(program, aim, chosen):
            proven = Proven(chosen=chosen, reached=0, most=0, leaves=())
        else:
            proven = prove(program, table, aim.objective, chosen)
        rungs.append(Rung(aim=aim, proven=proven))
        table = held(table, number, aim, proven.reached)
    return tuple(rungs)


def best_point(program: Program, table: Constraints, objective: Ints) -> Mask:
    """Find a best choice of cells with HiGHS.

    Parameters
    ----------
    program : Program
    table : Constraints
        The rules, with the rungs before.
    objective : int64 array, shape (variables,)

    Returns
    -------
    bool array, shape (n, m)
        A choice that meets every rule, checked in whole numbers. That it is the best is for `prove` to say.

    Raises
    ------
    NoChoiceError
        There is no choice.

    """
    found = milp(
        -objective.astype(np.float64),
        integrality=np.ones(table.width, dtype=np.int64),
        bounds=Bounds(0, 1),
        constraints=LinearConstraint(_matrix(table), -np.inf, table.limit.astype(np.float64)),
        options={"mip_rel_gap": 0.0},
    )
    if found.x is None:
        raise NoChoiceError(found.message)
    rows, columns = program.cells
    chosen = np.zeros(program.problem.value.shape, dtype=bool)
    chosen[rows, columns] = np.rint(found.x[: len(rows)]).astype(bool)
    if program.breaches(chosen):
        raise NoChoiceError(f"the choice breaks {program.breaches(chosen)[0]}")
    return chosen


def prove(program: Program, table: Constraints, objective: Ints, chosen: Mask, cases: int = MOST_CASES) -> Proven:
    """Prove that a choice of cells is a best one, by cases.

    Each case is bounded by the prices of its linear program, rounded to whole numbers; a case that is not closed so is split
    at the variable that the linear program leaves most undecided. The number of cases is limited, not the time, so that the
    proof is the same on every machine; where it is reached, `most` is above `reached` and says how far.
    """
    reached = int(objective @ program.point(chosen))
    matrix = _matrix(table)
    open_: list[tuple[str, ...]] = [()]
    leaves: list[tuple[Leaf, int | None]] = []
    names = {place: name for name, place in program.variables.items()}
    while open_:
        decisions = open_.pop()
        leaf, undecided = _case(program, table, matrix, objective, decisions)
        limit = bound(table, program.variables, objective, leaf)
        if limit is None or limit <= reached or undecided is None or len(leaves) + len(open_) + 2 > cases:
            leaves.append((leaf, limit))
        else:
            open_ += [(*decisions, f"{how} {names[undecided]}") for how in (ZERO, ONE)]
    limits = [limit for _, limit in leaves if limit is not None]
    return Proven(chosen=chosen, reached=reached, most=max(limits, default=reached), leaves=tuple(leaf for leaf, _ in leaves))


def _case(
    program: Program, table: Constraints, matrix: Any, objective: Ints, decisions: tuple[str, ...]
) -> tuple[Leaf, int | None]:
    """Return the prices of a case, and the variable to split it at, None where nothing is undecided."""
    low, high = _box(program, table, decisions)
    found = _relaxed(-objective.astype(np.float64), matrix, table, low, high)
    if found.status == 2:
        return _impossible(table, matrix, decisions, low, high), None
    return _leaf(table, decisions, -found.ineqlin.marginals), _undecided(program, found.x)


def _impossible(table: Constraints, matrix: Any, decisions: tuple[str, ...], low: Ints, high: Ints) -> Leaf:
    """Return prices that show a case to be empty: those of breaking the rules as little as can be."""
    rules = np.arange(len(table.keys))
    both = hstack([matrix, csr_array((-np.ones(len(rules)), (rules, rules)))])
    cost = np.concatenate([np.zeros(table.width), np.ones(len(table.keys))])
    none, any_ = np.zeros(len(rules)), np.full(len(rules), np.inf)
    found = _relaxed(cost, both, table, np.append(low, none), np.append(high, any_))
    return _leaf(table, decisions, -found.ineqlin.marginals)


def _relaxed(cost: NDArray[np.float64], matrix: Any, table: Constraints, low: Any, high: Any) -> Any:
    """Solve a linear program within bounds, with its prices; numpy's and scipy's types do not meet here."""
    solver: Any = linprog
    return solver(cost, A_ub=matrix, b_ub=table.limit, bounds=np.column_stack([low, high]), method="highs")


def _box(program: Program, table: Constraints, decisions: tuple[str, ...]) -> tuple[Ints, Ints]:
    low, high = np.zeros(table.width, dtype=np.int64), np.ones(table.width, dtype=np.int64)
    for decision in decisions:
        how, _, name = decision.partition(" ")
        place = program.variables[name]
        low[place], high[place] = (1, 1) if how == ONE else (0, 0)
    return low, high


def _leaf(table: Constraints, decisions: tuple[str, ...], prices: NDArray[np.float64]) -> Leaf:
    scale = 2**SCALE_BITS
    whole = np.rint(np.maximum(prices, 0) * scale)
    priced = {table.keys[place]: int(whole[place]) for place in np.flatnonzero(whole)}
    return Leaf(decisions=decisions, scale=scale, prices=priced)


def _undecided(program: Program, point: NDArray[np.float64]) -> int | None:
    """Return the variable farthest from 0 and 1, roles and rows in use first; None where all are decided."""
    distance = np.minimum(point, 1 - point)
    cells = len(program.cells[0]) + len(program.problem.demand)
    for part, start in ((distance[cells:], cells), (distance[:cells], 0)):
        if part.max(initial=0) > NEARLY:
            return start + int(part.argmax())
    return None


def _matrix(table: Constraints) -> Any:
    return csr_array((table.value.astype(np.float64), (table.row, table.column)), shape=(len(table.keys), table.width))
