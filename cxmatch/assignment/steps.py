"""The arcs of a residual graph, a side at a time, and the shortest ways along them to one node.

Nodes are the rows, the columns, and one root where seats that are not used begin and end.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, NamedTuple, Self

import numpy as np
from numpy.typing import NDArray

from cxmatch.assignment.problem import Ints, Mask, Problem

# So many columns are looked at together, so that what is added up stays near the processor.
BLOCK = 64

Numbers = NDArray[Any]
Weigh = Callable[[Any, int, Any], Any]  # the weight of arcs by their cost, the cells they change, and what they do at the root


@dataclass(frozen=True, slots=True, kw_only=True)
class Steps:
    """The weight of every arc of a residual graph with n rows, m columns and k chosen cells; `far` where there is none.

    Parameters
    ----------
    add : array, shape (n, m)
        From a row to a column, where a cell may be added.
    take : array, shape (k,)
        From the columns `to` to the rows `at`, where a cell may be taken out.
    begin, end : array, shape (n,)
        From the root to a row with a free seat; from a row with a cell to the root.
    clear, fill : array, shape (m,)
        From the root to a column with a cell; from a column with a free seat to the root.

    """

    add: Numbers
    take: Numbers
    at: Ints
    to: Ints
    begin: Numbers
    end: Numbers
    clear: Numbers
    fill: Numbers

    @classmethod
    def of(cls, problem: Problem, chosen: Mask, weigh: Weigh, *, bonus: Ints | None = None, far: float = np.inf) -> Self:
        """Return the weights for chosen cells, shape (n, m); `bonus`, shape (m,), replaces that of the problem.

        At the root an arc is counted 1 that leaves it, 2 more where it empties a column, and 2 less where it fills an empty one.
        """
        at, to = np.nonzero(chosen)
        rows, used, first = chosen.sum(axis=1), chosen.sum(axis=0), problem.bonus if bonus is None else bonus
        emptied, filled = used == 1, used == 0
        return cls(
            add=np.where(problem.allowed & ~chosen, weigh(-problem.value, 1, 0), far),
            take=weigh(problem.value[at, to], 1, 0),
            at=at,
            to=to,
            begin=np.where(rows < problem.supply, weigh(0, 0, 1), far),
            end=np.where(rows > 0, weigh(0, 0, 0), far),
            clear=np.where(used > 0, weigh(np.where(emptied, first, 0), 0, 1 + 2 * emptied), far),
            fill=np.where(used < problem.demand, weigh(np.where(filled, -first, 0), 0, -2 * filled), far),
        )

    @property
    def turned(self) -> Steps:
        """The same graph with every arc turned round, so that columns stand in the place of rows."""
        turned = {"begin": self.fill, "end": self.clear, "clear": self.end, "fill": self.begin}
        return Steps(add=self.add.T, take=self.take, at=self.to, to=self.at, **turned)


class Ways(NamedTuple):
    """The length of the shortest way to one node from each row, shape (n,), from each column, shape (m,), and from the root."""

    rows: Numbers
    columns: Numbers
    root: float

    @classmethod
    def to(cls, steps: Steps, across: Numbers, row: int | None, known: Self | None = None) -> Self:
        """Find them for a row, or for the root where none is given; `across`, shape (m, n), is `steps.add` turned round.

        Bellman-Ford a block of columns at a time: only such as came nearer are looked at again. The graph has no cycle below 0.
        Where ways to another row are `known`, columns wait in the order of what they lose by this row, and few of them are looked
        at twice (Johnson 1977).
        """
        ways = cls(np.full(across.shape[1], np.inf), np.full(len(across), np.inf), np.inf if row is not None else 0.0)
        if row is not None:
            ways.rows[row] = 0
        seen, least = np.full(len(across), np.inf), np.zeros(len(across)) if known is None else known.columns
        least = np.where(np.isfinite(least), least, 0)
        while True:
            after = ways._settled(steps)
            part = np.flatnonzero(after.columns < seen)
            if not len(part) and after.root == ways.root and np.array_equal(after.rows, ways.rows):
                return after
            if len(part) > BLOCK:
                part = part[np.argpartition(after.columns[part] - least[part], BLOCK)[:BLOCK]]
            seen[part] = after.columns[part]
            onward = across[part]
            onward += after.columns[part, None]
            ways = after._replace(rows=np.minimum(after.rows, onward.min(axis=0, initial=np.inf)))

    def _settled(self, steps: Steps) -> Self:
        """Return what the arcs from columns, and those at the root, make of the lengths."""
        columns = self.columns.copy()
        np.minimum.at(columns, steps.to, self.rows[steps.at] + steps.take)
        root = min(self.root, (steps.begin + self.rows).min(initial=np.inf), (steps.clear + columns).min(initial=np.inf))
        return type(self)(np.minimum(self.rows, steps.end + root), np.minimum(columns, steps.fill + root), root)
