"""Decisions: what an organizer wrote beside the pairings of an exported table."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from cxmatch.domain.cohort import Cohort
from cxmatch.domain.policy import Pair, Policy
from cxmatch.domain.run import Run
from cxmatch.errors import SettingsError, did_you_mean
from cxmatch.records.text import fold
from cxmatch.records.values import refuse_any, refuse_one_office

CHANGE_ONLY = "Change"


class Choice(StrEnum):
    """What to do with a pairing: keep it, give both another partner this time, or never make it again."""

    KEEP = "Keep"
    CHANGE = "Change"
    NEVER = "Never"


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """A choice on one pairing, with the organizer's notes and where they stand."""

    mentor: str
    protege: str
    choice: Choice
    notes: str = ""
    place: str = ""


def decided(policy: Policy, decisions: Sequence[Decision], cohort: Cohort, gone: Collection[str] = ()) -> Policy:
    """Return the policy with decisions as its rules: Keep locks a pair, Change and Never forbid it.

    A decision about an office that has left is passed over (`passed_over` says so); `gone` is what such offices are called,
    folded. What the policy itself said of the pair gives way.

    Raises
    ------
    SettingsError
        A decision names nobody, or two contradict each other; each is named with its place.

    """
    kept = [entry for entry in decisions if not _left(entry, cohort, gone)]
    refuse_any(_unusable(kept, cohort))
    made = {_ids(entry, cohort): entry for entry in kept}
    if len(made) < len({(*_ids(entry, cohort), entry.choice) for entry in kept}):
        raise SettingsError(_conflicts(kept, cohort), "Leave one of each two empty.")
    pairs = {
        kind: [_pair(entry, *ids) for ids, entry in made.items() if _kind(entry) == kind] for kind in ("locked", "forbidden")
    }
    origins = {f"{_kind(entry)}.{_pair(entry, *ids)}": f"{entry.place}, {entry.choice.value}" for ids, entry in made.items()}
    return replace(
        policy,
        locked=(*_others(policy.locked, made, cohort), *pairs["locked"]),
        forbidden=(*_others(policy.forbidden, made, cohort), *pairs["forbidden"]),
        origins={**policy.origins, **origins},
    )


def known_ones(
    decisions: Sequence[Decision], cohort: Cohort | None, runs: Sequence[Run]
) -> tuple[tuple[Decision, ...], tuple[str, ...]]:
    """Return the decisions whose offices are in a cohort or were in its runs, and say of each other one who is in none."""
    cohorts = [*([cohort] if cohort else []), *(run.cohort for run in runs)]
    names = [office.id for office in cohorts[0].offices]
    kept, said = list[Decision](), list[str]()
    for entry in decisions:
        absent = [name for name in (entry.mentor, entry.protege) if not any(cohort.has(name) for cohort in cohorts)]
        if absent:
            near = did_you_mean(absent[0], names)
            said.append(f'{entry.place}: {entry.choice.value} is passed over, since no office is called "{absent[0]}".{near}')
        else:
            kept.append(entry)
    return tuple(kept), tuple(said)


def passed_over(decisions: Sequence[Decision], cohort: Cohort) -> tuple[str, ...]:
    """Say which decisions of a rerun were passed over, since an office of theirs is not in its cohort any more."""
    return tuple(
        f'{entry.place}: {entry.choice.value} is passed over, since "{name}" has left.'
        for entry in decisions
        for name in [name for name in (entry.mentor, entry.protege) if not cohort.has(name)][:1]
    )


def _left(entry: Decision, cohort: Cohort, gone: Collection[str]) -> bool:
    """Tell whether an office of a decision has left, and the other is or was there."""
    names = (entry.mentor, entry.protege)
    return not all(map(cohort.has, names)) and all(cohort.has(name) or fold(name) in gone for name in names)


def _unusable(decisions: Sequence[Decision], cohort: Cohort) -> Iterator[str]:
    for entry in decisions:
        try:
            mentor, protege = _ids(entry, cohort)
            refuse_one_office(mentor, protege)
        except SettingsError as problem:
            yield f"{entry.place}: {problem.what}"


def _ids(entry: Decision, cohort: Cohort) -> tuple[str, str]:
    return cohort.office(entry.mentor).id, cohort.office(entry.protege).id


def _kind(entry: Decision) -> str:
    return "locked" if entry.choice is Choice.KEEP else "forbidden"


def _others(pairs: Sequence[Pair], made: Collection[tuple[str, str]], cohort: Cohort) -> Iterator[Pair]:
    """Return the pairs of the policy that nothing was decided about, by whatever names it calls them."""
    for pair in pairs:
        there = cohort.has(pair.mentor) and cohort.has(pair.protege)
        if not there or (cohort.office(pair.mentor).id, cohort.office(pair.protege).id) not in made:
            yield pair


def without_changes(policy: Policy) -> Policy:
    """Return the policy without what was only to change in an earlier rerun."""
    return replace(policy, forbidden=tuple(pair for pair in policy.forbidden if not _only_change(pair)))


def _only_change(pair: Pair) -> bool:
    return pair.reason == CHANGE_ONLY or pair.reason.startswith(f"{CHANGE_ONLY}: ")


def _pair(entry: Decision, mentor: str, protege: str) -> Pair:
    said = [CHANGE_ONLY] * (entry.choice is Choice.CHANGE) + [entry.notes] * bool(entry.notes)
    return Pair(mentor=mentor, protege=protege, reason=": ".join(said))


def _conflicts(decisions: Sequence[Decision], cohort: Cohort) -> str:
    """Say which decisions on one pair contradict each other, each with its place."""
    seen: dict[tuple[str, str], Decision] = {}
    lines = ["Decisions contradict each other."]
    for entry in decisions:
        first = seen.setdefault(_ids(entry, cohort), entry)
        if first.choice is not entry.choice:
            lines.append(
                f'"{entry.mentor}" with "{entry.protege}" is {first.choice.value} ({first.place}) and'
                f" {entry.choice.value} ({entry.place})."
            )
    return "\n  ".join(lines)
