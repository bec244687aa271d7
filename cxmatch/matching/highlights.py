"""What to look at first in a run."""

from __future__ import annotations

from cxmatch.domain.report import Weak
from cxmatch.matching.explain import other_mentors
from cxmatch.matching.plan import Plan

LOOK_AT_FIRST = 3


def weakest(plan: Plan) -> tuple[Weak, ...]:
    """Return the three weakest pairings, each with the best mentor it did not get."""
    fits = sorted(plan.run.matching.pairings, key=lambda fit: (fit.points, fit.share, fit.protege))
    others = ((fit, other_mentors(plan, plan.matrix.column[fit.protege], 1)) for fit in fits[:LOOK_AT_FIRST])
    return tuple(Weak(fit=fit, alternative=other[0] if other else None) for fit, other in others)
