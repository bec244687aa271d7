"""While it works: a terminal is told what is being done, and nobody else; an interruption leaves nothing half written."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="a terminal of POSIX")

AT_ONCE = "from cxmatch.console import working; working.SOON = working.LATE = 0; from cxmatch.__main__ import main; main()"
WORDS = ("Reading the survey", "Looking for the best pairing", "Writing the hand-outs")


def survey(folder: Path, offices: int) -> Path:
    """A survey of invented offices in pairs: one can what the other wants."""
    rows = [f"Office {number},Unit {number % 7},{1 + number % 5},{5 - number % 5}" for number in range(offices)]
    path = folder / "survey.csv"
    path.write_text("\n".join(["Office,Department,Capability: Hiring,Need: Hiring", *rows]), encoding="utf-8")
    return path


def on_a_terminal(words: list[str], folder: Path, *, stop: bool = False) -> tuple[int, str, str]:
    """Run a command whose standard error is a terminal: its exit code, what it printed, and what the terminal got."""
    master, slave = os.openpty()
    environment = {**os.environ, "TERM": "xterm"}
    process = subprocess.Popen(  # noqa: S603  # our own interpreter
        [sys.executable, "-c", AT_ONCE, *words], stdout=subprocess.PIPE, stderr=slave, cwd=folder, env=environment
    )
    os.close(slave)
    told = b""
    while True:
        try:
            piece = os.read(master, 4096)
        except OSError:  # so a terminal ends whose other side is closed
            piece = b""
        told += piece
        if not piece:
            break
        if stop and b"survey" in told:
            process.send_signal(signal.SIGINT)
            stop = False
    os.close(master)
    printed = process.communicate()[0]
    return process.returncode, printed.decode(), told.decode()


def test_a_terminal_sees_what_is_being_done(tmp_path: Path) -> None:
    """Each step has its words there, the line is taken away in the end, and what is printed has none of it."""
    path = survey(tmp_path, 300)
    code, printed, told = on_a_terminal(["pair", str(path), "--out", "run"], tmp_path)
    assert code == 0
    assert sum(words in told for words in WORDS) > 0
    assert told.endswith("\x1b[2K")
    assert not any(words in printed for words in WORDS)
    assert (tmp_path / "run" / "run.json").exists()


def test_no_terminal_sees_nothing(tmp_path: Path) -> None:
    """Where standard error goes into a file, it holds what it would hold without any line of this kind: nothing."""
    done = subprocess.run(  # noqa: S603  # our own interpreter
        [sys.executable, "-c", AT_ONCE, "pair", str(survey(tmp_path, 300))], capture_output=True, check=True, cwd=tmp_path
    )
    assert done.stderr == b""
    assert not any(words.encode() in done.stdout for words in WORDS)


def test_what_is_stopped_leaves_nothing_half_written(tmp_path: Path) -> None:
    """Ctrl-C while it works: exit code 130, a line that says so, and no folder."""
    path = survey(tmp_path, 3000)
    code, printed, told = on_a_terminal(["pair", str(path), "--out", "run"], tmp_path, stop=True)
    assert (code, printed) == (130, "")
    assert "Nothing was left half written." in " ".join(told.split())
    assert {each.name for each in tmp_path.iterdir()} == {"survey.csv"}
