"""Charges: two proven choices compared, and the bill of a record checked. Imports no solver."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from cxmatch.assignment.problem import Mask
from cxmatch.domain.bill import Charge
from cxmatch.domain.policy import Policy
from cxmatch.matching.dropping import Dropped, opens, points_off, without_each
from cxmatch.matching.fit import FitMatrix
from cxmatch.matching.moves import moved, moves
from cxmatch.matching.proof import Method, Solved, best_assignment, checked


def is_free(matrix: FitMatrix, solved: Solved, drop: Dropped) -> bool:
    """Tell whether the run's own prices show that nothing is better without a rule that only bars pairs."""
    same = Method.of(matrix.policy) is Method.of(drop.policy) is Method.PRICES
    if not (same and _only_bars(matrix.policy, drop.policy)):
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
    return kept == policy and points_off(without) == points_off(policy)


def charge(matrix: FitMatrix, solved: Solved, rule: str, other: FitMatrix, without: Solved) -> Charge:
    """Compare the best pairs with and without a rule."""
    with_rule, bare = _figures(matrix, solved.chosen), _figures(other, without.chosen)
    paired, points, lowest = (more - less for more, less in zip(bare, with_rule, strict=True))
    return Charge(
        rule=rule,
        paired=paired,
        points=points,
        lowest=lowest,
        exchange=moves(matrix, solved.chosen, without.chosen),
        prices=without.prices,
    )


def checked_bill(matrix: FitMatrix, solved: Solved, said: Sequence[Charge]) -> tuple[list[str], tuple[Charge, ...]]:
    """Check the bill of a record; gives what fails, and the bill with every figure computed again."""
    drops = list(without_each(matrix.policy))
    if [drop.rule for drop in drops] != [entry.rule for entry in said]:
        return ["the bill does not name the rules of the policy"], tuple(said)
    problems: list[str] = []
    again = []
    for drop, entry in zip(drops, said, strict=True):
        if is_free(matrix, solved, drop):
            again.append(Charge(rule=drop.rule))
            continue
        other = FitMatrix.of(matrix.cohort, drop.policy)
        chosen = moved(matrix, solved.chosen, entry.exchange)
        found, prices = checked(other, chosen, entry.prices)
        problems += [f"bill, {drop.rule}: {flaw}" for flaw in found]
        again.append(charge(matrix, solved, drop.rule, other, Solved(chosen=chosen, prices=prices)))
    return problems, tuple(again)


def _figures(matrix: FitMatrix, chosen: Mask) -> tuple[int, int, int]:
    points = matrix.points[chosen]
    return int(chosen.any(axis=0).sum()), int(points.sum()), int(points.min()) if len(points) else 0
