"""What was asked for first, in words and counted: each word against the answers themselves."""

from dataclasses import replace
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st
from invent import asking
from invent import cohort as invented_cohort

import cxmatch as cx
from cxmatch.domain.asked import FirstNeed, Led, Strength, count_led, first_needs
from cxmatch.domain.matching import Contribution, Fit
from cxmatch.domain.rows import topics


def leads(cohort: cx.Cohort, mentor: str, protege: str) -> dict[str, int]:
    """The leads of a mentor in what a protege asked for first, read off the answers."""
    one, other = cohort.office(mentor).capability, cohort.office(protege)
    named = [area.id for area in cohort.framework.areas if area.id in other.asked_first and other.need.get(area.id, 1) > 1]
    if not any(office.asked_first for office in cohort.offices):
        most = max(other.need.values(), default=1)
        named = [area for area, need in other.need.items() if need == most > 1]
    return {area: max(0, one[area] - other.capability[area]) for area in named if area in one and area in other.capability}


@pytest.mark.parametrize("asks", [True, False])
@pytest.mark.parametrize("seed", range(12))
def test_the_count_is_that_of_the_answers(seed: int, *, asks: bool) -> None:
    """Led is who has a mentor ahead in what it asked for first, clear from two steps on; who named nothing counts apart."""
    cohort = invented_cohort(seed, 14, seats=1 + seed % 2)
    cohort = asking(cohort, seed) if asks else cohort
    matching = cx.pair(cohort).matching
    best = {office.id: 0 for office in cohort.proteges}
    for fit in matching.pairings:
        best[fit.protege] = max([best[fit.protege], *leads(cohort, fit.mentor, fit.protege).values()])
    asked = [office for office in cohort.proteges if cohort.first_areas(office)]
    told = count_led(cohort, matching.pairings)
    assert (told.led, told.clear) == (sum(lead > 0 for lead in best.values()), sum(lead > 1 for lead in best.values()))
    assert (told.asked, told.nothing) == (len(asked), len(cohort.proteges) - len(asked))
    assert told.named == asks
    for protege, need in first_needs(cohort, matching.pairings).items():
        assert (need.lead if need else 0) == best[protege]


def test_the_count_in_words() -> None:
    """The count is said of those that named something; the others beside it."""
    told = Led(led=9, clear=4, asked=14, nothing=2, named=True)
    assert told.words == "Led in what they asked for first: 9 of 14; 2 named nothing. Clear leads (2 steps or more): 4."
    assert replace(told, named=False).words.startswith("Led in what they rated highest: 9 of 14; 2 asked for no help.")
    some, all_ = (replace(told, aside=number).words.partition(". ")[0] for number in (1, 2))
    assert some == "Led in what they asked for first: 9 of 14; 1 named nothing; 1 named only what it rates no need in"
    assert all_ == "Led in what they asked for first: 9 of 14; 2 named only what they rate no need in"
    assert replace(told, led=0, clear=0, nothing=0).words == "Led in what they asked for first: 0 of 14."


@pytest.mark.parametrize(
    ("lead", "strength", "sentence", "for_all"),
    [
        (20, Strength.CLEAR, "Asked for first: Hiring, led by 2 (clear lead).", "Hiring: its mentor is ahead there"),
        (
            10,
            Strength.SLIGHT,
            "Asked for first: Hiring, led by 1 (slight lead, check it in the first talk).",
            "Hiring: its mentor is ahead there",
        ),
        (0, Strength.NONE, "Asked for first: Hiring, not led.", "Hiring: bring it to the session"),
    ],
)
def test_a_need_in_words(lead: int, strength: Strength, sentence: str, for_all: str) -> None:
    """For organizers by how much, and how clear that is; for everybody without a number."""
    need = FirstNeed(areas=("Hiring",), named=True, area="Hiring" * (lead > 0), lead=lead, unit=10)
    assert (need.strength, need.sentence, need.for_all) == (strength, sentence, for_all)
    assert need.cell == need.words.removeprefix("Asked for first: ")


def test_where_the_survey_does_not_ask_it_is_what_was_rated_highest() -> None:
    """No word says that an office asked for first what it only rated highest."""
    for need in first_needs(cohort := invented_cohort(3, 9), cx.pair(cohort).matching.pairings).values():
        assert need is None or need.sentence.startswith("Rated highest: ")


@given(st.integers(1, 60), st.integers(0, 60))
def test_the_need_met_is_said_in_the_nearest_quarter(full: int, met: int) -> None:
    """The word is that of the nearest quarter; all and none are said only where it is so."""
    fit = Fit(
        mentor="A",
        protege="B",
        contributions=(Contribution(term="Hiring", factors={"weight": 1, "need": min(met, full), "lead": 1}),),
        full_points=full,
    )
    share = Fraction(min(met, full), full)
    words = {"little": 0, "about a quarter": 1, "about half": 2, "about three quarters": 3, "nearly all": 4}
    if share in (0, 1):
        assert fit.need_met == ("all" if share else "none")
    else:
        said = Fraction(words[fit.need_met], 4)
        assert abs(share - said) == min(abs(share - Fraction(quarter, 4)) for quarter in range(5))


def test_the_first_topic_is_what_was_asked_for_where_the_mentor_leads_there() -> None:
    """It stands before areas with more points; where the mentor does not lead there the strongest area comes first."""
    leads = {"A": 3, "B": 1, "C": 4, "D": 2}
    parts = [Contribution(term=term, factors={"weight": 1, "need": 2, "lead": lead}) for term, lead in leads.items()]
    fit = Fit(mentor="M", protege="P", contributions=tuple(parts), full_points=40)
    assert topics(fit, FirstNeed(areas=("B",), named=True, area="B", lead=1)) == ["B", "C", "A"]
    assert topics(fit, FirstNeed(areas=("E",), named=True)) == topics(fit, None) == ["C", "A", "D"]
