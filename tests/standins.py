"""Small surveys with one content, to be laid out in many ways: what is read must be the same each time."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, TypeAlias

from cxmatch.domain.cohort import Reading
from cxmatch.domain.findings import Finding
from cxmatch.survey.reader import check

Levels: TypeAlias = tuple[int, int, int]
Answer: TypeAlias = tuple[str, str, Levels, Levels]
Content: TypeAlias = dict[str, tuple[dict[str, int | None], dict[str, int | None]]]
Row: TypeAlias = Sequence[Any]

AREAS = ("Hiring", "Governance", "Funding for Scale")
STRONG, HELP = "How strong is your office?", "Where do you want help?"
# An office, its department, its capability and its need in each area.
ANSWERS: Sequence[Answer] = (
    ("Harbor Permits Office", "Department of Harbors", (5, 2, 3), (1, 5, 2)),
    ("Ferry Tickets Office", "Department of Ferries", (1, 4, 5), (5, 1, 1)),
    ("Lantern Visitor Service", "Department of Lanterns", (3, 5, 1), (3, 1, 4)),
    ("Orchard Grants Office", "Department of Orchards", (4, 1, 2), (1, 4, 3)),
)
PLAIN = ("Office", "Department", *(f"Capability: {area}" for area in AREAS), *(f"Need: {area}" for area in AREAS))


def text_of(rows: Iterable[Row], delimiter: str = ",") -> bytes:
    """Write rows as a CSV file."""
    file = io.StringIO()
    csv.writer(file, delimiter=delimiter).writerows(rows)
    return file.getvalue().encode()


def wide(headings: Row, row_of: Callable[[int, str, str, Levels, Levels], Row]) -> list[Row]:
    """Return headings and a row per office; `row_of` takes its number, name, department, capability and need."""
    return [headings, *(row_of(number, *answer) for number, answer in enumerate(ANSWERS))]


def long(headings: Row, rows_of: Callable[[str, str, Levels, Levels], Iterable[Row]]) -> list[Row]:
    """Return headings and several rows per office."""
    return [headings, *(row for answer in ANSWERS for row in rows_of(*answer))]


def content(need: Callable[[Levels, Levels], Sequence[int]] = lambda _, need: need, areas: Sequence[str] = AREAS) -> Content:
    """Return what is to be read: capability and need by area, of each office."""
    return {
        name: (dict(zip(areas, have, strict=True)), dict(zip(areas, need(have, want), strict=True)))
        for name, _, have, want in ANSWERS
    }


def targets(have: Levels, want: Levels) -> list[int]:
    """Return the levels that would leave such needs above the current ones."""
    return [min(5, current + need - 1) for current, need in zip(have, want, strict=True)]


def gaps(have: Levels, want: Levels) -> list[int]:
    """Return the steps between the current levels and these targets."""
    return [target - current for target, current in zip(targets(have, want), have, strict=True)]


def picks(_: Levels, want: Levels) -> list[int]:
    """Return 1 where need is 3 or more, which is picked, and 0 elsewhere."""
    return [int(need >= 3) for need in want]


def ticked(want: Levels, yes: Sequence[Any] | Any = "x", no: Any = "") -> list[Any]:
    """Return a mark for each area that is picked; `yes` may name one for each."""
    marks = yes if isinstance(yes, (list, tuple)) else [yes] * len(want)
    return [mark if need >= 3 else no for mark, need in zip(marks, want, strict=True)]


def read_of(reading: Reading) -> Content:
    """Return what was read, by the names of the areas."""
    assert [finding.message for finding in reading.errors] == []
    assert reading.cohort is not None
    names = {area.id: area.name for area in reading.cohort.framework.areas}
    return {office.name: (_named(office.capability, names), _named(office.need, names)) for office in reading.cohort.offices}


def _named(levels: Mapping[str, int | None], names: Mapping[str, str]) -> dict[str, int | None]:
    return {names[area]: level for area, level in levels.items()}


def with_lines(data: bytes, lines: Iterable[str], folder: Path) -> Reading:
    """Read a survey with a columns file of these lines."""
    path = folder / "columns.toml"
    path.write_text("\n".join(["[columns]", *lines]), encoding="utf-8")
    return check(data, columns=path)


def lines_in(findings: Iterable[Finding]) -> Iterator[str]:
    """Yield the lines of a columns file that findings propose."""
    yield from dict.fromkeys(finding.facts["line"] for finding in findings if "line" in finding.facts)
