"""A table: the cells of a survey as text, with the row numbers a spreadsheet shows. Nothing is interpreted yet."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass, fields, replace
from typing import NoReturn, TypeAlias

from cxmatch.domain.errors import SettingsError, SurveyError
from cxmatch.domain.findings import Finding, Place, catalogue

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
        for field in fields(self):
            if not 1 <= getattr(self, field.name) <= MOST:
                raise SettingsError(f"The limit of {field.name.replace('_', ' ')} is a whole number from 1 to {MOST:,}.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """The cells of one sheet. `rows[k]` stands in row `numbers[k]` of the file, as a spreadsheet shows it.

    `name` is the file's name without its folders; `sha256` the digest of the bytes read; `notes` every decision
    made on the way (encoding, delimiter, sheet, dropped rows). `decimal_comma` says that the file writes 4.5 as 4,5.
    """

    name: str
    rows: list[list[str]]
    numbers: list[int]
    sheet: str = ""
    sha256: str = ""
    notes: tuple[Finding, ...] = ()
    decimal_comma: bool = False


Spare: TypeAlias = Callable[[Table], Collection[int]]
"""Tells from the first rows of a table which columns nobody will use."""


def refuse(code: str, place: Place, **facts: str) -> NoReturn:
    """Stop reading because of one finding that concerns the file as a whole.

    Raises
    ------
    SurveyError
        Always; its sentence and next step come from the catalogue.

    """
    finding = Finding(code=code, place=place, facts=facts)
    raise SurveyError(finding.message, [finding], catalogue()[code].remedy)


def column_letter(index: int) -> str:
    """Give the letter a spreadsheet shows above the column that stands at `index`, counted from 0.

    >>> column_letter(0), column_letter(27)
    ('A', 'AB')
    """
    letters, rest = "", index + 1
    while rest:
        rest, place = divmod(rest - 1, 26)
        letters = chr(ord("A") + place) + letters
    return letters


def some_rows(numbers: list[int]) -> str:
    """Name rows in few words: the first ones, and how many more.

    >>> some_rows([4]), some_rows([4, 7]), some_rows([1, 2, 3, 4, 5, 6, 7])
    ('row 4', 'rows 4, 7', 'rows 1, 2, 3, 4, 5 and 2 more')
    """
    shown = ", ".join(map(str, numbers[:SHOWN_ROWS]))
    more = f" and {len(numbers) - SHOWN_ROWS} more" if len(numbers) > SHOWN_ROWS else ""
    return f"row{'s' if len(numbers) > 1 else ''} {shown}{more}"


def tidy(
    records: Iterable[list[str]], place: Place, limits: Limits, spare: Spare | None = None
) -> tuple[list[list[str]], list[int], list[Finding]]:
    """Keep what holds something: drop blank rows and empty columns at the right, and hold the limits.

    Where `spare` is given, the columns it names by their places in the first rows are left blank in all rows after them, so
    that memory does not grow with what nobody uses.

    Returns
    -------
    The rows, their numbers (a dropped row still counts), and a note for each thing dropped.

    Raises
    ------
    SurveyError
        More rows, columns or cells than the limits allow, or one cell that is too long.

    """
    rows, numbers, blank = _kept(records, place, limits, spare)
    notes = [Finding(code="CX405", place=place, facts={"rows": some_rows(blank), "count": str(len(blank))})] if blank else []
    width = _used_width(rows)
    widest = max(map(len, rows), default=0)
    if widest > width:
        _narrow(rows, width)
        notes.append(Finding(code="CX406", place=place, facts={"count": str(widest - width), "last": column_letter(width - 1)}))
    return rows, numbers, notes


def _kept(
    records: Iterable[list[str]], place: Place, limits: Limits, spare: Spare | None
) -> tuple[list[list[str]], list[int], list[int]]:
    rows: list[list[str]] = []
    numbers: list[int] = []
    blank: list[int] = []
    cells = 0
    empty: dict[int, list[tuple[int, int]]] = {}
    for number, record in enumerate(records, start=1):
        if not any(map(str.strip, record)):
            blank.append(number)
            if len(blank) > SHEET_ROWS:
                _refuse_size("rows", SHEET_ROWS, place)
            continue
        rows.append(record)
        numbers.append(number)
        cells += len(record)
        if len(rows) > limits.rows or cells > limits.cells or len(record) > limits.columns:
            _refuse_sizes(len(rows), cells, place, limits)
        if max(map(len, record)) > limits.cell_characters:
            _refuse_cell(number, record, place, limits)
        for low, high in empty.get(len(record), ()):
            record[low:high] = [""] * (high - low)
        if spare and len(rows) == HEAD_ROWS:
            empty = _spare_runs(rows, numbers, spare)
    return rows, numbers, blank


def _spare_runs(rows: list[list[str]], numbers: list[int], spare: Spare) -> dict[int, list[tuple[int, int]]]:
    """Give the ranges of columns that are spare in a row of the usual width, by that width."""
    width = max(map(len, rows))
    if width < WIDE:
        return {}
    head = Table(name="", rows=[list(row) for row in rows], numbers=list(numbers))
    return {width: _runs(spare(head))}


def _runs(places: Iterable[int]) -> list[tuple[int, int]]:
    """Give places as ranges: 3, 4, 5, 9 are 3 to 6 and 9 to 10."""
    runs: list[tuple[int, int]] = []
    for place in sorted(places):
        if runs and runs[-1][1] == place:
            runs[-1] = (runs[-1][0], place + 1)
        else:
            runs.append((place, place + 1))
    return runs


def _refuse_sizes(rows: int, cells: int, place: Place, limits: Limits) -> NoReturn:
    if rows > limits.rows:
        _refuse_size("rows", limits.rows, place)
    if cells > limits.cells:
        _refuse_size("cells", limits.cells, place)
    _refuse_size("columns", limits.columns, place)


def _refuse_size(what: str, limit: int, place: Place) -> NoReturn:
    refuse("CX031", place, what=what, limit=f"{limit:,}")


def _refuse_cell(number: int, record: list[str], place: Place, limits: Limits) -> NoReturn:
    index = next(index for index, cell in enumerate(record) if len(cell) > limits.cell_characters)
    where = replace(place, row=number, column=column_letter(index))
    refuse("CX033", where, length=f"{len(record[index]):,}", limit=f"{limits.cell_characters:,}")


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
