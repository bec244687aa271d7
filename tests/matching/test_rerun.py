"""Reruns: the menu against brute force, chains that can be refused, and a life of a cohort."""

from __future__ import annotations

import random
from dataclasses import replace

import pytest
from examples import often
from hypothesis import HealthCheck
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule
from invent import cohort as invented_cohort
from oracles import made, plans, rank

import cxmatch as cx
from cxmatch.domain.decisions import Choice, Decision
from cxmatch.domain.policy import Objective, Pair, Policy
from cxmatch.domain.repair import Proof
from cxmatch.domain.run import Run
from cxmatch.errors import CxmatchError, NoPairingError, SettingsError
from cxmatch.matching.fit import FitMatrix


def changed(seed: int) -> tuple[Run, dict[str, object]]:
    """A run of five offices, and what happened since: dropouts, a joiner, edited answers."""
    rng = random.Random(seed)
    cohort = invented_cohort(seed, 6, seats=rng.choice([1, 2]), departments=4)
    first = replace(cohort, offices=cohort.offices[:5])
    run = cx.pair(first, Policy(objective=rng.choice([Objective.EVERYONE_FIRST, Objective.TOTAL_FIRST])))
    offices = list(cohort.offices if rng.random() < 0.5 else first.offices)
    if rng.random() < 0.5:
        place = rng.randrange(len(offices))
        offices[place] = replace(offices[place], capability={"data": rng.randint(1, 5), "hiring": rng.randint(1, 5)})
    without = [rng.choice(first.offices).id] if rng.random() < 0.7 else []
    return run, {"cohort": replace(cohort, offices=tuple(offices)), "without": without}


def test_the_whole_menu_is_what_brute_force_finds() -> None:
    """60 repairs: for every number of moves the best plan; with  -m campaign  it is 500."""
    _hold_menus_against_brute_force(range(60))


@pytest.mark.campaign
def test_500_menus_are_what_brute_force_finds() -> None:
    """500 repairs, with plans among them that no bonus on kept pairs can reach."""
    assert _hold_menus_against_brute_force(range(500)) > 0


def _hold_menus_against_brute_force(seeds: range) -> int:
    """Compare whole menus; gives how many have a plan that needed a search."""
    between = 0
    for seed in seeds:
        try:
            run, what = changed(seed)
            later = cx.rerun(run, **what)  # type: ignore[arg-type]  # as a person would call it
        except NoPairingError:
            continue
        assert later.repair is not None
        assert _said(later) == _expected(later), seed
        between += any(option.proof is Proof.CASES for option in later.repair.options)
        assert all(option.proof is not Proof.BOUND for option in later.repair.options)
    return between


def _said(later: Run) -> list[tuple[int, tuple[int, ...]]]:
    by_points = later.policy.objective is Objective.TOTAL_FIRST
    options = later.repair.options if later.repair else ()
    return [(option.moves, (option.points,) if by_points else (option.paired, option.points)) for option in options]


def _expected(later: Run) -> list[tuple[int, tuple[object, ...]]]:
    """The best plan for every number of moves, and of those each that betters all with fewer."""
    matrix = FitMatrix.of(later.cohort, later.policy)
    kept = set(matrix.pairs(matrix.still_there(later.repair.before if later.repair else ())))
    best: dict[int, tuple[object, ...]] = {}
    for plan in plans(matrix):
        moves = len(kept - plan)
        best[moves] = max(best.get(moves, rank(matrix, plan)), rank(matrix, plan))
    expected: list[tuple[int, tuple[object, ...]]] = []
    for moves in sorted(best):
        if not expected or best[moves] > expected[-1][1]:
            expected.append((moves, best[moves]))
    return expected


@pytest.mark.parametrize("seed", range(30))
def test_chains_add_up_and_any_of_them_can_be_refused(seed: int) -> None:
    """The gains of the chains are the whole difference; with any subset refused the rest is within the rules and verifies."""
    try:
        run, what = changed(seed)
        later = cx.rerun(run, afresh=True, **what)  # type: ignore[arg-type]
    except NoPairingError:
        return
    assert later.repair is not None
    matrix = FitMatrix.of(later.cohort, later.policy)
    start = matrix.still_there(later.repair.before)
    gains = sum(chain.gain for chain in later.repair.chains)
    assert gains == later.matching.points - int(matrix.points[start].sum())
    for chain in later.repair.chains:
        try:
            less = cx.rerun(run, afresh=True, refuse=[chain.number], **what)  # type: ignore[arg-type]
        except SettingsError:
            continue  # an office has fewer seats now
        assert less.matching.points == later.matching.points - chain.gain
        assert cx.verify(less) == ()


def test_dropping_a_waiting_office_moves_nobody() -> None:
    """An office without a partner can leave without a phone call."""
    for seed in range(40):
        run = cx.pair(invented_cohort(seed, 9, seats=2, departments=3))
        idle = {entry.office for entry in run.matching.waiting} - {name for pair in made(run) for name in pair}
        for office in idle:
            later = cx.rerun(run, without=[office])
            assert made(later) == made(run)
            assert later.moves == ()


def test_a_rerun_without_a_change_is_the_same_pairing() -> None:
    """Nothing happened, so nothing moves, and there is one plan only."""
    for seed in range(30):
        run = cx.pair(invented_cohort(seed, 9))
        later = cx.rerun(run)
        assert made(later) == made(run)
        assert later.repair is not None
        assert len(later.repair.options) == 1
        assert later.parent == run.id


def test_decisions_become_rules() -> None:
    """Keep locks a pairing, Never and Change forbid it; what was only to change is forgotten in the next rerun."""
    run = cx.pair(invented_cohort(6, 12))
    first, second, third = run.matching.pairings[:3]
    wanted = [
        Decision(mentor=fit.mentor, protege=fit.protege, choice=choice, notes="they know each other")
        for fit, choice in zip((first, second, third), Choice, strict=True)
    ]
    later = cx.rerun(run, decisions=wanted)
    assert (first.mentor, first.protege) in made(later)
    assert not {(second.mentor, second.protege), (third.mentor, third.protege)} & made(later)
    assert later.policy.locked[0].reason == "they know each other"
    again = cx.rerun(later)
    assert {(pair.mentor, pair.protege) for pair in again.policy.forbidden} == {(third.mentor, third.protege)}
    twice = [wanted[0], replace(wanted[0], choice=Choice.NEVER)]
    with pytest.raises(SettingsError, match="contradict"):
        cx.rerun(run, decisions=twice)


@pytest.mark.parametrize(
    ("what", "words"),
    [
        ({"without": ["Invented Ofice 1"]}, "Did you mean"),
        ({"plan": "Z"}, "no plan"),
        ({"max_moves": -1}, "0 or more"),
        ({"max_moves": 1, "afresh": True}, "Choose one"),
        ({"refuse": [9]}, "no chain 9"),
        ({"without": [f"Invented Office {n}" for n in range(8)]}, "Every office has left"),
    ],
)
def test_what_makes_no_sense_is_refused(what: dict[str, object], words: str) -> None:
    """Unknown offices and plans, contradictory wishes and dropping everyone are named."""
    run = cx.pair(invented_cohort(3, 8))
    with pytest.raises(SettingsError, match=words):
        cx.rerun(run, **what)  # type: ignore[arg-type]


@pytest.mark.quick
def test_the_next_cohort_repeats_no_pair_and_remembers_who_waited() -> None:
    """With the pairs of a run as past none is made again; who waited brings declared points, and the bill has their cost."""
    first = cx.pair(invented_cohort(4, 12, seats=2, departments=2))
    policy = Policy().after(cx.past_pairs([first]), cx.waited_in([first], 50))
    second = cx.pair(first.cohort, policy)
    assert not made(first) & made(second)
    assert policy.waited
    waited = {
        fit.protege for fit in second.matching.pairings if any(part.term == "Waited last time" for part in fit.contributions)
    }
    assert waited <= set(policy.waited)
    assert any(charge.rule == "points for who waited last time" for charge in second.bill)
    assert cx.verify(second) == ()


class Cohorts(RuleBasedStateMachine):
    """A cohort's life: paired, then offices drop out and join, pairs are locked, chains refused; every record verifies."""

    @initialize(seed=st.integers(0, 10_000))
    def start(self, seed: int) -> None:
        self.pool = invented_cohort(seed, 10, departments=4)
        self.run: Run = cx.pair(replace(self.pool, offices=self.pool.offices[:7]))

    def _repair(self, **what: object) -> None:
        try:
            self.run = cx.rerun(self.run, **what)  # type: ignore[arg-type]
        except CxmatchError:
            return

    @precondition(lambda self: len(self.run.cohort.offices) > 4)
    @rule(pick=st.integers(0, 9))
    def drop(self, pick: int) -> None:
        offices = self.run.cohort.offices
        self._repair(without=[offices[pick % len(offices)].id])

    @rule(pick=st.integers(0, 9))
    def join(self, pick: int) -> None:
        office = self.pool.offices[pick]
        if office.id not in self.run.cohort.ids:
            self._repair(cohort=replace(self.run.cohort, offices=(*self.run.cohort.offices, office)))

    @rule(pick=st.integers(0, 9))
    def lock(self, pick: int) -> None:
        fit = self.run.matching.pairings[pick % len(self.run.matching.pairings)]
        self._repair(policy=replace(self.run.policy, locked=(Pair(mentor=fit.mentor, protege=fit.protege),)))

    @rule(number=st.integers(1, 3))
    def refuse(self, number: int) -> None:
        self._repair(afresh=True, refuse=[number])

    @invariant()
    def verifies(self) -> None:
        if hasattr(self, "run"):
            assert cx.verify(Run.from_json(self.run.to_json())) == ()


TestCohorts = Cohorts.TestCase
TestCohorts.settings = often(100, stateful_step_count=4, suppress_health_check=list(HealthCheck), derandomize=True)
