"""What each office asks for first, and second: named in a column of its own, or said by the order in which areas are wanted."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TypeAlias

from cxmatch.domain.findings import Finding
from cxmatch.records.text import counted, listed
from cxmatch.survey.answers.picks import chosen, nothing_named, rank_in
from cxmatch.survey.columns.areas import Areas
from cxmatch.survey.columns.cells import in_order, needs_picked
from cxmatch.survey.files.table import some_rows
from cxmatch.survey.headings import Kind, Survey
from cxmatch.survey.headings.wording import asked_place

_Named: TypeAlias = Sequence[tuple[str, ...]]
_MOST_ALIKE = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Firsts:
    """What the rows of one survey ask for first and second, as area ids in the order of the framework: empty where not asked.

    `way` says what it was read from.
    """

    first: _Named = ()
    second: _Named = ()
    way: str = ""


def read_firsts(surveys: Sequence[Survey], areas: Areas, words: Mapping[str, str]) -> tuple[list[Firsts], list[Finding]]:
    """Read what every row asks for first: from a question for it, else from ranks, else from picks whose order is stated.

    Picks without an order say nothing of it. `words` are the answers that a columns file explains.
    """
    firsts, noticed = list[Firsts](), list[Finding]()
    for survey in surveys:
        each, found = _named(survey, areas, words)
        each = _apart(each or _ranked(survey, areas) or _ordered(survey, areas, words) or Firsts(), areas)
        firsts.append(each)
        noticed += [*found, *_about(survey, each)]
    return firsts, noticed


def _named(survey: Survey, areas: Areas, words: Mapping[str, str]) -> tuple[Firsts | None, list[Finding]]:
    """Read the columns that name one area; what they name that is none is refused."""
    columns = survey.of(Kind.ASKED_FIRST)
    if not columns:
        return None, []
    known = nothing_named(words)
    first, about_first = chosen(survey, columns, areas, known)
    second, about_second = chosen(survey, survey.of(Kind.ASKED_SECOND), areas, known)
    way = listed([f'column {column.letter}, "{column.heading}"' for column in columns])
    return Firsts(first=_filled(first.rows), second=_filled(second.rows), way=way), [*about_first, *about_second]


def _ranked(survey: Survey, areas: Areas) -> Firsts | None:
    """Read ranks: the area with rank 1 is asked for first, that with rank 2 second."""
    columns = areas.columns(survey, Kind.RANK) if survey.side != "mentors" else []
    if not columns:
        return None
    ranks = [{text: rank_in(text) for text in set(column.cells)} for _, column in columns]
    rows = [
        [(area, known[column.cells[row]]) for (area, column), known in zip(columns, ranks, strict=True)]
        for row in range(len(survey.numbers))
    ]
    first, second = ([tuple(area for area, rank in row if rank == place) for row in rows] for place in ("1", "2"))
    return Firsts(first=first, second=second, way="the ranks: the area with rank 1")


def _ordered(survey: Survey, areas: Areas, words: Mapping[str, str]) -> Firsts | None:
    """Read picks in order, the first choice first; or the only choice, where it is asked which one area matters most."""
    columns = needs_picked(survey)
    if not columns:
        return None
    if numbered := in_order(columns):
        first, second = (_filled(chosen(survey, [column], areas, words)[0].rows) for column in numbered[:2])
        return Firsts(first=first, second=second, way=f'column {numbered[0].letter}, "{numbered[0].heading}"')
    choices, _ = chosen(survey, columns, areas, words)
    rows = _filled(choices.rows)
    if choices.ordered:
        return Firsts(first=[row[:1] for row in rows], second=[row[1:2] for row in rows], way="the order of the choices")
    if len(columns) == 1 and asked_place(columns[0].heading) == 1 and choices.most <= _MOST_ALIKE:
        return Firsts(first=rows, second=[()] * len(rows), way=f'column {columns[0].letter}, "{columns[0].heading}"')
    return None


def _filled(rows: Sequence[tuple[str, ...] | None]) -> _Named:
    return [row or () for row in rows]


def _apart(firsts: Firsts, areas: Areas) -> Firsts:
    """Return both in the order of the framework; what is named first is no second choice as well."""
    place = {area.id: number for number, area in enumerate(areas.framework.areas)}
    first, second = ([tuple(sorted(row, key=place.__getitem__)) for row in rows] for rows in (firsts.first, firsts.second))
    rest = [tuple(area for area in row if area not in named) for row, named in zip(second, first, strict=True)]
    return replace(firsts, first=first, second=rest)


def _about(survey: Survey, firsts: Firsts) -> Iterator[Finding]:
    """Say what was read, and where several areas are named alike."""
    count = sum(map(bool, firsts.first))
    if count:
        yield survey.finding("CX492", None, way=firsts.way, count=counted(count, "answer"), all=str(len(survey.numbers)))
    several = [survey.numbers[row] for row, named in enumerate(firsts.first) if len(named) > 1]
    if several:
        yield survey.finding(
            "CX493", survey.only(Kind.ASKED_FIRST), rows=some_rows(several), count=counted(len(several), "answer")
        )
