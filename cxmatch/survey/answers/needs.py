"""The ways in which surveys ask what an office needs, all brought to steps of need.

A rating is its level. A required level counts the steps it lies above the current one. A pick counts 1 and no pick 0. Of
K ranked areas the first counts K and the last 1. An office that only says it wants help asks for 1 step in every area.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TypeAlias

from cxmatch.domain.findings import Finding
from cxmatch.domain.scale import Scale
from cxmatch.survey.answers.picks import ByArea, are_marks, chosen, filled, levels_by_area, marked
from cxmatch.survey.answers.ratings import Ratings, read_ratings
from cxmatch.survey.columns.areas import Areas
from cxmatch.survey.columns.cells import shown, unanswered
from cxmatch.survey.columns.choices import needs_picked
from cxmatch.survey.headings.survey import Kind, Survey

_Read: TypeAlias = tuple[ByArea, list[Finding]]
_RANK = re.compile(r"#?(\d{1,3})(?:\.0{1,2}|st|nd|rd|th|\.)?", re.ASCII)
_ASKING = (Kind.NEED, Kind.REQUIRED, Kind.RANK, Kind.PICKS)
_WISHES = (Kind.ROLE, Kind.WANTS_HELP, Kind.PROTEGE_SEATS)


class Way(StrEnum):
    """How a survey asks for need, in the words of the note that says so."""

    RATING = "a rating of each area"
    REQUIRED = "the required level minus the current one"
    RANKS = "ranks: the first of them counts most, and an area without a rank is not needed"
    MARKS = "picks, one column per choice: a picked area counts one step"
    JOINED = "picks, joined in one cell: a picked area counts one step"
    ORDERED = "choices in order: the first of them counts most, and an area that is not among them is not needed"
    WISH = "the wish for help as such: one step in every area"
    NONE = "nothing"


@dataclass(frozen=True, slots=True, kw_only=True)
class Needs:
    """The need of every survey's rows by area id, in steps of `scale`. `absent` counts the ways of not answering.

    `besides` names the other ways in which the survey asks for need too; they are not used.
    """

    way: Way
    scale: Scale
    columns: list[ByArea]
    absent: Mapping[str, int] = field(default_factory=dict)
    besides: tuple[str, ...] = ()


def read_needs(
    surveys: Sequence[Survey], areas: Areas, current: Ratings, words: Mapping[str, str]
) -> tuple[Needs, list[Finding]]:
    """Read the need of every office, in whichever way it was asked. `words` are the answers that a columns file explains."""
    way, asked = _way_of(surveys, areas), [kind for kind in _ASKING if any(survey.of(kind) for survey in surveys)]
    besides = tuple(map(str, asked[1:]))
    if way is Way.JOINED:
        return _read_choices(surveys, areas, words, besides)
    rated, noticed = current, list[Finding]()
    if way is Way.RATING:
        rated, noticed = read_ratings(surveys, [Kind.NEED], areas.framework.need_scale, words)
    most = 1
    read: list[_Read] = []
    for survey in surveys:
        most = max(most, len(areas.columns(survey, Kind.RANK))) if way is Way.RANKS else most
        read.append(_READERS[way](_Asked(survey, areas, rated, words, most)))
    scale = {
        Way.RATING: rated.scale,
        Way.REQUIRED: Scale(low=0, high=rated.scale.high - rated.scale.low, decimals=rated.scale.decimals),
    }.get(way, Scale(low=0, high=most))
    noticed = [*noticed, *(finding for _, found in read for finding in found)]
    noticed += [Finding(code="CX304")] if way is Way.NONE else []
    absent = rated.absent if way is Way.RATING else {}
    columns = [levels for levels, _ in read]
    return Needs(way=way, scale=scale, columns=columns, absent=absent, besides=besides), noticed


def _read_choices(
    surveys: Sequence[Survey], areas: Areas, words: Mapping[str, str], besides: tuple[str, ...]
) -> tuple[Needs, list[Finding]]:
    """Read the areas that were chosen, in one cell or several, in order or not."""
    read = [chosen(survey, needs_picked(survey), areas, words) for survey in surveys]
    ordered = any(choices.ordered for choices, _ in read)
    most = max(choices.most for choices, _ in read) if ordered else 1
    ids = [area.id for area in areas.framework.areas]
    columns = [choices.levels(ids, most) for choices, _ in read]
    way = Way.ORDERED if ordered else Way.JOINED
    needs = Needs(way=way, scale=Scale(low=0, high=most), columns=columns, besides=besides)
    return needs, [finding for _, noticed in read for finding in noticed]


@dataclass(frozen=True, slots=True)
class _Asked:
    """What the readers of need go by: one survey, its areas, the ratings read so far, explained answers, the last rank."""

    survey: Survey
    areas: Areas
    rated: Ratings
    words: Mapping[str, str]
    most: int


def _way_of(surveys: Sequence[Survey], areas: Areas) -> Way:
    """Decide how the survey asks for need; a rating says most and is taken first."""
    if any(survey.of(Kind.NEED) for survey in surveys):
        return Way.MARKS if are_marks(surveys, Kind.NEED, areas) else Way.RATING
    for kind, way in ((Kind.REQUIRED, Way.REQUIRED), (Kind.RANK, Way.RANKS)):
        if any(survey.of(kind) for survey in surveys):
            return way
    if any(map(needs_picked, surveys)):
        return Way.JOINED
    return Way.WISH if any(survey.of(*_WISHES) for survey in surveys) else Way.NONE


def _required(asked: _Asked) -> _Read:
    wanted = levels_by_area(asked.survey, Kind.REQUIRED, asked.areas, asked.rated.levels)
    held = levels_by_area(asked.survey, Kind.CAPABILITY, asked.areas, asked.rated.levels)
    gaps: ByArea = {}
    for area, levels in wanted.items():
        pairs = zip(levels, held.get(area) or [None] * len(levels), strict=True)
        gaps[area] = [None if want is None or have is None else max(0, want - have) for want, have in pairs]
    return gaps, []


def _ranked(asked: _Asked) -> _Read:
    survey, noticed = asked.survey, list[Finding]()
    steps = {str(rank): asked.most + 1 - rank for rank in range(1, asked.most + 1)}
    ranks: ByArea = {}
    for area, column in asked.areas.columns(survey, Kind.RANK):
        given = ((text, _RANK.fullmatch(text.strip().casefold())) for text in column.cells)
        ranks[area] = [steps.get(rank[1] if rank else text.strip()) for text, rank in given]
        for row, (text, level) in enumerate(zip(column.cells, ranks[area], strict=True)):
            if level is None and not unanswered(text):
                noticed.append(survey.finding("CX115", column, row, value=shown(text), most=str(asked.most)))
    for row, levels in enumerate(zip(*ranks.values(), strict=True)):
        twice = next((level for level in levels if level is not None and levels.count(level) > 1), None)
        if twice is not None:
            noticed.append(survey.finding("CX116", None, row, rank=str(asked.most + 1 - twice)))
    return filled(ranks, len(survey.numbers)), noticed


def _wished(asked: _Asked) -> _Read:
    """Count one step of need in every area: the survey only asks whether help is wanted. Roles are handled by seats."""
    rows = len(asked.survey.numbers)
    rated = [area for area, _ in asked.areas.columns(asked.survey, Kind.CAPABILITY)]
    return {area: [1] * rows for area in rated or [area.id for area in asked.areas.framework.areas]}, []


_READERS: Mapping[Way, Callable[[_Asked], _Read]] = {
    Way.RATING: lambda asked: (levels_by_area(asked.survey, Kind.NEED, asked.areas, asked.rated.levels), []),
    Way.REQUIRED: _required,
    Way.RANKS: _ranked,
    Way.MARKS: lambda asked: (marked(asked.survey, Kind.NEED, asked.areas), []),
    Way.WISH: _wished,
    Way.NONE: lambda asked: ({}, []),
}
