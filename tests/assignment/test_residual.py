"""Exchanges: forcing costs, chains, firm cells, seats and newcomers, each against solving again."""

from dataclasses import replace
from itertools import pairwise, product

import numpy as np
import pytest
from all_ways import AllWays, changed
from invent import problem as invented_problem
from oracles import choices

from cxmatch.assignment.problem import Assignment, Problem
from cxmatch.assignment.residual import IMPOSSIBLE, Distances, exchangeable
from cxmatch.assignment.solver import solve


def solved(seed: int, *, most: int = 7) -> tuple[Problem, Assignment, Distances]:
    rng = np.random.default_rng(seed)
    problem = invented_problem(rng, int(rng.integers(1, most)), int(rng.integers(1, most)))
    best = solve(problem)
    return problem, best, Distances.of(problem, best.chosen)


def best_worth(problem: Problem) -> int:
    return problem.worth(solve(problem).chosen)


def locked(problem: Problem, row: int, column: int) -> Problem:
    """What is left of a problem when a cell is taken out of choice and its seats with it."""
    allowed, supply = problem.allowed.copy(), problem.supply.copy()
    demand, bonus = problem.demand.copy(), problem.bonus.copy()
    allowed[row, column] = False
    supply[row] -= 1
    demand[column] -= 1
    bonus[column] = 0
    return replace(problem, allowed=allowed, supply=supply, demand=demand, bonus=bonus)


def with_cell(problem: Problem, row: int, column: int) -> int | None:
    """The best worth with one cell locked, by solving again."""
    if problem.supply[row] < 1 or problem.demand[column] < 1:
        return None
    rest = locked(problem, row, column)
    return best_worth(rest) + int(problem.value[row, column] + problem.bonus[column])


@pytest.mark.parametrize("seed", range(200))
def test_every_price_and_chain_is_what_solving_again_gives(seed: int) -> None:
    """For every cell, the cost is exact, and the chain gives a choice that has the cell and loses exactly that."""
    problem, best, distances = solved(seed)
    total, costs = problem.worth(best.chosen), distances.forcing_costs()
    for column in range(costs.shape[1]):
        assert distances.column_costs(column).tolist() == costs[:, column].tolist()
    for row, column in product(*map(range, problem.value.shape)):
        again = with_cell(problem, row, column) if problem.allowed[row, column] else None
        after = distances.forced(row, column)
        if again is None:
            assert costs[row, column] == IMPOSSIBLE
            assert after is None
            continue
        assert costs[row, column] == total - again
        assert after is not None
        assert after[row, column]
        assert problem.breaches(after) == []
        assert problem.worth(after) == again


@pytest.mark.parametrize("seed", range(60))
def test_a_chain_changes_no_more_cells_than_it_must(seed: int) -> None:
    """Of all choices that have a cell and are as good, none is nearer to the best one, nor as near and fills more columns."""
    problem, best, distances = solved(seed, most=4)
    every = list(choices(problem))
    for row, column in np.argwhere(problem.allowed):
        after = distances.forced(int(row), int(column))
        if after is None:
            continue
        good = [other for other in every if other[row, column] and problem.worth(other) == problem.worth(after)]
        fewest = min((int((other != best.chosen).sum()), -int(other.any(axis=0).sum())) for other in good)
        assert (int((after != best.chosen).sum()), -int(after.any(axis=0).sum())) == fewest


@pytest.mark.parametrize("seed", range(150))
def test_a_chain_is_the_first_of_the_shortest(seed: int) -> None:
    """Each is the way that all shortest ways of the whole graph name, ties by arcs and order included."""
    problem, best, distances = solved(seed, most=9)
    every, n = AllWays.of(problem, best.chosen), len(problem.supply)
    for row, column in np.argwhere(problem.allowed & ~best.chosen).tolist():
        after = distances.forced(row, column)
        assert (after is None) == np.isinf(every.length[n + column, row])
        if after is not None:
            way = every.way(n + column, row)
            assert distances.way(column, row) == way
            assert np.array_equal(after, changed(best.chosen, [*pairwise(way), (row, n + column)]))
            assert distances.forcing_costs()[row, column] == every.cost[n + column, row] - problem.value[row, column]
    assert not distances.undercut


def test_a_way_that_is_too_long_is_noticed() -> None:
    """A length that an arc undercuts is seen, whichever side it is on."""
    _, _, distances = solved(3)
    for side in (0, 1):
        found = replace(distances)
        ways = found._to(0)
        ways[side][np.isfinite(ways[side])] += 1
        assert found.undercut


@pytest.mark.parametrize("seed", range(100))
def test_firm_free_and_never_are_what_all_best_choices_show(seed: int) -> None:
    """A firm cell is in every best choice, a cell that costs nothing in some, all others in none."""
    problem, best, distances = solved(seed, most=4)
    top = problem.worth(best.chosen)
    optima = [choice for choice in choices(problem) if problem.worth(choice) == top]
    always, sometimes = np.all(optima, axis=0), np.any(optima, axis=0)
    assert np.array_equal(best.chosen & ~exchangeable(problem, best), always)
    assert np.array_equal(exchangeable(problem, best), sometimes & ~always)
    assert np.array_equal(distances.forcing_costs() == 0, sometimes)


@pytest.mark.parametrize("seed", range(150))
def test_one_more_seat_is_worth_what_solving_again_gives(seed: int) -> None:
    """For each row and each column, and for rows that are not there yet."""
    problem, best, distances = solved(seed)
    total = problem.worth(best.chosen)
    for row, gain in enumerate(distances.row_seats()):
        more = problem.supply.copy()
        more[row] += 1
        assert gain == best_worth(replace(problem, supply=more)) - total
    for column, gain in enumerate(distances.column_seats()):
        more = problem.demand.copy()
        more[column] += 1
        assert gain == best_worth(replace(problem, demand=more)) - total
    rng = np.random.default_rng(seed)
    value, allowed = rng.integers(0, 6, (3, len(problem.demand))), rng.random((3, len(problem.demand))) < 0.7
    for number, gain in enumerate(distances.newcomers(value, allowed)):
        with_one = replace(
            problem,
            value=np.vstack([problem.value, value[number]]),
            allowed=np.vstack([problem.allowed, allowed[number]]),
            supply=np.append(problem.supply, 1),
        )
        assert gain == best_worth(with_one) - total
