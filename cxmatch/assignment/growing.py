"""A few cells of a large problem are solved, and those that prices show to be missing join, until none is."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from cxmatch.assignment.flow import best_of
from cxmatch.assignment.market import Chunk, Market
from cxmatch.assignment.prices import least
from cxmatch.assignment.pricing import Prices, Pricing
from cxmatch.assignment.problem import Cells, Ints, Mask

JOINING, MANY, CROWDED = 4, 4, 10_000


@dataclass(frozen=True, kw_only=True)
class Proven:
    """A choice of cells, by rows and columns, and the prices that prove it best."""

    chosen: Chunk
    prices: Prices

    def besides(self, cells: Chunk) -> Chunk:
        """Return cells without the chosen ones: these may be worth more than prices ask, and are no reason to go on."""
        here = cells.row * len(self.prices.columns) + cells.column
        at = np.searchsorted(self._places, here).clip(max=max(0, len(self._places) - 1))
        return cells.only(self._places[at] != here) if len(self._places) else cells

    @cached_property
    def _places(self) -> Ints:
        return np.sort(self.chosen.row * len(self.prices.columns) + self.chosen.column)


def grown(cells: Cells, missing: Callable[[Proven], Chunk]) -> Proven:
    """Solve over some cells, and again with those that are missing, until none is (Dantzig and Wolfe 1960)."""
    while True:
        picked = best_of(cells)
        chosen = Chunk(cells.row, cells.column, cells.value).only(np.repeat(np.arange(len(picked)), picked))
        found = Proven(chosen=chosen, prices=Prices(*least(cells, picked)))
        more = missing(found)
        if not len(more.row):
            return found
        cells = cells.with_more(*more)


def spread(market: Market, kinds: Ints, columns: Ints, value: Ints, times: int) -> Chunk:
    """Return cells of kinds with columns: so many rows of each kind, another for each column, those of its group left out."""
    row = np.concatenate(
        [market.members[market.starts[kinds] + (columns * 7919 + turn) % market.sizes[kinds]] for turn in range(times)]
    )
    cells = Chunk(row, np.tile(columns, times), np.tile(value, times))
    return cells.only(market.row_group[row] != market.column_group[cells.column])


def unique(cells: Chunk, width: int) -> Chunk:
    """Return the cells, each once, of a problem of so many columns."""
    _, first = np.unique(cells.row * width + cells.column, return_index=True)
    return cells.only(first)


def listed(market: Market, cells: Chunk) -> Cells:
    """Return cells, each with its value, with the seats of their market."""
    seats = {"supply": market.supply, "demand": market.demand, "bonus": market.bonus}
    return Cells(row=cells.row, column=cells.column, value=cells.number, wide=market.many > 1, **seats)


def too_cheap(market: Market, found: Proven) -> Chunk:
    """Return cells that are worth more than prices ask for them, with their value: the best few of each row and column."""
    (rows, columns), bonus = found.prices, market.bonus
    some = Chunk.joined([])
    for cells in _adding(market, found):
        some = few_of(Chunk.joined([some, cells]), market.supply, market.demand)
    row, column, adds = some
    cells = Chunk(row, column, adds + rows[row] + columns[column] - bonus[column])
    others = found.besides(spread(market, market.kind[row], column, cells.number, 1))
    cells = unique(Chunk.joined([cells, others]), len(bonus))
    return cells.only(cells.number + bonus[cells.column] > rows[cells.row] + columns[cells.column])


def _adding(market: Market, found: Proven) -> Iterator[Chunk]:
    """Yield cells that add something: all of them, or where they are very many those of the cheapest rows first."""
    pricing, some, begun = Pricing(market=market, prices=found.prices), [], 0
    for cells in pricing.cheapest_cells(1):
        some.append(cells.only(_highest(cells.column, cells.number)) if len(cells.row) > CROWDED else cells)
        begun += len(some[-1].row)
        if begun > MANY * len(market.demand):
            yield from _rows_of(pricing, found, Chunk.joined(some))
            some, begun = [], 0
    yield from _rows_of(pricing, found, Chunk.joined(some))


def _rows_of(pricing: Pricing, found: Proven, cells: Chunk) -> Iterator[Chunk]:
    (kind, column, adds), market, cheap = cells, pricing.market, pricing.cheap
    row = np.where(cheap.group[kind] == market.column_group[column], cheap.other_row[kind], cheap.row[kind])
    first = found.besides(Chunk(row, column, adds))
    if len(first.row) and market.sizes[kind].sum() > MANY * len(market.demand):
        yield first
    else:
        yield from (found.besides(more.only(more.number > 0)) for more in pricing.rows_of(*cells))


def few_of(cells: Chunk, supply: Ints, demand: Ints) -> Chunk:
    """Return the cells of highest number in each row and column, or all where they are few."""
    if len(cells.row) <= JOINING * (len(supply) + len(demand)):
        return cells
    return cells.only(_highest(cells.row, cells.number) | _highest(cells.column, cells.number))


def _highest(side: Ints, number: Ints) -> Mask:
    """Mark the few cells of highest number on each place of one side."""
    order = np.lexsort((-number, side))
    begins = np.r_[True, side[order][1:] != side[order][:-1]]
    rank = np.arange(len(order)) - np.flatnonzero(begins)[np.cumsum(begins) - 1]
    marked = np.zeros(len(order), dtype=bool)
    marked[order] = rank < JOINING
    return marked
