"""Policies from TOML, and from the command line."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cxmatch.domain.parts import Capacity, Seats
from cxmatch.domain.policy import Must, Objective, Pair, Past, Policy, Starred
from cxmatch.domain.weighing import Preference, Wish
from cxmatch.errors import FileError, SettingsError

WHOLE = """
objective = "worst-off-first"
tie_seed = "spring"
locked = [["A", "B"],
  ["E", "F"]]

[weights]
Hiring = 2   # twice
[capacity]
mentor = 2
mentor_at_least = { each = 1 }
"C" = 3
[capacity.offices."D (East)"]
protege = 2
[must]
different_department = false
minimum_fit = 4
everyone = true
[[forbidden]]
mentor = "C"
protege = "D (East)"
reason = "same chain of command"
[[past]]
mentor = "A"
protege = "C"
[[past]]
mentor = "A"
protege = "D (East)"
repeat = 5
[[prefer]]
attribute = "Region"
want = "near"
points = 2
within = 3
[[starred]]
mentor = "B"
protege = "A"
points = 3
"""


def test_every_setting_is_read() -> None:
    """A policy file sets what it names and leaves the rest at the default."""
    policy = Policy.parse(WHOLE)
    assert policy == Policy(
        objective=Objective.WORST_OFF_FIRST,
        tie_seed="spring",
        weights={"Hiring": 2},
        capacity=Capacity(mentor=2, mentor_at_least=1, each=True, offices={"C": Seats(mentor=3), "D (East)": Seats(protege=2)}),
        must=Must(different_department=False, minimum_fit=4, everyone=True),
        locked=(Pair(mentor="A", protege="B"), Pair(mentor="E", protege="F")),
        forbidden=(Pair(mentor="C", protege="D (East)", reason="same chain of command"),),
        past=(Past(mentor="A", protege="C"), Past(mentor="A", protege="D (East)", points_off=5)),
        prefer=(Preference(attribute="Region", want=Wish.NEAR, points=2, within=3),),
        starred=(Starred(mentor="B", protege="A", points=3),),
    )
    assert Policy.parse("") == Policy()


def test_every_value_knows_its_line() -> None:
    """Settings, pairs in either form, and seats of offices say in which line of the file they stand."""
    policy = Policy.parse(WHOLE, "rules.toml")
    assert policy.where("objective") == "rules.toml, line 2"
    assert [policy.where("locked", pair) for pair in policy.locked] == ["rules.toml, line 4", "rules.toml, line 5"]
    assert policy.where("weights", "Hiring") == "rules.toml, line 8"
    assert policy.where("capacity", "mentor_at_least") == "rules.toml, line 11"
    assert policy.where("capacity", "D (East)") == "rules.toml, line 13"
    assert policy.where("must", "everyone") == "rules.toml, line 18"
    assert policy.where("forbidden", policy.forbidden[0]) == "rules.toml, line 19"
    assert [policy.where("past", pair) for pair in policy.past] == ["rules.toml, line 23", "rules.toml, line 26"]
    assert policy.where("must", "one_role") == ""


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("wieghts = 1", 'Did you mean "weights"'),
        ("\n\nlokced = []", "line 3"),
        ("one_role = true", r"belongs under \[must\]"),
        ("[weights]\nHiring = -1", "line 2.*whole number from 0"),
        ("[weights]\nHiring = 0", "every weight is 0"),
        ("[weights]\nHiring = 1.5", "whole number"),
        ("[capacity]\nA = -1\nB = 1e9", "(?s)line 2.*line 3"),
        ('[capacity]\nA = 1\n"A" = 2', "not a TOML file"),
        ("[capacity]\nmentor_at_least = { ech = 1 }", "each = 1"),
        ('[capacity.offices."A"]\nmentr = 2', 'Did you mean "mentor"'),
        ('locked = [["A", "A"]]', "with itself"),
        ('locked = [["A"]]', "names no mentor or protege"),
        ('locked = "A"', "list of entries"),
        ('locked = [["A", "B"], ["A", "B"]]', "stands twice"),
        ('objective = "best"', "no objective"),
        ('objective = "worst-of-first"', 'Did you mean "worst-off-first"'),
        ("[must]\nminimum_fit = -1", "from 0"),
        ("[must]\nminimum_fit = true", "whole number"),
        ("[must]\nones_role = true", 'Did you mean "one_role"'),
        ("[weights]\nHiring = 1\nhiring = 2", "stands twice"),
        ('locked = [["A", "*"]]', "two offices"),
        ("locked = []\npins = []", "same setting"),
        ('[[past]]\nmentor = "A"\nprotege = "B"\nrepeat = 0', "repeat is a whole number from 1"),
        ('[[past]]\nmentor = "A"\nprotege = "B"\nrepeat = "sometimes"', "repeat is a whole number"),
        ('[[prefer]]\nattribute = "Region"\nwant = "sam"\npoints = 1', 'Did you mean "same"'),
        ('[[prefer]]\nattribute = "Region"', "names no want or points"),
        ('[[starred]]\nmentor = "A"\nprotege = "*"\npoints = 1', '"starred" names two offices'),
        ('[[starred]]\nmentor = "A"\nprotege = "A"\npoints = 1', "paired with itself"),
        ('[[starred]]\nmentor = "A"\nprotege = "B"\npoints = 0', "points"),
        ('[[forbidden]]\nmentor = "A"', "names no protege"),
        ("tie_seed = 5", "text in quotes"),
        ("a = " + "[" * 20_000, "line 1: brackets"),
    ],
)
def test_settings_that_make_no_sense_are_refused(text: str, words: str) -> None:
    """Unknown keys get the nearest name and their line; values out of range are named."""
    with pytest.raises(SettingsError, match=words):
        Policy.parse(text)


def test_everything_wrong_is_said_at_once() -> None:
    """One reading names every mistake, in the order of the lines."""
    with pytest.raises(SettingsError) as refused:
        Policy.parse(
            'objective = "x"\n[must]\none_rol = true\n[weights]\nHiring = "two"\n[[locked]]\nmentor = "A"\nprotege = "A"'
        )
    assert [line.split(":")[0].strip() for line in refused.value.what.splitlines()[1:]] == [
        "line 1",
        "line 3",
        "line 5",
        "line 6",
    ]


def test_a_missing_policy_is_a_file_error() -> None:
    """A policy that is not there is named."""
    with pytest.raises(FileError, match=r"nowhere\.toml"):
        Policy.load("nowhere.toml")


@given(st.text(max_size=200))
def test_no_text_breaks_the_reader(text: str) -> None:
    """Whatever a policy file holds, it is a policy or a SettingsError."""
    try:
        made = Policy.parse(text)
    except SettingsError:
        return
    assert isinstance(made, Policy)


def test_an_office_may_be_called_never() -> None:
    """Only `repeat` has that word for a pair that is never made again."""
    policy = Policy.parse('past = [["never", "B"]]\n[[forbidden]]\nmentor = "never"\nprotege = "B"')
    assert [pair.mentor for pair in (*policy.past, *policy.forbidden)] == ["never", "never"]
    assert Policy.parse('[[past]]\nmentor = "A"\nprotege = "B"\nrepeat = "never"').past[0].points_off is None


def test_a_pair_that_stands_twice_has_one_order() -> None:
    """Pairs that differ in nothing but their reason or their points come in the same order, however they were given."""
    twice = [Past(mentor="A", protege="B"), *(Past(mentor="A", protege="B", points_off=points) for points in range(1, 20))]
    reasons = [Pair(mentor="A", protege="B", reason=f"reason {number}") for number in range(20)]
    one = Policy(past=tuple(twice), forbidden=tuple(reasons))
    other = Policy(past=tuple(reversed(twice)), forbidden=tuple(reversed(reasons)))
    assert one == other
    assert [pair.points_off for pair in one.past] == [None, *range(1, 20)]
    assert [pair.reason for pair in one.forbidden] == sorted(f"reason {number}" for number in range(20))


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "a rung where the survey asks for it, else among equals"),
        ('objective = "worst-off-first"', "a rung where the survey asks for it, else among equals"),
        ('objective = "total-first"', "among equals"),
        ('objective = "total-first"\nasked_first = "rung"', "a rung before the points"),
        ('objective = "total-first"\nasked_first = "worth 4"', "worth 4"),
        ('asked_first = "off"', "not looked at"),
    ],
)
def test_how_what_was_asked_for_first_counts_is_said_as_it_is(text: str, words: str) -> None:
    """Under the default it depends on the objective, and on the survey only where it does."""
    assert Policy.parse(text).asked_words == words
