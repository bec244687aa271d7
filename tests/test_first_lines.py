"""The first lines work: what the README, a screen, an error or a finding says to type can be typed as it stands."""

import ast
import os
import re
import shlex
import subprocess
import sys
import venv
from collections.abc import Iterable
from pathlib import Path

import pytest
from typer.main import get_command
from typer.testing import CliRunner

import cxmatch as cx
from cxmatch import __main__ as start
from cxmatch.cli import app
from cxmatch.console import commands
from cxmatch.domain.findings import catalogue

ROOT = Path(__file__).parent.parent
VERBS = tuple(get_command(app).commands)  # type: ignore[attr-defined]  # a group, as every Typer app with commands
WORD = r"""(?:"[^"]*"|'[^']*'|[^\s"',;`])+"""
SPELLED = re.compile(rf"\bcxmatch ((?:{'|'.join(VERBS)})(?: {WORD})*)")
STANDS_FOR = re.compile(r"(FILE|SURVEY|RUN|DIR|NAME|OFFICE|MENTOR|PROTEGE|AREA|LETTER|CODE|N)(\.\w+)?")
# Said where a line before has done the same for another run of the cohort; nothing is wrong with the line.
DONE = {
    "final": "final already",
    "template": "is there already",
    "export": "has hand-outs of another run",
    "status": "reminders is there already",
    "ask": "answers.xlsx is there already",
    "handover": ".docx is there already",
}
LATER = set[str]()  # commands whose lines have tests of their own
LINES = ("sh", "console", "powershell")


def told(text: str) -> list[str]:
    """Every command that a text says, without the program's name."""
    return [found[1].rstrip(".") for found in SPELLED.finditer(text)]


def shelled(words: str, folder: Path) -> list[str]:
    """The arguments that a real shell makes of a line."""
    done = subprocess.run(["sh", "-c", f"printf '%s\\0' {words}"], cwd=folder, capture_output=True, text=True, check=True)  # noqa: S603, S607
    return done.stdout.split("\0")[:-1]


def run(arguments: list[str], stdin: str | None = None) -> tuple[int, str]:
    """What one command ends in and prints."""
    result = CliRunner().invoke(app, arguments, input=stdin)
    assert result.exception is None or isinstance(result.exception, SystemExit), arguments
    return result.exit_code, result.output


def crawl(folder: Path, first: Iterable[str], *, refused: Iterable[str] = (), most: int = 60) -> dict[str, int]:
    """Run commands, and every command that they print, and those that these print; each must be answered as it stands.

    `refused` are the files whose check may say no. No line has a word that stands for another.
    """
    waiting, codes = list(first), dict[str, int]()
    firsts = set(waiting)
    while waiting and len(codes) < most:
        words = waiting.pop(0)
        arguments = shelled(words, folder)
        assert not any(STANDS_FOR.fullmatch(word) for word in arguments), words
        codes[words], output = run(arguments)
        refuses = arguments[0] in ("check", "pair") and arguments[1] in refused
        done = any(arguments[0] == verb and said in output for verb, said in DONE.items())
        codes[words] *= not done
        assert codes[words] == 0 or words in firsts or (refuses and codes[words] == 1), (words, output)
        lines = [] if arguments[0] == "help" else told(output)  # its examples name a survey that need not be here
        waiting += [more for more in lines if more not in codes and more not in waiting]
    return codes


def survey_with(folder: Path, names: dict[str, str], name: str = "survey.csv") -> str:
    """Write the sample of 14 offices with other names for some of them."""
    text = cx.sample("roundtable-14").read_text(encoding="utf-8-sig")
    for before, after in names.items():
        assert before in text
        quoted = '"' + after.replace('"', '""') + '"'
        text = text.replace(f"\n{before},", f"\n{quoted},")
    (folder / name).write_text(text, encoding="utf-8")
    return name


@pytest.fixture(autouse=True)
def _in_a_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(sys, "argv", ["cxmatch"])


def test_the_welcome_lines_run_in_their_order(tmp_path: Path) -> None:
    """What `cxmatch` alone prints works line by line, where the survey has the offices that it names."""
    survey_with(tmp_path, {"Kite Registry": "GSA", "Ferry Tickets Office": "FEMA"})
    code, output = run([])
    lines = told(output)
    assert code == 0
    assert len(lines) == 9
    assert set(crawl(tmp_path, lines, most=len(lines)).values()) == {0}


def test_every_line_of_every_command_runs(tmp_path: Path) -> None:
    """From the first pairing on, in each way in which a command ends: what it prints to type next is typed, as it stands."""
    survey_with(tmp_path, {}, "my survey.csv")
    survey_with(tmp_path, {})
    checkin = (
        "template --kind checkin --run 'my survey pairings' --out checkin.csv",
        "template --kind checkin --run 'my survey pairings' --out checkin.txt",
        "status 'my survey pairings' checkin.csv",
    )
    blank = tuple(f"template --out blank.{ending}" for ending in ("xlsx", "csv", "txt", "docx", "toml"))
    first = (
        "check 'my survey.csv' --save columns.toml",
        "pair 'my survey.csv' --limit rows=100",
        *blank,
        *checkin,
        "ask 'my survey pairings'",
        'ask "my survey pairings" --to asking',
        "answers 'my survey pairings' 'asking/hand out/answers.xlsx'",
        "export 'my survey pairings' --to brief --template blank.docx --wording blank.toml",
        "export 'my survey pairings' --to kickoff",
        "explain 'my survey pairings'",
        "explain 'my survey pairings' 'Kite Registry'",
        "explain 'my survey pairings' 'Kite Registry' 'Clock Repair Claims'",
        "rerun 'my survey pairings' --without 'Kite Registry' --max-moves 3",
        "rerun 'my survey pairings' --without 'Clock Repair Claims' --without 'Ferry Tickets Office'",
        "compare 'my survey pairings' 1 2",
        "practices",
        "gaps 'my survey.csv' --to gaps.md",
        "progress 'my survey pairings' 'my survey.csv' --to progress.json",
        "progress 'my survey pairings' 'my survey.csv'",
        "verify 'my survey pairings'",
        "verify 'my survey pairings' --survey 'my survey.csv'",
        "policy",
        "policy --weight Hiring=2",
        "frameworks",
        "demo",
        "help exit-codes",
        "help CX104",
        "agenda 'my survey pairings' --sessions 2",
        "agenda 'my survey pairings' --first 2027-01-14 --to sessions.ics",
        "final 'my survey pairings'",
        "trail 'my survey pairings'",
        "silos 'my survey pairings'",
        "regret 'my survey pairings'",
        "handover 'my survey pairings'",
        "handover 'my survey pairings' --after 'my survey.csv'",
        "settings 'my survey.csv'",
        "init",
    )
    refused = ("blank.xlsx", "blank.csv", "survey.xlsx", "again.xlsx")
    codes = crawl(tmp_path, first, refused=refused, most=110)
    assert {words for words, code in codes.items() if code} == {f"check {name}" for name in refused}
    assert {words.split()[0] for words in codes} >= set(VERBS) - LATER
    assert set(codes) >= {"check blank.xlsx", "help check", 'status "my survey pairings" checkin.csv'}


def test_another_plan_and_a_refusal_start_from_the_same_run(tmp_path: Path) -> None:
    """What a rerun says about another plan makes that plan of the same run, though a later one is there by now."""
    survey = survey_with(tmp_path, {})
    run(["pair", survey])
    output = run(["rerun", "survey pairings", "--without", "Kite Registry"])[1]
    plan, refusal = (shelled(words, tmp_path) for words in told(output) if words.startswith("rerun"))
    assert (plan[-2:], refusal[-2:]) == (["--plan", "A"], ["--refuse", "1"])
    assert run(plan)[0] == run(refusal)[0] == 0
    first, *later = cx.runs("survey pairings")
    assert [kept.parent for kept in later] == [first.id] * 3
    assert [kept.run.repair.chosen for kept in later if kept.run and kept.run.repair] == ["B", "A", "B"]


@pytest.mark.parametrize("sample", ["dirty", "roundtable-40", "maturity-14"])
def test_every_line_about_a_sample_runs(tmp_path: Path, sample: str) -> None:
    """Ready or refused: what `check`, `pair` and `gaps` say to type is answered."""
    cx.copy_sample(sample, tmp_path / "survey.csv")
    refused = ["survey.csv"] * (sample == "dirty")
    codes = crawl(tmp_path, ["check survey.csv", "pair survey.csv", "gaps survey.csv"], refused=refused, most=25)
    assert codes["check survey.csv"] == bool(refused)
    assert len(codes) > 4


def test_names_that_a_shell_would_take_apart_can_be_typed_as_they_are_printed(tmp_path: Path) -> None:
    """Quotes, dollars, dashes, commas, stars and exclamation marks in names of files and offices reach the command unharmed."""
    names = {
        "Almanac Requests Desk": "-x Desk",
        "Beekeeper Services": "O'Neil's \"$HOME\" `id` \\ desk!",
        "Calendar Corrections Office": "Bees; wasps, & *",
        "Kite Registry": "#1 <Kites>",
    }
    name = survey_with(tmp_path, names, "-a b's; $1, x.csv")
    assert set(crawl(tmp_path, [f"pair -- {shlex.quote(name)}"], most=4).values()) == {0}
    folder = f"./{Path(name).stem} pairings"
    for office in names.values():
        (pair,) = told(run(["explain", folder, "--", office])[1])
        assert run(shelled(pair, tmp_path))[0] == 0, pair
    output = run(["rerun", folder, *(word for office in names.values() for word in ("--without", office))])[1]
    assert [run(shelled(words, tmp_path))[0] for words in told(output)] == [0, 0, 0, 0], output


def test_an_errors_line_runs_too(tmp_path: Path) -> None:
    """A refused survey, an unknown framework, a changed record: what the error says to type is answered, with its options."""
    cx.copy_sample("dirty", tmp_path / "survey.csv")
    for words in ("gaps survey.csv --limit rows=99", "pair survey.csv --framework roundtabel"):
        code, output = run(words.split())
        advice = [shelled(more, tmp_path) for more in told(output)]
        assert code in (1, 2)
        assert [run(more)[0] for more in advice] == [1 if more[0] == "check" else 0 for more in advice] != []
    assert told(run(["gaps", "survey.csv", "--limit", "rows=99"])[1]) == ["check survey.csv --limit rows=99"]
    run(["demo"])
    record = tmp_path / "cxmatch sample pairings" / "run.json"
    record.write_text(record.read_text(encoding="utf-8").replace('"points": ', '"points": 1'), encoding="utf-8")
    (advice,) = told(run(["agenda", "cxmatch sample pairings"])[1])
    code, output = run(shelled(advice, tmp_path))
    assert (code, told(output)) == (1, ["help pair"])
    (tmp_path / "bad.toml").write_text('[no]\na = "b"\n', encoding="utf-8")
    told_so = told(run(["pair", "survey.csv", "--columns", "bad.toml", "--round"])[1])
    assert told_so == ["check survey.csv --round --save columns.toml"]
    assert run(shelled(told_so[0], tmp_path))[0] == 1


def test_a_finding_advises_with_the_survey_and_the_options_that_were_typed() -> None:
    """Where a remedy has a command, the screen names the survey, and the command is one that there is."""
    advised = [kind.advice for kind in catalogue().values() if "cxmatch " in kind.advice]
    assert len(advised) > 5
    for advice in advised:
        (words,) = told(commands.spelled(advice, "survey.csv --scale 1-5").replace(commands.UNBROKEN, " "))
        assert words == "check survey.csv --scale 1-5 --save columns.toml"


def test_what_is_typed_again_has_every_option_that_was_typed(tmp_path: Path) -> None:
    """`check` with every option of reading prints a next command that reads the same."""
    survey = survey_with(tmp_path, {})
    given = [*["--framework", "roundtable"], *["--scale", "1-5"], *["--encoding", "utf-8"], *["--delimiter", ","]]
    given += [*["--header-row", "1"], *["--duplicates", "latest"], "--round", "--keep-email", "--keep-words"]
    given += [word for bound in ("bytes", "rows", "columns", "cells", "cell-characters") for word in ("--limit", f"{bound}=9999")]
    code, output = run(["check", survey, *given])
    (again,) = (shelled(words, tmp_path) for words in told(output) if words.startswith("pair"))
    assert code == 0
    assert (again[:2], sorted(again[2:])) == (["pair", survey], sorted(given))
    assert run(again)[0] == 0


# How the program was started.


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder "a b" with an environment `.venv` in which cxmatch is installed, and its command."""
    folder = tmp_path_factory.mktemp("made") / "a b"
    venv.create(folder / ".venv", symlinks=True)
    (packages,) = (folder / ".venv").glob("lib/python*/site-packages")
    elsewhere = [str(ROOT), *(path for path in sys.path if path.endswith("site-packages"))]
    (packages / "here.pth").write_text("\n".join(elsewhere), encoding="utf-8")
    record = packages / "cxmatch-0.dist-info"
    record.mkdir()
    (record / "METADATA").write_text("Metadata-Version: 2.1\nName: cxmatch\nVersion: 0\n", encoding="utf-8")
    (record / "direct_url.json").write_text(f'{{"url": "{folder.as_uri()}", "dir_info": {{}}}}', encoding="utf-8")
    script = folder / ".venv" / "bin" / "cxmatch"
    python = f"'''exec' '{folder}/.venv/bin/python' \"$0\" \"$@\"\n' '''"
    script.write_text(f"#!/bin/sh\n{python}\nfrom cxmatch.__main__ import main\nmain()\n", encoding="utf-8")
    script.chmod(0o755)
    return folder


UV_RUN = {"UV": "/opt/uv", "UV_RUN_RECURSION_DEPTH": "1"}


@pytest.mark.skipif(sys.platform == "win32", reason="the ways of a POSIX shell")
@pytest.mark.parametrize(
    ("line", "active", "tool", "spelled"),
    [
        (".venv/bin/python -m cxmatch", False, {}, ""),
        ("./.venv/bin/python3 -X utf8 -m cxmatch", False, {}, ""),
        (".venv/bin/cxmatch", False, {}, ""),
        ('"{here}/.venv/bin/cxmatch"', False, {}, ""),
        ('"{here}/.venv/bin/python" -m cxmatch', False, {}, ""),
        ("cxmatch", True, {}, ""),
        ("python -m cxmatch", True, {}, ""),
        ("cxmatch", True, UV_RUN, "uv run cxmatch"),
        ('"{here}/.venv/bin/python" -m cxmatch', True, UV_RUN, "uv run python -m cxmatch"),
        ("cxmatch", True, {"UV": "/opt/uv"}, "uvx --from . cxmatch"),
    ],
)
def test_a_hint_is_spelled_as_the_program_was_started(
    made: Path, line: str, active: bool, tool: dict[str, str], spelled: str
) -> None:
    """By a path, by a name that the shell finds, by Python or by a tool: what is printed is what was typed, and works."""
    typed = line.format(here=made)
    there = f"{made}/.venv/bin{os.pathsep}" * active
    environment = {**os.environ, **tool, "PATH": there + os.environ["PATH"], "PYTHONIOENCODING": "utf-8"}

    def shell(words: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(words, shell=True, cwd=made, capture_output=True, text=True, check=False, env=environment)  # noqa: S602

    (hint,) = re.findall(r"Exit codes: +(.*) help exit-codes", shell(f"{typed} help").stdout)
    assert hint == (spelled or typed)
    assert f"Try '{hint} -h' for help." in shell(f"{typed} nothing").stderr
    if not tool:
        assert "interrupted" in shell(f"{hint} help exit-codes").stdout


@pytest.mark.parametrize(
    ("started", "python", "here", "spelled"),
    [
        (["python", "-m", "cxmatch"], r"C:\x\.venv\Scripts\python.exe", "C:\\x", r".venv\Scripts\python -m cxmatch"),
        (["python", "-m", "cxmatch"], r"C:\a b\.venv\Scripts\python.exe", "C:\\x", r'"C:\a b\.venv\Scripts\python" -m cxmatch'),
    ],
)
def test_on_windows_the_environments_own_python_is_named(
    monkeypatch: pytest.MonkeyPatch, started: list[str], python: str, here: str, spelled: str
) -> None:
    """There the launcher hides what was typed: the path from the current folder is as good."""
    import ntpath

    monkeypatch.setattr(commands, "_WINDOWS", True)
    monkeypatch.setattr(commands.os, "path", ntpath)
    monkeypatch.setattr(commands.os, "getcwd", lambda: here)
    monkeypatch.setattr(sys, "orig_argv", started)
    monkeypatch.setattr(sys, "executable", python)
    monkeypatch.setattr(sys, "argv", [r"C:\x\cxmatch\__main__.py"])
    monkeypatch.setattr(commands, "quoted", lambda name: f'"{name}"' if " " in str(name) else str(name))
    assert commands.program() == spelled


def test_uv_run_from_another_folder_names_the_project(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Inside of the project `uv run` is enough; elsewhere it would not find the project."""
    monkeypatch.setenv("UV_RUN_RECURSION_DEPTH", "1")
    monkeypatch.setattr(sys, "prefix", str(tmp_path / "project" / ".venv"))
    monkeypatch.setattr(sys, "argv", [str(tmp_path / "project" / ".venv" / "bin" / "cxmatch")])
    assert commands.program() == f"uv run --project {tmp_path / 'project'} cxmatch"
    (tmp_path / "project" / "data").mkdir(parents=True)
    monkeypatch.chdir(tmp_path / "project" / "data")
    assert commands.program() == "uv run cxmatch"


def test_without_its_libraries_it_says_in_a_line_what_to_type(tmp_path: Path) -> None:
    """A bare Python in the folder of cxmatch: one line on standard error, exit code 2, and what was typed is in the advice."""
    (tmp_path / "cxmatch").symlink_to(ROOT / "cxmatch", target_is_directory=True)
    (tmp_path / "pyproject.toml").touch()
    for way in (["-m", "cxmatch"], ["cxmatch"]):
        done = subprocess.run([sys.executable, "-S", *way, "demo"], capture_output=True, text=True, check=False, cwd=tmp_path)  # noqa: S603
        assert (done.returncode, done.stdout, done.stderr.count("\n")) == (2, "", 1)
        assert re.search(r"^Error: .*'typer'\. Type  .* -m venv .* install \.$", done.stderr)
    (tmp_path / ".venv" / "bin").mkdir(parents=True)
    (tmp_path / ".venv" / "bin" / "python").touch()
    done = subprocess.run([sys.executable, "-S", "-m", "cxmatch"], capture_output=True, text=True, check=False, cwd=tmp_path)
    assert done.stderr.endswith("Start it as  .venv/bin/python -m cxmatch\n")


def test_a_library_that_is_missed_later_is_said_the_same_way(tmp_path: Path) -> None:
    """Where only a library of one command is missing, that command says so; it is no mistake of ours."""
    code = "import sys; sys.modules['icalendar'] = None; from cxmatch.__main__ import main; main()"
    words = ["agenda", str(cx.sample()), "--first", "2027-01-14", "--to", str(tmp_path / "sessions.ics")]
    done = subprocess.run([sys.executable, "-c", code, *words], capture_output=True, text=True, check=False)  # noqa: S603
    assert (done.returncode, done.stdout) == (2, "")
    assert re.fullmatch(r"Error: cxmatch is not set up for this Python: .*icalendar.*\n", done.stderr)


def test_the_face_says_in_a_line_that_its_loader_is_missing() -> None:
    """The first import of all is of a library too: without it the program still says what to type."""
    code = "import sys; sys.modules['lazy_loader'] = None; from cxmatch.__main__ import main; main()"
    done = subprocess.run([sys.executable, "-c", code, "frameworks"], capture_output=True, text=True, check=False)  # noqa: S603
    assert (done.returncode, done.stdout) == (2, "")
    assert re.fullmatch(r"Error: cxmatch is not set up for this Python: .*lazy_loader.*\n", done.stderr)


def test_an_old_python_is_told_so_in_a_line(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    """Before 3.11 one line says which Python is needed, with exit code 2."""
    monkeypatch.setattr(sys, "version_info", (3, 9, 1))
    with pytest.raises(SystemExit) as ended:
        start.main()
    assert ended.value.code == 2
    assert re.fullmatch(r"Error: cxmatch needs Python 3\.11 or newer, and this is .*\n", capsys.readouterr().err)


def test_any_python_can_read_as_far_as_the_check() -> None:
    """What is read before the Python is checked has no word that an old one does not know."""
    for name in ("__init__.py", "__main__.py", "records/__init__.py"):
        text = (ROOT / "cxmatch" / name).read_text(encoding="ascii")
        for node in ast.walk(ast.parse(text, feature_version=(3, 4))):
            assert not isinstance(node, (ast.AnnAssign, ast.JoinedStr, ast.Starred, ast.NamedExpr)), ast.dump(node)
            assert not (
                isinstance(node, (ast.FunctionDef, ast.arg))
                and (getattr(node, "returns", None) or getattr(node, "annotation", None))
            )


# The README and the guide.


def blocks(page: str) -> list[str]:
    """The lines of a page's blocks that are typed, in order, from the first one that pairs the sample."""
    found = re.findall(r"```(\w+)\n(.*?)```", (ROOT / page).read_text(encoding="utf-8"), re.DOTALL)
    shown = [(kind, line) for kind, text in found if kind in LINES for line in text.splitlines()]
    return [line.removeprefix("$ ") for kind, line in shown if kind != "console" or line.startswith("$ ")]


def test_the_readmes_lines_work_one_after_another(tmp_path: Path) -> None:
    """Every line that the README says to type: its part for cxmatch runs in the folder, in order, and the rest is known."""
    (tmp_path / "data").symlink_to(ROOT / "data", target_is_directory=True)
    others = []
    for line in blocks("README.md"):
        words = re.search(r"\bcxmatch ((?:\w+).*)$", line.replace("data\\samples\\", "data/samples/"))
        if words:
            code, output = run(shelled(words[1], tmp_path))
            assert code == 0, (line, output)
        else:
            others.append(line)
    installs = r"(\.venv\\Scripts\\python -m pip|pipx|uv tool) install (-q )?\."
    setting_up = installs + r"|py(thon3)? -m venv .*|\. \.venv/bin/activate|\$env:Path = .*"
    assert all(re.fullmatch(setting_up, line) for line in others)


def test_the_commands_in_running_text_work(tmp_path: Path) -> None:
    """What the README, the guide and the policy page name in their sentences runs in a folder that has such files."""
    offices = {
        "Kite Registry": "Ferry Office",
        "Orchard Grants Office": "Grants Office",
        "Mooring Permits Office": "Museum Office",
    }
    for name in ("survey.csv", "again.csv"):
        survey_with(tmp_path, {**offices, "Tide Tables Service": "Harbor Office"}, name)
    run(["pair", "survey.csv", "--out", "last year pairings"])
    guide = (ROOT / "docs" / "guide.md").read_text(encoding="utf-8")
    policy, framework, practices = re.findall(r"```toml\n(.*?)```", guide, re.DOTALL)
    (tmp_path / "policy.toml").write_text(policy, encoding="utf-8")
    (tmp_path / "harbor.toml").write_text(framework, encoding="utf-8")
    (tmp_path / "ours.toml").write_text(practices, encoding="utf-8")
    (tmp_path / "decisions.csv").write_text("mentor,protege,decision\n", encoding="utf-8")
    for name in ("speakers.csv", "evidence.csv"):
        table = re.search(rf"`{name}`[^\n]*\n\n```csv\n(.*?)```", guide, re.DOTALL)
        (tmp_path / name).write_text(table[1] if table else "", encoding="utf-8")
    for page in ("docs/guide.md", "README.md", "docs/policy.md"):
        for words in re.findall(r"`cxmatch ([^`\n]+)`", (ROOT / page).read_text(encoding="utf-8")):
            if " " not in words or "harbor.toml" in words:
                continue  # the name of a command alone; and a framework that this survey does not use
            code, output = run([*shelled(words, tmp_path), *["--overwrite"] * words.startswith("pair")])
            assert code == 0, (words, output)


# Where results go.


@pytest.mark.parametrize(
    ("words", "advice"),
    [
        ("pair survey.csv --out -", "--json"),
        ("rerun run --without GSA --out -", "--json"),
        ("export run --to -", "folder"),
        ("template --out -", ".xlsx"),
        ("check survey.csv --save -", "columns.toml"),
        ("export run --to kickoff.pdf", "kickoff.pdf/"),
        ("export run --to x.xslx", 'Did you mean ".xlsx"?'),
        ("export run --to x.grapml", 'Did you mean ".graphml"?'),
        ("export run --to deep/notes.Pages", ".docx"),
        ("pair survey.csv --out x.zip", "x.zip/"),
        ("rerun run --without GSA --out x.txt", "x.txt/"),
    ],
)
def test_a_place_that_no_result_goes_to_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, words: str, advice: str
) -> None:
    """A dash or an ending that no format has: exit code 2, what to type instead, and nothing written."""
    survey = survey_with(tmp_path, {"Kite Registry": "GSA"})
    run(["pair", survey, "--out", "run"])
    monkeypatch.setattr(cx, "pair", None)  # it is refused before any work is done
    monkeypatch.setattr(cx, "rerun", None, raising=False)
    code, output = run(words.split())
    assert code == 2
    assert advice in " ".join(output.split())
    assert {path.name for path in tmp_path.rglob("*")} == {"survey.csv", "run", *os.listdir("run")}


@pytest.mark.parametrize("name", ["FY26.Q1", "x.pdf/", "v1.2 hand-outs", "U.S.", "St. Louis", "there.pdf", "2026.11", ".kept"])
def test_a_folder_may_have_a_point_in_its_name(tmp_path: Path, name: str) -> None:
    """What no kind of file ends in, what is there as a folder, and what ends in a slash, is a folder."""
    (tmp_path / "there.pdf").mkdir()
    cx.export(cx.report(cx.pair(cx.read_survey(cx.sample()))), name, formats=["md"])
    assert (tmp_path / name / "briefs.md").exists()
