"""Rows as long as their headings: what is harmless is noted, each other row is refused."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection
from dataclasses import replace

from cxmatch.domain.findings import Finding
from cxmatch.records.text import column_letter
from cxmatch.survey.files.table import Table, finding, some_rows, used_width


def square(
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
