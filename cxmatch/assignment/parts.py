"""Large problems whose rows are alike: solved with the rows of a kind as one, whose columns are then handed out among them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

import numpy as np

from cxmatch.assignment.market import Chunk, Market
from cxmatch.assignment.problem import Ints


@dataclass(slots=True)
class _Handing:
    """The seats of one kind that are free, in order, and what was given so far: the row of each column, in order."""

    free: list[int]
    row_group: list[int]
    column_group: list[int]
    given: list[tuple[int, int]] = field(default_factory=list)
    pairs: set[tuple[int, int]] = field(default_factory=set)

    def give(self, column: int) -> bool:
        """Give a column the first seat it may have; where there is none, that of the first who may have another one."""
        seat = self._seat(column)
        if seat is None:
            seat = self._exchanged(column)
        if seat is not None:
            self._note(len(self.given), self.free.pop(seat), column)
        return seat is not None

    def _exchanged(self, column: int) -> int | None:
        """Move the first column whose row this one may have to another seat; gives the seat that it left, back among the free."""
        for place, (row, other) in enumerate(self.given):
            seat = self._seat(other) if self._may(row, column) else None
            if seat is not None:
                self.pairs.remove((row, other))
                self._note(place, self.free[seat], other)
                self.free[seat] = row
                return seat
        return None

    def _seat(self, column: int) -> int | None:
        return next((seat for seat, row in enumerate(self.free) if self._may(row, column)), None)

    def _may(self, row: int, column: int) -> bool:
        return self.row_group[row] != self.column_group[column] and (row, column) not in self.pairs

    def _note(self, place: int, row: int, column: int) -> None:
        self.pairs.add((row, column))
        self.given[place : place + 1] = [(row, column)]


def handed_out(market: Market, kinds: Ints, columns: Ints, row_place: Ints, column_place: Ints) -> tuple[Chunk, Ints]:
    """Hand columns out among the rows of kinds, each column once for every time that it stands beside a kind.

    Columns come in the order of their places, shape (m,); each takes the first seat whose row is of another group and has not
    taken it yet. First seats come before second ones, and rows in the order of their places, shape (n,). Where no seat is left
    that a column may have, it takes that of the first column before it that may have another one.

    Returns
    -------
    Chunk
        The cells, of the kinds for which this succeeded.
    int64 array
        The kinds for which it did not.

    """
    groups, cells, stuck = (market.row_group.tolist(), market.column_group.tolist()), [], []
    for kind, some in _by_kind(kinds, columns, column_place):
        rows = market.of_kinds(np.array([kind]))[1]
        seats = np.repeat(rows, market.supply[rows])
        nth = np.arange(len(seats)) - np.repeat(np.cumsum(market.supply[rows]) - market.supply[rows], market.supply[rows])
        handing = _Handing(seats[np.lexsort((row_place[seats], nth))].tolist(), *groups)
        if all(handing.give(column) for column in some):
            cells += handing.given
        else:
            stuck.append(kind)
    row, column = np.array(cells, dtype=np.int64).reshape(-1, 2).T
    return Chunk(row, column, np.zeros_like(row)), np.array(stuck, dtype=np.int64)


def _by_kind(kinds: Ints, columns: Ints, place: Ints) -> Iterator[tuple[int, list[int]]]:
    order = np.lexsort((place[columns], kinds))
    for part in np.split(order, np.flatnonzero(np.diff(kinds[order])) + 1) if len(order) else ():
        yield int(kinds[part[0]]), columns[part].tolist()
