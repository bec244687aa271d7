"""What a rerun changes for each office, as it is told."""

from __future__ import annotations

from typing import TypeAlias

from cxmatch.domain.report import Change, ChangeKind
from cxmatch.domain.run import Run

Pairs: TypeAlias = set[tuple[str, str]]


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
    mentors, proteges = (
        [{pair[1 - side] for pair in pairs if pair[side] == office} for pairs in (before, after)] for side in (1, 0)
    )
    said = [*_said("mentor", *mentors), *_said("protege", *proteges)]
    if not said:
        return Change(office=office, kind=ChangeKind.NONE, notice="Nothing changes for you.")
    new_kinds = ((ChangeKind.NEW_MENTOR, mentors), (ChangeKind.NEW_PROTEGE, proteges))
    only_gone = ChangeKind.WAITING if office in waiting else ChangeKind.FEWER
    kind = next((kind for kind, (was, now) in new_kinds if now - was), only_gone)
    return Change(office=office, kind=kind, notice=" ".join(said))


def _said(role: str, was: set[str], now: set[str]) -> list[str]:
    come, gone = sorted(now - was), sorted(was - now)
    new = [f"Your new {role} is {name}." for name in come]
    old = [f"{name} is no longer your {role}." for name in gone]
    return new + old + ([f"You have no {role} now."] if was and not now else [])
