"""Lots: every count against trying all ways, and against exact tests of scipy where they are too many to try."""

from collections import Counter
from collections.abc import Callable
from fractions import Fraction
from itertools import combinations, product
from math import comb

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from cxmatch.assignment import lots
from cxmatch.assignment.lots import choices, signs, tail

VALUES = st.lists(st.integers(-12, 12), min_size=2, max_size=9)


@given(values=VALUES, data=st.data())
def test_choices_are_those_of_trying_all(values: list[int], data: st.DataObject) -> None:
    """Each sum has as many choices as there are."""
    size = data.draw(st.integers(1, len(values) // 2))
    for few in (lots.FEW, 0):
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(lots, "FEW", few)
            assert choices(values, size) == Counter(map(sum, combinations(values, size)))


@given(values=VALUES)
def test_signs_are_those_of_trying_all(values: list[int]) -> None:
    """Each sum has as many ways to take every value with or against its sign as there are."""
    ways = product((1, -1), repeat=len(values))
    every = Counter(sum(sign * value for sign, value in zip(way, values, strict=True)) for way in ways)
    for few in (lots.FEW, 0):
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(lots, "FEW", few)
            assert signs(values) == every


def test_few_ways_are_told_whatever_the_sums() -> None:
    """Values that lie far apart make no long numbers where there are few ways."""
    far = [10**number for number in range(0, 240, 20)]
    assert choices(far, 3) == Counter(map(sum, combinations(far, 3)))
    assert len(signs(far)) == 2 ** len(far)


@pytest.mark.parametrize("count", [choices, lambda values, _: signs(values)])
def test_ways_that_take_too_long_are_refused_before_any_is_counted(count: Callable[[list[int], int], object]) -> None:
    """Many values that lie far apart are refused at once."""
    with pytest.raises(OverflowError):
        count([3**number for number in range(40)], 20)


@pytest.mark.parametrize(("size", "others"), [(8, 30), (20, 25), (30, 90)])
def test_choices_of_ranks_give_the_exact_test_of_mann_and_whitney(size: int, others: int) -> None:
    """Where the values are ranks, the share of sums as far off is the exact p of scipy, for more ways than can be tried."""
    ranks = [*range(1, size + others + 1)]
    taken = np.random.default_rng(size).choice(ranks, size, replace=False).tolist()
    counts, middle = choices(ranks, size), Fraction(size * sum(ranks), len(ranks))
    assert sum(counts.values()) == comb(size + others, size)
    seen = abs(sum(taken) - middle)
    share = Fraction(sum(count for total, count in counts.items() if abs(total - middle) >= seen), sum(counts.values()))
    rest = [rank for rank in ranks if rank not in set(taken)]
    assert float(share) == pytest.approx(stats.mannwhitneyu(taken, rest, method="exact").pvalue, rel=1e-9)


@pytest.mark.parametrize("number", [5, 20, 45])
def test_signs_of_ranks_give_the_exact_test_of_wilcoxon(number: int) -> None:
    """Where the sizes are ranks, the share of sums as far off is the exact p of scipy."""
    seen = np.random.default_rng(number).choice([1, -1], number) * np.arange(1, number + 1)
    counts = signs(seen.tolist())
    far = sum(count for total, count in counts.items() if abs(total) >= abs(int(seen.sum())))
    exact = stats.wilcoxon(seen, method="exact").pvalue
    assert far / 2**number == pytest.approx(exact, rel=1e-9)


@given(counts=st.dictionaries(st.integers(0, 30), st.integers(1, 50), min_size=1), share=st.integers(1, 30))
def test_tail_is_the_least_distance_that_is_rare(counts: dict[int, int], share: int) -> None:
    """It is the least of all distances that at most one in so many ways reach; None where none is that rare."""
    total = sum(counts.values())
    rare = [far for far in counts if share * sum(count for other, count in counts.items() if other >= far) <= total]
    assert tail(counts, share) == min(rare, default=None)


def test_what_takes_too_long_is_refused_before_the_work(monkeypatch: pytest.MonkeyPatch) -> None:
    """Counting that would go past its bound is refused."""
    monkeypatch.setattr(lots, "MOST_BITS", 1000)
    for count in (lambda: choices([*range(40)], 20), lambda: signs([*range(40)])):
        with pytest.raises(OverflowError):
            count()
