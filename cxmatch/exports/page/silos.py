"""The map of departments that met over several runs: a row and a column a department, how many pairings where they cross."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from cxmatch.domain.silos import Met, Silos
from cxmatch.exports.handout import Handout
from cxmatch.records.text import counted

_DRAWN, _LISTED, _DARKEST = 20, 300, 4  # departments of the map, rows of a list, the last of the shades


@dataclass(frozen=True, slots=True, kw_only=True)
class _MetMap:
    """What the page says of departments that met: `trouble` why that cannot be said.

    `rows` have for each department how many pairings it had with each, and the shade; None is the department itself.
    """

    trouble: str = ""
    summary: str = ""
    aside: str = ""
    runs: str = ""
    rows: tuple[tuple[str, tuple[tuple[int | None, int], ...]], ...] = ()
    key: tuple[tuple[int, str], ...] = ()
    met: tuple[Met, ...] = ()
    never: tuple[str, ...] = ()
    more: int = 0


def met_by(handout: Handout) -> _MetMap | None:
    """Return the map of the departments that met in a run and earlier ones; None where no earlier one is given."""
    found = handout.silos
    if isinstance(found, str):
        return _MetMap(trouble=found) if found else None
    drawn, most = _drawn(found), max((met.pairs for met in found.met), default=1)
    rest = len(found.departments) - len(drawn)
    never = [" and ".join(ends) for ends in found.never]
    return _MetMap(
        summary=found.summary,
        aside=f"The map has the {len(drawn)} departments of most pairings; {counted(rest, 'other')} not drawn." * bool(rest),
        runs=counted(len(found.rounds), "run"),
        rows=tuple((name, _cells(found, name, drawn, most)) for name in drawn),
        key=_key(sorted({met.pairs for met in found.met}), most),
        met=found.met[:_LISTED],
        never=tuple(never[:_LISTED]),
        more=max(0, len(never) - _LISTED),
    )


def _drawn(found: Silos) -> list[str]:
    """Return the departments of the map: those of most pairings, in the order of their names."""
    totals = Counter[str]()
    for met in found.met:
        totals.update(dict.fromkeys(met.departments, met.pairs))
    most = sorted(found.departments, key=lambda name: -totals[name])[:_DRAWN]
    return [name for name in found.departments if name in most]


def _cells(found: Silos, name: str, drawn: Sequence[str], most: int) -> tuple[tuple[int | None, int], ...]:
    pairs = found.count
    counts = [None if other == name else pairs.get((name, other), 0) for other in drawn]
    return tuple((number, _shade(number or 0, most)) for number in counts)


def _key(numbers: Sequence[int], most: int) -> tuple[tuple[int, str], ...]:
    """Return the shades with the numbers that have them."""
    by_shade: dict[int, list[int]] = {}
    for number in numbers:
        by_shade.setdefault(_shade(number, most), []).append(number)
    ends = ((shade, sorted({own[0], own[-1]})) for shade, own in by_shade.items())
    return tuple((shade, f"{' to '.join(map(str, own))} {'pairing' if own == [1] else 'pairings'}") for shade, own in ends)


def _shade(pairs: int, most: int) -> int:
    """Return the shade of a number: the darkest for the most, and never the lightest."""
    return max(1, _DARKEST * pairs // most)
