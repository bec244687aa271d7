"""Picks joined in one cell: known by the heading's name, by its words, or by the answers."""

from __future__ import annotations

import pytest

from cxmatch.domain.cohort import Reading
from cxmatch.survey.reader import check

ROWS = "A,Mentor,5,1,Governance;\nB,Protege,1,3,Hiring;Governance;\nC,Both,2,3,Hiring;\n"


def _read(heading: str, rows: str = ROWS) -> Reading:
    return check(f"Office,Role,Cap: Hiring,Cap: Governance,{heading}\n{rows}".encode())


def _need(reading: Reading) -> list[dict[str, int]]:
    assert reading.cohort is not None, [finding.message for finding in reading.errors]
    return [dict(office.need) for office in reading.cohort.offices]


@pytest.mark.parametrize(
    "heading",
    [
        "Where do you want help? (choose up to two)",
        "Which areas would you like help with?",
        "Areas where you want help",
        "Top 2 needs",
        "What are your top two needs?",
        "Select your top priorities",
        "Where should others support you?",
    ],
)
def test_picks_are_never_ignored_for_a_role(heading: str) -> None:
    """A role says that help is wanted; the picks say where, and they count."""
    assert [need["hiring"] for need in _need(_read(heading))] == [0, 1, 1]


def test_picks_known_by_their_answers_get_a_note() -> None:
    """What the answers alone say is used with a note."""
    assert "CX474" in {finding.code for finding in _read("Where should others support you?").findings}


def test_picks_by_words_with_another_option_are_refused() -> None:
    """An option that is no area is named; the column is not dropped for it."""
    reading = _read("Places in which we want help", ROWS.replace("C,Both,2,3,Hiring;", "C,Both,2,3,Parking;"))
    assert [finding.code for finding in reading.errors] == ["CX114"]


@pytest.mark.parametrize("heading", ["What are your strengths?", "Which areas could you help others with?"])
def test_areas_an_office_can_share_are_no_picks(heading: str) -> None:
    """Areas that an office is strong in are not what it asks for."""
    assert _read(heading).columns[4].use == "attribute"


def test_areas_in_order_are_asked_about() -> None:
    """A ranking in one cell is not read as a choice without a word."""
    assert [finding.code for finding in _read("Rank the areas for us").errors] == ["CX309"]


def test_a_negated_question_of_areas_is_asked_about() -> None:
    """Areas in which nobody wants help are no picks."""
    assert [finding.code for finding in _read("Where do you not need help?").errors] == ["CX309"]


def test_two_columns_of_areas_are_asked_about() -> None:
    """First and second choice in columns of their own are refused with a line for each."""
    text = "Office,Role,Cap: Hiring,Cap: Governance,First,Second\nA,Both,5,1,Hiring,Governance\nB,Both,1,3,Governance,Hiring\n"
    assert [finding.code for finding in check(text.encode()).errors] == ["CX309", "CX309"]
