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
    """Medians in seconds of two commands that took turns; `ratio` is the median of the ratios round by round."""

    offices: int
    ours: float
    bare: float
    ratio: float
    rounds: int


def compare(offices: int, rounds: int, folder: Path) -> Comparison:
    """Run both commands in turns, so that a busy moment of the machine falls on both alike."""
    survey = cohorts.write(folder / f"survey-{offices}.csv", cohorts.survey(offices))
    matrix = ready_matrix(read_survey(survey), folder / f"matrix-{offices}.npy")
    pairs = []
    for turn in range(-1, rounds):
        out = folder / f"out-{offices}-{turn}"
        ours = seconds([sys.executable, "-m", "cxmatch", "pair", str(survey), "--out", str(out)])
        pairs.append((ours, seconds([sys.executable, "-c", BARE, str(matrix)])))
    pairs = pairs[1:]  # the first round only warms up the disk and the compiled modules
    return Comparison(
        offices=offices,
        ours=statistics.median(ours for ours, _ in pairs),
        bare=statistics.median(bare for _, bare in pairs),
        ratio=statistics.median(ours / bare for ours, bare in pairs),
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


def environment() -> dict[str, str]:
    """Give the environment in which this very copy of cxmatch is found, installed or not."""
    paths = filter(None, [str(ROOT), os.environ.get("PYTHONPATH", "")])
    return {**os.environ, "PYTHONPATH": os.pathsep.join(paths)}
