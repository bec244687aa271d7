"""The rules of a policy over a cohort: the seats it sets, the pairs it bars and in which words, and what method proves it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from typing import Self

import numpy as np

from cxmatch.assignment.problem import Ints, Mask
from cxmatch.domain.cohort import Cohort, Office
from cxmatch.domain.counting import shown_unit
from cxmatch.domain.parts import Seats
from cxmatch.domain.policy import ANY_OFFICE, Objective, Pair, Past, Policy, Starred
from cxmatch.domain.weighing import Asked
from cxmatch.errors import NoPairingError, SettingsError, refuse_any
from cxmatch.records.text import counted

SAME_OFFICE = "an office cannot mentor itself"
SAME_DEPARTMENT = "same department"
FORBIDDEN = "forbidden pair"
PAST = "paired before"
NO_LEAD = "no lead in an area it wants help with"
TOO_LITTLE = "fit below the minimum"
PAIRS = ("locked", "forbidden", "past", "starred")  # the settings that name two offices


@dataclass(frozen=True, kw_only=True)
class Rulebook:
    """The rules of one policy over one cohort; every mask has the shape (mentors, proteges).

    `bans` maps the words of a rule to the pairs it bars, and `covers` those of a rule that is a list of pairs to how many entries
    of the list bar each pair. `minimum_points` is the policy's minimum fit in whole points, and at least 1.
    """

    bans: Mapping[str, Mask]
    covers: Mapping[str, Ints]
    locked: Mask
    minimum_points: int
    cohort: Cohort
    policy: Policy

    @classmethod
    def of(cls, cohort: Cohort, policy: Policy) -> Self:
        """Return the masks; a pair of an office that is not there bars nothing.

        Raises SettingsError where a name stands for several offices, a locked pair has no seat, or a pair is one office twice.
        """
        refuse_any(unusable(cohort, policy))
        mentors, proteges = cohort.mentors, cohort.proteges
        same = _same([office.id for office in mentors], [office.id for office in proteges])
        bans = {SAME_OFFICE: same}
        if policy.must.different_department:
            bans[SAME_DEPARTMENT] = _same([office.home for office in mentors], [office.home for office in proteges]) & ~same
        never_again = [pair for pair in policy.past if pair.points_off is None]
        listed = ((FORBIDDEN, policy.forbidden), (PAST, never_again))
        covers = {bar: _cover(cohort, pairs) for bar, pairs in listed if pairs}
        bans |= {bar: cover > 0 for bar, cover in covers.items()}
        return cls(
            bans=bans,
            covers=covers,
            locked=_cover(cohort, policy.locked) > 0,
            minimum_points=max(1, policy.must.minimum_fit * shown_unit(cohort.framework, policy.fit, policy.weights)),
            cohort=cohort,
            policy=policy,
        )

    @cached_property
    def barred(self) -> Mask:
        """The pairs that a rule bars whatever their fit, shape (mentors, proteges)."""
        barred = np.zeros_like(self.locked)
        for ban in self.bans.values():
            barred |= ban
        return barred

    def allowed(self, area_points: Ints, points: Ints) -> Mask:
        """Return the pairs that no rule bars, by the points of every pair; all of shape (mentors, proteges)."""
        return ~self.barred & (area_points > 0) & (points >= self.minimum_points)

    def bars(self, row: int, column: int, area_points: int, points: int) -> tuple[str, ...]:
        """Name the rules that bar one pair."""
        named = tuple(words for words, ban in self.bans.items() if ban[row, column])
        if area_points <= 0:
            return (*named, NO_LEAD)
        return (*named, TOO_LITTLE) if points < self.minimum_points else named

    def cells(self, pair: Pair | Past | Starred) -> Mask:
        """Return the cells of one pair of the policy; none where an office of it is gone."""
        return _cover(self.cohort, [pair]) > 0

    def check_locks(self, area_points: Ints, points: Ints) -> None:
        """Raise NoPairingError with every locked pair that is barred, and every office with more locks than seats."""
        problems = [*self._barred_locks(area_points, points), *self._crowded()]
        if problems:
            raise NoPairingError("\n  ".join(problems), "Take out a lock or the rule that it contradicts, or add seats.")

    def _barred_locks(self, area_points: Ints, points: Ints) -> Iterator[str]:
        for row, column in np.argwhere(self.locked):
            mentor, protege = self.cohort.mentors[row], self.cohort.proteges[column]
            bars = self.bars(row, column, int(area_points[row, column]), int(points[row, column]))
            if bars:
                places = [_stated_at(self.policy, "locked", mentor, protege), self._banned_at(bars, mentor, protege)]
                where = f" ({' against '.join(filter(None, places))})" if any(places) else ""
                yield (
                    f'The policy locks "{mentor.id}" with "{protege.id}", but another rule bars that pair:'
                    f" {', '.join(bars)}{where}."
                )

    def _banned_at(self, bars: Sequence[str], mentor: Office, protege: Office) -> str:
        kinds = {FORBIDDEN: "forbidden", PAST: "past"}
        places = [_stated_at(self.policy, kinds[bar], mentor, protege) for bar in bars if bar in kinds]
        return ", ".join(filter(None, places))

    def _crowded(self) -> Iterator[str]:
        sides = (
            (self.locked.sum(axis=1), [(office, office.mentor_slots, "mentor") for office in self.cohort.mentors]),
            (self.locked.sum(axis=0), [(office, office.protege_slots, "protege") for office in self.cohort.proteges]),
        )
        for counts, offices in sides:
            for count, (office, seats, side) in zip(counts.tolist(), offices, strict=True):
                if count > seats:
                    locks = [pair for pair in self.policy.locked if _calls(getattr(pair, side), office)]
                    places = ", ".join(filter(None, (self.policy.where("locked", pair) for pair in locks)))
                    yield (
                        f'The policy locks {counted(count, "pair")} for "{office.id}",'
                        f" which has only {counted(seats, f'{side} seat')}"
                        f"{f' ({places})' if places else ''}."
                    )


def _stated_at(policy: Policy, kind: str, mentor: Office, protege: Office) -> str:
    """Say where the policy has a rule on this pair, by whatever name it calls the two."""
    for pair in getattr(policy, kind):
        if _calls(pair.mentor, mentor) and _calls(pair.protege, protege):
            return policy.where(kind, pair)
    return ""


def _calls(name: str, office: Office) -> bool:
    return name == ANY_OFFICE or office.is_called(name)


def _same(rows: Sequence[object], columns: Sequence[object]) -> Mask:
    left, right = numbered(rows, columns)
    same: Mask = left[:, None] == right
    return same


def numbered(rows: Sequence[object], columns: Sequence[object]) -> tuple[Ints, Ints]:
    """Return a number for the word of each row and each column, shapes (rows,) and (columns,): the same for the same word."""
    numbers = {word: number for number, word in enumerate(dict.fromkeys([*rows, *columns]))}
    left, right = (np.array([numbers[word] for word in side], dtype=np.int64) for side in (rows, columns))
    return left, right


def unusable(cohort: Cohort, policy: Policy) -> Iterator[str]:
    """Name the pairs of a policy that no rule can be made of."""
    ruled = [(kind, pair) for kind in PAIRS for pair in getattr(policy, kind) if is_there(cohort, pair)]
    for kind, pair in ruled:
        said = policy.place(kind, pair)
        try:
            here = [cohort.office(name) for name in (pair.mentor, pair.protege) if name != ANY_OFFICE]
        except SettingsError as problem:
            yield f"{said}: {problem.what}"
            continue
        if kind == "locked" and not (here[0].mentor_slots and here[1].protege_slots):
            yield f'{said}: "{pair.mentor}" cannot mentor "{pair.protege}": one of them has no seat for it.'
        elif len(here) == 2 and here[0] is here[1]:
            yield f'{said}: "{pair.mentor}" and "{pair.protege}" are one office.'


def is_there(cohort: Cohort, pair: Pair | Past | Starred) -> bool:
    """Tell whether the offices of a pair of the policy are in a cohort."""
    return all(name == ANY_OFFICE or cohort.has(name) for name in (pair.mentor, pair.protege))


def _cover(cohort: Cohort, pairs: Sequence[Pair | Past | Starred]) -> Ints:
    """Count for each cell how many of the pairs name it."""
    count = np.zeros((len(cohort.mentors), len(cohort.proteges)), dtype=np.int64)
    rows, columns = ({office.id: place for place, office in enumerate(side)} for side in (cohort.mentors, cohort.proteges))
    for pair in (pair for pair in pairs if is_there(cohort, pair)):
        count[np.ix_(named(cohort, pair.mentor, rows), named(cohort, pair.protege, columns))] += 1
    return count


def named(cohort: Cohort, name: str, side: Mapping[str, int]) -> list[int]:
    """Return the places of an office on one side: none where it does not stand there, all for "*"."""
    if name == ANY_OFFICE:
        return list(side.values())
    office = cohort.office(name).id
    return [side[office]] if office in side else []


def seated(cohort: Cohort, policy: Policy) -> Cohort:
    """Return the cohort with the seats that the policy sets: for an office it names, and where the survey does not say.

    Raises SettingsError where a name of the policy stands for several offices.
    """
    own = {cohort.office(name).id: seats for name, seats in policy.capacity.offices.items() if cohort.has(name)}
    seats = {office.id: _seats(office, policy, own.get(office.id, Seats())) for office in cohort.offices}
    before = {office.id: (office.mentor_slots, office.protege_slots) for office in cohort.offices}
    changed = {name: pair for name, pair in seats.items() if pair != before[name]}
    return cohort.with_seats(changed) if changed else cohort


def _seats(office: Office, policy: Policy, own: Seats) -> tuple[int, int]:
    mentor = policy.capacity.mentor if "mentor" in office.assumed and office.mentor_slots else office.mentor_slots
    protege = policy.capacity.protege if "protege" in office.assumed and office.protege_slots else office.protege_slots
    return (mentor if own.mentor is None else own.mentor, protege if own.protege is None else own.protege)


class Method(StrEnum):
    """How a policy is solved and proven: by prices, by prices level after level, or by cases."""

    PRICES = "prices"
    LEVELS = "levels"
    CASES = "cases"

    @classmethod
    def of(cls, cohort: Cohort, policy: Policy) -> Method:
        """Return the simplest method that proves a policy for a cohort, which has the seats that the policy sets.

        To count a protege of several mentors as led once takes a price of its own beside that of its seats: that is for cases.
        """
        if policy.must.one_role or policy.must.no_exchange or policy.capacity.mentor_at_least:
            return cls.CASES
        may_be_led_twice = (office.protege_slots > 1 and cohort.first_areas(office) for office in cohort.proteges)
        if policy.asked(cohort.asks_first) is Asked.RUNG and any(may_be_led_twice):
            return cls.CASES
        return cls.LEVELS if policy.objective is Objective.WORST_OFF_FIRST else cls.PRICES
