"""Large cohorts: the way without a matrix, forced on small ones, gives what the matrix gives."""

import random
from collections.abc import Iterator
from dataclasses import replace
from itertools import combinations
from pathlib import Path

import invent
import numpy as np
import pytest
from scipy.optimize import linear_sum_assignment
from typer.testing import CliRunner

import cxmatch as cx
from cxmatch.cli import app
from cxmatch.console import pairing
from cxmatch.domain.cohort import Cohort, Office
from cxmatch.domain.matching import Matching
from cxmatch.domain.policy import Policy
from cxmatch.domain.run import Run
from cxmatch.domain.weighing import Asked, AskedFirst
from cxmatch.errors import CxmatchError, SettingsError
from cxmatch.exports import page
from cxmatch.matching import largefit
from cxmatch.matching.largefit import LargeFit
from cxmatch.matching.pair import pair
from cxmatch.matching.rules import Method, seated
from cxmatch.matching.verify import verify


def decided(matching: Matching) -> tuple[object, ...]:
    """Return all that decides: pairings with their ledgers, proofs, and who waits; the words of why aside."""
    return matching.pairings, matching.prices, [(entry.office, entry.side) for entry in matching.waiting]


def both_ways(seed: int, offices: int, monkeypatch: pytest.MonkeyPatch) -> list[Run | str]:
    """Pair an invented cohort as a matrix and without one; an error stands for itself."""
    cohort = invent.cohort(seed, offices, seats=1 + seed % 3, departments=3 + seed % 9)
    policy = (invent.policy, invent.any_policy)[seed % 2](seed, cohort)
    if Method.of(seated(cohort, policy), policy) is not Method.PRICES:
        policy = invent.policy(seed, cohort)
    asked = random.Random(seed).choice([Asked.OFF, Asked.RUNG if seed % 3 == 0 else Asked.OFF, Asked.POINTS])
    policy = replace(policy, asked_first=AskedFirst(use=asked, points=2 if asked is Asked.POINTS else None))
    if Method.of(seated(cohort, policy), policy) is not Method.PRICES:  # several mentors a protege
        policy = replace(policy, asked_first=AskedFirst(use=Asked.OFF))
    found: list[Run | str] = []
    for most in (10**9, 0):
        monkeypatch.setattr("cxmatch.matching.fit.LARGE", most)
        try:
            found.append(pair(cohort, policy))
        except CxmatchError as problem:
            found.append(type(problem).__name__)
    return found


def same_both_ways(seed: int, offices: int, monkeypatch: pytest.MonkeyPatch) -> bool:
    """Tell whether both ways decide the same, and each verifies its own record."""
    one, two = both_ways(seed, offices, monkeypatch)
    if isinstance(one, str) or isinstance(two, str):
        return one == two
    return decided(one.matching) == decided(two.matching) and verify(two) == ()


@pytest.mark.parametrize("seed", range(40))
def test_a_cohort_is_paired_the_same_without_a_matrix(seed: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """Pairings, ledgers, prices, ties and who waits are the same, under weights, seats, bans, locks, past pairs and wishes."""
    assert same_both_ways(seed, random.Random(seed).randint(2, 40), monkeypatch)


@pytest.mark.campaign
def test_cohorts_of_every_size_are_paired_the_same_without_a_matrix(monkeypatch: pytest.MonkeyPatch) -> None:
    """On 300 cohorts of 30 to 300 offices with every rule that prices prove, both ways decide the same."""
    assert all(same_both_ways(seed, random.Random(seed).randint(30, 300), monkeypatch) for seed in range(1000, 1300))


def test_forged_records_of_large_cohorts_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    """A pair left out, a pair exchanged, a price changed, or a rung left out: each is told."""
    monkeypatch.setattr("cxmatch.matching.fit.LARGE", 0)
    run = pair(invent.cohort(5, 24))
    said = run.matching
    first, second = said.pairings[:2]
    name = next(iter(said.prices[0].mentors))
    dearer = replace(said.prices[0], mentors={**said.prices[0].mentors, name: said.prices[0].mentors[name] + 1})
    forged = (
        replace(said, pairings=said.pairings[1:]),
        replace(said, pairings=(replace(first, mentor=second.mentor), replace(second, mentor=first.mentor), *said.pairings[2:])),
        replace(said, prices=(dearer, said.prices[1])),
        replace(said, prices=said.prices[:1]),
        replace(said, prices=(said.prices[0], replace(said.prices[1], mentors={}))),
    )
    assert verify(run) == ()
    assert all(verify(replace(run, matching=matching)) for matching in forged)


def few_kinds(seed: int) -> Cohort:
    """Invent a cohort of several seats whose offices answer like one of a few."""
    draw = random.Random(seed)
    cohort = invent.cohort(seed, draw.randint(8, 90), seats=1 + seed % 3, departments=1 + seed % 9)
    like = draw.choices(cohort.offices[: 1 + len(cohort.offices) // 9], k=len(cohort.offices))
    pairs = zip(cohort.offices, like, strict=True)
    return replace(cohort, offices=tuple(replace(own, capability=one.capability, need=one.need) for own, one in pairs))


def outcome(cohort: Cohort, policy: Policy) -> tuple[object, ...] | str:
    """Pair a cohort and give who counts and how much, after its record is checked; an error stands for itself."""
    try:
        run = pair(cohort, policy)
    except CxmatchError as problem:
        return type(problem).__name__
    return run.matching.paired, run.matching.points, verify(run)


@pytest.mark.parametrize("seed", range(30))
def test_kinds_that_share_their_proteges_lose_no_points(seed: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where mentors of one kind share what their kind gets, as many proteges and points are reached, and the record holds."""
    cohort = few_kinds(seed)
    policy = replace(invent.policy(seed, cohort), prefer=())
    found = outcome(cohort, policy)
    monkeypatch.setattr("cxmatch.matching.fit.LARGE", 0)
    monkeypatch.setattr(largefit, "HASHED", 0)
    assert outcome(cohort, policy) == found


def swaps(run: Run) -> Iterator[Matching]:
    """Let two mentors of one kind who may do so change proteges, in every way."""
    fit, pairings = LargeFit.of(run.cohort, run.policy), run.matching.pairings
    place = [(fit.row[one.mentor], fit.column[one.protege]) for one in pairings]
    for first, second in combinations(range(len(place)), 2):
        (row, column), (other_row, other_column) = place[first], place[second]
        new = (row, other_column), (other_row, column)
        if fit.market.kind[row] == fit.market.kind[other_row] and not {*new} & {*place} and all(fit.may(*cell) for cell in new):
            changed = list(pairings)
            changed[first] = replace(pairings[first], mentor=pairings[second].mentor)
            changed[second] = replace(pairings[second], mentor=pairings[first].mentor)
            yield replace(run.matching, pairings=tuple(changed))


def test_mixed_keys_decide_the_same_whatever_the_order(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where mentors of a kind share, rows in any order give the same plan, another tie seed another, and a swap is noticed."""
    monkeypatch.setattr("cxmatch.matching.fit.LARGE", 0)
    monkeypatch.setattr(largefit, "HASHED", 0)
    cohort = few_kinds(11)
    run, other = pair(cohort, Policy()), pair(cohort, Policy(tie_seed="another"))
    turned = pair(replace(cohort, offices=cohort.offices[::-1]), Policy())
    assert turned.matching == run.matching
    assert run.matching.points == other.matching.points
    assert run.matching.pairings != other.matching.pairings
    assert "in the order of their digests" in verify(replace(run, matching=next(swaps(run))))[0]


def one_kind() -> Cohort:
    """Invent four mentors who answer alike, and proteges of whom some take two of them; departments bar most ways to share."""
    mentors = {"A": ("One", 2), "B": ("Two", 2), "C": ("", 1), "D": ("One", 1)}
    proteges = {"V": ("", 1), "W": ("One", 1), "X": ("Two", 1), "Y": ("", 1), "Z": ("One", 2)}
    can = [
        Office(id=n, name=n, department=d, capability={"data": 5}, mentor_slots=k, protege_slots=0)
        for n, (d, k) in mentors.items()
    ]
    want = [
        Office(id=n, name=n, department=d, capability={"data": 1}, need={"data": 5}, mentor_slots=0, protege_slots=k)
        for n, (d, k) in proteges.items()
    ]
    return Cohort(framework=invent.framework("Data"), offices=(*can, *want))


@pytest.mark.parametrize("seed", range(12))
def test_only_one_way_to_share_among_mentors_of_a_kind_verifies(seed: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """Also where the last protege gets in only when several move on, no two mentors of a kind may change proteges."""
    monkeypatch.setattr("cxmatch.matching.fit.LARGE", 0)
    monkeypatch.setattr(largefit, "HASHED", 0)
    run = pair(one_kind(), Policy(tie_seed=str(seed)))
    assert verify(run) == ()
    assert all("in the order of their digests" in verify(replace(run, matching=other))[0] for other in swaps(run))


@pytest.mark.parametrize(("name", "most", "words"), [("MOST", 99, "fewer practice areas"), ("RECORD_ENTRIES", 9, "fewer seats")])
def test_what_is_out_of_reach_is_refused_before_the_work(
    name: str, most: int, words: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A cohort that takes too long, or whose record could not be read, is refused with what would fit."""
    monkeypatch.setattr("cxmatch.matching.fit.LARGE", 0)
    monkeypatch.setattr(f"cxmatch.matching.large.{name}", most)
    with pytest.raises(SettingsError, match=f"up to {most}") as refused:
        pair(invent.cohort(1, 20))
    assert words in refused.value.next_step


def test_a_large_cohort_goes_from_survey_to_page_and_back(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """It is paired, written and verified; the screen shows its first rows, the page plans nothing, and explaining is refused."""
    monkeypatch.setattr("cxmatch.matching.fit.LARGE", 0)
    monkeypatch.setattr(pairing, "MOST_ROWS", 5)
    monkeypatch.setattr(pairing, "FIRST_ROWS", 2)
    monkeypatch.setattr(page, "MOST_DETAILED", 5)
    monkeypatch.setattr(page, "DETAILED", 2)
    out = tmp_path / "out"
    shown = CliRunner().invoke(app, ["pair", str(cx.sample("roundtable-14")), "--out", str(out)])
    assert shown.exit_code == 0
    assert "more pairings: the table that was written has them all." in shown.output
    assert "Look at these first" not in shown.output
    assert "verify" in shown.output.splitlines()[-1]
    text = (out / "report.html").read_text(encoding="utf-8")
    assert "the first 2 are shown entry by entry" in text
    assert "data-board=" not in text
    assert CliRunner().invoke(app, ["verify", str(out)]).exit_code == 0
    assert CliRunner().invoke(app, ["export", str(out), "--to", str(tmp_path / "kickoff")]).exit_code == 0
    refused = CliRunner().invoke(app, ["explain", str(out)])
    assert refused.exit_code == 2
    assert "not explained or repaired" in refused.output


def scored(cohort: Cohort, rows: slice = slice(None)) -> np.ndarray:
    """Value pairs of different departments by the published formula, anew; shape (rows, offices)."""
    offices, bottom = cohort.offices, cohort.framework.need_scale.bottom
    points = np.zeros((len(offices[rows]), len(offices)))
    for area in cohort.framework.areas:
        own = np.array([office.capability.get(area.id, np.nan) for office in offices])
        need = np.array([office.need.get(area.id, bottom) - bottom for office in offices])
        points += np.nan_to_num(np.maximum(0, own[rows, None] - own)) * need
    homes: dict[object, int] = {}
    home = np.array([homes.setdefault(office.home, len(homes)) for office in offices])
    return np.where(home[rows, None] == home, 0, points)


@pytest.mark.campaign
def test_another_solver_finds_as_many_pairs_and_points() -> None:
    """With a seat a side, scipy's matching of the whole matrix of 5,000 offices serves as many proteges, with as many points."""
    cohort = invent.cohort(5_000, 5_000, departments=140)
    matching, points = pair(cohort).matching, scored(cohort)
    first = len(cohort.offices) * points.max() + 1
    points[points > 0] += first
    rows, columns = linear_sum_assignment(points, maximize=True)
    paired = np.count_nonzero(points[rows, columns])
    assert (matching.paired, matching.points) == (paired, points[rows, columns].sum() - paired * first)


@pytest.mark.campaign
def test_the_prices_prove_the_total_by_the_formula_alone() -> None:
    """For 10,000 offices, where that solver takes over a quarter of an hour: no plan can be worth more, whatever it pairs."""
    cohort = invent.cohort(10_000, 10_000, departments=200)
    matching = pair(cohort).matching
    said, reached = matching.prices[0], matching.points + matching.prices[0].bonus * matching.paired
    u, v = (np.array([side.get(one.id, 0) for one in cohort.offices], float) for side in (said.mentors, said.proteges))
    most = u.sum() + v.sum()
    for start in range(0, len(u), 500):
        points = scored(cohort, rows := slice(start, start + 500))
        most += np.maximum(0, points + said.bonus - u[rows, None] - v)[points > 0].sum()
    assert most == reached
