"""What a sheet's XML says and the workbook library does not: errors, bare formulas, what is hidden, what is merged."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import product
from typing import TypeAlias

from cxmatch.domain.findings import Finding, Place
from cxmatch.survey.files.table import column_letter, column_number

_ERROR_CELL = re.compile(rb"<(?:\w+:)?c\s([^>]*\bt\s*=\s*[\"']e[\"'][^>]*)>(.*?)</(?:\w+:)?c>", re.DOTALL)
_VALUE = re.compile(rb"<(?:\w+:)?v\b[^>]*>([^<]*)<")
# A formula followed by no value or an empty one.
_BARE_FORMULA = re.compile(
    rb"<(?:\w+:)?c\s([^>]*)>\s*<(?:\w+:)?f\b(?:[^>]*/>|[^>]*>[^<]*</(?:\w+:)?f>)\s*"
    rb"(?:<(?:\w+:)?v\s*/>|<(?:\w+:)?v\s*>\s*</(?:\w+:)?v>|</(?:\w+:)?c>)"
)
_HIDDEN = re.compile(rb"<(?:\w+:)?(row|col)\s([^>]*\bhidden\s*=\s*[\"'](?:1|true|on)[\"'][^>]*)>")
_ADDRESS = re.compile(rb"([A-Za-z]+)([0-9]+)")


def error_cells(part: bytes) -> dict[tuple[int, int], str]:
    """Return the error text ("#REF!") of each error cell, by row and column from 0."""
    if b"'e'" not in part and b'"e"' not in part:
        return {}
    found = ((_attribute(cell[1], b"r"), _VALUE.search(cell[2])) for cell in _ERROR_CELL.finditer(part))
    return {position(address): value[1].decode("utf-8", "replace") if value else "#ERROR!" for address, value in found}


def bare_formulas(part: bytes) -> list[str]:
    """Return the addresses of formulas without a result. An empty text (t="str") is a result."""
    attributes = (found[1] for found in _BARE_FORMULA.finditer(part)) if b"<f" in part or b":f" in part else ()
    return [_attribute(given, b"r").decode("ascii", "replace") for given in attributes if _attribute(given, b"t") != b"str"]


def hidden(part: bytes) -> tuple[list[int], list[tuple[int, int]]]:
    """Return the rows that the sheet hides by number, and its hidden columns by index from 0, each run first to last."""
    rows, columns = [], []
    for found in _HIDDEN.finditer(part) if b"hidden" in part else ():
        if found[1] == b"row":
            rows.append(_number(found[2], b"r"))
        else:
            columns.append((_number(found[2], b"min") - 1, _number(found[2], b"max") - 1))
    return rows, columns


def position(address: bytes) -> tuple[int, int]:
    """Return row and column, both from 0, of an address like B7.

    >>> position(b"AA10")
    (9, 26)
    """
    found = _ADDRESS.fullmatch(address)
    if not found:
        return (-1, -1)
    return int(found[2]) - 1, column_number(found[1]) - 1


def _attribute(attributes: bytes, name: bytes) -> bytes:
    found = re.search(rb"(?:^|\s)" + name + rb"\s*=\s*[\"']([^\"']*)[\"']", attributes)
    return found[1] if found else b""


def _number(attributes: bytes, name: bytes) -> int:
    text = _attribute(attributes, name)[:9]
    return int(text) if text.isdigit() else 0


HEADER_ROWS = 10
SHOWN_RANGES = 8
Corner: TypeAlias = tuple[int, int]


def fill_merged(texts: list[list[str]], ranges: Sequence[tuple[Corner, Corner]], place: Place) -> list[Finding]:
    """Write the value of merged cells into all of them, where that is what a person reads.

    Filled are headings merged across columns near the top, and answers merged down a column (one department over several
    offices). A title over the whole table stays in its first cell, and so does a heading merged downwards beside others
    that are merged across: it belongs to both header rows once.
    """
    width = max(map(len, texts), default=0)
    titles = {((top, left), (bottom, right)) for (top, left), (bottom, right) in ranges if right - left + 1 >= width > 1}
    across = [each for each in ranges if each[0][0] == each[1][0] < HEADER_ROWS and each not in titles]
    grouped = {top for (top, _), _ in across} | {_first_row(texts)}
    down = [each for each in ranges if each[0][1] == each[1][1] and each[0][0] not in grouped]
    filled = [each for each in (*across, *down) if _fill(texts, *each)]
    return [Finding(code="CX412", place=place, facts={"cells": _say(filled)})] if filled else []


def _first_row(texts: list[list[str]]) -> int:
    return next((index for index, row in enumerate(texts) if any(map(str.strip, row))), 0)


def _fill(texts: list[list[str]], first: Corner, last: Corner) -> bool:
    """Fill one range, within the table; tell whether there was a value to fill in."""
    if first[0] >= len(texts) or first[1] >= len(texts[first[0]]) or not texts[first[0]][first[1]].strip():
        return False
    value = texts[first[0]][first[1]]
    rows = range(first[0], min(last[0] + 1, len(texts)))
    for row, column in product(rows, range(first[1], min(last[1] + 1, len(texts[0])))):
        texts[row][column] = value
    return True


def _address(cell: Corner) -> str:
    return f"{column_letter(cell[1])}{cell[0] + 1}"


def _say(ranges: Sequence[tuple[Corner, Corner]]) -> str:
    said = [f"{_address(first)}:{_address(last)}" for first, last in ranges[:SHOWN_RANGES]]
    return ", ".join(said) + (f" and {len(ranges) - SHOWN_RANGES} more" if len(ranges) > SHOWN_RANGES else "")
