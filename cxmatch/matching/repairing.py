"""Repairs: the plan of a rerun from its record, and the checking of one. Imports no solver."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from cxmatch.assignment.problem import Mask
from cxmatch.domain.matching import Prices
from cxmatch.domain.policy import Pair
from cxmatch.domain.repair import Option, Proof, Repair
from cxmatch.domain.run import Run
from cxmatch.matching.fit import FitMatrix
from cxmatch.matching.moves import moved, moves
from cxmatch.matching.outcome import outcome
from cxmatch.matching.proof import Solved, checked

LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"


def still_there(matrix: FitMatrix, before: Sequence[Pair]) -> Mask:
    """Mark the earlier pairings that may stay: both offices are there with seats, and no rule bars them."""
    kept = np.zeros(matrix.points.shape, dtype=bool)
    for pair in before:
        row, column = matrix.row.get(pair.mentor), matrix.column.get(pair.protege)
        if row is not None and column is not None:
            kept[row, column] = matrix.allowed[row, column]
    return kept


def option(matrix: FitMatrix, start: Mask, number: int, chosen: Mask, prices: tuple[Prices, ...]) -> Option:
    """Write one line of the menu."""
    gap = prices[0].most - prices[0].total if prices else 0
    by_cases = any(rung.cases for rung in prices)
    return Option(
        letter=letter(number),
        moves=int(np.count_nonzero(start & ~chosen)),
        paired=int(chosen.any(axis=0).sum()),
        points=int(matrix.points[chosen].sum()),
        proof=Proof.BOUND if gap else Proof.CASES if by_cases else Proof.PRICES,
        gap=gap,
        exchange=moves(matrix, start, chosen),
        prices=prices,
    )


def letter(number: int) -> str:
    """Give the letter of a line: A to Z, then AA and so on.

    >>> letter(0), letter(25), letter(26)
    ('A', 'Z', 'AA')
    """
    rounds, place = divmod(number, len(LETTERS))
    return (letter(rounds - 1) if rounds else "") + LETTERS[place]


def checked_repair(matrix: FitMatrix, run: Run, repair: Repair) -> tuple[list[str], Run]:
    """Check the menu of a rerun line by line, and that the plan is the line it names without what was refused."""
    start = still_there(matrix, repair.before)
    problems: list[str] = []
    options = []
    for number, line in enumerate(repair.options):
        chosen = moved(matrix, start, line.exchange)
        found, prices = checked(matrix, chosen, line.prices, start)
        problems += [f"plan {line.letter}: {flaw}" for flaw in found]
        options.append(option(matrix, start, number, chosen, prices))
    taken = next((line for line in options if line.letter == repair.chosen), None)
    if problems or taken is None:
        return problems or [f"there is no plan {repair.chosen}"], run
    chosen = moved(matrix, moved(matrix, start, taken.exchange), repair.refused)
    matching = outcome(matrix, Solved(chosen=chosen, prices=taken.prices))
    return [], replace(run, matching=matching, repair=replace(repair, options=tuple(options)))
