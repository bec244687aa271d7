"""A change of a few pairs in words of the cohort: what it costs and who moves, without looking at all the other pairs."""

from __future__ import annotations

from collections import Counter
from itertools import zip_longest

import numpy as np

from cxmatch.assignment.problem import Mask
from cxmatch.assignment.residual import Swap
from cxmatch.domain.explanation import Cost
from cxmatch.domain.matching import Move
from cxmatch.matching.fit import FitMatrix


def cost_of(matrix: FitMatrix, chosen: Mask, swap: Swap) -> Cost:
    """Say what the cohort would lose if a swap were made among chosen pairs, shape (mentors, proteges)."""
    more = Counter(column for _, column in swap.come)
    more.subtract(column for _, column in swap.gone)
    used = {column: int(np.count_nonzero(chosen[:, column])) for column, change in more.items() if change}
    paired = sum((before > 0) - (before + more[column] > 0) for column, before in used.items())
    given, got = (sum(int(matrix.points[cell]) for cell in cells) for cells in swap)
    led = [sum(bool(matrix.led[cell]) for cell in cells) for cells in swap] if matrix.led_bonus else [0, 0]
    return Cost(paired=paired, led=led[0] - led[1], points=given - got)


def moves_of(matrix: FitMatrix, swap: Swap) -> tuple[Move, ...]:
    """Name every change of mentor of a swap, by protege, as `FitMatrix.moves` names those between two whole choices."""
    gone, come = (_by_column(matrix, cells) for cells in swap)
    return tuple(
        Move(protege=matrix.proteges[column].id, mentor_before=old, mentor_after=new)
        for column in sorted(gone.keys() | come.keys())
        for old, new in zip_longest(gone.get(column, []), come.get(column, []))
    )


def _by_column(matrix: FitMatrix, cells: list[tuple[int, int]]) -> dict[int, list[str]]:
    found: dict[int, list[str]] = {}
    for row, column in sorted(cells):
        found.setdefault(column, []).append(matrix.mentors[row].id)
    return found
