"""What tells of a person is recognized by heading or by answers; what only looks like it is kept."""

from __future__ import annotations

from pathlib import Path

import pytest
from typer.testing import CliRunner

from cxmatch.cli import app
from cxmatch.domain.cohort import Reading
from cxmatch.survey.knowledge import table
from cxmatch.survey.reader import check

HEAD = "Office,Department,Mentor seats,Timestamp,Capability: Hiring,Need: Hiring"
CANARIES = {
    "Further": "(202) 555-0199",
    "Item 7": "900-12-3456",
    "Day": "1971-03-09",
    "Seen from": "203.0.113.7",
    "Mark": "Jane Canary",
    "Desk": "canary@example.org",
    "Completed by": "Canary Filler",
    "Mobile": "ask at the canary desk",
}


def _survey(columns: dict[str, list[str]]) -> bytes:
    rows = ["A,D1,2,8/31/2026 19:08:16,5,1", "B,D2,1,8/31/2026 19:09:16,1,3", "C,D3,1,8/31/2026 19:10:16,3,3"]
    cells = zip(*columns.values(), strict=True)
    further = ("".join(f',"{cell}"' for cell in row) for row in cells)
    return "\n".join(
        [HEAD + "".join(f",{heading}" for heading in columns), *map("".join, zip(rows, further, strict=True))]
    ).encode()


def _uses(reading: Reading) -> dict[str, str]:
    return {column.heading: column.use for column in reading.columns}


@pytest.mark.parametrize(("heading", "value"), CANARIES.items())
def test_what_is_left_out_is_named_with_the_reason_and_without_the_value(heading: str, value: str, tmp_path: Path) -> None:
    """A note names the heading and says why; the value is on no screen and in no file."""
    path = tmp_path / "survey.csv"
    path.write_bytes(_survey({heading: [value] * 3}))
    reading = check(path)
    assert _uses(reading)[heading] == "not used"
    assert any(heading in note.message for note in reading.findings)
    for words in (["check", str(path)], ["check", str(path), "--json"], ["pair", str(path), "--out", str(tmp_path / "run")]):
        result = CliRunner().invoke(app, words)
        assert result.exit_code == 0, result.output
        assert value not in result.output
    written = [made for made in (tmp_path / "run").rglob("*") if made.is_file()]
    assert written
    assert [made.name for made in written if value.encode() in made.read_bytes()] == []


KEPT = {
    "Region": ["North", "San Diego", "New York"],
    "City": ["Virginia Beach", "Salt Lake City", "Charlotte"],
    "Program": ["Plain Letters", "Kite Days", "Tide Tables"],
    "Mission": ["Serve Fishermen", "Keep Bridges", "Count Ducks"],
    "Portfolio": ["Grants", "Loans", "Grants"],
    "ZIP": ["20500", "20500-0003", "94103"],
    "Fiscal year": ["FY2025", "2026", "FY 2025-2026"],
    "Size": ["500-1000", "250-499", "1001-4999"],
    "Budget": ["4500000000", "2502503250", "3213214321"],
    "Established": ["4/12/1975", "7/1/1946", "3/4/1989"],
    "Kickoff": ["8/31/2026", "9/1/2026", "9/2/2026"],
    "Contact center": ["Yes", "No", "Yes"],
    "Number of supervisors": ["12", "3", "7"],
    "Supervisor": ["12", "3", "7"],
    "Uses Slack": ["Yes", "No", "No"],
    "Teams": ["4", "2", "1"],
    "Phone support hours": ["9-5", "8-6", "24/7"],
    "Version": ["1.2", "1.2.3", "2.0"],
    "Login.gov": ["Yes", "Planned", "No"],
    "Tier": ["High Impact", "Low Impact", "High Impact"],
    "Website": ["https://example.gov/a", "https://example.gov/b", "example.gov"],
}


@pytest.mark.parametrize("heading", KEPT)
def test_what_only_looks_private_is_kept(heading: str) -> None:
    """Regions, programs, years, sizes, budgets and counts stay attributes; seats, departments and times keep their use."""
    reading = check(_survey({heading: KEPT[heading]}))
    assert _uses(reading)[heading] == "attribute"
    assert list(_uses(reading).values())[:4] == ["office", "department", "mentor seats", "time of answer"]


HEADINGS = [text for row in table("private")["heading"] for text in row["examples"]]


@pytest.mark.parametrize("heading", HEADINGS)
def test_a_column_of_people_is_never_kept(heading: str) -> None:
    """Whatever asks for a person beside an office is no attribute, no office and no department."""
    reading = check(_survey({heading: ["Pat Invented", "Sam Invented", "Lee Invented"]}))
    assert _uses(reading)[heading] == "not used"
    assert reading.ready


def test_contacts_are_kept_on_request_and_other_private_columns_are_not() -> None:
    """With contacts asked for, what a heading asks for is kept as a contact; numbers of people are not."""
    columns = {
        "Mobile": ["202-555-0101", "202-555-0102", ""],
        "Supervisor": ["Pat Roe", "Sam Roe", "Lee Roe"],
        "SSN": ["1", "2", "3"],
    }
    reading = check(_survey({**columns, "Further": ["202-555-0101", "", ""]}), keep_email=True)
    assert reading.cohort is not None
    assert reading.cohort.source.contacts == ("Mobile", "Supervisor")
    assert set(reading.cohort.offices[0].attributes) == {"Mobile", "Supervisor"}


def test_a_columns_file_has_the_last_word(tmp_path: Path) -> None:
    """A column that a columns file calls an attribute is kept, and counts as a contact where it holds one."""
    path = tmp_path / "columns.toml"
    path.write_text('[columns]\n"Further" = "attribute"\n', encoding="utf-8")
    reading = check(_survey({"Further": ["202-555-0101", "", ""]}), columns=path)
    assert reading.cohort is not None
    assert reading.cohort.source.contacts == ("Further",)
