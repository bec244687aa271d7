"""Starting up: CPU time of `pair` beside a script by hand, of `--help` beside a bare Typer program, and of all imports."""

from __future__ import annotations

import json
import statistics
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from benchmarks import cohorts, processes
from cxmatch import cli as _cli  # noqa: F401  # it names the commands
from cxmatch.commands.endings import VERBS

LEAST = 0.005  # seconds of CPU; what an import takes below that is not listed
_FEW = ("--format", "csv", "--format", "json")
_TOOL = (sys.executable, "-m", "cxmatch")
_BY_HAND = str(Path(__file__).with_name("by_hand.py"))
_BARE = f"""
import typer
app = typer.Typer(add_completion=False, rich_markup_mode=None, pretty_exceptions_enable=False)
def work(name: str, times: int = 1) -> None:
    "Do something."
for name in {list(VERBS)!r}:
    app.command(name)(work)
app()
"""
_PROBE = """
import importlib._bootstrap as machinery, json, os, sys, time
load, taken, running = machinery._find_and_load, [], []
def clocked(name, import_):
    if name in sys.modules:
        return load(name, import_)
    asker = sys._getframe(1)
    while asker.f_code is clocked.__code__ or any(part in asker.f_code.co_filename for part in ("importlib", "lazy_loader")):
        asker = asker.f_back
    ours = next((one for one in reversed(running) if one.startswith("cxmatch")), asker.f_globals["__name__"])
    place = f"{asker.f_globals['__name__']}, line {asker.f_lineno}"
    running.append(name)
    since = time.process_time()
    try:
        return load(name, import_)
    finally:
        running.pop()
        taken.append((name, time.process_time() - since, place, ours))
machinery._find_and_load = clocked
from cxmatch.__main__ import main
try:
    main()
except SystemExit:
    print(json.dumps(taken), file=sys.stderr)
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Start:
    """Median CPU seconds of a command and of what it is held against, in turns, and the median of their ratios."""

    what: str
    ours: float
    other: float
    ratio: float


def compare(offices: int, rounds: int, folder: Path) -> list[Start]:
    """Hold `pair` with all outputs, and with tables and record only, against the script by hand."""
    survey = cohorts.write(folder / f"start-{offices}.csv", cohorts.survey(offices))
    pair = [*_TOOL, "pair", str(survey), "--overwrite", "--out"]
    script = [sys.executable, _BY_HAND, str(survey), str(folder / "by-hand.csv")]
    return [
        _turns(f"`pair`, {offices:,} offices, all outputs", [*pair, str(folder / f"all-{offices}")], script, rounds),
        _turns(f"`pair`, {offices:,} offices, tables", [*pair, str(folder / f"few-{offices}"), *_FEW], script, rounds),
    ]


def compare_help(rounds: int) -> Start:
    """Hold `--help` against that of a bare Typer program with as many commands."""
    return _turns("`--help`", [*_TOOL, "--help"], [sys.executable, "-c", _BARE, "--help"], rounds)


def _turns(what: str, ours: list[str], other: list[str], rounds: int) -> Start:
    turns = [(processes.cpu_seconds(ours), processes.cpu_seconds(other)) for _ in range(rounds + 1)][1:]
    return Start(
        what=what,
        ours=statistics.median(one for one, _ in turns),
        other=statistics.median(two for _, two in turns),
        ratio=statistics.median(one / two for one, two in turns),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Import:
    """A module that `pair` loads: its CPU seconds with all that it loads, where it is asked for, and who of ours needs it."""

    name: str
    seconds: float
    place: str
    needed: str


def imports(offices: int, rounds: int, folder: Path) -> list[Import]:
    """Return every import of `pair` that takes long and that another package asks for, by median seconds, the longest first."""
    survey = cohorts.write(folder / f"imports-{offices}.csv", cohorts.survey(offices))
    command = [sys.executable, "-c", _PROBE, "pair", str(survey), "--overwrite", "--out", str(folder / "imports")]
    turns = [_probed(command) for _ in range(rounds + 1)][1:]
    found = [
        Import(name=name, seconds=statistics.median(turn[name][1] for turn in turns if name in turn), place=place, needed=needed)
        for name, (_, _, place, needed) in turns[0].items()
        if name.partition(".")[0] != place.partition(",")[0].partition(".")[0]
    ]
    return sorted((one for one in found if one.seconds >= LEAST), key=lambda one: -one.seconds)


def _probed(command: list[str]) -> dict[str, tuple[str, float, str, str]]:
    done = subprocess.run(command, check=True, capture_output=True, text=True, env=processes.environment())
    return {row[0]: tuple(row) for row in json.loads(done.stderr.splitlines()[-1])}
