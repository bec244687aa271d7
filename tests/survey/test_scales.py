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


@pytest.mark.parametrize(
    ("hint", "low", "high"),
    [("(0-5)", 0, 5), ("(0 = none, 5 = most)", 0, 5), ("(1 to 10)", 1, 10), ("(scale 1-4)", 1, 4), ("[1 = low, 3 = high]", 1, 3)],
)
def test_scales_that_the_headings_state_are_heeded(hint: str, low: int, high: int) -> None:
    """Each direction is read on the scale that its own heading states, with a note for one that is not the usual."""
    reading = _read(cap="Cap: Hiring (1-5)", need=f"Need: Hiring {hint}")
    assert reading.cohort is not None
    framework = reading.cohort.framework
    assert (framework.need_scale.low, framework.need_scale.high, framework.capability_scale.high) == (low, high, 5)
    assert [finding.facts["direction"] for finding in reading.findings if finding.code == "CX433"] == ["need"]


def test_a_scale_that_one_side_states_is_asked_about_and_the_way_out_works() -> None:
    """Nobody knows whether it is meant for the other side too; the remedy names the option, and the option works."""
    reading = _read(need="Need: Hiring (0-5)")
    assert _codes(reading) == [("C", "CX314")]
    assert "--scale 0-5" in reading.errors[0].remedy
    assert _read(need="Need: Hiring (0-5)", scale="0-5").ready


def test_answers_beyond_the_stated_scale_are_refused() -> None:
    """What contradicts the heading is no level."""
    assert _codes(_read("Cap: Hiring (1-4)", "Need: Hiring (1-4)")) == [("B", "CX104")]


def test_an_upper_end_alone_is_asked_about_and_the_way_out_works() -> None:
    """The upper end of a scale does not say where it begins."""
    reading = _read("Cap: Hiring, out of 10")
    assert _codes(reading) == [("B", "CX314")]
    assert "--scale 0-10" in reading.errors[0].remedy
    assert _read("Cap: Hiring, out of 10", scale="0-10").ready


def test_headings_that_state_two_scales_are_refused() -> None:
    """Where the headings of one direction do not agree, the option says which scale holds, and the option is named."""
    text = "Office,Cap: Hiring (0-5),Cap: Governance (0-4),Need: Hiring\nA,5,1,2\nB,1,3,4\n"
    codes = [(finding.code, "--scale" in finding.remedy) for finding in check(text.encode()).errors]
    assert codes == [("CX314", True)] * 2


@pytest.mark.parametrize(
    "hint", ["(1 = expert, 5 = beginner)", "(1 = high, 5 = low)", "(1 = strongest)", "(1-5, 5 = not at all)"]
)
def test_a_scale_upside_down_is_refused(hint: str) -> None:
    """A high word at the low end, or a low word at the high end, is never read as it stands."""
    assert _codes(_read(f"Cap: Hiring {hint}")) == [("B", "CX315")]


@pytest.mark.parametrize(
    ("able", "wanting"),
    [
        ("could teach others", "need a lot of help"),
        ("can manage without help", "can't do it without help"),
        ("fully self-sufficient", "support is needed"),
        ("don't need help", "ayuda"),
    ],
)
def test_who_wants_help_stands_at_the_top_of_need_and_at_the_bottom_of_capability(able: str, wanting: str) -> None:
    """What a number stands for is held against the direction of its own column, whichever way it is worded."""
    for sign in (" =", ":", " -", " \N{EN DASH}", "-"):
        strong, weak = f"(1{sign} {wanting}, 5{sign} {able})", f"(1{sign} {able}, 5{sign} {wanting})"
        assert _codes(_read(f"Cap: Hiring {strong}", f"Need: Hiring {weak}")) == []
        assert _codes(_read(f"Cap: Hiring {weak}", f"Need: Hiring {strong}")) == [("B", "CX315"), ("C", "CX315")]


@pytest.mark.parametrize(
    "hint", ["5 \N{EN DASH} can manage alone", "1: a lot of help", "1 is tops", "1 - very much", "1 - help at once"]
)
def test_one_end_that_says_the_opposite_is_enough(hint: str) -> None:
    """A scale of need with one end explained, the wrong way round, is refused; of capability only where it is not about help."""
    assert _codes(_read(need=f"Need: Hiring ({hint})")) == [("C", "CX315")]
    assert _codes(_read(cap=f"Cap: Hiring ({hint})")) == ([] if "help" in hint or "alone" in hint else [("B", "CX315")])


def test_an_area_of_support_is_no_explanation() -> None:
    """A number and a word of help that are the name of an area say nothing of its scale."""
    assert _read(cap="Cap: Tier 1 - Support", need="Need: Tier 1 - Support").ready


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
