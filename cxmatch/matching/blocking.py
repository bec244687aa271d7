"""Blocking pairs: a mentor and a protege who would both rather have each other (Gale and Shapley 1962)."""

from __future__ import annotations

import numpy as np

from cxmatch.assignment.problem import Ints, Mask
from cxmatch.domain.overview import BlockingPair
from cxmatch.domain.run import Run
from cxmatch.matching.fit import FitMatrix


def blocking(run: Run) -> tuple[BlockingPair, ...]:
    """Give every allowed pair that was not made, with more fit than the worst partner of each, or a free seat; best first.

    The best total does not rule such pairs out: serving the cohort may cost two offices something they would prefer.
    """
    matrix = FitMatrix.of(run.cohort, run.policy)
    chosen = matrix.chosen(run.matching)
    rows, columns = np.nonzero(blocking_cells(matrix.points, matrix.allowed, chosen, matrix.supply, matrix.demand))
    found = [
        BlockingPair(mentor=matrix.mentors[row].id, protege=matrix.proteges[column].id, points=int(matrix.points[row, column]))
        for row, column in zip(rows, columns, strict=True)
    ]
    return tuple(sorted(found, key=lambda pair: (-pair.points, pair.protege, pair.mentor)))


def blocking_cells(points: Ints, allowed: Mask, chosen: Mask, supply: Ints, demand: Ints) -> Mask:
    """Mark the blocking pairs, shape (mentors, proteges)."""
    highest = points.max(initial=0) + 1
    held = np.where(chosen, points, highest)
    worst_row = np.where(chosen.sum(axis=1) < supply, 0, held.min(axis=1, initial=highest))
    worst_column = np.where(chosen.sum(axis=0) < demand, 0, held.min(axis=0, initial=highest))
    cells: Mask = allowed & ~chosen & (points > worst_row[:, None]) & (points > worst_column)
    return cells
