"""The menu of a rerun: the best plan for each number of moves, from the fewest to a fresh start."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from cxmatch.assignment.clock import left as time_left
from cxmatch.assignment.clock import share
from cxmatch.assignment.problem import Mask, NoChoiceError
from cxmatch.assignment.stability import Point, hull, possible
from cxmatch.domain.matching import Prices
from cxmatch.domain.repair import Option
from cxmatch.matching.best import best, search
from cxmatch.matching.method import Method
from cxmatch.matching.proof import POINTS, Solved, checked, kept_problem, recorded, recorded_cases, recorded_ties
from cxmatch.matching.repair import Line, Start

MENU_SHARE = 1 / 2  # of the time that is left, for one line


def menu(start: Start, asked: int | None = None) -> tuple[tuple[Option, ...], tuple[Prices, ...]]:
    """Return every plan that is worth its moves, each with its proof; and the proof that none has fewer moves than the first.

    Plans that a bonus on kept pairs can reach are proven by prices. Between two of them a better plan may hide that no bonus
    reaches: it is searched for, and where there is none, that is proven too. A plan is listed when it is better than every plan
    with fewer moves.

    In a large cohort only those numbers of moves are searched that could pair more proteges, and the one `asked` for.
    """
    by_prices = start.matrix.method is Method.PRICES
    try:
        fewest, lines = _by_prices(start, asked) if by_prices else _by_search(start)
        # A bonus on kept pairings may outweigh that everyone must be paired.
        holds = all(start.matrix.everyone_served(line.solved.chosen) for line in lines)
    except OverflowError:  # points too large to be weighed against moves in one sum
        holds = False
    if not holds:
        fewest, lines = _by_search(start)
    options = tuple(line.option(start, number) for number, line in enumerate(lines))
    return options, fewest if options[0].moves else ()


def by_default(options: Sequence[Option]) -> Option:
    """Return the line of a menu that is taken where nobody says which: the first of those that pair the most."""
    return max(options, key=lambda line: line.paired)


def _by_prices(start: Start, asked: int | None) -> tuple[tuple[Prices, ...], list[Line]]:
    matrix, kept = start.matrix, start.kept & ~start.matrix.rules.locked
    fewest, corners = hull(matrix.problem, kept, matrix.ties)
    lines: list[Line] = []
    for left, right in pairwise(corners):
        line, seed = Line(solved=_solved(start, left)), possible(matrix.problem, kept, left, right)
        if start.is_small or left.best.chosen.any(axis=0).sum() < right.best.chosen.any(axis=0).sum():
            lines += _between(start, line, right.moves, seed)
        elif asked is not None and left.moves < asked < right.moves:
            lines += _at(start, line, asked, seed)
        else:
            lines.append(line)
    return _solved(start, fewest).prices[:1], [*lines, Line(solved=_solved(start, corners[-1]))]


def _solved(start: Start, point: Point) -> Solved:
    matrix, how = start.matrix, {"scale": point.scale, "keep": point.keep}
    total = recorded(matrix, POINTS, kept_problem(matrix, start.kept, **how), point.best, **how)
    prices = (total, *recorded_ties(matrix, point.steps))
    return Solved(matrix=matrix, chosen=point.best.chosen | matrix.rules.locked, prices=prices)


def _between(start: Start, left: Line, ceiling: int, seed: Mask) -> list[Line]:
    """Return a line and every better plan with fewer moves than the next, from the most moves down."""
    found: list[Line] = []
    moves = ceiling - 1
    while moves > start.moves(left.solved.chosen):
        plan = _with_moves(start, moves, left.solved.chosen, seed)
        if plan is None or plan.rank <= left.solved.rank:
            left = replace(left, beyond=plan.prices if plan else ())
            break
        found = _joined(start, plan, found)
        moves = start.moves(plan.chosen) - 1
    return [left, *found]


def _joined(start: Start, plan: Solved, lines: list[Line]) -> list[Line]:
    """Put a plan with fewer moves before the others; in the place of the first where it is no worse, with its proof."""
    if not lines or plan.rank < lines[0].solved.rank:
        return [Line(solved=plan), *lines]
    flaws, proven = checked(replace(plan, prices=lines[0].solved.prices), start.kept)
    return [Line(solved=plan if flaws else proven), *lines[1:]]


def _at(start: Start, left: Line, moves: int, seed: Mask) -> list[Line]:
    """Return a line, and the best plan with just so many moves where it is better."""
    plan = _with_moves(start, moves, left.solved.chosen, seed)
    if plan is None:
        return [left]
    return [left, Line(solved=plan)] if plan.rank > left.solved.rank else [replace(left, beyond=plan.prices)]


def _by_search(start: Start) -> tuple[tuple[Prices, ...], list[Line]]:
    """Return the lines for a policy that needs a search, from a fresh start down to the fewest moves."""
    with share(MENU_SHARE):
        lines = [Line(solved=best(start.matrix))]
    moves = start.moves(lines[0].solved.chosen) - 1
    while moves >= 0 and time_left() > 0:
        plan = _with_moves(start, moves)
        if plan is None:
            return _refuted(start, moves), lines
        if len(lines) == 1 and plan.rank >= lines[0].solved.rank:
            plan = _afresh(start, plan)
            lines = [Line(solved=plan)]
        else:
            lines = _joined(start, plan, lines)
        moves = start.moves(plan.chosen) - 1
    return (), lines


def _afresh(start: Start, plan: Solved) -> Solved:
    """Prove that a plan with few moves is as good as a fresh start; gives a better one where it is not."""
    whole = _with_moves(start, start.every, plan.chosen)
    if whole is None or whole.rank > plan.rank:
        return whole or plan
    return replace(plan, prices=whole.prices)


def _refuted(start: Start, moves: int) -> tuple[Prices, ...]:
    """Prove that no plan has so few moves; empty where that could not be shown."""
    from cxmatch.assignment.search import refute  # scipy.optimize is slow to load, and seldom needed

    keep = start.every - moves
    leaves = refute(start.matrix.program(start.kept, keep))
    return (recorded_cases(leaves, keep),) if leaves else ()


def _with_moves(start: Start, moves: int, known: Mask | None = None, seed: Mask | None = None) -> Solved | None:
    """Search for the best plan with at most so many moves, given one with fewer; None where none is found."""
    try:
        with share(MENU_SHARE):
            return search(start.matrix, start.matrix.program(start.kept, start.every - moves), known, seed)
    except NoChoiceError:
        return None
