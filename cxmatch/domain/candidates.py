"""Which mentors a protege is asked about, so that it may star one: each with its exact price, for organizers alone."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import ClassVar

from cxmatch.domain.weighing import MOST_POINTS
from cxmatch.errors import SettingsError
from cxmatch.records.text import counted, decimal_text

FEWEST, MOST = 2, 5  # mentors to choose from: one is no choice, and more than a few nobody weighs
WITHIN, STAR_POINTS = 2, 3  # a star that counts more than a candidate may cost is granted, where no other star is in its way


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """A mentor that a protege could have; `points` is what forcing the pair costs the total fit, and `topic` what to talk about.

    `planned` says that the run pairs the two.
    """

    mentor: str
    protege: str
    topic: str
    planned: bool
    points: int


@dataclass(frozen=True, kw_only=True)
class Candidates:
    """The mentors that proteges of a run may choose from, by protege, then by name.

    `choices` is the most for one protege beyond what it has, `within` the highest price, as shown. `unit` is how many points one
    step of fit has, `total` the total fit of the run. `bounded` says that stars together cost no more than they count: not where
    the worst-off come first, and not where a plan is not proven best.
    """

    run: str
    unit: int
    total: int
    choices: int
    within: int
    bounded: bool
    rows: tuple[Candidate, ...]
    derived: ClassVar[tuple[str, ...]] = ("words",)

    @cached_property
    def by_protege(self) -> Mapping[str, Sequence[Candidate]]:
        """The candidates of each protege that has a choice."""
        found: dict[str, list[Candidate]] = {}
        for row in self.rows:
            found.setdefault(row.protege, []).append(row)
        return found

    @property
    def dearest_first(self) -> Sequence[Candidate]:
        """The candidates that the plan does not have, those that cost most first."""
        return sorted((row for row in self.rows if not row.planned), key=lambda row: -row.points)

    def price(self, points: int) -> str:
        """Say what so many points of the total fit are."""
        return f"{decimal_text(points, self.unit)} of the total fit" if points > 0 else "nothing"

    @property
    def words(self) -> str:
        """Say who has a choice, and what a star alone may cost."""
        if not self.rows:
            return f"No protege could have another mentor for at most {self.within} of the total fit."
        dearest = self.dearest_first[0]
        up_to = "two" if self.most_for_one == FEWEST else f"up to {self.most_for_one}"
        asked = f"{counted(len(self.by_protege), 'protege')} may choose among {up_to} mentors each."
        return f"{asked} One star alone costs at most {self.price(dearest.points)}."

    @property
    def most_for_one(self) -> int:
        """How many candidates a protege has at most."""
        return max(map(len, self.by_protege.values()), default=0)

    def at_most(self, points: int) -> str:
        """Say what all stars of so many points each, as shown, can cost together, and nothing else changing."""
        stars, total = counted(len(self.by_protege), "star"), decimal_text(self.total, self.unit)
        if not self.bounded:
            return f"What {stars} cost together is not bounded here: the plans after  answers  say it."
        return f"All together, {stars} of {counted(points, 'point')} cost at most {points * len(self.by_protege)} of {total}."


def require_choices(choices: int, within: int) -> None:
    """Raise SettingsError for numbers of candidates, or a price, that make no sense."""
    if not FEWEST <= choices <= MOST:
        raise SettingsError(f"A protege chooses among {FEWEST} to {MOST} mentors, not {choices}.", "Write  --choices 3")
    if not 0 <= within <= MOST_POINTS:
        raise SettingsError(f"A candidate costs from 0 to {MOST_POINTS:,} of the total fit, not {within}.", "Write  --within 2")


def require_star(points: int) -> None:
    """Raise SettingsError where a star would count nothing, or more than anything may."""
    if not 1 <= points <= MOST_POINTS:
        raise SettingsError(f"A star counts from 1 to {MOST_POINTS:,} points, not {points}.", "Write  --star-points 3")
