"""Who answers and what they want to be: sentences, columns of yes and no, seats in words, two columns with one use."""

from __future__ import annotations

from pathlib import Path

import pytest

from cxmatch.domain.cohort import Reading
from cxmatch.survey.reader import check
from cxmatch.survey.returning import save_columns

HEAD, ROWS = "Capability: Hiring,Need: Hiring", ("5,1", "1,5", "3,3")


def _read(heads: str, *answers: str, **options: str | Path) -> Reading:
    rows = "\n".join(f"{name},{answer},{levels}" for name, answer, levels in zip("ABC", answers, ROWS, strict=True))
    return check(f"Office,{heads},{HEAD}\n{rows}\n".encode(), **options)


def _seats(reading: Reading) -> list[tuple[int, int]]:
    assert reading.cohort is not None, [finding.message for finding in reading.errors]
    return [(office.mentor_slots, office.protege_slots) for office in reading.cohort.offices]


EACH = [(1, 0), (0, 1), (1, 1)]


@pytest.mark.parametrize(
    ("heads", "answers"),
    [
        ("Role", ("We would like to be a mentor", "Looking for a mentor", "Both of these")),
        ("What would you like to be?", ("I want to mentor another office", "I want to be mentored", "Both")),
        ("Role", ("Happy to mentor others", "We want help from others", "I want to mentor others and be mentored")),
        ("Mentor,Mentee", ("Yes,No", "No,Yes", "Yes,Yes")),
        ("Role,Would you like to be both mentor and mentee?", ("Mentor,No", "Mentee,No", "Mentor,Yes")),
        ("Mentor,Mentee", ("x,", ",x", "x,x")),
        ("Mentor?,Prot\u00e9g\u00e9?", ("yes,no", "no,yes", "yes,yes")),
    ],
)
def test_roles_are_read_as_they_are_said(heads: str, answers: tuple[str, ...]) -> None:
    """A sentence opens the seats of the side it speaks of; a column of yes and no those of its own side, or of both."""
    assert _seats(_read(heads, *answers)) == EACH


@pytest.mark.parametrize("unsure", ["I do not want to mentor", "Mentor or be mentored", "Maybe be a mentor", "1 or 2 mentees"])
def test_a_role_that_is_not_sure_is_asked_about(unsure: str, tmp_path: Path) -> None:
    """What a sentence leaves open is refused, and a line of a columns file says what it means."""
    reading = _read("Role", "Mentor", unsure, "Both")
    assert [finding.code for finding in reading.errors] == ["CX112"]
    path = tmp_path / "columns.toml"
    path.write_text(f"[levels]\n{reading.errors[0].facts['line'].replace('?', 'Protege')}\n", encoding="utf-8")
    assert _seats(_read("Role", "Mentor", unsure, "Both", columns=path)) == EACH


@pytest.mark.parametrize(
    "heading",
    [
        *("How many offices do you currently mentor?", "How many mentees did you have?", "Mentor capacity used"),
        *("How many mentors have you had?", "How many sessions as mentor?", "How many mentors does your agency have?"),
    ],
)
def test_partners_that_an_office_had_are_no_seats(heading: str) -> None:
    """What is counted is past or something else, so every office keeps one seat of each kind."""
    assert _seats(_read(heading, "2", "3", "4")) == [(1, 1)] * 3


def test_seats_may_be_words() -> None:
    """Numbers in words are numbers of seats."""
    assert [mentor for mentor, _ in _seats(_read("Mentor seats", "One", "two", "3 mentees"))] == [1, 2, 3]


@pytest.mark.parametrize("unsure", ["1 or 2", "up to 2", "a few"])
def test_seats_that_are_not_sure_are_asked_about(unsure: str, tmp_path: Path) -> None:
    """A number that is left open is refused, and a line of a columns file says which it is."""
    reading = _read("Mentor seats", "1", unsure, "1")
    assert [finding.code for finding in reading.errors] == ["CX111"]
    path = tmp_path / "columns.toml"
    path.write_text(f"[levels]\n{reading.errors[0].facts['line'].replace('?', '2')}\n", encoding="utf-8")
    assert _seats(_read("Mentor seats", "1", unsure, "1", columns=path)) == [(1, 1), (2, 1), (1, 1)]


def test_a_wish_that_is_not_sure_is_settled_by_a_line(tmp_path: Path) -> None:
    """What is neither yes nor no is explained in a columns file; levels that are explained there do not change a yes."""
    path = tmp_path / "columns.toml"
    path.write_text('[levels]\n"gladly" = "Yes"\n"yes" = "5"\n', encoding="utf-8")
    assert _seats(_read("Can mentor", "gladly", "No", "Yes", columns=path)) == [(1, 1), (0, 1), (1, 1)]


def test_who_is_both_says_nothing_of_the_others() -> None:
    """Yes and no to both roles alone leaves open what those are who say no."""
    assert "CX319" in {finding.code for finding in _read("Both mentor and mentee", "No", "Yes", "No").errors}
    assert _seats(_read("Both mentor and mentee", "Yes", "Yes", "Yes")) == [(1, 1)] * 3


PEOPLE = "First name,Last name,{}Capability: Hiring,Need: Hiring\nAda,Fern,{}5,1\nBo,Quill,{}1,5\n"


def test_persons_who_answer_are_named_in_full() -> None:
    """Where nothing else could name who answers, first and last names are joined, with a note."""
    reading = check(PEOPLE.format("", "", "").encode())
    assert reading.cohort is not None
    assert [office.name for office in reading.cohort.offices] == ["Ada Fern", "Bo Quill"]
    assert "CX490" in {finding.code for finding in reading.findings}


@pytest.mark.parametrize("unit", ["Department", "Organization"])
def test_persons_beside_an_organization_are_asked_about(unit: str, tmp_path: Path) -> None:
    """Either could be who is paired; both lines that are proposed work, and a saved file reads the same again."""
    text = PEOPLE.format(f"{unit},", "X,", "Y,").encode()
    asked = next(finding for finding in check(text).errors if finding.code == "CX318")
    path = tmp_path / "columns.toml"
    persons = asked.facts["lines"].replace("  and  ", "\n")
    for lines, names in ((persons, ["Ada Fern", "Bo Quill"]), (asked.facts["line"], ["X", "Y"])):
        path.write_text(f"[columns]\n{lines}\n", encoding="utf-8")
        reading = check(text, columns=path)
        assert reading.cohort is not None
        assert [office.name for office in reading.cohort.offices] == names
        again = check(text, columns=save_columns(reading, tmp_path / f"{names[0]}.toml"))
        assert again.cohort is not None
        assert again.cohort.offices == reading.cohort.offices


def test_a_contact_beside_an_office_is_no_office() -> None:
    """First and last names beside an office are who filled in the form."""
    reading = check(PEOPLE.format("Office,", "X,", "Y,").encode())
    assert reading.cohort is not None
    assert [office.name for office in reading.cohort.offices] == ["X", "Y"]


@pytest.mark.parametrize("use", ["office", "department", "role", "mentor seats", "protege seats", "can mentor", "time of answer"])
def test_two_columns_given_one_use_are_refused(use: str, tmp_path: Path) -> None:
    """Nothing is dropped while it is shown as used; the lines that are proposed settle it."""
    path = tmp_path / "columns.toml"
    given = f'[columns]\n"P" = "{use}"\n"Q" = "{use}"\n'
    path.write_text(given, encoding="utf-8")
    answers = {"role": ("Both", "Mentor"), "can mentor": ("yes", "no")}.get(use, ("1", "2"))
    text = f"Office,P,Q,{HEAD}\n" + "".join(
        f"{name},{answers[0]}{name if use == 'office' else ''},{answers[1]}{name if use == 'office' else ''},{levels}\n"
        for name, levels in zip("ABC", ROWS, strict=True)
    )
    refused = [finding for finding in check(text.encode(), columns=path).errors if finding.code == "CX302"]
    assert len(refused) == 1
    path.write_text(given + refused[0].facts["lines"].replace("  and  ", "\n"), encoding="utf-8")
    assert check(text.encode(), columns=path).ready


def test_two_numbers_of_seats_are_asked_about() -> None:
    """Of two headings that count the same seats, none is dropped."""
    assert "CX302" in {finding.code for finding in _read("Mentor seats,Mentor capacity", "1,2", "1,1", "2,3").errors}


def test_two_columns_with_one_use_may_say_the_same(tmp_path: Path) -> None:
    """Two columns of one content are one."""
    path = tmp_path / "columns.toml"
    path.write_text('[columns]\n"P" = "department"\n"Q" = "department"\n', encoding="utf-8")
    assert check(f"Office,P,Q,{HEAD}\nA,X,x,5,1\nB,Y,Y,1,5\n".encode(), columns=path).ready


@pytest.mark.parametrize("doubt", ["Yes?", "Yes, if there is time", "Yes, depends on travel"])
def test_a_yes_with_a_doubt_is_a_maybe(doubt: str) -> None:
    """What hangs on something is read as a maybe and said, never as a plain yes."""
    said = [finding.code for finding in _read("Can mentor", "Yes", f'"{doubt}"', "No").findings]
    assert said == [finding.code for finding in _read("Can mentor", "Yes", "Maybe", "No").findings]
    assert "CX477" in said


def test_a_role_with_a_question_mark_is_asked_about() -> None:
    """A doubt is no answer."""
    assert [finding.code for finding in _read("Role", "Mentor", "Protege?", "Both").errors] == ["CX112"]


@pytest.mark.parametrize(
    ("heads", "answers"),
    [
        ("Role", ("Offer help", "Receive help", "Offer and receive help")),
        ("How would you like to participate?", ("We want to give help", "We want to get help", "We want to give and get help")),
        ("Role", ("Mentor (we help another office)", "Protege (another office helps us)", "Both - mentor and protege")),
        ("Preferred role", ("Mentor only", "Protégé only", "Both mentor and protégé")),
    ],
)
def test_a_role_that_an_answer_explains_is_that_role(heads: str, answers: tuple[str, ...]) -> None:
    """Two sides with one object are both, an explanation takes nothing away, and "none of the above" is no side."""
    assert _seats(_read(heads, *answers)) == EACH
    assert _seats(_read(heads, *answers[:2], "None of the above"))[2] == (0, 0)


@pytest.mark.parametrize(
    "unsure", ["Both (if there is time)", "Mentor (or to be mentored)", "Mentor: perhaps", "Protege - not as a mentor"]
)
def test_an_explanation_that_leaves_a_role_open_is_asked_about(unsure: str) -> None:
    """What stands behind a role may take it back."""
    assert [finding.code for finding in _read("Role", "Mentor", unsure, "Both").errors] == ["CX112"]


@pytest.mark.parametrize(
    "question", ['"Would your office like to be a mentor, a protege, or both?"', "How would you like to participate?"]
)
def test_codes_in_place_of_roles_are_asked_about(question: str) -> None:
    """Numbers below a question for mentor, protege or both are never left out quietly: what they mean is asked."""
    reading = _read(question, "1", "2", "3")
    assert {finding.code for finding in reading.errors} == {"CX112"}
