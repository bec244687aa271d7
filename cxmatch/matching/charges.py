"""What each rule costs: the policy without it, proven choices with and without it compared, a bill checked. Imports no solver."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property, partial
from typing import Any

import numpy as np

from cxmatch.assignment.problem import Mask
from cxmatch.domain.cohort import Cohort
from cxmatch.domain.matching import Prices, gap_words
from cxmatch.domain.parts import Capacity
from cxmatch.domain.policy import Must, Objective, Pair, Past, Policy
from cxmatch.domain.repair import Charge, Known
from cxmatch.domain.weighing import GAVE_UP_RULE, Asked, AskedFirst, RegretSettings
from cxmatch.errors import NoPairingError
from cxmatch.matching.fit import FitMatrix
from cxmatch.matching.proof import POINTS, Solved, checked, priced, refuted
from cxmatch.matching.rules import FORBIDDEN, PAST, Method
from cxmatch.matching.waiting import broken
from cxmatch.records.text import counted

NOT_WITHOUT = "no pairing meets all the others without it"
NOT_FOUND = "no pairing was found that meets all the others without it, and none was ruled out"
_PLAIN = Must(different_department=False, minimum_fit=0)
_MUST = {
    "different_department": "different department",
    "minimum_fit": "minimum fit",
    "one_role": "one role an office",
    "no_exchange": "no exchange of roles",
    "everyone": "everyone must be paired",
}
_PAIRS = {"locked": ("locked", ""), "forbidden": ("forbidden", FORBIDDEN), "past": ("not again", PAST)}


@dataclass(frozen=True, kw_only=True)
class Dropped:
    """A policy without one rule; `key` is that of its origin, and `bans` the words and the pair of a rule that bars just one.

    The policy is made when it is asked for: a list of thousands of pairs would be copied for each of them.
    """

    rule: str
    without: Callable[[], Policy]
    key: str = ""
    bans: tuple[str, Pair | Past] | None = None

    @cached_property
    def policy(self) -> Policy:
        """The policy that is left."""
        return self.without()


def without_each(policy: Policy, cohort: Cohort) -> Iterator[Dropped]:
    """Yield the policy for a cohort without each of its rules, preferences and weights, then without all must-have rules."""
    rules = [*_musts(policy), *_pair_rules(policy)]
    yield from (*_objectives(policy, cohort.asks_first), *rules, *_weighings(policy))
    if len(rules) > 1:
        capacity, past = _without_least(policy), _points_off(policy)
        yield _drop(policy, "all rules together", must=_PLAIN, capacity=capacity, locked=(), forbidden=(), past=past)


def _drop(policy: Policy, rule: str, key: str = "", **changes: Any) -> Dropped:
    return Dropped(rule=rule, key=key, without=partial(replace, policy, **changes))


def _objectives(policy: Policy, asks: bool) -> Iterator[Dropped]:
    asked = replace(policy.asked_first, use=policy.asked(asks))  # it goes on counting as it did, whatever comes first
    if asked.use in (Asked.RUNG, Asked.POINTS):
        yield _drop(policy, "asked for first", "asked_first", asked_first=AskedFirst(use=Asked.OFF))
    if policy.objective is Objective.WORST_OFF_FIRST:
        yield _drop(policy, "the worst-off first", objective=Objective.EVERYONE_FIRST, asked_first=asked)
    elif policy.objective is Objective.EVERYONE_FIRST and not policy.must.everyone:
        yield _drop(policy, "everyone first", objective=Objective.TOTAL_FIRST, asked_first=asked)


def _musts(policy: Policy) -> Iterator[Dropped]:
    for name, words in _MUST.items():
        plain = {name: getattr(_PLAIN, name)}
        if getattr(policy.must, name) != plain[name]:
            yield _drop(policy, words, f"must.{name}", must=replace(policy.must, **plain))
    if policy.capacity.mentor_at_least:
        yield _drop(policy, "proteges a mentor must get", "capacity.mentor_at_least", capacity=_without_least(policy))


def _without_least(policy: Policy) -> Capacity:
    return replace(policy.capacity, mentor_at_least=0, each=False)


def _pair_rules(policy: Policy) -> Iterator[Dropped]:
    for kind, (words, bar) in _PAIRS.items():
        for pair in getattr(policy, kind):
            rule = f'{words}: "{pair.mentor}" mentoring "{pair.protege}"'
            bans = (bar, pair) if bar and getattr(pair, "points_off", None) is None else None
            yield Dropped(rule=rule, without=partial(_less, policy, kind, pair), key=f"{kind}.{pair}", bans=bans)


def _less(policy: Policy, kind: str, entry: object) -> Policy:
    changed: dict[str, Any] = {kind: tuple(other for other in getattr(policy, kind) if other is not entry)}
    return replace(policy, **changed)


def _points_off(policy: Policy) -> tuple[Past, ...]:
    return tuple(pair for pair in policy.past if pair.points_off is not None)


def _weighings(policy: Policy) -> Iterator[Dropped]:
    if any(policy.waited.values()):
        yield _drop(policy, "points for who waited last time", "waited", waited={})
    if policy.starred:
        yield _drop(policy, f"stars: {counted(len(policy.starred), 'pair')}", "starred", starred=())
    if policy.regret.counts:
        yield _drop(policy, GAVE_UP_RULE, "regret", regret=RegretSettings())
    for wish in policy.prefer:
        rule = f"preference: {wish.attribute} {wish.wish}, {counted(wish.points, 'point')}"
        yield Dropped(rule=rule, without=partial(_less, policy, "prefer", wish), key=f"prefer.{wish.attribute}")
    if policy.fit.alike:
        yield _drop(policy, "every office's needs count alike", "fit.alike", fit=replace(policy.fit, alike=False))
    if (most := policy.fit.lead_at_most) is not None:
        yield _drop(policy, f"big leads count as {most}", "fit.lead_at_most", fit=replace(policy.fit, lead_at_most=None))
    for entry in policy.corrected:
        rule = f"corrected to {entry.level}: {entry}"
        yield Dropped(rule=rule, without=partial(_less, policy, "corrected", entry), key=f"corrected.{entry}")
    for area, weight in policy.weights.items():
        if weight != 1:
            yield _drop(policy, f"weight of {area}: {weight}", f"weights.{area}", weights={**policy.weights, area: 1})


def _opens(matrix: FitMatrix, drop: Dropped) -> Mask:
    """Return the pairs that are allowed only when a rule on pairs is left out."""
    if drop.bans is None:
        return FitMatrix.of(matrix.answered, drop.policy).allowed & ~matrix.allowed
    bar, pair = drop.bans
    cells, cover = matrix.rules.cells(pair), matrix.rules.covers[bar]
    for row, column in np.argwhere(cells):
        cells[row, column] = cover[row, column] == 1 and matrix.bars(row, column) == (bar,)
    return cells


def loosened(matrix: FitMatrix, drop: Dropped) -> FitMatrix | str:
    """Return the fit matrix without one rule; the reason where a locked pair does not stand without it."""
    try:
        return FitMatrix.of(matrix.answered, replace(drop.policy, origins={}))
    except NoPairingError as problem:
        return problem.what.replace("\n  ", " ")


def unsolved(solved: Solved, drop: Dropped) -> FitMatrix | Charge:
    """Return the fit matrix without one rule, or what the rule costs where nothing need be solved to know it."""
    if _is_free(solved, drop):
        return Charge(rule=drop.rule)
    other = loosened(solved.matrix, drop)
    return Charge(rule=drop.rule, tied=other) if isinstance(other, str) else other


def _is_free(solved: Solved, drop: Dropped) -> bool:
    """Tell whether the run's own prices show that nothing is better without a rule that only bars pairs."""
    matrix, prices = solved.matrix, solved.prices
    if not (_is_plain(prices) and (drop.bans or _only_bars(matrix, drop.policy))):
        return False
    problem, best = matrix.problem, priced(matrix, solved.chosen, prices[0])
    surplus = problem.value + problem.bonus - best.row_prices[:, None] - best.column_prices
    return not (_opens(matrix, drop) & (surplus > 0)).any()


def _is_plain(prices: tuple[Prices, ...]) -> bool:
    """Tell whether prices are those of points and ties, with nothing on top for pairings that are kept."""
    plain = not any(rung.cases for rung in prices) and bool(prices) and prices[0].aim == POINTS
    return plain and (prices[0].scale, prices[0].keep) == (1, 0)


def _only_bars(matrix: FitMatrix, without: Policy) -> bool:
    """Tell whether a policy differs from a matrix only in which pairs it bars: then values, locks and aims are the same."""
    policy = matrix.policy
    bars = {name: getattr(policy.must, name) for name in ("different_department", "minimum_fit")}
    kept = replace(without, forbidden=policy.forbidden, past=policy.past, must=replace(without.must, **bars))
    same = matrix.method is Method.of(matrix.cohort, without) is Method.PRICES
    return same and kept == policy and _points_off(without) == _points_off(policy)


def charge(rule: str, solved: Solved, without: Solved) -> Charge:
    """Compare the best pairs with and without a rule, both by the ledger without it: only one ledger can tell which is better."""
    bare, held = (without.matrix.figures(plan.chosen) for plan in (without, solved))
    counts = solved.matrix.led_first or without.matrix.led_first
    led = [int((plan.chosen & without.matrix.led).any(axis=0).sum()) for plan in (without, solved)] if counts else [0, 0]
    return Charge(
        rule=rule,
        paired=bare.paired - held.paired,
        led=led[0] - led[1],
        points=bare.points - held.points,
        lowest=bare.lowest - held.lowest,
        known=_known(solved, without),
        exchange=solved.matrix.moves(solved.chosen, without.chosen),
        prices=without.prices,
        unit=without.matrix.ledger.unit if without.matrix.ledger.unit != solved.matrix.ledger.unit else 0,
    )


def _known(solved: Solved, without: Solved) -> Known:
    """Tell what the figures of two pairings are, where one or both leave a gap.

    A gap leaves a bound only where nothing but the total is open, and where a better total counts the same in both ledgers:
    a plan that serves more, or raises the worst-off, may well have less of the rest.
    """
    gaps = bool(gap_words(without.prices, 1)), bool(gap_words(solved.prices, 1))
    if gaps == (True, False) and _only_total_open(without):
        return Known.AT_LEAST
    if gaps == (False, True) and _only_total_open(solved) and np.array_equal(solved.matrix.points, without.matrix.points):
        return Known.AT_MOST
    return Known.ROUGHLY if any(gaps) else Known.EXACTLY


def _only_total_open(solved: Solved) -> bool:
    """Tell whether a plan is proven to serve as many as can be, so that only its total may be bettered."""
    return [rung.aim for rung in solved.prices if rung.gap][:1] == [POINTS] and solved.matrix.first_bonus > 0


def checked_bill(solved: Solved, said: Sequence[Charge]) -> tuple[list[str], tuple[Charge, ...]]:
    """Check the bill of a record; gives what fails, and the bill with every figure computed again."""
    drops = list(without_each(solved.matrix.policy, solved.matrix.cohort))
    if [drop.rule for drop in drops] != [entry.rule for entry in said]:
        return ["the bill does not name the rules of the policy"], tuple(said)
    checks = [_checked(solved, drop, entry) for drop, entry in zip(drops, said, strict=True)]
    return [f"bill, {entry.rule}: {flaw}" for flaws, entry in checks for flaw in flaws], tuple(entry for _, entry in checks)


def _checked(solved: Solved, drop: Dropped, said: Charge) -> tuple[list[str], Charge]:
    other = unsolved(solved, drop)
    if isinstance(other, Charge):
        return [], other
    if said.tied:
        return _checked_tie(other, solved, said)
    chosen = solved.matrix.moved(solved.chosen, said.exchange)
    flaws, without = checked(Solved(matrix=other, chosen=chosen, prices=said.prices))
    return flaws + broken(other, chosen), charge(drop.rule, solved, without)


def _checked_tie(other: FitMatrix, solved: Solved, said: Charge) -> tuple[list[str], Charge]:
    """Check that nothing meets the other rules; that nothing was found is believed only where the run's own pairs do not."""
    searched = other.method is Method.CASES or other.policy.must.everyone
    if said.tied == NOT_FOUND and searched and broken(other, solved.chosen):
        return [], Charge(rule=said.rule, tied=NOT_FOUND)
    proof = refuted(other, said.prices)
    flaws = [] if proof else ["that it cannot be left out alone is not proven"]
    return flaws, Charge(rule=said.rule, tied=NOT_WITHOUT, prices=proof)
