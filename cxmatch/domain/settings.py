"""A policy in words: every setting in force, and where it came from."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields

from cxmatch.domain.policy import Capacity, Must, Policy, Seats

DEFAULT = "default"


def settings(policy: Policy) -> Iterator[tuple[str, str, str]]:
    """Say every setting of a policy: its name, its value, and where the value came from."""
    yield ("objective", policy.objective.value, policy.where("objective") or DEFAULT)
    yield ("tie_seed", f'"{policy.tie_seed}"', policy.where("tie_seed") or DEFAULT)
    if not policy.weights:
        yield ("weights", "1 for every practice area", DEFAULT)
    for area, weight in policy.weights.items():
        yield (f"weights: {area}", str(weight), policy.where("weights", area) or DEFAULT)
    yield from _seats(policy)
    for rule in fields(Must):
        yield (f"must: {rule.name}", _said(getattr(policy.must, rule.name)), policy.where("must", rule.name) or DEFAULT)
    yield from _pairs(policy)
    for name, points in policy.waited.items():
        yield (f"waited: {name}", f"{points} points", policy.where("waited", name))
    for wish in policy.prefer:
        near = f" within {wish.within}" if wish.want.value == "near" else ""
        yield (
            f"prefer: {wish.attribute}",
            f"{wish.want.value}{near}, {wish.points} points",
            policy.where("prefer", wish.attribute),
        )


def _seats(policy: Policy) -> Iterator[tuple[str, str, str]]:
    capacity: Capacity = policy.capacity
    for side in ("mentor", "protege"):
        where = policy.where("capacity", side) or DEFAULT
        yield (f"capacity: {side}", f"{getattr(capacity, side)} where the survey does not say", where)
    who = "every mentor" if capacity.each else "every mentor that is used"
    least = f"{capacity.mentor_at_least} for {who}"
    yield ("capacity: mentor_at_least", least, policy.where("capacity", "mentor_at_least") or DEFAULT)
    for office, seats in capacity.offices.items():
        yield (f"capacity: {office}", _own(seats), policy.where("capacity", office))


def _own(seats: Seats) -> str:
    sides = (("mentor", seats.mentor), ("protege", seats.protege))
    return ", ".join(f"{number} as {side}" for side, number in sides if number is not None)


def _pairs(policy: Policy) -> Iterator[tuple[str, str, str]]:
    for kind in ("locked", "forbidden"):
        for pair in getattr(policy, kind):
            reason = f" ({pair.reason})" if pair.reason else ""
            yield (kind, f"{pair.mentor} mentoring {pair.protege}{reason}", policy.where(kind, pair))
    for past in policy.past:
        how = "never again" if past.points_off is None else f"{past.points_off} points off"
        yield ("past", f"{past.mentor} mentoring {past.protege}: {how}", policy.where("past", past))


def _said(value: object) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)
