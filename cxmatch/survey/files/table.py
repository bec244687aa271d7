"""A table: the cells of a survey as text, with the row numbers a spreadsheet shows. Nothing is interpreted yet."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from numbers import Integral, Real
from typing import Any, NoReturn, TypeAlias

from cxmatch.domain.findings import Finding, Place
from cxmatch.errors import SurveyError
from cxmatch.records.text import column_letter, some
from cxmatch.survey.files import Limits

NARROW = frozenset({"float16", "float32"})  # numbers with fewer digits than `float` would show
_SHOWN_ROWS = 5
_HEAD_ROWS, _WIDE = 100, 60
_SHEET_ROWS = 1_048_576


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """The cells of one sheet. `rows[k]` stands in row `numbers[k]` of the file, as a spreadsheet shows it.

    `name` is the file's name without its folders; `sha256` the digest of the bytes read; `notes` every decision made on the way
    (encoding, delimiter, sheet, dropped rows). `decimal_comma` says that the file writes 4.5 as 4,5. `lengths[k]` is how many
    cells `rows[k]` has in the file, the blank ones at its end included. `remarks` is what other sheets say, as texts.
    """

    name: str
    rows: list[list[str]]
    numbers: list[int]
    sheet: str = ""
    sha256: str = ""
    notes: tuple[Finding, ...] = ()
    decimal_comma: bool = False
    lengths: list[int] = field(default_factory=list)
    remarks: tuple[str, ...] = ()

    def place(self, index: int) -> Place:
        """Return the place of the row that stands at `index`, counted from 0."""
        return Place(file=self.name, sheet=self.sheet, row=self.numbers[index])


Spare: TypeAlias = Callable[[Table], Collection[int]]
"""From the first rows of a table, the indices of the columns that will not be used."""


Judge: TypeAlias = Callable[[Table], bool | None]
"""Whether a table is a survey: it is, it is none, or (None) it could be one."""


def finding(code: str, place: Place, **facts: str) -> Finding:
    """Return a finding about this place."""
    return Finding(code=code, place=place, facts=facts)


def refuse(code: str, place: Place, **facts: str) -> NoReturn:
    """Raise a SurveyError of one finding that concerns the file as a whole."""
    reason = finding(code, place, **facts)
    raise SurveyError(reason.message, [reason], reason.remedy)


def hold(limits: Limits, place: Place, **counts: int) -> None:
    """Stop reading where there are more rows, columns or cells than the limits allow; raises SurveyError then."""
    for what, count in counts.items():
        if count > getattr(limits, what):
            refuse("CX031", place, what=what, limit=f"{getattr(limits, what):,}")


def some_rows(numbers: Sequence[int]) -> str:
    """Name rows in few words.

    >>> some_rows([4]), some_rows([1, 2, 3, 4, 5, 6, 7])
    ('row 4', 'rows 1, 2, 3, 4, 5 and 2 more')
    """
    return f"row{'s' if len(numbers) > 1 else ''} {some(list(map(str, numbers)), _SHOWN_ROWS)}"


def cell_text(value: Any) -> str:
    """Write a cell's value as plain text, the way a person would type it; an empty one as nothing.

    A number has no exponent, the 15 digits that a spreadsheet shows, and no more than it needs.

    >>> cell_text(5.0), cell_text(0.1 + 0.2), cell_text(1e21), cell_text(None), cell_text(True)
    ('5', '0.3', '1000000000000000000000', '', 'TRUE')
    """
    kind = type(value).__name__
    if isinstance(value, str):
        return value
    if value is None or kind in ("NAType", "NaTType"):
        return ""
    if kind in ("bool", "bool_"):
        return "TRUE" if value else "FALSE"
    if isinstance(value, Real) and not isinstance(value, Integral):
        text = format(float(str(value) if kind in NARROW else value) + 0.0, ".15g")  # + 0.0 takes the sign off a zero
        return "" if text == "nan" else format(Decimal(text), "f") if "e" in text else text
    return str(value.isoformat()) if hasattr(value, "isoformat") else str(value)


def tidy(raw: Iterable[list[str]], place: Place, limits: Limits, spare: Spare | None = None) -> Table:
    """Return a table without blank rows and empty columns at the right, with a note for each thing dropped.

    A dropped row still counts in the numbers of the others. `spare` names columns that will not be used; they are left blank from
    then on, so that memory does not grow with them.

    Raises SurveyError if there are more rows, columns or cells than the limits allow, or one cell is too long.
    """
    rows, numbers, blank = _kept(raw, place, limits, spare)
    notes = [finding("CX405", place, rows=some_rows(blank), count=str(len(blank)))] if blank else []
    width, lengths = max(map(used_width, rows), default=0), list(map(len, rows))
    widest = max(lengths, default=0)
    if widest > width:
        for row in rows:
            del row[width:]
        notes.append(finding("CX406", place, count=str(widest - width), last=column_letter(width - 1)))
    return Table(name=place.file, sheet=place.sheet, rows=rows, numbers=numbers, notes=tuple(notes), lengths=lengths)


def _kept(
    raw: Iterable[list[str]], place: Place, limits: Limits, spare: Spare | None
) -> tuple[list[list[str]], list[int], list[int]]:
    """Return the rows that hold something, their numbers, and the numbers of the blank ones."""
    rows, numbers, blank = list[list[str]](), list[int](), list[int]()
    cells, usual, empty = 0, 0, list[int]()
    for number, row in enumerate(raw, start=1):
        if not any(map(str.strip, row)):
            blank.append(number)
            if len(blank) > _SHEET_ROWS:
                refuse("CX032", place, limit=f"{_SHEET_ROWS:,}")
            continue
        rows.append(row)
        numbers.append(number)
        cells += len(row)
        hold(limits, place, rows=len(rows), cells=cells, columns=len(row))
        if max(map(len, row)) > limits.cell_characters:
            index = next(index for index, cell in enumerate(row) if len(cell) > limits.cell_characters)
            where = replace(place, row=number, column=column_letter(index))
            refuse("CX033", where, length=f"{len(row[index]):,}", limit=f"{limits.cell_characters:,}")
        if len(row) == usual:
            for index in empty:
                row[index] = ""
        if spare and len(rows) == _HEAD_ROWS and (widest := max(map(len, rows))) >= _WIDE:
            usual, empty = widest, sorted(spare(Table(name="", rows=list(map(list, rows)), numbers=list(numbers))))
    return rows, numbers, blank


def used_width(row: list[str]) -> int:
    """Return how many cells a row has up to the last that is not blank."""
    return next((width for width in range(len(row), 0, -1) if row[width - 1].strip()), 0)
