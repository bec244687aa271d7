"""Workbooks of every kind: .xlsx, .xls, .xlsb and .ods give the same cells and the same warnings, and none of them can hurt."""

from __future__ import annotations

import random
import struct
from contextlib import suppress
from datetime import date, datetime
from typing import Any

import pytest
from examples import often
from hypothesis import given
from hypothesis import strategies as st
from workbooks import (
    KINDS,
    Error,
    Formula,
    Percent,
    Sheet,
    brt,
    ods_raw,
    wide,
    xls,
    xls_cell,
    xls_raw,
    xlsb_cell,
    xlsb_raw,
    xlsb_row,
    zipped,
)
from written_workbooks import ODS_CONTENT, XLS

from cxmatch.domain.findings import Place
from cxmatch.errors import CxmatchError, SettingsError, SurveyError
from cxmatch.survey.files import Limits
from cxmatch.survey.files.archive import unpack
from cxmatch.survey.files.opening import open_table
from cxmatch.survey.files.table import Table
from cxmatch.survey.files.workbook import sheets_of
from cxmatch.survey.reader import check

ODS = zipped(
    {"mimetype": "application/vnd.oasis.opendocument.spreadsheet", "content.xml": ODS_CONTENT, "META-INF/manifest.xml": ""}
)
EACH = pytest.mark.parametrize("kind", KINDS)
SURVEY = [
    ["Office", "Department", "Capability: Hiring", "Capability: Funding", "Need: Hiring", "Need: Funding"],
    ["Harbor Permits Office", "Harbors", 5, 1, 1, 4],
    ["Ferry Tickets Office", "Ferries", 1, 5, 5, 1],
    ["Kite Registry", "Kites", 3, 2, 2, 3],
]


def xlsx_with(rows: list[list[Any]], more: str) -> bytes:
    """Give a workbook with more XML behind its rows."""
    parts = {name: part.decode() for name, part in unpack(KINDS["xlsx"](Sheet(rows)), Place(), Limits()).items()}
    parts["xl/worksheets/sheet1.xml"] = parts["xl/worksheets/sheet1.xml"].replace("</sheetData>", f"{more}</sheetData>")
    return zipped(parts)


def table(data: bytes, **options: Any) -> Table:
    """Read a workbook."""
    return open_table(data, **options)


def refusal(data: bytes, limits: Limits | None = None) -> tuple[str, str]:
    """Give code and message of the finding that refuses a workbook; nothing is refused without a way out."""
    with pytest.raises(SurveyError) as caught:
        table(data, limits=limits)
    [found] = caught.value.findings
    assert found.remedy
    return found.code, found.message


def changed(row: int, column: int, value: Any) -> Sheet:
    """Give the survey with one other answer."""
    rows: list[list[Any]] = [list(values) for values in SURVEY]
    rows[row][column] = value
    return Sheet(rows)


@EACH
def test_a_survey_is_read_whatever_kind_of_workbook_it_is_in(kind: str) -> None:
    """The same offices come out of each kind, and none of them says anything that the others do not."""
    reading, usual = check(KINDS[kind](Sheet(SURVEY))), check(KINDS["xlsx"](Sheet(SURVEY)))
    assert reading.cohort is not None
    assert usual.cohort is not None
    assert reading.cohort.offices == usual.cohort.offices
    assert [found.code for found in reading.findings] == [found.code for found in usual.findings]


@EACH
def test_values_as_a_person_sees_them(kind: str) -> None:
    """Numbers, days, times, truths, percentages, errors and texts of any script become the same text in each kind."""
    values = [5, 4.5, 0.1 + 0.2, -3, 10**15, True, False, date(2026, 3, 4), datetime(2026, 3, 4, 10, 30), Percent(0.5)]
    values += [Error("#REF!"), Error("#N/A"), "Zoë – 漢字 <&>", "two\nlines", "7 x", date(1900, 3, 1), date(2026, 12, 31)]
    rows = [[f"h{at}" for at in range(len(values))], values]
    texts = ["5", "4.5", "0.3", "-3", "1000000000000000", "TRUE", "FALSE", "2026-03-04", "2026-03-04T10:30:00", "0.5"]
    texts += ["#REF!", "#N/A", "Zoë – 漢字 <&>", "two\nlines", "7 x", "1900-03-01", "2026-12-31"]
    assert table(KINDS[kind](Sheet(rows))).rows[1] == texts


@EACH
def test_formulas_count_by_their_results(kind: str) -> None:
    """A number, text, truth or error that a formula has given is the answer, and an empty text is none."""
    results = [7, 4.5, "yes", True, Error("#DIV/0!"), "", 0]
    rows = [[f"h{at}" for at in range(len(results))], [Formula(result) for result in results], ["x"] * len(results)]
    assert table(KINDS[kind](Sheet(rows))).rows[1] == ["7", "4.5", "yes", "TRUE", "#DIV/0!", "", "0"]


@pytest.mark.parametrize("kind", ["xlsx", "ods"])
def test_a_formula_that_nobody_worked_out_is_refused(kind: str) -> None:
    """A cell that would be blank only because no program has worked it out is named."""
    code, message = refusal(KINDS[kind](changed(2, 3, Formula())))
    assert code == "CX045"
    assert "D3" in message


def test_an_old_workbook_whose_formulas_were_never_worked_out_is_refused() -> None:
    """Programs that cannot calculate leave an empty text, or 0 with the request to work it out; both are named."""
    rows: list[list[Any]] = [["Office", "Sum"], ["A", Formula()], ["B", Formula()]]
    assert refusal(xls(Sheet(rows), program=0xDBB))[0] == "CX045"
    asked = xls_cell(0, 0, "Office") + xls_cell(0, 1, "Sum") + xls_cell(1, 0, "A") + xls_cell(1, 1, Formula(0), flags=2)
    assert refusal(xls_raw(asked)) == ("CX045", "The result of a formula is missing from the file: B2.")
    rows[2][1] = Formula(5)
    assert table(xls(Sheet(rows), program=0xDBB)).rows[1:] == [["A", ""], ["B", "5"]]


def test_it_is_said_where_a_kind_does_not_tell_whether_results_are_up_to_date() -> None:
    """Old and binary workbooks keep a result for each formula, worked out or not."""
    for kind in ("xls", "xlsb"):
        notes = table(KINDS[kind](changed(1, 2, Formula(5)))).notes
        assert [note.facts["count"] for note in notes if note.code == "CX418"] == ["1"]


@EACH
def test_what_is_hidden_is_used_and_said(kind: str) -> None:
    """Hidden rows and columns count like all others, with a warning."""
    made = KINDS[kind](Sheet(SURVEY, hidden_rows=[2], hidden_columns=[3]))
    read = table(made)
    assert len(read.rows) == 4
    assert [note.message.split(" in the")[0] for note in read.notes if note.code == "CX046"] == ["Row 3 and column D are hidden"]


@EACH
def test_merged_cells_are_filled(kind: str) -> None:
    """A department merged over several offices is the department of each."""
    rows = [["Office", "Department"], ["A", "Kites"], ["B", None], ["C", "Harbors"]]
    read = table(KINDS[kind](Sheet(rows, merged=[(1, 1, 2, 1)])))
    assert [row[1] for row in read.rows] == ["Department", "Kites", "Kites", "Harbors"]
    assert [note.facts["cells"] for note in read.notes if note.code == "CX412"] == ["B2:B3"]


@EACH
def test_numbers_that_are_texts_are_said(kind: str) -> None:
    """A number stored as text among numbers is read, with a warning."""
    read = table(KINDS[kind](changed(2, 2, "1")))
    assert [(note.place.column, note.facts["rows"]) for note in read.notes if note.code == "CX047"] == [("C", "row 3")]


@EACH
def test_sheets_are_asked_for_and_hidden_ones_never_read(kind: str) -> None:
    """Several visible sheets are named, hidden and empty ones are not asked about, and the line that is printed works."""
    book = KINDS[kind](
        Sheet([["secret"]], "Hidden", hidden=True), Sheet(SURVEY, "Spring"), Sheet(SURVEY, "Autumn"), Sheet([], "Empty")
    )
    assert [sheet.name for sheet in sheets_of(book, Place(), Limits()) if sheet.is_used] == ["Spring", "Autumn"]
    assert refusal(book) == ("CX043", 'The workbook has several visible sheets: "Spring", "Autumn".')
    assert table(book, sheet="Spring").sheet == "Spring"
    with pytest.raises(SettingsError, match="no visible sheet"):
        table(book, sheet="Hidden")


@EACH
@pytest.mark.parametrize("beside", [[["Area", "Average"], ["Hiring", 3.1]], [["Level"], [1], [2]], [["Notes"]]])
def test_the_only_sheet_that_is_a_survey_is_read(kind: str, beside: list[list[Any]]) -> None:
    """A summary, a list of levels or notes beside the answers need no question; what was left out is said."""
    reading = check(KINDS[kind](Sheet(beside, "Summary"), Sheet(SURVEY, "Form Responses 1")))
    assert reading.ready
    assert reading.sheet == "Form Responses 1"
    [note] = [found for found in reading.findings if found.code == "CX415"]
    assert '"Summary"' in note.message


def test_a_hidden_sheet_in_front_of_the_survey_is_asked_about() -> None:
    """It may hold the answers as they came; one behind the survey holds lists of a form, and is named only."""
    hidden, notes = Sheet(SURVEY, "Raw", hidden=True), Sheet([["Notes"]], "Notes")
    assert [found.code for found in check(KINDS["xlsx"](hidden, Sheet(SURVEY), notes)).errors] == ["CX043"]
    [note] = [found for found in check(KINDS["xlsx"](Sheet(SURVEY), notes, hidden)).findings if found.code == "CX415"]
    assert note.message.endswith('Not read: "Notes", "Raw" (hidden).')


@pytest.mark.parametrize(
    "beside",
    [
        Sheet(SURVEY, "Copy"),
        Sheet([["Office", "Need: Hiring"], ["Kite Registry", 2]], "Part"),
        Sheet([["Name", "Capability: Hiring", "Need: Hiring"], ["A", 1, 2]], "Other names"),
        Sheet([[Formula()]], "Not worked out"),
    ],
)
def test_where_two_sheets_could_be_the_survey_it_is_asked(beside: Sheet) -> None:
    """A copy, a part of the survey, or one with other names for the office: any of them could be meant."""
    [found] = [found for found in check(KINDS["ods"](Sheet(SURVEY), beside)).findings if found.code == "CX043"]
    assert found.remedy == 'Say which one holds the survey: --sheet "Survey"'
    assert check(KINDS["xlsx"](Sheet(SURVEY), beside), sheet="Survey").ready


@EACH
@pytest.mark.parametrize("answer", [date(2026, 3, 4), Error("#REF!"), True, Percent(0.5), 45_000])
def test_what_excel_made_of_an_answer_is_refused(kind: str, answer: Any) -> None:
    """A day, an error, a truth or a percentage among levels from 1 to 5 is never taken for one of them."""
    refused = check(KINDS[kind](changed(2, 2, answer))).errors
    usual = check(KINDS["xlsx"](changed(2, 2, answer))).errors
    assert refused
    assert [(found.code, found.place.row, found.place.column) for found in refused] == [
        (found.code, found.place.row, found.place.column) for found in usual
    ]


@EACH
@pytest.mark.parametrize("limits", [Limits(rows=2), Limits(columns=2), Limits(cells=8), Limits(cell_characters=4)])
def test_the_limits_hold(kind: str, limits: Limits) -> None:
    """Too many rows, columns, cells or letters are refused in each kind."""
    assert refusal(KINDS[kind](Sheet(SURVEY)), limits)[0] in ("CX031", "CX033")


@EACH
@often(40)
@given(st.integers(0, 6_000), st.integers(0, 255), st.integers(0, 6_000))
def test_damaged_bytes(kind: str, place: int, byte: int, length: int) -> None:
    """A workbook with a changed byte, or cut off, gives a table or an error of ours."""
    data = bytearray(KINDS[kind](Sheet(SURVEY, merged=[(1, 1, 2, 1)])))
    data[place % len(data)] = byte
    for damaged in (bytes(data), bytes(data[:length])):
        with suppress(CxmatchError):
            table(damaged)


@often(150)
@given(st.lists(st.tuples(st.integers(0, 400), st.binary(max_size=24)), max_size=6), st.booleans())
def test_any_records(records: list[tuple[int, bytes]], binary: bool) -> None:
    """Arbitrary records in an old or a binary workbook give a table or an error of ours."""
    with suppress(CxmatchError):
        if binary:
            table(xlsb_raw((b"", xlsb_row(0) + b"".join(brt(kind, data) for kind, data in records), b"")))
        else:
            table(xls_raw(*(struct.pack("<HH", kind, len(data)) + data for kind, data in records)))


def row(*cells: str, count: int = 1) -> str:
    """Make a row of an OpenDocument sheet."""
    return f'<table:table-row table:number-rows-repeated="{count}">{"".join(cells)}</table:table-row>'


def cell(text: str = "x", count: int = 1) -> str:
    """Make a cell of an OpenDocument sheet."""
    return (
        f'<table:table-cell office:value-type="string" table:number-columns-repeated="{count}"><text:p>{text}</text:p>'
        "</table:table-cell>"
    )


def sheet(*rows: str) -> str:
    """Make an OpenDocument sheet."""
    return f'<table:table table:name="S">{"".join(rows)}</table:table>'


BLANK = '<table:table-cell table:number-columns-repeated="999999999"/>'


@pytest.mark.parametrize(
    ("body", "code"),
    [
        (sheet(row(BLANK, cell())), "CX031"),
        (sheet(row(count=999_999_999), row(cell())), "CX042"),
        (sheet(row(cell(), count=999_999_999)), "CX031"),
        (sheet(row(cell(count=16_000), count=190_000)), "CX031"),
        (sheet(row(cell())) * 1_001, "CX008"),
        (sheet(row(*["<table:table-cell><text:p/></table:table-cell>"] * 3) * 400_000), "CX040"),
        (sheet(row('<table:table-cell table:number-columns-repeated="x"/>')), "CX008"),
        (sheet(row(cell("&bomb;"))), "CX008"),
        (sheet(row(cell("<text:span>" * 3_000 + "</text:span>" * 3_000))), "CX008"),
        ("<table:table>" * 2_000 + "</table:table>" * 2_000, "CX044"),
    ],
    ids=[
        "far right",
        "far below",
        "rows repeated",
        "area",
        "sheets",
        "empty cells",
        "no number",
        "entity",
        "nested text",
        "nested",
    ],
)
def test_harmful_opendocument(body: str, code: str) -> None:
    """What a few letters would blow up to millions of cells is refused, and named."""
    assert refusal(ods_raw(body))[0] == code


def test_a_sheet_of_very_many_tags_is_refused_though_more_bytes_are_allowed() -> None:
    """Who allows a larger file does not allow a walk through a million tags that hold nothing."""
    body = sheet(row(*["<table:table-cell><text:p/></table:table-cell>"] * 3) * 160_000)
    assert refusal(ods_raw(body), Limits(bytes=500_000_000))[0] == "CX042"


def test_many_empty_cells_of_opendocument_are_passed_over() -> None:
    """Formatting leaves cells without content, alone or repeated; the answers among them are read."""
    blanks = "<table:table-cell/>" * 5_000
    read = table(ods_raw(sheet(row(cell("Office"), cell("Score"), blanks), *[row(cell("A"), cell("5"), blanks)] * 20)))
    assert read.rows == [["Office", "Score"], *[["A", "5"]] * 20]


def test_texts_of_opendocument() -> None:
    """Blanks, tabs, line breaks and fonts within a text are read; notes at a cell are not."""
    text = 'a<text:s text:c="2"/>b<text:tab/>c<text:line-break/><text:span>d<text:span>e</text:span></text:span>f'
    note = "<office:annotation><text:p>note</text:p></office:annotation>"
    noted = cell(text).replace("<text:p>a", f"{note}<text:p>a")
    assert table(ods_raw(sheet(row(noted, cell('<text:s text:c="999999999"/>.'))))).rows[0][0] == "a  b\tc\ndef"


def number(place: tuple[int, int], value: float = 5.0) -> bytes:
    """Make a cell with a number of an old workbook."""
    return xls_cell(*place, value)


LONG = struct.pack("<HHIIHB", 0xFC, 8_011, 1, 1, 8_000, 0) + b"x" * 8_000
SHARED = b"".join(struct.pack("<HHHHHI", 0xFD, 10, at % 60_000, at // 60_000, 0, 0) for at in range(100_000))
SIZE = struct.pack("<HHIIHHH", 0x200, 14, 0, 0xFFFFFFFF, 0, 0xFFFF, 0)


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (xls_raw(number((0, 0)), number((65_535, 255))), "CX042"),
        (xls_raw(SHARED, extra=LONG), "CX040"),
        (xls_raw(SHARED[:14]), "CX008"),
        (xls_raw(struct.pack("<HH", 0x203, 3) + b"abc"), "CX008"),
        (xls_raw(struct.pack("<HH", 0x203, 60_000)), "CX008"),
        (xls_raw(extra=struct.pack("<HHH", 0x2F, 2, 0)), "CX050"),
        (xls_raw(*[number((at % 9, at % 7)) for at in range(65_537)]), "CX008"),
        (xls(), "CX044"),
    ],
    ids=["corner", "long text", "no text", "short record", "cut record", "password", "same cell", "no sheet"],
)
def test_harmful_old_workbooks(data: bytes, code: str) -> None:
    """What would exhaust memory, hide something or be read as nothing never reaches the library."""
    assert refusal(data)[0] == code


def test_the_library_does_not_write_to_standard_error(capfd: pytest.CaptureFixture[str]) -> None:
    """Where it gives up, a finding says so, and nothing else is printed."""
    broken = xls_raw(struct.pack("<HHHHHB", 0xE5, 3, 9, 0, 0, 0)[:7], number((0, 0)))
    assert refusal(broken)[0] == "CX008"
    assert capfd.readouterr() == ("", "")


def test_a_sheet_that_begins_in_the_middle_of_another_is_refused() -> None:
    """The library would read on to the end of the file; the guard has to see what it sees."""
    data = xls(Sheet(SURVEY))
    start = data.index(struct.pack("<HHI", 0x85, 14, 0)[:4]) + 4
    moved = int.from_bytes(data[start : start + 4], "little") + 20
    assert refusal(data[:start] + moved.to_bytes(4, "little") + data[start + 4 :])[0] == "CX008"


def test_the_size_that_an_old_workbook_claims_is_not_believed() -> None:
    """The library would make room for all the cells that a sheet says it has."""
    assert table(xls_raw(SIZE, number((0, 0)), number((1, 0)))).rows == [["5"], ["5"]]


def test_chains_of_sectors_that_never_end() -> None:
    """A compound file whose sectors lead back to themselves is damaged, and cut off ones are too."""
    good = xls(Sheet(SURVEY))
    rng = random.Random(5)
    for _ in range(200):
        data, at = bytearray(good), rng.choice([*range(44, 80), *range(512, 640), *range(1_024, 1_280)])
        data[at : at + 4] = struct.pack("<I", rng.choice([0, 1, 2, 3, 0xFFFFFFFE, 0xFFFFFFFF, 7_000_000]))
        with suppress(CxmatchError):
            table(bytes(data))
    assert refusal(good[:1_000])[0] == "CX006"


TEXTS = brt(159, struct.pack("<II", 1, 1)) + brt(19, b"\0" + wide("x" * 30_000)) + brt(160)


def rows_of(*cells: bytes, count: int = 1) -> tuple[bytes, bytes, bytes]:
    """Make the rows of a binary sheet, all of these cells."""
    return b"", b"".join(xlsb_row(at) + b"".join(cells) for at in range(count)), b""


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (xlsb_raw((b"", xlsb_row(0) + xlsb_cell(0, 5) + xlsb_row(1_048_575) + xlsb_cell(16_383, 5), b"")), "CX042"),
        (xlsb_raw((b"", xlsb_row(4_000_000_000) + xlsb_cell(0, 5), b"")), "CX008"),
        (xlsb_raw(rows_of(*[brt(7, struct.pack("<III", at, 0, 0)) for at in range(20)], count=500), texts=TEXTS), "CX040"),
        (xlsb_raw(rows_of(brt(16, struct.pack("<Id", 0, 5.0)))), "CX008"),
        (xlsb_raw(rows_of(*[xlsb_cell(0, 5)] * 70_000)), "CX008"),
        (xlsb_raw(rows_of(xlsb_cell(0, 5)[:-1])), "CX008"),
        (xlsb_raw((b"", brt(5) + xlsb_row(0) + xlsb_cell(0, 5), b"")), "CX008"),
        (xlsb_raw(rows_of(brt(5, bytes(8)))), "CX008"),
        (zipped({"[Content_Types].xml": "", "xl/workbook.bin": b"\x9c\x01\x40abc"}), "CX008"),
    ],
    ids=["corner", "row", "long text", "short cells", "same cell", "cut record", "no row", "no number", "no list"],
)
def test_harmful_binary_workbooks(data: bytes, code: str) -> None:
    """What would exhaust memory, or be passed over by the library, is refused."""
    assert refusal(data)[0] == code


def test_a_text_with_its_own_fonts_in_a_binary_workbook() -> None:
    """The library passes over such a cell; it is read all the same."""
    rich = brt(62, struct.pack("<II", 1, 0), b"\0", wide("rich"))
    assert table(xlsb_raw(rows_of(xlsb_cell(0, "x"), rich))).rows == [["x", "rich"]]


@pytest.mark.parametrize("end", ["/>", "></c>", "><v/></c>", ' s="1"/>'])
def test_empty_cells_by_the_million_are_passed_over(end: str) -> None:
    """Formatting that reaches far below the answers is taken out before the library sees it."""
    cells = "".join(
        f'<row r="{at}">' + "".join(f'<c r="{name}{at}"{end}' for name in "ABCDEFGHIJKLMN") + "</row>" for at in range(5, 4_000)
    )
    read = table(xlsx_with(SURVEY, cells))
    assert [len(read.rows), len(read.rows[0])] == [4, 6]
    assert read.notes == ()


@pytest.mark.parametrize("data", [XLS, ODS], ids=["xls", "ods"])
def test_what_a_spreadsheet_program_writes(data: bytes) -> None:
    """Files of a real program come out as a person sees them there, hidden and merged cells, formula and hidden sheet said."""
    read = table(data)
    assert read.rows == [
        ["Office", "Department", "Capability: Hiring", "Capability: Funding", "Need: Hiring", "Need: Funding"],
        ["Harbor Permits Office", "Harbors", "5", "1", "1", "4"],
        ["Ferry Tickets Office", "Ferries", "1", "5", "5", "1"],
        ["Kite Registry", "Kites", "3", "2", "2", "3"],
        ["Zoë’s Café Desk", "Kites", "2", "3", "3", "1"],
    ]
    said = {note.code: note.message for note in read.notes}
    assert said["CX046"].startswith("Row 3 and column E are hidden")
    assert "B4:B5" in said["CX412"]
    assert '"Old" (hidden)' in said["CX413"]
    assert check(data).ready
