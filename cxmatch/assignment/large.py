"""Best assignments of large problems: prices from a sample say which cells to begin with, and all cells are priced at the end."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial

import numpy as np

from cxmatch.assignment.flow import best_of, by_flow
from cxmatch.assignment.ladder import KEY_BITS
from cxmatch.assignment.market import Chunk, Market, Prices
from cxmatch.assignment.prices import least
from cxmatch.assignment.problem import Cells, Ints, Mask, Problem
from cxmatch.assignment.ties import CellKeys, Ties

SAMPLE, FIRST, JOINING, NEARLY = 1_000, 8, 4, 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Proven:
    """A choice of cells, by rows and columns, and the prices that prove it best."""

    chosen: Chunk
    prices: Prices

    def besides(self, cells: Chunk) -> Chunk:
        """Return cells without the chosen ones: these may be worth more than prices ask, and are no reason to go on."""
        width = len(self.prices.columns)
        return cells.only(~np.isin(cells.row * width + cells.column, self.chosen.row * width + self.chosen.column))


def climb(market: Market, keys: CellKeys) -> tuple[Proven, Ties, Proven]:
    """Find the assignment that is best first by value and bonus, then by the sum of keys, then by place.

    Returns
    -------
    best : Proven
        All cells, with the prices that prove them best.
    ties : Ties
        The choice that was left among the best assignments.
    tie : Proven
        The cells of that choice, with the prices that prove them best for it.

    Raises
    ------
    NotOptimalError
        The solver was wrong (never seen; the prices would show it).

    Notes
    -----
    The answer does not depend on the sample: it only says where the search begins. Which cells are looked at decides how often
    the flow is solved again, and the last pricing of all cells is the proof.
    """
    prices = _grown(_first_cells(market), partial(_too_cheap, market)).prices
    ties = Ties.of(market, prices, keys)
    tie = _grown(ties.listed(_high_keys(ties)), partial(_still_open, ties))
    tie = Proven(chosen=ties.first(tie.chosen, tie.prices), prices=tie.prices)
    return Proven(chosen=Chunk.joined([ties.settled, tie.chosen]), prices=prices), ties, tie


def _grown(cells: Cells, missing: Callable[[Proven], Chunk]) -> Proven:
    """Solve over some cells, and again with those that are missing, until none is (Dantzig and Wolfe 1960)."""
    while True:
        picked = best_of(cells)
        chosen = Chunk(cells.row[picked], cells.column[picked], cells.value[picked])
        found = Proven(chosen=chosen, prices=Prices(*least(cells, picked)))
        more = missing(found)
        if not len(more.row):
            return found
        cells = cells.with_more(*more)


def _still_open(ties: Ties, found: Proven) -> Chunk:
    cells = found.besides(ties.adding(found.prices))
    return _few(cells, ties.supply, ties.demand)


def _first_cells(market: Market) -> Cells:
    """Return a few cells of each column and kind that are nearly level with the prices of a sample."""
    asked, step = _sample_prices(market)
    nothing = np.zeros(len(market.demand), dtype=np.int64)
    best = [surplus.max(axis=0) for _, surplus in market.at(Prices(asked[market.kind], nothing)).surpluses()]
    prices = Prices(asked[market.kind], np.maximum(0, np.max(best, axis=0)))
    in_column = sum((surplus >= -NEARLY * step).sum(axis=0) for _, surplus in market.at(prices).surpluses())
    chosen = [_near(market, kinds, surplus >= -NEARLY * step, in_column) for kinds, surplus in market.at(prices).surpluses()]
    return _listed(market, _unique(Chunk.joined(chosen), len(nothing)))


def _near(market: Market, kinds: Ints, cells: Mask, in_column: Ints) -> Chunk:
    """Return a few rows for each column and columns for each kind among marked cells, shape (a, m)."""
    in_kind, (at, column) = cells.sum(axis=1), np.nonzero(cells)
    wanted = np.maximum(FIRST / in_column[column], FIRST * market.sizes[kinds[at]] / in_kind[at])
    few = _scattered(kinds[at], column) < wanted
    return _spread(market, kinds[at[few]], column[few], 2)


def _sample_prices(market: Market) -> tuple[Ints, int]:
    """Return what a row of each kind would ask for if a sample were all there is, shape (kinds,), and a step between values."""
    draw, share = np.random.default_rng(0), SAMPLE / max(len(market.supply), len(market.demand))
    rows, columns = (draw.permutation(size)[: max(1, round(size * share))] for size in (len(market.supply), len(market.demand)))
    value, allowed = market.values(market.kind[rows], columns)
    allowed &= market.row_group[rows][:, None] != market.column_group[columns]
    seats = {"supply": market.supply[rows], "demand": market.demand[columns], "bonus": market.bonus[columns]}
    levels = np.unique(value[allowed])
    paid = by_flow(Problem(value=value, allowed=allowed, **seats)).column_prices
    prices = np.zeros(len(market.sizes), dtype=np.int64)
    for kinds in market.blocks():
        value, allowed = market.values(kinds, columns)
        prices[kinds] = np.where(allowed, value + seats["bonus"] - paid, 0).max(axis=1, initial=0)
    return prices, int(np.diff(levels).min(initial=1)) if len(levels) > 1 else 1


def _scattered(kind: Ints, column: Ints) -> np.ndarray:
    """Return a number from 0 to 1 for each cell, the same on every machine."""
    return ((kind * 40503 + column * 9973) % 1024) / 1024


def _spread(market: Market, kinds: Ints, columns: Ints, times: int) -> Chunk:
    """Return cells of kinds with columns: so many rows of each kind, another for each column, those of its group left out."""
    row = np.concatenate(
        [market.members[market.starts[kinds] + (columns * 7919 + turn) % market.sizes[kinds]] for turn in range(times)]
    )
    column = np.tile(columns, times)
    return Chunk(row, column, np.zeros_like(row)).only(market.row_group[row] != market.column_group[column])


def _unique(cells: Chunk, width: int) -> Chunk:
    _, first = np.unique(cells.row * width + cells.column, return_index=True)
    return cells.only(first)


def _listed(market: Market, cells: Chunk) -> Cells:
    value, allowed = market.worth(cells.row, cells.column)
    kept = cells.only(allowed)
    return Cells(
        row=kept.row,
        column=kept.column,
        value=value[allowed],
        supply=market.supply,
        demand=market.demand,
        bonus=market.bonus,
    )


def _too_cheap(market: Market, found: Proven) -> Chunk:
    """Return cells that are worth more than prices ask for them, with their value: the best few of each row and column."""
    some = [found.besides(cells) for cells in _adding(market, found)]
    cells = _few(Chunk.joined(some), market.supply, market.demand)
    others = found.besides(_spread(market, market.kind[cells.row], cells.column, 1))
    listed = _listed(market, _unique(Chunk.joined([cells, others]), len(market.demand)))
    prices = found.prices
    adds = listed.value + market.bonus[listed.column] - prices.rows[listed.row] - prices.columns[listed.column]
    return Chunk(listed.row, listed.column, listed.value).only(adds > 0)


def _adding(market: Market, found: Proven) -> Iterator[Chunk]:
    """Yield cells that add something: all of a portion, or where they are very many those of the cheapest rows first."""
    pricing = market.at(found.prices)
    cheap = pricing.cheap
    for kinds, surplus in pricing.surpluses():
        at, column = np.nonzero(surplus > 0)
        kind, adds = kinds[at], surplus[at, column]
        row = np.where(cheap.group[kind] == market.column_group[column], cheap.other_row[kind], cheap.row[kind])
        first = _few(found.besides(Chunk(row, column, adds)), market.supply, market.demand)
        if len(first.row) and market.sizes[kind].sum() > len(market.demand):
            yield first
        else:
            yield from (cells.only(cells.number > 0) for cells in pricing.rows_of(kind, column, adds))


def _few(cells: Chunk, supply: Ints, demand: Ints) -> Chunk:
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


def _high_keys(ties: Ties) -> Chunk:
    """Return the open cells whose key is among the highest that their row or column can expect to have."""
    rows, columns = np.zeros_like(ties.supply), np.zeros_like(ties.demand)
    for row, column, _ in ties.cells():
        rows += np.bincount(row, minlength=len(rows))
        columns += np.bincount(column, minlength=len(columns))
    fewest = [np.where(count > 2 * FIRST, 1 - 2 * FIRST / np.maximum(count, 1), 0) for count in (rows, columns)]
    least_row, least_column = ((share * 2**KEY_BITS).astype(np.int64) for share in fewest)
    found = []
    for chunk in ties.cells():
        key = chunk.number - ties.row_worth[chunk.row] - ties.column_worth[chunk.column]
        found.append(chunk.only((key >= least_row[chunk.row]) | (key >= least_column[chunk.column])))
    return Chunk.joined(found)
