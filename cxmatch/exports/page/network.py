"""The drawing of who mentors whom, on a ring."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Self

import numpy as np

from cxmatch.domain.run import Run

_ROOM, _DOT = 15, 4
_LONGEST_LABEL, _LETTER = 36, 6


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
