"""Rows against the header row: what is harmlessly uneven is evened out, the rest is named row by row."""

from __future__ import annotations

from dataclasses import replace

from cxmatch.domain.findings import Finding, Place
from cxmatch.survey.files.table import Table, some_rows


def square(table: Table, header_index: int) -> tuple[Table, list[Finding]]:
    """Make every row below the header row as long as the header row.

    Blank cells beyond the last heading go, and cells missing below blank headings are added. Rows above the header row
    stay as they are.

    Parameters
    ----------
    table
        The cells as they were read.
    header_index
        Which of `table.rows` holds the headings; the last of them, if several rows do.

    Returns
    -------
    The table, and what was found: a note for what was repaired, an error for each row that cannot be trusted.

    """
    heading = table.rows[header_index]
    width, needed = len(heading), _used(heading)
    place = Place(file=table.name, sheet=table.sheet)
    below = list(zip(table.rows[header_index + 1 :], table.numbers[header_index + 1 :], strict=True))
    uneven = [(row, number) for row, number in below if len(row) != width]
    if not uneven:
        return table, []
    longer = [(row, number) for row, number in uneven if len(row) > width]
    wrong = [(row, number) for row, number in uneven if len(row) < needed or _used(row) > width]
    trimmed = [number for row, number in longer if _used(row) <= width]
    notes = [Finding(code="CX410", place=place, facts={"rows": some_rows(trimmed)})] if trimmed else []
    even = [*table.rows[: header_index + 1], *([*row, *[""] * (width - len(row))][:width] for row, _ in below)]
    return replace(table, rows=even), notes + _wrong(wrong, below, width, place)


def _wrong(wrong: list[tuple[list[str], int]], below: list[tuple[list[str], int]], width: int, place: Place) -> list[Finding]:
    """Say what is wrong with the rows: all of them, the last one, or these."""
    lengths = {len(row) for row, _ in wrong}
    if len(wrong) > 1 and len(wrong) == len(below) and len(lengths) == 1 and min(lengths) > width:
        return [_finding("CX024", replace(place, row=wrong[0][1]), min(lengths), width)]
    if len(wrong) == 1 and wrong[0][1] == below[-1][1] and len(wrong[0][0]) < width:
        return [_finding("CX025", replace(place, row=wrong[0][1]), len(wrong[0][0]), width)]
    return [_finding("CX023", replace(place, row=number), len(row), width) for row, number in wrong]


def _finding(code: str, place: Place, count: int, width: int) -> Finding:
    return Finding(code=code, place=place, facts={"count": str(count), "width": str(width)})


def _used(row: list[str]) -> int:
    return next((place for place in range(len(row), 0, -1) if row[place - 1].strip()), 0)
