"""The ratings that a published document must not give away, and what it may tell of them by round and pair."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from typing import TypeAlias

from cxmatch.domain.cohort import Cohort, Office
from cxmatch.domain.framework import Scale
from cxmatch.domain.run import Run
from cxmatch.records.text import fold, grouped

CAPABILITY, WANTS = "capability", "wants help"
Pair: TypeAlias = tuple[int, str, str]  # round, from 0, mentor and protege


def again(after: Cohort | None) -> Mapping[str, Office]:
    """Return the offices of a survey asked again by their names, whatever the case; none where it was not."""
    return {fold(office.id): office for office in after.offices} if after else {}


@dataclass(frozen=True, slots=True)
class Rating:
    """One rating: of which survey (that of the first round with these answers; -1 where asked again), office and area.

    `side` is capability, in units of its scale, or whether help is wanted, as 0 or 1.
    """

    survey: int
    side: str
    office: str
    area: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """A rating in what a pair began with that was given both times."""

    area: str
    then: Rating
    now: Rating


@dataclass(frozen=True, kw_only=True)
class Rounds:
    """The rounds that are told of, and the survey asked again after the last of them, where there is one.

    `topics` has what each pair began with, "" where its mentor leads in nothing.
    """

    runs: tuple[Run, ...]
    after: Cohort | None
    topics: Mapping[Pair, str]

    @cached_property
    def pairs_of(self) -> Mapping[str, list[Pair]]:
        """The pairs that began with something, by the folded name of either office."""
        began = (pair for pair, topic in self.topics.items() if topic)
        return grouped((name, pair) for pair in began for name in dict.fromkeys(map(fold, pair[1:])))

    @cached_property
    def offices(self) -> list[Mapping[str, Office]]:
        """The offices by name: of each round with the ratings that count, and last, whatever the case, those asked again."""
        return [*(run.offices for run in self.runs), again(self.after)]

    def cohort(self, survey: int) -> Cohort | None:
        """Return the cohort of a round, with the ratings that count; that asked again for -1."""
        return self.runs[survey].rated if survey >= 0 else self.after

    def scale(self, rating: Rating) -> Scale:
        """Return the scale that a rating is on."""
        framework = (self.cohort(rating.survey) or self.runs[-1].rated).framework
        return framework.capability_scale if rating.side == CAPABILITY else framework.need_scale

    def rating(self, survey: int, side: str, office: str, area: str) -> Rating:
        """Return a rating; where an office answers in a later round just as before, it is the same one."""
        own = _answers(self.offices[survey].get(office))
        same = (number for number in range(survey) if own and _answers(self.offices[number].get(office)) == own)
        return Rating(next(same, survey), side, fold(office) if survey < 0 else office, area)

    def level(self, rating: Rating) -> int | None:
        """Return what an office answered, as `Rating` has it; None where it did not."""
        cohort, office = self.cohort(rating.survey), self.offices[rating.survey].get(rating.office)
        area = cohort.framework.area(rating.area) if cohort else None
        if cohort is None or office is None or area is None:
            return None
        if rating.side == CAPABILITY:
            return office.capability.get(area.id)
        need = office.need.get(area.id)
        return None if need is None else int(need > cohort.framework.need_scale.bottom)

    def wanted(self, survey: int) -> dict[str, list[Rating]]:
        """Return for each practice area the ratings of a survey that say whether a protege wants help there."""
        cohort = self.cohort(survey)
        if cohort is None:
            return {}
        every = {
            area.name: [self.rating(survey, WANTS, each.id, area.name) for each in cohort.proteges]
            for area in cohort.framework.areas
        }
        return {area: [each for each in own if self.level(each) is not None] for area, own in every.items()}

    def changes(self, shown: Collection[Pair]) -> list[Change]:
        """Return the ratings that were given both times in what those pairs of the last round began with that are shown."""
        last = len(self.runs) - 1
        topics = dict.fromkeys((pair[2], self.topics[pair]) for pair in shown if pair[0] == last)
        every = [
            Change(area=area, then=self.rating(last, CAPABILITY, office, area), now=self.rating(-1, CAPABILITY, office, area))
            for office, area in topics
        ]
        return [each for each in every if self.level(each.now) is not None and self._as_answered(last, each) is not None]

    def moved(self, change: Change) -> Fraction:
        """Return by how many steps a rating changed."""
        then, now = (Fraction(self.level(each) or 0, self.scale(each).unit) for each in (change.then, change.now))
        return now - then

    def _as_answered(self, last: int, change: Change) -> int | None:
        """Return how an office rated itself before; None where it did not, or an organizer knew better."""
        run, level = self.runs[last], self.level(change.then)
        area = run.cohort.framework.area(change.area)
        said = run.cohort.by_id[change.then.office].capability
        return level if area and said.get(area.id) == level else None


def _answers(office: Office | None) -> tuple[Mapping[str, int], Mapping[str, int]] | None:
    return (office.capability, office.need) if office else None
