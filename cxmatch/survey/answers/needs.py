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
from cxmatch.records.text import clean, fold
from cxmatch.survey.answers.ratings import Ratings, read_ratings
from cxmatch.survey.columns.areas import Areas
from cxmatch.survey.columns.cells import NOT_ANSWERED, shown, split_options, unanswered
from cxmatch.survey.headings.mapping import toml_line
from cxmatch.survey.headings.survey import Column, Kind, Survey
from cxmatch.survey.knowledge import table

Levels: TypeAlias = list[int | None]
ByArea: TypeAlias = dict[str, Levels]
_Read: TypeAlias = tuple[ByArea, list[Finding]]
_RANK = re.compile(r"#?(\d{1,3})(?:\.0{1,2}|st|nd|rd|th|\.)?", re.ASCII)
_MARKS = frozenset(table("answers")["mark"]["mark"]["words"])
_ASKING = (Kind.NEED, Kind.REQUIRED, Kind.RANK, Kind.PICKS)
_WISHES = (Kind.ROLE, Kind.WANTS_HELP, Kind.PROTEGE_SEATS)


class Way(StrEnum):
    """How a survey asks for need, in the words of the note that says so."""

    RATING = "a rating of each area"
    REQUIRED = "the required level minus the current one"
    RANKS = "ranks: the first of them counts most, and an area without a rank is not needed"
    MARKS = "picks, one column per choice: a picked area counts one step"
    JOINED = "picks, joined in one cell: a picked area counts one step"
    WISH = "the wish for help as such: one step in every area"
    NONE = "nothing"


@dataclass(frozen=True, slots=True, kw_only=True)
class Needs:
    """The need of every survey's rows by area id, in steps of `scale`. `absent` counts the ways of not answering.

    `besides` names the other ways in which the survey asks for need too; they are not used. `unread` are the answers that say no
    level, and the finding that says why.
    """

    way: Way
    scale: Scale
    columns: list[ByArea]
    absent: Mapping[str, int] = field(default_factory=dict)
    besides: tuple[str, ...] = ()
    unread: Mapping[str, str] = field(default_factory=dict)


def read_needs(
    surveys: Sequence[Survey], areas: Areas, current: Ratings, words: Mapping[str, str]
) -> tuple[Needs, list[Finding]]:
    """Read the need of every office, in whichever way it was asked. `words` are the answers that a columns file explains."""
    way, asked = _way_of(surveys, areas), [kind for kind in _ASKING if any(survey.of(kind) for survey in surveys)]
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
    absent, unread = (rated.absent, rated.unread) if way is Way.RATING else ({}, {})
    columns, besides = [levels for levels, _ in read], tuple(map(str, asked[1:]))
    return Needs(way=way, scale=scale, columns=columns, absent=absent, besides=besides, unread=unread), noticed


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
        return Way.MARKS if _are_marks(surveys, areas) else Way.RATING
    for kind, way in ((Kind.REQUIRED, Way.REQUIRED), (Kind.RANK, Way.RANKS), (Kind.PICKS, Way.JOINED)):
        if any(survey.of(kind) for survey in surveys):
            return way
    return Way.WISH if any(survey.of(*_WISHES) for survey in surveys) else Way.NONE


def _are_marks(surveys: Sequence[Survey], areas: Areas) -> bool:
    """Tell whether the need columns hold marks ("x", "1", the choice's own words) rather than levels."""
    columns = [column for survey in surveys for column in survey.of(Kind.NEED)]
    cells = [(text, column) for column in columns for text in map(fold, set(column.cells))]
    texts = {"x" if _is_own(text, column, areas) else text for text, column in cells}
    answers = {text for text in texts if not unanswered(text)}
    if answers <= {"0", "1"} and "0" in answers:
        return areas.framework.need_scale.low > 0
    # Below a plain "Need: Hiring" 1 is the lowest rating and not a tick.
    if answers == {"1"} and all(fold(column.heading).partition(":")[0].strip() == "need" for column in columns):
        return False
    return any(unanswered(text) for text, _ in cells) and bool(answers) and answers <= _MARKS


def _is_own(text: str, column: Column, areas: Areas) -> bool:
    """Tell whether a folded answer repeats the words of its own column."""
    return bool(text) and (text in (fold(column.item), fold(column.heading)) or areas.ids.get(text) == areas.id_of(column.area))


def levels_by_area(survey: Survey, kind: Kind, areas: Areas, levels: Mapping[str, int | None]) -> ByArea:
    """Return the levels of a survey's columns of one kind by area id, in the order of the framework."""
    return {area: [levels[text] for text in column.cells] for area, column in areas.columns(survey, kind)}


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
    return _filled(ranks, len(survey.numbers)), noticed


def _filled(columns: ByArea, rows: int) -> ByArea:
    """Count an open area as not needed (0) if the office answered the question for another area."""
    answered = [any(levels[row] is not None for levels in columns.values()) for row in range(rows)]
    return {
        area: [0 if level is None and any_ else level for level, any_ in zip(levels, answered, strict=True)]
        for area, levels in columns.items()
    }


def _marked(asked: _Asked) -> _Read:
    marks: ByArea = {
        area: [None if unanswered(text) or text.strip() == "0" else 1 for text in column.cells]
        for area, column in asked.areas.columns(asked.survey, Kind.NEED)
    }
    return _filled(marks, len(asked.survey.numbers)), []


def _joined(asked: _Asked) -> _Read:
    column = asked.survey.only(Kind.PICKS)
    if column is None:
        return {}, []
    known, options = _option_ids(asked.areas, asked.words), options_in(column, asked.areas, asked.words)
    unknown = {text: [shown(option) for option in picks if fold(option) not in known] for text, picks in options.items()}
    noticed = [
        asked.survey.finding("CX114", column, row, value=option, line=toml_line(option, NOT_ANSWERED))
        for row, text in enumerate(column.cells)
        for option in unknown[text]
    ]
    picked = {text: {known.get(fold(option), "") for option in picks} - {""} for text, picks in options.items()}
    ids = [area.id for area in asked.areas.framework.areas]
    return {area: [int(area in picked[text]) if picked[text] else None for text in column.cells] for area in ids}, noticed


def options_in(column: Column, areas: Areas, words: Mapping[str, str]) -> dict[str, tuple[str, ...]]:
    """Return the options that each different cell of a column of picks joins."""
    known, by_semicolon = _option_ids(areas, words), any(";" in text for text in column.cells)
    return {
        text: () if unanswered(text) else tuple(split_options(text, known, by_semicolon=by_semicolon))
        for text in set(column.cells)
    }


def unknown_options(column: Column, areas: Areas, words: Mapping[str, str]) -> dict[str, list[str]]:
    """Return the options of a column of picks that are no practice area, each with the cell texts that hold it."""
    known, unknown = _option_ids(areas, words), dict[str, list[str]]()
    options = options_in(column, areas, words)
    for text in dict.fromkeys(column.cells):
        for option in options[text]:
            if fold(option) not in known:
                unknown.setdefault(clean(option), []).append(text)
    return unknown


def _option_ids(areas: Areas, words: Mapping[str, str]) -> dict[str, str]:
    """Return the area id of every folded option; an option that a columns file sets aside has the id ""."""
    meant = {option: areas.ids.get(fold(meaning), "") for option, meaning in words.items()}
    return areas.ids | {option: area for option, area in meant.items() if area or fold(words[option]) == NOT_ANSWERED}


def _wished(asked: _Asked) -> _Read:
    """Count one step of need in every area: the survey only asks whether help is wanted. Roles are handled by seats."""
    rows = len(asked.survey.numbers)
    return {area: [1] * rows for area, _ in asked.areas.columns(asked.survey, Kind.CAPABILITY)}, []


_READERS: Mapping[Way, Callable[[_Asked], _Read]] = {
    Way.RATING: lambda asked: (levels_by_area(asked.survey, Kind.NEED, asked.areas, asked.rated.levels), []),
    Way.REQUIRED: _required,
    Way.RANKS: _ranked,
    Way.MARKS: _marked,
    Way.JOINED: _joined,
    Way.WISH: _wished,
    Way.NONE: lambda asked: ({}, []),
}
