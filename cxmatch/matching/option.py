"""The lines of a menu: what a plan keeps of the pairings before, and how far its proof reaches. Imports no solver."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeAlias

import numpy as np

from cxmatch.assignment.problem import Mask
from cxmatch.domain.matching import Prices, gap_words
from cxmatch.domain.policy import Objective, Pair
from cxmatch.domain.repair import Option, Proof
from cxmatch.matching.fit import FitMatrix
from cxmatch.matching.moves import moves
from cxmatch.matching.proof import Solved

MOST_CELLS = 15_000
Rank: TypeAlias = tuple[int, ...]
LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"


def still_there(matrix: FitMatrix, before: Sequence[Pair]) -> Mask:
    """Mark the earlier pairings that may stay: both offices are there with seats, and no rule bars them."""
    kept = np.zeros(matrix.points.shape, dtype=bool)
    for pair in before:
        row, column = matrix.row.get(pair.mentor), matrix.column.get(pair.protege)
        if row is not None and column is not None:
            kept[row, column] = matrix.allowed[row, column]
    return kept


def is_small(matrix: FitMatrix) -> bool:
    """Tell whether every number of moves is searched: with more allowed pairs that would take too long."""
    return int(matrix.allowed.sum()) <= MOST_CELLS


def moves_of(start: Mask, chosen: Mask) -> int:
    """Count the earlier pairings that a plan breaks."""
    return int(np.count_nonzero(start & ~chosen))


def rank(matrix: FitMatrix, chosen: Mask) -> Rank:
    """Give what the objective compares plans by, without the ties: of two plans, the larger is better."""
    paired, fits = int(chosen.any(axis=0).sum()), matrix.points[chosen]
    if matrix.policy.objective is Objective.WORST_OFF_FIRST:
        return (paired, len(fits), *sorted(fits.tolist()))
    return (paired, int(fits.sum())) if matrix.first_bonus else (int(fits.sum()),)


def option(matrix: FitMatrix, start: Mask, number: int, plan: Solved, beyond: tuple[Prices, ...] = ()) -> Option:
    """Write one line of the menu."""
    gap, by_cases = gap_words(plan.prices, 1), any(rung.cases for rung in plan.prices)
    further = _reach(matrix, start, plan.chosen, beyond) if beyond and not gap_words(beyond, 1) else 0
    return Option(
        letter=letter(number),
        moves=moves_of(start, plan.chosen),
        upto=max(_reach(matrix, start, plan.chosen, plan.prices), further),
        paired=int(plan.chosen.any(axis=0).sum()),
        points=int(matrix.points[plan.chosen].sum()),
        proof=Proof.BOUND if gap else Proof.CASES if by_cases else Proof.PRICES,
        exchange=moves(matrix, start, plan.chosen),
        prices=plan.prices,
        beyond=beyond,
    )


def _reach(matrix: FitMatrix, start: Mask, chosen: Mask, prices: tuple[Prices, ...]) -> int:
    """Give the most moves up to which a proof shows a plan to be the best."""
    every = int(start.sum())
    if not prices or any(rung.cases for rung in prices):
        return every - (prices[0].keep if prices else 0)
    free = int((start & ~matrix.rules.locked).sum())
    return every if prices[0].scale > prices[0].keep * free else moves_of(start, chosen)


def letter(number: int) -> str:
    """Give the letter of a line: A to Z, then AA and so on.

    >>> letter(0), letter(25), letter(26)
    ('A', 'Z', 'AA')
    """
    rounds, place = divmod(number, len(LETTERS))
    return (letter(rounds - 1) if rounds else "") + LETTERS[place]
