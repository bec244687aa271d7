"""Progress, against answers worked out in another way."""

from collections import Counter
from dataclasses import replace
from fractions import Fraction

import pytest
from hypothesis import given, reject
from hypothesis import strategies as st
from invent import cohort as invented_cohort
from invent import wanting

import cxmatch as cx
from cxmatch.domain.checkin import MEETINGS, WOULD_KEEP
from cxmatch.domain.framework import Scale
from cxmatch.domain.progress import Group, Progress
from cxmatch.errors import SettingsError


@given(seed=st.integers(0, 10**6))
def test_progress_counts_every_wanted_rating_once(seed: int) -> None:
    """The groups together hold each wanted area of each protege that is paired or waits; counts follow a recount."""
    before = invented_cohort(seed, 12, seats=2)
    try:
        run = cx.pair(before)
    except cx.NoPairingError:  # nobody leads anybody in what they ask for
        reject()
    after = invented_cohort(seed + 1, 12, seats=2)
    found = cx.progress(run, after)
    matched = {(fit.protege, part.term) for fit in run.matching.pairings for part in fit.leading}
    paired = {fit.protege for fit in run.matching.pairings}
    waits = {entry.office for entry in run.matching.waiting if entry.side == "protege"} - paired
    expected = {group: Counter() for group in Group}  # type: ignore[var-annotated]
    for area in before.framework.areas:
        for office in wanting(before, area.id):
            if office.id not in paired | waits:
                continue
            group = Group.WAITING if office.id in waits else Group.OTHER
            group = Group.MATCHED if (office.id, area.name) in matched else group
            old, new = office.capability.get(area.id), after.office(office.id).capability.get(area.id)
            kind = "unknown" if old is None or new is None else {1: "rose", 0: "stayed", -1: "fell"}[(new > old) - (new < old)]
            expected[group][kind] += 1
    for group, count in found.groups.items():
        told = {kind: getattr(count, kind) for kind in ("rose", "stayed", "fell", "unknown")}
        assert {kind: number for kind, number in told.items() if number} == dict(expected[group])
        assert sum(area.groups[group].known for area in found.areas) == count.known


def test_progress_names_who_is_gone_and_refuses_another_scale() -> None:
    """An office that did not answer again is named; ratings on different scales are not compared."""
    run = cx.pair(invented_cohort(2, 8))
    gone = run.matching.pairings[0].protege
    assert cx.progress(run, run.cohort.without(gone)).gone == (gone,)
    other = replace(run.cohort.framework, capability_scale=Scale(low=0, high=5))
    with pytest.raises(SettingsError, match="cannot be compared"):
        cx.progress(run, replace(run.cohort, framework=other))


def asked_again(run: cx.Run, said: dict[str, dict[str, str]]) -> Progress:
    """Ask the offices of a run again: what each says of the round, by its id."""
    offices = [replace(office, attributes=said.get(office.id, {})) for office in run.cohort.offices]
    return cx.progress(run, replace(run.cohort, offices=tuple(offices)))


@pytest.mark.parametrize("seed", range(20))
def test_progress_says_of_each_pair_what_its_protege_says(seed: int) -> None:
    """Each pairing once, with the lead in what was asked for first then, and the protege's own words on the round."""
    cohort = invented_cohort(seed, 10, seats=2)
    first = {office.id: tuple(area.id for area in cohort.wanted(office)[:1]) for office in cohort.offices}
    run = cx.pair(replace(cohort, offices=tuple(replace(office, asked_first=first[office.id]) for office in cohort.offices)))
    said = {
        office.id: {MEETINGS: str(place % 3), WOULD_KEEP: ("yes", "no")[place % 2]} for place, office in enumerate(cohort.offices)
    }
    found = asked_again(run, said)
    assert [(pair.mentor, pair.protege) for pair in found.pairs] == [(fit.mentor, fit.protege) for fit in run.matching.pairings]
    for pair in found.pairs:
        mentor, protege = run.cohort.office(pair.mentor), run.cohort.office(pair.protege)
        assert (pair.meetings, pair.keep) == (said[pair.protege][MEETINGS], said[pair.protege][WOULD_KEEP])
        [area] = first[pair.protege] or [""]
        assert bool(pair.first) == bool(area)
        levels = mentor.capability.get(area), protege.capability.get(area)
        lead = 0 if None in levels else max(0, levels[0] - levels[1])  # type: ignore[operator]  # both are there
        assert pair.first is None or (pair.first.lead, pair.first.named) == (lead, True)
    met = sum(said[pair.protege][MEETINGS] != "0" for pair in found.pairs)
    assert found.summary.startswith(f"{met} of {len(found.pairs)} ")


def test_progress_says_what_was_named_then_and_now_as_it_was() -> None:
    """What is named again still comes first, another area now does, and an area without a rated need was named all the same."""
    cohort = invented_cohort(3, 10)
    lowest, areas = cohort.framework.need_scale.bottom, cohort.framework.areas
    naming = [replace(office, asked_first=tuple(area.id for area in cohort.wanted(office)[:1])) for office in cohort.offices]
    aside = cx.pair(cohort).matching.pairings[0].protege
    without = [
        replace(office, asked_first=(areas[0].id,), need={**office.need, areas[0].id: lowest}) if office.id == aside else office
        for office in naming
    ]
    run = cx.pair(replace(cohort, offices=tuple(without)))
    same = cx.progress(run, run.cohort).pairs
    other = cx.progress(
        run, replace(run.cohort, offices=tuple(replace(one, asked_first=(areas[1].id,)) for one in without))
    ).pairs
    silent = cx.progress(run, replace(run.cohort, offices=tuple(replace(one, asked_first=()) for one in without))).pairs
    for one, two, three in zip(same, other, silent, strict=True):
        named = [area.name for area in areas if area.id in run.cohort.office(one.protege).asked_first]
        assert ("still" in one.lines[0]) == bool(named)
        assert f"{'still' if named == [areas[1].name] else 'now'} {areas[1].name} comes first" in two.lines[0]
        assert "what comes first now is not said" in three.lines[0]
        assert ("but rated no need there" in one.lines[0]) == (one.protege == aside)
        assert ("Asked for nothing first" in one.lines[0]) == (not named)
    assert aside in {pair.protege for pair in same}


def test_progress_without_questions_on_the_round_says_so() -> None:
    """Ratings given again alone are no answer: it is said that nobody was asked."""
    run = cx.pair(invented_cohort(3, 8))
    found = asked_again(run, {})
    assert not found.asked
    assert "does not say" in found.summary
    assert "weak evidence" in found.warning
    assert {pair.keep + pair.meetings for pair in found.pairs} == {""}


def test_ratings_with_decimals_compare_by_their_value() -> None:
    """4 on whole ratings is 4.0 on ratings with a decimal: it stayed."""
    run = cx.pair(invented_cohort(2, 8))
    framework = run.cohort.framework
    finer = replace(framework, capability_scale=framework.capability_scale.with_decimals(1))
    offices = tuple(
        replace(office, capability={area: level * 10 for area, level in office.capability.items()})
        for office in run.cohort.offices
    )
    found = cx.progress(run, replace(run.cohort, framework=finer, offices=offices))
    assert all((count.rose, count.fell) == (0, 0) for count in found.groups.values())
    assert found.groups[Group.MATCHED].stayed


@pytest.mark.parametrize("seed", range(12))
def test_each_office_counts_once_against_chance(seed: int) -> None:
    """The means of paired and waiting proteges are those of their own mean changes, over all areas where each wanted help."""
    run, after = cx.pair(invented_cohort(seed, 12)), invented_cohort(seed + 1, 12)
    paired = {fit.protege for fit in run.matching.pairings}
    waits = {entry.office for entry in run.matching.waiting if entry.side == "protege"} - paired
    means: dict[bool, list[Fraction]] = {True: [], False: []}
    for name in sorted(paired | waits):
        wanted = [area for area in run.cohort.framework.areas if run.cohort.office(name) in wanting(run.cohort, area.id)]
        levels = [
            (run.cohort.office(name).capability.get(area.id), after.office(name).capability.get(area.id)) for area in wanted
        ]
        changes = [new - old for old, new in levels if old is not None and new is not None]
        means[name in paired] += [Fraction(sum(changes), len(changes))] if changes else []
    effect = cx.progress(run, after).effects[0]
    assert dict(effect.sizes) == {"paired": len(means[True]), "waiting": len(means[False])}
    if effect.steps:
        averages = [sum(means[there], Fraction()) / len(means[there]) for there in (True, False)]
        told = [Fraction(effect.steps[name]) for name in ("paired", "waiting", "difference")]
        for exact, said in zip([*averages, averages[0] - averages[1]], told, strict=True):
            assert abs(exact - said) <= Fraction(1, 200)


def test_the_scale_of_the_second_survey_does_not_matter_to_chance() -> None:
    """Ratings with a decimal give the same as whole ones, in the units of each."""
    run, after = cx.pair(invented_cohort(5, 12)), invented_cohort(6, 12)
    finer = replace(after.framework, capability_scale=after.framework.capability_scale.with_decimals(1))
    tenths = tuple(
        replace(office, capability={area: level * 10 for area, level in office.capability.items()}) for office in after.offices
    )
    assert cx.progress(run, replace(after, framework=finer, offices=tenths)).effects == cx.progress(run, after).effects
