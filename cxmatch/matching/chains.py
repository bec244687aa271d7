"""What changes from a run to the next: the chains of moves that hang together, and what set each off. Imports no solver."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Self

import numpy as np

from cxmatch.assignment.problem import Ints, Mask
from cxmatch.domain.repair import Chain
from cxmatch.domain.run import Run
from cxmatch.matching.fit import FitMatrix


@dataclass(frozen=True, slots=True, kw_only=True)
class Causes:
    """What may have set a chain off: sentences by the office they are about, and by the pairs that are locked or starred now."""

    offices: Mapping[str, str] = field(default_factory=dict)
    pairs: Mapping[tuple[str, str], str] = field(default_factory=dict)

    @classmethod
    def since(cls, run: Run, matrix: FitMatrix) -> Self:
        """Say what happened since a run: who left, who joined, whose answers changed, which rules are new."""
        stars = _new_pairs(run, matrix, "starred", "{1} would like {0} most")
        locks = _new_pairs(run, matrix, "locked", "{0} with {1} is locked now")
        return cls(offices=_joined_or_left(run, matrix) | _barred(run, matrix), pairs=stars | locks)

    def of(self, matrix: FitMatrix, gone: Mask, come: Mask) -> str:
        """Name what set a chain off: a lock or a star on a pair that it makes, or what happened to one of its offices."""
        touched = gone | come
        names = [matrix.mentors[row].id for row in np.flatnonzero(touched.any(axis=1))]
        names += [matrix.proteges[column].id for column in np.flatnonzero(touched.any(axis=0))]
        causes = [self.pairs.get(pair) for pair in matrix.pairs(come)] + [self.offices.get(name) for name in names]
        return next(filter(None, causes), "a better fit elsewhere")


def _new_pairs(run: Run, matrix: FitMatrix, kind: str, words: str) -> dict[tuple[str, str], str]:
    """Return the pairs that a setting names since a run, as (mentor, protege), each with the words for it."""
    new = [pair for pair in getattr(matrix.policy, kind) if pair not in getattr(run.policy, kind)]
    return {names: words.format(*names) for pair in new for names in matrix.pairs(matrix.rules.cells(pair))}


def _joined_or_left(run: Run, matrix: FitMatrix) -> dict[str, str]:
    before, now = {office.id: office for office in run.rated.offices}, matrix.cohort
    corrections = set(run.policy.corrected) ^ set(matrix.policy.corrected)
    said = {office.id: f"{office.id} joined" for office in now.offices if office.id not in before}
    for office in now.offices:
        old = before.get(office.id, office)
        if (old.capability, old.need) != (office.capability, office.need):
            another = any(office.is_called(entry.office) for entry in corrections)
            said[office.id] = f"{office.id} {'is rated otherwise by the policy' if another else 'changed its answers'}"
    for fit in run.matching.pairings:
        for gone, partner in ((fit.mentor, fit.protege), (fit.protege, fit.mentor)):
            if gone not in now.ids:
                said[partner] = f"{gone} left"
    return said


def _barred(run: Run, matrix: FitMatrix) -> dict[str, str]:
    """Name the pairings that a rule bars now, at both of their offices."""
    said: dict[str, str] = {}
    for fit in run.matching.pairings:
        row, column = matrix.row.get(fit.mentor), matrix.column.get(fit.protege)
        if row is not None and column is not None and not matrix.allowed[row, column]:
            words = f"{fit.mentor} may not mentor {fit.protege} any more ({', '.join(matrix.bars(row, column))})"
            said |= {fit.mentor: words, fit.protege: words}
    return said


def chains(matrix: FitMatrix, before: Mask, after: Mask, causes: Causes) -> tuple[Chain, ...]:
    """Split what changes between two plans into independent chains.

    Two changed pairs hang together when they share an office on one side, or where a rule looks at both sides of an office.
    So any subset of the chains can be made: seats are only exchanged within one. Their gains add up to the whole difference.
    """
    found = []
    for number, group in enumerate(_groups(matrix, before != after), start=1):
        gone, come, alone = before & group, after & group, np.where(group, after, before)
        was, now = matrix.figures(before), matrix.figures(alone)
        found.append(
            Chain(
                number=number,
                cause=causes.of(matrix, gone, come),
                gain=now.points - was.points,
                paired=now.paired - was.paired,
                led=now.led - was.led,
                moves=int(gone.sum()),
                exchange=matrix.moves(before, alone),
            )
        )
    return tuple(found)


def _groups(matrix: FitMatrix, changed: Mask) -> list[Mask]:
    """Group changed cells that share a row or a column, in the order of their first protege."""
    columns, rows = np.nonzero(changed.T)
    ends = np.array([rows, len(matrix.mentors) + columns])
    both_sides = matrix.policy.must.one_role or matrix.policy.must.no_exchange
    twins = np.flatnonzero(matrix.twins >= 0) if both_sides else np.zeros(0, dtype=np.int64)
    links = np.concatenate([ends, np.array([twins, len(matrix.mentors) + matrix.twins[twins]])], axis=1)
    label = _connected(links, len(matrix.mentors) + len(matrix.proteges))[rows]
    groups = []
    for name in dict.fromkeys(label.tolist()):
        group = np.zeros(changed.shape, dtype=bool)
        group[rows[label == name], columns[label == name]] = True
        groups.append(group)
    return groups


def _connected(links: Ints, nodes: int) -> Ints:
    """Label each node with the least node it hangs together with; without scipy, since a record is checked with it."""
    label = np.arange(nodes)
    while True:
        least = np.minimum(label[links[0]], label[links[1]])
        after = label.copy()
        np.minimum.at(after, links[0], least)
        np.minimum.at(after, links[1], least)
        if np.array_equal(after, label):
            return label
        label = after
