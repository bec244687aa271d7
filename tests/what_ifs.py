"""Invented cohorts with decisions on them: what the page is asked, and what the program says to the same."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from invent import any_policy, asking, cohort, policy

import cxmatch as cx
from cxmatch.domain.cohort import Cohort
from cxmatch.domain.decisions import Choice, Decision
from cxmatch.domain.policy import Policy
from cxmatch.domain.run import Run
from cxmatch.errors import NoPairingError, SettingsError
from cxmatch.exports.handout import Handout
from cxmatch.exports.page.what_if import board_of_page


@dataclass(frozen=True, kw_only=True)
class Case:
    """A run, and decisions on its pairs."""

    seed: int
    run: Run
    decisions: tuple[Decision, ...]

    @property
    def asked(self) -> list[dict[str, str]]:
        """The decisions as the page takes them."""
        return [{"mentor": one.mentor, "protege": one.protege, "decision": one.choice.value} for one in self.decisions]

    @property
    def board(self) -> dict[str, Any]:
        """What the page carries."""
        return board_of_page(Handout(report=cx.report(self.run)))

    def rerun(self, *, afresh: bool) -> Run | str:
        """What the program makes of the decisions, or says to them."""
        try:
            return cx.rerun(self.run, decisions=self.decisions, afresh=afresh)
        except (SettingsError, NoPairingError) as problem:
            return problem.what


def case(seed: int) -> Case | None:
    """Invent a case; None where the cohort cannot be paired at all."""
    rng = random.Random(f"what if {seed}")
    made = cohort(seed, rng.randint(4, 12), seats=rng.choice([1, 1, 2, 3]), departments=rng.choice([2, 4, 8]))
    made = asking(made, seed) if rng.random() < 0.4 else made
    try:
        run = cx.pair(made, _policy(rng, seed, made))
        if rng.random() < 0.3:
            run = cx.rerun(run, decisions=_decisions(rng, run), afresh=rng.random() < 0.5)
    except (SettingsError, NoPairingError):
        return None
    loaded = Run.from_json(run.to_json())  # as the command line has it: without the places of earlier decisions
    return Case(seed=seed, run=loaded, decisions=_decisions(rng, loaded))


def _policy(rng: random.Random, seed: int, made: Cohort) -> Policy:
    kind = rng.choice(["plain", "rules", "rules", "rules", "any"])
    if kind == "plain":
        return Policy()
    return any_policy(seed, made) if kind == "any" else policy(seed, made)


def _decisions(rng: random.Random, run: Run) -> tuple[Decision, ...]:
    pairs: Sequence[tuple[str, str]] = [(fit.mentor, fit.protege) for fit in run.matching.pairings]
    names, made = [office.id for office in run.cohort.offices], dict[tuple[str, str], Choice]()
    grid = cx.report(run).grid
    open_ = [
        (mentor, protege)
        for row, protege in enumerate(grid.proteges)
        for column, mentor in enumerate(grid.mentors)
        if grid.points[row][column] is not None
    ]
    for _ in range(rng.randint(1, 6)):
        among = rng.choice([pairs, pairs, open_, open_])
        pair = rng.choice(among) if among and rng.random() < 0.95 else tuple(rng.sample(names, 2))
        made[pair] = rng.choice([Choice.KEEP, Choice.NEVER, Choice.CHANGE, Choice.NEVER])
    entries = [Decision(mentor=mentor, protege=protege, choice=choice) for (mentor, protege), choice in made.items()]
    return tuple(replace(one, place=f"decisions.csv, row {number}") for number, one in enumerate(entries, start=2))
