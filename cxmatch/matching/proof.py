"""The proof of a plan: prices written to the record, read back and checked, by each method. Imports no solver.

A proof says that nothing is better, not that the rules are kept: `broken` counts those.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, TypeAlias

import numpy as np

from cxmatch.assignment.cases import ASKED, LEVEL, Leaf, aims, most
from cxmatch.assignment.certificate import bound, flaws
from cxmatch.assignment.ladder import NOT_FIRST, Face, first_by_place
from cxmatch.assignment.levels import Rung, leximin_flaws, rung_problems
from cxmatch.assignment.problem import EXACT, Assignment, Ints, Mask, Problem
from cxmatch.domain.matching import Case, Prices
from cxmatch.matching.fit import Figures, FitMatrix, Rank
from cxmatch.matching.rules import Method

POINTS, TIES, NONE = "points", "ties", "none"
Flaws: TypeAlias = list[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Solved:
    """The chosen cells of a fit matrix, locked pairs included, and the prices that prove them best, rung by rung."""

    matrix: FitMatrix
    chosen: Mask
    prices: tuple[Prices, ...]

    @property
    def exact(self) -> bool:
        """Whether the proof leaves no room for something better."""
        return not any(rung.gap for rung in self.prices)

    @property
    def figures(self) -> Figures:
        """What the pairs come to."""
        return self.matrix.figures(self.chosen)

    @property
    def rank(self) -> Rank:
        """What the plan is compared by."""
        return self.matrix.rank(self.chosen)


def kept_problem(matrix: FitMatrix, kept: Mask | None, *, scale: int, keep: int) -> Problem:
    """Return the problem of a fit matrix in which each kept pairing counts on top of its points."""
    if kept is None or (scale, keep) == (1, 0):
        return matrix.problem
    return matrix.problem.with_keep(kept & ~matrix.rules.locked, scale, keep)


def recorded(matrix: FitMatrix, aim: str, problem: Problem, answer: Assignment, **how: Any) -> Prices:
    """Write the proof of one rung by the names of the offices; prices of 0 are left out.

    `how` gives the scale and keep of the rung where they are not the usual ones.
    """
    return Prices(
        aim=aim,
        **how,
        total=problem.worth(answer.chosen),
        most=bound(problem, answer),
        bonus=int(problem.bonus.max(initial=0)),
        led=matrix.led_bonus * (aim == POINTS),
        mentors=_by_name(matrix.row, answer.row_prices),
        proteges=_by_name(matrix.column, answer.column_prices),
    )


def recorded_ties(matrix: FitMatrix, steps: Iterable[tuple[Problem, Assignment]]) -> tuple[Prices, ...]:
    """Write the proofs of the rungs that decide among equals."""
    return tuple(recorded(matrix, aim, *step) for aim, step in zip(_tie_aims(matrix), steps, strict=True))


def _by_name(places: Mapping[str, int], prices: Ints) -> dict[str, int]:
    return {name: int(prices[place]) for name, place in places.items() if prices[place]}


def priced(matrix: FitMatrix, chosen: Mask, prices: Prices) -> Assignment:
    """Read the proof of one rung back; locked pairs are no part of it."""
    return Assignment(
        chosen=chosen & ~matrix.rules.locked,
        row_prices=np.array([prices.mentors.get(name, 0) for name in matrix.row], dtype=np.int64),
        column_prices=np.array([prices.proteges.get(name, 0) for name in matrix.column], dtype=np.int64),
    )


def recorded_levels(matrix: FitMatrix, chosen: Mask, rungs: Sequence[Rung]) -> tuple[Prices, ...]:
    """Write the rungs of the worst-off-first ladder: one for the pairs, one for each level that counts, one for the ties."""
    led = matrix.led if matrix.led_first else None
    claims = rung_problems(matrix.problem, chosen & ~matrix.rules.locked, rungs, matrix.ties, led)
    return tuple(
        Prices(
            aim=rung.aim,
            level=rung.level,
            total=claim.worth(answer.chosen),
            most=bound(claim, answer),
            mentors=_by_name(matrix.row, rung.row_prices),
            proteges=_by_name(matrix.column, rung.column_prices),
        )
        for rung, (claim, answer) in zip(rungs, claims, strict=True)
    )


def _read_level(matrix: FitMatrix, prices: Prices) -> Rung:
    aim: Any = prices.aim
    answer = priced(matrix, matrix.rules.locked, prices)
    return Rung(aim=aim, level=prices.level, row_prices=answer.row_prices, column_prices=answer.column_prices)


def recorded_cases(
    leaves: tuple[Leaf, ...], keep: int = 0, *, aim: str = NONE, level: int = 0, total: int = 0, most: int = 0
) -> Prices:
    """Write one rung that is proven by cases: by default, that no choice of pairs keeps so many pairings."""
    cases = tuple(Case(decisions=leaf.decisions, scale=leaf.scale, prices=leaf.prices) for leaf in leaves)
    return Prices(aim=aim, level=level, total=total, most=most, cases=cases, keep=keep)


def _read_cases(prices: Prices) -> tuple[Leaf, ...]:
    return tuple(Leaf(decisions=case.decisions, scale=case.scale, prices=case.prices) for case in prices.cases)


def unreadable(matrix: FitMatrix, prices: Sequence[Prices]) -> Flaws:
    """Name what keeps prices from being read: offices without a seat, numbers past all sense."""
    unknown = [
        f'the prices name "{name}", which has no {side} seat'
        for rung in prices
        for side, named, places in (("mentor", rung.mentors, matrix.row), ("protege", rung.proteges, matrix.column))
        for name in named
        if name not in places
    ]
    numbers = (price for rung in prices for price in (*rung.mentors.values(), *rung.proteges.values()))
    return unknown[:1] + ["the prices hold a number too large to be a price"] * any(abs(price) >= EXACT for price in numbers)


def checked(said: Solved, kept: Mask | None = None) -> tuple[Flaws, Solved]:
    """Check that prices prove the chosen cells best, rung by rung; in a rerun with as many of the `kept` cells.

    Gives the flaws, none when the proof holds, and the same with every total computed again. Rungs that are proven by cases may
    leave a gap, and say so by `most`.
    """
    found = unreadable(said.matrix, said.prices)
    if found:
        return found, said
    # A rerun may need a search between two plans that prices prove; where nothing could be better at all, cases have no rung.
    searched = kept is not None and (not said.prices or any(rung.cases for rung in said.prices))
    check = _by_cases if searched else _CHECKS[said.matrix.method]
    found, prices = check(said.matrix, said.chosen, said.prices, kept)
    return found, replace(said, prices=prices)


_Checked: TypeAlias = tuple[Flaws, tuple[Prices, ...]]


def _by_prices(matrix: FitMatrix, chosen: Mask, prices: tuple[Prices, ...], kept: Mask | None) -> _Checked:
    if [rung.aim for rung in prices] != [POINTS, *_tie_aims(matrix)] or min(prices[0].scale, prices[0].keep + 1) < 1:
        return ["the prices are not those of points and ties"], prices
    # A first run has nothing to keep, so that its prices are plain, whatever the record says.
    how = {"scale": 1, "keep": 0} if kept is None else {"scale": prices[0].scale, "keep": prices[0].keep}
    problem = kept_problem(matrix, kept, **how)
    answer = priced(matrix, chosen, prices[0])
    found = [f"proof of the total: {flaw}" for flaw in flaws(problem, answer)]
    again = [recorded(matrix, POINTS, problem, answer, **how)]
    for keys, rung in zip(matrix.ties, prices[1:], strict=True):
        if found:
            return found, prices
        face = Face.of(problem, answer, keys)
        problem, answer = face.problem, priced(matrix, answer.chosen & ~face.settled, rung)
        found = [f"proof of the ties: {flaw}" for flaw in flaws(problem, answer)]
        again.append(recorded(matrix, rung.aim, problem, answer))
    if not found and not np.array_equal(first_by_place(problem, answer), answer.chosen):
        found = [f"proof of the ties: {NOT_FIRST}"]
    return found, tuple(again)


def _tie_aims(matrix: FitMatrix) -> tuple[str, ...]:
    return (ASKED, TIES)[-len(matrix.ties) :]


def _by_levels(matrix: FitMatrix, chosen: Mask, prices: tuple[Prices, ...], _: Mask | None) -> _Checked:
    rungs = [_read_level(matrix, rung) for rung in prices]
    if len(rungs) < 2:
        return ["the prices are not those of a ladder"], prices
    led = matrix.led if matrix.led_first else None
    found = leximin_flaws(matrix.problem, chosen & ~matrix.rules.locked, rungs, matrix.ties, led)
    return [f"proof of the levels: {flaw}" for flaw in found], prices if found else recorded_levels(matrix, chosen, rungs)


def _by_cases(matrix: FitMatrix, chosen: Mask, prices: tuple[Prices, ...], kept: Mask | None) -> _Checked:
    if prices and prices[-1].aim in _tie_aims(matrix):
        kept = None  # only where nothing has to be kept do ties come into it
    at_least = prices[0].keep if prices and kept is not None else 0
    program = matrix.program(kept, at_least)
    if program.breaches(chosen):
        return ["the pairs break a must-have rule, or too few are kept"], prices
    table, rungs, again = program.constraints, list(prices), []
    how = {"worst_off_first": matrix.worst_off_first, "one_by_one": any(rung.aim == LEVEL for rung in prices)}
    for number, aim in enumerate(aims(program, matrix.keys, **how)):
        reached = aim.reached(program, chosen)
        if reached != aim.ceiling:
            if not rungs or (rungs[0].aim, rungs[0].level) != (aim.name, aim.level):
                return [f"the proof of {aim.name} is missing"], prices
            leaves = _read_cases(rungs.pop(0))
            try:
                limit = most(table, program.variables, aim.objective, leaves)
            except ValueError as problem:
                return [f"proof of {aim.name}: {problem}"], prices
            if limit is None or limit < reached:
                return [f"proof of {aim.name}: the cases do not hold"], prices
            again.append(recorded_cases(leaves, at_least, aim=aim.name, level=aim.level, total=reached, most=limit))
        table = aim.held(table, number, reached)
    return (["the record has more proofs than rungs"] if rungs else []), tuple(again)


_CHECKS = {Method.PRICES: _by_prices, Method.LEVELS: _by_levels, Method.CASES: _by_cases}


def refuted(matrix: FitMatrix, said: Sequence[Prices], kept: Mask | None = None) -> tuple[Prices, ...]:
    """Write again the cases which prove that no choice of pairs meets every rule; empty where they do not prove it.

    In a rerun every choice is meant that has as many of the `kept` pairings as the proof says.
    """
    if len(said) != 1 or said[0].aim != NONE:
        return ()
    keep, leaves = said[0].keep if kept is not None else 0, _read_cases(said[0])
    program = matrix.program(kept, keep)
    nothing = np.zeros(len(program.variables), dtype=np.int64)
    try:
        holds = most(program.constraints, program.variables, nothing, leaves) is None
    except ValueError:
        return ()
    return (recorded_cases(leaves, keep),) if holds else ()
