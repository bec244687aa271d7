"""Columns that say the same: areas called by more than their name get one name, and of two columns with one use one is refused.

Areas that differ only by a year, a source or a code come to one use in one direction, and it is asked which column counts.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from functools import partial

from cxmatch.domain.findings import Finding
from cxmatch.domain.framework import frameworks
from cxmatch.records.text import clean, fold, grouped
from cxmatch.survey.columns.cells import options_in
from cxmatch.survey.headings import ATTRIBUTE, BY_AREA, NOT_USED, ONE_COLUMN, Column, Kind, Step, Survey, Use, through
from cxmatch.survey.headings.mapping import LINES_BETWEEN, toml_line
from cxmatch.survey.headings.splitting import bare_name, without_brackets

_MOST_CELLS = 200
_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")
_SIDES = ((Kind.CAPABILITY,), (Kind.NEED, Kind.REQUIRED, Kind.RANK))
_COPY = re.compile(r"(.*?[^\W\d])[?!:]*[._ ]?\d{1,2}")
_RENAMED = re.compile(r"\.\d{1,2}$")  # as pandas renames the second of two columns


def refuse_given_twins(survey: Survey) -> Step:
    """Refuse two columns that a columns file gives a use which only one can have, unless both hold the same."""
    groups = [survey.of(kind) for kind in (*ONE_COLUMN, Kind.TIME, Kind.BOTH_ROLES) if kind not in (Kind.PICKS, Kind.STRENGTHS)]
    twins = [columns for columns in groups if len({tuple(map(fold, column.cells)) for column in columns}) > 1]
    return survey, [same_use(survey, columns, str(columns[0].use), str(ATTRIBUTE)) for columns in twins]


def refuse_twins(survey: Survey) -> Step:
    """Refuse two columns with the same use, and "X.1"/"X2" beside "X", the name a program gives a repeated heading."""
    noticed = [same_use(survey, twins, str(twins[0].use), str(NOT_USED)) for twins in twins_in(survey)]
    for column, stem in copies_in(survey):
        line = f'"column {column.letter}" = "{NOT_USED}"'
        noticed.append(survey.finding("CX310", column, value=column.heading, stem=stem, line=line))
    return survey, noticed


def twins_in(survey: Survey) -> list[list[Column]]:
    """Return the columns that say the same of the same area, together: the newest year first, as the likeliest to count."""
    twins = (columns for columns in _by_use(survey).values() if len(columns) > 1)
    return [sorted(columns, key=lambda column: -_last_year(column.heading)) for columns in twins]


def _last_year(text: str) -> int:
    """Return the last year that a text names, 0 if none."""
    return max(map(int, _YEAR.findall(text)), default=0)


def copies_in(survey: Survey) -> Iterator[tuple[Column, str]]:
    """Return the columns that look like a renamed copy of another one, with the folded area of that."""
    groups = _by_use(survey)
    for (kind, area), columns in groups.items():
        copy = _COPY.fullmatch(area)
        if copy and (kind, copy[1]) in groups and not columns[0].given:
            yield columns[0], copy[1]
    first = {fold(column.heading): column for column in reversed(survey.columns) if column.use not in (None, ATTRIBUTE, NOT_USED)}
    for column in survey.unused():
        stem = first.get(original(column.heading)) if original(column.heading) != fold(column.heading) else None
        if stem and list(map(fold, stem.cells)) != list(map(fold, column.cells)):
            yield column, stem.heading


def original(heading: str) -> str:
    """Return a folded heading without the number that a program puts behind the second of two: "Office.1"."""
    return _RENAMED.sub("", fold(heading))


def _by_use(survey: Survey) -> dict[tuple[Kind, str], list[Column]]:
    return grouped(((kind, fold(column.area)), column) for kind in BY_AREA for column in survey.of(kind))


def same_use(survey: Survey, twins: list[Column], use: str, others: str) -> Finding:
    """Return the refusal of columns with the same use, which proposes a line of a columns file for each."""
    uses = [clean(use), *[clean(others)] * (len(twins) - 1)]
    lines = [toml_line(f"column {twin.letter}", use) for twin, use in zip(twins, uses, strict=True)]
    letters = " and ".join(twin.letter for twin in twins)
    return survey.finding("CX302", twins[-1], value=twins[-1].heading, columns=letters, lines=LINES_BETWEEN.join(lines))


def name_alike(surveys: Sequence[Survey]) -> list[Step]:
    """Name each area in the uses as the rest of the survey names it; ask where brackets of unknown meaning tell two apart."""
    sides = [_named(surveys, kinds) for kinds in _SIDES]
    known = {fold(word): word for each in frameworks() for area in each.areas for word in (area.name, *area.aliases)}
    known |= {fold(option): option for option in _chosen(surveys)}
    others = {kind: {**known, **sides[place - 1]} for place, kinds in enumerate(_SIDES) for kind in kinds}
    return [
        through(survey, [partial(_name_one, index=c.index, others=others) for c in survey.of(*BY_AREA)]) for survey in surveys
    ]


def _name_one(survey: Survey, index: int, others: Mapping[Kind, Mapping[str, str]]) -> Step:
    column, use = survey.columns[index], survey.columns[index].use
    if column.given or use is None:
        return survey, ()
    rest = others[use.kind]
    name = _stem(use.area) if _is_crowded(survey, use) else "" if fold(use.area) in rest else _same_as(use.area, rest)
    if name and fold(name) != fold(use.area):
        return survey.taking(column, Use(kind=use.kind, area=name))
    bare = fold(without_brackets(use.area))
    alone = not name and not any(fold(each.area) == bare for each in survey.of(use.kind))
    if alone and fold(use.area) not in rest and bare in rest:
        return survey.using({index: None}).asking([column], Use(kind=use.kind, area=rest[bare])), ()
    return survey, ()


def _stem(area: str) -> str:
    """Return an area without the year and the source beside it."""
    return bare_name(area, ("year", "source"))


def _is_crowded(survey: Survey, use: Use) -> bool:
    """Tell whether other columns of this direction differ from this use by the year or the source alone."""
    return any(
        fold(_stem(each.area)) == fold(_stem(use.area)) and fold(each.area) != fold(use.area) for each in survey.of(use.kind)
    )


def _named(surveys: Sequence[Survey], kinds: Collection[Kind]) -> dict[str, str]:
    """Return the areas that columns of these kinds name, by their folded form."""
    return {fold(column.area): column.area for survey in surveys for column in survey.of(*kinds)}


def _chosen(surveys: Sequence[Survey]) -> Iterator[str]:
    """Yield the options of the columns that may hold choices of areas."""
    for survey in surveys:
        for column in (*survey.unused(), *survey.of(Kind.PICKS, Kind.STRENGTHS)):
            for text in list(dict.fromkeys(column.cells))[:_MOST_CELLS]:
                yield from () if text.isdecimal() else options_in(text, ())


def _same_as(area: str, others: Mapping[str, str]) -> str:
    """Return what the rest of the survey calls an area whose name has an aside here, there, or on both sides; "" if nothing."""
    name = bare_name(area)
    if fold(name) in others:
        return others[fold(name)]
    return name if fold(name) in {fold(bare_name(text)) for text in others.values()} else ""
