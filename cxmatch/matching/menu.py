"""The menu of a rerun: the best plan for each number of moves, from the fewest to a fresh start."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import pairwise

from cxmatch.assignment.hull import Point, hull, possible
from cxmatch.assignment.problem import Mask
from cxmatch.assignment.program import NoChoiceError
from cxmatch.domain.matching import Prices
from cxmatch.domain.repair import Option
from cxmatch.matching.best import best, search
from cxmatch.matching.fit import FitMatrix
from cxmatch.matching.flaws import checked
from cxmatch.matching.proof import POINTS, TIES, Method, Solved, kept_problem, recorded, recorded_cases
from cxmatch.matching.repair import is_small, moves_of, option


@dataclass(frozen=True, slots=True, kw_only=True)
class _Line:
    """A plan on its way into the menu; `beyond` proves it for more moves than its own."""

    plan: Solved
    beyond: tuple[Prices, ...] = ()


def menu(matrix: FitMatrix, start: Mask, asked: int | None = None) -> tuple[tuple[Option, ...], tuple[Prices, ...]]:
    """Return every plan that is worth its moves, each with its proof; and the proof that none has fewer moves than the first.

    Plans that a bonus on kept pairs can reach are proven by prices. Between two of them a better plan may hide that no bonus
    reaches: it is searched for, and where there is none, that is proven too. A plan is listed when it is better than every plan
    with fewer moves.

    In a large cohort only those numbers of moves are searched that could pair more proteges, and the one `asked` for.
    """
    by_prices = Method.of(matrix.policy) is Method.PRICES
    try:
        fewest, lines = (_by_prices if by_prices else _by_search)(matrix, start, asked)
    except OverflowError:  # points too large to be weighed against moves in one sum
        fewest, lines = _by_search(matrix, start, asked)
    options = tuple(option(matrix, start, number, line.plan, line.beyond) for number, line in enumerate(lines))
    return options, fewest if options[0].moves else ()


def _by_prices(matrix: FitMatrix, start: Mask, asked: int | None) -> tuple[tuple[Prices, ...], list[_Line]]:
    kept = start & ~matrix.rules.locked
    fewest, corners = hull(matrix.problem, kept, matrix.keys)
    lines: list[_Line] = []
    for left, right in pairwise(corners):
        line, seed = _Line(plan=_solved(matrix, start, left)), possible(matrix.problem, kept, left, right)
        if is_small(matrix) or _pairs_more(left, right):
            lines += _between(matrix, start, line, right.moves, seed)
        elif asked is not None and left.moves < asked < right.moves:
            lines += _at(matrix, start, line, asked, seed)
        else:
            lines.append(line)
    lines.append(_Line(plan=_solved(matrix, start, corners[-1])))
    how = {"scale": fewest.scale, "keep": fewest.keep}
    return (recorded(matrix, POINTS, kept_problem(matrix, start, **how), fewest.best, **how),), lines


def _pairs_more(left: Point, right: Point) -> bool:
    return int(left.best.chosen.any(axis=0).sum()) < int(right.best.chosen.any(axis=0).sum())


def _solved(matrix: FitMatrix, start: Mask, point: Point) -> Solved:
    how = {"scale": point.scale, "keep": point.keep}
    prices: tuple[Prices, ...] = (
        recorded(matrix, POINTS, kept_problem(matrix, start, **how), point.best, **how),
        recorded(matrix, TIES, point.rung, point.tie),
    )
    return Solved(chosen=point.best.chosen | matrix.rules.locked, prices=prices)


def _between(matrix: FitMatrix, start: Mask, left: _Line, ceiling: int, seed: Mask) -> list[_Line]:
    """Return a line and every better plan with fewer moves than the next, from the most moves down."""
    found: list[_Line] = []
    moves = ceiling - 1
    while moves > moves_of(start, left.plan.chosen):
        plan = _with_moves(matrix, start, moves, left.plan.chosen, seed)
        if plan is None or matrix.rank(plan.chosen) <= matrix.rank(left.plan.chosen):
            left = replace(left, beyond=plan.prices if plan else ())
            break
        found = _joined(matrix, start, plan, found)
        moves = moves_of(start, plan.chosen) - 1
    return [left, *found]


def _joined(matrix: FitMatrix, start: Mask, plan: Solved, lines: list[_Line]) -> list[_Line]:
    """Put a plan with fewer moves before the others; in the place of the first where it is no worse, with its proof."""
    if not lines or matrix.rank(plan.chosen) < matrix.rank(lines[0].plan.chosen):
        return [_Line(plan=plan), *lines]
    flaws, prices = checked(matrix, plan.chosen, lines[0].plan.prices, start)
    return [_Line(plan=plan if flaws else Solved(chosen=plan.chosen, prices=prices)), *lines[1:]]


def _at(matrix: FitMatrix, start: Mask, left: _Line, moves: int, seed: Mask) -> Iterator[_Line]:
    """Yield a line, and the best plan with just so many moves where it is better."""
    plan = _with_moves(matrix, start, moves, left.plan.chosen, seed)
    better = plan is not None and matrix.rank(plan.chosen) > matrix.rank(left.plan.chosen)
    yield left if better or plan is None else replace(left, beyond=plan.prices)
    if better and plan is not None:
        yield _Line(plan=plan)


def _by_search(matrix: FitMatrix, start: Mask, _: int | None) -> tuple[tuple[Prices, ...], list[_Line]]:
    """Return the lines for a policy that needs a search, from a fresh start down to the fewest moves."""
    lines = [_Line(plan=best(matrix))]
    moves = moves_of(start, lines[0].plan.chosen) - 1
    while moves >= 0:
        plan = _with_moves(matrix, start, moves)
        if plan is None:
            return _refuted(matrix, start, moves), lines
        if len(lines) == 1 and matrix.rank(plan.chosen) >= matrix.rank(lines[0].plan.chosen):
            plan = _afresh(matrix, start, plan)
            lines = [_Line(plan=plan)]
        else:
            lines = _joined(matrix, start, plan, lines)
        moves = moves_of(start, plan.chosen) - 1
    return (), lines


def _afresh(matrix: FitMatrix, start: Mask, plan: Solved) -> Solved:
    """Prove that a plan with few moves is as good as a fresh start; gives a better one where it is not."""
    whole = _with_moves(matrix, start, int(start.sum()), plan.chosen)
    if whole is None or matrix.rank(whole.chosen) > matrix.rank(plan.chosen):
        return whole or plan
    return Solved(chosen=plan.chosen, prices=whole.prices)


def _refuted(matrix: FitMatrix, start: Mask, moves: int) -> tuple[Prices, ...]:
    """Prove that no plan has so few moves; empty where that could not be shown."""
    from cxmatch.assignment.search import refute  # scipy.optimize is slow to load, and seldom needed

    keep = int(start.sum()) - moves
    leaves = refute(matrix.program(start, keep))
    return (recorded_cases(leaves, keep),) if leaves else ()


def _with_moves(matrix: FitMatrix, start: Mask, moves: int, known: Mask | None = None, seed: Mask | None = None) -> Solved | None:
    """Search for the best plan with at most so many moves, given one with fewer; None where none is found."""
    try:
        return search(matrix, matrix.program(start, int(start.sum()) - moves), known, seed)
    except NoChoiceError:
        return None
