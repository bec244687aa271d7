"""Prices to the record and back, by each method of proof. Imports no solver."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

import numpy as np

from cxmatch.assignment.cases import Leaf
from cxmatch.assignment.certificate import bound
from cxmatch.assignment.levels import Rung, rung_problems
from cxmatch.assignment.problem import Assignment, Ints, Mask, Problem
from cxmatch.domain.matching import Case, Prices
from cxmatch.domain.policy import Objective, Policy
from cxmatch.matching.fit import FitMatrix

POINTS, TIES, NONE = "points", "ties", "none"


class Method(StrEnum):
    """How a policy is solved and proven: by prices, by prices level after level, or by cases."""

    PRICES = "prices"
    LEVELS = "levels"
    CASES = "cases"

    @classmethod
    def of(cls, policy: Policy) -> Method:
        """Return the simplest method that proves a policy."""
        if policy.must.one_role or policy.must.no_exchange or policy.capacity.mentor_at_least:
            return cls.CASES
        return cls.LEVELS if policy.objective is Objective.WORST_OFF_FIRST else cls.PRICES


@dataclass(frozen=True, slots=True, kw_only=True)
class Solved:
    """The chosen cells of a fit matrix, locked pairs included, and the prices that prove them best."""

    chosen: Mask
    prices: tuple[Prices, ...]


def proven(prices: Sequence[Prices]) -> bool:
    """Tell whether a proof leaves no room for something better."""
    return not any(rung.gap for rung in prices)


def kept_problem(matrix: FitMatrix, kept: Mask | None, *, scale: int, keep: int) -> Problem:
    """Return the problem of a fit matrix in which each kept pairing counts on top of its points."""
    if kept is None or (scale, keep) == (1, 0):
        return matrix.problem
    return matrix.problem.with_keep(kept & ~matrix.rules.locked, scale, keep)


def recorded(matrix: FitMatrix, aim: str, problem: Problem, answer: Assignment, **how: Any) -> Prices:
    """Write the proof of one rung by the names of the offices; prices of 0 are left out.

    `how` gives the scale and keep of the rung where they are not the usual ones.
    """
    return Prices(
        aim=aim,
        **how,
        total=problem.worth(answer.chosen),
        most=bound(problem, answer),
        bonus=int(problem.bonus.max(initial=0)),
        mentors=_by_name(matrix.row, answer.row_prices),
        proteges=_by_name(matrix.column, answer.column_prices),
    )


def _by_name(places: Mapping[str, int], prices: Ints) -> dict[str, int]:
    return {name: int(prices[place]) for name, place in places.items() if prices[place]}


def priced(matrix: FitMatrix, chosen: Mask, prices: Prices) -> Assignment:
    """Read the proof of one rung back; locked pairs are no part of it."""
    return Assignment(
        chosen=chosen & ~matrix.rules.locked,
        row_prices=np.array([prices.mentors.get(name, 0) for name in matrix.row], dtype=np.int64),
        column_prices=np.array([prices.proteges.get(name, 0) for name in matrix.column], dtype=np.int64),
    )


def recorded_levels(matrix: FitMatrix, chosen: Mask, rungs: Sequence[Rung]) -> tuple[Prices, ...]:
    """Write the rungs of the worst-off-first ladder: one for the pairs, one for each level that counts, one for the ties."""
    claims = rung_problems(matrix.problem, chosen & ~matrix.rules.locked, rungs, matrix.keys)
    return tuple(
        Prices(
            aim=rung.aim,
            level=rung.level,
            total=claim.worth(answer.chosen),
            most=bound(claim, answer),
            mentors=_by_name(matrix.row, rung.row_prices),
            proteges=_by_name(matrix.column, rung.column_prices),
        )
        for rung, (claim, answer) in zip(rungs, claims, strict=True)
    )


def read_level(matrix: FitMatrix, prices: Prices) -> Rung:
    """Read one rung of that ladder back."""
    aim: Any = prices.aim
    answer = priced(matrix, matrix.rules.locked, prices)
    return Rung(aim=aim, level=prices.level, row_prices=answer.row_prices, column_prices=answer.column_prices)


def recorded_cases(
    leaves: tuple[Leaf, ...], keep: int = 0, *, aim: str = NONE, level: int = 0, total: int = 0, most: int = 0
) -> Prices:
    """Write one rung that is proven by cases: by default, that no choice of pairs keeps so many pairings."""
    cases = tuple(Case(decisions=leaf.decisions, scale=leaf.scale, prices=leaf.prices) for leaf in leaves)
    return Prices(aim=aim, level=level, total=total, most=most, cases=cases, keep=keep)


def read_cases(prices: Prices) -> tuple[Leaf, ...]:
    """Read the cases of a rung back."""
    return tuple(Leaf(decisions=case.decisions, scale=case.scale, prices=case.prices) for case in prices.cases)
