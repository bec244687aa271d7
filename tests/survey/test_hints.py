"""What a heading says about its scale is held against the scale in use."""

from __future__ import annotations

from pathlib import Path

import pytest

from cxmatch.domain.cohort import Reading
from cxmatch.survey.reader import check


def _read(cap: str = "Cap: Hiring", need: str = "Need: Hiring", **options: str | Path) -> Reading:
    return check(f'Office,"{cap}","{need}"\nA,5,1\nB,1,3\n'.encode(), **options)  # type: ignore[arg-type]


def _codes(reading: Reading) -> list[tuple[str, str]]:
    return [(finding.place.column, finding.code) for finding in reading.errors]


@pytest.mark.parametrize("hint", ["(0-5)", "(0 = none, 5 = most)", "(1 to 10)", "(scale 1-4)", "[1 = low, 3 = high]"])
def test_another_scale_in_the_heading_is_refused(hint: str) -> None:
    """The answers are not read on a scale that their own heading contradicts."""
    assert _codes(_read(need=f"Need: Hiring {hint}")) == [("C", "CX314")]


def test_the_scale_that_the_finding_names_settles_it() -> None:
    """The remedy names the option, and the option works."""
    reading = _read("Cap: Hiring (0-5)", "Need: Hiring (0 = none, 5 = most)")
    assert {"--scale 0-5" in finding.remedy for finding in reading.errors} == {True}
    assert _read("Cap: Hiring (0-5)", "Need: Hiring (0 = none, 5 = most)", scale="0-5").ready


@pytest.mark.parametrize(
    "hint", ["(1 = expert, 5 = beginner)", "(1 = high, 5 = low)", "(1 = strongest)", "(1-5, 5 = not at all)"]
)
def test_a_scale_upside_down_is_refused(hint: str) -> None:
    """A high word at the low end, or a low word at the high end, is never read as it stands."""
    assert _codes(_read(f"Cap: Hiring {hint}")) == [("B", "CX315")]


@pytest.mark.parametrize(
    "hint", ["(1-5)", "(1 = low, 5 = high)", "(1 = not strong, 5 = very strong)", "(5 = most)", "(FY2026)", ""]
)
def test_a_hint_that_fits_is_silent(hint: str) -> None:
    """The usual explanation of a scale is no finding."""
    assert _codes(_read(f"Cap: Hiring {hint}", f"Need: Hiring {hint}")) == []


def test_answers_turned_round_in_a_columns_file_are_in_order(tmp_path: Path) -> None:
    """The organizer may turn a scale round without touching the survey."""
    path = tmp_path / "columns.toml"
    path.write_text('[levels]\n"1" = "5"\n"2" = "4"\n"4" = "2"\n"5" = "1"\n', encoding="utf-8")
    reading = _read("Cap: Hiring (1 = expert, 5 = beginner)", "Need: Hiring (1 = most, 5 = none)", columns=path)
    assert reading.cohort is not None
    assert [dict(office.capability) for office in reading.cohort.offices] == [{"hiring": 1}, {"hiring": 5}]


@pytest.mark.parametrize(
    ("hint", "codes"), [("(3 = highest need)", ["CX315"] * 3), ("(1 = highest need)", []), ("(3 = lowest)", [])]
)
def test_ranks_that_count_upward_are_refused(hint: str, codes: list[str]) -> None:
    """Rank 1 is the most wanted; a heading that says otherwise is asked about."""
    areas = ("Hiring", "Governance", "Culture")
    head = ",".join([*(f"Cap: {area}" for area in areas), *(f"Rank: {area} {hint}" for area in areas)])
    reading = check(f"Office,{head}\nA,5,1,2,1,2,3\nB,1,2,3,3,2,1\n".encode())
    assert [finding.code for finding in reading.errors] == codes
