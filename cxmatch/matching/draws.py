"""Where the public tie key alone drew between two equally good ways to pair some offices: the only lots that a run draws."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TypeAlias

import numpy as np

from cxmatch.assignment.residual import Distances, Swap
from cxmatch.domain.effect import Draw, Draws
from cxmatch.domain.run import Run
from cxmatch.matching.fit import FitMatrix, is_large
from cxmatch.matching.plan import Plan

_Cells: TypeAlias = frozenset[tuple[int, int]]


def draws(run: Run) -> Draws:
    """Return every place where the key drew between just two ways, with as many pairs each, for offices of their own.

    Of each two such ways the key takes either with the same chance, and independently of all other places: the keys of both
    are sums of as many numbers, and no pair is in two places. Where it drew among more, the chances differ, and `wider` counts
    the proteges alone.
    """
    if run.repair is not None:
        return Draws(unknown="This run repairs another one, so its pairs follow from those before and not from the key alone.")
    if is_large(run.cohort, run.policy):
        return Draws(unknown="For so many offices equally good plans are not worked out.")
    plan = Plan.of(run)
    if plan.distances is None:
        return Draws(unknown="Under this policy equally good plans are not worked out one by one.")
    found = dict.fromkeys(_two_ways(plan, plan.distances))
    concerned = {column for come, gone in found for _, column in come | gone}
    return Draws(
        draws=tuple(_draw(plan.matrix, come, gone) for come, gone in found),
        wider=sum(column not in concerned for column in np.flatnonzero(plan.free.any(axis=0)).tolist()),
    )


def _two_ways(plan: Plan, distances: Distances) -> Iterator[tuple[_Cells, _Cells]]:
    """Yield the pairs that could come and those that would go, again and again, wherever there is just one way to do it."""
    free = plan.free
    narrow = free & (free.sum(axis=1) <= 2)[:, None] & (free.sum(axis=0) <= 2)
    for row, column in np.argwhere(narrow & ~plan.chosen).tolist():
        swap = distances.swap(row, column)
        if swap and _is_alone(plan, swap) and all(_cells(distances.swap(*cell)) == _cells(swap) for cell in swap.come):
            yield frozenset(swap.come), frozenset(swap.gone)


def _cells(swap: Swap | None) -> _Cells:
    return frozenset([*swap.come, *swap.gone]) if swap else frozenset()


def _is_alone(plan: Plan, swap: Swap) -> bool:
    """Tell whether the key alone decided on a swap, and no other equally good plan has any other pair of its offices."""
    rows, columns = zip(*_cells(swap), strict=True)
    theirs = np.zeros_like(plan.free)
    theirs[list(rows)] = True
    theirs[:, list(columns)] = True
    led = [sum(bool(plan.matrix.led[cell]) for cell in cells) for cells in swap]
    by_key = len(swap.come) == len(swap.gone) and (len(plan.matrix.ties) == 1 or led[0] == led[1])
    return by_key and int((plan.free & theirs).sum()) == len(_cells(swap))


def _draw(matrix: FitMatrix, come: _Cells, gone: _Cells) -> Draw:
    more = dict.fromkeys((matrix.proteges[column].id for _, column in sorted(gone | come)), 0)
    for cells, sign in ((gone, 1), (come, -1)):
        for row, column in cells:
            more[matrix.proteges[column].id] += sign * int(matrix.points[row, column])
    return Draw(more=more)
