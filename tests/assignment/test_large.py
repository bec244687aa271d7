"""Large problems, whose cells are never all in memory, held against the same problem as a matrix."""

from itertools import combinations

import numpy as np
import pytest

from cxmatch.assignment import market as market_room
from cxmatch.assignment import pricing
from cxmatch.assignment.certificate import asked, bound
from cxmatch.assignment.large import climb, climb_by_kind
from cxmatch.assignment.market import Market, handed_out
from cxmatch.assignment.pricing import Pricing
from cxmatch.assignment.problem import Gains, Problem
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
        values=lambda rows, columns: np.where(can, worth, -1)[rows][:, columns].astype(np.float64),
        least=0,
        many=np.ones_like(supply),
        **seated,
    )
    return big, Problem(value=worth[kind], allowed=allowed, **seated)


def same_answer(big: Market, problem: Problem, key: np.ndarray) -> bool:
    """Tell whether both ways give the same cells, prices, ties and bounds."""
    best, ((rung, tie),) = solve_ladder(problem, lambda mask: np.where(mask, key, 0))
    first, ties, last = climb(big, lambda rows, columns: key[rows, columns])
    chosen = np.zeros(problem.value.shape, dtype=bool)
    chosen[first.chosen.row, first.chosen.column] = True
    added = sum(int(chunk.number.sum()) for chunk in Pricing(market=big, prices=first.prices).open_cells())
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
        monkeypatch.setattr(pricing, "CHUNK", int(rng.choice([1, 7, 10**6])))
        monkeypatch.setattr(pricing, "WIDTH", int(rng.choice([1, 9, 4_000])))
        n, m = map(int, rng.integers(1, 30, 2))
        big, problem = invented(rng, n, m, int(rng.integers(1, 12)), int(rng.integers(1, 9)), int(rng.choice([2, 6, 400])))
        assert same_answer(big, problem, rng.integers(0, rng.choice([2, 2**24]), (n, m)))


@pytest.mark.parametrize("seed", range(4))
def test_rows_of_a_kind_solved_as_one_are_as_good_as_alone(seed: int) -> None:
    """On 100 problems with few kinds, what kinds get and hand out breaks nothing and reaches as much, in value and in keys."""
    rng = np.random.default_rng(seed)
    for _ in range(25):
        n, m = map(int, rng.integers(6, 50, 2))
        big, problem = invented(rng, n, m, int(rng.integers(1, 4)), int(rng.integers(1, 9)), int(rng.choice([2, 6, 400])))
        key = rng.integers(0, 2**24, (big.kind.max() + 1, m))[big.kind]
        best, _ = solve_ladder(problem, lambda mask, key=key: np.where(mask, key, 0))
        found, _, _ = climb_by_kind(big, lambda row, column, key=key: key[row, column], rng.permutation(n), rng.permutation(m))
        chosen = np.zeros(problem.value.shape, dtype=bool)
        chosen[found.chosen.row, found.chosen.column] = True
        assert problem.breaches(chosen) == []
        assert np.count_nonzero(chosen) == len(found.chosen.row)
        assert (problem.worth(chosen), key[chosen].sum()) == (problem.worth(best.chosen), key[best.chosen].sum())


def can_be_shared(seats: list[int], row_group: list[int], columns: list[int], column_group: list[int]) -> bool:
    """Tell by trying everything whether columns can be handed out, each once for every time that it is there."""
    if not columns:
        return True
    one, times = columns[0], columns.count(columns[0])
    rows = [row for row, left in enumerate(seats) if left and row_group[row] != column_group[one]]
    rest = [column for column in columns if column != one]
    left = ([n - (row in some) for row, n in enumerate(seats)] for some in combinations(rows, times))
    return any(can_be_shared(seats, row_group, rest, column_group) for seats in left)


@pytest.mark.parametrize("seed", range(4))
def test_a_kind_hands_out_what_it_can(seed: int) -> None:
    """On 400 kinds whose seats are just enough, all columns are handed out wherever any way of sharing them is left."""
    rng, found = np.random.default_rng(seed), []
    for _ in range(100):
        big, _ = invented(rng, int(rng.integers(2, 6)), 5, 1, 3, 2)
        columns = rng.permutation(np.repeat(np.arange(5), 3))[: big.seats]
        columns = columns[np.argsort(columns, kind="stable")]
        n = len(big.supply)
        cells, stuck = handed_out(big, np.zeros_like(columns), columns, rng.permutation(n), rng.permutation(5))
        groups = big.row_group.tolist(), big.column_group.tolist()
        assert bool(len(stuck)) != can_be_shared(big.supply.tolist(), groups[0], columns.tolist(), groups[1])
        assert len(stuck) or sorted(cells.column.tolist()) == columns.tolist()
        assert len(np.unique(cells.places(5))) == len(cells.row)
        assert (np.bincount(cells.row, minlength=n) <= big.supply).all()
        assert (big.row_group[cells.row] != big.column_group[cells.column]).all()
        found.append(len(stuck))
    assert 0 < sum(found) < 100


@pytest.mark.quick
@pytest.mark.parametrize(("kind", "most"), [(np.float32, 2**24 // 6), (np.float64, 2**53 // 6)])
def test_what_features_bring_is_their_sum_in_whole_numbers(kind: type, most: int) -> None:
    """Up to the greatest sums, for all and for some rows and columns."""
    rng = np.random.default_rng(1)
    has, gain = rng.integers(0, 2, (40, 6)), rng.integers(0, most, (6, 30))
    gains = Gains(has=has.astype(kind), gain=gain.astype(kind))
    for rows, columns in ((np.arange(40), np.arange(30)), (np.array([3, 1]), np.array([7]))):
        assert np.array_equal(gains.points(rows, columns), has[rows] @ gain[:, columns])


@pytest.mark.quick
@pytest.mark.filterwarnings("error")
def test_what_a_library_says_of_a_product_without_reason_reaches_nobody() -> None:
    """Some builds of BLAS flag products of any numbers as invalid; infinity times 0 stands in for them."""
    flagged = Gains(has=np.zeros((1, 1)), gain=np.full((1, 1), np.inf))
    assert np.isnan(flagged.floats(np.array([0]), np.array([0]))).all()
