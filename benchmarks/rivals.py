"""Other ways to solve the same scores, in process: time, proteges paired and total fit."""

from __future__ import annotations

import importlib.util
import statistics
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from importlib import import_module
from typing import Any, TypeAlias

import numpy as np
from scipy.optimize import linear_sum_assignment

from cxmatch.domain.cohort import Cohort
from cxmatch.domain.policy import Policy
from cxmatch.matching.fit import FitMatrix
from cxmatch.matching.pair import pair

PATIENCE = 60.0
QUICK = 3.0
Cells: TypeAlias = Iterable[tuple[int, int]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """What one way of solving found, and how long it took; `skipped` says why it was not run."""

    offices: int
    way: str
    seconds: float = 0.0
    paired: int = 0
    points: int = 0
    skipped: str = ""


def race(cohort: Cohort, before: dict[str, Result]) -> list[Result]:
    """Solve one cohort in every way; `before` holds the results of a smaller cohort, to foresee a long wait."""
    matrix = FitMatrix.of(cohort, Policy())
    return [_one(way, solve, matrix, cohort, before.get(way)) for way, solve in _WAYS.items()]


def _one(way: str, solve: Callable[..., Cells], matrix: FitMatrix, cohort: Cohort, before: Result | None) -> Result:
    offices = len(cohort.offices)
    why = _missing(way) or _too_long(offices, before)
    if why:
        return Result(offices=offices, way=way, skipped=why)
    took, cells = _timed(lambda: list(solve(matrix, cohort)))
    used = [cell for cell in cells if matrix.allowed[cell]]
    points = int(sum(matrix.points[cell] for cell in used)) // matrix.cohort.framework.point_unit
    return Result(offices=offices, way=way, seconds=took, paired=len({j for _, j in used}), points=points)


def _timed(solve: Callable[[], list[tuple[int, int]]]) -> tuple[float, list[tuple[int, int]]]:
    """Give the seconds and the cells; what is quick is warmed up by the first time and then takes the median of five."""
    times: list[float] = []
    while not times or (times[0] < QUICK and len(times) < 6):
        started = time.perf_counter()
        cells = solve()
        times.append(time.perf_counter() - started)
    return statistics.median(times[1:] or times), cells


def _missing(way: str) -> str:
    module = {"munkres": "munkres", "mentor-match": "matching"}.get(way, "numpy")
    return "" if importlib.util.find_spec(module) else f"{way} is not installed: pip install {way}"


def _too_long(offices: int, before: Result | None) -> str:
    """Foresee the time from the cohort before: the work of both rivals grows at least with the cube."""
    if before is None:
        return ""
    foreseen = before.seconds * (offices / before.offices) ** 3
    return f"would take about {foreseen:.0f} seconds" if before.skipped or foreseen > PATIENCE else ""


def _ours(matrix: FitMatrix, cohort: Cohort) -> Cells:
    """Everything that `pair` does in process: fit, solve, prices, tie key, certificate, verification."""
    pairings = pair(cohort).matching.pairings
    return [(matrix.row[fit.mentor], matrix.column[fit.protege]) for fit in pairings]


def _worth(matrix: FitMatrix) -> Any:
    """Give the scores that everyone gets: points, and the bonus that puts a protege with a mentor first; barred is 0."""
    problem = matrix.problem
    return np.where(problem.allowed, problem.value + problem.bonus, 0)


def _scipy(matrix: FitMatrix, cohort: Cohort) -> Cells:
    return zip(*linear_sum_assignment(_worth(matrix), maximize=True), strict=True)


def _munkres(matrix: FitMatrix, cohort: Cohort) -> Cells:
    worth = _worth(matrix)
    found: Cells = import_module("munkres").Munkres().compute((worth.max() - worth).tolist())
    return found


def _mentor_match(matrix: FitMatrix, cohort: Cohort) -> Cells:
    process, rule = import_module("matching.process"), import_module("matching.rules.rule")
    worth, allowed = _worth(matrix).tolist(), matrix.allowed.tolist()
    mentors = [process.Mentor(grade=row, email=office.id) for row, office in enumerate(matrix.mentors)]
    proteges = [process.Mentee(grade=column, email=office.id) for column, office in enumerate(matrix.proteges)]
    barred = rule.Disqualify(lambda match: not allowed[match.mentor.grade][match.mentee.grade])
    process.process_data(mentors, proteges, [[_Score(worth), barred]])
    return [(mentor.grade, protege.grade) for mentor in mentors for protege in mentor.mentees]


@dataclass(frozen=True, slots=True)
class _Score:
    """A rule of mentor-match that gives each pair the score of our ledger; the row and column travel as the grade."""

    worth: list[list[int]]

    def evaluate(self, match: Any) -> bool:
        return True

    def apply(self, match: Any) -> int:
        row: int = match.mentor.grade
        column: int = match.mentee.grade
        return self.worth[row][column]


_WAYS: dict[str, Callable[[FitMatrix, Cohort], Cells]] = {
    "cxmatch": _ours,
    "scipy": _scipy,
    "munkres": _munkres,
    "mentor-match": _mentor_match,
}
