"""The menu of a rerun: the best plan for each number of moves, from the fewest to a fresh start."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from itertools import pairwise

from cxmatch.assignment.hull import Point, hull, possible
from cxmatch.assignment.problem import Mask
from cxmatch.assignment.program import NoChoiceError
from cxmatch.domain.matching import Prices
from cxmatch.domain.repair import Option
from cxmatch.matching.best import best, search
from cxmatch.matching.fit import FitMatrix
from cxmatch.matching.proof import POINTS, TIES, Method, Solved, checked, kept_problem, recorded, recorded_cases
from cxmatch.matching.repair import Line, is_small, moves_of


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
    options = tuple(line.option(start, number) for number, line in enumerate(lines))
    return options, fewest if options[0].moves else ()


def _by_prices(matrix: FitMatrix, start: Mask, asked: int | None) -> tuple[tuple[Prices, ...], list[Line]]:
    kept = start & ~matrix.rules.locked
    fewest, corners = hull(matrix.problem, kept, matrix.keys)
    lines: list[Line] = []
    for left, right in pairwise(corners):
        line, seed = Line(solved=_solved(matrix, start, left)), possible(matrix.problem, kept, left, right)
        if is_small(matrix) or _pairs_more(left, right):
            lines += _between(matrix, start, line, right.moves, seed)
        elif asked is not None and left.moves < asked < right.moves:
            lines += _at(matrix, start, line, asked, seed)
        else:
            lines.append(line)
    lines.append(Line(solved=_solved(matrix, start, corners[-1])))
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
    return Solved(matrix=matrix, chosen=point.best.chosen | matrix.rules.locked, prices=prices)


def _between(matrix: FitMatrix, start: Mask, left: Line, ceiling: int, seed: Mask) -> list[Line]:
    """Return a line and every better plan with fewer moves than the next, from the most moves down."""
    found: list[Line] = []
    moves = ceiling - 1
    while moves > moves_of(start, left.solved.chosen):
        plan = _with_moves(matrix, start, moves, left.solved.chosen, seed)
        if plan is None or plan.rank <= left.solved.rank:
            left = replace(left, beyond=plan.prices if plan else ())
            break
        found = _joined(start, plan, found)
        moves = moves_of(start, plan.chosen) - 1
    return [left, *found]


def _joined(start: Mask, plan: Solved, lines: list[Line]) -> list[Line]:
    """Put a plan with fewer moves before the others; in the place of the first where it is no worse, with its proof."""
    if not lines or plan.rank < lines[0].solved.rank:
        return [Line(solved=plan), *lines]
    flaws, proven = checked(replace(plan, prices=lines[0].solved.prices), start)
    return [Line(solved=plan if flaws else proven), *lines[1:]]


def _at(matrix: FitMatrix, start: Mask, left: Line, moves: int, seed: Mask) -> Iterator[Line]:
    """Yield a line, and the best plan with just so many moves where it is better."""
    plan = _with_moves(matrix, start, moves, left.solved.chosen, seed)
    better = plan is not None and plan.rank > left.solved.rank
    yield left if better or plan is None else replace(left, beyond=plan.prices)
    if better and plan is not None:
        yield Line(solved=plan)


def _by_search(matrix: FitMatrix, start: Mask, _: int | None) -> tuple[tuple[Prices, ...], list[Line]]:
    """Return the lines for a policy that needs a search, from a fresh start down to the fewest moves."""
    lines = [Line(solved=best(matrix))]
    moves = moves_of(start, lines[0].solved.chosen) - 1
    while moves >= 0:
        plan = _with_moves(matrix, start, moves)
        if plan is None:
            return _refuted(matrix, start, moves), lines
        if len(lines) == 1 and plan.rank >= lines[0].solved.rank:
            plan = _afresh(matrix, start, plan)
            lines = [Line(solved=plan)]
        else:
            lines = _joined(start, plan, lines)
        moves = moves_of(start, plan.chosen) - 1
    return (), lines


def _afresh(matrix: FitMatrix, start: Mask, plan: Solved) -> Solved:
    """Prove that a plan with few moves is as good as a fresh start; gives a better one where it is not."""
    whole = _with_moves(matrix, start, int(start.sum()), plan.chosen)
    if whole is None or whole.rank > plan.rank:
        return whole or plan
    return replace(plan, prices=whole.prices)


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
