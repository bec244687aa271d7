"""When a pair parts: what a no or a round without a meeting costs, held against reruns and against counting every plan."""

from __future__ import annotations

import random
import re
from dataclasses import replace
from itertools import product

import pytest
from checkins import drawn
from examples import daily
from invent import any_policy, asking, policy
from invent import cohort as invented_cohort
from invent import policy as invented_policy
from oracles import plans, rank

import cxmatch as cx
from cxmatch.domain.checkin import LEVELS, USEFUL, WOULD_KEEP, CheckIn, CheckIns, Course, PairStatus
from cxmatch.domain.cohort import Cohort
from cxmatch.domain.decisions import Choice, Decision, decided, without_changes
from cxmatch.domain.matching import Side
from cxmatch.domain.policy import Objective, Policy
from cxmatch.domain.run import ChangeKind, Run, notices
from cxmatch.errors import CxmatchError, NoPairingError
from cxmatch.matching.fit import FitMatrix
from cxmatch.matching.parting import status

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


def paired(seed: int, size: int) -> cx.Run | None:
    """A run of invented offices, every second one under invented rules; None where they cannot be met."""
    cohort = invented_cohort(seed, size, seats=1 + seed % 2)
    try:
        return cx.pair(cohort, invented_policy(seed, cohort) if seed % 2 else None)
    except cx.CxmatchError:
        return None


def changes(found: cx.RoundStatus) -> list[Decision]:
    return [Decision(mentor=pair.mentor, protege=pair.protege, choice=Choice.CHANGE) for pair in found.of(Course.NEVER_MET)]


@pytest.mark.parametrize("seed", daily(16, 40))
def test_each_plan_is_that_of_a_rerun(seed: int) -> None:
    """Letter, changes, proteges, points and moves are those of the rerun in which these pairs are to change."""
    run = paired(seed, 6 + seed % 9)
    if run is None or not run.matching.pairings:
        return
    found = status(run, CheckIns(answers=tuple(drawn(run, seed))))
    if not found.of(Course.NEVER_MET):
        assert (found.plans, found.no_plan) == ((), "")
        return
    if not found.plans:
        with pytest.raises(NoPairingError, match=re.escape(found.no_plan)):
            cx.rerun(run, decisions=changes(found))
        return
    later = {plan.letter: cx.rerun(run, decisions=changes(found), plan=plan.letter) for plan in found.plans}
    for plan in found.plans:
        again = later[plan.letter]
        option = again.repair.option(plan.letter)  # type: ignore[union-attr]  # it is a rerun
        assert again.matching.paired - run.matching.paired == plan.paired
        assert again.matching.points - run.matching.points == plan.points
        assert option.moves == plan.others
        before, after = ({(fit.protege, fit.mentor) for fit in each.matching.pairings} for each in (run, again))
        assert {(move.protege, move.mentor_before) for move in plan.moves if move.mentor_before} == before - after
        assert {(move.protege, move.mentor_after) for move in plan.moves if move.mentor_after} == after - before
    assert found.taken is not None
    assert cx.rerun(run, decisions=changes(found)).repair.chosen == found.taken.letter  # type: ignore[union-attr]


@pytest.mark.parametrize("seed", range(20))
def test_the_last_plan_is_the_best_of_all_and_the_first_has_the_fewest_changes(seed: int) -> None:
    """Against every plan within the rules, told by counting names."""
    run = paired(2 * seed, 4)
    if run is None or not run.matching.pairings:
        return
    found = status(run, CheckIns(answers=tuple(drawn(run, seed, never=0.6))))
    if not found.plans:
        return
    rules = decided(without_changes(run.policy), changes(found), run.cohort)
    matrix = FitMatrix.of(run.cohort, rules)
    every = list(plans(matrix))
    before = {(fit.mentor, fit.protege) for fit in run.matching.pairings}
    apart = {(pair.mentor, pair.protege) for pair in found.of(Course.NEVER_MET)}

    def after(plan: object) -> frozenset[tuple[str, str]]:
        moves = plan.moves  # type: ignore[attr-defined]
        gone = {(move.mentor_before, move.protege) for move in moves if move.mentor_before}
        come = {(move.mentor_after, move.protege) for move in moves if move.mentor_after}
        return frozenset((before - gone) | come)

    assert rank(matrix, after(found.plans[-1])) == max(rank(matrix, plan) for plan in every)
    fewest = min(len(before - apart - plan) for plan in every)
    assert found.plans[0].others == fewest
    for plan in found.plans:
        within = [each for each in every if len(before - apart - each) <= plan.others]
        assert rank(matrix, after(plan)) == max(rank(matrix, each) for each in within)
        assert not after(plan) & apart


def test_where_nobody_may_wait_and_no_other_partner_is_left_it_is_said() -> None:
    """Two offices that must be paired have nobody else: no plan, and why."""
    for seed in range(50):
        cohort = invented_cohort(seed, 2, departments=9)
        try:
            run = cx.pair(cohort, cx.Policy.parse("[must]\neveryone = true\n"))
            break
        except cx.CxmatchError:
            continue
    found = status(run, CheckIns(answers=tuple(drawn(run, 1, silent=0, never=1))))
    assert found.plans == ()
    assert found.no_plan


def said(by: Side, meetings: int | None, keep: str, useful: str) -> CheckIn:
    return CheckIn(mentor="A", protege="B", by=by, meetings=meetings, keep=keep, useful=useful)


def course(*answers: CheckIn) -> Course:
    return PairStatus(mentor="A", protege="B", answers=answers).course


def test_how_a_pair_goes_follows_from_what_both_sides_say() -> None:
    """All answers of both sides: silent only where nobody answers, never met only where nobody says that they met."""
    values = list(product((None, 0, 2), ("", *LEVELS[WOULD_KEEP]), ("", *LEVELS[USEFUL])))
    assert course() is Course.SILENT
    for one, two in product(values, [None, *values]):
        answers = [said(Side.MENTOR, *one)] + ([said(Side.PROTEGE, *two)] if two else [])
        found, both = course(*answers), [one] + ([two] if two else [])
        meetings = [each[0] for each in both if each[0] is not None]
        if meetings and max(meetings) == 0:
            assert found is Course.NEVER_MET
        elif any(keep == "no" for _, keep, _ in both):
            assert found is Course.CHANGE
        else:
            doubts = [keep == "maybe" or useful == "not yet" or (useful == "a little" and not keep) for _, keep, useful in both]
            glad = [keep == "yes" or useful in ("useful", "very useful") for _, keep, useful in both]
            assert found is (Course.WELL if any(glad) and not any(doubts) else Course.UNSURE)


@pytest.mark.parametrize("seed", range(10))
def test_every_pair_is_told_once_and_every_silent_side_owes_an_answer(seed: int) -> None:
    """Counts, who owes and whom to phone follow from the answers."""
    run = cx.pair(invented_cohort(seed, 12, seats=2))
    answers = drawn(run, seed)
    found = status(run, CheckIns(answers=tuple(answers)))
    pairs = [(fit.mentor, fit.protege) for fit in run.matching.pairings]
    assert sorted((pair.mentor, pair.protege) for pair in found.pairs) == sorted(pairs)
    heard = {(each.mentor, each.protege, each.by) for each in answers}
    owed = {(m, p) for m, p in pairs if (m, p, Side.MENTOR) not in heard}
    owed |= {(p, m) for m, p in pairs if (m, p, Side.PROTEGE) not in heard}
    assert {(each.office, each.partner) for each in found.owed} == owed
    silent = sum(not any((m, p, side) in heard for side in Side) for m, p in pairs)
    assert found.verdict.startswith(f"{len(pairs) - silent} of {len(pairs)} pair")
    assert [pair.course for pair in found.pairs] == sorted((pair.course for pair in found.pairs), key=list(Course).index)
    pressing = {name for pair in found.pairs if pair.course in list(Course)[:2] for name in (pair.mentor, pair.protege)}
    assert set(found.to_phone) == pressing


def test_where_two_sides_differ_both_are_told() -> None:
    """The questions are named, and the words of both stand there; one that is not answered by both does not differ."""
    pair = PairStatus(
        mentor="A", protege="B", answers=(said(Side.MENTOR, 0, "yes", ""), said(Side.PROTEGE, 3, "yes", "a little"))
    )
    assert (pair.course, pair.differ) == (Course.WELL, ("Meetings held",))
    assert [line for line in pair.lines if "Meetings held: 0" in line or "Meetings held: 3" in line] == pair.lines[:2]
