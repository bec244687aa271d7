"""Whatever a record says, verify answers: with differences, or with an error in words; never with a traceback."""

from __future__ import annotations

import copy
import json
import random
import shutil
from collections.abc import Iterator
from contextlib import suppress
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from invent import cohort as invented_cohort
from invent import policy as invented_policy
from typer.testing import CliRunner

import cxmatch as cx
from cxmatch.cli import app
from cxmatch.domain.parts import Capacity
from cxmatch.domain.policy import Must, Objective, Pair, Policy
from cxmatch.domain.weighing import RegretSettings
from cxmatch.errors import CxmatchError, NoPairingError
from cxmatch.records.codec import encode

POLICIES = {
    "default": Policy(
        waited={"Invented Office 3": 2},
        regret=RegretSettings(weight=9, offices={"Invented Office 0": 60, "Invented Office 2": 30}),
        mentored={"Invented Office 0": 2},
        forbidden=(Pair(mentor="Invented Office 1", protege="*"),),
    ),
    "total first": Policy(objective=Objective.TOTAL_FIRST, must=Must(minimum_fit=2)),
    "worst-off first": Policy(objective=Objective.WORST_OFF_FIRST),
    "one role": Policy(must=Must(one_role=True)),
    "no exchange": Policy(must=Must(no_exchange=True), objective=Objective.TOTAL_FIRST),
    "minimum load": Policy(capacity=Capacity(mentor=3, protege=2, mentor_at_least=2)),
    "everyone": Policy(must=Must(everyone=True), capacity=Capacity(mentor=3)),
}
KINDS: tuple[Any, ...] = (
    *(None, True, False, 0, 1, -1, 7, 2**31, 2**53 - 1, 2**53, 2**63 - 1, 2**63, -(2**63) - 1, 10**400, 0.5, 1e308),
    *("", "NaN", "x", "*", "\ud800", "\x00\x1b[2J", "Invented Office 0", "9" * 5000, "mentor", "cell 0 0", "CX999"),
    *([], {}, [[]], [None], [0, 0], {"": 0}, {"a": {"b": []}}, ["zero cell 0 0"] * 1500),
)


@cache
def records() -> dict[str, Any]:
    """Give true records by name: a first run and, where the rules can still be met, a rerun of each way to solve."""
    cohort = invented_cohort(6, 7, seats=2, departments=6)
    first = {name: cx.pair(cohort, policy) for name, policy in POLICIES.items()}
    first["invented rules"] = cx.pair(cohort, invented_policy(5, cohort))
    first["read from a survey"] = cx.pair(cx.read_survey(cx.sample("roundtable-14")))
    again = {}
    for name, run in first.items():
        with suppress(NoPairingError):
            again[f"{name}, again"] = cx.rerun(run, without=[run.matching.pairings[0].mentor])
    assert len(again) >= len(POLICIES)
    return {name: encode(run) for name, run in {**first, **again}.items()}


def places(tree: Any, way: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], Any, Any]]:
    """Give every container of a tree with every key or place in it, and the keys on the way there."""
    keys = list(tree) if isinstance(tree, dict) else range(len(tree)) if isinstance(tree, list) else ()
    for key in keys:
        here = (*way, key if isinstance(key, str) else "[]")
        yield here, tree, key
        yield from places(tree[key], here)


def drawn(tree: Any, rng: random.Random) -> tuple[Any, Any]:
    """Draw a kind of place first, then one of that kind, so that long lists do not crowd out what stands once."""
    kinds: dict[tuple[str, ...], list[tuple[Any, Any]]] = {}
    for way, home, key in places(tree):
        kinds.setdefault(way, []).append((home, key))
    return rng.choice(kinds[rng.choice(sorted(kinds))])


def mutated(tree: Any, rng: random.Random) -> Any:
    """Give a copy of a tree with one to three changes of any kind."""
    tree = copy.deepcopy(tree)
    for _ in range(rng.choice((1, 1, 1, 2, 3))):
        home, key = drawn(tree, rng)
        rng.choice((_replace, _replace, _near, _from_elsewhere, _drop, _shuffle))(tree, home, key, rng)
    return tree


def _replace(tree: Any, home: Any, key: Any, rng: random.Random) -> None:
    home[key] = copy.deepcopy(rng.choice(KINDS))


def _near(tree: Any, home: Any, key: Any, rng: random.Random) -> None:
    value = home[key]
    home[key] = value + rng.choice((-1, 1, 2**40)) if type(value) is int else rng.choice(KINDS)


def _from_elsewhere(tree: Any, home: Any, key: Any, rng: random.Random) -> None:
    other, place = drawn(tree, rng)
    home[key] = copy.deepcopy(other[place])


def _drop(tree: Any, home: Any, key: Any, rng: random.Random) -> None:
    if isinstance(home, dict) and rng.random() < 0.3:
        home[f"{key}x"] = home.pop(key)
    else:
        del home[key]


def _shuffle(tree: Any, home: Any, key: Any, rng: random.Random) -> None:
    lists = [other[place] for _, other, place in places(tree) if isinstance(other[place], list) and other[place]]
    chosen: list[Any] = rng.choice(lists)
    rng.choice((rng.shuffle, list.clear, list.pop, lambda these: these.append(copy.deepcopy(these[0]))))(chosen)


def told(tree: Any, file: Path, rng: random.Random) -> None:
    """Hold what verify says of a tree: differences, or one of our errors with exit code 1, 2 or 4."""
    text = json.dumps(tree)
    if rng.random() < 0.1:
        text = text.replace('"points": ', '"points": 5, "points": ', 1)
    file.write_text(text, encoding="utf-8")
    found: Any = ()
    try:
        run, record = cx.load_record(file)
        if rng.random() < 0.5:
            record["id"] = run.id
        found = cx.verify(run, record=record)
    except CxmatchError as problem:
        found = (str(problem),) if problem.exit_code in {1, 2, 4} else None
    assert isinstance(found, tuple)
    assert all(isinstance(words, str) and words for words in found)


def campaign(seeds: range, folder: Path) -> None:
    """Change a record of each seed at random, and hold what is said of it."""
    known = records()
    for seed in seeds:
        rng = random.Random(seed)
        name = rng.choice(sorted(known))
        try:
            told(mutated(known[name], rng), folder / "run.json", rng)
        except Exception as problem:
            problem.add_note(f"seed {seed}: {name}")
            raise


def commands(name: str, true: str) -> list[list[str]]:
    """Every command that takes a record, with the changed one and with a true one."""
    return [
        *(["verify", name], ["explain", name], ["explain", name, "--json", "--all"], ["agenda", name], ["runs", name]),
        *(["compare", name, true], ["compare", true, name], ["export", name, "--to", "kit"], ["rerun", name, "--out", "again"]),
        *(["progress", name, "survey.csv"], ["export", true, "--to", "map.graphml", "--past", name, "--overwrite"]),
        ["pair", "survey.csv", "--past", name, "--waited", "2", "--out", "next", "--overwrite"],
        *(["trail", true, name], ["silos", name, true], ["export", true, "--to", "page.html", "--past", name, "--overwrite"]),
    ]


def try_commands(seeds: range, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Give each command a changed record of each seed; hold its exit code."""
    monkeypatch.chdir(folder)
    shutil.copy(cx.sample("roundtable-14"), "survey.csv")
    Path("true.json").write_text(json.dumps(records()["read from a survey, again"]), encoding="utf-8")
    for seed in seeds:
        rng = random.Random(seed)
        name = rng.choice(sorted(records()))
        Path("run.json").write_text(json.dumps(mutated(records()[name], rng)), encoding="utf-8")
        for arguments in rng.sample(commands("run.json", "true.json"), 3):
            result = CliRunner().invoke(app, arguments)
            assert result.exit_code in {0, 1, 2, 3, 4}, (seed, name, arguments, result.output)


@pytest.mark.parametrize(
    ("way", "value"),
    [
        (("repair", "chosen"), "Q"),
        (("repair", "options"), []),
        (("repair", "options", 0, "prices"), []),
        (("cohort", "source", "notes"), [{"code": "CX999"}]),
        (("cohort", "framework", "need_scale", "high"), 2**61),
        (("matching", "pairings", 0, "contributions", 0, "factors"), {f"f{number}": 2**60 for number in range(400)}),
        (("matching", "prices", 0, "cases"), [{"decisions": ["zero cell 0 0"] * 1500, "scale": 1, "prices": {}}] * 2),
        (("policy", "forbidden"), [{"mentor": f"A{number}", "protege": "B"} for number in range(200_000)]),
        (("repair", "options", 0, "prices", 0, "scale"), 2**60),
    ],
)
def test_what_no_run_can_have_written_is_answered_in_words(way: tuple[Any, ...], value: Any, tmp_path: Path) -> None:
    """Plans that are not there, codes, numbers and lists past all sense, each put where it hurt."""
    tree = copy.deepcopy(records()["read from a survey, again"])
    home = tree
    for key in way[:-1]:
        home = home[key]
    home[way[-1]] = value
    told(tree, tmp_path / "run.json", random.Random(0))
    assert CliRunner().invoke(app, ["verify", str(tmp_path)]).exit_code in {1, 4}
    assert CliRunner().invoke(app, ["runs", str(tmp_path)]).exit_code in {0, 4}


def test_every_command_answers_a_changed_record(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever stands in a record, each command that takes one ends in words, with an exit code that is not our mistake."""
    try_commands(range(30), tmp_path, monkeypatch)


@pytest.mark.campaign
def test_every_command_answers_3_000_changed_records(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The same, 3,000 times."""
    try_commands(range(30, 3030), tmp_path, monkeypatch)


def test_any_change_of_a_record_is_answered_in_words(tmp_path: Path) -> None:
    """200 changed records of every method: refused in words, or with differences."""
    campaign(range(200), tmp_path)


@pytest.mark.campaign
def test_60_000_changes_of_records_are_answered_in_words(tmp_path: Path) -> None:
    """The same, 60,000 times."""
    campaign(range(200, 60_200), tmp_path)
