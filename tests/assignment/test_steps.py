"""Trials of one row and one column with other values, against solving again and against all choices."""

from dataclasses import replace
from itertools import product

import numpy as np
import pytest
from invent import problem as invented_problem

from cxmatch.assignment.problem import Problem
from cxmatch.assignment.solver import solve
from cxmatch.assignment.steps import Line, Trials


def changed(problem: Problem, chosen: np.ndarray, seed: int) -> tuple[Problem, Line | None, Line | None]:
    """Change values and bans of a row, a column, or both, but bar nothing that is chosen; the two do not meet."""
    rng = np.random.default_rng(seed)
    (row, column), (n, m) = (int(rng.integers(size)) for size in chosen.shape), chosen.shape
    value, allowed = problem.value.copy(), problem.allowed.copy()
    rows, columns = np.arange(n) == row, np.arange(m) == column
    free = np.outer(rows, ~columns) * (seed % 3 != 1) | np.outer(~rows, columns) * (seed % 3 != 0)
    value[free] = np.maximum(0, value + rng.integers(-2, 3, value.shape))[free]
    allowed ^= free & ~chosen & (rng.random(allowed.shape) < 0.2)
    after = replace(problem, value=value, allowed=allowed)
    across = Line(row, value[row], allowed[row]) if seed % 3 != 1 else None
    return after, across, Line(column, value[:, column], allowed[:, column]) if seed % 3 != 0 else None


@pytest.mark.parametrize("seed", range(300))
def test_a_trial_tells_whether_something_is_better_or_newly_as_good(seed: int) -> None:
    """Below 0 solving again finds better cells; above 0 the cells are best, and no choice is as good that was not so before."""
    rng = np.random.default_rng(seed)
    problem = invented_problem(rng, int(rng.integers(1, 5)), int(rng.integers(1, 4)), seats=1 + seed % 2, values=2 + seed % 7)
    chosen = solve(problem).chosen
    after, row, column = changed(problem, chosen, seed)
    trials = Trials.of(problem, chosen)
    least, best = trials.cheapest(row, column), after.worth(solve(after).chosen)
    assert (least < 0) == (after.worth(chosen) < best)
    assert trials.cheapest(row, column) == least
    if least > 0:
        assert as_good(after, best) <= as_good(problem, problem.worth(chosen))


def as_good(problem: Problem, worth: int) -> set[bytes]:
    """Every choice within the rules that is worth so much."""
    cells, found = np.argwhere(problem.allowed), set[bytes]()
    for picks in product((False, True), repeat=len(cells)):
        chosen = np.zeros(problem.value.shape, dtype=bool)
        chosen[tuple(cells[list(picks)].T)] = True
        if problem.worth(chosen) == worth and not problem.breaches(chosen):
            found.add(chosen.tobytes())
    return found
