"""Mending: the best assignment from any cells, with the prices that prove it."""

from dataclasses import replace

import numpy as np
import pytest
from invent import problem as invented_problem

from cxmatch.assignment.certificate import flaws
from cxmatch.assignment.mending import mended
from cxmatch.assignment.solver import solve


@pytest.mark.parametrize("seed", range(200))
def test_from_any_cells_the_answer_is_best_and_proven(seed: int) -> None:
    """Beginning with none, with those that are best for other values, or with what is best; whatever prices are guessed."""
    rng = np.random.default_rng(seed)
    problem = invented_problem(rng, int(rng.integers(1, 9)), int(rng.integers(1, 9)), values=2 + seed % 20)
    best = solve(problem)
    other = solve(replace(problem, value=rng.integers(0, 9, problem.value.shape)))
    for start in (np.zeros_like(best.chosen), other.chosen, best.chosen):
        for near in (None, other, best):
            assert flaws(problem, mended(problem, start, near)) == []
    assert np.array_equal(mended(problem, best.chosen).chosen, best.chosen)
