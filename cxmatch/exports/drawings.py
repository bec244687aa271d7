"""The drawings of the page: who mentors whom, on a ring, and what offices can do and want, as maps; and the graph as a file."""

from __future__ import annotations

import io
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Self

import numpy as np

from cxmatch.domain.asked import first_need
from cxmatch.domain.cohort import Cohort
from cxmatch.domain.framework import Scale
from cxmatch.domain.rows import areas_of
from cxmatch.domain.run import Run
from cxmatch.exports.handout import Handout
from cxmatch.records.text import visible

_ROOM, _DOT = 15, 4
_LONGEST_LABEL, _LETTER = 36, 6
_CELL, _NAMES = 14, 240
_SHADES = 5
# So many letters side by side has a sheet of paper, or a window before tables are stacked, as headings of areas.
_HEADINGS = 48


@dataclass(frozen=True, slots=True, kw_only=True)
class _Node:
    """An office on the ring: its place, and how its label is turned so that it reads outward."""

    name: str
    x: float
    y: float
    turn: float
    anchor: str
    shift: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Network:
    """The drawing of who mentors whom: its half side, the offices, and the arrows from mentor to protege, each a path."""

    half: int
    nodes: tuple[_Node, ...]
    arrows: tuple[str, ...]

    @classmethod
    def of(cls, run: Run) -> Self:
        """Draw the paired offices on a ring, partners beside each other as far as can be."""
        pairs = [(fit.mentor, fit.protege) for fit in run.matching.pairings]
        order = _chains(pairs)
        radius = max(70, round(_ROOM * len(order) / math.tau))
        spots = _ring(order, radius)
        arrows = tuple(_arrow(spots[mentor], spots[protege]) for mentor, protege in sorted(pairs))
        label = 20 + _LETTER * min(_LONGEST_LABEL, max(map(len, order), default=0))
        return cls(half=radius + label, nodes=tuple(_node(name, *spots[name]) for name in order), arrows=arrows)


def _chains(pairs: Sequence[tuple[str, str]]) -> list[str]:
    """Order the offices so that a mentor is followed by its protege, and those that pairs connect stand together."""
    proteges, around = dict[str, list[str]](), dict[str, list[str]]()
    for mentor, protege in pairs:
        proteges.setdefault(mentor, []).append(protege)
        for one, other in ((mentor, protege), (protege, mentor)):
            around.setdefault(one, []).append(other)
    guided, order, seen = {protege for _, protege in pairs}, dict[str, None](), dict[str, None]()
    for name in around:
        if name not in seen:
            part = _reached([name], around, {})
            seen |= part
            _reached(sorted(part, key=lambda one: (one in guided, one)), proteges, order)
    return list(order)


def _reached(starts: Sequence[str], after: Mapping[str, Sequence[str]], found: dict[str, None]) -> dict[str, None]:
    """Add to what was found the names that can be reached: depth first, each name where it is first met."""
    waiting = [*reversed(starts)]
    while waiting:
        name = waiting.pop()
        if name not in found:
            found[name] = None
            waiting.extend(reversed(after.get(name, ())))
    return found


def _ring(names: Sequence[str], radius: int) -> dict[str, tuple[float, float]]:
    """Return a place for each name, evenly on a ring around the middle."""
    if not names:
        return {}
    angles = (np.linspace(0, 1, len(names) + 1)[:-1] * 2 * np.pi).astype(np.float32)
    spots = np.column_stack([np.cos(angles), np.sin(angles)]).astype(float)
    spots -= spots.mean(axis=0)
    spots *= radius / np.abs(spots).max()
    return {name: (round(x + 0.0, 1), round(y + 0.0, 1)) for name, (x, y) in zip(names, spots.tolist(), strict=True)}


def _node(name: str, x: float, y: float) -> _Node:
    degrees = round(math.degrees(math.atan2(y, x)), 1)
    left = abs(degrees) > 90
    turn = round(degrees + 180, 1) if left else degrees
    return _Node(name=name, x=x, y=y, turn=turn, anchor="end" if left else "start", shift=-10 if left else 10)


def _arrow(one: tuple[float, float], other: tuple[float, float]) -> str:
    """Draw a curve that bends toward the middle, more the further it goes, and stops short of the dot it points to."""
    inward = max(0.5, 1 - math.dist(one, other) / math.hypot(*one)) / 2
    bend = [round((a + b) * inward, 1) for a, b in zip(one, other, strict=True)]
    away = math.hypot(other[0] - bend[0], other[1] - bend[1]) or 1
    end = [round(b - (b - m) * (_DOT + 3) / away, 1) for b, m in zip(other, bend, strict=True)]
    return f"M{one[0]:g} {one[1]:g}Q{bend[0]:g} {bend[1]:g} {end[0]:g} {end[1]:g}"


@dataclass(frozen=True, slots=True, kw_only=True)
class _HeatMap:
    """What the offices can do, or want, area by area: in words, "" where not answered; and the cells of each level as a path."""

    title: str
    names: tuple[str, ...]
    areas: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    tiles: Mapping[int, str]

    @property
    def width(self) -> int:
        """The width of the drawing."""
        return _NAMES + _CELL * len(self.areas)

    @property
    def names_areas(self) -> bool:
        """Whether the names of all areas fit beside each other as headings, no word of them split; else they are numbered."""
        return sum(max(map(len, area.split()), default=0) for area in self.areas) <= _HEADINGS

    @property
    def height(self) -> int:
        """The height of the drawing; a row of numbers for the areas stands above the cells."""
        return _CELL * (len(self.names) + 1)


def heat_maps(cohort: Cohort) -> list[_HeatMap]:
    """Draw capability and need of every office in every practice area."""
    framework = cohort.framework
    return [
        _heat_map("Capability", cohort, [office.capability for office in cohort.offices], framework.capability_scale),
        _heat_map("Need", cohort, [office.need for office in cohort.offices], framework.need_scale),
    ]


def _heat_map(title: str, cohort: Cohort, answers: Sequence[Mapping[str, int]], scale: Scale) -> _HeatMap:
    areas, tiles = cohort.framework.areas, dict[int, str]()
    for row, given in enumerate(answers, start=1):
        for column, area in enumerate(areas):
            if area.id in given:
                shade = (given[area.id] - scale.bottom) * (_SHADES - 1) // (scale.top - scale.bottom)
                tiles[shade] = tiles.get(shade, "") + f"M{_NAMES + column * _CELL} {row * _CELL}h12v12h-12z"
    return _HeatMap(
        title=title,
        names=tuple(office.id for office in cohort.offices),
        areas=tuple(area.name for area in areas),
        rows=tuple(tuple(scale.say(given[area.id]) if area.id in given else "" for area in areas) for given in answers),
        tiles=dict(sorted(tiles.items())),
    )


def graph_files(handout: Handout) -> dict[str, bytes]:
    """Write the network of several runs as GraphML: an office a node, a pairing an arrow from mentor to protege."""
    import networkx as nx  # Here: 60 ms that the page does not need.

    graph, text = nx.MultiDiGraph(name="Mentors and proteges"), io.BytesIO()
    for number, run in enumerate([*handout.past, handout.run], start=1):
        _add(graph, number, run)
    nx.write_graphml_xml(graph, text, encoding="utf-8")
    return {"pairings.graphml": text.getvalue()}


def _add(graph: Any, number: int, run: Run) -> None:
    for office in run.cohort.offices:
        graph.add_node(visible(office.id), department=visible(office.department))
    same = {"cohort": number, "run": run.id[:8], "unit": run.unit}
    for fit in run.matching.pairings:
        first = first_need(run.rated, fit.protege, [fit])
        facts = {"points": fit.points, "areas": visible(", ".join(areas_of(fit))), "first": visible(first.words if first else "")}
        graph.add_edge(visible(fit.mentor), visible(fit.protege), key=str(number), **same, **facts)
