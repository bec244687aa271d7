"""The regret ledger: what offices could have had in earlier rounds and gave up for the others, and what they gave as mentors."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import ClassVar

from cxmatch.domain.load import IN_A_ROW, NAMES_SHOWN
from cxmatch.domain.run import Run
from cxmatch.domain.weighing import WHOLE
from cxmatch.records.text import counted, decimal_text, fold, listed, some

HOW = (
    "What an office could have had is the fit, by practice areas alone, with the best mentor whom no must-have rule barred."
    " It gave up what its pairings brought less, so that others could be served: all of it where it waited."
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Share:
    """What came of one round for an office that wanted a mentor, in points of practice areas; people see `unit` of them as 1.

    `could` is the fit with the `best` mentor whom no rule bars, or the sum of the best where it has several seats. `got` is the
    sum of its pairings. `whole` is what mentors at the top of every area would bring.
    """

    round: int
    best: tuple[str, ...]
    mentors: tuple[str, ...]
    could: int
    got: int
    whole: int
    unit: int = 1
    derived: ClassVar[tuple[str, ...]] = ("gave_up", "percent")

    @property
    def gave_up(self) -> int:
        """The points that it could have had more."""
        return self.could - self.got

    @property
    def percent(self) -> int:
        """The same in percent of its need, rounded down."""
        return WHOLE * self.gave_up // self.whole if self.whole else 0

    @property
    def words(self) -> str:
        """Say it in a sentence."""
        got = f"got {decimal_text(self.got, self.unit)} with {listed(self.mentors)}" if self.mentors else "waited"
        best = f"could have had {decimal_text(self.could, self.unit)} with {listed(self.best)}"
        return f"round {self.round}: {best}, {got}" if self.best else f"round {self.round}: nobody could mentor it"


@dataclass(frozen=True, slots=True, kw_only=True)
class Given:
    """What an office gave as a mentor in one round: the proteges it had, of so many seats."""

    round: int
    proteges: tuple[str, ...]
    seats: int


@dataclass(frozen=True, slots=True, kw_only=True)
class OfficeRegret:
    """An office over all rounds: what it gave up, and what it gave; in so many of the last ones `in_a_row` it was a mentor."""

    office: str
    shares: tuple[Share, ...] = ()
    given: tuple[Given, ...] = ()
    in_a_row: int = 0
    derived: ClassVar[tuple[str, ...]] = ("percent", "mentored")

    @property
    def percent(self) -> int:
        """What it gave up over all rounds, in percent of its need, and 100 at most: what a policy counts."""
        return min(WHOLE, sum(share.percent for share in self.shares))

    @property
    def mentored(self) -> int:
        """How many proteges it had in all."""
        return sum(len(entry.proteges) for entry in self.given)

    @property
    def seats(self) -> int:
        """How many seats it offered in all."""
        return sum(entry.seats for entry in self.given)

    @property
    def in_all(self) -> tuple[int, int] | None:
        """The points that it gave up in all and how many people see as 1; None where its rounds count fits in other ways."""
        units = {share.unit for share in self.shares}
        return (sum(share.gave_up for share in self.shares), units.pop()) if len(units) == 1 else None

    @property
    def gave_up(self) -> str:
        """Say the fit that it gave up in all, "" where that is not known."""
        return decimal_text(*self.in_all) if self.in_all else ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Regret:
    """The ledger of `rounds` earlier runs, by their ids and the oldest first; whoever gave up most comes first."""

    rounds: tuple[str, ...]
    offices: tuple[OfficeRegret, ...]
    derived: ClassVar[tuple[str, ...]] = ("words", "load")

    @property
    def percents(self) -> dict[str, int]:
        """What each office gave up, in percent of its need, as a policy takes it; who gave nothing up is left out."""
        return {entry.office: entry.percent for entry in self.offices if entry.percent}

    @property
    def words(self) -> str:
        """Say how many offices gave something up."""
        some = sum(bool(entry.percent) for entry in self.offices)
        rounds, offices = counted(len(self.rounds), "earlier round"), counted(len(self.offices), "office")
        return f"{rounds}, {offices}: {some} gave something up for the others."

    @property
    def load(self) -> list[str]:
        """Say which offices were mentors in each of the last two rounds, or of more."""
        rows = {entry.in_a_row for entry in self.offices if entry.in_a_row >= IN_A_ROW}
        by_number = {number: [each.office for each in self.offices if each.in_a_row == number] for number in rows}
        return [
            f"Mentors in each of the last {number} rounds: {some(names, NAMES_SHOWN)}."
            for number, names in sorted(by_number.items(), reverse=True)
        ]


def last_runs(runs: Iterable[Run]) -> tuple[Run, ...]:
    """Return the runs that count as rounds: each once, of a run and the rerun of it the rerun, and of two reruns the last."""
    found = {run.id: run for run in runs}
    last = {run.parent: name for name, run in found.items()}
    return tuple(run for name, run in found.items() if name not in last and (run.parent is None or last[run.parent] == name))


def mentored_in(runs: Iterable[Run]) -> dict[str, int]:
    """Return who mentored in the last two cohorts or more without a break, and in how many; the runs go the oldest first."""
    rounds = [{fit.mentor for fit in run.matching.pairings} for run in last_runs(runs)]
    counts = {name: in_a_row(rounds, name) for name in sorted(set().union(*rounds[-1:]))}
    return {name: number for name, number in counts.items() if number >= IN_A_ROW}


def in_a_row(rounds: Sequence[Iterable[str]], name: str) -> int:
    """Return in how many of the last rounds without a break an office is named, in whatever spelling."""
    there = [fold(name) in map(fold, names) for names in reversed(rounds)]
    return [*there, False].index(False)
