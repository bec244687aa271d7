"""How wrong the fits may be before another plan is better."""

from __future__ import annotations

from fractions import Fraction

import numpy as np

from cxmatch.assignment.problem import Ints, Mask
from cxmatch.assignment.stability import Closed, margin
from cxmatch.domain.overview import Noise
from cxmatch.matching.answers import nearest_answers
from cxmatch.matching.fit import FitMatrix
from cxmatch.matching.plan import Plan


def noise(plan: Plan) -> Noise:
    """Say how wrong every fit may be, up or down, with the plan still a best one; it has a pairing.

    An error that large neither makes another plan better, nor opens a pair that no lead or the minimum fit bars and that would
    better the plan, nor lets one of its own pairings fall below the minimum.
    """
    matrix, locked = plan.matrix, plan.matrix.rules.locked
    spare = np.where(plan.chosen, spare_points(matrix), np.iinfo(np.int64).max)
    answers = nearest_answers(plan) if plan.is_paired else None
    row, column = (int(place) for place in np.unravel_index(spare.argmin(), spare.shape))
    found = margin(matrix.problem, plan.open_cells, closed(matrix))
    if found is None or spare[row, column] < found.radius:
        pair = plan.pair(row, column)
        return Noise(points=int(spare[row, column]), falls=(pair.mentor, pair.protege), answers=answers)
    rival, radius = found.rival | locked, Fraction(found.radius)
    opens = tuple(matrix.pairs(rival & ~matrix.allowed)) if found.opens else ()
    return Noise(points=radius.numerator, parts=radius.denominator, flips=plan.moves(rival), opens=opens, answers=answers)


def spare_points(matrix: FitMatrix) -> Ints:
    """Give how much each allowed pair is above what it must reach, shape (mentors, proteges)."""
    spare: Ints = np.minimum(matrix.points - matrix.rules.minimum_points, matrix.area_points - 1)
    return spare


def closed(matrix: FitMatrix) -> Closed:
    """Give the pairs that only too little fit or no lead bars, and how many points each misses."""
    barred: Mask = np.zeros(matrix.points.shape, dtype=bool)
    for ban in matrix.rules.bans.values():
        barred = barred | ban
    return Closed(value=matrix.points, missing=np.where(barred | matrix.allowed, -1, -spare_points(matrix)))
