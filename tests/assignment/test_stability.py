"""Stability: the margin of error, from both sides."""

from dataclasses import replace

import numpy as np
import pytest
from all_ways import margin as every_round
from invent import problem as invented_problem

from cxmatch.assignment.problem import Problem
from cxmatch.assignment.solver import solve
from cxmatch.assignment.stability import Closed, margin

SCALE = 840


def perturbed(problem: Problem, change: np.ndarray) -> Problem:
    """The problem in finer steps with every value changed, lifted so that none is below 0 and first cells come first."""
    value = problem.value * SCALE + change
    lift = SCALE * 50 if problem.bonus.max(initial=0) else 0
    return replace(problem, value=np.where(problem.allowed, value + lift, 0), bonus=problem.bonus * SCALE * 1000)


@pytest.mark.parametrize("seed", range(120))
def test_no_error_within_the_margin_changes_the_best_choice(seed: int) -> None:
    """Whatever the values are within the margin, no choice is better; at the margin the named rival is as good."""
    rng = np.random.default_rng(seed)
    problem = invented_problem(rng, int(rng.integers(1, 6)), int(rng.integers(1, 6)), seats=1, values=9)
    problem = replace(problem, bonus=np.full(len(problem.demand), 10_000))
    best = solve(problem).chosen
    found = margin(problem, best)
    if found is None:
        return
    assert problem.breaches(found.rival) == []
    differ = best != found.rival
    assert problem.worth(best) - problem.worth(found.rival) == found.radius * int(differ.sum())
    within = int(found.radius * SCALE)
    for _ in range(10):
        change = rng.integers(-within, within + 1, problem.value.shape)
        assert _still_best(problem, best, change)
    worst = np.where(best & ~found.rival, -1, np.where(found.rival & ~best, 1, 0)) * (within + 1)
    assert not _still_best(problem, best, worst)


@pytest.mark.parametrize("seed", range(150))
def test_the_rival_is_the_one_that_every_round_would_have_ended_with(seed: int) -> None:
    """Rounds that only repeat what was before are left out, and that alters nothing: neither the margin nor who ends it."""
    rng = np.random.default_rng(seed)
    problem = invented_problem(rng, int(rng.integers(1, 12)), int(rng.integers(1, 12)), seats=1 + seed % 3, values=3 + seed % 20)
    problem = replace(problem, allowed=problem.allowed & (rng.random(problem.value.shape) < 0.4 + seed % 2))
    best = solve(problem).chosen
    found, expected = margin(problem, best), every_round(problem, best)
    assert (found is None) == (expected is None)
    if found is not None and expected is not None:
        assert found.radius == expected[0]
        assert np.array_equal(found.rival, expected[1])


def _still_best(problem: Problem, best: np.ndarray, change: np.ndarray) -> bool:
    other = perturbed(problem, change)
    return other.worth(best) == other.worth(solve(other).chosen)


def test_a_closed_cell_takes_part_from_the_error_that_opens_it() -> None:
    """A better choice that a larger error opens ends the margin one whole step before; one that is not better yet does not."""
    one = np.ones(1, dtype=np.int64)
    problem = Problem(
        value=np.array([[5, 0]]), allowed=np.array([[True, False]]), supply=one, demand=np.array([1, 1]), bonus=np.array([0, 0])
    )
    chosen = np.array([[True, False]])
    alone = margin(problem, chosen)
    assert alone is not None
    assert (alone.radius, alone.opens) == (5, False)
    for worth_now, missing, radius, opens in ((4, 2, 1, True), (0, 1, 2.5, False), (0, 4, 3, True)):
        closed = Closed(value=np.array([[5, worth_now]]), missing=np.array([[-1, missing]]))
        found = margin(problem, chosen, closed)
        assert found is not None
        assert (float(found.radius), found.opens) == (radius, opens)
        assert found.rival[0, 1]
