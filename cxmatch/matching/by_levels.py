"""The worst-off-first ladder in the record: a rung for the pairs, one for each level that counts, one for the ties.

Imports no solver.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from cxmatch.assignment.certificate import bound
from cxmatch.assignment.levels import Rung, leximin_flaws, rung_problems
from cxmatch.assignment.problem import Ints, Mask, worth
from cxmatch.domain.matching import Prices
from cxmatch.matching.fit import FitMatrix


def written(matrix: FitMatrix, chosen: Mask, rungs: Sequence[Rung]) -> tuple[Prices, ...]:
    """Write proven rungs by the names of the offices; prices of 0 are left out."""
    claims = rung_problems(matrix.problem, chosen & ~matrix.rules.locked, rungs, matrix.keys)
    return tuple(
        Prices(
            aim=rung.aim,
            level=rung.level,
            total=worth(claim, proof.chosen),
            most=bound(claim, proof),
            mentors=_named(matrix.row, rung.row_prices),
            proteges=_named(matrix.column, rung.column_prices),
        )
        for rung, (claim, proof) in zip(rungs, claims, strict=True)
    )


def _named(places: Mapping[str, int], prices: Ints) -> dict[str, int]:
    return {name: int(prices[place]) for name, place in places.items() if prices[place]}


def checked_levels(
    matrix: FitMatrix, chosen: Mask, prices: tuple[Prices, ...], _: Mask | None
) -> tuple[list[str], tuple[Prices, ...]]:
    """Check a ladder that raises the worst-off first, rung by rung."""
    rungs = [_read(matrix, rung) for rung in prices]
    if len(rungs) < 2:
        return ["the prices are not those of a ladder"], prices
    found = leximin_flaws(matrix.problem, chosen & ~matrix.rules.locked, rungs, matrix.keys)
    return [f"proof of the levels: {flaw}" for flaw in found], prices if found else written(matrix, chosen, rungs)


def _read(matrix: FitMatrix, prices: Prices) -> Rung:
    aim: Any = prices.aim
    return Rung(
        aim=aim,
        level=prices.level,
        row_prices=np.array([prices.mentors.get(name, 0) for name in matrix.row], dtype=np.int64),
        column_prices=np.array([prices.proteges.get(name, 0) for name in matrix.column], dtype=np.int64),
    )
