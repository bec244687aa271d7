"""Web pages named .xls: the one table is read as a browser shows it, anything else is refused with a way out."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pandas import DataFrame

from cxmatch.errors import CxmatchError, SettingsError, SurveyError
from cxmatch.survey.files import Limits
from cxmatch.survey.files.opening import open_table
from cxmatch.survey.reader import check

HEAD = "<tr><th>Office</th><th>Department</th><th>Capability: Hiring</th><th>Need: Hiring</th></tr>"
BODY = "<tr><td>Kites</td><td>Sky</td><td>5</td><td>1</td></tr><tr><td>Ferries</td><td>Sea</td><td>1</td><td>5</td></tr>"
ROWS = [["Office", "Department", "Capability: Hiring", "Need: Hiring"], ["Kites", "Sky", "5", "1"], ["Ferries", "Sea", "1", "5"]]


def rows(page: str | bytes, **options: object) -> list[list[str]]:
    """Give the rows of a page."""
    return open_table(page if isinstance(page, bytes) else page.encode(), **options).rows  # type: ignore[arg-type]


def codes(page: str) -> list[str]:
    """Give the codes of the notes about a page, or of what refuses it."""
    try:
        return [note.code for note in open_table(page.encode()).notes]
    except SurveyError as problem:
        return [found.code for found in problem.findings]


@pytest.mark.parametrize(
    "page",
    [
        f"<html><table>{HEAD}{BODY}</table></html>",
        f"<!DOCTYPE html><html><head><style>td {{}}</style><script>'<table>'</script></head><body><table>{HEAD}{BODY}</table>",
        f"<html><!-- <table><tr><td>a<td>b<tr><td>a<td>b</table> --><table><tbody>{HEAD}{BODY}</tbody></table></html>",
        f"<table>{HEAD}{BODY}".replace("</td>", "").replace("</tr>", "").replace("</th>", ""),
        f"<html><table><tr><td>Survey of offices</td></tr></table><table>{HEAD}{BODY}</table></html>".upper().replace(
            "SURVEY", "s"
        ),
        f"<table><tr><td><table>{HEAD}{BODY}</table></td></tr></table>",
        f"\n\n<meta charset=utf-8><table>{HEAD}{BODY}</table>",
    ],
)
def test_the_one_table_of_a_page_is_read(page: str) -> None:
    """Comments, scripts, styles and layout around the table are passed over, and tags that nobody closed do no harm."""
    assert [[cell.casefold() for cell in row] for row in rows(page)] == [[cell.casefold() for cell in row] for row in ROWS]
    assert codes(page)[0] == "CX417"


def test_a_page_is_a_survey_like_any_other(tmp_path: Path) -> None:
    """The answers of a page are paired, and its ending .xls needs no note."""
    path = tmp_path / "survey.xls"
    path.write_text(f"<html><table>{HEAD}{BODY}</table></html>", encoding="utf-8")
    reading = check(path)
    assert reading.ready
    assert [found.code for found in reading.findings if found.code < "CX420" and found.code > "CX400"] == ["CX417"]


def test_words_are_read_as_a_browser_shows_them() -> None:
    """Named letters, blanks, line breaks and marks within a cell become the text that a person sees."""
    page = "<table><tr><td>a &amp; b<td>&eacute;&#8217;s<tr><td>one<br>two\n  three<td><b>5</b><sup>&nbsp;</sup></table>"
    assert rows(page) == [["a & b", "é’s"], ["one\ntwo three", "5"]]


def test_spans_and_what_is_hidden() -> None:
    """Cells that span rows or columns stand where they reach, and hidden rows and columns are said."""
    page = (
        "<table><col><col style='display:none'><tr><td>Office<td colspan=2>Score<tr><td rowspan=2>A<td>1<td>2"
        "<tr style='display: none'><td>3<td>4</table>"
    )
    assert rows(page) == [["Office", "Score", "Score"], ["A", "1", "2"], ["A", "3", "4"]]
    hidden = [note.message for note in open_table(page.encode()).notes if note.code == "CX046"]
    assert hidden[0].startswith("Row 3 and column B are hidden")


def test_the_encoding_that_a_page_names_is_taken_where_it_fits() -> None:
    """A page in Windows-1252 that says so needs no warning; one that says what is not true is read by the rules for text."""
    body = "<table><tr><td>Caf\xe9<td>1<tr><td>b<td>2</table>"
    named = f"<meta http-equiv=Content-Type content='text/html; charset=windows-1252'>{body}".encode("cp1252")
    assert rows(named)[0] == ["Café", "1"]
    assert [note.code for note in open_table(named).notes] == ["CX417"]
    wrong = f"<meta charset='utf-8'>{body}".encode("cp1252")
    assert rows(wrong)[0] == ["Café", "1"]
    assert [note.code for note in open_table(wrong).notes] == ["CX417", "CX016"]
    assert rows(wrong, encoding="mac-roman")[0] == ["CafÈ", "1"]


@pytest.mark.parametrize(
    ("page", "code"),
    [
        ("<html><body>Please log in</body></html>", "CX004"),
        ("<html><table><tr><td>Office</td></tr></table></html>", "CX004"),
        ('<?xml version="1.0"?><Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet"></Workbook>', "CX004"),
        (f"<table>{HEAD}{BODY}</table><table>{HEAD}{BODY}</table>", "CX054"),
    ],
)
def test_a_page_without_one_table_is_refused(page: str, code: str) -> None:
    """A log-in page, XML of Excel 2003 and two tables are refused, and Excel is named as the way out."""
    assert codes(page) == [code]


@pytest.mark.parametrize(
    "page",
    [
        "<html>" + "<!--" * 200_000,
        "<table>" + "<" * 400_000,
        "<table><tr>" + "<td colspan=1000>" * 100_000,
        "<table>" + "<tr><td>a<td>b" * 400_000,
        "<table><tr><td " + "colspan" * 200_000 + ">",
        "<table><tr>" + "<td rowspan=1000 colspan=1000>x" * 50_000,
        "<script" * 200_000,
        "<table>" * 100_000,
        "<table><tr><td>" + "<b>" * 100_000,
    ],
)
def test_a_page_that_was_made_to_hurt_is_refused(page: str) -> None:
    """Marks that nothing ends, spans of thousands and tags by the hundred thousand end in one finding."""
    assert codes(page)[0] in ("CX004", "CX031", "CX033")


@pytest.mark.parametrize("limits", [Limits(rows=2), Limits(columns=2), Limits(cells=8), Limits(cell_characters=4)])
def test_the_limits_hold(limits: Limits) -> None:
    """The limits hold for pages as they do for workbooks."""
    with pytest.raises(SurveyError) as caught:
        rows(f"<table>{HEAD}{BODY}</table>", limits=limits)
    assert caught.value.findings[0].code in ("CX031", "CX033")


@given(st.text(alphabet="<>/=\"' abtrdh123&;!-\n", max_size=200))
def test_any_page(piece: str) -> None:
    """Arbitrary tags in a table give a table or an error of ours."""
    with suppress(CxmatchError):
        open_table(f"<html><table>{HEAD}{piece}{BODY}".encode())


def test_an_option_that_a_source_does_not_have_is_refused() -> None:
    """A web page has no separators, and a DataFrame neither these nor an encoding or sheets; nothing is ignored."""
    page = f"<html><table>{HEAD}{BODY}</table></html>".encode()
    frame = DataFrame(ROWS[1:], columns=ROWS[0])
    wrong: list[tuple[object, dict[str, str]]] = [(page, {"delimiter": "comma"}), (page, {"sheet": "x"})]
    wrong += [(frame, {name: "x"}) for name in ("delimiter", "encoding", "sheet")]
    for source, options in wrong:
        with pytest.raises(SettingsError, match=next(iter(options))):
            check(source, **options)
    assert rows(page, encoding="utf-8") == rows(page)
