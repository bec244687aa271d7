"""How easily chance alone gives what was seen: exact randomisation tests (Fisher 1935, Pitman 1937)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from fractions import Fraction
from math import ceil, lcm
from typing import TypeVar

from cxmatch.assignment.lots import choices, signs, tail
from cxmatch.domain.effect import (
    DIFFERENCE,
    FEWEST,
    ONE_IN,
    PAIRED,
    PLACES,
    STANDS_OUT,
    WAITING,
    WIDER,
    Asks,
    Chance,
    Draws,
    Effect,
)
from cxmatch.records.meanwhile import tell
from cxmatch.records.text import decimal_text

Far = TypeVar("Far", int, Fraction)
ALIKE = "All of them changed alike, so that no lot could have given any difference."
TOO_MANY = "They are too many to count every way in which a lot could have fallen, so nothing is said about chance."
NOBODY = {
    PAIRED: "No paired protege rated itself both times, so there is nothing to compare.",
    WAITING: "No protege waits that rated itself both times, so there is nothing to compare the paired ones with:"
    " what they would have done without a mentor is not known.",
}
ONE = (
    "Only 1 {} protege rated itself both times. One office is no group: whatever it said, chance alone would give as much"
    " in at least 1 of {:,} ways, so nothing is said about a difference."
)
NO_PLACE = (
    "Nowhere did the public tie key draw between just two equally good ways with other fits,"
    " so nothing can be said about fit and change."
)
NO_CHANGE = "Where the public tie key drew a fit, no protege changed, as far as they answered: nothing can be said."


def against_waiting(paired: Sequence[Fraction], waiting: Sequence[Fraction]) -> Effect:
    """Hold how much more paired proteges rose than waiting ones, on average, against a lot that had drawn who waits.

    Both are mean changes of offices, in steps. Counted is every choice of as many offices as wait.
    """
    sizes = {PAIRED: len(paired), WAITING: len(waiting)}
    group, fewest = min(sizes.items(), key=lambda each: each[1])
    if fewest < FEWEST:
        return Effect(asks=Asks.WAITING, sizes=sizes, cannot=ONE.format(group, sum(sizes.values())) if fewest else NOBODY[group])
    means = {PAIRED: _mean(paired), WAITING: _mean(waiting)}
    seen = means[PAIRED] - means[WAITING]
    steps = {name: decimal_text(round(value * 100), 100) for name, value in {**means, DIFFERENCE: seen}.items()}
    try:
        counts = _differences([*paired, *waiting], fewest)
    except OverflowError:
        return Effect(asks=Asks.WAITING, sizes=sizes, steps=steps, cannot=TOO_MANY)
    return _of_groups(sizes, steps, counts, abs(seen))


def _of_groups(sizes: Mapping[str, int], steps: Mapping[str, str], counts: Counter[Fraction], seen: Fraction) -> Effect:
    if len(counts) == 1 and not seen:
        return Effect(asks=Asks.WAITING, sizes=sizes, steps=steps, cannot=ALIKE)
    least = tail(counts, ONE_IN)
    needed = {} if least is None else {STANDS_OUT: decimal_text(ceil(least * 100), 100)}
    return Effect(asks=Asks.WAITING, sizes=sizes, steps={**steps, **needed}, chance=_chance(counts, seen))


def _differences(changes: Sequence[Fraction], size: int) -> Counter[Fraction]:
    """Return how many choices of `size` offices give each distance between the means of both parts."""
    tell("Counting every way in which a lot could have fallen")
    offices, (parts, values) = len(changes), _whole(changes)
    found = Counter[Fraction]()
    for total, count in choices(values, size).items():
        found[Fraction(abs(offices * total - size * sum(values)), size * (offices - size) * parts)] += count
    return found


def by_key(drawn: Draws, changes: Mapping[str, Fraction]) -> Effect:
    """Hold how fit and change go together, where the tie key drew a fit, against all ways in which it could have fallen.

    `changes` are the mean changes of the proteges that rated themselves both times. Each place counts with the change of each of
    its proteges times the points that its fit is more than it would have been the other way.
    """
    places = [draw.more for draw in drawn.draws if any(draw.more.values())]
    moved = [value for more in places if (value := _together(more, changes))]
    sizes = {PLACES: len(moved), WIDER: drawn.wider}
    if cannot := drawn.unknown or NO_PLACE * (not places) or NO_CHANGE * (not moved):
        return Effect(asks=Asks.FIT, sizes=sizes, cannot=cannot)
    _, values = _whole(moved)
    try:
        ways = signs(values)
    except OverflowError:
        return Effect(asks=Asks.FIT, sizes=sizes, cannot=TOO_MANY)
    seen, far = sum(values), Counter[int]()
    for total, count in ways.items():
        far[abs(total)] += count
    return Effect(asks=Asks.FIT, sizes=sizes, sign=(seen > 0) - (seen < 0), chance=_chance(far, abs(seen)))


def _together(more: Mapping[str, int], changes: Mapping[str, Fraction]) -> Fraction:
    return sum((points * changes[name] for name, points in more.items() if name in changes), Fraction())


def _chance(counts: Mapping[Far, int], seen: Far) -> Chance:
    """Return how many ways are as far off as what was seen, of how many."""
    as_far = sum(count for far, count in counts.items() if far >= seen)
    return Chance(as_far=as_far, ways=sum(counts.values()), fewest=counts[max(counts)])


def _whole(values: Sequence[Fraction]) -> tuple[int, list[int]]:
    """Return how many parts each 1 of some values has, and the values in these parts, as whole numbers."""
    parts = lcm(*(value.denominator for value in values))
    return parts, [int(value * parts) for value in values]


def _mean(values: Sequence[Fraction]) -> Fraction:
    return sum(values, Fraction()) / len(values)
