"""The menu of a rerun: the best plan for each number of moves, from the fewest to a fresh start."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from typing import Any

import numpy as np

from cxmatch.assignment.hull import Point, hull, possible
from cxmatch.assignment.problem import Mask
from cxmatch.assignment.program import NoChoiceError
from cxmatch.domain.matching import Prices
from cxmatch.domain.policy import Objective
from cxmatch.domain.repair import Option
from cxmatch.matching.best import best, search
from cxmatch.matching.cases import program_of
from cxmatch.matching.fit import FitMatrix
from cxmatch.matching.proof import POINTS, TIES, Method, Solved, kept_problem, recorded
from cxmatch.matching.repairing import option

# With more allowed pairs than this a search takes seconds: only what was asked for, or would pair more, is searched for.
MOST_CELLS = 15_000


def menu(matrix: FitMatrix, start: Mask, asked: int | None = None) -> tuple[Option, ...]:
    """Give every plan that is worth its moves, each with its proof.

    Plans that a bonus on kept pairs can reach are proven by prices. Between two of them a better plan may hide that no bonus
    reaches: where the straight line between the two leaves room for one, it is searched for. A plan is listed when it is better
    than every plan with fewer moves.

    In a large cohort only those numbers of moves are searched that could pair more proteges, and the one `asked` for.
    """
    plans = _by_prices(matrix, start, asked) if Method.of(matrix.policy) is Method.PRICES else _by_search(matrix, start)
    return tuple(option(matrix, start, number, plan.chosen, plan.prices) for number, plan in enumerate(plans))


def _by_prices(matrix: FitMatrix, start: Mask, asked: int | None) -> list[Solved]:
    kept = start & ~matrix.rules.locked
    points = hull(matrix.problem, kept, matrix.keys)
    plans = [_solved(matrix, start, points[0])]
    small = int(matrix.allowed.sum()) <= MOST_CELLS
    for left, right in pairwise(points):
        best_so_far = left.worth
        seed = possible(matrix.problem, kept, left, right) if right.moves - left.moves > 1 else None
        for moves in range(left.moves + 1, right.moves):
            # No plan with so many moves lies above the straight line between its neighbors.
            line = left.worth + (right.worth - left.worth) * (moves - left.moves) // (right.moves - left.moves)
            if line <= best_so_far or not (small or moves == asked or _pairs_more(left, right)):
                continue
            found = _with_moves(matrix, start, moves, plans[-1].chosen, seed)
            reached = found.prices[0].total if found else 0
            if found and reached > best_so_far + _locked_worth(matrix):
                plans.append(found)
                best_so_far = reached - _locked_worth(matrix)
        plans.append(_solved(matrix, start, right))
    return plans


def _pairs_more(left: Point, right: Point) -> bool:
    return int(left.best.chosen.any(axis=0).sum()) < int(right.best.chosen.any(axis=0).sum())


def _locked_worth(matrix: FitMatrix) -> int:
    """Give what the locked pairs are worth: a search counts them, the residual problem does not."""
    locked = matrix.rules.locked
    return int(matrix.whole_problem.value[locked].sum() + matrix.whole_problem.bonus[locked.any(axis=0)].sum())


def _solved(matrix: FitMatrix, start: Mask, point: Point) -> Solved:
    how = {"scale": point.scale, "keep": point.keep}
    prices: tuple[Prices, ...] = (
        recorded(matrix, POINTS, kept_problem(matrix, start, **how), point.best, **how),
        recorded(matrix, TIES, point.rung, point.tie),
    )
    return Solved(chosen=point.best.chosen | matrix.rules.locked, prices=prices)


def _by_search(matrix: FitMatrix, start: Mask) -> list[Solved]:
    last = best(matrix)
    fewest = int(np.count_nonzero(start & ~last.chosen))
    found = (_with_moves(matrix, start, moves) for moves in range(fewest))
    return list(_improving(matrix, [*filter(None, found), last]))


def _improving(matrix: FitMatrix, plans: list[Solved]) -> Iterator[Solved]:
    reached: Any = None
    for plan in plans:
        rank = _rank(matrix, plan.chosen)
        if reached is None or rank > reached:
            reached = rank
            yield plan


def _rank(matrix: FitMatrix, chosen: Mask) -> tuple[Any, ...]:
    """Give what plans are compared by: proteges, then points; points first, or the lowest fits, where the policy says so."""
    paired, fits = int(chosen.any(axis=0).sum()), matrix.points[chosen]
    if matrix.policy.objective is Objective.WORST_OFF_FIRST:
        return (paired, len(fits), sorted(fits.tolist()))
    return (paired, int(fits.sum())) if matrix.first_bonus else (int(fits.sum()),)


def _with_moves(matrix: FitMatrix, start: Mask, moves: int, known: Mask | None = None, seed: Mask | None = None) -> Solved | None:
    """Search for the best plan with at most so many moves, given one with fewer; None where there is none."""
    try:
        return search(matrix, program_of(matrix, start, int(start.sum()) - moves), known, seed)
    except NoChoiceError:
        return None
