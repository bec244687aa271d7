"""The regret ledger: what offices gave up over rounds, recounted by hand; what that counts in the next, and who mentors again."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from random import Random
from typing import Any

import pytest
from examples import often
from hypothesis import given
from hypothesis import strategies as st
from invent import cohort as invented_cohort
from oracles import made, plans, rank
from typer.testing import CliRunner

import cxmatch as cx
from cxmatch.cli import app
from cxmatch.domain.cohort import Office
from cxmatch.domain.policy import Must, Objective, Policy
from cxmatch.domain.run import last_runs
from cxmatch.domain.weighing import GAVE_UP, GAVE_UP_RULE, RegretSettings
from cxmatch.errors import NoPairingError
from cxmatch.matching.fit import FitMatrix
from cxmatch.matching.largefit import LargeFit

SERIES = st.integers(0, 10_000)
SAMPLE = cx.sample("roundtable-14")


def _series(seed: int, weight: int = 0, rounds: int = 3, most: int = 7) -> list[cx.Run]:
    """Pair cohorts whose offices have the same names round after round, each knowing of those before."""
    rng, runs = Random(seed), list[cx.Run]()
    for number in range(rounds):
        cohort = invented_cohort(seed + 77 * number, rng.randint(4, most), seats=rng.choice([1, 2]))
        plain = Policy(
            must=Must(different_department=rng.random() < 0.5),
            objective=rng.choice([*Objective]),
            regret=RegretSettings(weight=weight),
        )
        try:
            runs.append(cx.pair(cohort, cx.after_rounds(plain, runs, waited=rng.choice([0, 2]))))
        except NoPairingError:
            continue
    return runs


def _fit(mentor: Office, protege: Office) -> int:
    """Add up need x lead by hand."""
    both = set(mentor.capability) & set(protege.capability) & set(protege.need)
    return sum((protege.need[area] - 1) * max(0, mentor.capability[area] - protege.capability[area]) for area in both)


def _whole(protege: Office) -> int:
    return _fit(replace(protege, capability=dict.fromkeys(protege.capability, 5)), protege)


def _may(run: cx.Run, mentor: Office, protege: Office) -> bool:
    same = run.policy.must.different_department and mentor.department == protege.department != ""
    before = (mentor.id, protege.id) in {(pair.mentor, pair.protege) for pair in run.policy.past}
    return mentor.id != protege.id and mentor.mentor_slots > 0 and not same and not before and _fit(mentor, protege) > 0


def _recount(runs: list[cx.Run]) -> dict[str, int]:
    """Count again by hand what each office gave up, in percent."""
    percents: dict[str, int] = {}
    for run in runs:
        offices = {office.id: office for office in run.cohort.offices}
        for office in (office for office in offices.values() if office.protege_slots):
            fits = sorted((_fit(other, office) for other in offices.values() if _may(run, other, office)), reverse=True)
            best = fits[: office.protege_slots]
            got = sum(_fit(offices[fit.mentor], office) for fit in run.matching.pairings if fit.protege == office.id)
            percents[office.id] = percents.get(office.id, 0) + (
                100 * (sum(best) - got) // (len(best) * _whole(office)) if best else 0
            )
    return {name: min(100, percent) for name, percent in percents.items() if percent}


@often(25)
@given(SERIES)
def test_what_was_given_up_equals_a_recount(seed: int) -> None:
    """Over any series of cohorts, what each office gave up is what adding up its fits by hand gives."""
    if runs := _series(seed, weight=seed % 3 * 7):
        found = cx.regret(runs)
        assert found.percents == _recount(runs)
        proteges = [fit.mentor for run in runs for fit in run.matching.pairings]
        assert {entry.office: entry.mentored for entry in found.offices if entry.mentored} == {
            name: proteges.count(name) for name in proteges
        }
        seats = [(office.id, office.mentor_slots) for run in runs for office in run.cohort.offices]
        assert all(entry.seats == sum(number for name, number in seats if name == entry.office) for entry in found.offices)


@often(25)
@given(SERIES)
def test_each_point_that_counts_more_equals_a_recount(seed: int) -> None:
    """The entry of a pairing is weight x given up x met / 10,000, rounded down, in any round; and the record holds."""
    runs = _series(seed, weight=25)
    for number, run in enumerate(runs):
        offices, given_up = {office.id: office for office in run.cohort.offices}, _recount(runs[:number])
        for fit in run.matching.pairings:
            mentor, protege = offices[fit.mentor], offices[fit.protege]
            met, said = 100 * _fit(mentor, protege) // _whole(protege), [p.points for p in fit.contributions if p.term == GAVE_UP]
            percent = given_up.get(fit.protege, 0)
            assert said == ([25 * percent * met // 10_000] if percent else [])
        assert cx.verify(run) == ()


@often(15)
@given(SERIES)
def test_no_other_pairing_is_better_where_it_counts(seed: int) -> None:
    """Of all pairings that can be made with what is owed counted, the one that is found is a best."""
    for run in _series(seed, weight=40, rounds=2, most=5)[1:]:
        matrix = FitMatrix.of(run.cohort, run.policy)
        assert rank(matrix, made(run)) == max(rank(matrix, pairs) for pairs in plans(matrix))


@pytest.mark.parametrize("seed", range(8))
def test_explanations_of_a_run_with_regret_are_found_again(seed: int) -> None:
    """What explain says of other answers, seats, dropouts and prices holds where shares of a need count."""
    for run in _series(seed, weight=30, rounds=2)[1:]:
        assert cx.verify_explanations(run) == ()


def test_without_a_matrix_pairs_count_the_same() -> None:
    """The route for large cohorts gives every pair what the matrix gives it."""
    run = _series(5, weight=60)[-1]
    matrix, large = FitMatrix.of(run.cohort, run.policy), LargeFit.of(run.cohort, run.policy)
    cells = [(row, column) for row in range(len(matrix.mentors)) for column in range(len(matrix.proteges))]
    assert [large.fit(*cell).points for cell in cells] == [int(matrix.points[cell]) for cell in cells]
    found = large.points(large.kinds[0], slice(None))
    assert all(int(found[cell]) == int(matrix.points[cell]) for cell in cells if found[cell] > 0)
    assert matrix.owed.counts


@pytest.fixture(scope="module")
def rounds() -> list[cx.Run]:
    """Two rounds of the sample."""
    first = cx.pair(cx.read_survey(SAMPLE))
    return [first, cx.pair(first.cohort, cx.after_rounds(Policy(), [first]))]


def test_who_gave_up_most_is_served_better(rounds: list[cx.Run]) -> None:
    """With a weight the office that gave up most over two rounds meets more of its need in the third, and the price is said."""
    first = rounds[0]
    most = cx.regret(rounds).offices[0].office
    plain, fair = (
        cx.pair(first.cohort, cx.after_rounds(Policy(regret=RegretSettings(weight=weight)), rounds)) for weight in (0, 10)
    )
    before, after = (next(fit for fit in run.matching.pairings if fit.protege == most) for run in (plain, fair))
    assert after.met_points > before.met_points
    assert any(charge.rule == GAVE_UP_RULE for charge in fair.bill)
    assert max(cx.regret([*rounds, fair]).percents.values()) <= max(cx.regret([*rounds, plain]).percents.values())
    assert [line for line in cx.report(fair).earlier if "What that costs" in line]


def test_a_weight_of_0_is_the_very_same_run(rounds: list[cx.Run]) -> None:
    """With the weight 0 the record has the bytes of a policy that says nothing of regret."""
    first = rounds[0]
    silent, zero = (cx.pair(first.cohort, cx.after_rounds(Policy.parse(text), [first])) for text in ("", "regret.weight = 0"))
    assert silent.to_json() == zero.to_json()
    assert '"regret"' not in silent.to_json()


def _percent(tree: dict[str, Any]) -> None:
    name = next(iter(tree["policy"]["regret"]["offices"]))
    tree["policy"]["regret"]["offices"][name] -= 1


def _weight(tree: dict[str, Any]) -> None:
    tree["policy"]["regret"]["weight"] += 9


def _entries(tree: dict[str, Any]) -> list[dict[str, Any]]:
    return [part for fit in tree["matching"]["pairings"] for part in fit["contributions"] if part["term"] == GAVE_UP]


def _points(tree: dict[str, Any]) -> None:
    entry = _entries(tree)[0]
    entry["factors"]["points"] += 1
    entry["points"] += 1


def _hidden(tree: dict[str, Any]) -> None:
    for fit in tree["matching"]["pairings"]:
        fit["contributions"] = [part for part in fit["contributions"] if part["term"] != GAVE_UP]


def _price(tree: dict[str, Any]) -> None:
    tree["bill"] = [charge for charge in tree["bill"] if charge["rule"] != GAVE_UP_RULE]


def _load(tree: dict[str, Any]) -> None:
    tree["load"] = tree["load"][1:]


def _rest(tree: dict[str, Any]) -> None:
    tree["policy"]["mentored"] = {}


@pytest.mark.parametrize("forge", [_percent, _weight, _points, _hidden, _price, _load, _rest])
def test_a_forged_regret_is_refused(rounds: list[cx.Run], forge: Callable[[dict[str, Any]], None]) -> None:
    """Whatever of regret and load is altered in a record, verify finds it, and no solver is asked."""
    run = cx.pair(rounds[0].cohort, cx.after_rounds(Policy(regret=RegretSettings(weight=10)), rounds))
    tree = json.loads(run.to_json())
    assert cx.verify(run, record=tree) == ()
    forge(tree)
    assert cx.verify(cx.Run.from_tree(tree), record=tree) != ()


def test_who_mentors_in_a_third_cohort_in_a_row_is_named(rounds: list[cx.Run]) -> None:
    """After two rounds as a mentor the third is said with what can be done; after one, or with a round between, nothing is."""
    first, second = rounds
    third = cx.pair(first.cohort, cx.after_rounds(Policy(), rounds))
    mentors = {fit.mentor for fit in third.matching.pairings}
    assert {load.office for load in third.load or ()} == mentors
    assert {load.cohorts for load in third.load or ()} == {3}
    assert any("Mentors in 3 cohorts in a row" in line for line in cx.report(third).earlier)
    assert second.load is None
    office = sorted(mentors)[0]
    rested = cx.pair(first.cohort, Policy.parse(f'[capacity]\n"{office}" = 0'))
    assert office not in cx.mentored_in([first, rested, second])
    assert cx.mentored_in([rested, first, second])[office] == 2
    assert cx.mentored_in([first, rested]).keys().isdisjoint({office})


def test_a_run_and_its_rerun_are_one_round(rounds: list[cx.Run]) -> None:
    """Of a run and the rerun of it only the rerun counts, and a run that is named twice counts once."""
    first = rounds[0]
    later = cx.rerun(first, without=[first.matching.pairings[0].mentor])
    assert last_runs([first, later, first]) == (later,)
    assert cx.regret([first, later]).rounds == (later.id,)
    assert cx.mentored_in([first, later]) == {}
    other = cx.rerun(first, without=[first.matching.pairings[1].mentor])
    assert last_runs([later, other]) == (other,)


def test_offices_are_known_in_another_spelling(rounds: list[cx.Run]) -> None:
    """An office is the same over rounds in whatever case, and what a policy says of it goes before the runs."""
    first = rounds[0]
    name = cx.regret([first]).offices[0].office
    offices = tuple(replace(each, id=each.id.upper(), name=each.name.upper()) for each in first.cohort.offices)
    second = cx.pair(replace(first.cohort, offices=offices))
    found = cx.regret([first, second])
    assert len(found.offices) == len(first.cohort.offices)
    assert all(len(entry.shares) == 2 and entry.in_a_row == 2 for entry in found.offices)
    own = Policy.parse(f'[regret]\nweight = 5\n"{name.lower()}" = 7\n[waited]\n"{name.lower()}" = 2')
    policy = own.after((), {name: 9}, {name: 50})
    assert (dict(policy.regret.offices), dict(policy.waited)) == ({name.lower(): 7}, {name.lower(): 2})


def test_two_rounds_on_other_scales_add_up_in_percent(rounds: list[cx.Run]) -> None:
    """Rounds of other practice areas and scales add up: percents do, and fits are not summed over units."""
    other = cx.pair(cx.read_survey(cx.sample("maturity-14"), framework="cx-maturity"))
    found = cx.regret([rounds[0], other])
    assert found.percents.keys() >= cx.regret([other]).percents.keys()


def test_no_round_is_refused() -> None:
    """Without an earlier run there is nothing to count, and it is said what to name."""
    with pytest.raises(cx.SettingsError, match="no earlier run"):
        cx.regret([])


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two rounds of the sample as folders that pair wrote."""
    place = tmp_path_factory.mktemp("rounds")
    _run("pair", SAMPLE, "--out", place / "one", "--format", "json")
    _run("pair", SAMPLE, "--out", place / "two", "--past", place / "one", "--format", "json")
    return place


def _run(*words: object, code: int = 0) -> str:
    result = CliRunner().invoke(app, [str(word) for word in words])
    assert result.exit_code == code, result.output
    return " ".join(result.output.split())


def test_the_command_says_who_gave_up_most_and_what_comes_next(folder: Path) -> None:
    """`regret` shows each office, the rounds of those who gave up most, who mentored twice, and the next line to type."""
    said = _run("regret", folder / "one", folder / "two")
    assert "2 earlier rounds, 14 offices" in said
    assert "round 2: could have had" in said
    assert "Mentors in each of the last 2 rounds" in said
    assert "--regret 10" in said
    tree = json.loads(_run("regret", folder / "one", folder / "two", "--json"))
    assert tree["offices"][0]["percent"] == max(entry["percent"] for entry in tree["offices"])
    assert tree["offices"][0]["shares"][0]["gave_up"] >= 0


@pytest.mark.parametrize("ending", [".xlsx", ".docx", ".md", ".html", ".json"])
def test_the_ledger_is_a_paper_in_every_form(folder: Path, ending: str, tmp_path: Path) -> None:
    """`--to` writes the same bytes twice, and participants cannot have it."""
    one, two = tmp_path / f"a{ending}", tmp_path / f"b{ending}"
    for to in (one, two):
        _run("regret", folder / "one", "--to", to)
    assert one.read_bytes() == two.read_bytes()
    with pytest.raises(cx.SettingsError, match="organizers"):
        cx.write(cx.regret([cx.load(folder / "one")]), tmp_path / f"c{ending}", audience="participants")


def test_pair_says_what_counts_more_and_who_mentors_again(folder: Path, tmp_path: Path) -> None:
    """With `--past` and `--regret` the screen, the page, the policy and the record say it; hand-outs for participants do not."""
    past = ("--past", folder / "one", "--past", folder / "two", "--regret", "10")
    said = _run("pair", SAMPLE, "--out", tmp_path / "three", *past)
    assert "since proteges gave something up in earlier rounds. What that costs:" in said
    assert "Mentors in 3 cohorts in a row" in said
    page = (tmp_path / "three" / "report.html").read_text(encoding="utf-8")
    assert "Mentors in 3 cohorts in a row" in page
    assert "gave something up in earlier rounds" in page
    assert json.loads((tmp_path / "three" / "run.json").read_text(encoding="utf-8"))["load"]
    shown = _run("policy", *past)
    assert "gave up 99 % of its need" in shown
    assert "2 cohorts in a row before" in shown
    _run("verify", tmp_path / "three", code=0)
    _run("export", tmp_path / "three", "--to", tmp_path / "all", "--audience", "participants")
    for file in (tmp_path / "all").rglob("*"):
        words = file.read_bytes() if file.is_file() else b""
        assert not any(word in words for word in (b"gave up", b"gave something up", b"cohorts in a row", b"regret")), file


def test_a_weight_without_an_earlier_run_is_said_to_count_for_nobody(tmp_path: Path) -> None:
    """A weight in a policy file that no office and no run goes with is named with its line, and what to add."""
    (tmp_path / "policy.toml").write_text("[regret]\nweight = 5\n", encoding="utf-8")
    said = _run("pair", SAMPLE, "--policy", tmp_path / "policy.toml", "--out", tmp_path / "out", "--format", "json")
    assert "policy.toml, line 2: regret: weight counts for nobody" in said


def test_a_survey_is_no_round(tmp_path: Path) -> None:
    """`regret` refuses a survey by its name."""
    assert "is no run" in _run("regret", SAMPLE, code=2)


def test_a_folder_with_reruns_stands_for_its_latest_run(folder: Path, tmp_path: Path) -> None:
    """`--past` and `regret` count the pairs that came of a round, after its reruns."""
    _run("pair", SAMPLE, "--out", tmp_path / "one", "--format", "json")
    first = cx.load(tmp_path / "one")
    gone = first.matching.pairings[0].mentor
    _run("rerun", tmp_path / "one", "--without", gone)
    later = cx.load(tmp_path / "one" / "run 2")
    assert cx.past_runs([tmp_path / "one"]) == [later]
    tree = json.loads(_run("policy", "--past", tmp_path / "one", "--json"))
    assert {(pair["mentor"], pair["protege"]) for pair in tree["past"]} == {
        (fit.mentor, fit.protege) for fit in later.matching.pairings
    }


def test_what_verify_cannot_know_of_earlier_rounds_is_said(rounds: list[cx.Run], tmp_path: Path) -> None:
    """Where something counts that was given up before, or who mentored is named, verify says that earlier runs tell it."""
    owed = cx.pair(rounds[0].cohort, Policy(regret=RegretSettings(weight=10, offices={next(iter(rounds[0].offices)): 40})))
    for number, run in enumerate((rounds[0], owed)):
        cx.export(cx.report(run), tmp_path / str(number), formats=("json",))
    said = [" ".join(cx.verify_folder(tmp_path / str(number)).unchecked) for number in range(2)]
    assert ["the command regret" in text for text in said] == [False, True]


def test_who_waited_twice_in_two_spellings_waited(rounds: list[cx.Run]) -> None:
    """An office that waited in two earlier rounds under capital and small letters gets its points once, as it is spelled last."""
    cohort = rounds[0].cohort
    loud = replace(cohort, offices=tuple(replace(each, id=each.id.upper(), name=each.name.upper()) for each in cohort.offices))
    rest = "\n".join(f'"{office.id}" = 0' for office in cohort.offices[:6])
    earlier = [cx.pair(each, Policy.parse(f"[capacity]\n{seats}")) for each, seats in ((cohort, rest), (loud, rest.upper()))]
    policy = cx.after_rounds(Policy(), earlier, waited=3)
    assert policy.waited
    assert all(name.isupper() for name in policy.waited)
    assert cx.verify(cx.pair(cohort, policy)) == ()
