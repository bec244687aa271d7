"""Several runs in their order: the rounds of a program, each with its date where its run has one."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import ClassVar

from cxmatch.domain.run import Run
from cxmatch.errors import SettingsError
from cxmatch.records.text import short

_A_DAY = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
_ONE_RUN_EACH = "Name one run of each round: the folder that pair wrote stands for the latest run in it."


@dataclass(frozen=True, slots=True, kw_only=True)
class Round:
    """One of several runs: its place among them from 1, its id, and the date on its hand-outs, "" where none is given."""

    number: int
    run: str
    date: str = ""
    derived: ClassVar[tuple[str, ...]] = ("words",)

    @property
    def when(self) -> str:
        """Say when it was: its date, else its place."""
        return self.date or f"run {self.number}"

    @property
    def words(self) -> str:
        """Say which one: "run 2 (2027-03-12)"."""
        return f"run {self.number}{f' ({self.date})' * bool(self.date)}"


def in_order(runs: Iterable[Run]) -> tuple[Run, ...]:
    """Return the runs by their dates where each has a day such as 2027-03-12 on its hand-outs, else as they are named.

    Raises SettingsError where there is none, one stands there twice, or one repairs another: their pairs would count twice.
    """
    given = tuple(runs)
    if not given:
        raise SettingsError("No run is named.", _ONE_RUN_EACH)
    places = {run.id: number for number, run in enumerate(given, start=1)}
    for number, run in enumerate(given, start=1):
        if places[run.id] != number:
            raise SettingsError(f"Runs {number} and {places[run.id]} are the same one, {short(run.id[:8])}.", _ONE_RUN_EACH)
        if run.parent in places:
            what = f"Run {number} repairs run {places[run.parent]}: they are of one round, and pairs would count twice."
            raise SettingsError(what, _ONE_RUN_EACH)
        if run.parent and places.setdefault(f"repairs {run.parent}", number) != number:
            other = places[f"repairs {run.parent}"]
            what = f"Runs {other} and {number} repair the same run: they are of one round, and pairs would count twice."
            raise SettingsError(what, _ONE_RUN_EACH)
    dated = all(_A_DAY.fullmatch(run.policy.report.date) for run in given)
    return tuple(sorted(given, key=lambda run: run.policy.report.date)) if dated else given


def rounds_of(runs: Iterable[Run]) -> tuple[Round, ...]:
    """Return the rounds of runs in their order."""
    return tuple(Round(number=number, run=run.id[:8], date=run.policy.report.date) for number, run in enumerate(runs, start=1))
