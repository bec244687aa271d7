"""Which departments have met: counts against a recount by plain loops, and the lines that prefer new links."""

from __future__ import annotations

import random
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from invent import cohort as invented_cohort

import cxmatch as cx
from cxmatch.domain.parts import ReportSettings
from cxmatch.domain.policy import Policy
from cxmatch.domain.silos import LINE, Silos
from cxmatch.errors import SettingsError


def paired(seed: int, *, offices: int = 9, departments: int = 5, date: str = "", policy: Policy | None = None) -> cx.Run:
    """A run of an invented cohort, with a date on its hand-outs."""
    rules = replace(policy or Policy(), report=ReportSettings(date=date))
    for more in range(50):
        try:
            return cx.pair(invented_cohort(seed + 1000 * more, offices, departments=departments), rules)
        except cx.NoPairingError:
            continue
    raise AssertionError(seed)


def recounted(runs: list[cx.Run]) -> dict[frozenset[str], list[int]]:
    """For every two departments the places of the runs in which they had a pairing, once for each pairing."""
    held: dict[frozenset[str], list[int]] = {}
    names = {office.department for run in runs for office in run.cohort.offices if office.department}
    for one in names:
        for other in names:
            if one != other:
                held[frozenset((one, other))] = []
    for place, run in enumerate(runs, start=1):
        for fit in run.matching.pairings:
            one, other = (run.cohort.office(name).department for name in (fit.mentor, fit.protege))
            if one and other and one != other:
                held[frozenset((one, other))].append(place)
    return held


@given(seed=st.integers(0, 10**5), rounds=st.integers(1, 3))
def test_silos_equal_a_recount(seed: int, rounds: int) -> None:
    """Each two departments stand once: among those that met, with pairings, first and last, or among those that never did."""
    runs = [paired(seed * 7 + place) for place in range(rounds)]
    if len({run.id for run in runs}) < rounds:
        return
    found, held = cx.silos(runs), recounted(runs)
    assert {frozenset(ends) for ends in found.never} == {ends for ends, places in held.items() if not places}
    met = {frozenset(met.departments): (met.pairs, met.rounds[0].number, met.rounds[-1].number) for met in found.met}
    assert met == {ends: (len(places), min(places), max(places)) for ends, places in held.items() if places}
    assert len(found.met) + len(found.never) == len(held)
    homes = [(run.cohort.office(fit.mentor), run.cohort.office(fit.protege)) for run in runs for fit in run.matching.pairings]
    assert found.apart == sum(not (one.department and other.department) for one, other in homes)
    assert sum(met.pairs for met in found.met) + found.apart + found.within == len(homes)


@given(seed=st.integers(0, 10**5))
def test_the_lines_are_a_policy_that_links_exactly_those_who_never_met(seed: int) -> None:
    """Pasted as they stand, they join two departments of the last run where they never met, and no others; none is too long."""
    found = cx.silos([paired(seed)])
    lines = "\n".join(found.lines)
    assert all(len(line) <= LINE + 2 for line in found.lines)
    wishes = Policy.parse(lines).prefer
    for one in found.latest:
        for other in found.latest:
            never = (one, other) in found.never or (other, one) in found.never
            assert any(wish.joins(one.upper(), other) for wish in wishes) == never


def test_the_order_is_that_of_the_dates_where_each_run_has_a_day() -> None:
    """Runs named in any order count by their days; with a date in words among them, as they are named."""
    runs = [paired(place, date=f"20{place}-03-12") for place in (28, 26, 27)]
    assert [each.date for each in cx.silos(runs).rounds] == ["2026-03-12", "2027-03-12", "2028-03-12"]
    worded = [paired(1, date="spring"), *runs]
    assert [each.date for each in cx.silos(worded).rounds] == ["spring", "2028-03-12", "2026-03-12", "2027-03-12"]
    assert [each.when for each in cx.silos([paired(2)]).rounds] == ["run 1"]


def test_departments_are_one_whatever_their_case_and_blanks() -> None:
    """An office that is spelled otherwise in a later run belongs to the same department, told as it was spelled last."""
    run = paired(3)
    offices = tuple(replace(office, department=f" {office.department.upper()}".rstrip()) for office in run.cohort.offices)
    again = replace(run, cohort=replace(run.cohort, offices=offices), policy=replace(run.policy, tie_seed="other"))
    found = cx.silos([run, again])
    assert [name.strip() for name in found.departments] == [name.upper() for name in cx.silos([run]).departments]
    assert [met.pairs for met in found.met] == [2 * met.pairs for met in cx.silos([run]).met]


def test_the_same_run_twice_and_a_run_beside_its_repair_are_refused() -> None:
    """Pairs would count twice; which runs they are is said."""
    run = paired(4, offices=12)
    with pytest.raises(SettingsError, match="Runs 1 and 2 are the same one"):
        cx.silos([run, run])
    gone = run.matching.pairings[0].mentor
    with pytest.raises(SettingsError, match="Run 2 repairs run 1"):
        cx.silos([run, cx.rerun(run, without=[gone])])
    others = [cx.rerun(run, without=[fit.mentor]) for fit in run.matching.pairings if fit.mentor != gone]
    with pytest.raises(SettingsError, match="Runs 1 and 2 repair the same run"):
        cx.silos([cx.rerun(run, without=[gone]), others[0]])
    with pytest.raises(SettingsError, match="No run is named"):
        cx.silos([])


def test_without_departments_it_is_said_what_to_do() -> None:
    """No office gives a department: nothing is counted, and the column to add is named."""
    run = paired(5)
    bare = replace(run, cohort=replace(run.cohort, offices=tuple(replace(each, department="") for each in run.cohort.offices)))
    with pytest.raises(SettingsError, match="No office of these runs gives a department"):
        cx.silos([bare])


def test_more_departments_than_can_be_listed_are_refused() -> None:
    """A thousand departments are looked at; more make too many pairs."""
    run = paired(6)
    many = tuple(replace(run.cohort.offices[0], id=f"O{n}", name=f"O{n}", department=f"D{n}") for n in range(1001))
    with pytest.raises(SettingsError, match="at most 1,000 departments"):
        cx.silos([replace(run, cohort=replace(run.cohort, offices=(*run.cohort.offices, *many)))])


def test_pairings_inside_a_department_count_apart() -> None:
    """Where the policy lets offices of one department be paired, that links nobody."""
    policy = Policy.parse("[must]\ndifferent_department = false\n")
    runs = [paired(seed, departments=1, policy=policy) for seed in range(3)]
    found: list[Silos] = [cx.silos([run]) for run in runs]
    assert any(each.within for each in found)
    assert all((not each.met and "inside one department" in each.summary) or not each.within for each in found)


def test_a_name_with_quotes_can_be_pasted() -> None:
    """Whatever stands in the name of a department, the lines are TOML and say that name."""
    rng, signs = random.Random(1), ['"', "\\", "]", "é", "\u200b", "#"]
    run = paired(7)
    names = {office.department: f"{office.department}{rng.choice(signs)}x" for office in run.cohort.offices if office.department}
    offices = tuple(replace(office, department=names.get(office.department, "")) for office in run.cohort.offices)
    found = cx.silos([replace(run, cohort=replace(run.cohort, offices=offices))])
    linked = {name for wish in Policy.parse("\n".join(found.lines)).prefer for link in wish.links for name in link.departments}
    assert linked == {name for ends in found.never for name in ends}
