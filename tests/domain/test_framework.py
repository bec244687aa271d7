"""Frameworks: the built-in ones and the user's own."""

import pytest

from cxmatch.domain.framework import Framework, builtin_names, frameworks
from cxmatch.errors import SettingsError
from cxmatch.records.text import clean, fold


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
