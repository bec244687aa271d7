"""The whole story: a survey in, a cohort or every reason at once out."""

from __future__ import annotations

import contextlib
import io
import json
import random
import re
import sys
from pathlib import Path

import pandas as pd
import pytest
from examples import often
from hypothesis import given
from hypothesis import strategies as st

from cxmatch.domain.cohort import Cohort
from cxmatch.errors import FileError, SettingsError, SurveyError
from cxmatch.survey.reader import _refusal, check, read_survey

DATA = Path(__file__).parents[3] / "shared" / "data"
MATURITY = (
    "Office,Department,Capability: Hiring,Capability: Governance,Need: Hiring,Need: Governance\n"
    "A,x,Strategic,Reactive*,1,4\nB,y,Foundational,Tactical,5,1\nC,y,N/A,Customer-centric ,No basis,\n"
)


def _cohort(text: str, **options: object) -> Cohort:
    return read_survey(text.encode(), **options)


def test_every_finding_at_once() -> None:
    """One error carries all findings, from the top of the spreadsheet to its end."""
    text = "Office,Cap: Hiring,Cap: Culture,Need: Hiring\nA,6,2,3\n,1,1,1\nB,3-Apr,True,#REF!\nA,1,1,1\n"
    with pytest.raises(SurveyError) as caught:
        _cohort(text)
    assert [(f.place.row, f.place.column, f.code) for f in caught.value.findings if f.place.row] == [
        (2, "B", "CX104"),
        (3, "A", "CX202"),
        (4, "B", "CX102"),
        (4, "C", "CX108"),
        (4, "D", "CX101"),
        (5, "A", "CX201"),
    ]


def test_whole_ratings_are_whole_numbers() -> None:
    """A scale has as many decimals as the cohort's finest rating, each direction for itself."""
    scales = _cohort("Office,Cap: A,Need: A\nX,1,2.5\nY,3,4.25\n").framework
    assert (scales.capability_scale.decimals, scales.need_scale.decimals) == (0, 2)


def test_words_of_a_known_scale() -> None:
    """Labels are recognized, their order is said, footnote marks are forgiven, and need keeps its numbers."""
    reading = check(MATURITY.encode())
    assert reading.cohort is not None
    assert reading.cohort.framework.capability_scale.labels[3] == "Foundational"
    assert [dict(office.capability) for office in reading.cohort.offices] == [
        {"hiring": 3, "governance": 1},
        {"hiring": 4, "governance": 2},
        {"governance": 5},
    ]
    assert {"CX473", "CX451", "CX450"} <= {finding.code for finding in reading.findings}


def test_a_word_that_the_other_direction_shares_with_a_scale_is_no_sign_of_it() -> None:
    """Capability in three steps stays on them, though the need has a word of a scale with a fourth between them."""
    able, wanted = ("Anf\u00e4nger", "Fortgeschritten", "Experte"), ("gering", "mittel", "hoch")
    rows = [f"O{place},{able[place % 3]},{wanted[-place % 3]}" for place in range(27)]
    reading = check("\n".join(["Office,Cap: Hiring,Need: Hiring", *rows]).encode())
    assert reading.cohort is not None
    assert reading.cohort.framework.capability_scale.labels == able


def test_a_scale_of_numbers_leaves_words_alone_and_says_so() -> None:
    """The scale that was asked for counts for the side in numbers; the side in words is named."""
    reading = check(MATURITY.encode(), scale="0-7")
    assert reading.cohort is not None
    assert (reading.cohort.framework.need_scale.high, len(reading.cohort.framework.capability_scale.labels)) == (7, 5)
    assert [(f.facts["side"], f.facts["labels"][:8]) for f in reading.findings if f.code == "CX476"] == [
        ("capability", "Reactive")
    ]
    assert not [f for f in check(MATURITY.encode()).findings if f.code == "CX476"]


def test_a_note_about_own_areas_claims_no_scale() -> None:
    """Before the answers are read nothing is said about their scale."""
    text = "Office,Cap: Baking,Need: Baking\nA,Very Low,1\nB,High,5\n"
    notes = [f.message for f in check(text.encode(), scale="0-7").findings if f.code == "CX471"]
    assert notes == ["The headings name practice areas of the survey's own: 1 (Baking)."]


@pytest.mark.parametrize(
    "labels",
    [
        ["Very Low", "Low", "Moderate", "High", "Very High"],
        ["Not integrated", "Somewhat integrated", "Moderately integrated", "Mostly integrated", "Fully integrated"],
        ["No", "Ad-hoc", "Partially", "Almost Always", "Always"],
        ["Emerging", "Established", "Exemplary"],
        ["No", "Yes"],
    ],
)
def test_every_known_scale(labels: list[str]) -> None:
    """The lowest label is level 1, and each next one a step more."""
    rows = "".join(f"O{place},{label},{place % 5 + 1}\n" for place, label in enumerate(labels))
    cohort = _cohort("Office,Cap: Hiring,Need: Hiring\n" + rows)
    assert [office.capability["hiring"] for office in cohort.offices] == list(range(1, len(labels) + 1))


def test_frameworks() -> None:
    """Asked for, recognized, of the survey's own, or open to its areas."""
    plain = "Office,Cap: {0},Need: {0}\nX,1,2\nY,3,4\n"
    assert _cohort(plain.format("Hiring")).framework.id == "roundtable"
    assert _cohort(plain.format("Finance")).framework.id == "mission-support"
    assert _cohort(plain.format("Cooking")).framework.id == "survey"
    assert _cohort(plain.format("Cooking"), scale="0-9").framework.capability_scale.high == 9
    opened = _cohort("Office,Cap: Cooking,Need: Cooking\nX,Reactive,2\nY,Tactical,3\n", framework="cx-maturity").framework
    assert (opened.id, [area.name for area in opened.areas]) == ("cx-maturity", ["Cooking"])
    with pytest.raises(SettingsError):
        _cohort(plain.format("Hiring"), framework="roundtabel")
    with pytest.raises(SettingsError):
        _cohort(plain.format("Hiring"), scale="high")


def test_the_order_of_rows_and_columns_changes_nothing() -> None:
    """Offices, areas and levels are the same however the spreadsheet is sorted."""
    generator = random.Random(7)
    columns = [["Office", "A", "B", "C"], ["Department", "x", "y", ""], ["Size", "3", "2", "1"]]
    columns += [[f"{kind}: {area}", *map(str, generator.sample(range(1, 6), 3))] for kind in ("Cap", "Need") for area in "PQR"]
    seen = set()
    for _ in range(20):
        generator.shuffle(columns)
        head, *rows = zip(*columns, strict=True)
        generator.shuffle(rows)
        cohort = _cohort("\n".join(",".join(cells) for cells in (head, *rows)))
        seen.add(json.dumps([[repr(office) for office in cohort.offices], repr(cohort.framework)]))
    assert len(seen) == 1


def test_the_header_row_can_be_named() -> None:
    """Title lines above are passed over by themselves, or by the number of the row that holds the headings."""
    text = "Capability report\nNeed: Hiring,Office\nOffice,Cap: Hiring,Need: Hiring\nA,1,2\nB,2,1\n"
    assert len(_cohort(text, header_row=3).offices) == 2
    with pytest.raises(SettingsError):
        _cohort(text, header_row=40)


def test_a_long_table_names_the_true_cell() -> None:
    """After turning a long table, a finding still names the row and the column of the file."""
    reading = check(b"Office,Area,Capability,Need\nA,Hiring,1,2\nA,Culture,9,2\nB,Hiring,3,x\nB,Hiring,1,1\n")
    assert [(f.place.row, f.place.column, f.code) for f in reading.errors] == [
        (3, "C", "CX104"),
        (4, "D", "CX104"),
        (5, "B", "CX208"),
    ]


def test_a_broken_file_is_a_reading_with_its_reasons() -> None:
    """Checking does not raise for what is wrong in the survey, even where nothing can be read."""
    reading = check(b"%PDF-1.7")
    assert (reading.ready, len(reading.errors)) == (False, 1)


@pytest.mark.parametrize(("source", "name"), [(b"%PDF-1.7", "survey"), (pd.DataFrame(), "DataFrame"), ("-", "standard input")])
def test_a_reading_is_named_by_its_source(source: object, name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """What has no file name is called what it is, and a next step can be typed."""
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(b"%PDF-1.7")))
    reading = check(source)
    assert (reading.name, reading.ready) == (name, False)
    assert _refusal(reading).next_step.endswith("check -") == (source == "-" if isinstance(source, str) else False)


def test_duplicates_have_two_choices() -> None:
    """Any other word is refused with the option's name."""
    with pytest.raises(SettingsError, match='"last" is no choice for --duplicates'):
        check(b"Office\n", duplicates="last")


def test_unfinished_and_test_answers() -> None:
    """Tests of a survey tool are dropped, unfinished answers are told, both by row."""
    text = (
        "StartDate,EndDate,Status,Finished,Q1,Q2,Q3\n"
        "Start Date,End Date,Response Type,Finished,Your office,Cap: Hiring,Need: Hiring\n"
        '"{""ImportId"":""startDate""}","{""ImportId"":""endDate""}","{""ImportId"":""status""}",x,y,z,w\n'
        "2026-10-01,2026-10-01,IP Address,True,A,1,2\n"
        "2026-10-01,2026-10-01,Survey Preview,True,Test,1,2\n"
        "2026-10-01,2026-10-01,IP Address,False,B,2,2\n"
    )
    reading = check(text.encode())
    assert reading.cohort is not None
    assert [(f.code, f.facts["rows"]) for f in reading.findings if f.code in ("CX457", "CX458")] == [
        ("CX457", "row 5"),
        ("CX458", "row 6"),
    ]


@pytest.mark.skipif(not DATA.is_dir(), reason="the real data does not lie beside the project")
def test_real_offices() -> None:
    """245 offices, two-decimal ratings, one name twice; with a framework of its own and without one."""
    source = DATA / "fy24-offices-capability-need.csv"
    cohort = read_survey(source, scale="0-5")
    assert len(cohort.offices) == 245
    twice = [office.id for office in cohort.offices if office.name == "Office of Inspector General"]
    assert len(twice) == 2
    assert all(name.startswith("Office of Inspector General (") for name in twice)
    assert cohort.framework.capability_scale.decimals == 2
    given_one = read_survey(source, framework=cohort.framework)
    assert given_one.offices == cohort.offices


@pytest.mark.skipif(not DATA.is_dir(), reason="the real data does not lie beside the project")
@pytest.mark.parametrize(("name", "layout"), [("surveymonkey-steak", "SurveyMonkey"), ("touchpoints-bom", "Touchpoints")])
def test_real_exports_of_other_surveys_are_refused(name: str, layout: str) -> None:
    """They ask nothing of ours: the refusal names the tool and the headings."""
    reading = check(DATA / "exports" / f"{name}.csv")
    assert [finding.code for finding in reading.errors] == ["CX300", "CX303", "CX304"]
    assert layout in reading.layout


CELLS = st.one_of(
    st.text(max_size=12), st.sampled_from(["1", "5", "4.5", "N/A", "Yes", "Strategic", "3-Apr", "", "Hiring;", "x"])
)
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069]")
KNOWN_HEADINGS = (
    """
Office|Department|Role|Mentor seats|Cap: Hiring|Need: Hiring|Capability|Need|Area|Rank: Hiring|Top priorities|Required: Hiring
Timestamp|ID|Start time|Completion time|Respondent ID|Collector ID|V1|V2|StartDate|EndDate|Status|UUID|Created at|Flagged|Agency
""".strip()
    .replace("\n", "|")
    .split("|")
)
HEADS = st.one_of(
    st.sampled_from(KNOWN_HEADINGS),
    st.text(max_size=15),
)


@often(300)
@given(st.lists(HEADS, min_size=1, max_size=7), st.lists(st.lists(CELLS, max_size=7), max_size=5))
def test_no_cells_break_the_reader(head: list[str], rows: list[list[str]]) -> None:
    """Whatever stands in the cells, checking ends in a reading whose messages can be shown."""
    quoted = [",".join('"' + cell.replace('"', '""') + '"' for cell in row) for row in (head, *rows)]
    reading = check("\n".join(quoted).encode("utf-8", "replace"))
    assert reading.ready == (not reading.errors)
    assert not [finding.message for finding in reading.findings if _CONTROL.search(finding.message)]


@often(200)
@given(st.binary(max_size=300))
def test_no_bytes_break_the_reader(content: bytes) -> None:
    """Arbitrary bytes end in a reading, or in an error said on purpose."""
    with contextlib.suppress(SettingsError, FileError):
        assert not check(content).ready


def test_columns_that_nobody_uses_change_nothing_and_are_forgotten() -> None:
    """A survey with 300 further columns gives the offices of the survey without them; none of their cells is kept."""
    rows = [["Office", "Department", "Cap: Data", "Need: Data"]]
    rows += [[f"Office {n}", f"Dept {n % 9}", str(n % 5 + 1), str(n % 4 + 1)] for n in range(250)]
    wide = [[*row[:2], *(f"further {place} {number}" for place in range(300)), *row[2:]] for number, row in enumerate(rows)]
    lean, full = (read_survey("\n".join(map(",".join, table)).encode()) for table in (rows, wide))
    assert lean.offices == full.offices
    assert [note.code for note in full.source.notes if note.code == "CX308"] == ["CX308"]


def test_a_survey_with_times_says_the_day_of_its_last_answer() -> None:
    """The source has the day where every time agrees on it, and none where month and day cannot be told apart."""
    rows = "Timestamp,Office,Capability: Hiring,Need: Hiring\n{},A,1,5\n{},B,5,1\n"
    sure = read_survey(rows.format("8/31/2026 19:08:16", "9/2/2026 8:00:00").encode())
    unsure = read_survey(rows.format("8/1/2026 19:08:16", "9/2/2026 8:00:00").encode())
    assert (sure.source.answered, unsure.source.answered) == ("2026-09-02", "")
