"""Sentences and records that were false once, each held by counting again."""

from __future__ import annotations

import random
from dataclasses import replace
from functools import partial
from pathlib import Path

import pytest
from invent import any_policy, framework
from invent import cohort as invented_cohort
from oracles import made, plans, rank

import cxmatch as cx
from cxmatch.assignment import search
from cxmatch.assignment.cases import aims
from cxmatch.assignment.problem import Mask
from cxmatch.assignment.relaxation import Relaxation
from cxmatch.console import repair as screens
from cxmatch.domain.checked import Checked
from cxmatch.domain.cohort import Cohort, Office
from cxmatch.domain.matching import Prices, gap_words
from cxmatch.domain.parts import Capacity
from cxmatch.domain.policy import Must, Objective, Pair, Policy
from cxmatch.domain.repair import Charge, Known, Proof
from cxmatch.domain.run import ChangeKind, Run, notices
from cxmatch.errors import CxmatchError, NoPairingError, SettingsError
from cxmatch.matching.charges import NOT_FOUND, loosened, without_each
from cxmatch.matching.fit import FitMatrix
from cxmatch.matching.repair import Start, _fewest
from cxmatch.records.codec import encode

MOST_PAIRS = 11


def office(name: str, capability: int, need: int, mentor: int = 1, protege: int = 1) -> Office:
    levels = {"capability": {"data": capability}, "need": {"data": need}}
    return Office(id=name, name=name, mentor_slots=mentor, protege_slots=protege, **levels)  # type: ignore[arg-type]


def cohort(*offices: Office) -> Cohort:
    return Cohort(framework=framework("Data"), offices=offices)


def refusal(run: Run, parent: Run | None = None) -> str:
    """The first thing that verify says against a run with its id recomputed."""
    return cx.verify(run, record=encode(run), parent=parent)[0]


# What verify has to refuse.


@pytest.fixture(scope="module")
def reruns() -> dict[bool, tuple[Run, Run]]:
    """Reruns whose first plan breaks a pairing, by whether cases prove that none breaks fewer; each with its parent."""
    found = {}
    for seed in (37, 323):
        cohort = invented_cohort(seed, 5, seats=2, departments=3)
        policy = any_policy(seed, cohort)
        fewer = replace(policy, capacity=replace(policy.capacity, offices={}))
        run = cx.pair(cohort, policy)
        later = cx.rerun(run, without=[cohort.offices[seed % 5].id], policy=fewer)
        assert later.repair
        found[bool(later.repair.fewest[0].cases)] = run, later
    return found


@pytest.mark.parametrize("by_cases", [True, False])
@pytest.mark.parametrize("name", ["total", "most", "bonus", "level"])
def test_every_number_of_the_proof_of_the_fewest_moves_is_recomputed(
    reruns: dict[bool, tuple[Run, Run]], by_cases: bool, name: str
) -> None:
    """The proof that no plan has fewer moves may say nothing that was not added up."""
    run, later = reruns[by_cases]
    assert later.repair
    rung = replace(later.repair.fewest[0], **{name: 777})
    forged = replace(later, repair=replace(later.repair, fewest=(rung,)))
    assert f"repair.fewest[0].{name}" in refusal(forged, run)


def test_a_last_line_with_a_gap_proves_no_fewest_moves(reruns: dict[bool, tuple[Run, Run]]) -> None:
    """A bonus on kept pairings is above all else only where the most that a plan can be worth is known."""
    _, later = reruns[False]
    assert later.repair
    matrix = FitMatrix.of(later.cohort, later.policy)
    start, options = Start.of(matrix, later.repair.before), later.repair.options
    every = [start.plan(line) for line in options]
    assert _fewest(start, later.repair.fewest, every, options)
    doubtful = (*options[:-1], replace(options[-1], proof=Proof.BOUND))
    assert not _fewest(start, later.repair.fewest, every, doubtful)


def test_a_rule_that_the_runs_own_pairs_do_without_is_no_tie() -> None:
    """That no pairing was found without a rule is not believed where the run's own pairing is one."""
    run = cx.pair(cx.read_survey(cx.sample("roundtable-14")), Policy(must=Must(one_role=True)))
    for place, entry in enumerate(run.bill):
        bill = (*run.bill[:place], Charge(rule=entry.rule, tied=NOT_FOUND), *run.bill[place + 1 :])
        assert "cannot be left out alone is not proven" in refusal(replace(run, bill=bill))


def test_a_menu_out_of_order_is_refused_before_its_proofs_are_looked_at(reruns: dict[bool, tuple[Run, Run]]) -> None:
    """Two thousand lines with the same number of moves cost no time."""
    run, later = reruns[True]
    assert later.repair
    lines = tuple(replace(later.repair.options[0], letter=f"L{number}") for number in range(2_000))
    forged = replace(later, repair=replace(later.repair, options=lines, chosen="L0"))
    assert refusal(forged, run) == "plan L1 does not stand where its number of moves would put it"


def test_a_rerun_of_a_rerun_is_verified_against_the_first_survey(tmp_path: Path) -> None:
    """Offices that had left by an earlier run are not looked for in the survey."""
    first = cx.read_survey(cx.sample("roundtable-14"))
    run = cx.pair(first)
    cx.export(cx.report(run), tmp_path / "p", formats=("json",))
    second = cx.rerun(run, without=["Kite Registry"])
    cx.export(cx.report(second), tmp_path / "p" / "run 2", formats=("json",))
    third = cx.rerun(second, without=["Ferry Tickets Office"])
    cx.export(cx.report(third), tmp_path / "p" / "run 3", formats=("json",))
    assert cx.verify_folder(tmp_path / "p" / "run 3", cohort=first).problems == ()
    back = cx.rerun(third, cohort=first)
    cx.export(cx.report(back), tmp_path / "p" / "run 4", formats=("json",))
    assert cx.verify_folder(tmp_path / "p" / "run 4", cohort=first).problems == ()


@pytest.mark.parametrize("must", [Must(), Must(one_role=True), Must(no_exchange=True)])
def test_a_record_without_any_seat_is_answered(must: Must) -> None:
    """Where no office has a seat there is nothing to add up, and nothing breaks."""
    nobody = cohort(office("Ash", 5, 1, 0, 0), office("Birch", 1, 5, 0, 0))
    some = cx.pair(cohort(office("Ash", 5, 1), office("Birch", 1, 5)), Policy(must=must))
    assert cx.verify(replace(some, cohort=nobody))
    bare = replace(some.matching, pairings=(), waiting=(), prices=())
    assert cx.verify(replace(some, cohort=nobody, matching=bare, bill=()))


def test_a_record_that_counts_one_level_a_rung_still_verifies(monkeypatch: pytest.MonkeyPatch) -> None:
    """Levels were rungs of their own before several were one: such a record verifies, and one that mixes the two does not."""
    policy = Policy(objective=Objective.WORST_OFF_FIRST, must=Must(one_role=True), capacity=Capacity(mentor=2, protege=2))
    cohort = cx.read_survey(cx.sample("roundtable-14"))
    now = cx.pair(cohort, policy)
    monkeypatch.setattr(search, "aims", partial(aims, one_by_one=True))
    before = cx.pair(cohort, policy)
    assert {rung.aim for rung in now.matching.prices} >= {"levels"}
    assert {rung.aim for rung in before.matching.prices} >= {"level"}
    assert made(now) == made(before)
    mixed = (*before.matching.prices[:-1], *now.matching.prices)
    assert cx.verify(before) == ()
    assert cx.verify(replace(now, matching=replace(now.matching, prices=mixed)))


def test_several_levels_that_claim_more_are_refused() -> None:
    """A rung of several levels that says nothing could be better, without the prices that prove it, is no proof."""
    policy = Policy(objective=Objective.WORST_OFF_FIRST, must=Must(one_role=True))
    run = cx.pair(cx.read_survey(cx.sample("roundtable-14")), policy)
    for place, rung in enumerate(run.matching.prices):
        bare = replace(rung, cases=tuple(replace(case, prices={}) for case in rung.cases))
        prices = (*run.matching.prices[:place], bare, *run.matching.prices[place + 1 :])
        assert cx.verify(replace(run, matching=replace(run.matching, prices=prices)))


# Searches that end with a gap.


@pytest.fixture
def lazy(monkeypatch: pytest.MonkeyPatch) -> None:
    """A search that now and then gives back what it was given, and proofs of one case: many plans have a gap."""
    rng, search_well = random.Random(1), search.best_point

    def best_point(relaxed: Relaxation, known: Mask | None = None) -> Mask:
        return known if known is not None and rng.random() < 0.6 else search_well(relaxed, known)

    monkeypatch.setattr(search, "best_point", best_point)
    monkeypatch.setattr(search, "MOST_CASES", 1)


def _with_gaps(seeds: range) -> int:
    """Pair and rerun under rules that need a search; holds every bound against enumeration, gives how many runs had a gap."""
    gaps = 0
    for seed in seeds:
        cohort = invented_cohort(seed, 4, seats=2, departments=3)
        policy = any_policy(seed, cohort)
        policy = replace(policy, must=replace(policy.must, one_role=True))
        try:
            FitMatrix.of(cohort, policy)
            run = cx.pair(cohort, policy)
            later = cx.rerun(run, without=[cohort.offices[seed % 4].id])
        except (NoPairingError, SettingsError):
            continue
        gaps += bool(gap_words(run.matching.prices, 1))
        _assert_bounds(run, made(run))
        matrix = FitMatrix.of(later.cohort, later.policy)
        assert later.repair
        _assert_bounds(
            later, frozenset(matrix.pairs(Start.of(matrix, later.repair.before).plan(later.repair.options[-1]).chosen))
        )
        _assert_taken(matrix, later)
    return gaps


def _assert_bounds(run: Run, pairs: frozenset[tuple[str, str]]) -> None:
    matrix = FitMatrix.of(run.cohort, run.policy)
    for drop, entry in zip(without_each(run.policy, run.cohort), run.bill, strict=True):
        other = loosened(matrix, drop)
        if isinstance(other, str) or int(other.allowed.sum()) > MOST_PAIRS or entry.tied:
            continue
        here = max((rank(matrix, plan) for plan in plans(matrix)), default=None)
        best = [plan for plan in plans(matrix) if rank(matrix, plan) == here]
        there = max(rank(other, plan) for plan in plans(other))
        without = [plan for plan in plans(other) if rank(other, plan) == there]
        true = [_cost(other, plan, mine) for plan in without for mine in best]
        said = (entry.paired, entry.points)
        if entry.known is Known.AT_LEAST:
            assert any(said[0] <= paired and said[1] <= points for paired, points in true), entry.rule
        if entry.known is Known.AT_MOST:
            assert any(said[0] >= paired and said[1] >= points for paired, points in true), entry.rule
        if entry.known is Known.EXACTLY:
            assert said in [_cost(other, plan, pairs) for plan in without], entry.rule


def _cost(matrix: FitMatrix, without: frozenset[tuple[str, str]], mine: frozenset[tuple[str, str]]) -> tuple[int, int]:
    points = [sum(int(matrix.points[matrix.row[m], matrix.column[p]]) for m, p in plan) for plan in (without, mine)]
    return len({p for _, p in without}) - len({p for _, p in mine}), points[0] - points[1]


def _assert_taken(matrix: FitMatrix, run: Run) -> None:
    """What the screen says of the plan that was taken."""
    assert run.repair
    said = screens._why(run.repair.option(run.repair.chosen), run, run.repair)
    most = max(rank(matrix, plan)[0] for plan in plans(matrix)) if matrix.first_bonus else None
    if "as many proteges are paired as can be" in said and most is not None:
        assert run.matching.paired == most


def test_a_search_that_leaves_a_gap_ends_in_an_answer_with_true_bounds(lazy: None) -> None:
    """What a later rung finds may better an earlier one that has a gap: the climb begins again there, and the bill is a bound."""
    assert _with_gaps(range(24)) > 2


@pytest.mark.campaign
def test_1500_searches_that_leave_gaps_end_in_answers_with_true_bounds(lazy: None) -> None:
    """The same for more of them."""
    assert _with_gaps(range(24, 1_500)) > 100


@pytest.mark.parametrize(
    ("known", "words"),
    [
        (Known.EXACTLY, "5 of the total fit"),
        (Known.AT_LEAST, "at least 5 of the total fit"),
        (Known.AT_MOST, "at most 5 of the total fit"),
        (Known.ROUGHLY, "as far as was found, 5 of the total fit"),
    ],
)
def test_a_charge_says_how_well_it_is_known(known: Known, words: str) -> None:
    """A bound is said as a bound, and what a rule gains is bounded on the other side."""
    assert Charge(rule="x", points=5, known=known).words(1) == words
    gained = Charge(rule="x", paired=1, points=-5, known=known).words(1)
    other = {Known.AT_LEAST: "at most 5", Known.AT_MOST: "at least 5"}.get(known, "5")
    assert gained.endswith(f"and the total fit is {other} higher with it")


def test_a_charge_that_is_at_least_nothing_says_that_nothing_was_found() -> None:
    """Nobody has to make sense of "at least nothing"."""
    assert Charge(rule="x", known=Known.AT_LEAST).words(1) == "nothing that was found, but this is not proven"


def test_as_many_as_can_be_is_not_said_where_the_search_left_that_open(reruns: dict[bool, tuple[Run, Run]]) -> None:
    """How many can be paired at most is proven by the last line of the menu, or not at all."""
    _, later = reruns[False]
    assert later.repair
    first, *others = later.repair.options
    open_ = Prices(aim="served", total=first.paired, most=first.paired + 1)
    taken = replace(first, paired=first.paired + 1)
    options = (taken, *others[:-1], replace([first, *others][-1], letter="Z", prices=(open_,)))
    repair = replace(later.repair, options=options, chosen=taken.letter)
    assert "no plan of the menu pairs more" in screens._why(taken, replace(later, repair=repair), repair)


# What an organizer reads after a rerun.


def test_a_mentor_who_keeps_a_protege_is_not_said_to_wait() -> None:
    """Whoever has a partner less and another one still is told just that."""
    run = cx.pair(cohort(office("Ash", 5, 1, mentor=2, protege=0), office("Birch", 1, 4), office("Cedar", 1, 5)))
    assert len(run.matching.pairings) == 2
    later = cx.rerun(run, without=["Cedar"])
    told = {change.office: change for change in notices(later)}
    assert told["Ash"].kind is ChangeKind.FEWER
    assert told["Ash"].notice == "Cedar is no longer your protege."


def test_only_who_stands_on_the_waiting_list_is_said_to_wait() -> None:
    """The kind of a notice and the waiting list are told from the same pairing."""
    kinds = set()
    for seed in (7, 16, 37, 53):
        invented = invented_cohort(seed, 5, seats=2, departments=4)
        try:
            later = cx.rerun(cx.pair(invented, any_policy(seed, invented)), without=[invented.offices[seed % 5].id])
        except CxmatchError:
            continue
        waiting = {entry.office for entry in later.matching.waiting}
        for change in notices(later):
            kinds.add(change.kind)
            assert change.kind is not ChangeKind.WAITING or change.office in waiting
    assert {ChangeKind.WAITING, ChangeKind.FEWER} <= kinds


def test_what_was_refused_does_not_count_as_changed() -> None:
    """The list of runs counts the pairings that were broken in the end."""
    tried = 0
    for seed in (0, 4, 14):
        invented = invented_cohort(seed, 6, departments=5)
        run = cx.pair(invented)
        later = cx.rerun(run, without=[invented.offices[0].id])
        chains = later.repair.chains if later.repair else ()
        for chain in [chain for chain in chains if chain.moves]:
            again = cx.rerun(run, without=[invented.offices[0].id], refuse=[chain.number])
            there = again.cohort.ids
            kept = {pair for pair in made(run) if set(pair) <= there}
            assert again.repair
            assert again.repair.changed == len(kept - made(again))
            tried += 1
    assert tried > 2


def test_a_protege_whose_pairing_is_barred_now_is_said_to_wait() -> None:
    """The menu says who waits, also where a rule and not a departure ended a pairing."""
    offices = (office("Ash", 5, 1), office("Birch", 1, 5, mentor=0))
    run = cx.pair(cohort(*offices, office("Cedar", 5, 1), office("Dale", 2, 5, mentor=0)))
    fit = next(fit for fit in run.matching.pairings if fit.protege == "Birch")
    ban = (Pair(mentor="Ash", protege="Birch"), Pair(mentor="Cedar", protege="Birch"))
    later = cx.rerun(run, policy=Policy(forbidden=ban))
    assert fit.mentor in ("Ash", "Cedar")
    assert later.repair
    assert screens._left_alone(later, later.repair.option(later.repair.chosen), later.repair) == ["Birch"]


def test_rules_that_no_rerun_can_meet_are_named_with_their_repairs() -> None:
    """A rerun says what could be left out, as a first run does, and never that nothing exists without a proof."""
    cohort_ = cohort(office("Ash", 5, 1), office("Birch", 1, 5), office("Cedar", 2, 5))
    run = cx.pair(cohort_)
    with pytest.raises(NoPairingError) as problem:
        cx.rerun(run, policy=Policy(capacity=Capacity(mentor=1, mentor_at_least=1, each=True), must=Must(one_role=True)))
    assert "leave out: proteges a mentor must get" in problem.value.what


def test_of_a_fresh_start_with_refusals_only_the_whole_plan_is_called_best() -> None:
    """What was refused is no part of what is proven."""
    for seed in range(100):
        invented = invented_cohort(seed, 6, departments=5)
        run = cx.pair(invented)
        later = cx.rerun(run, without=[invented.offices[0].id], afresh=True)
        if later.repair and later.repair.chains:
            again = cx.rerun(run, without=[invented.offices[0].id], afresh=True, refuse=[1])
            assert again.repair
            assert f"Of the whole plan {again.repair.chosen}: " in Checked(run=again).holds
            assert cx.report(again).verdict.startswith(f"before changes of plan {again.repair.chosen} were refused, no other")
            return


def test_a_mentor_without_a_lead_is_not_said_to_miss_the_minimum() -> None:
    """A preference may lift a mentor above the minimum who leads nowhere: the reason speaks of those who lead."""
    for seed in (1209, 1469):
        rng = random.Random(seed)
        invented = invented_cohort(seed, 4, seats=rng.choice([1, 2, 2]), departments=rng.choice([2, 3, 8]))
        run = cx.pair(invented, any_policy(seed, invented))
        assert any("No mentor who leads it reaches the minimum fit" in entry.reason for entry in run.matching.waiting)


def test_why_a_free_seat_stays_empty_is_said_as_what_would_be() -> None:
    """An office that would break a rule with a free partner does not break it now; partners of one reason stand together."""
    run = cx.pair(cx.read_survey(cx.sample("roundtable-14")), Policy(must=Must(one_role=True)))
    said = [entry.reason for entry in run.matching.waiting if "one role" in entry.reason]
    assert said
    for reason in said:
        assert reason.startswith("Seats are free, but not for it: if paired with ")
        parts = [part.partition(", ")[2] if " or " not in part else part for part in reason.partition(": ")[2].split("; ")]
        assert len(parts) == len(set(parts))
