"""Best assignments, by exchanges and by a flow, held against brute force, another solver and each other."""

from dataclasses import replace
from itertools import product

import numpy as np
import pytest
from invent import problem as invented
from oracles import brute_force, network_simplex

from cxmatch.assignment.certificate import bound, flaws
from cxmatch.assignment.ladder import KEY_BITS
from cxmatch.assignment.problem import Problem
from cxmatch.assignment.solver import by_flow, mended, solve, solve_ladder


def keys_of(problem: Problem, rng: np.random.Generator) -> np.ndarray:
    return rng.integers(0, rng.choice([3, 2**KEY_BITS]), problem.value.shape)


@pytest.mark.parametrize("seed", range(20))
def test_small_problems_match_brute_force_on_both_rungs(seed: int) -> None:
    """On 2,000 small problems the worth and the total of tie keys are those of trying everything; every one is proven."""
    rng = np.random.default_rng(seed)
    for _ in range(100):
        problem = invented(rng, *map(int, rng.integers(1, 5, 2)), values=int(rng.integers(1, 6)))
        keys = keys_of(problem, rng)
        best, ((rung, tie),) = solve_ladder(problem, lambda mask, keys=keys: keys * mask)
        assert (problem.worth(best.chosen), int(keys[best.chosen].sum())) == brute_force(problem, keys)
        assert flaws(problem, best) == []
        assert flaws(rung, tie) == []


@pytest.mark.parametrize("seed", range(10))
def test_larger_problems_match_another_solver(seed: int) -> None:
    """On 200 problems of up to 60 a side the worth is that of networkx's network simplex."""
    rng = np.random.default_rng(1000 + seed)
    for _ in range(20):
        n, m = map(int, rng.integers(5, 61, 2))
        problem = invented(rng, n, m, seats=int(rng.integers(1, 4)), values=int(rng.choice([3, 80, 250_000])))
        found = solve(problem)
        assert problem.worth(found.chosen) == network_simplex(problem)
        assert flaws(problem, found) == []


def test_an_empty_problem_has_an_empty_best_assignment() -> None:
    """Nothing allowed, no seats, or no offices at all: nothing is chosen, and that is proven."""
    for n, m in ((0, 0), (0, 3), (2, 0), (2, 3)):
        nothing = Problem(
            value=np.ones((n, m), np.int64),
            allowed=np.zeros((n, m), bool),
            supply=np.ones(n, np.int64),
            demand=np.zeros(m, np.int64),
            bonus=np.zeros(m, np.int64),
        )
        best, ((_, tie),) = solve_ladder(nothing, lambda mask: np.zeros(mask.shape, np.int64))
        assert not best.chosen.any()
        assert flaws(nothing, best) == []
        assert bound(nothing, best) == 0
        assert not tie.chosen.any()


def test_numbers_past_exact_floats_are_refused() -> None:
    """Values whose sums float64 cannot hold exactly are refused rather than solved wrongly."""
    ones = np.ones(2, np.int64)
    with pytest.raises(OverflowError):
        Problem(value=np.full((2, 2), 2**52), allowed=np.ones((2, 2), bool), supply=ones, demand=ones, bonus=0 * ones)


@pytest.mark.parametrize(
    "wrong",
    [
        {"supply": np.ones(3, np.int64)},
        {"demand": -np.ones(2, np.int64)},
        {"value": np.ones((2, 2))},
        {"allowed": np.ones((2, 2), np.int64)},
    ],
)
def test_a_problem_of_wrong_shape_sign_or_kind_is_refused(wrong: dict[str, np.ndarray]) -> None:
    """Arrays that do not fit together, negative seats and floats are refused."""
    ones = np.ones(2, np.int64)
    right = {"value": np.ones((2, 2), np.int64), "allowed": np.ones((2, 2), bool), "supply": ones, "demand": ones, "bonus": ones}
    with pytest.raises(ValueError, match=r"array|negative|\(n, m\)"):
        Problem(**{**right, **wrong})


@pytest.mark.campaign
@pytest.mark.parametrize("seed", range(40))
def test_campaign_many_more_problems(seed: int) -> None:
    """A longer search: 500 problems a seed, up to 6 a side with few seats, against brute force."""
    rng = np.random.default_rng(50_000 + seed)
    for _ in range(500):
        problem = invented(rng, *map(int, rng.integers(1, 7, 2)), seats=2, values=int(rng.integers(1, 30)))
        keys = keys_of(problem, rng)
        best, _ = solve_ladder(problem, lambda mask, keys=keys: keys * mask)
        assert (problem.worth(best.chosen), int(keys[best.chosen].sum())) == brute_force(problem, keys)


@pytest.mark.parametrize("block", range(6))
def test_equal_sums_of_keys_are_settled_by_place(block: int) -> None:
    """With keys that often collide, the choice is the one that comes first by place among all that are equally good."""
    for seed in range(block * 50, block * 50 + 50):
        rng = np.random.default_rng(seed)
        problem = invented(rng, int(rng.integers(1, 4)), int(rng.integers(1, 4)), seats=2, values=3)
        keys = rng.integers(0, 2, problem.value.shape)
        best, *_ = solve_ladder(problem, lambda cells: np.where(cells, keys, 0))  # noqa: B023  # used within the round
        assert best.chosen.T.ravel().tolist() == max(_by_rank(problem, keys))[-1]


def _by_rank(problem: Problem, keys: np.ndarray) -> list[tuple[int, int, list[bool]]]:
    """Every choice with its worth, its sum of keys, and its cells column by column."""
    found = []
    cells = np.argwhere(problem.allowed)
    for picks in product((False, True), repeat=len(cells)):
        chosen = np.zeros(problem.value.shape, dtype=bool)
        chosen[tuple(cells[list(picks)].T)] = True
        if not problem.breaches(chosen):
            found.append((problem.worth(chosen), int(keys[chosen].sum()), chosen.T.ravel().tolist()))
    return found


@pytest.mark.parametrize("seed", range(5))
def test_exchanges_and_flow_come_to_the_same_worth_and_the_same_prices(seed: int) -> None:
    """On 500 small problems both are proven, worth the same, and leave the same prices, whichever best choice they found."""
    rng = np.random.default_rng(seed)
    for _ in range(100):
        problem = invented(rng, *map(int, rng.integers(1, 12, 2)), seats=3, values=int(rng.choice([2, 9, 400])))
        small, flown = solve(problem), by_flow(problem)
        assert flaws(problem, small) == flaws(problem, flown) == []
        assert problem.worth(small.chosen) == problem.worth(flown.chosen)
        assert np.array_equal(small.row_prices, flown.row_prices)
        assert np.array_equal(small.column_prices, flown.column_prices)


@pytest.mark.parametrize("values", [4, 90, 10**6])
def test_a_flow_over_few_cells_is_best_over_all(values: int) -> None:
    """With 160 rows and columns, where it begins with a few cells of each, the worth is that of networkx's network simplex."""
    rng = np.random.default_rng(values)
    problem = invented(rng, 160, 160, seats=2, values=values)
    found = by_flow(problem)
    assert flaws(problem, found) == []
    assert problem.worth(found.chosen) == network_simplex(problem)


@pytest.mark.parametrize("seed", range(200))
def test_from_any_cells_the_answer_is_best_and_proven(seed: int) -> None:
    """Beginning with none, with those that are best for other values, or with what is best; whatever prices are guessed."""
    rng = np.random.default_rng(seed)
    problem = invented(rng, int(rng.integers(1, 9)), int(rng.integers(1, 9)), values=2 + seed % 20)
    best = solve(problem)
    other = solve(replace(problem, value=rng.integers(0, 9, problem.value.shape)))
    for start in (np.zeros_like(best.chosen), other.chosen, best.chosen):
        for near in (None, other, best):
            assert flaws(problem, mended(problem, start, near)) == []
    assert np.array_equal(mended(problem, best.chosen).chosen, best.chosen)


@pytest.mark.parametrize("size", [1, 2, 30, 90])
def test_a_choice_that_is_wrong_throughout_is_exchanged_as_a_whole(size: int) -> None:
    """Where each column's best row is the best of the next one too, taking the best first leaves one out; the answer has all."""
    row, ones = np.arange(size), np.ones(size, dtype=np.int64)
    own, next_one = row[:, None] == row, row[:, None] == row + 1
    problem = Problem(value=10 * own + 11 * next_one, allowed=own | next_one, supply=ones, demand=ones, bonus=100 * ones)
    found = solve(problem)
    assert np.array_equal(found.chosen, own)
    assert flaws(problem, found) == []
