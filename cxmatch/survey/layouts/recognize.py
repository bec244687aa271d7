"""Tables into surveys: every table that the source consists of, its layout by the text of its headings, where answers begin."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace
from functools import partial
from typing import Any

from cxmatch.domain.findings import Finding, Place
from cxmatch.errors import SettingsError
from cxmatch.records.text import fold
from cxmatch.survey.files.opening import open_table, workbook_sheets
from cxmatch.survey.files.table import Spare, Table, refuse, some_rows
from cxmatch.survey.headings.mapping import ColumnsFile
from cxmatch.survey.headings.survey import BY_AREA, ONE_COLUMN, Column, Step, Survey, heading_text, through
from cxmatch.survey.headings.wording import LONGEST_HEADING, aliases, is_called, key, split_heading
from cxmatch.survey.knowledge import table as knowledge
from cxmatch.survey.layouts.long import pivoted
from cxmatch.survey.layouts.squaring import square
from cxmatch.survey.layouts.tools import Header, Rows, header_at, merged_columns
from cxmatch.survey.options import ReadingOptions

MOST_TITLE_ROWS = 40
PLAIN_WIDE = "plain table, one row per office"
_TEMPLATE_SHEET, _TEMPLATE_SHEETS = "Survey", frozenset({"Instructions", "Survey", "Levels"})


def open_surveys(source: Any, options: ReadingOptions, mapping: ColumnsFile, spare: Spare) -> list[Step]:
    """Open one table, or one for the mentors and one for the proteges, and recognize the layout of each.

    Raises
    ------
    SurveyError, SettingsError, FileError
        As `open_table` and `survey_of` raise them.
    """
    if options.proteges is not None:
        sources = {"mentors": (source, options.sheet), "proteges": (options.proteges, None)}
    else:
        sources = _sheets(source, options) or {"": (source, options.sheet)}
    read = [sheet for _, sheet in sources.values() if sheet] if options.proteges is None else []
    given = {"encoding": options.encoding, "delimiter": options.delimiter}
    tables = {
        side: open_table(where, **given, sheet=sheet, besides=read, limits=options.limits, spare=spare)
        for side, (where, sheet) in sources.items()
    }
    for name, value in given.items():
        if value is not None and all(table.sheet for table in tables.values()):
            raise SettingsError(f"--{name} is for text files, and a workbook is read.", f"Leave out --{name}.")
    return [survey_of(table, options.header_row, mapping, side) for side, table in tables.items()]


def _sheets(source: Any, options: ReadingOptions) -> dict[str, tuple[Any, str | None]]:
    """Return the sheets to read, by side, of a workbook with a sheet per side or of our template; else an empty mapping."""
    if options.sheet is not None or (isinstance(source, str) and source == "-"):
        return {}
    sheets = workbook_sheets(source, options.limits)
    if _TEMPLATE_SHEET in sheets and set(sheets) <= _TEMPLATE_SHEETS:
        return {"": (source, _TEMPLATE_SHEET)}
    sides = knowledge("tools")["side"]
    called = {side: [sheet for sheet in sheets if key(sheet) in row["sheets"]] for side, row in sides.items()}
    if any(len(some) != 1 for some in called.values()):
        return {}
    return {side: (source, sheet) for side, (sheet,) in called.items()}


def survey_of(table: Table, header_row: int | None, mapping: ColumnsFile, side: str = "") -> Step:
    """Recognize the layout of a table and tell its headings from its answers.

    Raises
    ------
    SurveyError
        No row of it looks like headings.
    SettingsError
        `header_row` is no row of the table.
    """
    starts = [_index_of(table, header_row)] if header_row else list(range(min(MOST_TITLE_ROWS, len(table.rows))))
    header = next((found for at in starts if (found := header_at(table.rows, at))), None)
    header = header or _plain(table, starts, mapping, wanted=bool(header_row))
    top = table.rows[header.last]
    top.extend([""] * (len(header.columns) - len(top)))  # the last header row is to be as wide as the widest
    table, uneven = square(table, header.last, **_measures(header, mapping))
    answers = table.rows[header.last + 1 :]
    cells: Sequence[Sequence[str]] = list(zip(*answers, strict=True)) or [()] * len(table.rows[header.last])
    survey = Survey(
        columns=tuple(replace(column, cells=cells[column.index]) for column in header.columns[: len(cells)]),
        numbers=table.numbers[header.last + 1 :],
        side=side,
        layout=header.layout,
        file=table.name,
        sheet=table.sheet,
        sha256=table.sha256,
        decimal_comma=table.decimal_comma,
    )
    survey, noticed = through(survey, (_without_other_rows, _with_unfinished, partial(pivoted, mapping=mapping)))
    return survey, [*table.notes, *uneven, *_titles(table, header), *_half_quoted(table, header), *noticed]


def _measures(header: Header, mapping: ColumnsFile) -> dict[str, Any]:
    """Return what the headings say about the length of a row."""
    named = max((column.index + 1 for column in header.columns if column.heading), default=0)
    bare = {column.index for column in header.columns if not column.heading and mapping.use_of(column)}
    return {"named": named, "settled": bare, "complete": _is_complete(header.columns[:named])}


def _is_complete(columns: Sequence[Column]) -> bool:
    """Tell whether no heading can be missing before the last: it is a rating, and each area is asked in every direction."""
    parts = [split_heading(column.heading) for column in columns]
    areas = ({key(each.area) for each in parts if each and each.kind is kind} for kind in BY_AREA)
    asked = [named for named in areas if named]
    return bool(parts) and parts[-1] is not None and len(asked) > 1 and all(named == asked[0] for named in asked)


def _index_of(table: Table, header_row: int | None) -> int:
    if header_row not in table.numbers:
        raise SettingsError(f"{table.name} has nothing in row {header_row}, so that is not its header row.")
    return table.numbers.index(header_row)


def _titles(table: Table, header: Header) -> list[Finding]:
    """Say where the headings stand when title lines stand above them, or when there are several rows of them."""
    number = table.numbers[header.last]
    place = Place(file=table.name, sheet=table.sheet, row=number)
    return [Finding(code="CX456", place=place, facts={"row": str(number)})] if header.last else []


def _half_quoted(table: Table, header: Header) -> list[Finding]:
    """Refuse headings with one quotation mark: they may be cut, or hold what was another heading."""
    place = Place(file=table.name, sheet=table.sheet, row=table.numbers[header.last])
    halves = [column for column in header.columns if column.heading.count('"') % 2 and not column.technical]
    return [Finding(code="CX316", place=replace(place, column=c.letter), facts={"value": c.heading[:80]}) for c in halves]


def _plain(table: Table, starts: list[int], mapping: ColumnsFile, *, wanted: bool) -> Header:
    """Find the header row of a plain table: the first row with two headings we know, otherwise the row with the most."""
    scores = {at: _score(table.rows[at], mapping) for at in starts}
    best = next((at for at in starts if scores[at] > 1), max(starts, key=lambda at: scores[at]))
    if scores[best] == 0 and not wanted:
        shown = ", ".join(heading_text(cell) for cell in table.rows[starts[0]][:4])[:80]
        refuse("CX301", Place(file=table.name, sheet=table.sheet, row=table.numbers[starts[0]]), value=shown)
    if _is_spanned(table.rows, best):
        columns = merged_columns(table.rows[best], table.rows[best + 1])
        return Header(layout=f"{PLAIN_WIDE}, headings in two rows", last=best + 1, columns=columns)
    cells = enumerate(map(heading_text, table.rows[best]))
    return Header(layout=PLAIN_WIDE, last=best, columns=tuple(Column(index=index, heading=text) for index, text in cells))


def _score(row: list[str], mapping: ColumnsFile) -> int:
    """Count the different headings in a row that we know."""
    texts = [heading_text(cell[:LONGEST_HEADING]) for cell in row if cell.strip()]
    named = {kind for kind in (*ONE_COLUMN, *BY_AREA, "area") for text in texts if key(text) in aliases()[str(kind)]}
    parted = {text for text in texts if (parts := split_heading(text)) and parts.named}
    mapped = {text for text in texts if fold(text) in mapping.columns}
    return len(named) + len(parted) + len(mapped) if len(texts) > 1 else 0


def _is_spanned(rows: Rows, at: int) -> bool:
    """Tell whether this row names directions and the next row the areas below them, as merged cells do."""
    if at + 1 >= len(rows):
        return False
    first, second = [heading_text(cell) for cell in rows[at]], rows[at + 1]
    bare = [index for index, text in enumerate(first[:-1]) if any(is_called(text, kind) for kind in BY_AREA)]
    over_areas = [index for index in bare if first[index + 1] in ("", first[index])]
    named = [index for index, text in enumerate(first) if is_called(text, "office")]
    return bool(over_areas) and all(index >= len(second) or heading_text(second[index]) in ("", first[index]) for index in named)


def _technical(survey: Survey, name: str) -> Sequence[str]:
    """Return the answers in the technical column of this name."""
    return next((column.cells for column in survey.columns if column.technical and key(column.heading) == name), ())


def _without_other_rows(survey: Survey) -> Step:
    """Drop the rows that a tool marks as tests, spam or deleted, and say which."""
    marks = {row["column"]: row["values"] for row in knowledge("tools")["submission"]}
    dropped = {row for name, values in marks.items() for row, cell in enumerate(_technical(survey, name)) if key(cell) in values}
    return survey.without(dropped), [survey.finding("CX457", **_rows(survey, dropped))] if dropped else []


def _with_unfinished(survey: Survey) -> Step:
    """Say which answers were not finished; they count all the same."""
    mark = knowledge("tools")["unfinished"]
    unfinished = {row for row, cell in enumerate(_technical(survey, mark["column"])) if key(cell) in mark["values"]}
    return survey, [survey.finding("CX458", **_rows(survey, unfinished))] if unfinished else []


def _rows(survey: Survey, rows: Collection[int]) -> dict[str, str]:
    return {"count": str(len(rows)), "rows": some_rows([survey.numbers[row] for row in sorted(rows)])}
