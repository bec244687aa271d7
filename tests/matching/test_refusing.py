"""The refusal table: each row is held against the rerun that it foretells."""

from __future__ import annotations

import random
import re
from dataclasses import replace

import pytest
from invent import any_policy, asking, policy
from invent import cohort as invented_cohort

import cxmatch as cx
from cxmatch.domain.cohort import Cohort
from cxmatch.domain.decisions import Choice, Decision
from cxmatch.domain.matching import Side
from cxmatch.domain.policy import Objective, Policy
from cxmatch.domain.run import ChangeKind, Run, notices
from cxmatch.errors import CxmatchError, NoPairingError

TOLD = {ChangeKind.NEW_MENTOR, ChangeKind.NEW_PROTEGE, ChangeKind.WAITING, ChangeKind.FEWER}


def some_run(seed: int) -> Run | None:
    """A run of a few offices under a policy that prices prove, or under any; None where nothing can be paired."""
    rng = random.Random(f"refusals {seed}")
    cohort = invented_cohort(seed, rng.randint(4, 9), seats=rng.choice([1, 1, 2]), departments=4)
    cohort = asking(cohort, seed) if rng.random() < 0.3 else cohort
    try:
        run = cx.pair(cohort, _some_policy(rng, seed, cohort))
        return _repaired(run, rng) if rng.random() < 0.2 else run
    except CxmatchError:
        return None


def _some_policy(rng: random.Random, seed: int, cohort: Cohort) -> Policy:
    made = rng.choice([any_policy(seed, cohort), policy(seed, cohort), Policy(), Policy()])
    return replace(made, objective=Objective.TOTAL_FIRST) if rng.random() < 0.1 else made


def _repaired(run: Run, rng: random.Random) -> Run:
    fit = rng.choice(run.matching.pairings)
    decision = Decision(mentor=fit.mentor, protege=fit.protege, choice=rng.choice([Choice.CHANGE, Choice.KEEP]))
    return cx.rerun(run, decisions=[decision])


def hold_to_reruns(run: Run) -> int:
    """Compare every row with the rerun after its no; gives how many rows there are."""
    table = cx.refusals(run)
    pairs = [(fit.mentor, fit.protege, side) for fit in run.matching.pairings for side in Side]
    assert [(row.mentor, row.protege, row.by) for row in table.rows] == pairs
    for row in table.rows[::2]:
        never = [Decision(mentor=row.mentor, protege=row.protege, choice=Choice.NEVER)]
        if row.impossible:
            with pytest.raises(NoPairingError, match=re.escape(row.impossible)):
                cx.rerun(run, decisions=never)
            continue
        later = cx.rerun(run, decisions=never)
        assert later.repair is not None
        assert row.moves == cx.compare(run, later).moves
        assert row.paired == run.matching.paired - later.matching.paired
        assert row.points == run.matching.points - later.matching.points
        assert row.changed == later.repair.taken.moves
        assert row.phone == tuple(sorted(change.office for change in notices(later) if change.kind in TOLD))
    return len(table.rows)


def test_each_row_is_the_rerun_that_it_foretells() -> None:
    """12 cohorts under any policy; with  -m campaign  it is 500."""
    assert sum(hold_to_reruns(run) for run in map(some_run, range(12)) if run) >= 50


@pytest.mark.campaign
@pytest.mark.parametrize("start", range(0, 500, 25))
def test_500_tables_are_their_reruns(start: int) -> None:
    """Each row of the tables of 500 cohorts is what a rerun takes by default: moves, prices, and whom to phone."""
    for run in map(some_run, range(start, start + 25)):
        if run:
            hold_to_reruns(run)


def test_a_rerun_has_a_table_too() -> None:
    """What was to change only once bars nothing in the table of the run that came of it, as in its own rerun."""
    run = cx.pair(invented_cohort(5, 8, departments=6))
    first = run.matching.pairings[0]
    later = cx.rerun(run, decisions=[Decision(mentor=first.mentor, protege=first.protege, choice=Choice.CHANGE)])
    assert hold_to_reruns(later)


def test_both_sides_have_one_plan() -> None:
    """Whoever says no, plan and price are the same; the office and its partner change places."""
    table = cx.refusals(cx.pair(cx.read_survey(cx.sample("roundtable-14"))))
    for one, other in zip(table.rows[::2], table.rows[1::2], strict=True):
        assert (one.moves, one.cost, one.phone) == (other.moves, other.cost, other.phone)
        assert (one.office, one.partner) == (other.partner, other.office)
    assert [row.cost for row in table.dearest_first] == sorted((row.cost for row in table.rows), reverse=True)


@pytest.mark.parametrize("seed", [263, 339, 347])
def test_where_everyone_must_be_paired_no_plan_of_a_menu_leaves_anybody_out(seed: int) -> None:
    """A plan with fewer changes is not listed where it breaks the rule; the rerun once failed its own proof there."""
    run = some_run(seed)
    assert run is not None
    assert run.policy.must.everyone
    assert hold_to_reruns(run)
