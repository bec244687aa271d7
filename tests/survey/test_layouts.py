"""What the layouts do beyond plain ratings: several sheets, choices, edited exports."""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from pathlib import Path

import pytest
from xlsxwriter import Workbook

from cxmatch.domain.cohort import Reading
from cxmatch.survey.reader import check


def _book(sheets: Mapping[str, Sequence[Sequence[object]]]) -> bytes:
    content = io.BytesIO()
    with Workbook(content, {"in_memory": True}) as book:
        for name, rows in sheets.items():
            sheet = book.add_worksheet(name)
            for number, row in enumerate(rows):
                sheet.write_row(number, 0, row)
    return content.getvalue()


def _needs(reading: Reading) -> dict[str, set[str]]:
    assert [finding.message for finding in reading.errors] == []
    assert reading.cohort is not None
    return {office.name: {area for area, level in office.need.items() if level} for office in reading.cohort.offices}


def test_two_sheets_of_a_workbook() -> None:
    """Sheets called Mentors and Proteges are read together; an office in one of them has one role."""
    mentors: list[list[object]] = [["Office", "Department", "Cap: Hiring", "Mentor seats"], ["A", "x", 5, 2], ["B", "y", 3, 1]]
    proteges: list[list[object]] = [["Office", "Department", "Cap: Hiring", "Need: Hiring"], ["B", "y", 3, 2], ["C", "z", 1, 5]]
    reading = check(_book({"Mentors": mentors, "Prot\u00e9g\u00e9s": proteges}))
    assert _needs(reading) == {"A": set(), "B": {"hiring"}, "C": {"hiring"}}
    assert reading.cohort is not None
    assert [(office.mentor_slots, office.protege_slots) for office in reading.cohort.offices] == [(2, 0), (1, 1), (0, 1)]


def test_two_sheets_that_contradict_each_other() -> None:
    """An office that rates itself differently as a mentor and as a protege is refused, naming both sheets."""
    rows: list[Sequence[object]] = [["Office", "Cap: Hiring", "Need: Hiring"], ["A", 5, 1], ["B", 3, 4]]
    reading = check(_book({"Mentors": rows, "Mentees": [rows[0], ["A", 4, 1], rows[2]]}))
    assert [(f.code, f.facts["first"], f.facts["second"]) for f in reading.errors] == [("CX201", "2 of Mentors", "2 of Mentees")]


def test_proteges_without_a_capability_are_warned_of() -> None:
    """A lead cannot be worked out against nothing."""
    reading = check(b"Office,Cap: Hiring\nA,5\n", proteges=b"Office,Need: Hiring\nB,4\n")
    assert reading.ready
    assert "CX313" in {finding.code for finding in reading.findings}


def test_choices_of_survey_monkey_have_a_column_each() -> None:
    """The words of the choice are the mark, and what people typed beside Other is no area."""
    text = (
        "Respondent ID,Collector ID,Your office,Rate your capability,,Where do you want help?,,\n"
        ",,Open-Ended Response,Hiring,Governance,Hiring,Governance,Other (please specify)\n"
        "1,2,A,5,1,,Governance,parking\n"
        "2,2,B,1,5,Hiring,Governance,\n"
    )
    assert _needs(check(text.encode())) == {"A": {"governance"}, "B": {"governance", "hiring"}}


def test_choices_of_qualtrics() -> None:
    """One column a choice, or all in one cell; the column of typed words is not used."""
    ids = '"{""ImportId"":""QID1""}","{""ImportId"":""QID2_1""}","{""ImportId"":""QID3""}","{""ImportId"":""QID3_9_TEXT""}"'
    asked = "Your office,Cap: Hiring,Where do you want help? - Selected Choice,Where do you want help? - Other - Text"
    text = f"Q1,Q2,Q3,Q3_9_TEXT\n{asked}\n{ids}\nA,5,Hiring,\nB,1,Hiring,more\n"
    reading = check(text.encode())
    assert _needs(reading) == {"A": {"hiring"}, "B": {"hiring"}}
    assert [column.use for column in reading.columns] == ["office", "capability, Hiring", "picks", "not used"]


def test_second_row_of_qualtrics_in_another_language() -> None:
    """Technical columns are known by their names, whatever the texts say."""
    text = (
        "StartDate,EndDate,IPAddress,Q1,Q2,Q3\n"
        "Startdatum,Enddatum,IP-Adresse,Office,Cap: Hiring,Need: Hiring\n"
        '"{""ImportId"":""startDate""}","{""ImportId"":""endDate""}","{""ImportId"":""ipAddress""}",x,y,z\n'
        "2026-10-01,2026-10-01,198.51.100.7,A,1,2\n2026-10-01,2026-10-01,198.51.100.7,B,2,2\n"
    )
    reading = check(text.encode())
    assert reading.ready
    assert {column.heading: column.use for column in reading.columns}["IPAddress"] == "not used"


def test_choices_of_microsoft_forms() -> None:
    """Choices joined by semicolons, the last of them followed by one."""
    text = (
        "ID,Start time,Completion time,Email,Name,Office,Cap: Hiring,Cap: Governance,In which areas does your office want help?\n"
        "1,10/1/26 9:00:00,10/1/26 9:09:00,anonymous,,A,5,1,Governance;\n"
        "2,10/1/26 9:00:00,10/1/26 9:09:00,anonymous,,B,1,5,Hiring;Governance;\n"
    )
    assert _needs(check(text.encode())) == {"A": {"governance"}, "B": {"governance", "hiring"}}


def test_choices_of_a_google_sheet() -> None:
    """Choices joined by commas are told apart by the areas, whose names may hold commas."""
    text = (
        'Timestamp,Your office,"Cap: Pay, grades",Cap: Hiring,Top priorities\n'
        '8/31/2026 19:08:16,A,5,1,"Hiring, Pay, grades"\n8/31/2026 19:08:17,B,1,5,"Pay, grades"\n'
    )
    reading = check(text.encode())
    assert reading.layout == "Google Forms export, saved from a Google Sheet"
    assert sorted(map(len, _needs(reading).values())) == [1, 2]


@pytest.mark.parametrize("name", ["Marca temporal", "Horodateur", "Zeitstempel"])
def test_google_forms_in_another_language(name: str) -> None:
    """The time column is known by its translated name and by the way Google writes times."""
    text = f'"{name}","Office","Cap: Hiring","Need: Hiring"\n' + "".join(
        f'"2026/10/0{day} 9:00:00 AM GMT+1","O{day}","{day}","2"\n' for day in (1, 2)
    )
    assert check(text.encode()).layout == "Google Forms export"


def test_a_time_column_alone_makes_no_google_form() -> None:
    """Other times in a column called Timestamp leave the table a plain one."""
    text = "Timestamp,Office,Cap: Hiring,Need: Hiring\n2026-10-01T09:00:00Z,A,1,2\n2026-10-01T09:00:00Z,B,2,2\n"
    assert check(text.encode()).layout == "plain table, one row per office"


def test_a_file_is_named_as_it_is_called(tmp_path: Path) -> None:
    """Findings and the record speak of the file by its name, without folders."""
    path = tmp_path / "CX discovery.csv"
    path.write_text("Office,Cap: Hiring,Need: Hiring\nA,9,1\nB,2,2\n", encoding="utf-8")
    reading = check(path)
    assert (reading.name, reading.errors[0].place.file) == ("CX discovery.csv", "CX discovery.csv")
