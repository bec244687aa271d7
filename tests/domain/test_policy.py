"""Policies from TOML."""

import pytest

from cxmatch.domain.errors import FileError, SettingsError
from cxmatch.domain.policy import Objective, Pair, Policy

WHOLE = """
objective = "most-points"
tie_seed = "spring"
locked = [["A", "B"]]
[weights]
Hiring = 2
[capacity]
A = 3
[rules]
different_department = false
minimum_fit = 4
[[forbidden]]
mentor = "C"
protege = "D"
"""


def test_every_setting_is_read() -> None:
    """A policy file sets what it names and leaves the rest at the default."""
    policy = Policy.parse(WHOLE)
    assert policy.objective is Objective.MOST_POINTS
    assert (policy.tie_seed, policy.weights, policy.capacity) == ("spring", {"Hiring": 2}, {"A": 3})
    assert (policy.rules.different_department, policy.rules.minimum_fit) == (False, 4)
    assert (policy.locked, policy.forbidden, policy.past) == (
        (Pair(mentor="A", protege="B"),),
        (Pair(mentor="C", protege="D"),),
        (),
    )
    assert Policy.parse("") == Policy()


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("wieghts = 1", 'Did you mean "weights"'),
        ("\n\nlokced = []", "line 3"),
        ("[weights]\nHiring = -1", "whole number from 0"),
        ("[weights]\nHiring = 0", "every weight is 0"),
        ("[weights]\nHiring = 1.5", "whole number"),
        ("[capacity]\nA = -1\nB = 1e9", "whole number"),
        ('[capacity]\nA = 1\n"A" = 2', "not a TOML file"),
        ('locked = [["A", "A"]]', "with itself"),
        ('locked = [["A"]]', "no pair"),
        ('locked = "A"', "list of pairs"),
        ('objective = "best"', "Choose one of|no objective"),
        ("[rules]\nminimum_fit = -1", "0 or more"),
        ("[rules]\nminimum_fit = true", "whole number"),
        ("[weights]\nHiring = 1\nhiring = 2", "stands twice"),
        ('locked = [["A", "*"]]', "two offices"),
        ("locked = []\npins = []", "same setting"),
        ("[rules]\ndiferent_department = true", 'Did you mean "different_department"'),
        ("tie_seed = 5", "text in quotes"),
        ("a = " + "[" * 20_000, "not a TOML file"),
    ],
)
def test_settings_that_make_no_sense_are_refused(text: str, words: str) -> None:
    """Unknown keys get the nearest name and their line; values out of range are named."""
    with pytest.raises(SettingsError, match=words):
        Policy.parse(text)


def test_a_missing_policy_is_a_file_error() -> None:
    """A policy that is not there is named."""
    with pytest.raises(FileError, match=r"nowhere\.toml"):
        Policy.load("nowhere.toml")
