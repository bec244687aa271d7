"""The ledger: what each practice area and each preference adds to the fit of a mentor and a protege, in whole points."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Self

import numpy as np

from cxmatch.assignment.problem import EXACT, Gains, Ints
from cxmatch.domain.cohort import Cohort, Office
from cxmatch.domain.counting import Counting, shown_unit
from cxmatch.domain.framework import Framework, PracticeArea
from cxmatch.domain.matching import Contribution
from cxmatch.domain.policy import Policy
from cxmatch.domain.weighing import Preference, Wish
from cxmatch.errors import SettingsError, did_you_mean
from cxmatch.records.text import fold

_FEW_BITS = 2**22  # four whole numbers below it add up exactly in float32
PAIRED_BEFORE, STARRED, WAITED = "Paired before", "Starred", "Waited last time"
_WHOLE = re.compile(r"[+-]?[0-9]{1,9}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Ledger:
    """The published formula: weight x need x lead for each practice area that both sides answered, then the preferences.

    Where every office's needs count alike, each area has a fourth factor, the `share` of the protege. `unit` is how many points
    people see as 1.
    """

    framework: Framework
    weights: Mapping[str, int]
    counting: Counting
    preferences: _Preferences
    unit: int

    @classmethod
    def of(cls, cohort: Cohort, policy: Policy) -> Self:
        """Return the ledger of a cohort under a policy; raises SettingsError for an unknown practice area or attribute."""
        weights = _weights(cohort.framework, policy)
        return cls(
            framework=cohort.framework,
            weights=weights,
            counting=Counting.of(cohort.framework, policy.fit, weights),
            preferences=_Preferences.of(cohort, policy),
            unit=shown_unit(cohort.framework, policy.fit, policy.weights),
        )

    def area_points(self, mentors: tuple[Office, ...], proteges: tuple[Office, ...]) -> Ints:
        """Return what the practice areas add to every pair, shape (mentors, proteges)."""
        gains = self.gains(mentors, proteges)
        return gains.points(np.arange(len(mentors)), np.arange(len(proteges)))

    def gains(self, mentors: tuple[Office, ...], proteges: tuple[Office, ...]) -> Gains:
        """Return what every level of a mentor in an area brings each protege; raises SettingsError where sums are not exact."""
        if self.counting.most_points >= EXACT:
            raise SettingsError("The ratings and weights are too large to be added exactly (2**53).")
        has, gain, shares = [], [], np.array([self.share(office) for office in proteges], dtype=np.int64)
        for area in self.framework.areas:
            own, levels = _levels(proteges, area.id), _levels(mentors, area.id)
            there = np.array([area.id in office.capability for office in mentors], dtype=bool)
            wishes = np.array([self.wish(office, area.id) for office in proteges], dtype=np.int64)
            for level in np.unique(levels[there]):
                has.append(there & (levels == level))
                gain.append(shares * wishes * self.counted(level - own))
        shapes = (len(has), len(mentors)), (len(has), len(proteges))
        kind = np.float32 if self.counting.most_points < _FEW_BITS else np.float64
        return Gains(has=np.array(has, dtype=kind).reshape(shapes[0]).T, gain=np.array(gain, dtype=kind).reshape(shapes[1]))

    def contributions(self, mentor: Office, protege: Office) -> tuple[Contribution, ...]:
        """Return the entries of one pair: areas in the order of the framework, then preferences in that of the policy."""
        bottom = self.framework.need_scale.bottom
        areas = tuple(self._contribution(area, mentor, protege, bottom) for area in self.framework.areas)
        return areas + self.preferences.contributions(mentor, protege)

    def full_points(self, protege: Office) -> int:
        """Return what a mentor at the top of every area would bring a protege."""
        return self.counting.full_points(protege.capability, protege.need)

    def share(self, protege: Office) -> int:
        """Return the factor that makes the needs of a protege count alike, 1 where they do not."""
        return self.counting.share(protege.capability, protege.need)

    def counted(self, leads: Ints) -> Ints:
        """Return what counts of leads, in units of the capability scale; those below 0 are none."""
        counted: Ints = np.clip(leads, 0, self.counting.most_lead)
        return counted

    def wish(self, protege: Office, area: str) -> int:
        """Return the need of a protege above the lowest level times the weight of the area; 0 where it left a rating empty."""
        bottom = self.framework.need_scale.bottom
        return self.weights[area] * (protege.need.get(area, bottom) - bottom) if area in protege.capability else 0

    def wanted(self, protege: Office) -> list[str]:
        """Return the areas that an office wants help with and that count."""
        bottom = self.framework.need_scale.bottom
        return [area for area, level in protege.need.items() if level > bottom and self.weights[area]]

    def _contribution(self, area: PracticeArea, mentor: Office, protege: Office, bottom: int) -> Contribution:
        strong, weak, need = mentor.capability.get(area.id), protege.capability.get(area.id), protege.need.get(area.id)
        if strong is None or weak is None or need is None:
            given = {"mentor capability": strong, "protege capability": weak, "need": need}
            return Contribution(term=area.name, unanswered=tuple(answer for answer, level in given.items() if level is None))
        lead, most = max(0, strong - weak), self.counting.most_lead
        factors = {"weight": self.weights[area.id], "need": need - bottom, "lead": min(lead, most)}
        alike = {"share": self.share(protege)} if self.counting.whole_need else {}
        return Contribution(term=area.name, factors=factors | alike, whole_lead=lead if lead > most else 0)


def _weights(framework: Framework, policy: Policy) -> dict[str, int]:
    weights = {area.id: 1 for area in framework.areas}
    given: dict[str, str] = {}
    for name, weight in policy.weights.items():
        area = framework.area(name)
        if area is None:
            hint = did_you_mean(name, [area.name for area in framework.areas])
            raise SettingsError(f'{policy.place("weights", name)}: there is no practice area "{name}".{hint}')
        if area.id in given:
            raise SettingsError(f'{policy.place("weights", name)}: "{name}" and "{given[area.id]}" are one practice area.')
        given[area.id] = name
        weights[area.id] = weight
    return weights


def _levels(offices: tuple[Office, ...], area: str) -> Ints:
    return np.array([office.capability.get(area, 0) for office in offices], dtype=np.int64)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Preferences:
    """The preferences of a policy over a cohort; `headings` are the attributes as the survey spells them.

    `waited` holds the points that a protege brings since it waited last time; `repeats` what an earlier pairing adds, which is
    below 0, and `stars` what a star adds, by the ids of mentor and protege.
    """

    wishes: tuple[Preference, ...]
    headings: tuple[str, ...]
    repeats: Mapping[tuple[str, str], int]
    stars: Mapping[tuple[str, str], int]
    waited: Mapping[str, int]
    unit: int

    @property
    def counts(self) -> bool:
        """Whether any preference can add to a pair."""
        return bool(self.wishes or self.repeats or self.stars or self.waited)

    @classmethod
    def of(cls, cohort: Cohort, policy: Policy) -> Self:
        """Return them; an attribute that no office has counts for nobody."""
        unit = shown_unit(cohort.framework, policy.fit, policy.weights)
        repeats = {
            (cohort.office(pair.mentor).id, cohort.office(pair.protege).id): -pair.points_off * unit
            for pair in policy.past
            if pair.points_off and cohort.has(pair.mentor) and cohort.has(pair.protege)
        }
        there = (star for star in policy.starred if cohort.has(star.mentor) and cohort.has(star.protege))
        stars = {(cohort.office(star.mentor).id, cohort.office(star.protege).id): star.points * unit for star in there}
        waited = {cohort.office(name).id: points * unit for name, points in policy.waited.items() if points and cohort.has(name)}
        known = sorted({heading for office in cohort.offices for heading in office.attributes})
        headings = tuple(wish.heading(known) or wish.attribute for wish in policy.prefer)
        return cls(wishes=policy.prefer, headings=headings, repeats=repeats, stars=stars, waited=waited, unit=unit)

    def answers(self, offices: tuple[Office, ...]) -> list[list[str]]:
        """Return for each wish what the offices say."""
        wishes = zip(self.wishes, self.headings, strict=True)
        return [[_answer(wish, heading, office) for office in offices] for wish, heading in wishes]

    def points(self, mentors: tuple[Office, ...], proteges: tuple[Office, ...]) -> Ints:
        """Return what the preferences add to every pair, shape (mentors, proteges); below 0 where pairs are repeated."""
        total = np.zeros((len(mentors), len(proteges)), dtype=np.int64)
        for wish, heading in zip(self.wishes, self.headings, strict=True):
            answers = ([_answer(wish, heading, office) for office in side] for side in (mentors, proteges))
            (kinds, rows), (others, columns) = (np.unique(np.array(side, dtype=str), return_inverse=True) for side in answers)
            met = [[_met(wish, mentor, protege) for protege in others.tolist()] for mentor in kinds.tolist()]
            every = np.array(met, dtype=np.int64).reshape(len(kinds), len(others))[np.ix_(rows, columns)]
            total += wish.points * self.unit * every
        total += np.array([self.waited.get(office.id, 0) for office in proteges], dtype=np.int64)
        row_of, column_of = ({office.id: place for place, office in enumerate(side)} for side in (mentors, proteges))
        for (mentor, protege), more in (*self.repeats.items(), *self.stars.items()):
            if mentor in row_of and protege in column_of:
                total[row_of[mentor], column_of[protege]] += more
        return total

    def contributions(self, mentor: Office, protege: Office) -> tuple[Contribution, ...]:
        """Return the entries of one pair."""
        wishes = zip(self.wishes, self.headings, strict=True)
        entries = [self._entry(wish, heading, mentor, protege) for wish, heading in wishes]
        off = self.repeats.get((mentor.id, protege.id))
        repeated = [Contribution(term=PAIRED_BEFORE, factors={"points off": off})] if off else []
        added = ((WAITED, self.waited.get(protege.id)), (STARRED, self.stars.get((mentor.id, protege.id))))
        bonus = [Contribution(term=term, factors={"points": points}) for term, points in added if points]
        return (*entries, *bonus, *repeated)

    def _entry(self, wish: Preference, heading: str, mentor: Office, protege: Office) -> Contribution:
        term = f"{heading}: {wish.wish}"
        given = {"mentor": _answer(wish, heading, mentor), "protege": _answer(wish, heading, protege)}
        missing = tuple(f"{side} {heading}" for side, text in given.items() if not text)
        if missing:
            return Contribution(term=term, unanswered=missing)
        met = _met(wish, given["mentor"], given["protege"])
        return Contribution(term=term, factors={"preference": wish.points * self.unit, "met": int(met)})


def _answer(wish: Preference, heading: str, office: Office) -> str:
    return office.department if wish.links else office.attributes.get(heading, "")


def _met(wish: Preference, mentor: str, protege: str) -> bool:
    """Tell whether two attributes are as the policy prefers; an empty one never is."""
    if not (mentor and protege):
        return False
    if wish.links:
        return wish.joins(mentor, protege)
    if wish.want is Wish.NEAR:
        return bool(_WHOLE.fullmatch(mentor) and _WHOLE.fullmatch(protege)) and abs(int(mentor) - int(protege)) <= wish.within
    return (fold(mentor) == fold(protege)) == (wish.want is Wish.SAME)
