"""The agency is never silently the office: the finest part that is asked for is taken, or the organizer is asked."""

from __future__ import annotations

from pathlib import Path

import pytest

from cxmatch.domain.cohort import Reading
from cxmatch.survey.headings.wording import is_called
from cxmatch.survey.knowledge import table
from cxmatch.survey.reader import check
from cxmatch.survey.returning import save_columns

TABLE = table("units")["unit"]
TWO_OF_ONE = [("Harbor Desk", "Dept of Harbors"), ("Pilot Desk", "Dept of Harbors"), ("Kite Desk", "Dept of Kites")]
ONE_EACH = [("Harbor Desk", "Dept of Harbors"), ("Pilot Desk", "Dept of Ships"), ("Kite Desk", "Dept of Kites")]
FINE = [text for row in TABLE for text in row["examples"] if row.get("sure") and row["rung"] < 3]
LIKELY = [
    text for row in TABLE for text in row["examples"] if not row.get("sure") and row["rung"] < 3 and not is_called(text, "office")
]
COARSE = ("Agency", "Organization", "Your agency", "Agency name", "Which agency are you answering for?")


def _read(finer: str, coarser: str, rows: list[tuple[str, str]], **options: object) -> Reading:
    ratings = ("5,1", "2,4", "1,5")
    lines = [f"{one},{other},{rated}" for (one, other), rated in zip(rows, ratings, strict=True)]
    text = f"{finer},{coarser},Capability: Hiring,Need: Hiring\n" + "\n".join(lines) + "\n"
    return check(text.encode(), **options)  # type: ignore[arg-type]


def _names(reading: Reading) -> list[tuple[str, str]]:
    assert reading.cohort is not None
    return sorted((office.name, office.department) for office in reading.cohort.offices)


@pytest.mark.parametrize("rows", [TWO_OF_ONE, ONE_EACH], ids=["two of one", "one each"])
@pytest.mark.parametrize("coarser", COARSE)
@pytest.mark.parametrize("finer", FINE)
def test_a_team_beside_an_agency_is_the_office(finer: str, coarser: str, rows: list[tuple[str, str]]) -> None:
    """What surely names a finer part is the office, the larger one its department, and two of one agency are two."""
    assert _names(_read(finer, coarser, rows)) == sorted(rows)


@pytest.mark.parametrize("rows", [TWO_OF_ONE, ONE_EACH], ids=["two of one", "one each"])
@pytest.mark.parametrize("finer", LIKELY)
def test_what_could_name_the_office_is_asked_about(finer: str, rows: list[tuple[str, str]], tmp_path: Path) -> None:
    """Where another column may name the office nothing is guessed: either line settles it, and no row is said to be too many."""
    reading = _read(finer, "Agency", rows)
    assert {one.code for one in reading.errors} == {"CX317"}
    assert [one.facts["line"] for one in reading.errors] == [f'"{finer}" = "office"', '"Agency" = "office"']
    assert [column.use for column in reading.columns][:2] == ["to decide", "to decide"]
    saved = save_columns(reading, tmp_path / "columns.toml").read_text(encoding="utf-8")
    for heading, names in ((finer, {one for one, _ in rows}), ("Agency", {other for _, other in rows})):
        path = tmp_path / "decided.toml"
        path.write_text(saved.replace(f'# decide: "{heading}"', f'"{heading}"'), encoding="utf-8")
        decided = _read(finer, "Agency", rows, columns=path)
        assert "CX317" not in {one.code for one in decided.errors}
        if decided.cohort:
            assert {office.name for office in decided.cohort.offices} == names


@pytest.mark.parametrize(
    ("finer", "coarser"),
    [
        ("Team", "Component"),
        ("Branch", "Bureau"),
        ("Division", "Agency"),
        ("CX unit", "Organization"),
        ("Bureau", "Parent agency"),
    ],
)
def test_a_finer_part_wins_on_every_rung(finer: str, coarser: str) -> None:
    """Also where both headings are names that an office may have."""
    assert _names(_read(finer, coarser, TWO_OF_ONE)) == sorted(TWO_OF_ONE)


@pytest.mark.parametrize(
    "rows",
    [[("HQ", "A"), ("Field", "B"), ("HQ", "C")], [("", "A"), ("Field", "B"), ("HQ", "C")]],
    ids=["fewer than agencies", "blank"],
)
def test_a_part_that_does_not_tell_the_offices_apart_is_asked_about(rows: list[tuple[str, str]]) -> None:
    """A division that repeats over agencies, or is left open, is not taken without a word."""
    assert {one.code for one in _read("Division", "Agency", rows).errors} == {"CX317"}


@pytest.mark.parametrize("heading", [*table("words")["fact"]["words"].split(), "Team size", "Office location", "Team lead"])
def test_an_agency_with_further_facts_stays_the_office(heading: str) -> None:
    """Columns that name no part of an organization raise no question."""
    reading = _read(heading, "Agency", ONE_EACH)
    assert reading.ready
    assert {name for name, _ in _names(reading)} == {other for _, other in ONE_EACH}


def test_two_answers_of_one_agency_may_be_two_offices() -> None:
    """Where nothing but a further column tells them apart, the finding says so before anybody removes a row."""
    finding = _read("Region", "Agency", TWO_OF_ONE).errors[0]
    assert (finding.code, finding.place.row) == ("CX201", 3)
    assert '"Region" = "office"' in finding.message


@pytest.mark.parametrize("rows", [TWO_OF_ONE, ONE_EACH], ids=["two of one", "one each"])
@pytest.mark.parametrize("heading", ["Answering on behalf of", "Known as", "Who are you answering for?", "Command", "Element"])
def test_a_strange_heading_with_a_name_in_each_row_is_asked_about(heading: str, rows: list[tuple[str, str]]) -> None:
    """Beside an agency, any column of names that are all different could name the office."""
    assert {one.code for one in _read(heading, "Agency", rows).errors} == {"CX317"}


def test_a_long_table_keeps_the_teams_of_an_agency_apart() -> None:
    """Rows of two teams of one agency are not joined into one answer."""
    rows = "".join(
        f"{team},{agency},{area},{n},{n}\n" for team, agency in TWO_OF_ONE for n, area in ((1, "Hiring"), (2, "Design"))
    )
    reading = check(f"CX team,Agency,Area,Capability,Need\n{rows}".encode())
    assert _names(reading) == sorted(TWO_OF_ONE)
