"""The names that a policy uses, checked when it comes in: later an office may leave, and what is said of it then bars nothing."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator

from cxmatch.domain.cohort import Cohort, Office
from cxmatch.domain.policy import ANY_OFFICE, Policy, Preference
from cxmatch.errors import SettingsError, did_you_mean
from cxmatch.records.text import fold
from cxmatch.records.values import refuse_any


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
    refuse_any([*_unknown_offices(policy, cohort, gone, before), *_unknown_attributes(policy, cohort, before)])


def without_effect(policy: Policy, cohort: Cohort) -> tuple[str, ...]:
    """Say which offices of a policy file would get points for waiting and are not in the cohort: they left, or are misspelled."""
    names = [office.id for office in cohort.offices]
    absent = [name for name in policy.waited if not cohort.has(name) and policy.where("waited", name) != "--waited"]
    return tuple(
        f'{place_of(policy, "waited", name)}: no office is called "{name}", so nobody gets them.{did_you_mean(name, names)}'
        for name in absent
    )


def called(offices: Iterable[Office]) -> frozenset[str]:
    """Give everything that offices are called, folded."""
    return frozenset(fold(name) for office in offices for name in (office.id, office.name))


def place_of(policy: Policy, kind: str, what: object) -> str:
    """Say which setting is meant and where it stands, as far as that is known."""
    where = policy.where(kind, what)
    return f"{where}: {kind}" if where else f"The policy's setting {kind}"


def _unknown_offices(policy: Policy, cohort: Cohort, gone: Collection[str], before: Policy | None) -> Iterator[str]:
    for kind, what, names, known in _naming(policy, before):
        for name in names:
            if known or name == ANY_OFFICE or (fold(name) in gone and not cohort.has(name)):
                continue
            try:
                cohort.office(name)
            except SettingsError as problem:
                yield f"{place_of(policy, kind, what)}: {problem.what}"


def _naming(policy: Policy, before: Policy | None) -> Iterator[tuple[str, object, tuple[str, ...], bool]]:
    """Give every rule on offices, what they are called in it, and whether the policy before had it."""
    for kind in ("locked", "forbidden"):
        for pair in getattr(policy, kind):
            yield kind, pair, (pair.mentor, pair.protege), before is not None and pair in getattr(before, kind)
    for name in policy.capacity.offices:
        yield "capacity", name, (name,), before is not None and name in before.capacity.offices


def _unknown_attributes(policy: Policy, cohort: Cohort, before: Policy | None) -> Iterator[str]:
    known = sorted({heading for office in cohort.offices for heading in office.attributes})
    for wish in policy.prefer:
        if heading_of(wish, known) is None and not (before and wish in before.prefer):
            near = did_you_mean(wish.attribute, known)
            yield f'{place_of(policy, "prefer", wish.attribute)}: no office has the attribute "{wish.attribute}".{near}'


def heading_of(wish: Preference, known: Iterable[str]) -> str | None:
    """Give the attribute of a preference as the survey spells it, None where no office has it."""
    return next((heading for heading in known if fold(heading) == fold(wish.attribute)), None)
