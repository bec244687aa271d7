"""A preference for links between departments: in the ledger, on the bill, proven, and the same for large cohorts."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from invent import cohort as invented_cohort

import cxmatch as cx
from cxmatch.domain.decisions import without_effect
from cxmatch.domain.policy import Policy
from cxmatch.errors import SettingsError
from cxmatch.matching.board import board_of
from cxmatch.matching.fit import FitMatrix
from cxmatch.matching.largefit import LargeFit

LINKS = Policy.parse(
    '[[prefer]]\npoints = 2\nlinks = [["Department 0", "Department 1", " DEPARTMENT 2 "], ["Department 3", "Department 2"]]\n'
)
JOINED = [{"department 0", "department 1"}, {"department 0", "department 2"}, {"department 3", "department 2"}]


def linked(cohort: cx.Cohort, mentor: str, protege: str) -> bool:
    """Whether two offices are of departments that the policy of this file links."""
    return {cohort.office(name).department.casefold() for name in (mentor, protege)} in JOINED


@given(seed=st.integers(0, 10**5))
def test_a_link_counts_for_both_directions_and_for_nobody_else(seed: int) -> None:
    """Every pair of a cohort has the points in its ledger where its departments are linked; arrays and entries agree."""
    cohort = invented_cohort(seed, 7, departments=5)
    matrix = FitMatrix.of(cohort, LINKS)
    for row, mentor in enumerate(matrix.mentors):
        for column, protege in enumerate(matrix.proteges):
            entry = next(part for part in matrix[mentor.id, protege.id].contributions if part.term == "Department: new link")
            assert entry.points == 2 * matrix.ledger.unit * linked(cohort, mentor.id, protege.id)
            assert entry.points == matrix.preferred[row, column]
            assert bool(entry.unanswered) == (not (mentor.department and protege.department))


@given(seed=st.integers(0, 10**5))
def test_a_run_with_links_verifies_and_is_on_the_bill(seed: int) -> None:
    """The total has the points, `verify` recomputes them, the record reads back, and the bill has a line for it."""
    try:
        run = cx.pair(invented_cohort(seed, 8, departments=5), LINKS)
    except cx.NoPairingError:
        return
    assert cx.verify(run) == ()
    assert cx.Run.from_json(run.to_json()) == run
    assert any(charge.rule.startswith("preference: Department new link, 2 points") for charge in run.bill)
    new, before = (
        sum(linked(run.cohort, fit.mentor, fit.protege) for fit in each.matching.pairings) for each in (run, cx.pair(run.cohort))
    )
    assert new >= before  # as many are paired, and the points of a link only pull toward it


def test_a_forged_link_is_found() -> None:
    """A record that counts a link which its policy does not have does not verify."""
    runs = (cx.pair(invented_cohort(seed, 12, departments=5), LINKS) for seed in range(20))
    run = next(run for run in runs if any(linked(run.cohort, fit.mentor, fit.protege) for fit in run.matching.pairings))
    assert cx.verify(run) == ()
    other = Policy.parse('[[prefer]]\npoints = 2\nlinks = [["Department 7", "Department 8"]]\n')
    assert cx.verify(replace(run, policy=other)) != ()


@pytest.mark.parametrize("seed", range(4))
def test_large_cohorts_count_links_alike(seed: int) -> None:
    """What the kinds of a large cohort count is what the matrix of a small one does: mentors of two departments are two kinds."""
    cohort = invented_cohort(seed, 12, departments=5)
    small, large = FitMatrix.of(cohort, LINKS), LargeFit.of(cohort, LINKS)
    kinds, firsts = large.kinds
    values = large.points(np.arange(len(firsts)), slice(None))[kinds]
    assert (values[small.allowed] == small.points[small.allowed]).all()
    assert len(firsts) > 1


@pytest.mark.parametrize(
    ("lines", "words"),
    [
        ('links = [["A"]]', "names another department"),
        ('links = [["A", "a"]]', "names another department"),
        ('links = ["A", "B"]', "names no department or ends"),
        ('links = [["A", "B"]]\nattribute = "Region"', 'leave out "attribute" and "want"'),
        ('links = [["A", "B"]]\nwant = "same"', 'leave out "attribute" and "want"'),
        ("links = [[1, 2]]", '"department" is a text in quotes'),
    ],
)
def test_links_that_make_no_sense_are_refused_with_their_line(lines: str, words: str) -> None:
    """Each mistake is named with the line, as others of a policy are."""
    with pytest.raises(SettingsError) as refused:
        Policy.parse(f"[[prefer]]\npoints = 2\n{lines}\n", "policy.toml")
    assert words in str(refused.value)
    assert "line " in str(refused.value)


def test_a_department_that_is_not_there_is_named() -> None:
    """A link with a department of no office brings nobody points, and the nearest is said."""
    cohort = invented_cohort(1, 9, departments=2)
    policy = Policy.parse('[[prefer]]\npoints = 2\nlinks = [["Department 0", "Departmint 1"]]\n', "policy.toml")
    said = without_effect(policy, cohort)
    assert len(said) == 1
    assert 'no office belongs to "Departmint 1"' in said[0]
    assert 'Did you mean "Department 1"?' in said[0]
    assert "policy.toml, line" in said[0]


def test_what_the_page_plans_with_has_the_links() -> None:
    """The board of a run has what a link adds to each pair, under the name of the ledger."""
    board = board_of(FitMatrix.of(invented_cohort(2, 9, departments=5), LINKS))
    assert [term for term, _ in board.added] == ["Department: new link"]


def test_a_preference_without_links_is_written_as_before() -> None:
    """A record of a run that has no links does not name them."""
    policy = Policy.parse('[[prefer]]\nattribute = "Region"\nwant = "same"\npoints = 1\n')
    run = cx.pair(invented_cohort(0, 8, departments=6), policy)
    assert '"links"' not in run.to_json()
    assert replace(run, policy=LINKS).to_json() != run.to_json()
