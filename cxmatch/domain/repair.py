"""What else a run weighed: the pairing without each rule (the bill), and the menu a rerun chose from (the repair)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass
from enum import StrEnum
from typing import ClassVar

from cxmatch.domain.matching import TIES, Move, Prices
from cxmatch.domain.policy import Pair
from cxmatch.errors import SettingsError, refuse_more
from cxmatch.records.nouns import Glance, Shown
from cxmatch.records.text import counted, decimal_text, short

_MOST_OPTIONS = 2_000


class Known(StrEnum):
    """How well a charge is known: a pairing that is not proven best may be bettered, so that the charge is a bound."""

    EXACTLY = "exactly"
    AT_LEAST = "at least"
    AT_MOST = "at most"
    ROUGHLY = "roughly"


@dataclass(frozen=True, slots=True, kw_only=True)
class Charge:
    """What one rule or preference costs: what the best pairing without it has more of, all others kept.

    `paired` counts proteges, `led` those led in what they asked for first where that is a rung with the rule or without,
    `points` the total fit, `lowest` the fit of the worst pairing; each may be below 0 where another gains. Both pairings are
    valued by the ledger without what was left out. `exchange` leads from the run's pairing to the one without the rule, and
    `prices` prove that one best; both are empty where the run's own prices show that nothing is better without the rule. `tied`
    says why a rule cannot be left out alone; then there are no figures. `unit` is that of the figures where the ledger without
    it counts in another one than the run.
    """

    rule: str
    paired: int = 0
    points: int = 0
    lowest: int = 0
    led: int = 0
    known: Known = Known.EXACTLY
    tied: str = ""
    exchange: tuple[Move, ...] = ()
    prices: tuple[Prices, ...] = ()
    unit: int = 0
    silent: ClassVar[tuple[str, ...]] = ("led", "known", "tied", "unit")

    def words(self, unit: int) -> str:
        """Say what the rule costs; `unit` is how many points one step of fit has in the run."""
        return f"{self._words(self.unit or unit)}{', counted without it' * bool(self.unit and any(self.fits))}"

    def _words(self, unit: int) -> str:
        if self.tied:
            return f"cannot be left out alone: {self.tied}"
        parts = [f"{counted(self.paired, 'protege')} without a mentor"] * (self.paired > 0)
        parts += [f"{counted(self.led, 'protege')} led in what was asked for first"] * (self.led > 0)
        parts += [f"{decimal_text(self.points, unit)} of the total fit"] * (self.points > 0)
        parts += [f"{decimal_text(self.lowest, unit)} of the lowest fit"] * (self.lowest > 0 and not parts)
        gain = f", and the total fit is {_HIGHER[self.known]}{decimal_text(-self.points, unit)} higher with it"
        if self.known is Known.AT_LEAST and not parts:
            return "nothing that was found, but this is not proven" + gain * (self.points < 0)
        more = f", and {-self.led} more {'is' if self.led == -1 else 'are'} led in what was asked for first with it"
        return _DOUBT[self.known] + (" and ".join(parts) or "nothing") + gain * (self.points < 0) + more * (self.led < 0)

    @property
    def fits(self) -> tuple[int, int]:
        """The figures that are points, the total before the lowest."""
        return self.points, self.lowest

    @property
    def costs(self) -> bool:
        """Whether anything is better without the rule, or may be."""
        return max(self.paired, self.led, self.points, self.lowest) > 0 or self.known in (Known.AT_LEAST, Known.ROUGHLY)


# What is said before a charge, and before what a rule gains.
_DOUBT = {Known.EXACTLY: "", Known.AT_LEAST: "at least ", Known.AT_MOST: "at most ", Known.ROUGHLY: "as far as was found, "}
_HIGHER = {Known.EXACTLY: "", Known.AT_LEAST: "at most ", Known.AT_MOST: "at least ", Known.ROUGHLY: ""}


def dearest(charges: Sequence[Charge], number: int, unit: int) -> tuple[Charge, ...]:
    """Return the charges that cost most as people see fits, the dearest first; those that cost nothing are left out."""
    costly = [charge for charge in charges if charge.costs]
    costly.sort(key=lambda each: (max(each.paired, 0), max(each.led, 0), *(figure / (each.unit or unit) for figure in each.fits)))
    return tuple(reversed(costly[-number:]))


class Proof(StrEnum):
    """How the best result with so few moves is proven: by prices, by cases, or only up to a bound."""

    PRICES = "prices"
    CASES = "cases"
    BOUND = "bound"


@dataclass(frozen=True, slots=True, kw_only=True)
class Option:
    """One line of the menu: the best result with at most `upto` moves, and with as few moves as this.

    A move breaks a pairing whose two offices are still there and may still be paired. `exchange` leads from the pairings before
    to this plan. `prices` prove it best with at most its own number of moves, up to a gap where `proof` is a bound; `beyond`
    proves the same for more moves than its own, so that no line is missing between this one and the next.
    """

    letter: str
    moves: int
    upto: int = 0
    paired: int
    led: int = 0
    points: int
    proof: Proof
    exchange: tuple[Move, ...] = ()
    prices: tuple[Prices, ...] = ()
    beyond: tuple[Prices, ...] = ()
    silent: ClassVar[tuple[str, ...]] = ("led", "beyond")
    derived: ClassVar[tuple[str, ...]] = ("gap",)

    @property
    def gap(self) -> int:
        """How far the first rung that is not proven is from its bound; 0 where all are, ties aside."""
        return next((rung.gap for rung in self.prices if rung.gap and rung.aim != TIES), 0)


@dataclass(frozen=True, slots=True, kw_only=True)
class CausedMove(Move):
    """A move, and what set its chain off."""

    cause: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Chain:
    """Changes that hang together, and on no others, refused as one; `gain` is what they add to the points of the total."""

    number: int
    cause: str
    gain: int
    paired: int
    led: int = 0
    moves: int
    exchange: tuple[Move, ...]
    silent: ClassVar[tuple[str, ...]] = ("led",)

    def words(self, unit: int) -> str:
        """Say it in a line; `unit` is how many points one step of fit has."""
        told = ", ".join(map(str, self.exchange))
        sign = "+" if self.gain >= 0 else "-"
        moved = f"{self.moves} pairing{'' if self.moves == 1 else 's'} changed"
        led = f"{self.led:+} led in what was asked for first, " * bool(self.led)
        return f"{self.cause}: {told} ({led}{sign}{decimal_text(abs(self.gain), unit)} fit, {moved})"


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Repair(Shown):
    """What a rerun started from and chose.

    `before` are the pairings of the parent run, `left` the offices that are gone and `joined` those that are new.
    `options` is the menu, `fewest` the proof that no plan has fewer moves than its first line, `chosen` the letter taken from
    it, `refused` the changes of that plan that were not made.
    """

    before: tuple[Pair, ...]
    left: tuple[str, ...] = ()
    joined: tuple[str, ...] = ()
    options: tuple[Option, ...]
    fewest: tuple[Prices, ...] = ()
    chosen: str
    chains: tuple[Chain, ...] = ()
    refused: tuple[Move, ...] = ()
    silent: ClassVar[tuple[str, ...]] = ("fewest",)

    def __post_init__(self) -> None:
        refuse_more(self.options, _MOST_OPTIONS, "plans")
        if self.chosen not in {option.letter for option in self.options}:
            raise SettingsError(f'there is no plan "{short(self.chosen)}".')

    @property
    def unsearched(self) -> tuple[tuple[int, int], ...]:
        """The numbers of moves, from and to, with which a better plan than the line before may hide."""
        first = self.options[0].moves
        upto = [first - 1 if self.fewest or not first else -1, *(line.upto for line in self.options)]
        ends = zip(upto, [line.moves for line in self.options], strict=False)
        return tuple((before + 1, moves - 1) for before, moves in ends if before < moves - 1)

    @property
    def glance(self) -> Glance:
        """What is seen first of it: the menu."""
        rows = ((o.letter, str(o.moves), str(o.paired), str(o.points), o.proof.value) for o in self.options)
        words = f"plan {self.chosen} of {counted(len(self.options), 'plan')} taken, {counted(self.changed, 'pairing')} changed."
        return Glance(words=words, headings=("Plan", "Moves", "Paired", "Points", "Proven by"), rows=tuple(rows))

    @property
    def taken(self) -> Option:
        """The line of the menu that was chosen."""
        return self.option(self.chosen)

    @property
    def is_afresh(self) -> bool:
        """Whether the plan taken is the best there is without regard to what it moves, and nothing of it was refused."""
        return self.chosen == self.options[-1].letter and not self.refused

    @property
    def moves(self) -> tuple[CausedMove, ...]:
        """Every move that was made, with the cause of its chain."""
        refused = {(move.protege, move.mentor_before, move.mentor_after) for move in self.refused}  # on the way back
        return tuple(
            CausedMove(protege=move.protege, mentor_before=move.mentor_before, mentor_after=move.mentor_after, cause=chain.cause)
            for chain in self.chains
            for move in chain.exchange
            if (move.protege, move.mentor_after, move.mentor_before) not in refused
        )

    @property
    def changed(self) -> int:
        """How many pairings of the run before were broken: those of the plan taken, without what was refused."""
        return sum(move.mentor_before is not None for move in self.moves)

    def pairs_by_plan(self, made: Set[tuple[str, str]]) -> Mapping[str, Set[tuple[str, str]]]:
        """Return the pairs, (mentor, protege), of every plan by its letter, from those that were `made`, nothing refused."""
        gone = {(move.mentor_before or "", move.protege) for move in self.taken.exchange}
        kept = {(pair.mentor, pair.protege) for pair in self.before} & (made | gone)
        return {line.letter: _after(kept, line.exchange) for line in self.options}

    def option(self, letter: str) -> Option:
        """Return one line of the menu by its letter; raises KeyError for a letter it does not have."""
        return {option.letter: option for option in self.options}[letter.upper()]


def _after(kept: Set[tuple[str, str]], moves: Sequence[Move]) -> Set[tuple[str, str]]:
    gone = {(move.mentor_before or "", move.protege) for move in moves}
    return (kept - gone) | {(move.mentor_after, move.protege) for move in moves if move.mentor_after}
