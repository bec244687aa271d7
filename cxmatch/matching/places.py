"""Where each office stands among the mentors and proteges, and what changes between two choices of pairs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import zip_longest

import numpy as np

from cxmatch.assignment.problem import Mask
from cxmatch.domain.cohort import Office
from cxmatch.domain.matching import Matching, Move


@dataclass(frozen=True, kw_only=True)
class Places:
    """The mentors, which are rows, and the proteges, which are columns, ordered by id.

    A choice of pairs is a bool array, shape (mentors, proteges).
    """

    mentors: tuple[Office, ...]
    proteges: tuple[Office, ...]

    @cached_property
    def row(self) -> Mapping[str, int]:
        """The row of each mentor."""
        return {office.id: row for row, office in enumerate(self.mentors)}

    @cached_property
    def column(self) -> Mapping[str, int]:
        """The column of each protege."""
        return {office.id: column for column, office in enumerate(self.proteges)}

    def pairs(self, chosen: Mask) -> list[tuple[str, str]]:
        """Name the chosen cells, by protege."""
        return [(self.mentors[row].id, self.proteges[column].id) for column, row in np.argwhere(chosen.T)]

    def chosen(self, matching: Matching) -> Mask:
        """Return the cells of a matching; raises KeyError for an office without a seat on that side."""
        cells = np.zeros((len(self.mentors), len(self.proteges)), dtype=bool)
        for fit in matching.pairings:
            cells[self.row[fit.mentor], self.column[fit.protege]] = True
        return cells

    def moves(self, before: Mask, after: Mask) -> tuple[Move, ...]:
        """Name every change of mentor between two choices of pairs, by protege."""
        found: list[Move] = []
        for column in np.flatnonzero((before != after).any(axis=0)):
            gone = [self.mentors[row].id for row in np.flatnonzero(before[:, column] & ~after[:, column])]
            come = [self.mentors[row].id for row in np.flatnonzero(after[:, column] & ~before[:, column])]
            protege = self.proteges[column].id
            found += (Move(protege=protege, mentor_before=old, mentor_after=new) for old, new in zip_longest(gone, come))
        return tuple(found)

    def moved(self, before: Mask, changes: Sequence[Move]) -> Mask:
        """Return the choice of pairs after some moves; raises KeyError for an office without a seat on that side."""
        after = before.copy()
        for move in changes:
            if move.mentor_before:
                after[self.row[move.mentor_before], self.column[move.protege]] = False
        for move in changes:
            if move.mentor_after:
                after[self.row[move.mentor_after], self.column[move.protege]] = True
        return after
