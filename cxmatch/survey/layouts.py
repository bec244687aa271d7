"""Tables into surveys: every table that the source consists of, its headings told from its answers, one row per office."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from itertools import product
from typing import Any

from cxmatch.domain.findings import Finding
from cxmatch.errors import SettingsError
from cxmatch.records.text import clean, fold
from cxmatch.survey.files.opening import open_table, workbook_sheets
from cxmatch.survey.files.table import Spare, Table, column_letter, finding, some_rows, used_width
from cxmatch.survey.headings.header import header_of
from cxmatch.survey.headings.mapping import ColumnsFile, ReadingOptions
from cxmatch.survey.headings.survey import Column, Kind, Step, Survey
from cxmatch.survey.headings.wording import Unit, aliases, is_called, key, named_direction
from cxmatch.survey.knowledge import table as knowledge

_PLAIN_LONG = "plain table, one row per office and practice area"
_TEMPLATE_SHEET, _TEMPLATE_SHEETS = "Survey", frozenset({"Instructions", "Survey", "Levels"})


def open_surveys(source: Any, options: ReadingOptions, mapping: ColumnsFile, spare: Spare) -> list[Step]:
    """Open one table, or one for the mentors and one for the proteges; raises what `open_table` and `survey_of` raise."""
    tables = open_tables(source, options, spare)
    return [survey_of(table, options.header_row, mapping, side) for side, table in tables.items()]


def open_tables(source: Any, options: ReadingOptions, spare: Spare | None = None) -> dict[str, Table]:
    """Open one table, or one for the mentors and one for the proteges, by side; raises what `open_table` raises."""
    if options.proteges is None:
        sheets = {"": options.sheet} if options.sheet is not None else _sheets(source, options)
        sources = {side: (source, sheet) for side, sheet in sheets.items()}
    else:
        sheets, sources = {}, {"mentors": (source, options.sheet), "proteges": (options.proteges, None)}
    read = [sheet for sheet in sheets.values() if sheet]
    given = {"encoding": options.encoding, "delimiter": options.delimiter}
    tables = {
        side: open_table(where, **given, sheet=sheet, besides=read, limits=options.limits, spare=spare)
        for side, (where, sheet) in sources.items()
    }
    for name, value in given.items():
        if value is not None and all(table.sheet for table in tables.values()):
            raise SettingsError(f"--{name} is for text files, and a workbook is read.", f"Leave out --{name}.")
    return tables


def _sheets(source: Any, options: ReadingOptions) -> dict[str, str | None]:
    """Return the sheets to read, by side: a sheet per side, that of our template, or the only one of any other source."""
    sheets = workbook_sheets(source, options.limits)
    if _TEMPLATE_SHEET in sheets and set(sheets) <= _TEMPLATE_SHEETS:
        return {"": _TEMPLATE_SHEET}
    sides = knowledge("tools")["side"]
    called = {side: [sheet for sheet in sheets if key(sheet) in row["sheets"]] for side, row in sides.items()}
    apart = all(len(some) == 1 for some in called.values())
    return {side: sheet for side, (sheet,) in called.items()} if apart else {"": None}


def survey_of(table: Table, header_row: int | None, mapping: ColumnsFile, side: str = "") -> Step:
    """Recognize the layout of a table and tell its headings from its answers; raises what `header_of` raises."""
    header = header_of(table, header_row, mapping)
    top = table.rows[header.last]
    top.extend([""] * (len(header.columns) - len(top)))  # the last header row is to be as wide as the widest
    settled = {column.index for column in header.columns if not column.heading and mapping.use_of(column)}
    table, noticed = _square(table, header.last, named=header.named, complete=header.is_complete(), settled=settled)
    place, width = table.place(header.last), len(table.rows[header.last])
    noticed += [finding("CX456", place, row=str(place.row))] if header.last else []
    # One quotation mark: the heading may be cut, or two.
    halves = [column for column in header.columns if column.heading.count('"') % 2 and not column.technical]
    noticed += [finding("CX316", replace(place, column=column.letter), value=column.heading[:80]) for column in halves]
    cells: Sequence[Sequence[str]] = list(zip(*table.rows[header.last + 1 :], strict=True)) or [()] * width
    survey = Survey(
        columns=tuple(replace(column, cells=cells[column.index]) for column in header.columns[:width]),
        numbers=table.numbers[header.last + 1 :],
        side=side,
        layout=header.layout,
        file=table.name,
        sheet=table.sheet,
        sha256=table.sha256,
        decimal_comma=table.decimal_comma,
    )
    survey, marked = _without_tests(survey)
    survey, twice = _pivoted(survey, mapping)
    return survey, [*table.notes, *noticed, *marked, *twice]


def _without_tests(survey: Survey) -> Step:
    """Drop the rows that a tool marks as tests, spam or deleted; answers that were not finished count all the same. Say which."""
    marks = knowledge("tools")
    dropped = {row for mark in marks["submission"] for row in _marked(survey, mark)}
    rest = survey.without(dropped)
    unfinished = _marked(rest, marks["unfinished"])
    return rest, [*_about_rows("CX457", survey, dropped), *_about_rows("CX458", rest, unfinished)]


def _marked(survey: Survey, mark: Mapping[str, Any]) -> set[int]:
    """Return the rows in which the technical column of this name has one of these values."""
    columns = [column.cells for column in survey.columns if column.technical and key(column.heading) == mark["column"]]
    return {row for cells in columns[:1] for row, cell in enumerate(cells) if key(cell) in mark["values"]}


def _about_rows(code: str, survey: Survey, rows: Collection[int]) -> list[Finding]:
    facts = {"count": str(len(rows)), "rows": some_rows([survey.numbers[row] for row in sorted(rows)])}
    return [survey.finding(code, **facts)] if rows else []


def _square(
    table: Table, last: int, *, named: int | None = None, complete: bool = False, settled: Collection[int] = ()
) -> tuple[Table, list[Finding]]:
    """Return the table with all rows as long as the header row; a note for what was harmless, an error for each other row.

    A separator too many shifts the answers behind it, and where the last answers are blank nothing but the length of the row
    tells. So lengths are compared as the file has them, blank ends included. `last` is the last row of headings; `named` how many
    columns there are up to the last one with a heading; `complete`: the headings show by themselves that none of them is missing
    or cut in two; `settled` are columns without a heading whose use is known.
    """
    heading, rows = table.rows[last], table.rows[last + 1 :]
    named = used_width(heading) if named is None else named
    lengths = table.lengths or list(map(len, table.rows))
    header, counts = max(lengths[last], len(heading)), lengths[last + 1 :]
    usual = _usual(counts, header, named)
    filled = [used_width(["" if place in settled else cell for place, cell in enumerate(row)]) for row in rows]
    harmless = usual == header or (complete and max(filled) == named)
    findings = [] if harmless else [finding("CX024", table.place(last), count=str(usual), width=str(header))]
    findings += _uneven(table, counts, usual)
    findings += [] if findings else _beyond(table, filled, named)
    if usual > header and not findings:
        findings = [finding("CX410", replace(table.place(last), row=None), rows=some_rows(table.numbers[last + 1 :]))]
    even = [*table.rows[: last + 1], *([*row, *[""] * (len(heading) - len(row))][: len(heading)] for row in rows)]
    return replace(table, rows=even), findings


def _usual(counts: list[int], header: int, named: int) -> int:
    """Return how many cells a row has: as many as the header row, unless the other rows agree that it is the odd one out."""
    usual, times = Counter(counts).most_common(1)[0] if len(counts) > 1 else (header, 0)
    most = 2 * times > len(counts) and (usual > header or usual == named)
    return usual if most or times == len(counts) else header


def _uneven(table: Table, counts: list[int], usual: int) -> list[Finding]:
    """Name the rows of answers that have too many or too few cells; the last one may be cut off."""
    first, end = len(table.rows) - len(counts), len(table.rows) - 1
    wrong = [(count, index) for index, count in enumerate(counts, first) if count != usual]
    code = "CX025" if [index for _, index in wrong] == [end] and counts[-1] < usual else "CX023"
    return [finding(code, table.place(index), count=str(count), width=str(usual)) for count, index in wrong]


def _beyond(table: Table, filled: list[int], named: int) -> list[Finding]:
    """Name the rows of answers that go on beyond the last heading, as rows of a sheet do that were moved to the right."""
    first = len(table.rows) - len(filled)
    beyond = {index: column_letter(count - 1) for index, count in enumerate(filled, first) if count > named}
    if len(beyond) == len(filled) > 1:
        return [finding("CX024", table.place(first - 1), count=str(max(filled)), width=str(named))]
    return [finding("CX026", replace(table.place(at), column=letter), letter=letter) for at, letter in beyond.items()]


def _pivoted(survey: Survey, mapping: ColumnsFile) -> Step:
    """Return a long survey with one row per office, and one column for each rating of each area; any other as it is."""
    area = next((column for column in survey.columns if is_called(column.heading, "area")), None)
    office = _first_called(survey, Kind.OFFICE)
    plain = [column for column in survey.columns if not (column.item or column.technical)]
    directions = {column: kind for column in plain if (kind := named_direction(column.heading))}
    capability = [column for column, kind in directions.items() if kind is Kind.CAPABILITY]
    if not (area and office and capability) or any(map(mapping.use_of, [area, *capability])):
        return survey, ()
    kept = [column for column in survey.columns if column is not area and column not in directions]
    department = _first_called(survey, Kind.DEPARTMENT, besides=office)
    parts = [column for column in kept if Unit.of(column.heading) and column not in (office, department)]
    return _turned(survey, [office, *([department] if department else []), *parts], area, list(directions), kept)


def _first_called(survey: Survey, kind: Kind, besides: Column | None = None) -> Column | None:
    names = aliases()[kind]
    called = [column for column in survey.columns if key(column.heading) in names and column is not besides]
    return min(called, key=lambda column: names[key(column.heading)], default=None)


def _turned(survey: Survey, who: list[Column], area: Column, rated: list[Column], kept: list[Column]) -> Step:
    """Return a row for each office; a rating that the file does not have stands in the first row of its office."""
    names = list(zip(*(map(fold, column.cells) for column in who), strict=True))
    firsts: dict[tuple[str, ...], int] = {}
    at: dict[tuple[tuple[str, ...], str], int] = {}  # the row of the file that says an office and an area first
    notes = []
    for row, (name, text) in enumerate(zip(names, area.cells, strict=True)):
        firsts.setdefault(name, row)
        first = at.setdefault((name, fold(text)), row)
        if first != row:
            facts = {"first": str(survey.numbers[first]), "value": clean(who[0].cells[row]), "area": clean(text)}
            notes.append(survey.finding("CX208", area, row, **facts))
    columns = [
        replace(column, index=index, origin=column.letter, cells=[column.cells[row] for row in firsts.values()])
        for index, column in enumerate(kept)
    ]
    spelled = sorted({fold(text): clean(text) for text in area.cells}.items())
    for column, (folded, text) in product(rated, spelled):
        rows = [at.get((name, folded)) for name in firsts]
        rating = Column(
            index=len(columns),
            heading=f"{column.heading}: {text}",
            question=column.heading,
            item=text,
            origin=column.letter,
            cells=["" if row is None else column.cells[row] for row in rows],
            rows=[survey.numbers[first if row is None else row] for row, first in zip(rows, firsts.values(), strict=True)],
        )
        columns.append(rating)
    numbers = [survey.numbers[row] for row in firsts.values()]
    return replace(survey, layout=_PLAIN_LONG, columns=tuple(columns), numbers=numbers), notes
