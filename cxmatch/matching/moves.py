"""Moves: what changes between two choices of pairs, by the names of the offices."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from cxmatch.assignment.problem import Mask
from cxmatch.domain.matching import Move
from cxmatch.matching.fit import FitMatrix


def moves(matrix: FitMatrix, before: Mask, after: Mask) -> tuple[Move, ...]:
    """Give every change of mentor between two choices of cells, by protege."""
    found = []
    for column in np.flatnonzero((before != after).any(axis=0)):
        gone = [matrix.mentors[row].id for row in np.flatnonzero(before[:, column] & ~after[:, column])]
        come = [matrix.mentors[row].id for row in np.flatnonzero(after[:, column] & ~before[:, column])]
        for place in range(max(len(gone), len(come))):
            found.append(
                Move(
                    protege=matrix.proteges[column].id,
                    mentor_before=gone[place] if place < len(gone) else None,
                    mentor_after=come[place] if place < len(come) else None,
                )
            )
    return tuple(found)


def moved(matrix: FitMatrix, before: Mask, changes: Sequence[Move]) -> Mask:
    """Give the choice of cells after some moves; raises KeyError for an office without a seat on that side."""
    after = before.copy()
    for move in changes:
        if move.mentor_before:
            after[matrix.row[move.mentor_before], matrix.column[move.protege]] = False
    for move in changes:
        if move.mentor_after:
            after[matrix.row[move.mentor_after], matrix.column[move.protege]] = True
    return after
