"""Where the time of one whole `cxmatch pair` process goes, step by step."""

from __future__ import annotations

import statistics
import subprocess
import sys
from pathlib import Path

from benchmarks import cohorts, processes

_STEPS = {
    "numpy": "import numpy",
    "our imports": "import cxmatch.cli; from cxmatch.survey.reader import read_survey; from cxmatch.matching.pair import pair",
    "reading and checking": "cohort = read_survey(sys.argv[1])",
    "pairing, proof and verification": "run = pair(cohort)",
}
_CLOCK = "print(time.perf_counter() - since); since = time.perf_counter()"
_SCRIPT = "\n".join(["import sys, time; since = time.perf_counter()", *(f"{step}\n{_CLOCK}" for step in _STEPS.values())])


def stages(offices: int, rounds: int, folder: Path) -> dict[str, float]:
    """Give the median seconds of each step, and what is left of the whole process for the screen and the files."""
    survey = cohorts.write(folder / f"stages-{offices}.csv", cohorts.survey(offices))
    turns = [_turn(survey, folder / f"stages-{offices}-{turn}") for turn in range(-1, rounds)][1:]
    steps = {name: statistics.median(turn[name] for turn in turns) for name in turns[0]}
    whole = steps.pop("whole")
    return {**steps, "the screen, the run record and other files": whole - sum(steps.values())}


def _turn(survey: Path, out: Path) -> dict[str, float]:
    printed = subprocess.run(
        [sys.executable, "-c", _SCRIPT, str(survey)], check=True, capture_output=True, text=True, env=processes.environment()
    ).stdout.split()
    return {
        "Python itself": processes.seconds([sys.executable, "-c", "pass"]),
        **dict(zip(_STEPS, map(float, printed), strict=True)),
        "whole": processes.seconds([sys.executable, "-m", "cxmatch", "pair", str(survey), "--out", str(out)]),
    }
