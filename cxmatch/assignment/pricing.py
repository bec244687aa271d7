"""All cells of a large problem at given prices, block by block: which of them add something. Imports no solver."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

import numpy as np

from cxmatch.assignment.market import CHUNK, FAR, FEW, WIDTH, Chunk, Floats, Market
from cxmatch.assignment.problem import Ints


class Prices(NamedTuple):
    """A price for each row, shape (n,), and for the first seat of each column, shape (m,)."""

    rows: Ints
    columns: Ints

    def of(self, part: Ints) -> Prices:
        """Return those of rows by those of their parts, or the other way round; `part` holds places, shape (k,)."""
        return Prices(self.rows[part], self.columns)


@dataclass(frozen=True, slots=True)
class Cheapest:
    """The cheapest row of each kind and its group, and the cheapest one of another group; all of shape (kinds,).

    `price` and `other` are what the two ask for; `other` is FAR where all rows are of one group.
    """

    row: Ints
    group: Ints
    price: Ints
    other_row: Ints
    other: Ints

    @classmethod
    def of(cls, market: Market, row_prices: Ints) -> Cheapest:
        """Find them for given prices, shape (n,)."""
        first = np.lexsort((row_prices, market.kind))[market.starts]
        group = market.row_group[first]
        others = np.where(market.row_group == group[market.kind], FAR, row_prices)
        second = np.lexsort((others, market.kind))[market.starts]
        return cls(row=first, group=group, price=row_prices[first], other_row=second, other=others[second])


@dataclass(frozen=True, kw_only=True)
class Pricing:
    """All cells of a market at given prices, portion by portion."""

    market: Market
    prices: Prices

    @cached_property
    def cheap(self) -> Cheapest:
        """The cheapest rows of each kind."""
        return Cheapest.of(self.market, self.prices.rows)

    def surpluses(self) -> Iterator[tuple[Ints, slice, Floats]]:
        """Yield kinds, shape (a,), columns, and what the cheapest row of each kind adds with each of them, shape (a, b).

        That is the value and the bonus less both prices, a whole number; far below 0 where no row of the kind is allowed.
        """
        market, (asked, worth) = self.market, self._levelled
        for kinds in market.portions():
            at, barred = market.of_groups(self.cheap.group[kinds])
            for begin in range(0, len(worth), WIDTH):
                columns = slice(begin, begin + WIDTH)
                here = (barred >= begin) & (barred < begin + WIDTH)
                surplus = _adding(market.values(kinds, columns), market.least, asked[kinds, None], worth[columns])
                surplus[at[here], barred[here] - begin] += self._dearer[kinds[at[here]]]
                yield kinds, columns, surplus

    @cached_property
    def _dearer(self) -> Floats:
        """What each kind adds less with a column of the cheapest row's group."""
        return (self.cheap.price - self.cheap.other).astype(np.float64)

    @cached_property
    def _levelled(self) -> tuple[Floats, Floats]:
        """What the cheapest row of each kind asks for and what each column is worth, both less what most rows ask for."""
        base = int(np.median(self.cheap.price)) if len(self.cheap.price) else 0
        asked, worth = self.cheap.price - base, self.market.bonus - self.prices.columns - base
        few = max(np.abs(side).max(initial=0) for side in (asked, worth)) < FEW
        return asked.astype(np.float32 if few else np.float64), worth.astype(np.float32 if few else np.float64)

    def cheapest_cells(self, least: int) -> Iterator[Chunk]:
        """Yield the kinds and columns, in place of rows, whose cheapest row adds at least so much, with what it adds."""
        for kinds, columns, surplus in self.surpluses():
            at, column = np.divmod(np.flatnonzero(surplus >= least), surplus.shape[1])
            yield Chunk(kinds[at], columns.start + column, surplus[at, column].astype(np.int64))

    def open_cells(self, least: int = 0) -> Iterator[Chunk]:
        """Yield every allowed cell that adds at least so much, from 0, with what it adds."""
        for found in self.cheapest_cells(least):
            yield from (cells.only(cells.number >= least) for cells in self.rows_of(*found))

    def rows_of(self, kinds: Ints, columns: Ints, surplus: Ints) -> Iterator[Chunk]:
        """Yield the cells of all rows of kinds, each with a column, that add at least 0; `surplus` is that of the cheapest."""
        market, cheap = self.market, self.cheap
        asked = np.where(cheap.group[kinds] == market.column_group[columns], cheap.other[kinds], cheap.price[kinds])
        for part in np.array_split(np.arange(len(kinds)), 1 + int(market.sizes[kinds].sum()) // CHUNK):
            which, row = market.of_kinds(kinds[part])
            column = columns[part][which]
            adds = (surplus + asked)[part][which] - self.prices.rows[row]
            yield Chunk(row, column, adds).only((adds >= 0) & (market.row_group[row] != market.column_group[column]))


def _adding(value: Floats, least: int, asked: Floats, worth: Floats) -> Floats:
    """Return what values, shape (a, b), add to prices, in their place where they have room; far below 0 for those below least."""
    # A masked assignment takes as long as all the rest: here what is not allowed is cut off by a steep line instead.
    cut = (value - (least - 0.5)) * value.dtype.type(FAR)
    surplus = np.add(value, worth, out=value if value.dtype == worth.dtype else None)
    surplus -= asked
    return np.minimum(surplus, cut, out=surplus)
