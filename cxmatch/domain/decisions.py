"""Decisions: what an organizer wrote beside the pairings of an exported table."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from cxmatch.domain.errors import SettingsError
from cxmatch.domain.policy import Pair, Policy

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


def decided(policy: Policy, decisions: Sequence[Decision]) -> Policy:
    """Give the policy with decisions as its rules: Keep locks a pair, Change and Never forbid it.

    Raises
    ------
    SettingsError
        Two decisions on one pair contradict each other; all are named.

    """
    _refuse_conflicts(decisions)
    locked = [_pair(entry) for entry in decisions if entry.choice is Choice.KEEP]
    forbidden = [_pair(entry) for entry in decisions if entry.choice is not Choice.KEEP]
    again = {(pair.mentor, pair.protege) for pair in (*locked, *forbidden)}
    return replace(
        policy,
        locked=(*(pair for pair in policy.locked if (pair.mentor, pair.protege) not in again), *locked),
        forbidden=(*(pair for pair in policy.forbidden if (pair.mentor, pair.protege) not in again), *forbidden),
    )


def without_changes(policy: Policy) -> Policy:
    """Give the policy without what was only to change in an earlier rerun."""
    return replace(policy, forbidden=tuple(pair for pair in policy.forbidden if not _only_change(pair)))


def _only_change(pair: Pair) -> bool:
    return pair.reason == CHANGE_ONLY or pair.reason.startswith(f"{CHANGE_ONLY}: ")


def _pair(entry: Decision) -> Pair:
    said = [CHANGE_ONLY] * (entry.choice is Choice.CHANGE) + [entry.notes] * bool(entry.notes)
    return Pair(mentor=entry.mentor, protege=entry.protege, reason=": ".join(said))


def _refuse_conflicts(decisions: Sequence[Decision]) -> None:
    seen: dict[tuple[str, str], Decision] = {}
    problems = []
    for entry in decisions:
        first = seen.setdefault((entry.mentor, entry.protege), entry)
        if first.choice is not entry.choice:
            problems.append(
                f'"{entry.mentor}" with "{entry.protege}" is {first.choice.value} ({first.place}) and'
                f" {entry.choice.value} ({entry.place})."
            )
    if problems:
        raise SettingsError("Decisions contradict each other.\n  " + "\n  ".join(problems), "Leave one of each two empty.")
