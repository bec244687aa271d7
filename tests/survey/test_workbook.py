"""Workbook to cells: harmless ones are read as a person sees them, harmful ones never reach the library."""

from __future__ import annotations

import datetime
import io
import zipfile
from collections.abc import Callable
from contextlib import suppress

import openpyxl
import pytest
from examples import often
from hypothesis import given
from hypothesis import strategies as st
from openpyxl.worksheet.worksheet import Worksheet

from cxmatch.domain.findings import Place
from cxmatch.errors import CxmatchError, SettingsError, SurveyError
from cxmatch.survey.files import Limits
from cxmatch.survey.files.opening import open_table
from cxmatch.survey.files.table import Table
from cxmatch.survey.files.workbook import read, sheets_of

PLACE = Place(file="survey.xlsx")
SHEET = "xl/worksheets/sheet1.xml"
ROWS: list[list[object]] = [["Office", "Agency", "Score"], ["Alpha", "Lanterns", 5], ["Beta", "Kites", 4.5]]


def workbook(change: Callable[[Worksheet], object] | None = None, rows: list[list[object]] | None = None) -> bytes:
    """Make a workbook of one sheet, changed by a function."""
    book = openpyxl.Workbook()
    sheet = book.active
    assert isinstance(sheet, Worksheet)
    for row in rows or ROWS:
        sheet.append(row)
    if change:
        change(sheet)
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def patched(data: bytes, name: str, change: Callable[[bytes], bytes]) -> bytes:
    """Change one part of a workbook as bytes."""
    file = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as new:
        for part in old.namelist():
            new.writestr(part, change(old.read(part)) if part == name else old.read(part))
    return file.getvalue()


def with_sheet(body: str) -> bytes:
    """Make a workbook whose sheet holds this XML."""
    xml = f'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">{body}</worksheet>'
    return patched(workbook(), SHEET, lambda _: xml.encode())


def table(data: bytes, limits: Limits | None = None, sheet: str | None = None) -> Table:
    """Read a workbook with the usual limits."""
    limits = limits or Limits()
    return read(sheets_of(data, PLACE, limits), PLACE, limits, sheet)


def sheets(data: bytes, place: Place, limits: Limits) -> list[str]:
    """Give the names of the visible sheets that hold something."""
    return [sheet.name for sheet in sheets_of(data, place, limits) if sheet.is_used]


def refusal(data: bytes, limits: Limits | None = None) -> str:
    """Give the code of the finding that refuses a workbook."""
    with pytest.raises(SurveyError) as caught:
        table(data, limits)
    return caught.value.findings[0].code


def codes(table: Table) -> list[str]:
    """Give the codes of a table's notes."""
    return [note.code for note in table.notes]


def test_values_as_a_person_types_them() -> None:
    """Numbers, dates, times and truth values become plain text; whole numbers have no point."""
    values = [
        7.0,
        4.5,
        0.1 + 0.2,
        10**15,
        -0.0,
        True,
        datetime.date(2026, 3, 4),
        datetime.datetime(2026, 3, 4, 10, 30),
        "007",
        None,
    ]
    read_back = table(workbook(rows=[list("abcdefghij"), [*values], ["x"] * 10]))
    assert read_back.rows[1] == [
        "7",
        "4.5",
        "0.3",
        "1000000000000000",
        "0",
        "TRUE",
        "2026-03-04",
        "2026-03-04T10:30:00",
        "007",
        "",
    ]
    assert (read_back.sheet, read_back.numbers) == ("Sheet", [1, 2, 3])


def test_row_numbers_when_the_table_starts_lower() -> None:
    """Rows and columns are those of the sheet, wherever the table begins in it."""
    read_back = table(workbook(rows=[[None], [None], [None, "a", "b"], [None, 1, 2]]))
    assert read_back.rows == [["", "a", "b"], ["", "1", "2"]]
    assert read_back.numbers == [3, 4]


def test_lying_dimension() -> None:
    """What a sheet says of its own size is not believed, neither too small nor too large."""
    for claim in (b'<dimension ref="A1"/>', b'<dimension ref="A1:XFD1048576"/>'):
        data = patched(workbook(), SHEET, lambda part, claim=claim: part.replace(b'<dimension ref="A1:C3"/>', claim))  # type: ignore[misc]
        assert len(table(data).rows) == 3


def test_error_cells_keep_their_text() -> None:
    """An error is delivered as its text: a blank would mean "not answered"."""
    body = '<sheetData><row r="1"><c r="A1" t="inlineStr"><is><t>x</t></is></c><c r="B1" t="e"><v>#REF!</v></c></row></sheetData>'
    assert table(with_sheet(body)).rows == [["x", "#REF!"]]


@pytest.mark.parametrize(
    ("cell", "refused"),
    [
        ('<c r="B2"><f>1+1</f></c>', True),
        ('<c r="B2"><f>1+1</f><v/></c>', True),
        ('<c r="B2"><f>1+1</f><v></v></c>', True),
        ('<c r="B2"><f t="shared" si="0"/></c>', True),
        ('<c r="B2"><f>1+1</f><v>2</v></c>', False),
        ('<c r="B2" t="str"><f>""</f><v></v></c>', False),
    ],
)
def test_formulas(cell: str, refused: bool) -> None:
    """A formula counts by its result; without one it is refused with its address."""
    data = with_sheet(f'<sheetData><row r="1"><c r="A1"><v>1</v></c></row><row r="2">{cell}</row></sheetData>')
    if not refused:
        assert table(data).numbers[0] == 1
        return
    with pytest.raises(SurveyError, match="B2"):
        table(data)


def test_hidden_rows_and_columns() -> None:
    """Hidden rows and columns are used, and said."""

    def hide(sheet: Worksheet) -> None:
        sheet.row_dimensions[3].hidden = True
        sheet.row_dimensions[9].hidden = True
        sheet.column_dimensions["B"].hidden = True

    read_back = table(workbook(hide))
    assert len(read_back.rows) == 3
    assert read_back.notes[0].message.startswith("Row 3 and column B are hidden")


def test_merged_headings() -> None:
    """A heading merged across columns stands over each of them; a title over all stays a title."""
    rows: list[list[object]] = [
        ["Survey"],
        ["Office", "Can share", None, "Agency"],
        [None, "Hiring", "Data", None],
        ["A", 1, 2, "Lanterns"],
    ]

    def merge(sheet: Worksheet) -> None:
        for cells in ("A1:D1", "B2:C2", "A2:A3", "D2:D3"):
            sheet.merge_cells(cells)

    read_back = table(workbook(merge, rows))
    assert read_back.rows[:3] == [
        ["Survey", "", "", ""],
        ["Office", "Can share", "Can share", "Agency"],
        ["", "Hiring", "Data", ""],
    ]
    assert codes(read_back) == ["CX412"]


def test_merged_answers() -> None:
    """A department merged over several offices is the department of each."""
    rows: list[list[object]] = [["Office", "Agency"], ["A", "Lanterns"], ["B", None], ["C", "Kites"]]
    read_back = table(workbook(lambda sheet: sheet.merge_cells("B2:B3"), rows))
    assert [row[1] for row in read_back.rows] == ["Agency", "Lanterns", "Lanterns", "Kites"]


def test_numbers_as_text() -> None:
    """A number stored as text among numbers is read, and said."""
    read_back = table(workbook(rows=[["Office", "Score"], ["A", 5], ["B", "4"]]))
    assert read_back.rows[2] == ["B", "4"]
    assert [(note.code, note.place.column, note.facts["rows"]) for note in read_back.notes] == [("CX047", "B", "row 3")]


def several(*, hide_first: bool = False) -> bytes:
    """Make a workbook of four sheets, one of them empty, the first perhaps hidden."""

    def add(sheet: Worksheet) -> None:
        book = sheet.parent
        assert isinstance(book, openpyxl.Workbook)
        for name in ("Mentors", "Proteges"):
            book.create_sheet(name).append(["Office", name])
        book.create_sheet("Empty")
        if hide_first:
            sheet.sheet_state = "hidden"

    return workbook(add)


def test_which_sheet() -> None:
    """Several visible sheets are asked about; a name settles it, without regard to case; hidden ones are never read."""
    assert refusal(several()) == "CX043"
    assert sheets(several(), PLACE, Limits()) == ["Sheet", "Mentors", "Proteges"]
    assert sheets(several(hide_first=True), PLACE, Limits()) == ["Mentors", "Proteges"]
    chosen = table(several(hide_first=True), sheet="mentors")
    assert (chosen.sheet, chosen.rows) == ("Mentors", [["Office", "Mentors"]])
    assert '"Sheet" (hidden)' in chosen.notes[0].message
    with pytest.raises(SettingsError, match=r'Did you mean "Mentors"\?'):
        table(several(), sheet="Mentor")
    with pytest.raises(SettingsError):
        table(several(hide_first=True), sheet="Sheet")


def test_nothing_in_it() -> None:
    """A workbook without content is refused."""
    assert refusal(workbook(rows=[[None]])) == "CX044"


@pytest.mark.parametrize(
    ("body", "code"),
    [
        (
            '<sheetData><row r="1"><c r="A1"><v>1</v></c></row><row r="9"><c r="XFD1048576"><v>1</v></c></row></sheetData>',
            "CX042",
        ),
        ("<sheetData><row r='1'><c  s = '1' r = 'xfd1048576'><v>1</v></c></row></sheetData>", "CX042"),
        ('<x:sheetData xmlns:x="u"><x:c s="&gt;" r="XFD300000"><x:v>1</x:v></x:c></x:sheetData>', "CX042"),
        ('<sheetData><row r="1048576"><c><v>1</v></c></row></sheetData>', "CX008"),
        ('<sheetData><row r="1048576"><c s="\' r=\'A1\'"><v>1</v></c></row></sheetData>', "CX008"),
        ('<sheetData><row r="1"><c r="A1"><v>1</v></c></row></sheetData><!DOCTYPE x>', "CX041"),
        ("<sheetData><row>", "CX008"),
    ],
)
def test_harmful_sheets(body: str, code: str) -> None:
    """Sheets that would exhaust memory or hide something are refused before the library sees them."""
    assert refusal(with_sheet(body)) == code


def test_document_type_in_any_part() -> None:
    """A document type is refused in every part, not only in the sheet."""
    for part in ("xl/workbook.xml", "xl/styles.xml", "[Content_Types].xml"):
        assert refusal(patched(workbook(), part, lambda old: b'<!DOCTYPE a [<!ENTITY b "c">]>' + old)) == "CX041"


def test_utf16_part() -> None:
    """A part in UTF-16 would slip past a look at the bytes, so it is refused."""
    assert refusal(patched(workbook(), SHEET, lambda old: old.decode().encode("utf-16"))) == "CX008"


def test_unpacked_size() -> None:
    """The real size counts, whatever the file declares."""
    bomb = patched(workbook(), SHEET, lambda old: old + b" " * 400_000)
    assert refusal(bomb, Limits(bytes=100_000)) == "CX040"
    with zipfile.ZipFile(io.BytesIO(bomb)) as archive:
        real = archive.getinfo(SHEET).file_size
    lying = bomb.replace(real.to_bytes(4, "little"), (100).to_bytes(4, "little"))
    assert refusal(lying, Limits(bytes=100_000)) == "CX040"
    assert refusal(lying) == "CX008"


def test_a_listing_of_any_length_is_refused_without_an_option() -> None:
    """The list of styles is bounded by itself, and no option is named that would not help."""
    long = patched(workbook(), "xl/styles.xml", lambda old: old + b" " * 10_000_001)
    with pytest.raises(SurveyError) as caught:
        table(long)
    assert [(one.code, "--" in one.remedy) for one in caught.value.findings] == [("CX035", False)]


def test_repeated_long_text() -> None:
    """One long text that very many cells share is counted as often as it is used."""
    strings = '<sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><si><t>' + "x" * 10_000 + "</t></si></sst>"
    cells = "".join(f'<row r="{row}"><c r="A{row}" t="s"><v>0</v></c></row>' for row in range(1, 101))
    data = with_sheet(f"<sheetData>{cells}</sheetData>")
    file = io.BytesIO(data)
    with zipfile.ZipFile(file, "a") as archive:
        name = "xl/sharedStrings.xml"
        assert name not in archive.namelist()
        archive.writestr(name, strings)
    assert refusal(file.getvalue(), Limits(bytes=300_000)) == "CX040"


@pytest.mark.parametrize("limits", [Limits(rows=2), Limits(columns=2), Limits(cells=8), Limits(cell_characters=4)])
def test_limits(limits: Limits) -> None:
    """The limits hold for workbooks as they do for text."""
    assert refusal(workbook(), limits) in ("CX031", "CX033")


@pytest.mark.parametrize(
    ("parts", "reason"),
    [
        ({}, "empty"),
        ({"../../evil.txt": "x"}, "leads outside"),
        ({"mimetype": "application/vnd.oasis.opendocument.spreadsheet"}, "no table"),
        ({"[Content_Types].xml": "", "xl/workbook.bin": ""}, "damaged"),
        ({"[Content_Types].xml": "", "word/document.xml": ""}, "Word"),
        ({"[Content_Types].xml": "", "xl/workbook.xml": "", "xl\\Workbook.xml": ""}, "two parts"),
        ({"[Content_Types].xml": "<a/>", "xl/workbook.xml": "<a/>"}, "damaged"),
        ({"content.xml": "<a/>", "META-INF/manifest.xml": "<a/>"}, "no visible sheet"),
        ({"content.xml": "<a>", "META-INF/manifest.xml": "<a/>"}, "damaged"),
    ],
)
def test_other_archives(parts: dict[str, str], reason: str) -> None:
    """An archive that is no workbook is called by its name; nothing is written to disk."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    with pytest.raises(SurveyError, match=reason):
        open_table(file.getvalue())


@often(60)
@given(st.integers(0, 4_000), st.integers(0, 255), st.integers(0, 5_000))
def test_damaged_bytes(place: int, byte: int, length: int) -> None:
    """A workbook with a changed byte, or cut off, gives a table or an error of ours."""
    data = bytearray(workbook())
    data[place % len(data)] = byte
    for damaged in (bytes(data), bytes(data[:length])):
        with suppress(CxmatchError):
            table(damaged)


@often(60)
@given(st.text(alphabet="<>/=\"' crvft123AXsi&;!-", max_size=60))
def test_damaged_xml(piece: str) -> None:
    """A sheet with arbitrary XML in it gives a table or an error of ours."""
    with suppress(CxmatchError):
        table(with_sheet(f'<sheetData><row r="1"><c r="A1"><v>1</v></c>{piece}</row></sheetData>'))
