"""Rows against the header row: a cell too many or too few is named row by row; only what is harmless for sure is evened out."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection
from dataclasses import replace

from cxmatch.domain.findings import Finding, Place
from cxmatch.survey.files.table import Table, column_letter, some_rows


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
    named = _used(heading) if named is None else named
    lengths = table.lengths or list(map(len, table.rows))
    header, counts = max(lengths[header_index], len(heading)), lengths[header_index + 1 :]
    filled = [_used(["" if place in settled else cell for place, cell in enumerate(row)]) for row in rows]
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
    code = "CX025" if cut_off else "CX023"
    return [_finding(code, replace(top, row=number), count, usual) for count, number in wrong]


def _beyond(filled: list[int], named: int, numbers: list[int], top: Place) -> list[Finding]:
    """Name the rows that go on beyond the last heading, as rows of a sheet do that were moved to the right."""
    beyond = [(count, number) for count, number in zip(filled, numbers, strict=True) if count > named]
    if len(beyond) == len(filled) > 1:
        return [_finding("CX024", top, max(filled), named)]
    letters = [(replace(top, row=number), column_letter(count - 1)) for count, number in beyond]
    return [Finding(code="CX026", place=replace(at, column=letter), facts={"letter": letter}) for at, letter in letters]


def _finding(code: str, place: Place, count: int, width: int) -> Finding:
    return Finding(code=code, place=place, facts={"count": str(count), "width": str(width)})


def _used(row: list[str]) -> int:
    return next((place for place in range(len(row), 0, -1) if row[place - 1].strip()), 0)
