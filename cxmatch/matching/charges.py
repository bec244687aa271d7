"""What each rule costs: policies with one left out, proven choices compared, the bill of a record checked. Imports no solver."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property, partial
from typing import Any

import numpy as np

from cxmatch.assignment.problem import Mask
from cxmatch.domain.matching import Prices, gap_words
from cxmatch.domain.policy import Must, Objective, Pair, Past, Policy
from cxmatch.domain.repair import Charge, Known
from cxmatch.errors import NoPairingError
from cxmatch.matching.fit import FitMatrix
from cxmatch.matching.flaws import broken, checked, refuted
from cxmatch.matching.proof import POINTS, TIES, Method, Solved, priced
from cxmatch.matching.rules import FORBIDDEN, PAST
from cxmatch.records.text import counted

NOT_WITHOUT = "no pairing meets all the others without it"
NOT_FOUND = "no pairing was found that meets all the others without it, and none was ruled out"
ALL_TOGETHER = "all rules together"
_PLAIN = Must(different_department=False, minimum_fit=0)
_MUST = {
    "different_department": "different department",
    "minimum_fit": "minimum fit",
    "one_role": "one role an office",
    "no_exchange": "no exchange of roles",
    "everyone": "everyone must be paired",
}
_PAIRS = {"locked": "locked", "forbidden": "forbidden", "past": "not again"}


@dataclass(frozen=True, kw_only=True)
class Dropped:
    """A policy without one rule: `setting` of the table `kind`, or the `pair` in that list.

    `bar` are the words of a rule that bars just this pair. The policy is made when it is asked for: a list of thousands of pairs
    would be copied for each of them.
    """

    rule: str
    without: Callable[[], Policy]
    kind: str = ""
    setting: str = ""
    bar: str = ""
    pair: Pair | Past | None = None

    @cached_property
    def policy(self) -> Policy:
        """The policy that is left."""
        return self.without()


def without_each(policy: Policy) -> Iterator[Dropped]:
    """Yield the policy without each of its rules, preferences and weights in turn, then without all must-have rules."""
    rules = [*_musts(policy), *_pair_rules(policy)]
    yield from (*_objectives(policy), *rules, *_weighings(policy))
    if len(rules) > 1:
        bare = {
            "must": _PLAIN,
            "locked": (),
            "forbidden": (),
            "past": _points_off(policy),
            "capacity": replace(policy.capacity, mentor_at_least=0, each=False),
        }
        yield Dropped(rule=ALL_TOGETHER, without=partial(replace, policy, **bare))


def _objectives(policy: Policy) -> Iterator[Dropped]:
    if policy.objective is Objective.WORST_OFF_FIRST:
        yield Dropped(rule="the worst-off first", without=partial(replace, policy, objective=Objective.EVERYONE_FIRST))
    elif policy.objective is Objective.EVERYONE_FIRST and not policy.must.everyone:
        yield Dropped(rule="everyone first", without=partial(replace, policy, objective=Objective.TOTAL_FIRST))


def _musts(policy: Policy) -> Iterator[Dropped]:
    for name, words in _MUST.items():
        if getattr(policy.must, name) != getattr(_PLAIN, name):
            must = replace(policy.must, **{name: getattr(_PLAIN, name)})
            yield Dropped(rule=words, without=partial(replace, policy, must=must), kind="must", setting=name)
    if policy.capacity.mentor_at_least:
        loose = partial(replace, policy, capacity=replace(policy.capacity, mentor_at_least=0, each=False))
        yield Dropped(rule="proteges a mentor must get", without=loose, kind="capacity", setting="mentor_at_least")


def _weighings(policy: Policy) -> Iterator[Dropped]:
    """Leave out what makes the ledger count otherwise: points for who waited, preferences, weights that are not 1."""
    if any(policy.waited.values()):
        yield Dropped(rule="points for who waited last time", without=partial(replace, policy, waited={}), kind="waited")
    for wish in policy.prefer:
        rest = tuple(other for other in policy.prefer if other is not wish)
        rule = f"preference: {wish.attribute} {wish.want.value}, {counted(wish.points, 'point')}"
        yield Dropped(rule=rule, without=partial(replace, policy, prefer=rest), kind="prefer", setting=wish.attribute)
    for area, weight in policy.weights.items():
        if weight != 1:
            weights = {**policy.weights, area: 1}
            yield Dropped(
                rule=f"weight of {area}: {weight}",
                without=partial(replace, policy, weights=weights),
                kind="weights",
                setting=area,
            )


def _points_off(policy: Policy) -> tuple[Past, ...]:
    """Return the earlier pairs that only lose points."""
    return tuple(pair for pair in policy.past if pair.points_off is not None)


def _without_pair(policy: Policy, kind: str, pair: Pair | Past) -> Policy:
    changed: dict[str, Any] = {kind: tuple(other for other in getattr(policy, kind) if other is not pair)}
    return replace(policy, **changed)


def _pair_rules(policy: Policy) -> Iterator[Dropped]:
    for kind, words in _PAIRS.items():
        pairs = getattr(policy, kind)
        for pair in pairs:
            bar = {"forbidden": FORBIDDEN, "past": PAST}.get(kind, "") if getattr(pair, "points_off", None) is None else ""
            yield Dropped(
                rule=f'{words}: "{pair.mentor}" mentoring "{pair.protege}"',
                without=partial(_without_pair, policy, kind, pair),
                kind=kind,
                bar=bar,
                pair=pair,
            )


def _opens(matrix: FitMatrix, drop: Dropped) -> Mask:
    """Return the pairs that are allowed only when a rule on pairs is left out."""
    if drop.pair is None or not drop.bar:
        return FitMatrix.of(matrix.cohort, drop.policy).allowed & ~matrix.allowed
    cells, cover = matrix.rules.cells(drop.pair), matrix.rules.covers[drop.bar]
    for row, column in np.argwhere(cells):
        cells[row, column] = cover[row, column] == 1 and matrix.bars(row, column) == (drop.bar,)
    return cells


def loosened(matrix: FitMatrix, drop: Dropped) -> FitMatrix | str:
    """Return the fit matrix without one rule; the reason where a locked pair does not stand without it."""
    try:
        return FitMatrix.of(matrix.cohort, replace(drop.policy, origins={}))
    except NoPairingError as problem:
        return problem.what.replace("\n  ", " ")


def is_free(matrix: FitMatrix, solved: Solved, drop: Dropped) -> bool:
    """Tell whether the run's own prices show that nothing is better without a rule that only bars pairs."""
    if not (_is_plain(solved.prices) and (drop.bar or _only_bars(matrix.policy, drop.policy))):
        return False
    problem, best = matrix.problem, priced(matrix, solved.chosen, solved.prices[0])
    surplus = problem.value + problem.bonus - best.row_prices[:, None] - best.column_prices
    return not (_opens(matrix, drop) & (surplus > 0)).any()


def _is_plain(prices: tuple[Prices, ...]) -> bool:
    """Tell whether prices are those of points and ties, with nothing on top for pairings that are kept."""
    plain = not any(rung.cases for rung in prices) and [rung.aim for rung in prices] == [POINTS, TIES]
    return plain and (prices[0].scale, prices[0].keep) == (1, 0)


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
    return same and kept == policy and _points_off(without) == _points_off(policy)


def charge(matrix: FitMatrix, solved: Solved, rule: str, other: FitMatrix, without: Solved) -> Charge:
    """Compare the best pairs with and without a rule, both by the ledger without it: only one ledger can tell which is better."""
    with_rule, bare = other.figures(solved.chosen), other.figures(without.chosen)
    paired, points, lowest = (more - less for more, less in zip(bare, with_rule, strict=True))
    return Charge(
        rule=rule,
        paired=paired,
        points=points,
        lowest=lowest,
        known=_known(matrix, solved, other, without),
        exchange=matrix.moves(solved.chosen, without.chosen),
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
    chosen = matrix.moved(solved.chosen, entry.exchange)
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
