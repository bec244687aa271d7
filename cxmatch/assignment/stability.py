"""Where another assignment comes to be best: how wrong values may be before, and what is reached where kept cells count more."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import cache, partial

import numpy as np

from cxmatch.assignment.certificate import recover
from cxmatch.assignment.problem import Assignment, Ints, Keys, Mask, Problem
from cxmatch.assignment.solver import Step, solve_ladder
from cxmatch.assignment.steps import BLOCK, FAR, Steps, changed


@dataclass(frozen=True, slots=True, kw_only=True)
class _Margin:
    """The largest error of every value that a best assignment stands, and the choice that ends it.

    At that error `rival` is as good; or, where it `opens` a cell that only a larger error does, it is better one unit further on.
    """

    radius: Fraction
    rival: Mask
    opens: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Closed:
    """Cells that are not allowed for want of value alone: what each is worth, and how much is missing, both shape (n, m).

    For all other cells -1 is missing.
    """

    value: Ints
    missing: Ints


def margin(problem: Problem, chosen: Mask, closed: Closed | None = None) -> _Margin | None:
    r"""Find how wrong each value may be, independently and in both directions, with chosen cells, shape (n, m), still best.

    It is the least of :math:`(w(M) - w(M')) / |M \triangle M'|` over all other choices M' that serve as many columns first: the
    minimum ratio cycle of the residual graph, where only cells count. A closed cell takes part from the error that opens it;
    where a choice with it is better already then, the largest whole error below that is the margin. None where no other choice
    can ever be best.

    Notes
    -----
    Newton's method (Dinkelbach 1967): take a cycle that is below the ratio tried, try its ratio next. Each round is a
    Bellman-Ford in whole numbers, O(n m (n + m)). The mask of all other cells, the seats and the bonus are taken as certain.
    """
    closed = closed or Closed(value=problem.value, missing=np.full(problem.value.shape, -1))
    found = _least(problem, chosen, problem.allowed, problem.value)
    for missing in sorted({int(short) for short in closed.missing[closed.missing > 0]}):
        if found is not None and found.radius < missing:
            break
        opened = (closed.missing > 0) & (closed.missing <= missing)
        value = np.where(opened, closed.value, problem.value)
        other = _least(problem, chosen, problem.allowed | opened, value)
        if other is None or other.radius < missing:
            found = found if other is None else _Margin(radius=Fraction(missing - 1), rival=other.rival, opens=True)
        elif found is None or other.radius < found.radius:
            found = other
    return found


def _least(problem: Problem, chosen: Mask, allowed: Mask, value: Ints) -> _Margin | None:
    """Find the minimum ratio cycle among some cells; it may be below 0 where not all of them were allowed."""
    span = sum(value.shape) + 1
    largest = max(problem.largest_value, int(np.abs(value).max(initial=0, where=allowed)))
    # A cycle that loses a served column must never look cheap, however many cells it has, nor one that serves another dear.
    bonus = np.where(problem.bonus > 0, 8 * span * (largest + 1), 0)
    usable = replace(problem, allowed=allowed, value=np.maximum(value, 0))
    radius, rival = Fraction(2 * largest + 1), None
    while cycle := _negative_cycle(_weighed(usable, chosen, value, bonus, radius)):
        rival = changed(chosen, cycle)
        lost = _worth(value, bonus, chosen) - _worth(value, bonus, rival)
        radius = Fraction(lost, int(np.count_nonzero(chosen ^ rival)))
    return None if rival is None else _Margin(radius=radius, rival=rival)


def _worth(value: Ints, bonus: Ints, chosen: Mask) -> int:
    return int(value[chosen].sum()) + int(bonus[chosen.any(axis=0)].sum())


def _weighed(problem: Problem, chosen: Mask, value: Ints, bonus: Ints, radius: Fraction) -> Steps:
    """Return steps of which those of a cycle add up to less than 0 where its cost is below `radius` times its cells."""
    per, off = radius.denominator, radius.numerator
    steps = Steps.of(problem, chosen, lambda cost, cells, _: cost * per - cells * off, bonus=bonus, far=FAR)
    return replace(steps, add=np.where(steps.add < FAR, -value * per - off, FAR))


def _negative_cycle(steps: Steps) -> list[int]:
    """Return the nodes of a cycle that adds up to less than 0, empty where there is none.

    Where one is, lengths fall for ever, and soon in a pattern that comes again: so many rounds are left out as would only repeat
    it, and the cycle is the one that as many rounds as there are nodes, and one, would have ended with.
    """
    nothing = np.zeros(sum(steps.add.shape) + 1, dtype=np.int64)
    rounds, seen, left = [nothing, _nearer(steps, nothing)], dict[bytes, int](), len(nothing)
    while left:
        rounds.append(_nearer(steps, rounds[-1], rounds[-2]))
        if np.array_equal(rounds[-1], rounds[-2]):
            return []
        left -= 1
        # How the lengths lie to each other: what the next rounds do follows from it, save for nodes that stay at 0.
        pattern = np.where(rounds[-1] < 0, rounds[-1] - rounds[-1].min(), -1).tobytes()
        again = len(rounds) - seen.setdefault(pattern, len(rounds))
        if again and _stay(steps, rounds[-1]):
            left %= again
    return _cycle(steps, rounds)


def _nearer(steps: Steps, lengths: Ints, before: Ints | None = None) -> Ints:
    """Return how short a way of one arc more to each node, shape (n + m + 1,), can be, wherever it begins (Bellman-Ford).

    With the lengths of the round `before`, only rows that came nearer since bring a column anything.
    """
    n = len(steps.begin)
    rows, columns, root = lengths[:n], lengths[n:-1], lengths[-1]
    fresh = np.arange(n) if before is None else np.flatnonzero(rows < before[:n])
    to_columns = np.minimum(columns, steps.clear + root)
    for part in (fresh[start : start + BLOCK] for start in range(0, len(fresh), BLOCK)):
        to_columns = np.minimum(to_columns, (steps.add[part] + rows[part, None]).min(axis=0))
    to_rows = np.minimum(rows, steps.begin + root)
    np.minimum.at(to_rows, steps.at, columns[steps.to] + steps.take)
    to_root = min((steps.end + rows).min(initial=root), (steps.fill + columns).min(initial=root))
    return np.concatenate([to_rows, to_columns, [to_root]])


def _stay(steps: Steps, lengths: Ints) -> bool:
    """Tell whether no arc leads from the nodes below 0 to those that are at 0, which therefore will never change."""
    deep = np.where(lengths < 0, -FAR // 2, 0)
    return np.array_equal(_nearer(steps, deep) < 0, deep < 0)


def _cycle(steps: Steps, rounds: Sequence[Ints]) -> list[int]:
    """Walk back from the first node that came nearer in the last round until that is on a cycle, and return it, in order."""
    back = cache(partial(_before, steps, rounds))
    node = _first_nearer(steps, rounds[-2], rounds[-1])
    for _ in rounds[0]:
        node = back(node)
    cycle = [node]
    while (node := back(node)) != cycle[0]:
        cycle.append(node)
    return cycle[::-1]


def _first_nearer(steps: Steps, before: Ints, now: Ints) -> int:
    """Return the head of the first arc along which a node came nearer: a cell added, one taken out, the root."""
    n, came = len(steps.begin), now < before
    added = (before[:n, None] + steps.add == now[n:-1]) & came[n:-1]
    taken = (before[n:-1][steps.to] + steps.take == now[steps.at]) & came[steps.at]
    begun = (before[-1] + steps.begin == now[:n]) & came[:n]
    if added.any():
        return n + int(added.argmax()) % (len(now) - n - 1)
    if taken.any():
        return int(steps.at[taken.argmax()])
    if begun.any():
        return int(begun.argmax())
    return len(now) - 1 if came[-1] else n + int(came[n:-1].argmax())


def _before(steps: Steps, rounds: Sequence[Ints], node: int) -> int:
    """Return the node from which another came nearer last; of several, the last in that order."""
    place = next(place for place in range(len(rounds) - 1, 0, -1) if rounds[place][node] < rounds[place - 1][node])
    (n, m), before = steps.add.shape, rounds[place - 1]
    rows, columns, root = before[:n], before[n:-1], before[-1]
    if node < n:
        cells = np.flatnonzero(steps.at == node)
        tails = np.append(n + steps.to[cells], n + m)
        reach = np.append(columns[steps.to[cells]] + steps.take[cells], root + steps.begin[node])
    elif node < n + m:
        tails = np.append(np.arange(n), n + m)
        reach = np.append(rows + steps.add[:, node - n], root + steps.clear[node - n])
    else:
        tails, reach = np.arange(n + m), np.append(rows + steps.end, columns + steps.fill)
    return int(tails[np.flatnonzero(reach == rounds[place][node])[-1]])


@dataclass(frozen=True, slots=True, kw_only=True)
class Point:
    """A best assignment when each kept cell counts `keep` / `scale` on top of its value.

    `best` proves it for the problem of `with_keep`, `steps` for what that leaves to each of the keys.
    """

    moves: int
    worth: int
    scale: int
    keep: int
    best: Assignment
    steps: tuple[Step, ...]


def hull(problem: Problem, kept: Mask, keys: Sequence[Keys]) -> tuple[Point, tuple[Point, ...]]:
    r"""Find every corner of the upper concave hull of worth against moves.

    A move is a kept cell that is not chosen. Each corner :math:`(k, f(k))` is the best worth with at most k moves, since any
    choice with as many kept cells has no more of :math:`b\,w + a\,|\text{kept}|`. `kept` has shape (n, m); `keys` as in `Face`.

    Gives a point that proves that no assignment has fewer moves; then the corners, from the fewest moves to the best worth: the
    last has the fewest moves among the assignments of best worth. Raises OverflowError where the values are so large that they
    could not be weighed against moves exactly.

    Notes
    -----
    One solve for each corner and one for each edge between two (Eisner and Severance 1976). Choices below the hull, which no
    bonus can reach, are *not* found here.
    """
    cells = int(kept.sum()) + 1
    last = _point(problem, kept, keys, scale=cells, keep=1)
    if last.moves == 0:
        return last, (last,)
    most = problem.worth(last.best.chosen) + 1
    first = _point(problem, kept, keys, scale=1, keep=most)
    if (first.moves, first.worth) == (last.moves, last.worth):
        return first, (last,)
    return first, (first, *_between(problem, kept, keys, first, last), last)


def _between(problem: Problem, kept: Mask, keys: Sequence[Keys], left: Point, right: Point) -> Iterator[Point]:
    scale, keep = right.moves - left.moves, right.worth - left.worth
    found = _point(problem, kept, keys, scale=scale, keep=keep)
    if scale * found.worth - keep * found.moves > scale * left.worth - keep * left.moves:
        yield from _between(problem, kept, keys, left, found)
        yield found
        yield from _between(problem, kept, keys, found, right)


def _point(problem: Problem, kept: Mask, keys: Sequence[Keys], *, scale: int, keep: int) -> Point:
    best, steps = solve_ladder(problem.with_keep(kept, scale, keep), *keys)
    moves = int(np.count_nonzero(kept & ~best.chosen))
    return Point(moves=moves, worth=problem.worth(best.chosen), scale=scale, keep=keep, best=best, steps=steps)


def possible(problem: Problem, kept: Mask, left: Point, right: Point) -> Mask:
    """Mark the cells, shape (n, m), that a choice between two neighboring corners, better than the left one, can have.

    The prices of the edge between them bound every choice; a cell that loses more by them than the edge is above the left
    corner has no part in a better choice.
    """
    scale, keep = right.moves - left.moves, right.worth - left.worth
    edge = problem.with_keep(kept, scale, keep)
    best = recover(edge, left.best.chosen)
    surplus = edge.value + edge.bonus - best.row_prices[:, None] - best.column_prices
    cells: Mask = problem.allowed & (surplus >= -scale * keep)
    return cells | left.best.chosen | right.best.chosen | kept
