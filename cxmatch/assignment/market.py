"""Problems too large for a matrix: rows of one kind count alike, and pairs are looked at block by block. Imports no solver."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple, TypeAlias

import numpy as np

from cxmatch.assignment.problem import Ints, Mask

# The values of some kinds of rows, shape (a,), and some columns, shape (b,), and which are allowed: both of shape (a, b).
Values: TypeAlias = Callable[[Ints, Ints], tuple[Ints, Mask]]
# More than every price and value together: what a kind asks for that has no row for a column.
FAR = 2**60
BLOCK, CHUNK = 1_000_000, 1_000_000


class Chunk(NamedTuple):
    """Some cells: rows, columns, and a number for each, all of shape (k,)."""

    row: Ints
    column: Ints
    number: Ints

    @classmethod
    def joined(cls, chunks: list[Chunk]) -> Chunk:
        """Return the cells of all chunks one after the other."""
        nothing = np.zeros(0, dtype=np.int64)
        return cls(*(np.concatenate([nothing, *part]) for part in (zip(*chunks, strict=True) if chunks else ((), (), ()))))

    def only(self, kept: Mask | Ints) -> Chunk:
        """Return some of the cells, by a bool array of shape (k,) or by their places."""
        return Chunk(self.row[kept], self.column[kept], self.number[kept])


@dataclass(frozen=True, kw_only=True)
class Market:
    """A maximum-value assignment with capacities, as `Problem`, whose cells are worked out when they are asked for.

    Parameters
    ----------
    kind : int64 array, shape (n,)
        The kind of each row, from 0. Rows of one kind have the same values and bans.
    row_group, column_group : int64 array, shape (n,) and (m,)
        A row and a column of the same group are not allowed together.
    values : callable
        Gives the value of kinds with columns, at least 0, in an array of its own, and whether they are allowed, groups aside.
    supply, demand, bonus : int64 array, shape (n,), (m,) and (m,)
        As of `Problem`.

    """

    kind: Ints
    row_group: Ints
    column_group: Ints
    values: Values
    supply: Ints
    demand: Ints
    bonus: Ints

    @cached_property
    def members(self) -> Ints:
        """The rows by kind, shape (n,)."""
        return np.argsort(self.kind, kind="stable")

    @cached_property
    def sizes(self) -> Ints:
        """How many rows each kind has, shape (kinds,)."""
        return np.bincount(self.kind)

    @cached_property
    def starts(self) -> Ints:
        """Where the rows of each kind begin among `members`, shape (kinds,)."""
        return np.cumsum(self.sizes) - self.sizes

    @property
    def seats(self) -> int:
        """The most cells that capacities alone would let an assignment have."""
        return min(int(self.supply.sum()), int(self.demand.sum()))

    def blocks(self) -> Iterator[Ints]:
        """Yield the kinds in portions, so that a portion times all columns fits well in memory."""
        kinds, many = np.arange(len(self.sizes)), max(1, BLOCK // max(1, len(self.demand)))
        yield from (kinds[at : at + many] for at in range(0, len(kinds), many))

    def worth(self, row: Ints, column: Ints) -> tuple[Ints, Mask]:
        """Return the value of some cells, and whether they are allowed, both of shape (k,)."""
        value, allowed = np.zeros(len(row), dtype=np.int64), np.zeros(len(row), dtype=bool)
        order = np.argsort(self.kind[row], kind="stable")
        for part in np.split(order, np.flatnonzero(np.diff(self.kind[row][order])) + 1) if len(row) else ():
            columns, back = np.unique(column[part], return_inverse=True)
            (values,), (can,) = self.values(self.kind[row[part[:1]]], columns)
            value[part], allowed[part] = values[back], can[back]
        return value, allowed & (self.row_group[row] != self.column_group[column])

    def at(self, prices: Prices) -> Pricing:
        """Look at all cells at given prices."""
        return Pricing(market=self, prices=prices)

    def of_groups(self, groups: Ints) -> tuple[Ints, Ints]:
        """Return every column of some groups, each with the place of its group among them."""
        first, last = (np.searchsorted(self.column_group, groups, side, self._by_group) for side in ("left", "right"))
        which, place = _places(last - first)
        return which, self._by_group[first[which] + place]

    def of_kinds(self, kinds: Ints) -> tuple[Ints, Ints]:
        """Return every row of some kinds, each with the place of its kind among them."""
        which, place = _places(self.sizes[kinds])
        return which, self.members[self.starts[kinds[which]] + place]

    @cached_property
    def _by_group(self) -> Ints:
        return np.argsort(self.column_group, kind="stable")


def _places(sizes: Ints) -> tuple[Ints, Ints]:
    """Return for every member of parts of given sizes its part, and its place in it."""
    which = np.repeat(np.arange(len(sizes)), sizes)
    return which, np.arange(len(which)) - np.repeat(np.cumsum(sizes) - sizes, sizes)


class Prices(NamedTuple):
    """A price for each row, shape (n,), and for the first seat of each column, shape (m,)."""

    rows: Ints
    columns: Ints


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

    def surpluses(self) -> Iterator[tuple[Ints, Ints]]:
        """Yield portions of the kinds, shape (a,), and what their cheapest row adds with each column, shape (a, m).

        That is the value and the bonus less both prices; far below 0 where no row of the kind is allowed.
        """
        market, cheap, worth = self.market, self.cheap, self.market.bonus - self.prices.columns
        for kinds in market.blocks():
            value, allowed = market.values(kinds, np.arange(len(market.demand)))
            value += worth
            value -= cheap.price[kinds, None]
            at, column = market.of_groups(cheap.group[kinds])
            value[at, column] += (cheap.price - cheap.other)[kinds[at]]
            yield kinds, np.where(allowed, value, -FAR)

    def open_cells(self) -> Iterator[Chunk]:
        """Yield every allowed cell that adds at least 0, with what it adds."""
        for kinds, surplus in self.surpluses():
            at, column = np.nonzero(surplus >= 0)
            yield from self.rows_of(kinds[at], column, surplus[at, column])

    def rows_of(self, kinds: Ints, columns: Ints, surplus: Ints) -> Iterator[Chunk]:
        """Yield the cells of all rows of kinds, each with a column, that add at least 0; `surplus` is that of the cheapest."""
        market, cheap = self.market, self.cheap
        asked = np.where(cheap.group[kinds] == market.column_group[columns], cheap.other[kinds], cheap.price[kinds])
        for part in np.array_split(np.arange(len(kinds)), 1 + int(market.sizes[kinds].sum()) // CHUNK):
            which, row = market.of_kinds(kinds[part])
            column = columns[part][which]
            adds = (surplus + asked)[part][which] - self.prices.rows[row]
            yield Chunk(row, column, adds).only((adds >= 0) & (market.row_group[row] != market.column_group[column]))
