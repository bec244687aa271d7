"""Headings that say a direction and an area: by a known prefix, or by words that other headings make likely."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from functools import partial

from cxmatch.survey.headings.splitting import Parts
from cxmatch.survey.headings.survey import BY_AREA, Column, Kind, Step, Survey, Use, through
from cxmatch.survey.headings.wording import key


def take_directions(survey: Survey) -> Step:
    """Take the headings that say a direction and an area.

    Known prefixes ("Capability:") are accepted. Other wordings are accepted only if two columns share them or the area is
    already known. Known prefixes go first, so that a second rating of an area ("Level: Hiring") stays a further column.
    """
    ways = {column.index: found for column in survey.unused() if (found := _ways(column))}
    survey = survey.using({index: Use(kind=each[0].kind, area=each[0].area) for index, each in ways.items() if each[0].named})
    taken = {(column.use.kind, key(column.area)) for column in survey.of(*BY_AREA) if column.use}
    worded = {index: each for index, each in ways.items() if not each[0].named}
    likely = {index: parts for index, each in worded.items() if (parts := _likeliest(each, list(worded.values()), taken))}
    return through(survey, (partial(_take_likely, index=index, parts=parts) for index, parts in likely.items()))


def _take_likely(survey: Survey, index: int, parts: Parts) -> Step:
    column, use = survey.columns[index], Use(kind=parts.kind, area=parts.area)
    return (survey.asking([column], use), ()) if parts.doubtful else survey.taking(column, use)


def _likeliest(ways: Sequence[Parts], others: Sequence[Sequence[Parts]], taken: Collection[tuple[Kind, str]]) -> Parts | None:
    """Return how a heading is to be split by what the others say; None where that is not sure.

    An area is asked about in both directions, and a question about more than one area.
    """
    areas = {area for _, area in taken}

    def weight(parts: Parts) -> tuple[bool, bool, int]:
        kinds = {each.kind for ways in others for each in ways if key(each.area) == key(parts.area)}
        asked = sum(any(each.prefix == parts.prefix and each.turned == parts.turned for each in ways) for ways in others)
        return key(parts.area) in areas, len(kinds) > 1, asked

    weights = [(weight(parts), parts) for parts in ways if (parts.kind, key(parts.area)) not in taken]
    weights = [(each, parts) for each, parts in weights if each[0] or (each[2] > 1 and (each[1] or not parts.turned))]
    most = max((each for each, _ in weights), default=None)
    best = [parts for each, parts in weights if each == most]
    return best[0] if len({(parts.kind, key(parts.area)) for parts in best}) == 1 else None


def _ways(column: Column) -> list[Parts]:
    """Return the ways in which a heading splits into direction and area, the surest first."""
    if not column.item:
        return list(Parts.ways(column.heading))
    asked = (Parts.of(column.question, column.item, named=named) for named in (True, False))
    return list(filter(None, asked))
