"""The best choice of pairs under a policy, with its proof: each policy goes to the simplest method that proves it."""

from __future__ import annotations

from cxmatch.assignment.solver import solve_ladder
from cxmatch.matching.fit import FitMatrix
from cxmatch.matching.proof import POINTS, TIES, Method, Solved, recorded


def best(matrix: FitMatrix) -> Solved:
    """Find the best pairs of a fit matrix and the prices that prove them."""
    return _SOLVERS[Method.of(matrix.policy)](matrix)


def _by_prices(matrix: FitMatrix) -> Solved:
    found, rung, tie = solve_ladder(matrix.problem, matrix.keys)
    prices = (recorded(matrix, POINTS, matrix.problem, found), recorded(matrix, TIES, rung, tie))
    return Solved(chosen=found.chosen | matrix.rules.locked, prices=prices)


_SOLVERS = {Method.PRICES: _by_prices}
