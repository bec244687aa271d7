"""A pandas DataFrame as a source: recognized by what it offers, because importing pandas would double the start-up time."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from decimal import Decimal
from numbers import Integral, Real
from typing import Any, Protocol, TypeGuard

from cxmatch.domain.findings import Place
from cxmatch.survey.files.table import Limits, Table, refuse, tidy

_NARROW = frozenset({"float16", "float32"})
_UNNAMED = re.compile(r"^Unnamed: \d+$")  # what pandas calls a column without a heading


class DataFrame(Protocol):
    """The part of a pandas DataFrame that we use: named columns, and rows to go through."""

    @property
    def columns(self) -> Iterable[Any]:
        """The headings."""

    def itertuples(self, index: bool = ..., name: str | None = ...) -> Iterable[tuple[Any, ...]]:
        """Go through the rows."""


def is_frame(source: object) -> TypeGuard[DataFrame]:
    """Tell whether this is a DataFrame, without loading pandas to ask."""
    return hasattr(source, "columns") and hasattr(source, "itertuples")


def read_frame(frame: DataFrame, place: Place, limits: Limits) -> Table:
    """Return the cells of a DataFrame as text; the headings stand in row 1, the index is left out.

    Raises
    ------
    SurveyError
        It is empty, or a limit is passed.
    """
    table = tidy(_rows(frame), place, limits)
    if not table.rows:
        refuse("CX002", place)
    return replace(table, sha256=hashlib.sha256(repr(table.rows).encode("utf-8", "surrogatepass")).hexdigest())


def _rows(frame: DataFrame) -> Iterator[list[str]]:
    yield [_UNNAMED.sub("", cell_text(heading)) for heading in frame.columns]
    narrow = _narrow(frame)
    for values in frame.itertuples(index=False, name=None):
        if narrow:
            values = tuple(_narrowed(value, narrow.get(place)) for place, value in enumerate(values))
        yield [cell_text(value) for value in values]


def _narrow(frame: DataFrame) -> dict[int, Callable[[Any], Any]]:
    """Return the number type of each column with less than double precision: going through the rows would widen 4.1."""
    types = enumerate(getattr(frame, "dtypes", ()))
    return {place: dtype.type for place, dtype in types if str(dtype).lower() in _NARROW}


def _narrowed(value: Any, number: Callable[[Any], Any] | None) -> Any:
    return number(value) if number and isinstance(value, float) else value


def cell_text(value: Any) -> str:
    """Write a cell's value as plain text, the way a person would type it; an empty one as nothing.

    >>> cell_text(5.0), cell_text(4.5), cell_text(None), cell_text(True)
    ('5', '4.5', '', 'TRUE')
    """
    if isinstance(value, str):
        return value
    if value is None or type(value).__name__ in ("NAType", "NaTType"):
        return ""
    if isinstance(value, bool) or type(value).__name__ in ("bool", "bool_"):
        return "TRUE" if value else "FALSE"
    if isinstance(value, Real) and not isinstance(value, Integral):
        return number_text(float(str(value)) if type(value).__name__ in _NARROW else float(value))
    return str(value.isoformat()) if hasattr(value, "isoformat") else str(value)


def number_text(value: float) -> str:
    """Write a number without an exponent, with the 15 digits that a spreadsheet shows and no more than it needs.

    >>> number_text(0.1 + 0.2), number_text(7.0), number_text(1e21)
    ('0.3', '7', '1000000000000000000000')
    """
    if value != value:
        return ""
    text = format(value + 0.0, ".15g")  # Adding zero takes the sign off a negative zero.
    return format(Decimal(text), "f") if "e" in text else text
