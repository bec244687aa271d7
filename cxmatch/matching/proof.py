"""Prices to the record and back, and the checking of what they prove. Imports no solver."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

import numpy as np

from cxmatch.assignment.certificate import bound, flaws
from cxmatch.assignment.ladder import NOT_FIRST, face, first_by_place
from cxmatch.assignment.problem import Assignment, Mask, Problem, with_keep, worth
from cxmatch.domain.matching import Prices
from cxmatch.domain.policy import Objective, Policy
from cxmatch.matching.by_levels import checked_levels
from cxmatch.matching.cases import checked_cases
from cxmatch.matching.fit import FitMatrix

POINTS, TIES = "points", "ties"
LARGEST = 2**53


class Method(StrEnum):
    """How a policy is solved and proven: by prices, by prices level after level, or by cases."""

    PRICES = "prices"
    LEVELS = "levels"
    CASES = "cases"

    @classmethod
    def of(cls, policy: Policy) -> Method:
        """Give the simplest method that proves a policy."""
        if policy.must.one_role or policy.must.no_exchange or policy.capacity.mentor_at_least:
            return cls.CASES
        return cls.LEVELS if policy.objective is Objective.WORST_OFF_FIRST else cls.PRICES


@dataclass(frozen=True, slots=True, kw_only=True)
class Solved:
    """The chosen cells of a fit matrix, locked pairs included, and the prices that prove them best."""

    chosen: Mask
    prices: tuple[Prices, ...]


def recorded(matrix: FitMatrix, aim: str, problem: Problem, proven: Assignment, **how: Any) -> Prices:
    """Write the proof of one rung by the names of the offices; prices of 0 are left out.

    `how` gives the level, scale or keep of the rung where they are not the usual ones.
    """
    return Prices(
        aim=aim,
        **how,
        total=worth(problem, proven.chosen),
        most=bound(problem, proven),
        bonus=int(problem.bonus.max(initial=0)),
        mentors=_by_name(matrix.row, proven.row_prices.tolist()),
        proteges=_by_name(matrix.column, proven.column_prices.tolist()),
    )


def _by_name(places: Mapping[str, int], prices: list[int]) -> dict[str, int]:
    return {name: prices[place] for name, place in places.items() if prices[place]}


def priced(matrix: FitMatrix, chosen: Mask, prices: Prices) -> Assignment:
    """Read the proof of one rung back."""
    return Assignment(
        chosen=chosen,
        row_prices=np.array([prices.mentors.get(name, 0) for name in matrix.row], dtype=np.int64),
        column_prices=np.array([prices.proteges.get(name, 0) for name in matrix.column], dtype=np.int64),
    )


def best_assignment(matrix: FitMatrix, chosen: Mask, prices: tuple[Prices, ...]) -> Assignment:
    """Give the assignment of a matching that prices prove, without the locked pairs."""
    return priced(matrix, chosen & ~matrix.rules.locked, prices[0])


def unreadable(matrix: FitMatrix, prices: tuple[Prices, ...]) -> list[str]:
    """Name what keeps prices from being read: offices without a seat, numbers past all sense."""
    unknown = [
        f'the prices name "{name}", which has no {side} seat'
        for rung in prices
        for side, named, places in (("mentor", rung.mentors, matrix.row), ("protege", rung.proteges, matrix.column))
        for name in named
        if name not in places
    ]
    numbers = (price for rung in prices for price in (*rung.mentors.values(), *rung.proteges.values()))
    return unknown[:1] + ["the prices hold a number too large to be a price"] * any(abs(price) >= LARGEST for price in numbers)


def checked(
    matrix: FitMatrix, chosen: Mask, prices: tuple[Prices, ...], kept: Mask | None = None
) -> tuple[list[str], tuple[Prices, ...]]:
    """Check that prices prove the chosen cells best, rung by rung; in a rerun with as many of the `kept` cells.

    Returns
    -------
    problems : list of str
        Empty when the proof holds.
    prices : tuple of Prices
        The same with every total computed again.

    """
    problems = unreadable(matrix, prices)
    if problems:
        return problems, prices
    # A rerun may need a search between two plans that prices prove; where nothing could be better at all, cases have no rung.
    searched = kept is not None and (not prices or any(rung.cases for rung in prices))
    method = Method.CASES if searched else Method.of(matrix.policy)
    return _CHECKS[method](matrix, chosen, prices, kept)


def _by_prices(
    matrix: FitMatrix, chosen: Mask, prices: tuple[Prices, ...], kept: Mask | None
) -> tuple[list[str], tuple[Prices, ...]]:
    if [rung.aim for rung in prices] != [POINTS, TIES] or min(prices[0].scale, prices[0].keep + 1) < 1:
        return ["the prices are not those of points and ties"], prices
    # A first run has nothing to keep, so that its prices are plain, whatever the record says.
    how = {"scale": 1, "keep": 0} if kept is None else {"scale": prices[0].scale, "keep": prices[0].keep}
    problem = kept_problem(matrix, kept, **how)
    best = best_assignment(matrix, chosen, prices)
    found = [f"proof of the total: {flaw}" for flaw in flaws(problem, best)]
    if found:
        return found, prices
    rung = face(problem, best, matrix.keys)
    tie = priced(matrix, best.chosen & ~rung.settled, prices[1])
    found = [f"proof of the ties: {flaw}" for flaw in flaws(rung.problem, tie)]
    if not found and not np.array_equal(first_by_place(rung.problem, tie), tie.chosen):
        found = [f"proof of the ties: {NOT_FIRST}"]
    return found, (recorded(matrix, POINTS, problem, best, **how), recorded(matrix, TIES, rung.problem, tie))


def is_plain(prices: tuple[Prices, ...]) -> bool:
    """Tell whether prices are those of points and ties, with nothing on top for pairings that are kept."""
    plain = not any(rung.cases for rung in prices) and [rung.aim for rung in prices] == [POINTS, TIES]
    return plain and (prices[0].scale, prices[0].keep) == (1, 0)


def kept_problem(matrix: FitMatrix, kept: Mask | None, *, scale: int, keep: int) -> Problem:
    """Give the problem of a fit matrix in which each kept pairing counts on top of its points."""
    if kept is None or (scale, keep) == (1, 0):
        return matrix.problem
    return with_keep(matrix.problem, kept & ~matrix.rules.locked, scale, keep)


_CHECKS = {Method.PRICES: _by_prices, Method.LEVELS: checked_levels, Method.CASES: checked_cases}
