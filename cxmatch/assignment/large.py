"""Best assignments of large problems: prices from a sample say which cells to begin with, and all cells are priced at the end."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import partial

import numpy as np

from cxmatch.assignment.certificate import least
from cxmatch.assignment.ladder import KEY_BITS
from cxmatch.assignment.market import Chunk, Columns, Floats, Market, handed_out
from cxmatch.assignment.pricing import CellKeys, Prices, Pricing, Proven, Ties
from cxmatch.assignment.problem import Cells, Ints, Mask, Problem
from cxmatch.assignment.solver import best_of, by_flow

SAMPLE, SHARE, FIRST, NEARLY, NEARLY_KEYS = 1_000, 10, 8, 1, 2 ** (KEY_BITS - 7)
JOINING, MANY, CROWDED = 4, 4, 10_000


def climb(market: Market, keys: CellKeys) -> tuple[Proven, Ties, Proven]:
    """Find the assignment that is best first by value and bonus, then by the sum of keys, then by place.

    Gives all cells, with the prices that prove them best; the choice that was left among the best assignments; and its cells,
    with the prices that prove them best for it. Raises NotOptimalError where the solver was wrong (never seen).

    The answer does not depend on the sample: it only says where the search begins. Which cells are looked at decides how often
    the flow is solved again, and the last pricing of all cells is the proof.
    """
    prices = _grown(_first_cells(market, *_sample_prices(market)), partial(_too_cheap, market)).prices
    ties = Ties.of(market, prices, keys)
    tie = _grown(ties.listed(_high_keys(ties)), partial(_still_open, ties))
    if not (market.many > 1).any():  # rows that stand for several could be exchanged without end
        tie = Proven(chosen=ties.first(tie.chosen, tie.prices), prices=tie.prices)
    return Proven(chosen=Chunk.joined([ties.settled, tie.chosen]), prices=prices), ties, tie


def climb_by_kind(market: Market, keys: CellKeys, row_place: Ints, column_place: Ints) -> tuple[Proven, Ties, Proven]:
    """Find the assignment that is best first by value and bonus, then by the sum of keys, which are alike for rows of a kind.

    What each kind gets is handed out among its rows as `handed_out` says, by places of shape (n,) and (m,). Gives what `climb`
    does; the choice that was left and its cells are of parts of kinds, and what it does not decide is left to the solver.
    """
    alone = np.full(len(market.supply), -1)
    while True:
        part = market.parts(alone)
        first = np.unique(part, return_index=True)[1]
        best, ties, tie = climb(market.merged(part), partial(_of_first, keys, first))
        chosen = best.chosen._replace(row=first[best.chosen.row])
        cells, stuck = handed_out(market, market.kind[chosen.row], chosen.column, row_place, column_place)
        if not len(stuck):
            tie = Proven(chosen=tie.chosen, prices=tie.prices.of(part))
            return Proven(chosen=cells, prices=best.prices.of(part)), ties, tie
        apart = np.isin(market.kind, stuck)  # alone, they get what they can hand out
        alone[apart] = np.flatnonzero(apart)


def _of_first(keys: CellKeys, first: Ints, rows: Ints, columns: Ints) -> Ints:
    return keys(first[rows], columns)


def _still_open(ties: Ties, proven: Proven) -> Chunk:
    cells = proven.besides(ties.adding(proven.prices, -NEARLY_KEYS))
    adds = bool((ties.surplus(cells, proven.prices) > 0).any())
    return _few_of(cells if adds else cells.only(slice(0)), ties.supply, ties.demand)


def _first_cells(market: Market, asked: Ints, step: int) -> Cells:
    """Return a few cells of each column and kind that are nearly level with what kinds ask for, shape (kinds,)."""
    best = np.zeros(len(market.demand), dtype=np.int64)
    for _, columns, surplus in Pricing(market=market, prices=Prices(asked[market.kind], np.zeros_like(best))).surpluses():
        np.maximum(best[columns], surplus.max(axis=0, initial=0).astype(np.int64), out=best[columns])
    pricing = Pricing(market=market, prices=Prices(asked[market.kind], best))
    in_kind, in_column = np.zeros_like(market.sizes), np.zeros_like(best)
    for kinds, columns, surplus in pricing.surpluses():
        near = surplus >= -NEARLY * step
        in_column[columns] += np.count_nonzero(near, axis=0)
        in_kind[kinds] += np.count_nonzero(near, axis=1)
    wanted = FIRST / np.maximum(1, in_column), FIRST * market.kind_supply / np.maximum(1, in_kind)
    few = Chunk.joined([_near(cells, *wanted) for cells in pricing.cheapest_cells(-NEARLY * step)])
    value = few.number + asked[few.row] + best[few.column] - market.bonus[few.column]
    return market.listed(_unique(_spread(market, few.row, few.column, value, 2), len(best)))


def _near(cells: Chunk, in_column: Floats, in_kind: Floats) -> Chunk:
    """Return a few of the cells of kinds with columns, those shares of them that are wanted; the same on every machine."""
    scattered = ((cells.row * 40503 + cells.column * 9973) % 1024) / 1024
    return cells.only(scattered < np.maximum(in_column[cells.column], in_kind[cells.row]))


def _sample_prices(market: Market) -> tuple[Ints, int]:
    """Return what a row of each kind would ask for if a sample were all there is, shape (kinds,), and a step between values."""
    share = max(1 / SHARE, SAMPLE / max(market.seats, len(market.demand)))
    columns = np.sort(np.random.default_rng(0).permutation(len(market.demand))[: max(1, round(len(market.demand) * share))])
    sample = _sampled(market, columns, share)
    paid, step = _paid(sample) if max(sample.seats, len(columns)) <= 2 * SAMPLE else _paid_again(sample)
    prices = np.zeros(len(market.sizes), dtype=np.int64)
    for kinds in market.portions():
        points = market.values(kinds, columns)
        prices[kinds] = np.where(points >= market.least, points + (sample.bonus - paid), 0).max(axis=1, initial=0)
    return prices, step


def _sampled(market: Market, columns: Ints, share: float) -> Market:
    """Return the market of some columns and of a share of the seats of rows, spread evenly."""
    order = np.random.default_rng(1).permutation(len(market.supply))
    supply = np.empty_like(market.supply)
    supply[order] = np.diff(np.floor(np.cumsum(market.supply[order]) * share), prepend=0)
    column_group, demand, bonus = market.column_group[columns], market.demand[columns], market.bonus[columns]

    def values(kinds: Ints, some: Columns) -> Floats:
        return market.values(kinds, columns[some])

    return replace(market, values=values, column_group=column_group, supply=supply, demand=demand, bonus=bonus)


def _paid(market: Market) -> tuple[Ints, int]:
    """Return the prices of the columns of a small market, shape (m,), and the least step between values."""
    rows = np.flatnonzero(market.supply)
    value = market.values(market.kind[rows], slice(None)).astype(np.int64)
    allowed = (value >= market.least) & (market.row_group[rows][:, None] != market.column_group)
    problem = Problem(value=value, allowed=allowed, supply=market.supply[rows], demand=market.demand, bonus=market.bonus)
    levels = np.unique(value[allowed])
    return by_flow(problem).column_prices, int(np.diff(levels).min(initial=1)) if len(levels) > 1 else 1


def _paid_again(market: Market) -> tuple[Ints, int]:
    """Return the same of a market that is large itself."""
    asked, step = _sample_prices(market)
    return _grown(_first_cells(market, asked, step), partial(_too_cheap, market)).prices.columns, step


def _high_keys(ties: Ties) -> Chunk:
    """Return the open cells whose key is among the highest that their row or column can expect to have."""
    rows, columns = np.zeros_like(ties.supply), np.zeros_like(ties.demand)
    for row, column, _ in ties.cells():
        rows += np.bincount(row, minlength=len(rows))
        columns += np.bincount(column, minlength=len(columns))
    fewest = [np.where(count > 2 * FIRST, 1 - 2 * FIRST / np.maximum(count, 1), 0) for count in (rows, columns)]
    least_row, least_column = ((share * 2**KEY_BITS).astype(np.int64) for share in fewest)
    high = []
    for chunk in ties.cells():
        key = chunk.number - ties.row_worth[chunk.row] - ties.column_worth[chunk.column]
        high.append(chunk.only((key >= least_row[chunk.row]) | (key >= least_column[chunk.column])))
    return Chunk.joined(high)


def _grown(cells: Cells, missing: Callable[[Proven], Chunk]) -> Proven:
    """Solve over some cells, and again with those that are missing, until none is (Dantzig and Wolfe 1960)."""
    while True:
        picked = best_of(cells)
        chosen = Chunk(cells.row, cells.column, cells.value).only(np.repeat(np.arange(len(picked)), picked))
        proven = Proven(chosen=chosen, prices=Prices(*least(cells, picked)))
        more = missing(proven)
        if not len(more.row):
            return proven
        cells = cells.with_more(*more)


def _spread(market: Market, kinds: Ints, columns: Ints, value: Ints, times: int) -> Chunk:
    """Return cells of kinds with columns: so many rows of each kind, another for each column, those of its group left out."""
    row = np.concatenate(
        [market.members[market.starts[kinds] + (columns * 7919 + turn) % market.sizes[kinds]] for turn in range(times)]
    )
    cells = Chunk(row, np.tile(columns, times), np.tile(value, times))
    return cells.only(market.row_group[row] != market.column_group[cells.column])


def _unique(cells: Chunk, width: int) -> Chunk:
    _, first = np.unique(cells.places(width), return_index=True)
    return cells.only(first)


def _too_cheap(market: Market, proven: Proven) -> Chunk:
    """Return cells that are worth more than prices ask for them, with their value: the best few of each row and column."""
    (rows, columns), bonus = proven.prices, market.bonus
    some = Chunk.joined([])
    for cells in _adding(market, proven):
        some = _few_of(Chunk.joined([some, cells]), market.supply, market.demand)
    row, column, adds = some
    cells = Chunk(row, column, adds + rows[row] + columns[column] - bonus[column])
    others = proven.besides(_spread(market, market.kind[row], column, cells.number, 1))
    cells = _unique(Chunk.joined([cells, others]), len(bonus))
    return cells.only(cells.number + bonus[cells.column] > rows[cells.row] + columns[cells.column])


def _adding(market: Market, proven: Proven) -> Iterator[Chunk]:
    """Yield cells that add something: all of them, or where they are very many those of the cheapest rows first."""
    pricing, some, begun = Pricing(market=market, prices=proven.prices), [], 0
    for cells in pricing.cheapest_cells(1):
        some.append(cells.only(_highest(cells.column, cells.number)) if len(cells.row) > CROWDED else cells)
        begun += len(some[-1].row)
        if begun > MANY * len(market.demand):
            yield from _rows_of(pricing, proven, Chunk.joined(some))
            some, begun = [], 0
    yield from _rows_of(pricing, proven, Chunk.joined(some))


def _rows_of(pricing: Pricing, proven: Proven, cells: Chunk) -> Iterator[Chunk]:
    (kind, column, adds), market, cheap = cells, pricing.market, pricing.cheap
    row = np.where(cheap.group[kind] == market.column_group[column], cheap.other_row[kind], cheap.row[kind])
    first = proven.besides(Chunk(row, column, adds))
    if len(first.row) and market.sizes[kind].sum() > MANY * len(market.demand):
        yield first
    else:
        yield from (proven.besides(more.only(more.number > 0)) for more in pricing.rows_of(*cells))


def _few_of(cells: Chunk, supply: Ints, demand: Ints) -> Chunk:
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
