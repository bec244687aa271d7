"""What follows from sums: bounds against all tables of numbers that fit, tried one by one."""

from itertools import product

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cxmatch.assignment import deduction
from cxmatch.assignment.deduction import Known, Sum, spans

NUMBERS = st.integers(2, 6).flatmap(
    lambda size: st.tuples(
        st.lists(st.integers(0, 3), min_size=size, max_size=size),
        st.lists(st.dictionaries(st.integers(0, size - 1), st.sampled_from([-2, -1, 1, 3]), min_size=1, max_size=4), max_size=4),
        st.lists(st.integers(0, 2), min_size=4, max_size=4),
    )
)


def known_of(numbers: tuple[list[int], list[dict[int, int]], list[int]]) -> tuple[Known, list[int]]:
    """What is known of a table: numbers from 0 to 3, and that each sum lies near what it is, above it more than below."""
    table, sums, slack = numbers
    told = []
    for values, off in zip(sums, slack, strict=False):
        total = sum(value * table[place] for place, value in values.items())
        told.append(Sum(values=values, low=total - off // 2, high=total + off))
    size = len(table)
    return Known(low=(0,) * size, high=(3,) * size, sums=tuple(told)), table


def tried(known: Known) -> list[tuple[int, ...]]:
    """Every table that fits."""
    return [each for each in product(range(4), repeat=len(known.low)) if known.fits(each)]


@given(numbers=NUMBERS)
def test_bounds_are_those_of_trying_all(numbers: tuple[list[int], list[dict[int, int]], list[int]]) -> None:
    """The lowest and the highest of each number are those among all tables that fit."""
    known, table = known_of(numbers)
    every = list(zip(*tried(known), strict=True))
    assert spans(known, table, range(len(table)), [100] * len(table)) == [(min(levels), max(levels)) for levels in every]


@given(numbers=NUMBERS, enough=st.integers(1, 3))
def test_what_is_found_is_there(numbers: tuple[list[int], list[dict[int, int]], list[int]], enough: int) -> None:
    """Where a search may stop early, it never says more than is there, and enough where there is enough."""
    known, table = known_of(numbers)
    found = spans(known, table, range(len(table)), [enough] * len(table))
    for (low, high), levels in zip(found, zip(*tried(known), strict=True), strict=True):
        assert min(levels) <= low <= high <= max(levels)
        assert (high - low >= enough) == (max(levels) - min(levels) >= enough)


@given(numbers=NUMBERS)
def test_tightened_bounds_lose_no_table(numbers: tuple[list[int], list[dict[int, int]], list[int]]) -> None:
    """What follows from one sum at a time leaves every table that fits."""
    known, _ = known_of(numbers)
    tight = known.tightened()
    assert tried(tight) == tried(known)
    assert all(one >= two for one, two in zip(tight.low, known.low, strict=True))
    assert all(one <= two for one, two in zip(tight.high, known.high, strict=True))


@given(numbers=NUMBERS)
def test_parts_share_nothing(numbers: tuple[list[int], list[dict[int, int]], list[int]]) -> None:
    """Each sum is in one part, with all its numbers, and says the same there."""
    known, table = known_of(numbers)
    parts = known.parts()
    assert sorted(place for places, _ in parts for place in places) == sorted(
        {place for each in known.sums for place in each.values}
    )
    assert sum(len(part.sums) for _, part in parts) == len(known.sums)
    for places, part in parts:
        assert part.fits([table[place] for place in places])


def test_no_solver_is_believed(monkeypatch: pytest.MonkeyPatch) -> None:
    """A table from a solver that does not fit widens nothing."""
    known = Known(low=(0, 0), high=(3, 3), sums=(Sum(values={0: 1, 1: 1}, low=3, high=3),))
    wrong = np.array([3, 3])
    monkeypatch.setattr(deduction.np, "rint", lambda _: wrong)
    assert spans(known, [1, 2], [0, 1], [3, 3]) == [(1, 1), (2, 2)]


def test_a_table_that_does_not_fit_is_refused() -> None:
    """The numbers to begin with have to be such that all that is known holds."""
    known = Known(low=(0, 0), high=(3, 3), sums=(Sum(values={0: 1, 1: 1}, low=3, high=3),))
    with pytest.raises(ValueError, match="does not fit"):
        spans(known, [0, 0], [0, 1], [3, 3])
