"""What is said of chance: held against trying every way in which a lot could have fallen, and against scipy."""

import re
from collections.abc import Mapping, Sequence
from fractions import Fraction
from itertools import combinations, product

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from cxmatch.assignment import lots
from cxmatch.domain.effect import ONE_IN, STANDS_OUT, Chance, Draw, Draws
from cxmatch.planning.effect import ALIKE, NO_CHANGE, NO_PLACE, TOO_MANY, against_waiting, by_key

CHANGES = st.lists(st.fractions(-3, 3, max_denominator=5), min_size=2, max_size=5)


def mean(values: Sequence[Fraction]) -> Fraction:
    return sum(values, Fraction()) / len(values)


def distances(paired: Sequence[Fraction], waiting: Sequence[Fraction]) -> list[Fraction]:
    """The distance of the means for every way in which a lot could have drawn who waits."""
    offices = [*paired, *waiting]
    ways = combinations(range(len(offices)), len(waiting))
    both = (([offices[i] for i in way], [each for i, each in enumerate(offices) if i not in way]) for way in ways)
    return [abs(mean(one) - mean(other)) for one, other in both]


@given(paired=CHANGES, waiting=CHANGES)
def test_the_share_is_that_of_trying_every_draw(paired: list[Fraction], waiting: list[Fraction]) -> None:
    """How many draws give as large a difference, of how many, and how many give the largest: all as counted one by one."""
    found, tried = against_waiting(paired, waiting), distances(paired, waiting)
    if max(tried) == 0:
        assert (found.chance, found.cannot) == (None, ALIKE)
        return
    seen = abs(mean(paired) - mean(waiting))
    counts = [sum(far >= least for far in tried) for least in (seen, max(tried))]
    assert found.chance == Chance(as_far=counts[0], ways=len(tried), fewest=counts[1])
    rare = [far for far in set(tried) if ONE_IN * sum(other >= far for other in tried) <= len(tried)]
    needed = found.steps.get(STANDS_OUT)
    assert (needed is None) == (not rare)
    assert needed is None or min(rare) <= Fraction(needed) < min(rare) + Fraction(1, 100)
    assert found.chance.shows == bool(rare)
    assert ("So few cannot show anything" in " ".join(found.lines)) == (not rare)


@given(paired=CHANGES, waiting=CHANGES)
def test_who_is_called_paired_does_not_matter_to_chance(paired: list[Fraction], waiting: list[Fraction]) -> None:
    """The test is two-sided: the groups may change their names."""
    assert against_waiting(paired, waiting).chance == against_waiting(waiting, paired).chance


@pytest.mark.parametrize("seed", range(6))
def test_the_share_is_that_of_scipy(seed: int) -> None:
    """Scipy's permutation test, exact for few offices and sampled for many, gives the same p."""
    rng = np.random.default_rng(seed)
    sizes = (7, 5) if seed % 2 else (60, 25)
    paired = [Fraction(int(value), 4) for value in rng.integers(-3, 7, sizes[0])]
    waiting = [Fraction(int(value), 4) for value in rng.integers(-4, 7, sizes[1])]
    found = against_waiting(paired, waiting)
    assert found.chance is not None
    told = stats.permutation_test(
        ([*map(float, paired)], [*map(float, waiting)]),
        lambda one, other, axis: np.abs(np.mean(one, axis=axis) - np.mean(other, axis=axis)),
        vectorized=True,
        alternative="greater",
        n_resamples=20_000,
        random_state=seed,
    )
    share = found.chance.as_far / found.chance.ways
    assert share == pytest.approx(told.pvalue, abs=1e-12 if seed % 2 else 0.02)


@pytest.mark.parametrize(
    ("paired", "waiting", "said"), [(5, 0, "no protege waits"), (5, 1, "at least 1 of 6 ways"), (0, 4, "no paired")]
)
def test_groups_that_are_none_are_not_compared(paired: int, waiting: int, said: str) -> None:
    """With nobody, or one office alone, in a group, no difference is told, and it is said why."""
    found = against_waiting([Fraction(1)] * paired, [Fraction(0)] * waiting)
    assert (found.chance, dict(found.steps)) == (None, {})
    assert said in " ".join(found.lines).lower()


def test_too_many_ways_are_said_to_be_too_many(monkeypatch: pytest.MonkeyPatch) -> None:
    """The means are told, and that nothing is said about chance."""
    monkeypatch.setattr(lots, "MOST_BITS", 10)
    found = against_waiting([Fraction(n, 7) for n in range(30)], [Fraction(n, 3) for n in range(30)])
    assert (found.chance, found.cannot) == (None, TOO_MANY)
    assert found.lines[0].startswith("On average 30 paired proteges rose by")


DRAWS = st.lists(st.dictionaries(st.sampled_from("abcdefgh"), st.integers(-5, 5), min_size=1, max_size=3), max_size=6)


@given(places=DRAWS, changes=st.dictionaries(st.sampled_from("abcdefgh"), st.fractions(-2, 2, max_denominator=4)))
def test_fit_against_change_is_that_of_trying_every_fall_of_the_key(
    places: list[dict[str, int]], changes: Mapping[str, Fraction]
) -> None:
    """In each place the key falls either way; as many of all ways as are told go together as closely as what was seen."""
    found = by_key(Draws(draws=tuple(Draw(more=more) for more in places)), changes)
    each = [sum((more * changes.get(name, Fraction()) for name, more in place.items()), Fraction()) for place in places]
    moved = [value for value in each if value]
    if not moved:
        assert found.chance is None
        assert found.cannot == (NO_CHANGE if any(any(place.values()) for place in places) else NO_PLACE)
        return
    tried = [abs(sum(s * value for s, value in zip(way, moved, strict=True))) for way in product((1, -1), repeat=len(moved))]
    seen = abs(sum(moved))
    counts = [sum(far >= least for far in tried) for least in (seen, max(tried))]
    assert found.chance == Chance(as_far=counts[0], ways=len(tried), fewest=counts[1])
    assert found.sign == np.sign(sum(moved))


def test_too_many_falls_of_the_key_are_said_to_be_too_many() -> None:
    """Many places in which fits of several millions were drawn say nothing of chance, in words."""
    places = tuple(Draw(more={str(number): 3**number}) for number in range(40))
    assert by_key(Draws(draws=places), {str(number): Fraction(1, 3) for number in range(40)}).lines == (TOO_MANY,)


def test_why_nothing_was_drawn_is_said() -> None:
    """Where it is not known what the key drew, the reason is told; places with more than two ways are counted and set aside."""
    assert by_key(Draws(unknown="Not worked out."), {"a": Fraction(1)}).lines == ("Not worked out.",)
    assert "For 3 proteges the key drew among more than two ways" in by_key(Draws(wider=3), {}).lines[-1]


@given(paired=CHANGES, waiting=CHANGES)
def test_no_sentence_says_more_than_chance_allows(paired: list[Fraction], waiting: list[Fraction]) -> None:
    """Nothing is proven, nothing works; who waits was not drawn, and that is said wherever a share is told."""
    found = against_waiting(paired, waiting)
    told = " ".join(found.lines).lower()
    assert not re.search(r"prove|proof|works|significan|effective|because of", told)
    assert found.chance is None or ("no lot was drawn" in told and re.search(f"p (= )?{found.chance.p}", told))


@given(some=st.integers(1, 10**12), more=st.integers(0, 10**12))
def test_a_share_is_never_rounded_to_nothing_or_to_all(some: int, more: int) -> None:
    """The p that is told is 1 only where it is, never 0, and within a digit of the share."""
    chance = Chance(as_far=some, ways=some + more, fewest=1)
    assert (chance.p == "1") == (more == 0)
    if chance.p[0].isdigit():
        assert float(chance.p) == pytest.approx(some / (some + more), rel=0.06)
