"""What was asked for first: the rung, the ties, the points and their price, against counting every plan."""

from __future__ import annotations

import random
from dataclasses import replace

import numpy as np
import pytest
from enumeration import Plans
from invent import any_policy, cohort, framework

import cxmatch as cx
from cxmatch.domain.cohort import Cohort
from cxmatch.domain.policy import Objective, Policy
from cxmatch.domain.weighing import Asked, AskedFirst
from cxmatch.errors import CxmatchError, SettingsError
from cxmatch.matching.best import best
from cxmatch.matching.fit import FitMatrix
from cxmatch.matching.places import ASKED_FIRST
from cxmatch.matching.plan import Plan
from cxmatch.matching.proof import checked

ROUNDS = [0, *(pytest.param(block, marks=pytest.mark.campaign) for block in range(1, 25))]
OFF = AskedFirst(use=Asked.OFF)


def asking(seed: int, offices: int, share: float = 0.8) -> Cohort:
    """Invent a cohort of which a part names one area or two that matter most."""
    rng, drawn = random.Random(seed), cohort(seed, offices, seats=rng_seats(seed))
    ids = [area.id for area in framework().areas]
    named = (
        replace(office, asked_first=tuple(sorted(rng.sample(ids, rng.choice([1, 1, 2]))))) if rng.random() < share else office
        for office in drawn.offices
    )
    return replace(drawn, offices=tuple(named))


def rng_seats(seed: int) -> int:
    return 1 + seed % 2


def solved(there: Cohort, policy: Policy) -> tuple[Plans, np.ndarray] | None:
    """Every plan, and the best one that was found with its proof; None where no plan can be made."""
    try:
        found = best(FitMatrix.of(there, policy))
    except CxmatchError:
        return None
    assert checked(found)[0] == []
    return Plans(found.matrix), found.chosen


@pytest.mark.parametrize("block", ROUNDS)
def test_the_rung_is_what_counting_gives(block: int) -> None:
    """With seats, locks, roles, blanks and every objective: of all plans the ladder's, ties included; 20 cohorts a block."""
    tried = 0
    for seed in range(1_000 * block, 1_000 * block + 60):
        there = asking(seed, 3 + seed % 4)
        policy = replace(
            any_policy(seed, there), asked_first=random.Random(seed).choice([AskedFirst(), AskedFirst(use=Asked.RUNG)])
        )
        found = solved(there, policy)
        if found is not None and len(found[0].cells):
            plans, chosen = found
            assert np.array_equal(plans.answer, chosen), seed
            tried += 1
        if tried == 20:
            return


@pytest.mark.parametrize("block", ROUNDS)
def test_the_bill_says_what_the_rung_costs(block: int) -> None:
    """Its line is the difference of two best plans, each counted among all plans there are."""
    told = 0
    for seed in range(1_000 * block, 1_000 * block + 20):
        there = asking(seed, 7)
        try:
            run = cx.pair(there, Policy())
        except CxmatchError:
            continue
        charge = next(entry for entry in run.bill if entry.rule == "asked for first")
        plans = [Plans(FitMatrix.of(there, policy)) for policy in (run.policy, replace(run.policy, asked_first=OFF))]
        with_it, without = (every.figures(every.answer) for every in plans)
        led = (plans[1].answer & plans[0].leads).any(axis=0).sum() - with_it[2]
        assert (charge.paired, charge.points, charge.led) == (without[0] - with_it[0], without[1] - with_it[1], led)
        assert charge.paired == 0
        told += bool(charge.points)
    assert told


@pytest.mark.parametrize("block", [0, *(pytest.param(block, marks=pytest.mark.campaign) for block in range(1, 10))])
def test_without_the_question_only_ties_are_decided_otherwise(block: int) -> None:
    """Where no office names an area, as many are paired and the total is the same as without looking; and no fewer are led."""
    other = 0
    for seed in range(30 * block, 30 * block + 30):
        there = cohort(seed, 8, seats=rng_seats(seed))
        try:
            run, plain = (cx.pair(there, Policy(asked_first=asked)) for asked in (AskedFirst(), OFF))
        except CxmatchError:
            continue
        assert (run.matching.paired, run.matching.points) == (plain.matching.paired, plain.matching.points)
        plan = Plan.of(run)
        assert (plan.chosen & plan.matrix.led).sum() >= (plan.matrix.chosen(plain.matching) & plan.matrix.led).sum()
        other += run.matching.pairings != plain.matching.pairings
    assert other or block


def two_mentors(first: str) -> Cohort:
    """Two mentors and a protege that rates Data highest and names an area, or none where that is ""."""
    rated = {"data": 5, "hiring": 3, "research": 1}
    offices = (
        cx.Office(id="Strong", name="Strong", capability={"hiring": 5}, protege_slots=0),
        cx.Office(id="Data", name="Data", capability={"data": 3}, protege_slots=0),
        cx.Office(
            id="Protege",
            name="Protege",
            capability={"data": 2, "hiring": 1, "research": 1},
            need=rated,
            mentor_slots=0,
            asked_first=(first,) * bool(first),
        ),
    )
    return Cohort(framework=framework(), offices=offices)


def mentor_of(there: Cohort, asked: AskedFirst, objective: Objective = Objective.EVERYONE_FIRST) -> str:
    return cx.pair(there, Policy(asked_first=asked, objective=objective)).matching.pairings[0].mentor


@pytest.mark.parametrize(
    ("first", "asked", "mentor"),
    [
        ("data", AskedFirst(), "Data"),
        ("hiring", AskedFirst(), "Strong"),
        ("", AskedFirst(), "Strong"),
        ("", AskedFirst(use=Asked.RUNG), "Data"),
        ("data", AskedFirst(points=3), "Strong"),
        ("data", AskedFirst(points=5), "Data"),
        ("data", OFF, "Strong"),
        ("research", AskedFirst(), "Strong"),
    ],
)
def test_the_policy_says_how_it_counts(first: str, asked: AskedFirst, mentor: str) -> None:
    """By default a rung where an office names an area; the highest need is one on request; without a wish it counts for none."""
    assert mentor_of(two_mentors(first), asked) == mentor


def test_with_the_total_first_the_total_comes_first() -> None:
    """What was asked for first decides among equals there, unless the policy says that it is a rung."""
    there = two_mentors("data")
    assert mentor_of(there, AskedFirst(), Objective.TOTAL_FIRST) == "Strong"
    assert mentor_of(there, AskedFirst(use=Asked.RUNG), Objective.TOTAL_FIRST) == "Data"


def test_points_for_it_are_an_entry_of_the_ledger() -> None:
    """The fit is the sum of its entries, and the entry says whether the mentor leads there."""
    run = cx.pair(two_mentors("data"), Policy(asked_first=AskedFirst(points=5)))
    entry = run.matching.pairings[0].contributions[-1]
    assert (entry.term, entry.factors, entry.points) == (ASKED_FIRST, {"points": 5, "led": 1}, 5)


@pytest.mark.parametrize(
    "text", ['"worth 0"', '"worth lots"', '"rungs"', '{ use = "rung", points = 4 }', '{ use = "points" }', "4"]
)
def test_what_makes_no_sense_is_refused_with_its_line(text: str) -> None:
    """A setting that is no word, no number of points, or contradicts itself."""
    with pytest.raises(SettingsError, match="line 1"):
        Policy.parse(f"asked_first = {text}")


def test_words_and_tables_say_the_same() -> None:
    """Each short form is a table, and the other way round."""
    assert Policy.parse('asked_first = "worth 4"') == Policy.parse("[asked_first]\npoints = 4")
    assert Policy.parse('asked_first = "rung"') == Policy.parse('[asked_first]\nuse = "rung"')


def test_a_forged_bonus_is_found() -> None:
    """What a pairing that leads counts on top is worked out again."""
    run = cx.pair(two_mentors("data"))
    points = replace(run.matching.prices[0], led=run.matching.prices[0].led + 1)
    assert cx.verify(replace(run, matching=replace(run.matching, prices=(points, *run.matching.prices[1:]))))
