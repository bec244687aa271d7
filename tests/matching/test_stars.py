"""Stars in the policy: points for one pair, in the ledger, on the bill, recomputed by verify."""

from __future__ import annotations

import json
import random
from dataclasses import replace

import pytest
from invent import any_policy, asking, policy
from invent import cohort as invented_cohort
from oracles import made, plans, rank

import cxmatch as cx
from cxmatch.domain.policy import Objective, Policy, Starred
from cxmatch.domain.run import Run
from cxmatch.errors import CxmatchError, SettingsError
from cxmatch.matching.fit import FitMatrix
from cxmatch.matching.ledger import STARRED
from cxmatch.records.codec import encode

STARS = "stars: "


def starring(seed: int, base: Policy, cohort: cx.Cohort) -> Policy:
    """A policy with a star for some proteges of a cohort."""
    rng = random.Random(f"stars {seed}")
    names = [office.id for office in cohort.offices]
    pairs = {protege: rng.choice([name for name in names if name != protege]) for protege in rng.sample(names, 3)}
    stars = tuple(Starred(mentor=mentor, protege=protege, points=rng.randint(1, 5)) for protege, mentor in pairs.items())
    return replace(base, starred=stars)


@pytest.mark.parametrize("seed", range(30))
@pytest.mark.quick
def test_a_star_raises_its_pair_by_just_its_points(seed: int) -> None:
    """No other pair counts otherwise; the entry of the ledger says how much, and a pair that leads nowhere stays out."""
    cohort = invented_cohort(seed, 6, seats=1 + seed % 2)
    base = policy(seed, cohort)
    with_stars = starring(seed, base, cohort)
    bare, starred = FitMatrix.of(cohort, base), FitMatrix.of(cohort, with_stars)
    stars = {(star.mentor, star.protege): star.points for star in with_stars.starred}
    for mentor in bare.mentors:
        for protege in bare.proteges:
            one, other = bare[mentor.id, protege.id], starred[mentor.id, protege.id]
            more = stars.get((mentor.id, protege.id), 0)
            assert other.points - one.points == more * bare.ledger.unit
            assert [part.points for part in other.contributions if part.term == STARRED] == [more] * bool(more)
    assert not (starred.allowed & (bare.area_points <= 0)).any()


@pytest.mark.parametrize("seed", range(60))
def test_plans_with_stars_are_the_best_there_are(seed: int) -> None:
    """Brute force finds no better plan, the record verifies, and the bill says what pairing without stars brings more."""
    cohort = invented_cohort(seed, 5, seats=random.Random(seed).choice([1, 2]), departments=3)
    base = any_policy(seed, cohort)
    with_stars = starring(seed, base, cohort)
    try:
        run, without = cx.pair(cohort, with_stars), cx.pair(cohort, base)
    except CxmatchError:
        return
    matrix, bare = FitMatrix.of(run.cohort, with_stars), FitMatrix.of(run.cohort, base)
    if int(matrix.allowed.sum()) <= 11:
        assert rank(matrix, made(run)) == max(rank(matrix, plan) for plan in plans(matrix))
    assert cx.verify(Run.from_json(run.to_json())) == ()
    charge = next(entry for entry in run.bill if entry.rule.startswith(STARS))
    held = sum(bare[pair].points for pair in made(run))
    assert charge.points == without.matching.points - held
    assert charge.paired == without.matching.paired - run.matching.paired


@pytest.mark.parametrize("seed", range(40))
def test_stars_never_cost_more_than_their_points(seed: int) -> None:
    """As many are paired and led as without, and the rest of the total is lower by no more than what the granted stars count."""
    cohort = asking(invented_cohort(seed, 9, departments=5), seed) if seed % 3 == 0 else invented_cohort(seed, 9, departments=5)
    base = Policy(objective=Objective.TOTAL_FIRST) if seed % 4 == 0 else Policy()
    with_stars = starring(seed, base, cohort)
    run, without = cx.pair(cohort, with_stars), cx.pair(cohort, base)
    granted = sum(star.points for star in with_stars.starred if (star.mentor, star.protege) in made(run))
    bare = FitMatrix.of(run.cohort, base)
    lost = without.matching.points - sum(bare[pair].points for pair in made(run))
    assert lost <= granted
    if base.objective is Objective.EVERYONE_FIRST:
        assert lost >= 0
        assert run.matching.paired == without.matching.paired
    assert cx.verify(run) == ()


def starred_run() -> Run:
    """Fourteen invented offices, of which one stars a mentor that it did not get."""
    cohort = cx.read_survey(cx.sample("roundtable-14"))
    first = cx.pair(cohort)
    other = next(pair for pair in cx.price_list(first) if pair.verdict != "paired" and pair.cost_of_forcing)
    return cx.pair(cohort, Policy(starred=(Starred(mentor=other.mentor, protege=other.protege, points=40),)))


@pytest.mark.quick
def test_a_forged_star_is_refused() -> None:
    """More points, another pair, a star that is not there or a line of the bill left out: verify says so."""
    run = starred_run()
    star, other = run.policy.starred[0], run.matching.pairings[-1]
    assert (star.mentor, star.protege) in made(run)
    assert cx.verify(run) == ()
    forged = [
        (replace(star, points=41),),
        (replace(star, mentor=other.mentor, protege=other.protege),),
        (star, Starred(mentor=other.mentor, protege=other.protege, points=2)),
        (),
    ]
    for stars in forged:
        assert cx.verify(replace(run, policy=replace(run.policy, starred=stars))) != ()
    assert cx.verify(replace(run, bill=tuple(entry for entry in run.bill if not entry.rule.startswith(STARS)))) != ()
    tree = encode(run)
    entry = next(part for fit in tree["matching"]["pairings"] for part in fit["contributions"] if part["term"] == STARRED)
    entry["factors"]["points"] += 1
    assert cx.verify(Run.from_json(json.dumps(tree))) != ()


@pytest.mark.quick
def test_a_star_for_an_unknown_office_is_refused_and_one_that_left_counts_for_nobody() -> None:
    """The nearest name is said; when a starred mentor leaves, its star stays and does nothing, also by another office."""
    cohort = cx.read_survey(cx.sample("roundtable-14"))
    run = starred_run()
    star = run.policy.starred[0]
    with pytest.raises(SettingsError, match="Did you mean"):
        cx.pair(cohort, Policy(starred=(replace(star, mentor=star.mentor[:-1]),)))
    later = cx.rerun(run, without=[star.mentor])
    assert later.policy.starred == run.policy.starred
    assert cx.verify(later, parent=run) == ()
    assert STARRED not in later.to_json().replace('"starred"', "")
