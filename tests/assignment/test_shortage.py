"""Shortages: the named columns really are short, and no smaller set is."""

from dataclasses import replace
from itertools import combinations

import numpy as np
import pytest
from examples import daily
from invent import problem as invented_problem

from cxmatch.assignment.certificate import seats_for
from cxmatch.assignment.problem import Problem
from cxmatch.assignment.shortage import all_served, more_seats, shortage


def invented(seed: int) -> tuple[Problem, np.ndarray]:
    rng = np.random.default_rng(seed)
    n, m = int(rng.integers(1, 6)), int(rng.integers(1, 7))
    problem = invented_problem(rng, n, m, seats=2)
    problem = replace(problem, allowed=rng.random((n, m)) < rng.choice([0.3, 0.6]), demand=np.maximum(problem.demand, 1))
    return problem, rng.random(m) < 0.8


def short_sets(problem: Problem, must: np.ndarray) -> list[tuple[int, ...]]:
    """Every set of columns that must be served and has too few seats, smallest first, by counting."""
    columns = np.flatnonzero(must).tolist()
    subsets = (one for size in range(1, len(columns) + 1) for one in combinations(columns, size))
    return [one for one in subsets if seats_for(problem, np.array(one)) < len(one)]


@pytest.mark.parametrize("block", daily(10, 20))
def test_a_shortage_is_named_exactly_when_there_is_one(block: int) -> None:
    """50 problems a block: none is named where all can be served; otherwise the set is short, and the smallest there is."""
    for seed in range(block * 50, block * 50 + 50):
        problem, must = invented(seed)
        known, found = short_sets(problem, must), shortage(problem, must)
        assert all_served(problem, must) == (not known)
        if found is None:
            assert not known
            continue
        assert found.seats == seats_for(problem, found.columns) < len(found.columns)
        assert must[found.columns].all()
        assert len(found.columns) == len(known[0])


@pytest.mark.parametrize("seed", range(200))
def test_each_seat_proposed_serves_everybody(seed: int) -> None:
    """One more seat at a row that is proposed serves all; at any other row of the shortage it does not."""
    problem, must = invented(seed)
    found = shortage(problem, must)
    if found is None:
        return
    proposed = set(more_seats(problem, must, found))
    for row in found.rows.tolist():
        supply = problem.supply.copy()
        supply[row] += 1
        assert (row in proposed) == (not short_sets(replace(problem, supply=supply), must))
