"""The best choice of pairs under a policy, with its proof: each policy goes to the simplest method that proves it."""

from __future__ import annotations

from cxmatch.assignment.leximin import leximin
from cxmatch.assignment.problem import Mask
from cxmatch.assignment.program import Program
from cxmatch.assignment.solver import solve_ladder
from cxmatch.matching.by_levels import written
from cxmatch.matching.cases import by_cases, program_of, worst_off_first
from cxmatch.matching.fit import FitMatrix
from cxmatch.matching.proof import POINTS, TIES, Method, Solved, recorded


def best(matrix: FitMatrix) -> Solved:
    """Find the best pairs of a fit matrix and the prices that prove them."""
    return _SOLVERS[Method.of(matrix.policy)](matrix)


def _by_prices(matrix: FitMatrix) -> Solved:
    found, rung, tie = solve_ladder(matrix.problem, matrix.keys)
    prices = (recorded(matrix, POINTS, matrix.problem, found), recorded(matrix, TIES, rung, tie))
    return Solved(chosen=found.chosen | matrix.rules.locked, prices=prices)


def _by_levels(matrix: FitMatrix) -> Solved:
    chosen, rungs = leximin(matrix.problem, matrix.keys)
    return Solved(chosen=chosen | matrix.rules.locked, prices=written(matrix, chosen, rungs))


def _by_cases(matrix: FitMatrix) -> Solved:
    return search(matrix, program_of(matrix))


def search(matrix: FitMatrix, program: Program, known: Mask | None = None, seed: Mask | None = None) -> Solved:
    """Find the best pairs under rules that only a search can prove; `known` and `seed` shorten it.

    Raises
    ------
    NoChoiceError
        No choice of pairs meets every rule.

    """
    # Few policies come here, and scipy.optimize costs every start a third of its time.
    from cxmatch.assignment.search import climb

    rungs = climb(program, matrix.keys, worst_off_first=worst_off_first(matrix), known=known, seed=seed)
    prices = (
        by_cases(rung.aim, rung.proven.reached, rung.proven.most, rung.proven.leaves, keep=program.kept_at_least)
        for rung in rungs
        if rung.proven.leaves
    )
    return Solved(chosen=rungs[-1].proven.chosen, prices=tuple(prices))


_SOLVERS = {Method.PRICES: _by_prices, Method.LEVELS: _by_levels, Method.CASES: _by_cases}
