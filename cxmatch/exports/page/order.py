"""The order of two columns in which the lines between them cross little: by the middle of what a name is tied to, then sifted.

Both steps are known for drawings in layers (barycentres: Sugiyama, Tagawa and Toda 1981; sifting: Matuszewski, Schönfeld and
Molitor 1999). The least number of crossings takes exponential time to find; how near this comes is measured in the tests.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import combinations, pairwise
from math import ceil
from typing import TypeAlias

Lines: TypeAlias = Mapping[tuple[str, str], int]
Columns: TypeAlias = tuple[list[str], list[str]]
_Near: TypeAlias = Mapping[str, Sequence[tuple[int, int]]]
# Rounds of an attempt, and names that all attempts together begin with: a few names are tried in more ways than many.
_ROUNDS, _WORK = 8, 48


def arranged(lines: Lines, group: Mapping[str, str]) -> Columns:
    """Return the names of the left and of the right column in an order with few crossings.

    `lines` are pairs of a left and a right name, each with its weight. Of orders with as many crossings, that one is taken in
    which more names of a `group` stand together.
    """
    left, right = _sorted(lines, group)
    step = ceil(len(left) / max(1, _WORK // len(left)))
    starts = [names[place:] + names[:place] for names in (left, left[::-1]) for place in range(0, len(left), step)]
    tried = [_improved((start, right), lines, group) for start in starts]
    return min(tried, key=lambda columns: _cost(columns, lines, group))


def pieces(lines: Lines, group: Mapping[str, str]) -> list[Columns]:
    """Return the columns of each part that no line connects with another; parts never cross. Sorted by their first left name."""
    parts = [arranged(part, group) for part in _parts(lines)]
    return sorted(parts, key=lambda columns: (group[columns[0][0]], columns[0][0]))


def crossings(columns: Columns, lines: Lines) -> int:
    """Count the crossings of the lines between two columns; one of lines with weights counts as the product."""
    left, right = ({name: place for place, name in enumerate(names)} for names in columns)
    drawn = [(left[one], right[other], weight) for (one, other), weight in lines.items()]
    return sum(v * w for (a, b, v), (c, d, w) in combinations(drawn, 2) if (a - c) * (b - d) < 0)


def breaks(names: Sequence[str], group: Mapping[str, str]) -> int:
    """Count how often the group changes from a name to the next."""
    return sum(group[one] != group[other] for one, other in pairwise(names))


def _cost(columns: Columns, lines: Lines, group: Mapping[str, str]) -> tuple[int, int]:
    return crossings(columns, lines), sum(breaks(names, group) for names in columns)


def _sorted(lines: Lines, group: Mapping[str, str]) -> Columns:
    left, right = (sorted({line[side] for line in lines}, key=lambda name: (group[name], name)) for side in (0, 1))
    return left, right


def _parts(lines: Lines) -> Iterator[dict[tuple[str, str], int]]:
    """Return the lines of each part that hangs together; an office that stands on both sides is two names."""
    left = sorted(lines)
    while left:
        part, ends = {left[0]}, set(enumerate(left[0]))
        while more := [line for line in left if line not in part and ends & set(enumerate(line))]:
            part.update(more)
            ends.update(end for line in more for end in enumerate(line))
        yield {line: lines[line] for line in left if line in part}
        left = [line for line in left if line not in part]


def _improved(columns: Columns, lines: Lines, group: Mapping[str, str]) -> Columns:
    """Improve the right and the left column in turn, first by middles, then by sifting alone, until a round gains nothing."""
    left, right = columns
    for turn in range(_ROUNDS):
        before = left, right
        right = _turned(right, left, lines, group, side=1, sift=turn > 0)
        left = _turned(left, right, lines, group, side=0, sift=turn > 0)
        if turn > 0 and (left, right) == before:
            break
    return left, right


def _turned(names: list[str], fixed: list[str], lines: Lines, group: Mapping[str, str], *, side: int, sift: bool) -> list[str]:
    near = _near(fixed, lines, side)
    return _sifted(names, near, group) if sift else _by_middle(names, near)


def _near(fixed: Sequence[str], lines: Lines, side: int) -> _Near:
    """Return for each name of a side the places on the other side that it is tied to, each with the weight of the line."""
    places, near = {name: place for place, name in enumerate(fixed)}, dict[str, list[tuple[int, int]]]()
    for ends, weight in lines.items():
        near.setdefault(ends[side], []).append((places[ends[1 - side]], weight))
    return near


def _by_middle(names: Iterable[str], near: _Near) -> list[str]:
    return sorted(names, key=lambda name: sum(p * w for p, w in near[name]) / sum(w for _, w in near[name]))


def _sifted(names: Sequence[str], near: _Near, group: Mapping[str, str]) -> list[str]:
    """Move each name in turn to where it crosses least, and among those places to where it stands with its group."""
    order = [*names]
    cost = {(one, other): _cross(near[one], near[other]) for one in names for other in names}
    for name in names:
        order.remove(name)
        order.insert(_best_place(name, order, cost, group), name)
    return order


def _cross(above: Sequence[tuple[int, int]], below: Sequence[tuple[int, int]]) -> int:
    return sum(v * w for p, v in above for q, w in below if p > q)


def _best_place(name: str, order: Sequence[str], cost: Mapping[tuple[str, str], int], group: Mapping[str, str]) -> int:
    """Return the place in an order without a name where its lines cross least; crossings are counted from those at the top."""
    crossed, costs = 0, list[tuple[int, int, int]]()
    for place in range(len(order) + 1):
        around = order[max(place - 1, 0) : place + 1]
        costs.append((crossed, breaks([*order[:place][-1:], name, *order[place:][:1]], group) - breaks(around, group), place))
        if place < len(order):
            crossed += cost[order[place], name] - cost[name, order[place]]
    return min(costs)[2]
