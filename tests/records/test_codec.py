"""Nouns to JSON and back."""

import json
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st
from invent import cohort as invented_cohort
from invent import policy as invented_policy

import cxmatch as cx
from cxmatch.domain.run import Run
from cxmatch.errors import CxmatchError, FileError
from cxmatch.records.codec import decode, dumps, encode, loads


def test_a_run_comes_back_as_it_was() -> None:
    """Writing a run and reading it is the identity, whatever the cohort and the policy."""
    for seed in range(20):
        cohort = invented_cohort(seed, 10, seats=2)
        run = cx.pair(cohort, invented_policy(seed, cohort))
        assert Run.from_json(run.to_json()) == run


TREES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
    lambda inside: st.lists(inside) | st.dictionaries(st.text(), inside),
)


@given(TREES)
def test_records_are_written_as_json_writes_them(tree: object) -> None:
    """The quicker writer gives the bytes of the standard one, indented by one blank."""
    assert dumps(tree) == json.dumps(tree, ensure_ascii=False, indent=1) + "\n"


def test_the_contract_of_the_record() -> None:
    """The record has the names that outside programs rely on."""
    tree = json.loads(cx.pair(invented_cohort(2, 10)).to_json())
    assert tree["schema"] == "cxmatch-run/1"
    assert {"cohort", "policy", "matching"} <= set(tree)
    pairing = tree["matching"]["pairings"][0]
    assert {"mentor", "protege", "points", "contributions"} <= set(pairing)
    assert all({"term", "points", "factors"} <= set(part) for part in pairing["contributions"])
    assert pairing["points"] == sum(part["points"] for part in pairing["contributions"])
    assert tree["matching"]["points"] == sum(each["points"] for each in tree["matching"]["pairings"])
    assert all({"office", "reason"} <= set(entry) for entry in tree["matching"]["waiting"])
    assert "prices" in tree["matching"]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ('{"a": 1, "a": 2}', "stands twice"),
        ('{"a": NaN}', "not a number"),
        ("[" * 100_000, "nested too deeply"),
        ('{"schema": "cxmatch-run/999"}', "not a run record of this version"),
        ('{"schema":"cxmatch-run/1","pairs":[{"mentor":"Alpha', "not valid JSON"),
        ("[]", "no schema"),
        ('{"schema": "cxmatch-run/1"}', "not complete"),
        ('{"schema": "cxmatch-run/1", "surprise": 1}', '"surprise"'),
        ('{"schema": "cxmatch-run/1", "cohort": 5}', "not complete"),
        ('{"schema": "cxmatch-run/1", "cohort": 5, "policy": {}, "matching": {}}', "not of the kind"),
    ],
)
def test_what_is_no_record_is_refused_with_the_reason(text: str, words: str) -> None:
    """Twice the same key, NaN, deep nesting, another version, half a file: one clear sentence each."""
    with pytest.raises(FileError, match=words):
        Run.from_json(text)


LEAVES = st.none() | st.booleans() | st.integers() | st.text()


@given(st.recursive(LEAVES, lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner)))
def test_any_json_tree_is_a_run_or_is_refused(tree: object) -> None:
    """Decoding never fails in any other way than with our own error."""
    with suppress(CxmatchError):
        decode(Run, tree)


@given(st.text())
def test_any_text_is_json_or_is_refused(text: str) -> None:
    """Reading JSON never fails in any other way than with our own error."""
    with suppress(FileError):
        loads(text)


def test_derived_numbers_are_written_but_never_read() -> None:
    """A changed total in a record does not survive decoding: the ledger tells it anew."""
    tree = encode(cx.pair(invented_cohort(2, 10)))
    tree["matching"]["points"] += 1
    assert Run.from_json(json.dumps(tree)).matching.points == tree["matching"]["points"] - 1
