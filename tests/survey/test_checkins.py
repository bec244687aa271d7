"""Check-ins: handed out, filled in and read back in every form; what cannot be read is said, and the rest is read."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import openpyxl
import pytest
from checkins import HEADINGS, WORDS, drawn, row, table
from examples import often
from hypothesis import given
from hypothesis import strategies as st
from invent import cohort as invented_cohort

import cxmatch as cx
from cxmatch.domain.checkin import STORY, CheckIn
from cxmatch.domain.cohort import Cohort, Office
from cxmatch.domain.findings import Place, Severity
from cxmatch.domain.matching import Side
from cxmatch.errors import FileError, SettingsError
from cxmatch.records.text import clean
from cxmatch.survey.checkins import _use_of, read_checkins
from cxmatch.survey.columns.cells import unanswered
from cxmatch.survey.template import checkin_template

FORMS = ("ID", "Start time", "Completion time", "Email", "Name")
HOSTILE = ("=1+1", "@SUM(A1)", "Caf\u00e9 \u4eba", "Office \u202egnp", "'quoted'", "A, B; C", "x" * 200)


@pytest.fixture(scope="module")
def named_badly() -> cx.Run:
    """A run of offices whose names try to do harm."""
    cohort = invented_cohort(4, len(HOSTILE), departments=40)
    offices = [replace(one, id=name, name=name) for one, name in zip(cohort.offices, HOSTILE, strict=True)]
    return cx.pair(replace(cohort, offices=tuple(offices)))


def bare(answers: tuple[CheckIn, ...] | list[CheckIn], *, words: bool = True) -> set[str]:
    """Check-ins without their places, whatever their order."""
    plain = [
        replace(each, place=Place(), words={use: clean(text) * words for use, text in each.words.items()}) for each in answers
    ]
    return {repr(each) for each in plain}


def codes(read: cx.CheckIns) -> list[tuple[str, int | None, str]]:
    return [(each.code, each.place.row, each.place.column) for each in read.findings]


def filled(path: Path, answers: list[CheckIn]) -> None:
    """Type answers into the rows of a template, as an organizer does."""
    texts = {tuple(row(each)[:3]): row(each) for each in answers}
    if path.suffix == ".xlsx":
        book = openpyxl.load_workbook(path)
        for cells in book["Check-in"].iter_rows(min_row=2):
            for cell, text in zip(cells[3:-1], texts.get(tuple(each.value for each in cells[:3]), [""] * 11)[3:-1], strict=True):
                cell.value = int(text) if text.isdecimal() else text or None
                cell.data_type = "s" if text.startswith("=") else cell.data_type
        book.save(path)
        return
    head, *rows = csv.reader(io.StringIO(path.read_text(encoding="utf-8-sig")))
    path.write_bytes(table(([*each[:3], *texts.get(tuple(each[:3]), [""] * 11)[3:-1], each[-1]] for each in rows), head))


@pytest.mark.parametrize("ending", [".xlsx", ".csv"])
@pytest.mark.parametrize("seed", range(4))
def test_what_is_typed_into_the_template_comes_back(run: cx.Run, ending: str, seed: int, tmp_path: Path) -> None:
    """Every answer of every side, unchanged; rows without an answer are none; nothing is noticed."""
    answers, path = drawn(run, seed), checkin_template(run, tmp_path / f"c{ending}")
    filled(path, answers)
    read = read_checkins([path], run, keep_words=True)
    assert (bare(read.answers), read.findings) == (bare(answers), ())


@pytest.mark.parametrize("ending", [".xlsx", ".csv", ".txt"])
def test_a_template_is_the_same_bytes_and_never_written_over(run: cx.Run, ending: str, tmp_path: Path) -> None:
    """Somebody may have filled it in."""
    one, two = (checkin_template(run, tmp_path / f"{name}{ending}") for name in "ab")
    assert one.read_bytes() == two.read_bytes()
    one.write_bytes(b"mine")
    with pytest.raises(FileError, match="left as it is"):
        checkin_template(run, one)
    with pytest.raises(SettingsError, match=r"\.docx"):
        checkin_template(run, tmp_path / "c.docx")


@pytest.mark.parametrize("ending", [".xlsx", ".csv"])
def test_names_that_try_to_do_harm_come_back_as_names(named_badly: cx.Run, ending: str, tmp_path: Path) -> None:
    """No cell of the template acts, and each row is known again."""
    path = checkin_template(named_badly, tmp_path / f"c{ending}")
    answers = [
        CheckIn(mentor=fit.mentor, protege=fit.protege, by=side, meetings=1)
        for fit in named_badly.matching.pairings
        for side in Side
    ]
    if ending == ".xlsx":
        book = openpyxl.load_workbook(path)
        assert all(cell.data_type != "f" for sheet in book for cells in sheet.iter_rows() for cell in cells)
        for cells in book["Check-in"].iter_rows(min_row=2):
            cells[3].value = 1
        book.save(path)
    else:
        head, *rows = csv.reader(io.StringIO(path.read_text(encoding="utf-8-sig")))
        assert not any(cell[:1] in ("=", "@", "+", "-") for cells in rows for cell in cells)
        path.write_bytes(table(([*cells[:3], "1", *cells[4:]] for cells in rows), head))
    read = read_checkins([path], named_badly)
    assert (bare(read.answers), read.findings) == (bare(answers), ())


def microsoft(asked: list[str], rows: list[list[str]]) -> bytes:
    """An export of Microsoft Forms: five columns of its own before the questions."""
    added = ["7", "3/2/27 9:00", "3/2/27 9:09", "anonymous", "Jane Canary"]
    return table(([*added, *cells] for cells in rows), [*FORMS, *asked])


def google(asked: list[str], rows: list[list[str]]) -> bytes:
    """An export of Google Forms: the time of the answer before the questions."""
    return table((["2027/02/03 9:09:00 AM EST", *cells] for cells in rows), ["Timestamp", *asked])


def qualtrics(asked: list[str], rows: list[list[str]]) -> bytes:
    """An export of Qualtrics: names, the texts of the questions, and its own marks in three header rows."""
    names, texts = ["StartDate", "ResponseId", "RecipientFirstName"], ["Start Date", "Response ID", "Recipient First Name"]
    codes = [f"Q{number}" for number in range(len(asked))]
    marks = [f'{{"ImportId":"{name}"}}' for name in (*names, *codes)]
    below = [["2027-02-03 09:09:00", "R_1", "Jane Canary", *cells] for cells in rows]
    return table([[*texts, *asked], marks, *below], [*names, *codes])


@pytest.mark.parametrize("tool", [microsoft, google, qualtrics])
def test_an_export_of_a_form_made_from_the_text_comes_back(
    run: cx.Run, tool: Callable[[list[str], list[list[str]]], bytes], tmp_path: Path
) -> None:
    """The questions as headings, long as they are, behind the columns that the tool adds by itself."""
    text = checkin_template(run, tmp_path / "c.txt").read_text(encoding="utf-8-sig")
    asked = re.findall(r"^\d+\. (.*)$", text, flags=re.MULTILINE)
    assert [_use_of(question) for question in asked] == list(HEADINGS[:-1])
    answers = drawn(run, 5)
    path = tmp_path / "form.csv"
    path.write_bytes(tool(asked, [row(each)[:-1] for each in answers]))
    read = read_checkins([path], run, keep_words=True)
    assert (bare(read.answers), [each for each in read.findings if each.code != "CX720"]) == (bare(answers), [])
    assert "Jane Canary" not in repr((read.answers, read.findings))


@given(data=st.data())
@often(25)
def test_the_order_of_rows_and_columns_does_not_matter(run: cx.Run, data: st.DataObject) -> None:
    """Whichever way a table is turned about, the same is read."""
    answers = drawn(run, 6)
    rows = data.draw(st.permutations([row(each) for each in answers]))
    order = data.draw(st.permutations(range(len(HEADINGS))))
    turned = table(([cells[at] for at in order] for cells in rows), [HEADINGS[at] for at in order])
    assert bare(read_checkins([turned], run, keep_words=True).answers) == bare(answers)  # type: ignore[list-item]  # bytes do


def test_own_words_are_dropped_unless_they_are_to_be_kept(run: cx.Run, tmp_path: Path) -> None:
    """What was told is known, and nothing of what it says."""
    path = tmp_path / "c.csv"
    path.write_bytes(table(row(each) for each in drawn(run, 7)))
    assert not any(text in repr(read_checkins([path], run).answers) for text in ("canary", "Friday", "shared"))
    kept = read_checkins([path], run, keep_words=True)
    assert [bool(each.words) for each in kept.answers] == [bool(each.words) for each in read_checkins([path], run).answers]
    assert WORDS[STORY] in repr(kept.answers)


def test_what_cannot_be_read_is_said_with_its_place_and_the_rest_is_read(run: cx.Run, tmp_path: Path) -> None:
    """Unknown offices, unknown pairs, rows without a name, answers that say nothing, the wrong role, one office twice."""
    good = drawn(run, 8, silent=0)
    one, two, three, four, five, six, seven = (row(each) for each in good[:7])
    one[0] = "Kite Registri"
    two[1] = two[0]
    three[1] = ""
    four[3], four[4] = "a few", "so so"
    five[2] = "Mentor" if five[2] == "Protege" else "Protege"
    path = tmp_path / "c.csv"
    path.write_bytes(table([one, two, three, four, five, six, six, seven]))
    read = read_checkins([path], run, keep_words=True)
    assert codes(read) == [
        ("CX701", 2, "A"),
        ("CX702", 3, "B"),
        ("CX703", 4, "B"),
        ("CX710", 5, "D"),
        ("CX710", 5, "E"),
        ("CX713", 6, "C"),
        ("CX711", 8, ""),
    ]
    assert [each.place.row for each in read.answers] == [5, 6, 8, 9]
    assert bare(read.answers[1:]) == bare(good[4:7])
    assert 'Did you mean "Kite Registry"?' in read.findings[0].message
    assert "is paired with" in read.findings[1].message
    assert all(each.remedy for each in read.findings)


def test_two_offices_that_mentor_each_other_say_which_pairing_is_meant(tmp_path: Path) -> None:
    """With the role of the partner it is known, without it the row is refused, and neither answer is guessed."""
    offices = [
        Office(id=name, name=name, capability={"data": a, "hiring": b}, need={"data": b, "hiring": a})
        for name, a, b in (("One", 5, 1), ("Two", 1, 5))
    ]
    run = cx.pair(Cohort(framework=invented_cohort(1, 2).framework, offices=tuple(offices)))
    assert len(run.matching.pairings) == 2
    answers = drawn(run, 1, silent=0)
    path = tmp_path / "c.csv"
    path.write_bytes(table(row(each) for each in answers))
    assert bare(read_checkins([path], run, keep_words=True).answers) == bare(answers)
    path.write_bytes(table(row(each, role=False) for each in answers))
    refused = read_checkins([path], run)
    assert (refused.answers, {code for code, *_ in codes(refused)}) == ((), {"CX704"})


def test_a_check_in_of_another_run_is_named_and_pairs_of_both_are_read(run: cx.Run, tmp_path: Path) -> None:
    """It says for which run it was handed out; a pair that is gone is named with its row."""
    gone = run.matching.pairings[0]
    decided = [cx.read_decisions(_table_of(tmp_path, gone.mentor, gone.protege), [run])]
    later = cx.rerun(run, decisions=decided[0], afresh=True)
    answers = drawn(run, 9, silent=0)
    path = tmp_path / "c.csv"
    path.write_bytes(table(row(each, f"run {run.id[:8]}") for each in answers))
    read = read_checkins([path], later, keep_words=True)
    still = {(fit.mentor, fit.protege) for fit in later.matching.pairings}
    assert bare(read.answers) == bare([each for each in answers if (each.mentor, each.protege) in still])
    lost = sum((each.mentor, each.protege) not in still for each in answers)
    assert [code for code, *_ in codes(read)] == ["CX712", *["CX702"] * lost]
    assert run.id[:8] in read.findings[0].message
    assert later.id[:8] in read.findings[0].message


def _table_of(folder: Path, mentor: str, protege: str) -> Path:
    path = folder / "decisions.csv"
    path.write_bytes(table([[mentor, protege, "Change"]], ["mentor", "protege", "decision"]))
    return path


def test_files_that_are_no_check_in_are_named_and_the_others_read(run: cx.Run, tmp_path: Path) -> None:
    """A survey, an empty file, and columns of one's own: each is said, and nothing of them is lost without a word."""
    answers = drawn(run, 10)
    (tmp_path / "empty.csv").write_bytes(b"")
    (tmp_path / "c.csv").write_bytes(table(([*row(each), "blue", "2"] for each in answers), [*HEADINGS, "Mood", "How useful?"]))
    read = read_checkins([cx.sample("roundtable-14"), tmp_path / "empty.csv", tmp_path / "c.csv"], run, keep_words=True)
    assert bare(read.answers) == bare(answers)
    assert [(each.code, each.place.file) for each in read.findings] == [
        ("CX705", "roundtable-14.csv"),
        ("CX001", "empty.csv"),
        ("CX714", "c.csv"),
        ("CX720", "c.csv"),
    ]
    assert 'L "Mood"' in read.findings[-1].message
    assert [each.severity for each in read.findings[2:]] == [Severity.WARNING, Severity.NOTE]


def test_the_last_answer_of_an_office_counts_over_all_files(run: cx.Run, tmp_path: Path) -> None:
    """In the order in which the files are given."""
    said = drawn(run, 11, silent=0)[0]
    for name, meetings in (("a.csv", 1), ("b.csv", 2)):
        (tmp_path / name).write_bytes(table([row(replace(said, meetings=meetings))]))
    for names, meetings in (("ab", 2), ("ba", 1)):
        read = read_checkins([tmp_path / f"{name}.csv" for name in names], run)
        assert [each.meetings for each in read.answers] == [meetings]
        assert f"{names[0]}.csv, row 2" in read.findings[0].message


@given(data=st.data())
@often(150)
def test_no_row_that_says_something_is_lost_without_a_word(run: cx.Run, data: st.DataObject) -> None:
    """Whatever stands in the cells: each row with an answer is read, or a finding has its number; nothing ever breaks."""
    typed = st.text(st.characters(exclude_categories=("Cc", "Cs")), max_size=6)
    names = st.sampled_from([office.id for office in run.cohort.offices[:4]]) | typed
    said = st.sampled_from(["", "", "yes", "No", "2", "never", "useful", "n/a", "Mentor", "\u202e", "=1"]) | typed
    rows = data.draw(st.lists(st.tuples(names, names, *[said] * (len(HEADINGS) - 2)), max_size=6))
    read = read_checkins([table(rows)], run, keep_words=True)  # type: ignore[list-item]  # bytes do
    left_out = {each.place.row for each in read.findings if each.severity is Severity.ERROR}
    replaced = sum(each.code == "CX711" for each in read.findings)
    told = [cells for cells in rows if any(not unanswered(cell) for cell in cells[3:-1])]
    assert len(read.answers) + replaced + len(left_out) == len(told)
