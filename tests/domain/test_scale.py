"""Scales: reading a level, saying it back."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cxmatch.domain.scale import Scale, decimal_text
from cxmatch.errors import SettingsError


@given(st.integers(0, 2), st.data())
def test_every_level_reads_back_from_what_it_says(decimals: int, data: st.DataObject) -> None:
    """Saying a level and reading it is the identity on every numeric scale."""
    scale = Scale(low=0, high=7, decimals=decimals)
    level = data.draw(st.integers(scale.bottom, scale.top))
    assert scale.read(scale.say(level)) == level


def test_labels_count_from_one_and_ignore_case() -> None:
    """The lowest label is level 1."""
    scale = Scale.of_labels("Reactive", "Tactical", "Strategic")
    assert [scale.read(text) for text in ("reactive", " Strategic ", "Foundational", "2")] == [1, 3, None, 2]
    assert scale.say(2) == "Tactical"


@pytest.mark.parametrize(
    "text", ["1_0", "nan", "inf", "1e400", "٣", "５", "", "3-Apr", "80%", "$3", "6", "0", "-1", "4.555", "9" * 5000]
)
def test_what_only_a_computer_calls_a_number_is_no_level(text: str) -> None:
    """Underscores, NaN, exponents, other digits, units, and values off the scale are no levels of 1 to 5."""
    assert Scale(decimals=2).read(text) is None


def test_decimals_are_exact_and_never_rounded() -> None:
    """4.5 is 45 tenths; a finer rating than the scale has is refused."""
    assert Scale(decimals=1).read("4.5") == 45
    assert Scale(decimals=1).read("4.50") == 45
    assert Scale(decimals=1).read("4.55") is None
    assert Scale(low=0, decimals=2).read("4.06") == 406


@given(st.integers(-(10**9), 10**9), st.integers(0, 4))
def test_decimal_text_is_exact(amount: int, zeros: int) -> None:
    """The text times the unit is the amount again."""
    text = decimal_text(amount, 10**zeros)
    whole, _, rest = text.partition(".")
    assert int(whole + rest.ljust(zeros, "0")) == amount


@pytest.mark.parametrize("text", ["5", "5-1", "a-b", "1-1", ""])
def test_a_scale_that_makes_no_sense_is_refused(text: str) -> None:
    """A scale goes from a lower to a higher whole number."""
    with pytest.raises(SettingsError):
        Scale.of_range(text)


def test_a_scale_is_typed_in_several_ways() -> None:
    """A hyphen, two dots or the word "to": the same scale."""
    assert {Scale.of_range(text) for text in ("0-5", "0..5", " 0 to 5 ")} == {Scale(low=0, high=5, decimals=2)}
