"""The maps of what offices can do and want, area by area."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from cxmatch.domain.cohort import Cohort
from cxmatch.domain.framework import Scale

_CELL, _NAMES = 14, 240
_SHADES = 5
# So many letters side by side has a sheet of paper, or a window before tables are stacked, as headings of areas.
_HEADINGS = 48


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
