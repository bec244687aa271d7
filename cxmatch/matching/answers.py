"""Other answers: whether the pairing would change if one rating of one office were another, or an empty one were given."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

import numpy as np

from cxmatch.assignment.prices import recover
from cxmatch.assignment.problem import Ints, Mask
from cxmatch.domain.cohort import Cohort, Office
from cxmatch.domain.framework import Scale
from cxmatch.domain.overview import AnswerChange, OpenRating
from cxmatch.matching.best import again
from cxmatch.matching.plan import Plan
from cxmatch.matching.proof import Method

# So many times a cohort is paired again at most, and so many pairs are weighed in all; where it takes a search, far fewer.
MOST_TRIALS, MOST_WEIGHED, MOST_SEARCHES = 1_000, 4_000_000, 60
FEW_LEVELS, MOST_NAMED = 12, 3


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
        if problem is None:
            return None
        proven = recover(problem, self.plan.open_cells)
        beyond: Ints = problem.bonus - proven.row_prices[:, None] - proven.column_prices
        return beyond

    def harmless(self, area_points: Ints, rows: Sequence[int], columns: Sequence[int]) -> bool:
        """Tell whether other points of the areas, shape (rows, columns), leave the pairing as it is, by prices alone.

        Then every pair that rises stays below its prices, or is one of the plan's, and those stay above them.
        """
        plan, matrix = self.plan, self.plan.matrix
        at = np.ix_(rows, columns)
        points = area_points + matrix.preferred[at]
        allowed = ~matrix.rules.barred[at] & (area_points > 0) & (points >= matrix.rules.minimum_points)
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
        return self.is_harmless(rating, rating.scale.top, rating.needy)

    def changes(self, rating: Rating, level: int) -> bool:
        """Tell whether pairing again with one answer gives another pairing, or none."""
        run = self.plan.run
        found = again(with_office(run.cohort, rating.answered(level)), run.policy)
        return found is None or not np.array_equal(found.chosen, self.plan.chosen)

    def levels(self, rating: Rating) -> list[int]:
        """Return the levels that must be tried to know about all: every one of a short scale.

        On a long one, those where the course of a fit bends or a pair opens or closes, and their neighbors: between two of them
        every total changes in a straight line, so a plan that is best at both ends, ties included, is best between them. With
        the worst-off first totals do not decide, so there all are tried.
        """
        matrix, scale = self.plan.matrix, rating.scale
        every = list(range(scale.bottom, scale.top + 1))
        if len(every) <= FEW_LEVELS or matrix.worst_off_first:
            return every
        offices = tuple(rating.answered(level) for level in every)
        bends = np.isin(every, [every[0], every[1], every[-1]])
        row, column = matrix.row.get(rating.office.id), matrix.column.get(rating.office.id)
        if row is not None:
            bends |= self._bends(matrix.ledger.area_points(offices, matrix.proteges), row, slice(None))
        if column is not None:
            bends |= self._bends(matrix.ledger.area_points(matrix.mentors, offices).T, slice(None), column)
        return [level for level, needed in zip(every, bends.tolist(), strict=True) if needed]

    def _bends(self, area_points: Ints, row: int | slice, column: int | slice) -> Mask:
        """Mark the levels, down the rows, at which a fit bends or a pair opens or closes, and those beside them."""
        points = area_points + self.plan.matrix.preferred[row, column]
        allowed = (area_points > 0) & (points >= self.plan.matrix.rules.minimum_points)
        bent = (np.diff(area_points, n=2, axis=0) != 0).any(axis=1)
        turned = (allowed[1:] != allowed[:-1]).any(axis=1)
        marked: Mask = np.r_[False, bent, False] | np.r_[False, turned] | np.r_[turned, False]
        return marked

    def most_together(self, idle: Sequence[Rating]) -> Ints:
        """Return the most that the areas could bring with any answers to these ratings, shape (mentors, proteges).

        As with one answer, a fit is at its highest with all at the top, but a protege's capability at the bottom.
        """
        matrix = self.plan.matrix
        mentors, proteges = ({office.id: office for office in side} for side in (matrix.mentors, matrix.proteges))
        for rating in idle:
            name = rating.office.id
            if name in mentors:
                mentors[name] = rating.answered(rating.scale.top, mentors[name])
            if name in proteges:
                proteges[name] = rating.answered(rating.needy, proteges[name])
        return matrix.ledger.area_points(tuple(mentors.values()), tuple(proteges.values()))


def open_ratings(plan: Plan) -> tuple[tuple[OpenRating, ...], bool]:
    """Say for each rating that was not given whether some answer to it alone would change the pairing that cxmatch gives.

    Only areas in which some office gave an answer on that side are counted. Where the prices settle nothing and there is more
    to try than `Answers.most_trials`, what is open stays open: `matters` is None. Gives as well whether those that cannot change
    it alone are proven not to change it together either.
    """
    answers = Answers(plan=plan)
    empty = [rating for rating in ratings(plan.run.cohort) if rating.given is None]
    told = list(zip(empty, _matters(answers, empty) if plan.is_paired else [None] * len(empty), strict=True))
    found = tuple(OpenRating(office=one.office.id, side=one.side, area=one.area, matters=said) for one, said in told)
    idle = [one for one, said in told if said is False]
    rows, columns = (range(size) for size in plan.chosen.shape)
    return found, bool(idle) and answers.harmless(answers.most_together(idle), rows, columns)


def _matters(answers: Answers, empty: Sequence[Rating]) -> list[bool | None]:
    """Tell of each empty rating whether an answer changes the pairing; None where that is too much to try."""
    idle = [answers.never_matters(rating) for rating in empty]
    trials: list[tuple[int, int]] = []
    if idle.count(False) <= answers.most_trials:
        open_ = [(place, rating) for place, rating in enumerate(empty) if not idle[place]]
        trials = [(place, level) for place, one in open_ for level in answers.levels(one) if not answers.is_harmless(one, level)]
    if max(idle.count(False), len(trials)) > answers.most_trials:
        return [False if settled else None for settled in idle]
    changing: set[int] = set()
    for place, level in trials:
        if place not in changing and answers.changes(empty[place], level):
            changing.add(place)
    return [place in changing for place in range(len(empty))]


def nearest_answers(plan: Plan) -> tuple[AnswerChange, ...] | None:
    """Name answers that would alter the pairing if they were changed by as few whole steps as can be, the first in order.

    Empty where no other answer to one question would; None where there is more to try than `Answers.most_trials`.
    """
    answers, names = Answers(plan=plan), {area.id: area.name for area in plan.run.cohort.framework.areas}
    given = [rating for rating in ratings(plan.run.cohort) if rating.given is not None]
    left, found = answers.most_trials, list[AnswerChange]()
    for step in range(1, max((one.scale.high - one.scale.low for one in given), default=0) + 1):
        for rating, level in [(one, level) for one in given for level in one.beside(step)]:
            if len(found) == MOST_NAMED or answers.is_harmless(rating, level):
                continue
            left -= 1
            if left < 0:
                return tuple(found) or None
            if answers.changes(rating, level):
                said = {"given": rating.scale.say(rating.given or 0), "other": rating.scale.say(level)}
                found.append(AnswerChange(office=rating.office.id, side=rating.side, area=names[rating.area], **said))
        if found:
            break
    return tuple(found)
