"""The maps of the page, in shades: what offices can do and want, area by area, and which departments have met.

Of offices a map has a row each or, where they are many, counts of each level; of departments a row and a column each.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TypeAlias

from cxmatch.domain.cohort import Cohort, Office
from cxmatch.domain.framework import Scale
from cxmatch.domain.silos import Met, Silos
from cxmatch.exports.handout import Handout
from cxmatch.exports.page.columns import MOST_OFFICES, NO_DEPARTMENT
from cxmatch.records.text import counted, fold, grouped

# Above so many offices no map has a row an office: counts alone can be read, and the record has every answer.
MOST_ROWS = 300
_SHADES = 5
# Of a scale with more levels than so many, or with decimals, levels near each other share a place in the key.
_LEVELS = 11
_BAR = 60
# So many letters side by side has a sheet of paper, or a window before tables are stacked, as headings of areas.
_HEADINGS = 48
_Answers: TypeAlias = Mapping[str, int]
# What a cell says, and its shade; both empty where the office did not answer.
_Cell: TypeAlias = tuple[str, int | None]


@dataclass(frozen=True, slots=True, kw_only=True)
class _HeatMap:
    """What the offices can do, or want, area by area.

    `groups` has for each department its offices with their cells; `key` the shade and the words of each level; `counts` for each
    area how many offices gave each level of the key and, last, none; `longest` the number that fills a bar of any map.
    """

    title: str
    areas: tuple[str, ...]
    groups: tuple[tuple[str, tuple[tuple[str, tuple[_Cell, ...]], ...]], ...]
    key: tuple[tuple[int, str], ...]
    counts: tuple[tuple[int, ...], ...]
    counted: bool
    longest: int = 1

    @property
    def turned(self) -> bool:
        """Whether the names of areas are too long to stand beside each other as headings, no word of them split."""
        return sum(max(map(len, area.split()), default=0) for area in self.areas) > _HEADINGS

    def bar(self, number: int) -> int:
        """Return how long the bar of a number is."""
        return _BAR * number // self.longest


def heat_maps(cohort: Cohort) -> list[_HeatMap]:
    """Return the maps of capability and of need of every office in every practice area."""
    framework = cohort.framework
    maps = [
        _heat_map("Capability", cohort, {one.id: one.capability for one in cohort.offices}, framework.capability_scale, "lowest"),
        _heat_map("Need", cohort, {one.id: one.need for one in cohort.offices}, framework.need_scale, "no help wanted"),
    ]
    longest = max(number for drawn in maps for counts in drawn.counts for number in counts)
    return [replace(drawn, longest=longest) for drawn in maps]


def _heat_map(title: str, cohort: Cohort, answers: Mapping[str, _Answers], scale: Scale, lowest: str) -> _HeatMap:
    areas, key = cohort.framework.areas, _key(scale, lowest)
    columns = [[_place(given.get(area.id), scale, len(key)) for given in answers.values()] for area in areas]
    return _HeatMap(
        title=title,
        areas=tuple(area.name for area in areas),
        groups=tuple(
            (department, tuple((one.id, tuple(_cell(answers[one.id].get(area.id), scale) for area in areas)) for one in offices))
            for department, offices in _by_department(cohort)
            if len(cohort.offices) <= MOST_ROWS
        ),
        key=key,
        counts=tuple(tuple(column.count(place) for place in range(len(key) + 1)) for column in columns),
        counted=len(cohort.offices) > MOST_OFFICES,
    )


def _by_department(cohort: Cohort) -> Iterator[tuple[str, Sequence[Office]]]:
    """Give each department with its offices, in the order of their names; last the offices that give none."""
    groups = grouped((fold(office.department), office) for office in cohort.offices)
    for home in sorted(groups, key=lambda home: (not home, home)):
        yield groups[home][0].department or NO_DEPARTMENT * (len(groups) > 1), groups[home]


def _shade(level: int, scale: Scale) -> int:
    """Return the nearest of the shades, as far from the lightest as a level is from the lowest."""
    span = scale.top - scale.bottom
    return (2 * (_SHADES - 1) * (level - scale.bottom) + span) // (2 * span)


def _cell(level: int | None, scale: Scale) -> _Cell:
    """Return the number of a level as it is written in a cell, and its shade."""
    if level is None:
        return "", None
    return (str(level) if scale.labels else scale.say(level)), _shade(level, scale)


def _key(scale: Scale, lowest: str) -> tuple[tuple[int, str], ...]:
    span = scale.top - scale.bottom
    if scale.labels:
        return tuple((_shade(level, scale), f"{level} {label}") for level, label in enumerate(scale.labels, start=1))
    if not scale.decimals and span < _LEVELS:
        named = {scale.bottom: f" ({lowest})", scale.top: " (highest)"}
        levels = range(scale.bottom, scale.top + 1)
        return tuple((_shade(level, scale), f"{scale.say(level)}{named.get(level, '')}") for level in levels)
    near = [f"about {scale.say(scale.bottom + span * shade // (_SHADES - 1))}" for shade in range(_SHADES)]
    return tuple(enumerate([f"{near[0]} ({lowest})", *near[1:-1], f"{near[-1]} (highest)"]))


def _place(level: int | None, scale: Scale, levels: int) -> int:
    """Return the place of an answer in the key; after the last, where there is none."""
    if level is None:
        return levels
    return level - scale.bottom if levels == scale.top - scale.bottom + 1 else _shade(level, scale)


_DRAWN, _LISTED, _DARKEST = 20, 300, 4  # departments of the map, rows of a list, the last of the shades


@dataclass(frozen=True, slots=True, kw_only=True)
class _MetMap:
    """What the page says of departments that met: `trouble` why that cannot be said.

    `rows` have for each department how many pairings it had with each, and the shade; None is the department itself.
    """

    trouble: str = ""
    summary: str = ""
    aside: str = ""
    runs: str = ""
    rows: tuple[tuple[str, tuple[tuple[int | None, int], ...]], ...] = ()
    key: tuple[tuple[int, str], ...] = ()
    met: tuple[Met, ...] = ()
    never: tuple[str, ...] = ()
    more: int = 0


def met_by(handout: Handout) -> _MetMap | None:
    """Return the map of the departments that met in a run and earlier ones; None where no earlier one is given."""
    found = handout.silos
    if isinstance(found, str):
        return _MetMap(trouble=found) if found else None
    drawn, most = _drawn(found), max((met.pairs for met in found.met), default=1)
    rest = len(found.departments) - len(drawn)
    never = [" and ".join(ends) for ends in found.never]
    return _MetMap(
        summary=found.summary,
        aside=f"The map has the {len(drawn)} departments of most pairings; {counted(rest, 'other')} not drawn." * bool(rest),
        runs=counted(len(found.rounds), "run"),
        rows=tuple((name, _met_cells(found, name, drawn, most)) for name in drawn),
        key=_met_key(sorted({met.pairs for met in found.met}), most),
        met=found.met[:_LISTED],
        never=tuple(never[:_LISTED]),
        more=max(0, len(never) - _LISTED),
    )


def _drawn(found: Silos) -> list[str]:
    """Return the departments of the map: those of most pairings, in the order of their names."""
    totals = Counter[str]()
    for met in found.met:
        totals.update(dict.fromkeys(met.departments, met.pairs))
    most = sorted(found.departments, key=lambda name: -totals[name])[:_DRAWN]
    return [name for name in found.departments if name in most]


def _met_cells(found: Silos, name: str, drawn: Sequence[str], most: int) -> tuple[tuple[int | None, int], ...]:
    pairs = found.count
    counts = [None if other == name else pairs.get((name, other), 0) for other in drawn]
    return tuple((number, _met_shade(number or 0, most)) for number in counts)


def _met_key(numbers: Sequence[int], most: int) -> tuple[tuple[int, str], ...]:
    """Return the shades with the numbers that have them."""
    by_shade = grouped((_met_shade(number, most), number) for number in numbers)
    ends = ((shade, sorted({own[0], own[-1]})) for shade, own in by_shade.items())
    return tuple((shade, f"{' to '.join(map(str, own))} {'pairing' if own == [1] else 'pairings'}") for shade, own in ends)


def _met_shade(pairs: int, most: int) -> int:
    return max(1, _DARKEST * pairs // most)  # never the lightest
