"""A net for rebuildings: what every command prints and writes, over many surveys, as digests that two versions can be held by.

    python tests/net.py keep BEFORE.json        before a change, or with the old version of a library
    python tests/net.py compare BEFORE.json     after it: names every case whose output is not the same bytes
    python tests/net.py show CASE               what one case prints now, to be laid beside what it printed before

Cases are the shipped samples, the surveys and policies that lie in a folder `shared` beside the project where there is one, and
invented cohorts with policies and reruns. `--only TEXT` takes the cases that have a text in their name, `--cohorts N` so many
invented ones. Nothing is asserted here of what is right: that is for the tests.
"""

from __future__ import annotations

import argparse
import csv
import hashlib
import json
import os
import random
import re
import shlex
import sys
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from multiprocessing import get_context
from pathlib import Path
from typing import Any

import invent
from typer.testing import CliRunner

ROOT = Path(__file__).resolve().parent.parent
SHARED = ROOT.parent / "shared"
COHORTS = 500
SURVEYS = (".csv", ".tsv", ".txt", ".xlsx", ".xls", ".zip", ".json")
READ = ("check {0} --json", "check {0} --save columns.toml", "gaps {0}", "pair {0} --out run")
# Where things were written is another folder each time, and the files themselves are looked at.
WRITTEN = re.compile(r"^Written\b[^\n]*:\n(?:  [^\n]*\n)+", re.MULTILINE)
TOLD = ("verify run", "explain run", "explain run --json", "agenda run --json")
HANDED = (
    "export run --to all --format csv --format xlsx --format html --format json --format docx --format md --format mail"
    " --format graphml",
    "export run --to given --audience participants --format html --format docx --format md --split",
)
REPAIRED = (
    "rerun run {0}",
    "verify 'run/run 2'",
    "explain 'run/run 2' --json",
    "compare run 'run/run 2' --json",
    "runs run",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """Files to begin with, and the commands to run on them one after another in a folder of their own."""

    name: str
    files: Callable[[], Mapping[str, bytes]]
    commands: tuple[str, ...]


# What is caught.


def output(case: Case) -> dict[str, bytes]:
    """Run a case, and give all that it printed and wrote, by names."""
    with tempfile.TemporaryDirectory() as folder:
        before = os.getcwd()
        os.chdir(folder)
        try:
            return dict(_run(case))
        finally:
            os.chdir(before)


def _run(case: Case) -> Iterator[tuple[str, bytes]]:
    from cxmatch.cli import app

    for name, content in case.files().items():
        Path(name).parent.mkdir(parents=True, exist_ok=True)
        Path(name).write_bytes(content)
    for number, words in enumerate(case.commands):
        done = CliRunner().invoke(app, shlex.split(words), prog_name="cxmatch", env={"COLUMNS": "80", "NO_COLOR": "1"})
        where = f"{number} {words.split()[0]}"
        yield f"{where}: stdout", WRITTEN.sub("", done.stdout).encode("utf-8", "backslashreplace")
        yield f"{where}: stderr", done.stderr.encode("utf-8", "backslashreplace")
        yield f"{where}: exit code", f"{done.exit_code} {'' if done.exit_code < 70 else repr(done.exception)}".encode()
    for file in sorted(Path().rglob("*")):
        if file.is_file():
            yield f"file {file.as_posix()}", file.read_bytes()


def digest(case: Case) -> tuple[str, dict[str, str]]:
    """Give the name of a case, and a digest of each thing that it printed or wrote."""
    sys.argv, sys.orig_argv = ["cxmatch"], ["cxmatch"]
    return case.name, {name: hashlib.sha256(content).hexdigest()[:16] for name, content in output(case).items()}


# The cases.


def cases(cohorts: int = COHORTS) -> Iterator[Case]:
    """Give every case: samples, what lies beside the project, invented cohorts."""
    yield Case(
        name="texts", files=dict, commands=("--help", "frameworks", "frameworks --json", "template", "policy", "help exit-codes")
    )
    for file in sorted((ROOT / "data" / "samples").glob("*.csv")):
        yield _survey(f"sample {file.name}", [file], (*READ, *TOLD, *HANDED, *(line.format("") for line in REPAIRED)))
    for folder in ("hazards", "data", "data/exports", "repro", "repro/records", "repro/figures"):
        yield from map(_beside, sorted(SHARED.glob(f"{folder}/*")) if SHARED.is_dir() else [])
    yield from _expected(SHARED / "cases")
    yield from map(_invented, range(cohorts))


def _survey(name: str, files: Sequence[Path], commands: Sequence[str]) -> Case:
    named = {file.name: file for file in files}
    first = shlex.quote(files[0].name)
    return Case(
        name=name,
        files=lambda: {name: file.read_bytes() for name, file in named.items()},
        commands=tuple(line.format(first) for line in commands),
    )


def _beside(file: Path) -> Case:
    """Read a survey that lies beside the project; a file of settings is read as a policy."""
    name = f"{file.parent.name} {file.name}"
    if file.suffix == ".toml":
        return _survey(name, [file], ("policy --policy {0}",))
    if file.suffix not in SURVEYS or file.stat().st_size > 5_000_000:
        return Case(name=name, files=dict, commands=())
    return _survey(name, [file], READ)


def _expected(folder: Path) -> Iterator[Case]:
    """Give the surveys of a folder that says how each is to be read."""
    if not (folder / "EXPECT.tsv").is_file():
        return
    with (folder / "EXPECT.tsv").open(encoding="utf-8", newline="") as lines:
        rows = list(csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE))
    for row in rows:
        files = [folder / name for name in row["file"].split(", ")]
        if row["command"].startswith("cxmatch ") and all(file.is_file() for file in files):
            yield _survey(
                f"case {row['file']}", files, [row["command"].removeprefix("cxmatch ").replace("{", "{{").replace("}", "}}")]
            )


def _invented(seed: int) -> Case:
    """Invent a cohort and its policy; pair it, hand it out, let offices leave, and repair it in one of many ways."""
    rng = random.Random(seed)
    cohort = invent.cohort(seed, rng.randint(3, 11), seats=rng.choice([1, 1, 2]))
    policy = invent.any_policy(seed, cohort) if rng.random() < 0.6 else invent.policy(seed, cohort)
    names = [office.name for office in cohort.offices]
    repair = f"--without {shlex.quote(rng.choice(names))} " + rng.choice(
        ["", "--afresh", "--max-moves 1", "--plan A", "--refuse 1"]
    )
    told = TOLD if seed % 5 == 0 else TOLD[:1]
    handed = HANDED if seed % 3 == 0 else HANDED[:1] if seed % 3 == 1 else ()
    return Case(
        name=f"cohort {seed}",
        files=lambda: {"survey.csv": invent.survey_csv(cohort, shuffle=rng), "policy.toml": toml(policy).encode()},
        commands=(
            "check survey.csv --json",
            "pair survey.csv --out run --policy policy.toml",
            *told,
            *handed,
            *(line.format(repair) for line in REPAIRED),
        ),
    )


def toml(policy: Any) -> str:
    """Write a policy as a settings file."""
    must, capacity = policy.must, policy.capacity
    least = capacity.mentor_at_least
    seats = {name: _but_nothing({"mentor": s.mentor, "protege": s.protege}) for name, s in capacity.offices.items()}
    lines = [
        f"objective = {json.dumps(str(policy.objective))}",
        f"tie_seed = {json.dumps(policy.tie_seed)}",
        *_table("weights", policy.weights),
        *_table("waited", policy.waited),
        *_table("must", {name: getattr(must, name) for name in must.__dataclass_fields__}),
        *_table("capacity", {"mentor": capacity.mentor, "protege": capacity.protege}),
        f"mentor_at_least = {f'{{ each = {least} }}' if capacity.each else least}",
        *_table("capacity.offices", seats),
        *(f"[[locked]]\nmentor = {json.dumps(pair.mentor)}\nprotege = {json.dumps(pair.protege)}" for pair in policy.locked),
        *(
            f"[[forbidden]]\nmentor = {json.dumps(pair.mentor)}\nprotege = {json.dumps(pair.protege)}"
            for pair in policy.forbidden
        ),
        *(_past(pair) for pair in policy.past),
        *(
            f"[[prefer]]\nattribute = {json.dumps(p.attribute)}\nwant = {json.dumps(str(p.want))}\npoints = {p.points}"
            for p in policy.prefer
        ),
    ]
    return "\n".join(lines) + "\n"


def _past(pair: Any) -> str:
    repeat = "" if pair.points_off is None else f"\nrepeat = {pair.points_off}"
    return f"[[past]]\nmentor = {json.dumps(pair.mentor)}\nprotege = {json.dumps(pair.protege)}{repeat}"


def _but_nothing(table: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in table.items() if value is not None}


def _table(name: str, values: Mapping[str, Any]) -> Iterator[str]:
    """Write a table; a value that is a table itself stands in one line."""
    if values:
        yield f"[{name}]"
    for key, value in _but_nothing(values).items():
        inner = ", ".join(f"{json.dumps(k)} = {json.dumps(v)}" for k, v in value.items()) if isinstance(value, dict) else None
        yield f"{json.dumps(key)} = {json.dumps(value) if inner is None else '{ ' + inner + ' }'}"


# Keeping and comparing.

_CASES: list[Case] = []  # for the processes that are forked: the files of a case are made by a function, which cannot be sent


def caught(wanted: Sequence[Case], workers: int = 2) -> dict[str, dict[str, str]]:
    """Run the cases, a few at a time, and give their digests."""
    _CASES[:] = wanted
    with ProcessPoolExecutor(workers, get_context("fork")) as pool:
        return dict(pool.map(_numbered, range(len(wanted)), chunksize=2))


def _numbered(number: int) -> tuple[str, dict[str, str]]:
    return digest(_CASES[number])


def differences(before: Mapping[str, Mapping[str, str]], after: Mapping[str, Mapping[str, str]]) -> list[str]:
    """Name each thing that a case of both prints or writes otherwise, no longer, or for the first time."""
    return [
        f"{name}: {part}"
        for name in before
        if name in after
        for part in sorted(before[name].keys() | after[name].keys())
        if before[name].get(part) != after[name].get(part)
    ]


def main() -> int:
    """Keep, compare or show; end in 1 where something differs."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("what", choices=("keep", "compare", "show"))
    parser.add_argument("file", help="the file of digests; with show, the name of a case")
    parser.add_argument("--only", default="", metavar="TEXT")
    parser.add_argument("--cohorts", type=int, default=COHORTS, metavar="N")
    given = parser.parse_args()
    if given.what == "show":
        for name, content in output(next(case for case in cases() if case.name == given.file)).items():
            print(f"--- {name}\n{content.decode('utf-8', 'backslashreplace')[:20_000]}")
        return 0
    found = caught([case for case in cases(given.cohorts) if given.only in case.name])
    print(f"{len(found):,} cases, {sum(map(len, found.values())):,} outputs")
    if given.what == "keep":
        Path(given.file).write_text(json.dumps(found, indent=0), encoding="utf-8")
        return 0
    changed = differences(json.loads(Path(given.file).read_text(encoding="utf-8")), found)
    print(*changed, f"{len(changed):,} differ", sep="\n")
    return int(bool(changed))


if __name__ == "__main__":
    sys.exit(main())
