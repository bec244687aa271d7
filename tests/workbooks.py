"""Small workbooks of each kind, written byte by byte: what a cell holds is the same in all of them."""

from __future__ import annotations

import io
import struct
import zipfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, TypeAlias
from xml.sax.saxutils import escape

from cxmatch.survey.files.compound import plain

ERRORS = {"#NULL!": 0x00, "#DIV/0!": 0x07, "#VALUE!": 0x0F, "#REF!": 0x17, "#NAME?": 0x1D, "#NUM!": 0x24, "#N/A": 0x2A}
DATE, TIME, PERCENT = 1, 2, 3  # the numbers of the styles below
FORMATS = (0, 14, 22, 9)


@dataclass(frozen=True)
class Error:
    """An error in a cell."""

    text: str


@dataclass(frozen=True)
class Percent:
    """A number that is shown as a percentage."""

    value: float


@dataclass(frozen=True)
class Formula:
    """A formula with its result; without one where it is None."""

    result: Any = None


@dataclass(frozen=True)
class Sheet:
    """A sheet; rows and columns are counted from 0, merged cells are (first row, first column, last row, last column)."""

    rows: Sequence[Sequence[Any]]
    name: str = "Survey"
    hidden: bool = False
    hidden_rows: Sequence[int] = ()
    hidden_columns: Sequence[int] = ()
    merged: Sequence[tuple[int, int, int, int]] = ()

    def cells(self) -> Iterator[tuple[int, int, Any]]:
        """Yield row, column and value of the cells that hold something."""
        for row, values in enumerate(self.rows):
            yield from ((row, column, value) for column, value in enumerate(values) if value is not None)


Maker: TypeAlias = Callable[..., bytes]


def zipped(parts: Mapping[str, str | bytes]) -> bytes:
    """Make a zip file of these members."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return file.getvalue()


def letter(column: int) -> str:
    """Give the letter of a column below 26."""
    return "ABCDEFGHIJKLMNOPQRSTUVWXYZ"[column]


def _plain(value: Any) -> tuple[Any, int]:
    """Give a value as a number or text, and its style."""
    if isinstance(value, Percent):
        return value.value, PERCENT
    if isinstance(value, datetime):
        return (value - datetime(1899, 12, 30)) / timedelta(days=1), TIME
    if isinstance(value, date):
        return float((value - date(1899, 12, 30)).days), DATE
    return value, 0


MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
PACKAGE = "http://schemas.openxmlformats.org/package/2006/relationships"
LINKS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


def xlsx(*sheets: Sheet) -> bytes:
    """Make an Excel workbook."""
    listed = "".join(
        f'<sheet name="{sheet.name}" sheetId="{at}" r:id="rId{at}" state="{"hidden" if sheet.hidden else "visible"}"/>'
        for at, sheet in enumerate(sheets, 1)
    )
    styles = "".join(f'<xf numFmtId="{number}"/>' for number in FORMATS)
    return zipped(
        {
            "[Content_Types].xml": "<Types/>",
            "_rels/.rels": (
                f'<Relationships xmlns="{PACKAGE}">'
                f'<Relationship Id="rId1" Type="{LINKS}/officeDocument" Target="xl/workbook.xml"/></Relationships>'
            ),
            "xl/workbook.xml": f'<workbook xmlns="{MAIN}" xmlns:r="{LINKS}"><sheets>{listed}</sheets></workbook>',
            "xl/_rels/workbook.xml.rels": _links(len(sheets), "xml"),
            "xl/styles.xml": f'<styleSheet xmlns="{MAIN}"><cellXfs>{styles}</cellXfs></styleSheet>',
            **{f"xl/worksheets/sheet{at}.xml": _xlsx_sheet(sheet) for at, sheet in enumerate(sheets, 1)},
        }
    )


def _links(count: int, kind: str) -> str:
    links = (
        f'<Relationship Id="rId{at}" Type="{LINKS}/worksheet" Target="worksheets/sheet{at}.{kind}"/>'
        for at in range(1, count + 1)
    )
    return f'<Relationships xmlns="{PACKAGE}">{"".join(links)}</Relationships>'


def _xlsx_sheet(sheet: Sheet) -> str:
    columns = "".join(f'<col min="{at + 1}" max="{at + 1}" hidden="1"/>' for at in sheet.hidden_columns)
    rows = ""
    for number, values in enumerate(sheet.rows):
        cells = "".join(_xlsx_cell(f"{letter(at)}{number + 1}", value) for at, value in enumerate(values) if value is not None)
        rows += (
            f'<row r="{number + 1}"{" hidden=" + chr(34) + "1" + chr(34) if number in sheet.hidden_rows else ""}>{cells}</row>'
        )
    merged = "".join(f'<mergeCell ref="{letter(a)}{top + 1}:{letter(b)}{low + 1}"/>' for top, a, low, b in sheet.merged)
    return (
        f'<worksheet xmlns="{MAIN}">{f"<cols>{columns}</cols>" if columns else ""}<sheetData>{rows}</sheetData>'
        f"{f'<mergeCells>{merged}</mergeCells>' if merged else ''}</worksheet>"
    )


def _xlsx_cell(address: str, value: Any) -> str:
    formula, value = ("<f>1+1</f>", value.result) if isinstance(value, Formula) else ("", value)
    value, style = _plain(value)
    start = f'<c r="{address}" s="{style}"'
    if value is None:
        return f"{start}>{formula}</c>"
    if isinstance(value, Error):
        return f'{start} t="e">{formula}<v>{value.text}</v></c>'
    if isinstance(value, bool):
        return f'{start} t="b">{formula}<v>{value:d}</v></c>'
    if isinstance(value, str):
        text = f"<v>{escape(value)}</v>" if formula else f"<is><t>{escape(value)}</t></is>"
        return f'{start} t="{"str" if formula else "inlineStr"}">{formula}{text}</c>'
    return f"{start}>{formula}<v>{value!r}</v></c>"


def _record(kind: int, *pieces: bytes) -> bytes:
    data = b"".join(pieces)
    return struct.pack("<HH", kind, len(data)) + data


def xls(*sheets: Sheet, extra: bytes = b"", program: int = 0x18AF) -> bytes:
    """Make an old Excel workbook. `extra` are records before the list of sheets, `program` the number that wrote it."""
    parts = [_xls_sheet(sheet) for sheet in sheets]
    head = xls_begin(5, program) + b"".join(_record(0xE0, struct.pack("<HH", 0, number), bytes(16)) for number in FORMATS) + extra
    names = [
        struct.pack("<BB", sheet.hidden, 0) + struct.pack("<BB", len(sheet.name), 0) + sheet.name.encode() for sheet in sheets
    ]
    size = len(head) + sum(8 + len(name) for name in names) + 4
    starts = [size + sum(map(len, parts[:at])) for at in range(len(parts))]
    listed = b"".join(_record(0x85, struct.pack("<I", start), name) for start, name in zip(starts, names, strict=True))
    return plain("Workbook", head + listed + _record(0x0A) + b"".join(parts))


def xls_begin(kind: int, program: int = 0x18AF) -> bytes:
    """Make the record that begins a workbook (5) or a sheet (16)."""
    return _record(0x809, struct.pack("<HHHHII", 0x600, kind, program, 0x7CC if program == 0xDBB else 0x7CD, 0, 0))


def xls_raw(*records: bytes, extra: bytes = b"") -> bytes:
    """Make an old workbook of one sheet that holds these records."""
    head = xls_begin(5) + extra
    start = len(head) + 4 + 8 + 1 + 4
    listed = _record(0x85, struct.pack("<IBB", start, 0, 0), b"\x01\x00S")
    return plain("Workbook", head + listed + _record(0x0A) + xls_begin(16) + b"".join(records) + _record(0x0A))


def _xls_sheet(sheet: Sheet) -> bytes:
    columns = b"".join(_record(0x7D, struct.pack("<5H", at, at, 0, 0, 1), bytes(2)) for at in sheet.hidden_columns)
    rows = b"".join(_record(0x208, struct.pack("<H", at), bytes(10), struct.pack("<I", 0x20)) for at in sheet.hidden_rows)
    cells = b"".join(xls_cell(*cell) for cell in sheet.cells())
    merged = b"".join(struct.pack("<4H", top, low, a, b) for top, a, low, b in sheet.merged)
    ranges = _record(0xE5, struct.pack("<H", len(sheet.merged)), merged) if merged else b""
    return xls_begin(16) + columns + rows + cells + ranges + _record(0x0A)


def xls_cell(row: int, column: int, value: Any, flags: int = 0) -> bytes:
    """Make the record of a cell, two for a formula whose result is a text."""
    if isinstance(value, Formula):
        return _xls_formula(row, column, value.result, flags)
    value, style = _plain(value)
    at = struct.pack("<HHH", row, column, style)
    if isinstance(value, Error):
        return _record(0x205, at, bytes([ERRORS[value.text], 1]))
    if isinstance(value, bool):
        return _record(0x205, at, bytes([value, 0]))
    if isinstance(value, str):
        return _record(0x204, at, _xls_text(value))
    return _record(0x203, at, struct.pack("<d", value))


def _xls_text(text: str) -> bytes:
    return struct.pack("<HB", len(text), 1) + text.encode("utf-16-le")


def _xls_formula(row: int, column: int, result: Any, flags: int) -> bytes:
    special = {str: 0, bool: 1, Error: 2, type(None): 3}
    if type(result) in special and result != "":
        code = ERRORS[result.text] if isinstance(result, Error) else int(result) if isinstance(result, bool) else 0
        value = bytes([special[type(result)], 0, code, 0, 0, 0, 0xFF, 0xFF])
    else:
        value = bytes([3, 0, 0, 0, 0, 0, 0xFF, 0xFF]) if result == "" else struct.pack("<d", result)
    formula = struct.pack("<HI", flags, 0) + struct.pack("<HBH", 3, 0x1E, 1)
    text = _record(0x207, _xls_text(result)) if isinstance(result, str) and result else b""
    return _record(6, struct.pack("<HHH", row, column, 0), value, formula) + text


def brt(kind: int, *pieces: bytes) -> bytes:
    """Make a record of a binary workbook."""
    data = b"".join(pieces)
    name = bytes([kind]) if kind < 128 else bytes([kind & 0x7F | 0x80, kind >> 7])
    size, rest = b"", len(data)
    while not size or rest:
        size, rest = size + bytes([rest & 0x7F | (0x80 if rest > 0x7F else 0)]), rest >> 7
    return name + size + data


def wide(text: str) -> bytes:
    """Make a text of a binary workbook."""
    return struct.pack("<I", len(text)) + text.encode("utf-16-le")


def xlsb(*sheets: Sheet) -> bytes:
    """Make a binary Excel workbook."""
    bodies = [b"".join(_xlsb_rows(sheet)) for sheet in sheets]
    ends = [b"".join(brt(176, struct.pack("<4I", top, low, a, b)) for top, a, low, b in sheet.merged) for sheet in sheets]
    columns = [b"".join(brt(60, struct.pack("<4IH", at, at, 0, 0, 1)) for at in sheet.hidden_columns) for sheet in sheets]
    return xlsb_raw(
        *zip(columns, bodies, ends, strict=True),
        names=[sheet.name for sheet in sheets],
        hidden=[sheet.hidden for sheet in sheets],
    )


def xlsb_raw(
    *sheets: tuple[bytes, bytes, bytes], names: Sequence[str] = ("Survey",), hidden: Sequence[bool] = (False,), texts: bytes = b""
) -> bytes:
    """Make a binary workbook of these records: those before the rows, the rows, those behind them."""
    listed = b"".join(
        brt(156, struct.pack("<II", state, at), wide(f"rId{at}"), wide(name))
        for at, (name, state) in enumerate(zip(names, hidden, strict=True), 1)
    )
    styles = b"".join(brt(47, struct.pack("<HH", 0, number), bytes(12)) for number in FORMATS)
    parts: dict[str, str | bytes] = {
        "[Content_Types].xml": "<Types/>",
        "xl/workbook.bin": brt(131) + brt(143) + listed + brt(144) + brt(132),
        "xl/_rels/workbook.bin.rels": _links(len(sheets), "bin"),
        "xl/styles.bin": brt(617, struct.pack("<I", len(FORMATS))) + styles + brt(618),
    }
    for at, (before, rows, behind) in enumerate(sheets, 1):
        start = brt(129) + brt(148, bytes(16)) + (brt(390) + before + brt(391) if before else b"") + brt(145)
        parts[f"xl/worksheets/sheet{at}.bin"] = start + rows + brt(146) + behind + brt(130)
    return zipped(parts | ({"xl/sharedStrings.bin": texts} if texts else {}))


def xlsb_row(row: int, *, hidden: bool = False) -> bytes:
    """Make the record that begins a row."""
    return brt(0, struct.pack("<IIHBBBI", row, 0, 0, 0, 0x10 if hidden else 0, 0, 0))


def _xlsb_rows(sheet: Sheet) -> Iterator[bytes]:
    for number, values in enumerate(sheet.rows):
        yield xlsb_row(number, hidden=number in sheet.hidden_rows)
        yield from (xlsb_cell(column, value) for column, value in enumerate(values) if value is not None)


def xlsb_cell(column: int, value: Any) -> bytes:
    """Make the record of a cell; whole numbers are kept short, as Excel does."""
    is_formula, value = (True, value.result) if isinstance(value, Formula) else (False, value)
    value, style = _plain(value)
    at, formula = struct.pack("<II", column, style), struct.pack("<HI", 0, 0) + bytes(4) if is_formula else b""
    if isinstance(value, Error):
        return brt(11 if is_formula else 3, at, bytes([ERRORS[value.text]]), formula)
    if isinstance(value, bool):
        return brt(10 if is_formula else 4, at, bytes([value]), formula)
    if isinstance(value, str):
        return brt(8 if is_formula else 6, at, wide(value), formula)
    if not is_formula and float(value).is_integer() and abs(value) < 1 << 28 and style != TIME:
        return brt(2, at, struct.pack("<i", int(value) << 2 | 2))
    return brt(9 if is_formula else 5, at, struct.pack("<d", value), formula)


def ods_raw(body: str, styles: str = "") -> bytes:
    """Make an OpenDocument spreadsheet whose tables are this XML."""
    spaces = " ".join(
        f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"' for name in ("office", "table", "text", "style")
    )
    calc = 'xmlns:calcext="urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0"'
    content = (
        f"<office:document-content {spaces} {calc}><office:automatic-styles>{styles}</office:automatic-styles>"
        f"<office:body><office:spreadsheet>{body}</office:spreadsheet></office:body></office:document-content>"
    )
    kind = "application/vnd.oasis.opendocument.spreadsheet"
    return zipped({"mimetype": kind, "content.xml": content, "META-INF/manifest.xml": "<manifest/>"})


def ods(*sheets: Sheet) -> bytes:
    """Make an OpenDocument spreadsheet."""
    style = '<style:style style:name="ta2" style:family="table"><style:table-properties table:display="false"/></style:style>'
    return ods_raw("".join(map(_ods_sheet, sheets)), style)


def _ods_sheet(sheet: Sheet) -> str:
    width = max(map(len, sheet.rows), default=0)
    columns = "".join(f"<table:table-column{_collapsed(at in sheet.hidden_columns)}/>" for at in range(width))
    merged = {(top, a): (low - top + 1, b - a + 1) for top, a, low, b in sheet.merged}
    rows = ""
    for number, values in enumerate(sheet.rows):
        cells = "".join(_ods_cell(value, merged.get((number, at), (1, 1))) for at, value in enumerate(values))
        rows += f"<table:table-row{_collapsed(number in sheet.hidden_rows)}>{cells}</table:table-row>"
    style = ' table:style-name="ta2"' if sheet.hidden else ""
    # As a spreadsheet program does, the sheet goes on to its last row.
    blank = '<table:table-cell table:number-columns-repeated="16384"/>'
    rest = f'<table:table-row table:number-rows-repeated="1048000">{blank}</table:table-row>'
    return f'<table:table table:name="{sheet.name}"{style}>{columns}{rows}{rest}</table:table>'


def _collapsed(hidden: bool) -> str:
    return ' table:visibility="collapse"' if hidden else ""


def _ods_cell(value: Any, span: tuple[int, int]) -> str:
    formula, value = (' table:formula="of:=1+1"', value.result) if isinstance(value, Formula) else ("", value)
    spans = f' table:number-rows-spanned="{span[0]}" table:number-columns-spanned="{span[1]}"' if span != (1, 1) else ""
    kind, text = _ods_value(value)
    return f"<table:table-cell{formula}{spans}{kind}>{text}</table:table-cell>"


def _ods_value(value: Any) -> tuple[str, str]:
    if value is None:
        return "", ""
    if isinstance(value, Error):
        return ' office:value-type="string" office:string-value="" calcext:value-type="error"', f"<text:p>{value.text}</text:p>"
    if isinstance(value, bool):
        return (
            f' office:value-type="boolean" office:boolean-value="{str(value).lower()}"',
            f"<text:p>{str(value).upper()}</text:p>",
        )
    if isinstance(value, Percent):
        return f' office:value-type="percentage" office:value="{value.value}"', f"<text:p>{value.value:.0%}</text:p>"
    if isinstance(value, date):
        return f' office:value-type="date" office:date-value="{value.isoformat()}"', "<text:p>as shown</text:p>"
    if isinstance(value, str):
        return ' office:value-type="string"', "".join(f"<text:p>{escape(line)}</text:p>" for line in value.split("\n"))
    return f' office:value-type="float" office:value="{value}"', f"<text:p>{value}</text:p>"


KINDS: Mapping[str, Maker] = {"xlsx": xlsx, "xls": xls, "xlsb": xlsb, "ods": ods}


def widths_of(sheet: Any) -> dict[int, float]:
    """Return the widths of the columns of a sheet that openpyxl has read, which keeps equal ones beside each other as one."""
    spans = sheet.column_dimensions.values()
    return {column: span.width for span in spans for column in range(span.min, span.max + 1)}
