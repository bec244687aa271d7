"""The trail of practices: against a recount by plain loops, and the next pair against every pair that could be made."""

from __future__ import annotations

import random
from collections import Counter
from dataclasses import replace

import pytest
from checkins import drawn
from hypothesis import given
from hypothesis import strategies as st
from invent import cohort as invented_cohort
from invent import framework

import cxmatch as cx
from cxmatch.domain.checkin import PRACTICE, CheckIn, CheckIns
from cxmatch.domain.cohort import Office
from cxmatch.domain.matching import Side
from cxmatch.domain.policy import Pair, Policy
from cxmatch.domain.practices import Practices
from cxmatch.domain.trail import COULD, AreaTrail
from cxmatch.errors import SettingsError


def paired(seed: int, offices: int = 10, policy: Policy | None = None) -> cx.Run:
    """A run of an invented cohort in which somebody is paired."""
    for more in range(50):
        try:
            return cx.pair(invented_cohort(seed + 1000 * more, offices, seats=2), policy)
        except cx.NoPairingError:
            continue
    raise AssertionError(seed)


def several(seed: int, rounds: int) -> list[cx.Run]:
    """Runs that differ, whatever is drawn."""
    runs = [paired(seed * 31 + place) for place in range(rounds)]
    return [replace(run, policy=replace(run.policy, tie_seed=str(place))) for place, run in enumerate(runs)]


def heard_in(runs: list[cx.Run], seed: int) -> dict[str, CheckIns]:
    """What the sides of some of the runs say."""
    return {run.id: CheckIns(answers=tuple(drawn(run, seed + place))) for place, run in enumerate(runs) if (seed + place) % 3}


@given(seed=st.integers(0, 10**5), rounds=st.integers(1, 3))
def test_the_trail_equals_a_recount(seed: int, rounds: int) -> None:
    """Each pairing of each run stands once, taken up where a check-in says so, in the area that counts most; who is left, too."""
    runs = several(seed, rounds)
    heard = heard_in(runs, seed)
    found = cx.trail(runs, heard)
    counted = Counter[tuple[int, str, str, str, bool]]()
    for place, run in enumerate(runs, start=1):
        said = (
            {(each.mentor, each.protege) for each in heard[run.id].answers if PRACTICE in each.words}
            if run.id in heard
            else set()
        )
        for fit in run.matching.pairings:
            points = {part.term: part.points for part in fit.contributions if "need" in part.factors}
            best = next(term for term in points if points[term] == max(points.values()))
            counted[place, best, fit.mentor, fit.protege, (fit.mentor, fit.protege) in said] += 1
    assert Counter((each.round.number, each.area, each.mentor, each.protege, each.taken) for each in found.carried) == counted
    last = runs[-1].cohort
    assert set(found.unreached) == {office.id for office in last.offices} - {protege for _, _, _, protege, _ in counted}
    for area in found.areas:
        key = next(each.id for each in last.framework.areas if each.name == area.area)
        show = {office.id for office in last.offices if office.capability.get(key, 0) > 3}
        reached = {protege for _, name, _, protege, _ in counted if name == area.area}
        want = {office.id for office in last.offices if office.protege_slots and office.need.get(key, 1) > 1}
        assert (set(area.show), set(area.reached), set(area.open)) == (show, reached, want - show - reached)


def far(area: AreaTrail, key: str, runs: list[cx.Run], mentor: Office, protege: Office) -> tuple[int, int, int] | None:
    """How far a pair would carry an area; None where it may not be made, or carries nothing."""
    last = runs[-1]
    taken = {each.protege for each in area.carried if each.taken}
    made = {(fit.mentor, fit.protege) for run in runs for fit in run.matching.pairings}
    forbidden = {(pair.mentor, pair.protege) for pair in last.policy.forbidden}
    if mentor.id not in {*area.show, *taken} or protege.id not in area.open or (mentor.id, protege.id) in made | forbidden:
        return None
    if not mentor.mentor_slots or mentor.home == protege.home or key not in protege.capability or key not in mentor.capability:
        return None
    lead = mentor.capability[key] - protege.capability[key]
    has = {last.cohort.office(name).department for name in (*area.show, *area.reached) if last.cohort.has(name)}
    alone = not protege.department or protege.department in has
    offices = 1 if alone else sum(last.cohort.office(name).department == protege.department for name in area.open)
    return (offices, protege.need[key] - 1, lead) if lead > 0 else None


@given(seed=st.integers(0, 10**5), rounds=st.integers(1, 2))
def test_no_pair_goes_farther_than_the_next_one(seed: int, rounds: int) -> None:
    """Of all pairs that could be made, none brings an area to more offices, nor to a greater need, nor with a greater lead."""
    runs = several(seed, rounds)
    last = replace(
        runs[-1], policy=replace(runs[-1].policy, forbidden=(Pair(mentor="Invented Office 1", protege="Invented Office 2"),))
    )
    runs = [*runs[:-1], last]
    found = cx.trail(runs, heard_in(runs, seed))
    for area in found.areas:
        key = next(each.id for each in last.cohort.framework.areas if each.name == area.area)
        every = [
            (far(area, key, runs, one, other), one.id, other.id) for one in last.cohort.offices for other in last.cohort.offices
        ]
        could = [each for each in every if each[0]]
        if area.next is None:
            assert not could
            continue
        next_one = (area.next.offices, area.next.need, area.next.lead)
        assert next_one == max(each[0] for each in could if each[0])
        assert (next_one, area.next.mentor, area.next.protege) in could
        assert min((one, other) for how, one, other in could if how == next_one) == (area.next.mentor, area.next.protege)
    best = [area.next for area in found.areas if area.next]
    assert (found.farthest is None) == (not best)
    assert not best or found.farthest in best


def test_the_session_named_is_the_first_on_the_area_with_the_most_offices_left() -> None:
    """Its number and its area are those of the agenda of the last run."""
    for seed in range(6):
        run = paired(seed, 14)
        found, plan = cx.trail([run]), cx.agenda(run)
        left = {area.area: len(area.open) for area in found.areas}
        most = max(left[session.area] for session in plan.sessions)
        first = next(session for session in plan.sessions if left[session.area] == most)
        assert found.on_session.startswith(f"Session {first.number} of the agenda, on {first.area}, ") or not most


def saying(run: cx.Run, text: str) -> dict[str, CheckIns]:
    """A check-in of the first pairing's protege with these words."""
    fit = run.matching.pairings[0]
    said = CheckIn(mentor=fit.mentor, protege=fit.protege, by=Side.PROTEGE, words={PRACTICE: text})
    return {run.id: CheckIns(answers=(said,))}


def test_words_that_name_an_area_or_a_practice_say_where_it_was_taken_up() -> None:
    """An area by its name and a practice by its title count in that area, any other words in the one that counts most."""
    run = paired(3)
    fit = run.matching.pairings[0]
    own = Practices.of(run.cohort.framework)
    for text, area in [(" hiring ", "Hiring"), ("Read ten letters", fit.leading[0].term), ("", fit.leading[0].term)]:
        taken = [each for each in cx.trail([run], saying(run, text)).carried if each.taken]
        assert [(each.area, each.practice) for each in taken] == [(area, text)]
    title = own.areas["Hiring"][0].title
    assert [each.area for each in cx.trail([run], saying(run, title.upper())).carried if each.taken] == ["Hiring"]


def test_what_no_check_in_says_is_only_what_they_could_have_talked_about() -> None:
    """It is said of each such pairing and of all, and of none where every check-in names a practice."""
    run = paired(4)
    found = cx.trail([run])
    assert {each.how for each in found.carried} == {COULD}
    assert f"In {len(found.carried):,} no check-in says so" in found.warning
    said = tuple(
        CheckIn(mentor=fit.mentor, protege=fit.protege, by=Side.MENTOR, words={PRACTICE: ""}) for fit in run.matching.pairings
    )
    assert cx.trail([run], {run.id: CheckIns(answers=said)}).warning == ""


def test_areas_that_an_earlier_run_spells_otherwise_are_the_same() -> None:
    """Capital letters in the headings of one round lose nothing of it, whichever round it was."""
    one, two = several(2, 2)
    areas = tuple(replace(area, name=area.name.upper()) for area in two.cohort.framework.areas)
    loud = cx.pair(replace(two.cohort, framework=replace(two.cohort.framework, areas=areas)), two.policy)
    for runs in ([one, loud], [loud, one]):
        found = cx.trail(runs)
        assert len(found.carried) == sum(len(run.matching.pairings) for run in runs)
        assert [area.area for area in found.areas if area.carried and area.area.isupper() != (runs[-1] is loud)] == []


def test_runs_of_other_areas_are_refused_by_name() -> None:
    """The area that is strange and the run that has it are said, and what to do."""
    one, two = paired(5), paired(6)
    other = replace(two, cohort=replace(two.cohort, framework=framework("Data", "Hiring", "Research", "Testing")))
    with pytest.raises(SettingsError, match=r"Run 2 has other practice areas than run 1: Testing\."):
        cx.trail([one, other])


@pytest.mark.parametrize("seed", range(3))
def test_the_order_of_rows_changes_nothing(seed: int) -> None:
    """The same offices in another order, and the same answers, give the same trail to the letter."""
    run = paired(seed)
    answers = drawn(run, seed)
    random.Random(seed).shuffle(answers)
    assert cx.trail([run], {run.id: CheckIns(answers=tuple(drawn(run, seed)))}) == cx.trail(
        [run], {run.id: CheckIns(answers=tuple(answers))}
    )
