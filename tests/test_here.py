"""Inside the folder of a run RUN may be left out; runs are named by number; the other order of a pair is offered."""

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

import cxmatch as cx
from cxmatch.cli import app


@pytest.fixture(scope="module")
def cohort(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a run and a rerun."""
    folder = tmp_path_factory.mktemp("here") / "spring pairings"
    run = cx.pair(cx.read_survey(cx.sample("roundtable-14")))
    cx.export(cx.report(run), folder, formats=["json"])
    cx.export(cx.report(cx.rerun(run, without=["Kite Registry"])), folder / "run 2", formats=["json"])
    return folder


def told(*arguments: str) -> tuple[int, str]:
    done = CliRunner().invoke(app, arguments)
    return done.exit_code, done.output


@pytest.mark.parametrize(
    "arguments",
    [
        ["verify"],
        ["runs"],
        ["explain"],
        ["explain", "--json"],
        ["explain", "foot"],
        ["explain", "foot", "ferry"],
        ["agenda"],
        ["progress", str(cx.sample("roundtable-14"))],
        ["handover", "--json"],
        ["compare", "2"],
        ["trail", "--json"],
        ["silos", "--json"],
    ],
)
def test_inside_its_folder_a_run_need_not_be_named(cohort: Path, monkeypatch: pytest.MonkeyPatch, arguments: list[str]) -> None:
    """Each command says there what it says of the folder by name, and works in the folder of a rerun as well."""
    monkeypatch.chdir(cohort)
    here = told(*arguments)
    assert here == told(arguments[0], ".", *arguments[1:])
    assert here[0] == 0
    monkeypatch.chdir(cohort / "run 2")
    assert told(*arguments)[0] in {0, 5}


def test_a_rerun_inside_its_folder_is_the_next_of_its_cohort(
    cohort: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Started in the folder of run 2 without a name, `rerun` repairs the latest run."""
    monkeypatch.chdir(cohort / "run 2")
    code, _ = told("rerun", "--without", "clock", "--out", str(tmp_path / "out"))
    assert (code, cx.load(tmp_path / "out").parent) == (0, cx.load(cohort / "run 2").id)


@pytest.mark.parametrize("words", [["1", "2"], [".", "run 2"], [".", "2"], [".", "1", "2"], ["2"]])
def test_runs_are_compared_by_number(cohort: Path, monkeypatch: pytest.MonkeyPatch, words: list[str]) -> None:
    """Numbers are those that `runs` shows; with the folder before them from anywhere."""
    monkeypatch.chdir(cohort)
    code, said = told("compare", *words, "--json")
    assert (code, json.loads(said)["left"]) == (0, ["Kite Registry"])


def test_from_elsewhere_the_folder_goes_before_the_numbers(cohort: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Outside of its folder the cohort is named."""
    monkeypatch.chdir(cohort.parent)
    assert told("compare", "spring pairings", "1", "2") == told("compare", "spring pairings", "2")
    assert told("compare", "spring pairings", "1", "7")[0] == 2
    assert "Two runs" in told("compare", "spring pairings")[1]
    code, said = told("compare", "1", "2")
    assert (code, "no run record at 1" in said) == (4, True)


@pytest.mark.parametrize("command", ["verify", "runs", "explain", "agenda"])
def test_outside_of_a_run_its_folder_is_asked_for(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, command: str) -> None:
    """A command that needs a run says so where none is."""
    monkeypatch.chdir(tmp_path)
    code, said = told(command)
    assert (code, "is missing" in said) == (2, True)


def test_the_office_that_was_meant_is_said_beside_the_data(cohort: Path) -> None:
    """What a short name means goes to standard error, so that JSON stays JSON."""
    done = CliRunner().invoke(app, ["explain", str(cohort / "run.json"), "foot", "--json"])
    assert json.loads(done.stdout)["office"] == "Footpath Access Office"
    assert done.stderr == '"foot" is Footpath Access Office.\n'


def test_a_name_that_could_mean_several_lists_them(cohort: Path) -> None:
    """An ambiguous short name is wrong usage, with what it could mean."""
    code, said = told("explain", str(cohort), "C")
    assert (code, '"Cider' in said, '"Clock Repair Claims"' in said) == (2, True, True)


def test_the_other_order_of_a_pair_is_offered(cohort: Path) -> None:
    """Protege before mentor: the run's own pairing is named, and how to ask for it."""
    made = cx.load(cohort).matching.pairings[0]
    said = " ".join(told("explain", str(cohort), made.protege, made.mentor)[1].split())
    assert f"{made.mentor} mentors {made.protege} in this run." in said
    assert f'"{made.mentor}" "{made.protege}"' in said.partition("The other way round:")[2]
    assert "other way round" not in told("explain", str(cohort), made.mentor, made.protege)[1]


def test_the_only_order_that_can_be_is_offered(tmp_path: Path) -> None:
    """Where an office takes no protege, the advice is the order in which the two can be paired."""
    survey = tmp_path / "roles.csv"
    survey.write_text(
        "Office,Department,Role,Capability: A,Need: A\nLender,X,Mentor,5,1\nBorrower,Y,Protege,1,5\nOther,Z,Both,3,3\n",
        encoding="utf-8",
    )
    cx.export(cx.report(cx.pair(cx.read_survey(survey))), tmp_path / "run", formats=["json"])
    code, said = told("explain", str(tmp_path / "run"), "borrower", "lender")
    assert (code, "takes no protege" in said, "Lender Borrower" in said) == (2, True, True)


@pytest.mark.parametrize("words", [["explain"], ["agenda"], ["verify"], ["export", "--to", "kickoff", "--format", "csv"]])
def test_of_a_folder_with_a_rerun_it_is_said_that_the_first_run_is_meant(
    words: list[str], cohort: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nobody hands out the first run unawares after a rerun: what goes by it says that there is a later one, and where."""
    monkeypatch.chdir(tmp_path)
    done = CliRunner().invoke(app, [words[0], str(cohort), *words[1:]])
    assert done.exit_code == 0
    assert 'This is the first run in that folder; the latest one is "run 2".' in " ".join(done.stderr.split())
    assert f'cxmatch runs "{cohort}"' in done.stderr


@pytest.mark.parametrize("words", [["explain", "run 2"], ["explain", "run.json"], ["runs", "."], ["ask", "."], ["regret", "."]])
def test_it_is_not_said_of_a_run_that_was_named_or_of_the_latest(
    words: list[str], cohort: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A rerun, a record, and what takes the latest run of a folder leave no doubt which run is meant."""
    monkeypatch.chdir(cohort)
    done = CliRunner().invoke(app, words)
    assert (done.exit_code, done.stderr) == (0, "")
