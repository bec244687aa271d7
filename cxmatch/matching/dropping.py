"""Policies with a rule left out: what the bill compares with. Imports no solver."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from functools import cached_property, partial
from typing import Any

import numpy as np

from cxmatch.assignment.problem import Mask
from cxmatch.domain.policy import Capacity, Must, Objective, Pair, Past, Policy
from cxmatch.matching.fit import FitMatrix
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
    """Give the policy without each of its rules, preferences and weights in turn, then without all must-have rules."""
    rules = [*_musts(policy), *_pair_rules(policy)]
    yield from (*_objectives(policy), *rules, *_weighings(policy))
    if len(rules) > 1:
        bare = {"must": _PLAIN, "locked": (), "forbidden": (), "past": points_off(policy), "capacity": _no_minimum(policy)}
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
        loose = partial(replace, policy, capacity=_no_minimum(policy))
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


def _no_minimum(policy: Policy) -> Capacity:
    return replace(policy.capacity, mentor_at_least=0, each=False)


def points_off(policy: Policy) -> tuple[Past, ...]:
    """Give the earlier pairs that only lose points."""
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


def opens(matrix: FitMatrix, drop: Dropped) -> Mask:
    """Give the pairs that are allowed only when a rule on pairs is left out."""
    if drop.pair is None or not drop.bar:
        return FitMatrix.of(matrix.cohort, drop.policy).allowed & ~matrix.allowed
    cells, cover = matrix.rules.cells(drop.pair), matrix.covers[drop.bar]
    for row, column in np.argwhere(cells):
        cells[row, column] = cover[row, column] == 1 and matrix.bars(row, column) == (drop.bar,)
    return cells
