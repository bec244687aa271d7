"""Stability: how wrong the values may be before another assignment is better."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import NamedTuple, Self, TypeAlias

import numpy as np

from cxmatch.assignment.problem import Ints, Mask, Problem
from cxmatch.assignment.steps import BLOCK, Steps

FAR = 2**62
Arc: TypeAlias = tuple[int, int, int]  # tail, head, weight


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
    """Cells that are not allowed for want of value alone: what each is worth, and how much is missing (-1 for all others)."""

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
    while cycle := _negative_cycle(_weighed(usable, chosen, value, bonus, radius), span):
        cells = [arc for arc in cycle if span - 1 not in arc[:2]]
        radius += Fraction(sum(weight for _, _, weight in cycle), len(cells) * radius.denominator)
        rival = _applied(cells, chosen)
    return None if rival is None else _Margin(radius=radius, rival=rival)


def _weighed(problem: Problem, chosen: Mask, value: Ints, bonus: Ints, radius: Fraction) -> Steps:
    """Return steps of which those of a cycle add up to less than 0 where its cost is below `radius` times its cells."""
    per, off = radius.denominator, radius.numerator
    steps = Steps.of(problem, chosen, lambda cost, cells, _: cost * per - cells * off, bonus=bonus, far=FAR)
    return replace(steps, add=np.where(steps.add < FAR, -value * per - off, FAR))


def _applied(cells: Sequence[Arc], chosen: Mask) -> Mask:
    n, after = len(chosen), chosen.copy()
    for tail, head, _ in cells:
        after[min(tail, head), max(tail, head) - n] = tail < n
    return after


class _Lengths(NamedTuple):
    """How short a way of so many arcs to each node can be, wherever it begins: after each round of Bellman-Ford one arc more."""

    rows: Ints
    columns: Ints
    root: int

    def after(self, steps: Steps, before: Self | None = None) -> Self:
        """Return the lengths of the next round; with those `before`, only rows that came nearer since bring a column anything."""
        nearer = np.arange(len(self.rows)) if before is None else np.flatnonzero(self.rows < before.rows)
        columns = np.minimum(self.columns, steps.clear + self.root)
        for part in (nearer[start : start + BLOCK] for start in range(0, len(nearer), BLOCK)):
            columns = np.minimum(columns, (steps.add[part] + self.rows[part, None]).min(axis=0))
        rows = np.minimum(self.rows, steps.begin + self.root)
        np.minimum.at(rows, steps.at, self.columns[steps.to] + steps.take)
        root = min((steps.end + self.rows).min(initial=self.root), (steps.fill + self.columns).min(initial=self.root))
        return type(self)(rows, columns, int(root))

    def of(self, node: int) -> int:
        """Return the length of one node: rows come first, then columns, the root last."""
        n, m = len(self.rows), len(self.columns)
        return int(self.rows[node]) if node < n else int(self.columns[node - n]) if node < n + m else self.root

    @property
    def whole(self) -> Ints:
        """All of them, shape (n + m + 1,)."""
        return np.concatenate([self.rows, self.columns, [self.root]])

    def pattern(self) -> bytes:
        """Return how the lengths lie to each other: what the next rounds do follows from it, save for nodes that stay at 0."""
        whole = self.whole
        return np.where(whole < 0, whole - whole.min(), -1).tobytes()

    def stay(self, steps: Steps) -> bool:
        """Tell whether no arc leads from the nodes below 0 to those that are at 0, which therefore will never change."""
        rows, columns = (np.where(lengths < 0, -FAR // 2, 0) for lengths in (self.rows, self.columns))
        deep = type(self)(rows, columns, -FAR // 2 if self.root < 0 else 0)
        return np.array_equal(deep.after(steps).whole < 0, deep.whole < 0)


def _negative_cycle(steps: Steps, nodes: int) -> list[Arc]:
    """Return the arcs of a cycle that adds up to less than 0, empty where there is none.

    Where one is, lengths fall for ever, and soon in a pattern that comes again: so many rounds are left out as would only repeat
    it, and the cycle is the one that all `nodes` + 1 rounds would have ended with.
    """
    start = _Lengths(0 * steps.end, 0 * steps.fill, 0)
    rounds, seen, left = [start, start.after(steps)], dict[bytes, int](), nodes
    while left:
        rounds.append(rounds[-1].after(steps, rounds[-2]))
        if np.array_equal(rounds[-1].whole, rounds[-2].whole):
            return []
        left -= 1
        again = len(rounds) - seen.setdefault(rounds[-1].pattern(), len(rounds))
        if again and rounds[-1].stay(steps):
            left %= again
    return _cycle(steps, rounds)


def _cycle(steps: Steps, rounds: Sequence[_Lengths]) -> list[Arc]:
    """Walk back from the first node that came nearer in the last round until that is on a cycle, and return its arcs."""
    last = dict[int, Arc]()

    def back(node: int) -> Arc:
        if node not in last:
            last[node] = _last_arc(steps, rounds, node)
        return last[node]

    node = _first_nearer(steps, rounds[-2], rounds[-1])
    for _ in range(sum(steps.add.shape) + 1):
        node = back(node)[0]
    found = [back(node)]
    while found[-1][0] != node:
        found.append(back(found[-1][0]))
    return found


def _first_nearer(steps: Steps, before: _Lengths, now: _Lengths) -> int:
    """Return the head of the first arc along which a node came nearer: a cell added, one taken out, the root."""
    n, nearer, closer = len(now.rows), now.columns < before.columns, now.rows < before.rows
    taken = (before.columns[steps.to] + steps.take == now.rows[steps.at]) & closer[steps.at]
    begun = (before.root + steps.begin == now.rows) & closer
    if (added := (before.rows[:, None] + steps.add == now.columns) & nearer).any():
        return n + int(added.argmax()) % len(nearer)
    if taken.any():
        return int(steps.at[taken.argmax()])
    if begun.any():
        return int(begun.argmax())
    return n + (len(nearer) if now.root < before.root else int(nearer.argmax()))


def _last_arc(steps: Steps, rounds: Sequence[_Lengths], node: int) -> Arc:
    """Return the arc along which a node came nearer last; of several, the last in that order."""
    place = next(place for place in range(len(rounds) - 1, 0, -1) if rounds[place].of(node) < rounds[place - 1].of(node))
    length, before, (n, m) = rounds[place].of(node), rounds[place - 1], steps.add.shape
    if node < n:
        cells = np.flatnonzero(steps.at == node)
        tails = np.append(n + steps.to[cells], n + m)
        reach = np.append(before.columns[steps.to[cells]] + steps.take[cells], before.root + steps.begin[node])
    elif node < n + m:
        tails = np.append(np.arange(n), n + m)
        reach = np.append(before.rows + steps.add[:, node - n], before.root + steps.clear[node - n])
    else:
        tails, reach = np.arange(n + m), np.append(before.rows + steps.end, before.columns + steps.fill)
    tail = int(tails[np.flatnonzero(reach == length)[-1]])
    return tail, node, length - before.of(tail)
