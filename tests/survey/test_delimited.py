"""Text to cells: the separator is decided, quotes are strict, and row numbers are those of a spreadsheet."""

from __future__ import annotations

import csv
import io

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from cxmatch.domain.findings import Place
from cxmatch.errors import CxmatchError, SettingsError, SurveyError
from cxmatch.records.text import column_letter
from cxmatch.survey.files import Limits
from cxmatch.survey.files.delimited import _as_delimiter, _decide, read, row_at
from cxmatch.survey.files.table import Table
from cxmatch.survey.layouts import _square

PLACE = Place(file="survey.csv")
HEADER = ["Office", "Agency", "Cap: Hiring"]
ROWS = [HEADER, ["Alpha Office", "Lanterns", "5"], ["Beta Office", "Kites", "2"]]
CELLS = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0\x1a"), max_size=12)


def table(text: str, **options: str) -> Table:
    """Read a text with the usual limits."""
    return read(text, PLACE, Limits(), **options)


def codes(table: Table) -> list[str]:
    """Give the codes of a table's notes."""
    return [note.code for note in table.notes]


def refusal(text: str, limits: Limits | None = None, delimiter: str | None = None) -> list[tuple[str, int | None]]:
    """Give codes and rows of the findings that refuse a text."""
    with pytest.raises(SurveyError) as caught:
        read(text, PLACE, limits or Limits(), delimiter)
    return [(finding.code, finding.place.row) for finding in caught.value.findings]


@pytest.mark.parametrize(("delimiter", "notes"), [(",", []), (";", ["CX402"]), ("\t", ["CX402"]), ("|", ["CX402"])])
@pytest.mark.parametrize("end", ["\n", "\r", "\r\n"])
def test_every_separator_and_line_end(delimiter: str, notes: list[str], end: str) -> None:
    """All usual separators and line ends give the same cells."""
    read_back = table(end.join(delimiter.join(row) for row in ROWS))
    assert read_back.rows == ROWS
    assert read_back.numbers == [1, 2, 3]
    assert codes(read_back) == notes


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Office;Score\nA;4,5\nB;3,5\n", ";"),
        ("Office;Agency;Score\nA, b, c;Lanterns;4,5\nB, c;Kites;3,5\n", ";"),
        ("Office,Agency,Topics\nA,Lanterns,x;y;z;\nB,Kites,x;\n", ","),
        ("Discovery; a survey\n\nOffice,Agency,Score\nA,Lanterns,1\nB,Kites,2\n", ","),
        ('Office,"one; two; three",x\nA,"4;5;6",y\n', ","),
        ("Office\nA\nB\n", ","),
        ("", ","),
    ],
)
def test_decided(text: str, expected: str) -> None:
    """The separator is the one that cuts the rows evenly from the header row on."""
    assert _decide(text, PLACE) == expected


def test_two_separators() -> None:
    """Two characters that cut equally well are refused, and --delimiter settles it."""
    text = "Office,Agency;Cap: Research,Need: Research\nA,Lanterns;5,4\n"
    assert refusal(text) == [("CX020", None)]
    assert table(text, delimiter="semicolon").rows[1] == ["A,Lanterns", "5,4"]


def test_sep_line() -> None:
    """Excel's sep= line names the separator and is not counted as a row."""
    read_back = table("sep=;\r\n" + "\r\n".join(";".join(row) for row in ROWS))
    assert (read_back.rows, read_back.numbers) == (ROWS, [1, 2, 3])
    assert "CX403" in codes(read_back)


@pytest.mark.parametrize(
    ("text", "decimal"),
    [
        ("a;b\nx;4,5\n", True),
        ('a;b\nx;"4,5"\n', True),
        ("a;b\nx;4,555\n", False),
        ("a;b\nx;v4,5\n", False),
        ('a,b\nx,"4,5"\n', False),
    ],
)
def test_decimal_comma(text: str, decimal: bool) -> None:
    """A decimal comma is noticed where the comma does not separate; the cells stay as they are."""
    assert table(text).decimal_comma is decimal


def test_row_numbers() -> None:
    """Blank rows count, line breaks within quotes do not."""
    read_back = table('a,b\n\n"x\r\ny",1\n,\nz,2\n')
    assert read_back.rows == [["a", "b"], ["x\r\ny", "1"], ["z", "2"]]
    assert read_back.numbers == [1, 3, 5]
    assert codes(read_back) == ["CX405", "CX409", "CX408"]


def test_empty_columns_at_the_right() -> None:
    """Columns that are empty in every row are dropped and counted; one heading keeps its column."""
    read_back = table("a,b,,\n1,2,,\n3,,,,\n")
    assert read_back.rows == [["a", "b"], ["1", "2"], ["3", ""]]
    assert codes(read_back) == ["CX406"]
    assert table("a,b,c\n1,2,\n").rows == [["a", "b", "c"], ["1", "2", ""]]


def test_end_mark() -> None:
    """A Ctrl-Z at the end is no row."""
    read_back = table("a,b\n1,2\n\x1a")
    assert (read_back.rows, codes(read_back)) == ([["a", "b"], ["1", "2"]], ["CX407"])


def test_blank_before_quote() -> None:
    """A blank before an opening quote does not make the quote part of the cell."""
    read_back = table('a, "b"\nx, "y, z"\n')
    assert read_back.rows == [["a", "b"], ["x", "y, z"]]
    assert codes(read_back) == ["CX414"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('a,b\n"x,1\ny,2\n', ("CX021", 2)),
        ('a,b\n"x,1\ny,2\n"z",3\n', ("CX021", 2)),
        ('a,b\nx,1\n"B" Office,2\n', ("CX022", 3)),
        ("a,b\n\nx\0y,1\n", ("CX014", 3)),
        ("a,b\nx," + "y" * 32_768, ("CX033", 2)),
        ("a,b\nx," + "y" * 200_000, ("CX033", 2)),
        ("a,b\n" + '"' + "y,1\n" * 50_000, ("CX021", 2)),
    ],
)
def test_refused_with_the_row(text: str, expected: tuple[str, int]) -> None:
    """What cannot be read strictly is refused with the row where it began."""
    assert refusal(text) == [expected]


@pytest.mark.parametrize("limits", [Limits(rows=2), Limits(columns=2), Limits(cells=8)])
def test_size_limits(limits: Limits) -> None:
    """Too many rows, columns or cells are refused."""
    assert refusal("\n".join(",".join(row) for row in ROWS), limits) == [("CX031", None)]


def test_more_blank_rows_than_a_sheet_has() -> None:
    """No option could help here, so none is named."""
    with pytest.raises(SurveyError) as caught:
        table("a,b\n1,2\n" + "\n" * 1_048_577)
    assert [(one.code, "--" in one.remedy) for one in caught.value.findings] == [("CX032", False)]


def test_longer_cells_when_allowed() -> None:
    """A limit that is raised holds, past what the csv module allows by itself."""
    limits = Limits(cell_characters=300_000)
    assert len(read("a,b\nx," + "y" * 250_000, PLACE, limits).rows[1][1]) == 250_000


@pytest.mark.parametrize(("word", "character"), [("tab", "\t"), ("\\t", "\t"), ("Semicolon", ";"), ("~", "~")])
def test_delimiter_names(word: str, character: str) -> None:
    """A separator may be named or typed."""
    assert _as_delimiter(word) == character


@pytest.mark.parametrize("word", ["", "ab", "x", "5", '"', "\n", "\0", ".", "semicolom"])
def test_bad_delimiters(word: str) -> None:
    """What cells are made of cannot separate them."""
    with pytest.raises(SettingsError):
        _as_delimiter(word)


def made(*rows: list[str]) -> Table:
    """Make a table of rows numbered from 1."""
    return Table(name="survey.csv", rows=list(rows), numbers=list(range(1, len(rows) + 1)))


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        ([["a", "b"], ["1", "2"]], []),
        ([["a", "b"], ["1", "2", ""], ["3", "4", " "]], [("CX024", 1)]),
        ([["a", "b"], ["1", "2", ""], ["3", "4"], ["5", "6"]], [("CX023", 2)]),
        ([["a", "b", ""], ["1", "2"], ["3", "4"]], [("CX024", 1)]),
        ([["a", "b", ""], ["1", "2", ""], ["1", "2"], ["1", "2", ""]], [("CX023", 3)]),
        ([["a", "b"], ["1", "2", "3"], ["1", "2", "3"]], [("CX024", 1)]),
        ([["a", "b"], ["1", "2", "3"], ["1", "2", "3"], ["1", "2"]], [("CX024", 1), ("CX025", 4)]),
        ([["a", "b"], ["1", "2", "3"], ["1"], ["1", "2"]], [("CX023", 2), ("CX023", 3)]),
        ([["a", "b"], ["1", "2"], ["1"]], [("CX025", 3)]),
        ([["a", "b", ""], ["1", "2", ""], ["1", "", "2"]], [("CX026", 3)]),
        ([["a", "b", ""], ["1", "2", "x"], ["1", "1", "y"]], [("CX024", 1)]),
        ([["a", "b"]], []),
    ],
)
def test_square(rows: list[list[str]], expected: list[tuple[str, int | None]]) -> None:
    """A row with a cell too many or too few is named, blank or not, and so is one that goes on beyond the last heading."""
    squared, findings = _square(made(*rows), 0)
    assert [(finding.code, finding.place.row) for finding in findings] == expected
    assert {len(row) for row in squared.rows} == {len(rows[0])}


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        ([["a", "b"], ["1", "2", ""], ["3", "4", ""]], [("CX410", None)]),
        ([["a", "b", ""], ["1", "2"], ["3", "4"]], []),
        ([["a", "b"], ["1", "", ""], ["3", "", ""]], [("CX024", 1)]),
        ([["a", "b"], ["1", "2", ""], ["3", "4", ""], ["5", "6"]], [("CX025", 4)]),
        ([["a", "b"], ["1", "2", ""], ["3", "4"], ["5", "6"]], [("CX023", 2)]),
    ],
)
def test_square_where_the_headings_are_complete(rows: list[list[str]], expected: list[tuple[str, int | None]]) -> None:
    """A separator at the end of every row but the header row does no harm where the headings show that none is missing."""
    assert [(finding.code, finding.place.row) for finding in _square(made(*rows), 0, complete=True)[1]] == expected


def test_square_passes_over_settled_columns() -> None:
    """A column without a heading that a columns file names is no answer beyond the headings."""
    assert _square(made(["a", "b", ""], ["1", "2", ""], ["1", "", "2"]), 0, settled={2})[1] == []


def test_square_leaves_the_preamble() -> None:
    """Rows above the header row are not measured by it."""
    squared, findings = _square(made(["A title"], ["a", "b"], ["1", "2"]), 1)
    assert (squared.rows[0], findings) == (["A title"], [])


@given(st.lists(st.lists(CELLS, min_size=2, max_size=4), min_size=1, max_size=6), st.sampled_from(",;\t|"))
def test_round_trip(rows: list[list[str]], delimiter: str) -> None:
    """What the csv module writes is read back to the letter, with the right row numbers."""
    file = io.StringIO(newline="")
    csv.writer(file, delimiter=delimiter).writerows(rows)
    assume(not file.getvalue().casefold().lstrip('"').startswith("sep="))
    read_back = read(file.getvalue(), PLACE, Limits(), delimiter)
    kept = [(number, row) for number, row in enumerate(rows, start=1) if "".join(row).strip()]
    assert read_back.numbers == [number for number, _ in kept]
    width = max((len(row) for row in read_back.rows), default=0)
    assert read_back.rows == [row[:width] for _, row in kept]
    assert not "".join("".join(row[width:]) for _, row in kept).strip()


@given(st.text(alphabet='ab,;\t|"\r\n \0\x1a=é4', max_size=60))
def test_any_text(text: str) -> None:
    """Arbitrary text gives a table or an error of ours, and row numbers rise."""
    try:
        read_back = table(text)
    except CxmatchError:
        return
    assert len(read_back.rows) == len(read_back.numbers)
    assert read_back.numbers == sorted(set(read_back.numbers))


@given(
    st.lists(st.sampled_from(['"a\r\nb",1', "x,2", '"q""\n",3', ""]), min_size=1, max_size=8),
    st.sampled_from(["\n", "\r\n", "\r"]),
)
def test_row_at_agrees_with_the_reader(lines: list[str], end: str) -> None:
    """The row of a position is the row that the reader gives its cells."""
    text = end.join([*lines, "MARK,9"])
    read_back = table(text, delimiter=",")
    assert row_at(text, text.index("MARK")) == read_back.numbers[-1] == len(lines) + 1


@given(st.integers(0, 20_000))
def test_column_letters(index: int) -> None:
    """Column letters count as a spreadsheet does: Z is followed by AA."""
    letters = column_letter(index)
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    assert number == index + 1


def test_one_quotation_mark_in_a_name_does_not_mislead_the_decision() -> None:
    """A properly quoted name that ends in a quotation mark leaves the comma the separator, although names hold semicolons."""
    text = 'Office,Department,Cap: Data\nA;B,"Department """,5\nC;D,X,2\nE;F,X;Y,2\n'
    assert table(text).rows[1] == ["A;B", 'Department "', "5"]
