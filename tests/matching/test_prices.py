"""What prices tell: mentors to choose from, and what the tie key drew; against pairing again and against every plan there is."""

from __future__ import annotations

import random
from collections import Counter
from dataclasses import replace

import pytest
from examples import daily
from invent import any_policy, asking, policy
from invent import cohort as invented_cohort
from oracles import Pairs, made, plans, rank

import cxmatch as cx
from cxmatch.domain.cohort import Cohort
from cxmatch.domain.foretold import Candidates
from cxmatch.domain.policy import Objective, Pair, Policy, Starred
from cxmatch.domain.run import Run
from cxmatch.errors import CxmatchError, SettingsError
from cxmatch.matching.fit import FitMatrix
from cxmatch.matching.prices import draws

MOST_PAIRS = 11


def some_run(seed: int, offices: int) -> Run | None:
    """A run under any policy, or under one that prices prove; None where nothing can be paired."""
    rng = random.Random(f"candidates {seed}")
    cohort = invented_cohort(seed, offices, seats=rng.choice([1, 1, 2]), departments=5)
    cohort = asking(cohort, seed) if rng.random() < 0.3 else cohort
    try:
        return cx.pair(cohort, rng.choice([any_policy(seed, cohort), policy(seed, cohort), Policy(), Policy()]))
    except CxmatchError:
        return None


def offered(run: Run, seed: int) -> Candidates:
    """Candidates for numbers that a seed says."""
    rng = random.Random(f"offered {seed}")
    return cx.candidates(run, rng.randint(2, 4), within=rng.choice([0, 2, 5]))


def test_each_price_is_what_locking_the_pair_costs() -> None:
    """No protege fewer is paired, and the total fit is lower by just the price: pairing again with the pair locked says so."""
    seen = 0
    for seed in range(20):
        run = some_run(seed, 8)
        for row in offered(run, seed).rows if run else ():
            assert run is not None
            locks = (*run.policy.locked, Pair(mentor=row.mentor, protege=row.protege))
            locked = cx.pair(run.cohort, replace(run.policy, locked=locks)).matching
            if run.policy.objective is not Objective.TOTAL_FIRST:  # there another plan of the same total may pair fewer
                assert locked.paired >= run.matching.paired
            assert run.matching.points - locked.points == row.points
            assert row.planned == ((row.mentor, row.protege) in made(run))
            seen += not row.planned
    assert seen > 20


def test_of_all_plans_the_best_with_the_pair_costs_its_price() -> None:
    """Every plan of small cohorts is tried: none that has the pair is better than what its price says."""
    seen = 0
    for seed in range(80):
        run = some_run(seed, 5)
        if run is None or run.policy.objective is Objective.WORST_OFF_FIRST:
            continue
        matrix = FitMatrix.of(run.cohort, run.policy)
        if matrix.led_first or int(matrix.allowed.sum()) > MOST_PAIRS:
            continue
        every = list(plans(matrix))
        for row in offered(run, seed).rows:
            best = max((plan for plan in every if (row.mentor, row.protege) in plan), key=lambda plan: rank(matrix, plan))
            assert run.matching.points - sum(matrix[pair].points for pair in best) == row.points
            assert len({protege for _, protege in best}) >= run.matching.paired
            seen += not row.planned
    assert seen > 20


@pytest.mark.parametrize("seed", range(40))
@pytest.mark.quick
def test_who_is_offered(seed: int) -> None:
    """A protege's own mentors and the cheapest others, by name, for no more than the price; who waits has no choice."""
    run = cx.pair(invented_cohort(seed, 9, seats=1 + seed % 2, departments=5))
    found = offered(run, seed)
    own = {protege: {m for m, p in made(run) if p == protege} for _, protege in made(run)}
    assert {*found.by_protege} <= {*own}
    prices = {(pair.mentor, pair.protege): pair.cost_of_forcing for pair in cx.price_list(run)}
    for protege, rows in found.by_protege.items():
        names = [row.mentor for row in rows]
        assert names == sorted(names)
        assert own[protege] <= {*names}
        assert 2 <= len(names) <= max(found.choices, len(own[protege]))
        others = [row.points for row in rows if not row.planned]
        assert all(points <= found.within * run.unit for points in others)
        left = [
            cost.points
            for (mentor, other), cost in prices.items()
            if other == protege and mentor not in names and cost and not cost.paired and not cost.led
        ]
        cheaper = [points for points in left if points <= found.within * run.unit]
        assert not cheaper or (len(names) >= found.choices and min(cheaper) >= max(others, default=0))


@pytest.mark.parametrize("seed", daily(16, 40))
def test_a_lone_star_that_counts_more_than_the_price_is_granted(seed: int) -> None:
    """With one point more than candidates may cost, whichever of them is starred is paired, and it costs just its price."""
    run = cx.pair(invented_cohort(seed, 9, departments=5))
    found = cx.candidates(run, 3, within=2)
    for row in random.Random(seed).sample(found.rows, min(3, len(found.rows))):
        star = Starred(mentor=row.mentor, protege=row.protege, points=found.within + 1)
        later = cx.rerun(run, policy=replace(run.policy, starred=(star,)), afresh=True)
        assert (row.mentor, row.protege) in made(later)
        assert run.matching.points - (later.matching.points - star.points * run.unit) == row.points
        charge = next(entry for entry in later.bill if entry.rule == "stars: 1 pair")
        assert (charge.paired, charge.points) == (0, row.points)
        assert cx.verify(later, parent=run) == ()


@pytest.mark.quick
@pytest.mark.parametrize(("choices", "within", "words"), [(1, 2, "2 to 5"), (6, 2, "2 to 5"), (3, -1, "from 0")])
def test_numbers_that_make_no_sense_are_refused(choices: int, within: int, words: str) -> None:
    """One mentor is no choice, more than five nobody weighs, and a price is not below nothing."""
    run = cx.pair(invented_cohort(1, 6, departments=5))
    with pytest.raises(SettingsError, match=words):
        cx.candidates(run, choices, within=within)


@pytest.mark.quick
def test_what_is_said_of_the_cost() -> None:
    """The dearest star alone, all together no more than they count; nothing is claimed where the worst-off come first."""
    cohort = cx.read_survey(cx.sample("roundtable-14"))
    found = cx.candidates(cx.pair(cohort), 3, within=2)
    assert found.words == "14 proteges may choose among up to 3 mentors each. One star alone costs at most 2 of the total fit."
    assert found.at_most(3).endswith("cost at most 42 of 122.")
    weak = cx.candidates(cx.pair(cohort, Policy(objective=Objective.WORST_OFF_FIRST)), 3, within=2)
    assert "is not bounded" in weak.at_most(3)
    assert all(row.points <= 2 for row in weak.rows)


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
