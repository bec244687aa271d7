"""Excel workbooks (.xlsx): the guard first, then the library, then what the sheets say and the library does not tell.

Nothing reaches the library that could exhaust memory or hide something. The XML is searched by patterns.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Mapping

from cxmatch.domain.findings import Place
from cxmatch.survey.files import Limits
from cxmatch.survey.files.archive import UNPACKED_TIMES, refuse_swollen, without
from cxmatch.survey.files.formats import Shown, worded_cells, wording_styles
from cxmatch.survey.files.sheets import Cells, Library, Sheet, hold_area, linked, tree
from cxmatch.survey.files.table import hold, refuse

_SLICE_BYTES, _LONGEST_REFERENCE, _LEAST_EMPTIED = 1 << 20, 64, 1 << 20
# A cell that holds nothing, as formatting leaves by the million; the library skips it as well.
_EMPTY_CELL = re.compile(
    rb"(?:<c(?=[\s/>])[^<>]*(?:/>|>\s*(?:<v>\s*</v>|<v\s*/>|<is>\s*(?:<t\s*/>|<t></t>)\s*</is>)?\s*</c>)\s*){1,1000}"
)
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


def sheets(data: bytes, parts: dict[str, bytes], place: Place, limits: Limits) -> list[Sheet]:
    """Return the sheets of a workbook, whose `parts` are unpacked.

    Raises SurveyError if it is damaged, or the library would lay out more cells than a survey has.
    """
    emptied = {name: without(_EMPTY_CELL, part) if b"sheetData" in part else part for name, part in parts.items()}
    refuse_swollen(emptied.values(), len(data), place, limits)
    hold(limits, place, cells=sum(_area(part, place, limits) for part in emptied.values()))
    _refuse_repetition(emptied, place, limits)
    saved = sum(map(len, parts.values())) - sum(map(len, emptied.values()))
    library = Library(_packed(emptied) if saved > _LEAST_EMPTIED else data, place)
    styles = wording_styles(next((part for name, part in parts.items() if name.casefold() == "xl/styles.xml"), b""))
    return library.sheets([_untold(part, styles) for part in _listed(emptied, place)])


def _packed(parts: Mapping[str, bytes]) -> bytes:
    """Return a zip file of these parts, not compressed: the library is spared what the guard has taken out."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        for name, part in parts.items():
            archive.writestr(name, part)
    return file.getvalue()


def _listed(parts: Mapping[str, bytes], place: Place) -> list[bytes]:
    """Return the part of each sheet, in the order of the workbook."""
    listed = [element for element in tree(parts["xl/workbook.xml"], place).iter() if element.tag.rpartition("}")[2] == "sheet"]
    ids = [next((value for key, value in element.items() if key.endswith("}id")), "") for element in listed]
    return linked(parts, "xml", ids, place)


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
    return hold_area(place, limits, row, column, cells)


def _farthest(part: bytes) -> tuple[int, int]:
    """Return the farthest row and column in any cell address. The sheet is searched slice by slice to spare memory."""
    rows: set[bytes] = {b"0"}
    columns: set[bytes] = set()
    for start in range(0, len(part), _SLICE_BYTES):
        piece = part[max(start - _LONGEST_REFERENCE, 0) : start + _SLICE_BYTES]
        rows.update(_ROWS.findall(piece))
        columns.update(_COLUMNS.findall(piece))
    return max(int(row[:18]) for row in rows), max(map(_column_number, columns), default=0)


def _refuse_repetition(parts: Mapping[str, bytes], place: Place, limits: Limits) -> None:
    """Refuse one long text that very many cells repeat: small in the file, enormous in memory."""
    limit = UNPACKED_TIMES * limits.bytes
    texts = next((part for name, part in parts.items() if name.casefold() == "xl/sharedstrings.xml"), b"")
    lengths = [len(text) for text in re.split(rb"</(?:\w+:)?si>", texts)]
    hold(limits, place, cells=texts.count(b"<si") + texts.count(b":si"))
    total = 0
    for part in parts.values():
        repeats = part.count(b't="s"') + part.count(b"t='s'")
        if repeats * max(lengths) > limit:
            total += sum(lengths[int(cell[1])] for cell in _SHARED.finditer(part) if int(cell[1]) < len(lengths))
        if total > limit:
            refuse("CX040", place, limit=f"{limit:,}")


def _untold(part: bytes, styles: Mapping[int, Shown]) -> Cells:
    """Return what the library does not tell of a sheet."""
    tags = list(_HIDDEN.finditer(part)) if b"hidden" in part else ()
    rows = [_number(tag[2], b"r") - 1 for tag in tags if tag[1] == b"row"]
    columns = [(_number(tag[2], b"min") - 1, _number(tag[2], b"max") - 1) for tag in tags if tag[1] == b"col"]
    worded = ((_position(_attribute(cell, b"r")), text) for cell, text in worded_cells(part, styles))
    texts = {**_errors(part), **{place: text for place, text in worded if place}}
    return Cells(hidden_rows=rows, hidden_columns=columns, bare=_bare_formulas(part), texts=texts)


def _errors(part: bytes) -> dict[tuple[int, int], str]:
    """Return the error text ("#REF!") of each error cell: the library delivers it blank, and blank means not answered."""
    cells = _ERROR_CELL.finditer(part) if b"'e'" in part or b'"e"' in part else ()
    texts = ((_position(_attribute(cell[1], b"r")), _VALUE.search(cell[2])) for cell in cells)
    return {place: text[1].decode("utf-8", "replace") if text else "#ERROR!" for place, text in texts if place}


def _bare_formulas(part: bytes) -> list[tuple[int, int]]:
    """Return where formulas stand without a result. An empty text (t="str") is a result."""
    cells = _BARE_FORMULA.finditer(part) if b"<f" in part or b":f" in part else ()
    return [_position(_attribute(cell[1], b"r")) or (0, 0) for cell in cells if _attribute(cell[1], b"t") != b"str"]


def _position(address: bytes) -> tuple[int, int] | None:
    """Return row and column, both from 0, of an address like B7.

    >>> _position(b"AA10")
    (9, 26)
    """
    parts = _ADDRESS.fullmatch(address)
    return (int(parts[2]) - 1, _column_number(parts[1]) - 1) if parts else None


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
    value = re.search(rb"(?:^|\s)" + name + rb"\s*=\s*[\"']([^\"']*)[\"']", attributes)
    return value[1] if value else b""


def _number(attributes: bytes, name: bytes) -> int:
    text = _attribute(attributes, name)[:9]
    return int(text) if text.isdigit() else 0
