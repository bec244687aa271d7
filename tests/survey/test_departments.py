"""Departments as they are meant, since the rule on them must not break without a word."""

from __future__ import annotations

from pathlib import Path

import pytest

from cxmatch.domain.cohort import Reading
from cxmatch.survey.reader import check

HEAD = "Office,Department,Cap: Hiring,Need: Hiring\n"


def _read(*departments: str, head: str = HEAD, **options: Path) -> Reading:
    rows = "".join(f'O{place},"{name}",{place % 5 + 1},{5 - place % 5}\n' for place, name in enumerate(departments))
    return check((head + rows).encode(), **options)


def _departments(reading: Reading) -> list[str]:
    assert reading.cohort is not None
    return [office.department for office in reading.cohort.offices]


def _codes(reading: Reading) -> set[str]:
    return {finding.code for finding in reading.findings}


def test_a_department_given_once_for_its_group_is_filled_in() -> None:
    """The rows below the first of a group are of its department, and that is said."""
    reading = _read("Harbors", "", "", "Kites", "")
    assert _departments(reading) == ["Harbors", "Harbors", "Harbors", "Kites", "Kites"]
    assert "CX442" in _codes(reading)


@pytest.mark.parametrize("given", [("Harbors", "Kites", "", "Ponds", "Teapots"), ("", "Harbors", ""), ("A", "A", "", "B", "")])
def test_a_blank_that_may_be_no_group_stays_blank_and_is_said(given: tuple[str, ...]) -> None:
    """One blank among many names, a blank at the top, or a name given twice: nobody knows."""
    reading = _read(*given)
    assert _departments(reading) == list(given)
    assert "CX443" in _codes(reading)


def test_answers_of_a_form_are_never_filled_in() -> None:
    """Rows with times come as they are sent in, not in groups."""
    text = "Office,Department,Completion time,Cap: Hiring,Need: Hiring\n"
    text += "A,Harbors,2026-03-01 10:00,1,5\nB,,2026-03-02 10:00,5,1\nC,,2026-03-03 10:00,4,1\n"
    assert _departments(check(text.encode())) == ["Harbors", "", ""]


@pytest.mark.parametrize(
    "spelled",
    [
        ("Department of Harbors (DOH)", "DOH", "Dept. of Harbors", "Department of Harbors", "doh"),
        ("DOH - Department of Harbors", "DOH", "Dept of Harbors", "the Department of Harbors"),
        ("U.S. Department of Harbors", "Department of Harbors", "US Dept. of Harbors"),
    ],
)
def test_spellings_of_one_department_are_joined(spelled: tuple[str, ...]) -> None:
    """An abbreviation that the survey itself explains is sure, and so is "Dept."; what was joined is said."""
    reading = _read(*spelled)
    assert len(set(_departments(reading))) == 1
    assert "CX441" in _codes(reading)


@pytest.mark.parametrize("other", ["DOH", "Department of Harbours"])
def test_what_may_be_one_department_is_asked_about_and_the_line_settles_it(other: str, tmp_path: Path) -> None:
    """Initials alone and a near spelling are not joined; the line that the warning proposes does it."""
    reading = _read("Department of Harbors", other, "Kites")
    assert len(set(_departments(reading))) == 3
    [line] = [finding.facts["line"] for finding in reading.findings if finding.code == "CX231"]
    columns = tmp_path / "columns.toml"
    columns.write_text(f"[levels]\n{line}\n", encoding="utf-8")
    settled = _read("Department of Harbors", other, "Kites", columns=columns)
    assert (len(set(_departments(settled))), "CX231" in _codes(settled)) == (2, False)


def test_departments_that_differ_in_a_letter_or_number_stay_apart() -> None:
    """Department A and B, 1 and 2 are no spellings of each other."""
    reading = _read("Department A", "Department B", "Region 1", "Region 2")
    assert len(set(_departments(reading))) == 4
    assert not {"CX231", "CX441"} & _codes(reading)
