"""The bill: what each rule of a policy costs the cohort."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from cxmatch.domain.matching import Move, Prices
from cxmatch.domain.scale import decimal_text


@dataclass(frozen=True, slots=True, kw_only=True)
class Charge:
    """What one rule costs: what the best pairing without it has more of, all other rules kept.

    `paired` counts proteges, `points` the total fit, `lowest` the fit of the worst pairing; each may be below 0 where
    another gains. `exchange` leads from the run's pairing to the one without the rule, and `prices` prove that one best;
    both are empty where the run's own prices show that nothing is better without the rule.
    """

    rule: str
    paired: int = 0
    points: int = 0
    lowest: int = 0
    exchange: tuple[Move, ...] = ()
    prices: tuple[Prices, ...] = ()

    def words(self, unit: int) -> str:
        """Say what the rule costs; `unit` is how many points one step of fit has."""
        parts = []
        if self.paired > 0:
            parts.append(f"{self.paired} protege{'' if self.paired == 1 else 's'} without a mentor")
        if self.points > 0:
            parts.append(f"{decimal_text(self.points, unit)} of the total fit")
        if self.lowest > 0 and not parts:
            parts.append(f"{decimal_text(self.lowest, unit)} of the lowest fit")
        gain = f", and the total fit is {decimal_text(-self.points, unit)} higher with it" if self.points < 0 else ""
        return (" and ".join(parts) or "nothing") + gain

    @property
    def costs(self) -> bool:
        """Whether anything is better without the rule."""
        return max(self.paired, self.points, self.lowest) > 0


def dearest(charges: Sequence[Charge], number: int) -> tuple[Charge, ...]:
    """Give the charges that cost most, the dearest first; those that cost nothing are left out."""
    order = sorted(
        (entry for entry in charges if entry.costs), key=lambda entry: (max(entry.paired, 0), entry.points, entry.lowest)
    )
    return tuple(reversed(order[-number:]))
