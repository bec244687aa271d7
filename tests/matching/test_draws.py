"""What the tie key drew: held against every best plan there is, and against what other seeds draw."""

from collections import Counter
from dataclasses import replace

import pytest
from invent import asking
from invent import cohort as invented_cohort
from oracles import Pairs, made, plans, rank

import cxmatch as cx
from cxmatch.domain.cohort import Cohort
from cxmatch.matching.fit import FitMatrix
from cxmatch.matching.prices import draws


def coarse(seed: int, size: int, seats: int = 1) -> Cohort:
    """Offices that rate themselves by few levels, so that many plans are equally good."""
    cohort = invented_cohort(seed, size, seats=seats, departments=20)
    return replace(
        cohort,
        offices=tuple(
            replace(
                office,
                capability={area: 1 + (level > 2) + (level > 4) for area, level in office.capability.items()},
                need={area: 1 + 2 * (level > 3) for area, level in office.need.items()},
            )
            for office in cohort.offices
        ),
    )


def best_plans(run: cx.Run) -> list[Pairs]:
    """Every plan that is as good as any, by trying them all; none where they are too many."""
    matrix = FitMatrix.of(run.cohort, run.policy)
    every = [*plans(matrix)] if matrix.allowed.sum() <= 13 else []
    most = max((rank(matrix, plan) for plan in every), default=())
    return [plan for plan in every if rank(matrix, plan) == most]


def within(plan: Pairs, proteges: set[str], *, outside: bool = False) -> Pairs:
    return frozenset(pair for pair in plan if (pair[1] in proteges) != outside)


@pytest.mark.parametrize("seed", range(60))
def test_each_place_has_two_ways_and_hangs_on_no_other(seed: int) -> None:
    """Of all best plans half have either way, with all that others do; the difference in fit is that of the two ways."""
    policy = cx.Policy.parse('objective = "total-first"') if seed % 3 == 0 else None
    try:
        run = cx.pair(coarse(seed, 5 + seed % 2, seats=1 + seed % 2), policy)
    except cx.NoPairingError:
        return
    best, matrix = best_plans(run), FitMatrix.of(run.cohort, run.policy)
    for draw in draws(run).draws if best else ():
        proteges = set(draw.more)
        ways = {within(plan, proteges) for plan in best}
        others = {within(plan, proteges, outside=True) for plan in best}
        assert (len(ways), len(best)) == (2, 2 * len(others))
        [here], [other] = ([way for way in ways if (way <= made(run)) == taken] for taken in (True, False))
        assert len(here) == len(other)
        for protege, more in draw.more.items():
            fits = [sum(matrix[pair].points for pair in way if pair[1] == protege) for way in (here, other)]
            assert more == fits[0] - fits[1]


def test_places_are_found() -> None:
    """Among such cohorts the key draws now and then, so that the test above looks at something."""
    runs = [cx.pair(coarse(seed, 8)) for seed in range(30)]
    assert sum(any(draw.more.values()) for run in runs for draw in draws(run).draws) > 5


@pytest.mark.parametrize("seed", [4, 7, 46])
def test_another_seed_of_the_key_draws_either_way(seed: int) -> None:
    """Whatever the tie seed, there are the same places, and over many seeds each falls either way about as often."""
    cohort, falls, places = coarse(seed, 8), Counter[tuple[str, ...]](), set[frozenset[tuple[str, ...]]]()
    for tie_seed in range(120):
        found = [draw.more for draw in draws(cx.pair(cohort, cx.Policy(tie_seed=str(tie_seed)))).draws if any(draw.more.values())]
        places.add(frozenset(tuple(sorted(more)) for more in found))
        falls.update(
            tuple(sorted(more)) for more in found if max((name, points) for name, points in more.items() if points)[1] > 0
        )
    [every] = places
    assert every
    assert all(40 <= falls[place] <= 80 for place in every)


def test_where_the_key_did_not_decide_alone_it_is_said() -> None:
    """A rerun, a policy that prices do not prove and a cohort without a matrix have no draws, and say why."""
    run = cx.pair(coarse(4, 10))
    later = cx.rerun(run, without=[run.cohort.offices[0].id])
    assert "repairs another one" in draws(later).unknown
    other = cx.pair(coarse(4, 8), cx.Policy.parse('objective = "worst-off-first"'))
    assert "Under this policy" in draws(other).unknown


@pytest.mark.parametrize("seed", [4, 7, 46])
def test_ties_that_need_decides_are_not_drawn_by_the_key(seed: int) -> None:
    """Where leading in what was asked for first comes before the key, two ways that differ in it are no draw."""
    cohort = asking(coarse(seed, 8), seed)
    ties, off = (
        {frozenset(draw.more) for draw in draws(cx.pair(cohort, cx.Policy.parse(f'asked_first = "{tie}"'))).draws}
        for tie in ("ties", "off")
    )
    assert ties < off
