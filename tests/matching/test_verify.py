"""Verifying a record: the true one passes, every corruption is refused."""

import copy
import json
import subprocess
import sys
from dataclasses import replace
from typing import Any

import pytest
from invent import cohort as invented_cohort

import cxmatch as cx
from cxmatch.domain.run import Run
from cxmatch.errors import CxmatchError, ProofError
from cxmatch.matching.verify import sealed
from cxmatch.records.codec import encode


@pytest.fixture(scope="module")
def run() -> Run:
    return cx.pair(invented_cohort(2, 14, seats=2))


def differences(tree: Any) -> tuple[str, ...]:
    """What verify says of a record read from this tree; a record that cannot even be read counts as refused."""
    try:
        return cx.verify(Run.from_json(json.dumps(tree)), record=tree)
    except CxmatchError as problem:
        return (problem.what,)


def leaves(tree: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    items = tree.items() if isinstance(tree, dict) else enumerate(tree) if isinstance(tree, list) else []
    found = [leaf for key, value in items for leaf in leaves(value, (*path, key))]
    return found if isinstance(tree, (dict, list)) and tree else [path]


def changed(value: Any) -> Any:
    if isinstance(value, bool):
        return not value
    if isinstance(value, int):
        return value + 1
    return f"{value}x" if isinstance(value, str) else "x"


@pytest.mark.quick
def test_a_true_record_verifies(run: Run) -> None:
    """What a run wrote passes, from the run itself and from its text."""
    assert cx.verify(run) == ()
    assert differences(json.loads(run.to_json())) == ()


def test_what_was_found_is_given_only_where_its_own_proof_holds(run: Run) -> None:
    """A run that holds is given back as it is; of one that does not, the first three differences are said."""
    assert sealed(run) is run
    pairings = tuple(replace(fit, full_points=fit.full_points + 1) for fit in run.matching.pairings)
    forged = replace(run, matching=replace(run.matching, pairings=pairings))
    with pytest.raises(ProofError) as problem:
        sealed(forged)
    assert len(cx.verify(forged)) > 3
    assert problem.value.what == f"The pairing that was found failed its own proof: {'; '.join(cx.verify(forged)[:3])}"
    again = cx.rerun(run, without=[run.matching.pairings[0].mentor])
    assert sealed(again, run) is again
    with pytest.raises(ProofError, match="is not the one it repairs"):
        sealed(again, again)


@pytest.mark.parametrize("offices", [8, pytest.param(14, marks=pytest.mark.campaign)])
def test_every_single_change_of_the_record_is_refused(offices: int) -> None:
    """A point, a price, a pair, a rating, a rule, a reason: changing any one value of the record is noticed."""
    tree = encode(cx.pair(invented_cohort(2, offices, seats=2)))
    for path in leaves(tree):
        if path[:2] == ("cohort", "source"):
            continue  # where the survey was read from decides nothing
        corrupt = copy.deepcopy(tree)
        place = corrupt
        for key in path[:-1]:
            place = place[key]
        place[path[-1]] = changed(place[path[-1]])
        assert differences(corrupt), path


@pytest.mark.quick
def test_a_forger_who_recomputes_the_id_is_refused_by_the_mathematics(run: Run) -> None:
    """With the id made to fit, prices of either rung that claim too much still fail their proof."""
    tree = encode(run)
    for rung in (0, 1):
        for side in ("mentors", "proteges"):
            forged = copy.deepcopy(tree)
            prices = forged["matching"]["prices"][rung][side]
            for name in prices:
                prices[name] += 10**9
            if not prices:
                continue  # every price on this side is 0
            assert any("proof" in difference for difference in _with_true_id(forged)), (rung, side)


@pytest.mark.quick
def test_a_worse_pairing_with_everything_else_made_to_fit_is_refused(run: Run) -> None:
    """Taking out a pairing and recomputing all derived numbers leaves a gap between the worth and the prices."""
    tree = encode(run)
    del tree["matching"]["pairings"][0]
    assert any("the prices allow" in difference for difference in _with_true_id(tree))


@pytest.mark.quick
def test_an_equally_good_pairing_is_refused_when_the_tie_key_names_another() -> None:
    """Swapping to a pairing of the same total is caught by the proof of the ties."""
    fw = invented_cohort(0, 2).framework
    offices = tuple(
        cx.Office(id=name, name=name, capability={"data": level}, need={"data": 3}, mentor_slots=seat, protege_slots=1 - seat)
        for name, level, seat in (("M1", 5, 1), ("M2", 5, 1), ("P1", 1, 0), ("P2", 1, 0))
    )
    tree = encode(cx.pair(cx.Cohort(framework=fw, offices=offices)))
    first, second = tree["matching"]["pairings"]
    first["mentor"], second["mentor"] = second["mentor"], first["mentor"]
    assert any("proof of the ties" in difference for difference in _with_true_id(tree))


@pytest.mark.quick
def test_a_changed_rating_is_refused_by_the_survey(run: Run) -> None:
    """Against the cohort of the survey itself, a rating that differs is named with its place."""
    office = run.cohort.offices[0]
    found = cx.verify(run, cohort=run.cohort.without(office.id))
    assert found


def test_verifying_imports_no_solver(run: Run, tmp_path: Any) -> None:
    """A process that verifies a record never loads scipy or networkx."""
    (tmp_path / "run.json").write_text(run.to_json(), encoding="utf-8")
    code = (
        "import sys, cxmatch as cx\n"
        "run, record = cx.load_record(sys.argv[1])\n"
        "assert cx.verify(run, record=record) == ()\n"
        "assert not {'scipy', 'networkx', 'pandas'} & set(sys.modules)\n"
    )
    subprocess.run([sys.executable, "-c", code, str(tmp_path)], check=True)  # noqa: S603  # our own interpreter


def _with_true_id(tree: Any) -> tuple[str, ...]:
    """What verify says when the id was recomputed after the change, so that only the mathematics can object."""
    forged = Run.from_json(json.dumps(tree))
    return cx.verify(forged, record=encode(forged))
