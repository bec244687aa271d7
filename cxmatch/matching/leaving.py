"""What would be left of a plan without an office."""

from __future__ import annotations

import numpy as np

from cxmatch.assignment.problem import Mask
from cxmatch.assignment.solver import solve_ladder
from cxmatch.domain.errors import CxmatchError
from cxmatch.domain.policy import Pair
from cxmatch.matching.best import best
from cxmatch.matching.changed import policy_after
from cxmatch.matching.fit import FitMatrix
from cxmatch.matching.option import still_there
from cxmatch.matching.plan import Plan
from cxmatch.matching.proof import Method


def without_office(plan: Plan, office: str) -> Mask | None:
    """Give the best choice of pairs when an office has left, moving as few of the others as can be.

    Returns
    -------
    bool array, shape (mentors, proteges), or None
        In the rows and columns of the plan; None where nobody can be paired any more.

    """
    rest = plan.run.cohort.without(office)
    try:
        matrix = FitMatrix.of(rest, policy_after(plan.run, rest, None))
        chosen = _nearest_best(plan, matrix)
    except CxmatchError:
        return None
    rows = [plan.matrix.row[mentor.id] for mentor in matrix.mentors]
    columns = [plan.matrix.column[protege.id] for protege in matrix.proteges]
    after = np.zeros(plan.chosen.shape, dtype=bool)
    after[np.ix_(rows, columns)] = chosen
    return after


def _nearest_best(plan: Plan, matrix: FitMatrix) -> Mask:
    if Method.of(matrix.policy) is not Method.PRICES:
        return best(matrix).chosen
    before = still_there(matrix, [Pair(mentor=fit.mentor, protege=fit.protege) for fit in plan.run.matching.pairings])
    found, _, _ = solve_ladder(matrix.problem, lambda cells: (before & cells).astype(np.int64))
    return found.chosen | matrix.rules.locked
