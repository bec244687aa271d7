"""What would be left of a plan without an office: the dropout drill, and who would step in for its proteges."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from cxmatch.assignment.problem import Mask
from cxmatch.domain.explanation import Backup, Drill
from cxmatch.domain.policy import Pair
from cxmatch.errors import CxmatchError
from cxmatch.matching.again import Nearest, again, forbidding, near, spread
from cxmatch.matching.changed import policy_after
from cxmatch.matching.fit import FitMatrix
from cxmatch.matching.option import still_there
from cxmatch.matching.plan import Plan
from cxmatch.matching.proof import Method


@dataclass(frozen=True, slots=True, kw_only=True)
class Left:
    """What is left without an office, in the rows and columns of the plan: the nearest best plan, and its own matrix."""

    matrix: FitMatrix
    chosen: Mask
    sure: Mask
    possible: Mask
    exact: bool


def without_office(plan: Plan, office: str) -> Left | None:
    """Give the best choice of pairs when an office has left, moving as few of the others as can be, then by the public key.

    Under rules that need a search, and with the worst-off first, it is the one that the public key prefers, however many move.
    None where no pairing can meet the must-have rules any more.
    """
    rest = plan.run.cohort.without(office)
    try:
        matrix = FitMatrix.of(rest, policy_after(plan.run, rest, None))
    except CxmatchError:
        return None
    before = [Pair(mentor=fit.mentor, protege=fit.protege) for fit in plan.run.matching.pairings]
    found = near(matrix, still_there(matrix, before))
    return None if found is None else _left(plan, matrix, found)


def _left(plan: Plan, matrix: FitMatrix, found: Nearest) -> Left:
    chosen, sure, possible = (spread(matrix, plan.matrix, cells) for cells in (found.chosen, found.sure, found.possible))
    return Left(matrix=matrix, chosen=chosen, sure=sure, possible=possible, exact=found.exact)


def drill(plan: Plan, office: str) -> Drill:
    """Say what the cohort would lose if an office left, and who else would move.

    The points are those of the whole plan; of the proteges, the office itself is not counted.
    """
    after = without_office(plan, office)
    if after is None:
        return Drill(office=office, cost=None)
    exchange = tuple(move for move in plan.moves(after.chosen) if move.protege != office)
    column = plan.matrix.column.get(office)
    own = int(column is not None and plan.chosen[:, column].any())
    cost = plan.cost(after.chosen)
    return Drill(
        office=office,
        cost=replace(cost, paired=cost.paired - own, worse=False),
        exchange=exchange,
        fewest=plan.method is Method.PRICES,
        proven=after.exact,
    )


def backups(plan: Plan, column: int | None) -> tuple[Backup, ...]:
    """Give for each mentor of a protege the one it would get if that mentor left and all else were best again."""
    rows = [] if column is None else np.flatnonzero(plan.chosen[:, column]).tolist()
    return tuple(_backup(plan, plan.matrix.mentors[row].id, column) for row in rows if column is not None)


def _backup(plan: Plan, office: str, column: int) -> Backup:
    after = without_office(plan, office)
    if after is None:
        return Backup(mentor=office, steps_in=None, possible=False)
    new = ~plan.chosen[:, column]
    come = np.flatnonzero(after.chosen[:, column] & new).tolist()
    if not come:
        return Backup(mentor=office, steps_in=None, sure=not (after.possible[:, column] & new).any())
    steps_in = plan.matrix.mentors[come[0]].id
    sure = bool(after.sure[come[0], column]) or _only(plan, after, steps_in, column)
    return Backup(mentor=office, steps_in=steps_in, sure=sure)


def _only(plan: Plan, after: Left, mentor: str, column: int) -> bool:
    """Tell by pairing again whether every equally good plan has a pair, where the search leaves no gap."""
    if plan.method is Method.PRICES:
        return False
    matrix = after.matrix
    policy = forbidding(matrix.policy, Pair(mentor=mentor, protege=plan.matrix.proteges[column].id))
    first, other = again(matrix.cohort, matrix.policy), again(matrix.cohort, policy)
    if first is None or not first.exact:
        return False
    return other is None or (other.exact and other.rank < first.rank)
