"""Areas that headings call by more than their name: one name where that is sure, a question where two columns differ by it."""

from __future__ import annotations

from pathlib import Path

import pytest

from cxmatch.domain.cohort import Reading
from cxmatch.survey.reader import check
from cxmatch.survey.returning import save_columns

ROWS = "A,5,1,2,3\nB,1,3,3,4\n"


def _uses(reading: Reading) -> list[str]:
    return [column.use for column in reading.columns][1:]


def _decided(reading: Reading, text: str, folder: Path) -> Reading:
    """Read again with the lines that are to be decided as they stand."""
    path = save_columns(reading, folder / "columns.toml")
    path.write_text(path.read_text(encoding="utf-8").replace("# decide: ", ""), encoding="utf-8")
    return check(text.encode(), columns=path)


@pytest.mark.parametrize(
    "decorated",
    [
        *("{} (2025)", "{} 2025", "{} (FY25)", "{} (self)", "{} (self-assessment)", "{} self assessment", "1. {}", "A1 {}"),
        *("{} *", "{} (lower is better)", "{} (out of 10)", "{} (1 being the best)", "{} (from 1 (weak) to 5 (strong))"),
    ],
)
@pytest.mark.parametrize("area", ["Hiring", "Harbor Signage"])
def test_an_aside_is_no_part_of_an_area(decorated: str, area: str) -> None:
    """What one side adds to the name of an area does not make another area of it."""
    head = f"Office,Capability: {decorated.format(area)},Capability: Letters,Need: {area},Need: Letters"
    assert _uses(check(f"{head}\n{ROWS}".encode())) == [
        *(f"capability, {area}", "capability, Letters"),
        *(f"need, {area}", "need, Letters"),
    ]


@pytest.mark.parametrize(
    ("first", "second", "kept"),
    [("{} (2024)", "{} (2025)", 1), ("{} 2025", "{} 2024", 0), ("{} (self)", "{} (manager)", 0)],
)
@pytest.mark.parametrize("needs", ["Need: {}", "Need: {} (2024)"])
def test_two_columns_that_differ_by_an_aside_are_asked_about(
    first: str, second: str, kept: int, needs: str, tmp_path: Path
) -> None:
    """Two years, or what an office and its manager say, are never read as two areas; the lines that are proposed work."""
    heads = [f"Capability: {each.format(area)}" for area in ("Hiring", "Letters") for each in (first, second)]
    text = f"Office,{','.join(heads)},{needs.format('Hiring')},{needs.format('Letters')}\nA,5,1,2,3,1,2\nB,1,3,3,4,4,5\n"
    reading = check(text.encode())
    assert {finding.code for finding in reading.errors} == {"CX302"}
    again = _decided(reading, text, tmp_path)
    assert [use != "not used" for use in _uses(again)[:4]] == [kept == 0, kept == 1] * 2
    assert again.ready


def test_areas_that_both_sides_tell_apart_stay_apart() -> None:
    """A word in brackets that both sides use is part of the name."""
    head = "Office,Capability: Hiring (federal),Capability: Hiring (state),Need: Hiring (federal),Need: Hiring (state)"
    assert _uses(check(f"{head}\n{ROWS}".encode()))[0] == "capability, Hiring (federal)"


def test_brackets_of_unknown_meaning_are_asked_about(tmp_path: Path) -> None:
    """An area that only such brackets tell from one of the other side is asked about, and the line settles it."""
    text = f"Office,Capability: Hiring (federal),Capability: Letters,Need: Hiring,Need: Letters\n{ROWS}"
    reading = check(text.encode())
    assert [(one.code, one.facts["use"]) for one in reading.errors] == [("CX309", "capability, Hiring")]
    path = tmp_path / "columns.toml"
    path.write_text(f"[columns]\n{reading.errors[0].facts['line']}\n", encoding="utf-8")
    assert check(text.encode(), columns=path).ready


def test_choices_name_the_areas_that_headings_number() -> None:
    """Options in cells are the areas of numbered headings."""
    text = "Office,Capability: 1. Signage,Capability: 2. Letters,Top needs\nA,5,1,Letters;\nB,1,3,Signage;Letters;\n"
    assert _uses(check(text.encode())) == ["capability, Signage", "capability, Letters", "picks"]


def test_choices_part_at_the_areas_of_numbered_headings() -> None:
    """Areas keep the name that the survey gives them, whatever frameworks know them by."""
    head = "Office,Capability,Need: A1 Hiring,Need: A2 Governance"
    reading = check(f"{head}\nA,Hiring / Governance,1,2\nB,Governance,3,3\nC,Hiring,3,4\n".encode())
    assert reading.ready
    assert _uses(reading) == ["capability picks", "need, Hiring", "need, Governance"]


@pytest.mark.parametrize("heading", ["Capability: Hiring - Comments", "Hiring - Comments", "Capability: Hiring (notes)"])
def test_a_comment_on_an_area_is_no_rating(heading: str) -> None:
    """Words about a rating are not read as a rating."""
    text = f"Office,Capability: Hiring,{heading},Need: Hiring\nA,5,grew,2\nB,1,,3\n"
    reading = check(text.encode())
    assert reading.ready
    assert _uses(reading)[::2] == ["capability, Hiring", "need, Hiring"]
    assert "Hiring" not in _uses(reading)[1]


def test_a_column_has_one_note_on_its_use() -> None:
    """An area that is named anew later is not told twice, and what is told is what counts."""
    head = (
        "Office,How strong is your office in 1. Hiring?,How strong is your office in 2. Governance?,Need: Hiring,Need: Governance"
    )
    notes = [one.place.column for one in check(f"{head}\n{ROWS}".encode()).findings if one.code == "CX474"]
    assert len(notes) == len(set(notes))
