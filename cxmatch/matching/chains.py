"""Chains: the changes between two plans, split into groups that do not touch each other."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from cxmatch.assignment.problem import Ints, Mask
from cxmatch.domain.repair import Chain
from cxmatch.matching.fit import FitMatrix
from cxmatch.matching.moves import moves


@dataclass(frozen=True, slots=True, kw_only=True)
class Causes:
    """What may have set a chain off: sentences by the office they are about, and pairs that a rule breaks or makes."""

    offices: Mapping[str, str]
    pairs: Mapping[tuple[str, str], str]


def chains(matrix: FitMatrix, before: Mask, after: Mask, causes: Causes) -> tuple[Chain, ...]:
    """Split what changes between two plans into independent chains.

    Two changed pairs hang together when they share an office on one side, or where a rule looks at both sides of an office.
    So any subset of the chains can be made: seats are only exchanged within one. Their gains add up to the whole difference.
    """
    groups = _groups(matrix, before != after)
    return tuple(
        _chain(matrix, number, before, np.where(group, after, before), causes) for number, group in enumerate(groups, start=1)
    )


def _chain(matrix: FitMatrix, number: int, before: Mask, after: Mask, causes: Causes) -> Chain:
    """Write what one chain alone makes of the pairings before."""
    points = matrix.points
    return Chain(
        number=number,
        cause=_cause(matrix, before & ~after, after & ~before, causes),
        gain=int(points[after].sum() - points[before].sum()),
        paired=int(after.any(axis=0).sum() - before.any(axis=0).sum()),
        moves=int((before & ~after).sum()),
        exchange=moves(matrix, before, after),
    )


def _cause(matrix: FitMatrix, gone: Mask, come: Mask, causes: Causes) -> str:
    """Name what set a chain off: a rule on one of its pairs, or what happened to one of its offices."""
    for pair in (*matrix.pairs(gone), *matrix.pairs(come)):
        if pair in causes.pairs:
            return causes.pairs[pair]
    touched = (gone | come).any(axis=1), (gone | come).any(axis=0)
    names = [matrix.mentors[row].id for row in np.flatnonzero(touched[0])]
    names += [matrix.proteges[column].id for column in np.flatnonzero(touched[1])]
    return next((causes.offices[name] for name in names if name in causes.offices), "a better fit elsewhere")


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
