"""Gaps and the agenda, against answers worked out in another way."""

import itertools
from collections import Counter
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from invent import cohort as invented_cohort
from invent import wanting
from scipy.optimize import linear_sum_assignment

import cxmatch as cx
from cxmatch.domain.cohort import Office
from cxmatch.errors import SettingsError


def can_help(giver: Office, office: Office, area: str) -> bool:
    return giver.home != office.home and giver.capability.get(area, 0) > office.capability.get(area, 10**6)


@given(seed=st.integers(0, 10**6), offices=st.integers(2, 14), seats=st.integers(1, 3))
def test_a_shortfall_is_what_an_assignment_leaves(seed: int, offices: int, seats: int) -> None:
    """For each area an assignment of single seats, solved by scipy, serves as many offices as the gap says."""
    cohort = invented_cohort(seed, offices, seats=seats)
    found = cx.gaps(cohort)
    for gap in found.areas:
        area = cohort.framework.area(gap.area)
        assert area is not None
        wants = wanting(cohort, area.id)
        single = [office for office in cohort.offices for _ in range(office.mentor_slots)]
        helps = np.array([[can_help(giver, office, area.id) for office in wants] for giver in single], dtype=int)
        served = helps[linear_sum_assignment(helps, maximize=True)].sum() if wants and single else 0
        assert (gap.wanting, gap.served) == (len(wants), served)
        givers = {giver.id: giver.mentor_slots for giver in single if any(can_help(giver, office, area.id) for office in wants)}
        assert set(gap.givers) == set(givers)
        assert gap.seats == sum(givers.values())
        assert gap.need == sum(office.need[area.id] - cohort.framework.need_scale.bottom for office in wants)
    pressing = [(-gap.shortfall, -gap.need) for gap in found.areas]
    assert pressing == sorted(pressing)


@given(seed=st.integers(0, 10**6), offices=st.integers(2, 9), sessions=st.integers(1, 5))
def test_nobody_presents_twice_while_another_could(seed: int, offices: int, sessions: int) -> None:
    """Of all choices of two a session, none asks fewer offices again, and none with as few asks stronger ones."""
    cohort = invented_cohort(seed, offices)
    plan = cx.agenda(cohort, sessions=sessions)
    able = {gap.area: gap.presenters for gap in cx.gaps(cohort).areas}
    ranks = [list(range(len(able[session.area]))) for session in plan.sessions]

    def cost(choice: tuple[tuple[int, ...], ...]) -> tuple[int, int]:
        asked = Counter(able[session.area][rank] for session, two in zip(plan.sessions, choice, strict=True) for rank in two)
        return sum(times * (times - 1) // 2 for times in asked.values()), sum(map(sum, choice))

    chosen = tuple(tuple(able[s.area].index(name) for name in s.presenters) for s in plan.sessions)
    assert [len(two) for two in chosen] == [min(2, len(each)) for each in ranks]
    choices = [list(itertools.combinations(each, min(2, len(each)))) for each in ranks]
    if np.prod([len(each) for each in choices], dtype=float) <= 20_000:
        assert cost(chosen) == min(map(cost, itertools.product(*choices)))
    often = Counter(name for session in plan.sessions for name in session.presenters)
    assert plan.asked_twice == tuple(sorted(name for name, times in often.items() if times > 1))


def test_sessions_follow_the_shortfall_and_come_again_with_new_questions() -> None:
    """The first session is on the most pressing area; after the last area they start over with the next questions."""
    cohort = cx.read_survey(cx.sample("roundtable-14"))
    order = [gap.area for gap in cx.gaps(cohort).areas]
    plan = cx.agenda(cx.pair(cohort), sessions=8)
    assert [session.area for session in plan.sessions] == (order + order)[:8]
    assert not set(plan.sessions[0].questions) & set(plan.sessions[5].questions[:1])
    assert all(session.finding and session.questions for session in plan.sessions)
    named = {pair for session in plan.sessions for pair in session.pairs}
    assert named == {(fit.mentor, fit.protege) for fit in cx.pair(cohort).matching.pairings}


@pytest.mark.parametrize("sessions", [0, -1, 61])
def test_a_series_has_a_sensible_number_of_sessions(sessions: int) -> None:
    """None, or more than sixty, is refused."""
    with pytest.raises(SettingsError, match="sessions"):
        cx.agenda(invented_cohort(1, 5), sessions=sessions)


@given(seed=st.integers(0, 10**6))
def test_dates_change_nothing_else(seed: int) -> None:
    """With a first date each session has its own, one after the other, and is as it is without."""
    cohort = invented_cohort(seed, 8)
    plain, dated = cx.agenda(cohort, sessions=4), cx.agenda(cohort, sessions=4, first="2027-01-14", every="2 weeks")
    assert [session.starts for session in dated.sessions] == ["2027-01-14", "2027-01-28", "2027-02-11", "2027-02-25"]
    assert [replace(session, starts="") for session in dated.sessions] == list(plain.sessions)
    assert (bool(dated.made_from), plain.made_from) == (True, "")


def test_a_report_holds_gaps_and_agenda_as_they_are() -> None:
    """What the page shows is what the commands say of the run."""
    run = cx.pair(cx.read_survey(cx.sample("roundtable-40")))
    report = cx.report(run)
    assert (report.gaps, report.agenda) == (cx.gaps(run.cohort), cx.agenda(run))
