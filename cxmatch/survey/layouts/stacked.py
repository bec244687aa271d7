"""Tables that stand one below another, and heading rows that come again."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from cxmatch.domain.findings import Finding
from cxmatch.survey.files.table import Table, finding, some_rows
from cxmatch.survey.headings.header import AREAS_DOWN, is_heading
from cxmatch.survey.headings.splitting import says_itself
from cxmatch.survey.headings.survey import Column, Kind, heading_text
from cxmatch.survey.headings.tools import Header, columns_of
from cxmatch.survey.headings.wording import aliases, any_direction, is_called, key
from cxmatch.survey.knowledge import table as knowledge

_MOST_TITLES, _PROBES = 3, 6


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """One of the tables of a sheet: its rows, its header, and the line of text right above it."""

    table: Table
    header: Header
    title: str


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


def parts_of(table: Table, header: Header) -> tuple[list[Part], list[Finding]]:
    """Return the tables of a sheet, one in nearly all, without the heading rows that come again below them."""
    table, notes = _without_repeats(_with_lines_filled(table, header), header)
    starts = [] if header.layout == AREAS_DOWN or header.named < 2 else list(_heading_rows(table, header))
    lines = {at: _lines_above(table, at, above + 1) for above, at in pairwise([header.last, *starts])}
    ends = [*(min(lines[at], default=at) for at in starts), len(table.rows)]
    title = _lines_above(table, header.first, 0)
    parts = [Part(table=_rows_of(table, range(ends[0])), header=header, title=" ".join(title.values()))]
    for start, end in zip(starts, ends[1:], strict=True):
        own = Header(layout=header.layout, last=0, columns=tuple(columns_of(map(heading_text, table.rows[start]))))
        parts.append(Part(table=_rows_of(table, range(start, end)), header=own, title=" ".join(lines[start].values())))
    return [_with_direction(part) for part in parts] if starts else parts, notes


def _without_repeats(table: Table, header: Header) -> tuple[Table, list[Finding]]:
    """Drop the heading rows that come again with nothing new above or below them; lines between offices across stay."""
    known, dropped, across = set(_lines_above(table, header.first, 0).values()), set[int](), header.layout == AREAS_DOWN
    rows = list(_heading_rows(table, header))
    for at in rows:
        above = {} if across else _lines_above(table, at, header.last + 1)
        nothing_new = known.issuperset(above.values()) and (across or not _answer_again(table, header, at, rows))
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


def _with_direction(part: Part) -> Part:
    """Say the direction of the line above a table in each of its headings that says none itself."""
    title = part.title if any_direction(part.title) else ""
    columns = (column if not title or _is_clear(column) else _said(title, column) for column in part.header.columns)
    return replace(part, header=replace(part.header, columns=tuple(columns)))


def _said(title: str, column: Column) -> Column:
    return replace(column, heading=f"{title}: {column.heading}", question=title, item=column.heading)


def _is_clear(column: Column) -> bool:
    return not column.heading or column.technical or bool(column.item) or says_itself(column.heading)
