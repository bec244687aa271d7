"""All cells of a large problem at given prices, block by block, and what they leave to the last rung. Imports no solver."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import cached_property
from typing import NamedTuple, Self, TypeAlias

import numpy as np
from numpy.typing import NDArray

from cxmatch.assignment.certificate import asked
from cxmatch.assignment.ladder import KEY_BITS, first_of
from cxmatch.assignment.market import CHUNK, FAR, FEW, WIDTH, Chunk, Floats, Market
from cxmatch.assignment.problem import Cells, Ints, Mask, Seats

# Gives the tie keys of some cells, by rows and columns, all of shape (k,): at least 0, below 2**KEY_BITS, larger is preferred.
CellKeys: TypeAlias = Callable[[Ints, Ints], Ints]
Short: TypeAlias = NDArray[np.int32]  # rows, columns and keys, shape (3, k): half the room of whole numbers
_MOST_KEPT = 32_000_000


class Prices(NamedTuple):
    """A price for each row, shape (n,), and for the first seat of each column, shape (m,)."""

    rows: Ints
    columns: Ints

    def of(self, part: Ints) -> Prices:
        """Return those of rows by those of their parts, or the other way round; `part` holds places, shape (k,)."""
        return Prices(self.rows[part], self.columns)


@dataclass(frozen=True, kw_only=True)
class Proven:
    """A choice of cells, by rows and columns, and the prices that prove it best."""

    chosen: Chunk
    prices: Prices

    def besides(self, cells: Chunk) -> Chunk:
        """Return cells without the chosen ones: these may be worth more than prices ask, and are no reason to go on."""
        here = cells.places(len(self.prices.columns))
        at = np.searchsorted(self._places, here).clip(max=max(0, len(self._places) - 1))
        return cells.only(self._places[at] != here) if len(self._places) else cells

    @cached_property
    def _places(self) -> Ints:
        return np.sort(self.chosen.places(len(self.prices.columns)))


@dataclass(frozen=True, slots=True)
class _Cheapest:
    """The cheapest row of each kind and its group, and the cheapest one of another group; all of shape (kinds,).

    `price` and `other` are what the two ask for; `other` is FAR where all rows are of one group.
    """

    row: Ints
    group: Ints
    price: Ints
    other_row: Ints
    other: Ints

    @classmethod
    def of(cls, market: Market, row_prices: Ints) -> _Cheapest:
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
    def cheap(self) -> _Cheapest:
        """The cheapest rows of each kind."""
        return _Cheapest.of(self.market, self.prices.rows)

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
        for cheapest in self.cheapest_cells(least):
            yield from (cells.only(cells.number >= least) for cells in self.rows_of(*cheapest))

    def rows_of(self, kinds: Ints, columns: Ints, surplus: Ints) -> Iterator[Chunk]:
        """Yield the cells of all rows of kinds that add at least 0, with columns and the cheapest's `surplus`, each (k,)."""
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


@dataclass(frozen=True, kw_only=True)
class Ties(Seats):
    """What is left to choose among the best assignments of a market, as `ladder.Face` says it of a problem.

    `settled` are the cells that all of them have. Supply, shape (n,), demand and bonus, (m,), are those of the last rung; where a
    seat must be filled it is worth `must`, more than all keys together; `row_worth`, (n,), and `column_worth`, (m,), say where.
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
            kept = None if kept is None or number > _MOST_KEPT else [*kept, _short(row, column, keys(row, column))]
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
            column_worth=np.where(v > market.bonus, must, 0),
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
        return Cells.listed(self, *chunk, wide=self.market.many > 1)

    def adding(self, prices: Prices, least: int = 1) -> Chunk:
        """Return the open cells that add at least so much to what prices of this rung ask for, each with its worth."""
        return Chunk.joined([chunk.only(self.surplus(chunk, prices) >= least) for chunk in self.cells()])

    def surplus(self, cells: Chunk, prices: Prices) -> Ints:
        """Return what cells, each with its worth, add to what prices of this rung ask for them, shape (k,)."""
        return cells.number + self.bonus[cells.column] - prices.rows[cells.row] - prices.columns[cells.column]

    def worth(self, chosen: Chunk) -> int:
        """Return what chosen cells are worth on this rung."""
        return int(chosen.number.sum()) + int(self.bonus[np.unique(chosen.column)].sum())

    def bound(self, prices: Prices) -> int:
        """Return what no choice can be worth more than, by prices of this rung."""
        cells = self.adding(prices)
        return asked(self, *prices) + int((self.surplus(cells, prices) * self.market.many[cells.row]).sum())

    def first(self, chosen: Chunk, prices: Prices) -> Chunk:
        """Return the best choice that comes first by place, where prices prove the chosen cells best; each with its worth."""
        level = self.adding(prices, 0)
        cells = self.listed(level)
        marked: Mask = np.isin(level.places(len(self.demand)), chosen.places(len(self.demand)))
        return level.only(first_of(cells, marked, prices.rows, prices.columns))


def _short(row: Ints, column: Ints, key: Ints) -> Short:
    return np.array([row, column, key], dtype=np.int32)
