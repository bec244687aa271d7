"""Mutants of verify: whatever small fault is put into it, some record is answered otherwise."""

from __future__ import annotations

import hashlib
import importlib
import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import mutant_corpus as corpus
import mutants as campaign
import numpy as np
import pytest
from invent import framework

import cxmatch as cx
from cxmatch.assignment.problem import Problem
from cxmatch.domain.checked import Checked
from cxmatch.domain.policy import Pair

HERE = Path(__file__).parent
FUNCTIONS = {"_unnamed", "_lineage_flaws", "_differences", "unreadable", "_by_prices", "priced", "recorded", "bound", "flaws"}
SAMPLE = """
import json, mutants
campaign = mutants.Campaign(mutants.made_corpus(brief=True), mutants.compiled())
modules = ["matching/verify", "matching/proof", "assignment/certificate"]
campaign.prepare(modules)
keys = set(json.loads(input()))
campaign.run(modules, lambda mutant: mutant.key in keys)
alive = [key for key, counts in campaign.fates.items() if counts["survived"] or counts["not reached"]]
print(json.dumps([len(keys), alive]))
"""


def _sample() -> list[str]:
    """Give some mutants that are not explained, the same as long as their functions are."""
    known = campaign.explained()
    modules = ("matching/verify", "matching/proof", "assignment/certificate")
    every = (mutant for module in modules for mutant in campaign.mutants(module)[1] if mutant.function in FUNCTIONS)
    keys = {mutant.key for mutant in every if not known.why(mutant.key)}
    return sorted(keys, key=lambda key: hashlib.sha256(key.encode()).digest())[:40]


def test_most_of_40_mutants_are_noticed_by_a_brief_corpus() -> None:
    """Of a fixed sample of faults in verify and the proofs, the records of one small cohort and its rerun notice four in five."""
    done = subprocess.run(  # noqa: S603
        [sys.executable, "-c", SAMPLE], input=json.dumps(_sample()), capture_output=True, text=True, check=True, cwd=HERE
    )
    tried, alive = json.loads(done.stdout.splitlines()[-1])
    assert tried == 40
    assert len(alive) <= 8, alive


@pytest.mark.campaign
def test_each_reason_in_the_table_of_survivors_is_about_a_mutant_that_there_is() -> None:
    """A row whose function or line is gone goes too, and every row has a reason."""
    there = [mutant for module in campaign.MODULES for mutant in campaign.mutants(module)[1]]
    table = campaign.explained()
    assert not sorted(set(table.mutants) - {mutant.key for mutant in there})
    functions = {f"{mutant.module}:{mutant.function}" for mutant in there}
    assert not [name for name in table.functions if not any(f"{key}.".startswith(f"{name}.") for key in functions)]
    assert all(reason.endswith(".") for reason in (*table.mutants.values(), *table.functions.values()))


@pytest.mark.campaign
def test_every_mutant_is_noticed_or_explained() -> None:
    """The whole campaign: no survivor without a reason, and no reason without a survivor."""
    done = subprocess.run([sys.executable, "mutants.py", "--explained"], capture_output=True, text=True, check=False, cwd=HERE)
    assert done.returncode == 0, done.stdout


def test_the_numbers_that_records_of_large_cohorts_change_are_there() -> None:
    """A constant that has another name fails here, and not first when the corpus is made."""
    for key, small in {**corpus.SHARED, **corpus.BLOCKS}.items():
        module, name = key.rsplit(".", 1)
        assert getattr(importlib.import_module(f"cxmatch.{module}"), name) > small, key


ONE = np.ones(1, dtype=np.int64)
TINY: dict[str, Any] = {"value": ONE[:, None], "allowed": np.ones((1, 1), bool), "supply": ONE, "demand": ONE, "bonus": 0 * ONE}


@pytest.mark.parametrize(
    "wrong",
    [
        *({name: np.concatenate([part, part])} for name, part in TINY.items()),
        *({name: part.astype(np.int32)} for name, part in TINY.items()),
        *({name: -part} for name, part in TINY.items() if name not in ("allowed", "bonus")),
        {"bonus": -ONE},
    ],
)
def test_a_problem_of_wrong_shapes_kinds_or_signs_is_refused(wrong: dict[str, Any]) -> None:
    """What no record can bring about, so that no mutant of it is noticed by one."""
    assert Problem(**TINY)
    with pytest.raises(ValueError, match="are"):
        Problem(**{**TINY, **wrong})


POLICY = """
locked = [
    {mentor = "b", protege = "Z"},
    {mentor = "A", protege = "Y"},
    {mentor = "A", protege = "Z"},
]
forbidden = [{mentor = "B", protege = "Y"},
    {mentor = "*", protege = "y"}]
past = [{mentor = "A", protege = "Y"}]
"""


def test_rules_that_contradict_each_other_are_named_with_their_places() -> None:
    """Where a rule stands in a policy file is no part of a record, so that no mutant of it is noticed by one."""
    sides = {"A": (5, 1, 1, 0), "B": (4, 1, 1, 0), "Y": (1, 5, 0, 1), "Z": (1, 4, 0, 1)}
    offices = tuple(
        cx.Office(id=name, name=name, capability={"data": can}, need={"data": needs}, mentor_slots=gives, protege_slots=takes)
        for name, (can, needs, gives, takes) in sides.items()
    )
    cohort = cx.Cohort(framework=framework("Data"), offices=offices)
    with pytest.raises(cx.NoPairingError) as problem:
        cx.pair(cohort, cx.Policy.parse(POLICY, "p"))
    assert str(problem.value).split("\n  ")[:3] == [
        'The policy locks "A" with "Y", but another rule bars that pair: forbidden pair, paired before'
        " (p, line 4 against p, line 8, p, line 9).",
        'The policy locks 2 pairs for "A", which has only 1 mentor seat (p, line 4, p, line 5).',
        'The policy locks 2 pairs for "Z", which has only 1 protege seat (p, line 5, p, line 3).',
    ]
    bare = cx.Policy(locked=(Pair(mentor="A", protege="Y"),), forbidden=(Pair(mentor="A", protege="Y"),))
    with pytest.raises(cx.NoPairingError, match=r"bars that pair: forbidden pair\."):
        cx.pair(cohort, bare)


def test_what_a_check_found_of_files_and_of_explain_is_said() -> None:
    """A record alone has no files beside it, so that no mutant of this is noticed by one."""
    run = cx.pair(cx.read_survey(cx.sample("roundtable-14")))
    assert Checked(run=run, differences=("a",), edited=("b",)).problems == ("a", "b")
    assert "agree. So do the figures of explain. The prices" in Checked(run=run, explained=True).holds
    assert "agree. The prices" in Checked(run=run).holds


def test_an_office_without_a_seat_is_no_row_and_no_column() -> None:
    """Only `explain` asks for one, so that no mutant of it is noticed by a record."""
    offices = (
        cx.Office(id="A", name="A", capability={"data": 5}, need={"data": 1}, protege_slots=0),
        cx.Office(id="Y", name="Y", capability={"data": 1}, need={"data": 5}, mentor_slots=0),
    )
    run = cx.pair(cx.Cohort(framework=framework("Data"), offices=offices))
    assert cx.explain(run, mentor="a", protege=" y ").fit.points
    with pytest.raises(cx.SettingsError, match='"Y" takes no protege, so it cannot mentor'):
        cx.explain(run, mentor="Y", protege="Y")
    with pytest.raises(cx.SettingsError, match='"A" takes no mentor, so it cannot be a protege'):
        cx.explain(run, mentor="A", protege="A")
