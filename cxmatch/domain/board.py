"""The board: what decisions on pairs can be tried on without the program, in whole numbers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeAlias

Cell: TypeAlias = tuple[int, int]


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
