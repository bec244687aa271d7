"""Areas that headings call by more than their name: one name where the survey also says it without year, source or code.

Two columns of one direction that differ only by it come to one use, and `refuse_twins` asks which of them counts.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from functools import partial

from cxmatch.domain.framework import frameworks
from cxmatch.records.text import fold
from cxmatch.survey.columns.cells import unanswered
from cxmatch.survey.columns.choices import options_in
from cxmatch.survey.headings.splitting import bare_name, without_brackets
from cxmatch.survey.headings.survey import BY_AREA, Kind, Step, Survey, Use, through

_MOST_CELLS = 200
_SIDES = ((Kind.CAPABILITY,), (Kind.NEED, Kind.REQUIRED, Kind.RANK))


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
                yield from () if unanswered(text) or text.isdecimal() else options_in(text, ())


def _same_as(area: str, others: Mapping[str, str]) -> str:
    """Return what the rest of the survey calls an area whose name has an aside here, there, or on both sides; "" if nothing."""
    name = bare_name(area)
    if fold(name) in others:
        return others[fold(name)]
    return name if fold(name) in {fold(bare_name(text)) for text in others.values()} else ""
