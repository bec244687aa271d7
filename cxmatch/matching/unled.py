"""The proteges that no mentor leads in what they asked for first: who would lead them there, and at what price."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from cxmatch.assignment.problem import Mask
from cxmatch.domain.asked import FirstNeed, first_needs, is_at_top, own_levels
from cxmatch.domain.explanation import Explanation
from cxmatch.domain.matching import Fit
from cxmatch.domain.report import Weak
from cxmatch.matching.plan import Plan

MOST_NAMED = 3


def not_led(plan: Plan, explained: Callable[[Plan, int, int], Explanation]) -> tuple[Weak, ...]:
    """Return pairings whose protege no mentor leads in what it asked for first, the three of least fit, of a protege the weakest.

    Each comes with the mentor who would lead there at the least price, as `explained` tells of a row and a column.
    """
    fits = sorted(plan.run.matching.pairings, key=lambda fit: (fit.points, fit.share, fit.protege))
    needs, first = first_needs(plan.run.rated, fits), dict[str, Fit]()
    for fit in fits:
        first.setdefault(fit.protege, fit)
    found = [(fit, need) for fit in first.values() if (need := needs[fit.protege]) and not need.led]
    return tuple(_not_led(plan, fit, need, explained) for fit, need in found[:MOST_NAMED])


def _not_led(plan: Plan, fit: Fit, need: FirstNeed, explained: Callable[[Plan, int, int], Explanation]) -> Weak:
    column = plan.matrix.column[fit.protege]
    protege = plan.matrix.proteges[column]
    row = _cheapest(plan, column, plan.matrix.allowed[:, column] & plan.matrix.led[:, column])
    other = None if row is None else explained(plan, row, column)
    rated, top = bool(own_levels(plan.run.rated, protege)), is_at_top(plan.run.rated, protege)
    return Weak(fit=fit, alternative=other, first=need, unrated=not rated, at_top=top)


def _cheapest(plan: Plan, column: int, among: Mask) -> int | None:
    """Return the row that can be had at the least cost; of equal ones, or where prices do not tell, that of most fit."""
    costs = plan.distances.column_costs(column) if plan.distances else np.zeros(len(among), dtype=np.int64)
    rows = np.flatnonzero(among & (costs >= 0)).tolist() or np.flatnonzero(among).tolist()
    return min(rows, key=lambda row: (costs[row], -plan.matrix.points[row, column], row), default=None)
