"""Tables with an office per column, and tables one below another, made one with a row per office."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace

from cxmatch.records.text import clean, fold, some
from cxmatch.survey.headings.header import AREAS_DOWN, beside_sections, filled_down
from cxmatch.survey.headings.survey import Column, Kind, Step, Survey
from cxmatch.survey.headings.wording import Unit, any_direction, named_direction, says_itself
from cxmatch.survey.layouts.long import first_called

_STACKED = "plain table, one table below another"


def offices_down(survey: Survey, top: int) -> Survey:
    """Return a survey with a column per office with a row for each; any other as it is. `top` is the row of its headings."""
    if survey.layout != AREAS_DOWN:
        return survey
    width, headings = _headings_down(survey)
    offices = [column for column in survey.columns[width:] if column.heading]
    letters = [column.letter for column in offices]
    answers = [Column(index=0, heading="Office", cells=[column.heading for column in offices], rows=[top] * len(offices))]
    for row, (question, item) in enumerate(headings):
        heading = f"{question}: {item}" if question else item
        twice = sum(one == (question, item) for one in headings) > 1
        name = f"{heading} (row {survey.numbers[row]})" if twice else heading
        made = Column(index=len(answers), heading=name, question=question, item=item if question else "")
        cells = [column.cells[row] for column in offices]
        answers += [replace(made, cells=cells, rows=[survey.numbers[row]] * len(offices))] if item else []
    columns = tuple(replace(column, letters=letters, origin="A") for column in answers)
    return replace(survey, columns=columns, numbers=[top] * len(offices))


def _headings_down(survey: Survey) -> tuple[int, list[tuple[str, str]]]:
    """Return how many columns hold headings, and the question and item of each row; no item where a row only heads others."""
    first, second = ([clean(cell) for cell in column.cells] for column in survey.columns[:2])
    area = beside_sections([column.heading for column in survey.columns[:2]], first, second)
    if area is not None:
        return 2, list(zip(filled_down((second, first)[area]), filled_down((first, second)[area]), strict=True))
    filled = [any(map(str.strip, cells)) for cells in zip(*(column.cells for column in survey.columns[1:]), strict=True)]
    lines = [text if any_direction(text) and not answered else "" for text, answered in zip(first, filled, strict=True)]
    above = survey.title.rpartition("\n")[2]
    first_line = above if named_direction(above) or (any(lines) and any_direction(above)) else ""
    sections = filled_down([first_line, *lines])[1:]
    asked = zip(sections, first, filled, strict=True)
    return 1, [("" if says_itself(text) else section, text if answered else "") for section, text, answered in asked]


def one_of(surveys: Sequence[Survey]) -> Step:
    """Join tables that stand one below another by the names of their offices; refuse those that no name joins."""
    first = surveys[0]
    if len(surveys) == 1:
        return first, ()
    offices = [first_called(survey, Kind.OFFICE) or survey.columns[0] for survey in surveys]
    rows = [{fold(cell): row for row, cell in enumerate(office.cells)} for office in offices]
    names = list(dict.fromkeys(name for own in rows for name in own))
    firsts = [
        next((survey, office, own[name]) for survey, office, own in zip(surveys, offices, rows, strict=True) if name in own)
        for name in names
    ]
    numbers = [survey.numbers[row] for survey, _, row in firsts]
    columns = [replace(offices[0], cells=[office.cells[row] for _, office, row in firsts], rows=numbers)]
    for survey, office, own in zip(surveys, offices, rows, strict=True):
        columns += [
            _spread(survey, column, list(map(own.get, names)), numbers) for column in survey.columns if column is not office
        ]
    columns, clashing = _alike_once([_bare(column) if _is_fact(column, columns) else column for column in columns])
    joined = replace(first, layout=_STACKED, columns=tuple(columns), numbers=numbers)
    twice = [name for office in offices for name, count in Counter(map(clean, office.cells)).items() if count > 1]
    noticed = [joined.finding("CX217", values=some(twice, 5))] if twice else []
    return joined, [*noticed, *(joined.finding("CX218", column, value=column.heading) for column in clashing)]


def _spread(survey: Survey, column: Column, places: Sequence[int | None], numbers: Sequence[int]) -> Column:
    """Return a column with the cells of these rows; a cell that its table does not have stands in the first row of its office."""
    cells = ["" if row is None else column.cells[row] for row in places]
    rows = [number if row is None else survey.numbers[row] for row, number in zip(places, numbers, strict=True)]
    return replace(column, cells=cells, rows=rows, origin=column.letter)


def _is_fact(column: Column, columns: Sequence[Column]) -> bool:
    """Tell whether a column is no rating: it says something about an office, in words, and the same in each table."""
    named = _bare(column).says("fact") or Unit.of(column.item) is not None
    alike = [other.cells for other in columns if fold(other.item) == fold(column.item)]
    digits = any(map(str.isdigit, "".join(column.cells)))
    return bool(column.item) and named and not digits and all(list(cells) == list(column.cells) for cells in alike)


def _bare(column: Column) -> Column:
    return replace(column, heading=column.item, question="", item="")


def _alike_once(columns: Sequence[Column]) -> tuple[list[Column], list[Column]]:
    """Return the columns, those of one heading and content once, and those of one heading that contradict each other."""
    once, clashing = dict[str, Column](), list[Column]()
    for column in columns:
        other = once.setdefault(fold(column.heading) or column.letter, column)
        if not all(fold(one) == fold(two) or not (one.strip() and two.strip()) for one, two in _pairs(other, column)):
            clashing.append(column)
        cells = [one or two for one, two in _pairs(other, column)]
        once[fold(column.heading) or column.letter] = replace(other, cells=cells)
    return [replace(column, index=index) for index, column in enumerate(once.values())], clashing


def _pairs(one: Column, two: Column) -> Iterator[tuple[str, str]]:
    return zip(one.cells, two.cells, strict=True)
