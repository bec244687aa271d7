"""A matching: who mentors whom and what each fit is made of, who waits and why, and the prices that prove it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from math import prod
from typing import ClassVar

from cxmatch.errors import refuse_more
from cxmatch.records.nouns import Glance, Noun, Shown
from cxmatch.records.text import counted, decimal_text

_QUARTERS = ("little", "about a quarter", "about half", "about three quarters", "nearly all")
MOST_FACTORS, MOST_DECISIONS, MOST_CASES = 8, 500, 5_000


def quarters(met: int, full: int) -> str:
    """Say what share of `full` points is met.

    >>> quarters(0, 8), quarters(1, 16), quarters(4, 8), quarters(9, 9)
    ('none', 'little', 'about half', 'all')
    """
    if not 0 < met < full:
        return "all" if met else "none"
    return _QUARTERS[(8 * met // full + 1) // 2]


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Contribution(Noun):
    """One entry of a fit, a practice area or a preference (`term`): its points are the product of its factors.

    Where an answer is missing, `unanswered` says whose, there are no factors, and the points are 0. `whole_lead` is the lead
    where it is larger than what counts of it.
    """

    term: str
    factors: Mapping[str, int] = field(default_factory=dict)
    unanswered: tuple[str, ...] = ()
    whole_lead: int = 0
    silent: ClassVar[tuple[str, ...]] = ("whole_lead",)
    derived: ClassVar[tuple[str, ...]] = ("points",)

    def __post_init__(self) -> None:
        refuse_more(self.factors, MOST_FACTORS, "factors of an entry")

    @property
    def points(self) -> int:
        """The product of the factors."""
        return 0 if self.unanswered else prod(self.factors.values())

    @property
    def lead(self) -> int:
        """How far the mentor is ahead, in units of the capability scale, whatever of it counts."""
        return self.whole_lead or self.factors.get("lead", 0)

    @property
    def meets_need(self) -> bool:
        """Whether it is a practice area that counts, and no preference."""
        return "need" in self.factors and self.points > 0


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Fit(Noun):
    """How well one mentor suits one protege, areas first, then preferences; and the must-have rules that bar the pair.

    `full_points` is what a mentor at the top of every area would bring this protege.
    """

    mentor: str
    protege: str
    contributions: tuple[Contribution, ...]
    barred_by: tuple[str, ...] = ()
    full_points: int = 0
    derived: ClassVar[tuple[str, ...]] = ("points",)

    @property
    def points(self) -> int:
        """The sum of the contributions."""
        return sum(contribution.points for contribution in self.contributions)

    @property
    def share(self) -> float:
        """The share of the protege's need this mentor can meet, from 0 to 1. For display only."""
        return self.met_points / self.full_points if self.full_points else 0.0

    @property
    def met_points(self) -> int:
        """The points of the practice areas alone, of `full_points`."""
        return sum(contribution.points for contribution in self.leading)

    @property
    def need_met(self) -> str:
        """Say the share in quarters, "about half": ratings of oneself bear no finer word."""
        return quarters(self.met_points, self.full_points)

    @property
    def leading(self) -> tuple[Contribution, ...]:
        """The practice areas that count, largest first."""
        counting = [contribution for contribution in self.contributions if contribution.meets_need]
        return tuple(sorted(counting, key=lambda contribution: -contribution.points))


@dataclass(frozen=True, slots=True, kw_only=True)
class Move:
    """One protege that goes from one mentor to another; None stands for nobody."""

    protege: str
    mentor_before: str | None
    mentor_after: str | None
    spelled: ClassVar[Mapping[str, str]] = {"mentor_before": "from", "mentor_after": "to"}

    @property
    def offices(self) -> Sequence[str]:
        """All that lose a partner by it or get one."""
        return [name for name in (self.protege, self.mentor_before, self.mentor_after) if name]

    def __str__(self) -> str:
        return f"{self.protege} to {self.mentor_after}" if self.mentor_after else f"{self.protege} to the waiting list"


class Side(StrEnum):
    """On which side of a pairing an office stands."""

    MENTOR = "mentor"
    PROTEGE = "protege"

    @property
    def partner(self) -> Side:
        """The side on which its partner stands."""
        return Side.PROTEGE if self is Side.MENTOR else Side.MENTOR


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    """An office without the partner it could have had on this side, and why."""

    office: str
    side: Side
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """One case of a proof: what it decides, and prices in units of 1 / `scale` that bound it; offices by number, as ids order."""

    decisions: tuple[str, ...]
    scale: int
    prices: Mapping[str, int]
    wide: ClassVar[tuple[str, ...]] = ("prices",)

    def __post_init__(self) -> None:
        refuse_more(self.decisions, MOST_DECISIONS, "decisions of a case")


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Prices(Noun):
    """The proof of one rung of the ladder: no matching that is as good on the rungs before has a higher total.

    `aim` names what the rung adds up, `level` the fit it counts, the lowest where it counts several. `total` is what the chosen
    pairs reach and `most` what the prices allow: equal where the proof is exact. Locked pairs hold their seats before any rung
    looks, so that sums proven by prices leave them out; sums proven by `cases` have them in. `bonus` is what the first mentor of
    a protege counts on top, so that everyone comes first, `led` what a pairing does that leads in what was asked for first,
    where that is a rung. A seat's price is a whole number; an office that is not named has the
    price 0.
    In a rerun everything counts `scale` times and each kept pairing `keep` on top, so that few pairings move.
    Rules that prices alone cannot prove are proven by `cases`, which together leave nothing out.
    """

    aim: str
    level: int = 0
    total: int
    most: int
    bonus: int = 0
    led: int = 0
    scale: int = 1
    keep: int = 0
    mentors: Mapping[str, int] = field(default_factory=dict)
    proteges: Mapping[str, int] = field(default_factory=dict)
    cases: tuple[Case, ...] = ()
    silent: ClassVar[tuple[str, ...]] = ("led",)

    def __post_init__(self) -> None:
        refuse_more(self.cases, MOST_CASES, "cases of a proof")

    @property
    def gap(self) -> int:
        """How far the bound lies above what was reached; 0 where the rung is proven."""
        return self.most - self.total


SERVED, TIES = "served", "ties"
_BETTER: Mapping[str, Callable[[Prices, int], str]] = {
    "served": lambda rung, _: counted(rung.gap, "protege"),
    "asked": lambda rung, _: f"{counted(rung.gap, 'protege')} led in what it asked for first",
    "points": lambda rung, unit: f"{decimal_text(rung.gap, unit)} of the total fit",
    "pairs": lambda rung, _: counted(rung.gap, "pairing"),
    "level": lambda rung, unit: f"{counted(rung.gap, 'pairing')} at the fit {decimal_text(rung.level, unit)}",
    "levels": lambda rung, unit: f"the fits of the pairings from {decimal_text(rung.level, unit)} up",
}


def gap_words(prices: Sequence[Prices], unit: int) -> str:
    """Say by how much at most another matching could be better, as "12 of the total fit"; "" where none can be, ties aside.

    That is the gap of the first rung that leaves one, since those after it stand on it.
    """
    gaps = [rung for rung in prices if rung.gap and rung.aim != TIES]
    return _BETTER.get(gaps[0].aim, _BETTER["points"])(gaps[0], unit) if gaps else ""


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Matching(Shown):
    """The outcome: pairings by protege, the offices that wait, and the prices that prove it, rung by rung."""

    pairings: tuple[Fit, ...]
    waiting: tuple[Waiting, ...]
    prices: tuple[Prices, ...]
    derived: ClassVar[tuple[str, ...]] = ("points",)

    @property
    def points(self) -> int:
        """The total of all pairings."""
        return sum(fit.points for fit in self.pairings)

    @property
    def pairs(self) -> tuple[tuple[str, str], ...]:
        """The pairings by their offices: mentor and protege."""
        return tuple((fit.mentor, fit.protege) for fit in self.pairings)

    @property
    def paired(self) -> int:
        """How many proteges have a mentor."""
        return len({fit.protege for fit in self.pairings})

    @property
    def lowest(self) -> int:
        """The points of the worst pairing, 0 where there is none."""
        return min((fit.points for fit in self.pairings), default=0)

    @property
    def glance(self) -> Glance:
        """What is seen first of it: the pairings."""
        rows = tuple((fit.mentor, fit.protege, str(fit.points)) for fit in self.pairings)
        waits = f"{counted(len(self.waiting), 'office')} waiting"
        words = f"{counted(len(rows), 'pairing')}, {waits}, {counted(self.points, 'point')}."
        return Glance(words=words, headings=("Mentor", "Protege", "Points"), rows=rows)
