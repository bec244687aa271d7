"""The ratings of a cohort, and one row or one column of its fit matrix under another answer, from the levels as arrays."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any, NamedTuple, TypeAlias

import numpy as np

from cxmatch.assignment.problem import Ints, Mask
from cxmatch.assignment.steps import Line
from cxmatch.domain.cohort import Cohort, Office
from cxmatch.domain.framework import Scale
from cxmatch.matching.fit import FitMatrix
from cxmatch.matching.places import UNANSWERED, leading

At: TypeAlias = tuple[int | slice, int | slice]


@dataclass(frozen=True, slots=True, kw_only=True)
class Rating:
    """One rating of one office: a side with its scale, and a practice area by its id."""

    office: Office
    side: str
    area: str
    scale: Scale

    @property
    def given(self) -> int | None:
        """The level that was answered, None where it was not."""
        levels: Mapping[str, int] = getattr(self.office, self.side)
        return levels.get(self.area)

    @property
    def needy(self) -> int:
        """The level with which a protege has most to gain."""
        return self.scale.bottom if self.side == "capability" else self.scale.top

    def beside(self, step: int) -> list[int]:
        """Return the levels so many whole steps below and above the answer."""
        scale, now = self.scale, self.given or 0
        return [level for level in (now - step * scale.unit, now + step * scale.unit) if scale.bottom <= level <= scale.top]

    def answered(self, level: int, office: Office | None = None) -> Office:
        """Return the office with one answer to it; or that office, with answers to other ratings already."""
        office = office or self.office
        levels: dict[str, Any] = {self.side: {**getattr(office, self.side), self.area: level}}
        return replace(office, **levels)


def ratings(cohort: Cohort) -> Iterator[Rating]:
    """Yield every rating that was asked for: of the areas in which any office gave an answer on that side."""
    framework = cohort.framework
    scales = {"capability": framework.capability_scale, "need": framework.need_scale}
    asked = {side: {area for office in cohort.offices for area in getattr(office, side)} for side in scales}
    for office in cohort.offices:
        for side, scale in scales.items():
            areas = (area.id for area in framework.areas if area.id in asked[side])
            yield from (Rating(office=office, side=side, area=area, scale=scale) for area in areas)


def with_office(cohort: Cohort, office: Office) -> Cohort:
    """Return the cohort with the answers of one office replaced."""
    return replace(cohort, offices=tuple(office if other.id == office.id else other for other in cohort.offices))


class Changed(NamedTuple):
    """A row or a column of a fit matrix as it would be, and which of its pairs would lead in what was asked for first."""

    line: Line
    led: Mask


@dataclass(frozen=True, kw_only=True)
class Lines:
    """The answers behind a fit matrix, shape (offices, areas) for each side; what is not answered adds nothing.

    `led_bonus` is what a pair counts on top of its points that leads in what was asked for first.
    """

    matrix: FitMatrix
    led_bonus: int = 0

    @cached_property
    def _areas(self) -> dict[str, int]:
        return {area.id: place for place, area in enumerate(self.matrix.cohort.framework.areas)}

    @cached_property
    def _mentors(self) -> Ints:
        return self.matrix.firsts.levels(self.matrix.mentors)

    @cached_property
    def _proteges(self) -> Ints:
        return self.matrix.firsts.levels(self.matrix.proteges)

    @cached_property
    def _asked(self) -> Ints:
        return self.matrix.firsts.asked(self.matrix.proteges)

    @cached_property
    def _wishes(self) -> Ints:
        wish = self.matrix.ledger.wish
        return np.array([[wish(office, area) for area in self._areas] for office in self.matrix.proteges], dtype=np.int64)

    @cached_property
    def _shares(self) -> Ints:
        return np.array([self.matrix.ledger.share(office) for office in self.matrix.proteges], dtype=np.int64)

    def row(self, office: Office, area: str) -> Changed | None:
        """Return the pairs of a mentor which has another capability in an area; None where the office is none."""
        row, place = self.matrix.row.get(office.id), self._areas[area]
        if row is None:
            return None
        before, now = self._mentors[row, place], office.capability.get(area, UNANSWERED)
        leads = (self.matrix.ledger.counted(level - self._proteges[:, place]) for level in (now, before))
        more = self._shares * self._wishes[:, place] * np.subtract(*leads)
        led = leading(self.matrix.firsts.levels([office]), self._asked)[0]
        return self._changed((row, slice(None)), row, self.matrix.area_points[row] + more, led, None)

    def column(self, office: Office, area: str) -> Changed | None:
        """Return the pairs of a protege which has another capability or need in an area; None where the office is none."""
        column, place = self.matrix.column.get(office.id), self._areas[area]
        if column is None:
            return None
        mentors, before = self._mentors[:, place], self._proteges[column, place]
        then = self._wishes[column, place] * self.matrix.ledger.counted(mentors - before)
        now = self.matrix.ledger.wish(office, area) * self.matrix.ledger.counted(mentors - office.capability.get(area, 0))
        steps = self.matrix.area_points[:, column] // self._shares[column] + now - then
        led = leading(self._mentors, self.matrix.firsts.asked([office]))[:, 0]
        areas, whole = steps * self.matrix.ledger.share(office), self.matrix.ledger.full_points(office)
        return self._changed((slice(None), column), column, areas, led, whole)

    def _changed(self, at: At, place: int, areas: Ints, led: Mask, whole: int | None) -> Changed:
        value, allowed = self.worth(areas, led, at, whole)
        return Changed(Line(place=place, value=value, allowed=allowed), led)

    def worth(self, areas: Ints, led: Mask, at: At, whole: Ints | int | None = None) -> tuple[Ints, Mask]:
        """Return what some pairs count that have other area points, and may lead in what was asked for first; and the allowed.

        The best mentor would bring their proteges `whole`; None where that is as it was.
        """
        extra, owed = self.matrix.firsts.points, self.matrix.owed
        points = areas + self.matrix.preferred[at] + (extra * (led.astype(np.int64) - self.matrix.led[at]) if extra else 0)
        points = points + owed.points(areas, at[1], whole) if owed.counts else points
        reached = (areas > 0) & (points >= self.matrix.rules.minimum_points)
        value = points + self.led_bonus * led if self.led_bonus else points
        return value, reached & ~self.matrix.rules.barred[at]
