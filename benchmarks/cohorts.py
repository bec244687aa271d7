"""Cohorts to measure with: invented, and the same on every machine because they are drawn from a seed."""

from __future__ import annotations

import csv
import random
from pathlib import Path

AREAS = ("Organization Design", "Culture & Measurement", "Hiring", "Funding for Scale", "Governance")
_WANTED_MOST = {"Hiring", "Funding for Scale"}
_UNANSWERED = 0.02


def survey(offices: int, *, seed: int = 1, unused: int = 0) -> list[list[str]]:
    """Give the header and one row per office: five levels, clustered needs, a few answers missing, `unused` more columns."""
    draw = random.Random(f"{offices} {seed}")  # noqa: S311 -- drawn to be repeatable, not to be secret
    header = ["Office", "Department", *(f"Capability: {area}" for area in AREAS), *(f"Need: {area}" for area in AREAS)]
    extra = [f"Further remark {number}" for number in range(1, unused + 1)]
    return [header + extra, *(_row(draw, number, offices) + ["not used"] * unused for number in range(1, offices + 1))]


def write(path: Path, rows: list[list[str]]) -> Path:
    """Write rows as a CSV file."""
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows(rows)
    return path


def _row(draw: random.Random, number: int, offices: int) -> list[str]:
    departments = max(3, round(offices**0.5 * 2))
    capability = {area: _level(draw, draw.choice((2, 2, 3, 4))) for area in AREAS}
    need = {area: _level(draw, 6 - capability[area] - (area not in _WANTED_MOST)) for area in AREAS}
    answers = [str(level) for level in (*capability.values(), *need.values())]
    answers = ["" if draw.random() < _UNANSWERED else answer for answer in answers]
    return [f"Invented Office {number}", f"Department of Example {draw.randrange(departments)}", *answers]


def _level(draw: random.Random, about: int) -> int:
    return min(5, max(1, about + draw.choice((-1, 0, 0, 1))))
