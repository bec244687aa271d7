"""Charges: two proven choices compared, and the bill of a record checked. Imports no solver."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from cxmatch.assignment.problem import Mask
from cxmatch.domain.bill import Charge, Known
from cxmatch.domain.matching import gap_words
from cxmatch.domain.policy import Policy
from cxmatch.errors import NoPairingError
from cxmatch.matching.broken import broken
from cxmatch.matching.cases import refuted
from cxmatch.matching.dropping import Dropped, opens, points_off, without_each
from cxmatch.matching.fit import FitMatrix
from cxmatch.matching.moves import moved, moves
from cxmatch.matching.proof import POINTS, Method, Solved, best_assignment, checked, is_plain

NOT_WITHOUT = "no pairing meets all the others without it"
NOT_FOUND = "no pairing was found that meets all the others without it, and none was ruled out"


def loosened(matrix: FitMatrix, drop: Dropped) -> FitMatrix | str:
    """Give the fit matrix without one rule; the reason where a locked pair does not stand without it."""
    try:
        return FitMatrix.of(matrix.cohort, replace(drop.policy, origins={}))
    except NoPairingError as problem:
        return problem.what.replace("\n  ", " ")


def is_free(matrix: FitMatrix, solved: Solved, drop: Dropped) -> bool:
    """Tell whether the run's own prices show that nothing is better without a rule that only bars pairs."""
    if not (is_plain(solved.prices) and (drop.bar or _only_bars(matrix.policy, drop.policy))):
        return False
    problem, best = matrix.problem, best_assignment(matrix, solved.chosen, solved.prices)
    surplus = problem.value + problem.bonus - best.row_prices[:, None] - best.column_prices
    return not (opens(matrix, drop) & (surplus > 0)).any()


def _only_bars(policy: Policy, without: Policy) -> bool:
    """Tell whether two policies differ only in which pairs they bar: then values, locks and aims are the same."""
    kept = replace(
        without,
        forbidden=policy.forbidden,
        past=policy.past,
        must=replace(
            without.must,
            different_department=policy.must.different_department,
            minimum_fit=policy.must.minimum_fit,
        ),
    )
    same = Method.of(policy) is Method.of(without) is Method.PRICES
    return same and kept == policy and points_off(without) == points_off(policy)


def charge(matrix: FitMatrix, solved: Solved, rule: str, other: FitMatrix, without: Solved) -> Charge:
    """Compare the best pairs with and without a rule, both by the ledger without it: only one ledger can tell which is better."""
    with_rule, bare = _figures(other, solved.chosen), _figures(other, without.chosen)
    paired, points, lowest = (more - less for more, less in zip(bare, with_rule, strict=True))
    return Charge(
        rule=rule,
        paired=paired,
        points=points,
        lowest=lowest,
        known=_known(matrix, solved, other, without),
        exchange=moves(matrix, solved.chosen, without.chosen),
        prices=without.prices,
    )


def _known(matrix: FitMatrix, solved: Solved, other: FitMatrix, without: Solved) -> Known:
    """Tell what the figures of two pairings are, where one or both leave a gap.

    A gap leaves a bound only where nothing but the total is open, and where a better total counts the same in both ledgers:
    a plan that serves more, or raises the worst-off, may well have less of the rest.
    """
    gaps = bool(gap_words(without.prices, 1)), bool(gap_words(solved.prices, 1))
    if gaps == (True, False) and _only_total_open(other, without):
        return Known.AT_LEAST
    if gaps == (False, True) and _only_total_open(matrix, solved) and np.array_equal(matrix.points, other.points):
        return Known.AT_MOST
    return Known.ROUGHLY if any(gaps) else Known.EXACTLY


def _only_total_open(matrix: FitMatrix, solved: Solved) -> bool:
    """Tell whether a plan is proven to serve as many as can be, so that only its total may be bettered."""
    first = next((rung.aim for rung in solved.prices if rung.gap), "")
    return first == POINTS and matrix.first_bonus > 0


def checked_bill(matrix: FitMatrix, solved: Solved, said: Sequence[Charge]) -> tuple[list[str], tuple[Charge, ...]]:
    """Check the bill of a record; gives what fails, and the bill with every figure computed again."""
    drops = list(without_each(matrix.policy))
    if [drop.rule for drop in drops] != [entry.rule for entry in said]:
        return ["the bill does not name the rules of the policy"], tuple(said)
    checks = [_checked(matrix, solved, drop, entry) for drop, entry in zip(drops, said, strict=True)]
    problems = [f"bill, {entry.rule}: {flaw}" for found, entry in checks for flaw in found]
    return problems, tuple(entry for _, entry in checks)


def _checked(matrix: FitMatrix, solved: Solved, drop: Dropped, entry: Charge) -> tuple[list[str], Charge]:
    if is_free(matrix, solved, drop):
        return [], Charge(rule=drop.rule)
    other = loosened(matrix, drop)
    if isinstance(other, str):
        return [], Charge(rule=drop.rule, tied=other)
    if entry.tied:
        return _checked_tie(other, solved, entry)
    chosen = moved(matrix, solved.chosen, entry.exchange)
    found, prices = checked(other, chosen, entry.prices)
    return found + broken(other, chosen), charge(matrix, solved, drop.rule, other, Solved(chosen=chosen, prices=prices))


def _checked_tie(other: FitMatrix, solved: Solved, said: Charge) -> tuple[list[str], Charge]:
    """Check that nothing meets the other rules; that nothing was found is believed only where the run's own pairs do not."""
    searched = Method.of(other.policy) is Method.CASES or other.policy.must.everyone
    if said.tied == NOT_FOUND and searched and broken(other, solved.chosen):
        return [], Charge(rule=said.rule, tied=NOT_FOUND)
    proof = refuted(other, said.prices)
    return [] if proof else ["that it cannot be left out alone is not proven"], Charge(
        rule=said.rule, tied=NOT_WITHOUT, prices=proof
    )


def _figures(matrix: FitMatrix, chosen: Mask) -> tuple[int, int, int]:
    points = matrix.points[chosen]
    return int(chosen.any(axis=0).sum()), int(points.sum()), int(points.min()) if len(points) else 0
