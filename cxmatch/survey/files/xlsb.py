"""Binary Excel workbooks (.xlsb): their records are walked first, then the library reads them.

What the library does not tell is noted on the way: errors, what is merged or hidden, and days that it takes for bare numbers.
"""

from __future__ import annotations

import re
import struct
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta

from cxmatch.domain.findings import Place
from cxmatch.survey.files import Limits
from cxmatch.survey.files.archive import refuse_swollen
from cxmatch.survey.files.sheets import ERRORS, Library, Sheet, Walk, linked, refuse_enormous
from cxmatch.survey.files.table import refuse

_ROW, _BLANK, _NUMBER, _ERROR, _SHARED, _FORMULA_ERROR, _RICH = 0, 1, 2, 3, 7, 11, 62
_CELLS, _FORMULAS, _SHORT = frozenset({*range(2, 12), _RICH}), frozenset(range(8, 12)), frozenset(range(12, 19))
# How many bytes a cell has at least, by its kind: the library would read on in what stood before.
_LEAST = {2: 12, 3: 9, 4: 9, 5: 16, 6: 12, 7: 12, 8: 12, 9: 16, 10: 9, 11: 9, _RICH: 13}
_NOTED = frozenset({_NUMBER, _ERROR, _SHARED, _RICH, *_FORMULAS})
_SHEET, _WORKBOOK, _COLUMN, _MERGED, _TEXT, _FORMAT, _STYLE, _STYLES, _STYLES_END = 156, 153, 60, 176, 19, 44, 47, 617, 618
_BLANKS = re.compile(rb"(?:\x01\x08.{8}){1,1000}", re.DOTALL)  # cells that hold nothing, as formatting leaves by the million
_HIDDEN_ROW, _HIDDEN_COLUMN, _NOWHERE = 0x10, 0x01, 0xFFFFFFFF
_MOST_ROWS = 1_048_576
_DAYS = frozenset({*range(14, 23), *range(27, 37), *range(50, 59)})  # the formats of a date that have no text of their own
# A format of a date, once what stands in quotation marks, in brackets or behind a stroke is gone.
_NOT_SHOWN = re.compile(r'"[^"]*"|\[[^\]]*\]|[\\_*].')
_LAST_DAY, _LEAP_DAY, _MAC_DAYS = 2_958_465, 60, 1_462


@dataclass(slots=True)
class _Walk(Walk):
    """What the records of a sheet say besides."""

    numbers: list[tuple[int, int, int, int]] = field(default_factory=list)  # row, column, style, and a whole number


def sheets(data: bytes, parts: Mapping[str, bytes], place: Place, limits: Limits) -> list[Sheet]:
    """Return the sheets of a binary workbook, whose `parts` are unpacked.

    Raises SurveyError if it is damaged, or holds more cells than a survey has.
    """
    folded = {name.casefold(): part for name, part in parts.items()}
    refuse_swollen((_BLANKS.sub(b"", part) for part in parts.values()), len(data), place, limits)
    ids, mac = _contents(parts, place)
    try:
        walks = [_walked(part, place, limits) for part in linked(parts, "bin", ids, place)]
        refuse_enormous(walks, _lengths(folded.get("xl/sharedstrings.bin", b""), place), place, limits)
        days = _styles_of_days(folded.get("xl/styles.bin", b""), place)
    except (struct.error, IndexError):
        refuse("CX008", place, reason="it is damaged")
    for walk in walks:
        shown = ((row, column, number + _MAC_DAYS * mac) for row, column, style, number in walk.numbers if style in days)
        walk.texts |= {(row, column): _day(number) for row, column, number in shown if 0 < number <= _LAST_DAY}
    return Library(data, place).sheets(walks)


def _records(part: bytes, place: Place) -> Iterator[tuple[int, int, int]]:
    """Yield the records of a part: kind, start and end of what it holds. Cells that hold nothing are passed over."""
    at, size = 0, len(part)
    while at < size:
        kind = part[at]
        if kind == _BLANK and (blanks := _BLANKS.match(part, at)):
            at = blanks.end()
            continue
        at += 1
        if kind & 0x80:
            kind, at = (kind & 0x7F) | (part[at] & 0x7F) << 7, at + 1
        length, at = part[at], at + 1
        if length & 0x80:
            length, at = _long(part, at, length)
        if at + length > size:
            refuse("CX008", place, reason="it is damaged or cut off")
        yield kind, at, at + length
        at += length


def _long(part: bytes, at: int, first: int) -> tuple[int, int]:
    """Return a length of up to four bytes, seven bits each and the lowest first, and where it ends."""
    length, shift, byte = first & 0x7F, 7, first
    while byte & 0x80 and shift < 28:
        byte, at = part[at], at + 1
        length, shift = length | (byte & 0x7F) << shift, shift + 7
    return length, at


def _wide(part: bytes, at: int) -> tuple[str, int]:
    """Return a text that stands after its length, and where it ends."""
    length = struct.unpack_from("<I", part, at)[0]
    end = at + 4 + 2 * length
    if end > len(part):
        raise IndexError
    return part[at + 4 : end].decode("utf-16-le", "replace"), end


def _contents(parts: Mapping[str, bytes], place: Place) -> tuple[list[str], bool]:
    """Return the link to each sheet's part, in the order of the workbook, and whether its days are counted from 1904."""
    ids, mac, book = list[str](), False, parts["xl/workbook.bin"]
    try:
        for kind, at, _ in _records(book, place):
            if kind == _WORKBOOK:
                mac = bool(book[at] & 1)
            elif kind == _SHEET and struct.unpack_from("<I", book, at + 8)[0] != _NOWHERE:
                ids.append(_wide(book, at + 8)[0])
    except (struct.error, LookupError):
        refuse("CX008", place, reason="its list of sheets is damaged")
    return ids, mac


def _walked(part: bytes, place: Place, limits: Limits) -> _Walk:
    walk, row = _Walk(), -1
    for kind, at, end in _records(part, place):
        if kind == _ROW:
            row = struct.unpack_from("<I", part, at)[0]
            if row >= _MOST_ROWS:
                refuse("CX008", place, reason="it has more rows than a sheet can have")
            if part[at + 11] & _HIDDEN_ROW:
                walk.hidden_rows.append(row)
        elif kind in _CELLS:
            if row < 0 or end - at < _LEAST[kind]:
                refuse("CX008", place, reason="it is damaged")
            column, style = struct.unpack_from("<II", part, at)
            walk.note_cells(row, column, column, place, limits)
            if kind in _NOTED:
                _note(walk, kind, (row, column), style & 0xFFFFFF, part[at + 8 : end])
        elif kind in _SHORT and row >= 0:
            refuse("CX008", place, reason="its cells are kept in a short form")
        elif kind == _COLUMN and part[at + 16] & _HIDDEN_COLUMN:
            walk.hidden_columns.append(struct.unpack_from("<II", part, at))
        elif kind == _MERGED:
            first, last, left, right = struct.unpack_from("<4I", part, at)
            walk.merged.append(((first, left), (last, right)))
    return walk


def _note(walk: _Walk, kind: int, cell: tuple[int, int], style: int, value: bytes) -> None:
    """Note what the library leaves out or reads otherwise: errors, texts with fonts of their own, numbers that may be days."""
    walk.formulas += kind in _FORMULAS
    if kind in (_ERROR, _FORMULA_ERROR):
        walk.texts[cell] = ERRORS.get(value[0], "#ERROR!")
    elif kind == _RICH:
        walk.texts[cell] = _wide(value, 1)[0]
    elif kind == _SHARED:
        walk.shared[struct.unpack_from("<I", value)[0]] += 1
    elif kind == _NUMBER and value[0] & 3 == 2:
        walk.numbers.append((*cell, style, struct.unpack_from("<i", value)[0] >> 2))


def _lengths(part: bytes, place: Place) -> list[int]:
    """Return how many characters each shared text has."""
    return [struct.unpack_from("<I", part, at + 1)[0] for kind, at, _ in _records(part, place) if kind == _TEXT]


def _styles_of_days(part: bytes, place: Place) -> set[int]:
    """Return the numbers of the styles that show a number as a date."""
    formats, days, styles, within = set(_DAYS), set[int](), 0, False
    for kind, at, _ in _records(part, place):
        within = kind == _STYLES or (within and kind != _STYLES_END)
        if kind == _FORMAT:
            shown = _NOT_SHOWN.sub("", _wide(part, at + 2)[0]).lower()
            formats |= {struct.unpack_from("<H", part, at)[0]} if "y" in shown or "d" in shown else set()
        elif kind == _STYLE and within:
            days |= {styles} if struct.unpack_from("<H", part, at + 2)[0] in formats else set()
            styles += 1
    return days


def _day(number: int) -> date:
    """Return the day of a number; Excel has a 29th of February in 1900.

    >>> _day(5), _day(46085)
    (datetime.date(1900, 1, 5), datetime.date(2026, 3, 4))
    """
    return date(1899, 12, 31) + timedelta(days=number - (number >= _LEAP_DAY))
