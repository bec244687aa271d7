"""Types are for the programs of users: one is checked as strictly as can be."""

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parent.parent
PROGRAM = ROOT / "tests" / "typed" / "program.py"


def checked(program: Path) -> str:
    """What mypy says of a program, in strict mode."""
    words = [sys.executable, "-m", "mypy", "--strict", "--no-error-summary", str(program)]
    return subprocess.run(words, cwd=ROOT, capture_output=True, text=True, check=False).stdout  # noqa: S603  # our own


def test_a_typed_program_is_right_and_runs(tmp_path: Path) -> None:
    """A program that uses verbs, nouns and frames with their types passes mypy in strict mode, and runs."""
    assert checked(PROGRAM) == ""
    here = {**os.environ, "PYTHONPATH": str(ROOT)}
    done = subprocess.run([sys.executable, str(PROGRAM)], cwd=tmp_path, capture_output=True, text=True, check=False, env=here)  # noqa: S603
    assert done.returncode == 0, done.stderr


def test_a_mistake_in_a_typed_program_is_found(tmp_path: Path) -> None:
    """Wrong types, unknown keywords and names that are not there are errors of mypy: the face gives no `Any` away."""
    program = tmp_path / "wrong.py"
    program.write_text(
        "import cxmatch as cx\n"
        'run = cx.pair("survey.csv")\n'
        "cx.pair(3)\n"
        'cx.pair("survey.csv", polcy=None)\n'
        "run.matchings\n"
        'cx.explain(run, ("A", 3))\n'
        "cx.pairing_frame(run)\n"
        'cx.read_survey("survey.csv", header_row="3")\n'
        "reveal_type(cx.read_survey(run))\n"
    )
    said = checked(program)
    assert [int(line.split(":")[1]) for line in said.splitlines() if ": error:" in line] == [3, 4, 5, 6, 7, 8, 9]
    assert "cxmatch.domain.cohort.Cohort" in said
