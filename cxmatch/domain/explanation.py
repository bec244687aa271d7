"""Explanations: why two offices are paired, why not, and what the other plan would cost."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import ClassVar

from cxmatch.domain.asked import FirstNeed
from cxmatch.domain.matching import Contribution, Fit, Move
from cxmatch.records.nouns import Glance, Shown
from cxmatch.records.text import counted, decimal_text

_MOVES_TOLD = 3
UNPROVEN = "what it would cost is not known: the search could not prove the best plan with it."
EVERYONE = "it cannot be made: everyone must be paired, and somebody would be left without a mentor (must-have rule)."


class Verdict(StrEnum):
    """What became of a pair."""

    PAIRED = "paired"
    PASSED_OVER = "passed-over"
    BARRED = "barred"


class Standing(StrEnum):
    """In how many of the equally good plans a pair stands."""

    FIRM = "firm"
    FREE = "free"
    NEVER = "never"


@dataclass(frozen=True, slots=True, kw_only=True)
class Cost:
    """What the cohort would lose; below 0 it would gain. `worse`, with the worst-off first: some weak pairing would be weaker.

    `led` counts proteges that are led in what they asked for first, where that is a rung.
    """

    paired: int = 0
    points: int = 0
    led: int = field(default=0, repr=False)
    worse: bool = field(default=False, repr=False)
    silent: ClassVar[tuple[str, ...]] = ("led",)

    @property
    def nothing(self) -> bool:
        """Whether it is free."""
        return not (self.paired or self.led or self.points or self.worse)

    def words(self, unit: int) -> str:
        """Say it as what would happen; `unit` is how many points one step of fit has."""
        if self.nothing:
            return "keep the total fit"
        lower, amount = "lower" if self.points > 0 else "raise", decimal_text(abs(self.points), unit)
        parts = [f"{lower} the total fit by {amount}"] * (self.points != 0)
        parts += [f"leave {self.paired} more without a mentor"] * (self.paired > 0)
        parts += [f"give {-self.paired} more a mentor"] * (self.paired < 0)
        parts += [f"leave {self.led} more not led in what {_they(self.led)} asked for first"] * (self.led > 0)
        parts += [f"let {-self.led} more be led in what {_they(-self.led)} asked for first"] * (self.led < 0)
        return " and ".join(parts + ["leave weak pairings weaker"] * self.worse)


def _they(count: int) -> str:
    return "it" if count == 1 else "they"


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Explanation(Shown):
    """Why a pair was made, or why not and what it would cost.

    `cost_of_forcing` is None for a pair that cannot be forced, and `cannot` says why where it is not for want of seats;
    `exchange` lists everybody who would move. `standing` says whether every equally good plan has the pair, some, or none;
    None where that is not known. `first` is what its protege asked for first and what this mentor brings there. `unit` is how
    many points one step of fit has.
    """

    fit: Fit
    unit: int = 1
    verdict: Verdict
    standing: Standing | None = None
    cost_of_forcing: Cost | None = None
    exchange: tuple[Move, ...] = ()
    cannot: str = ""
    first: FirstNeed | None = None
    unwritten: ClassVar[tuple[str, ...]] = ("fit",)
    derived: ClassVar[tuple[str, ...]] = (
        *("mentor", "protege", "points", "met_points", "full_points"),
        *("barred_by", "contributions", "words"),
    )

    @property
    def mentor(self) -> str:
        """The mentor."""
        return self.fit.mentor

    @property
    def protege(self) -> str:
        """The protege."""
        return self.fit.protege

    @property
    def points(self) -> int:
        """The points of their fit."""
        return self.fit.points

    @property
    def met_points(self) -> int:
        """The points of the practice areas: the need met, of `full_points`."""
        return self.fit.met_points

    @property
    def full_points(self) -> int:
        """What a mentor at the top of every area would bring the protege."""
        return self.fit.full_points

    @property
    def barred_by(self) -> tuple[str, ...]:
        """The must-have rules that bar the pair."""
        return self.fit.barred_by

    @property
    def contributions(self) -> tuple[Contribution, ...]:
        """The entries of their fit."""
        return self.fit.contributions

    @property
    def paired(self) -> bool:
        """Whether the pair was made."""
        return self.verdict is Verdict.PAIRED

    @property
    def words(self) -> str:
        """Say in a sentence or two whether the two are paired, and if not, why not."""
        pair = f"{self.fit.mentor} mentoring {self.fit.protege}, fit {decimal_text(self.fit.points, self.unit)}"
        return f"{pair}. Paired." if self.paired else f"{pair}. Not paired: {self.price}"

    @property
    def on_first(self) -> list[str]:
        """Say in a sentence, or none, what the mentor brings where the protege asked first, and how clear that is."""
        return [self.first.sentence] if self.first else []

    @property
    def price(self) -> str:
        """Say what making the pair would cost."""
        if self.fit.barred_by:
            return f"{', '.join(self.fit.barred_by)} (must-have rule)."
        if self.cost_of_forcing is None:
            return self.cannot or "it cannot be made: locked pairs or other must-have rules leave no room for it."
        others = [move for move in self.exchange if move.protege != self.fit.protege]
        return f"it would {self.cost_of_forcing.words(self.unit)}{_moved(others)}."

    def __str__(self) -> str:
        return "\n".join([self.words, *(f"  {term}: {points}" for term, points in self.glance.rows)])

    @property
    def glance(self) -> Glance:
        """What is seen first of it: the entries of the fit."""
        rows = tuple((part.term, _entry(part, self.unit)) for part in self.fit.contributions)
        return Glance(words=self.words, headings=("Entry", "Fit"), rows=rows)


@dataclass(frozen=True, slots=True, kw_only=True)
class Drill:
    """The dropout drill: what would be lost if an office left (None where no pairing could be), and who would move.

    `fewest` says that no equally good plan moves fewer, else the public key prefers this one; `proven` that no better is left.
    """

    office: str
    cost: Cost | None
    exchange: tuple[Move, ...] = ()
    fewest: bool = True
    proven: bool = True

    def words(self, unit: int) -> str:
        """Say what its leaving would mean; `unit` is how many points one step of fit has."""
        if self.cost is None:
            return "no pairing could meet the must-have rules."
        count = len(self.exchange)
        told = f" ({', '.join(map(str, self.exchange[:_MOVES_TOLD]))}{', ...' if count > _MOVES_TOLD else ''})"
        moved = f"{counted(count, 'other protege')} {'would' if self.fewest else 'could'} move{told}"
        doubt = "" if self.proven else " That is the best plan found, not proven best."
        return f"it would {self.cost.words(unit)}; {moved if count else 'nobody else would move'}.{doubt}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Backup:
    """Who would step in if a mentor left, `sure` if in every best plan; not `possible` where the must-have rules forbid any."""

    mentor: str
    steps_in: str | None
    sure: bool = True
    possible: bool = True
    derived: ClassVar[tuple[str, ...]] = ("words",)

    @property
    def words(self) -> str:
        """Say it in a sentence."""
        if not self.possible:
            return f"If {self.mentor} left: no pairing could meet the must-have rules."
        if self.sure:
            return f"If {self.mentor} left: {self.steps_in or 'nobody'} would step in."
        could = f"{self.steps_in} could step in" if self.steps_in else "it could be that nobody steps in"
        return f"If {self.mentor} left: {could}; not every equally good plan has it so."


@dataclass(frozen=True, slots=True, kw_only=True)
class OfficeStory:
    """One office in a run: its pairings, other mentors worth a look, and who would step in if one of its mentors left (`backup`).

    `drill` is what its own leaving would mean, `waiting` the reason where it has no partner it could have had.
    """

    office: str
    department: str
    as_protege: tuple[Explanation, ...] = ()
    as_mentor: tuple[Explanation, ...] = ()
    alternatives: tuple[Explanation, ...] = ()
    backup: tuple[Backup, ...] = ()
    drill: Drill | None = None
    waiting: str = ""
    unit: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class PricedPair:
    """One line of the price list: a pair that is allowed, and what forcing it would cost."""

    mentor: str
    protege: str
    points: int
    verdict: Verdict
    standing: Standing | None
    cost_of_forcing: Cost | None


def _entry(part: Contribution, unit: int) -> str:
    return "not answered" if part.unanswered else decimal_text(part.points, unit)


def _moved(others: list[Move]) -> str:
    if not others:
        return " and move nobody else"
    told = f" ({', '.join(map(str, others))})" if len(others) <= _MOVES_TOLD else ""
    return f" and move {counted(len(others), 'other protege')}{told}"
