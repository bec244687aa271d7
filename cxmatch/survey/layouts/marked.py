"""What a survey tool marks in its rows, and what it leaves out of its headings."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import replace
from itertools import groupby
from typing import Any

from cxmatch.domain.findings import Finding
from cxmatch.records.text import fold
from cxmatch.survey.files.table import some_rows
from cxmatch.survey.headings.asides import without_scale_hint
from cxmatch.survey.headings.mapping import ColumnsFile, toml_line
from cxmatch.survey.headings.splitting import Parts
from cxmatch.survey.headings.survey import NOT_USED, Column, Kind, Step, Survey, Use
from cxmatch.survey.headings.tools import tool_of
from cxmatch.survey.headings.wording import any_direction, key
from cxmatch.survey.knowledge import table as knowledge


def without_tests(survey: Survey) -> Step:
    """Drop the rows that a tool marks as tests, spam or deleted; answers that were not finished count all the same. Say which."""
    marks = knowledge("tools")
    dropped = {row for mark in marks["submission"] for row in _marked(survey, mark)}
    rest = survey.without(dropped)
    unfinished = {row for mark in marks["unfinished"] for row in _marked(rest, mark)}
    return rest, [*_about_rows("CX457", survey, dropped), *_about_rows("CX458", rest, unfinished)]


def _marked(survey: Survey, mark: Mapping[str, Any]) -> set[int]:
    """Return the rows in which the technical column called so has one of these values."""
    called = re.compile(mark["column"])
    columns = [column.cells for column in survey.columns if column.technical and called.fullmatch(key(column.heading))]
    return {row for cells in columns[:1] for row, cell in enumerate(cells) if key(cell) in mark["values"]}


def _about_rows(code: str, survey: Survey, rows: Collection[int]) -> list[Finding]:
    facts = {"count": str(len(rows)), "rows": some_rows([survey.numbers[row] for row in sorted(rows)])}
    return [survey.finding(code, **facts)] if rows else []


def asked_codes(survey: Survey, mapping: ColumnsFile) -> Step:
    """Ask what the choices are of which an export has codes only; nothing is made of their columns by themselves."""
    codes = re.compile(tool_of(survey.layout).get("codes", "(?!)"), re.IGNORECASE)
    coded = {column.index: column for column in survey.columns if codes.fullmatch(column.item)}
    bare = {
        index: replace(column, heading=column.written or column.heading, question="", item="") for index, column in coded.items()
    }
    likely = {i: str(_likely_use(survey, coded[i], coded.values())) for i, column in bare.items() if not mapping.use_of(column)}
    noticed = [
        survey.finding("CX216", column, value=column.heading, code=coded[i].item, line=toml_line(column.heading, likely[i]))
        for i, column in bare.items()
        if i in likely
    ]
    bare |= {index: replace(bare[index], use=NOT_USED) for index in likely}
    return replace(survey, columns=tuple(bare.get(column.index, column) for column in survey.columns)), noticed


def _likely_use(survey: Survey, column: Column, coded: Collection[Column]) -> Use:
    """Return the use to propose for a choice with a code: the area in its place, where areas are named elsewhere."""
    areas = [other.item for other in survey.columns if other.item and other not in coded and _parts(other)]
    place = [other.item for other in coded if other.question == column.question].index(column.item)
    parts = _parts(column)
    return Use(kind=parts.kind if parts else Kind.NEED, area=areas[place] if place < len(areas) else column.item)


def _parts(column: Column) -> Parts | None:
    parts = (Parts.of(column.question, column.item, named=named) for named in (True, False))
    return next((each for each in parts if each), None)


def choices_alone(survey: Survey, mapping: ColumnsFile) -> Step:
    """Say what choices are picks of where a tool writes them without their question: of need, if capability alone is asked.

    Where need is asked already, or there are several such questions, the organizer is asked.
    """
    blocks = list(_blocks(survey, mapping)) if tool_of(survey.layout).get("alone") else []
    asked = {_direction(column): column for column in survey.columns}
    if len(blocks) == 1 and Kind.CAPABILITY in asked and asked.keys().isdisjoint((Kind.NEED, Kind.REQUIRED, Kind.RANK)):
        picked = {column.index: replace(column, question="Need", item=_choice(column)) for column in blocks[0]}
        first, last = blocks[0][0], blocks[0][-1]
        line = toml_line(f"column {first.letter}", str(Use(kind=Kind.CAPABILITY, area=_choice(first))))
        note = survey.finding("CX219", first, columns=f"{first.letter} to {last.letter}", line=line)
        return replace(survey, columns=tuple(picked.get(column.index, column) for column in survey.columns)), [note]
    for place, column in ((place, column) for place, block in enumerate(blocks) for column in block):
        survey = survey.asking([column], Use(kind=(Kind.CAPABILITY, Kind.NEED)[place % 2], area=_choice(column)))
    return survey, ()


def _choice(column: Column) -> str:
    """Return the choice that a heading is, without the mark of a question that has to be answered."""
    return without_scale_hint(column.heading)


def _direction(column: Column) -> Kind | None:
    parts = Parts.split(column.heading)
    return parts.kind if parts else any_direction(column.question or column.heading)


def _blocks(survey: Survey, mapping: ColumnsFile) -> Iterator[list[Column]]:
    """Yield the runs of columns below which nothing stands but their own heading, which is an area asked about elsewhere too."""
    blocks = [list(block) for own, block in groupby(survey.columns, lambda column: _holds_itself(column, mapping)) if own]
    named = [fold(column.heading) for column in survey.columns if _direction(column)]
    for block in blocks:
        elsewhere = {fold(_choice(column)) for other in blocks if other is not block for column in other}
        areas = (any(fold(_choice(column)) in text for text in (*named, *elsewhere)) for column in block)
        if len(block) > 1 and all(areas) and any(cell.strip() for column in block for cell in column.cells):
            yield block


def _holds_itself(column: Column, mapping: ColumnsFile) -> bool:
    """Tell whether a column holds its own heading, or nothing; what people typed beside the choices is none of them."""
    if column.technical or column.item or mapping.use_of(column) or key(column.heading) == "other":
        return False
    itself = {fold(column.heading), fold(_choice(column))}
    return itself.issuperset(fold(cell) for cell in column.cells if cell.strip()) and not _direction(column)
