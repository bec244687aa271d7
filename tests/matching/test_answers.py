"""Other answers: what prices and the cheapest change tell of them, against the ledger and against pairing again."""

import invent
import numpy as np
import pytest

import cxmatch as cx
from cxmatch.domain.run import Run
from cxmatch.errors import CxmatchError
from cxmatch.matching.answers import Answers
from cxmatch.matching.lines import Lines, ratings
from cxmatch.matching.plan import Plan


def run(seed: int) -> Run:
    """Pair an invented cohort, under a policy where it can be."""
    cohort = invent.cohort(seed, 5 + seed % 5, seats=1 + seed % 3)
    try:
        return cx.pair(cohort, invent.policy(seed, cohort) if seed % 2 else None)
    except CxmatchError:
        return cx.pair(cohort)


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
                areas = matrix.ledger.area_points((office,), matrix.proteges)[0]
                assert np.array_equal(row.value, areas + matrix.preferred[row.place])
                assert not (row.allowed & (areas <= 0) | row.allowed & matrix.rules.barred[row.place]).any()
            if column is not None:
                areas = matrix.ledger.area_points(matrix.mentors, (office,))[:, 0]
                assert np.array_equal(column.value, areas + matrix.preferred[:, column.place])
                assert not (column.allowed & (areas <= 0) | column.allowed & matrix.rules.barred[:, column.place]).any()


@pytest.mark.parametrize("seed", range(16))
def test_an_answer_alters_the_pairing_where_pairing_again_gives_another(seed: int) -> None:
    """Of every rating and level; what is harmless alters nothing."""
    answers = Answers(plan=Plan.of(run(seed)))
    for rating in ratings(answers.plan.run.cohort):
        for level in range(rating.scale.bottom, rating.scale.top + 1):
            changes = answers.changes(rating, level)
            assert answers.alters(rating, level) == changes
            assert not (changes and answers.is_harmless(rating, level))
