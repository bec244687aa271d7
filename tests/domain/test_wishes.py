"""A table of pairings held against its run: what is typed over a name is a wish, and nothing in it is left out without a word."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import replace

import pytest
from invent import cohort as invented_cohort
from invent import policy as invented_policy

import cxmatch as cx
from cxmatch.domain.decisions import Choice, Decision
from cxmatch.domain.policy import Pair
from cxmatch.domain.run import Run
from cxmatch.domain.wishes import Row, heard
from cxmatch.errors import NoPairingError, SettingsError


def rows_of(run: Run) -> list[Row]:
    """The table of a run as it is exported: its pairings, nothing decided."""
    fits = enumerate(run.matching.pairings, start=2)
    return [Row(mentor=fit.mentor, protege=fit.protege, place=f"pairings.csv, row {row}") for row, fit in fits]


def typing(run: Run, at: int, **cells: object) -> list[Row]:
    """That table with some cells of a row written over."""
    rows = rows_of(run)
    rows[at] = replace(rows[at], **cells)  # type: ignore[arg-type]
    return rows


def said(decisions: Sequence[Decision]) -> list[tuple[str, str, str]]:
    return [(entry.mentor, entry.protege, entry.choice.value) for entry in decisions]


@pytest.mark.parametrize("seed", range(6))
def test_a_table_as_it_was_written_decides_nothing(seed: int) -> None:
    """Whatever the seats and the rules, in any order of rows and any spelling of case, of this run or an earlier one."""
    cohort = invented_cohort(seed, 12, seats=1 + seed % 3)
    run = cx.pair(cohort, replace(invented_policy(seed, cohort), locked=()))
    rows = [replace(row, mentor=f" {row.mentor.upper()}") for row in rows_of(run)]
    random.Random(seed).shuffle(rows)
    later = cx.rerun(run, without=[run.matching.pairings[0].mentor])
    for runs in ((), (run,), (later, run), (run, later)):
        assert heard(rows, runs, exported=True) == heard(rows, runs, run.id[:8]) == ()


@pytest.mark.parametrize("seed", range(5))
def test_any_mentor_typed_over_another_is_in_the_rerun_or_a_rule_bars_it_by_name(seed: int) -> None:
    """Each typed pair is made, and what it was typed over is not; a must-have rule that bars it is named with the row."""
    cohort = invented_cohort(seed, 8, seats=1 + seed % 3)
    run, rng, made = cx.pair(cohort), random.Random(seed), 0
    there = {(one.mentor, one.protege) for one in run.matching.pairings}
    for at, fit in enumerate(run.matching.pairings):
        others = [office.id for office in cohort.mentors if (office.id, fit.protege) not in there and office.id != fit.protege]
        for mentor in rng.sample(others, min(2, len(others))):
            wishes = heard(typing(run, at, mentor=mentor), (run,), exported=True)
            try:
                after = {(one.mentor, one.protege) for one in cx.rerun(run, decisions=wishes).matching.pairings}
            except NoPairingError as problem:
                refusal, after = problem.what, set()
            else:
                refusal, made = "", made + 1
            assert ((mentor, fit.protege) in after) == (not refusal)
            assert (fit.mentor, fit.protege) not in after
            assert not refusal or f"row {at + 2}, a wish" in refusal
            bars = cx.explain(run, mentor=mentor, protege=fit.protege).barred_by
            assert bool(refusal) == any(rule in refusal for rule in bars)
    assert made


def test_names_typed_on_either_side_are_wishes_with_or_without_a_decision(run: Run) -> None:
    """Another mentor, another protege, Keep or Change beside it, and a row that was added; the old pair is to change."""
    old, other = run.matching.pairings[0], run.matching.pairings[3]
    for choice in (None, Choice.KEEP, Choice.CHANGE):
        wished = heard(typing(run, 0, mentor=other.mentor, choice=choice), (run,))
        assert said(wished) == [(other.mentor, old.protege, "Keep"), (old.mentor, old.protege, "Change")]
        wished = heard(typing(run, 0, protege=other.protege, choice=choice), (run,))
        assert said(wished) == [(old.mentor, other.protege, "Keep"), (old.mentor, old.protege, "Change")]
    added = [*rows_of(run), Row(mentor=old.mentor, protege=other.protege, place="row 16")]
    assert said(heard(added, (run,))) == [(old.mentor, other.protege, "Keep")]


def test_two_names_that_were_exchanged_are_two_wishes(run: Run) -> None:
    """Both pairs are made, and nobody else moves."""
    one, two = run.matching.pairings[0], run.matching.pairings[5]
    rows = rows_of(run)
    rows[0], rows[5] = replace(rows[0], mentor=two.mentor), replace(rows[5], mentor=one.mentor)
    after = cx.rerun(run, decisions=heard(rows, (run,)))
    before = {(fit.mentor, fit.protege) for fit in run.matching.pairings}
    assert {(fit.mentor, fit.protege) for fit in after.matching.pairings} - before == {
        (two.mentor, one.protege),
        (one.mentor, two.protege),
    }


def test_one_of_several_mentors_is_the_one_that_is_replaced() -> None:
    """Where a protege has two mentors, the one whose name stays in the table stays."""
    cohort = invented_cohort(2, 10, seats=2)
    run = cx.pair(cohort)
    pairs = [(fit.mentor, fit.protege) for fit in run.matching.pairings]
    mentors = {protege: [mentor for mentor, name in pairs if name == protege] for _, protege in pairs}
    protege, (gone, stays) = next((name, theirs) for name, theirs in mentors.items() if len(theirs) == 2)
    for office in cohort.mentors:
        if office.id in (protege, gone, stays):
            continue
        wished = heard(typing(run, pairs.index((gone, protege)), mentor=office.id), (run,))
        assert said(wished) == [(office.id, protege, "Keep"), (gone, protege, "Change")]
        with_it = cx.rerun(run, decisions=wished) if office.department != cohort.office(protege).department else None
        after = {fit.mentor for fit in with_it.matching.pairings if fit.protege == protege} if with_it else {office.id}
        assert office.id in after
        assert gone not in after


def test_a_name_typed_over_a_locked_pair_takes_its_place(run: Run) -> None:
    """What the policy locked gives way to what was typed over it."""
    old = run.matching.pairings[0]
    locked = cx.pair(run.cohort, cx.Policy(locked=(Pair(mentor=old.mentor, protege=old.protege),)))
    at = [(fit.mentor, fit.protege) for fit in locked.matching.pairings].index((old.mentor, old.protege))
    after = cx.rerun(locked, decisions=heard(typing(locked, at, mentor="Kite Registry"), (locked,)))
    assert ("Kite Registry", old.protege) in {(fit.mentor, fit.protege) for fit in after.matching.pairings}


def test_never_beside_a_name_that_was_typed_over_another_is_asked_back(run: Run) -> None:
    """It may mean either pair: the row is named with both, and what to write. In a row of its own it bars the pair."""
    with pytest.raises(
        SettingsError, match=r"row 2: Never stands beside .*Kite Registry.*leave the decision empty.*put its name"
    ):
        heard(typing(run, 0, mentor="Kite Registry", choice=Choice.NEVER), (run,))
    added = Row(mentor="Kite Registry", protege="Almanac Requests Desk", choice=Choice.NEVER, place="row 16")
    assert said(heard([*rows_of(run), added], (run,))) == [("Kite Registry", "Almanac Requests Desk", "Never")]


@pytest.mark.parametrize(
    ("cells", "words"),
    [
        ({"mentor": ""}, 'row 2: there is no mentor beside "Almanac Requests Desk"'),
        ({"protege": "", "choice": Choice.CHANGE}, 'row 2: there is no protege beside "Footpath Access Office"'),
        ({"mentor": "", "protege": "", "choice": Choice.KEEP}, "row 2: there is no pair beside Keep"),
    ],
)
def test_a_name_that_was_taken_out_is_asked_back(cells: dict[str, object], words: str, run: Run) -> None:
    """An emptied cell may mean many things: the row is named, and what to write. A remark below the table is passed over."""
    with pytest.raises(SettingsError, match=f"{words}.*write Change"):
        heard(typing(run, 0, **cells), (run,))
    assert heard([*rows_of(run), Row(mentor="Looked at in May", protege="")], (run,)) == ()


def test_an_older_table_is_held_against_its_own_run(run: Run) -> None:
    """Yesterday's pairs are no wishes; what was typed into it is one, and the place says that the table is older."""
    later = cx.rerun(run, without=["Kite Registry", "Ferry Tickets Office"])
    rows = typing(run, 0, mentor="Clock Repair Claims")
    for mark in ("", run.id[:8]):
        assert heard(rows_of(run), (later, run), mark) == ()
        wish, change = heard(rows, (later, run), mark)
        assert (wish.mentor, wish.place) == ("Clock Repair Claims", "pairings.csv, row 2, in the table of an earlier run")
        assert change.choice is Choice.CHANGE


def test_the_table_of_another_run_is_refused_where_it_decides_nothing(run: Run) -> None:
    """Of 14 rows with other pairs none becomes a wish: it is refused, with what to do; decisions in it count as they stand."""
    other = cx.pair(run.cohort, cx.Policy(forbidden=tuple(
        Pair(mentor=fit.mentor, protege=fit.protege) for fit in run.matching.pairings
    )))  # fmt: skip
    for mark in ("", other.id[:8]):
        with pytest.raises(SettingsError, match="table of another run") as problem:
            heard(rows_of(other), (run,), mark, exported=True)
        assert "write Keep" in problem.value.next_step
    decided = [replace(row, choice=Choice.KEEP) for row in rows_of(other)]
    assert {entry.choice for entry in heard(decided, (run,), exported=True)} == {Choice.KEEP}
    assert heard(rows_of(other), (run,)) == ()  # somebody's own list, in which only what is decided counts


def test_a_wish_for_an_office_that_has_left_takes_nothing_with_it(run: Run) -> None:
    """It is passed over with its row, and so is that the old pair is to change; who was typed over may well have left."""
    old = run.matching.pairings[0]
    wished = heard(typing(run, 0, mentor="Kite Registry"), (run,))
    assert cx.rerun(run, decisions=wished, without=["Kite Registry"]).policy.forbidden == ()
    gone = cx.rerun(run, decisions=wished, without=[old.mentor])
    assert [(pair.mentor, pair.protege) for pair in gone.policy.locked] == [("Kite Registry", old.protege)]


def test_a_list_of_decisions_is_meant_as_it_stands(run: Run) -> None:
    """Where every row decides, and it is no export, Never beside a pair that is not there is no name typed over another."""
    one, two, three = run.matching.pairings[:3]
    rows = [
        Row(mentor=one.mentor, protege=one.protege, choice=Choice.KEEP, place="decisions.csv, row 2"),
        Row(mentor=one.mentor, protege=two.protege, choice=Choice.NEVER, place="decisions.csv, row 3"),
        Row(mentor=three.mentor, protege=three.protege, choice=Choice.NEVER, place="decisions.csv, row 4"),
    ]
    assert heard(rows, [run]) == tuple(row.decision(row.choice) for row in rows if row.choice)
    with pytest.raises(SettingsError, match="Never stands beside"):
        heard(rows, [run], exported=True)
