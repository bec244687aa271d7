"""Proofs by cases: each case has prices that bound it, and the cases leave nothing out. Imports no solver."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from cxmatch.assignment.problem import Ints
from cxmatch.assignment.program import ONE, ZERO, Constraints, Key

SAFE = 2**62
MOST_CASES = 1_000  # no proof of ours has as many; more would only keep the reader busy


@dataclass(frozen=True, slots=True, kw_only=True)
class Leaf:
    """One case: variables that are decided ("one role 3", "zero cell 1 2"), and prices of rows in units of 1 / `scale`."""

    decisions: tuple[str, ...]
    scale: int
    prices: Mapping[Key, int]


def bound(table: Constraints, places: Mapping[Key, int], objective: Ints, leaf: Leaf) -> int | None:
    r"""Give what no point of a case can exceed; None where the prices show that the case has no point at all.

    For any prices :math:`y \ge 0` of the rows :math:`A x \le b` and bounds :math:`l \le x \le h`,

    .. math:: s\, c x \le y b + \sum_v \max\bigl((s c - y A)_v\, l_v,\; (s c - y A)_v\, h_v\bigr)

    by weak duality of linear programming, in whole numbers throughout. With :math:`c = 0` a right side below 0 shows that
    there is no x.

    Raises
    ------
    ValueError
        A price is negative, or the scale is not positive, or something named is not there.

    """
    if leaf.scale < 1 or any(price < 0 for price in leaf.prices.values()):
        raise ValueError("a price is negative or a scale is not positive")
    low, high = _box(table.width, places, leaf.decisions)
    prices = np.zeros(len(table.keys), dtype=object)
    for key, price in leaf.prices.items():
        if key not in table.places:
            raise ValueError(f"there is no rule {key}")
        prices[table.places[key]] = price
    weighed, spent = _weighed(table, prices)
    if _reach(-weighed, low, high) + spent < 0:
        return None
    return (_reach(leaf.scale * objective.astype(object) - weighed, low, high) + spent) // leaf.scale


def _box(width: int, places: Mapping[Key, int], decisions: Iterable[str]) -> tuple[Ints, Ints]:
    low, high = np.zeros(width, dtype=np.int64), np.ones(width, dtype=np.int64)
    for decision in decisions:
        how, _, name = decision.partition(" ")
        if name not in places or how not in (ONE, ZERO):
            raise ValueError(f"there is nothing to decide called {decision}")
        if how == ONE:
            low[places[name]] = 1
        else:
            high[places[name]] = 0
    return low, high


def _weighed(table: Constraints, prices: np.ndarray) -> tuple[np.ndarray, int]:
    """Give the prices times the rows, and times the limits; in Python's own integers where others could overflow."""
    largest = max((abs(int(price)) for price in prices), default=0)
    most = int(np.abs(table.value).max(initial=0)) * max(len(table.keys), 1)
    kind = np.int64 if largest * most < SAFE else object
    weighed = np.zeros(table.width, dtype=kind)
    used = prices[table.row] != 0
    np.add.at(weighed, table.column[used], prices[table.row[used]].astype(kind) * table.value[used].astype(kind))
    return weighed, sum(int(price) * int(limit) for price, limit in zip(prices, table.limit, strict=True) if price)


def _reach(gain: np.ndarray, low: Ints, high: Ints) -> int:
    """Give the most that a linear form can reach in a box."""
    return int(sum(gain[(gain > 0) & (high > 0)].tolist())) + int(sum(gain[(gain < 0) & (low > 0)].tolist()))


def leaves_nothing_out(cases: Sequence[Sequence[str]]) -> bool:
    """Tell whether cases are the leaves of a tree that always decides the same thing both ways.

    >>> leaves_nothing_out([("one a",), ("zero a", "one b"), ("zero a", "zero b")]), leaves_nothing_out([("one a",)])
    (True, False)
    """
    open_ = [(0, list(cases))]
    while open_:
        depth, group = open_.pop()
        if len(group) == 1 and len(group[0]) == depth:
            continue
        if not group or any(len(case) == depth for case in group) or len({case[depth].partition(" ")[2] for case in group}) > 1:
            return False
        sides = [[case for case in group if case[depth].startswith(f"{how} ")] for how in (ONE, ZERO)]
        if len(sides[0]) + len(sides[1]) < len(group):
            return False
        open_ += [(depth + 1, side) for side in sides]
    return True


def most(table: Constraints, places: Mapping[Key, int], objective: Ints, leaves: Sequence[Leaf]) -> int | None:
    """Give what no point can exceed, by a proof by cases; None where no case has a point.

    Raises
    ------
    ValueError
        It is no proof: a case is missing, or a price or a name is wrong.

    """
    if len(leaves) > MOST_CASES:
        raise ValueError(f"there are more than {MOST_CASES:,} cases")
    if not leaves_nothing_out([leaf.decisions for leaf in leaves]):
        raise ValueError("a case is missing")
    found = [bound(table, places, objective, leaf) for leaf in leaves]
    return max((limit for limit in found if limit is not None), default=None)
