"""Policies with rules that only a search can prove: the program of a fit matrix, and its proof in the record.

Imports no solver.
"""

from __future__ import annotations

import numpy as np

from cxmatch.assignment.aims import TIES, Aim, aims, held, is_settled
from cxmatch.assignment.bounds import Leaf, most
from cxmatch.assignment.problem import Mask
from cxmatch.assignment.program import Program
from cxmatch.domain.matching import Case, Prices
from cxmatch.domain.policy import Objective
from cxmatch.matching.fit import FitMatrix

NONE = "none"


def program_of(matrix: FitMatrix, kept: Mask | None = None, kept_at_least: int = 0) -> Program:
    """Give the program of a fit matrix; in a rerun with at least so many of the kept pairs."""
    must, capacity = matrix.policy.must, matrix.policy.capacity
    return Program(
        problem=matrix.whole_problem,
        locked=matrix.rules.locked,
        twin=matrix.twins,
        one_role=must.one_role,
        no_exchange=must.no_exchange,
        least=capacity.mentor_at_least,
        each=capacity.each,
        everyone=matrix.must_serve if must.everyone else None,
        kept=kept,
        kept_at_least=kept_at_least,
    )


def worst_off_first(matrix: FitMatrix) -> bool:
    """Tell whether the ladder looks at the worst-off pairing before the total."""
    return matrix.policy.objective is Objective.WORST_OFF_FIRST


def by_cases(aim: Aim, reached: int, limit: int, leaves: tuple[Leaf, ...], keep: int = 0) -> Prices:
    """Write one rung that is proven by cases; `keep` says at least how many pairings are kept."""
    return Prices(aim=aim.name, level=aim.level, total=reached, most=limit, cases=_cases(leaves), keep=keep)


def refutation(leaves: tuple[Leaf, ...], keep: int) -> Prices:
    """Write the proof that no choice of pairs keeps so many pairings."""
    return Prices(aim=NONE, total=0, most=0, cases=_cases(leaves), keep=keep)


def _cases(leaves: tuple[Leaf, ...]) -> tuple[Case, ...]:
    return tuple(Case(decisions=leaf.decisions, scale=leaf.scale, prices=leaf.prices) for leaf in leaves)


def _leaves(rung: Prices) -> tuple[Leaf, ...]:
    return tuple(Leaf(decisions=case.decisions, scale=case.scale, prices=case.prices) for case in rung.cases)


def refuted(matrix: FitMatrix, said: tuple[Prices, ...], kept: Mask | None = None) -> tuple[Prices, ...]:
    """Write again the cases which prove that no choice of pairs meets every rule; empty where they do not prove it.

    In a rerun every choice is meant that has as many of the `kept` pairings as the proof says.
    """
    if len(said) != 1 or said[0].aim != NONE:
        return ()
    keep, leaves = said[0].keep if kept is not None else 0, _leaves(said[0])
    program = program_of(matrix, kept, keep)
    nothing = np.zeros(len(program.variables), dtype=np.int64)
    try:
        holds = most(program.constraints, program.variables, nothing, leaves) is None
    except ValueError:
        return ()
    return (refutation(leaves, keep),) if holds else ()


def checked_cases(
    matrix: FitMatrix, chosen: Mask, prices: tuple[Prices, ...], kept: Mask | None
) -> tuple[list[str], tuple[Prices, ...]]:
    """Check a ladder that is proven by cases; rungs that leave a gap pass, and say so by `most`."""
    if prices and prices[-1].aim == TIES:
        kept = None  # only where nothing has to be kept do ties come into it
    at_least = prices[0].keep if prices and kept is not None else 0
    program = program_of(matrix, kept, at_least)
    if program.breaches(chosen):
        return ["the pairs break a must-have rule, or too few are kept"], prices
    table, rungs, again = program.constraints, list(prices), []
    for number, aim in enumerate(aims(program, matrix.keys, worst_off_first=worst_off_first(matrix))):
        reached = int(aim.objective @ program.point(chosen))
        if not is_settled(program, aim, chosen):
            if not rungs or (rungs[0].aim, rungs[0].level) != (aim.name, aim.level):
                return [f"the proof of {aim.name} is missing"], prices
            leaves = _leaves(rungs.pop(0))
            try:
                limit = most(table, program.variables, aim.objective, leaves)
            except ValueError as problem:
                return [f"proof of {aim.name}: {problem}"], prices
            if limit is None or limit < reached:
                return [f"proof of {aim.name}: the cases do not hold"], prices
            again.append(by_cases(aim, reached, limit, leaves, keep=at_least))
        table = held(table, number, aim, reached)
    return (["the record has more proofs than rungs"] if rungs else []), tuple(again)
