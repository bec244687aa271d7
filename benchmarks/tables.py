"""The figures as Markdown, and the place in docs/benchmarks.md where they go."""

from __future__ import annotations

import datetime
import os
import platform
from collections.abc import Iterable
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from benchmarks.large import Growth
from benchmarks.processes import Comparison
from benchmarks.reading import Reading
from benchmarks.rivals import Result
from benchmarks.starting import Import, Start

BEGIN, END = "<!-- figures: written by python -m benchmarks --write -->", "<!-- end of figures -->"
_LIBRARIES = ("numpy", "ortools", "scipy", "networkx", "pandas", "munkres", "mentor-match")


def machine() -> str:
    """Say when, on what and with what the figures were taken."""
    libraries = ", ".join(f"{name} {_version(name)}" for name in _LIBRARIES)
    return (
        f"Taken on {datetime.date.today().isoformat()} on {os.cpu_count()} cores with {_memory()} of memory, "
        f"{platform.system()} {platform.machine()}, Python {platform.python_version()}, {libraries}."
    )


def processes(found: list[Comparison]) -> str:
    """Show whole processes beside the bare one."""
    head = ("Offices", "`cxmatch pair`", "ratio", "tables and record only", "ratio", "bare Python with the matrix", "rounds")
    return table(head, map(_process, found))


def growth(found: list[Growth]) -> str:
    """Show CPU time and memory by size and seats."""
    head = ("Offices", "seats a side", "reading", "pairing and its check", "verifying again", "memory", "pairings")
    return table(head, map(_grown, found))


def _grown(one: Growth) -> tuple[str, ...]:
    times = (_time(one.read), _time(one.paired), _time(one.verified))
    return (f"{one.offices:,}", str(one.seats), *times, f"{one.memory:.0f} MiB", f"{one.pairings:,}")


def _process(one: Comparison) -> tuple[str, ...]:
    ours = (_time(one.ours), f"{one.ratio:.2f}", _time(one.tables), f"{one.ratio_of_tables:.2f}")
    return (f"{one.offices:,}", *ours, _time(one.bare), str(one.rounds))


def stages(found: dict[int, dict[str, float]]) -> str:
    """Show the steps of whole processes side by side, one column a size."""
    steps = next(iter(found.values()))
    head = ("Step", *(f"{offices:,} offices" for offices in found))
    return table(head, [(step, *(_time(times[step]) for times in found.values())) for step in steps])


def starting(found: list[Start]) -> str:
    """Show CPU times beside those of what does the same by hand, or nothing."""
    head = ("Command", "CPU time", "beside", "ratio")
    return table(head, [(one.what, _time(one.ours), _time(one.other), f"{one.ratio:.2f}") for one in found])


def imports(found: list[Import]) -> str:
    """Show what is imported, where, and who needs it."""
    head = ("Import", "CPU time", "asked for in", "needed by")
    return table(head, [(f"`{one.name}`", _time(one.seconds), one.place, f"`{one.needed}`") for one in found])


def rivals(found: list[Result]) -> str:
    """Show all ways of solving the same scores; the ratio is to cxmatch at the same size."""
    base = {one.offices: one.seconds for one in found if one.way == "cxmatch"}
    rows = [_rival(one, base[one.offices]) for one in found]
    return table(("Offices", "Way", "Time", "Time as a multiple of cxmatch", "Proteges paired", "Total fit"), rows)


def reading(found: list[Reading]) -> str:
    """Show reading and checking beside the csv module."""
    head = ("Rows", "Unused columns", "`check`", "csv module alone", "ratio", "peak memory", "memory of the result")
    return table(head, [_reading(one) for one in found])


def write(path: Path, figures: str, begin: str = BEGIN) -> None:
    """Replace the figures between the two marks of a document."""
    text = path.read_text(encoding="utf-8")
    before, _, rest = text.partition(begin)
    _, mark, after = rest.partition(END)
    if not mark:
        raise SystemExit(f"{path} has no place for figures: the lines {begin} and {END}.")
    path.write_text(f"{before}{begin}\n\n{figures}\n\n{END}{after}", encoding="utf-8")


def _rival(one: Result, base: float) -> tuple[str, ...]:
    if one.skipped:
        return (f"{one.offices:,}", one.way, f"not run: {one.skipped}", "", "", "")
    return (f"{one.offices:,}", one.way, _time(one.seconds), f"{one.seconds / base:.2g}", f"{one.paired:,}", f"{one.points:,}")


def _reading(one: Reading) -> tuple[str, ...]:
    times = (_time(one.ours), _time(one.plain), f"{one.ratio:.1f}")
    return (f"{one.rows:,}", str(one.unused), *times, f"{one.peak / 1e6:.0f} MB", f"{one.kept / 1e6:.0f} MB")


def table(head: Iterable[str], rows: Iterable[Iterable[str]]) -> str:
    """Write a table in Markdown, the first column to the left."""
    titles = list(head)
    lines = [titles, ["---", *("---:" for _ in titles[1:])], *map(list, rows)]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def _time(seconds: float) -> str:
    return f"{seconds * 1000:,.0f} ms" if seconds >= 0.01 else f"{seconds * 1000:.2f} ms"


def _version(name: str) -> str:
    try:
        return version(name)
    except PackageNotFoundError:
        return "absent"


def _memory() -> str:
    try:
        return f"{os.sysconf('SC_PAGE_SIZE') * os.sysconf('SC_PHYS_PAGES') / 2**30:.0f} GiB"
    except (AttributeError, ValueError, OSError):  # Windows does not say it this way
        return "an unknown amount"
