"""What the hand-outs of a run cost, as a multiple of plain pairs of the same survey, in whole processes that take turns."""

from __future__ import annotations

import statistics
import sys
from dataclasses import dataclass
from pathlib import Path

from benchmarks import cohorts, processes

WRITTEN = ("xlsx", "html", "docx")


@dataclass(frozen=True, slots=True, kw_only=True)
class HandOut:
    """Median seconds of the process that hands out and of the one that pairs; `page` is the size of the page in bytes."""

    offices: int
    handing_out: float
    pairing: float
    ratio: float
    page: int


def measure(offices: int, rounds: int, folder: Path) -> HandOut:
    """Time `export` of workbook, page and briefs beside `pair` that writes only tables and the record."""
    survey = cohorts.write(folder / f"handouts-{offices}.csv", cohorts.survey(offices))
    turns = [_turn(survey, folder / f"handouts-{offices}-{turn}") for turn in range(-1, rounds)][1:]
    page = folder / f"handouts-{offices}-0" / "all" / "report.html"
    return HandOut(
        offices=offices,
        handing_out=statistics.median(out for out, _ in turns),
        pairing=statistics.median(plain for _, plain in turns),
        ratio=statistics.median(out / plain for out, plain in turns),
        page=page.stat().st_size,
    )


def _turn(survey: Path, out: Path) -> tuple[float, float]:
    tool = [sys.executable, "-m", "cxmatch"]
    plain = processes.seconds([*tool, "pair", str(survey), "--out", str(out), "--format", "csv", "--format", "json"])
    wanted = [word for name in WRITTEN for word in ("--format", name)]
    return processes.seconds([*tool, "export", str(out), "--to", str(out / "all"), *wanted]), plain


def table(found: list[HandOut]) -> str:
    """Show them as Markdown."""
    lines = ["| Offices | workbook, page and briefs | plain `pair` | ratio | page |", "| --- | ---: | ---: | ---: | ---: |"]
    return "\n".join([*lines, *map(_row, found)])


def _row(one: HandOut) -> str:
    times = f"{one.handing_out * 1000:,.0f} ms | {one.pairing * 1000:,.0f} ms"
    return f"| {one.offices} | {times} | {one.ratio:.2f} | {one.page / 1000:,.0f} kB |"
