"""Reading and checking a large survey, against the csv module that only yields the cells."""

from __future__ import annotations

import csv
import statistics
import time
import tracemalloc
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from benchmarks import cohorts
from cxmatch.survey.reader import check


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """Medians in seconds, the median of the ratios round by round, and the peak of memory in bytes while checking."""

    rows: int
    unused: int
    ours: float
    plain: float
    ratio: float
    kept: int
    peak: int


def measure(rows: int, unused: int, rounds: int, folder: Path) -> Reading:
    """Check a survey of so many rows with so many columns that nothing uses, in turns with the csv module."""
    path = cohorts.write(folder / f"rows-{rows}-{unused}.csv", cohorts.survey(rows, unused=unused))
    pairs = [(_seconds(lambda: check(path)), _seconds(lambda: _cells(path))) for _ in range(rounds)]
    kept, peak = _memory(path)
    return Reading(
        rows=rows,
        unused=unused,
        ours=statistics.median(ours for ours, _ in pairs),
        plain=statistics.median(plain for _, plain in pairs),
        ratio=statistics.median(ours / plain for ours, plain in pairs),
        kept=kept,
        peak=peak,
    )


def _cells(path: Path) -> int:
    with path.open(encoding="utf-8", newline="") as file:
        return sum(len(row) for row in csv.reader(file))


def _seconds(work: Callable[[], object]) -> float:
    started = time.perf_counter()
    work()
    return time.perf_counter() - started


def _memory(path: Path) -> tuple[int, int]:
    """Give what stays in memory with the reading, and the peak on the way there."""
    tracemalloc.start()
    reading = check(path)
    kept, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    del reading
    return kept, peak
