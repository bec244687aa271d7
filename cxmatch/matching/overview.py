"""A run as a whole: how firm it is, what more seats and mentors would bring, and which answers could still change it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from fractions import Fraction
from typing import TypeVar

import numpy as np

from cxmatch.assignment.stability import margin
from cxmatch.domain.asked import count_led
from cxmatch.domain.explanation import Drill, Standing
from cxmatch.domain.overview import AnswerChange, BlockingPair, Noise, OpenRating, Overview
from cxmatch.domain.run import Run
from cxmatch.matching.answers import Answers
from cxmatch.matching.explain import drill
from cxmatch.matching.gains import UnprovenError, advice, seats
from cxmatch.matching.lines import Rating, ratings
from cxmatch.matching.plan import Plan
from cxmatch.matching.rules import Method

T = TypeVar("T")
_HELD_BACK = "this plan keeps pairings of the run before, and a fresh start would be better"
GAP = "the plan is the best found so far, and not proven best"
UNPROVEN = "the search could not prove every plan to compare with"
_TIED = "a fresh start would give another plan that is just as good"
_TOO_HIGH = "points so high cannot be added exactly"
TOO_MANY = "there are too many answers to try"
_SEARCHED = "for these rules no margin of error can be read off the plan"
_LEFT_OPEN = "CX450"
_MOST_NAMED = 3  # answers


def overview(run: Run) -> Overview:
    """Say how a run stands as a whole.

    Where prices prove the plan, the figures are read off its residual graph at any size, save drills and answers. Under other
    rules the cohort is paired again for each, up to a number of offices. What is not known is said in `left_out`.

    Examples
    --------
    >>> import cxmatch as cx
    >>> run = cx.pair(cx.read_survey(cx.sample("roundtable-14")))
    >>> whole = cx.overview(run)
    >>> whole.firm + whole.free == len(run.matching.pairings)
    True

    """
    plan = Plan.of(run)
    told = _Sections(plan)
    empty, together = _open_ratings(plan)
    firm, error = told.firm(), told.noise()
    return Overview(
        firm=firm,
        free=None if firm is None else int(plan.chosen.sum()) - firm,
        noise=error,
        blocking=_blocking(plan),
        seats=told.gains("What one more seat would bring", seats),
        advice=told.gains("Whom to recruit", advice),
        drills=told.drills(),
        unanswered=empty,
        together=together,
        untold=(told.unpaired or TOO_MANY) * any(rating.matters is None for rating in empty),
        left_open=_left_open(run),
        left_out=tuple(told.left_out),
        led=count_led(run.rated, run.matching.pairings),
        unit=run.unit,
    )


class _Sections:
    """The sections of an overview, each either worked out or said to be left out."""

    def __init__(self, plan: Plan) -> None:
        self.plan = plan
        self.left_out: list[str] = []
        self.too_large = f"that is worked out for up to {plan.most_offices} offices"

    def leave_out(self, what: str, why: str) -> None:
        self.left_out.append(f"{what} is not known: {why}.")

    @property
    def unknown(self) -> str:
        """Why nothing is known that compares with the best plan; empty where it is known."""
        if not self.plan.exact:
            return GAP
        if self.plan.is_best:
            return ""
        if self.plan.method is Method.PRICES:
            return _HELD_BACK
        if not self.plan.is_small:
            return self.too_large
        return _HELD_BACK if self.plan.fresh is not None and self.plan.fresh.exact else UNPROVEN

    @property
    def unpaired(self) -> str:
        """Why it is not known which answers change the pairing; empty where it is known, or there are too many to try."""
        if self.unknown or self.plan.is_paired:
            return self.unknown
        return _TIED if self.plan.is_small else self.too_large

    def firm(self) -> int | None:
        """Count the pairings that stand in every equally good plan."""
        if self.plan.by_prices:
            return int(self.plan.firm.sum())
        standings = [self.plan.standing(row, column) for row, column in np.argwhere(self.plan.chosen).tolist()]
        if None in standings:
            self.leave_out("Which pairings are firm", self.unknown or (UNPROVEN if self.plan.is_small else self.too_large))
            return None
        return standings.count(Standing.FIRM)

    def noise(self) -> Noise | None:
        """Say how wrong every fit may be."""
        if self.plan.by_prices:
            answers = nearest_answers(self.plan) if self.plan.chosen.any() and self.plan.is_paired else None
            return _noise(self.plan, answers) if self.plan.chosen.any() else None
        self.leave_out("How wrong the fits may be", _HELD_BACK if self.plan.method is Method.PRICES else _SEARCHED)
        return None

    def gains(self, what: str, found: Callable[[Plan], tuple[T, ...]]) -> tuple[T, ...]:
        """Say what seats or recruits bring."""
        if (self.plan.wide is None or self.plan.wide.distances is None) and not self.plan.is_small:
            inexact = bool(self.plan.matrix.first_bonus) and self.plan.by_prices
            self.leave_out(what, f"{_TOO_HIGH}, and {self.too_large} by pairing again" if inexact else self.too_large)
            return ()
        try:
            gains = found(self.plan)
        except UnprovenError:
            self.leave_out(what, UNPROVEN)
            return ()
        if self.plan.matrix.led_bonus and found is seats and not self.plan.is_small:
            self.leave_out("What one more seat as a protege would bring", self.too_large)
        if not self.plan.is_best and self.plan.exact:
            self.left_out.append(f"{what} is counted from a fresh start, since {_HELD_BACK}.")
        return gains

    def drills(self) -> tuple[Drill, ...]:
        """Run the dropout drill for every office, the dearest first."""
        if not self.plan.is_small:
            self.leave_out("Which dropouts would hurt most", self.too_large)
            return ()
        offices = [office for office in self.plan.matrix.cohort.offices if office.mentor_slots or office.protege_slots]
        return tuple(sorted((drill(self.plan, office.id) for office in offices), key=_dearest))


def _dearest(entry: Drill) -> tuple[int, int, int, int, str]:
    if entry.cost is None:
        return (0, 0, 0, 0, entry.office)
    return (1, -entry.cost.paired, -entry.cost.led, -entry.cost.points, entry.office)


def _left_open(run: Run) -> int | None:
    """Return how many questions were left open when the survey was read, where the run has that note."""
    counts = [note.facts.get("count", "") for note in run.cohort.source.notes if note.code == _LEFT_OPEN]
    return int(counts[0]) if counts and counts[0].isdecimal() else None


def _open_ratings(plan: Plan) -> tuple[tuple[OpenRating, ...], bool]:
    """Say for each rating that was not given whether some answer to it alone would change the pairing that cxmatch gives.

    Only areas in which some office gave an answer on that side are counted. Where the prices settle nothing and there is more
    to try than `Answers.most_trials`, what is open stays open: `matters` is None. Gives as well whether those that cannot change
    it alone are proven not to change it together either.
    """
    answers = Answers(plan=plan)
    empty = [rating for rating in ratings(plan.matrix.cohort) if rating.given is None]
    told = list(zip(empty, _matters(answers, empty) if plan.is_paired else [None] * len(empty), strict=True))
    found = tuple(OpenRating(office=one.office.id, side=one.side, area=one.area, matters=said) for one, said in told)
    idle = [one for one, said in told if said is False]
    return found, bool(idle) and answers.never_matter_together(idle)


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
        if place not in changing and answers.alters(empty[place], level):
            changing.add(place)
    return [place in changing for place in range(len(empty))]


def nearest_answers(plan: Plan) -> tuple[AnswerChange, ...] | None:
    """Name answers that would alter the pairing if they were changed by as few whole steps as can be, the first in order.

    Empty where no other answer to one question would; None where there is more to try than `Answers.most_trials`.
    """
    answers, names = Answers(plan=plan), {area.id: area.name for area in plan.run.cohort.framework.areas}
    given = [rating for rating in ratings(plan.matrix.cohort) if rating.given is not None]
    left, found = answers.most_trials, list[AnswerChange]()
    for step in range(1, max((one.scale.high - one.scale.low for one in given), default=0) + 1):
        for rating, level in [(one, level) for one in given for level in one.beside(step)]:
            if len(found) == _MOST_NAMED or answers.is_harmless(rating, level):
                continue
            left -= 1
            if left < 0:
                return tuple(found) or None
            if answers.alters(rating, level):
                said = {"given": rating.scale.say(rating.given or 0), "other": rating.scale.say(level)}
                found.append(AnswerChange(office=rating.office.id, side=rating.side, area=names[rating.area], **said))
        if found:
            break
    return tuple(found)


def _blocking(plan: Plan) -> tuple[BlockingPair, ...]:
    """Name every allowed pair that was not made, with more fit than the worst partner of each, or a free seat; best first.

    Both would rather have each other (Gale and Shapley 1962). The best total does not rule such pairs out: serving the cohort may
    cost two offices something they would prefer.
    """
    matrix, chosen, points = plan.matrix, plan.chosen, plan.matrix.points
    highest = points.max(initial=0) + 1
    held = np.where(chosen, points, highest)
    worst_row = np.where(chosen.sum(axis=1) < matrix.supply, 0, held.min(axis=1, initial=highest))
    worst_column = np.where(chosen.sum(axis=0) < matrix.demand, 0, held.min(axis=0, initial=highest))
    cells = matrix.allowed & ~chosen & (points > worst_row[:, None]) & (points > worst_column)
    found = (
        BlockingPair(mentor=matrix.mentors[row].id, protege=matrix.proteges[column].id, points=int(points[row, column]))
        for row, column in np.argwhere(cells)
    )
    return tuple(sorted(found, key=lambda pair: (-pair.points, pair.protege, pair.mentor)))


def _noise(plan: Plan, answers: tuple[AnswerChange, ...] | None) -> Noise:
    """Say how wrong every fit may be, up or down, with the plan still a best one; it has a pairing. `answers` would alter it.

    An error that large neither makes another plan better, nor opens a pair that no lead or the minimum fit bars and that would
    better the plan, nor lets one of its own pairings fall below the minimum.
    """
    matrix = plan.matrix
    slack = np.where(plan.chosen, plan.slack, np.iinfo(np.int64).max)
    row, column = (int(place) for place in np.unravel_index(slack.argmin(), slack.shape))
    found = margin(plan.uncertain, plan.open_cells, plan.closed)
    if found is None or slack[row, column] < found.radius:
        pair = plan.pair(row, column)
        return Noise(points=int(slack[row, column]), falls=(pair.mentor, pair.protege), answers=answers)
    rival, radius = found.rival | matrix.rules.locked, Fraction(found.radius)
    flips = matrix.moves(plan.chosen, rival)
    opens = tuple(matrix.pairs(rival & ~matrix.allowed)) if found.opens else ()
    return Noise(points=radius.numerator, parts=radius.denominator, flips=flips, opens=opens, answers=answers)
