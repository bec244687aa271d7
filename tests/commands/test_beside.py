"""What is typed goes before the environment, that before the settings file, that before the defaults; a run has its own."""

from __future__ import annotations

import json
import os
import re
import shutil
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace

import pytest
from typer.testing import CliRunner, Result

import cxmatch as cx
from cxmatch.cli import app
from cxmatch.commands.beside import Found

SAMPLE = cx.sample("roundtable-14")


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty folder inside another one, and in it a folder with a survey."""
    here = tmp_path / "season" / "here"
    (here / "data").mkdir(parents=True)
    shutil.copy(SAMPLE, here / "data" / "survey.csv")
    monkeypatch.chdir(here)
    return here


def run(*arguments: str, code: int = 0) -> Result:
    done = CliRunner().invoke(app, arguments)
    assert done.exit_code == code, done.output
    return done


def write(text: str, path: str = "cxmatch.toml") -> None:
    Path(path).write_text(text, encoding="utf-8")


def in_force(*arguments: str) -> dict[str, tuple[str, str]]:
    rows = json.loads(run("settings", *arguments, "--json").stdout)
    return {row["name"]: (row["value"], row["from"]) for row in rows}


FLAGS = {
    "scale": ("0-9", "0-8", "0-7", "0-6"),
    "encoding": ("a", "b", "c", "d"),
    "sheet": ("a", "b", "c", "d"),
    "header_row": (9, 8, 7, 6),
    "duplicates": ("refuse", "latest", "refuse", "latest"),
    "unrated": ("lowest", "open", "lowest", "open"),
}


@pytest.mark.parametrize("name", FLAGS)
@pytest.mark.parametrize("said", range(16))
def test_the_order_is_option_own_variable_variable_file_default(name: str, said: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whichever of the four say something, the first of them holds, and it is said to."""
    typed, own, general, file = FLAGS[name]
    flag, upper = f"--{name.replace('_', '-')}", name.upper()
    places = [
        (typed, flag),
        (own, f"CXMATCH_SETTINGS_{upper}"),
        (general, f"CXMATCH_{upper}"),
        (file, "cxmatch.toml, line 2"),
        (None, "default"),
    ]
    holds = [bool(said & 1 << place) for place in range(4)] + [True]
    if holds[1]:
        monkeypatch.setenv(places[1][1], str(own))
    if holds[2]:
        monkeypatch.setenv(places[2][1], str(general))
    if holds[3]:
        write(f"[survey]\n{name} = {json.dumps(file)}\n")
    value, origin = in_force(*([flag, str(typed)] if holds[0] else []))[f"survey: {name}"]
    wanted, place = next(each for each, there in zip(places, holds, strict=True) if there)
    assert origin == place
    assert wanted is None or value == str(wanted)


@pytest.mark.parametrize("name", ["round", "keep_email", "keep_words"])
def test_what_a_file_turns_on_can_be_turned_off(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """By an option, and by a variable."""
    write(f"[survey]\n{name} = true\n")
    flag = f"--no-{name.replace('_', '-')}"
    assert in_force()[f"survey: {name}"] == ("true", "cxmatch.toml, line 2")
    assert in_force(flag)[f"survey: {name}"][0] == "false"
    monkeypatch.setenv(f"CXMATCH_{name.upper()}", "0")
    assert in_force()[f"survey: {name}"] == ("false", f"CXMATCH_{name.upper()}")


def test_a_parser_of_any_version_may_ask(monkeypatch: pytest.MonkeyPatch) -> None:
    """Older parsers ask by `get`, newer ones by `in` and by the name; all hear the same, nothing before arguments are known."""
    write('[survey]\nscale = "0-7"\n')
    monkeypatch.setenv("CXMATCH_SHEET", "a")
    ctx = SimpleNamespace(
        params={"survey": "s.csv", "settings": None}, resilient_parsing=False, command=SimpleNamespace(params=[])
    )
    found = Found(ctx, ("scale", "sheet", "encoding"), by_run=False)
    assert {name: found[name] for name in found} == {"scale": "0-7", "sheet": "a"} == dict(found.items())
    assert [found.get(name, "no") for name in ("scale", "sheet", "encoding", "unrated")] == ["0-7", "a", "no", "no"]
    assert found.origins == {"scale": "cxmatch.toml, line 2", "sheet": "CXMATCH_SHEET"}
    ctx.params = {}
    assert not Found(ctx, ("scale", "sheet"), by_run=False)


def test_the_file_is_looked_for_beside_the_survey_then_here_then_above() -> None:
    """The nearest one holds alone, and standard error names it."""
    write('[survey]\nscale = "0-7"\n', "../cxmatch.toml")
    assert in_force("data/survey.csv")["survey: scale"] == ("0-7", "cxmatch.toml, line 2")
    write('[survey]\nscale = "0-8"\n')
    assert in_force("data/survey.csv")["survey: scale"][0] == "0-8"
    write("[survey]\nround = true\n", "data/cxmatch.toml")
    shown = in_force("data/survey.csv")
    assert (shown["survey: scale"], shown["survey: round"][0]) == (("not said", "default"), "true")
    assert run("check", "data/survey.csv").stderr == f"Settings: {Path('data/cxmatch.toml')}\n"
    assert in_force()["survey: scale"][0] == "0-8"


def test_another_file_and_none(monkeypatch: pytest.MonkeyPatch) -> None:
    """--settings, or a variable, names another file, or none; one that is not there cannot be read."""
    write('[survey]\nscale = "0-8"\n')
    write('[survey]\nscale = "0-9"\n', "other.toml")
    assert in_force("--settings", "other.toml")["survey: scale"] == ("0-9", "other.toml, line 2")
    assert in_force("--settings", "none")["survey: scale"] == ("not said", "default")
    run("settings", "--settings", "absent.toml", code=4)
    monkeypatch.setenv("CXMATCH_SETTINGS", "none")
    assert in_force()["survey: scale"] == ("not said", "default")
    assert in_force("--settings", "other.toml")["survey: scale"][0] == "0-9"


def _fifo(path: Path) -> None:
    os.mkfifo(path) if hasattr(os, "mkfifo") else path.mkdir()


@pytest.mark.parametrize(
    ("make", "code"),
    [
        (lambda path: path.write_bytes(b"\xff\xfe[\0s\0"), 2),
        (lambda path: path.write_bytes(b"#" * 2_000_000), 2),
        (lambda path: path.write_bytes(b"[survey]\nscale = " + b"[" * 5000), 2),
        (lambda path: path.write_bytes(b"\xef\xbb\xbf[survey]\r\nscale = '0-5'\r\n"), 0),
        (lambda path: path.symlink_to("nowhere"), 0),
        (lambda path: path.symlink_to(path), 0),
        (lambda path: path.mkdir(), 0),
        (_fifo, 0),
    ],
)
def test_whatever_has_that_name_ends_in_words(make: Callable[[Path], None], code: int) -> None:
    """A file that is no settings file is refused; what is no file at all is passed over. Nothing hangs."""
    make(Path("cxmatch.toml"))
    assert "Traceback" not in run("settings", "data/survey.csv", code=code).output


def test_a_survey_is_read_and_paired_by_the_file(folder: Path) -> None:
    """The scale, the limit and the policy of the file hold for pair; what it writes says where a rule came from."""
    write("[survey]\nlimits = { rows = 3 }\n")
    assert "--limit" in run("pair", "data/survey.csv", code=1).output
    write('[survey]\nscale = "0-7"\n[policy]\nobjective = "total-first"\n[policy.weights]\nHiring = 3\n')
    run("pair", "data/survey.csv", "--out", "out")
    made = cx.load("out")
    assert (made.cohort.framework.capability_scale.high, made.policy.objective.value) == (7, "total-first")
    assert made.policy.weights == {"Hiring": 3}
    assert made == cx.pair(cx.read_survey(folder / "data" / "survey.csv", scale="0-7"), cx.Settings.load("cxmatch.toml").policy)


def test_a_file_beside_changes_nothing_in_python(folder: Path) -> None:
    """Only the command line looks for one."""
    before = cx.read_survey(folder / "data" / "survey.csv")
    write('[survey]\nscale = "0-7"\n', "data/cxmatch.toml")
    assert cx.read_survey(folder / "data" / "survey.csv") == before


def test_a_policy_that_is_named_takes_the_place_of_that_in_the_file() -> None:
    """As a whole, not line by line; the screen says so."""
    write('[policy]\nobjective = "total-first"\n[policy.weights]\nHiring = 3\n')
    write("[must]\neveryone = true\n", "own.toml")
    done = run("pair", "data/survey.csv", "--policy", "own.toml", "--out", "out")
    assert cx.load("out").policy == cx.Policy.load("own.toml")
    assert done.stderr == "Settings: cxmatch.toml, but for its policy: --policy goes before it.\n"
    assert run("pair", "data/survey.csv", "--out", "out 2").stderr == "Settings: cxmatch.toml\n"
    shown = json.loads(run("policy", "--policy", "cxmatch.toml", "--settings", "none", "--json").stdout)
    assert shown["weights"] == {"Hiring": 3}


def test_a_rule_that_is_typed_is_added_to_those_of_the_file() -> None:
    """A weight of the command line goes before that of the file, and the rest stays."""
    write("[policy.weights]\nHiring = 3\nGovernance = 2\n")
    shown = in_force("--weight", "Hiring=1")
    assert (shown["weights: Hiring"], shown["weights: Governance"]) == (("1", "--weight"), ("2", "cxmatch.toml, line 3"))


def test_what_screens_say_to_type_leaves_out_what_the_file_says() -> None:
    """The next line has what was typed, also where it is the default but not what the file says, and no more."""
    write('[survey]\nscale = "1-5"\nround = true\nduplicates = "latest"\n')
    said = run("check", "data/survey.csv").stdout
    assert re.search(r"pair data/survey.csv\n", said)
    said = run("check", "data/survey.csv", "--no-round", "--duplicates", "refuse", "--settings", "cxmatch.toml").stdout
    assert "pair data/survey.csv --duplicates refuse --no-round --settings cxmatch.toml\n" in said


@pytest.mark.parametrize(
    "arguments",
    [["check", "data/survey.csv"], ["pair", "data/survey.csv"], ["policy"], ["settings"], ["gaps", "data/survey.csv"]],
)
def test_a_mistake_in_the_file_ends_in_2_with_its_line(arguments: list[str]) -> None:
    """Whatever the command takes from it."""
    write('[survey]\nround = true\nframwork = "roundtable"\n[policy]\n[policy.must]\neverybody = true\n')
    said = " ".join(run(*arguments, code=2).stderr.split())
    assert 'line 3: there is no setting "framwork". Did you mean "framework"?' in said
    assert 'line 6: there is no setting "everybody"' in said


@pytest.mark.parametrize(
    "arguments", [["--help"], ["pair", "--help"], ["settings", "-h"], ["help", "pair"], ["template"], ["runs", "out"]]
)
def test_a_broken_file_is_no_matter_where_none_is_read(arguments: list[str]) -> None:
    """Help, and commands that read no survey, do not look for it."""
    run("pair", "data/survey.csv", "--out", "out")
    write("[broken\n")
    run(*arguments)


WORSE = """
[survey]
scale = "0-9"
framework = "omb-a11"
[policy]
objective = "total-first"
[policy.must]
different_department = false
"""


@pytest.mark.parametrize(
    "arguments",
    [["verify", "out"], ["verify", "out", "--survey", "data/survey.csv"], ["explain", "out"], ["agenda", "out"], ["runs", "out"]],
)
@pytest.mark.parametrize("options", [[], ["--scale", "1-7"], ["--framework", "roundtable"]], ids=str)
def test_what_goes_by_a_run_is_as_its_record_says(arguments: list[str], options: list[str]) -> None:
    """A settings file that came later, with other rules, another scale and framework, changes not a word of the answer."""
    run("pair", "data/survey.csv", *options, "--out", "out")
    before = run(*arguments, *(options if "--survey" in arguments else [])).stdout
    write(WORSE)
    write(WORSE, "data/cxmatch.toml")
    assert run(*arguments).stdout == before


def test_verify_reads_the_survey_as_pair_did() -> None:
    """With the settings that it was paired with the run holds; without them, where the survey cannot be read so, it does not."""
    text = Path("data/survey.csv").read_text(encoding="utf-8-sig").replace("Office,", "Bureau of whom,", 1)
    Path("data/survey.csv").write_text(text, encoding="utf-8")
    write('[survey]\ncolumns = "columns.toml"\nscale = "0-7"\n', "data/cxmatch.toml")
    write('[columns]\n"Bureau of whom" = "office"\n', "data/columns.toml")
    run("pair", "data/survey.csv", "--out", "out")
    done = run("verify", "out", "--survey", "data/survey.csv")
    assert done.stderr == f"Settings: {Path('data/cxmatch.toml')}\n"


def test_a_rerun_keeps_rules_framework_and_scale_of_its_run() -> None:
    """With the survey read again beside a file of other settings; what is typed goes before the run."""
    run("pair", "data/survey.csv", "--scale", "1-7", "--out", "out")
    first = cx.load("out")
    write(WORSE, "data/cxmatch.toml")
    run("rerun", "out", "--survey", "data/survey.csv", "--without", "Kite Registry")
    later = cx.load(cx.latest("out"))
    assert (later.policy, later.cohort.framework) == (first.policy, first.cohort.framework)
    run("rerun", "out", "--without", "Ferry Tickets Office", "--policy", "data/cxmatch.toml")
    assert cx.load(cx.latest("out")).policy.objective.value == "total-first"


def test_a_variable_for_all_commands_changes_no_run() -> None:
    """Verify without a survey takes no notice of what is set for reading one."""
    run("pair", "data/survey.csv", "--out", "out")
    done = CliRunner().invoke(app, ["verify", "out"], env={"CXMATCH_SCALE": "0-9", "CXMATCH_POLICY": "absent.toml"})
    assert done.exit_code == 0, done.output


def test_the_settings_are_named_on_standard_error_alone() -> None:
    """Standard output is the record and nothing else, and --quiet says nothing."""
    write("[survey]\nround = true\n")
    done = run("pair", "data/survey.csv", "--out", "out", "--json")
    assert done.stdout == Path("out/run.json").read_text(encoding="utf-8")
    assert run("pair", "data/survey.csv", "--out", "quiet", "--quiet").stderr == ""


def test_standard_input_has_nothing_beside_it() -> None:
    """A survey from standard input goes by the file here."""
    write('[survey]\nscale = "0-7"\n')
    done = CliRunner().invoke(app, ["pair", "-", "--out", "out"], input=SAMPLE.read_bytes())
    assert done.exit_code == 0, done.output
    assert cx.load("out").cohort.framework.capability_scale.high == 7


def test_init_writes_here_and_what_it_writes_holds() -> None:
    """The file sets nothing; with a line taken out of its comment it does."""
    said = run("init").stdout
    assert "cxmatch.toml" in said
    assert {origin for _, origin in in_force("data/survey.csv").values()} == {"default"}
    text = Path("cxmatch.toml").read_text(encoding="utf-8")
    write(text.replace("#[survey]", "[survey]").replace("#round = false", "round = true"))
    assert in_force("data/survey.csv")["survey: round"][0] == "true"
    run("init", code=4)
    run("init", "--out", "settings.txt", code=2)


def test_a_schema_is_printed() -> None:
    """By its name, to the byte; one that there is not is refused with the nearest."""
    assert run("settings", "--schema", "policy").stdout == cx.schema("policy")
    assert 'Did you mean "run"' in run("settings", "--schema", "runs", code=2).stderr
