"""Check-ins for tests: what each side says, drawn from a seed, and as the rows of a table."""

from __future__ import annotations

import csv
import io
import random
from collections.abc import Iterable, Sequence

import cxmatch as cx
from cxmatch.domain.checkin import GOAL, LEVELS, PRACTICE, REACHED, STORY, USEFUL, WOULD_KEEP, CheckIn
from cxmatch.domain.matching import Side

HEADINGS = (
    *("Office", "Partner", "Partner is", "Meetings held", "Useful", "Goal", "Reached"),
    *("Practice taken up", "Story", "Would keep", "Run"),
)
WORDS = {GOAL: "Answer, by Friday;\nall letters", PRACTICE: '=A "shared" form', STORY: "canary story of Jane"}


def drawn(run: cx.Run, seed: int, *, silent: float = 0.3, never: float = 0.3) -> list[CheckIn]:
    """What the sides of the pairs of a run say: some nothing, some that they never met, the rest anything."""
    rng = random.Random(seed)
    answers = []
    for fit in run.matching.pairings:
        apart = rng.random() < never
        answers += [_said(rng, fit.mentor, fit.protege, side, apart=apart) for side in Side if rng.random() >= silent]
    return answers


def _said(rng: random.Random, mentor: str, protege: str, side: Side, *, apart: bool) -> CheckIn:
    return CheckIn(
        mentor=mentor,
        protege=protege,
        by=side,
        meetings=0 if apart else rng.choice([1, 2, 12]),
        useful=rng.choice(["", *LEVELS[USEFUL]]),
        reached=rng.choice(["", *LEVELS[REACHED]]),
        keep=rng.choice(["", *LEVELS[WOULD_KEEP]]),
        words=dict(sorted(rng.sample(sorted(WORDS.items()), rng.randint(0, 3)))),
    )


def row(said: CheckIn, run: str = "", *, role: bool = True) -> list[str]:
    """A check-in as the template has it."""
    office, partner = (said.mentor, said.protege) if said.by is Side.MENTOR else (said.protege, said.mentor)
    meetings = "" if said.meetings is None else str(said.meetings)
    words = [said.words.get(heading, "") for heading in (GOAL, PRACTICE, STORY)]
    return [
        *(office, partner, said.by.partner.value.capitalize() if role else "", meetings, said.useful.capitalize(), words[0]),
        *(said.reached.capitalize(), *words[1:], said.keep.capitalize(), run),
    ]


def table(rows: Iterable[Sequence[str]], headings: Sequence[str] = HEADINGS) -> bytes:
    """A CSV file of these rows."""
    text = io.StringIO(newline="")
    csv.writer(text).writerows([headings, *rows])
    return text.getvalue().encode("utf-8-sig")
