"""Who answers, the department, the role, the seats: by known names, by words with a note, or refused."""

from __future__ import annotations

import pytest

from cxmatch.domain.cohort import Reading
from cxmatch.survey.reader import check

RATED = "Cap: Hiring,Cap: Governance,Need: Hiring,Need: Governance"


def _uses(reading: Reading) -> dict[str, str]:
    return {column.heading: column.use for column in reading.columns}


def _with(heading: str, first: str, second: str, more: str = "") -> Reading:
    one, two = ("p,", "q,") if more else ("", "")
    return check(f"Office,{heading},{more}{RATED}\nA,{first},{one}5,1,2,3\nB,{second},{two}1,3,3,4\n".encode())


def _codes(reading: Reading) -> list[str]:
    return [finding.code for finding in reading.findings if finding.code in ("CX309", "CX474")]


@pytest.mark.parametrize(
    ("heading", "first", "second", "use"),
    [
        *((text, "State", "Labor", "department") for text in ("Department Name", "Agency Name", "Dept.", "Agency/Department")),
        *((text, "State", "Labor", "department") for text in ("Your agency", "Federal agency", "Name of your department")),
        ("Parent Agency/Department", "State", "Labor", "department"),
        ("Which department is your office part of?", "State", "Labor", "department"),
        ("Cabinet Department or Agency", "State", "Labor", "department"),
        *((text, "Mentor", "Protege", "role") for text in ("Preferred role", "Role preference", "Mentor/Protege/Both")),
        ("Would you like to be a mentor or a mentee?", "Mentor", "Mentee", "role"),
        *((text, "2", "0", "mentor seats") for text in ("How many offices could you mentor?", "Max mentees", "Seats (mentor)")),
        ("Are you willing to serve as a mentor?", "Yes", "No", "can mentor"),
        ("Would your office be willing to mentor another office?", "Yes", "No", "can mentor"),
    ],
)
def test_known_questions_carry_their_rule(heading: str, first: str, second: str, use: str) -> None:
    """The ways in which surveys ask who answers, and in which role, are known by name."""
    reading = _with(heading, first, second)
    assert _uses(reading)[heading] == use
    assert reading.ready


@pytest.mark.parametrize(
    ("heading", "first", "second", "use"),
    [
        ("The agency you belong to", "State", "Labor", "department"),
        ("Home bureau", "State", "Labor", "department"),
        ("Role you would like best", "Mentor", "Both", "role"),
        ("Taking part as", "Mentor", "Protege", "role"),
        ("How many other offices would you be glad to mentor?", "2", "0", "mentor seats"),
        ("Mentor slots we have", "2", "0", "mentor seats"),
        ("Number of mentors you would work with", "2", "0", "protege seats"),
        ("Could your team mentor somebody?", "Yes", "No", "can mentor"),
        ("Would your team like to have a mentor?", "Yes", "No", "wants help"),
    ],
)
def test_words_carry_a_rule_with_a_note(heading: str, first: str, second: str, use: str) -> None:
    """A heading that only its words explain is used, and the reading says so."""
    reading = _with(heading, first, second)
    assert _uses(reading)[heading] == use
    assert _codes(reading) == ["CX474"]


def test_two_that_could_be_it_are_refused_with_the_lines() -> None:
    """Of two different columns that could be the department neither is chosen without a word."""
    reading = _with("Home agency", "State", "Labor", more="Home bureau,")
    lines = [finding.facts["line"] for finding in reading.errors]
    assert lines == ['"Home agency" = "department"', '"Home bureau" = "department"']


@pytest.mark.parametrize(
    ("heading", "first", "second"),
    [
        ("Agency size", "12", "90"),
        ("Department budget", "12", "90"),
        ("Job role", "Analyst", "Chief"),
        ("How many years have you had a mentor?", "2", "3"),
        ("Have you had a mentor before?", "Yes", "No"),
    ],
)
def test_words_about_something_else_stay_attributes(heading: str, first: str, second: str) -> None:
    """The size of a department is no department, and experience is no seat."""
    assert _uses(_with(heading, first, second))[heading] == "attribute"


def test_a_second_heading_of_a_use_stays_an_attribute() -> None:
    """Where the department is known, another agency column is a further fact."""
    assert _uses(_with("Department", "State", "Labor", more="Home bureau,"))["Home bureau"] == "attribute"


def test_short_names_are_names() -> None:
    """Departments called X and Y are not taken for yes and no."""
    assert len(_with("Agency short form", "X", "Z", more="Agency long form,").errors) == 2


@pytest.mark.parametrize("question", ["Role last year", "What role should your partner have?"])
def test_a_role_of_others_or_of_another_round_takes_no_seat(question: str) -> None:
    """Only the role that an office wants now leaves a side out."""
    reading = check(f"Office,{question},Cap: Hiring,Need: Hiring\nA,Mentor,5,1\nB,Mentee,1,3\n".encode())
    assert reading.cohort is not None
    assert [(office.mentor_slots, office.protege_slots) for office in reading.cohort.offices] == [(1, 1), (1, 1)]


def test_a_department_that_an_office_wants_to_meet_is_not_its_own() -> None:
    """Whom an office would like to be paired with says nothing of where it belongs."""
    question = "Department you would like to be paired with"
    reading = check(f"Office,{question},Cap: Hiring,Need: Hiring\nA,Parks,5,1\nB,Harbors,1,3\n".encode())
    assert reading.cohort is not None
    assert [office.department for office in reading.cohort.offices] == ["", ""]


@pytest.mark.parametrize("question", ["How much do other offices need help with {}?", "How much help have you received with {}?"])
def test_help_for_others_and_help_received_are_no_need(question: str) -> None:
    """It is asked about, and not counted as what the office wants."""
    reading = check(f"Office,Cap: Hiring,{question.format('Hiring')}\nA,5,1\nB,1,3\n".encode())
    assert "CX309" in [finding.code for finding in reading.errors]
