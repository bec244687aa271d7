"""Programs with side rules: brute force, proofs, forgeries."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from functools import partial
from itertools import count, product
from math import inf
from typing import Any

import numpy as np
import pytest
from examples import daily
from invent import problem as invented_problem
from scipy.optimize import Bounds, LinearConstraint, milp

from cxmatch.assignment import clock, search
from cxmatch.assignment.cases import Leaf, _is_complete, aims, most
from cxmatch.assignment.problem import NoChoiceError, Problem
from cxmatch.assignment.program import Program
from cxmatch.assignment.search import climb, refute

KEYS = np.random.default_rng(99).permutation(400).reshape(20, 20).astype(np.int64) + 1


def invented(seed: int) -> Program:
    """A small program: some offices stand on both sides, with every kind of side rule now and then."""
    rng = np.random.default_rng(seed)
    n, m = int(rng.integers(1, 4)), int(rng.integers(1, 4))
    problem = invented_problem(rng, n, m, seats=2)
    both = min(n, m)
    twin = np.where(np.arange(n) < both, np.arange(n), -1)
    allowed = problem.allowed.copy()
    allowed[np.arange(both), np.arange(both)] = False
    lock = np.zeros((n, m), dtype=bool)
    cells = np.argwhere(allowed)
    if len(cells) and rng.random() < 0.3:
        lock[tuple(cells[rng.integers(len(cells))])] = True
    kept = allowed & (rng.random((n, m)) < 0.5) if rng.random() < 0.3 else None
    return Program(
        problem=replace(problem, allowed=allowed),
        locked=lock,
        twin=twin,
        one_role=bool(rng.random() < 0.5),
        no_exchange=bool(rng.random() < 0.5),
        least=int(rng.integers(0, 3)),
        each=bool(rng.random() < 0.3),
        everyone=rng.random(m) < 0.3 if rng.random() < 0.3 else None,
        kept=kept,
        kept_at_least=0 if kept is None else int(rng.integers(0, kept.sum() + 1)),
    )


def choices(program: Program) -> Iterator[np.ndarray]:
    """Every choice of cells that meets the rules, told from the rules' own words and not from their rows."""
    cells = np.argwhere(program.problem.allowed)
    for picks in product((False, True), repeat=len(cells)):
        chosen = np.zeros(program.problem.value.shape, dtype=bool)
        for (row, column), pick in zip(cells, picks, strict=True):
            chosen[row, column] = pick
        if _meets(program, chosen):
            yield chosen


def _meets(program: Program, chosen: np.ndarray) -> bool:
    if program.problem.breaches(chosen) or (program.locked & ~chosen).any():
        return False
    rows, columns = chosen.sum(axis=1), chosen.sum(axis=0)
    pairs = [(row, column) for row, column in enumerate(program.twin.tolist()) if column >= 0]
    if program.one_role and any(rows[row] and columns[column] for row, column in pairs):
        return False
    twice = (chosen[a, q] and chosen[b, p] for (a, p), (b, q) in product(pairs, pairs) if a < b)
    if program.no_exchange and any(twice):
        return False
    held_to = program.problem.supply > 0 if program.each else rows > 0
    if (rows[held_to] < program.least).any():
        return False
    if program.everyone is not None and (columns[program.everyone] < 1).any():
        return False
    return program.kept is None or int((program.kept & chosen).sum()) >= program.kept_at_least


def rank(program: Program, chosen: np.ndarray, worst_off_first: bool) -> tuple[object, ...]:
    """What a choice is compared by, first to last."""
    problem = program.problem
    keys = int(KEYS[: chosen.shape[0], : chosen.shape[1]][chosen].sum())
    served = int((chosen.any(axis=0) & (problem.bonus > 0)).sum())
    if not worst_off_first:
        return (served, int(problem.value[chosen].sum()), keys)
    return (served, int(chosen.sum()), tuple(sorted(problem.value[chosen].tolist())), keys)


@pytest.mark.parametrize("worst_off_first", [False, True])
@pytest.mark.parametrize("block", daily(6, 20))
def test_every_ladder_is_the_best_by_brute_force(block: int, worst_off_first: bool) -> None:
    """50 programs a block with all kinds of side rules, for each ladder: the answer is the best, and its proof is exact."""
    for seed in range(block * 50, block * 50 + 50):
        program = invented(seed)
        known = max((rank(program, choice, worst_off_first) for choice in choices(program)), default=None)
        try:
            rungs = climb(program, _keys, worst_off_first=worst_off_first)
        except NoChoiceError:
            assert known is None
            continue
        chosen = rungs[-1].chosen
        assert _meets(program, chosen)
        ranks = rank(program, chosen, worst_off_first), known
        assert len({one[:-1] if program.kept is not None else one for one in ranks}) == 1
        assert all(rung.most == rung.reached for rung in rungs)


def test_no_forged_proof_proves_less_than_the_truth() -> None:
    """Prices changed at random, cases dropped and decisions turned round: what passes as a proof is never below the best."""
    rng = np.random.default_rng(5)
    for seed in range(150):
        program = invented(seed)
        try:
            first = next((rung for rung in climb(program, _keys) if rung.leaves), None)
        except NoChoiceError:
            continue
        if first is None or first.aim.name not in ("served", "points"):
            continue  # a rung after the first rests on the rules that those before it left
        if first.aim.name == "points" and program.problem.bonus.any():
            continue
        for _ in range(10):
            leaves = tuple(_forged(rng, leaf) for leaf in first.leaves if rng.random() < 0.95)
            try:
                limit = most(program.constraints, program.variables, first.aim.objective, leaves)
            except ValueError:
                continue
            assert limit is not None
            assert limit >= first.reached


def _forged(rng: np.random.Generator, leaf: Leaf) -> Leaf:
    prices = {key: int(price * rng.choice([0, 1, 1, 2])) + int(rng.integers(-1, 2)) for key, price in leaf.prices.items()}
    turned = tuple(
        decision.replace("one", "zero")
        if rng.random() < 0.1
        else decision.replace("zero", "one")
        if rng.random() < 0.1
        else decision
        for decision in leaf.decisions
    )
    return Leaf(decisions=turned, scale=int(leaf.scale * rng.choice([1, 1, 1, 2, 0])), prices=prices)


def _turned(decision: str) -> str:
    how, _, name = decision.partition(" ")
    return f"{'zero' if how == 'one' else 'one'} {name}"


def test_what_has_no_choice_is_refuted_and_nothing_else() -> None:
    """No choice by enumeration, no choice by cases: a refutation bounds every case away, and is never given where one exists."""
    refuted = 0
    for seed in range(200):
        program = replace(invented(seed), everyone=np.ones(len(invented(seed).problem.demand), dtype=bool))
        leaves = refute(program)
        nothing = np.zeros(len(program.variables), dtype=np.int64)
        assert bool(leaves) == (next(choices(program), None) is None), seed
        if leaves:
            assert most(program.constraints, program.variables, nothing, leaves) is None
        refuted += bool(leaves)
    assert refuted > 25


def test_cases_must_cover_everything() -> None:
    """Cases are the leaves of one tree; a missing, doubled or foreign case is no cover."""
    assert _is_complete([()])
    assert _is_complete([("zero a", "one b"), ("zero a", "zero b"), ("one a",)])
    assert not _is_complete([])
    assert not _is_complete([("zero a",), ("one b",)])
    assert not _is_complete([("zero a",), ("zero a",)])
    assert not _is_complete([("zero a",), ("one a",), ()])
    deep = [(*(f"zero {n}" for n in range(depth)), f"one {depth}") for depth in range(1500)]
    assert _is_complete([*deep, tuple(f"zero {n}" for n in range(1500))])
    assert not _is_complete(deep)


def test_a_held_rung_keeps_what_it_reached() -> None:
    """A rung that is held as a rule refuses every choice that reaches less."""
    program = invented(4)
    first, *_ = climb(program, _keys)
    table = first.aim.held(program.constraints, 0, first.reached)
    for choice in choices(program):
        reached = int(first.aim.objective @ program.point(choice))
        broken = table.times(program.point(choice)) > table.limit
        assert broken[-1] == (reached < first.reached)


def _keys(cells: np.ndarray) -> np.ndarray:
    return np.where(cells, KEYS[: cells.shape[0], : cells.shape[1]], 0)


@pytest.mark.parametrize("block", range(4))
def test_larger_programs_agree_with_a_program_written_another_way(block: int) -> None:
    """100 programs of 7 to 9 offices on both sides: the same worth as offices that choose one role, or give up one direction."""
    for seed in range(block * 25, block * 25 + 25):
        rng = np.random.default_rng(seed)
        n = int(rng.integers(7, 10))
        value, allowed = rng.integers(1, 9, (n, n)), (rng.random((n, n)) < 0.6) & ~np.eye(n, dtype=bool)
        ones = np.ones(n, dtype=np.int64)
        problem = Problem(value=value, allowed=allowed, supply=ones, demand=ones, bonus=int(rng.choice([0, 100])) * ones)
        none = np.zeros((n, n), dtype=bool)
        one_role = bool(seed % 2)
        program = Program(problem=problem, locked=none, twin=np.arange(n), one_role=one_role, no_exchange=not one_role)
        *rungs, _ = climb(program, _keys)
        assert all(rung.reached == rung.most for rung in rungs)
        weight = 100 if problem.bonus.any() else 0
        served = rungs[0].reached if weight else 0
        assert rungs[-1].reached + weight * served == _written_another_way(problem, one_role)


def _written_another_way(problem: Problem, one_role: bool) -> int:
    """Solve with one row for each office, or for each side of it and each exchange."""
    pairs = [(i, j) for i, j in np.argwhere(problem.allowed).tolist()]
    gain = np.array([problem.value[i, j] + problem.bonus[j] for i, j in pairs], dtype=float)
    groups = [[k for k, (i, j) in enumerate(pairs) if office in (i, j)] for office in range(len(problem.supply))]
    if not one_role:
        sides = [(side, office) for side in (0, 1) for office in range(len(problem.supply))]
        groups = [[k for k, pair in enumerate(pairs) if pair[side] == office] for side, office in sides]
        groups += [[k, pairs.index((j, i))] for k, (i, j) in enumerate(pairs) if i < j and (j, i) in pairs]
    rows = np.array([[float(k in group) for k in range(len(pairs))] for group in groups])
    found = milp(-gain, integrality=np.ones(len(pairs)), bounds=Bounds(0, 1), constraints=LinearConstraint(rows, -np.inf, 1.0))
    return round(-found.fun)


def real_like(seed: int, seats: int, **rules: Any) -> Program:
    """Twelve offices on both sides with ratings to two decimals, as in a real survey, and as many seats each."""
    rng = np.random.default_rng(seed)
    value, allowed = rng.integers(1, 2_000, (12, 12)), (rng.random((12, 12)) < 0.9) & ~np.eye(12, dtype=bool)
    room = np.full(12, seats, dtype=np.int64)
    problem = Problem(value=value, allowed=allowed, supply=room, demand=room, bonus=np.ones(12, dtype=np.int64))
    return Program(problem=problem, locked=np.zeros((12, 12), dtype=bool), twin=np.arange(12), **rules)


@pytest.mark.parametrize("rules", [{"one_role": True}, {"one_role": True, "least": 2}, {"least": 2}, {"no_exchange": True}])
@pytest.mark.parametrize("seats", [1, 2, 3])
@pytest.mark.parametrize("worst_off_first", [False, True])
def test_rules_close_in_a_few_cases(seats: int, rules: dict[str, Any], worst_off_first: bool) -> None:
    """The rows are so tight that a dozen offices need few cases a rung: the first seats alone once left 200 open."""
    for rung in climb(real_like(7, seats, **rules), _twelve, worst_off_first=worst_off_first):
        assert rung.most == rung.reached
        assert len(rung.leaves) < 40


def _twelve(cells: np.ndarray) -> np.ndarray:
    return np.where(cells, KEYS[:12, :12], 0)


def test_several_levels_in_one_sum_are_the_levels_one_by_one() -> None:
    """A best choice by blocks of levels has of each level as few cells as the ladder that counts one level at a time."""
    for seed in range(60):
        program = invented(seed)
        try:
            chosen = climb(program, _keys, worst_off_first=True)[-1].chosen
            with pytest.MonkeyPatch.context() as patch:
                patch.setattr(search, "aims", partial(aims, one_by_one=True))
                again = climb(program, _keys, worst_off_first=True)
        except NoChoiceError:
            continue
        for rung in again:
            assert rung.most == rung.reached
            assert rung.aim.name == "ties" or rung.aim.reached(program, chosen) == rung.reached


def test_levels_that_are_held_are_held_one_by_one() -> None:
    """What several levels reached in one sum refuses just those choices that have more of some level."""
    for seed in range(30):
        program = replace(invented(seed), kept=None)
        found = next(choices(program), None)
        if found is None:
            continue
        aim = next(aim for aim in aims(program, _keys, worst_off_first=True) if aim.name in ("levels", "ties"))
        if aim.name == "ties":
            continue
        table = aim.held(program.constraints, 3, aim.reached(program, found))
        new = len(table.names) - len(program.constraints.names)
        values = program.problem.value
        levels = [level for level in np.unique(values[program.problem.allowed]) if aim.objective[_place(program, level)]]
        assert new == len(levels)
        for choice in choices(program):
            over = (table.times(program.point(choice)) > table.limit)[-new:]
            more = [int((choice & (values == level)).sum()) > int((found & (values == level)).sum()) for level in levels]
            assert over.tolist() == more


def _place(program: Program, level: int) -> int:
    rows, columns = program.cells
    return int(np.flatnonzero(program.problem.value[rows, columns] == level)[0])


def test_a_search_ends_when_time_is_over_with_a_true_bound(monkeypatch: pytest.MonkeyPatch) -> None:
    """Once the clock has run out no case is split: the choice meets the rules, and no other reaches more than is said."""
    gaps = 0
    for seed in range(200):
        program = replace(invented(seed), kept=None)
        ladder = list(choices(program))
        known = ladder[len(ladder) // 2] if ladder else None
        ticks = count()
        monkeypatch.setattr(clock, "monotonic", lambda ticks=ticks: float(next(ticks)))
        try:
            with clock.within(seed % 5):
                rungs = climb(program, _keys, known=known)
        except NoChoiceError:
            continue
        finally:
            monkeypatch.undo()
        assert _meets(program, rungs[-1].chosen)
        first = next((rung for rung in rungs if rung.most > rung.reached), None)
        gaps += first is not None
        for rung in rungs[: rungs.index(first) + 1] if first else rungs:
            assert max(rung.aim.reached(program, choice) for choice in ladder) <= rung.most
            ladder = [choice for choice in ladder if rung.aim.reached(program, choice) >= rung.reached]
    assert gaps > 5


def test_a_clock_within_a_clock_ends_no_later() -> None:
    """A share of the time is a share of what is left, and a longer limit inside a shorter one changes nothing."""
    assert clock.left() == inf
    with clock.within(100):
        with clock.within(1_000):
            assert clock.left() <= 100
        with clock.share(0.5):
            assert clock.left() <= 50
    assert clock.left() == inf


def within_two_seconds(program: Program) -> int:
    """Let HiGHS look at the whole program for as long as our search may, and give what it reached; -1 where it found nothing."""
    table, width = program.constraints, len(program.variables)
    first = aims(program, lambda mask: np.zeros(mask.shape, dtype=np.int64), worst_off_first=False)[0]
    gain = first.objective.astype(float)
    unit = np.eye(width, dtype=np.int64)
    matrix = np.column_stack([table.times(unit[place]) for place in range(width)]).astype(float)
    found = milp(
        -gain,
        integrality=np.ones(width),
        bounds=Bounds(0, 1),
        constraints=LinearConstraint(matrix, -np.inf, table.limit.astype(float)),
        options={"time_limit": 2.0, "mip_rel_gap": 0.0},
    )
    return -1 if found.x is None else round(float(gain @ np.rint(found.x)))


@pytest.mark.campaign
@pytest.mark.parametrize("seed", range(6))
@pytest.mark.parametrize("rules", [{"one_role": True}, {"least": 2}, {"one_role": True, "least": 2}])
def test_in_the_same_time_the_search_reaches_as_much_as_highs(seed: int, rules: dict[str, Any]) -> None:
    """Forty offices with up to three seats under rules that need a search: two seconds find at least what HiGHS alone finds."""
    rng = np.random.default_rng(seed)
    allowed = (rng.random((40, 40)) < 0.8) & ~np.eye(40, dtype=bool)
    seats = rng.integers(1, 4, 40)
    problem = Problem(
        value=rng.integers(1, 60, (40, 40)), allowed=allowed, supply=seats, demand=seats[::-1].copy(), bonus=np.full(40, 7_201)
    )
    program = Program(problem=problem, locked=np.zeros((40, 40), dtype=bool), twin=np.arange(40), **rules)
    with clock.within(2.0):
        first = climb(program, lambda mask: np.zeros(mask.shape, dtype=np.int64))[0]
    assert first.reached >= within_two_seconds(program)
