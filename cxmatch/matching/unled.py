"""The proteges that no mentor leads in what they asked for first: who would lead them there, and at what price."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from cxmatch.assignment.problem import Mask
from cxmatch.domain.asked import FirstNeed, first_needs
from cxmatch.domain.explanation import Explanation
from cxmatch.domain.matching import Fit
from cxmatch.domain.report import Weak
from cxmatch.matching.explain import explanation, passed_over
from cxmatch.matching.plan import Plan

MOST_NAMED = 3


def not_led(plan: Plan) -> tuple[Weak, ...]:
    """Return pairings whose protege no mentor leads in what it asked for first, the three of least fit, of a protege the weakest.

    Each comes with the mentor who would lead there at the least price.
    """
    fits = sorted(plan.run.matching.pairings, key=lambda fit: (fit.points, fit.share, fit.protege))
    needs, first = first_needs(plan.run.cohort, fits), dict[str, Fit]()
    for fit in fits:
        first.setdefault(fit.protege, fit)
    found = [(fit, need) for fit in first.values() if (need := needs[fit.protege]) and not need.led]
    return tuple(_not_led(plan, fit, need) for fit, need in found[:MOST_NAMED])


def _not_led(plan: Plan, fit: Fit, need: FirstNeed) -> Weak:
    column = plan.matrix.column[fit.protege]
    protege = plan.matrix.proteges[column]
    own = {area.id: protege.capability[area.id] for area in plan.run.cohort.first_areas(protege) if area.id in protege.capability}
    other = _cheapest(plan, column, plan.matrix.allowed[:, column] & _ahead(plan, own))
    return Weak(fit=fit, alternative=other, first=need, unrated=not own)


def _ahead(plan: Plan, own: Mapping[str, int]) -> Mask:
    """Tell which mentors are ahead of some level in an area, shape (mentors,)."""
    mentors = plan.matrix.mentors
    return np.array([any(one.capability.get(area, level) > level for area, level in own.items()) for one in mentors], dtype=bool)


def _cheapest(plan: Plan, column: int, among: Mask) -> Explanation | None:
    """Explain the mentor, of some, that can be had at the least cost; of equal ones, or where prices do not tell, of most fit."""
    if plan.distances is None:
        return next(iter(passed_over(plan, column, among, 1)), None)
    costs = plan.distances.column_costs(column)
    rows = [row for row in np.flatnonzero(among).tolist() if costs[row] >= 0] or np.flatnonzero(among).tolist()
    best = min(rows, key=lambda row: (costs[row], -plan.matrix.points[row, column], row), default=None)
    return None if best is None else explanation(plan, best, column)
