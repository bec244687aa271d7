"""What each rule costs, found by pairing without it; and where nothing can be paired, who is short of whom and what would do."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TypeVar

import numpy as np

from cxmatch.assignment import clock
from cxmatch.assignment.shortage import Shortage, all_served, more_seats, shortage
from cxmatch.domain.matching import Side
from cxmatch.domain.policy import Policy
from cxmatch.domain.repair import Charge
from cxmatch.errors import CxmatchError, NoPairingError
from cxmatch.matching.best import answered, best, ruled_out, with_seat
from cxmatch.matching.charges import NOT_FOUND, NOT_WITHOUT, Dropped, charge, unsolved, without_each
from cxmatch.matching.fit import FitMatrix
from cxmatch.matching.proof import Solved
from cxmatch.matching.waiting import outcome
from cxmatch.records.meanwhile import told
from cxmatch.records.text import decimal_text, some

# Of the time that there is, so much is for the plan, and the rest for what each rule costs.
PLAN_SHARE = 2 / 3
REASONS_SHOWN, REPAIRS_SHOWN, NAMES_SHOWN = 5, 6, 8
Answer = TypeVar("Answer")


def bill(solved: Solved) -> tuple[Charge, ...]:
    """Return what each rule and preference costs alone, then all must-have rules together."""
    drops = list(without_each(solved.matrix.policy, solved.matrix.cohort))
    working = enumerate(told("Working out what each rule costs", drops))
    return tuple(_charge(solved, drop, 1 / (len(drops) - place + 1)) for place, drop in working)


def _charge(solved: Solved, drop: Dropped, share: float) -> Charge:
    other = unsolved(solved, drop)
    if isinstance(other, Charge):
        return other
    try:
        with clock.share(share):
            return charge(drop.rule, solved, best(other, solved.chosen))
    except NoPairingError:  # then it cannot be left out alone
        proof = ruled_out(other.program())
        return Charge(rule=drop.rule, tied=NOT_WITHOUT if proof else NOT_FOUND, prices=proof)


def possible(matrix: FitMatrix, solve: Callable[[], Answer]) -> Answer:
    """Return what a solve gives; raises NoPairingError with who is short of whom, or with the rules that contradict."""
    _require_possible(matrix)
    try:
        return answered(solve)
    except NoPairingError as problem:
        raise _contradiction(matrix) from problem


def _require_possible(matrix: FitMatrix) -> None:
    """Raise NoPairingError where no pair is allowed at all, or somebody who must be paired cannot be."""
    if not matrix.allowed.any():
        raise _nobody(matrix)
    found = shortage(matrix.problem, _unlocked(matrix)) if matrix.policy.must.everyone else None
    if found:
        raise _short(matrix, found)


def _unlocked(matrix: FitMatrix) -> np.ndarray:
    """Mark the proteges who must have a mentor and have none by a lock."""
    return matrix.must_serve & ~matrix.rules.locked.any(axis=0)


def _contradiction(matrix: FitMatrix) -> NoPairingError:
    """Return the error for rules that no choice of pairs meets together, with the rules that could be left out.

    That there is none is said only where it is proven in whole numbers: a solver in floating point may miss a choice.
    """
    offers = [_leaving_out(matrix.policy, drop) for drop in without_each(matrix.policy, matrix.cohort) if _would_do(matrix, drop)]
    said = "".join(f"\n  {offer}" for offer in offers[:REPAIRS_SHOWN])
    together = "Any one of these would do:" + said if offers else "Leaving out any one of them is not enough."
    if ruled_out(matrix.program()):
        return NoPairingError(f"No pairing can meet all must-have rules together.\n{together}")
    return NoPairingError(
        f"No pairing was found that meets all must-have rules together; that there is none is not proven.\n{together}"
    )


def _would_do(matrix: FitMatrix, drop: Dropped) -> bool:
    try:
        other = FitMatrix.of(matrix.answered, drop.policy)
        _require_possible(other)
        best(other)
    except CxmatchError:
        return False
    return drop.policy.objective is matrix.policy.objective


def _leaving_out(policy: Policy, drop: Dropped) -> str:
    place = policy.where(drop.key)
    return f"leave out: {drop.rule}" + (f" ({place})" if place else "")


def _nobody(matrix: FitMatrix) -> NoPairingError:
    nobody = Solved(matrix=matrix, chosen=np.zeros(matrix.points.shape, dtype=bool), prices=())
    reasons = [f"{entry.office}: {entry.reason}" for entry in outcome(nobody).waiting]
    more = f"\n  ... and {len(reasons) - REASONS_SHOWN} more" if len(reasons) > REASONS_SHOWN else ""
    return NoPairingError(
        "No pairing can meet the must-have rules: no mentor may be paired with any protege."
        + "".join(f"\n  {reason}" for reason in reasons[:REASONS_SHOWN])
        + more,
        "Look at the Role, seat, Capability and Need columns of the survey, or loosen a rule in the policy.",
    )


def _short(matrix: FitMatrix, found: Shortage) -> NoPairingError:
    proteges = some([matrix.proteges[column].id for column in found.columns], NAMES_SHOWN)
    mentors = some([matrix.mentors[row].id for row in found.rows], NAMES_SHOWN)
    who = f"These {len(found.columns)} proteges" if len(found.columns) > 1 else "This protege"
    where = f"only go to {found.seats} mentor seat{'' if found.seats == 1 else 's'}: {proteges} -> {mentors}"
    what = "No pairing can meet all must-have rules: everyone must be paired.\n"
    what += f"{who} can {where if mentors else f'go to no mentor: {proteges}'}."
    repairs = sorted(_repairs(matrix, found), key=lambda repair: -repair[0])
    rest = found.unserved - 1
    if rest:
        what += f"\nBeside this, {rest} more protege{'' if rest == 1 else 's'} cannot be paired at the same time."
    if repairs:
        what += "\nAny one of these would do, cheapest first:"
        what += "".join(f"\n  {words}" for _, words in repairs[:REPAIRS_SHOWN])
    waits = "one of them" if found.unserved == 1 else f"{found.unserved} proteges"
    return NoPairingError(what, f"Or let {waits} wait:  --allow-waiting")


def _repairs(matrix: FitMatrix, found: Shortage) -> Iterator[tuple[int, str]]:
    """Yield every single change that pairs everyone, with the total fit that it allows."""
    must, unit = _unlocked(matrix), matrix.ledger.unit
    for row in more_seats(matrix.problem, must, found):
        office = matrix.mentors[row]
        total = _total(matrix, with_seat(matrix.policy, office, Side.MENTOR))
        if total is not None:
            yield total, f'one more seat at {office.id}: [capacity] "{office.id}" = {office.mentor_slots + 1}{_fit(total, unit)}'
    for drop in without_each(matrix.policy, matrix.cohort):
        if drop.policy.must.everyone and drop.policy.objective is matrix.policy.objective:
            total = _total(matrix, drop.policy)
            if total is not None:
                yield total, f"{_leaving_out(matrix.policy, drop)}{_fit(total, unit)}"


def _total(matrix: FitMatrix, policy: Policy) -> int | None:
    """Return the total of the best pairing under another policy; None where that pairs not everyone either."""
    try:
        other = FitMatrix.of(matrix.answered, policy)
        return int(other.points[best(other).chosen].sum()) if all_served(other.problem, _unlocked(other)) else None
    except CxmatchError:
        return None


def _fit(total: int, unit: int) -> str:
    return f" (total fit {decimal_text(total, unit)})"
