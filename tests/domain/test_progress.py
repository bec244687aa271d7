"""Tallies of check-ins, against counting them one by one."""

from collections import Counter

import pytest
from checkins import drawn
from invent import cohort as invented_cohort

import cxmatch as cx
from cxmatch.domain.checkin import LEVELS, MEETINGS, OWN_WORDS, CheckIn, CheckIns
from cxmatch.domain.matching import Side
from cxmatch.domain.progress import QUESTIONS, by_question, tallies


def said(each: CheckIn, question: str) -> str:
    return "some" * (question in each.words) if question in OWN_WORDS else each.chosen.get(question, "")


@pytest.mark.parametrize("seed", range(12))
def test_a_tally_counts_each_answer_of_each_side_once(seed: int) -> None:
    """Of every question and side the answers are those given, levels in their order; the other pairs did not say."""
    run = cx.pair(invented_cohort(seed, 10))
    read = CheckIns(answers=tuple(drawn(run, seed)))
    found = tallies([read.by_pair.get((fit.mentor, fit.protege), ()) for fit in run.matching.pairings])
    assert [(tally.question, tally.by) for tally in found] == [
        (question, side)
        for question in QUESTIONS
        for side in Side
        if any(said(each, question) for each in read.answers if each.by is side)
    ]
    for tally in found:
        given = Counter(answer for each in read.answers if each.by is tally.by and (answer := said(each, tally.question)))
        assert sorted(tally.answers.values()) == sorted(given.values())
        if tally.question in LEVELS:
            assert [*tally.answers] == [level for level in LEVELS[tally.question] if given[level]]
        if tally.question == MEETINGS:
            assert f"say {sum(int(answer) * number for answer, number in given.items()):,} in all" in tally.words.replace(
                "says", "say"
            )
        assert sum(tally.answers.values()) + tally.silent_pairs == len(run.matching.pairings)
    assert len(by_question(found)) == len({tally.question for tally in found})


def test_nobody_says_nothing() -> None:
    """Without check-ins there is no tally."""
    assert tallies([(), ()]) == ()
