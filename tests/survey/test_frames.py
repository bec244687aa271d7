"""Sentences that differ by an area alone, and headings that only the others make clear."""

from __future__ import annotations

from pathlib import Path

import pytest

from cxmatch.domain.cohort import Reading
from cxmatch.survey.reader import check

OWN = ("Learning from feedback", "Closing service gaps", "Target group research")
MIXED = ("Hiring", "Diversity, Equity & Inclusion", "Governance", "Needs of customers")


def _read(heads: list[str], **options: str | Path) -> Reading:
    quoted = ",".join(f'"{head}"' for head in heads)
    rows = "\n".join(
        f"{name},{','.join(str(1 + (place * at) % 5) for at, _ in enumerate(heads))}" for place, name in enumerate("ABC")
    )
    return check(f"Office,{quoted}\n{rows}\n".encode(), **options)


def _uses(reading: Reading) -> list[str]:
    return [column.use for column in reading.columns][1:]


@pytest.mark.parametrize("areas", [OWN, MIXED])
@pytest.mark.parametrize(
    ("able", "wanted"),
    [
        ("How strong is your office in {}?", "How much help do you want with {}?"),
        ("Proficiency in {}", "Interest in {}"),
        ("We could help others with {}", "How much would your office like to be trained in {}?"),
        ("How strong is {} in your office?", "How much help with {} do you want?"),
        ("Capability >> {}", "Need >> {}"),
        ("{}: How strong is your office?", "{}: How much help do you want?"),
        ("{} (How strong is your office?)", "{} (Where do you want help?)"),
        ("Performance against target in [{}]", "Where do you want help? [{}]"),
        ("cap[SQ001]. How strong is your office? [{}]", "need[SQ001]. Where do you want help? [{}]"),
        ("How strong is your office?/{}", "How much help do you want?/{}"),
    ],
)
def test_questions_are_told_from_the_areas_in_them(able: str, wanted: str, areas: tuple[str, ...]) -> None:
    """Words of a direction within the name of an area say nothing; no area of the survey's own is dropped beside known ones."""
    reading = _read([form.format(area) for form in (able, wanted) for area in areas])
    assert _uses(reading) == [f"{kind}, {area}" for kind in ("capability", "need") for area in areas]


@pytest.mark.parametrize(
    ("able", "wanted", "areas"),
    [
        ("capability_{}", "need_{}", ("hiring", "funding_for_scale")),
        ("cap_{}", "target_level_{}", ("queue_design", "plain_letters")),
        ("capability/{}", "need/{}", ("hiring", "funding_for_scale")),
    ],
)
def test_names_of_variables_are_read_as_words(able: str, wanted: str, areas: tuple[str, ...]) -> None:
    """A prefix that several variables share is a direction, and underscores are blanks."""
    uses = _uses(_read([form.format(area) for form in (able, wanted) for area in areas]))
    assert [use.partition(", ")[2].casefold() for use in uses] == [area.replace("_", " ") for area in areas] * 2
    assert uses[0].startswith("capability")


def test_choices_show_which_areas_a_sentence_speaks_of() -> None:
    """Areas of one direction in sentences and of the other as choices are the same ones."""
    heads = ",".join(f"How strong is your office in {area}?" for area in OWN)
    text = f'Office,{heads},We would like to be mentored in\nA,1,2,3,"{OWN[0]}, {OWN[2]}"\nB,4,2,1,{OWN[1]}\n'
    assert _uses(check(text.encode())) == [*(f"capability, {area}" for area in OWN), "picks"]


@pytest.mark.parametrize("areas", [("Hiring", "Governance"), OWN])
@pytest.mark.parametrize("shape", ["{} - {}", "{} ({})"])
def test_what_should_be_is_asked_about_as_a_required_level(shape: str, areas: tuple[str, ...], tmp_path: Path) -> None:
    """As-is is the capability; to-be is asked about, and the lines that are proposed work."""
    heads = [shape.format(area, kind) for kind in ("As-is", "To-be") for area in areas]
    reading = _read(heads)
    asked = [one.facts for one in reading.errors if one.code == "CX309"]
    assert [facts["use"] for facts in asked] == [f"required level, {area}" for area in areas]
    path = tmp_path / "columns.toml"
    path.write_text("\n".join(["[columns]", *(facts["line"] for facts in asked)]), encoding="utf-8")
    again = _read(heads, columns=path)
    assert _uses(again) == [f"{kind}, {area}" for kind in ("capability", "required level") for area in areas]


def test_headings_that_share_some_words_are_no_question() -> None:
    """Two headings that begin alike, of which none names an area that anything else names, stay what they are."""
    uses = _uses(_read(["Capability: Hiring", "Need: Hiring", "How strong is the signal?", "How strong is the coffee?"]))
    assert uses[2:] == ["attribute", "attribute"]


def test_other_headings_of_a_question_of_one_known_area_are_asked_about(tmp_path: Path) -> None:
    """Of the headings of one question, none is read while the others are passed over without a word."""
    heads = [
        form.format(area) for form in ("How strong is your office in {}?", "Need: {}") for area in ("Hiring", "Baking bread")
    ]
    reading = _read([*heads[:2], heads[2]])
    assert [one.facts["use"] for one in reading.errors if one.code == "CX309"] == ["capability, Baking bread"]
    assert _uses(_read(heads))[1] == "capability, Baking bread"
    numbered = [f"How strong is your office in {place}. {area}?" for place, area in ((1, "Hiring"), (2, "Baking bread"))]
    asked = [one.facts["use"] for one in _read([*numbered, "Need: Hiring"]).errors if one.code == "CX309"]
    assert asked == ["capability, 2. Baking bread"]
    path = tmp_path / "columns.toml"
    path.write_text("[columns]\n" + next(one.facts["line"] for one in reading.errors), encoding="utf-8")
    assert _uses(_read(heads[:3], columns=path))[1] == "capability, Baking bread"


def test_choices_below_a_known_heading_name_the_areas_of_a_question() -> None:
    """Nothing but the choices names areas of the survey's own, and they are known as choices by their heading alone."""
    head = "Office,How strong is your office in Baking?,How strong is your office in Sewing?,Where do you want help?"
    reading = check(f"{head}\nA,5,1,Sewing;\nB,1,5,Baking;\n".encode())
    assert [column.use for column in reading.columns][1:3] == ["capability, Baking", "capability, Sewing"]
    assert reading.ready


def test_numbers_of_questions_hide_no_direction() -> None:
    """What follows in "Q3_1 Capability - Queue design" is about queue design, whatever number a tool put before it."""
    areas = ("Learning from feedback", "Target group research", "Queue design")
    heads = [f"Q{n}_{i} {q} - {area}" for n, q in ((3, "Capability"), (4, "Need")) for i, area in enumerate(areas, start=1)]
    assert _uses(_read(heads)) == [f"{kind}, {area}" for kind in ("capability", "need") for area in areas]


def test_a_direction_and_an_area_above_levels_are_never_left_aside() -> None:
    """What nothing else in the survey makes sure is asked about, if it holds levels as the others do."""
    reading = _read(["Capability: Hiring", "Need: Hiring", "Able to help others - Baking"])
    assert [one.facts["use"] for one in reading.errors if one.code == "CX309"] == ["capability, Baking"]
    told = _read(["Capability: Hiring", "Need: Hiring", "Able to help"])
    assert _uses(told)[2] == "attribute"
