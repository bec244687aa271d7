"""Tables into surveys: every table that the source consists of, its headings told from its answers, one row per office."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from functools import partial
from typing import Any

from cxmatch.errors import SettingsError, SurveyError
from cxmatch.records.text import fold
from cxmatch.survey.files.limits import Limits
from cxmatch.survey.files.opening import Opened, open_source, open_table
from cxmatch.survey.files.table import Spare, Table, finding
from cxmatch.survey.headings.header import header_of
from cxmatch.survey.headings.mapping import ColumnsFile, ReadingOptions
from cxmatch.survey.headings.splitting import Parts
from cxmatch.survey.headings.survey import BY_AREA, Step, Survey, heading_text, through
from cxmatch.survey.headings.tools import Header
from cxmatch.survey.headings.wording import is_called, key
from cxmatch.survey.knowledge import table as knowledge
from cxmatch.survey.layouts.joined import offices_down, one_of
from cxmatch.survey.layouts.lengths import square
from cxmatch.survey.layouts.long import by_office
from cxmatch.survey.layouts.marked import asked_codes, choices_alone, without_tests
from cxmatch.survey.layouts.merged import branches_merged, levels_merged
from cxmatch.survey.layouts.stacked import by_side, parts_of

_TEMPLATE_SHEET, _TEMPLATE_SHEETS = "Survey", frozenset({"Instructions", "Survey", "Levels"})


def open_surveys(source: Any, options: ReadingOptions, mapping: ColumnsFile, spare: Spare) -> list[Step]:
    """Open one table, or one for the mentors and one for the proteges; raises what `open_table` and `survey_of` raise."""
    tables = open_tables(source, options, mapping, spare)
    return [step for side, table in tables.items() for step in surveys_of(table, options.header_row, mapping, side)]


def open_tables(source: Any, options: ReadingOptions, mapping: ColumnsFile, spare: Spare | None = None) -> dict[str, Table]:
    """Open one table, or one for the mentors and one for the proteges, by side; raises what `open_table` raises."""
    source = open_source(source, options.limits or Limits())
    if options.proteges is None:
        sheets = {"": options.sheet} if options.sheet is not None else _sheets(source)
        sources = {side: (source, sheet) for side, sheet in sheets.items()}
    else:
        sheets, sources = {}, {"mentors": (source, options.sheet), "proteges": (options.proteges, None)}
    read = [sheet for sheet in sheets.values() if sheet]
    judge = partial(_is_survey, mapping=mapping)
    given = {"encoding": options.encoding, "delimiter": options.delimiter}
    tables = {
        side: open_table(where, **given, sheet=sheet, besides=read, limits=options.limits, spare=spare, judge=judge)
        for side, (where, sheet) in sources.items()
    }
    for name, value in given.items():
        if value is not None and all(table.sheet for table in tables.values()):
            raise SettingsError(f"--{name} is for text files, and a workbook is read.", f"Leave out --{name}.")
    return tables


def _sheets(source: Any) -> dict[str, str | None]:
    """Return the sheets to read, by side: a sheet per side, that of our template, or the only one of any other source."""
    sheets = source.used_sheets() if isinstance(source, Opened) else []
    if _TEMPLATE_SHEET in sheets and set(sheets) <= _TEMPLATE_SHEETS:
        return {"": _TEMPLATE_SHEET}
    sides = knowledge("tools")["side"]
    called = {side: [sheet for sheet in sheets if key(sheet) in row["sheets"]] for side, row in sides.items()}
    apart = all(len(some) == 1 for some in called.values())
    return {side: sheet for side, (sheet,) in called.items()} if apart else {"": None}


def _is_survey(table: Table, mapping: ColumnsFile) -> bool | None:
    """Tell whether a sheet is a survey, by its headings: a tool wrote it, or it names the office and asks two things or more.

    None where it may be one: it asks something and does not name the office, or asks one thing.
    """
    if not table.rows:
        return None
    try:
        header = header_of(table, None, mapping)
    except SurveyError:
        return False
    texts = [column.heading for column in header.columns if not column.technical]
    rated = [text for text in texts if ((parts := Parts.split(text)) and parts.named) or any(is_called(text, k) for k in BY_AREA)]
    named = any(is_called(text, "office") for text in texts) or any(fold(text) in mapping.columns for text in texts)
    if len(rated) > 1 and (named or header.by_tool):
        return True
    return None if rated or header.by_tool else False


def surveys_of(table: Table, header_row: int | None, mapping: ColumnsFile, side: str = "") -> list[Step]:
    """Return the surveys in a table: one in nearly all, two where the mentors stand above or below the proteges."""
    sides = {side: table} if side or header_row else by_side(table)
    return [survey_of(part, header_row, mapping, name) for name, part in sides.items()]


def survey_of(table: Table, header_row: int | None, mapping: ColumnsFile, side: str = "") -> Step:
    """Recognize the layout of a table and tell its headings from its answers; raises what `header_of` raises."""
    header = header_of(table, header_row, mapping)
    place = table.place(header.last)
    noticed = [*table.notes, *([finding("CX456", place, row=str(place.row))] if header.last else [])]
    title = "\n".join(" ".join(map(heading_text, filter(str.strip, row))) for row in table.rows[: header.first])
    parts, repeated = parts_of(table, header)
    steps = [_with_answers(part.table, part.header, mapping) for part in parts]
    survey, about_parts = one_of([replace(survey, side=side, title=title) for survey, _ in steps])
    noticed += [*repeated, *(note for _, notes in steps for note in notes), *about_parts]
    survey, more = through(survey, _steps(mapping, place.row or 1))
    return survey, [*noticed, *more]


def _steps(mapping: ColumnsFile, top: int) -> Iterator[Callable[[Survey], Step]]:
    """Yield what leads from a table to one row per office, and to headings that say what they ask."""
    yield without_tests
    yield lambda survey: (offices_down(survey, top), ())
    for step in (by_office, levels_merged, branches_merged, asked_codes, choices_alone):
        yield partial(step, mapping=mapping)


def _with_answers(table: Table, header: Header, mapping: ColumnsFile) -> Step:
    """Put the answers below their headings, in rows as long as these."""
    top = table.rows[header.last]
    top.extend([""] * (len(header.columns) - len(top)))  # the last header row is to be as wide as the widest
    settled = {column.index for column in header.columns if not column.heading and mapping.use_of(column)}
    table, noticed = square(table, header.last, named=header.named, complete=header.is_complete(), settled=settled)
    place, width = table.place(header.last), len(table.rows[header.last])
    # One quotation mark: the heading may be cut, or two.
    halves = [column for column in header.columns if column.heading.count('"') % 2 and not column.technical]
    noticed += [finding("CX316", replace(place, column=column.letter), value=column.heading[:80]) for column in halves]
    cells: Sequence[Sequence[str]] = list(zip(*table.rows[header.last + 1 :], strict=True)) or [()] * width
    columns = tuple(replace(column, cells=cells[column.index]) for column in header.columns[:width])
    survey = Survey(
        columns=columns,
        numbers=table.numbers[header.last + 1 :],
        layout=header.layout,
        file=table.name,
        sheet=table.sheet,
        sha256=table.sha256,
        decimal_comma=table.decimal_comma,
    )
    return survey, noticed
