"""The last rung of a large problem: what all best assignments share, and the keys that choose among them. Imports no solver."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Self, TypeAlias

import numpy as np
from numpy.typing import NDArray

from cxmatch.assignment.ladder import KEY_BITS, first_of
from cxmatch.assignment.market import Chunk, Market, Prices
from cxmatch.assignment.problem import Cells, Ints, Mask

# Gives the tie keys of some cells, by rows and columns, all of shape (k,): at least 0, below 2**KEY_BITS, larger is preferred.
CellKeys: TypeAlias = Callable[[Ints, Ints], Ints]
Short: TypeAlias = NDArray[np.int32]
MOST_KEPT = 24_000_000


@dataclass(frozen=True, kw_only=True)
class Ties:
    """What is left to choose among the best assignments of a market, as `ladder.Face` says it of a problem.

    `settled` are the cells that all of them have. Supply, demand and bonus are those of the last rung; where a seat must be
    filled it is worth `must`, more than all keys together.
    """

    market: Market
    prices: Prices
    keys: CellKeys
    settled: Chunk
    must: int
    supply: Ints
    demand: Ints
    bonus: Ints
    row_worth: Ints
    column_worth: Ints
    _kept: list[tuple[Short, Short]] | None = field(default=None, repr=False)

    @classmethod
    def of(cls, market: Market, prices: Prices, keys: CellKeys) -> Self:
        """Look at every cell once; the open ones are kept where they are not too many (complementary slackness)."""
        adding: list[Chunk] = []
        kept: list[tuple[Short, Short]] | None = []
        number = 0
        for chunk in market.open_cells(prices):
            adding.append(chunk.only(chunk.number > 0))
            row, column, _ = chunk.only(chunk.number == 0)
            number += len(row)
            if kept is not None:
                kept.append((row.astype(np.int32), column.astype(np.int32)))
            kept = None if number > MOST_KEPT else kept
        settled, (u, v), must = Chunk.joined(adding), prices, market.seats * 2**KEY_BITS + 1
        taken_rows = np.bincount(settled.row, minlength=len(u))
        taken = np.bincount(settled.column, minlength=len(v))
        return cls(
            market=market,
            prices=prices,
            keys=keys,
            settled=settled,
            must=must,
            supply=market.supply - taken_rows,
            demand=np.where(v < market.bonus, np.minimum(market.demand, 1), market.demand) - taken,
            bonus=np.where((v > 0) & (v <= market.bonus) & (taken == 0), must, 0),
            row_worth=np.where(u > 0, must, 0),
            column_worth=np.where((v > market.bonus) & (v > 0), must, 0),
            _kept=kept,
        )

    def cells(self) -> Iterator[Chunk]:
        """Yield the cells that are open, with what each is worth on this rung."""
        again = (chunk.only(chunk.number == 0)[:2] for chunk in self.market.open_cells(self.prices))
        for rows, columns in again if self._kept is None else self._kept:
            row, column = rows.astype(np.int64), columns.astype(np.int64)
            yield Chunk(row, column, self.keys(row, column) + self.row_worth[row] + self.column_worth[column])

    def listed(self, chunk: Chunk) -> Cells:
        """Return some of its cells with the seats that are left."""
        return Cells(
            row=chunk.row, column=chunk.column, value=chunk.number, supply=self.supply, demand=self.demand, bonus=self.bonus
        )

    def adding(self, prices: Prices, least: int = 1) -> Chunk:
        """Return the open cells that add at least so much to what prices of this rung ask for, each with its worth."""
        found = []
        for chunk in self.cells():
            adds = chunk.number + self.bonus[chunk.column] - prices.rows[chunk.row] - prices.columns[chunk.column]
            found.append(chunk.only(adds >= least))
        return Chunk.joined(found)

    def first(self, chosen: Chunk, prices: Prices) -> Chunk:
        """Return the best choice that comes first by place, where prices prove the chosen cells best; each with its worth."""
        level = self.adding(prices, 0)
        cells = self.listed(level)
        marked: Mask = np.isin(self._place(level), self._place(chosen))
        return level.only(first_of(cells, marked, prices.rows, prices.columns))

    def _place(self, cells: Chunk) -> Ints:
        return cells.row * len(self.demand) + cells.column
