"""What the further questions cost, each as a multiple of plain solves of the same cohort, side by side in one run."""

from __future__ import annotations

import random
import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from benchmarks import cohorts
from cxmatch.assignment.leximin import leximin
from cxmatch.assignment.residual import Distances
from cxmatch.assignment.solver import solve_ladder
from cxmatch.domain.policy import Policy
from cxmatch.matching.fit import FitMatrix
from cxmatch.matching.pair import pair
from cxmatch.matching.prices import price_list
from cxmatch.matching.rerun import rerun
from cxmatch.survey.reader import read_survey

DROPOUTS = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """A question, the median seconds it takes, and the two plain solves it is held against."""

    offices: int
    question: str
    seconds: float
    solve: float
    pair: float


def ask(offices: int, rounds: int, folder: Path) -> list[Answer]:
    """Time every question on one invented cohort, taking turns with plain solves."""
    cohort = read_survey(cohorts.write(folder / f"questions-{offices}.csv", cohorts.survey(offices)))
    matrix, run = FitMatrix.of(cohort, Policy()), pair(cohort)
    best, _ = solve_ladder(matrix.problem, *matrix.ties)
    gone = random.Random(1).sample(sorted(cohort.ids), min(DROPOUTS, offices // 3))  # noqa: S311  # a draw, not a secret
    questions: dict[str, Callable[[], object]] = {
        "the exact price of every pair": lambda: Distances.of(matrix.problem, best.chosen).forcing_costs(),
        "the whole price list, as objects": lambda: price_list(run),
        "worst-off first, with proof": lambda: leximin(matrix.problem, matrix.ties),
        f"rerun after {len(gone)} dropouts, with the menu": lambda: rerun(run, without=gone),
    }
    plain = {"solve": lambda: solve_ladder(matrix.problem, *matrix.ties), "pair": lambda: pair(cohort)}
    times = _turns({**questions, **plain}, rounds)
    return [
        Answer(offices=offices, question=name, seconds=times[name], solve=times["solve"], pair=times["pair"])
        for name in questions
    ]


def _turns(tasks: dict[str, Callable[[], object]], rounds: int) -> dict[str, float]:
    taken: dict[str, list[float]] = {name: [] for name in tasks}
    for _ in range(rounds):
        for name, task in tasks.items():
            since = time.perf_counter()
            task()
            taken[name].append(time.perf_counter() - since)
    return {name: statistics.median(seconds) for name, seconds in taken.items()}


def table(answers: list[Answer]) -> str:
    """Write the answers as a table."""
    head = "| Offices | Question | Time | Times a solve with ties | Times a whole pair |\n| --- | --- | ---: | ---: | ---: |\n"
    rows = (
        f"| {one.offices:,} | {one.question} | {one.seconds * 1000:,.0f} ms | {one.seconds / one.solve:.1f} |"
        f" {one.seconds / one.pair:.1f} |"
        for one in answers
    )
    return head + "\n".join(rows)
