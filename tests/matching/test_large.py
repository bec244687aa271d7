"""Large cohorts: the way without a matrix, forced on small ones, gives what the matrix gives."""

import random
from dataclasses import replace
from pathlib import Path

import invent
import pytest
from typer.testing import CliRunner

import cxmatch as cx
from cxmatch.cli import app
from cxmatch.console import pairing
from cxmatch.domain.matching import Matching
from cxmatch.domain.run import Run
from cxmatch.errors import CxmatchError
from cxmatch.exports import page
from cxmatch.matching import largefit, size
from cxmatch.matching.method import Method
from cxmatch.matching.pair import pair
from cxmatch.matching.rules import seated
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
    found: list[Run | str] = []
    for most in (10**9, 0):
        monkeypatch.setattr(size, "LARGE", most)
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
    monkeypatch.setattr(size, "LARGE", 0)
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


def test_mixed_keys_decide_the_same_whatever_the_order(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where keys are mixed from one digest an office, the plan is proven, and another tie seed gives another plan."""
    monkeypatch.setattr(size, "LARGE", 0)
    monkeypatch.setattr(largefit, "HASHED", 0)
    cohort = invent.cohort(11, 60)
    policy = invent.policy(2, cohort)
    run, other = pair(cohort, policy), pair(cohort, replace(policy, tie_seed="another"))
    assert verify(run) == ()
    assert run.matching.points == other.matching.points
    assert run.matching.pairings != other.matching.pairings


def test_a_large_cohort_goes_from_survey_to_page_and_back(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """It is paired, written and verified; the screen shows its first rows, the page draws nothing, and explaining is refused."""
    monkeypatch.setattr(size, "LARGE", 0)
    monkeypatch.setattr(pairing, "MOST_ROWS", 5)
    monkeypatch.setattr(pairing, "FIRST_ROWS", 2)
    monkeypatch.setattr(page, "MOST_DRAWN", 5)
    monkeypatch.setattr(page, "DETAILED", 2)
    out = tmp_path / "out"
    shown = CliRunner().invoke(app, ["pair", str(cx.sample("roundtable-14")), "--out", str(out)])
    assert shown.exit_code == 0
    assert "more pairings: the table that was written has them all." in shown.output
    assert "Look at these first" not in shown.output
    assert "verify" in shown.output.splitlines()[-1]
    text = (out / "report.html").read_text(encoding="utf-8")
    assert "the first 2 are shown entry by entry" in text
    assert '<svg class="net"' not in text
    assert CliRunner().invoke(app, ["verify", str(out)]).exit_code == 0
    assert CliRunner().invoke(app, ["export", str(out), "--to", str(tmp_path / "kickoff")]).exit_code == 0
    refused = CliRunner().invoke(app, ["explain", str(out)])
    assert refused.exit_code == 2
    assert "not explained or repaired" in refused.output
