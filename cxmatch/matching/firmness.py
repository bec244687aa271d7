"""How firm a best plan stands: what errors of the fits it stands, and who would rather have each other."""

from __future__ import annotations

from fractions import Fraction

import numpy as np

from cxmatch.assignment.stability import margin
from cxmatch.domain.overview import AnswerChange, BlockingPair, Noise
from cxmatch.matching.plan import Plan


def blocking(plan: Plan) -> tuple[BlockingPair, ...]:
    """Name every allowed pair that was not made, with more fit than the worst partner of each, or a free seat; best first.

    Both would rather have each other (Gale and Shapley 1962). The best total does not rule such pairs out: serving the cohort may
    cost two offices something they would prefer.
    """
    matrix, chosen, points = plan.matrix, plan.chosen, plan.matrix.points
    highest = points.max(initial=0) + 1
    held = np.where(chosen, points, highest)
    worst_row = np.where(chosen.sum(axis=1) < matrix.supply, 0, held.min(axis=1, initial=highest))
    worst_column = np.where(chosen.sum(axis=0) < matrix.demand, 0, held.min(axis=0, initial=highest))
    cells = matrix.allowed & ~chosen & (points > worst_row[:, None]) & (points > worst_column)
    found = (
        BlockingPair(mentor=matrix.mentors[row].id, protege=matrix.proteges[column].id, points=int(points[row, column]))
        for row, column in np.argwhere(cells)
    )
    return tuple(sorted(found, key=lambda pair: (-pair.points, pair.protege, pair.mentor)))


def noise(plan: Plan, answers: tuple[AnswerChange, ...] | None) -> Noise:
    """Say how wrong every fit may be, up or down, with the plan still a best one; it has a pairing. `answers` would alter it.

    An error that large neither makes another plan better, nor opens a pair that no lead or the minimum fit bars and that would
    better the plan, nor lets one of its own pairings fall below the minimum.
    """
    matrix = plan.matrix
    slack = np.where(plan.chosen, plan.slack, np.iinfo(np.int64).max)
    row, column = (int(place) for place in np.unravel_index(slack.argmin(), slack.shape))
    found = margin(plan.uncertain, plan.open_cells, plan.closed)
    if found is None or slack[row, column] < found.radius:
        pair = plan.pair(row, column)
        return Noise(points=int(slack[row, column]), falls=(pair.mentor, pair.protege), answers=answers)
    rival, radius = found.rival | matrix.rules.locked, Fraction(found.radius)
    flips = matrix.moves(plan.chosen, rival)
    opens = tuple(matrix.pairs(rival & ~matrix.allowed)) if found.opens else ()
    return Noise(points=radius.numerator, parts=radius.denominator, flips=flips, opens=opens, answers=answers)
