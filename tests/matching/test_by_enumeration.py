"""Every figure that explain gives, against counting every plan of small cohorts under policies of all kinds."""

from __future__ import annotations

import random
from dataclasses import replace
from fractions import Fraction
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from enumeration import Plans, stays_best
from invent import framework

import cxmatch as cx
from cxmatch.console.explaining import show_office, show_overview
from cxmatch.console.screen import Screen
from cxmatch.domain.explanation import Standing
from cxmatch.domain.matching import Side
from cxmatch.domain.parts import Capacity, Corrected, Rated
from cxmatch.domain.policy import Must, Objective, Pair, Past, Policy, Starred
from cxmatch.domain.run import Run
from cxmatch.domain.weighing import Asked, AskedFirst, FitSettings, Preference, RegretSettings
from cxmatch.errors import CxmatchError
from cxmatch.matching.answers import Answers
from cxmatch.matching.best import with_seat
from cxmatch.matching.explain import backups, drill, without_office
from cxmatch.matching.fit import FitMatrix
from cxmatch.matching.gains import joined, recruit
from cxmatch.matching.lines import ratings, with_office
from cxmatch.matching.overview import nearest_answers
from cxmatch.matching.plan import Plan
from cxmatch.matching.rerun import policy_after
from cxmatch.matching.rules import Method

# So few, of every method, objective and use of what was asked for first; all others are a campaign.
SHORT, MANY = (1, 2, 3, 5, 11, 13, 16, 19, 31, 34, 38), 500
COUNTED, FEW = 1000, 3  # from this seed on policies say how areas count, and correct ratings
USES = (Asked.RUNG, Asked.RUNG, Asked.TIES, Asked.OFF)
SEEDS = [
    *SHORT,
    *range(COUNTED, COUNTED + FEW),
    *(pytest.param(seed, marks=pytest.mark.campaign) for seed in range(MANY) if seed not in SHORT),
    *(pytest.param(COUNTED + seed, marks=pytest.mark.campaign) for seed in range(FEW, MANY)),
]


@cache
def drawn(seed: int) -> Run:
    """The first run from a seed whose rules can be met: 4 to 8 offices with roles, blanks, ties and rules."""
    rng = random.Random(seed)
    while True:
        size = rng.randint(4, 8)
        asks = rng.choice([0, 0.5])
        seats = [(1, 0), (0, 1), (1, 0), (0, 1), (1, 1)] if size > 6 else [*[(1, 1)] * 3, (1, 0), (0, 1), (2, 1), (1, 2)]
        cohort = cx.Cohort(framework=framework(), offices=tuple(_office(rng, n, rng.choice(seats), asks) for n in range(size)))
        try:
            policy = _policy(rng, cohort)
            return cx.pair(cohort, counted(seed, policy, cohort) if seed >= COUNTED else policy)
        except CxmatchError:
            continue


def counted(seed: int, policy: Policy, cohort: cx.Cohort) -> Policy:
    """The policy with needs that count alike, leads that are capped, or ratings that are corrected: at least one of them."""
    rng = random.Random(seed)
    alike = rng.random() < 0.7
    most = rng.choice([None, 1, 2] if alike else [1, 2])
    names = rng.sample([office.id for office in cohort.offices], rng.choice([0, 0, 1, 2]))
    sides = [(rng.choice(list(Rated)), rng.choice(cohort.framework.areas[:2]).name, str(rng.randint(1, 5))) for _ in names]
    corrected = tuple(
        Corrected(office=name, side=side, area=area, level=level, reason="known otherwise")
        for name, (side, area, level) in zip(names, sides, strict=True)
    )
    return replace(policy, fit=FitSettings(alike=alike, lead_at_most=most), corrected=corrected)


def _office(rng: random.Random, number: int, seats: tuple[int, int], asks: float) -> cx.Office:
    ids = [area.id for area in framework().areas]
    top = rng.choice([3, 5])
    given = rng.choice([0.8, 1.0])
    return cx.Office(
        id=f"Office {number}",
        name=f"Office {number}",
        department=rng.choice(["", "North", "South"]),
        capability={area: rng.randint(1, top) for area in ids[:2] if rng.random() < given},
        need={area: rng.randint(1, top) for area in ids[:2] if rng.random() < given},
        mentor_slots=seats[0],
        protege_slots=seats[1],
        attributes={"Region": rng.choice("EW")} if number == 0 or rng.random() < 0.6 else {},
        asked_first=tuple(area for area in ids[:2] if rng.random() < asks),
    )


def _policy(rng: random.Random, cohort: cx.Cohort) -> Policy:
    names = [office.id for office in cohort.offices]
    one, other, third = rng.sample(names, 3)
    must = rng.choice([{}, {}, {}, {"everyone": True}, {"one_role": True}, {"no_exchange": True}])
    least = rng.choice([0, 0, 0, 0, 2])
    owed = RegretSettings(weight=rng.choice([4, 30]), offices={one: 70, third: 45})
    return Policy(
        objective=rng.choice([*Objective, Objective.EVERYONE_FIRST, Objective.TOTAL_FIRST]),
        weights={area.name: rng.randint(1, 2) for area in cohort.framework.areas},
        must=Must(different_department=rng.random() < 0.5, minimum_fit=rng.choice([0, 0, 2, 4]), **must),
        capacity=Capacity(mentor_at_least=least),
        locked=(Pair(mentor=one, protege=other),) if rng.random() < 0.25 else (),
        forbidden=(Pair(mentor="*", protege=third),) if rng.random() < 0.15 else (),
        past=(Past(mentor=other, protege=third, points_off=2),) if rng.random() < 0.3 else (),
        waited={third: 3} if rng.random() < 0.4 else {},
        prefer=(Preference(attribute="Region", want="same", points=2),) if rng.random() < 0.3 else (),
        asked_first=rng.choice(
            [AskedFirst()] * 3 + [AskedFirst(use=use) for use in ("rung", "ties", "off")] + [AskedFirst(points=2)]
        ),
        starred=(Starred(mentor=third, protege=one, points=rng.randint(1, 4)),) if rng.random() < 0.3 else (),
        regret=owed if rng.random() < 0.3 else RegretSettings(),
    )


def answer(cohort: cx.Cohort, policy: Policy) -> Plans | None:
    """Every plan of a changed cohort or policy; None where none can be made."""
    try:
        plans = Plans(FitMatrix.of(cohort, policy))
    except CxmatchError:
        return None
    return plans if len(plans.cells) and plans.matrix.allowed.any() else None


@lru_cache(maxsize=50)  # a campaign would keep every plan of a thousand cohorts
def run_of(seed: int) -> tuple[Run, Plan, Plans]:
    run = drawn(seed)
    plan = Plan.of(run)
    plans = Plans(plan.matrix)
    assert np.array_equal(plans.answer, plan.chosen)
    return run, plan, plans


@cache
def overview(seed: int) -> cx.Overview:
    return cx.overview(drawn(seed))


@pytest.mark.parametrize("seed", SEEDS)
def test_each_pair_stands_and_costs_what_counting_gives(seed: int) -> None:
    """Firm, free and never; what forcing a pair costs; and None where no plan within the rules has it."""
    run, plan, plans = run_of(seed)
    best = plans.cells[plans.best()]
    whole = overview(seed)
    assert (whole.firm, whole.free) == (int(best.all(axis=0).sum()), int((plan.chosen & ~best.all(axis=0)).sum()))
    for priced in cx.price_list(run):
        row, column = plan.matrix.row[priced.mentor], plan.matrix.column[priced.protege]
        told = cx.explain(run, mentor=priced.mentor, protege=priced.protege)
        assert (told.cost_of_forcing, told.standing) == (priced.cost_of_forcing, priced.standing)
        stands = best[:, row, column]
        assert priced.standing is (Standing.FIRM if stands.all() else Standing.FREE if stands.any() else Standing.NEVER)
        with_it = plans.best(plans.having(row, column))
        if not len(with_it):
            assert priced.cost_of_forcing is None
            assert "cannot be made" in told.price
            continue
        own = plans.figures(plan.chosen)
        lost = {tuple(now - then for now, then in zip(own, plans.figures(plans.cells[one]), strict=True)) for one in with_it}
        assert priced.cost_of_forcing is not None
        assert (priced.cost_of_forcing.paired, priced.cost_of_forcing.points, priced.cost_of_forcing.led) in lost
        assert priced.cost_of_forcing.nothing <= (priced.standing is not Standing.NEVER)
        if plan.by_prices:
            fewest = min(int((plans.cells[one] != plan.chosen).sum()) for one in with_it)
            after = plan.forced(row, column)
            assert after is not None
            assert int((after != plan.chosen).sum()) == fewest
            assert plan.cost(after) == priced.cost_of_forcing


@pytest.mark.parametrize("seed", SEEDS)
def test_seats_and_recruits_bring_what_counting_gives(seed: int) -> None:
    """The best plan with one more seat, or with one more mentor, less the best plan; what betters nothing is not listed."""
    run, plan, plans = run_of(seed)
    whole, own, top = overview(seed), plans.figures(plan.chosen), plans.ranks(plans.best())[0]
    if any("would bring" in said for said in whole.left_out):
        return
    said = {(seat.office, seat.side): (seat.gain.paired, seat.gain.points, seat.gain.led) for seat in whole.seats}
    for side, offices in ((Side.MENTOR, plan.matrix.mentors), (Side.PROTEGE, plan.matrix.proteges)):
        for office in offices:
            after = answer(run.cohort, with_seat(plan.run.policy, office, side))
            if after is None or after.ranks(after.best())[0] <= top:
                assert (office.id, side) not in said
                continue
            assert said[office.id, side] == tuple(now - was for now, was in zip(after.figures(after.answer), own, strict=True))
    for entry in whole.advice:
        area = next(area for area in run.cohort.framework.areas if area.name == entry.area)
        after = answer(joined(run.cohort, [recruit(plan.matrix, area)]), run.policy)
        gain = after and tuple(now - was for now, was in zip(after.figures(after.answer), own, strict=True))
        assert gain == (entry.gain and (entry.gain.paired, entry.gain.points, entry.gain.led))


@pytest.mark.parametrize("seed", SEEDS)
def test_drills_and_backups_are_what_counting_gives(seed: int) -> None:
    """Without an office: the best plan, then most pairings kept, then the public key; and who steps in in all such plans."""
    run, plan, _ = run_of(seed)
    for office in run.cohort.offices:
        rest = run.cohort.without(office.id)
        after = answer(rest, policy_after(run, rest, None)) if rest.offices else None
        told = drill(plan, office.id)
        if after is None:
            assert told.cost is None
            continue
        own = plan.matrix.column.get(office.id)
        kept = np.zeros(after.matrix.points.shape, dtype=bool)
        for fit in run.matching.pairings:
            if office.id not in (fit.mentor, fit.protege):
                kept[after.matrix.row[fit.mentor], after.matrix.column[fit.protege]] = True
        best = after.best()
        near = after.nearest(kept, best) if after.matrix.method is Method.PRICES else best
        left = without_office(plan, office.id)
        assert left is not None
        assert set(plan.matrix.pairs(left[1].chosen)) == set(after.matrix.pairs(after.by_key(near)))
        assert told.exchange == tuple(
            move for move in plan.matrix.moves(plan.chosen, left[1].chosen) if move.protege != office.id
        )
        paired, points, _ = after.figures(after.by_key(near))
        assert told.cost is not None
        served = run.matching.paired - (own is not None and plan.chosen[:, own].any())
        assert (told.cost.paired, told.cost.points) == (served - paired, run.matching.points - points)
        _check_backups(plan, office.id, after, near)


def _check_backups(plan: Plan, office: str, after: Plans, near: np.ndarray) -> None:
    row = plan.matrix.row.get(office)
    for column in np.flatnonzero(plan.chosen[row]).tolist() if row is not None else ():
        protege = plan.matrix.proteges[column].id
        said = next(entry for entry in backups(plan, column) if entry.mentor == office)
        place = after.matrix.column[protege]
        had = {plan.matrix.mentors[i].id for i in np.flatnonzero(plan.chosen[:, column])}
        come = [{after.matrix.mentors[i].id for i in np.flatnonzero(after.cells[one][:, place])} - had for one in near.tolist()]
        if said.steps_in:
            assert any(said.steps_in in names for names in come)
            assert said.sure == all(said.steps_in in names for names in come)
        else:
            assert not all(come)
            assert not said.sure or not any(come)
            assert said.sure or not plan.by_prices or any(come)


@pytest.mark.parametrize("seed", SEEDS)
def test_the_plan_stands_the_error_that_is_said_and_no_more(seed: int) -> None:
    """No errors up to the margin better another plan, opened pairs and fallen ones included; a larger error does."""
    plan = run_of(seed)[1]
    noise = overview(seed).noise
    if noise is None:
        return
    missing = plan.closed.missing
    plans = Plans(plan.matrix, missing > 0)
    radius = Fraction(noise.points, noise.parts)
    assert stays_best(plans, plan.chosen, radius, missing)
    further = radius + 1 if noise.opens or noise.falls else radius + Fraction(1, 1000)
    assert not stays_best(plans, plan.chosen, further, missing)


@pytest.mark.parametrize("seed", SEEDS)
def test_empty_ratings_matter_exactly_when_counting_gives_another_plan(seed: int) -> None:
    """Alone: some level gives another pairing, ties included. Together: those that are said not to matter never do."""
    run, plan, _ = run_of(seed)
    whole = overview(seed)
    empty = [one for one in ratings(plan.matrix.cohort) if one.area not in getattr(one.office, one.side)]
    assert [(one.office.id, one.side, one.area) for one in empty] == [(o.office, o.side, o.area) for o in whole.unanswered]
    for rating, told in zip(empty, whole.unanswered, strict=True):
        assert told.matters == any(_differs(run, plan, rating.answered(level)) for level in range(1, 6))
    idle = [one for one, told in zip(empty, whole.unanswered, strict=True) if told.matters is False]
    rng = random.Random(seed)
    for _ in range(40 if whole.together else 0):
        cohort = plan.matrix.cohort
        for one in idle:
            cohort = with_office(cohort, replace(one, office=cohort.office(one.office.id)).answered(rng.choice([1, 5, 3])))
        after = answer(cohort, replace(run.policy, corrected=()))
        assert after is not None
        assert np.array_equal(after.answer, plan.chosen)


@pytest.mark.parametrize("seed", SEEDS)
def test_the_answers_that_are_named_alter_the_pairing_and_no_nearer_ones_do(seed: int) -> None:
    """Each named change gives another plan; where they are two steps off, no change of one step does."""
    run, plan, _ = run_of(seed)
    changes = nearest_answers(plan)
    if changes is None:
        assert not plan.by_prices, "more than a search is asked to try"
        return
    given = {(one.office.id, one.side, one.area): one for one in ratings(plan.matrix.cohort)}
    ids = {area.name: area.id for area in run.cohort.framework.areas}
    for change in changes:
        rating = given[change.office, change.side, ids[change.area]]
        assert _differs(run, plan, rating.answered(int(change.other)))
    step = min((abs(int(change.given) - int(change.other)) for change in changes), default=5)
    assert {abs(int(change.given) - int(change.other)) for change in changes} <= {step}
    for rating in given.values():
        now = getattr(rating.office, rating.side).get(rating.area)
        for level in range(1, 6) if now is not None else ():
            if 0 < abs(level - now) < step:
                assert not _differs(run, plan, rating.answered(level))


def _differs(run: Run, plan: Plan, office: cx.Office) -> bool:
    after = answer(with_office(plan.matrix.cohort, office), replace(run.policy, corrected=()))
    return after is None or not np.array_equal(after.answer, plan.chosen)


@pytest.mark.parametrize("seed", SEEDS)
def test_levels_between_those_tried_give_nothing_new(seed: int) -> None:
    """On a long scale, an answer changes the pairing at some level exactly when it does at one of those that are tried."""
    run = drawn(seed)
    if run.policy.objective is Objective.WORST_OFF_FIRST:
        return
    scale = replace(run.cohort.framework.need_scale, decimals=1)
    offices = tuple(
        replace(
            office,
            capability={area: level * 10 for area, level in office.capability.items()},
            need={area: level * 10 for area, level in office.need.items()},
        )
        for office in run.cohort.offices
    )
    fine = cx.Cohort(framework=run.cohort.framework.with_scales(scale, scale), offices=offices)
    plan = Plan.of(cx.pair(fine, run.policy))
    answers = Answers(plan=plan)
    empty = [one for one in ratings(plan.matrix.cohort) if one.area not in getattr(one.office, one.side)]
    for rating in empty[:2]:
        tried = set(answers.levels(rating))
        assert any(answers.changes(rating, level) for level in tried) == any(
            answers.changes(rating, level) for level in range(10, 51)
        )


@pytest.mark.parametrize("seed", SEEDS)
def test_checking_explanations_finds_nothing_in_honest_runs(seed: int) -> None:
    """Every figure is found again another way."""
    assert cx.verify_explanations(drawn(seed)) == ()


@pytest.mark.parametrize("seed", SEEDS)
def test_reruns_of_all_kinds_are_explained(seed: int, capsys: pytest.CaptureFixture[str]) -> None:
    """With few moves, with refused changes and afresh: every screen stands, every figure is found again or said to be unknown."""
    run, rng = drawn(seed), random.Random(seed)
    how: dict[str, Any] = rng.choice([{}, {"max_moves": 0}, {"max_moves": 1}, {"afresh": True}, {"refuse": [1]}])
    try:
        later = cx.rerun(run, without=[rng.choice(sorted(run.cohort.ids))], **how)
    except CxmatchError:
        return
    whole = cx.overview(later)
    assert cx.verify_explanations(later) == ()
    assert whole.left_out or None not in (whole.firm, whole.noise)
    show_overview(whole, later, Path("folder"), Screen(plain=True))
    for office in later.cohort.offices:
        show_office(cx.explain_office(later, office.id), later, Path("folder"), Screen(plain=True))
    assert ("Next:" in capsys.readouterr().out) == bool(later.matching.pairings)


def test_all_kinds_of_policies_are_drawn() -> None:
    """Prices, levels and cases; all objectives; with and without answers."""
    runs = list(map(drawn, SHORT))
    kinds = {(Plan.of(run).method, run.policy.objective) for run in runs}
    assert {run.policy.asked(run.cohort.asks_first) for run in runs} == set(Asked)
    assert len(kinds) >= 6
    assert {len(run.matching.pairings) > 2 for run in runs} == {True, False}
    policies = [drawn(COUNTED + seed).policy for seed in range(FEW)]
    assert any(policy.fit.alike for policy in policies)
    assert any(policy.fit.lead_at_most for policy in policies)
    assert any(policy.corrected for policy in policies)
