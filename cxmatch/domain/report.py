"""What readers are told about a run: explanations of pairs, and the report that gathers them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from cxmatch.domain.matching import Fit, Move
from cxmatch.domain.policy import Objective
from cxmatch.domain.run import Run
from cxmatch.domain.scale import decimal_text

MOVES_TOLD = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Explanation:
    """Why a pair was made, or why not and what it would cost.

    `cost_of_forcing` is in points: 0 for a pair that was made, None for one that cannot be forced, below 0 where the total
    would rise because proteges would have to wait. `proteges_lost` counts those, and `exchange` lists all who would move.
    `unit` is how many points one step of need times one step of lead has.
    """

    fit: Fit
    paired: bool
    unit: int = 1
    cost_of_forcing: int | None = None
    proteges_lost: int = 0
    exchange: tuple[Move, ...] = ()

    @property
    def verdict(self) -> str:
        """Say in a sentence or two whether the two are paired, and if not, why not."""
        pair = f"{self.fit.mentor} mentoring {self.fit.protege}, fit {decimal_text(self.fit.points, self.unit)}"
        return f"{pair}. Paired." if self.paired else f"{pair}. Not paired: {self.price}"

    @property
    def price(self) -> str:
        """Say what making the pair would cost."""
        if self.fit.barred_by:
            return f"{', '.join(self.fit.barred_by)} (must-have rule)."
        if self.cost_of_forcing is None:
            return "locked pairs hold every seat it would need."
        others = [move for move in self.exchange if move.protege != self.fit.protege]
        waits = f", leave {self.proteges_lost} more without a mentor" if self.proteges_lost else ""
        return f"it would {_changed(self.cost_of_forcing, self.unit)}{waits}{_moved(others)}."

    def __str__(self) -> str:
        areas = [
            f"  {part.term}: not answered" if part.unanswered else f"  {part.term}: {decimal_text(part.points, self.unit)}"
            for part in self.fit.contributions
        ]
        return "\n".join([self.verdict, *areas])


@dataclass(frozen=True, slots=True, kw_only=True)
class Weak:
    """A pairing to look at first: its fit, why it is weak, and the best other mentor, if any."""

    fit: Fit
    alternative: Explanation | None

    @property
    def reason(self) -> str:
        """Say what makes it weak."""
        areas = len(self.fit.leading)
        return f"Leads in {areas} wanted practice area{'' if areas == 1 else 's'}, meets {self.fit.share:.0%} of the need."


class ChangeKind(StrEnum):
    """What a rerun changes for an office."""

    NONE = "no change"
    NEW_MENTOR = "new mentor"
    NEW_PROTEGE = "new protege"
    WAITING = "waiting"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """What an office is told after a rerun: the kind of change, and a sentence that says it."""

    office: str
    kind: ChangeKind
    notice: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """A run with everything a reader is shown.

    `firm` pairs stand in every best pairing. `alternatives` holds, by protege, the best mentors it did not get, each with
    the reason. `changes` is what a rerun changed, office by office; empty for a first run.
    """

    run: Run
    firm: frozenset[tuple[str, str]]
    weakest: tuple[Weak, ...]
    alternatives: Mapping[str, tuple[Explanation, ...]] = field(default_factory=dict)
    changes: tuple[Change, ...] = ()

    @property
    def verdict(self) -> str:
        """Say what the proof proves."""
        if self.run.policy.objective is Objective.TOTAL_FIRST:
            return "no other pairing within your rules has a higher total fit"
        return "no other pairing within your rules serves more proteges, and none that serves as many has a higher total fit"

    def fit_text(self, points: int) -> str:
        """Say points in the survey's own steps: one step of need times one step of lead is 1."""
        return decimal_text(points, self.run.cohort.framework.point_unit)


def _changed(cost: int, unit: int) -> str:
    if cost == 0:
        return "keep the total fit"
    return f"{'lower' if cost > 0 else 'raise'} the total fit by {decimal_text(abs(cost), unit)}"


def _moved(others: list[Move]) -> str:
    if not others:
        return " and move nobody else"
    told = f" ({', '.join(map(str, others))})" if len(others) <= MOVES_TOLD else ""
    return f" and move {len(others)} other{'' if len(others) == 1 else 's'}{told}"
