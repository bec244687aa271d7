"""What other tools get wrong, by the name of the mistake: each simple rule is played out beside the best answer."""

from __future__ import annotations

from itertools import combinations, product

import numpy as np

from cxmatch.assignment.problem import Problem
from cxmatch.assignment.program import Program
from cxmatch.assignment.search import climb
from cxmatch.assignment.solver import solve


def problem(value: np.ndarray, supply: list[int], demand: list[int]) -> Problem:
    return Problem(
        value=value.astype(np.int64),
        allowed=value > 0,
        supply=np.array(supply, dtype=np.int64),
        demand=np.array(demand, dtype=np.int64),
        bonus=np.zeros(len(demand), dtype=np.int64),
    )


def best_first(value: np.ndarray) -> int:
    """Take the best pair, then the best that is left, and so on."""
    total, left = 0, value.astype(int).copy()
    while left.max() > 0:
        row, column = np.unravel_index(left.argmax(), left.shape)
        total += int(left[row, column])
        left[row], left[:, column] = 0, 0
    return total


def test_best_first_gets_100_where_160_is_possible() -> None:
    """Greedy takes the pair of 100 and leaves nothing for the others."""
    value = np.array([[100, 80], [80, 0]])
    assert best_first(value) == 100
    one = problem(value, [1, 1], [1, 1])
    assert one.worth(solve(one).chosen) == 160


def test_minimum_loads_in_two_passes_fall_short() -> None:
    """First one protege for every mentor, then the rest, fixes pairs too early: the joint answer is better on some cohort."""
    short = 0
    for seed in range(40):
        value = np.random.default_rng(seed).integers(1, 10, (2, 4))
        whole = problem(value, [3, 3], [1, 1, 1, 1])
        rungs = climb(_with_least(whole, 2), lambda cells: np.zeros(cells.shape, dtype=np.int64))
        joint = whole.worth(rungs[-1].chosen)
        assert joint == max(_total(value, split) for split in product((0, 1), repeat=4) if 1 < sum(split) < 3)
        short += _two_passes(value) < joint
    assert short > 0


def test_rounds_of_one_to_one_fall_short() -> None:
    """Matching one seat at a time, round by round, is worse than all seats jointly on some cohort, and never better."""
    short = 0
    for seed in range(40):
        value = np.random.default_rng(seed).integers(1, 10, (2, 4))
        whole = problem(value, [2, 2], [1, 1, 1, 1])
        joint = whole.worth(solve(whole).chosen)
        assert joint == max(_total(value, split) for split in product((0, 1), repeat=4) if sum(split) == 2)
        in_rounds = _rounds(value)
        assert in_rounds <= joint
        short += in_rounds < joint
    assert short > 0


def _with_least(whole: Problem, least: int) -> Program:
    nobody = np.full(len(whole.supply), -1, dtype=np.int64)
    return Program(problem=whole, locked=np.zeros(whole.value.shape, dtype=bool), twin=nobody, least=least, each=True)


def _total(value: np.ndarray, split: tuple[int, ...]) -> int:
    return sum(int(value[row, column]) for column, row in enumerate(split))


def _two_passes(value: np.ndarray) -> int:
    """The best two for the first mentor, then all others for the second: loads met, total ignored."""
    first = max(combinations(range(4), 2), key=lambda pair: sum(int(value[0, column]) for column in pair))
    return _total(value, tuple(0 if column in first else 1 for column in range(4)))


def _rounds(value: np.ndarray) -> int:
    total, left = 0, list(range(4))
    for _ in range(2):
        one = problem(value[:, left], [1, 1], [1] * len(left))
        chosen = solve(one).chosen
        total += one.worth(chosen)
        left = [column for place, column in enumerate(left) if not chosen[:, place].any()]
    return total
