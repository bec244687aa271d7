"""Two ways to a best assignment, held against each other and against another solver."""

import numpy as np
import pytest
from invent import problem as invented
from oracles import network_simplex

from cxmatch.assignment.certificate import flaws
from cxmatch.assignment.flow import by_flow
from cxmatch.assignment.solver import solve


@pytest.mark.parametrize("seed", range(5))
def test_paths_and_flow_come_to_the_same_worth_and_the_same_prices(seed: int) -> None:
    """On 500 small problems both are proven, worth the same, and leave the same prices, whichever best choice they found."""
    rng = np.random.default_rng(seed)
    for _ in range(100):
        problem = invented(rng, *map(int, rng.integers(1, 12, 2)), seats=3, values=int(rng.choice([2, 9, 400])))
        walked, flown = solve(problem), by_flow(problem)
        assert flaws(problem, walked) == flaws(problem, flown) == []
        assert problem.worth(walked.chosen) == problem.worth(flown.chosen)
        assert np.array_equal(walked.row_prices, flown.row_prices)
        assert np.array_equal(walked.column_prices, flown.column_prices)


@pytest.mark.parametrize("values", [4, 90, 10**6])
def test_a_flow_over_few_cells_is_best_over_all(values: int) -> None:
    """With 160 rows and columns, where it begins with a few cells of each, the worth is that of networkx's network simplex."""
    rng = np.random.default_rng(values)
    problem = invented(rng, 160, 160, seats=2, values=values)
    found = by_flow(problem)
    assert flaws(problem, found) == []
    assert problem.worth(found.chosen) == network_simplex(problem)
