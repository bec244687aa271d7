"""An effect, honestly: how easily chance alone would give what was seen, and what so few offices cannot show at all."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from fractions import Fraction
from typing import ClassVar

from cxmatch.records.text import counted

ONE_IN = 20  # what chance gives in at most one of so many draws is said to stand out from it
FEWEST = 2  # offices that are a group
PAIRED, WAITING, DIFFERENCE, STANDS_OUT = "paired", "waiting", "difference", "stands out from"
PLACES, WIDER = "places", "drawn for among more than two ways"
_SPELLED_OUT = 10**9


class Asks(StrEnum):
    """What is asked of the changes."""

    WAITING = "paired against waiting"
    FIT = "fit against change"


@dataclass(frozen=True, slots=True, kw_only=True)
class Draw:
    """A place where the tie key alone drew between two equally good ways to pair some offices.

    `more` says for each protege how many points more its fit is as drawn than it would have been the other way.
    """

    more: Mapping[str, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Draws:
    """What the tie key drew in a run: `draws` between two ways each, and how many proteges it drew for among `wider` choices.

    `unknown` says why that cannot be told, "" where it can.
    """

    draws: tuple[Draw, ...] = ()
    wider: int = 0
    unknown: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Chance:
    """Of all `ways` in which a lot could have fallen, `as_far` give as much as was seen or more, up or down.

    `fewest` give the most that these answers allow, so that no share is smaller than that of `fewest`.
    """

    as_far: int
    ways: int
    fewest: int
    derived: ClassVar[tuple[str, ...]] = ("p", "smallest_p")

    @property
    def p(self) -> str:
        """The share of ways that give as much, to two digits."""
        return _share(self.as_far, self.ways)

    @property
    def smallest_p(self) -> str:
        """The smallest share that there can be with these answers, to two digits."""
        return _share(self.fewest, self.ways)

    @property
    def shows(self) -> bool:
        """Whether anything could stand out from chance at all."""
        return self.fewest * ONE_IN <= self.ways

    @property
    def words(self) -> str:
        """Say which share of the ways gives as much."""
        return _share_of_ways(self.as_far, self.ways)

    @property
    def least_words(self) -> str:
        """Say the smallest share that there can be."""
        return _share_of_ways(self.fewest, self.ways)


@dataclass(frozen=True, slots=True, kw_only=True)
class Effect:
    """What was seen, held against chance; where nothing can be said there is no `chance`, and `cannot` says why.

    `sizes` counts what is behind it. `steps` are mean changes in steps of the scale, as decimals: of each group, their
    difference, and the least difference that a lot would give in at most one of `ONE_IN` draws, where there is one. `sign` is 1
    where fit and change go together, -1 where they go against each other.
    """

    asks: Asks
    sizes: Mapping[str, int]
    steps: Mapping[str, str] = field(default_factory=dict)
    sign: int = 0
    chance: Chance | None = None
    cannot: str = ""
    derived: ClassVar[tuple[str, ...]] = ("lines",)
    silent: ClassVar[tuple[str, ...]] = ("sign", "cannot")

    @property
    def lines(self) -> tuple[str, ...]:
        """Say it, a sentence or two a line: what was seen, how easily chance gives it, what cannot be shown, what is assumed."""
        wider = [_WIDER.format(counted(self.sizes[WIDER], "protege"))] if self.sizes.get(WIDER) else []
        if not self.chance:
            return (*([_SEEN[self.asks](self)] if self.steps else []), self.cannot, *wider)
        held = _LOT[self.asks].format(self.chance.words)
        return (_SEEN[self.asks](self), held, self._limit(self.chance), _ASSUMED[self.asks], *wider)

    def _limit(self, chance: Chance) -> str:
        if not chance.shows:
            return f"So few cannot show anything: even the most that these answers allow comes in {chance.least_words}."
        least = self.steps.get(STANDS_OUT)
        needed = f" To come in one of {ONE_IN} or fewer, a difference has to be {_steps(least)} or more." if least else ""
        return f"No outcome of these answers is rarer than {chance.least_words}.{needed}"


def _of_groups(effect: Effect) -> str:
    told = (f"{counted(effect.sizes[group], f'{group} protege')} {_moved(effect.steps[group])}" for group in (PAIRED, WAITING))
    means = " and ".join(told)
    return f"On average {means}, over all areas where each wanted help: a difference of {_steps(effect.steps[DIFFERENCE])}."


def _of_draws(effect: Effect) -> str:
    how = {1: "went together", -1: "went against each other", 0: "had nothing to do with each other"}[effect.sign]
    places = counted(effect.sizes[PLACES], "place")
    return f"In {places} the public tie key drew the fits of proteges that changed: fit and change {how}."


_SEEN: Mapping[Asks, Callable[[Effect], str]] = {Asks.WAITING: _of_groups, Asks.FIT: _of_draws}
_LOT: Mapping[Asks, str] = {
    Asks.WAITING: "Had a lot drawn who waits, a difference as large or larger, up or down, would come in {}.",
    Asks.FIT: "Had the key fallen otherwise, they would go together, or against each other, as closely or more in {}.",
}
_WIDER = "For {} the key drew among more than two ways, whose chances differ: they count nowhere here."
_ASSUMED: Mapping[Asks, str] = {
    Asks.WAITING: "No lot was drawn: who waits follows from the fits. So this says how easily chance alone gives such a"
    " difference, and not where it comes from.",
    Asks.FIT: "That is a lot as long as nobody chose the tie seed for the pairs that it gives; it says nothing of other pairs.",
}


def _moved(steps: str) -> str:
    """Say a mean change.

    >>> _moved("0.5"), _moved("-1"), _moved("0")
    ('rose by 0.5 steps', 'fell by 1 step', 'stayed')
    """
    if steps == "0":
        return "stayed"
    return f"{'fell' if steps.startswith('-') else 'rose'} by {_steps(steps)}"


def _steps(steps: str) -> str:
    """Say a size in steps, without its sign."""
    size = steps.removeprefix("-")
    return f"{size} step{'s' * (size != '1')}"


def _share_of_ways(some: int, ways: int) -> str:
    """Say a share of all ways, by their numbers where people can read them.

    >>> _share_of_ways(91, 364), _share_of_ways(1, 10**12)
    ('91 of 364 ways (p = 0.25)', 'a share below 0.0001 of more than a billion ways')
    """
    share = _share(some, ways)
    exact = "= " * share[0].isdigit()
    if ways >= _SPELLED_OUT:
        return f"a share {'of ' * bool(exact)}{share} of more than a billion ways"
    return f"{some:,} of {counted(ways, 'way')} (p {exact}{share})"


def _share(some: int, ways: int) -> str:
    """Return a share to two digits, never 0, and never 1 where it is not.

    >>> _share(1, 364), _share(364, 364), _share(999, 1000), _share(1, 10**9)
    ('0.0027', '1', 'above 0.99', 'below 0.0001')
    """
    share = Fraction(some, ways)
    if share < Fraction(1, 10_000):
        return "below 0.0001"
    return "above 0.99" if Fraction(99, 100) < share < 1 else f"{float(share):.2g}"
