"""Forged records: whatever is changed and made to fit, nothing false is certified."""

from __future__ import annotations

import copy
import json
import random
from collections.abc import Iterator
from dataclasses import replace
from functools import cache
from typing import Any

import numpy as np
import pytest
from invent import any_policy
from invent import cohort as invented_cohort
from oracles import made, meets, plans, rank

import cxmatch as cx
from cxmatch.domain.checked import Checked
from cxmatch.domain.matching import Prices, gap_words
from cxmatch.domain.policy import Objective, Pair
from cxmatch.domain.repair import Charge, Known, Option, Proof
from cxmatch.domain.run import Run
from cxmatch.errors import CxmatchError
from cxmatch.matching.bill import bill
from cxmatch.matching.charges import loosened, without_each
from cxmatch.matching.fit import FitMatrix
from cxmatch.matching.proof import Solved, checked
from cxmatch.matching.repair import Start
from cxmatch.matching.waiting import broken, outcome
from cxmatch.records.codec import encode

MOST_PAIRS = 11  # what enumeration takes in a moment


@cache
def first(seed: int) -> Run | None:
    """A run of five offices under a policy with anything in it; None where the rules leave none, or too many pairs."""
    cohort = invented_cohort(seed, 5, seats=random.Random(seed).choice([1, 2]), departments=3)
    try:
        run = cx.pair(cohort, any_policy(seed, cohort))
    except CxmatchError:
        return None
    return run if int(FitMatrix.of(run.cohort, run.policy).allowed.sum()) <= MOST_PAIRS else None


@cache
def second(seed: int) -> tuple[Run, Run] | None:
    """A rerun with its parent: an office has left, another one changed an answer, now and then a change was refused."""
    run, rng = first(seed), random.Random(seed)
    if run is None:
        return None
    offices = list(run.cohort.offices)
    offices[1] = replace(offices[1], need={**offices[1].need, "data": rng.randint(1, 5)})
    what = {"without": [offices[rng.randrange(5)].id], "cohort": replace(run.cohort, offices=tuple(offices))}
    for refuse in ([1], []) if seed % 2 else ([],):
        try:
            return run, cx.rerun(run, refuse=refuse, **what)  # type: ignore[arg-type]  # as a person would call it
        except CxmatchError:
            continue
    return None


# Random edits.


def spots(tree: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """Every place of a JSON tree."""
    yield path
    for key, value in tree.items() if isinstance(tree, dict) else enumerate(tree) if isinstance(tree, list) else ():
        yield from spots(value, (*path, key))


def edited(rng: random.Random, value: Any, names: list[str]) -> Any:
    """Another value in the place of one."""
    if isinstance(value, bool):
        return not value
    if isinstance(value, int):
        return rng.choice([value + 1, value - 1, 0, 1, 2 * value, -value, rng.randint(0, 50), 10**6])
    if isinstance(value, str):
        return rng.choice([*names, "", value + "x", "prices", "served"])
    if isinstance(value, list) and value:
        place = rng.randrange(len(value))
        return rng.choice([value[:place] + value[place + 1 :], [*value, value[place]], value[::-1], []])
    if isinstance(value, dict) and value:
        gone = rng.choice(list(value))
        return {key: inside for key, inside in value.items() if key != gone}
    return rng.choice([None, 0, "", [], {}, names[0]])


def forgeries(rng: random.Random, run: Run, count: int) -> Iterator[Run]:
    """A run with one to three places changed, and everything derived of them, the id among it, made to fit."""
    tree = encode(run)
    everywhere = [path for path in spots(tree) if path and path[:2] != ("cohort", "source") and path[0] != "schema"]
    names = [office.id for office in run.cohort.offices]
    for _ in range(count):
        forged = copy.deepcopy(tree)
        for path in rng.choices(everywhere, k=rng.choice([1, 1, 2, 3])):
            place = forged
            try:
                for key in path[:-1]:
                    place = place[key]
                place[path[-1]] = edited(rng, place[path[-1]], names)
            except (KeyError, IndexError, TypeError):
                continue
        try:
            yield Run.from_json(json.dumps(forged))
        except CxmatchError:
            continue


def certified(run: Run, parent: Run | None) -> bool:
    """Whether a record is called verified, with its parent at hand."""
    return not cx.verify(run, record=encode(run), parent=parent)


def assert_true(run: Run, parent: Run | None) -> None:
    """Hold what a certified run claims against every plan that its own inputs allow."""
    matrix = FitMatrix.of(run.cohort, run.policy)
    if int(matrix.allowed.sum()) > MOST_PAIRS + 2:
        return
    every = list(plans(matrix))
    assert meets(matrix, made(run))
    if run.repair is None:
        best = max(rank(matrix, plan) for plan in every)
        assert rank(matrix, made(run)) == best or gap_words(run.matching.prices, 1)
    else:
        assert parent is not None
        assert [(pair.mentor, pair.protege) for pair in run.repair.before] == [
            (fit.mentor, fit.protege) for fit in parent.matching.pairings
        ]
        _assert_menu(matrix, run, every)
    assert_bill(matrix, run)


def assert_bill(matrix: FitMatrix, run: Run) -> int:
    """Hold each exact line of a bill against enumeration; gives how many were held."""
    kept = Start.of(matrix, run.repair.before).plan(run.repair.options[-1]).chosen if run.repair else matrix.chosen(run.matching)
    lines = [(loosened(matrix, drop), entry) for drop, entry in zip(without_each(run.policy, run.cohort), run.bill, strict=True)]
    return sum(_holds(other, entry, kept) for other, entry in lines if entry.known is Known.EXACTLY)


def _assert_menu(matrix: FitMatrix, run: Run, every: list[frozenset[tuple[str, str]]]) -> None:
    """For every number of moves the best plan, and of those each that betters all with fewer."""
    assert run.repair is not None
    if any(option.proof is Proof.BOUND for option in run.repair.options) or run.repair.unsearched:
        return
    kept = set(matrix.pairs(matrix.still_there(run.repair.before)))
    best: dict[int, tuple[object, ...]] = {}
    for plan in every:
        moves = len(kept - plan)
        best[moves] = max(best.get(moves, rank(matrix, plan)), rank(matrix, plan))
    lines: list[tuple[int, tuple[object, ...]]] = []
    for moves in sorted(best):
        if not lines or best[moves] > lines[-1][1]:
            lines.append((moves, best[moves]))
    said = [(option.moves, option.paired, option.points) for option in run.repair.options]
    assert [line[0] for line in said] == [moves for moves, _ in lines]
    if run.policy.objective is Objective.EVERYONE_FIRST:
        assert [line[1:] for line in said] == [worth for _, worth in lines]


def _holds(other: FitMatrix | str, entry: Charge, mine: np.ndarray) -> bool:
    """A charge is what the best plan without the rule has more of, by the ledger without it."""
    if isinstance(other, str) or int(other.allowed.sum()) > MOST_PAIRS + 2:
        return False
    without = max((rank(other, plan) for plan in plans(other)), default=None)
    assert (without is None) == bool(entry.tied)
    if without is None:
        return True
    points, paired = other.points[mine], int(mine.any(axis=0).sum())
    total, lowest = int(points.sum()), int(points.min(initial=10**9)) if len(points) else 0
    if other.policy.objective is Objective.WORST_OFF_FIRST:
        fits = without[2]
        least = min(fits, default=0)  # type: ignore[call-overload]  # a tuple of fits
        expected: tuple[object, ...] = (without[0] - paired, sum(fits) - total, least - lowest)  # type: ignore[operator, call-overload]
        assert (entry.paired, entry.points, entry.lowest) == expected
    elif other.policy.objective is Objective.TOTAL_FIRST and not other.policy.must.everyone:
        assert entry.points == without[0] - total  # type: ignore[operator]
    else:
        assert (entry.paired, entry.points) == (without[0] - paired, without[1] - total)  # type: ignore[operator]
    return True


def _hold_bills(seeds: range) -> int:
    held = 0
    for seed in seeds:
        run, pair = first(seed), second(seed)
        for one in ([run] if run else []) + ([pair[1]] if pair else []):
            matrix = FitMatrix.of(one.cohort, one.policy)
            if int(matrix.allowed.sum()) <= MOST_PAIRS:
                held += assert_bill(matrix, one)
    return held


def test_every_line_of_a_bill_is_what_enumeration_finds() -> None:
    """Rules, preferences and weights, in runs and reruns, under each objective."""
    assert _hold_bills(range(12)) > 30


@pytest.mark.campaign
def test_the_bills_of_600_runs_are_what_enumeration_finds() -> None:
    """The same for some 300 runs and their reruns."""
    assert _hold_bills(range(600)) > 1_500


def _forge(seeds: range, each: int) -> tuple[int, int]:
    """Try forgeries of first runs and reruns; gives how many were tried, and how many were certified and true."""
    tried = true = 0
    for seed in seeds:
        rng = random.Random(seed)
        run, pair = first(seed), second(seed)
        for one, parent in ([(run, None)] if run else []) + ([(pair[1], pair[0])] if pair else []):
            for forged in forgeries(rng, one, each):
                tried += 1
                if certified(forged, parent):
                    true += 1
                    assert_true(forged, parent)
    return tried, true


def test_no_random_edit_is_certified_unless_it_is_true() -> None:
    """Some 150 records with places changed and ids recomputed: what verifies is true of the inputs it has."""
    tried, true = _forge(range(12), 12)
    assert tried > 75
    assert true < tried / 2


@pytest.mark.campaign
def test_no_random_edit_of_60000_is_certified_unless_it_is_true() -> None:
    """The same for 60,000 edits."""
    tried = 0
    for block in range(100_000):
        tried += _forge(range(20 * block, 20 * block + 20), 100)[0]
        if tried >= 60_000:
            break


# Worse plans with the honest prices, with other ones, and with none.


def _worse(seeds: range, most: int) -> int:
    """Try every choice of allowed pairs of small cohorts in the place of the run's; gives how many were refused."""
    refused = 0
    for seed in seeds:
        run, rng = first(seed), np.random.default_rng(seed)
        if run is None:
            continue
        matrix = FitMatrix.of(run.cohort, run.policy)
        honest = matrix.chosen(run.matching)
        cells = np.argwhere(matrix.allowed)
        for number in range(2 ** len(cells))[: most or None]:
            chosen = np.zeros_like(honest)
            chosen[tuple(cells[[bool(number >> bit & 1) for bit in range(len(cells))]].T)] = True
            if np.array_equal(chosen, honest):
                continue
            for prices in _variants(rng, run.matching.prices):
                if broken(matrix, chosen):
                    refused += 1
                    continue
                flaws, again = checked(Solved(matrix=matrix, chosen=chosen, prices=prices))
                assert flaws or gap_words(again.prices, 1) or _same_but_for_ties(matrix, run, chosen, again.prices), (
                    seed,
                    number,
                )
                refused += 1
    return refused


def _same_but_for_ties(matrix: FitMatrix, run: Run, chosen: np.ndarray, prices: tuple[Prices, ...]) -> bool:
    """Whether a plan is as good and its record leaves the ties open, which is said."""
    return rank(matrix, frozenset(matrix.pairs(chosen))) == rank(matrix, made(run)) and any(rung.gap for rung in prices)


def _variants(rng: np.random.Generator, prices: tuple[Prices, ...]) -> Iterator[tuple[Prices, ...]]:
    yield prices
    yield ()
    yield prices[:-1]
    place = int(rng.integers(len(prices))) if prices else 0
    changed = [
        replace(
            rung,
            mentors={name: max(0, price + int(rng.integers(-2, 3))) for name, price in rung.mentors.items()},
            proteges={name: max(0, price + int(rng.integers(-2, 3))) for name, price in rung.proteges.items()},
            scale=int(rng.choice([1, 2])),
            keep=int(rng.choice([0, 1])),
            cases=tuple(
                replace(case, prices={key: max(0, price + int(rng.integers(-3, 4))) for key, price in case.prices.items()})
                for case in rung.cases
            ),
        )
        if number == place
        else rung
        for number, rung in enumerate(prices)
    ]
    yield tuple(changed)


def test_no_worse_plan_is_certified() -> None:
    """Every other choice of pairs, with honest, changed and missing prices: refused, or said to have a gap."""
    assert _worse(range(20), 200) > 3_000


@pytest.mark.campaign
def test_no_worse_plan_of_250000_is_certified() -> None:
    """The same for 250,000 plans."""
    refused = 0
    for block in range(10_000):
        refused += _worse(range(25 * block, 25 * block + 25), 0)
        if refused >= 250_000:
            break


# Whole forgeries, each by name.


def bad_parent(run: Run) -> Run:
    """A run that never was: the first pairing taken out, and all else made to fit."""
    matrix = FitMatrix.of(run.cohort, run.policy)
    chosen = matrix.chosen(run.matching)
    chosen[tuple(np.argwhere(chosen)[0])] = False
    return replace(run, matching=outcome(Solved(matrix=matrix, chosen=chosen, prices=run.matching.prices)))


@pytest.fixture(scope="module")
def later(run: Run) -> Run:
    return cx.rerun(run, without=["Kite Registry"])


def forged(later: Run, **changes: Any) -> Run:
    assert later.repair is not None
    return replace(later, repair=replace(later.repair, **changes))


def refusal(run: Run, parent: Run | None = None) -> str:
    """The first thing that verify says against a run with its id recomputed."""
    return cx.verify(run, record=encode(run), parent=parent)[0]


def test_a_menu_cut_to_its_first_line_is_refused(run: Run, later: Run) -> None:
    """A menu that ends before a fresh start is no menu, even where its one line is proven."""
    options = later.repair.options if later.repair else ()
    assert len(options) > 1
    assert "not proven to be the best there is" in refusal(forged(later, options=options[:1], chosen="A"))


def test_a_menu_without_a_line_is_refused() -> None:
    """Wherever a line is taken out, the proof shows that one is missing: at the end, between two, and at the start."""
    for seed in range(40):
        found = second(seed)
        options: tuple[Option, ...] = found[1].repair.options if found and found[1].repair else ()
        for place in range(len(options) if len(options) > 1 else 0):
            assert found is not None
            less = options[:place] + options[place + 1 :]
            less = tuple(replace(line, letter="ABCDEFGH"[number]) for number, line in enumerate(less))
            assert cx.verify(forged(found[1], options=less, chosen="A", chains=(), refused=()), parent=found[0])


def test_letters_of_the_menu_stand_in_order(run: Run, later: Run) -> None:
    """A menu with other letters is refused."""
    options = later.repair.options if later.repair else ()
    letters = tuple(replace(line, letter=chr(ord(line.letter) + 1)) for line in options)
    assert cx.verify(forged(later, options=letters, chosen=letters[-1].letter), parent=run)


@pytest.mark.parametrize(
    "change",
    [
        {"before": (Pair(mentor="Kite Registry", protege="Mooring Permits Office"),)},
        {"left": ()},
        {"left": ("Ferry Tickets Office",)},
        {"joined": ("Kite Registry",)},
    ],
)
def test_a_story_that_the_parent_does_not_tell_is_refused(run: Run, later: Run, change: dict[str, Any]) -> None:
    """The pairings before, who left and who joined come from the run that was repaired."""
    assert cx.verify(forged(later, **change), parent=run)


@pytest.mark.parametrize("name", ["cause", "gain", "paired", "moves", "exchange", "number"])
def test_a_chain_with_another_figure_or_cause_is_refused(run: Run, later: Run, name: str) -> None:
    """Each change's cause, gain, numbers and moves are worked out again."""
    assert later.repair is not None
    chain = later.repair.chains[0]
    value = {"cause": "they asked for it", "exchange": ()}.get(name, 77)
    other = replace(chain, **{name: value})
    assert cx.verify(forged(later, chains=(other, *later.repair.chains[1:])), parent=run)


def test_another_parent_is_refused(run: Run, later: Run) -> None:
    """A run is no parent of a rerun that names another, and a rerun without one cannot be."""
    other = cx.pair(run.cohort.without("Kite Registry"))
    assert "not the one it repairs" in refusal(later, other)
    assert "a first run names none" in refusal(replace(later, parent=None))
    assert "a first run names none" in refusal(replace(run, parent="ab" * 32))


def test_what_was_refused_is_a_whole_group_of_changes(run: Run) -> None:
    """Half of a change taken back is refused."""
    again = cx.rerun(run, without=["Kite Registry"])
    assert again.repair is not None
    moves = again.repair.options[-1].exchange
    half = replace(moves[0], mentor_before=moves[0].mentor_after, mentor_after=moves[0].mentor_before)
    lie = forged(again, refused=(half,))
    matrix = FitMatrix.of(again.cohort, again.policy)
    chosen = matrix.chosen(again.matching)
    chosen[matrix.row[str(half.mentor_before)], matrix.column[half.protege]] = False
    lie = replace(lie, matching=outcome(Solved(matrix=matrix, chosen=chosen, prices=again.matching.prices)))
    assert "not a group of the plan's changes" in refusal(lie, run)


def test_a_rerun_of_a_run_that_never_was_is_refused_with_its_parent(run: Run) -> None:
    """A bad plan that is "repaired" with no moves has a whole menu; its parent gives it away, and alone it is not certified."""
    never = bad_parent(run)
    rerun = cx.rerun(never, max_moves=0)
    assert cx.verify(never)
    assert cx.verify(rerun, parent=run)
    assert Checked(run=rerun, missing=never.id).exit_code == 5


def test_a_bill_of_a_rerun_is_checked(run: Run, later: Run) -> None:
    """A bill that says another cost, or names a rule that is not there, is refused."""
    cheap = (replace(later.bill[0], points=later.bill[0].points + 5), *later.bill[1:])
    assert cx.verify(replace(later, bill=cheap), parent=run)
    assert cx.verify(replace(later, bill=()), parent=run)


def test_a_first_run_has_nothing_to_keep(run: Run) -> None:
    """Prices with another scale, or with points on kept pairings, are not those of a first run."""
    one, *rest = run.matching.prices
    for change in ({"scale": 2}, {"keep": 3}, {"scale": 2, "keep": 1}):
        prices = (replace(one, **change), *rest)
        assert cx.verify(replace(run, matching=replace(run.matching, prices=prices)))


def test_every_must_have_rule_is_counted_again() -> None:
    """Under each method a plan that leaves somebody waiting breaks "everyone", with a bill and a total that fit."""
    found = 0
    for seed in range(60):
        run = first(seed)
        if run is None or not run.policy.must.everyone or not run.matching.pairings:
            continue
        matrix = FitMatrix.of(run.cohort, run.policy)
        chosen = matrix.chosen(run.matching)
        chosen[:, matrix.column[run.matching.pairings[0].protege]] = False
        solved = Solved(matrix=matrix, chosen=chosen, prices=run.matching.prices)
        lie = replace(run, matching=outcome(solved), bill=bill(solved))
        assert any("everyone must be paired" in problem or "locked" in problem for problem in cx.verify(lie))
        found += 1
    assert found >= 1


def test_a_survey_of_another_file_is_named(run: Run) -> None:
    """With the survey at hand, its digest, its layout and its notes are compared as well."""
    cohort = cx.read_survey(cx.sample("roundtable-14"))
    assert cx.verify(run, cohort=cohort) == ()
    for change in ({"sha256": "ab" * 32}, {"notes": ()}, {"layout": "a letter"}):
        lie = replace(run, cohort=replace(cohort, source=replace(cohort.source, **change)))
        assert any("cohort.source" in problem for problem in cx.verify(lie, cohort=cohort))


# Honest runs.


def _honest(seeds: range) -> tuple[int, int]:
    """Pair and rerun with all rules and read the records back; gives how many were verified, and chains refused."""
    verified = refused = 0
    for seed in seeds:
        cohort = invented_cohort(seed, 7, seats=random.Random(seed).choice([1, 2]), departments=3)
        try:
            run = cx.pair(cohort, any_policy(seed, cohort))
            later = cx.rerun(run, without=[cohort.offices[seed % 7].id], afresh=True)
        except CxmatchError:
            continue
        for one, parent in ((run, None), (later, run)):
            assert cx.verify(Run.from_json(one.to_json()), record=json.loads(one.to_json()), parent=parent) == ()
            verified += 1
        assert later.repair is not None
        for chain in later.repair.chains:
            try:
                less = cx.rerun(run, without=[cohort.offices[seed % 7].id], afresh=True, refuse=[chain.number])
            except CxmatchError:
                continue
            assert meets(FitMatrix.of(less.cohort, less.policy), made(less))
            assert less.matching.points == later.matching.points - chain.gain
            assert less.matching.paired == later.matching.paired - chain.paired
            refused += 1
    return verified, refused


def test_honest_runs_verify_and_refused_chains_keep_every_rule() -> None:
    """Under all rules, runs and reruns verify from their text; with a chain refused, every rule still holds."""
    verified, refused = _honest(range(12))
    assert verified > 7
    assert refused > 0


@pytest.mark.campaign
def test_5000_honest_runs_verify() -> None:
    """The same until 5,000 records were verified and 500 chains refused."""
    verified = refused = 0
    for block in range(10_000):
        more = _honest(range(100 * block, 100 * block + 100))
        verified, refused = verified + more[0], refused + more[1]
        if verified >= 5_000 and refused >= 500:
            break
