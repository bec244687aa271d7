"""What a drawing of two columns is made of: labels on rows, strokes between them, and a key to the strokes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeAlias

# The height of a row and the width between the columns, in units of the drawing; the page stretches the width alone.
ROW, WIDTH = 10, 100
COLORS, DASHES = 6, 6
OTHER = "c6 d0"
# Above so many offices lines run from department to department, and answers are counted.
MOST_OFFICES = 60
NO_DEPARTMENT = "No department given"


@dataclass(frozen=True, slots=True, kw_only=True)
class Label:
    """A name in a column with a smaller `note` behind it, or the heading of the names below."""

    text: str
    note: str = ""
    heading: bool = False


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


def band(start: float, end: float, thick: float) -> str:
    """Return the path of a band of one thickness, from its upper edge at the left to that at the right."""
    half, low, deep = WIDTH // 2, round(start + thick, 1), round(end + thick, 1)
    return f"{curve(start, end)}V{deep:g}C{half} {deep:g} {half} {low:g} 0 {low:g}z"
