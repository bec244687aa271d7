"""A table: the cells of a survey as text, with the row numbers a spreadsheet shows. Nothing is interpreted yet."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass, field, fields, replace
from typing import NoReturn, TypeAlias

from cxmatch.domain.findings import Finding, Place
from cxmatch.errors import SettingsError, SurveyError

SHOWN_ROWS = 5
HEAD_ROWS = 100
WIDE = 60
SHEET_ROWS = 1_048_576
MOST = 2**31 - 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """How large a survey may be. Each bound is an option of the command line."""

    bytes: int = 50_000_000
    rows: int = 200_000
    columns: int = 16_384
    cells: int = 8_000_000
    cell_characters: int = 32_767

    def __post_init__(self) -> None:
        for bound in fields(self):
            if not 1 <= getattr(self, bound.name) <= MOST:
                raise SettingsError(f"The limit of {bound.name.replace('_', ' ')} is a whole number from 1 to {MOST:,}.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """The cells of one sheet. `rows[k]` stands in row `numbers[k]` of the file, as a spreadsheet shows it.

    `name` is the file's name without its folders; `sha256` the digest of the bytes read; `notes` every decision
    made on the way (encoding, delimiter, sheet, dropped rows). `decimal_comma` says that the file writes 4.5 as 4,5.
    `lengths[k]` is how many cells `rows[k]` has in the file, the blank ones at its end included.
    """

    name: str
    rows: list[list[str]]
    numbers: list[int]
    sheet: str = ""
    sha256: str = ""
    notes: tuple[Finding, ...] = ()
    decimal_comma: bool = False
    lengths: list[int] = field(default_factory=list)


Spare: TypeAlias = Callable[[Table], Collection[int]]
"""From the first rows of a table, the indices of the columns that will not be used."""


def refuse(code: str, place: Place, **facts: str) -> NoReturn:
    """Stop reading because of one finding that concerns the file as a whole.

    Raises
    ------
    SurveyError
        Always; its sentence and next step come from the catalogue.
    """
    finding = Finding(code=code, place=place, facts=facts)
    raise SurveyError(finding.message, [finding], finding.remedy)


def column_letter(index: int) -> str:
    """Return the letter a spreadsheet shows above the column that stands at `index`, counted from 0.

    >>> column_letter(0), column_letter(27)
    ('A', 'AB')
    """
    letters, rest = "", index + 1
    while rest:
        rest, place = divmod(rest - 1, 26)
        letters = chr(ord("A") + place) + letters
    return letters


def column_number(letters: bytes) -> int:
    """Return the number of a column, counted from 1; letters past the seventh, which no sheet has, are left out.

    >>> column_number(b"A"), column_number(b"ab")
    (1, 28)
    """
    number = 0
    for letter in letters[:7].upper():
        number = number * 26 + letter - ord("A") + 1
    return number


def some_rows(numbers: list[int]) -> str:
    """Name rows in few words: the first ones, and how many more.

    >>> some_rows([4]), some_rows([4, 7]), some_rows([1, 2, 3, 4, 5, 6, 7])
    ('row 4', 'rows 4, 7', 'rows 1, 2, 3, 4, 5 and 2 more')
    """
    shown = ", ".join(map(str, numbers[:SHOWN_ROWS]))
    more = f" and {len(numbers) - SHOWN_ROWS} more" if len(numbers) > SHOWN_ROWS else ""
    return f"row{'s' if len(numbers) > 1 else ''} {shown}{more}"


def tidy(raw: Iterable[list[str]], place: Place, limits: Limits, spare: Spare | None = None) -> Table:
    """Return a table without blank rows and empty columns at the right, with a note for each thing dropped.

    A dropped row still counts in the numbers of the others. `spare` names columns that will not be used; they are left blank from
    then on, so that memory does not grow with them.

    Raises
    ------
    SurveyError
        More rows, columns or cells than the limits allow, or one cell that is too long.
    """
    rows, numbers, blank = _kept(raw, place, limits, spare)
    notes = [Finding(code="CX405", place=place, facts={"rows": some_rows(blank), "count": str(len(blank))})] if blank else []
    width, lengths = _used_width(rows), list(map(len, rows))
    widest = max(lengths, default=0)
    if widest > width:
        _narrow(rows, width)
        notes.append(Finding(code="CX406", place=place, facts={"count": str(widest - width), "last": column_letter(width - 1)}))
    return Table(name=place.file, sheet=place.sheet, rows=rows, numbers=numbers, notes=tuple(notes), lengths=lengths)


def _kept(
    raw: Iterable[list[str]], place: Place, limits: Limits, spare: Spare | None
) -> tuple[list[list[str]], list[int], list[int]]:
    rows: list[list[str]] = []
    numbers: list[int] = []
    blank: list[int] = []
    cells = 0
    empty: dict[int, list[tuple[int, int]]] = {}
    for number, row in enumerate(raw, start=1):
        if not any(map(str.strip, row)):
            blank.append(number)
            if len(blank) > SHEET_ROWS:
                refuse("CX032", place, limit=f"{SHEET_ROWS:,}")
            continue
        rows.append(row)
        numbers.append(number)
        cells += len(row)
        if len(rows) > limits.rows or cells > limits.cells or len(row) > limits.columns:
            _refuse_sizes(len(rows), cells, place, limits)
        if max(map(len, row)) > limits.cell_characters:
            _refuse_cell(number, row, place, limits)
        for low, high in empty.get(len(row), ()):
            row[low:high] = [""] * (high - low)
        if spare and len(rows) == HEAD_ROWS:
            empty = _spare_runs(rows, numbers, spare)
    return rows, numbers, blank


def _spare_runs(rows: list[list[str]], numbers: list[int], spare: Spare) -> dict[int, list[tuple[int, int]]]:
    """Ranges of unused columns, for rows of the usual width."""
    width = max(map(len, rows))
    if width < WIDE:
        return {}
    head = Table(name="", rows=[list(row) for row in rows], numbers=list(numbers))
    return {width: _runs(spare(head))}


def _runs(places: Iterable[int]) -> list[tuple[int, int]]:
    """Return numbers as ranges with an open end: 3, 4, 5, 9 are (3, 6) and (9, 10)."""
    runs: list[tuple[int, int]] = []
    for place in sorted(places):
        if runs and runs[-1][1] == place:
            runs[-1] = (runs[-1][0], place + 1)
        else:
            runs.append((place, place + 1))
    return runs


def _refuse_sizes(rows: int, cells: int, place: Place, limits: Limits) -> NoReturn:
    what = "rows" if rows > limits.rows else "cells" if cells > limits.cells else "columns"
    refuse_size(what, place, limits)


def refuse_size(what: str, place: Place, limits: Limits) -> NoReturn:
    """Stop reading because there are more rows, columns or cells than the limits allow."""
    refuse("CX031", place, what=what, limit=f"{getattr(limits, what):,}")


def _refuse_cell(number: int, row: list[str], place: Place, limits: Limits) -> NoReturn:
    index = next(index for index, cell in enumerate(row) if len(cell) > limits.cell_characters)
    where = replace(place, row=number, column=column_letter(index))
    refuse("CX033", where, length=f"{len(row[index]):,}", limit=f"{limits.cell_characters:,}")


def _used_width(rows: list[list[str]]) -> int:
    used = 0
    for row in rows:
        width = len(row)
        while width > used and not row[width - 1].strip():
            width -= 1
        used = max(used, width)
    return used


def _narrow(rows: list[list[str]], width: int) -> None:
    for row in rows:
        del row[width:]
