"""The bill: what each rule and preference of a policy costs, found by solving again without it."""

from __future__ import annotations

from cxmatch.domain.bill import Charge
from cxmatch.errors import NoPairingError
from cxmatch.matching.best import best
from cxmatch.matching.cases import program_of, refutation
from cxmatch.matching.charging import NOT_FOUND, NOT_WITHOUT, charge, is_free, loosened
from cxmatch.matching.dropping import Dropped, without_each
from cxmatch.matching.fit import FitMatrix
from cxmatch.matching.proof import Solved


def bill(matrix: FitMatrix, solved: Solved) -> tuple[Charge, ...]:
    """Give what each rule and preference costs alone, then all must-have rules together."""
    return tuple(_charge(matrix, solved, drop) for drop in without_each(matrix.policy))


def _charge(matrix: FitMatrix, solved: Solved, drop: Dropped) -> Charge:
    if is_free(matrix, solved, drop):
        return Charge(rule=drop.rule)
    other = loosened(matrix, drop)
    if isinstance(other, str):
        return Charge(rule=drop.rule, tied=other)
    try:
        return charge(matrix, solved, drop.rule, other, best(other, solved.chosen))
    except NoPairingError:
        return _tied(drop, other)


def _tied(drop: Dropped, other: FitMatrix) -> Charge:
    """Say that a rule cannot be left out alone, with the proof where there is one."""
    from cxmatch.assignment.search import refute  # scipy.optimize is slow to load, and seldom needed

    leaves = refute(program_of(other))
    proof = (refutation(leaves, 0),) if leaves else ()
    return Charge(rule=drop.rule, tied=NOT_WITHOUT if proof else NOT_FOUND, prices=proof)
