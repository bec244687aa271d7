"""The parts of a workbook as bytes: nothing reaches the library that could exhaust memory or hide something.

They are unpacked in memory, never to disk, and searched by patterns; so is what a sheet says and the library does not tell.
"""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from collections.abc import Iterator

from cxmatch.domain.findings import Place
from cxmatch.records.text import clean
from cxmatch.survey.files.table import Limits, column_letter, refuse

# How much larger than the file's own limit its contents may be, and the least a cell can weigh against the area it spans.
_UNPACKED_TIMES = 3
_SPARSE_TIMES = 100
_MOST_PARTS = 10_000
_LISTING_BYTES = 10_000_000
_SLICE_BYTES = 1 << 20
_LONGEST_REFERENCE = 64

_WORKBOOK = "xl/workbook.xml"
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
            _refuse_other_kinds(archive, place)
            parts = dict(_parts(archive, place, _UNPACKED_TIMES * limits.bytes))
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, ValueError, OSError):
        # RuntimeError is zipfile's word for a part under a password.
        refuse("CX008", place, reason="it is damaged, or a part of it is protected")
    area = 0
    for name, part in parts.items():
        _refuse_declarations(name, part, place)
        area += _area(part, place, limits)
        if area > limits.cells:
            limits.refuse("cells", place)
    _refuse_repetition(parts, place, limits)
    return parts


def _refuse_other_kinds(archive: zipfile.ZipFile, place: Place) -> None:
    names = archive.namelist()
    if not names:
        refuse("CX008", place, reason="it is empty")
    if {"[Content_Types].xml", _WORKBOOK} <= set(names):
        # Two parts of one name could be read as one by the guard and as the other by the library.
        if len({name.casefold().replace("\\", "/") for name in names}) < len(names):
            refuse("CX008", place, reason="it holds two parts of the same name")
        return
    reason = next((reason for name, reason in _OTHER_KINDS if name in names), "it holds no worksheets")
    refuse("CX008", place, reason=reason)


def _parts(archive: zipfile.ZipFile, place: Place, limit: int) -> Iterator[tuple[str, bytes]]:
    """Unpack part by part and count what really comes out: the sizes that a file declares may be a lie."""
    declared = [info.file_size for info in archive.infolist()]
    if sum(declared) > limit:
        refuse("CX040", place, limit=f"{limit:,}")
    room = limit
    for info, size in zip(archive.infolist(), declared, strict=True):
        if info.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
            refuse("CX008", place, reason="it is packed in a way that workbooks are not")
        info.file_size = room + 2  # zipfile stops at the declared size; the library may not.
        with archive.open(info) as file:
            part = file.read(room + 1)
        room -= len(part)
        if room < 0:
            refuse("CX040", place, limit=f"{limit:,}")
        if len(part) != size:
            refuse("CX008", place, reason="a part of it does not have the size it says")
        yield info.filename, part


def _refuse_declarations(name: str, part: bytes, place: Place) -> None:
    if name.casefold() in _LISTINGS and len(part) > _LISTING_BYTES:
        refuse("CX035", place, limit=f"{_LISTING_BYTES:,}", part=clean(name))
    if part.startswith(_WIDE_STARTS):
        refuse("CX008", place, reason="a part of it is not written in UTF-8")
    if part.removeprefix(b"\xef\xbb\xbf").lstrip().startswith(b"<") and _DECLARATION.search(part):
        refuse("CX041", place, part=clean(name))


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
    for what, count in (("rows", row), ("columns", column)):
        if count > getattr(limits, what):
            limits.refuse(what, place)
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
    if texts.count(b"<si") + texts.count(b":si") > limits.cells:
        limits.refuse("cells", place)
    total = 0
    for part in parts.values():
        repeats = part.count(b't="s"') + part.count(b"t='s'")
        if repeats * max(lengths) > limit:
            total += sum(lengths[int(found[1])] for found in _SHARED.finditer(part) if int(found[1]) < len(lengths))
        if total > limit:
            refuse("CX040", place, limit=f"{limit:,}")


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
