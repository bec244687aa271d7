"""Explanations: why, why not, and what it would cost."""

import pytest
from invent import cohort as invented_cohort

import cxmatch as cx
from cxmatch.domain.errors import NoPairingError, SettingsError
from cxmatch.domain.explanation import Cost
from cxmatch.domain.policy import Pair, Policy
from cxmatch.matching.fit import FitMatrix


def test_the_cost_of_forcing_is_what_locking_costs() -> None:
    """For every allowed pair that was not made, the cost said is the difference that a lock really makes."""
    cohort = invented_cohort(6, 8)
    run = cx.pair(cohort)
    made = {(fit.mentor, fit.protege) for fit in run.matching.pairings}
    matrix = FitMatrix.of(cohort, Policy())
    for mentor in matrix.mentors:
        for protege in matrix.proteges:
            told = cx.explain(run, mentor=mentor.id, protege=protege.id)
            assert told.paired == ((mentor.id, protege.id) in made)
            if told.paired or told.fit.barred_by:
                continue
            locked = cx.pair(cohort, Policy(locked=(Pair(mentor=mentor.id, protege=protege.id),)))
            expected = Cost(
                paired=run.matching.paired - locked.matching.paired, points=run.matching.points - locked.matching.points
            )
            assert told.cost_of_forcing == expected


def test_a_barred_pair_names_its_rule() -> None:
    """A pair of one department is not priced but explained by the rule."""
    fw = invented_cohort(0, 2).framework
    offices = tuple(
        cx.Office(id=name, name=name, department=home, capability={"data": level}, need={"data": 4})
        for name, home, level in (("A", "X", 5), ("B", "X", 1), ("C", "Y", 3))
    )
    told = cx.explain(cx.pair(cx.Cohort(framework=fw, offices=offices)), mentor="A", protege="B")
    assert told.cost_of_forcing is None
    assert "same department" in str(told)


def test_an_unknown_office_gets_the_nearest_name() -> None:
    """A misspelt office is refused with a suggestion."""
    run = cx.pair(invented_cohort(2, 10))
    with pytest.raises(SettingsError, match="Did you mean"):
        cx.explain(run, mentor="Invnted Office 1", protege="Invented Office 2")


def test_a_report_has_the_three_weakest_pairings_first() -> None:
    """The pairings to look at are those with the fewest points, weakest first."""
    try:
        report = cx.report(cx.pair(invented_cohort(9, 12)))
    except NoPairingError:
        pytest.fail("this cohort can be paired")
    points = sorted(fit.points for fit in report.run.matching.pairings)
    assert [weak.fit.points for weak in report.weakest] == points[:3]
