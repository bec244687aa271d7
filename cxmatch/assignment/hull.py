"""Few changes against more worth: the plans that a bonus on kept cells can reach."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from cxmatch.assignment.certificate import recover
from cxmatch.assignment.problem import Assignment, Keys, Mask, Problem
from cxmatch.assignment.solver import Step, solve_ladder


@dataclass(frozen=True, slots=True, kw_only=True)
class Point:
    """A best assignment when each kept cell counts `keep` / `scale` on top of its value.

    `best` proves it for the problem of `with_keep`, `steps` for what that leaves to each of the keys.
    """

    moves: int
    worth: int
    scale: int
    keep: int
    best: Assignment
    steps: tuple[Step, ...]


def hull(problem: Problem, kept: Mask, keys: Sequence[Keys]) -> tuple[Point, tuple[Point, ...]]:
    r"""Find every corner of the upper concave hull of worth against moves.

    A move is a kept cell that is not chosen. Each corner :math:`(k, f(k))` is the best worth with at most k moves, since any
    choice with as many kept cells has no more of :math:`b\,w + a\,|\text{kept}|`. `kept` has shape (n, m); `keys` as in `Face`.

    Gives a point that proves that no assignment has fewer moves; then the corners, from the fewest moves to the best worth: the
    last has the fewest moves among the assignments of best worth. Raises OverflowError where the values are so large that they
    could not be weighed against moves exactly.

    Notes
    -----
    One solve for each corner and one for each edge between two (Eisner and Severance 1976). Choices below the hull, which no
    bonus can reach, are *not* found here.
    """
    cells = int(kept.sum()) + 1
    last = _point(problem, kept, keys, scale=cells, keep=1)
    if last.moves == 0:
        return last, (last,)
    most = problem.worth(last.best.chosen) + 1
    first = _point(problem, kept, keys, scale=1, keep=most)
    if (first.moves, first.worth) == (last.moves, last.worth):
        return first, (last,)
    return first, (first, *_between(problem, kept, keys, first, last), last)


def _between(problem: Problem, kept: Mask, keys: Sequence[Keys], left: Point, right: Point) -> Iterator[Point]:
    scale, keep = right.moves - left.moves, right.worth - left.worth
    found = _point(problem, kept, keys, scale=scale, keep=keep)
    if scale * found.worth - keep * found.moves > scale * left.worth - keep * left.moves:
        yield from _between(problem, kept, keys, left, found)
        yield found
        yield from _between(problem, kept, keys, found, right)


def _point(problem: Problem, kept: Mask, keys: Sequence[Keys], *, scale: int, keep: int) -> Point:
    best, steps = solve_ladder(problem.with_keep(kept, scale, keep), *keys)
    moves = int(np.count_nonzero(kept & ~best.chosen))
    return Point(moves=moves, worth=problem.worth(best.chosen), scale=scale, keep=keep, best=best, steps=steps)


def possible(problem: Problem, kept: Mask, left: Point, right: Point) -> Mask:
    """Mark the cells, shape (n, m), that a choice between two neighboring corners, better than the left one, can have.

    The prices of the edge between them bound every choice; a cell that loses more by them than the edge is above the left
    corner has no part in a better choice.
    """
    scale, keep = right.moves - left.moves, right.worth - left.worth
    edge = problem.with_keep(kept, scale, keep)
    best = recover(edge, left.best.chosen)
    surplus = edge.value + edge.bonus - best.row_prices[:, None] - best.column_prices
    cells: Mask = problem.allowed & (surplus >= -scale * keep)
    return cells | left.best.chosen | right.best.chosen | kept
