"""Worst-off first: the best by brute force, and every rung proven."""

from dataclasses import replace

import numpy as np
import pytest
from examples import daily
from invent import problem as invented_problem
from oracles import choices

from cxmatch.assignment.levels import leximin_flaws
from cxmatch.assignment.leximin import leximin
from cxmatch.assignment.problem import Problem

KEYS = np.random.default_rng(9).permutation(400).reshape(20, 20).astype(np.int64) + 1


def keys(cells: np.ndarray) -> np.ndarray:
    return np.where(cells, KEYS[: cells.shape[0], : cells.shape[1]], 0)


def invented(seed: int) -> Problem:
    """A small problem; in every third some columns have a cell already, by a lock, and so no bonus."""
    rng = np.random.default_rng(seed)
    problem = invented_problem(rng, int(rng.integers(1, 4)), int(rng.integers(1, 4)))
    if seed % 3:
        return problem
    return replace(problem, bonus=np.where(rng.random(len(problem.bonus)) < 0.3, 0, 7).astype(np.int64))


def rank(problem: Problem, chosen: np.ndarray) -> tuple[object, ...]:
    """Columns served, cells, values from the lowest up, keys."""
    served = int((chosen.any(axis=0) & (problem.bonus > 0)).sum())
    return served, int(chosen.sum()), tuple(sorted(problem.value[chosen].tolist())), int(keys(chosen)[chosen].sum())


@pytest.mark.parametrize("block", daily(6, 20))
def test_the_worst_off_is_raised_as_high_as_brute_force_can(block: int) -> None:
    """50 problems a block with seats, bans, ties and locks: the same choice as by trying all, and every rung holds."""
    for seed in range(block * 50, block * 50 + 50):
        problem = invented(seed)
        chosen, rungs = leximin(problem, (keys,))
        assert rank(problem, chosen) == max(rank(problem, choice) for choice in choices(problem))
        assert leximin_flaws(problem, chosen, rungs, (keys,)) == []


def test_no_other_choice_passes_with_any_rungs_of_a_true_one() -> None:
    """A worse or equally good choice is refused, and so are rungs with a price changed, a level left out or turned round."""
    rng = np.random.default_rng(3)
    for seed in range(150):
        problem = invented(seed)
        chosen, rungs = leximin(problem, (keys,))
        for other in choices(problem):
            if (other != chosen).any():
                assert leximin_flaws(problem, other, rungs, (keys,))
        for forged in (rungs[:1] + rungs[2:], rungs[::-1], tuple(_changed(rng, rung) for rung in rungs)):
            worse = [other for other in choices(problem) if rank(problem, other) < rank(problem, chosen)]
            assert all(leximin_flaws(problem, other, forged, (keys,)) for other in worse[:5])


def _changed(rng: np.random.Generator, rung):  # type: ignore[no-untyped-def]  # a rung
    return replace(rung, row_prices=rung.row_prices + rng.integers(-2, 3, len(rung.row_prices)))
