"""Frameworks: the built-in ones and those from files; scales: reading a level, saying it back."""

from decimal import ROUND_HALF_UP, Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cxmatch.domain.framework import Framework, Scale, builtin_names, frameworks
from cxmatch.errors import SettingsError
from cxmatch.records.text import clean, decimal_text, fold


def test_the_five_built_in_frameworks() -> None:
    """All five load, the default first, each with prompts for every area and unique words."""
    assert builtin_names()[0] == "roundtable"
    assert set(builtin_names()) == {"roundtable", "omb-a11", "cx-maturity", "digital-gov", "mission-support"}
    for framework in frameworks():
        assert framework.id in builtin_names()
        assert all(area.prompts and area.summary for area in framework.areas)


def test_maturity_runs_low_to_high() -> None:
    """The labels that people guess the wrong way round are in their published order."""
    labels = ("Reactive", "Tactical", "Strategic", "Foundational", "Customer-centric")
    assert Framework.load("cx-maturity").capability_scale.labels == labels


@pytest.mark.parametrize(
    "heading", ["Hiring", " hiring ", "STAFFING", "Organizational design", "culture", "Governance structures"]
)
def test_aliases_find_their_area(heading: str) -> None:
    """Headings match without regard to case, blanks and aliases."""
    assert Framework.load("roundtable").area(heading) is not None


def test_an_unknown_framework_gets_the_nearest_name() -> None:
    """A misspelt built-in name is refused with a suggestion."""
    with pytest.raises(SettingsError, match='Did you mean "roundtable"'):
        Framework.load("roundtabel")


@pytest.mark.parametrize(
    "text",
    [
        "",
        "id = 1",
        'id = "x"\nname = "X"\nareas = []',
        'id = "x"\nname = "X"\nareas = [{name = "A"}, {name = "a "}]',
        "= =",
        "areas = 5",
    ],
)
def test_a_file_that_is_no_framework_is_refused(text: str) -> None:
    """No areas, two areas of one name, or no TOML at all: a clear error."""
    with pytest.raises(SettingsError):
        Framework.parse(text, "own.toml")


def test_names_are_compared_as_readers_see_them() -> None:
    """Case, blanks, zero-width characters, composed and decomposed letters, ligatures do not tell two names apart."""
    same = ["Caf\u00e9 of\ufb01ce", "CAFE\u0301  OFFICE", " caf\u00e9\u00a0off\u200bice"]
    assert len({fold(name) for name in (same[1], same[2])}) == 1
    assert fold("\ufb01le") == fold("file")
    assert fold("Stra\u00dfe") == fold("STRASSE")
    assert clean("a\u202eb\x1b[31m") == "ab[31m"


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


@given(
    st.from_regex(r"[+-]?[0-9]{1,2}(\.[0-9]{1,12})?", fullmatch=True),
    st.integers(-9, 0),
    st.integers(1, 99),
    st.integers(0, 2),
)
def test_a_level_is_rounded_as_decimals_are(text: str, low: int, high: int, decimals: int) -> None:
    """The nearest level, half away from zero, of what lies on the scale before it is rounded; what needs no rounding stays."""
    scale, number = Scale(low=low, high=high, decimals=decimals), Decimal(text)
    nearest = int((number * scale.unit).quantize(Decimal(1), rounding=ROUND_HALF_UP))
    assert scale.rounded(text) == (nearest if low <= number <= high else None)
    assert scale.read(text) in (None, scale.rounded(text))


def test_only_a_number_of_a_scale_of_numbers_is_rounded() -> None:
    """Words, exponents and digits of other scripts are not, nor is anything on a scale of labels."""
    assert [Scale(decimals=2).rounded(text) for text in ("high", "1e0", "2,555", "\uff15.555", ".555", "5.", "")] == [None] * 7
    assert Scale.of_labels("Low", "High").rounded("1.6") is None
