"""Change notices: what each office is told after a rerun."""

from __future__ import annotations

from cxmatch.domain.report import Change, ChangeKind
from cxmatch.domain.run import Run

Pairs = set[tuple[str, str]]


def notices(run: Run) -> tuple[Change, ...]:
    """Say for each office what a rerun changes for it: a new partner, waiting, withdrawn, or nothing."""
    if run.repair is None:
        return ()
    before = {(pair.mentor, pair.protege) for pair in run.repair.before}
    after = {(fit.mentor, fit.protege) for fit in run.matching.pairings}
    waiting = {entry.office for entry in run.matching.waiting}
    there = [_change(office.id, before, after, waiting) for office in run.cohort.offices]
    gone = [Change(office=name, kind=ChangeKind.WITHDRAWN, notice="You have left the program.") for name in run.repair.left]
    return (*there, *gone)


def _change(office: str, before: Pairs, after: Pairs, waiting: set[str]) -> Change:
    mentors = _partners(office, 1, before), _partners(office, 1, after)
    proteges = _partners(office, 0, before), _partners(office, 0, after)
    said = [*_said("mentor", *mentors), *_said("protege", *proteges)]
    if not said:
        return Change(office=office, kind=ChangeKind.NONE, notice="Nothing changes for you.")
    kind = _kind(mentors, proteges) or (ChangeKind.WAITING if office in waiting else ChangeKind.FEWER)
    return Change(office=office, kind=kind, notice=" ".join(said))


def _partners(office: str, side: int, pairs: Pairs) -> set[str]:
    return {pair[1 - side] for pair in pairs if pair[side] == office}


def _said(role: str, was: set[str], now: set[str]) -> list[str]:
    come, gone = sorted(now - was), sorted(was - now)
    new = [f"Your new {role} is {name}." for name in come]
    old = [f"{name} is no longer your {role}." for name in gone]
    return new + old + ([f"You have no {role} now."] if was and not now else [])


def _kind(mentors: tuple[set[str], set[str]], proteges: tuple[set[str], set[str]]) -> ChangeKind | None:
    """Say who is new for an office; None where partners only went."""
    if mentors[1] - mentors[0]:
        return ChangeKind.NEW_MENTOR
    if proteges[1] - proteges[0]:
        return ChangeKind.NEW_PROTEGE
    return None
