"""Two runs compared: what is said of both is true of both, and what does not compare is not compared."""

import pytest
from invent import asking
from invent import cohort as invented_cohort

import cxmatch as cx
from cxmatch.domain.asked import count_led
from cxmatch.domain.policy import Policy


@pytest.mark.parametrize(
    ("text", "recounted"),
    [
        ('asked_first = "ties"', False),
        ('objective = "total-first"', False),
        ("[must]\nminimum_fit = 2", False),
        ('asked_first = "worth 4"', True),
        ("[fit]\nalike = true", True),
        ("[fit]\nlead_at_most = 1", True),
    ],
)
def test_totals_that_are_counted_in_another_way_are_not_compared_without_a_word(text: str, *, recounted: bool) -> None:
    """Settings by which fits are counted are told from those that choose among plans, and who is led is said of both runs."""
    cohort = asking(invented_cohort(5, 12), 5)
    before, after = cx.pair(cohort), cx.pair(cohort, Policy.parse(text))
    told = cx.compare(before, after)
    assert told.recounted == recounted
    assert ("do not compare" in told.words) == recounted
    assert told.led == tuple(count_led(run.rated, run.matching.pairings).led for run in (before, after))
    assert all(f"{number} led in what they asked for first" in told.words for number in told.led)


def test_a_survey_that_does_not_ask_has_nobody_led_to_compare() -> None:
    """Who is led in what they rated highest is another count."""
    cohort = invented_cohort(5, 12)
    told = cx.compare(cx.pair(cohort), cx.pair(asking(cohort, 5)))
    assert told.led is None
    assert "led" not in told.words.split(", total")[0].split()
