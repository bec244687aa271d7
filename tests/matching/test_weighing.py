"""How areas count: needs alike, big leads, corrected ratings; against arithmetic in fractions and counting every plan."""

from __future__ import annotations

import copy
import random
from collections.abc import Iterator
from dataclasses import replace
from fractions import Fraction
from typing import Any

import invent
import numpy as np
import pytest
from enumeration import Plans
from examples import daily

import cxmatch as cx
from cxmatch.domain.parts import Capacity, Corrected, Rated
from cxmatch.domain.policy import Must, Policy
from cxmatch.domain.rounds import compare
from cxmatch.domain.rows import ledger_lines
from cxmatch.domain.run import Run
from cxmatch.domain.weighing import Asked, AskedFirst, FitSettings
from cxmatch.errors import CxmatchError, SettingsError
from cxmatch.matching.fit import FitMatrix
from cxmatch.records.codec import encode

SEEDS = daily(16, 500)
A, B = "Invented Office 1", "Invented Office 2"


def drawn(seed: int) -> tuple[cx.Cohort, Policy]:
    """A cohort of 3 to 6 offices, with decimals now and then, and a policy with weights, rules and some way to count."""
    rng = random.Random(seed)
    cohort = invent.cohort(seed, rng.randint(3, 6), departments=9)
    if seed % 4 == 3:
        cohort = in_tenths(cohort, rng)
    policy = replace(invent.policy(seed, cohort), capacity=Capacity(), fit=settings(rng), corrected=corrections(rng, cohort))
    if seed % 3 == 0:
        return asking(cohort, rng), replace(policy, asked_first=AskedFirst(points=2) if seed % 2 else AskedFirst())
    return cohort, policy


def asking(cohort: cx.Cohort, rng: random.Random) -> cx.Cohort:
    """The cohort of a survey that asks which area matters most."""
    ids = [area.id for area in cohort.framework.areas]
    return replace(cohort, offices=tuple(replace(office, asked_first=(rng.choice(ids),)) for office in cohort.offices))


def in_tenths(cohort: cx.Cohort, rng: random.Random) -> cx.Cohort:
    scale = replace(cohort.framework.need_scale, decimals=1)

    def finer(levels: dict[str, int]) -> dict[str, int]:
        return {area: min(50, level * 10 + rng.randint(0, 9)) for area, level in levels.items()}

    offices = tuple(replace(one, capability=finer(dict(one.capability)), need=finer(dict(one.need))) for one in cohort.offices)
    return replace(cohort, framework=cohort.framework.with_scales(scale, scale), offices=offices)


def settings(rng: random.Random) -> FitSettings:
    return FitSettings(alike=rng.random() < 0.7, lead_at_most=rng.choice([None, 1, 2, 3, 9]))


def corrections(rng: random.Random, cohort: cx.Cohort) -> tuple[Corrected, ...]:
    names = rng.sample([office.id for office in cohort.offices], rng.choice([0, 1, 2]))
    return tuple(
        Corrected(
            office=name,
            side=rng.choice(list(Rated)),
            area=rng.choice(cohort.framework.areas).name,
            level=str(rng.randint(1, 5)),
            reason="known otherwise",
        )
        for name in names
    )


def by_hand(cohort: cx.Cohort, policy: Policy) -> cx.Cohort:
    """Write the corrected levels into the answers."""
    offices = {office.id: office for office in cohort.offices}
    for entry in policy.corrected:
        area = next(area.id for area in cohort.framework.areas if area.name == entry.area)
        office, level = offices[entry.office], int(entry.level) * cohort.framework.need_scale.unit
        if entry.side is Rated.NEED:
            offices[entry.office] = replace(office, need={**office.need, area: level})
        else:
            offices[entry.office] = replace(office, capability={**office.capability, area: level})
    return replace(cohort, offices=tuple(offices.values()))


def steps(cohort: cx.Cohort, policy: Policy, protege: cx.Office, mentor: cx.Office | None) -> int:
    """Add up weight x need x lead for a mentor, or for one at the top of every area."""
    scale, total = cohort.framework.capability_scale, 0
    most = (policy.fit.lead_at_most or 10**6) * scale.unit
    for area in cohort.framework.areas:
        if area.id in protege.need and area.id in protege.capability and (mentor is None or area.id in mentor.capability):
            lead = (scale.top if mentor is None else mentor.capability[area.id]) - protege.capability[area.id]
            need = protege.need[area.id] - cohort.framework.need_scale.bottom
            total += policy.weights.get(area.name, 1) * need * max(0, min(lead, most))
    return total


@pytest.mark.parametrize("seed", SEEDS)
def test_points_are_what_the_formula_says(seed: int) -> None:
    """Of every pair, and of its entries, which are products of their factors; shares are of what the best mentor could bring."""
    cohort, policy = drawn(seed)
    try:
        matrix = FitMatrix.of(cohort, policy)
    except CxmatchError:
        return
    told = by_hand(cohort, policy)
    spans = [scale.top - scale.bottom for scale in (cohort.framework.capability_scale, cohort.framework.need_scale)]
    most = 3 * max(policy.weights.values()) * spans[0] * spans[1]
    whole = next(7_207_200 * 10**more for more in range(9) if 7_207_200 * 10**more >= 1000 * most)
    for row, mentor in enumerate(matrix.mentors):
        for column, protege in enumerate(matrix.proteges):
            own, full = (steps(told, policy, told.office(protege.id), one) for one in (told.office(mentor.id), None))
            share = whole // max(full, 1) if policy.fit.alike else 1
            fit = matrix[mentor.id, protege.id]
            areas = [part for part in fit.contributions if "need" in part.factors]
            assert (matrix.area_points[row, column], fit.full_points) == (own * share, full * share)
            assert sum(part.points for part in areas) == own * share
            assert fit.points == matrix.points[row, column]
            assert Fraction(fit.share).limit_denominator(10**6) == (Fraction(own, full) if full else 0)
            assert {part.factors.get("share", 1) for part in areas} <= {share}
            if policy.fit.alike and full:
                assert 0 <= Fraction(own, full) - Fraction(own * share, whole) < Fraction(1, 1000)


def runs(seed: int, use: Asked | None = None) -> Iterator[Run]:
    """The run of a seed, with another use of what was asked for first where given; none where the rules leave none."""
    cohort, policy = drawn(seed)
    policy = replace(policy, asked_first=AskedFirst(use=use)) if use else policy
    try:
        yield cx.pair(cohort, policy)
    except CxmatchError:
        return


@pytest.mark.parametrize("seed", SEEDS)
def test_the_pairing_is_the_best_that_counting_every_plan_finds(seed: int) -> None:
    """Ties by the public key included; the record holds, and no figure of an explanation is found to be another."""
    for run in runs(seed):
        matrix = FitMatrix.of(run.cohort, run.policy)
        plans = Plans(matrix)
        assert np.array_equal(plans.answer, matrix.chosen(run.matching))
        assert cx.verify(run) == ()
        assert Run.from_json(run.to_json()) == run
        assert cx.verify_explanations(run) == ()


@pytest.mark.parametrize("seed", SEEDS)
def test_the_bill_is_the_difference_of_two_best_plans(seed: int) -> None:
    """Counted by the ledger without the setting, in its own unit."""
    for run in runs(seed):
        charges = {charge.rule: charge for charge in run.bill}
        bare = {
            **(
                {"every office's needs count alike": {"fit": replace(run.policy.fit, alike=False)}}
                if run.policy.fit.alike
                else {}
            ),
            **{
                f"corrected to {entry.level}: {entry}": {"corrected": tuple(one for one in run.policy.corrected if one != entry)}
                for entry in run.policy.corrected
            },
        }
        for rule, changes in bare.items():
            other = FitMatrix.of(run.cohort, replace(run.policy, **changes))
            if charges[rule].tied:
                continue
            plans, held = Plans(other), other.chosen(run.matching)
            pairs = zip(plans.figures(plans.answer), plans.figures(held), strict=True)
            assert (charges[rule].paired, charges[rule].points, charges[rule].led) == tuple(then - now for then, now in pairs)
            unit = other.ledger.unit
            assert charges[rule].unit == (0 if unit == run.unit else unit)


@pytest.mark.parametrize("seed", SEEDS)
def test_a_correction_counts_as_the_answer_would(seed: int) -> None:
    """Same pairings, points and proof as for a survey with the corrected answers; the run keeps the survey as it was."""
    for run in runs(seed):
        if not run.policy.corrected:
            continue
        other = cx.pair(by_hand(run.cohort, run.policy), replace(run.policy, corrected=()))
        assert other.matching == run.matching
        assert run.cohort == drawn(seed)[0]
        assert run.rated == other.cohort
        assert cx.verify(run, cohort=run.cohort) == ()
        assert cx.verify(run, cohort=other.cohort) != () or other.cohort == run.cohort


@pytest.mark.parametrize("seed", range(24))
def test_a_cohort_is_paired_the_same_without_a_matrix(seed: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """Forced on small cohorts, the way of the largest gives the same pairings, ledgers and proofs."""
    made: list[Any] = []
    for most in (10**9, 0):
        monkeypatch.setattr("cxmatch.matching.fit.LARGE", most)
        made.append([(run.matching.pairings, run.matching.prices, cx.verify(run)) for run in runs(seed, Asked.OFF)])
    assert made[0] == made[1]


def test_forged_factors_are_refused() -> None:
    """A share, a capped lead, the whole need or a corrected level that is written otherwise: each is told."""
    cohort = invent.cohort(3, 6, departments=9)
    fit = FitSettings(alike=True, lead_at_most=1)
    entry = Corrected(office=A, side=Rated.CAPABILITY, area="Data", level="5", reason="seen")
    run = cx.pair(cohort, Policy(fit=fit, corrected=(entry,)))
    record = encode(run)
    assert cx.verify(run, record=record) == ()
    entries = [
        (place, number)
        for place, pairing in enumerate(record["matching"]["pairings"])
        for number, part in enumerate(pairing["contributions"])
        if part["points"]
    ]
    (place, number), *_ = entries
    capped = next(
        (i, j)
        for i, pairing in enumerate(record["matching"]["pairings"])
        for j, part in enumerate(pairing["contributions"])
        if "whole_lead" in part
    )
    for path, value in (
        (("matching", "pairings", place, "contributions", number, "factors", "share"), 7_207_200),
        (("matching", "pairings", place, "contributions", number, "factors", "need"), 9),
        (("matching", "pairings", capped[0], "contributions", capped[1], "whole_lead"), 1),
        (("whole_need",), 100),
        (("policy", "fit", "alike"), False),
        (("policy", "fit", "lead_at_most"), 3),
        (("policy", "corrected", 0, "level"), "4"),
        (("policy", "corrected", 0, "reason"), "guessed"),
        (("policy", "corrected"), []),
    ):
        forged = copy.deepcopy(record)
        inside: Any = forged
        for key in path[:-1]:
            inside = inside[key]
        assert inside[path[-1]] != value
        inside[path[-1]] = value
        assert cx.verify(Run.from_tree(forged), record=forged) != (), path


def test_a_record_says_nothing_of_what_is_not_set() -> None:
    """Without them a record is as it was: no share, no whole need, no settings of the fit."""
    text = cx.pair(invent.cohort(3, 6)).to_json()
    assert not any(f'"{word}"' in text for word in ("share", "whole_need", "whole_lead", "alike", "corrected"))


def test_loud_offices_gain_nothing_where_needs_count_alike() -> None:
    """An office that asks for twice as much in every area has the same fits as one that asks for half."""
    areas = [area.id for area in invent.framework().areas]
    quiet = cx.Office(id="Q", name="Q", capability=dict.fromkeys(areas, 1), need={areas[0]: 3, areas[1]: 2}, mentor_slots=0)
    loud = replace(quiet, id="L", name="L", need={areas[0]: 5, areas[1]: 3})
    mentors = [
        cx.Office(id=f"M{n}", name=f"M{n}", capability={areas[0]: 1 + n, areas[1]: 5 - n}, protege_slots=0) for n in range(4)
    ]
    cohort = cx.Cohort(framework=invent.framework(), offices=(quiet, loud, *mentors))
    matrix = FitMatrix.of(cohort, Policy(fit=FitSettings(alike=True)))
    assert np.array_equal(matrix.points[:, matrix.column["L"]], matrix.points[:, matrix.column["Q"]])
    plain = FitMatrix.of(cohort, Policy())
    assert np.array_equal(plain.points[:, plain.column["L"]], 2 * plain.points[:, plain.column["Q"]])


def test_what_people_see_is_the_percent_of_a_need() -> None:
    """The fit as shown, the share of need met and the minimum fit agree, and the ledger says how many of how many."""
    policy = Policy(must=Must(minimum_fit=30), fit=FitSettings(alike=True))
    run = cx.pair(cx.read_survey(cx.sample("roundtable-14")), policy)
    report = cx.report(run)
    assert "a fit is the percent of its need" in " ".join(text for _, text in report.in_brief)
    assert not cx.report(cx.pair(run.cohort)).fit_means
    worth = cx.pair(run.cohort, Policy.parse('asked_first = "worth 4"\n[fit]\nalike = true'))
    assert cx.report(worth).fit_means.endswith("of its need, and what preferences and other rules add to it.")
    for fit in run.matching.pairings:
        assert float(report.fit_text(fit.points)) == pytest.approx(100 * fit.share, abs=0.06)
        assert fit.share >= 0.3
        remarks = [line[-1] for line in ledger_lines(fit, run)]
        said = [remark.split("; ")[-1].split(" of its ") for remark in remarks if " of its " in remark]
        assert sum(int(some) for some, _ in said) / int(said[0][1]) == pytest.approx(fit.share)


def test_a_lead_that_counts_as_less_is_still_told_whole() -> None:
    """The ledger shows the lead that is there and what counts of it."""
    run = cx.pair(cx.read_survey(cx.sample("roundtable-14")), Policy(fit=FitSettings(lead_at_most=1)))
    parts = [part for fit in run.matching.pairings for part in fit.contributions if part.whole_lead]
    assert parts
    assert all(part.lead == part.whole_lead > part.factors["lead"] == 1 for part in parts)
    remarks = [line[-1] for fit in run.matching.pairings for line in ledger_lines(fit, run)]
    assert "the lead counts as 1" in remarks


def test_what_cannot_be_added_exactly_is_refused_in_words() -> None:
    """Large weights and many seats with needs that count alike."""
    cohort = cx.read_survey(cx.sample("roundtable-14"))
    seats = Policy(weights={"Hiring": 1000}, capacity=Capacity(mentor=1000, protege=1000), fit=FitSettings(alike=True))
    with pytest.raises(SettingsError, match="too large to be added exactly"):
        cx.pair(cohort, seats)


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"office": "Kyte Registry"}, 'policy.toml, line 1: corrected: No office of this cohort is called "Kyte Registry".'),
        ({"area": "Hirin"}, 'policy.toml, line 1: corrected: there is no practice area "Hirin". Did you mean "Hiring"?'),
        ({"level": 9}, 'policy.toml, line 1: corrected: "9" is no level of capability, which is rated 1 to 5.'),
        ({"side": "skill"}, 'line 3: "skill" is no side'),
        ({"reason": ""}, 'an entry of "corrected" names no reason'),
    ],
)
def test_a_correction_of_nothing_is_refused_with_its_line(changes: dict[str, Any], said: str) -> None:
    """Of no office, no area, no level or no side; or without a reason."""
    entry = {"office": "Kite Registry", "side": "capability", "area": "Hiring", "level": 3, "reason": "seen", **changes}
    lines = [f"{key} = {value!r}".replace("'", '"') for key, value in entry.items()]
    with pytest.raises(SettingsError) as problem:
        cx.pair(cx.read_survey(cx.sample("roundtable-14")), Policy.parse("\n".join(["[[corrected]]", *lines]), "policy.toml"))
    assert said in str(problem.value)


def test_a_rating_is_corrected_once() -> None:
    """Twice, by whatever names, is refused."""
    entries = [
        Corrected(office=office, side=Rated.NEED, area=area, level="3", reason="seen")
        for office, area in ((A, "Data"), (A.upper(), "data"))
    ]
    with pytest.raises(SettingsError, match="corrected twice"):
        cx.pair(invent.cohort(3, 6), Policy(corrected=tuple(entries)))


def test_a_correction_is_kept_by_reruns_and_told_everywhere() -> None:
    """When the office leaves it counts for nobody; a new one is a cause; ledgers, settings, compare and progress know it."""
    cohort = cx.read_survey(cx.sample("roundtable-14"))
    run = cx.pair(cohort)
    mentor = "Almanac Requests Desk"
    entry = Corrected(office=mentor, side=Rated.CAPABILITY, area="Hiring", level="5", reason="they run a hiring school")
    policy = Policy(corrected=(entry,))
    after = cx.rerun(run, policy=policy, afresh=True)
    assert cx.verify(after, parent=run) == ()
    assert compare(run, after).settings == ("corrected",)
    assert f"{mentor} is rated otherwise by the policy" in {move.cause for move in after.moves}
    told = cx.pair(cohort, policy)
    lines = [
        line[-1] for fit in told.matching.pairings if mentor in (fit.mentor, fit.protege) for line in ledger_lines(fit, told)
    ]
    assert any("they run a hiring school" in line for line in lines)
    later = cx.rerun(after, without=[mentor])
    assert later.policy.corrected == (entry,)
    assert cx.verify(later) == ()
    with pytest.raises(SettingsError, match="is called"):
        cx.rerun(run, policy=Policy(corrected=(replace(entry, office="Nobody"),)))


def test_progress_compares_answers_with_answers() -> None:
    """A capability that the policy corrected is not compared with what the office says later; all others are."""
    cohort = cx.read_survey(cx.sample("roundtable-14"))
    entry = Corrected(office="Kite Registry", side=Rated.CAPABILITY, area="Hiring", level="1", reason="seen")
    plain, known = (cx.progress(cx.pair(cohort, policy), cohort) for policy in (Policy(), Policy(corrected=(entry,))))
    unknown = [sum(count.unknown for count in found.groups.values()) for found in (plain, known)]
    assert unknown[1] == unknown[0] + 1
    assert all(count.rose == count.fell == 0 for found in (plain, known) for count in found.groups.values())
