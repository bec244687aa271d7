"""What follows from sums that are known: the lowest and the highest that each of many whole numbers can be."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any, Self

import numpy as np

from cxmatch.assignment.clock import left
from cxmatch.assignment.problem import Ints

LONGEST = 10.0  # seconds, of one search
NEARLY, ROUGHLY = 1e-6, 0.3
_MOST_TURNS = 20  # as often each sum may be looked at, on average, before bounds are left as they are


@dataclass(frozen=True, slots=True, kw_only=True)
class Sum:
    """What is known of some numbers, by their places: their sum, each times its own value, lies from `low` to `high`."""

    values: Mapping[int, int]
    low: int
    high: int


@dataclass(frozen=True, kw_only=True)
class Known:
    """Whole numbers, by their places: between which bounds each lies, and what is known of several together."""

    low: tuple[int, ...]
    high: tuple[int, ...]
    sums: tuple[Sum, ...]

    def fits(self, table: Sequence[int]) -> bool:
        """Tell whether numbers are all that is known: additions alone, in whole numbers."""
        inside = all(low <= number <= high for low, number, high in zip(self.low, table, self.high, strict=True))
        return inside and all(each.low <= _total(each, table) <= each.high for each in self.sums)

    def tightened(self) -> Known:
        """Return the same, with the bounds that follow from one sum at a time; they may be wider than what follows from all."""
        low, high = list(self.low), list(self.high)
        waiting, concerned = dict.fromkeys(range(len(self.sums))), self._concerned
        for _ in range(_MOST_TURNS * len(self.sums)):
            if not waiting:
                break
            moved = _narrowed(self.sums[number := next(iter(waiting))], low, high)
            del waiting[number]
            waiting |= dict.fromkeys(each for place in moved for each in concerned[place])
        return replace(self, low=tuple(low), high=tuple(high))

    @cached_property
    def _concerned(self) -> dict[int, list[int]]:
        """The sums, by number, that each number is in."""
        sums: dict[int, list[int]] = {}
        for number, each in enumerate(self.sums):
            for place in each.values:
                sums.setdefault(place, []).append(number)
        return sums

    def parts(self) -> list[tuple[list[int], Known]]:
        """Return the parts that share no sum: which numbers each has, by their places here, and what is known of them."""
        from scipy.sparse.csgraph import connected_components

        linked = [(first, place) for each in self.sums for first in list(each.values)[:1] for place in each.values]
        ties = _sparse([(*pair, 1) for pair in linked], (len(self.low), len(self.low)))
        labels: list[int] = connected_components(ties, directed=False)[1].tolist()
        places, theirs = defaultdict[int, list[int]](list), defaultdict[int, list[Sum]](list)
        for place, label in enumerate(labels):
            places[label].append(place)
        for each in self.sums:
            theirs[labels[next(iter(each.values))]].append(each)
        return [(places[label], self._part(places[label], sums)) for label, sums in theirs.items()]

    def _part(self, places: list[int], sums: list[Sum]) -> Known:
        there = {place: number for number, place in enumerate(places)}
        moved = (replace(each, values={there[place]: value for place, value in each.values.items()}) for each in sums)
        low, high = (tuple(bounds[place] for place in places) for bounds in (self.low, self.high))
        return Known(low=low, high=high, sums=tuple(moved))


def spans(
    known: Known, table: Sequence[int], watched: Sequence[int], enough: Sequence[int], *, to_first: bool = False
) -> list[tuple[int, int]]:
    """Return the lowest and the highest that each of the watched numbers can be; exact where they are less than `enough` apart.

    Each bound stands in a table of numbers that was found and fits all that is known, by additions alone: no solver is believed,
    and the two are never too far apart. Where a search ends without a proof they may be too close.

    Parameters
    ----------
    known
        What is known.
    table
        Numbers that fit it.
    watched
        The places of the numbers that are looked at.
    enough
        Where one of them is found to span as much, it is looked at no further.
    to_first
        Look no further than to the first that does not span enough: of those after it the bounds may be too close.

    Raises
    ------
    ValueError
        The table does not fit what is known.

    """
    if not known.fits(table):
        raise ValueError("the table does not fit what is known")
    search = _Search.of(known, table, watched)
    search.explore(np.array(enough, dtype=np.int64))
    for number in range(len(watched)):
        for sign in (1, -1):
            if search.high[number] - search.low[number] < enough[number]:
                search.look(sign * np.eye(1, len(watched), number, dtype=np.int64)[0])
        if to_first and search.high[number] - search.low[number] < enough[number]:
            break
    return list(zip(search.low.tolist(), search.high.tolist(), strict=True))


@dataclass(slots=True, kw_only=True)
class _Search:
    """The bounds that were found of watched numbers, shape (k,) each, and the sums of all n numbers as a matrix."""

    known: Known
    watched: Ints
    low: Ints
    high: Ints
    matrix: Any

    @classmethod
    def of(cls, known: Known, table: Sequence[int], watched: Sequence[int]) -> Self:
        """Begin with a table that fits."""
        entries = [(row, *entry) for row, each in enumerate(known.sums) for entry in each.values.items()]
        matrix = _sparse(entries, (len(known.sums), len(known.low)))
        places, begin = np.array(watched, dtype=np.int64), np.array(table, dtype=np.int64)
        return cls(known=known, watched=places, low=begin[places], high=begin[places], matrix=matrix)

    def explore(self, enough: Ints) -> None:
        """Look again and again for tables in which all that do not span enough are where they were not seen."""
        lowest, highest = (np.array(ends, dtype=np.int64)[self.watched] for ends in (self.known.low, self.known.high))
        gained = True
        while gained:
            before = int((self.high - self.low).sum())
            short = (self.high - self.low < enough).astype(np.int64)
            self.look(short * np.where(highest - self.high >= self.low - lowest, -1, 1), ROUGHLY)
            gained = int((self.high - self.low).sum()) > before

    def look(self, weights: Ints, gap: float = 0.0) -> None:
        """Widen the bounds by a table that fits and is, but for a gap, lowest by weights of the watched numbers, shape (k,)."""
        if not weights.any():
            return
        quick = self._lowest(weights, gap, in_whole=False)
        table = self._lowest(weights, gap, in_whole=True) if quick is None else quick
        if table is not None:
            self.low, self.high = np.minimum(self.low, table[self.watched]), np.maximum(self.high, table[self.watched])

    def _lowest(self, weights: Ints, gap: float, *, in_whole: bool) -> Ints | None:
        """Return the lowest table; None where none was found in whole numbers, which need not be searched for `in_whole`."""
        from scipy.optimize import Bounds, LinearConstraint, milp

        objective, sums = np.zeros(len(self.known.low)), self.known.sums
        np.add.at(objective, self.watched, weights)
        result = milp(
            objective,
            integrality=np.full(len(objective), int(in_whole)),
            bounds=Bounds(self.known.low, self.known.high),
            constraints=LinearConstraint(self.matrix, [each.low for each in sums], [each.high for each in sums]),
            options={"mip_rel_gap": gap, "time_limit": min(left(), LONGEST)},
        )
        if result.x is None or np.abs(result.x - np.rint(result.x)).max() > NEARLY:
            return None
        table: Ints = np.rint(result.x).astype(np.int64)
        return table if self.known.fits(table.tolist()) else None


def _narrowed(each: Sum, low: list[int], high: list[int]) -> list[int]:
    """Narrow the bounds of the numbers of a sum by those of the others; return the places that moved."""
    ends = {place: sorted((value * low[place], value * high[place])) for place, value in each.values.items()}
    least, most = (sum(pair[end] for pair in ends.values()) for end in (0, 1))
    moved = []
    for place, value in each.values.items():
        lowest, highest = each.low - (most - ends[place][1]), each.high - (least - ends[place][0])
        one, two = (lowest, highest) if value > 0 else (-highest, -lowest)
        size = abs(value)
        new = max(low[place], -(-one // size)), min(high[place], two // size)
        moved += [place] * (new != (low[place], high[place]))
        low[place], high[place] = new
    return moved


def _total(each: Sum, table: Sequence[int]) -> int:
    return sum(value * table[place] for place, value in each.values.items())


def _sparse(entries: list[tuple[int, int, int]], shape: tuple[int, int]) -> Any:
    from scipy.sparse import csr_array

    rows, columns, values = np.array(entries, dtype=np.int64).reshape(-1, 3).T
    return csr_array((values.astype(np.float64), (rows, columns)), shape=shape)
