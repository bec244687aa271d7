"""Explanations checked: the margin of error of the fits, and what is said of answers."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from fractions import Fraction

import numpy as np

from cxmatch.assignment.problem import Ints, Problem
from cxmatch.assignment.solver import exchangeable, solve
from cxmatch.domain.overview import Overview
from cxmatch.matching.answers import FEW_LEVELS, Answers, Rating, ratings
from cxmatch.matching.plan import Plan


def answer_flaws(plan: Plan, whole: Overview) -> Iterator[str]:
    """Name what is said of errors of the fits and of other answers, and does not hold."""
    yield from _noise(plan, whole)
    yield from _answers(plan, whole)


def _noise(plan: Plan, whole: Overview) -> Iterator[str]:
    """Solve again with every fit off by the margin to the plan's disadvantage, and by more."""
    said, missing = whole.noise, plan.closed.missing
    if said is None:
        return
    radius = Fraction(said.points, said.parts)
    if not _stands(plan, radius, missing):
        yield "an error of the fits within the margin makes another plan better"
    if said.falls:
        further = radius + 1
    else:
        further = radius + (1 if said.opens else Fraction(1, 2 * said.parts * plan.chosen.size))
        rival, worst = plan.matrix.moved(plan.chosen, said.flips), _at_worst(plan, further, missing)
        gains = worst.worth(rival & ~plan.matrix.rules.locked) > worst.worth(plan.open_cells)
        if not gains or worst.breaches(rival & worst.allowed):
            yield "the moves that are said to change first do not better the plan"
    if _stands(plan, further, missing):
        yield "the plan stands a larger error of the fits than is said"


def _stands(plan: Plan, radius: Fraction, missing: Ints) -> bool:
    """Tell by solving whether the plan is a best one when every fit is off to its disadvantage."""
    if (plan.slack[plan.chosen] * radius.denominator < radius.numerator).any():
        return False
    worst = _at_worst(plan, radius, missing)
    return worst.worth(plan.open_cells) == worst.worth(solve(worst).chosen)


def _at_worst(plan: Plan, radius: Fraction, missing: Ints) -> Problem:
    """Return the problem with every fit off by as much, those of the plan down and all others up."""
    matrix, parts = plan.matrix, radius.denominator
    opened = (missing > 0) & (missing * parts <= radius.numerator)
    off = np.where(plan.chosen, -radius.numerator, radius.numerator)
    value = np.maximum(matrix.points * parts + off, 0)
    allowed = matrix.problem.allowed | opened
    most = 1 + (matrix.problem.seats + 1) * int(value.max(initial=0, where=allowed))
    bonus = np.where(matrix.problem.bonus > 0, most, 0).astype(np.int64)
    return replace(matrix.problem, value=value, allowed=allowed, bonus=bonus)


def _answers(plan: Plan, whole: Overview) -> Iterator[str]:
    """Pair again with every answer to the empty ratings, and with the answers that are said to alter the pairing."""
    answers = Answers(plan=plan)
    every = {(one.office.id, one.side, one.area): one for one in ratings(plan.run.cohort)}
    for said in whole.unanswered:
        rating = every[said.office, said.side, said.area]
        levels = range(rating.scale.bottom, rating.scale.top + 1)
        tried = levels if len(levels) <= FEW_LEVELS else answers.levels(rating)
        if said.matters is not None and said.matters != any(answers.changes(rating, level) for level in tried):
            yield f"the {said.side} of {said.office} in {said.area}: that an answer matters is said wrongly"
    idle = [every[said.office, said.side, said.area] for said in whole.unanswered if said.matters is False]
    if whole.together and not _unmoved(plan, answers, idle):
        yield "the empty ratings that cannot matter alone might matter together"
    ids = {area.name: area.id for area in plan.run.cohort.framework.areas}
    for change in (whole.noise and whole.noise.answers) or ():
        rating = every[change.office, change.side, ids[change.area]]
        level = rating.scale.read(change.other)
        if level is None or not answers.changes(rating, level):
            yield f"{change} does not alter the pairing"


def _unmoved(plan: Plan, answers: Answers, idle: list[Rating]) -> bool:
    """Tell by solving, with every fit at its highest but those of the plan, whether the plan stays and no such fit joins it."""
    matrix, problem = plan.matrix, plan.wide_problem
    if not plan.by_prices:
        problem = None
    most_areas = answers.most_together(idle)
    points = most_areas + matrix.preferred
    leads = (plan.closed.missing > 0) & (most_areas > 0)
    allowed = matrix.allowed | leads & (points >= matrix.rules.minimum_points)
    raised = (allowed & ~matrix.allowed | (points > matrix.points)) & allowed & ~plan.chosen
    if problem is None:
        return not raised.any()
    value = np.maximum(np.where(raised, points, matrix.points), 0)
    most = replace(problem, value=value, allowed=problem.allowed | raised)
    best = solve(most)
    used = best.chosen | exchangeable(most, best)
    return most.worth(best.chosen) == most.worth(plan.open_cells) and not (used & raised).any()
