"""The bill: what each rule of a policy costs, found by solving again without it."""

from __future__ import annotations

from collections.abc import Iterator

from cxmatch.domain.bill import Charge
from cxmatch.matching.best import best
from cxmatch.matching.charging import charge, is_free
from cxmatch.matching.dropping import without_each
from cxmatch.matching.fit import FitMatrix
from cxmatch.matching.proof import Solved


def bill(matrix: FitMatrix, solved: Solved) -> tuple[Charge, ...]:
    """Give what each rule costs alone, then all together."""
    return tuple(_charges(matrix, solved))


def _charges(matrix: FitMatrix, solved: Solved) -> Iterator[Charge]:
    for drop in without_each(matrix.policy):
        if is_free(matrix, solved, drop):
            yield Charge(rule=drop.rule)
        else:
            other = FitMatrix.of(matrix.cohort, drop.policy)
            yield charge(matrix, solved, drop.rule, other, best(other))
