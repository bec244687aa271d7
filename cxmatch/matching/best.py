"""The best pairs under a policy, with their proof; those of a changed one; those nearest to a plan that stands, or is left."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import TypeAlias, TypeVar

import numpy as np

from cxmatch.assignment.certificate import NotOptimalError
from cxmatch.assignment.ladder import Face
from cxmatch.assignment.problem import Assignment, Mask, NoChoiceError, Problem
from cxmatch.assignment.program import Program
from cxmatch.assignment.residual import exchangeable
from cxmatch.assignment.solver import anew, mended, settled_by, solve, solve_ladder
from cxmatch.domain.cohort import Cohort, Office
from cxmatch.domain.decisions import without_changes
from cxmatch.domain.matching import Prices, Side
from cxmatch.domain.parts import Seats
from cxmatch.domain.policy import Pair, Policy
from cxmatch.errors import CxmatchError, NoPairingError, ProofError, SettingsError
from cxmatch.matching.fit import FitMatrix
from cxmatch.matching.proof import POINTS, Solved, recorded, recorded_cases, recorded_levels, recorded_ties
from cxmatch.matching.rules import Method

Answer = TypeVar("Answer")
_Again: TypeAlias = Callable[[Problem, Mask], Assignment]


def best(matrix: FitMatrix, known: Mask | None = None) -> Solved:
    """Return the best pairs of a fit matrix and the prices that prove them; a search starts from pairs that are `known`.

    Raises NoPairingError where no choice of pairs meets every rule, ProofError where no prices prove what a solver found.
    """
    solved = answered(lambda: _SOLVERS[matrix.method](matrix, known))
    if not matrix.everyone_served(solved.chosen):  # prices serve as many as can be, and that may not be everyone who must be
        raise NoPairingError("No pairing can meet all must-have rules together: everyone must be paired.")
    return solved


def answered(solve: Callable[[], Answer]) -> Answer:
    """Turn everything that can go wrong in a solve into words: the one place that knows what solvers raise."""
    try:
        return solve()
    except NoChoiceError:  # that there is none is for `ruled_out` to prove
        raise NoPairingError("No pairing was found that meets all must-have rules together.") from None
    except OverflowError as problem:
        raise SettingsError(
            f"The ratings, weights and seats are too large to be added exactly: {problem}.", "Use smaller weights or fewer seats."
        ) from None
    except NotOptimalError as problem:
        raise ProofError(f"The solver's answer could not be proven: {problem or 'a better one exists'}.") from None


def _by_prices(matrix: FitMatrix, _: Mask | None) -> Solved:
    first, steps = solve_ladder(matrix.problem, *matrix.ties)
    prices = (recorded(matrix, POINTS, matrix.problem, first), *recorded_ties(matrix, steps))
    return Solved(matrix=matrix, chosen=first.chosen | matrix.rules.locked, prices=prices)


def _by_levels(matrix: FitMatrix, _: Mask | None) -> Solved:
    from cxmatch.assignment.leximin import leximin  # few policies come here, and graphs are slow to load

    chosen, rungs = leximin(matrix.problem, matrix.ties, matrix.led if matrix.led_first else None)
    return Solved(matrix=matrix, chosen=chosen | matrix.rules.locked, prices=recorded_levels(matrix, chosen, rungs))


def search(matrix: FitMatrix, program: Program, known: Mask | None = None, seed: Mask | None = None) -> Solved:
    """Return the best pairs under rules that only a search can prove; `known` and `seed` shorten it.

    Raises NoChoiceError where no choice of pairs meets every rule, or none was found; `answered` puts it into words.
    """
    from cxmatch.assignment.search import climb  # few policies come here, and scipy.optimize costs a third of every start

    rungs = climb(program, matrix.keys, worst_off_first=matrix.worst_off_first, known=known, seed=seed)
    keep = program.kept_at_least
    prices = tuple(
        recorded_cases(rung.leaves, keep, aim=rung.aim.name, level=rung.aim.level, total=rung.reached, most=rung.most)
        for rung in rungs
        if rung.leaves
    )
    return Solved(matrix=matrix, chosen=rungs[-1].chosen, prices=prices)


def ruled_out(program: Program) -> tuple[Prices, ...]:
    """Search for the proof that no choice of pairs meets every rule; empty where it is not found."""
    from cxmatch.assignment.search import refute  # scipy.optimize is slow to load, and seldom needed

    leaves = refute(program)
    return (recorded_cases(leaves, program.kept_at_least),) if leaves else ()


_SOLVERS: Mapping[Method, Callable[[FitMatrix, Mask | None], Solved]] = {
    Method.PRICES: _by_prices,
    Method.LEVELS: _by_levels,
    Method.CASES: lambda matrix, known: search(matrix, matrix.program(), known),
}


def again(cohort: Cohort, policy: Policy) -> Solved | None:
    """Find the plan that pairing gives, or None where no pairing can meet the must-have rules."""
    try:
        matrix = FitMatrix.of(cohort, policy)
        return best(matrix) if matrix.allowed.any() else None
    except CxmatchError:
        return None


def locking(policy: Policy, pair: Pair) -> Policy:
    """Return a policy with one more locked pair."""
    return replace(policy, locked=(*policy.locked, pair))


def forbidding(policy: Policy, pair: Pair) -> Policy:
    """Return a policy with one more forbidden pair."""
    return replace(policy, forbidden=(*policy.forbidden, pair))


def with_seat(policy: Policy, office: Office, side: Side) -> Policy:
    """Return a policy with one more seat of an office on one side."""
    own = {name: seats for name, seats in policy.capacity.offices.items() if not office.is_called(name)}
    mentor, protege = office.mentor_slots + (side is Side.MENTOR), office.protege_slots + (side is Side.PROTEGE)
    offices = {**own, office.id: Seats(mentor=mentor, protege=protege)}
    return replace(policy, capacity=replace(policy.capacity, offices=offices))


@dataclass(frozen=True, slots=True, kw_only=True)
class Nearest:
    """The best plan that keeps most of some pairings: `sure` stand in every such plan, `possible` in some."""

    chosen: Mask
    sure: Mask
    possible: Mask
    exact: bool = True


def nearest(matrix: FitMatrix, before: Mask) -> Nearest | None:
    """Return the plan that is best, then keeps most of the pairings before, then follows the public key.

    Under a policy that prices do not prove it is the one that follows the public key, and what is sure is not known.
    None where no pairing can meet the must-have rules.
    """
    if not matrix.allowed.any():
        return None
    try:
        if matrix.method is Method.PRICES:
            plan = answered(lambda: _nearest(matrix, solve(matrix.problem), before, matrix.problem))
            return plan if matrix.everyone_served(plan.chosen) else None
        solved = best(matrix)
    except CxmatchError:
        return None
    nothing = np.zeros_like(solved.chosen)
    return Nearest(chosen=solved.chosen, sure=nothing, possible=~nothing, exact=solved.exact)


def _nearest(
    matrix: FitMatrix, first: Assignment, before: Mask, problem: Problem, again: _Again = anew, *, told: bool = True
) -> Nearest:
    """Return it by the first answer to a problem of a fit matrix; what is sure and what is possible where it is `told` of."""
    kept = Face.of(problem, first, lambda cells: (before & cells).astype(np.int64))
    second = again(kept.problem, first.chosen & ~kept.settled)
    third, _ = settled_by(kept.problem, second, *matrix.ties, again=again)
    fixed, open_ = matrix.rules.locked | kept.settled, exchangeable(kept.problem, second) if told else ~kept.settled
    return Nearest(chosen=fixed | third, sure=fixed | (second.chosen & ~open_), possible=fixed | second.chosen | open_)


def leaves_plain(matrix: FitMatrix, office: str) -> bool:
    """Tell whether prices prove plans, and leaving takes a row and a column alone: nothing asks about all or a run before."""
    policy, others = matrix.policy, [other for other in matrix.cohort.offices if other.id != office]
    asks = policy.prefer or policy.locked or policy.must.everyone or policy != without_changes(policy)
    same_first = matrix.cohort.asks_first == any(other.asked_first for other in others)
    return matrix.method is Method.PRICES and same_first and not asks


def mended_without(matrix: FitMatrix, chosen: Mask, best: Assignment | None, office: str, *, told: bool) -> Nearest | None:
    """Return what `nearest` gives without an office which leaves plainly, None where nothing can be paired.

    `chosen` are the pairs before, shape (mentors, proteges), and `best` has the prices that prove them. What is sure and what is
    possible is worked out where it is `told` of.
    """
    problem, row, column = matrix.problem, matrix.row.get(office), matrix.column.get(office)
    allowed, supply, demand = problem.allowed.copy(), problem.supply.copy(), problem.demand.copy()
    if row is not None:
        allowed[row], supply[row] = False, 0
    if column is not None:
        allowed[:, column], demand[column] = False, 0
    if not allowed.any():
        return None
    left, before = replace(problem, allowed=allowed, supply=supply, demand=demand), chosen & allowed
    return _nearest(matrix, mended(left, before, best), before, left, mended, told=told)
