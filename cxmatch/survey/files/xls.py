"""Old Excel workbooks (.xls): their records are walked first, then the library reads them out of a plain compound file.

What the library does not tell is noted on the way: errors, what is hidden, and formulas that nobody has worked out.
"""

from __future__ import annotations

import re
import struct
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from cxmatch.domain.findings import Place
from cxmatch.survey.files import Limits
from cxmatch.survey.files.archive import refuse_document
from cxmatch.survey.files.compound import CompoundFile, plain
from cxmatch.survey.files.sheets import ERRORS, Library, Sheet, Walk, refuse_enormous
from cxmatch.survey.files.table import refuse

_BEGIN, _END, _CONTINUE, _PASSWORD, _SHEET, _STRINGS, _AREA = 0x0809, 0x000A, 0x003C, 0x002F, 0x0085, 0x00FC, 0x0200
_FORMULA, _SHARED, _MANY, _EITHER, _TEXT, _ROW, _COLUMNS, _BLANK = 0x0006, 0x00FD, 0x00BD, 0x0205, 0x0207, 0x0208, 0x007D, 0x0201
_MERGED = 0x00E5
# A number, three kinds of text, a short number; the others are named above.
_CELLS = frozenset({0x0203, 0x0204, 0x00D6, 0x027E, _EITHER, _SHARED, _FORMULA})
_AFTER_FORMULA = frozenset({0x04BC, 0x0221, 0x0236, _CONTINUE})  # what may stand before the text that is its result
# Cells that hold nothing, as formatting leaves by the million.
_BLANKS = re.compile(rb"(?:\x01\x02\x06\x00.{6}){1,1000}", re.DOTALL)
_VERSIONS = frozenset({0x0500, 0x0600})
_OPENS_WORKED_OUT = 0x02
# What other programs than Excel say of themselves, those that leave the results of formulas out among them.
_OTHER_PROGRAMS = b"\xbb\x0d\xcc\x07"
_HIDDEN_ROW, _HIDDEN_COLUMN = 0x20, 0x01
_UNLOCK = "Open it in Excel with the password, take the password off (File > Info > Protect Workbook), and save it."


@dataclass(slots=True)
class _Walk(Walk):
    """What the records of a sheet say besides."""

    end: int = 0
    ranges: int = 0  # how many ranges, as the library would list them
    blank: list[tuple[int, int]] = field(default_factory=list)  # formulas whose result is an empty text


def sheets(data: bytes, place: Place, limits: Limits) -> list[Sheet]:
    """Return the sheets of an old workbook.

    Raises SurveyError if it is no workbook, it is damaged or protected, or holds more cells than a survey has.
    """
    stream = bytearray(_workbook(data, place))
    starts, strings, others = _contents(stream, place)
    walks = [_walked(stream, start, place, limits) for start in starts]
    for walk in walks:
        # A text of no length is what such a program leaves where it cannot calculate; Excel's own is a result.
        missing = walk.blank if others and len(walk.blank) == walk.formulas - len(walk.bare) else []
        walk.bare = sorted([*walk.bare, *missing])
    spans = sorted((start, walk.end) for start, walk in zip(starts, walks, strict=True))
    if any(end > following for (_, end), (following, _) in pairwise(spans)):
        refuse("CX008", place, reason="two of its sheets are the same part")
    refuse_enormous(walks, strings, place, limits)
    return Library(plain("Workbook", bytes(stream)), place).sheets(walks)


def _workbook(data: bytes, place: Place) -> bytes:
    """Return the stream of a compound file that holds the workbook."""
    file = CompoundFile(data, place)
    streams = {name.casefold(): index for name, index in file.streams().items()}
    if "encryptedpackage" in streams:
        refuse("CX050", place, kind="The workbook", way=_UNLOCK)
    refuse_document("stream", list(streams), place)
    if (index := streams.get("workbook", streams.get("book"))) is None:
        refuse("CX006", place, kind="an Office document that holds no workbook")
    stream = file.stream(index)
    kind, _, version = struct.unpack_from("<3H", stream) if len(stream) >= 12 else (0, 0, 0)
    if kind != _BEGIN or version not in _VERSIONS:
        refuse("CX006", place, kind="a very old Excel file (before Excel 5)")
    return stream


def _contents(stream: bytearray, place: Place) -> tuple[list[int], list[int], bool]:
    """Return where the sheets begin, how long each shared text is, and whether another program than Excel wrote the file."""
    starts, strings, last = list[int](), list[bytes](), 0
    for kind, start, end in _records(stream, 0, place):
        if kind == _PASSWORD:
            refuse("CX050", place, kind="The workbook", way=_UNLOCK)
        if kind == _SHEET and end - start >= 6:
            starts.append(struct.unpack_from("<I", stream, start)[0])
        last = last if kind == _CONTINUE else kind
        if last == _STRINGS:
            strings.append(bytes(stream[start + (8 if kind == _STRINGS else 0) : end]))
    return starts, _lengths(strings, place), bytes(stream[8:12]) == _OTHER_PROGRAMS


def _records(stream: bytearray, at: int, place: Place) -> Iterator[tuple[int, int, int]]:
    """Yield the records from one that begins a part to the one that ends it: kind, start and end of what it holds."""
    depth, size = 0, len(stream)
    while True:
        kind, length = struct.unpack_from("<HH", stream, at) if at + 4 <= size else (0, size)
        if kind == _BLANK and (blanks := _BLANKS.match(stream, at)):
            at = blanks.end()
            continue
        start, at = at + 4, at + 4 + length
        if at > size:
            refuse("CX008", place, reason="it is damaged or cut off")
        if kind in (_BEGIN, _END) or depth == 0:
            depth += (kind == _BEGIN) - (kind == _END)
            if depth <= 0:
                yield _END, start, at
                return
        if depth == 1:  # a chart within a sheet has cells of its own, which are not the sheet's
            yield kind, start, at


def _walked(stream: bytearray, start: int, place: Place, limits: Limits) -> _Walk:
    """Walk the records of a sheet; its own word on its size is wiped out, since the library believes it."""
    walk, awaited = _Walk(), None
    if struct.unpack_from("<H", stream.ljust(start + 2, b"\0"), start)[0] != _BEGIN:
        refuse("CX008", place, reason="its list of sheets is damaged")
    for kind, at, end in _records(stream, start, place):
        if awaited and kind not in _AFTER_FORMULA:
            walk.bare += [awaited] if kind != _TEXT else []
            awaited = None
        if kind in _CELLS or kind == _MANY:
            if end - at < 8:
                refuse("CX008", place, reason="it is damaged")
            row, column = struct.unpack_from("<HH", stream, at)
            last = struct.unpack_from("<H", stream, end - 2)[0] if kind == _MANY else column
            walk.note_cells(row, column, last, place, limits)
            if kind == _SHARED and end - at >= 10:
                walk.shared[struct.unpack_from("<I", stream, at + 6)[0]] += 1
            elif kind == _EITHER and stream[at + 7] == 1:
                walk.texts[row, column] = ERRORS.get(stream[at + 6], "#ERROR!")
            elif kind == _FORMULA:
                awaited = _formula(walk, (row, column), bytes(stream[at:end]))
        elif kind == _ROW and end - at >= 16 and stream[at + 12] & _HIDDEN_ROW:
            walk.hidden_rows.append(struct.unpack_from("<H", stream, at)[0])
        elif kind == _COLUMNS and end - at >= 10 and stream[at + 8] & _HIDDEN_COLUMN:
            walk.hidden_columns.append(struct.unpack_from("<HH", stream, at))
        elif kind == _MERGED:
            walk.ranges += (end - at) // 8
            if walk.ranges > limits.rows:
                refuse("CX008", place, reason="it holds very many merged cells")
        elif kind == _AREA:
            stream[at:end] = bytes(end - at)
        walk.end = end
    return walk


def _formula(walk: _Walk, cell: tuple[int, int], record: bytes) -> tuple[int, int] | None:
    """Note a formula by its result; return the cell if the next record is to be the text that is its result."""
    result, flags = record[6:14].ljust(8, b"\0"), record[14:15].ljust(1, b"\0")[0]
    walk.formulas += 1
    special = result[6:] == b"\xff\xff"
    if special and result[0] == 2:
        walk.texts[cell] = ERRORS.get(result[2], "#ERROR!")
    if special and result[0] == 3:
        walk.blank.append(cell)
    elif not any(result) and flags & _OPENS_WORKED_OUT:
        walk.bare.append(cell)  # a program that cannot calculate leaves 0, and asks Excel to work it out
    return cell if special and result[0] == 0 else None


def _lengths(pieces: Sequence[bytes], place: Place) -> list[int]:
    """Return how many characters each shared text has; a text may go on in the next piece, which repeats how wide they are."""
    lengths, rest = list[int](), list(reversed(pieces))
    piece, at = (rest.pop(), 0) if rest else (b"", 0)
    try:
        while at < len(piece) or rest:
            if at >= len(piece):
                piece, at = rest.pop(), 0
                continue
            length, flags = struct.unpack_from("<HB", piece, at)
            at += 3
            runs = struct.unpack_from("<H", piece, at)[0] if flags & 8 else 0
            at += 2 if flags & 8 else 0
            beyond = struct.unpack_from("<I", piece, at)[0] if flags & 4 else 0
            at += 4 if flags & 4 else 0
            wide, left = 1 + (flags & 1), length
            while left > (len(piece) - at) // wide:
                left -= (len(piece) - at) // wide
                piece, at = rest.pop(), 1
                wide = 1 + (piece[0] & 1)
            at += left * wide + 4 * runs + beyond
            while at > len(piece):
                at -= len(piece)
                piece = rest.pop()
            lengths.append(length)
    except (struct.error, IndexError):
        refuse("CX008", place, reason="the list of its texts is damaged")
    return lengths
