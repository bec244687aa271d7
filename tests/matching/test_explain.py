"""Explanations: why, why not, and what it would cost."""

from dataclasses import replace

import pytest
from invent import cohort as invented_cohort
from invent import policy as invented_policy

import cxmatch as cx
from cxmatch.assignment.residual import Distances
from cxmatch.domain.explanation import Cost
from cxmatch.domain.policy import Must, Objective, Pair, Policy
from cxmatch.errors import NoPairingError, SettingsError
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


@pytest.mark.parametrize("seed", range(25))
def test_the_price_list_says_what_explaining_each_pair_says(seed: int) -> None:
    """Every allowed pair has one price, in proteges and points, whatever the objective, seats and rules."""
    cohort = invented_cohort(seed, 7, seats=1 + seed % 3)
    policy = invented_policy(seed, cohort)
    run = cx.pair(cohort, replace(policy, objective=Objective.TOTAL_FIRST) if seed % 4 == 0 else policy)
    priced = cx.price_list(run)
    assert len(priced) == int(FitMatrix.of(run.cohort, run.policy).allowed.sum())
    for pair in priced:
        told = cx.explain(run, mentor=pair.mentor, protege=pair.protege)
        assert (told.points, told.verdict, told.standing) == (pair.points, pair.verdict, pair.standing)
        assert told.cost_of_forcing == pair.cost_of_forcing


def test_a_pair_that_would_leave_somebody_unpaired_has_no_price() -> None:
    """Where everyone must be paired, a pair that keeps somebody from that cannot be made, in the list and in the words."""
    rows = [("Ash", 5, 1, 1, 0), ("Birch", 4, 1, 1, 0), ("First", 4, 5, 0, 1), ("Second", 1, 5, 0, 1)]
    offices = tuple(
        cx.Office(id=name, name=name, capability={"data": level}, need={"data": need}, mentor_slots=seats, protege_slots=taken)
        for name, level, need, seats, taken in rows
    )
    cohort = cx.Cohort(framework=invented_cohort(0, 2).framework, offices=offices)
    for objective in Objective:
        run = cx.pair(cohort, Policy(objective=objective, must=Must(everyone=True)))
        prices = {(pair.mentor, pair.protege): pair.cost_of_forcing for pair in cx.price_list(run)}
        assert prices == {("Ash", "First"): Cost(), ("Birch", "Second"): Cost(), ("Ash", "Second"): None}
        told = cx.explain(run, mentor="Ash", protege="Second")
        assert "it cannot be made: everyone must be paired" in told.words
        assert "it cannot be made: everyone must be paired" in cx.explain_office(run, "Second").alternatives[0].price


def test_values_too_large_for_exact_ways_are_priced_by_pairing_again(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where shortest ways would not be exact, every answer is the same, only slower."""
    run = cx.pair(invented_cohort(7, 7))
    listed, whole = cx.price_list(run), cx.overview(run)

    def too_large(*_: object) -> None:
        raise OverflowError

    monkeypatch.setattr(Distances, "of", too_large)
    assert cx.price_list(run) == listed
    assert cx.overview(run) == whole


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
