"""What is foretold to organizers alone before offices are asked: mentors to star, what a no would cost, decisions to try on."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import ClassVar, TypeAlias

from cxmatch.domain.matching import Move, Side
from cxmatch.domain.weighing import MOST_POINTS
from cxmatch.errors import SettingsError
from cxmatch.records.nouns import Glance, Shown
from cxmatch.records.text import counted, decimal_text, grouped

FEWEST, MOST = 2, 5  # mentors to choose from: one is no choice, and more than a few nobody weighs
WITHIN, STAR_POINTS = 2, 3  # a star that counts more than a candidate may cost is granted, where no other star is in its way
Cell: TypeAlias = tuple[int, int]


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


@dataclass(frozen=True, kw_only=True, repr=False)
class Candidates(Shown):
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
        return grouped((row.protege, row) for row in self.rows)

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
    def glance(self) -> Glance:
        """What is seen first of it: what a star on each could cost."""
        rows = ((row.protege, row.mentor, self.price(row.points)) for row in self.dearest_first)
        return Glance(words=self.words, headings=("Protege", "Could have", "A star costs"), rows=tuple(rows))

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
        return tuple(sorted({name for move in self.moves for name in move.offices}))

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
        pair = f"{first.mentor} mentoring {first.protege}"
        dearest = f" The dearest: {pair}, {first.price(self.unit)}." if first.cost > (0, 0) else ""
        return f"{', and '.join(parts)}.{dearest}"

    @property
    def glance(self) -> Glance:
        """What is seen first of it: what each no costs, the dearest first."""
        rows = ((each.office, each.partner, each.price(self.unit), each.plan) for each in self.dearest_first)
        return Glance(words=self.words, headings=("Says no", "To", "Costs", "Then"), rows=tuple(rows))


@dataclass(frozen=True, slots=True, kw_only=True)
class Rows:
    """A table of whole numbers whose rows are a few `kinds`; `of` says of each row which kind it is."""

    kinds: tuple[tuple[int, ...], ...]
    of: tuple[int, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Board:
    """Seats and rules as they are without decisions: a row a mentor, a column a protege, both by id.

    `barred` says by bits which of the `rules` bar a pair, by the places of their words. The first of these, an office with
    itself, has no bit, and neither have the last two: a pair needs a mentor that leads somewhere, and `minimum` points.
    In the order of the framework `weights` are those of the areas; at most `most_lead` counts of a lead, and by column all counts
    `shares` times. `added` holds by their terms what preferences add, in points, and `asked_points` is what a mentor adds that
    leads in what was `asked` for first, by column as places of areas.
    `first`: proteges are paired before anything else counts; `led_first`: then as many as can be are led; `led_ties`: that
    decides among equals. `locked`, `forbidden` and `changed` (for once) are cells that the policy names one by one; a decision on
    such a cell takes its place. `search` says what keeps prices from proving a plan, "" where nothing does.
    """

    mentors: tuple[str, ...]
    proteges: tuple[str, ...]
    supply: tuple[int, ...]
    demand: tuple[int, ...]
    rules: tuple[str, ...]
    barred: Rows
    minimum: int
    weights: tuple[int, ...]
    most_lead: int
    shares: tuple[int, ...]
    added: Sequence[tuple[str, Rows]]
    asked: tuple[tuple[int, ...], ...]
    asked_points: int
    first: bool
    led_first: bool
    led_ties: bool
    locked: tuple[Cell, ...]
    forbidden: tuple[Cell, ...]
    changed: tuple[Cell, ...]
    search: str = ""
