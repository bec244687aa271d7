"""Tables into forms: which layout a survey has, by the text of its headings, and where its answers begin."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import replace
from typing import Any

from cxmatch.domain.findings import Finding, Place
from cxmatch.errors import SettingsError
from cxmatch.records.text import clean, fold
from cxmatch.survey.files.opening import open_table, workbook_sheets
from cxmatch.survey.files.table import Spare, Table, refuse, some_rows
from cxmatch.survey.headings.mapping import ColumnsFile
from cxmatch.survey.headings.survey import BY_AREA, ONE_COLUMN, Form, Heading, heading_text
from cxmatch.survey.headings.wording import LONGEST_HEADING, aliases, is_called, key, split_heading
from cxmatch.survey.layouts.long import is_long, pivoted
from cxmatch.survey.layouts.squaring import square
from cxmatch.survey.layouts.tools import TOOLS, Header, Rows, merged_headings, technical_cells
from cxmatch.survey.options import ReadingOptions

MOST_TITLE_ROWS = 40
PLAIN_WIDE = "plain table, one row per office"
_NO_ANSWER_OF_OURS = {
    "status": frozenset({"surveypreview", "spam", "surveytest", "1", "2", "8", "9", "12", "17"}),
    "deleted": frozenset({"true", "1", "yes", "t"}),
    "spam": frozenset({"true", "1", "yes", "t"}),
}


def form_of(table: Table, header_row: int | None, mapping: ColumnsFile, side: str = "") -> Form:
    """Recognize the layout of a table and tell its headings from its answers.

    Raises
    ------
    SurveyError
        No row of it looks like headings.
    SettingsError
        `header_row` is no row of the table.
    """
    starts = [_index_of(table, header_row)] if header_row else list(range(min(MOST_TITLE_ROWS, len(table.rows))))
    header = _first_of(TOOLS, table.rows, starts) or _plain(table, starts, mapping, bool(header_row))
    _widen(table.rows[header.last], len(header.headings))
    table, found = square(table, header.last, **_measures(header, mapping))
    width = len(table.rows[header.last])
    form = Form(
        layout=header.layout,
        table=table,
        headings=tuple(heading for heading in header.headings if heading.index < width),
        rows=table.rows[header.last + 1 :],
        numbers=table.numbers[header.last + 1 :],
        notes=(*table.notes, *found, *_titles(table, header), *_half_quoted(table, header)),
        side=side,
    )
    form = _with_unfinished(_without_other_rows(form))
    return pivoted(form) if is_long(form.headings, mapping) else form


def _measures(header: Header, mapping: ColumnsFile) -> dict[str, Any]:
    """Return what the headings say about the length of a row."""
    named = max((heading.index + 1 for heading in header.headings if heading.text), default=0)
    bare = {heading.index for heading in header.headings if not heading.text and mapping.use_of(heading)}
    return {"named": named, "settled": bare, "complete": _is_complete(header.headings[:named])}


def _is_complete(headings: Sequence[Heading]) -> bool:
    """Tell whether no heading can be missing before the last: it is a rating, and each area is asked in every direction."""
    parts = [split_heading(heading.text) for heading in headings]
    areas = {kind: {key(each.area) for each in parts if each and each.kind is kind} for kind in BY_AREA}
    asked = [named for named in areas.values() if named]
    return bool(parts) and parts[-1] is not None and len(asked) > 1 and all(named == asked[0] for named in asked)


def _widen(row: list[str], width: int) -> None:
    """Lengthen the last header row to the widest header row."""
    row.extend([""] * (width - len(row)))


def _index_of(table: Table, header_row: int | None) -> int:
    if header_row not in table.numbers:
        raise SettingsError(f"{table.name} has nothing in row {header_row}, so that is not its header row.")
    return table.numbers.index(header_row)


def _first_of(tools: Iterable[Callable[[Rows, int], Header | None]], rows: Rows, starts: list[int]) -> Header | None:
    return next((header for at in starts for tool in tools if (header := tool(rows, at))), None)


def _titles(table: Table, header: Header) -> list[Finding]:
    """Say where the headings stand when title lines stand above them, or when there are several rows of them."""
    number = table.numbers[header.last]
    if header.last == 0:
        return []
    place = Place(file=table.name, sheet=table.sheet, row=number)
    return [Finding(code="CX456", place=place, facts={"row": str(number)})]


def _half_quoted(table: Table, header: Header) -> list[Finding]:
    """Refuse headings with one quotation mark: they may be cut, or hold what was another heading."""
    place = Place(file=table.name, sheet=table.sheet, row=table.numbers[header.last])
    found = [heading for heading in header.headings if heading.text.count('"') % 2 and not heading.technical]
    return [Finding(code="CX316", place=replace(place, column=one.column), facts={"value": one.text[:80]}) for one in found]


def _plain(table: Table, starts: list[int], mapping: ColumnsFile, wanted: bool) -> Header:
    """Find the header row of a plain table: the first row with two headings we know, otherwise the row with the most."""
    scores = {at: _score(table.rows[at], mapping) for at in starts}
    best = next((at for at in starts if scores[at] > 1), max(starts, key=lambda at: scores[at]))
    if scores[best] == 0 and not wanted:
        facts = {"value": ", ".join(heading_text(cell) for cell in table.rows[starts[0]][:4])[:80]}
        refuse("CX301", Place(file=table.name, sheet=table.sheet, row=table.numbers[starts[0]]), **facts)
    if _is_spanned(table.rows, best):
        headings = merged_headings(table.rows[best], table.rows[best + 1])
        return Header(layout=f"{PLAIN_WIDE}, headings in two rows", last=best + 1, headings=headings)
    cells = enumerate(map(heading_text, table.rows[best]))
    return Header(layout=PLAIN_WIDE, last=best, headings=tuple(Heading(index=index, text=text) for index, text in cells))


def _score(row: list[str], mapping: ColumnsFile) -> int:
    """Count the different headings in a row that we know."""
    texts = [heading_text(cell[:LONGEST_HEADING]) for cell in row if cell.strip()]
    named = {kind for kind in (*ONE_COLUMN, *BY_AREA, "area") for text in texts if key(text) in aliases()[str(kind)]}
    parted = {text for text in texts if (parts := split_heading(text)) and parts.named}
    mapped = {text for text in texts if fold(text) in mapping.columns}
    return len(named) + len(parted) + len(mapped) if len(texts) > 1 else 0


def _is_spanned(rows: list[list[str]], at: int) -> bool:
    """Tell whether this row names directions and the next row the areas below them, as merged cells do."""
    if at + 1 >= len(rows):
        return False
    first, second = [heading_text(cell) for cell in rows[at]], rows[at + 1]
    bare = [index for index, text in enumerate(first[:-1]) if any(is_called(text, kind) for kind in BY_AREA)]
    over_areas = [index for index in bare if first[index + 1] in ("", first[index])]
    named = [index for index, text in enumerate(first) if is_called(text, "office")]
    return bool(over_areas) and all(index >= len(second) or heading_text(second[index]) in ("", first[index]) for index in named)


def _without_other_rows(form: Form) -> Form:
    """Drop the rows that a tool marks as tests, spam or deleted, and say which."""
    dropped = set[int]()
    for name, words in _NO_ANSWER_OF_OURS.items():
        index = technical_cells(form.headings, name)
        if index is not None:
            dropped.update(place for place, row in enumerate(form.rows) if key(row[index]) in words)
    if not dropped:
        return form
    note = Finding(code="CX457", place=form.place(), facts=_rows(form, dropped))
    return replace(form.without(dropped), notes=(*form.notes, note))


def _with_unfinished(form: Form) -> Form:
    """Say which answers were not finished; they count all the same."""
    index = technical_cells(form.headings, "finished")
    answers = enumerate(row[index] for row in form.rows) if index is not None else ()
    unfinished = {place for place, answer in answers if key(answer) in {"0", "false"}}
    if not unfinished:
        return form
    return replace(form, notes=(*form.notes, Finding(code="CX458", place=form.place(), facts=_rows(form, unfinished))))


def _rows(form: Form, places: set[int]) -> dict[str, str]:
    return {"count": str(len(places)), "rows": some_rows([form.numbers[place] for place in sorted(places)])}


_MENTORS = frozenset({"mentor", "mentors", "mentoroffices", "mentoranswers"})
_PROTEGES = frozenset({"protege", "proteges", "mentee", "mentees", "protegeoffices", "protegeanswers"})

_TEMPLATE_SHEET = "Survey"
_TEMPLATE_SHEETS = frozenset({"Instructions", "Survey", "Levels"})


def open_forms(source: Any, options: ReadingOptions, mapping: ColumnsFile, spare: Spare) -> list[Form]:
    """Open a survey and recognize the layout of each of its tables."""
    if options.proteges is not None:
        sources = {"mentors": (source, options.sheet), "proteges": (options.proteges, None)}
    else:
        sources = _sheets(source, options) or {"": (source, options.sheet)}
    tables = {side: _opened(where, sheet, options, spare) for side, (where, sheet) in sources.items()}
    for name in ("encoding", "delimiter"):
        if getattr(options, name) is not None and all(table.sheet for table in tables.values()):
            raise SettingsError(f"--{name} is for text files, and a workbook is read.", f"Leave out --{name}.")
    read = {table.sheet for table in tables.values()} if options.proteges is None else set[str]()
    return [form_of(_without_read(table, read), options.header_row, mapping, side) for side, table in tables.items()]


def _without_read(table: Table, read: Collection[str]) -> Table:
    """Take the sheets that are read for the other side out of the note about sheets left out."""
    notes = [_leaving_out(note, read) if note.code == "CX413" else note for note in table.notes]
    return replace(table, notes=tuple(note for note in notes if note.code != "CX413" or note.facts["sheets"]))


def _leaving_out(note: Finding, read: Collection[str]) -> Finding:
    sheets = note.facts["sheets"]
    for name in read:
        entry = f'"{clean(name)}"'
        sheets = "" if sheets == entry else sheets.replace(f"{entry}, ", "").replace(f", {entry}", "")
    return replace(note, facts={**note.facts, "sheets": sheets})


def _opened(source: Any, sheet: str | None, options: ReadingOptions, spare: Spare) -> Table:
    given = {"encoding": options.encoding, "delimiter": options.delimiter, "sheet": sheet}
    return open_table(source, **given, limits=options.limits, spare=spare)


def _sheets(source: Any, options: ReadingOptions) -> dict[str, tuple[Any, str | None]]:
    """Return the sheets to read, by side, of a workbook with a sheet per side or of our template; else an empty mapping."""
    if options.sheet is not None or (isinstance(source, str) and source == "-"):
        return {}
    sheets = workbook_sheets(source, options.limits)
    if _TEMPLATE_SHEET in sheets and set(sheets) <= _TEMPLATE_SHEETS:
        return {"": (source, _TEMPLATE_SHEET)}
    mentors = [sheet for sheet in sheets if key(sheet) in _MENTORS]
    proteges = [sheet for sheet in sheets if key(sheet) in _PROTEGES]
    if len(mentors) != 1 or len(proteges) != 1:
        return {}
    return {"mentors": (source, mentors[0]), "proteges": (source, proteges[0])}
