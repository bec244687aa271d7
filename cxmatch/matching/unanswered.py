"""Unanswered ratings: which of them could change the plan, whatever the answer were."""

from __future__ import annotations

from dataclasses import replace

from cxmatch.assignment.problem import worth
from cxmatch.assignment.solver import solve
from cxmatch.domain.cohort import Cohort, Office
from cxmatch.domain.errors import CxmatchError
from cxmatch.domain.overview import OpenRating
from cxmatch.matching.fit import FitMatrix
from cxmatch.matching.plan import Plan

SIDES = ("capability", "need")
MOST_TRIED = 4_000


def open_ratings(plan: Plan) -> tuple[OpenRating, ...]:
    """Say for each rating that was not given whether some answer would make another plan better.

    Between the levels that other offices gave, every fit changes in a straight line, so the best rival gains most at one end:
    only those levels, their neighbors and the ends of the scale are tried. A cohort with more than `MOST_TRIED` trials gets no
    answer.
    """
    cohort = plan.run.cohort
    cells = [(office, side, area.id) for office in cohort.offices for side in SIDES for area in cohort.framework.areas]
    empty = [(office, side, area) for office, side, area in cells if area not in getattr(office, side)]
    trials = {(side, area): _levels(cohort, side, area) for _, side, area in empty}
    if sum(len(trials[side, area]) for _, side, area in empty) > MOST_TRIED:
        return ()
    return tuple(
        OpenRating(
            office=office.id,
            side=side,
            area=area,
            matters=any(_changes(plan, office, side, area, level) for level in trials[side, area]),
        )
        for office, side, area in empty
    )


def _levels(cohort: Cohort, side: str, area: str) -> list[int]:
    """Give the levels at which the course of a fit can bend, and those beside them."""
    scale = getattr(cohort.framework, f"{side}_scale")
    bends = {scale.bottom, scale.top} | {office.capability[area] for office in cohort.offices if area in office.capability}
    near = {level + step for level in (bends if side == "capability" else {scale.bottom, scale.top}) for step in (-1, 0, 1)}
    return sorted(level for level in near if scale.bottom <= level <= scale.top)


def _changes(plan: Plan, office: Office, side: str, area: str, level: int) -> bool:
    """Tell whether another plan would be better with one answer given."""
    answer = {area: level}
    if side == "capability":
        answered = replace(office, capability={**office.capability, **answer})
    else:
        answered = replace(office, need={**office.need, **answer})
    others = (answered if other.id == office.id else other for other in plan.run.cohort.offices)
    try:
        matrix = FitMatrix.of(replace(plan.run.cohort, offices=tuple(others)), plan.run.policy)
    except CxmatchError:
        return True
    chosen = plan.chosen & ~matrix.rules.locked
    if (chosen & ~matrix.allowed).any():
        return True
    return worth(matrix.problem, chosen) < worth(matrix.problem, solve(matrix.problem).chosen)
