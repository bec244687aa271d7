"""What an agency's IT is told: no connection, nothing written elsewhere, nothing that was read is changed."""

import ast
import hashlib
import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

import cxmatch as cx
from cxmatch.cli import VERBS

ROOT = Path(__file__).parent.parent
PACKAGE = ROOT / "cxmatch"
# Modules by which a program reaches a network, runs another program, or runs what it reads.
BARRED = (
    *(
        "aiohttp",
        "asyncio",
        "ftplib",
        "http",
        "httpx",
        "imaplib",
        "poplib",
        "requests",
        "select",
        "smtplib",
        "socket",
        "ssl",
        "telnetlib",
    ),
    *("urllib.request", "urllib3", "xmlrpc", "subprocess", "multiprocessing", "pty", "ctypes"),
    *("pickle", "marshal", "shelve", "dill", "joblib", "yaml", "code", "runpy"),
)
HARMLESS = {"urllib.request.url2pathname"}  # spells a path
# Told of every connection and every file that is opened for writing or takes a new name; a connection ends the program.
WATCH = """
import json, os, sys
sys.dont_write_bytecode = True
touched = []
def watch(event, given):
    if event in {"socket.connect", "socket.bind", "socket.getaddrinfo", "socket.gethostbyname", "socket.sendto"}:
        os.write(2, f"a connection was tried: {event} {given}\\n".encode())
        os._exit(99)
    if event == "open" and isinstance(given[0], (str, bytes)) and (given[1] or "r")[0] in "wxa" or \\
            event == "open" and isinstance(given[0], (str, bytes)) and given[1] is None and given[2] & (os.O_WRONLY | os.O_RDWR):
        touched.append(os.fsdecode(given[0]))
    if event in {"os.rename", "os.mkdir", "shutil.copyfile", "shutil.move"}:
        touched.append(os.fsdecode(given[1] if event != "os.mkdir" else given[0]))
sys.addaudithook(watch)
from cxmatch.__main__ import main
told = []
for words in json.loads(sys.argv[1]):
    touched.clear()
    sys.argv = ["cxmatch", *words]
    try:
        main()
    except SystemExit as ended:
        code = ended.code or 0
    told.append([words, code, [os.path.abspath(name) for name in touched]])
print("\\n" + json.dumps(told), file=sys.stderr)
"""
STORY = (
    ("demo",),
    ("check", "survey.csv", "--save", "made/columns.toml", "--marked", "made/marked.xlsx"),
    ("template", "--out", "made/blank.xlsx"),
    ("pair", "survey.csv", "--out", "made/run", "--log", "made/log.txt"),
    ("verify", "made/run", "--survey", "survey.csv"),
    ("explain", "made/run", "Tide", "Kite"),
    ("rerun", "made/run", "--without", "Kite Registry"),
    ("export", "made/run", "--to", "made/kickoff"),
    ("ask", "made/run", "--to", "made/before launch"),
    ("gaps", "survey.csv", "--to", "made/gaps.docx"),
    ("agenda", "made/run", "--first", "2027-01-14", "--to", "made/sessions.ics"),
    ("progress", "made/run", "survey.csv"),
    ("frameworks",),
    ("help", "CX104"),
    ("init", "--out", "made/cxmatch.toml"),
    ("settings", "survey.csv"),
    ("policy", "--weight", "hiring=2"),
    ("practices", "Hiring"),
    ("answers", "made/run", "made/before launch/hand out/answers.xlsx"),
    ("template", "--kind", "checkin", "--run", "made/run", "--out", "made/checkin.csv"),
    ("status", "made/run/run.json", "made/checkin.csv", "--reminders", "made/reminders"),
    ("trail", "made/run", "--to", "made/trail.html"),
    ("silos", "made/run", "--to", "made/links.toml"),
    ("regret", "made/run", "--to", "made/regret.xlsx"),
    ("handover", "made/run", "--to", "made/handover.docx"),
    ("final", "made/run"),
    ("runs", "made/run"),
    ("compare", "made/run", "1", "2"),
)


def imported(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (name.name for name in node.names)
        elif isinstance(node, ast.ImportFrom) and not node.level:
            yield from (f"{node.module}.{name.name}" for name in node.names)


def called(path: Path) -> set[str]:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    calls = (node.func for node in ast.walk(tree) if isinstance(node, ast.Call))
    return {ast.unparse(call) for call in calls}


@pytest.mark.parametrize("path", sorted(PACKAGE.rglob("*.py")), ids=lambda path: path.relative_to(PACKAGE).as_posix())
def test_no_module_asks_for_a_network_or_runs_what_it_reads(path: Path) -> None:
    """No module imports what opens connections, starts programs or brings code to life; none calls eval, exec or a shell."""
    names = set(imported(path)) - HARMLESS
    assert not {name for name in names for barred in BARRED if name == barred or name.startswith(f"{barred}.")}
    assert not called(path) & {"eval", "exec", "compile", "os.system", "os.popen", "__import__"}


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> dict[str, tuple[Path, list[Path]]]:
    """What each command of a round touched: the folder it ran in, and every place it wrote to."""
    folder = tmp_path_factory.mktemp("round")
    (folder / "made").mkdir()
    (folder / "survey.csv").write_bytes(cx.sample().read_bytes())
    alone = {name: value for name, value in os.environ.items() if not name.startswith("CXMATCH")}
    here = {**alone, "PYTHONPATH": str(ROOT), "HOME": str(folder / "nobody's home"), "PYTHONIOENCODING": "utf-8"}
    line = [sys.executable, "-c", WATCH, json.dumps(STORY)]
    done = subprocess.run(line, cwd=folder, capture_output=True, encoding="utf-8", check=False, env=here)  # noqa: S603
    assert done.returncode == 0, done.stderr
    answers: dict[str, tuple[Path, list[Path]]] = {}
    for words, code, touched in json.loads(done.stderr.splitlines()[-1]):
        assert code == 0, (words, done.stderr)
        answers.setdefault(words[0], (folder, []))[1].extend(map(Path, touched))
    return answers


def test_no_command_opens_a_connection(told: dict[str, tuple[Path, list[Path]]]) -> None:
    """Each command that there is ends well where the first attempt at a connection would end it."""
    assert set(told) == set(VERBS)


def test_the_watch_sees_a_connection() -> None:
    """The watch of these tests ends a program that tries to connect, so that its silence means something."""
    code = WATCH.replace(
        "from cxmatch.__main__ import main", "import socket; main = lambda: socket.socket().connect(('127.0.0.1', 9))"
    )
    done = subprocess.run([sys.executable, "-c", code, '[["demo"]]'], capture_output=True, check=False)  # noqa: S603
    assert (done.returncode, b"a connection was tried" in done.stderr) == (99, True)


def test_nothing_is_written_elsewhere(told: dict[str, tuple[Path, list[Path]]]) -> None:
    """Whatever a command writes, renames or makes lies in the folder that was named, or in the one that it was started in."""
    for name, (folder, touched) in told.items():
        outside = [path for path in touched if not path.is_relative_to(folder) and path != Path(os.devnull)]
        assert outside == [], name
    assert any(touched for _, touched in told.values())
    assert not (told["demo"][0] / "nobody's home").exists()


def test_what_is_read_is_never_changed(told: dict[str, tuple[Path, list[Path]]]) -> None:
    """After a whole round the survey has the bytes that it had, and no command opened it for writing."""
    folder = told["demo"][0]
    digests = [hashlib.sha256(path.read_bytes()).digest() for path in (folder / "survey.csv", cx.sample())]
    assert digests[0] == digests[1]
    assert not [path for _, touched in told.values() for path in touched if path == folder / "survey.csv"]
