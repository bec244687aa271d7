"""Every objective with every rule, through the front door, against brute force told from the rules' own words."""

from __future__ import annotations

import random
from dataclasses import replace

import pytest
from examples import daily
from invent import cohort as invented_cohort
from oracles import made, meets, plans, rank

import cxmatch as cx
from cxmatch.domain.parts import Capacity
from cxmatch.domain.policy import Must, Objective, Pair, Past, Policy
from cxmatch.domain.run import Run
from cxmatch.domain.weighing import Preference, Wish
from cxmatch.errors import NoPairingError, SettingsError
from cxmatch.matching.fit import FitMatrix


def invented(seed: int) -> tuple[cx.Cohort, Policy]:
    """A cohort of four offices and a policy with some of all rules."""
    rng = random.Random(seed)
    cohort = invented_cohort(seed, 4, seats=rng.choice([1, 2]), departments=3)
    names = [office.id for office in cohort.offices]
    mentor, protege = rng.sample(names, 2)
    pair = Pair(mentor=mentor, protege=protege)
    policy = Policy(
        objective=rng.choice(list(Objective)),
        must=Must(
            different_department=rng.random() < 0.5,
            one_role=rng.random() < 0.3,
            no_exchange=rng.random() < 0.3,
            everyone=rng.random() < 0.2,
            minimum_fit=rng.choice([0, 0, 3]),
        ),
        capacity=Capacity(mentor_at_least=rng.choice([0, 0, 0, 1, 2]), each=rng.random() < 0.3),
        locked=(pair,) if rng.random() < 0.2 else (),
        forbidden=(Pair(mentor=protege, protege=mentor),) if rng.random() < 0.3 else (),
        past=(Past(mentor=names[0], protege=names[1], points_off=rng.choice([None, 2])),) if rng.random() < 0.3 else (),
        prefer=(Preference(attribute="Region", want=rng.choice(list(Wish)), points=2),) if rng.random() < 0.3 else (),
    )
    return cohort, policy


@pytest.mark.parametrize("block", daily(8, 25))
def test_every_objective_and_rule_agrees_with_brute_force(block: int) -> None:
    """20 cohorts a block under any policy: the plan is the best there is and its record verifies, or it is refused rightly."""
    for seed in range(block * 20, block * 20 + 20):
        cohort, policy = invented(seed)
        try:
            run = cx.pair(cohort, policy)
        except SettingsError:
            continue  # the policy names an attribute or a seat that this cohort has not
        except NoPairingError:
            _is_refused_rightly(cohort, policy)
            continue
        matrix = FitMatrix.of(cohort, policy)
        assert meets(matrix, made(run))
        assert rank(matrix, made(run)) == max(rank(matrix, plan) for plan in plans(matrix))
        assert cx.verify(run) == ()
        assert cx.verify(Run.from_json(run.to_json())) == ()


def _is_refused_rightly(cohort: cx.Cohort, policy: Policy) -> None:
    try:
        matrix = FitMatrix.of(cohort, policy)
    except NoPairingError:
        return  # a lock contradicts another rule
    assert not matrix.allowed.any() or not any(plans(matrix)) or all(not plan for plan in plans(matrix))


@pytest.mark.parametrize("seed", range(40))
@pytest.mark.quick
def test_the_bill_is_what_pairing_without_the_rule_gives(seed: int) -> None:
    """Each charge is the difference that leaving its rule out makes, and leads to a plan of just that worth."""
    cohort, policy = invented(seed)
    policy = replace(policy, objective=Objective.EVERYONE_FIRST, must=replace(policy.must, everyone=False))
    try:
        run = cx.pair(cohort, policy)
    except cx.CxmatchError:
        return
    free = {charge.rule: charge for charge in run.bill}
    without = replace(policy, must=replace(policy.must, different_department=False))
    if "different department" in free:
        other = cx.pair(cohort, without).matching
        charge = free["different department"]
        assert (charge.paired, charge.points) == (other.paired - run.matching.paired, other.points - run.matching.points)
    total = cx.pair(cohort, replace(policy, objective=Objective.TOTAL_FIRST)).matching
    assert free["everyone first"].points == total.points - run.matching.points
