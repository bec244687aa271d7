"""What readers are told about a run: explanations of pairs, and the report that gathers them."""

from __future__ import annotations

from dataclasses import dataclass

from cxmatch.domain.matching import Fit
from cxmatch.domain.run import Run
from cxmatch.domain.scale import decimal_text


@dataclass(frozen=True, slots=True, kw_only=True)
class Move:
    """One protege whose mentor changes when a pair is forced; None stands for nobody."""

    protege: str
    mentor_before: str | None
    mentor_after: str | None

    def __str__(self) -> str:
        after = f"goes to {self.mentor_after}" if self.mentor_after else "waits"
        return f"{self.protege} {after}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Explanation:
    """Why a pair was made, or why not and what it would cost.

    `cost_of_forcing` is in points and 0 for a pair that was made; None where a must-have rule bars the pair.
    `proteges_lost` counts those who would have to wait, and `exchange` all who would move.
    """

    fit: Fit
    paired: bool
    verdict: str
    unit: int = 1
    cost_of_forcing: int | None = None
    proteges_lost: int = 0
    exchange: tuple[Move, ...] = ()

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
    reason: str
    alternative: Explanation | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """A run with everything a reader is shown. `firm` pairs stand in every best pairing."""

    run: Run
    firm: frozenset[tuple[str, str]]
    weakest: tuple[Weak, ...]

    def fit_text(self, points: int) -> str:
        """Say points in the survey's own steps: one step of need times one step of lead is 1."""
        return decimal_text(points, self.run.cohort.framework.point_unit)
