"""One cell at a time: a level, a way of not answering, or trouble with a reason that helps."""

from __future__ import annotations

import pytest

from cxmatch.domain.framework import Scale
from cxmatch.survey.answers.ratings import _understand

NUMBERS = Scale(low=1, high=5, decimals=2)
WORDS = Scale.of_labels("Reactive", "Tactical", "Strategic", "Foundational", "Customer-centric")


@pytest.mark.parametrize(
    ("text", "level"), [("4", 400), ("4.5", 450), (" 4.25\u00a0", 425), ("5*", 500), ("3\u00b2", 300), ("2 [1]", 200)]
)
def test_levels_are_exact(text: str, level: int) -> None:
    """A rating is a whole number of hundredths; blanks and footnote marks around it are forgiven."""
    assert _understand(text, NUMBERS, {}).level == level


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("", "blank"),
        (" ", "blank"),
        ("N/A", "N/A"),
        ("n/a", "N/A"),
        ("-", "-"),
        ("\u2014", "-"),
        ("Unknown", "Unknown"),
        ("Don\u2019t know", "Unknown"),
        ("No  Data", "No Data"),
        ("No basis", "No basis"),
        ("keine Angabe", "not answered"),
        ("No sabe", "Unknown"),
        ("Sans objet", "N/A"),
        ("?", "Unknown"),
    ],
)
def test_there_are_many_ways_of_not_answering(text: str, kind: str) -> None:
    """None of them is a level, and each is counted by its kind."""
    answer = _understand(text, NUMBERS, {})
    assert (answer.level, answer.absent, answer.code) == (None, kind, "")


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("6", "CX104"),
        ("-1", "CX104"),
        ("1_0", "CX104"),
        ("nan", "CX104"),
        ("1e400", "CX104"),
        ("9" * 5000, "CX104"),
        ("3.00000000000000001", "CX105"),
        ("4.125", "CX105"),
        ("#REF!", "CX101"),
        ("#N/A", "CX101"),
        ("#DIV/0!", "CX101"),
        ("3-Apr", "CX102"),
        ("Apr-03", "CX102"),
        ("2024-04-03", "CX102"),
        ("2024-04-03T00:00:00", "CX102"),
        ("3/4/2024", "CX102"),
        ("80%", "CX103"),
        ("$3", "CX103"),
        ("1,234", "CX106"),
        ("4,5", "CX106"),
        ("\uff15", "CX107"),
        ("\u0661", "CX107"),
        ("True", "CX108"),
        ("no", "CX108"),
        ("5 - Expert", "CX109"),
        ("1 = None", "CX109"),
        ("Somewhat (2)", "CX109"),
        ("a lot", "CX104"),
    ],
)
def test_trouble_says_what_it_is(text: str, code: str) -> None:
    """Nothing that is not plainly a level becomes one, and the code says why."""
    answer = _understand(text, NUMBERS, {})
    assert (answer.level, answer.absent, answer.code) == (None, "", code)


def test_a_yes_or_no_is_offered_the_end_of_the_scale_that_it_means() -> None:
    """The example of a line for a columns file takes yes as the highest level and no as the lowest."""
    assert _understand("True", NUMBERS, {}).facts["map"] == '"True" = "5"'
    assert _understand("no", NUMBERS, {}).facts["map"] == '"no" = "1"'


def test_a_near_label_is_suggested() -> None:
    """A misspelled label is refused with the label that was probably meant."""
    assert _understand("Strateegic", WORDS, {}).facts["hint"] == ' Did you mean "Strategic"?'
    assert _understand("  tactical ", WORDS, {}).level == 2


def test_a_columns_file_can_explain_answers() -> None:
    """What the organizer wrote below [levels] counts, for levels and for not answering."""
    levels = {"5 - expert": "5", "-99": "not answered"}
    assert _understand("5 - Expert", NUMBERS, levels).level == 500
    assert _understand("-99", NUMBERS, levels).absent == "not answered"


def test_a_decimal_comma_counts_only_where_the_file_has_them() -> None:
    """4,5 is 4.5 in a file with decimal commas, and trouble in any other."""
    assert _understand("4,5", NUMBERS, {}, decimal_comma=True).level == 450
    assert _understand("4,5", NUMBERS, {}).code == "CX106"
