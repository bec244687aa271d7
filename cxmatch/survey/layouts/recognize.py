"""Tables into surveys: every table that the source consists of, its layout by the text of its headings, where answers begin."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from functools import partial
from typing import Any

from cxmatch.domain.findings import Finding, Place
from cxmatch.errors import SettingsError
from cxmatch.records.text import fold
from cxmatch.survey.files.opening import open_table, workbook_sheets
from cxmatch.survey.files.table import Spare, Table, column_letter, refuse, some_rows, used_width
from cxmatch.survey.headings.mapping import ColumnsFile, ReadingOptions
from cxmatch.survey.headings.survey import BY_AREA, ONE_COLUMN, Column, Step, Survey, heading_text, through
from cxmatch.survey.headings.wording import LONGEST_HEADING, aliases, is_called, key, split_heading
from cxmatch.survey.knowledge import table as knowledge
from cxmatch.survey.layouts.tools import Header, Rows, header_at, merged_columns, pivoted

_MOST_TITLE_ROWS = 40
_PLAIN_WIDE = "plain table, one row per office"
_TEMPLATE_SHEET, _TEMPLATE_SHEETS = "Survey", frozenset({"Instructions", "Survey", "Levels"})


def open_surveys(source: Any, options: ReadingOptions, mapping: ColumnsFile, spare: Spare) -> list[Step]:
    """Open one table, or one for the mentors and one for the proteges, and recognize the layout of each.

    Raises what `open_table` and `survey_of` raise.
    """
    tables = open_tables(source, options, spare)
    return [survey_of(table, options.header_row, mapping, side) for side, table in tables.items()]


def open_tables(source: Any, options: ReadingOptions, spare: Spare | None = None) -> dict[str, Table]:
    """Open one table, or one for the mentors and one for the proteges, by side; raises what `open_table` raises."""
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
    return tables


def _sheets(source: Any, options: ReadingOptions) -> dict[str, tuple[Any, str | None]]:
    """Return the sheets to read, by side, of a workbook with a sheet per side or of our template; else an empty mapping."""
    if options.sheet is not None:
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

    Raises SurveyError if no row of it looks like headings; SettingsError if `header_row` is no row of the table.
    """
    if header_row and header_row not in table.numbers:
        raise SettingsError(f"{table.name} has nothing in row {header_row}, so that is not its header row.")
    starts = [table.numbers.index(header_row)] if header_row else list(range(min(_MOST_TITLE_ROWS, len(table.rows))))
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
    return survey, [*table.notes, *uneven, *_about_headings(table, header), *noticed]


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


def _about_headings(table: Table, header: Header) -> list[Finding]:
    """Say where the headings stand, unless in the first row; refuse those with one quotation mark, which may be cut or two."""
    place = _place(table, header.last)
    noticed = [Finding(code="CX456", place=place, facts={"row": str(place.row)})] if header.last else []
    halves = [column for column in header.columns if column.heading.count('"') % 2 and not column.technical]
    noticed += [Finding(code="CX316", place=replace(place, column=c.letter), facts={"value": c.heading[:80]}) for c in halves]
    return noticed


def _plain(table: Table, starts: list[int], mapping: ColumnsFile, *, wanted: bool) -> Header:
    """Find the header row of a plain table: the first row with two headings we know, otherwise the row with the most."""
    scores = {at: _score(table.rows[at], mapping) for at in starts}
    best = next((at for at in starts if scores[at] > 1), max(starts, key=lambda at: scores[at]))
    if scores[best] == 0 and not wanted:
        shown = ", ".join(heading_text(cell) for cell in table.rows[starts[0]][:4])[:80]
        refuse("CX301", _place(table, starts[0]), value=shown)
    if _is_spanned(table.rows, best):
        columns = merged_columns(table.rows[best], table.rows[best + 1])
        return Header(layout=f"{_PLAIN_WIDE}, headings in two rows", last=best + 1, columns=columns)
    cells = enumerate(map(heading_text, table.rows[best]))
    return Header(layout=_PLAIN_WIDE, last=best, columns=tuple(Column(index=index, heading=text) for index, text in cells))


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


def _without_other_rows(survey: Survey) -> Step:
    """Drop the rows that a tool marks as tests, spam or deleted, and say which."""
    dropped = {row for mark in knowledge("tools")["submission"] for row in _marked(survey, mark)}
    return survey.without(dropped), _about_rows("CX457", survey, dropped)


def _with_unfinished(survey: Survey) -> Step:
    """Say which answers were not finished; they count all the same."""
    return survey, _about_rows("CX458", survey, _marked(survey, knowledge("tools")["unfinished"]))


def _marked(survey: Survey, mark: Mapping[str, Any]) -> set[int]:
    """Return the rows in which the technical column of this name has one of these values."""
    columns = [column.cells for column in survey.columns if column.technical and key(column.heading) == mark["column"]]
    return {row for cells in columns[:1] for row, cell in enumerate(cells) if key(cell) in mark["values"]}


def _about_rows(code: str, survey: Survey, rows: Collection[int]) -> list[Finding]:
    facts = {"count": str(len(rows)), "rows": some_rows([survey.numbers[row] for row in sorted(rows)])}
    return [survey.finding(code, **facts)] if rows else []


def square(
    table: Table, header_index: int, *, named: int | None = None, complete: bool = False, settled: Collection[int] = ()
) -> tuple[Table, list[Finding]]:
    """Return the table with all rows as long as the header row; a note for what was harmless, an error for each other row.

    A separator too many shifts the answers behind it, and where the last answers are blank nothing but the length of the row
    tells. So lengths are compared as the file has them, blank ends included. `header_index` is the last row of headings; `named`
    how many columns there are up to the last one with a heading; `complete`: the headings show by themselves that none of them is
    missing or cut in two; `settled` are columns without a heading whose use is known.
    """
    heading, rows = table.rows[header_index], table.rows[header_index + 1 :]
    named = used_width(heading) if named is None else named
    lengths = table.lengths or list(map(len, table.rows))
    header, counts = max(lengths[header_index], len(heading)), lengths[header_index + 1 :]
    filled = [used_width(["" if place in settled else cell for place, cell in enumerate(row)]) for row in rows]
    top, numbers = _place(table, header_index), table.numbers[header_index + 1 :]
    usual = _usual(counts, header, named)
    harmless = usual == header or (complete and max(filled) == named)
    findings = [] if harmless else [_finding("CX024", top, usual, header)]
    findings += _uneven(counts, usual, numbers, top)
    findings += [] if findings else _beyond(filled, named, numbers, top)
    if usual > header and not findings:
        findings = [Finding(code="CX410", place=replace(top, row=None), facts={"rows": some_rows(numbers)})]
    even = [*table.rows[: header_index + 1], *([*row, *[""] * (len(heading) - len(row))][: len(heading)] for row in rows)]
    return replace(table, rows=even), findings


def _place(table: Table, index: int) -> Place:
    return Place(file=table.name, sheet=table.sheet, row=table.numbers[index])


def _usual(counts: list[int], header: int, named: int) -> int:
    """Return how many cells a row has: as many as the header row, unless the other rows agree that it is the odd one out."""
    usual, times = Counter(counts).most_common(1)[0] if len(counts) > 1 else (header, 0)
    most = 2 * times > len(counts) and (usual > header or usual == named)
    return usual if most or times == len(counts) else header


def _uneven(counts: list[int], usual: int, numbers: list[int], top: Place) -> list[Finding]:
    """Name the rows that have too many or too few cells."""
    wrong = [(count, number) for count, number in zip(counts, numbers, strict=True) if count != usual]
    cut_off = len(wrong) == 1 and wrong[0][1] == numbers[-1] and counts[-1] < usual
    return [_finding("CX025" if cut_off else "CX023", replace(top, row=number), count, usual) for count, number in wrong]


def _beyond(filled: list[int], named: int, numbers: list[int], top: Place) -> list[Finding]:
    """Name the rows that go on beyond the last heading, as rows of a sheet do that were moved to the right."""
    beyond = [(number, column_letter(count - 1)) for count, number in zip(filled, numbers, strict=True) if count > named]
    if len(beyond) == len(filled) > 1:
        return [_finding("CX024", top, max(filled), named)]
    return [
        Finding(code="CX026", place=replace(top, row=number, column=letter), facts={"letter": letter})
        for number, letter in beyond
    ]


def _finding(code: str, place: Place, count: int, width: int) -> Finding:
    return Finding(code=code, place=place, facts={"count": str(count), "width": str(width)})
