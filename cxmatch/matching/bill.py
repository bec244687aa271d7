"""The bill: what each rule and preference of a policy costs, found by pairing without it."""

from __future__ import annotations

from cxmatch.assignment import clock
from cxmatch.domain.repair import Charge
from cxmatch.errors import NoPairingError
from cxmatch.matching.best import best
from cxmatch.matching.charges import NOT_FOUND, NOT_WITHOUT, charge, unsolved
from cxmatch.matching.dropped import Dropped, without_each
from cxmatch.matching.proof import Solved, recorded_cases
from cxmatch.records.meanwhile import told

# Of the time that there is, so much is for the plan, and the rest for what each rule costs.
PLAN_SHARE = 2 / 3


def bill(solved: Solved) -> tuple[Charge, ...]:
    """Return what each rule and preference costs alone, then all must-have rules together."""
    drops = list(without_each(solved.matrix.policy, solved.matrix.cohort))
    working = enumerate(told("Working out what each rule costs", drops))
    return tuple(_charge(solved, drop, 1 / (len(drops) - place + 1)) for place, drop in working)


def _charge(solved: Solved, drop: Dropped, share: float) -> Charge:
    """Return what one rule costs, found within a share of the time that is left."""
    other = unsolved(solved, drop)
    if isinstance(other, Charge):
        return other
    try:
        with clock.share(share):
            return charge(drop.rule, solved, best(other, solved.chosen))
    except NoPairingError:  # then it cannot be left out alone
        from cxmatch.assignment.search import refute  # scipy.optimize is slow to load, and seldom needed

        leaves = refute(other.program())
        proof = (recorded_cases(leaves),) if leaves else ()
        return Charge(rule=drop.rule, tied=NOT_WITHOUT if proof else NOT_FOUND, prices=proof)
