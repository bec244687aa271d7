"""Pairing again: the best plan of a changed cohort or policy, and the one nearest to a plan that stands."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from cxmatch.assignment.exchange import exchangeable
from cxmatch.assignment.ladder import face
from cxmatch.assignment.problem import Mask
from cxmatch.assignment.solver import settled_by_place, solve
from cxmatch.domain.cohort import Cohort
from cxmatch.domain.matching import Prices
from cxmatch.domain.policy import Pair, Policy
from cxmatch.errors import CxmatchError
from cxmatch.matching.best import answered, best
from cxmatch.matching.fit import FitMatrix
from cxmatch.matching.impossible import require_possible
from cxmatch.matching.option import Rank, rank
from cxmatch.matching.proof import Method, Solved


@dataclass(frozen=True, slots=True, kw_only=True)
class Again:
    """What pairing again gives."""

    matrix: FitMatrix
    solved: Solved

    @property
    def chosen(self) -> Mask:
        """The pairs, locked ones included."""
        return self.solved.chosen

    @property
    def exact(self) -> bool:
        """Whether the proof leaves no gap."""
        return proven(self.solved.prices)

    @property
    def rank(self) -> Rank:
        """What the plan is compared by."""
        return rank(self.matrix, self.chosen)


def proven(prices: Sequence[Prices]) -> bool:
    """Tell whether a proof leaves no room for something better."""
    return all(rung.most == rung.total for rung in prices)


def again(cohort: Cohort, policy: Policy) -> Again | None:
    """Find the plan that pairing gives, or None where no pairing can meet the must-have rules."""
    try:
        matrix = FitMatrix.of(cohort, policy)
        require_possible(matrix)
        return Again(matrix=matrix, solved=best(matrix))
    except CxmatchError:
        return None


@dataclass(frozen=True, slots=True, kw_only=True)
class Nearest:
    """The best plan that keeps most of some pairings: `sure` stand in every such plan, `possible` in some.

    `exact` tells whether it is proven best.
    """

    chosen: Mask
    sure: Mask
    possible: Mask
    exact: bool = True


def nearest(matrix: FitMatrix, before: Mask) -> Nearest:
    """Find the plan that is best, then keeps most of the pairings before, then follows the public key.

    It is for policies that prices prove: each of the three is a rung of its own.
    """
    first = solve(matrix.problem)
    kept = face(matrix.problem, first, lambda cells: (before & cells).astype(np.int64))
    second = solve(kept.problem)
    rest = face(kept.problem, second, matrix.keys)
    third = settled_by_place(rest.problem)
    fixed, open_ = matrix.rules.locked | kept.settled, exchangeable(kept.problem, second)
    return Nearest(
        chosen=fixed | rest.settled | third.chosen,
        sure=fixed | (second.chosen & ~open_),
        possible=fixed | second.chosen | open_,
    )


def near(matrix: FitMatrix, before: Mask) -> Nearest | None:
    """Find the nearest best plan under any policy; under one that prices do not prove, the one that follows the public key.

    What is sure is not known then. None where no pairing can meet the must-have rules.
    """
    try:
        require_possible(matrix)
        if Method.of(matrix.policy) is Method.PRICES:
            return answered(lambda: nearest(matrix, before))
        found = Again(matrix=matrix, solved=best(matrix))
    except CxmatchError:
        return None
    nothing = np.zeros_like(found.chosen)
    return Nearest(chosen=found.chosen, sure=nothing, possible=~nothing, exact=found.exact)


def everyone_served(matrix: FitMatrix, chosen: Mask) -> bool:
    """Tell whether everybody has a mentor who must have one, where the policy asks for that."""
    return not (matrix.policy.must.everyone and (matrix.must_serve & ~chosen.any(axis=0)).any())


def spread(small: FitMatrix, large: FitMatrix, cells: Mask) -> Mask:
    """Give cells of one fit matrix as those of another that has all of its offices."""
    wide = np.zeros(large.points.shape, dtype=bool)
    wide[np.ix_(_places(small.row, large.row), _places(small.column, large.column))] = cells
    return wide


def _places(names: Mapping[str, int], places: Mapping[str, int]) -> list[int]:
    return [places[name] for name in names]


def locking(policy: Policy, pair: Pair) -> Policy:
    """Give a policy with one more locked pair."""
    return replace(policy, locked=(*policy.locked, pair))


def forbidding(policy: Policy, pair: Pair) -> Policy:
    """Give a policy with one more forbidden pair."""
    return replace(policy, forbidden=(*policy.forbidden, pair))


def most_points(matrix: FitMatrix) -> int:
    """Give a number that no fit can exceed, whatever the answers are."""
    framework = matrix.cohort.framework
    areas = [area.id for area in framework.areas]
    needy = replace(
        matrix.cohort.offices[0],
        capability=dict.fromkeys(areas, framework.capability_scale.bottom),
        need=dict.fromkeys(areas, framework.need_scale.top),
    )
    preferred = sum(wish.points for wish in matrix.policy.prefer) + max(matrix.policy.waited.values(), default=0)
    return matrix.ledger.full_points(needy) + preferred * framework.point_unit
