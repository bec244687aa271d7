"""What a policy and a table of decisions say about offices and attributes that are not there, or not any more."""

from __future__ import annotations

import csv
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

import pytest
from invent import survey_csv
from typer.testing import CliRunner

import cxmatch as cx
from cxmatch.cli import app
from cxmatch.domain.cohort import Cohort, Office
from cxmatch.domain.decisions import Choice, Decision, passed_over
from cxmatch.domain.framework import Framework, Scale
from cxmatch.domain.parts import Capacity, Seats
from cxmatch.domain.policy import Pair, Past, Policy
from cxmatch.domain.weighing import Preference, Wish
from cxmatch.errors import NoPairingError, SettingsError

REGION = Preference(attribute="Region", want=Wish.SAME, points=2)
NAMES = ("Ash Office", "Birch Office", "Cedar Office", "Dale Office", "Elm Office")


def office(place: int, *, region: str = "", mentor: int = 1, protege: int = 1) -> Office:
    name = NAMES[place]
    levels = {"data": 5 - place % 3, "hiring": 1 + place % 4}
    return Office(
        id=name,
        name=name,
        department=f"Department {place}",
        capability=levels,
        need={"data": 4, "hiring": 3},
        mentor_slots=mentor,
        protege_slots=protege,
        attributes={"Region": region} if region else {},
    )


def cohort(*offices: Office) -> Cohort:
    return Cohort(framework=Framework.of_survey(("Data", "Hiring"), Scale(), Scale()), offices=offices)


ALL = cohort(*(office(place, region="East" if place == 0 else "") for place in range(5)))


@pytest.mark.parametrize(
    "offices",
    [
        (office(0, region="East", mentor=1, protege=0), office(1, region="West", mentor=1, protege=0)),
        (office(0, region="East", mentor=0), office(1, region="West", mentor=0)),
        (office(0, region="East", mentor=2, protege=0), office(1, mentor=0), office(2, mentor=0, region="East")),
    ],
)
def test_a_preference_needs_nobody_on_either_side(offices: tuple[Office, ...]) -> None:
    """Where a side is empty, or an attribute is on one side alone, there is an answer in words: a pairing, or none possible."""
    try:
        run = cx.pair(cohort(*offices), Policy(prefer=(REGION,)))
    except NoPairingError:
        return
    assert cx.verify(run) == ()
    assert cx.explain_office(run, NAMES[0]).office == NAMES[0]
    assert cx.overview(run)
    for one in offices:
        with suppress(NoPairingError):
            assert cx.verify(cx.rerun(run, without=[one.id])) == ()


def test_a_preference_outlives_the_last_office_that_had_its_attribute() -> None:
    """When nobody has the attribute any more it counts for nobody, and counts again when somebody comes back."""
    run = cx.pair(ALL, Policy(prefer=(REGION,)))
    second = cx.rerun(run, without=["Ash Office"])
    third = cx.rerun(second, without=["Birch Office"])
    assert third.policy.prefer == (REGION,)
    assert all(part.unanswered for fit in third.matching.pairings for part in fit.contributions if part.term.startswith("Region"))
    back = cohort(*(office(place, region="East") for place in (0, 2, 3, 4)))
    again = cx.rerun(third, cohort=back)
    assert {part.points for fit in again.matching.pairings for part in fit.contributions if part.term == "Region: same"} == {2}


@pytest.mark.parametrize(
    ("policy", "words"),
    [
        (
            Policy(prefer=(replace(REGION, attribute="Regoin"),)),
            'prefer: no office has the attribute "Regoin". Did you mean "Region"',
        ),
        (Policy(locked=(Pair(mentor="Ash Ofice", protege="Elm Office"),)), 'locked: .*"Ash Ofice". Did you mean "Ash Office"'),
        (Policy(forbidden=(Pair(mentor="*", protege="Elm Ofice"),)), 'forbidden: .*"Elm Ofice". Did you mean "Elm Office"'),
        (
            Policy(capacity=Capacity(offices={"Dale Ofice": Seats(mentor=2)})),
            'capacity: .*"Dale Ofice". Did you mean "Dale Office"',
        ),
    ],
)
def test_a_misspelled_name_of_a_new_policy_is_refused(policy: Policy, words: str) -> None:
    """In `pair`, and in a rerun with new rules, a name that nobody has or had is refused with the nearest."""
    with pytest.raises(SettingsError, match=words):
        cx.pair(ALL, policy)
    with pytest.raises(SettingsError, match=words):
        cx.rerun(cx.pair(ALL), policy=policy)


def test_rules_about_offices_that_have_left_bar_nothing_and_come_back_with_them() -> None:
    """After a dropout the same rules hold for the rest; when the office answers again, so do the rules about it."""
    rules = Policy(
        forbidden=(Pair(mentor="Ash Office", protege="*"),),
        capacity=Capacity(offices={"Ash Office": Seats(mentor=3)}),
        past=(Past(mentor="Ash Office", protege="Elm Office", points_off=1),),
        waited={"Ash Office": 3},
    )
    second = cx.rerun(cx.pair(ALL, rules), without=["Ash Office"])
    third = cx.rerun(second, cohort=ALL)
    assert (cx.verify(second), cx.verify(third)) == ((), ())
    assert all(fit.mentor != "Ash Office" for fit in third.matching.pairings)
    assert any(part.term == "Waited last time" for fit in third.matching.pairings for part in fit.contributions)


def test_the_policy_of_the_first_run_can_be_given_again() -> None:
    """A policy file that names an office which left two runs ago is no mistake."""
    rules = Policy(
        locked=(Pair(mentor="Ash Office", protege="Birch Office"),), forbidden=(Pair(mentor="Ash Office", protege="*"),)
    )
    rules = replace(rules, forbidden=(Pair(mentor="Elm Office", protege="Ash Office"),))
    first = cx.pair(ALL, rules)
    second = cx.rerun(first, without=["Ash Office"])
    third = cx.rerun(second, without=["Birch Office"])
    bare = cx.rerun(third, policy=Policy())
    assert cx.rerun(bare, policy=rules, earlier=[first, second, third]).policy == rules
    with pytest.raises(SettingsError, match="Ash Office"):
        cx.rerun(bare, policy=rules)


def decision(choice: Choice, mentor: str, protege: str, row: int = 2) -> Decision:
    return Decision(mentor=mentor, protege=protege, choice=choice, place=f"decided.csv, row {row}")


def test_a_decision_about_an_office_that_has_left_is_passed_over_with_its_row() -> None:
    """Also with the table of the first run after two more; a name that nobody had is refused with row and nearest name."""
    first = cx.pair(ALL)
    made = [decision(Choice.KEEP, fit.mentor, fit.protege, row) for row, fit in enumerate(first.matching.pairings, start=2)]
    second = cx.rerun(first, without=["Ash Office"], decisions=made)
    third = cx.rerun(second, without=["Birch Office"])
    fourth = cx.rerun(third, decisions=made, earlier=[first, second, third])
    notes = passed_over(made, fourth.cohort)
    touched = {entry.place for entry in made if {"Ash Office", "Birch Office"} & {entry.mentor, entry.protege}}
    assert {note.partition(":")[0] for note in notes} == touched
    with pytest.raises(SettingsError, match=r'decided.csv, row 7: .*"Cedar Ofice". Did you mean "Cedar Office"'):
        cx.rerun(first, decisions=[decision(Choice.NEVER, "Cedar Ofice", "Elm Office", 7)])


def test_what_was_decided_goes_before_the_policy_whatever_it_calls_the_offices() -> None:
    """Keep takes the place of a ban that spells the names otherwise; a barred Keep names its row."""
    first = cx.pair(ALL)
    pair = first.matching.pairings[0]
    banned = Policy(forbidden=(Pair(mentor=pair.mentor.upper(), protege=pair.protege.lower()),))
    kept = cx.rerun(first, policy=banned, decisions=[decision(Choice.KEEP, pair.mentor, pair.protege)])
    assert (kept.policy.forbidden, [(each.mentor, each.protege) for each in kept.policy.locked]) == (
        (),
        [(pair.mentor, pair.protege)],
    )
    past = Policy(past=(Past(mentor=pair.mentor, protege=pair.protege),))
    with pytest.raises(NoPairingError, match=r"decided.csv, row 2, Keep"):
        cx.rerun(first, policy=past, decisions=[decision(Choice.KEEP, pair.mentor, pair.protege)])
    with pytest.raises(SettingsError, match=r"contradict each other(.|\n)*row 2(.|\n)*row 3"):
        cx.rerun(first, decisions=[decision(Choice.KEEP, *NAMES[:2]), decision(Choice.NEVER, NAMES[0].upper(), NAMES[1], 3)])


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A run in the current folder."""
    monkeypatch.chdir(tmp_path)
    cx.export(
        cx.report(cx.pair(ALL, Policy(forbidden=(Pair(mentor="Elm Office", protege="*"),)))), "out", formats=["csv", "json"]
    )
    return tmp_path


def test_the_screen_says_which_rows_of_a_table_were_passed_over(folder: Path) -> None:
    """`rerun --decisions` ends well with a decided office gone, and names file, row and office on standard error."""
    with (folder / "out" / "pairings.csv").open(encoding="utf-8-sig") as file:
        head, *rows = csv.reader(file)
    for row in rows:
        row[head.index("decision")] = "Keep"
    with (folder / "decided.csv").open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([head, *rows])
    result = CliRunner().invoke(app, ["rerun", "out", "--without", rows[0][0], "--decisions", "decided.csv", "--json"])
    assert result.exit_code == 0
    assert f'decided.csv, row 2: Keep is passed over, since "{rows[0][0]}" has left.' in " ".join(result.stderr.split())


def test_what_the_command_line_adds_to_a_rerun_is_added_to_the_rules_of_the_run(folder: Path) -> None:
    """`rerun --weight` keeps the bans of the run; a policy file takes their place."""
    assert CliRunner().invoke(app, ["rerun", "out", "--weight", "Data=2", "--out", "two"]).exit_code == 0
    assert [pair.mentor for pair in cx.load("two").policy.forbidden] == ["Elm Office"]
    assert cx.load("two").policy.weights == {"Data": 2}
    (folder / "policy.toml").write_text("[weights]\nData = 3\n", encoding="utf-8")
    assert CliRunner().invoke(app, ["rerun", "out", "--policy", "policy.toml", "--out", "three"]).exit_code == 0
    assert cx.load("three").policy.forbidden == ()


def test_points_for_an_office_that_is_not_there_are_said_to_go_to_nobody(folder: Path) -> None:
    """A name under [waited] that no office has is named on standard error with its line and the nearest; one of --past is not."""
    (folder / "policy.toml").write_text('[waited]\n"Elm Ofice" = 3\n', encoding="utf-8")
    (folder / "survey.csv").write_bytes(survey_csv(ALL))
    arguments = ["pair", "survey.csv", "--policy", "policy.toml", "--past", "out", "--waited", "2", "--out", "next", "--json"]
    result = CliRunner().invoke(app, arguments)
    said = 'policy.toml, line 2: waited: no office is called "Elm Ofice", so nobody gets them. Did you mean "Elm Office"?'
    assert (result.exit_code, " ".join(result.stderr.split())) == (0, said)
