"""The must-have rules of a policy, turned into masks; each bar keeps the words that say why."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Self

import numpy as np

from cxmatch.assignment.problem import Ints, Mask
from cxmatch.domain.cohort import Cohort, Office
from cxmatch.domain.errors import NoPairingError, SettingsError
from cxmatch.domain.names import fold
from cxmatch.domain.policy import ANY_OFFICE, Pair, Policy

SAME_OFFICE = "an office cannot mentor itself"
SAME_DEPARTMENT = "same department"
FORBIDDEN = "forbidden pair"
PAST = "paired before"
TOO_LITTLE = "fit below the minimum"


@dataclass(frozen=True, slots=True, kw_only=True)
class Rulebook:
    """The rules of one policy over one cohort. `bans` maps the words of a rule to the pairs it bars.

    `minimum_points` is the policy's minimum fit in whole points, and at least 1.
    """

    mentors: tuple[Office, ...]
    proteges: tuple[Office, ...]
    bans: dict[str, Mask]
    locked: Mask
    minimum_points: int

    @classmethod
    def of(cls, cohort: Cohort, policy: Policy) -> Self:
        """Make the masks; raises SettingsError for an unknown office, NoPairingError for rules that contradict."""
        mentors, proteges = cohort.mentors, cohort.proteges
        same = _same([office.id for office in mentors], [office.id for office in proteges])
        bans = {SAME_OFFICE: same}
        if policy.rules.different_department:
            bans[SAME_DEPARTMENT] = _same([office.home for office in mentors], [office.home for office in proteges]) & ~same
        bans[FORBIDDEN] = _pairs(cohort, policy.forbidden, "forbidden")
        bans[PAST] = _pairs(cohort, policy.past, "past")
        return cls(
            mentors=mentors,
            proteges=proteges,
            bans=bans,
            locked=_pairs(cohort, policy.locked, "locked", strict=True),
            minimum_points=max(1, policy.rules.minimum_fit * cohort.framework.point_unit),
        )

    def allowed(self, points: Ints) -> Mask:
        """Give the pairs that no rule bars."""
        barred = np.zeros(points.shape, dtype=bool)
        for ban in self.bans.values():
            barred |= ban
        return ~barred & (points >= self.minimum_points)

    def bars(self, row: int, column: int, points: int) -> tuple[str, ...]:
        """Name the rules that bar one pair."""
        too_little = (TOO_LITTLE,) if points < self.minimum_points else ()
        return tuple(words for words, ban in self.bans.items() if ban[row, column]) + too_little

    def check_locks(self, points: Ints) -> None:
        """Raise NoPairingError where a locked pair is barred, or locks need more seats than there are."""
        for row, column in np.argwhere(self.locked):
            bars = self.bars(row, column, int(points[row, column]))
            if bars:
                names = f'"{self.mentors[row].id}" with "{self.proteges[column].id}"'
                raise NoPairingError(
                    f"The policy locks {names}, but another rule bars that pair: {', '.join(bars)}.",
                    "Take out the lock or the rule.",
                )
        _check_seats(self.locked.sum(axis=1), [(office.id, office.mentor_slots, "mentor") for office in self.mentors])
        _check_seats(self.locked.sum(axis=0), [(office.id, office.protege_slots, "protege") for office in self.proteges])


def _check_seats(locks: Ints, offices: list[tuple[str, int, str]]) -> None:
    for count, (name, seats, side) in zip(locks, offices, strict=True):
        if count > seats:
            raise NoPairingError(
                f'The policy locks {count} pairs for "{name}", which has only {seats} {side} seat{"" if seats == 1 else "s"}.',
                "Take out a lock, or give it more seats.",
            )


def _same(rows: Sequence[object], columns: Sequence[object]) -> Mask:
    numbers = {word: number for number, word in enumerate(dict.fromkeys([*rows, *columns]))}
    left = np.array([numbers[word] for word in rows], dtype=np.int64)
    right = np.array([numbers[word] for word in columns], dtype=np.int64)
    same: Mask = left[:, None] == right
    return same


def _pairs(cohort: Cohort, pairs: tuple[Pair, ...], setting: str, *, strict: bool = False) -> Mask:
    mask = np.zeros((len(cohort.mentors), len(cohort.proteges)), dtype=bool)
    for pair in pairs:
        if setting == "past" and not _is_here(cohort, pair):
            continue  # An office of an earlier cohort need not be in this one.
        rows = _named(cohort, pair.mentor, cohort.mentors, setting)
        columns = _named(cohort, pair.protege, cohort.proteges, setting)
        if strict and (len(rows) != 1 or len(columns) != 1):
            raise SettingsError(f'{setting}: "{pair.mentor}" cannot mentor "{pair.protege}": one of them has no seat for it.')
        mask[np.ix_(rows, columns)] = True
    return mask


def _is_here(cohort: Cohort, pair: Pair) -> bool:
    known = {ANY_OFFICE, *(fold(name) for office in cohort.offices for name in (office.id, office.name))}
    return {fold(pair.mentor), fold(pair.protege)} <= known


def in_policy(cohort: Cohort, name: str, setting: str) -> Office:
    """Find an office that a setting of the policy names; the error says which setting."""
    try:
        return cohort.office(name)
    except SettingsError as problem:
        raise SettingsError(f"The policy's setting {setting}: {problem.what}", problem.next_step) from None


def _named(cohort: Cohort, name: str, side: tuple[Office, ...], setting: str) -> list[int]:
    """Return the places of an office on one side: none where it does not stand there, all for "*"."""
    if name == ANY_OFFICE:
        return list(range(len(side)))
    wanted = in_policy(cohort, name, setting).id
    return [place for place, office in enumerate(side) if office.id == wanted]
