"""How commands begin: options taken as they were typed are what Typer would make of them, and small runs load little."""

import subprocess
import sys
from pathlib import Path

import pytest
from typer.testing import CliRunner

import cxmatch as cx
from cxmatch.cli import app
from cxmatch.commands import endings

SAMPLE = str(cx.sample("roundtable-14"))


@pytest.mark.parametrize(
    "arguments",
    [
        ["check", SAMPLE, "--scale", "1-5", "--plain"],
        ["check", SAMPLE, "--header-row", "1"],
        ["check", SAMPLE, "--header-row", "one"],
        ["check", SAMPLE, "--limit", "rows=5", "--limit", "columns=90"],
        ["agenda", SAMPLE, "--sessions", "2"],
        ["agenda", SAMPLE, "--sessions", "2.5"],
        ["agenda", SAMPLE, "--json"],
        ["policy", SAMPLE, "--lock", "A>B", "--forbid", "C>D", "--waited", "-1"],
        ["explain", "nowhere"],
        ["pair", SAMPLE, "--time-limit", "nan"],
        ["pair", SAMPLE, "--time-limit", "soon"],
        ["pair"],
    ],
)
def test_options_are_taken_as_typer_takes_them(arguments: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    """Right ones and wrong ones give the same output and exit code when all of them are left to Typer."""
    light = CliRunner().invoke(app, arguments)
    monkeypatch.setattr(endings, "_is_right", lambda value, kind: False)
    whole = CliRunner().invoke(app, arguments)
    assert (light.exit_code, light.output) == (whole.exit_code, whole.output)


def test_a_small_run_loads_no_library_that_it_does_not_need(tmp_path: Path) -> None:
    """`pair` of fourteen offices loads no graphs, programs, tables of pandas, colors or checks of types."""
    code = (
        "import sys\nfrom cxmatch.__main__ import main\n"
        f"sys.argv = ['cxmatch', 'pair', {SAMPLE!r}, '--out', {str(tmp_path / 'out')!r}]\n"
        "try:\n    main()\nexcept SystemExit:\n    pass\n"
        "heavy = {'scipy', 'ortools', 'networkx', 'pandas', 'rich', 'pydantic', 'docx'} & set(sys.modules)\n"
        "assert not heavy, heavy\n"
    )
    subprocess.run([sys.executable, "-c", code], check=True, capture_output=True)  # noqa: S603  # our own interpreter


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere every name of a file is text")
def test_a_survey_whose_name_is_no_text_is_paired(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A name in an old encoding, as a zip of another system leaves it, is read, and written as far as it is text."""
    monkeypatch.chdir(tmp_path)
    name = b"ma\xf1ana.csv".decode("utf-8", "surrogateescape")
    Path(name).write_bytes(Path(SAMPLE).read_bytes())
    assert CliRunner().invoke(app, ["pair", name, "--out", "out"]).exit_code == 0
    assert '"name": "ma\ufffdana.csv"' in Path("out", "run.json").read_text(encoding="utf-8")


@pytest.mark.skipif(sys.platform != "linux", reason="other systems take other lengths")
def test_a_name_that_is_too_long_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where the folder of a run could not have its name, the name and the reason are said, and nothing is written."""
    monkeypatch.chdir(tmp_path)
    survey = tmp_path / f"{'x' * 251}.csv"
    survey.write_bytes(Path(SAMPLE).read_bytes())
    ending = CliRunner().invoke(app, ["pair", survey.name])
    assert ending.exit_code == 4
    assert "name too long" in ending.stderr.replace("\n", " ")
    assert "printed" not in ending.stderr
    assert list(tmp_path.iterdir()) == [survey]


@pytest.mark.parametrize(
    ("arguments", "after"),
    [
        (["pair", SAMPLE, "--out", ""], "--out"),
        (["pair", SAMPLE, "--out="], "--out"),
        (["pair", ""], "pair"),
        (["status", "run", "checkin.csv", "--reminders", " "], "--reminders"),
        (["rerun", "run", "--survey", ""], "--survey"),
        (["practices", ""], "practices"),
    ],
)
def test_an_empty_value_is_refused(arguments: list[str], after: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A variable that a shell does not know stands for nothing, and neither for the folder that is open nor for no option."""
    monkeypatch.chdir(tmp_path)
    done = CliRunner().invoke(app, arguments)
    assert (done.exit_code, [*tmp_path.iterdir()]) == (2, [])
    assert f"What is given after {after} is empty." in done.output


def test_a_title_may_be_empty() -> None:
    """Words on top of a page may be none."""
    done = CliRunner().invoke(app, ["pair", SAMPLE, "--title", "", "--dry-run"])
    assert done.exit_code == 0, done.output


@pytest.mark.parametrize("typed", [["--out", "~/kickoff"], ["--out=~/kickoff"]])
def test_the_sign_of_the_home_folder_is_heeded(typed: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What a shell leaves to the program leads to the home folder, and makes no folder that is called like the sign."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    monkeypatch.setenv("USERPROFILE", str(tmp_path / "home"))
    done = CliRunner().invoke(app, ["pair", SAMPLE, *typed])
    assert done.exit_code == 0, done.output
    assert [path.name for path in tmp_path.iterdir()] == ["home"]
    assert (tmp_path / "home" / "kickoff" / "run.json").is_file()
