"""Whole processes: `cxmatch pair` against a bare Python that has only the matrix to solve."""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from benchmarks import cohorts
from cxmatch.domain.cohort import Cohort
from cxmatch.domain.policy import Policy
from cxmatch.matching.fit import FitMatrix
from cxmatch.survey.reader import read_survey

ROOT = Path(__file__).parents[1]
BARE = """
import sys
import numpy
from scipy.optimize import linear_sum_assignment
matrix = numpy.load(sys.argv[1])
rows, columns = linear_sum_assignment(matrix, maximize=True)
print(len(rows), matrix[rows, columns].sum())
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """Medians in seconds of three commands that took turns; ratios are medians of the ratios round by round.

    `ours` writes all that `pair` writes by itself, `tables` only the tables and the record.
    """

    offices: int
    ours: float
    tables: float
    bare: float
    ratio: float
    ratio_of_tables: float
    rounds: int


def compare(offices: int, rounds: int, folder: Path) -> Comparison:
    """Run the commands in turns, so that a busy moment of the machine falls on both alike."""
    survey = cohorts.write(folder / f"survey-{offices}.csv", cohorts.survey(offices))
    matrix = ready_matrix(read_survey(survey), folder / f"matrix-{offices}.npy")
    turns = []
    for turn in range(-1, rounds):
        command = [sys.executable, "-m", "cxmatch", "pair", str(survey), "--out", str(folder / f"out-{offices}-{turn}")]
        few = [*command[:-1], f"{command[-1]}-few", "--format", "csv", "--format", "json"]
        turns.append((seconds(command), seconds(few), seconds([sys.executable, "-c", BARE, str(matrix)])))
    turns = turns[1:]  # the first round only warms up the disk and the compiled modules
    return Comparison(
        offices=offices,
        ours=statistics.median(ours for ours, _, _ in turns),
        tables=statistics.median(tables for _, tables, _ in turns),
        bare=statistics.median(bare for _, _, bare in turns),
        ratio=statistics.median(ours / bare for ours, _, bare in turns),
        ratio_of_tables=statistics.median(tables / bare for _, tables, bare in turns),
        rounds=rounds,
    )


def ready_matrix(cohort: Cohort, path: Path) -> Path:
    """Save what a solver needs: the value of every cell, the first-mentor bonus in it, 0 where a rule bars the pair."""
    problem = FitMatrix.of(cohort, Policy()).problem
    np.save(path, np.where(problem.allowed, problem.value + problem.bonus, 0))
    return path


def seconds(command: list[str]) -> float:
    """Time one whole process; it has to succeed."""
    surroundings = environment()
    started = time.perf_counter()
    subprocess.run(command, check=True, capture_output=True, env=surroundings)
    return time.perf_counter() - started


def cpu_seconds(command: list[str]) -> float:
    """Return the CPU time of one whole process, its own and the system's; it has to succeed. Not on Windows."""
    from resource import RUSAGE_CHILDREN, getrusage

    surroundings, before = environment(), getrusage(RUSAGE_CHILDREN)
    subprocess.run(command, check=True, capture_output=True, env=surroundings)
    after = getrusage(RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def environment() -> dict[str, str]:
    """Give the environment in which this very copy of cxmatch is found, installed or not, and keeps its compiled modules."""
    paths = filter(None, [str(ROOT), os.environ.get("PYTHONPATH", "")])
    kept = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    return {**kept, "PYTHONPATH": os.pathsep.join(paths)}
