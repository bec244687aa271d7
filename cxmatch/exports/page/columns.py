"""What a drawing of two columns is made of: names in an order in which lines cross little, and strokes between them.

Names go by the middle of what they are tied to, and are then sifted: both steps are known for drawings in layers (barycentres:
Sugiyama, Tagawa and Toda 1981; sifting: Matuszewski, Schönfeld and Molitor 1999). The least number of crossings takes
exponential time to find; how near this comes is measured in the tests.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations, pairwise
from math import ceil
from typing import TypeAlias

from cxmatch.records.text import grouped

# The height of a row and the width between the columns, in units of the drawing; the page stretches the width alone.
ROW, WIDTH = 10, 100
COLORS, DASHES = 6, 6
OTHER = "c6 d0"
# Above so many offices lines run from department to department, and answers are counted.
MOST_OFFICES = 60
NO_DEPARTMENT = "No department given"
Lines: TypeAlias = Mapping[tuple[str, str], int]
Columns: TypeAlias = tuple[list[str], list[str]]
_Near: TypeAlias = Mapping[str, Sequence[tuple[int, int]]]
# Rounds of an attempt, and names that all attempts together begin with: a few names are tried in more ways than many.
_ROUNDS, _WORK = 8, 48


@dataclass(frozen=True, slots=True, kw_only=True)
class Label:
    """A name in a column with a smaller `note` behind it, or the heading of the names below that are `inside`."""

    text: str
    note: str = ""
    heading: bool = False
    inside: bool = False


Rows: TypeAlias = tuple[Label | None, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Stroke:
    """A line or a band from left to right: an SVG path, its classes, what it says; a `width` of 0 is that of the style sheet."""

    path: str
    style: str
    words: str = ""
    width: float = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Drawing:
    """Two columns of equally many rows, each with its head, and the strokes between them.

    `areas` is the key of colors and dashes, `fits` that of widths, empty where they say nothing; `named` are the largest strokes
    in words; `search` says that there are too many offices to be drawn one by one.
    """

    left: Rows
    right: Rows
    strokes: tuple[Stroke, ...]
    words: str = ""
    heads: tuple[str, str] = ("", "")
    areas: tuple[tuple[str, str], ...] = ()
    fits: tuple[tuple[str, float], ...] = ()
    named: tuple[str, ...] = ()
    search: bool = False

    @property
    def height(self) -> int:
        """The height in units of the drawing."""
        return ROW * len(self.left)


def style_of(areas: Sequence[str], area: str) -> str:
    """Return the classes of the strokes of a practice area: a color and a dash, no two areas both alike.

    >>> style_of(["Hiring", "Research"], "Research"), style_of([], "")
    ('c1 d1', 'c6 d0')
    """
    place = areas.index(area) if area in areas else COLORS * DASHES
    return f"c{place % COLORS} d{(place + place // COLORS) % DASHES}" if place < COLORS * DASHES else OTHER


def curve(start: float, end: float) -> str:
    """Return the path of a line from a height at the left to one at the right."""
    half = WIDTH // 2
    return f"M0 {start:g}H{WIDTH}" if start == end else f"M0 {start:g}C{half} {start:g} {half} {end:g} {WIDTH} {end:g}"


def arranged(lines: Lines, group: Mapping[str, str]) -> Columns:
    """Return the names of the left and of the right column in an order with few crossings.

    `lines` are pairs of a left and a right name, each with its weight. Of orders with as many crossings, that one is taken in
    which more names of a `group` stand together.
    """
    left, right = (sorted({ends[side] for ends in lines}, key=lambda name: (group[name], name)) for side in (0, 1))
    step = ceil(len(left) / max(1, _WORK // len(left)))
    starts = [names[place:] + names[:place] for names in (left, left[::-1]) for place in range(0, len(left), step)]
    tried = [_improved((start, right), lines, group) for start in starts]
    return min(tried, key=lambda columns: (crossings(columns, lines), sum(breaks(names, group) for names in columns)))


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
    if sift:
        return _sifted(names, near, group)
    return sorted(names, key=lambda name: sum(p * w for p, w in near[name]) / sum(w for _, w in near[name]))


def _near(fixed: Sequence[str], lines: Lines, side: int) -> _Near:
    """Return for each name of a side the places on the other side that it is tied to, each with the weight of the line."""
    places = {name: place for place, name in enumerate(fixed)}
    return grouped((ends[side], (places[ends[1 - side]], weight)) for ends, weight in lines.items())


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
