"""The best choice of pairs under a policy, with its proof: each policy goes to the simplest method that proves it."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from cxmatch.assignment.leximin import leximin
from cxmatch.assignment.prices import NotOptimalError
from cxmatch.assignment.problem import Mask
from cxmatch.assignment.program import NoChoiceError, Program
from cxmatch.assignment.solver import solve_ladder
from cxmatch.errors import NoPairingError, ProofError, SettingsError
from cxmatch.matching.broken import broken
from cxmatch.matching.by_levels import written
from cxmatch.matching.cases import by_cases, program_of, worst_off_first
from cxmatch.matching.fit import FitMatrix
from cxmatch.matching.proof import POINTS, TIES, Method, Solved, recorded

Answer = TypeVar("Answer")


def best(matrix: FitMatrix, known: Mask | None = None) -> Solved:
    """Find the best pairs of a fit matrix and the prices that prove them; a search starts from pairs that are `known`.

    Raises
    ------
    NoPairingError
        No choice of pairs meets every rule, or none was found.
    ProofError
        A solver gave no answer, or one that no prices prove.

    """
    solved = answered(lambda: _SOLVERS[Method.of(matrix.policy)](matrix, known))
    if broken(matrix, solved.chosen):  # prices serve as many as can be, and that may not be everyone who must be
        raise NoPairingError("No pairing can meet all must-have rules together: everyone must be paired.")
    return solved


def answered(solve: Callable[[], Answer]) -> Answer:
    """Turn everything that can go wrong in a solve into words: the one place that knows what solvers raise."""
    try:
        return solve()
    except NoChoiceError:  # that there is none is for `refute` to prove
        raise NoPairingError("No pairing was found that meets all must-have rules together.") from None
    except OverflowError as problem:
        raise SettingsError(
            f"The ratings, weights and seats are too large to be added exactly: {problem}.", "Use smaller weights or fewer seats."
        ) from None
    except NotOptimalError as problem:
        raise ProofError(f"The solver's answer could not be proven: {problem or 'a better one exists'}.") from None


def _by_prices(matrix: FitMatrix, _: Mask | None) -> Solved:
    found, rung, tie = solve_ladder(matrix.problem, matrix.keys)
    prices = (recorded(matrix, POINTS, matrix.problem, found), recorded(matrix, TIES, rung, tie))
    return Solved(chosen=found.chosen | matrix.rules.locked, prices=prices)


def _by_levels(matrix: FitMatrix, _: Mask | None) -> Solved:
    chosen, rungs = leximin(matrix.problem, matrix.keys)
    return Solved(chosen=chosen | matrix.rules.locked, prices=written(matrix, chosen, rungs))


def _by_cases(matrix: FitMatrix, known: Mask | None) -> Solved:
    return search(matrix, program_of(matrix), known)


def search(matrix: FitMatrix, program: Program, known: Mask | None = None, seed: Mask | None = None) -> Solved:
    """Find the best pairs under rules that only a search can prove; `known` and `seed` shorten it.

    Raises
    ------
    NoChoiceError
        No choice of pairs meets every rule, or none was found; `answered` puts it into words.

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
