"""A run as a whole: every sentence of `explain` without an office, on cohorts where another sentence would be false."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from invent import asking, framework
from invent import cohort as invented_cohort
from oracles import made

import cxmatch as cx
from cxmatch.assignment.residual import Distances
from cxmatch.console.explaining import show_office, show_overview
from cxmatch.console.screen import Screen
from cxmatch.domain.explanation import Backup, Cost, Drill
from cxmatch.domain.findings import Finding
from cxmatch.domain.matching import Side
from cxmatch.domain.overview import Advice, AnswerChange, BlockingPair, Noise, Overview, SeatWorth
from cxmatch.domain.parts import Capacity
from cxmatch.domain.policy import Must, Objective, Policy
from cxmatch.domain.run import Run
from cxmatch.matching import answers as answering
from cxmatch.matching import plan as planning
from cxmatch.matching import rechecking

HEADINGS = "Office,Department,Role,Mentor seats,Protege seats,Capability: Hiring,Need: Hiring"


def survey(*rows: str, headings: str = HEADINGS) -> cx.Cohort:
    """Read a small survey."""
    return cx.read_survey("\n".join([headings, *rows]).encode())


def screen(run: Run, capsys: pytest.CaptureFixture[str]) -> str:
    """What `explain` prints of a run, in one line."""
    show_overview(cx.overview(run), run, Path("folder"), Screen(plain=True))
    return " ".join(capsys.readouterr().out.split())


def with_answers(cohort: cx.Cohort, office: str, **sides: dict[str, int]) -> cx.Cohort:
    """The cohort with further answers of one office."""
    offices = [
        replace(one, **{side: {**getattr(one, side), **levels} for side, levels in sides.items()}) if one.id == office else one
        for one in cohort.offices
    ]
    return replace(cohort, offices=tuple(offices))


def test_one_more_seat_serves_one_more_and_raises_the_total(capsys: pytest.CaptureFixture[str]) -> None:
    """A second protege of the same fit: one more paired, and its whole fit more."""
    cohort = survey("Mentor Office,A,mentor,1,0,5,1", "First Office,B,protege,0,1,1,5", "Second Office,C,protege,0,1,1,5")
    run = cx.pair(cohort)
    assert [seat.gain for seat in cx.overview(run).seats] == [Cost(paired=1, points=16)]
    assert "Mentor Office, as mentor: 1 more protege paired, total fit 16 higher" in screen(run, capsys)


def test_who_more_would_be_led_is_said_and_counts_before_the_total() -> None:
    """A gain or a loss of those led is in the sentence and comes first, as in the ladder: a lower total alone is no gain."""
    gained = 0
    for seed in range(12):
        whole = cx.overview(cx.pair(asking(invented_cohort(seed, 9), seed)))
        for entry in (*whole.seats, *whole.advice):
            assert ("led in what" in entry.words(whole.unit)) == bool(entry.gain and entry.gain.led)
            assert not entry.gain or not (entry.gain.led > 0) or f"{entry.gain.led} more led" in entry.words(whole.unit)
            gained += bool(entry.gain and entry.gain.led)
        lost = [(drill.cost.paired, drill.cost.led, drill.cost.points) for drill in whole.drills if drill.cost]
        assert lost == sorted(lost, reverse=True)
    assert gained


@pytest.mark.parametrize("seed", range(6))
def test_gains_of_a_larger_cohort_are_what_pairing_again_gives(seed: int) -> None:
    """Seats and recruits, read off the residual graph, beside really adding them; what is not listed adds nothing."""
    run = cx.pair(invented_cohort(seed, 12, departments=3))
    whole = cx.overview(run)
    said = {(seat.office, seat.side): seat.gain for seat in whole.seats}
    for office in run.cohort.offices:
        for side, more in ((Side.MENTOR, (1, 0)), (Side.PROTEGE, (0, 1))):
            seats = {office.id: (office.mentor_slots + more[0], office.protege_slots + more[1])}
            assert said.get((office.id, side), Cost()) == _gain(run, run.cohort.with_seats(seats))
    for entry in whole.advice:
        area = next(area for area in run.cohort.framework.areas if area.name == entry.area)
        recruit = cx.Office(id="~", name="~", department="~", capability={area.id: 5}, protege_slots=0)
        assert entry.gain == _gain(run, replace(run.cohort, offices=(*run.cohort.offices, recruit)))


def _gain(run: Run, cohort: cx.Cohort) -> Cost:
    other = cx.pair(cohort, run.policy).matching
    return Cost(paired=other.paired - run.matching.paired, points=other.points - run.matching.points)


def test_a_recruit_brings_what_the_ledger_gives_it(capsys: pytest.CaptureFixture[str]) -> None:
    """Points for who waited last time count for a recruit too."""
    cohort = survey("Mentor Office,A,mentor,1,0,5,1", "First Office,B,protege,0,1,1,5", "Second Office,C,protege,0,1,1,3")
    rules = 'objective = "total-first"\nforbidden = [["Mentor Office", "Second Office"]]\n[waited]\n"Second Office" = 3'
    said = screen(cx.pair(cohort, Policy.parse(rules)), capsys)
    assert "A mentor strong in Hiring: 1 more protege paired, total fit 11 higher." in said


BLANKS = (
    "Ash Office,,mentor,1,1,2,,1,4",
    "Birch Office,,mentor,1,1,4,2,1,1",
    "Cedar Office,,protege,1,1,1,4,2,",
)
TWO_AREAS = (
    "Office,Department,Role,Mentor seats,Protege seats,Capability: Hiring,Capability: Governance,Need: Hiring,Need: Governance"
)


def test_ratings_that_matter_only_together_are_said_so(capsys: pytest.CaptureFixture[str]) -> None:
    """Neither answer alone changes the pairing, both together do; areas that nobody was asked about are not counted."""
    cohort = survey(*BLANKS, headings=TWO_AREAS)
    run = cx.pair(cohort)
    said = screen(run, capsys)
    assert "2 ratings are empty. They cannot change the pairing, whatever the answer: none of them alone; together they" in said
    both = with_answers(cohort, "Ash Office", capability={"governance": 5})
    both = with_answers(both, "Cedar Office", need={"governance": 5})
    assert made(cx.pair(both)) != made(run)


def test_ratings_that_matter_in_no_way_are_said_so(capsys: pytest.CaptureFixture[str]) -> None:
    """A protege whose one possible mentor has nobody else: no two answers change that."""
    cohort = survey("Mentor Office,A,mentor,1,0,5,5,,", "First Office,B,protege,0,1,1,,5,", headings=TWO_AREAS)
    said = screen(cx.pair(cohort), capsys)
    assert "They cannot change the pairing, whatever the answer, even all of them together." in said


LEVELS = (
    "M One,A,mentor,1,0,5,5,5,1,1,1",
    "M Two,B,mentor,1,0,2,4,5,1,1,1",
    "P Office,C,protege,0,1,1,1,1,3,,1",
    "Q Office,D,protege,0,1,1,1,1,4,1,3",
)
THREE_AREAS = TWO_AREAS.replace(",Need: Hiring", ",Capability: Funding for Scale,Need: Hiring") + ",Need: Funding for Scale"


def test_every_level_is_tried(capsys: pytest.CaptureFixture[str]) -> None:
    """An answer that matters at one level in the middle of the scale is found, and whom to ask is said."""
    run = cx.pair(survey(*LEVELS, headings=THREE_AREAS), Policy(must=Must(minimum_fit=8)))
    assert "1 rating is empty. Ask P Office: an answer could change it." in screen(run, capsys)


def test_too_many_answers_are_never_called_given(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    """Where there is more to try than is allowed, the count is kept and what is not known is said."""
    monkeypatch.setattr(answering, "MOST_TRIALS", 0)
    said = screen(cx.pair(survey(*LEVELS, headings=THREE_AREAS), Policy(must=Must(minimum_fit=8))), capsys)
    assert "1 rating is empty. Whether it could change the pairing is not known: there are too many answers to try." in said
    assert "Every rating" not in said


def test_another_count_of_the_reading_is_explained() -> None:
    """Where reading counted other cells than the ratings of the offices, the sentence says why the numbers differ."""
    run = cx.pair(survey(*BLANKS, headings=TWO_AREAS))
    assert "Reading" not in cx.overview(run).unanswered_words
    note = Finding(code="CX450", facts={"count": "5", "kinds": "5 blank"})
    source = replace(run.cohort.source, notes=(note,))
    other = replace(run, cohort=replace(run.cohort, source=source))
    assert "(Reading the survey counted 5: every cell of its answer columns.)" in cx.overview(other).unanswered_words


def test_a_pair_that_an_error_would_open_ends_the_margin(capsys: pytest.CaptureFixture[str]) -> None:
    """One step more of fit opens a pair that is barred for no lead, and serves one more."""
    cohort = survey("Ash Office,A,mentor,1,1,4,5", "Birch Office,B,both,1,1,2,4", "Cedar Office,C,both,1,1,3,1")
    said = screen(cx.pair(cohort), capsys)
    assert (
        "This plan stands no error of the fits. An error of 1 could open Birch Office mentoring Cedar Office, too weak now"
        in said
    )
    assert "Cedar Office's need in Hiring, 2 instead of 1" in said


@pytest.mark.parametrize(
    ("noise", "words"),
    [
        (Noise(points=3, parts=2, answers=()), "wrong by up to 1.5 and"),
        (Noise(points=4, parts=3, answers=()), "wrong by up to 1.33 and"),
        (Noise(points=2, falls=("A", "B")), "An error of 3 could let A mentoring B fall below the minimum fit."),
        (Noise(points=0, answers=()), "Another plan is just as good already"),
        (Noise(points=0), "Which single answers would alter the pairing was not worked out."),
        (
            Noise(points=1, answers=(AnswerChange(office="A", side="need", area="Hiring", given="3", other="4"),)),
            "Single answers that would alter the pairing: A's need in Hiring, 4 instead of 3.",
        ),
    ],
)
def test_a_margin_is_said_in_steps_of_fit_rounded_down(noise: Noise, words: str) -> None:
    """No fraction is shown, and none is rounded up."""
    assert words in noise.words(1)


def test_a_dropout_that_leaves_no_pairing_is_said_so(capsys: pytest.CaptureFixture[str]) -> None:
    """Where everyone must be paired and could not be without an office, no cost is made up."""
    cohort = survey("Ash Office,A,mentor,1,0,5,1", "Birch Office,B,mentor,1,0,5,1", "First Office,C,protege,0,1,1,5")
    cohort = replace(cohort, offices=(*cohort.offices, replace(cohort.office("First Office"), id="Second", name="Second")))
    run = cx.pair(cohort, Policy(must=Must(everyone=True, different_department=False)))
    assert "Ash Office: no pairing could meet the must-have rules." in screen(run, capsys)


def test_would_step_in_is_not_said_of_a_tie(capsys: pytest.CaptureFixture[str]) -> None:
    """Of two equal spare mentors one could step in; of a single one it is said that it would."""
    rows = ["Ash Office,A,mentor,1,0,5,1", "First Office,C,protege,0,1,1,5", "Birch Office,B,mentor,1,0,4,1"]
    run = cx.pair(survey(*rows))
    assert cx.explain_office(run, "First Office").backup == (Backup(mentor="Ash Office", steps_in="Birch Office"),)
    tied = cx.pair(survey(*rows, "Cedar Office,D,mentor,1,0,4,1"))
    story = cx.explain_office(tied, "First Office")
    assert [(entry.sure, entry.possible) for entry in story.backup] == [(False, True)]
    show_office(story, tied, Path("folder"), Screen(plain=True))
    said = " ".join(capsys.readouterr().out.split())
    assert f"If Ash Office left: {story.backup[0].steps_in} could step in; not every equally good plan has it so." in said
    assert "would step in" not in said


def test_what_a_rerun_holds_back_is_said(capsys: pytest.CaptureFixture[str]) -> None:
    """A plan that keeps pairings and is not the best: what is not known of it, and what figures are counted from."""
    run = cx.pair(cx.read_survey(cx.sample("roundtable-14")), Policy(objective=Objective.TOTAL_FIRST))
    later = next(
        again
        for office in sorted(run.cohort.ids)
        for again in [cx.rerun(run, without=[office], max_moves=0)]
        if cx.pair(again.cohort, again.policy).matching.points > again.matching.points and len(cx.overview(again).unanswered) > 1
    )
    whole, said = cx.overview(later), screen(later, capsys)
    assert (whole.firm, whole.noise) == (None, None)
    for what in ("Which pairings are firm", "How wrong the fits may be", "Which of them could change the pairing"):
        assert f"{what} is not known: this plan keeps pairings of the run before, and a fresh start would be better." in said
    assert "What one more seat would bring is counted from a fresh start" in said


def test_what_is_left_out_above_a_size_is_said(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    """Under rules that need a search, and for drills, a cohort that is too large gets sentences in place of figures."""
    monkeypatch.setattr(planning, "MOST_SEARCHED", 5)
    run = cx.pair(invented_cohort(3, 7), Policy(must=Must(no_exchange=True)))
    whole, said = cx.overview(run), screen(run, capsys)
    assert (whole.firm, whole.seats, whole.advice, whole.drills) == (None, (), (), ())
    what = ("Which pairings are firm", "What one more seat would bring", "Whom to recruit", "Which dropouts would hurt most")
    assert all(f"{part} is not known: that is worked out for up to 5 offices." in said for part in what)


def test_points_too_high_for_exact_sums_are_said(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    """Where shortest ways would not be exact and the cohort is too large to pair again, that is the reason given."""

    def too_high(*_: object) -> None:
        raise OverflowError

    run = cx.pair(invented_cohort(3, 7))
    monkeypatch.setattr(Distances, "of", too_high)
    monkeypatch.setattr(planning, "MOST_AGAIN", 5)
    reason = "points so high cannot be added exactly, and that is worked out for up to 5 offices by pairing again."
    assert f"Whom to recruit is not known: {reason}" in screen(run, capsys)


@pytest.mark.parametrize("rules", [Policy(must=Must(one_role=True)), Policy(objective=Objective.WORST_OFF_FIRST)])
def test_rules_that_need_a_search_get_figures_by_pairing_again(rules: Policy, capsys: pytest.CaptureFixture[str]) -> None:
    """Firm and free, seats, recruits and blanks are there; the margin of error is said to be unknown."""
    whole = cx.overview(cx.pair(invented_cohort(4, 6), rules))
    assert None not in (whole.firm, whole.free)
    assert whole.advice
    assert all(rating.matters is not None for rating in whole.unanswered)
    assert any(said.startswith("How wrong the fits may be is not known") for said in whole.left_out)


def test_an_empty_plan_is_explained(capsys: pytest.CaptureFixture[str]) -> None:
    """Where must-have rules leave nobody paired, the screen still stands."""
    cohort = survey("Mentor Office,A,mentor,2,0,5,1", "First Office,B,protege,0,1,1,5")
    try:
        run = cx.pair(cohort, Policy(capacity=Capacity(mentor_at_least=2)))
    except cx.NoPairingError:
        return
    assert "0 pairings are firm" in screen(run, capsys)


LIES: list[Callable[[Overview], dict[str, Any]]] = [
    lambda whole: {"firm": (whole.firm or 0) + 1},
    lambda whole: {"seats": (replace(whole.seats[0], gain=Cost(points=1000)), *whole.seats[1:])},
    lambda whole: {"seats": (*whole.seats, SeatWorth(office="Invented Office 0", side=Side.MENTOR, gain=Cost(points=999)))},
    lambda whole: {"advice": (Advice(area=whole.advice[0].area, gain=Cost(points=1000)),)},
    lambda whole: {"noise": replace(whole.noise or Noise(points=0), points=50)},
    lambda whole: {"noise": Noise(points=0, flips=whole.drills[0].exchange)},
    lambda whole: {"unanswered": tuple(replace(one, matters=not one.matters) for one in whole.unanswered)},
    lambda whole: {"drills": (replace(whole.drills[0], cost=Cost(points=999)),)},
    lambda whole: {"drills": (Drill(office=whole.drills[-1].office, cost=None),)},
    lambda whole: {"blocking": (*whole.blocking, BlockingPair(mentor="A", protege="B", points=9))},
    lambda whole: {"seats": whole.seats[1:]},
    lambda whole: {"advice": whole.advice[1:]},
]


@pytest.mark.parametrize("number", range(len(LIES)))
def test_a_wrong_figure_is_caught_by_checking_the_explanations(number: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each figure of the overview, made wrong, is named."""
    run = cx.pair(invented_cohort(5, 9, departments=3))
    whole = cx.overview(run)
    assert cx.verify_explanations(run) == ()
    monkeypatch.setattr("cxmatch.matching.overview.overview", lambda _: replace(whole, **LIES[number](whole)))
    assert cx.verify_explanations(run) != ()


def test_a_wrong_price_is_caught_by_checking_the_explanations(monkeypatch: pytest.MonkeyPatch) -> None:
    """A price or a standing that is not what pairing again gives is named."""
    run = cx.pair(invented_cohort(5, 7, departments=3))
    listed = cx.price_list(run)
    for place, said in enumerate(listed):
        if said.verdict == "paired":
            continue
        cost = None if said.cost_of_forcing else Cost()
        other = (*listed[:place], replace(said, cost_of_forcing=cost), *listed[place + 1 :])
        monkeypatch.setattr(rechecking, "price_list", lambda _, other=other: other)
        assert cx.verify_explanations(run) != ()


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


def test_areas_that_nobody_answered_are_not_counted() -> None:
    """An area of the framework without any answer on a side has no empty ratings."""
    areas = framework("Data", "Law")
    offices = tuple(
        cx.Office(id=name, name=name, capability={"data": level}, need={"data": need})
        for name, level, need in (("A", 5, 1), ("B", 1, 5))
    )
    whole = cx.overview(cx.pair(cx.Cohort(framework=areas, offices=offices)))
    assert whole.unanswered == ()
    assert whole.unanswered_words == "Every rating was given in the areas that were asked about."
