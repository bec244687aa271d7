"""What a single no would come to, worked out before anybody is asked: for organizers alone."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from cxmatch.domain.glance import Glance, Shown
from cxmatch.domain.matching import Move, Side
from cxmatch.records.text import counted, decimal_text


@dataclass(frozen=True, slots=True, kw_only=True)
class Refusal:
    """One office says no to one pairing: the plan that a rerun would take then, and what it costs.

    `by` is the side that says it; the plan is the same for both. `moves` lead from the run to that plan, `changed` counts the
    other pairings that it breaks. `paired` is how many proteges fewer have a mentor then, `points` how much lower the total fit
    is, each below 0 where it is higher. `impossible` says why there is no plan; then there are no figures.
    """

    mentor: str
    protege: str
    by: Side
    moves: tuple[Move, ...] = ()
    changed: int = 0
    paired: int = 0
    points: int = 0
    impossible: str = ""
    derived: ClassVar[tuple[str, ...]] = ("office", "phone")
    silent: ClassVar[tuple[str, ...]] = ("impossible",)

    @property
    def office(self) -> str:
        """The office that says no."""
        return self.mentor if self.by is Side.MENTOR else self.protege

    @property
    def partner(self) -> str:
        """The office that it says no to."""
        return self.protege if self.by is Side.MENTOR else self.mentor

    @property
    def phone(self) -> tuple[str, ...]:
        """Every office whose partner changes, the one that says no among them, in order of name."""
        return tuple(sorted({name for move in self.moves for name in _touched(move)}))

    @property
    def cost(self) -> tuple[int, int]:
        """What orders refusals by what they cost: without any plan above all, then proteges, then points."""
        return (self.paired + 10**9 * bool(self.impossible), self.points)

    def price(self, unit: int) -> str:
        """Say what it costs; `unit` is how many points one step of fit has."""
        if self.impossible:
            return self.impossible
        parts = [f"{counted(self.paired, 'protege')} without a mentor"] * (self.paired > 0)
        parts += [f"{decimal_text(self.points, unit)} of the total fit"] * (self.points > 0)
        parts += [f"the total fit is {decimal_text(-self.points, unit)} higher"] * (self.points < 0)
        return " and ".join(parts) or "nothing"

    @property
    def plan(self) -> str:
        """Say in a line who gets whom."""
        return ", ".join(map(str, self.moves)) or self.impossible


def _touched(move: Move) -> Sequence[str]:
    return [name for name in (move.protege, move.mentor_before, move.mentor_after) if name]


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Refusals(Shown):
    """The refusal table of a run: a row for every pairing and side, in the order of the pairings; `unit` as in the run."""

    run: str
    unit: int
    rows: tuple[Refusal, ...]

    @property
    def dearest_first(self) -> Sequence[Refusal]:
        """The rows, those that cost most first."""
        return sorted(self.rows, key=lambda row: row.cost, reverse=True)

    @property
    def words(self) -> str:
        """Say in a sentence or two what a no may come to."""
        pairings = [row for row in self.dearest_first if row.by is Side.MENTOR]
        if not pairings:
            return "There is no pairing that anybody could say no to."
        free, first = sum(row.cost <= (0, 0) for row in pairings), pairings[0]
        fewer = sum(row.paired > 0 or bool(row.impossible) for row in pairings)
        parts = [f"Of {counted(len(pairings), 'pairing')} {free or 'none'} can be refused at no cost"]
        parts += [f"{fewer} cannot without fewer proteges having a mentor"] * bool(fewer)
        dearest = f" The dearest: {first.mentor} with {first.protege}, {first.price(self.unit)}." if first.cost > (0, 0) else ""
        return f"{', and '.join(parts)}.{dearest}"

    @property
    def glance(self) -> Glance:
        """What is seen first of it: what each no costs, the dearest first."""
        rows = ((each.office, each.partner, each.price(self.unit), each.plan) for each in self.dearest_first)
        return Glance(words=self.words, headings=("Says no", "To", "Costs", "Then"), rows=tuple(rows))
