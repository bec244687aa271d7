"""A policy as a program meets it: its names held against a cohort, and every setting with where it came from.

Names are checked when a policy comes in: later an office may leave, and what is said of it then bars nothing.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import fields

from cxmatch.domain.cohort import Cohort, Office
from cxmatch.domain.policy import Must, Policy, heading_of, place_of
from cxmatch.errors import SHOWN, SettingsError, did_you_mean
from cxmatch.records.text import fold
from cxmatch.records.values import ANY_OFFICE, refuse_any

DEFAULT = "default"


def require_known(policy: Policy, cohort: Cohort, *, gone: Collection[str] = (), before: Policy | None = None) -> None:
    """Refuse a policy that names an office or an attribute which nobody has or had.

    Parameters
    ----------
    policy
        What comes in.
    cohort
        The offices it is for.
    gone
        What offices are called, folded, that were in earlier runs of the cohort.
    before
        The policy of the run before: what it holds was checked then.

    Raises
    ------
    SettingsError
        Each such name with its place and the nearest right one.

    """
    before = before or Policy()
    refuse_any([*_unknown_offices(policy, cohort, gone, before), *_unknown_attributes(policy, cohort, before)])


def without_effect(policy: Policy, cohort: Cohort) -> tuple[str, ...]:
    """Say which offices of a policy file would get points for waiting, or are kept apart, and are not in the cohort.

    They left, or are misspelled; those that stand in an earlier run have left.
    """
    names = [office.id for office in cohort.offices]
    absent = [name for name in policy.waited if not cohort.has(name) and policy.where("waited", name) != "--waited"]
    return (
        *(
            f'{place_of(policy, "waited", name)}: no office is called "{name}", so nobody gets them.{did_you_mean(name, names)}'
            for name in absent
        ),
        *past_without_effect(policy, cohort),
    )


def past_without_effect(policy: Policy, cohort: Cohort) -> tuple[str, ...]:
    """Say which earlier pairs of a table or a policy file name an office that is not in the cohort, and so bar nothing."""
    names, said = [office.id for office in cohort.offices], list[str]()
    stated = ((policy.where("past", pair), pair) for pair in policy.past)
    for where, pair in sorted(stated, key=lambda each: (len(each[0]), each[0])):  # row 9 before row 10
        absent = [name for name in (pair.mentor, pair.protege) if name != ANY_OFFICE and not cohort.has(name)]
        if absent and where not in ("", "--past"):
            near = did_you_mean(absent[0], names)
            said.append(f'{where}: no office is called "{absent[0]}", so the pair bars nothing.{near}')
    rest = [f"... and {len(said) - SHOWN} more earlier pairs bar nothing."] if len(said) > SHOWN else []
    return (*said[:SHOWN], *rest)


def called(offices: Iterable[Office]) -> frozenset[str]:
    """Return everything that offices are called, folded."""
    return frozenset(fold(name) for office in offices for name in (office.id, office.name))


def _unknown_offices(policy: Policy, cohort: Cohort, gone: Collection[str], before: Policy) -> Iterator[str]:
    for kind, what, names in _naming(policy, before):
        for name in names:
            try:
                if name != ANY_OFFICE and (cohort.has(name) or fold(name) not in gone):
                    cohort.office(name)
            except SettingsError as problem:
                yield f"{place_of(policy, kind, what)}: {problem.what}"


def _naming(policy: Policy, before: Policy) -> Iterator[tuple[str, object, tuple[str, ...]]]:
    """Return every rule on offices that the policy before did not have, and what they are called in it."""
    for kind in ("locked", "forbidden"):
        known = set(getattr(before, kind))
        yield from ((kind, pair, (pair.mentor, pair.protege)) for pair in getattr(policy, kind) if pair not in known)
    yield from (("capacity", name, (name,)) for name in policy.capacity.offices if name not in before.capacity.offices)


def _unknown_attributes(policy: Policy, cohort: Cohort, before: Policy) -> Iterator[str]:
    known = sorted({heading for office in cohort.offices for heading in office.attributes})
    for wish in policy.prefer:
        if heading_of(wish, known) is None and wish not in before.prefer:
            near = did_you_mean(wish.attribute, known)
            yield f'{place_of(policy, "prefer", wish.attribute)}: no office has the attribute "{wish.attribute}".{near}'


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
        yield (f"must: {rule.name}", str(getattr(policy.must, rule.name)).lower(), policy.where("must", rule.name) or DEFAULT)
    yield from _pairs(policy)
    for name, points in policy.waited.items():
        yield (f"waited: {name}", f"{points} points", policy.where("waited", name))
    for wish in policy.prefer:
        near = f" within {wish.within}" if wish.want.value == "near" else ""
        yield (f"prefer: {wish}", f"{wish.want.value}{near}, {wish.points} points", policy.where("prefer", wish))


def _seats(policy: Policy) -> Iterator[tuple[str, str, str]]:
    capacity = policy.capacity
    for side in ("mentor", "protege"):
        where = policy.where("capacity", side) or DEFAULT
        yield (f"capacity: {side}", f"{getattr(capacity, side)} where the survey does not say", where)
    who = "every mentor" if capacity.each else "every mentor that is used"
    least = f"{capacity.mentor_at_least} for {who}"
    yield ("capacity: mentor_at_least", least, policy.where("capacity", "mentor_at_least") or DEFAULT)
    for office, seats in capacity.offices.items():
        own = [f"{number} as {side}" for side in ("mentor", "protege") if (number := getattr(seats, side)) is not None]
        yield (f"capacity: {office}", ", ".join(own), policy.where("capacity", office))


def _pairs(policy: Policy) -> Iterator[tuple[str, str, str]]:
    for kind in ("locked", "forbidden"):
        for pair in getattr(policy, kind):
            reason = f" ({pair.reason})" if pair.reason else ""
            yield (kind, f"{pair.mentor} mentoring {pair.protege}{reason}", policy.where(kind, pair))
    for past in policy.past:
        how = "never again" if past.points_off is None else f"{past.points_off} points off"
        yield ("past", f"{past.mentor} mentoring {past.protege}: {how}", policy.where("past", past))
