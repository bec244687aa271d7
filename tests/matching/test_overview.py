"""A run as a whole: noise, seats, recruits, blocking pairs, open answers, and the checking of all prices."""

from dataclasses import replace
from itertools import product

import pytest
from invent import cohort as invented_cohort
from oracles import made

import cxmatch as cx
from cxmatch.domain.errors import CxmatchError
from cxmatch.domain.matching import Side
from cxmatch.domain.run import Run


def again(run: Run, cohort: cx.Cohort) -> tuple[int, int]:
    other = cx.pair(cohort, run.policy).matching
    return other.paired - run.matching.paired, other.points - run.matching.points


@pytest.mark.parametrize("seed", range(20))
def test_one_more_seat_is_worth_what_pairing_again_gives(seed: int) -> None:
    """For every office on each side; seats that are not listed add nothing."""
    run = cx.pair(invented_cohort(seed, 7, departments=3))
    said = {(seat.office, seat.side): (seat.gain.paired, seat.gain.points) for seat in cx.overview(run).seats}
    for office in run.cohort.offices:
        for side, more in ((Side.MENTOR, (1, 0)), (Side.PROTEGE, (0, 1))):
            seats = {office.id: (office.mentor_slots + more[0], office.protege_slots + more[1])}
            assert said.get((office.id, side), (0, 0)) == again(run, run.cohort.with_seats(seats))


@pytest.mark.parametrize("seed", range(20))
def test_a_recruit_brings_what_pairing_with_it_gives(seed: int) -> None:
    """A mentor at the top of one area, from a department of its own, brings what the advice says."""
    run = cx.pair(invented_cohort(seed, 7, departments=3))
    for entry in cx.overview(run).advice:
        area = next(area for area in run.cohort.framework.areas if area.name == entry.area)
        recruit = cx.Office(id="~", name="~", department="~", capability={area.id: 5}, protege_slots=0)
        cohort = replace(run.cohort, offices=(*run.cohort.offices, recruit))
        assert (entry.gain.paired, entry.gain.points) == again(run, cohort)


@pytest.mark.parametrize("seed", range(20))
def test_the_drill_is_what_pairing_without_the_office_gives(seed: int) -> None:
    """Points lost are those of pairing again, and the backup is a mentor that the protege may have."""
    run = cx.pair(invented_cohort(seed, 7, departments=3))
    for drill in cx.overview(run).drills:
        other = cx.pair(run.cohort.without(drill.office), run.policy).matching
        assert drill.cost.points == run.matching.points - other.points
        own = any(fit.protege == drill.office for fit in run.matching.pairings)
        assert drill.cost.paired == run.matching.paired - own - other.paired


@pytest.mark.parametrize("seed", range(20))
def test_blocking_pairs_are_those_that_both_prefer(seed: int) -> None:
    """Told again by name: a pair is blocking when each has a free seat or a partner of less fit, and the rules allow it."""
    run = cx.pair(invented_cohort(seed, 7, seats=2, departments=3))
    fits = {(pair.mentor, pair.protege): pair.points for pair in cx.price_list(run)}
    seats = {office.id: (office.mentor_slots, office.protege_slots) for office in run.cohort.offices}

    def would(office: str, side: int, points: int) -> bool:
        held = [fits[pair] for pair in made(run) if pair[side] == office]
        return len(held) < seats[office][side] or points > min(held)

    expected = {
        pair for pair, points in fits.items() if pair not in made(run) and would(pair[0], 0, points) and would(pair[1], 1, points)
    }
    assert {(pair.mentor, pair.protege) for pair in cx.overview(run).blocking} == expected


@pytest.mark.parametrize("seed", range(8))
def test_an_open_answer_matters_exactly_when_some_answer_changes_the_best(seed: int) -> None:
    """Every level of the scale is tried for every rating that was not given."""
    run = cx.pair(invented_cohort(seed, 6, departments=3))
    for rating in cx.overview(run).unanswered:
        assert rating.matters == any(_betters(run, rating.office, rating.side, rating.area, level) for level in range(1, 6))


def _betters(run: Run, office: str, side: str, area: str, level: int) -> bool:
    offices = [
        replace(one, **{side: {**getattr(one, side), area: level}}) if one.id == office else one for one in run.cohort.offices
    ]
    cohort = replace(run.cohort, offices=tuple(offices))
    other = cx.pair(cohort, run.policy).matching
    fits = {(pair.mentor, pair.protege): pair.points for pair in cx.price_list(cx.pair(cohort, run.policy))}
    if not made(run) <= set(fits):
        return True
    return (other.paired, other.points) > (run.matching.paired, sum(fits[pair] for pair in made(run)))


def test_every_price_holds() -> None:
    """Checking all explanations of a run finds nothing, with seats, locks and bans."""
    for seed, seats in product(range(10), (1, 2)):
        try:
            run = cx.pair(invented_cohort(seed, 8, seats=seats))
        except CxmatchError:
            continue
        assert cx.verify_explanations(run) == ()
