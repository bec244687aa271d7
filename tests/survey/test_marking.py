"""The marked copy: every cell where it stood, what is to be fixed colored and commented, the survey as it was."""

from __future__ import annotations

import io
import re
from pathlib import Path
from zipfile import ZipFile

import pytest
from python_calamine import CalamineWorkbook
from xlsxwriter import Workbook

import cxmatch as cx
from cxmatch.errors import FileError, SettingsError
from cxmatch.survey.reader import Sitting

DIRTY = "Title of the survey,,\n,,\nOffice,Cap: Hiring,Need: Hiring\nAlpha,5,1\n=1+1,44,2\n,3,007\nBeta,44,5\n"


def _marked(folder: Path, text: str, **options: object) -> Path:
    (folder / "survey.csv").write_text(text, encoding="utf-8")
    return Sitting(folder / "survey.csv", **options).mark(folder / "marked.xlsx")


def _comments(path: Path, sheet: int = 1) -> dict[str, str]:
    """The comment of each cell that has one."""
    text = ZipFile(path).read(f"xl/comments{sheet}.xml").decode()
    found = re.findall(r'<comment ref="([A-Z]+[0-9]+)"(.*?)</comment>', text, re.DOTALL)
    return {cell: "".join(re.findall(r"<t(?: [^>]*)?>(.*?)</t>", words, re.DOTALL)) for cell, words in found}


def test_every_cell_stands_where_it_stood(tmp_path: Path) -> None:
    """Rows keep their numbers, blank ones too; numbers are numbers, and what begins like a formula is text."""
    path = _marked(tmp_path, DIRTY)
    rows = CalamineWorkbook.from_path(path).get_sheet_by_index(0).to_python(skip_empty_area=False)
    assert rows[0][0] == "Title of the survey"
    assert rows[2:] == [
        ["Office", "Cap: Hiring", "Need: Hiring"],
        ["Alpha", 5.0, 1.0],
        ["=1+1", 44.0, 2.0],
        ["", 3.0, "007"],
        ["Beta", 44.0, 5.0],
    ]


def test_what_is_to_fix_has_a_color_and_says_why(tmp_path: Path) -> None:
    """Each cell of a finding, also of one that is said once of several rows."""
    comments = _comments(_marked(tmp_path, DIRTY))
    assert {"B5", "B7", "A6"} <= set(comments)
    assert re.match(r'CX104: ("|&quot;)44("|&quot;) is not a level', comments["B7"])
    assert "Also in" not in comments["B7"]
    assert 'rgb="FFF4A6A6"' in ZipFile(tmp_path / "marked.xlsx").read("xl/styles.xml").decode()


def test_the_copy_reads_as_the_survey_does(tmp_path: Path) -> None:
    """What is found in the copy is what was found in the survey, row by row; with nothing to fix the offices are the same."""
    for text in (DIRTY, cx.sample("roundtable-14").read_text(encoding="utf-8-sig")):
        path = _marked(tmp_path, text)
        first, again = cx.check(tmp_path / "survey.csv"), cx.check(path)
        wrong = [[(each.code, each.place.row, each.also) for each in reading.errors] for reading in (first, again)]
        assert wrong[0] == wrong[1]
        assert (first.cohort and first.cohort.offices) == (again.cohort and again.cohort.offices)
        path.unlink()


def test_the_survey_is_never_changed_and_no_other_file_without_a_word(tmp_path: Path) -> None:
    """The same copy is written twice; over other content, or over the survey itself, nothing is."""
    path = _marked(tmp_path, DIRTY)
    content, survey = path.read_bytes(), (tmp_path / "survey.csv").read_bytes()
    assert _marked(tmp_path, DIRTY).read_bytes() == content
    path.write_bytes(b"something else")
    with pytest.raises(FileError, match="left as it is"):
        _marked(tmp_path, DIRTY)
    assert (path.read_bytes(), (tmp_path / "survey.csv").read_bytes()) == (b"something else", survey)
    Sitting(tmp_path / "survey.csv").mark(path, overwrite=True)
    with pytest.raises(SettingsError, match="never changed"):
        Sitting(path).mark(path, overwrite=True)
    assert path.read_bytes() == content


def test_both_sides_are_copied_and_read_back(tmp_path: Path) -> None:
    """Two files become the two sheets of one workbook, each with its own marks."""
    (tmp_path / "proteges.csv").write_text("Office,Hiring\nC,5\nD,99\n", encoding="utf-8")
    path = _marked(tmp_path, "Office,Hiring\nA,5\nB,77\n", proteges=tmp_path / "proteges.csv")
    assert CalamineWorkbook.from_path(path).sheet_names == ["Mentors", "Proteges"]
    assert ["B3" in _comments(path, sheet) for sheet in (1, 2)] == [True, True]
    assert [finding.facts["value"] for finding in cx.check(path).errors] == ["77", "99"]


def test_a_workbook_keeps_the_name_of_its_sheet(tmp_path: Path) -> None:
    """The sheet that was read is copied under its own name."""
    buffer = io.BytesIO()
    with Workbook(buffer) as book:
        sheet = book.add_worksheet("Answers 2026")
        for row, cells in enumerate([["Office", "Cap: Hiring", "Need: Hiring"], ["A", 5, 1], ["B", 9, 4]]):
            sheet.write_row(row, 0, cells)
    path = Sitting(buffer.getvalue()).mark(tmp_path / "marked.xlsx")
    assert CalamineWorkbook.from_path(path).sheet_names == ["Answers 2026"]
    assert "B3" in _comments(path)


@pytest.mark.parametrize(("source", "name", "words"), [(b"%PDF-1.7", "m.xlsx", "No table"), (DIRTY.encode(), "m.csv", "no name")])
def test_what_cannot_be_copied_is_refused(source: bytes, name: str, words: str, tmp_path: Path) -> None:
    """No table, or no name of a workbook: a sentence, and no file."""
    with pytest.raises(SettingsError, match=words):
        Sitting(source).mark(tmp_path / name)
    assert not list(tmp_path.iterdir())


def test_a_row_that_was_cut_off_is_not_healed_by_copying(tmp_path: Path) -> None:
    """What a short row lacks is written as missing, so that the copy is refused too until somebody has typed it."""
    path = _marked(tmp_path, "Office,Cap: Hiring,Need: Hiring\nA,5,1\nB,1,4\nC,3\n")
    assert [finding.code for finding in cx.check(tmp_path / "survey.csv").errors] == ["CX025"]
    assert [(finding.facts["value"], finding.place.row) for finding in cx.check(path).errors] == [("(missing)", 4)]
