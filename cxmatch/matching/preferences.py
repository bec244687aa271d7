"""What a policy prefers, as entries of the ledger: attributes that partners share or not, and pairs of an earlier cohort."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Self

import numpy as np

from cxmatch.assignment.problem import Ints
from cxmatch.domain.cohort import Cohort, Office
from cxmatch.domain.matching import Contribution
from cxmatch.domain.policy import Policy, Preference, Wish, heading_of
from cxmatch.records.text import fold

PAIRED_BEFORE, WAITED = "Paired before", "Waited last time"
_WHOLE = re.compile(r"[+-]?[0-9]{1,9}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Preferences:
    """The preferences of a policy over a cohort; `headings` are the attributes as the survey spells them.

    `waited` holds the points that a protege brings since it waited last time; `repeats` what an earlier pairing takes off, in
    points, by the ids of mentor and protege.
    """

    wishes: tuple[Preference, ...]
    headings: tuple[str, ...]
    repeats: Mapping[tuple[str, str], int]
    waited: Mapping[str, int]
    unit: int

    @classmethod
    def of(cls, cohort: Cohort, policy: Policy) -> Self:
        """Make them; an attribute that no office has counts for nobody."""
        unit = cohort.framework.point_unit
        repeats = {
            (cohort.office(pair.mentor).id, cohort.office(pair.protege).id): pair.points_off * unit
            for pair in policy.past
            if pair.points_off and cohort.has(pair.mentor) and cohort.has(pair.protege)
        }
        waited = {cohort.office(name).id: points * unit for name, points in policy.waited.items() if points and cohort.has(name)}
        known = sorted({heading for office in cohort.offices for heading in office.attributes})
        headings = tuple(heading_of(wish, known) or wish.attribute for wish in policy.prefer)
        return cls(wishes=policy.prefer, headings=headings, repeats=repeats, waited=waited, unit=unit)

    def points(self, mentors: tuple[Office, ...], proteges: tuple[Office, ...]) -> Ints:
        """Give what the preferences add to every pair, shape (mentors, proteges); below 0 where pairs are repeated."""
        total = np.zeros((len(mentors), len(proteges)), dtype=np.int64)
        for wish, heading in zip(self.wishes, self.headings, strict=True):
            ones, others = (_numbered(office.attributes.get(heading, "") for office in side) for side in (mentors, proteges))
            met = np.array([_met(wish, one, other) for one in ones.kinds for other in others.kinds], dtype=np.int64)
            each = met.reshape(len(ones.kinds), len(others.kinds))[np.ix_(ones.places, others.places)]
            total += wish.points * self.unit * each
        total += np.array([self.waited.get(office.id, 0) for office in proteges], dtype=np.int64)
        rows = {office.id: row for row, office in enumerate(mentors)}
        columns = {office.id: column for column, office in enumerate(proteges)}
        for (mentor, protege), off in self.repeats.items():
            if mentor in rows and protege in columns:
                total[rows[mentor], columns[protege]] -= off
        return total

    def contributions(self, mentor: Office, protege: Office) -> tuple[Contribution, ...]:
        """Give the entries of one pair."""
        wishes = zip(self.wishes, self.headings, strict=True)
        entries = [self._entry(wish, heading, mentor, protege) for wish, heading in wishes]
        off = self.repeats.get((mentor.id, protege.id))
        repeated = [Contribution(term=PAIRED_BEFORE, factors={"points off": -off})] if off else []
        points = self.waited.get(protege.id)
        bonus = [Contribution(term=WAITED, factors={"points": points})] if points else []
        return (*entries, *bonus, *repeated)

    def _entry(self, wish: Preference, heading: str, mentor: Office, protege: Office) -> Contribution:
        term = f"{heading}: {wish.want.value}"
        given = {"mentor": mentor.attributes.get(heading, ""), "protege": protege.attributes.get(heading, "")}
        missing = tuple(f"{side} {heading}" for side, text in given.items() if not text)
        if missing:
            return Contribution(term=term, unanswered=missing)
        met = _met(wish, given["mentor"], given["protege"])
        return Contribution(term=term, factors={"preference": wish.points * self.unit, "met": int(met)})


@dataclass(frozen=True, slots=True, kw_only=True)
class _Numbered:
    """The different answers of one side, and the place of each office's answer among them."""

    kinds: tuple[str, ...]
    places: Ints


def _numbered(answers: Iterable[str]) -> _Numbered:
    given = tuple(answers)
    place = {kind: number for number, kind in enumerate(dict.fromkeys(given))}
    return _Numbered(kinds=tuple(place), places=np.array([place[answer] for answer in given], dtype=np.int64))


def _met(wish: Preference, one: str, other: str) -> bool:
    """Tell whether two attributes are as the policy prefers; an empty one never is."""
    if not (one and other):
        return False
    if wish.want is Wish.NEAR:
        return bool(_WHOLE.fullmatch(one) and _WHOLE.fullmatch(other)) and abs(int(one) - int(other)) <= wish.within
    return (fold(one) == fold(other)) == (wish.want is Wish.SAME)
