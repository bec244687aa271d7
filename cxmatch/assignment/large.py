"""Best assignments of large problems: prices from a sample say which cells to begin with, and all cells are priced at the end."""

from __future__ import annotations

from dataclasses import replace
from functools import partial

import numpy as np

from cxmatch.assignment.flow import by_flow
from cxmatch.assignment.growing import Proven, few_of, grown, listed, spread, too_cheap, unique
from cxmatch.assignment.ladder import KEY_BITS
from cxmatch.assignment.market import Chunk, Columns, Floats, Market
from cxmatch.assignment.parts import handed_out
from cxmatch.assignment.pricing import Prices, Pricing
from cxmatch.assignment.problem import Cells, Ints, Problem
from cxmatch.assignment.ties import CellKeys, Ties

SAMPLE, SHARE, FIRST, NEARLY, NEARLY_KEYS = 1_000, 10, 8, 1, 2 ** (KEY_BITS - 7)


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
    prices = grown(_first_cells(market, *_sample_prices(market)), partial(too_cheap, market)).prices
    ties = Ties.of(market, prices, keys)
    tie = grown(ties.listed(_high_keys(ties)), partial(_still_open, ties))
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
        chosen = best.chosen.of_first(first)
        cells, stuck = handed_out(market, market.kind[chosen.row], chosen.column, row_place, column_place)
        left = np.isin(market.kind[chosen.row], stuck)
        apart = np.isin(market.kind, stuck) & (ties.market.many[part] > 1)
        if not apart.any():
            chosen = Chunk.joined([cells, chosen.only(left)])
            return Proven(chosen=chosen, prices=best.prices.of(part)), ties, Proven(chosen=tie.chosen, prices=tie.prices.of(part))
        alone[apart] = np.flatnonzero(apart)


def _of_first(keys: CellKeys, first: Ints, rows: Ints, columns: Ints) -> Ints:
    return keys(first[rows], columns)


def _still_open(ties: Ties, found: Proven) -> Chunk:
    cells = found.besides(ties.adding(found.prices, -NEARLY_KEYS))
    adds = cells.number + ties.bonus[cells.column] - found.prices.rows[cells.row] - found.prices.columns[cells.column]
    return few_of(cells.only(slice(None) if (adds > 0).any() else slice(0)), ties.supply, ties.demand)


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
    return listed(market, unique(spread(market, few.row, few.column, value, 2), len(best)))


def _near(cells: Chunk, in_column: Floats, in_kind: Floats) -> Chunk:
    """Return a few of the cells of kinds with columns, those shares of them that are wanted."""
    return cells.only(_scattered(cells.row, cells.column) < np.maximum(in_column[cells.column], in_kind[cells.row]))


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
    return grown(_first_cells(market, asked, step), partial(too_cheap, market)).prices.columns, step


def _scattered(kind: Ints, column: Ints) -> np.ndarray:
    """Return a number from 0 to 1 for each cell, the same on every machine."""
    return ((kind * 40503 + column * 9973) % 1024) / 1024


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
