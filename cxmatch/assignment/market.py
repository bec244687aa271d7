"""Problems too large for a matrix: rows of one kind count alike, and pairs are looked at block by block. Imports no solver."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import NamedTuple, TypeAlias

import numpy as np
from numpy.typing import NDArray

from cxmatch.assignment.problem import Cells, Ints, Mask, Seats

Floats: TypeAlias = NDArray[np.floating]
Columns: TypeAlias = Ints | slice
# The values of some kinds of rows, shape (a,), and some columns, shape (b,), in an array of its own, shape (a, b): whole numbers,
# below FEW where they come as float32, and below 2**53 where they come as float64.
Values: TypeAlias = Callable[[Ints, Columns], Floats]
# More than every price and value together: what a kind asks for that has no row for a column.
FAR = 2**60
FEW = 2**22  # four whole numbers below it add up exactly in float32
FEWEST = 4  # a part has at least so many rows more than a column has seats, or its rows stay alone
BLOCK, WIDTH, CHUNK = 250_000, 4_000, 1_000_000  # a block fits a processor's own memory


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

    def places(self, width: int) -> Ints:
        """Return where the cells stand in a matrix of so many columns, shape (k,)."""
        return self.row * width + self.column

    def only(self, kept: Mask | Ints | slice) -> Chunk:
        """Return some of the cells, by a bool array of shape (k,) or by their places."""
        return Chunk(self.row[kept], self.column[kept], self.number[kept])


@dataclass(frozen=True, kw_only=True)
class Market(Seats):
    """A maximum-value assignment with capacities, as `Problem`, whose cells are worked out when they are asked for.

    Parameters
    ----------
    kind : int64 array, shape (n,)
        The kind of each row, from 0. Rows of one kind have the same values and bans.
    row_group, column_group : int64 array, shape (n,) and (m,)
        A row and a column of the same group are not allowed together.
    values : callable
        Gives the value of kinds with columns; those below `least`, which is at least 0, are not allowed.
    supply, demand, bonus : int64 array, shape (n,), (m,) and (m,)
        As of `Problem`.
    many : int64 array, shape (n,)
        How many rows of another market each row stands for. Where they are several, a column may have any number of their
        seats, and no column is in their group.

    """

    kind: Ints
    row_group: Ints
    column_group: Ints
    values: Values
    least: int
    supply: Ints
    demand: Ints
    bonus: Ints
    many: Ints

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

    @cached_property
    def kind_supply(self) -> Ints:
        """How many seats each kind has, shape (kinds,)."""
        return np.bincount(self.kind, weights=self.supply).astype(np.int64)

    def portions(self) -> Iterator[Ints]:
        """Yield the kinds in portions, shape (k,) each, so that one of them with WIDTH columns is a block."""
        kinds, many = np.arange(len(self.sizes)), max(1, BLOCK // WIDTH)
        yield from (kinds[at : at + many] for at in range(0, len(kinds), many))

    def worth(self, row: Ints, column: Ints) -> tuple[Ints, Mask]:
        """Return the value of some cells, and whether they are allowed, both of shape (k,)."""
        value = np.zeros(len(row), dtype=np.int64)
        for part in _runs(self.kind[row], np.argsort(self.kind[row], kind="stable")):
            (value[part],) = self.values(self.kind[row[part[:1]]], column[part])
        return value, (value >= self.least) & (self.row_group[row] != self.column_group[column])

    def parts(self, *labels: Ints) -> Ints:
        """Return a number for each row, the same for rows of one kind with the same labels, each of shape (n,).

        Rows stay alone where so few of them are left for the columns of a group that a column could need one twice.
        """
        together = _numbered(self.kind, *labels)
        _, first, size = np.unique(_numbered(together, self.row_group), return_index=True, return_counts=True)
        largest = np.zeros(len(self.supply), dtype=np.int64)
        np.maximum.at(largest, together[first], size)
        left = (np.bincount(together, minlength=len(largest)) - largest)[together]
        alone = left < int(self.demand.max(initial=0)) + FEWEST
        return _numbered(together, np.where(alone, np.arange(len(alone)), -1))

    def merged(self, part: Ints) -> Market:
        """Return the market whose rows stand for all rows of a part, shape (n,), as `parts` gives them."""
        _, first, many = np.unique(part, return_index=True, return_counts=True)
        return replace(
            self,
            kind=self.kind[first],
            row_group=np.where(many > 1, -1, self.row_group[first]),
            supply=np.bincount(part, weights=self.supply).astype(np.int64),
            many=many,
        )

    def listed(self, cells: Chunk) -> Cells:
        """Return cells, each with its value, with the seats of the market."""
        return Cells.listed(self, *cells, wide=self.many > 1)

    def of_groups(self, groups: Ints) -> tuple[Ints, Ints]:
        """Return every column of some groups, shape (g,), and before it the place of its group among them; shape (k,) each."""
        first, last = (np.searchsorted(self.column_group, groups, side, self._by_group) for side in ("left", "right"))
        which, place = _places(last - first)
        return which, self._by_group[first[which] + place]

    def of_kinds(self, kinds: Ints) -> tuple[Ints, Ints]:
        """Return every row of some kinds, shape (g,), and before it the place of its kind among them; shape (k,) each."""
        which, place = _places(self.sizes[kinds])
        return which, self.members[self.starts[kinds[which]] + place]

    @cached_property
    def _by_group(self) -> Ints:
        return np.argsort(self.column_group, kind="stable")


def _numbered(*labels: Ints) -> Ints:
    """Return a number from 0 for each place, the same where all labels, each of shape (n,), are the same."""
    numbers: Ints = np.unique(np.column_stack(labels), axis=0, return_inverse=True)[1].ravel().astype(np.int64)
    return numbers


def _runs(labels: Ints, order: Ints) -> list[Ints]:
    """Return the parts of an order, shape (k,), in which labels are the same."""
    return np.split(order, np.flatnonzero(np.diff(labels[order])) + 1) if len(order) else []


def _places(sizes: Ints) -> tuple[Ints, Ints]:
    """Return for every member of parts of given sizes its part, and its place in it."""
    which = np.repeat(np.arange(len(sizes)), sizes)
    return which, np.arange(len(which)) - np.repeat(np.cumsum(sizes) - sizes, sizes)


@dataclass(slots=True)
class _Handing:
    """The seats of one kind that are free, in order, and what was given so far: the row of each column, in order."""

    free: list[int]
    row_group: list[int]
    column_group: list[int]
    given: list[tuple[int, int]] = field(default_factory=list)
    pairs: set[tuple[int, int]] = field(default_factory=set)

    def give(self, column: int) -> bool:
        """Give a column the first seat it may have; where there is none, that of the first who can move on."""
        chain = self._chain(column)
        row = self.free.pop(self._seat(chain[0][1])) if chain else 0
        for place, other in chain:
            left = self.given[place : place + 1]
            self.pairs.difference_update(left)
            self.pairs.add((row, other))
            self.given[place : place + 1] = [(row, other)]
            row = left[0][0] if left else row
        return bool(chain)

    def _chain(self, column: int) -> list[tuple[int, int]]:
        """Return the fewest who move on to let a column in, the last first, each with its place; nobody where none can."""
        chains, seen = [[(len(self.given), column)]], {column}
        for chain in chains:  # it grows meanwhile
            one = chain[0][1]
            if self._seat(one) >= 0:
                return chain
            for place, (row, other) in enumerate(self.given):
                if other not in seen and self._may(row, one):
                    seen.add(other)
                    chains.append([(place, other), *chain])
        return []

    def _seat(self, column: int) -> int:
        return next((seat for seat, row in enumerate(self.free) if self._may(row, column)), -1)

    def _may(self, row: int, column: int) -> bool:
        return self.row_group[row] != self.column_group[column] and (row, column) not in self.pairs


def handed_out(market: Market, kinds: Ints, columns: Ints, row_place: Ints, column_place: Ints) -> tuple[Chunk, Ints]:
    """Hand columns out among the rows of kinds, each column once for every time that it stands beside a kind.

    Columns come in the order of their places, shape (m,); each takes the first seat whose row is of another group and has not
    taken it yet. First seats come before second ones, and rows in the order of their places, shape (n,). Where no seat is left
    that a column may have, it takes that of the first column before it that may have another one, or may get one so in turn.

    Returns
    -------
    Chunk
        The cells, of the kinds whose columns can all be handed out.
    int64 array
        The other kinds.

    """
    groups, cells, stuck = (market.row_group.tolist(), market.column_group.tolist()), [], []
    for kind, some in _by_kind(kinds, columns, column_place):
        rows = market.of_kinds(np.array([kind]))[1]
        which, nth = _places(market.supply[rows])
        seats = rows[which]
        handing = _Handing(seats[np.lexsort((row_place[seats], nth))].tolist(), *groups)
        if all(handing.give(column) for column in some):
            cells += handing.given
        else:
            stuck.append(kind)
    row, column = np.array(cells, dtype=np.int64).reshape(-1, 2).T
    return Chunk(row, column, np.zeros_like(row)), np.array(stuck, dtype=np.int64)


def _by_kind(kinds: Ints, columns: Ints, place: Ints) -> Iterator[tuple[int, list[int]]]:
    for part in _runs(kinds, np.lexsort((place[columns], kinds))):
        yield int(kinds[part[0]]), columns[part].tolist()
