"""An office is its name and its department; what looks alike is either one office, refused, or warned of."""

from __future__ import annotations

import pytest

from cxmatch.domain.cohort import Reading
from cxmatch.survey.offices.times import _moment
from cxmatch.survey.reader import check

HEAD = "Office,Agency,Cap: Hiring,Need: Hiring\n"


def _read(rows: str, head: str = HEAD, **options: str) -> Reading:
    return check((head + rows).encode(), **options)  # type: ignore[arg-type]


def _codes(reading: Reading) -> list[tuple[int | None, str]]:
    return [(f.place.row, f.code) for f in reading.findings if f.place.row and f.code != "CX305"]


def test_equal_names_in_two_departments_are_two_offices() -> None:
    """Each gets its department in brackets, and one without a department says so."""
    reading = _read("Audit Desk,Lanterns,1,5\nAudit Desk,,5,1\nOther,Lanterns,3,3\n")
    assert reading.cohort is not None
    assert [office.id for office in reading.cohort.offices] == ["Audit Desk (Lanterns)", "Audit Desk (no department)", "Other"]


def test_names_that_programs_take_for_nothing() -> None:
    """NA, None and 007 are names."""
    reading = _read("NA,x,1,5\nNone,y,5,1\n007,z,3,3\n")
    assert reading.cohort is not None
    assert [office.name for office in reading.cohort.offices] == ["007", "NA", "None"]


def test_equal_answers_count_once() -> None:
    """The same row twice is one office, and a note says so."""
    reading = _read("A,x,1,5\nB,y,5,1\n a ,X,1,5\n")
    assert reading.ready
    assert _codes(reading) == [(4, "CX454")]


def test_different_answers_of_one_office_are_refused() -> None:
    """Case, blanks, invisible characters and composed letters make no second office; both rows are named."""
    reading = _read("Caf\u00e9,x,1,5\nB,y,5,1\nCAFE\u0301 \u200b,x,2,5\n")
    assert _codes(reading) == [(4, "CX452"), (4, "CX201")]
    assert (reading.errors[0].facts["first"], reading.errors[0].facts["second"]) == ("2", "4")


def test_the_latest_answer_can_be_kept() -> None:
    """With times and with the organizer's word the later answer counts, and both rows are in the record."""
    rows = "2026-10-02T09:00:00Z,A,x,2,4\n2026-10-01T09:00:00Z,A,x,1,5\n2026-10-01T10:00:00Z,B,y,5,1\n"
    reading = _read(rows, "Timestamp," + HEAD, duplicates="latest")
    assert reading.cohort is not None
    assert dict(reading.cohort.office("A").capability) == {"hiring": 2}
    assert [f.facts["kept"] for f in reading.cohort.source.notes if f.code == "CX455"] == ["2"]


def test_without_times_there_is_no_latest() -> None:
    """Which answer is the later is never guessed."""
    assert [f.code for f in _read("A,x,1,5\nB,y,5,1\nA,x,2,5\n", duplicates="latest").errors] == ["CX205"]


def test_letters_of_another_alphabet_are_warned_of() -> None:
    """A Cyrillic A makes another office, and the warning names the letter."""
    reading = _read("Alpha,x,1,5\n\u0410lpha,x,5,1\n")
    assert reading.ready
    assert [(f.place.row, f.facts["scripts"]) for f in reading.findings if f.code == "CX207"] == [(3, "<U+0410>")]


def test_characters_that_turn_text_around_are_removed_and_shown() -> None:
    """The name is clean, and the note shows what was there."""
    reading = _read("A\u202eB,x,1,5\nC,y,5,1\n")
    assert reading.cohort is not None
    assert reading.cohort.offices[0].name == "AB"
    assert [f.facts["shown"] for f in reading.findings if f.code == "CX452"] == ["<U+202E>"]


def test_rows_that_are_no_offices() -> None:
    """A blank name, a total and a name of 300 characters are refused, each in its row."""
    reading = _read(f" ,x,1,5\nTotal,,6,6\n{'A' * 300},y,5,1\nB,y,5,1\nC,y,5,1\n")
    assert _codes(reading) == [(2, "CX202"), (3, "CX203"), (4, "CX204")]


def test_a_survey_of_one_office() -> None:
    """Nobody can be paired alone; a survey of headings only says so in its own words."""
    assert [f.code for f in _read("A,x,1,5\n").errors] == ["CX206"]
    assert [f.code for f in _read("").errors] == ["CX209"]


def test_an_office_without_answers_stays() -> None:
    """It waits later on; one without a need asks for nobody."""
    reading = _read("A,x,,\nB,y,5,N/A\nC,z,1,5\n")
    assert reading.cohort is not None
    assert len(reading.cohort.offices) == 3
    assert [(f.place.row, f.code) for f in reading.findings if f.place.row] == [(2, "CX210"), (3, "CX305")]


def test_an_office_that_asks_for_nothing_is_told_what_follows() -> None:
    """All needs at the lowest level are no need; whether it can mentor depends on its role."""
    head = "Office,Role,Cap: Hiring,Need: Hiring\n"
    said = [f.message for f in _read("A,Both,5,1\nB,Protege,4,1\nC,Both,1,5\n", head).findings if f.code == "CX305"]
    assert said == [
        '"A" asks for no help in any practice area. It can mentor and will get no mentor.',
        '"B" asks for no help in any practice area. It will get no mentor.',
    ]


def test_no_department_given_in_words() -> None:
    """Two offices whose department is N/A do not share a department."""
    reading = _read("A,N/A,1,5\nB,N/A,5,1\n")
    assert reading.cohort is not None
    assert reading.cohort.offices[0].home != reading.cohort.offices[1].home


def test_names_that_come_to_one_id_are_refused() -> None:
    """A name that spells out another office's name and department is told apart from it by nobody."""
    reading = _read("Audit Desk,Lanterns,1,5\nAudit Desk,Kites,5,1\nAudit Desk (Lanterns),x,3,3\n")
    assert [f.code for f in reading.errors] == ["CX214"]


def test_moments() -> None:
    """Times of every tool can be ordered; what is no time is none."""
    written = ["8/31/2023 19:08:16", "8/31/23 19:09:00", "8/31/2023 7:10:00 PM"]
    assert [_moment(text) for text in written] == [("", (2023, 8, 31, 19, *rest)) for rest in ((8, 16), (9, 0), (10, 0))]
    assert _moment("2022/11/30 10:39:41 PM GMT+1") == ("UTC", (2022, 11, 30, 21, 39, 41))
    assert _moment("05.03.2026 10:00") == ("", (2026, 3, 5, 10, 0, 0))
    assert _moment("31.02.2026 10:00") is None
    assert _moment("yesterday") is None


@pytest.mark.parametrize(
    "other",
    [
        "Mooring Permits Offic",
        "The Mooring Permits Office",
        "Mooring Permits Office (MPO)",
        "Moorings Permits Office",
        "mooring-permits Office.",
    ],
)
def test_two_people_who_spell_their_office_in_two_ways_are_warned_of(other: str) -> None:
    """Names of one department that differ in an article, in initials or in a letter count as two offices, and it is said."""
    reading = _read(f"Mooring Permits Office,x,1,5\nB,y,5,1\n{other},x,2,5\n")
    assert reading.ready
    assert [(f.facts["first"], f.facts["second"]) for f in reading.findings if f.code == "CX220"] == [("2", "4")]


@pytest.mark.parametrize(
    ("name", "other", "department"),
    [
        ("Eastern Region", "Western Region", "x"),
        ("Region 4", "Region 5", "x"),
        ("Team A", "Team B", "x"),
        ("Import Desk", "Export Desk", "x"),
        ("Claims (East)", "Claims (West)", "x"),
        ("Permits Office", "Permits Offices", "z"),
        ("Hearings Office", "Hearing Aids Office", "x"),
    ],
)
def test_names_that_differ_on_purpose_are_not(name: str, other: str, department: str) -> None:
    """Numbers, other words, parts in brackets and other departments tell offices apart."""
    reading = _read(f"{name},x,1,5\nB,y,5,1\n{other},{department},2,5\n")
    assert "CX220" not in {f.code for f in reading.findings}
