"""Workbooks that are small in bytes and enormous in cells, rows, ranges or tags: a survey of three offices with a flood in it.

Each is to be read or refused within seconds and in bounded memory, whatever kind of workbook it is.
"""

from __future__ import annotations

import struct
from collections.abc import Callable, Mapping
from typing import Any

from workbooks import KINDS, Sheet, brt, ods_raw, wide, xls_cell, xls_raw, xlsb_cell, xlsb_raw, xlsb_row, zipped

from cxmatch.domain.findings import Place
from cxmatch.records.text import column_letter
from cxmatch.survey.files import Limits
from cxmatch.survey.files.archive import unpack

SURVEY: list[list[Any]] = [
    ["Office", "Department", "Capability: Hiring", "Capability: Funding", "Need: Hiring", "Need: Funding"],
    ["Harbor Permits Office", "Harbors", 5, 1, 1, 4],
    ["Ferry Tickets Office", "Ferries", 1, 5, 5, 1],
    ["Kite Registry", "Kites", 3, 2, 2, 3],
]
MILLION = 1_000_000


def _xlsx(within: str = "", behind: str = "", before: str = "", **parts: str) -> bytes:
    """Make an Excel workbook with more XML at the end of its rows, behind them, and before them."""
    made = {name: part.decode() for name, part in unpack(KINDS["xlsx"](Sheet(SURVEY)), Place(), Limits()).items()}
    sheet = made["xl/worksheets/sheet1.xml"].replace("</sheetData>", f"{within}</sheetData>{behind}", 1)
    made["xl/worksheets/sheet1.xml"] = sheet.replace("<sheetData>", f"{before}<sheetData>", 1)
    return zipped(made | {name.replace("__", "/").replace("_xml", ".xml"): part for name, part in parts.items()})


def _in(tag: str, content: str) -> str:
    """Put content into an element."""
    return f"<{tag}>{content}</{tag.split()[0]}>"


def _inline(text: str) -> str:
    return _in('c r="A5" t="inlineStr"', _in("is", _in("t", text)))


def _rows(cell: str, rows: int, columns: int) -> str:
    """Give rows of cells, each at its address: `{}` stands for it."""
    letters = [column_letter(at) for at in range(columns)]
    pieces = []
    for number in range(5, 5 + rows):
        cells = "".join([cell.replace("{}", f"{letter}{number}") for letter in letters])
        pieces.append(f'<row r="{number}">{cells}</row>')
    return "".join(pieces)


def _ods(within: str, before: str = "", styles: str = "") -> bytes:
    """Make an OpenDocument spreadsheet with more XML before and behind its rows."""
    rows = "".join(
        "<table:table-row>"
        + "".join(f'<table:table-cell office:value-type="string"><text:p>{value}</text:p></table:table-cell>' for value in row)
        + "</table:table-row>"
        for row in SURVEY
    )
    return ods_raw(f'<table:table table:name="S">{before}{rows}{within}</table:table>', styles)


def _repeated(count: int, cells: str) -> str:
    """Give a row of an OpenDocument sheet that is there very often."""
    return _in(f'table:table-row table:number-rows-repeated="{count}"', cells)


def _xlsb(within: bytes = b"", behind: bytes = b"", texts: bytes = b"", before: bytes = b"") -> bytes:
    """Make a binary workbook with more records at the end of its rows, behind and before them."""
    rows = b"".join(
        xlsb_row(number) + b"".join(xlsb_cell(column, value) for column, value in enumerate(row))
        for number, row in enumerate(SURVEY)
    )
    return xlsb_raw((before, rows + within, behind), texts=texts)


def _xls(*records: bytes, extra: bytes = b"") -> bytes:
    """Make an old workbook with more records behind its cells."""
    cells = [xls_cell(row, column, value) for row, values in enumerate(SURVEY) for column, value in enumerate(values)]
    return xls_raw(*cells, *records, extra=extra)


def _record(kind: int, data: bytes = b"") -> bytes:
    return struct.pack("<HH", kind, len(data)) + data


_FIVE = '<table:table-cell office:value-type="float" office:value="5"/>'
_SPANS = ' table:number-columns-spanned="16384" table:number-rows-spanned="1000000"/>'
_BLANK = '<table:table-cell table:number-columns-repeated="{}"/>'

FLOODS: Mapping[str, Callable[[], bytes]] = {
    "xlsx cells without address": lambda: _xlsx(_in("row", "<c/>" * 6 * MILLION)),
    "xlsx cells of one address": lambda: _xlsx(_in('row r="5"', '<c r="A5"/>' * 6 * MILLION)),
    "xlsx cells of one address, spaced": lambda: _xlsx(_in('row r="5"', '<c r="A5" />' * 6 * MILLION)),
    "xlsx cells with addresses": lambda: _xlsx(_rows('<c r="{}" s="1"/>', 60_000, 100)),
    "xlsx cells to the right": lambda: _xlsx(_rows('<c r="{}"/>', 366, 16_384)),
    "xlsx cells with tags": lambda: _xlsx(_in('row r="5"', '<c r="A5"></c>' * 6 * MILLION)),
    "xlsx cells with blanks": lambda: _xlsx(_in('row r="5"', '<c r="A5"> </c>' * 6 * MILLION)),
    "xlsx cells with a value": lambda: _xlsx(_in('row r="5"', '<c r="A5"><v/></c>' * 6 * MILLION)),
    "xlsx cells with a blank value": lambda: _xlsx(_in('row r="5"', '<c r="A5"><v> </v></c>' * 6 * MILLION)),
    "xlsx cells with a formula": lambda: _xlsx(_in('row r="5"', '<c r="A5"><f/></c>' * 6 * MILLION)),
    "xlsx cells with an inline text": lambda: _xlsx(_rows('<c r="{}" t="inlineStr"><is><t/></is></c>', 12_000, 200)),
    "xlsx cells with a shared text": lambda: _xlsx(_rows('<c r="{}" t="s"><v>0</v></c>', 15_000, 200)),
    "xlsx cells with a prefix": lambda: _xlsx(_in('row r="5"', '<x:c r="A5"/>' * 6 * MILLION)),
    "xlsx cells by fives": lambda: _xlsx(_rows('<c r="{}"/>', 1, 1) + '<row r="6"><c r="A6"><v>5</v></c></row>' * 3 * MILLION),
    "xlsx cells in turn": lambda: _xlsx(
        _rows('<c r="{}"/>', 1, 1) + _in('row r="6"', '<c r="A6"/><c r="B6"><v>5</v></c>' * 3 * MILLION)
    ),
    "xlsx rows": lambda: _xlsx("".join(f'<row r="{number}"/>' for number in range(5, 1_048_577))),
    "xlsx rows without number": lambda: _xlsx("<row/>" * 20 * MILLION),
    "xlsx rows with tags": lambda: _xlsx('<row r="5"></row>' * 8 * MILLION),
    "xlsx rows hidden": lambda: _xlsx("".join(f'<row r="{number}" hidden="1"/>' for number in range(5, 1_048_577))),
    "xlsx rows hidden, one": lambda: _xlsx('<row r="5" hidden="1"/>' * 6 * MILLION),
    "xlsx dimension": lambda: _xlsx(before='<dimension ref="A1:XFD1048576"/>'),
    "xlsx columns hidden": lambda: _xlsx(before=_in("cols", '<col min="1" max="16384" hidden="1"/>' * 3 * MILLION)),
    "xlsx merged": lambda: _xlsx(
        behind=_in("mergeCells", "".join(f'<mergeCell ref="A{at}:B{at}"/>' for at in range(5, 100_005)))
    ),
    "xlsx merged, all": lambda: _xlsx(behind=_in("mergeCells", '<mergeCell ref="A1:XFD1048576"/>' * 100_000)),
    "xlsx merged, survey": lambda: _xlsx(behind=_in("mergeCells", '<mergeCell ref="A2:F4"/>' * 2 * MILLION)),
    "xlsx merged, tall": lambda: _xlsx(behind=_in("mergeCells", '<mergeCell ref="A2:A1048576"/>' * 300_000)),
    "xlsx tags": lambda: _xlsx(behind="<x/>" * 30 * MILLION),
    "xlsx tags within": lambda: _xlsx("<x/>" * 30 * MILLION),
    "xlsx nested": lambda: _xlsx(behind="<x>" * 20 * MILLION + "</x>" * 20 * MILLION),
    "xlsx open cell": lambda: _xlsx('<row r="5"><c ' + 'a="b" ' * 20 * MILLION + "/></row>"),
    "xlsx open cells": lambda: _xlsx('<row r="5">' + '<c r="A5" ' * 10 * MILLION + "/></row>"),
    "xlsx many attributes": lambda: _xlsx('<row r="5">' + ("<c " + 'a="b" ' * 10_000 + 'r="A5"/>') * 2_000 + "</row>"),
    "xlsx blanks": lambda: _xlsx(" " * 140 * MILLION),
    "xlsx blanks in a cell": lambda: _xlsx(_in('row r="5"', _inline(" " * 140 * MILLION))),
    "xlsx a long text": lambda: _xlsx(_in('row r="5"', _inline("x" * 140 * MILLION))),
    "xlsx shared texts": lambda: _xlsx(xl__sharedStrings_xml=_in("sst", "<si/>" * 20 * MILLION)),
    "xlsx shared texts, blank": lambda: _xlsx(xl__sharedStrings_xml=_in("sst", "<si><t/></si>" * 7 * MILLION)),
    "xlsx shared runs": lambda: _xlsx(xl__sharedStrings_xml=_in("sst", _in("si", "<r><t/></r>" * 10 * MILLION))),
    "xlsx links": lambda: _xlsx(xl__worksheets___rels__sheet1_xml_rels=_in("Relationships", "<Relationship/>" * 6 * MILLION)),
    "xlsx sparse": lambda: _xlsx(
        "".join(f'<row r="{at}"><c r="A{at}"><v>5</v></c><c r="GR{at}"><v>5</v></c></row>' for at in range(5, 39_900))
    ),
    "ods sparse": lambda: _ods(_in("table:table-row", f"{_FIVE}{_BLANK.format(198)}{_FIVE}") * 39_900),
    "xlsb sparse": lambda: _xlsb(b"".join(xlsb_row(at) + xlsb_cell(0, 5) + xlsb_cell(199, 5) for at in range(5, 39_900))),
    "xls sparse": lambda: _xls(*(xls_cell(at, column, 5.0) for at in range(5, 39_900) for column in (0, 199))),
    "ods cells": lambda: _ods(_in("table:table-row", "<table:table-cell/>" * 6 * MILLION)),
    "ods cells with a style": lambda: _ods(_in("table:table-row", '<table:table-cell table:style-name="ce1"/>' * 3 * MILLION)),
    "ods cells with tags": lambda: _ods(_in("table:table-row", "<table:table-cell></table:table-cell>" * 3 * MILLION)),
    "ods cells with a text": lambda: _ods(_in("table:table-row", "<table:table-cell><text:p/></table:table-cell>" * 2 * MILLION)),
    "ods cells covered": lambda: _ods(_in("table:table-row", "<table:covered-table-cell/>" * 5 * MILLION)),
    "ods cells in rows": lambda: _ods(_in("table:table-row", "<table:table-cell/>" * 100) * 60_000),
    "ods cells repeated": lambda: _ods(
        '<table:table-row><table:table-cell table:number-columns-repeated="16384"/></table:table-row>' * MILLION
    ),
    "ods cells repeated, filled": lambda: _ods(_repeated(MILLION, f"{_FIVE}" * 6)),
    "ods cells repeated, within": lambda: _ods(_repeated(190_000, f"{_FIVE}" * 40)),
    "ods rows": lambda: _ods("<table:table-row/>" * 7 * MILLION),
    "ods rows hidden": lambda: _ods(
        '<table:table-row table:visibility="collapse" table:number-rows-repeated="1000000"><table:table-cell/></table:table-row>'
        * 100_000
    ),
    "ods columns": lambda: _ods("", before="<table:table-column/>" * 6 * MILLION),
    "ods columns hidden": lambda: _ods("", before='<table:table-column table:visibility="collapse"/>' * 2 * MILLION),
    "ods merged": lambda: _ods(_in("table:table-row", _FIVE.replace("/>", _SPANS) * 16_000) * 40),
    "ods texts": lambda: _ods(_in("table:table-row", _in("table:table-cell", "<text:p/>" * 14 * MILLION))),
    "ods blanks": lambda: _ods(
        _in("table:table-row", _in("table:table-cell", _in("text:p", '<text:s text:c="100"/>' * 5 * MILLION)))
    ),
    "ods styles": lambda: _ods("", styles='<style:style style:name="a"/>' * 4 * MILLION),
    "xlsb cells": lambda: _xlsb(xlsb_row(5) + brt(1, bytes(8)) * 6 * MILLION),
    "xlsb cells in rows": lambda: _xlsb(b"".join(xlsb_row(at) + brt(1, bytes(8)) * 100 for at in range(5, 60_005))),
    "xlsb cells, long": lambda: _xlsb(xlsb_row(5) + brt(1, bytes(9)) * 6 * MILLION),
    "xlsb rows": lambda: _xlsb(b"".join(map(xlsb_row, range(5, 1_048_576)))),
    "xlsb rows hidden": lambda: _xlsb(b"".join(xlsb_row(at, hidden=True) for at in range(5, 1_048_576))),
    "xlsb one row": lambda: _xlsb(xlsb_row(5) * 7 * MILLION),
    "xlsb records": lambda: _xlsb(brt(99) * 60 * MILLION),
    "xlsb records behind": lambda: _xlsb(behind=brt(99) * 60 * MILLION),
    "xlsb merged": lambda: _xlsb(behind=brt(176, struct.pack("<4I", 0, 1_048_575, 0, 16_383)) * 100_000),
    "xlsb merged, million": lambda: _xlsb(behind=brt(176, struct.pack("<4I", 1, 3, 0, 5)) * 5 * MILLION),
    "xlsb shared texts": lambda: _xlsb(texts=brt(159, bytes(8)) + brt(19, b"\0" + wide("")) * 10 * MILLION),
    "xls cells": lambda: _xls(_record(0x201, struct.pack("<HHH", 5, 0, 0)) * 4_900_000),
    "xls cells, many": lambda: _xls(_record(0xBE, struct.pack("<HHHHH", 5, 0, 0, 0, 1)) * 3 * MILLION),
    "xls rows": lambda: _xls(_record(0x208, bytes(16)) * 2 * MILLION),
    "xls rows hidden": lambda: _xls(_record(0x208, bytes(12) + b"\x20\0\0\0") * 2 * MILLION),
    "xls records": lambda: _xls(_record(0x99) * 12 * MILLION),
    "xls merged": lambda: _xls(_record(0xE5, struct.pack("<H", 1_000) + struct.pack("<4H", 0, 65_535, 0, 255) * 1_000) * 100),
    "xls merged, million": lambda: _xls(_record(0xE5, struct.pack("<H", 1_000) + struct.pack("<4H", 1, 3, 0, 5) * 1_000) * 5_000),
    "xls formulas": lambda: _xls(_record(6, struct.pack("<HHH", 5, 0, 0) + bytes(14)) * 2 * MILLION),
}
