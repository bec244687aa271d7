"""Take every figure in one run:  python -m benchmarks [--quick] [--write docs/benchmarks.md]."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TypeVar

from benchmarks import cohorts, handouts, large, processes, questions, reading, rivals, stages, starting, tables
from cxmatch.survey.reader import read_survey

SIZES = (14, 40, 200, 1000)
ASKED = (40, 250)
ROWS = 10_000
UNUSED = (0, 12, 300)
Figure = TypeVar("Figure", processes.Comparison, reading.Reading, large.Growth)


def main() -> None:
    """Measure, print the tables, and write them where asked."""
    chosen = _arguments()
    with TemporaryDirectory() as folder:
        figures = "\n\n".join(_figures(chosen.rounds, Path(folder)))
    print(figures)
    if chosen.write:
        tables.write(chosen.write, figures)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description="Take the figures of docs/benchmarks.md.")
    parser.add_argument("--rounds", type=int, default=15, help="how often the two sides of a comparison take turns")
    parser.add_argument("--quick", dest="rounds", action="store_const", const=3, help="three rounds, for a first look")
    parser.add_argument("--write", type=Path, metavar="FILE", help="the document whose figures are replaced")
    return parser.parse_args()


def _figures(rounds: int, folder: Path) -> Iterator[str]:
    yield tables.machine()
    yield "### Whole processes\n\n" + tables.processes([_said(processes.compare(size, rounds, folder)) for size in SIZES])
    steps = {size: stages.stages(size, max(3, rounds // 3), folder) for size in (SIZES[0], SIZES[-1])}
    yield "### Where the time of a whole process goes\n\n" + tables.stages(steps)
    begun = [start for size in SIZES for start in starting.compare(size, rounds, folder)]
    yield "### Starting up, in CPU time\n\n" + tables.starting([*begun, starting.compare_help(rounds)])
    yield "### What `pair` imports\n\n" + tables.imports(starting.imports(SIZES[0], max(3, rounds // 3), folder))
    yield "### The same scores, solved in other ways\n\n" + tables.rivals(_races(folder))
    asked = [answer for size in ASKED for answer in questions.ask(size, max(3, rounds // 3), folder)]
    yield "### Further questions\n\n" + questions.table(asked)
    handed = [handouts.measure(size, max(3, rounds // 3), folder) for size in ASKED]
    yield "### Hand-outs\n\n" + handouts.table(handed)
    grown = [_said(large.measure(size, seats, folder)) for size in large.SIZES for seats in large.SEATS]
    yield "### How time and memory grow\n\n" + tables.growth(grown)
    found = [_said(reading.measure(ROWS, unused, max(3, rounds // 3), folder)) for unused in UNUSED]
    yield "### Reading and checking\n\n" + tables.reading(found)


def _races(folder: Path) -> list[rivals.Result]:
    found: list[rivals.Result] = []
    before: dict[str, rivals.Result] = {}
    for size in SIZES:
        cohort = read_survey(cohorts.write(folder / f"race-{size}.csv", cohorts.survey(size)))
        results = rivals.race(cohort, before)
        before = {one.way: one for one in results}
        found += results
    return found


def _said(one: Figure) -> Figure:
    """Show on the side that something happens: the whole run takes a few minutes."""
    print(one, file=sys.stderr)
    return one


if __name__ == "__main__":
    main()
