"""Pairing a cohort: the story's promises."""

import random
from dataclasses import replace
from hashlib import sha256

import numpy as np
import pytest
from examples import daily
from invent import cohort as invented_cohort
from invent import policy as invented_policy
from invent import renamed
from oracles import brute_force, made

import cxmatch as cx
from cxmatch.domain.policy import Objective, Pair, Past, Policy
from cxmatch.errors import NoPairingError, SettingsError
from cxmatch.matching.fit import FitMatrix


def by_hand(cohort: cx.Cohort, mentor: cx.Office, protege: cx.Office) -> int:
    """The fit as docs/method.md defines it, written a second time."""
    points = 0
    for area in cohort.framework.areas:
        if area.id in mentor.capability and area.id in protege.capability and area.id in protege.need:
            points += (protege.need[area.id] - 1) * max(0, mentor.capability[area.id] - protege.capability[area.id])
    return points


@pytest.mark.parametrize("seed", range(100))
def test_every_run_is_the_best_by_brute_force(seed: int) -> None:
    """Random small cohorts with seats, bans and ties: as many proteges as can be, then points, then tie keys."""
    cohort = invented_cohort(seed, 4, seats=random.Random(seed).choice([1, 2, 3]))
    policy = invented_policy(seed, cohort)
    try:
        run = cx.pair(cohort, policy)
    except NoPairingError:
        assert not FitMatrix.of(cohort, policy).allowed.any()
        return
    matrix = FitMatrix.of(cohort, policy)
    keys = matrix.keys(matrix.allowed) + matrix.led * 2**24 * 100  # the highest need decides among equals first
    chosen, total = matrix.chosen(run.matching), run.matching.prices[0].total
    assert (total, int(keys[chosen].sum())) == brute_force(matrix.problem, keys)
    assert total == run.matching.points + matrix.first_bonus * run.matching.paired
    assert cx.verify(run) == ()


def test_the_ledger_is_the_published_formula() -> None:
    """Every fit of a cohort is the sum of need times lead over the areas both sides answered."""
    cohort = invented_cohort(5, 9)
    matrix = FitMatrix.of(cohort, Policy())
    for mentor in matrix.mentors:
        for protege in matrix.proteges:
            fit = matrix[mentor.id, protege.id]
            assert fit.points == by_hand(cohort, mentor, protege)
            assert fit.points == matrix.points[matrix.row[mentor.id], matrix.column[protege.id]]
            assert fit.points <= fit.full_points


@pytest.mark.quick
def test_the_rules_hold_in_every_pairing() -> None:
    """Partners are two offices of different departments, and the mentor leads somewhere the protege wants help."""
    for seed in range(30):
        cohort = invented_cohort(seed, 12)
        run = cx.pair(cohort)
        for fit in run.matching.pairings:
            mentor, protege = cohort.office(fit.mentor), cohort.office(fit.protege)
            assert mentor.home != protege.home
            assert fit.points >= 1


def test_everyone_comes_before_points() -> None:
    """A protege who could be paired waits only when no pairing could take more proteges; points come second."""
    fw = invented_cohort(0, 2).framework
    area = fw.areas[0].id
    offices = (
        cx.Office(id="Strong", name="Strong", capability={area: 5}, protege_slots=0),
        cx.Office(id="Fair", name="Fair", capability={area: 3}, protege_slots=0),
        cx.Office(id="Beginner", name="Beginner", capability={area: 1}, need={area: 5}, mentor_slots=0),
        cx.Office(id="Advanced", name="Advanced", capability={area: 4}, need={area: 2}, mentor_slots=0),
    )
    cohort = cx.Cohort(framework=fw, offices=offices)
    assert made(cx.pair(cohort)) == {("Strong", "Advanced"), ("Fair", "Beginner")}
    most = cx.pair(cohort, Policy(objective=Objective.TOTAL_FIRST))
    assert made(most) == {("Strong", "Beginner")}
    assert [entry.office for entry in most.matching.waiting] == ["Advanced", "Fair"]


def test_a_second_mentor_never_comes_before_somebody_elses_first() -> None:
    """With two protege seats at one office, the other protege is still served first."""
    fw = invented_cohort(0, 2).framework
    area = fw.areas[0].id
    offices = (
        cx.Office(id="M1", name="M1", capability={area: 5}, protege_slots=0),
        cx.Office(id="M2", name="M2", capability={area: 5}, protege_slots=0),
        cx.Office(id="Eager", name="Eager", capability={area: 1}, need={area: 5}, mentor_slots=0, protege_slots=2),
        cx.Office(id="Modest", name="Modest", capability={area: 4}, need={area: 2}, mentor_slots=0),
    )
    run = cx.pair(cx.Cohort(framework=fw, offices=offices))
    assert {fit.protege for fit in run.matching.pairings} == {"Eager", "Modest"}


@pytest.mark.parametrize("seed", daily(12, 50))
def test_the_order_of_offices_and_rules_never_matters(seed: int) -> None:
    """Ten shuffles each of offices, pairs, weights and answers give the same record to the byte."""
    cohort = invented_cohort(seed, 10, seats=2)
    policy = invented_policy(seed, cohort)
    expected = cx.pair(cohort, policy).to_json()
    rng = random.Random(seed)
    for _ in range(10):
        offices, forbidden, weights = list(cohort.offices), list(policy.forbidden), list(policy.weights.items())
        for things in (offices, forbidden, weights):
            rng.shuffle(things)  # type: ignore[arg-type]  # lists of three kinds, shuffled alike
        shuffled = replace(policy, forbidden=tuple(forbidden), weights=dict(weights))
        assert cx.pair(replace(cohort, offices=tuple(offices)), shuffled).to_json() == expected


def test_renaming_offices_keeps_the_total() -> None:
    """Other names may break ties another way, but the total and the number of pairings stay."""
    for seed in range(40):
        cohort = invented_cohort(seed, 12)
        before, after = cx.pair(cohort).matching, cx.pair(renamed(cohort, "Renamed ")).matching
        assert (after.points, len(after.pairings)) == (before.points, len(before.pairings))


def test_another_tie_seed_keeps_the_total() -> None:
    """The tie seed only chooses among pairings that are equally good, and some cohort shows that it does."""
    changed = False
    for seed in range(20):
        cohort = invented_cohort(seed, 12)
        one, other = cx.pair(cohort), cx.pair(cohort, Policy(tie_seed="another"))
        assert one.matching.points == other.matching.points
        changed |= made(one) != made(other)
    assert changed


@pytest.mark.quick
def test_locked_pairs_are_kept_and_the_rest_is_best() -> None:
    """A locked pair is made whatever it costs, and the total is the best that remains."""
    cohort = invented_cohort(3, 10)
    free = cx.pair(cohort)
    matrix = FitMatrix.of(cohort, Policy())
    row, column = next(
        (row, column)
        for row, column in np.argwhere(matrix.allowed)
        if (matrix.mentors[row].id, matrix.proteges[column].id) not in made(free)
    )
    lock = Pair(mentor=matrix.mentors[row].id, protege=matrix.proteges[column].id)
    kept = cx.pair(cohort, Policy(locked=(lock,)))
    assert (lock.mentor, lock.protege) in made(kept)
    assert cx.verify(kept) == ()
    told = cx.explain(free, mentor=lock.mentor, protege=lock.protege)
    assert told.cost_of_forcing is not None
    assert told.cost_of_forcing.points == free.matching.points - kept.matching.points


@pytest.mark.parametrize(
    ("policy", "words"),
    [
        (Policy(locked=(Pair(mentor="A", protege="B"),), forbidden=(Pair(mentor="A", protege="B"),)), "forbidden pair"),
        (Policy(locked=(Pair(mentor="A", protege="B"), Pair(mentor="A", protege="C"))), "only 1 mentor seat"),
        (Policy(forbidden=(Pair(mentor="*", protege="*"),)), "no mentor may be paired"),
    ],
)
def test_rules_that_cannot_be_met_say_so(policy: Policy, words: str) -> None:
    """A lock against a ban, more locks than seats, and nobody eligible: no pairing, with the reason."""
    fw = invented_cohort(0, 2).framework
    area = fw.areas[0].id
    offices = tuple(
        cx.Office(id=name, name=name, capability={area: level}, need={area: 5})
        for name, level in zip("ABC", (5, 2, 1), strict=True)
    )
    with pytest.raises(NoPairingError, match=words):
        cx.pair(cx.Cohort(framework=fw, offices=offices), policy)


def test_every_office_is_paired_or_waits_with_a_reason() -> None:
    """Each protege has a mentor or stands on the waiting list, and every reason is a sentence."""
    for seed in range(30):
        cohort = invented_cohort(seed, 15, seats=2, departments=2)
        run = cx.pair(cohort)
        served = {fit.protege for fit in run.matching.pairings}
        waiting = {entry.office for entry in run.matching.waiting}
        assert {office.id for office in cohort.proteges} - served <= waiting
        assert served & {entry.office for entry in run.matching.waiting if entry.side == "protege"} == set()
        assert all(entry.reason.endswith(".") for entry in run.matching.waiting)
        touched = served | waiting | {fit.mentor for fit in run.matching.pairings}
        assert touched == {office.id for office in cohort.offices}


@pytest.mark.parametrize(
    ("office", "reason"),
    [
        ({}, "It gave no answers that pairing can use."),
        ({"capability": {"data": 1}, "need": {"data": 1}}, "It asks for help in no practice area."),
        ({"capability": {"data": 5}, "need": {"data": 5}}, "No mentor leads it in an area it wants help with."),
        ({"need": {"data": 5}}, "It did not rate its own capability in the areas it wants help with."),
        (
            {"capability": {"data": 2}, "need": {"data": 5}, "department": "Dept"},
            "A must-have rule bars the one mentor who could help it: same department (1).",
        ),
        (
            {"capability": {"data": 2}, "need": {"data": 3}},
            "It and 1 other protege can only go to 1 mentor seat, at Guide. One more seat there makes room for one more.",
        ),
    ],
)
def test_the_reason_for_waiting_is_the_true_one(office: dict[str, object], reason: str) -> None:
    """No answers, no need, nobody ahead, no own rating, a rule in the way, or every seat taken."""
    offices = (
        cx.Office(id="Guide", name="Guide", department="Dept", capability={"data": 4}, protege_slots=0),
        cx.Office(id="Served", name="Served", capability={"data": 1}, need={"data": 5}, mentor_slots=0),
        cx.Office(id="Subject", name="Subject", mentor_slots=0, **office),  # type: ignore[arg-type]
    )
    run = cx.pair(cx.Cohort(framework=invented_cohort(0, 2).framework, offices=offices))
    assert [(entry.office, entry.reason) for entry in run.matching.waiting] == [("Subject", reason)]


@pytest.mark.quick
def test_the_minimum_fit_means_the_same_with_and_without_decimals() -> None:
    """A minimum fit of 10 bars the same pairs whether or not one rating of the cohort has a decimal."""
    whole = "Office,Cap: Data,Need: Data\nA,5,1\nB,2,5\nC,3,3\n"
    policy = Policy.parse("[must]\nminimum_fit = 10")
    runs = [cx.pair(cx.read_survey(text.encode()), policy) for text in (whole, whole.replace("C,3,3", "C,3.5,3"))]
    assert [made(run) for run in runs] == [{("A", "B")}, {("A", "B")}]


def test_an_objective_may_be_a_word() -> None:
    """In a notebook the objective can be given as the word that the policy file uses; another word is refused."""
    cohort = invented_cohort(3, 12)
    word = Policy(objective="total-first")  # type: ignore[arg-type]  # a word
    assert cx.pair(cohort, word).matching == cx.pair(cohort, Policy(objective=Objective.TOTAL_FIRST)).matching
    with pytest.raises(SettingsError, match="no objective"):
        Policy(objective="nonsense")  # type: ignore[arg-type]  # that is the point


def test_a_weight_given_twice_for_one_area_is_refused() -> None:
    """An area and its alias, or one name in two spellings, cannot both have a weight."""
    cohort = invented_cohort(3, 6)
    first, *rest = cohort.framework.areas
    framework = replace(cohort.framework, areas=(replace(first, aliases=("Numbers",)), *rest))
    with pytest.raises(SettingsError, match="two spellings"):
        Policy(weights={"Data": 2, "data": 3})
    with pytest.raises(SettingsError, match="one practice area"):
        cx.pair(replace(cohort, framework=framework), Policy(weights={"Data": 2, "Numbers": 3}))


def test_pairs_of_an_earlier_cohort_may_name_offices_that_are_gone() -> None:
    """Past pairs with absent offices are passed over; a forbidden pair with an absent office is refused."""
    cohort = invented_cohort(3, 8)
    gone = Pair(mentor="Gone Office", protege="Invented Office 1")
    earlier = Past(mentor=gone.mentor, protege=gone.protege)
    assert cx.pair(cohort, Policy(past=(earlier,))).matching == cx.pair(cohort).matching
    with pytest.raises(SettingsError, match="setting forbidden"):
        cx.pair(cohort, Policy(forbidden=(gone,)))


def test_ratings_too_large_to_be_added_are_refused() -> None:
    """Where whole numbers could overflow, nothing is paired wrongly: the settings are refused."""
    huge = cx.Scale(low=0, high=999_999, decimals=2)
    levels = (("A", 99_999_899), ("B", 0))
    offices = tuple(
        cx.Office(id=name, name=name, capability={"data": level}, need={"data": 99_999_899}) for name, level in levels
    )
    with pytest.raises(SettingsError, match="too large"):
        cx.pair(
            cx.Cohort(framework=cx.Framework.of_survey(("Data",), huge, huge), offices=offices), Policy(weights={"Data": 1000})
        )


def test_a_tie_key_is_the_same_whenever_it_is_asked_for() -> None:
    """In whatever parts and order, for whichever seed, and 0 where none is asked for."""
    for seed in ("", "spring"):
        matrix = FitMatrix.of(invented_cohort(1, 8), Policy(tie_seed=seed))
        texts = [[f"{seed}\n{mentor.id}\n{protege.id}" for protege in matrix.proteges] for mentor in matrix.mentors]
        keys = np.array([[int(sha256(text.encode()).hexdigest()[:6], 16) for text in row] for row in texts])
        some = np.eye(*keys.shape, dtype=bool)
        for cells in (some, ~some, some | True, some):
            assert np.array_equal(matrix.keys(cells), np.where(cells, keys, 0))
