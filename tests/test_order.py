"""The order of rows, columns and rules of a survey changes nothing that is decided."""

import random
from dataclasses import replace

import pytest
from examples import daily
from invent import cohort as invented_cohort
from invent import policy as invented_policy
from invent import survey_csv

import cxmatch as cx
from cxmatch.domain.cohort import Source
from cxmatch.domain.run import Run
from cxmatch.exports.formats import FORMATS
from cxmatch.exports.handout import Handout


def decided(run: Run) -> dict[str, bytes]:
    """The tables and the record of a run, without the notes on where it was read from."""
    handout = Handout(report=cx.report(replace(run, cohort=replace(run.cohort, source=Source()))))
    return {name: content for made in ("csv", "mail", "json") for name, content in FORMATS[made].files(handout).items()}


@pytest.mark.parametrize("seed", daily(6, 20))
def test_shuffled_surveys_give_the_same_files(seed: int) -> None:
    """10 shuffles of the rows and columns of a survey, and of the rules: the same bytes."""
    cohort = invented_cohort(seed, 12, seats=2)
    policy = invented_policy(seed, cohort)
    rng = random.Random(seed)
    run = cx.pair(cx.read_survey(survey_csv(cohort)), policy)
    expected = decided(run)
    for _ in range(10):
        forbidden, weights = list(policy.forbidden), list(policy.weights.items())
        rng.shuffle(forbidden)
        rng.shuffle(weights)
        shuffled = replace(policy, forbidden=tuple(forbidden), weights=dict(weights))
        again = cx.pair(cx.read_survey(survey_csv(cohort, shuffle=rng)), shuffled)
        assert decided(again) == expected
        assert again.id == run.id
