"""The options of the command line as nouns: what they make of a policy, and of the limits of a survey."""

import pytest

import cxmatch as cx
from cxmatch.commands.tables import RuleOptions, SurveyOptions
from cxmatch.domain.policy import Pair, Policy
from cxmatch.errors import SettingsError


def test_the_command_line_goes_before_the_file() -> None:
    """A weight of the command line replaces that of the file, locks and bans are added, and each says where it came from."""
    options = RuleOptions(lock=["A > B"], forbid=["C>D"], weight=["hiring=5"])
    policy = options.on(Policy.parse("[weights]\nHiring = 2\nData = 3"))
    assert policy.weights == {"Data": 3, "hiring": 5}
    assert (policy.where("locked", policy.locked[0]), policy.where("weights", "hiring")) == ("--lock", "--weight")
    assert policy.forbidden == (Pair(mentor="C", protege="D"),)


@pytest.mark.parametrize("text", ["A", "A>", "A>B>C", ""])
def test_a_pair_that_is_none_is_refused(text: str) -> None:
    """A lock on the command line has exactly two names."""
    with pytest.raises(SettingsError, match="no pair"):
        RuleOptions(lock=[text]).on(Policy())


@pytest.mark.parametrize("text", ["hiring", "=2", "hiring=two", "hiring=-1"])
def test_a_weight_that_is_none_is_refused(text: str) -> None:
    """A weight on the command line is a practice area and a whole number."""
    with pytest.raises(SettingsError, match="no weight"):
        RuleOptions(weight=[text]).on(Policy())


@pytest.mark.parametrize(
    ("text", "words"),
    [("row=5", 'Did you mean "rows"'), ("rows", "no number"), ("rows=many", "no number"), ("rows=0", "from 1"), ("", "no limit")],
)
def test_a_limit_that_is_none_is_refused(text: str, words: str) -> None:
    """A limit on the command line is one of those that there are, and a whole number."""
    with pytest.raises(SettingsError, match=words):
        _ = SurveyOptions(limit=[text]).keywords


def test_each_limit_is_given_by_its_name() -> None:
    """Several limits go together; the others stay at their default."""
    limits = SurveyOptions(limit=["rows=9", "cell-characters = 99"]).keywords["limits"]
    assert limits == cx.Limits(rows=9, cell_characters=99)
