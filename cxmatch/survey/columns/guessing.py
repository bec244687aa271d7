"""Headings and choices of practice areas that no known name settles: taken where their words are safe, asked about otherwise."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from functools import partial
from itertools import islice

from cxmatch.domain.framework import Framework, frameworks
from cxmatch.records.text import clean, fold
from cxmatch.survey.columns.areas import ASKS_NEED, recognized
from cxmatch.survey.columns.cells import options_in, unanswered
from cxmatch.survey.headings.survey import BY_AREA, Column, Kind, Step, Survey, Use, through
from cxmatch.survey.headings.wording import SURE, is_negated, key, nearest, without_scale_hint, worded_direction
from cxmatch.survey.knowledge import table

_COPY = re.compile(r"(.*\D)\d{1,2}")
_LONGEST_HEADING, _LONGEST_PREFIX = 300, 40
_FIRST_CELLS = 200
_PICKS = Use(kind=Kind.PICKS)


def guess_areas(surveys: Sequence[Survey], framework: Framework | None) -> list[Step]:
    """Settle the headings that name an area, and a column of choices of areas; what one survey names counts for the others."""
    named = _named(surveys)
    asked = any(survey.of(*ASKS_NEED, Kind.WANTS_HELP, Kind.ROLE) for survey in surveys)
    known = asked and any(survey.of(Kind.CAPABILITY) for survey in surveys)
    names = named | _words([framework] if framework else [] if known else frameworks()) | named
    rated = [_guess_headings(survey, names) for survey in surveys]
    named = _named([survey for survey, _ in rated])
    followed = (framework or recognized([set(named)])) if named else None
    choices = named | _words([followed] if followed else [])
    picked = [_guess_picks(survey, choices) for survey, _ in rated]
    return [(survey, [*first, *last]) for (_, first), (survey, last) in zip(rated, picked, strict=True)]


def _named(surveys: Sequence[Survey]) -> dict[str, str]:
    return {fold(column.area): column.area for survey in surveys for column in survey.of(*BY_AREA)}


def _words(listed: Sequence[Framework]) -> dict[str, str]:
    """Return each folded name or alias of an area with the name of the area that has it first."""
    words: dict[str, str] = {}
    for area in (area for framework in listed for area in framework.areas):
        for word in (area.name, *area.aliases):
            words.setdefault(fold(word), area.name)
    return words


def _guess_headings(survey: Survey, names: Mapping[str, str]) -> Step:
    """Settle the headings that name an area: first those whose words say a direction, then misspelled prefixes."""
    sightings = sorted(_sightings(survey, names), key=lambda seen: worded_direction(seen[2]) is None)
    steps = (partial(_settle, index=index, area=area, rest=rest) for index, area, rest in sightings)
    survey, noticed = through(survey, steps)
    survey, more = through(survey, (partial(_guess_prefix, column=column, names=names) for column in survey.unused()))
    return survey, [*noticed, *more]


def _sightings(survey: Survey, names: Mapping[str, str]) -> Iterator[tuple[int, str, str]]:
    """Yield the columns whose headings name an area, each with the area of the longest name and the rest of its text."""
    texts = {fold(column.heading) for column in survey.columns}
    for column in survey.unused():
        if len(column.heading) <= _LONGEST_HEADING:
            copy = _COPY.fullmatch(column.heading)
            text = fold(without_scale_hint(copy[1] if copy and fold(copy[1]) in texts else column.heading))
            likely = sorted((word for word in names if word in text), key=len, reverse=True)
            sought = ((word, re.search(rf"(?<!\w){re.escape(word)}(?!\w)", text)) for word in likely)
            seen = ((column.index, names[word], f"{text[: at.start()]} {text[at.end() :]}") for word, at in sought if at)
            yield from islice(seen, 1)


def _settle(survey: Survey, index: int, area: str, rest: str) -> Step:
    """If the words say capability or need, use the column so. If not, and one of the two is missing for this area, ask."""
    column = survey.columns[index]
    missing = [kind for kind in (Kind.CAPABILITY, Kind.NEED) if not _is_covered(survey, kind, area)]
    side = {"mentors": Kind.CAPABILITY, "proteges": Kind.NEED}.get(survey.side) if not key(rest) else None
    kind = side or worded_direction(rest)
    if kind in (Kind.REQUIRED, Kind.RANK) or (kind and kind in missing):
        return survey.taking(column, Use(kind=kind, area=area))
    if kind is None and missing:
        asked = sum(use.area == area for each in survey.columns for use in each.asked)
        return survey.asking([column], Use(kind=missing[asked % len(missing)], area=area)), ()
    return survey, ()


def _is_covered(survey: Survey, kind: Kind, area: str) -> bool:
    kinds = (kind,) if kind is Kind.CAPABILITY else (Kind.NEED, Kind.REQUIRED, Kind.RANK)
    rated = any(fold(column.area) == fold(area) for column in survey.of(*kinds))
    return rated or (kind is Kind.NEED and bool(survey.of(Kind.PICKS)))


def _guess_prefix(survey: Survey, column: Column, names: Mapping[str, str]) -> Step:
    """Take a heading with a misspelled prefix before the area, such as "Capabilty: Hiring"; that answers what was asked."""
    prefix, _, rest = (column.question, "", column.item) if column.item else column.heading.partition(":")
    area = clean(without_scale_hint(rest))
    area = names.get(fold(area), area)
    covered = all(_is_covered(survey, kind, area) for kind in (Kind.CAPABILITY, Kind.NEED))
    if not area or covered or not 2 < len(prefix) <= _LONGEST_PREFIX:
        return survey, ()
    known = {word: kind for kind in BY_AREA for word in table("headings")[kind]["words"]}
    near = nearest(prefix, list(known), SURE)
    if not near or _is_covered(survey, known[near], area):
        return survey, ()
    columns = tuple(replace(each, asked=()) if each.index == column.index else each for each in survey.columns)
    return replace(survey, columns=columns).taking(column, Use(kind=known[near], area=area))


def _guess_picks(survey: Survey, names: Mapping[str, str]) -> Step:
    """Take the one column of practice areas as picks where need is not asked otherwise; ask where two could be it."""
    if survey.of(*ASKS_NEED) or not names:
        return survey, ()
    likely = [column for column in survey.unused() if column.heading and _could_be_picks(column, names)]
    heading = likely[0].heading if len(likely) == 1 else ""
    if heading and worded_direction(heading) is not Kind.RANK and not is_negated(heading):
        return survey.taking(likely[0], _PICKS)
    return survey.asking(likely, _PICKS), ()


def _could_be_picks(column: Column, names: Mapping[str, str]) -> bool:
    """Tell whether all answers are areas, or some of them where the words ask for need; never what an office can share."""
    cells = [text for text in dict.fromkeys(column.cells) if not unanswered(text)]
    if not any(_are_areas(cells[:_FIRST_CELLS], names)):
        return False
    direction = worded_direction(column.heading)
    return direction is Kind.NEED or (direction is not Kind.CAPABILITY and all(_are_areas(cells, names)))


def _are_areas(cells: Sequence[str], names: Mapping[str, str]) -> Iterator[bool]:
    """Tell of each option in these cells whether it is an area."""
    return (fold(option) in names for options in options_in(cells, names).values() for option in options)
