"""Offices by name: the rules of a policy held against a cohort, and what an organizer decided in an exported table."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from cxmatch.domain.cohort import Cohort, Office
from cxmatch.domain.naming import wrong
from cxmatch.domain.parts import Status
from cxmatch.domain.policy import ANY_OFFICE, Pair, Policy
from cxmatch.domain.run import Run
from cxmatch.errors import SHOWN, SettingsError, did_you_mean, refuse_any
from cxmatch.records.text import first_lines, fold

_CHANGE_ONLY = "Change"


def require_known(policy: Policy, cohort: Cohort, *, gone: Collection[str] = (), before: Policy | None = None) -> None:
    """Raise SettingsError with each office, attribute or rating of a policy that is none: its place, and the nearest right one.

    Names are checked when a policy comes in: later an office may leave, and what is said of it then bars nothing. `gone` is what
    offices of earlier runs are called, folded; `before` is the policy of the run before, whose names were checked then.
    """
    before = before or Policy()
    unknown = (*_unknown_offices(policy, cohort, gone, before), *_unknown_attributes(policy, cohort, before))
    refuse_any([*unknown, *wrong(cohort, policy)])


def without_effect(policy: Policy, cohort: Cohort) -> tuple[str, ...]:
    """Say which offices of a policy file would get points, or are kept apart, and are not in the cohort; or that nobody gets any.

    They left, or are misspelled; those that stand in an earlier run have left.
    """
    names, (earned, owed) = [office.id for office in cohort.offices], (policy.waited, policy.regret.offices)
    stated = [("waited", name) for name in earned] + [("regret", name) for name in owed]
    absent = [(kind, name) for kind, name in stated if not cohort.has(name) and not policy.where(kind, name).startswith("--")]
    said = (
        f'{policy.place(kind, name)}: no office is called "{name}", so nobody gets them.{did_you_mean(name, names)}'
        for kind, name in absent
    )
    idle = "weight counts for nobody, since no office is said to have given something up. Name earlier runs:  --past RUN"
    unused = [f"{policy.place('regret', 'weight')}: {idle}"] if policy.regret.weight and not owed else []
    return (*said, *unused, *_links_without_effect(policy, cohort), *_past_without_effect(policy, cohort))


def _links_without_effect(policy: Policy, cohort: Cohort) -> Iterator[str]:
    there = {fold(office.department): office.department for office in cohort.offices if office.department}
    named = {name: wish for wish in policy.prefer for link in wish.links for name in link.departments}
    absent = (
        f'{policy.place("prefer", wish)}: no office belongs to "{name}", so its links bring no points.'
        f"{did_you_mean(name, [*there.values()])}"
        for name, wish in named.items()
        if fold(name) not in there
    )
    yield from first_lines([*absent], SHOWN)


def _past_without_effect(policy: Policy, cohort: Cohort) -> tuple[str, ...]:
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
    for kind, what, names in _new_rules(policy, before):
        for name in names:
            try:
                if name != ANY_OFFICE and (cohort.has(name) or fold(name) not in gone):
                    cohort.office(name)
            except SettingsError as problem:
                yield f"{policy.place(kind, what)}: {problem.what}"


def _new_rules(policy: Policy, before: Policy) -> Iterator[tuple[str, object, tuple[str, ...]]]:
    """Return every rule on offices that the policy before did not have, and what they are called in it."""
    for kind in ("locked", "forbidden", "starred"):
        known = set(getattr(before, kind))
        yield from ((kind, pair, (pair.mentor, pair.protege)) for pair in getattr(policy, kind) if pair not in known)
    yield from (("corrected", entry, (entry.office,)) for entry in policy.corrected if entry not in before.corrected)
    yield from (("capacity", name, (name,)) for name in policy.capacity.offices if name not in before.capacity.offices)


def _unknown_attributes(policy: Policy, cohort: Cohort, before: Policy) -> Iterator[str]:
    known = sorted({heading for office in cohort.offices for heading in office.attributes})
    for wish in policy.prefer:
        if wish.heading(known) is None and wish not in before.prefer:
            near = did_you_mean(wish.attribute, known)
            yield f'{policy.place("prefer", wish.attribute)}: no office has the attribute "{wish.attribute}".{near}'


class Choice(StrEnum):
    """What to do with a pairing: keep it, give both another partner this time, or never make it again."""

    KEEP = "Keep"
    CHANGE = "Change"
    NEVER = "Never"


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """A choice on one pairing, with the organizer's notes and where they stand; `typed`: names were written over a pairing."""

    mentor: str
    protege: str
    choice: Choice
    notes: str = ""
    place: str = ""
    typed: bool = False

    @property
    def words(self) -> str:
        """What stands in the table: a choice, or a wish."""
        return "a wish" if self.typed else self.choice.value


def decided(policy: Policy, decisions: Sequence[Decision], cohort: Cohort, gone: Collection[str] = ()) -> Policy:
    """Return the policy with decisions as its rules: Keep locks a pair, Change and Never forbid it.

    A decision about an office that has left is passed over (`passed_over` says so); `gone` is what such offices are called,
    folded. What the policy itself said of the pair gives way. Raises SettingsError with the place of each decision that names
    nobody or contradicts another.
    """
    left = [entry for entry in decisions if _has_left(entry, cohort, gone)]
    # With a wish goes what it was typed over.
    void = {entry.place for entry in left if entry.typed and entry.choice is Choice.KEEP}
    kept = [entry for entry in decisions if entry not in left and not (entry.typed and entry.place in void)]
    refuse_any(_unusable(kept, cohort))
    if conflicts := list(_conflicts(kept, cohort)):
        raise SettingsError("\n  ".join(["Decisions contradict each other.", *conflicts]), "Leave one of each two empty.")
    made = {_ids(entry, cohort): entry for entry in kept}
    pairs = {
        kind: [_pair(entry, *ids) for ids, entry in made.items() if _kind(entry) == kind] for kind in ("locked", "forbidden")
    }
    origins = {f"{_kind(entry)}.{_pair(entry, *ids)}": f"{entry.place}, {entry.words}" for ids, entry in made.items()}
    return replace(
        policy,
        locked=(*_undecided(policy.locked, made, cohort), *pairs["locked"]),
        forbidden=(*_undecided(policy.forbidden, made, cohort), *pairs["forbidden"]),
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
        absent = [name for name in (entry.mentor, entry.protege) if not any(each.has(name) for each in cohorts)]
        if absent and not entry.typed:  # what somebody typed is refused with its row, and never left out
            near = did_you_mean(absent[0], names)
            said.append(f'{entry.place}: {entry.choice.value} is passed over, since no office is called "{absent[0]}".{near}')
        else:
            kept.append(entry)
    return tuple(kept), tuple(said)


def passed_over(decisions: Sequence[Decision], cohort: Cohort) -> tuple[str, ...]:
    """Say which decisions of a rerun were passed over, since an office of theirs is not in its cohort any more."""
    return tuple(
        f'{entry.place}: {entry.words} is passed over, since "{name}" has left.'
        for entry in decisions
        if entry.choice is not Choice.CHANGE or not entry.typed  # who was typed over may well have left
        for name in [name for name in (entry.mentor, entry.protege) if not cohort.has(name)][:1]
    )


def told(decisions: Sequence[Decision], run: Run) -> tuple[str, ...]:
    """Say which wishes were read, and which decisions and earlier pairs of a table name an office that is not in a run."""
    wishes = (entry for entry in decisions if entry.typed and entry.choice is Choice.KEEP)
    there = (entry for entry in wishes if run.cohort.has(entry.mentor) and run.cohort.has(entry.protege))
    read = (f"Wish: {' mentors '.join(_ids(entry, run.cohort))} ({entry.place})." for entry in there)
    return (*read, *passed_over(decisions, run.cohort), *_past_without_effect(run.policy, run.cohort))


def _has_left(entry: Decision, cohort: Cohort, gone: Collection[str]) -> bool:
    names = (entry.mentor, entry.protege)
    return not all(map(cohort.has, names)) and all(cohort.has(name) or fold(name) in gone for name in names)


def _unusable(decisions: Sequence[Decision], cohort: Cohort) -> Iterator[str]:
    for entry in decisions:
        try:
            _pair(entry, *_ids(entry, cohort))
        except SettingsError as problem:
            yield f"{entry.place}: {problem.what}"


def _ids(entry: Decision, cohort: Cohort) -> tuple[str, str]:
    return cohort.office(entry.mentor).id, cohort.office(entry.protege).id


def _kind(entry: Decision) -> str:
    return "locked" if entry.choice is Choice.KEEP else "forbidden"


def _undecided(pairs: Sequence[Pair], made: Collection[tuple[str, str]], cohort: Cohort) -> Iterator[Pair]:
    """Return the pairs of the policy that nothing was decided about, by whatever names it calls them."""
    for pair in pairs:
        there = cohort.has(pair.mentor) and cohort.has(pair.protege)
        if not there or (cohort.office(pair.mentor).id, cohort.office(pair.protege).id) not in made:
            yield pair


def without_changes(policy: Policy) -> Policy:
    """Return the policy for what comes after a run: without what was only to change in it, and final no longer."""
    kept = tuple(pair for pair in policy.forbidden if pair.reason.partition(": ")[0] != _CHANGE_ONLY)
    report = replace(policy.report, status=Status.DRAFT) if policy.report.status is Status.FINAL else policy.report
    return replace(policy, forbidden=kept, report=report)


def _pair(entry: Decision, mentor: str, protege: str) -> Pair:
    said = [_CHANGE_ONLY] * (entry.choice is Choice.CHANGE) + [entry.notes] * bool(entry.notes)
    return Pair(mentor=mentor, protege=protege, reason=": ".join(said))


def _conflicts(decisions: Sequence[Decision], cohort: Cohort) -> Iterator[str]:
    seen: dict[tuple[str, str], Decision] = {}
    for entry in decisions:
        first = seen.setdefault(_ids(entry, cohort), entry)
        if first.choice is not entry.choice:
            choices = f"{first.words} ({first.place}) and {entry.words} ({entry.place})"
            yield f'"{entry.mentor}" with "{entry.protege}" is {choices}.'
