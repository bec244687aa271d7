"""Every field of the policy, every reading option and every option of a command is known wherever it must be."""

from __future__ import annotations

import inspect
import re
from dataclasses import fields, replace
from pathlib import Path
from typing import Any

import pytest
from invent import cohort as invented_cohort
from typer.main import get_command
from typer.testing import CliRunner

import cxmatch as cx
from cxmatch.cli import app
from cxmatch.commands.tables import LIMITS, SurveyOptions
from cxmatch.domain.parts import Capacity, Corrected, Rated, ReportSettings, Seats, Status
from cxmatch.domain.policy import Must, Objective, Pair, Past, Policy, Starred
from cxmatch.domain.rounds import compare
from cxmatch.domain.rows import settings
from cxmatch.domain.weighing import Asked, AskedFirst, FitSettings, Preference, RegretSettings, Wish
from cxmatch.matching.charges import without_each
from cxmatch.matching.rerun import policy_after
from cxmatch.survey.headings.mapping import ReadingOptions

ROOT = Path(__file__).parent.parent
A, B = "Invented Office 1", "Invented Office 2"
PLAIN = Policy(must=Must(different_department=False), waited={A: 1}, weights={"Data": 1})
CHANGED: dict[str, Policy] = {
    "objective": replace(PLAIN, objective=Objective.WORST_OFF_FIRST),
    "asked_first": replace(PLAIN, asked_first=AskedFirst(use=Asked.RUNG)),
    "tie_seed": replace(PLAIN, tie_seed="other"),
    "weights": replace(PLAIN, weights={"Data": 3}),
    "waited": replace(PLAIN, waited={A: 2}),
    "regret.weight": replace(PLAIN, regret=RegretSettings(weight=3, offices={A: 50})),
    "regret.offices": replace(PLAIN, regret=RegretSettings(weight=3, offices={A: 60})),
    "mentored": replace(PLAIN, mentored={A: 2}),
    "locked": replace(PLAIN, locked=(Pair(mentor=A, protege=B, reason="said"),)),
    "forbidden": replace(PLAIN, forbidden=(Pair(mentor=A, protege=B, reason="said"),)),
    "past": replace(PLAIN, past=(Past(mentor=A, protege=B, points_off=2),)),
    "prefer": replace(PLAIN, prefer=(Preference(attribute="Region", want=Wish.NEAR, points=2, within=3),)),
    "starred": replace(PLAIN, starred=(Starred(mentor=A, protege=B, points=2),)),
    "must.different_department": replace(PLAIN, must=Must(different_department=True)),
    **{
        f"must.{name}": replace(PLAIN, must=replace(PLAIN.must, **{name: value}))  # type: ignore[arg-type]  # one field each
        for name, value in {"minimum_fit": 1, "one_role": True, "no_exchange": True, "everyone": True}.items()
    },
    **{
        f"capacity.{name}": replace(PLAIN, capacity=Capacity(**{name: value}))  # type: ignore[arg-type]  # one field each
        for name, value in {"mentor": 2, "protege": 2, "mentor_at_least": 1, "offices": {A: Seats(mentor=2, protege=3)}}.items()
    },
    "fit.alike": replace(PLAIN, fit=FitSettings(alike=True)),
    "fit.lead_at_most": replace(PLAIN, fit=FitSettings(lead_at_most=2)),
    "corrected": replace(PLAIN, corrected=(Corrected(office=A, side=Rated.NEED, area="Data", level="2", reason="said"),)),
    "capacity.each": replace(PLAIN, capacity=Capacity(mentor_at_least=1, each=True)),
    **{
        f"report.{name}": replace(PLAIN, report=ReportSettings(**{name: value}))  # type: ignore[arg-type]  # one field each
        for name, value in {"title": "A", "subtitle": "B", "date": "C", "status": Status.DRAFT, "logo": "d.png"}.items()
    },
}
# What sets the seats or the tie key: there is no cohort without them to compare with. And what is only said, which is no rule.
NO_RULE = (
    *("mentored", "tie_seed", "capacity.mentor", "capacity.protege", "capacity.offices"),
    *(f"report.{field.name}" for field in fields(ReportSettings)),
)


def fields_of(policy: type) -> set[str]:
    """Name every field of the policy, those of its tables of rules included."""
    inner = {"must": Must, "capacity": Capacity, "regret": RegretSettings, "fit": FitSettings, "report": ReportSettings}
    plain = {field.name for field in fields(policy) if field.name not in ("origins", *inner)}
    return plain | {f"{table}.{field.name}" for table, kind in inner.items() for field in fields(kind)}


def value_of(policy: Policy, name: str) -> Any:
    """Give the value of a field, in a table of rules where the name has a point."""
    table, _, field = name.rpartition(".")
    return getattr(getattr(policy, table) if table else policy, field)


def test_the_table_of_this_test_has_every_field() -> None:
    """A field that is added to the policy must be added here, and so meets every test below."""
    assert set(CHANGED) == fields_of(Policy)


@pytest.mark.parametrize("name", CHANGED)
def test_a_setting_is_known_to_compare(name: str) -> None:
    """Two runs that differ in one setting are said to differ in it, and in no other."""
    run = cx.pair(invented_cohort(3, 6, seats=2))
    one, two = replace(run, policy=PLAIN), replace(run, policy=CHANGED[name])
    assert compare(one, two).settings == (name.partition(".")[0],)
    assert compare(two, two).settings == ()


@pytest.mark.parametrize(
    "change",
    [
        *({"capability": {}}, {"need": {}}, {"mentor_slots": 5}, {"protege_slots": 5}, {"department": "Moved"}),
        *({"attributes": {"Region": "9"}}, {"name": "Renamed"}),
    ],
)
def test_a_changed_office_is_known_to_compare(change: dict[str, Any]) -> None:
    """Whatever an office answers otherwise than before, compare names it."""
    run = cx.pair(invented_cohort(3, 6, seats=2))
    first, *others = run.cohort.offices
    after = replace(run, cohort=replace(run.cohort, offices=(replace(first, **change), *others)))
    assert compare(run, after).edited == (first.id,)


@pytest.mark.parametrize("name", CHANGED)
def test_a_setting_is_shown_with_where_it_came_from(name: str) -> None:
    """The page of settings says every value, and differs where a setting does."""
    assert list(settings(CHANGED[name])) != list(settings(PLAIN))
    shown = " ".join(" ".join(row) for row in settings(CHANGED[name]))
    assert all(word in shown for word in re.split(r"[._]", name) if word not in ("offices", "each", "capacity", "prefer"))


@pytest.mark.parametrize("name", CHANGED)
def test_a_setting_is_kept_by_a_rerun(name: str) -> None:
    """Whoever leaves, the rules of a rerun are those of the run: nothing is lost that could matter when somebody comes back."""
    run = cx.pair(invented_cohort(6, 7, seats=2, departments=6))
    for office in run.cohort.offices:
        cohort = run.cohort.without(office.id)
        assert policy_after(replace(run, policy=CHANGED[name]), cohort, None) == CHANGED[name]


@pytest.mark.parametrize("name", [name for name in CHANGED if name not in NO_RULE])
def test_a_rule_is_on_the_bill(name: str) -> None:
    """Each rule has a line of its own, whose policy is without it."""
    policies = [drop.policy for drop in without_each(CHANGED[name], invented_cohort(3, 6, seats=2))]
    assert any(value_of(policy, name) != value_of(CHANGED[name], name) for policy in policies)


@pytest.mark.parametrize("name", CHANGED)
def test_a_setting_is_in_the_docs(name: str) -> None:
    """docs/policy.md names it, in a block that can be copied or in a sentence."""
    page = (ROOT / "docs" / "policy.md").read_text(encoding="utf-8")
    assert re.search(rf"\b{name.rpartition('.')[2]}\b", page)


def test_every_reading_option_has_a_flag_and_is_typed_again() -> None:
    """An option of reading is an option of `check` by the same name, and stands in the next line that a screen shows."""
    check = {name for param in get_command(app).commands["check"].params for name in param.opts}  # type: ignore[attr-defined]
    names = {field.name for field in fields(ReadingOptions)}
    assert names <= set(inspect.signature(cx.check).parameters)
    assert {f"--{name.replace('_', '-')}" for name in names - {"limits"} | {"limit"}} <= check
    assert set(SurveyOptions().keywords) == names
    for name in names - {"limits"}:
        assert SurveyOptions(**{name: "a b"}).given == [f'--{name.replace("_", "-")} "a b"']
    for word, name in LIMITS.items():
        options = SurveyOptions(limit=[f"{word}=7"])
        assert options.given == [f"--limit {word}=7"]
        assert options.keywords["limits"] == cx.Limits(**{name: 7})
    assert set(LIMITS.values()) == {field.name for field in fields(cx.Limits)}


# What does something in every command that has it.
ALWAYS = {
    *("--help", "--out", "--json", "--format", "--overwrite", "--plain", "--save", "--survey", "--explanations", "--show"),
    *("--quiet", "--verbose", "--log", "--dry-run", "--no-color"),
    *("--policy", "--lock", "--forbid", "--weight", "--past", "--allow-waiting", "--without", "--decisions", "--max-moves"),
    *("--plan", "--afresh", "--refuse", "--to", "--audience", "--sessions", "--parent", "--marked", "--time-limit"),
    *("--again", "--first", "--open", "--kind", "--reminders", "--keep-words", "--answers", "--speakers", "--evidence"),
    "--schema",
    *("--after", "--checkins", "--publish"),
}
# What would be ignored: the command that is refused, and what its refusal names.
IGNORED: dict[str, tuple[list[str], str]] = {
    "--time-limit": (["pair", "survey.csv", "--time-limit", "0"], "above 0"),
    "--time-limit ": (["explain", "out", "--time-limit", "nan"], "above 0"),
    "--waited": (["pair", "survey.csv", "--waited", "3"], "--past"),
    "--regret": (["pair", "survey.csv", "--regret", "3"], "--past"),
    "--regret ": (["pair", "survey.csv", "--past", "survey.csv", "--regret", "3"], "earlier run"),
    "--all": (["explain", "out", "--all"], "--json"),
    "--all ": (["explain", "out", "Some Office", "--all", "--json"], "no office"),
    "--overwrite": (["check", "survey.csv", "--overwrite"], "--save"),
    "--ask": (["check", "survey.csv", "--ask"], "terminal"),
    "--waited ": (["pair", "survey.csv", "--past", "survey.csv", "--waited", "3"], "earlier run"),
    "--split": (["export", "out", "--to", "x", "--format", "csv", "--split"], "docx, md"),
    "--split ": (["export", "out", "--to", "x.xlsx", "--split"], "docx, md"),
    "--contacts": (["export", "out", "--to", "x", "--format", "xlsx", "--contacts"], "contacts"),
    "--template": (["export", "out", "--to", "x", "--format", "md", "--template", "survey.csv"], "docx"),
    "--again ": (["template", "--out", "brief.docx", "--again"], "--out"),
    "--wording": (["export", "out", "--to", "x", "--format", "docx", "--wording", "wording.toml"], "eml"),
    "--run": (["template", "--run", "out"], "--kind"),
    "--kind": (["template", "--kind", "chekin"], "Did you mean"),
    "--kind ": (["template", "--kind", "checkin"], "--run"),
    "--again  ": (["template", "--kind", "checkin", "--run", "out", "--again"], "--kind"),
    "--framework ": (["template", "--kind", "checkin", "--run", "out", "--framework", "omb-a11"], "--kind"),
    "--contacts ": (["status", "out", "survey.csv", "--contacts"], "--reminders"),
    "--wording ": (["status", "out", "survey.csv", "--wording", "wording.toml"], "--reminders"),
    "--past": (["export", "out", "--to", "x.csv", "--past", "out"], "graphml"),
    **{
        f"--{name}": (["export", "out", "--to", "x.csv", f"--{name}", words], "No title and no logo")
        for name, words in {"title": "A", "subtitle": "B", "date": "C", "status": "final", "logo": "logo.svg"}.items()
    },
    "--plan": (["rerun", "out", "--plan", "A", "--afresh"], "Choose one"),
    "--max-moves": (["rerun", "out", "--plan", "A", "--max-moves", "1"], "Choose one"),
    "--encoding": (["check", "survey.xlsx", "--encoding", "utf-8"], "workbook"),
    "--delimiter": (["check", "survey.xlsx", "--delimiter", ";"], "workbook"),
    "--sheet": (["check", "survey.csv", "--sheet", "One"], "text file"),
    "--framework": (["verify", "out", "--framework", "roundtable"], "none is read"),
    "--practices": (["export", "out", "--to", "x.csv", "--practices", "own.toml"], "docx, md"),
    "--settings": (["verify", "out", "--settings", "none"], "none is read"),
    "--settings ": (["rerun", "out", "--settings", "none"], "none is read"),
    "--scale": (["rerun", "out", "--scale", "1-5"], "none is read"),
    "--limit": (["agenda", "out", "--limit", "rows=5"], "none is read"),
    "--overwrite ": (["gaps", "survey.csv", "--overwrite"], "--to"),
    "--overwrite  ": (["agenda", "out", "--overwrite"], "--to"),
    "--within": (["ask", "out", "--within", "5"], "--choices"),
    "--choices": (["ask", "out", "--choices", "1"], "2 to 5"),
    "--star-points": (["rerun", "out", "--star-points", "5"], "--answers"),
    "--star-points ": (["answers", "out", "survey.csv", "--star-points", "0"], "from 1"),
    "--form": (["ask", "out", "--form", "csv"], "--to"),
    "--overwrite   ": (["ask", "out", "--overwrite"], "--to"),
    "--every": (["agenda", "out", "--every", "week"], "--first"),
    "--width": (["handover", "out", "--width", "3"], "--publish"),
    "--keep-words ": (["handover", "out", "--publish", "--keep-words"], "nothing in own words is published"),
    "--scale ": (["handover", "out", "--scale", "1-5"], "none is read"),
    "--audience": (["agenda", "out", "--audience", "participants"], "--to"),
    "--checkins": (["trail", "out", "--keep-words"], "--checkins"),
    "--past ": (["export", "out", "--to", "x.html", "--audience", "participants", "--past", "out"], "graphml"),
}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a survey, a workbook and a run."""
    place = tmp_path_factory.mktemp("options")
    (place / "survey.csv").write_bytes(cx.sample("roundtable-14").read_bytes())
    cx.template(cx.Framework.load("roundtable"), place / "survey.xlsx")
    (place / "logo.svg").write_text('<svg xmlns="http://www.w3.org/2000/svg"/>', encoding="utf-8")
    own = 'title = "A"\nareas = ["Hiring"]\nabout = "B"\nstep = "Tactical"\nsource = "C"\ndate = "D"\n'
    (place / "own.toml").write_text(f"[[practices]]\n{own}", encoding="utf-8")
    cx.export(cx.report(cx.pair(cx.read_survey(place / "survey.csv"))), place / "out", formats=["json"])
    (place / "wording.toml").write_text("")
    return place


@pytest.mark.parametrize("option", IGNORED)
def test_an_option_that_would_be_ignored_is_refused(option: str, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Exit code 2, and what it needs; nothing is written."""
    monkeypatch.chdir(folder)
    arguments, words = IGNORED[option]
    before = sorted(folder.rglob("*"))
    result = CliRunner().invoke(app, arguments)
    assert (result.exit_code, words in " ".join(result.output.split())) == (2, True), result.output
    assert sorted(folder.rglob("*")) == before


def test_every_option_of_every_command_is_known_here() -> None:
    """An option that is added says whether it could be ignored."""
    reading = {f"--{field.name.replace('_', '-')}" for field in fields(ReadingOptions)}
    for name, command in get_command(app).commands.items():  # type: ignore[attr-defined]  # a group
        options = {param.opts[0] for param in command.params if param.param_type_name == "option"}
        assert options <= ALWAYS | reading | {option.strip() for option in IGNORED}, name
