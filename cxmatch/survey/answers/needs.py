"""What an office can share, and the ways in which surveys ask what it needs, all brought to steps of need.

A rating is its level. A required level counts the steps it lies above the current one. A pick counts 1 and no pick 0. Of
K ranked areas the first counts K and the last 1. An office that only says it wants help asks for 1 step in every area.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from cxmatch.domain.findings import Finding
from cxmatch.domain.framework import Scale
from cxmatch.survey.answers.picks import are_marks, chosen, filled, marked, rank_in, with_named
from cxmatch.survey.answers.ratings import Ratings, read_ratings
from cxmatch.survey.columns.areas import ASKS_NEED, Areas, ByArea
from cxmatch.survey.columns.cells import Explained, needs_picked, shown, strengths_picked, unanswered
from cxmatch.survey.headings import Kind, Survey

_WISHES = (Kind.ROLE, Kind.WANTS_HELP, Kind.PROTEGE_SEATS)
_TICKED = Scale(low=0, high=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Needs:
    """The need of every survey's rows by area id, in steps of `scale`; no columns where none is asked for.

    `rated` are the ratings where areas were rated, on a scale of the survey's own.
    """

    scale: Scale
    columns: list[ByArea]
    rated: Ratings | None = None


class _Way(StrEnum):
    """How a survey asks for need, in the words of the note that says so."""

    RATING = "a rating of each area"
    REQUIRED = "the required level minus the current one"
    RANKS = "ranks: the first of them counts most, and an area without a rank is not needed"
    MARKS = "picks, one column per choice: a picked area counts one step"
    JOINED = "picks, joined in one cell: a picked area counts one step"
    ORDERED = "choices in order: the first of them counts most, and an area that is not among them is not needed"
    WISH = "the wish for help as such: one step in every area"
    NONE = "nothing"


def read_needs(
    surveys: Sequence[Survey], areas: Areas, current: Ratings, words: Explained, *, rounds: bool
) -> tuple[_Needs, list[Finding]]:
    """Read the need of every office, in whichever way it was asked; `rounds` as in `read_ratings`."""
    way, rated, noticed = _way_of(surveys, areas), current, list[Finding]()
    if way is _Way.RATING:
        rated, noticed = read_ratings(surveys, [Kind.NEED], areas.framework.need_scale, words, rounds=rounds)
    if way is _Way.JOINED:
        return _read_choices(surveys, areas, current, words)
    most, columns = 1, list[ByArea]()
    for survey in surveys:
        most = max(most, len(areas.columns(survey, Kind.RANK))) if way is _Way.RANKS else most
        levels, found = _need_of(survey, way, areas, rated, most)
        columns.append(levels)
        noticed += found
    low, high, decimals = rated.scale.low, rated.scale.high, rated.scale.decimals
    scales = {_Way.RATING: rated.scale, _Way.REQUIRED: Scale(low=0, high=high - low, decimals=decimals)}
    scale = scales.get(way, Scale(low=0, high=most))
    noticed += _about_ways(surveys, way, scale, current, rated)
    noticed += _about_alone(surveys, areas, columns)
    return _Needs(scale=scale, columns=[] if way is _Way.NONE else columns, rated=rated if way is _Way.RATING else None), noticed


def _read_choices(surveys: Sequence[Survey], areas: Areas, current: Ratings, words: Explained) -> tuple[_Needs, list[Finding]]:
    """Read the areas that were chosen, in one cell or several, in order or not."""
    read = [chosen(survey, needs_picked(survey), areas, words) for survey in surveys]
    ordered = any(choices.ordered for choices, _ in read)
    read = read if ordered else [with_named(survey, *each, areas, words) for survey, each in zip(surveys, read, strict=True)]
    scale = Scale(low=0, high=max(choices.most for choices, _ in read) if ordered else 1)
    columns = [choices.levels([area.id for area in areas.framework.areas], scale.high) for choices, _ in read]
    noticed = [finding for _, found in read for finding in found]
    noticed += _about_ways(surveys, _Way.ORDERED if ordered else _Way.JOINED, scale, current, current)
    return _Needs(scale=scale, columns=columns), noticed


def _about_ways(surveys: Sequence[Survey], way: _Way, scale: Scale, current: Ratings, rated: Ratings) -> Iterator[Finding]:
    """Say how need was asked, and in which ways questions were left open."""
    if way is _Way.NONE:
        yield Finding(code="CX304")
    else:
        yield Finding(code="CX453", facts={"way": str(way), "scale": scale.describe(), "current": current.scale.describe()})
    asked = [kind for kind in ASKS_NEED if any(survey.of(kind) for survey in surveys)]
    if asked[1:]:
        yield Finding(code="CX459", facts={"others": ", ".join(asked[1:])})
    if absent := current.absent + (rated.absent if way is _Way.RATING else Counter[str]()):
        kinds = ", ".join(f"{count} {kind}" for kind, count in sorted(absent.items()))
        yield Finding(code="CX450", facts={"count": str(absent.total()), "kinds": kinds})


def _about_alone(surveys: Sequence[Survey], areas: Areas, need: Sequence[ByArea]) -> list[Finding]:
    """Warn of areas that offices may need, where capability is asked in others only."""
    able = {areas.id_of(column.area) for survey in surveys for column in survey.of(Kind.CAPABILITY)}
    needed = {area for by_area in need for area in by_area} - able
    names = ", ".join(area.name for area in areas.framework.areas if area.id in needed)
    return [Finding(code="CX311", facts={"areas": names})] if able and needed else []


def _way_of(surveys: Sequence[Survey], areas: Areas) -> _Way:
    """Decide how the survey asks for need; a rating says most and is taken first."""
    if any(survey.of(Kind.NEED) for survey in surveys):
        return _Way.MARKS if are_marks(surveys, Kind.NEED, areas) else _Way.RATING
    for kind, way in ((Kind.REQUIRED, _Way.REQUIRED), (Kind.RANK, _Way.RANKS)):
        if any(survey.of(kind) for survey in surveys):
            return way
    if any(map(needs_picked, surveys)):
        return _Way.JOINED
    return _Way.WISH if any(survey.of(*_WISHES) for survey in surveys) else _Way.NONE


def _need_of(survey: Survey, way: _Way, areas: Areas, rated: Ratings, most: int) -> tuple[ByArea, list[Finding]]:
    """Return the need of the rows of a survey, and the ranks that cannot be read; `most` is the last rank."""
    if way is _Way.RANKS:
        return _ranked(survey, areas, most)
    if way is _Way.RATING:
        return areas.levels(survey, Kind.NEED, rated.levels), []
    if way is _Way.REQUIRED:
        return _required(survey, areas, rated.levels), []
    if way is _Way.MARKS:
        return marked(survey, Kind.NEED, areas), []
    return _wished(survey, areas) if way is _Way.WISH else {}, []


def _required(survey: Survey, areas: Areas, levels: Mapping[str, int | None]) -> ByArea:
    wanted, held = (areas.levels(survey, kind, levels) for kind in (Kind.REQUIRED, Kind.CAPABILITY))
    gaps: ByArea = {}
    for area, wants in wanted.items():
        pairs = zip(wants, held.get(area) or [None] * len(wants), strict=True)
        gaps[area] = [None if want is None or have is None else max(0, want - have) for want, have in pairs]
    return gaps


def _ranked(survey: Survey, areas: Areas, most: int) -> tuple[ByArea, list[Finding]]:
    noticed, ranks = list[Finding](), ByArea()
    steps = {str(rank): most + 1 - rank for rank in range(1, most + 1)}
    for area, column in areas.columns(survey, Kind.RANK):
        ranks[area] = [steps.get(rank_in(text)) for text in column.cells]
        for row, (text, level) in enumerate(zip(column.cells, ranks[area], strict=True)):
            if level is None and not unanswered(text):
                noticed.append(survey.finding("CX115", column, row, value=shown(text), most=str(most)))
    for row, levels in enumerate(zip(*ranks.values(), strict=True)):
        for twice in [level for level in levels if level is not None and levels.count(level) > 1][:1]:
            noticed.append(survey.finding("CX116", None, row, rank=str(most + 1 - twice)))
    return filled(ranks), noticed


def _wished(survey: Survey, areas: Areas) -> ByArea:
    """Count one step of need in every area: the survey only asks whether help is wanted. Roles are handled by seats."""
    rated = [area for area, _ in areas.columns(survey, Kind.CAPABILITY)]
    return {area: [1] * len(survey.numbers) for area in rated or [area.id for area in areas.framework.areas]}


@dataclass(frozen=True, slots=True, kw_only=True)
class _Strengths:
    """The capability of every survey's rows by area id, in steps of `scale`, and the ratings it was read from, if any."""

    scale: Scale
    columns: list[ByArea]
    ratings: Ratings

    def beside(self, needs: Sequence[ByArea], unrated: str) -> list[ByArea]:
        """Return the capability beside what was asked for: who ticked nothing and asks for help can share nothing.

        `unrated`: "lowest" says so too of who rated nothing.
        """
        if not needs or (self.scale != _TICKED and unrated != "lowest"):
            return self.columns
        every = list(dict.fromkeys(area for columns in self.columns for area in columns))
        return [_filled(*each, every, self.scale.bottom) for each in zip(self.columns, needs, strict=True)]


def read_strengths(
    surveys: Sequence[Survey], areas: Areas, words: Explained, *, rounds: bool
) -> tuple[_Strengths, list[Finding]]:
    """Read the capability of every office; `rounds` as in `read_ratings`.

    Ticked areas count 1 and the others 0, where an office ticked any.
    """
    scale = areas.framework.capability_scale
    rated, required = (any(survey.of(kind) for survey in surveys) for kind in (Kind.CAPABILITY, Kind.REQUIRED))
    if required or (rated and not are_marks(surveys, Kind.CAPABILITY, areas, words)):
        ratings, noticed = read_ratings(surveys, [Kind.CAPABILITY, Kind.REQUIRED], scale, words, rounds=rounds)
        columns = [areas.levels(survey, Kind.CAPABILITY, ratings.levels) for survey in surveys]
        noticed += [] if rated else [Finding(code="CX120")]
        return _Strengths(scale=ratings.scale, columns=columns, ratings=ratings), noticed
    ids = [area.id for area in areas.framework.areas]
    ticked, noticed = [], list[Finding]()
    for survey in surveys:
        choices, found = chosen(survey, strengths_picked(survey), areas, words)
        noticed += found
        ticked.append(marked(survey, Kind.CAPABILITY, areas) or (choices.levels(ids, 1) if strengths_picked(survey) else {}))
    if any(ticked):
        noticed.append(Finding(code="CX432"))
    return _Strengths(scale=_TICKED, columns=ticked, ratings=Ratings(scale=_TICKED)), noticed


def _filled(columns: ByArea, asked: ByArea, every: Sequence[str], lowest: int) -> ByArea:
    """Return the capability of a table, with the lowest level where a row has none at all and asks for something."""
    wants = [any(level is not None for level in levels) for levels in zip(*asked.values(), strict=True)]
    held = [any(level is not None for level in levels) for levels in zip(*columns.values(), strict=True)] or [False] * len(wants)
    bare = [want and not has for want, has in zip(wants, held, strict=True)] if wants else []
    if not any(bare):
        return columns
    return {
        area: [lowest if none else level for level, none in zip(columns.get(area, [None] * len(bare)), bare, strict=True)]
        for area in every
    }
