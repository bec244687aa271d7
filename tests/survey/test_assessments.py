"""Yearly self-assessments as they come, from the file to pairs: what `check` says, the way out, and what `pair` makes of it."""

from __future__ import annotations

from pathlib import Path

import pytest
from assessments import AREAS, in_windows_1252, raw, with_columns
from typer.testing import CliRunner

import cxmatch as cx
from cxmatch.cli import app
from cxmatch.domain.cohort import Reading
from cxmatch.survey.reader import check

_MOST_LINES = 150  # what a person reads of a file with many columns


def _run(*words: str) -> tuple[int, str]:
    done = CliRunner().invoke(app, [*words])
    assert done.exception is None or isinstance(done.exception, SystemExit)
    assert words[0] != "check" or len(done.output.splitlines()) < _MOST_LINES
    return done.exit_code, done.output


def _uses(reading: Reading) -> list[str]:
    return [column.use for column in reading.columns]


def test_windows_1252_with_a_few_strays_goes_from_file_to_pairs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The many letters decide the encoding, the four others are read as what they are and said; a form's mark is no level."""
    monkeypatch.chdir(tmp_path)
    data = in_windows_1252()
    assert 1_000 < sum(byte > 0x7F for byte in data) < 2_000
    Path("s.csv").write_bytes(data)
    reading = check("s.csv")
    assert reading.ready
    assert _uses(reading)[:2] == ["office", "department"]
    assert _uses(reading)[2:10] == [f"capability, {area}" for area in AREAS] + [f"need, {area}" for area in AREAS]
    assert not [use for use in _uses(reading) if "required" in use]
    [strays] = [found for found in reading.findings if found.code == "CX055"]
    assert strays.facts["count"] == "4"
    assert "--encoding cp1252" in strays.remedy
    [left] = [found for found in reading.findings if found.code == "CX450"]
    assert "3 (*Required)" in left.words
    assert _run("check", "s.csv")[0] == 0
    assert _run("pair", "s.csv")[0] == 0
    assert len(cx.load("s pairings").cohort.offices) == 75


def test_a_mark_in_most_cells_of_a_question_is_no_list_of_findings() -> None:
    """However many answers are the mark of the form alone, they are one note of what was left open."""
    reading = check(in_windows_1252(placeholders=60))
    assert reading.ready
    assert len(reading.findings) < 20


def test_one_encoding_can_be_named_for_all_of_it() -> None:
    """With the option of the remedy the strays are read as that encoding too."""
    reading = check(in_windows_1252(), encoding="cp1252")
    assert reading.ready
    assert not [found for found in reading.findings if found.code == "CX055"]


def test_averages_below_two_rows_of_headings_go_from_file_to_pairs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The questions below the short names are the headings; one finding a column names the way out, and with it they pair."""
    monkeypatch.chdir(tmp_path)
    Path("s.csv").write_bytes(raw())
    refused = check("s.csv")
    assert [(found.code, found.place.column) for found in refused.errors] == [("CX105", letter) for letter in "CDEFGHIJ"]
    assert all("--round" in found.remedy for found in refused.errors)
    code, output = _run("check", "s.csv")
    assert (code, "And 90 columns that are not used" in output) == (1, True)
    assert _run("check", "s.csv", "--round")[0] == 0
    assert _run("pair", "s.csv", "--round")[0] == 0
    [note] = [found for found in cx.load("s pairings").cohort.source.notes if found.code == "CX431"]
    assert (note.facts["count"], note.facts["columns"]) == ("480 answers", "C, D, E, F, G, H, I and J")


def test_headings_that_say_nothing_go_to_pairs_with_a_columns_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What no heading says a columns file does; a scale that does not fit is one finding a column with the way out."""
    monkeypatch.chdir(tmp_path)
    data, columns = with_columns()
    Path("s.csv").write_bytes(data)
    Path("columns.toml").write_text(columns, encoding="utf-8")
    assert {found.code for found in check("s.csv").errors} >= {"CX303", "CX304"}
    assert _run("check", "s.csv", "--save", "saved.toml")[0] == 1
    off = check("s.csv", columns="columns.toml").errors
    assert {found.code for found in off} == {"CX124"}
    assert len(off) == len({found.place.column for found in off}) == 2 * len(AREAS)
    assert "--scale" in off[0].remedy
    assert _run("pair", "s.csv", "--columns", "columns.toml", "--scale", "0-5")[0] == 0
    assert len(cx.load("s pairings").cohort.offices) == 50


def test_a_file_without_a_table_is_told_without_a_gap(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where no column was read, none is listed or counted: the reason follows after one empty line."""
    monkeypatch.chdir(tmp_path)
    Path("s.csv").write_bytes(b"%PDF-1.7")
    assert [line[:5] for line in _run("check", "s.csv")[1].splitlines()[:4]] == ["Read ", "Not r", "", "Error"]


def test_a_few_numbers_off_the_scale_are_named_one_by_one() -> None:
    """Up to six different ones may be slips, and each is shown; more are a scale of another range."""
    rows = "Office,Capability: Hiring,Need: Hiring\nDesk 0,5,3\n" + "".join(f"Desk {at},{5 + at},3\n" for at in range(1, 7))
    assert [found.code for found in check(rows.encode()).errors] == ["CX104"] * 6
    [found] = check(f"{rows}Desk 7,12,3\n".encode()).errors
    assert (found.code, found.place.row, found.also) == ("CX124", 3, (4, 5, 6, 7, 8, 9))


@pytest.mark.parametrize("mark", ["(*Required)", "[* required]", " (required *)"])
def test_the_mark_of_a_form_is_no_part_of_a_heading(mark: str) -> None:
    """A question that has to be answered asks for what it asks for, and a required level stays one."""
    text = f"Office{mark},Capability: Hiring {mark},Need: Hiring{mark}\nA,5,1\nB,1,5\n"
    assert _uses(check(text.encode())) == ["office", "capability, Hiring", "need, Hiring"]
    required = check(f"Office,Current: Hiring {mark},Required: Hiring {mark}\nA,5,5\nB,1,5\n".encode())
    assert _uses(required) == ["office", "capability, Hiring", "required level, Hiring"]


@pytest.mark.parametrize(
    "labels",
    [
        ["Level 1: Initial", "Level 2: Developing", "Level 3: Defined", "Level 4: Managed", "Level 5: Optimizing"],
        ["1 = Ad hoc", "2 = Emerging", "3 = Defined", "4 = Managed", "5 = Optimized"],
    ],
)
def test_a_level_with_its_number_and_its_name_is_that_number(labels: list[str]) -> None:
    """A scale that has two of the names the other way round gives way to one that knows them all."""
    rows = "".join(f"{name},{label},3\n" for name, label in zip("ABCDE", labels, strict=True))
    reading = check(f"Office,Maturity: Hiring,Need: Hiring\n{rows}".encode())
    assert reading.cohort is not None
    assert [office.capability["hiring"] for office in reading.cohort.offices] == [1, 2, 3, 4, 5]


def test_levels_whose_names_fall_where_their_numbers_rise_are_asked_about() -> None:
    """Level 1 may be the best."""
    reading = check(b"Office,Maturity: Hiring,Need: Hiring\nA,Level 1: Optimized,3\nB,Level 5: Initial,3\nC,Level 3: Defined,2\n")
    assert "CX119" in [finding.code for finding in reading.errors]
