"""Lots: in how many ways chance could have fallen, counted exactly sum by sum.

The counts are the coefficients of a polynomial, and stand side by side in one whole number, each in places of its own (Kronecker
1882): to move all of them by a value is one shift, so that a hundred values and more are counted without drawing any. Where
there are few ways they are told one by one, whatever their sums.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from fractions import Fraction
from math import comb, gcd
from typing import TypeVar

Far = TypeVar("Far", int, Fraction)
MOST_BITS = 250_000_000_000  # of all numbers that are added up; some ten seconds
LONGEST = 2**29  # bits of one of them, which is read place by place
FEW = 2**16  # ways that are told one by one, since sums may lie far apart


def choices(values: Sequence[int], size: int) -> dict[int, int]:
    """Return for each sum how many of the choices of `size` of the values have it, values at different places told apart.

    `size` is at most half of the values. Raises OverflowError where counting takes longer than some seconds.

    Examples
    --------
    >>> choices([1, 1, 5, 7], 2)
    {2: 1, 6: 2, 8: 2, 12: 1}

    """
    if comb(len(values), size) <= FEW:
        return _each_choice(values, size)
    least = min(values)
    step = gcd(*(value - least for value in values)) or 1
    places = _bytes_of(comb(len(values), size))
    shifts = [(value - least) // step * places * 8 for value in values]
    _refuse_long(size * max(shifts), len(values) * size // 2)
    counts = [1, *[0] * size]  # by how many are chosen
    for shift in shifts:
        for number in range(size, 0, -1):
            counts[number] += counts[number - 1] << shift
    return {least * size + step * place: count for place, count in _unpacked(counts[size], places).items()}


def signs(values: Sequence[int]) -> dict[int, int]:
    """Return for each sum in how many ways each value can be taken with its sign or against it so that they add up to it.

    Raises OverflowError where counting takes longer than some seconds.

    Examples
    --------
    >>> dict(sorted(signs([1, 3]).items()))
    {-4: 1, -2: 1, 2: 1, 4: 1}

    """
    sizes = [abs(value) for value in values]
    if 2 ** len(sizes) <= FEW:
        return _each_sign(sizes)
    step, places = gcd(*sizes) or 1, _bytes_of(2 ** len(sizes))
    _refuse_long(sum(sizes) // step * places * 8, len(sizes))
    counts = 1
    for size in sizes:
        counts += counts << size // step * places * 8
    return {2 * step * place - sum(sizes): count for place, count in _unpacked(counts, places).items()}


def tail(counts: Mapping[Far, int], share: int) -> Far | None:
    """Return the least distance such that at most one in `share` of all ways are so far off or farther; None where there is none.

    Examples
    --------
    >>> tail({0: 30, 2: 9, 5: 1}, 20), tail({0: 30, 2: 9, 5: 3}, 20)
    (5, None)

    """
    least: Far | None = None
    farther, all_ways = 0, sum(counts.values())
    for distance in sorted(counts, reverse=True):
        farther += counts[distance]
        if farther * share > all_ways:
            break
        least = distance
    return least


def _each_choice(values: Sequence[int], size: int) -> dict[int, int]:
    counts = [Counter({0: 1}), *(Counter[int]() for _ in range(size))]  # by how many are chosen
    for value in values:
        for number in range(size, 0, -1):
            counts[number] += _moved(counts[number - 1], value)
    return dict(counts[size])


def _each_sign(sizes: Iterable[int]) -> dict[int, int]:
    counts = Counter({0: 1})
    for size in sizes:
        counts = _moved(counts, size) + _moved(counts, -size)
    return dict(counts)


def _moved(counts: Mapping[int, int], by: int) -> Counter[int]:
    return Counter({total + by: count for total, count in counts.items()})


def _bytes_of(most: int) -> int:
    return (most.bit_length() + 7) // 8


def _refuse_long(bits: int, numbers: int) -> None:
    if bits > LONGEST or bits * numbers > MOST_BITS:
        raise OverflowError("the ways in which chance could have fallen are too many to count")


def _unpacked(packed: int, places: int) -> dict[int, int]:
    """Return the counts that stand in a number, by their place; those that are 0 are left out."""
    content = packed.to_bytes((packed.bit_length() + 7) // 8 + places, "little")
    counts = (int.from_bytes(content[start : start + places], "little") for start in range(0, len(content) - places + 1, places))
    return {place: count for place, count in enumerate(counts) if count}
