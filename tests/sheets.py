"""Answer sheets for tests: rows as offices fill them in, and what is read of them."""

from __future__ import annotations

from pathlib import Path

from seasons import Row, write_rows

import cxmatch as cx


def table(to: Path, rows: list[Row]) -> Path:
    """Write rows as a CSV file."""
    write_rows(to, [*dict.fromkeys(name for row in rows for name in row)], rows)
    return to


def read(run: cx.Run, folder: Path, *rows: Row) -> cx.Answers:
    """Read a sheet with just these rows."""
    return cx.answers(table(folder / "in.csv", list(rows)), run)


def codes(found: cx.Answers) -> list[tuple[str, int | None, str]]:
    """The findings of a sheet, by code, row and heading."""
    return [(each.code, each.place.row, each.place.heading) for each in found.findings]


def refusing(run: cx.Run, folder: Path, why: str = "why") -> Path:
    """A sheet in which an office refuses its mentor and vetoes another office, and says why."""
    fit, other = run.matching.pairings[0], run.matching.pairings[3].protege
    said = {"Office": fit.protege, "Role": "protege", "Partner": fit.mentor, "Answer": "No", "Not with": other, "A word": why}
    return table(folder / "answers.csv", [said])
