"""Policies with one rule, preference or weight left out, and what each is called on the bill."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from functools import cached_property, partial
from typing import Any

from cxmatch.domain.cohort import Cohort
from cxmatch.domain.parts import Capacity
from cxmatch.domain.policy import Must, Objective, Pair, Past, Policy
from cxmatch.domain.weighing import GAVE_UP_RULE, Asked, AskedFirst, RegretSettings
from cxmatch.matching.rules import FORBIDDEN, PAST
from cxmatch.records.text import counted

ALL_TOGETHER = "all rules together"
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
        pairs: dict[str, Any] = {"locked": (), "forbidden": (), "past": points_off(policy)}
        yield _drop(policy, ALL_TOGETHER, must=_PLAIN, capacity=_no_least(policy), **pairs)


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
        yield _drop(policy, "proteges a mentor must get", "capacity.mentor_at_least", capacity=_no_least(policy))


def _no_least(policy: Policy) -> Capacity:
    return replace(policy.capacity, mentor_at_least=0, each=False)


def _pair_rules(policy: Policy) -> Iterator[Dropped]:
    for kind, (words, bar) in _PAIRS.items():
        for pair in getattr(policy, kind):
            yield Dropped(
                rule=f'{words}: "{pair.mentor}" mentoring "{pair.protege}"',
                without=partial(_without_pair, policy, kind, pair),
                key=f"{kind}.{pair}",
                bans=(bar, pair) if bar and getattr(pair, "points_off", None) is None else None,
            )


def _without_pair(policy: Policy, kind: str, pair: Pair | Past) -> Policy:
    changed: dict[str, Any] = {kind: tuple(other for other in getattr(policy, kind) if other is not pair)}
    return replace(policy, **changed)


def points_off(policy: Policy) -> tuple[Past, ...]:
    """Return the earlier pairs that only lose points."""
    return tuple(pair for pair in policy.past if pair.points_off is not None)


def _weighings(policy: Policy) -> Iterator[Dropped]:
    """Leave out what makes the ledger count otherwise: points for who waited, stars, preferences, how leads count, weights."""
    if any(policy.waited.values()):
        yield _drop(policy, "points for who waited last time", "waited", waited={})
    if policy.starred:
        yield _drop(policy, f"stars: {counted(len(policy.starred), 'pair')}", "starred", starred=())
    if policy.regret.counts:
        yield _drop(policy, GAVE_UP_RULE, "regret", regret=RegretSettings())
    for wish in policy.prefer:
        rule = f"preference: {wish.attribute} {wish.wish}, {counted(wish.points, 'point')}"
        rest = tuple(other for other in policy.prefer if other is not wish)
        yield _drop(policy, rule, f"prefer.{wish.attribute}", prefer=rest)
    if policy.fit.alike:
        yield _drop(policy, "every office's needs count alike", "fit.alike", fit=replace(policy.fit, alike=False))
    if (most := policy.fit.lead_at_most) is not None:
        yield _drop(policy, f"big leads count as {most}", "fit.lead_at_most", fit=replace(policy.fit, lead_at_most=None))
    for entry in policy.corrected:
        left = tuple(other for other in policy.corrected if other is not entry)
        yield _drop(policy, f"corrected to {entry.level}: {entry}", f"corrected.{entry}", corrected=left)
    for area, weight in policy.weights.items():
        if weight != 1:
            yield _drop(policy, f"weight of {area}: {weight}", f"weights.{area}", weights={**policy.weights, area: 1})
