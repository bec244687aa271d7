"""The bill: what each rule and preference of a policy costs the cohort."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import ClassVar

from cxmatch.domain.matching import Move, Prices
from cxmatch.domain.scale import decimal_text
from cxmatch.records.text import counted


class Known(StrEnum):
    """How well a charge is known: a pairing that is not proven best may be bettered, so that the charge is a bound."""

    EXACTLY = "exactly"
    AT_LEAST = "at least"
    AT_MOST = "at most"
    ROUGHLY = "roughly"


@dataclass(frozen=True, slots=True, kw_only=True)
class Charge:
    """What one rule or preference costs: what the best pairing without it has more of, all others kept.

    `paired` counts proteges, `points` the total fit, `lowest` the fit of the worst pairing; each may be below 0 where
    another gains. Both pairings are valued by the ledger without what was left out. `exchange` leads from the run's pairing to
    the one without the rule, and `prices` prove that one best; both are empty where the run's own prices show that nothing is
    better without the rule. `tied` says why a rule cannot be left out alone; then there are no figures.
    """

    rule: str
    paired: int = 0
    points: int = 0
    lowest: int = 0
    known: Known = Known.EXACTLY
    tied: str = ""
    exchange: tuple[Move, ...] = ()
    prices: tuple[Prices, ...] = ()
    silent: ClassVar[tuple[str, ...]] = ("known", "tied")

    def words(self, unit: int) -> str:
        """Say what the rule costs; `unit` is how many points one step of fit has."""
        if self.tied:
            return f"cannot be left out alone: {self.tied}"
        parts = []
        if self.paired > 0:
            parts.append(f"{counted(self.paired, 'protege')} without a mentor")
        if self.points > 0:
            parts.append(f"{decimal_text(self.points, unit)} of the total fit")
        if self.lowest > 0 and not parts:
            parts.append(f"{decimal_text(self.lowest, unit)} of the lowest fit")
        gain = f", and the total fit is {_HIGHER[self.known]}{decimal_text(-self.points, unit)} higher with it"
        if self.known is Known.AT_LEAST and not parts:
            return "nothing that was found, but this is not proven" + gain * (self.points < 0)
        return _DOUBT[self.known] + (" and ".join(parts) or "nothing") + gain * (self.points < 0)

    @property
    def costs(self) -> bool:
        """Whether anything is better without the rule, or may be."""
        return max(self.paired, self.points, self.lowest) > 0 or self.known in (Known.AT_LEAST, Known.ROUGHLY)


# What is said before a charge, and before what a rule gains.
_DOUBT = {Known.EXACTLY: "", Known.AT_LEAST: "at least ", Known.AT_MOST: "at most ", Known.ROUGHLY: "as far as was found, "}
_HIGHER = {Known.EXACTLY: "", Known.AT_LEAST: "at most ", Known.AT_MOST: "at least ", Known.ROUGHLY: ""}


def dearest(charges: Sequence[Charge], number: int) -> tuple[Charge, ...]:
    """Return the charges that cost most, the dearest first; those that cost nothing are left out."""
    order = sorted(
        (entry for entry in charges if entry.costs), key=lambda entry: (max(entry.paired, 0), entry.points, entry.lowest)
    )
    return tuple(reversed(order[-number:]))
