"""What is wrong with a choice of pairs: the must-have rules that it breaks, and the proofs that do not hold. Imports no solver.

Every rule of a policy is looked at here, whatever method finds or proves the choice: a proof says that nothing is better, not
that the rules are kept.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TypeAlias

import numpy as np

from cxmatch.assignment.cases import aims, most
from cxmatch.assignment.certificate import flaws
from cxmatch.assignment.ladder import NOT_FIRST, Face, first_by_place
from cxmatch.assignment.levels import leximin_flaws
from cxmatch.assignment.problem import EXACT, Mask
from cxmatch.domain.matching import Prices
from cxmatch.matching.fit import FitMatrix
from cxmatch.matching.proof import (
    NONE,
    POINTS,
    TIES,
    Method,
    kept_problem,
    priced,
    read_cases,
    read_level,
    recorded,
    recorded_cases,
    recorded_levels,
)
from cxmatch.records.text import counted

Rungs: TypeAlias = tuple[Prices, ...]


def broken(matrix: FitMatrix, chosen: Mask) -> list[str]:
    """Name every must-have rule that chosen cells break, seats and locked pairs among them; empty when all are kept."""
    return [*_barred(matrix, chosen), *_crowded(matrix, chosen), *_by_office(matrix, chosen)]


def _barred(matrix: FitMatrix, chosen: Mask) -> Iterator[str]:
    for row, column in np.argwhere(chosen & ~matrix.allowed):
        mentor, protege = matrix.mentors[row].id, matrix.proteges[column].id
        yield f'"{mentor}" may not mentor "{protege}": {", ".join(matrix.bars(row, column))}'
    for row, column in np.argwhere(matrix.rules.locked & ~chosen):
        yield f'the locked pair "{matrix.mentors[row].id}" with "{matrix.proteges[column].id}" is not there'


def _crowded(matrix: FitMatrix, chosen: Mask) -> Iterator[str]:
    sides = (
        ("mentor", matrix.mentors, chosen.sum(axis=1), matrix.supply),
        ("protege", matrix.proteges, chosen.sum(axis=0), matrix.demand),
    )
    for side, offices, counts, seats in sides:
        for place in np.flatnonzero(counts > seats):
            has, room = counted(int(counts[place]), "pairing"), counted(int(seats[place]), f"{side} seat")
            yield f'"{offices[place].id}" has {has} for {room}'


def _by_office(matrix: FitMatrix, chosen: Mask) -> Iterator[str]:
    """Name the rules about what one office has in all."""
    must, capacity = matrix.policy.must, matrix.policy.capacity
    given, taken = chosen.sum(axis=1), chosen.sum(axis=0)
    if must.everyone:
        for column in np.flatnonzero(matrix.must_serve & (taken == 0)).tolist():
            yield f'"{matrix.proteges[column].id}" waits, and everyone must be paired'
    held = np.full(len(given), capacity.each) | (given > 0)
    for row in np.flatnonzero(held & (given < capacity.mentor_at_least)).tolist():
        has = counted(int(given[row]), "protege")
        yield f'"{matrix.mentors[row].id}" has {has}, and a mentor must get at least {capacity.mentor_at_least}'
    for row, column in enumerate(matrix.twins.tolist()):
        if column >= 0 and must.one_role and given[row] and taken[column]:
            yield f'"{matrix.mentors[row].id}" is both a mentor and a protege, and each office has one role'
        if column >= 0 and must.no_exchange:
            yield from _exchanges(matrix, chosen, row, column)


def _exchanges(matrix: FitMatrix, chosen: Mask, row: int, column: int) -> Iterator[str]:
    """Name the offices that mentor the office of a row and are mentored by it, each pair once."""
    for mentor in np.flatnonzero(chosen[:, column]):
        back = matrix.twins[mentor]
        if mentor > row and back >= 0 and chosen[row, back]:
            yield f'"{matrix.mentors[row].id}" and "{matrix.mentors[mentor].id}" mentor each other, and roles are not exchanged'


def unreadable(matrix: FitMatrix, prices: Rungs) -> list[str]:
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


def checked(matrix: FitMatrix, chosen: Mask, prices: Rungs, kept: Mask | None = None) -> tuple[list[str], Rungs]:
    """Check that prices prove the chosen cells best, rung by rung; in a rerun with as many of the `kept` cells.

    Rungs that are proven by cases may leave a gap, and say so by `most`.

    Returns
    -------
    problems : list of str
        Empty when the proof holds.
    prices : tuple of Prices
        The same with every total computed again.

    """
    problems = unreadable(matrix, prices)
    if problems:
        return problems, prices
    # A rerun may need a search between two plans that prices prove; where nothing could be better at all, cases have no rung.
    searched = kept is not None and (not prices or any(rung.cases for rung in prices))
    method = Method.CASES if searched else Method.of(matrix.policy)
    return _CHECKS[method](matrix, chosen, prices, kept)


def _by_prices(matrix: FitMatrix, chosen: Mask, prices: Rungs, kept: Mask | None) -> tuple[list[str], Rungs]:
    if [rung.aim for rung in prices] != [POINTS, TIES] or min(prices[0].scale, prices[0].keep + 1) < 1:
        return ["the prices are not those of points and ties"], prices
    # A first run has nothing to keep, so that its prices are plain, whatever the record says.
    how = {"scale": 1, "keep": 0} if kept is None else {"scale": prices[0].scale, "keep": prices[0].keep}
    problem = kept_problem(matrix, kept, **how)
    best = priced(matrix, chosen, prices[0])
    found = [f"proof of the total: {flaw}" for flaw in flaws(problem, best)]
    if found:
        return found, prices
    rung = Face.of(problem, best, matrix.keys)
    tie = priced(matrix, best.chosen & ~rung.settled, prices[1])
    found = [f"proof of the ties: {flaw}" for flaw in flaws(rung.problem, tie)]
    if not found and not np.array_equal(first_by_place(rung.problem, tie), tie.chosen):
        found = [f"proof of the ties: {NOT_FIRST}"]
    return found, (recorded(matrix, POINTS, problem, best, **how), recorded(matrix, TIES, rung.problem, tie))


def _by_levels(matrix: FitMatrix, chosen: Mask, prices: Rungs, _: Mask | None) -> tuple[list[str], Rungs]:
    rungs = [read_level(matrix, rung) for rung in prices]
    if len(rungs) < 2:
        return ["the prices are not those of a ladder"], prices
    found = leximin_flaws(matrix.problem, chosen & ~matrix.rules.locked, rungs, matrix.keys)
    return [f"proof of the levels: {flaw}" for flaw in found], prices if found else recorded_levels(matrix, chosen, rungs)


def _by_cases(matrix: FitMatrix, chosen: Mask, prices: Rungs, kept: Mask | None) -> tuple[list[str], Rungs]:
    if prices and prices[-1].aim == TIES:
        kept = None  # only where nothing has to be kept do ties come into it
    at_least = prices[0].keep if prices and kept is not None else 0
    program = matrix.program(kept, at_least)
    if program.breaches(chosen):
        return ["the pairs break a must-have rule, or too few are kept"], prices
    table, rungs, again = program.constraints, list(prices), []
    for number, aim in enumerate(aims(program, matrix.keys, worst_off_first=matrix.worst_off_first)):
        reached = aim.reached(program, chosen)
        if reached != aim.ceiling:
            if not rungs or (rungs[0].aim, rungs[0].level) != (aim.name, aim.level):
                return [f"the proof of {aim.name} is missing"], prices
            leaves = read_cases(rungs.pop(0))
            try:
                limit = most(table, program.variables, aim.objective, leaves)
            except ValueError as problem:
                return [f"proof of {aim.name}: {problem}"], prices
            if limit is None or limit < reached:
                return [f"proof of {aim.name}: the cases do not hold"], prices
            again.append(recorded_cases(leaves, at_least, aim=aim.name, level=aim.level, total=reached, most=limit))
        table = aim.held(table, number, reached)
    return (["the record has more proofs than rungs"] if rungs else []), tuple(again)


def refuted(matrix: FitMatrix, said: Rungs, kept: Mask | None = None) -> Rungs:
    """Write again the cases which prove that no choice of pairs meets every rule; empty where they do not prove it.

    In a rerun every choice is meant that has as many of the `kept` pairings as the proof says.
    """
    if len(said) != 1 or said[0].aim != NONE:
        return ()
    keep, leaves = said[0].keep if kept is not None else 0, read_cases(said[0])
    program = matrix.program(kept, keep)
    nothing = np.zeros(len(program.variables), dtype=np.int64)
    try:
        holds = most(program.constraints, program.variables, nothing, leaves) is None
    except ValueError:
        return ()
    return (recorded_cases(leaves, keep),) if holds else ()


_CHECKS = {Method.PRICES: _by_prices, Method.LEVELS: _by_levels, Method.CASES: _by_cases}
