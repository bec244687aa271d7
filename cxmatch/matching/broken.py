"""Which must-have rules a choice of pairs breaks, told by the names of the offices. Imports no solver.

Every rule of a policy is looked at here, whatever method finds or proves the choice: a proof says that nothing is better, not
that the rules are kept.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from cxmatch.assignment.problem import Mask
from cxmatch.matching.fit import FitMatrix
from cxmatch.records.text import counted


def broken(matrix: FitMatrix, chosen: Mask) -> list[str]:
    """Name every must-have rule that chosen cells break, seats and locked pairs among them; empty when all are kept."""
    return [*_barred(matrix, chosen), *_unlocked(matrix, chosen), *_crowded(matrix, chosen), *_by_office(matrix, chosen)]


def _barred(matrix: FitMatrix, chosen: Mask) -> Iterator[str]:
    for row, column in np.argwhere(chosen & ~matrix.allowed):
        mentor, protege = matrix.mentors[row].id, matrix.proteges[column].id
        yield f'"{mentor}" may not mentor "{protege}": {", ".join(matrix.bars(row, column))}'


def _unlocked(matrix: FitMatrix, chosen: Mask) -> Iterator[str]:
    for row, column in np.argwhere(matrix.rules.locked & ~chosen):
        yield f'the locked pair "{matrix.mentors[row].id}" with "{matrix.proteges[column].id}" is not there'


def _crowded(matrix: FitMatrix, chosen: Mask) -> Iterator[str]:
    sides = (
        ("mentor", matrix.mentors, chosen.sum(axis=1), matrix.supply),
        ("protege", matrix.proteges, chosen.sum(axis=0), matrix.demand),
    )
    for side, offices, counts, seats in sides:
        for place in np.flatnonzero(counts > seats):
            has, room = counted(int(counts[place]), "pairing"), counted(int(seats[place]), f"{side} seat")
            yield f'"{offices[place].id}" has {has} for {room}'


def _by_office(matrix: FitMatrix, chosen: Mask) -> Iterator[str]:
    """Name the rules about what one office has in all."""
    must, capacity = matrix.policy.must, matrix.policy.capacity
    given, taken = chosen.sum(axis=1), chosen.sum(axis=0)
    if must.everyone:
        for column in np.flatnonzero(matrix.must_serve & (taken == 0)).tolist():
            yield f'"{matrix.proteges[column].id}" waits, and everyone must be paired'
    held = np.full(len(given), capacity.each) | (given > 0)
    for row in np.flatnonzero(held & (given < capacity.mentor_at_least)).tolist():
        has = counted(int(given[row]), "protege")
        yield f'"{matrix.mentors[row].id}" has {has}, and a mentor must get at least {capacity.mentor_at_least}'
    for row, column in enumerate(matrix.twins.tolist()):
        if column >= 0 and must.one_role and given[row] and taken[column]:
            yield f'"{matrix.mentors[row].id}" is both a mentor and a protege, and each office has one role'
        if column >= 0 and must.no_exchange:
            yield from _exchanges(matrix, chosen, row, column)


def _exchanges(matrix: FitMatrix, chosen: Mask, row: int, column: int) -> Iterator[str]:
    """Name the offices that mentor the office of a row and are mentored by it, each pair once."""
    for other in np.flatnonzero(chosen[:, column]):
        back = matrix.twins[other]
        if other > row and back >= 0 and chosen[row, back]:
            yield f'"{matrix.mentors[row].id}" and "{matrix.mentors[other].id}" mentor each other, and roles are not exchanged'
