"""Long tables: one row per office and practice area, turned so that each office has one row."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from cxmatch.domain.findings import Finding
from cxmatch.records.text import clean, fold
from cxmatch.survey.headings.mapping import ColumnsFile
from cxmatch.survey.headings.survey import Form, Heading, Kind
from cxmatch.survey.headings.units import unit_of
from cxmatch.survey.headings.wording import aliases, is_called, key, named_direction

PLAIN_LONG = "plain table, one row per office and practice area"


def is_long(headings: Sequence[Heading], mapping: ColumnsFile) -> bool:
    """Return True if one column names the practice area and another holds its capability rating."""
    rated = [heading for heading in headings if _direction(heading) is Kind.CAPABILITY]
    area = _area_column(headings)
    return area is not None and bool(rated) and not any(map(mapping.use_of, [area, *rated]))


def _direction(heading: Heading) -> Kind | None:
    return None if heading.item or heading.technical else named_direction(heading.text)


def _area_column(headings: Sequence[Heading]) -> Heading | None:
    return next((heading for heading in headings if is_called(heading.text, "area")), None)


def pivoted(form: Form) -> Form:
    """Return the form with one row per office, and one column for each rating of each area."""
    area = _area_column(form.headings)
    office = _first_called(form, Kind.OFFICE)
    if area is None or office is None:
        return form
    rated = [heading for heading in form.headings if _direction(heading) is not None]
    kept = [heading for heading in form.headings if heading is not area and heading not in rated]
    department = _first_called(form, Kind.DEPARTMENT, besides=office)
    parts = [heading for heading in kept if unit_of(heading.text) and heading not in (office, department)]
    return _turned(form, [office, *([department] if department else []), *parts], area, rated, kept)


def _first_called(form: Form, kind: Kind, besides: Heading | None = None) -> Heading | None:
    names = aliases()[kind]
    called = [heading for heading in form.headings if key(heading.text) in names and heading is not besides]
    return min(called, key=lambda heading: names[key(heading.text)], default=None)


def _turned(form: Form, who: list[Heading], area: Heading, rated: list[Heading], kept: list[Heading]) -> Form:
    columns = _columns(form, area, rated, kept)
    places: dict[tuple[str, ...], int] = {}
    rows: list[list[str]] = []
    numbers: list[int] = []
    cells: dict[tuple[int, int], tuple[int, str]] = {}
    notes: list[Finding] = []
    for source, row in enumerate(form.rows):
        name = tuple(fold(row[heading.index]) for heading in who)
        place = places.setdefault(name, len(rows))
        if place == len(rows):
            rows.append([row[heading.index] for heading in kept] + [""] * (len(columns) - len(kept)))
            numbers.append(form.numbers[source])
        for heading in rated:
            column = columns[f"{heading.index} {fold(row[area.index])}"].index
            if (place, column) in cells:
                facts = {"first": str(cells[place, column][0]), "value": clean(row[who[0].index]), "area": clean(row[area.index])}
                notes.append(Finding(code="CX208", place=form.place(area, source), facts=facts))
                break
            cells[place, column] = (form.numbers[source], heading.column)
            rows[place][column] = row[heading.index]
    return replace(
        form,
        layout=PLAIN_LONG,
        headings=tuple(columns.values()),
        rows=rows,
        numbers=numbers,
        cells=cells,
        notes=(*form.notes, *notes),
    )


def _columns(form: Form, area: Heading, rated: list[Heading], kept: list[Heading]) -> dict[str, Heading]:
    """Return the new headings by where their cells come from: the kept columns, then each rating for each area."""
    columns = {f"{heading.index}": replace(heading, index=place, letter=heading.column) for place, heading in enumerate(kept)}
    areas = {fold(text): clean(text) for text in form.column(area)}
    for heading in rated:
        for folded, name in sorted(areas.items()):
            made = Heading(
                index=len(columns), text=f"{heading.text}: {name}", question=heading.text, item=name, letter=heading.column
            )
            columns[f"{heading.index} {folded}"] = made
    return columns
