"""Large problems, whose cells are never all in memory, held against the same problem as a matrix."""

import numpy as np
import pytest

from cxmatch.assignment import market as market_room
from cxmatch.assignment.certificate import asked, bound
from cxmatch.assignment.large import climb
from cxmatch.assignment.market import Market
from cxmatch.assignment.problem import Problem
from cxmatch.assignment.solver import solve_ladder


def invented(rng: np.random.Generator, n: int, m: int, kinds: int, groups: int, values: int) -> tuple[Market, Problem]:
    """Draw a market and the same as a matrix."""
    kind = rng.integers(0, kinds, n)
    kind = np.unique(kind, return_inverse=True)[1]
    worth, can = rng.integers(0, values, (kind.max() + 1, m)), rng.random((kind.max() + 1, m)) < rng.choice([0.4, 0.9, 1.0])
    row_group, column_group = rng.integers(0, groups, n), rng.integers(0, groups, m)
    supply, demand = rng.integers(0, 4, n), rng.integers(0, 4, m)
    bonus = np.full(m, int(rng.choice([0, 3, 1 + values * (n + m) * 3])))
    bonus[rng.random(m) < 0.1] = 0
    seated = {"supply": supply, "demand": demand, "bonus": bonus}
    allowed = can[kind] & (row_group[:, None] != column_group)
    big = Market(
        kind=kind,
        row_group=row_group,
        column_group=column_group,
        values=lambda rows, columns: (worth[np.ix_(rows, columns)].copy(), can[np.ix_(rows, columns)]),
        **seated,
    )
    return big, Problem(value=worth[kind], allowed=allowed, **seated)


def same_answer(big: Market, problem: Problem, key: np.ndarray) -> bool:
    """Tell whether both ways give the same cells, prices, ties and bounds."""
    best, ((rung, tie),) = solve_ladder(problem, lambda mask: np.where(mask, key, 0))
    first, ties, last = climb(big, lambda rows, columns: key[rows, columns])
    chosen = np.zeros(problem.value.shape, dtype=bool)
    chosen[first.chosen.row, first.chosen.column] = True
    added = sum(int(chunk.number.sum()) for chunk in big.at(first.prices).open_cells())
    return bool(
        np.array_equal(chosen, best.chosen)
        and np.array_equal(first.prices.rows, best.row_prices)
        and np.array_equal(first.prices.columns, best.column_prices)
        and np.array_equal(last.prices.rows, tie.row_prices)
        and np.array_equal(last.prices.columns, tie.column_prices)
        and int(last.chosen.number.sum()) + int(ties.bonus[np.unique(last.chosen.column)].sum()) == rung.worth(tie.chosen)
        and asked(big, *first.prices) + added == bound(problem, best)
    )


@pytest.mark.parametrize("seed", range(8))
def test_the_large_way_gives_what_the_matrix_gives(seed: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """On 200 problems, with seats, bonuses, bans and few keys, cells and prices are the same in blocks of any size."""
    rng = np.random.default_rng(seed)
    for _ in range(25):
        monkeypatch.setattr(market_room, "BLOCK", int(rng.choice([1, 40, 10**6])))
        monkeypatch.setattr(market_room, "CHUNK", int(rng.choice([1, 7, 10**6])))
        n, m = map(int, rng.integers(1, 30, 2))
        big, problem = invented(rng, n, m, int(rng.integers(1, 12)), int(rng.integers(1, 9)), int(rng.choice([2, 6, 400])))
        assert same_answer(big, problem, rng.integers(0, rng.choice([2, 2**24]), (n, m)))
