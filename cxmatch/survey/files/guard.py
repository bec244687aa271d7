"""The parts of a workbook as bytes: nothing reaches the library that could exhaust memory or hide something.

They are unpacked in memory, never to disk, and searched by patterns; so is what a sheet says and the library does not tell.
"""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, replace

from cxmatch.domain.findings import Place
from cxmatch.records.text import clean, some
from cxmatch.survey.files.table import Limits, column_letter, refuse

# How much larger than the file's own limit its contents may be, and the least a cell can weigh against the area it spans.
_UNPACKED_TIMES = 3
_SPARSE_TIMES = 100
_MOST_PARTS, _LISTING_BYTES, _SLICE_BYTES, _LONGEST_REFERENCE, _MOST_SHOWN = 10_000, 10_000_000, 1 << 20, 64, 8
_OTHER_KINDS = (
    ("xl/workbook.bin", "it is a binary workbook (.xlsb)"),
    ("mimetype", "it is an OpenDocument spreadsheet (.ods)"),
    ("word/document.xml", "it is a Word document"),
    ("ppt/presentation.xml", "it is a presentation"),
)
# What the library reads as a whole before any sheet.
_LISTINGS = ("xl/workbook.xml", "xl/_rels/workbook.xml.rels", "xl/styles.xml")
_DECLARATION = re.compile(rb"<!(?!--|\[CDATA\[)")
_WIDE_STARTS = (b"\xff\xfe", b"\xfe\xff", b"<\0", b"\0<")
_COLUMNS = re.compile(rb"\sr\s*=\s*[\"']([A-Za-z]+)[0-9]")
_ROWS = re.compile(rb"\sr\s*=\s*[\"'][A-Za-z]+([0-9]+)")
# A cell tag whose own attributes hold no address: where it stands would be the library's guess.
_NO_ADDRESS = re.compile(
    rb"<(?:\w+:)?c(?=[\s/>])"
    rb"(?!(?:\s+[\w:.-]+\s*=\s*(?:\"[^\"<>]*\"|'[^'<>]*'))*?\s+r\s*=\s*[\"'][A-Za-z]{1,3}[0-9]{1,7}[\"'])"
)
# A quick look for cells not written the way Excel writes them; two patterns, because each begins with fixed text.
_UNUSUAL = (re.compile(rb"<c(?! r=\"[A-Z])(?=[\s/>])"), re.compile(rb":c(?=[\s/>])"))
_SHARED = re.compile(rb"<(?:\w+:)?c\s[^>]*?t=[\"']s[\"'][^>]*>\s*<(?:\w+:)?v>\s*([0-9]{1,9})")
_ERROR_CELL = re.compile(rb"<(?:\w+:)?c\s([^>]*\bt\s*=\s*[\"']e[\"'][^>]*)>(.*?)</(?:\w+:)?c>", re.DOTALL)
_VALUE = re.compile(rb"<(?:\w+:)?v\b[^>]*>([^<]*)<")
# A formula followed by no value or an empty one.
_BARE_FORMULA = re.compile(
    rb"<(?:\w+:)?c\s([^>]*)>\s*<(?:\w+:)?f\b(?:[^>]*/>|[^>]*>[^<]*</(?:\w+:)?f>)\s*"
    rb"(?:<(?:\w+:)?v\s*/>|<(?:\w+:)?v\s*>\s*</(?:\w+:)?v>|</(?:\w+:)?c>)"
)
_HIDDEN = re.compile(rb"<(?:\w+:)?(row|col)\s([^>]*\bhidden\s*=\s*[\"'](?:1|true|on)[\"'][^>]*)>")
_ADDRESS = re.compile(rb"([A-Za-z]+)([0-9]+)")


def unpack(data: bytes, place: Place, limits: Limits) -> dict[str, bytes]:
    """Return the parts of a workbook by name, once all of them have been found harmless.

    Raises SurveyError if it is no workbook, or it is damaged, too large, or holds what no spreadsheet program writes.
    """
    if data.count(b"PK\x01\x02") > _MOST_PARTS:
        refuse("CX008", place, reason=f"it has more than {_MOST_PARTS:,} parts")
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            _refuse_other_kinds(archive.namelist(), place)
            parts = dict(_parts(archive, place, _UNPACKED_TIMES * limits.bytes))
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, ValueError, OSError):
        # RuntimeError is zipfile's word for a part under a password.
        refuse("CX008", place, reason="it is damaged, or a part of it is protected")
    area = 0
    for name, part in parts.items():
        if name.casefold() in _LISTINGS and len(part) > _LISTING_BYTES:
            refuse("CX035", place, limit=f"{_LISTING_BYTES:,}", part=clean(name))
        if part.startswith(_WIDE_STARTS):
            refuse("CX008", place, reason="a part of it is not written in UTF-8")
        if part.removeprefix(b"\xef\xbb\xbf").lstrip().startswith(b"<") and _DECLARATION.search(part):
            refuse("CX041", place, part=clean(name))
        area += _area(part, place, limits)
        limits.hold(place, cells=area)
    _refuse_repetition(parts, place, limits)
    return parts


def _refuse_other_kinds(names: list[str], place: Place) -> None:
    if not {"[Content_Types].xml", "xl/workbook.xml"} <= set(names):
        other = next((reason for name, reason in _OTHER_KINDS if name in names), "it holds no worksheets")
        refuse("CX008", place, reason=other if names else "it is empty")
    # Two parts of one name could be read as one by the guard and as the other by the library.
    if len({name.casefold().replace("\\", "/") for name in names}) < len(names):
        refuse("CX008", place, reason="it holds two parts of the same name")


def _parts(archive: zipfile.ZipFile, place: Place, limit: int) -> Iterator[tuple[str, bytes]]:
    """Unpack part by part and count what really comes out: the sizes that a file declares may be a lie."""
    room = limit
    if sum(info.file_size for info in archive.infolist()) > limit:
        refuse("CX040", place, limit=f"{limit:,}")
    for info in archive.infolist():
        if info.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
            refuse("CX008", place, reason="it is packed in a way that workbooks are not")
        declared, info.file_size = info.file_size, room + 2  # zipfile stops at the declared size; the library may not.
        with archive.open(info) as file:
            part = file.read(room + 1)
        room -= len(part)
        if room < 0:
            refuse("CX040", place, limit=f"{limit:,}")
        if len(part) != declared:
            refuse("CX008", place, reason="a part of it does not have the size it says")
        yield info.filename, part


def _area(part: bytes, place: Place, limits: Limits) -> int:
    """Return how many cells the library would build for a sheet: it lays out the whole area up to the farthest cell."""
    cells = part.count(b"<c") + part.count(b":c")
    if not cells:
        return 0
    row, column = _farthest(part)
    if b"sheetData" in part and any(unusual.search(part) for unusual in _UNUSUAL) and _NO_ADDRESS.search(part):
        row = max(row, part.count(b"<row"))
        if row <= limits.rows:
            refuse("CX008", place, reason="its cells have no addresses")
    if row * column > _SPARSE_TIMES * cells and (row > limits.rows or column > limits.columns or row * column > limits.cells):
        refuse("CX042", place, row=f"{row:,}", letter=column_letter(column - 1), cells=str(cells))
    limits.hold(place, rows=row, columns=column)
    return max(cells, row * column)


def _farthest(part: bytes) -> tuple[int, int]:
    """Return the farthest row and column in any cell address. The sheet is searched slice by slice to spare memory."""
    rows: set[bytes] = {b"0"}
    columns: set[bytes] = set()
    for start in range(0, len(part), _SLICE_BYTES):
        piece = part[max(start - _LONGEST_REFERENCE, 0) : start + _SLICE_BYTES]
        rows.update(_ROWS.findall(piece))
        columns.update(_COLUMNS.findall(piece))
    return max(int(row[:18]) for row in rows), max(map(_column_number, columns), default=0)


def _refuse_repetition(parts: dict[str, bytes], place: Place, limits: Limits) -> None:
    """Refuse one long text that very many cells repeat: small in the file, enormous in memory."""
    limit = _UNPACKED_TIMES * limits.bytes
    texts = next((part for name, part in parts.items() if name.casefold() == "xl/sharedstrings.xml"), b"")
    lengths = [len(text) for text in re.split(rb"</(?:\w+:)?si>", texts)]
    limits.hold(place, cells=texts.count(b"<si") + texts.count(b":si"))
    total = 0
    for part in parts.values():
        repeats = part.count(b't="s"') + part.count(b"t='s'")
        if repeats * max(lengths) > limit:
            total += sum(lengths[int(found[1])] for found in _SHARED.finditer(part) if int(found[1]) < len(lengths))
        if total > limit:
            refuse("CX040", place, limit=f"{limit:,}")


@dataclass(frozen=True, slots=True)
class SheetPart:
    """What the XML of a sheet says, and the library does not tell. Rows and columns are counted from 0."""

    xml: bytes

    def errors(self) -> dict[tuple[int, int], str]:
        """Return the error text ("#REF!") of each error cell, by row and column."""
        cells = _ERROR_CELL.finditer(self.xml) if b"'e'" in self.xml or b'"e"' in self.xml else ()
        texts = ((_attribute(cell[1], b"r"), _VALUE.search(cell[2])) for cell in cells)
        return {_position(address): text[1].decode("utf-8", "replace") if text else "#ERROR!" for address, text in texts}

    def refuse_bare_formulas(self, place: Place) -> None:
        """Refuse formulas without a result. An empty text (t="str") is a result."""
        cells = _BARE_FORMULA.finditer(self.xml) if b"<f" in self.xml or b":f" in self.xml else ()
        bare = [_attribute(cell[1], b"r") for cell in cells if _attribute(cell[1], b"t") != b"str"]
        if bare:
            row, column = _position(bare[0])
            addresses = some([address.decode("ascii", "replace") for address in bare], _MOST_SHOWN)
            refuse("CX045", replace(place, row=row + 1, column=column_letter(column)), cells=addresses)

    def hidden(self) -> tuple[list[int], list[tuple[int, int]]]:
        """Return the rows that the sheet hides by number, from 1, and its hidden columns, each run first to last."""
        tags = list(_HIDDEN.finditer(self.xml)) if b"hidden" in self.xml else ()
        rows = [_number(tag[2], b"r") for tag in tags if tag[1] == b"row"]
        return rows, [(_number(tag[2], b"min") - 1, _number(tag[2], b"max") - 1) for tag in tags if tag[1] == b"col"]


def _position(address: bytes) -> tuple[int, int]:
    """Return row and column, both from 0, of an address like B7.

    >>> _position(b"AA10")
    (9, 26)
    """
    found = _ADDRESS.fullmatch(address)
    return (int(found[2]) - 1, _column_number(found[1]) - 1) if found else (-1, -1)


def _column_number(letters: bytes) -> int:
    """Return the number of a column, counted from 1; letters past the seventh, which no sheet has, are left out.

    >>> _column_number(b"A"), _column_number(b"ab")
    (1, 28)
    """
    number = 0
    for letter in letters[:7].upper():
        number = number * 26 + letter - ord("A") + 1
    return number


def _attribute(attributes: bytes, name: bytes) -> bytes:
    found = re.search(rb"(?:^|\s)" + name + rb"\s*=\s*[\"']([^\"']*)[\"']", attributes)
    return found[1] if found else b""


def _number(attributes: bytes, name: bytes) -> int:
    text = _attribute(attributes, name)[:9]
    return int(text) if text.isdigit() else 0
