"""Types are for the programs of users: one is checked as strictly as can be."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
PROGRAM = ROOT / "tests" / "typed" / "program.py"


WRONG = """
import cxmatch as cx
run = cx.pair("survey.csv")
cx.pair(3)
cx.pair("survey.csv", polcy=None)
run.matchings
cx.explain(run, ("A", 3))
cx.pairing_frame(run)
cx.read_survey("survey.csv", header_row="3")
reveal_type(cx.read_survey(run))
"""


@pytest.fixture(scope="module")
def said(tmp_path_factory: pytest.TempPathFactory) -> list[str]:
    """What mypy says of the program and of a wrong one, in strict mode."""
    wrong = tmp_path_factory.mktemp("typed") / "wrong.py"
    wrong.write_text(WRONG, encoding="utf-8")
    words = [sys.executable, "-m", "mypy", "--strict", "--no-error-summary", str(PROGRAM), str(wrong)]
    return subprocess.run(words, cwd=ROOT, capture_output=True, text=True, check=False).stdout.splitlines()  # noqa: S603  # our own


def test_a_typed_program_is_right_and_runs(said: list[str], tmp_path: Path) -> None:
    """A program that uses verbs, nouns and frames with their types passes mypy in strict mode, and runs."""
    assert [line for line in said if "wrong.py" not in line] == []
    here = {**os.environ, "PYTHONPATH": str(ROOT)}
    done = subprocess.run([sys.executable, str(PROGRAM)], cwd=tmp_path, capture_output=True, text=True, check=False, env=here)  # noqa: S603
    assert done.returncode == 0, done.stderr


def test_a_mistake_in_a_typed_program_is_found(said: list[str]) -> None:
    """Wrong types, unknown keywords and names that are not there are errors of mypy: the face gives no `Any` away."""
    assert [int(line.split(":")[1]) for line in said if ": error:" in line] == [4, 5, 6, 7, 8, 9, 10]
    assert "cxmatch.domain.cohort.Cohort" in " ".join(said)
