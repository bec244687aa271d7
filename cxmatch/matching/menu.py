"""The menu of a rerun: the best plan for each number of moves, from the fewest to a fresh start."""

from __future__ import annotations

from cxmatch.assignment.hull import Point, hull
from cxmatch.assignment.problem import Mask
from cxmatch.domain.matching import Prices
from cxmatch.domain.repair import Option
from cxmatch.matching.fit import FitMatrix
from cxmatch.matching.proof import POINTS, TIES, kept_problem, recorded
from cxmatch.matching.repairing import option


def menu(matrix: FitMatrix, start: Mask) -> tuple[Option, ...]:
    """Give every plan that is worth its moves, each with its proof."""
    locked = matrix.rules.locked
    points = hull(matrix.problem, start & ~locked, matrix.keys)
    return tuple(
        option(matrix, start, number, point.best.chosen | locked, _prices(matrix, start, point))
        for number, point in enumerate(points)
    )


def _prices(matrix: FitMatrix, start: Mask, point: Point) -> tuple[Prices, ...]:
    how = {"scale": point.scale, "keep": point.keep}
    problem = kept_problem(matrix, start, **how)
    return recorded(matrix, POINTS, problem, point.best, **how), recorded(matrix, TIES, point.rung, point.tie)
