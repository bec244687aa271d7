"""Tables into surveys: every table that the source consists of, its headings told from its answers, one row per office."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import replace
from functools import partial
from typing import Any

from cxmatch.domain.findings import Finding
from cxmatch.errors import SettingsError, SurveyError
from cxmatch.records.text import clean, column_letter, fold
from cxmatch.survey.files import Limits
from cxmatch.survey.files.opening import open_source, open_table, workbook_sheets
from cxmatch.survey.files.table import Spare, Table, finding, some_rows, used_width
from cxmatch.survey.headings import Column, Step, Survey, heading_text, through
from cxmatch.survey.headings.header import AREAS_DOWN, beside_sections, filled_down, header_of
from cxmatch.survey.headings.mapping import ColumnsFile, ReadingOptions
from cxmatch.survey.headings.splitting import Parts, says_itself
from cxmatch.survey.headings.tools import Header
from cxmatch.survey.headings.wording import any_direction, is_called, key, named_direction
from cxmatch.survey.knowledge import table as knowledge
from cxmatch.survey.layouts.exported import as_asked, without_tests
from cxmatch.survey.layouts.long import by_office
from cxmatch.survey.layouts.stacked import by_side, one_of, parts_of

_TEMPLATE_SHEET, _TEMPLATE_SHEETS = "Survey", frozenset({"Instructions", "Survey", "Levels"})


def open_surveys(source: Any, options: ReadingOptions, mapping: ColumnsFile, spare: Spare) -> list[Step]:
    """Open one table, or one for the mentors and one for the proteges; raises what `open_table` and `survey_of` raise."""
    tables = open_tables(source, options, mapping, spare)
    row = options.header_row
    apart = [({side: table} if side or row else by_side(table)).items() for side, table in tables.items()]
    return [survey_of(part, row, mapping, side) for parts in apart for side, part in parts]


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
    sheets = workbook_sheets(source)
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
    rated = [text for text in texts if ((parts := Parts.split(text)) and parts.named) or named_direction(text)]
    named = any(is_called(text, "office") for text in texts) or any(fold(text) in mapping.columns for text in texts)
    if len(rated) > 1 and (named or header.by_tool):
        return True
    return None if rated or header.by_tool else False


def survey_of(table: Table, header_row: int | None, mapping: ColumnsFile, side: str = "") -> Step:
    """Recognize the layout of a table and tell its headings from its answers; raises what `header_of` raises."""
    header = header_of(table, header_row, mapping)
    place = table.place(header.last)
    noticed = [*table.notes, *([finding("CX456", place, row=str(place.row))] if header.last else [])]
    title = "\n".join(" ".join(map(heading_text, filter(str.strip, row))) for row in table.rows[: header.first])
    parts, repeated = parts_of(table, header)
    steps = [_with_answers(*part, mapping) for part in parts]
    survey, about_parts = one_of([replace(survey, side=side, title=title, remarks=table.remarks) for survey, _ in steps])
    noticed += [*repeated, *(note for _, notes in steps for note in notes), *about_parts]
    one_row_each = (partial(_offices_down, top=place.row or 1), partial(by_office, mapping=mapping))
    survey, more = through(survey, (without_tests, *one_row_each, partial(as_asked, mapping=mapping)))
    return survey, [*noticed, *more]


def _offices_down(survey: Survey, top: int) -> Step:
    """Return a survey with a column per office with a row for each; any other as it is. `top` is the row of its headings."""
    if survey.layout != AREAS_DOWN:
        return survey, ()
    width, headings = _headings_down(survey)
    offices = [column for column in survey.columns[width:] if column.heading]
    letters = [column.letter for column in offices]
    answers = [Column(index=0, heading="Office", cells=[column.heading for column in offices], rows=[top] * len(offices))]
    for row, (question, item) in enumerate(headings):
        heading = f"{question}: {item}" if question else item
        name = f"{heading} (row {survey.numbers[row]})" if headings.count((question, item)) > 1 else heading
        cells, rows = [column.cells[row] for column in offices], [survey.numbers[row]] * len(offices)
        made = Column(index=len(answers), heading=name, question=question, item=item if question else "", cells=cells, rows=rows)
        answers += [made] if item else []
    turned = (replace(column, letters=letters, origin="A") for column in answers)
    return replace(survey, columns=tuple(turned), numbers=[top] * len(offices)), ()


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


def _with_answers(table: Table, header: Header, mapping: ColumnsFile) -> Step:
    """Put the answers below their headings, in rows as long as these."""
    top = table.rows[header.last]
    top.extend([""] * (len(header.columns) - len(top)))  # the last header row is to be as wide as the widest
    settled = {column.index for column in header.columns if not column.heading and mapping.use_of(column)}
    table, noticed = _square(table, header.last, named=header.named, complete=header.is_complete(), settled=settled)
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


def _square(
    table: Table, last: int, *, named: int | None = None, complete: bool = False, settled: Collection[int] = ()
) -> tuple[Table, list[Finding]]:
    """Return the table with all rows as long as the header row; a note for what was harmless, an error for each other row.

    A separator too many shifts the answers behind it, and where the last ones are blank only the length of the row tells: lengths
    are compared as the file has them. `last` is the last row of headings, `named` how many columns go up to the last heading;
    `complete`: no heading can be missing or cut in two; `settled` are columns without a heading whose use is known.
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
