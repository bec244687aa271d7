"""Who is not led in what it asked for first: each name and each price is found again from the answers and the price list."""

from dataclasses import replace

import pytest
from invent import asking
from invent import cohort as invented_cohort
from invent import policy as invented_policy

import cxmatch as cx
from cxmatch.domain.asked import first_needs
from cxmatch.domain.cohort import Cohort
from cxmatch.domain.explanation import Cost
from cxmatch.domain.parts import Corrected
from cxmatch.domain.policy import Must, Objective, Policy


def ahead(cohort: Cohort, mentor: str, protege: str) -> bool:
    """Whether a mentor is ahead in something that a protege asked for first."""
    one, other = cohort.office(mentor).capability, cohort.office(protege)
    asked = [area.id for area in cohort.first_areas(other) if area.id in other.capability]
    return any(one.get(area, 0) > other.capability[area] for area in asked)


def price(cost: Cost | None, objective: Objective) -> tuple[int, int, int]:
    assert cost is not None
    return (cost.points, cost.led, 0) if objective is Objective.TOTAL_FIRST else (cost.paired, cost.led, cost.points)


@pytest.mark.parametrize("seed", range(40))
def test_who_is_not_led_comes_with_the_cheapest_mentor_who_leads_there(seed: int) -> None:
    """The weakest three of them are named, and no mentor who leads there can be had for less than the one who is named."""
    cohort = asking(invented_cohort(seed, 12, seats=1 + seed % 2), seed)
    objective = Objective.EVERYONE_FIRST if seed % 3 else Objective.TOTAL_FIRST
    policy = replace(invented_policy(seed, cohort), objective=objective)
    try:
        run = cx.pair(cohort, policy)
    except cx.NoPairingError:
        return
    fits, report = run.matching.pairings, cx.report(run)
    led = {fit.protege for fit in fits if ahead(cohort, fit.mentor, fit.protege)}
    asked = {office.id for office in cohort.offices if cohort.first_areas(office)}
    lowest = {fit.protege: min(one.points for one in fits if one.protege == fit.protege) for fit in fits} if fits else {}
    lowest = {protege: points for protege, points in lowest.items() if protege in asked - led}
    assert [weak.fit.points for weak in report.not_led] == sorted(lowest.values())[:3]
    prices = {(one.mentor, one.protege): one for one in cx.price_list(run)}
    for weak in report.not_led:
        protege = weak.fit.protege
        assert weak.first is not None
        assert weak.reason.startswith(f"{weak.first.words}. ")
        able = [one for pair, one in prices.items() if pair[1] == protege and ahead(cohort, pair[0], protege)]
        if weak.alternative is None:
            assert not able
            assert ("ask it" if weak.unrated or weak.at_top else "a matter for recruiting") in weak.advice
        else:
            assert weak.advice == f"{weak.alternative.mentor} leads there; {weak.alternative.price}"
            costs = [price(one.cost_of_forcing, objective) for one in able if one.cost_of_forcing]
            assert price(weak.alternative.cost_of_forcing, objective) == min(costs)


def test_what_to_look_at_first_is_short_and_names_each_once() -> None:
    """Who is not led comes first, then the weakest that are not among them, at most three of each."""
    for seed in range(10):
        report = cx.report(cx.pair(asking(invented_cohort(seed, 16), seed)))
        shown = [weak.fit.protege for weak in report.look_at_first]
        assert len(set(shown)) == len(shown) <= 6
        assert shown[: len(report.not_led)] == [weak.fit.protege for weak in report.not_led]
        assert {weak.fit.protege for weak in report.weakest} <= set(shown)


def test_an_office_that_did_not_rate_itself_there_is_asked() -> None:
    """Where it is not known who is ahead, nobody is said not to be: the advice is to ask."""
    cohort = invented_cohort(4, 8)
    first = {area.id: replace(office, asked_first=(area.id,)) for office in cohort.offices for area in cohort.wanted(office)}
    area, office = next((area, office) for area, office in first.items() if len(cohort.wanted(office)) > 1)
    gap = replace(office, capability={name: level for name, level in office.capability.items() if name != area})
    run = cx.pair(replace(cohort, offices=tuple(gap if one.id == gap.id else one for one in cohort.offices)))
    (weak,) = cx.report(run).not_led
    assert (weak.fit.protege, weak.unrated, weak.alternative) == (gap.id, True, None)
    assert "ask it" in weak.advice


def test_an_office_at_the_top_there_is_no_matter_for_recruiting() -> None:
    """Nobody can be ahead of who is at the top of the scale: the advice is to ask, not to recruit."""
    cohort = invented_cohort(4, 8)
    first = {area.id: replace(office, asked_first=(area.id,)) for office in cohort.offices for area in cohort.wanted(office)}
    area, office = next((area, office) for area, office in first.items() if len(cohort.wanted(office)) > 1)
    top = replace(office, capability={**office.capability, area: cohort.framework.capability_scale.top})
    run = cx.pair(replace(cohort, offices=tuple(top if one.id == top.id else one for one in cohort.offices)))
    (weak,) = cx.report(run).not_led
    assert (weak.fit.protege, weak.at_top, weak.alternative) == (top.id, True, None)
    assert weak.advice == "It rates itself at the top there, so that no mentor can be ahead: ask it what it needs."


@pytest.mark.parametrize("seed", range(6))
def test_corrected_ratings_say_who_is_not_led(seed: int) -> None:
    """What is looked at first is told from the ratings that count, as tables and the count are, not from the answers."""
    cohort = invented_cohort(seed, 9)
    area, top = cohort.framework.areas[0], cohort.framework.need_scale
    levels = {"office": "", "side": "need", "area": area.name, "level": top.say(top.top), "reason": "asked"}
    known = tuple(Corrected(**{**levels, "office": office.id}) for office in cohort.offices)
    run = cx.pair(cohort, Policy(corrected=known))
    report, needs = cx.report(run), first_needs(run.rated, run.matching.pairings)
    assert report.not_led
    assert [weak.first for weak in report.not_led] == [needs[weak.fit.protege] for weak in report.not_led]
    for weak in report.not_led:
        assert weak.alternative is None or ahead(run.rated, weak.alternative.mentor, weak.fit.protege)
        assert weak.alternative is None or weak.alternative.mentor != weak.fit.mentor


def test_rules_that_need_a_search_name_a_mentor_who_leads_there() -> None:
    """Where prices do not tell, the best fitting mentor who leads there is named, with what it would cost."""
    named = 0
    for seed in range(6):
        cohort = asking(invented_cohort(seed, 9), seed)
        report = cx.report(cx.pair(cohort, Policy(must=Must(no_exchange=True))))
        for weak in report.not_led:
            if weak.alternative:
                named += 1
                assert ahead(cohort, weak.alternative.mentor, weak.fit.protege)
    assert named
