"""The last rung of a large problem: what all best assignments share, and the keys that choose among them. Imports no solver."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Self, TypeAlias

import numpy as np
from numpy.typing import NDArray

from cxmatch.assignment.certificate import asked
from cxmatch.assignment.ladder import KEY_BITS, first_of
from cxmatch.assignment.market import Chunk, Market
from cxmatch.assignment.pricing import Prices, Pricing
from cxmatch.assignment.problem import Cells, Ints, Mask

# Gives the tie keys of some cells, by rows and columns, all of shape (k,): at least 0, below 2**KEY_BITS, larger is preferred.
CellKeys: TypeAlias = Callable[[Ints, Ints], Ints]
Short: TypeAlias = NDArray[np.int32]  # rows, columns and keys, shape (3, k): half the room of whole numbers
MOST_KEPT = 32_000_000


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
    _kept: list[Short] | None = field(default=None, repr=False)

    @classmethod
    def of(cls, market: Market, prices: Prices, keys: CellKeys) -> Self:
        """Look at every cell once; the open ones are kept where they are not too many (complementary slackness)."""
        adding: list[Chunk] = []
        kept: list[Short] | None = []
        number = 0
        for chunk in Pricing(market=market, prices=prices).open_cells():
            adding.append(chunk.only(chunk.number > 0))
            row, column, _ = chunk.only(chunk.number == 0)
            number += len(row)
            kept = None if kept is None or number > MOST_KEPT else [*kept, _short(row, column, keys(row, column))]
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
        for part in self._again() if self._kept is None else self._kept:
            row, column, key = (numbers.astype(np.int64) for numbers in part)
            yield Chunk(row, column, key + self.row_worth[row] + self.column_worth[column])

    def _again(self) -> Iterator[Chunk]:
        for chunk in Pricing(market=self.market, prices=self.prices).open_cells():
            row, column, _ = chunk.only(chunk.number == 0)
            yield Chunk(row, column, self.keys(row, column))

    def listed(self, chunk: Chunk) -> Cells:
        """Return some of its cells with the seats that are left."""
        seats = {"supply": self.supply, "demand": self.demand, "bonus": self.bonus}
        return Cells(row=chunk.row, column=chunk.column, value=chunk.number, wide=self.market.many > 1, **seats)

    def adding(self, prices: Prices, least: int = 1) -> Chunk:
        """Return the open cells that add at least so much to what prices of this rung ask for, each with its worth."""
        found = []
        for chunk in self.cells():
            adds = chunk.number + self.bonus[chunk.column] - prices.rows[chunk.row] - prices.columns[chunk.column]
            found.append(chunk.only(adds >= least))
        return Chunk.joined(found)

    def worth(self, chosen: Chunk) -> int:
        """Return what chosen cells are worth on this rung."""
        return int(chosen.number.sum()) + int(self.bonus[np.unique(chosen.column)].sum())

    def bound(self, prices: Prices) -> int:
        """Return what no choice can be worth more than, by prices of this rung."""
        cells = self.adding(prices)
        adds = cells.number + self.bonus[cells.column] - prices.rows[cells.row] - prices.columns[cells.column]
        return asked(self, *prices) + int((adds * self.market.many[cells.row]).sum())

    def first(self, chosen: Chunk, prices: Prices) -> Chunk:
        """Return the best choice that comes first by place, where prices prove the chosen cells best; each with its worth."""
        level = self.adding(prices, 0)
        cells = self.listed(level)
        marked: Mask = np.isin(self._place(level), self._place(chosen))
        return level.only(first_of(cells, marked, prices.rows, prices.columns))

    def _place(self, cells: Chunk) -> Ints:
        return cells.row * len(self.demand) + cells.column


def _short(row: Ints, column: Ints, key: Ints) -> Short:
    return np.array([row, column, key], dtype=np.int32)
