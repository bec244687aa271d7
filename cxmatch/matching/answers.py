"""Other answers: whether the pairing would change if one rating of one office were another."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np

from cxmatch.assignment.prices import recover
from cxmatch.assignment.problem import Ints, Mask
from cxmatch.domain.cohort import Cohort, Office
from cxmatch.domain.framework import Framework
from cxmatch.domain.overview import AnswerChange
from cxmatch.domain.policy import Objective
from cxmatch.domain.scale import Scale
from cxmatch.matching.again import again
from cxmatch.matching.plan import Plan
from cxmatch.matching.proof import Method

SIDES = ("capability", "need")
# So many times a cohort is paired again at most, and so many pairs are weighed in all; where it takes a search, far fewer.
MOST_TRIALS, MOST_WEIGHED, MOST_SEARCHES = 1_000, 4_000_000, 60
FEW_LEVELS, MOST_NAMED = 12, 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Rating:
    """One rating of one office: a side, and a practice area by its id."""

    office: Office
    side: str
    area: str

    def scale(self, framework: Framework) -> Scale:
        """Give the scale it is on."""
        return framework.capability_scale if self.side == "capability" else framework.need_scale

    def answered(self, level: int) -> Office:
        """Give the office with one answer to it."""
        if self.side == "capability":
            return replace(self.office, capability={**self.office.capability, self.area: level})
        return replace(self.office, need={**self.office.need, self.area: level})


def ratings(cohort: Cohort) -> Iterator[Rating]:
    """Give every rating that was asked for: of the areas in which any office gave an answer on that side."""
    asked = {side: {area for office in cohort.offices for area in getattr(office, side)} for side in SIDES}
    for office in cohort.offices:
        for side in SIDES:
            for area in cohort.framework.areas:
                if area.id in asked[side]:
                    yield Rating(office=office, side=side, area=area.id)


def with_office(cohort: Cohort, office: Office) -> Cohort:
    """Give the cohort with the answers of one office replaced."""
    return replace(cohort, offices=tuple(office if other.id == office.id else other for other in cohort.offices))


@dataclass(frozen=True, kw_only=True)
class Answers:
    """A plan under other answers. The prices of the plan settle most of them; for the rest the cohort is paired again."""

    plan: Plan

    @property
    def most_trials(self) -> int:
        """How often the cohort may be paired again."""
        if self.plan.method is not Method.PRICES:
            return MOST_SEARCHES if self.plan.is_small else 0
        return min(MOST_TRIALS, MOST_WEIGHED // max(1, self.plan.chosen.size))

    @cached_property
    def _surplus(self) -> Ints | None:
        """What each pair is worth beyond the two prices, without its points; None where prices cannot tell."""
        problem = self.plan.wide_problem
        if not self.plan.by_prices or problem is None:
            return None
        proven = recover(problem, self.plan.open_cells)
        beyond: Ints = problem.bonus - proven.row_prices[:, None] - proven.column_prices
        return beyond

    @cached_property
    def _barred(self) -> Mask:
        barred: Mask = np.zeros(self.plan.chosen.shape, dtype=bool)
        for ban in self.plan.matrix.rules.bans.values():
            barred = barred | ban
        return barred

    @cached_property
    def _preferred(self) -> Ints:
        points: Ints = self.plan.matrix.points - self.plan.matrix.area_points
        return points

    def harmless(self, area_points: Ints, rows: Sequence[int], columns: Sequence[int]) -> bool:
        """Tell whether other points of the areas in some rows and columns leave the pairing as it is, by prices alone.

        Then every pair that rises stays below its prices, or is one of the plan's, and those stay above them.
        """
        plan, matrix = self.plan, self.plan.matrix
        at = np.ix_(rows, columns)
        points = area_points + self._preferred[at]
        allowed = ~self._barred[at] & (area_points > 0) & (points >= matrix.rules.minimum_points)
        made, was, before = plan.chosen[at], matrix.allowed[at], matrix.points[at]
        same = (allowed == was) & (~allowed | (points == before))
        if same.all():
            return True
        if self._surplus is None or (made & ~allowed).any():
            return False
        over = points + self._surplus[at]
        fine = np.where(made, matrix.rules.locked[at] | (points >= before) | (over > 0), ~allowed | (over < 0))
        return bool((same | fine).all())

    def is_harmless(self, rating: Rating, level: int, as_protege: int | None = None) -> bool:
        """Tell whether one answer leaves the pairing as it is, by prices alone; another one for its column where given."""
        matrix, run = self.plan.matrix, self.plan.run
        mentor = rating.answered(level)
        protege = mentor if as_protege is None else rating.answered(as_protege)
        row, column = matrix.row.get(rating.office.id), matrix.column.get(rating.office.id)
        wanted = bool(matrix.ledger.wanted(protege))
        if run.policy.must.everyone and column is not None and wanted != bool(matrix.must_serve[column]):
            return False
        rows, columns = range(len(matrix.mentors)), range(len(matrix.proteges))
        if row is not None and not self.harmless(matrix.ledger.area_points((mentor,), matrix.proteges), [row], columns):
            return False
        return column is None or self.harmless(matrix.ledger.area_points(matrix.mentors, (protege,)), rows, [column])

    def never_matters(self, rating: Rating) -> bool:
        """Tell whether no answer to an empty rating changes the pairing, by prices alone.

        An answer never lowers a fit, so none is above the one with it at the top for a mentor, and for a protege its capability
        at the bottom and its need at the top.
        """
        scale = rating.scale(self.plan.run.cohort.framework)
        return self.is_harmless(rating, scale.top, scale.bottom if rating.side == "capability" else scale.top)

    def changes(self, rating: Rating, level: int) -> bool:
        """Tell whether pairing again with one answer gives another pairing, or none."""
        run = self.plan.run
        found = again(with_office(run.cohort, rating.answered(level)), run.policy)
        return found is None or not np.array_equal(found.chosen, self.plan.chosen)

    def levels(self, rating: Rating) -> list[int]:
        """Give the levels that must be tried to know about all: every one of a short scale.

        On a long one, those where the course of a fit bends or a pair opens or closes, and their neighbors: between two of them
        every total changes in a straight line, so a plan that is best at both ends, ties included, is best between them. With
        the worst-off first totals do not decide, so there all are tried.
        """
        scale = rating.scale(self.plan.run.cohort.framework)
        every = list(range(scale.bottom, scale.top + 1))
        if len(every) <= FEW_LEVELS or self.plan.run.policy.objective is Objective.WORST_OFF_FIRST:
            return every
        matrix = self.plan.matrix
        offices = tuple(rating.answered(level) for level in every)
        bends = np.zeros(len(every), dtype=bool)
        bends[[0, 1, -1]] = True
        row, column = matrix.row.get(rating.office.id), matrix.column.get(rating.office.id)
        if row is not None:
            bends |= self._bends(matrix.ledger.area_points(offices, matrix.proteges), row, slice(None))
        if column is not None:
            bends |= self._bends(matrix.ledger.area_points(matrix.mentors, offices).T, slice(None), column)
        return [level for level, needed in zip(every, bends.tolist(), strict=True) if needed]

    def _bends(self, area_points: Ints, row: int | slice, column: int | slice) -> Mask:
        """Mark the levels, down the rows, at which a fit bends or a pair opens or closes, and those beside them."""
        points = area_points + self._preferred[row, column]
        allowed = (area_points > 0) & (points >= self.plan.matrix.rules.minimum_points)
        bends = np.zeros(len(points), dtype=bool)
        bent = (np.diff(area_points, n=2, axis=0) != 0).any(axis=1)
        bends[1:-1] |= bent
        turned = (allowed[1:] != allowed[:-1]).any(axis=1)
        bends[1:] |= turned
        bends[:-1] |= turned
        return bends


def nearest_answers(plan: Plan) -> tuple[AnswerChange, ...] | None:
    """Give answers that would alter the pairing if they were changed by as few whole steps as can be, the first in order.

    Empty where no other answer to one question would; None where there is more to try than `Answers.most_trials`.
    """
    answers, scales = Answers(plan=plan), plan.run.cohort.framework
    given = [one for one in ratings(plan.run.cohort) if one.area in getattr(one.office, one.side)]
    left, found = answers.most_trials, list[AnswerChange]()
    for step in range(1, max(scale.high - scale.low for scale in (scales.capability_scale, scales.need_scale)) + 1):
        for one, level in [(rating, level) for rating in given for level in _beside(rating, scales, step)]:
            if len(found) == MOST_NAMED or answers.is_harmless(one, level):
                continue
            left -= 1
            if left < 0:
                return tuple(found) or None
            if answers.changes(one, level):
                found.append(_change(one, scales, level))
        if found:
            break
    return tuple(found)


def _beside(rating: Rating, framework: Framework, step: int) -> list[int]:
    """Give the levels so many whole steps below and above an answer."""
    scale, now = rating.scale(framework), getattr(rating.office, rating.side)[rating.area]
    return [level for level in (now - step * scale.unit, now + step * scale.unit) if scale.bottom <= level <= scale.top]


def _change(rating: Rating, framework: Framework, level: int) -> AnswerChange:
    scale, now = rating.scale(framework), getattr(rating.office, rating.side)[rating.area]
    area = next(area.name for area in framework.areas if area.id == rating.area)
    return AnswerChange(office=rating.office.id, side=rating.side, area=area, given=scale.say(now), other=scale.say(level))
