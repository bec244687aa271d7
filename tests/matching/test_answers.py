"""Other answers: what prices and the cheapest change tell of them, against the ledger and against pairing again."""

import random
from dataclasses import replace

import invent
import numpy as np
import pytest
from examples import daily

import cxmatch as cx
from cxmatch.domain.policy import Policy
from cxmatch.domain.run import Run
from cxmatch.domain.weighing import Asked, AskedFirst
from cxmatch.errors import CxmatchError
from cxmatch.matching.answers import Answers
from cxmatch.matching.fit import FitMatrix
from cxmatch.matching.lines import At, Changed, Lines, ratings
from cxmatch.matching.plan import Plan


def run(seed: int) -> Run:
    """Pair an invented cohort, under a policy where it can be."""
    rng, cohort = random.Random(seed), invent.cohort(seed, 5 + seed % 5, seats=1 + seed % 3)
    if seed % 4 > 1:
        named = (replace(office, asked_first=(rng.choice(["data", "hiring", "research"]),)) for office in cohort.offices)
        cohort = replace(cohort, offices=tuple(named))
    asked = rng.choice([AskedFirst(), AskedFirst(use=Asked.RUNG), AskedFirst(points=3), AskedFirst(use=Asked.OFF)])
    try:
        return cx.pair(cohort, replace(invent.policy(seed, cohort) if seed % 2 else Policy(), asked_first=asked))
    except CxmatchError:
        return cx.pair(cohort, Policy(asked_first=asked))


@pytest.mark.parametrize("seed", range(16))
def test_lines_are_what_the_ledger_makes_of_another_answer(seed: int) -> None:
    """The row and the column of an office with one other answer, and whether each pair is allowed, at every level."""
    matrix = Plan.of(run(seed)).matrix
    lines = Lines(matrix=matrix)
    for rating in ratings(matrix.cohort):
        for level in range(rating.scale.bottom, rating.scale.top + 1):
            office = rating.answered(level)
            row, column = lines.row(office, rating.area), lines.column(office, rating.area)
            assert (row is None, column is None) == (office.id not in matrix.row, office.id not in matrix.column)
            if row is not None:
                areas, led = (make((office,), matrix.proteges)[0] for make in (matrix.ledger.area_points, matrix.firsts.led))
                _is_line(matrix, (row.line.place, slice(None)), row, areas, led)
            if column is not None:
                areas, led = (make(matrix.mentors, (office,))[:, 0] for make in (matrix.ledger.area_points, matrix.firsts.led))
                _is_line(matrix, (slice(None), column.line.place), column, areas, led)


def _is_line(matrix: FitMatrix, at: At, changed: Changed, areas: np.ndarray, led: np.ndarray) -> None:
    """A row or a column is worth its areas, its preferences and its points for what was asked for first."""
    more = matrix.firsts.points * (led.astype(int) - matrix.led[at].astype(int))
    assert np.array_equal(changed.line.value, areas + matrix.preferred[at] + more)
    assert np.array_equal(changed.led, led)
    assert not (changed.line.allowed & ((areas <= 0) | matrix.rules.barred[at])).any()


@pytest.mark.parametrize("seed", daily(3, 16))
def test_an_answer_alters_the_pairing_where_pairing_again_gives_another(seed: int) -> None:
    """Of every rating and level; what is harmless alters nothing."""
    answers = Answers(plan=Plan.of(run(seed)))
    for rating in ratings(answers.plan.run.cohort):
        for level in range(rating.scale.bottom, rating.scale.top + 1):
            changes = answers.changes(rating, level)
            assert answers.alters(rating, level) == changes
            assert not (changes and answers.is_harmless(rating, level))
