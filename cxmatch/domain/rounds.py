"""Several runs: the folders they lie in, their order as rounds of a program, and what differs between two."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, fields
from itertools import zip_longest
from pathlib import Path
from typing import ClassVar

from cxmatch.domain.asked import count_led
from cxmatch.domain.matching import Move
from cxmatch.domain.policy import Policy
from cxmatch.domain.run import Run
from cxmatch.errors import SettingsError
from cxmatch.records.text import counted, decimal_text, short

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


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """Two runs compared: who is new or gone, whose answers and which settings changed, and every move.

    `led` counts who is led in what it asked for first, None where a survey does not ask. `recounted`: settings changed by which
    fits are counted, so that totals do not compare.
    """

    before: str
    after: str
    joined: tuple[str, ...]
    left: tuple[str, ...]
    edited: tuple[str, ...]
    settings: tuple[str, ...]
    moves: tuple[Move, ...]
    paired: tuple[int, int]
    points: tuple[int, int]
    unit: int = 1
    unit_before: int = 0
    led: tuple[int, int] | None = None
    recounted: bool = False
    silent: ClassVar[tuple[str, ...]] = ("unit_before", "led", "recounted")

    @property
    def words(self) -> str:
        """Say in a line what came of it; `unit_before` is the unit of the fits before where it is another."""
        units = (self.unit_before or self.unit, self.unit)
        before, after = (decimal_text(points, unit) for points, unit in zip(self.points, units, strict=True))
        led = [f", {number} led in what they asked for first" for number in self.led or ()] or ["", ""]
        return (
            f"{counted(self.paired[0], 'protege')} paired{led[0]}, total fit {before};"
            f" then {self.paired[1]} paired{led[1]}, total fit {after}."
            f"{' The totals do not compare: the settings count fits in another way.' * self.recounted}"
        )


def compare(before: Run, after: Run) -> Difference:
    """Compare two runs, by the names of their offices."""
    one, two = ({office.id: office for office in run.cohort.offices} for run in (before, after))
    same = [name for name in one if name in two]
    return Difference(
        before=before.id,
        after=after.id,
        joined=tuple(name for name in two if name not in one),
        left=tuple(name for name in one if name not in two),
        edited=tuple(name for name in same if one[name] != two[name]),
        settings=_changed_settings(before, after),
        moves=_moves(before, after),
        paired=(before.matching.paired, after.matching.paired),
        points=(before.matching.points, after.matching.points),
        unit=after.unit,
        unit_before=before.unit if before.unit != after.unit else 0,
        led=_led(before, after),
        recounted=_counted_by(before) != _counted_by(after),
    )


def _led(before: Run, after: Run) -> tuple[int, int] | None:
    if not (before.cohort.asks_first and after.cohort.asks_first):
        return None
    one, two = (count_led(run.rated, run.matching.pairings).led for run in (before, after))
    return one, two


def _counted_by(run: Run) -> tuple[object, ...]:
    policy = run.policy
    points = policy.prefer, policy.starred, policy.waited, policy.regret, policy.asked_first.points
    return run.unit, policy.fit, policy.weights, *points


def _changed_settings(before: Run, after: Run) -> tuple[str, ...]:
    names = [field.name for field in fields(Policy) if field.name not in Policy.unwritten]
    changed = [name for name in names if getattr(before.policy, name) != getattr(after.policy, name)]
    return (*["framework"] * (before.cohort.framework != after.cohort.framework), *changed)


def _moves(before: Run, after: Run) -> tuple[Move, ...]:
    one, two = ({(fit.protege, fit.mentor) for fit in run.matching.pairings} for run in (before, after))
    gone, come = sorted(one - two), sorted(two - one)
    return tuple(
        Move(protege=protege, mentor_before=was, mentor_after=now)
        for protege in sorted({name for name, _ in (*gone, *come)})
        for was, now in zip_longest(*([mentor for name, mentor in some if name == protege] for some in (gone, come)))
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """A run in a folder. `number` counts the runs of its cohort from 1; `trouble` says why it cannot be read."""

    number: int
    folder: Path
    run: Run | None = None
    trouble: str = ""

    @property
    def id(self) -> str | None:
        """The id of the run; None where it cannot be read."""
        return self.run.id if self.run else None

    @property
    def parent(self) -> str | None:
        """The id of the run it repairs, if any."""
        return self.run.parent if self.run else None

    @property
    def facts(self) -> dict[str, object]:
        """What JSON says of it; `trouble` only where there is some."""
        told = {"run": self.number, "folder": str(self.folder), "id": self.id, "parent": self.parent}
        return {**told, "trouble": self.trouble} if self.trouble else told
