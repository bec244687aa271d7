"""Surveys of known content, as survey tools and people write them, are read as that content or asked about."""

from __future__ import annotations

from fractions import Fraction
from functools import cache
from pathlib import Path

import pytest
from survey import variant_maker, variants

from cxmatch.survey.reader import check

SHORT, MANY = 40, 240
# Whose variants are read otherwise without a word today; a row goes as soon as its fault is mended.
OPEN = {
    "mark: Yes",
    "ask_cap: Maturity",
    "ask_need: Target",
    "doubt: two years",
    "ask_need: Would like to be mentored in",
    "ask_need: trained in sentence",
    "strangers: ignore this",
    "strangers: Gesamtdurchschnitt",
}


def _short() -> list[object]:
    turns = [f"{dimension}: {lead.name}" for dimension, lead in (variant_maker.turn(1, number) for number in range(SHORT))]
    mended = pytest.mark.xfail(strict=True, reason="read otherwise without a word")
    return [pytest.param(at, id=name, marks=[mended] if name in OPEN else []) for at, name in enumerate(turns)]


@pytest.mark.parametrize("number", _short())
def test_a_variant_is_never_read_otherwise_without_a_word(number: int, tmp_path: Path) -> None:
    """A variant reads to the content that it was made from, or is refused."""
    outcome = variants.judged(1, number, tmp_path)
    assert outcome.verdict in ("right", "refused"), f"{outcome.words}: {outcome.why}"


@cache
def _many(seed: int) -> list[variants.Outcome]:
    return variants.campaign(MANY, seed)


@pytest.mark.campaign
@pytest.mark.parametrize("seed", [1, 2, 3])
def test_many_variants(seed: int) -> None:
    """The same for hundreds of them."""
    wrong = [one for one in _many(seed) if one.verdict in ("silent", "traceback")]
    assert [f"{one.number} {one.words}: {one.why}" for one in wrong] == []


@pytest.mark.campaign
@pytest.mark.parametrize("seed", [1, 2, 3])
def test_no_way_out_leads_to_a_wrong_reading(seed: int) -> None:
    """Who does what the refusal of a variant proposes, as it stands, has the true content in the end, or another question."""
    assert [f"{one.number} {one.words}: {one.why}" for one in _many(seed) if one.out == "leads to a wrong reading"] == []


def test_every_row_of_the_tables_goes_with_some_others() -> None:
    """No row is there in vain: a variant can be drawn for each, and made."""
    for number in range(sum(map(len, variant_maker.DIMENSIONS.values()))):
        chosen, chance = variant_maker.draw(1, number)
        assert variant_maker.Maker(chosen, chance).make().rows


@pytest.mark.parametrize(
    ("capability", "need", "same"),
    [
        ([5, 1, 3], [1, 3, 5], True),
        ([4, 0, 2], [11, 13, 15], True),
        ([4, 1, 2], [1, 3, 5], False),
        ([1, 5, 3], [1, 3, 5], False),
        ([5, None, 3], [1, 3, 5], False),
    ],
)
def test_the_judge_knows_a_shift_from_a_fault(capability: list[int | None], need: list[int | None], same: bool) -> None:
    """Levels that are all some steps higher are the same content; a single one that is, or that nobody gave, is not."""
    reading = check(b"Office,Capability: Hiring,Need: Hiring\nA,5,1\nB,1,3\nC,3,5\n")
    assert (variants.differences(reading, _made(capability, need)) == []) is same


def test_the_judge_lets_two_levels_be_any_two() -> None:
    """Of two levels nobody knows how far they are apart; which is the higher counts."""
    reading = check(b"Office,Capability: Hiring,Need: Hiring\nA,5,1\nB,1,3\nC,5,5\n")
    assert variants.differences(reading, _made([1, 0, 1], [1, 3, 5])) == []
    assert variants.differences(reading, _made([0, 1, 0], [1, 3, 5])) != []


def _made(capability: list[int | None], need: list[int | None]) -> variant_maker.Made:
    sides = {"capability": capability, "need": need}
    levels = {side: {"Hiring": dict(zip("ABC", map(_level, own), strict=True))} for side, own in sides.items()}
    return variant_maker.Made(
        rows=[], offices=[*"ABC"], areas={"Hiring": {"hiring"}}, levels=levels, homes=[""] * 3, seats=[(1, 1)] * 3
    )


def _level(number: int | None) -> Fraction | None:
    return None if number is None else Fraction(number)
