"""How time and memory grow: reading, pairing and verifying cohorts of any size, each in a process of its own."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from benchmarks import cohorts, processes

SIZES = (1_000, 2_000, 5_000, 10_000)
SEATS = (1, 3)
_SCRIPT = """
import re, resource, sys, time
from pathlib import Path
from cxmatch.domain.policy import Policy
from cxmatch.domain.parts import Capacity
from cxmatch.matching.pair import pair
from cxmatch.matching.verify import verify
from cxmatch.survey.reader import read_survey


def peak():  # in kB; what a process has used at most counts from its parent's size where only getrusage tells
    told = Path("/proc/self/status")
    found = re.search(r"VmHWM:\\s+(\\d+) kB", told.read_text()) if told.exists() else None
    return int(found[1]) if found else resource.getrusage(resource.RUSAGE_SELF).ru_maxrss


seats = int(sys.argv[2])
begun = time.process_time()
cohort = read_survey(sys.argv[1])
read = time.process_time()
run = pair(cohort, Policy(capacity=Capacity(mentor=seats, protege=seats)))
paired = time.process_time()
assert verify(run) == ()
most = peak()
print(read - begun, paired - read, time.process_time() - paired, most, len(run.matching.pairings))
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Growth:
    """CPU seconds of reading, pairing (which verifies too) and verifying, and the most memory in MiB."""

    offices: int
    seats: int
    read: float
    paired: float
    verified: float
    memory: float
    pairings: int


def measure(offices: int, seats: int, folder: Path) -> Growth:
    """Pair an invented cohort with so many seats for every office on both sides."""
    survey = cohorts.write(folder / f"large-{offices}.csv", cohorts.survey(offices))
    command = [sys.executable, "-c", _SCRIPT, str(survey), str(seats)]
    done = subprocess.run(command, check=True, capture_output=True, text=True, env=processes.environment(), cwd=folder)
    read, paired, verified, most, pairings = map(float, done.stdout.split())
    return Growth(
        offices=offices, seats=seats, read=read, paired=paired, verified=verified, memory=most / 1024, pairings=int(pairings)
    )
