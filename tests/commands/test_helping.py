"""Help: in groups with an example that works, by `help`, as a man page; completion; and what every command takes."""

import json
import os
import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from typer.main import get_command
from typer.testing import CliRunner

import cxmatch as cx
from cxmatch.cli import app
from cxmatch.commands.helping import EXAMPLES

COMMANDS = list(get_command(app).commands)  # type: ignore[attr-defined]  # a group, as every Typer app with commands
SAMPLE = str(cx.sample("roundtable-14"))


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A run folder with a blank in its name."""
    place = tmp_path_factory.mktemp("helping") / "spring pairings"
    cx.export(cx.report(cx.pair(cx.read_survey(SAMPLE))), place, formats=["csv", "json"])
    return place


def told(*arguments: str) -> tuple[int, str]:
    done = CliRunner().invoke(app, arguments, prog_name="cxmatch")
    return done.exit_code, done.output


@pytest.mark.parametrize("name", COMMANDS)
def test_help_of_a_command_is_the_same_by_either_way(name: str) -> None:
    """`help pair`, `pair --help` and `pair -h` print the same: an example, groups, the exit codes."""
    shown = told(name, "--help")
    assert shown == told(name, "-h") == told("help", name)
    assert shown[0] == 0
    assert "Example:  " in shown[1]
    assert "help exit-codes" in shown[1]


@pytest.mark.parametrize("name", COMMANDS)
def test_an_example_is_a_command_that_is_understood(name: str) -> None:
    """Every command has an example of its own, and each option in it is one of the command's."""
    words = shlex.split(EXAMPLES[name])
    command = get_command(app).commands[name]  # type: ignore[attr-defined]
    with command.make_context(name, words[1:], resilient_parsing=True) as ctx:
        known = {flag for param in command.get_params(ctx) for flag in param.opts}
        assert words[0] == name
        assert {word for word in words if word.startswith("-")} <= known
        assert ctx.args == []


def test_daily_options_come_first_and_limits_last() -> None:
    """The groups of `pair` stand in this order, and every option in just one of them."""
    shown = told("pair", "--help")[1]
    headings = re.findall(r"^(\S[^:\n]*):$", shown, re.MULTILINE)
    assert headings == ["Arguments", "Options", "Rules", "How the survey is read", "Size and time", "Screen and help"]
    flags = re.findall(r"^  (-[^\s,]+)", shown, re.MULTILINE)
    assert len(flags) == len(set(flags))
    assert flags[0] == "--out"
    assert flags.index("--limit") > flags.index("--keep-words")


def test_an_unknown_topic_has_the_nearest_offered() -> None:
    """`help pare` asks whether `pair` was meant."""
    code, said = told("help", "pare")
    assert (code, 'Did you mean "pair"' in said) == (2, True)


def test_the_man_page_says_what_help_says() -> None:
    """Every command and every option stands in it, and `man` finds nothing to complain about."""
    code, page = told("help", "man")
    plain = page.replace("\\-", "-")
    assert code == 0
    for name in COMMANDS:
        assert f".SS {name}\n" in plain
        for flag in re.findall(r"^  (--[a-z-]+)", told(name, "--help")[1], re.MULTILINE):
            assert flag in plain
    if groff := shutil.which("groff"):
        done = subprocess.run([groff, "-man", "-ww", "-z"], input=page, capture_output=True, text=True, check=False)  # noqa: S603
        assert done.stderr == ""


def test_the_version_names_what_an_answer_may_hang_on() -> None:
    """`--version` has the versions of cxmatch, Python, the platform and the solver in a line."""
    code, said = told("--version")
    assert code == 0
    assert re.fullmatch(rf"cxmatch {re.escape(cx.__version__)}, Python 3\.\d+\.\d+\S*, .+, OR-Tools \d[\d.]*\n", said)


def completed(words: str, place: int, shell: str = "bash") -> list[str]:
    """What a shell is offered for the word at a place."""
    last = shlex.split(words)[place:]
    asked = {
        "_CXMATCH_COMPLETE": f"complete_{shell}",
        "COMP_WORDS": words,
        "COMP_CWORD": str(place),
        "_TYPER_COMPLETE_ARGS": words,
        "_TYPER_COMPLETE_WORD_TO_COMPLETE": last[0] if last else "",
        "_TYPER_COMPLETE_FISH_ACTION": "get-args",
    }
    code = "import sys; sys.argv = ['cxmatch']; from cxmatch.__main__ import main; main()"
    done = subprocess.run(  # noqa: S603  # our own interpreter
        [sys.executable, "-c", code], capture_output=True, encoding="utf-8", check=False, env={**os.environ, **asked}
    )
    assert (done.returncode, done.stderr) == (0, "")
    return done.stdout.splitlines()


def test_a_shell_is_offered_commands_options_names_and_choices(folder: Path) -> None:
    """Commands, options, offices of the run that is named, in whatever case, areas, choices and frameworks."""
    run = shlex.quote(str(folder))
    assert completed("cxmatch ver", 1) == ["verify"]
    assert "--dry-run" in completed("cxmatch pair --d", 2)
    assert completed(f"cxmatch explain {run} kite", 3) == ["kite\\ Registry"]
    assert completed(f"cxmatch rerun {run} --without Kite\\ R", 4) == ["Kite\\ Registry"]
    assert completed("cxmatch practices Hir", 2) == ["Hiring"]
    assert completed("cxmatch pair survey.csv --duplicates ", 4) == ["refuse", "latest"]


@pytest.mark.parametrize(
    ("shell", "line"),
    [("zsh", "_arguments '*: :((\"Kite Registry\"))'"), ("fish", "Kite Registry"), ("powershell", "'Kite Registry'::: ")],
)
def test_each_shell_is_answered_as_it_needs(folder: Path, shell: str, line: str) -> None:
    """Names with blanks are quoted where a shell does not do that by itself."""
    assert completed(f"cxmatch explain {shlex.quote(str(folder))} Kite", 3, shell) == [line]


@pytest.mark.parametrize("words", ["cxmatch explain nowhere ", "cxmatch explain broken ", "cxmatch pair --nonsense x --no "])
def test_completion_never_fails_loudly(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, words: str) -> None:
    """Without a run, with a broken one, or after words that make no sense, nothing is offered and nothing said."""
    (tmp_path / "broken").mkdir()
    (tmp_path / "broken" / "run.json").write_text('{"cohort": 5', encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    assert [line for line in completed(words, len(words.split())) if line] == []


def test_completion_loads_no_number_library(folder: Path) -> None:
    """The offices of a run are offered without a noun and without numpy: somebody waits."""
    code = (
        "import sys\nfrom cxmatch.__main__ import main\nsys.argv = ['cxmatch']\n"
        "try:\n    main()\nexcept SystemExit:\n    pass\n"
        "heavy = [name for name in sys.modules if name.startswith(('numpy', 'rich', 'pandas', 'cxmatch.domain'))]\n"
        "assert not heavy, heavy\n"
    )
    asked = {
        "_CXMATCH_COMPLETE": "complete_bash",
        "COMP_WORDS": f"cxmatch explain {shlex.quote(str(folder))} K",
        "COMP_CWORD": "3",
    }
    subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, env={**os.environ, **asked})  # noqa: S603


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish", "powershell"])
def test_each_shell_has_a_script(shell: str) -> None:
    """`--show-completion` prints what asks cxmatch."""
    code, script = told("--show-completion", shell)
    assert (code, "_CXMATCH_COMPLETE" in script) == (0, True)


def test_a_shell_that_is_none_is_refused() -> None:
    """The nearest is offered."""
    code, said = told("--show-completion", "bush")
    assert (code, 'Did you mean "bash"' in said) == (2, True)


@pytest.mark.parametrize(
    "arguments",
    [
        ["pair", SAMPLE],
        ["pair", SAMPLE, "--json"],
        ["check", SAMPLE, "--save", "columns.toml"],
        ["template"],
        ["template", "--out", "brief.docx"],
        ["rerun", "RUN", "--without", "kite"],
        ["export", "RUN", "--to", "kickoff"],
        ["export", "RUN", "--to", "pairings.csv"],
        ["gaps", SAMPLE, "--to", "gaps.md"],
        ["demo"],
    ],
)
def test_a_dry_run_names_the_files_and_writes_none(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, arguments: list[str]
) -> None:
    """The files it names are those that the command then writes; before that none is there."""
    monkeypatch.chdir(tmp_path)
    shutil.copytree(folder, "RUN")
    before = set(Path().rglob("*"))
    code, said = told(*arguments, "--dry-run")
    assert code == 0
    assert set(Path().rglob("*")) == before
    assert told(*arguments)[0] == 0
    made = {str(path) for path in set(Path().rglob("*")) - before if path.is_file()}
    assert set(re.findall(r"^  (.+) \(new\)$", said, re.MULTILINE)) == made != set()


def test_a_dry_run_says_what_would_be_replaced_or_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A file that is there is named as replaced with --overwrite, and refused without, as in the run itself."""
    monkeypatch.chdir(tmp_path)
    Path("survey.xlsx").write_text("mine", encoding="utf-8")
    assert told("template", "--dry-run")[0] == 4
    assert "survey.xlsx (replaced)" in told("template", "--dry-run", "--overwrite")[1]
    assert Path("survey.xlsx").read_text(encoding="utf-8") == "mine"


def test_quiet_says_errors_only(folder: Path, tmp_path: Path) -> None:
    """Nothing of what went well, everything of what did not; data that was asked for stays."""
    assert told("pair", SAMPLE, "--out", str(tmp_path / "out"), "--quiet") == (0, "")
    assert told("verify", str(folder), "--quiet") == (0, "")
    assert "There is no file" in told("pair", "nowhere.csv", "--quiet")[1]
    assert json.loads(told("explain", str(folder), "kite", "--quiet", "--json")[1])["office"] == "Kite Registry"
    assert "contradict" in told("verify", str(folder), "--quiet", "--verbose")[1]
    assert told("verify", str(folder))[1] != ""


def test_a_run_that_fails_is_not_passed_over_in_silence(folder: Path, tmp_path: Path) -> None:
    """`verify --quiet` says what does not hold."""
    shutil.copytree(folder, tmp_path / "run")
    (tmp_path / "run" / "pairings.csv").write_text("mentor,protege,points\n", encoding="utf-8")
    code, said = told("verify", str(tmp_path / "run"), "--quiet")
    assert (code, "Not verified" in said) == (1, True)


def test_verify_speaks_json(folder: Path) -> None:
    """The verdict, the exit code and what was not checked, and nothing else on standard output."""
    found = json.loads(told("verify", str(folder), "--json")[1])
    assert (found["exit_code"], found["differences"], found["run"]) == (0, [], cx.load(folder).id)
    assert found["verdict"].startswith("Verified")
    assert len(found["not_checked"]) == 1


def test_verbose_and_log_tell_the_steps(folder: Path, tmp_path: Path) -> None:
    """Each step with its seconds: on standard error, and in a log that grows command by command."""
    log = tmp_path / "log.txt"
    done = CliRunner().invoke(app, ["verify", str(folder), "--json", "--verbose", "--log", str(log)])
    assert json.loads(done.stdout)["exit_code"] == 0
    assert re.search(r"^[\d.]+ s  Checking the proof$", done.stderr, re.MULTILINE)
    told("pair", "nowhere.csv", "--log", str(log))
    text = log.read_text(encoding="utf-8")
    assert text.startswith("cxmatch log\n")
    assert text.count(f"cxmatch {cx.__version__}, Python") == 2
    assert "exit code 0\n" in text
    assert "exit code 4: There is no file nowhere.csv." in text


def test_a_log_replaces_nothing_else(folder: Path, tmp_path: Path) -> None:
    """A file that is no log of ours is left as it is."""
    mine = tmp_path / "survey.csv"
    mine.write_text("Office\n", encoding="utf-8")
    code, said = told("verify", str(folder), "--log", str(mine))
    assert (code, "is no log" in said, mine.read_text(encoding="utf-8")) == (4, True, "Office\n")


def test_without_color_nothing_is_tinted(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """`--no-color` leaves the layout as it is, and --plain has no color either; both also where color is forced into a pipe."""
    monkeypatch.setenv("FORCE_COLOR", "1")
    assert "\x1b" in told("verify", str(folder))[1]
    assert "\x1b" not in told("verify", str(folder), "--no-color")[1] + told("verify", str(folder), "--plain")[1]
    assert "\x1b" in told("verify", "nowhere")[1]
    assert "\x1b" not in told("verify", "nowhere", "--no-color")[1] + told("verify", "nowhere", "--plain")[1]
