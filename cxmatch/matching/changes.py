"""What changes from a run to the next: the rules as they are now, and the chains of moves that changes set off."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import Self

import numpy as np

from cxmatch.assignment.problem import Ints, Mask
from cxmatch.domain.cohort import Cohort
from cxmatch.domain.decisions import require_known, without_changes
from cxmatch.domain.policy import Policy
from cxmatch.domain.repair import Chain
from cxmatch.domain.run import Run
from cxmatch.matching.fit import FitMatrix


def policy_after(run: Run, cohort: Cohort, policy: Policy | None, gone: Collection[str] = ()) -> Policy:
    """Return the rules as they are now. Those about offices that have left stay: they bar nothing, and some may come back.

    Raises
    ------
    SettingsError
        A rule that is new names an office or an attribute that no run of this cohort has had.

    """
    rules = policy or without_changes(run.policy)
    require_known(rules, cohort, gone=gone, before=run.policy)
    return rules


@dataclass(frozen=True, slots=True, kw_only=True)
class Causes:
    """What may have set a chain off: sentences by the office they are about, and pairs that a rule breaks or makes."""

    offices: Mapping[str, str] = field(default_factory=dict)
    pairs: Mapping[tuple[str, str], str] = field(default_factory=dict)

    @classmethod
    def since(cls, run: Run, matrix: FitMatrix) -> Self:
        """Say what happened since a run: who left, who joined, whose answers changed, which rules are new."""
        return cls(offices=_joined_or_left(run, matrix) | _barred(run, matrix), pairs=_new_rules(run.policy, matrix))

    def of(self, matrix: FitMatrix, gone: Mask, come: Mask) -> str:
        """Name what set a chain off: a rule on one of its pairs, or what happened to one of its offices."""
        for pair in (*matrix.pairs(gone), *matrix.pairs(come)):
            if pair in self.pairs:
                return self.pairs[pair]
        touched = gone | come
        names = [matrix.mentors[row].id for row in np.flatnonzero(touched.any(axis=1))]
        names += [matrix.proteges[column].id for column in np.flatnonzero(touched.any(axis=0))]
        return next((self.offices[name] for name in names if name in self.offices), "a better fit elsewhere")


def _joined_or_left(run: Run, matrix: FitMatrix) -> dict[str, str]:
    before, now = {office.id: office for office in run.cohort.offices}, matrix.cohort
    said = {office.id: f"{office.id} joined" for office in now.offices if office.id not in before}
    for office in now.offices:
        old = before.get(office.id, office)
        if (old.capability, old.need) != (office.capability, office.need):
            said[office.id] = f"{office.id} changed its answers"
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


def _new_rules(before: Policy, matrix: FitMatrix) -> dict[tuple[str, str], str]:
    """Name the locks and bans that are new, by the pairs they are about."""
    said: dict[tuple[str, str], str] = {}
    for kind, words in (("forbidden", "{} with {} is forbidden now"), ("locked", "{} with {} is locked now")):
        for rule in [rule for rule in getattr(matrix.policy, kind) if rule not in getattr(before, kind)]:
            said |= {pair: words.format(*pair) for pair in matrix.pairs(matrix.rules.cells(rule))}
    return said


def chains(matrix: FitMatrix, before: Mask, after: Mask, causes: Causes) -> tuple[Chain, ...]:
    """Split what changes between two plans into independent chains.

    Two changed pairs hang together when they share an office on one side, or where a rule looks at both sides of an office.
    So any subset of the chains can be made: seats are only exchanged within one. Their gains add up to the whole difference.
    """
    return tuple(
        _chain(matrix, number, before, np.where(group, after, before), causes)
        for number, group in enumerate(_groups(matrix, before != after), start=1)
    )


def _chain(matrix: FitMatrix, number: int, before: Mask, after: Mask, causes: Causes) -> Chain:
    """Write what one chain alone makes of the pairings before."""
    gone, come, points = before & ~after, after & ~before, matrix.points
    return Chain(
        number=number,
        cause=causes.of(matrix, gone, come),
        gain=int(points[come].sum() - points[gone].sum()),
        paired=int(after.any(axis=0).sum() - before.any(axis=0).sum()),
        moves=int(gone.sum()),
        exchange=matrix.moves(before, after),
    )


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
