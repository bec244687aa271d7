"""Long tables: one row per office and practice area, turned so that each office has one row."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from cxmatch.domain.findings import Finding
from cxmatch.records.text import clean, fold
from cxmatch.survey.headings.mapping import ColumnsFile
from cxmatch.survey.headings.survey import Column, Kind, Step, Survey
from cxmatch.survey.headings.wording import aliases, is_called, key, named_direction, unit_of

_PLAIN_LONG = "plain table, one row per office and practice area"


def pivoted(survey: Survey, mapping: ColumnsFile) -> Step:
    """Return a long survey with one row per office, and one column for each rating of each area; any other as it is."""
    area = next((column for column in survey.columns if is_called(column.heading, "area")), None)
    office = _first_called(survey, Kind.OFFICE)
    plain = [column for column in survey.columns if not (column.item or column.technical)]
    directions = [(column, kind) for column in plain if (kind := named_direction(column.heading))]
    capability = [column for column, kind in directions if kind is Kind.CAPABILITY]
    if not (area and office and capability) or any(map(mapping.use_of, [area, *capability])):
        return survey, ()
    rated = [column for column, _ in directions]
    kept = [column for column in survey.columns if column is not area and column not in rated]
    department = _first_called(survey, Kind.DEPARTMENT, besides=office)
    parts = [column for column in kept if unit_of(column.heading) and column not in (office, department)]
    return _turned(survey, [office, *([department] if department else []), *parts], area, rated, kept)


def _first_called(survey: Survey, kind: Kind, besides: Column | None = None) -> Column | None:
    names = aliases()[kind]
    called = [column for column in survey.columns if key(column.heading) in names and column is not besides]
    return min(called, key=lambda column: names[key(column.heading)], default=None)


def _turned(survey: Survey, who: list[Column], area: Column, rated: list[Column], kept: list[Column]) -> Step:
    names = list(zip(*(map(fold, column.cells) for column in who), strict=True))
    areas = list(map(fold, area.cells))
    rows = {name: place for place, name in enumerate(dict.fromkeys(names))}
    first_of = {name: source for source, name in reversed(list(enumerate(names)))}
    firsts = [first_of[name] for name in rows]
    # For each row of an office and each area: the row of the file that says it first.
    at: dict[tuple[int, str], int] = {}
    notes: list[Finding] = []
    for source, (name, said) in enumerate(zip(names, areas, strict=True)):
        first = at.setdefault((rows[name], said), source)
        if first != source:
            facts = {"first": str(survey.numbers[first]), "value": clean(who[0].cells[source]), "area": clean(area.cells[source])}
            notes.append(survey.finding("CX208", area, source, **facts))
    columns = [
        replace(column, index=index, origin=column.letter, cells=[column.cells[source] for source in firsts])
        for index, column in enumerate(kept)
    ]
    spelled = {fold(text): clean(text) for text in area.cells}
    for column in rated:
        for folded, said in sorted(spelled.items()):
            sources = [at.get((row, folded)) for row in range(len(rows))]
            columns.append(_rating(survey, column, len(columns), said, sources, firsts))
    numbers = [survey.numbers[source] for source in firsts]
    return replace(survey, layout=_PLAIN_LONG, columns=tuple(columns), numbers=numbers), notes


def _rating(
    survey: Survey, column: Column, index: int, area: str, sources: Sequence[int | None], firsts: Sequence[int]
) -> Column:
    """Return the column of one rating of one area; a cell that the file does not have stands in the office's first row."""
    return Column(
        index=index,
        heading=f"{column.heading}: {area}",
        question=column.heading,
        item=area,
        origin=column.letter,
        cells=["" if source is None else column.cells[source] for source in sources],
        rows=[survey.numbers[first if source is None else source] for source, first in zip(sources, firsts, strict=True)],
    )
