"""Tables that stand one below another: told apart by their headings, and joined by the names of their offices."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import pairwise

from cxmatch.domain.findings import Finding
from cxmatch.records.text import clean, fold, some
from cxmatch.survey.files.table import Table, finding, some_rows
from cxmatch.survey.headings import Column, Kind, Step, Survey, heading_text
from cxmatch.survey.headings.header import AREAS_DOWN, is_heading
from cxmatch.survey.headings.splitting import says_itself
from cxmatch.survey.headings.tools import Header, columns_of
from cxmatch.survey.headings.wording import Unit, aliases, any_direction, is_called, key
from cxmatch.survey.knowledge import table as knowledge
from cxmatch.survey.layouts.long import first_called, spread

_MOST_TITLES, _PROBES = 3, 6


def by_side(table: Table) -> dict[str, Table]:
    """Return the tables of the mentors and of the proteges where a line above each names its side; else the whole table."""
    sides = knowledge("tools")["side"]
    lines = {at: key(line) for at, row in enumerate(table.rows) if (line := _line(row))}
    starts = {side: [at for at, line in lines.items() if line in row["sheets"]] for side, row in sides.items()}
    if any(len(places) != 1 for places in starts.values()):
        return {"": table}
    order = sorted((at, side) for side, (at,) in starts.items())
    ends, first = [*(at for at, _ in order[1:]), len(table.rows)], order[0][0]
    shared = range(first) if any(sum(map(bool, row)) > 1 for row in table.rows[:first]) else range(0)  # headings above both
    return {side: _rows_of(table, [*shared, *range(at + bool(shared), end)]) for (at, side), end in zip(order, ends, strict=True)}


def parts_of(table: Table, header: Header) -> tuple[list[tuple[Table, Header]], list[Finding]]:
    """Return the tables of a sheet, one in nearly all, each with its header and without the heading rows that come again."""
    table, notes = _without_repeats(_with_lines_filled(table, header), header)
    starts = [] if header.layout == AREAS_DOWN or header.named < 2 else list(_heading_rows(table, header))
    lines = {at: _lines_above(table, at, above + 1) for above, at in pairwise([header.last, *starts])}
    ends = [*(min(lines[at], default=at) for at in starts), len(table.rows)]
    headed = _with_direction(header, _lines_above(table, header.first, 0)) if starts else header
    parts = [(_rows_of(table, range(ends[0])), headed)]
    for start, end in zip(starts, ends[1:], strict=True):
        own = Header(layout=header.layout, last=0, columns=columns_of(map(heading_text, table.rows[start])))
        parts.append((_rows_of(table, range(start, end)), _with_direction(own, lines[start])))
    return parts, notes


def _without_repeats(table: Table, header: Header) -> tuple[Table, list[Finding]]:
    """Drop the heading rows that come again with nothing new above or below them; lines between offices across stay."""
    lines, dropped, across = set(_lines_above(table, header.first, 0).values()), set[int](), header.layout == AREAS_DOWN
    rows = list(_heading_rows(table, header))
    for at in rows:
        above = {} if across else _lines_above(table, at, header.last + 1)
        nothing_new = lines.issuperset(above.values()) and (across or not _answer_again(table, header, at, rows))
        if (_is_same(table, at, header) and nothing_new) or at == len(table.rows) - 1:
            dropped |= {at, *above}
    kept = [at for at in range(len(table.rows)) if at not in dropped]
    named = some_rows([table.numbers[at] for at in sorted(dropped)])
    note = finding("CX480", replace(table.place(header.last), row=None), rows=named, count=str(len(dropped)))
    return (_rows_of(table, kept), [note]) if dropped else (table, [])


def _answer_again(table: Table, header: Header, at: int, starts: Sequence[int]) -> bool:
    """Tell whether the offices below a heading row are those above it once more: the table is another."""
    office = next((column.index for column in header.columns if is_called(column.heading, Kind.OFFICE)), 0)
    end = next((start for start in starts if start > at), len(table.rows))
    above, below = (
        [row[office] for row in part if len(row) > office]
        for part in (table.rows[header.last + 1 : at], table.rows[at + 1 : end])
    )
    return len(below) > 1 and set(below) <= set(above)


def _with_lines_filled(table: Table, header: Header) -> Table:
    """Return a table with offices across whose lines between areas are as long as its headings."""
    if header.layout != AREAS_DOWN:
        return table
    width, rows = len(table.rows[header.last]), list(table.rows)
    lengths = table.lengths or list(map(len, rows))
    lines = {at for at, row in enumerate(rows) if at > header.last and _line(row) and row[0].strip()}
    rows = [[*row, *[""] * (width - len(row))] if at in lines else row for at, row in enumerate(rows)]
    lengths = [lengths[header.last] if at in lines else length for at, length in enumerate(lengths)]
    return replace(table, rows=rows, lengths=lengths)


def _rows_of(table: Table, places: Sequence[int]) -> Table:
    lengths = [table.lengths[at] for at in places] if table.lengths else []
    return replace(table, rows=[table.rows[at] for at in places], numbers=[table.numbers[at] for at in places], lengths=lengths)


def _line(row: Sequence[str]) -> str:
    """Return the text of the only cell of a row that is filled; "" where more are, or none."""
    filled = [cell for cell in row if cell.strip()]
    return heading_text(filled[0]) if len(filled) == 1 else ""


def _lines_above(table: Table, at: int, least: int) -> dict[int, str]:
    """Return the lines of text right above a row, by their places."""
    lines: dict[int, str] = {}
    for place in range(at - 1, max(least, at - _MOST_TITLES) - 1, -1):
        if not (line := _line(table.rows[place])):
            break
        lines = {place: line, **lines}
    return lines


def _heading_rows(table: Table, header: Header) -> Iterator[int]:
    """Yield the places of the rows below the headings that are headings too."""
    offices, end = aliases()[Kind.OFFICE], len(table.rows) - 1
    first = dict(enumerate(map(heading_text, table.rows[header.last])))
    probes = [(column.index, first.get(column.index, "")) for column in header.columns if not column.technical][:_PROBES]
    for at, row in enumerate(table.rows[header.last + 1 :], header.last + 1):
        # Looked into are the last row, and those in which a cell is a heading: there may be very many rows.
        alike = any(text and index < len(row) and row[index].strip() == text for index, text in probes)
        likely = alike or at == end or any(cell.strip().casefold() in offices for cell in row[:3])
        if likely and (_is_same(table, at, header) or is_heading(row, 3 if at == end else 2)):
            yield at


def _is_same(table: Table, at: int, header: Header) -> bool:
    """Tell whether a row repeats one of the heading rows; what the tool adds may be in another language."""
    technical = {column.index for column in header.columns if column.technical}
    cells = {index: key(cell) for index, cell in enumerate(table.rows[at]) if cell.strip() and index not in technical}
    heads = [dict(enumerate(map(key, row))) for row in table.rows[header.first : header.last + 1]]
    return len(cells) > 1 and any(all(head.get(index) == text for index, text in cells.items()) for head in heads)


def _with_direction(header: Header, lines: Mapping[int, str]) -> Header:
    """Say the direction of the lines above a table in each of its headings that says none itself."""
    title = " ".join(lines.values())
    return replace(header, columns=tuple(_said(title, each) for each in header.columns)) if any_direction(title) else header


def _said(title: str, column: Column) -> Column:
    clear = not column.heading or column.technical or column.item or says_itself(column.heading)
    return column if clear else replace(column, heading=f"{title}: {column.heading}", question=title, item=column.heading)


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
        places = list(map(own.get, names))
        columns += [spread(survey, column, places, numbers) for column in survey.columns if column is not office]
    columns, clashing = _alike_once([_bare(column) if _is_fact(column, columns) else column for column in columns])
    joined = replace(first, layout="plain table, one table below another", columns=tuple(columns), numbers=numbers)
    twice = [name for office in offices for name, count in Counter(map(clean, office.cells)).items() if count > 1]
    noticed = [joined.finding("CX217", values=some(twice, 5))] if twice else []
    return joined, [*noticed, *(joined.finding("CX218", column, value=column.heading) for column in clashing)]


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
        first = once.setdefault(fold(column.heading) or column.letter, column)
        pairs = list(zip(first.cells, column.cells, strict=True))
        if not all(fold(one) == fold(two) or not (one.strip() and two.strip()) for one, two in pairs):
            clashing.append(column)
        cells = [one or two for one, two in pairs]
        once[fold(column.heading) or column.letter] = replace(first, cells=cells)
    return [replace(column, index=index) for index, column in enumerate(once.values())], clashing
