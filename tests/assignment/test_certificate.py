"""The certificate accepts proofs and refuses everything else."""

from dataclasses import replace

import numpy as np
import pytest
from invent import problem as invented

from cxmatch.assignment.certificate import NotOptimalError, bound, flaws, recover
from cxmatch.assignment.problem import Assignment
from cxmatch.assignment.solver import solve


def test_any_prices_bound_every_assignment() -> None:
    """Weak duality: whatever the prices, no choice within the rules is worth more than their bound."""
    rng = np.random.default_rng(7)
    for _ in range(300):
        problem = invented(rng, 4, 4)
        u, v = rng.integers(0, 20, 4), rng.integers(0, 20, 4)
        loose = Assignment(chosen=np.zeros((4, 4), bool), row_prices=u, column_prices=v)
        assert problem.worth(solve(problem).chosen) <= bound(problem, loose)


def test_a_changed_cell_is_refused() -> None:
    """Leaving out, adding or moving a cell never passes, unless the result is worth the same within the rules."""
    rng = np.random.default_rng(8)
    refused = 0
    for _ in range(300):
        problem = invented(rng, 5, 5)
        best = solve(problem)
        flipped = best.chosen.copy()
        flipped[tuple(rng.integers(0, 5, 2))] ^= True
        found = flaws(problem, replace(best, chosen=flipped))
        refused += bool(found)
        assert found or problem.worth(flipped) == problem.worth(best.chosen)
    assert refused > 200


def test_a_changed_price_is_refused_or_still_a_proof() -> None:
    """Prices cannot lie: a changed price either breaks the sum or gives another valid proof of the same total."""
    rng = np.random.default_rng(9)
    for _ in range(300):
        problem = invented(rng, 5, 5)
        best = solve(problem)
        prices = best.row_prices.copy()
        prices[rng.integers(0, 5)] += rng.choice([-1, 1])
        changed = replace(best, row_prices=prices)
        assert flaws(problem, changed) or bound(problem, changed) == problem.worth(best.chosen)


def test_a_choice_that_is_not_best_has_no_prices() -> None:
    """Where a better choice exists, recovering prices fails instead of inventing a proof."""
    rng = np.random.default_rng(10)
    tried = 0
    for _ in range(200):
        problem = invented(rng, 4, 4)
        if problem.worth(solve(problem).chosen) > 0:
            tried += 1
            with pytest.raises(NotOptimalError):
                recover(problem, np.zeros((4, 4), bool))
    assert tried > 100


def test_negative_prices_prove_nothing() -> None:
    """A price below 0 is named as a flaw."""
    problem = invented(np.random.default_rng(11), 3, 3)
    best = solve(problem)
    assert flaws(problem, replace(best, row_prices=best.row_prices - 100)) == ["a price is negative"]
