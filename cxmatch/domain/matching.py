"""A matching: who mentors whom, who waits and why, and the prices that prove it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import ClassVar


@dataclass(frozen=True, slots=True, kw_only=True)
class Contribution:
    """What one practice area adds to a fit: points, the product of its factors.

    Where an answer is missing, `unanswered` says whose, there are no factors, and the points are 0.
    """

    term: str
    factors: Mapping[str, int] = field(default_factory=dict)
    unanswered: tuple[str, ...] = ()
    derived: ClassVar[tuple[str, ...]] = ("points",)

    @property
    def points(self) -> int:
        """The product of the factors."""
        product = 0 if self.unanswered else 1
        for factor in self.factors.values():
            product *= factor
        return product


@dataclass(frozen=True, slots=True, kw_only=True)
class Fit:
    """How well one mentor suits one protege, area by area, and the must-have rules that bar the pair.

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
        return self.points / self.full_points if self.full_points else 0.0

    @property
    def leading(self) -> tuple[Contribution, ...]:
        """The contributions that count, largest first."""
        counting = [contribution for contribution in self.contributions if contribution.points]
        return tuple(sorted(counting, key=lambda contribution: -contribution.points))


class Side(StrEnum):
    """On which side of a pairing an office stands."""

    MENTOR = "mentor"
    PROTEGE = "protege"


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    """An office without the partner it could have had on this side, and why."""

    office: str
    side: Side
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Prices:
    """A price for a seat of each office, in whole points. Together they prove that a total is the best.

    `bonus` is what the first mentor of a protege counts on top of the points, so that everyone comes first;
    `total` is what the chosen pairs are worth with it; the prices must add up to the same number.
    """

    bonus: int
    total: int
    mentors: Mapping[str, int]
    proteges: Mapping[str, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Matching:
    """The outcome: pairings by protege, the offices that wait, and two sets of prices.

    `prices` prove that no other matching serves more proteges, and none that serves as many has more points;
    `tie_prices` prove that among
    the best ones this is the one the public tie key names.
    """

    pairings: tuple[Fit, ...]
    waiting: tuple[Waiting, ...]
    prices: Prices
    tie_prices: Prices
    derived: ClassVar[tuple[str, ...]] = ("points",)

    @property
    def points(self) -> int:
        """The total of all pairings."""
        return sum(fit.points for fit in self.pairings)
