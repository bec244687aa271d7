"""Which speaker is asked to which session, against all choices there are."""

from __future__ import annotations

import itertools
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from invent import cohort as invented_cohort

import cxmatch as cx
from cxmatch.domain.series import Session
from cxmatch.domain.voices import Evidence, Evidences, Kind, Speaker, Speakers
from cxmatch.planning.speakers import _Search, asked

AREAS = ("A", "B", "C")
DAYS = [f"2027-01-{day:02}" for day in range(10, 16)]
SPEAKERS = st.lists(
    st.builds(
        Speaker,
        name=st.sampled_from("PQRSTU"),
        organization=st.sampled_from(["", "One", "Two"]),
        areas=st.lists(st.sampled_from(AREAS), min_size=1, unique=True).map(tuple),
        away=st.lists(st.sampled_from([*DAYS, "2027-01-11 to 2027-01-13"]), max_size=2, unique=True).map(tuple),
    ),
    max_size=5,
    unique_by=lambda each: (each.name, each.organization),
)
PLANS = st.lists(st.sampled_from(AREAS), min_size=1, max_size=5)


def sessions(areas: Sequence[str]) -> list[Session]:
    return [Session(number=n + 1, area=area, finding="", starts=DAYS[n]) for n, area in enumerate(areas)]


def could(session: Session, speaker: Speaker) -> bool:
    spans = [(away[:10], away[-10:]) for away in speaker.away]
    return session.area in speaker.areas and not any(first <= session.starts <= last for first, last in spans)


def again(chosen: Sequence[Speaker | None]) -> int:
    return sum(times * (times - 1) // 2 for each, times in Counter(chosen).items() if each)


def in_a_row(chosen: Sequence[Speaker | None]) -> int:
    return sum(bool(one and two and one.home == two.home) for one, two in itertools.pairwise(chosen))


@given(areas=PLANS, speakers=SPEAKERS)
def test_nobody_is_asked_twice_while_another_could(areas: list[str], speakers: list[Speaker]) -> None:
    """Each session that could have a speaker has one who can and is there; no choice of all has fewer turns taken again."""
    plan = sessions(areas)
    chosen = asked(plan, speakers)
    able = [[each for each in speakers if could(session, each)] for session in plan]
    assert all(one in these if these else one is None for one, these in zip(chosen, able, strict=True))
    every = list(itertools.product(*(these or [None] for these in able)))
    assert again(chosen) == min(map(again, every))


@given(areas=PLANS, speakers=SPEAKERS)
def test_an_organization_follows_itself_as_seldom_as_can_be(areas: list[str], speakers: list[Speaker]) -> None:
    """Of all choices with as few turns taken again, none has fewer sessions with the organization of the one before."""
    plan = sessions(areas)
    chosen = asked(plan, speakers)
    able = [[each for each in speakers if could(session, each)] or [None] for session in plan]
    assert in_a_row(chosen) == min(in_a_row(each) for each in itertools.product(*able) if again(each) == again(chosen))


def test_a_long_series_and_a_long_list_end() -> None:
    """Sixty sessions with a hundred speakers of seven organizations: all different, and no organization follows itself."""
    speakers = [Speaker(name=f"N{n}", organization=f"O{n % 7}", areas=(AREAS[n % 3], AREAS[n % 2])) for n in range(100)]
    plan = [Session(number=n + 1, area=AREAS[n % 3], finding="") for n in range(60)]
    chosen = asked(plan, speakers)
    assert (again(chosen), in_a_row(chosen), len({*chosen} - {None})) == (0, 0, 60)


def test_where_a_search_has_no_end_everybody_is_still_asked_in_turn(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without a single try left, turns are spread as evenly as before."""
    speakers = [Speaker(name=f"N{n}", organization="One", areas=AREAS) for n in range(3)]
    monkeypatch.setattr(_Search.__init__, "__kwdefaults__", {"tries": 0})
    chosen = asked(sessions("ABCAB"), speakers)
    assert (again(chosen), {*chosen}) == (2, {*speakers})


def test_an_agenda_says_whom_to_ask_and_what_the_list_leaves() -> None:
    """Who is asked again, who not yet, sessions with nobody, an organization twice in a row, and dates that do not count yet."""
    cohort = invented_cohort(1, 9)
    order = [session.area for session in cx.agenda(cohort, sessions=3).sessions]
    one = Speaker(name="P", organization="One", areas=(order[0], order[1]), away=("2027-02-11",))
    other = Speaker(name="Q", organization="One", areas=(order[0],))
    idle = Speaker(name="R", areas=("No area of these",))
    plan = cx.agenda(cohort, sessions=3, speakers=Speakers(listed=(one, other, idle)))
    assert [session.speaker for session in plan.sessions] == [other, one, None]
    said = " ".join(plan.on_speakers)
    for words in (
        "Sessions 1 and 2 have speakers of one organization: One.",
        f"session 3 ({order[2]})",
        "1 speaker: R",
        "--first",
    ):
        assert words in said
    plan = cx.agenda(cohort, sessions=3, first="2027-01-14", speakers=Speakers(listed=(one, other, idle)))
    assert [session.speaker for session in plan.sessions] == [one, None, None]
    twice = cx.agenda(cohort, sessions=2, speakers=Speakers(listed=(one,)))
    assert "more than once" in twice.on_speakers[0]


@given(seed=st.integers(0, 10**6))
def test_voices_change_nothing_else(seed: int) -> None:
    """With speakers and evidence an agenda and the gaps are what they are without, beside what is said of these."""
    cohort = invented_cohort(seed, 8)
    area = cohort.framework.areas[0].name
    speakers = Speakers(listed=(Speaker(name="P", areas=(area,)),))
    evidence = Evidences(listed=(Evidence(area=area, text="T", source="S", kind=Kind.COMPLAINT),))
    with_all, plain = cx.agenda(cohort, speakers=speakers, evidence=evidence), cx.agenda(cohort)
    bare = [replace(session, speaker=None, heard=None) for session in with_all.sessions]
    assert replace(with_all, sessions=tuple(bare), on_speakers=()) == plain
    found = cx.gaps(cohort, evidence)
    assert [gap.area for gap in found.areas if gap.heard] == [area]
    assert [replace(gap, heard=None) for gap in found.areas] == list(cx.gaps(cohort).areas)
