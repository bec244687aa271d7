"""The assignment problem, and what counts as an answer to it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Self, TypeAlias

import numpy as np
from numpy.typing import NDArray

Ints: TypeAlias = NDArray[np.int64]
Mask: TypeAlias = NDArray[np.bool_]
Name: TypeAlias = str
Keys: TypeAlias = Callable[[Mask], Ints]  # gives the tie keys of the marked cells, shape (n, m)

EXACT = 2**53


class NoChoiceError(Exception):
    """No choice of cells meets every rule."""


class Seats:
    """What has seats: supply, shape (n,), demand and bonus, shape (m,)."""

    __slots__ = ()
    supply: Ints
    demand: Ints
    bonus: Ints

    @property
    def seats(self) -> int:
        """The most cells that capacities alone would let an assignment have."""
        return min(int(self.supply.sum()), int(self.demand.sum()))


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem(Seats):
    r"""A maximum-value assignment with capacities, in whole numbers.

    Choose cells :math:`x_{ij} \in \{0, 1\}` among the allowed ones, at most :math:`c_i` in row i and :math:`d_j` in
    column j, to maximise

    .. math:: \sum_{ij} w_{ij} x_{ij} + \sum_j b_j \, [\, \text{column } j \text{ has at least one cell} \,]

    Parameters
    ----------
    value : int64 array, shape (n, m)
        :math:`w_{ij} \ge 0`. What stands in a cell that is not allowed is never looked at.
    allowed : bool array, shape (n, m)
        The mask of cells that may be chosen. A ban is a mask, never an infinity or a zero.
    supply : int64 array, shape (n,)
        :math:`c_i \ge 0`, the seats of each row.
    demand : int64 array, shape (m,)
        :math:`d_j \ge 0`, the seats of each column.
    bonus : int64 array, shape (m,)
        :math:`b_j \ge 0`, what the first cell of a column counts on top of its value.

    Raises
    ------
    ValueError
        A shape or a sign is wrong.
    OverflowError
        The numbers are so large that float64 sums would not be exact (2**53); a solver would then return a wrong
        answer without a word.

    """

    value: Ints
    allowed: Mask
    supply: Ints
    demand: Ints
    bonus: Ints

    def __post_init__(self) -> None:
        _check_shapes(self)
        _check_signs(self)
        seats = self.seats + len(self.supply) + len(self.demand)
        if (self.largest_value + int(self.bonus.max(initial=0))) * max(seats, 1) >= EXACT:
            raise OverflowError("the values are too large to be added exactly in float64 (2**53)")

    @property
    def largest_value(self) -> int:
        """The largest value of an allowed cell, 0 when none is allowed."""
        return int(self.value.max(initial=0, where=self.allowed))

    def worth(self, chosen: Mask) -> int:
        """Return what chosen cells, shape (n, m), are worth, bonuses included."""
        return int(self.value[chosen].sum()) + int(self.bonus[chosen.any(axis=0)].sum())

    def with_keep(self, kept: Mask, scale: int, keep: int) -> Problem:
        """Return the problem with `scale` times its values and bonuses, and `keep` on top of each kept cell, shape (n, m).

        Raises OverflowError where float64 sums of such values would not be exact (2**53).
        """
        if (self.largest_value + int(self.bonus.max(initial=0))) * scale + keep >= EXACT:
            raise OverflowError("the values are too large to be added exactly in float64 (2**53)")
        return replace(self, value=self.value * scale + keep * kept, bonus=self.bonus * scale)

    def breaches(self, chosen: Mask) -> list[str]:
        """Name every way in which chosen cells, shape (n, m), break the problem; empty when they keep to it.

        Examples
        --------
        >>> import numpy as np
        >>> one = np.ones(1, dtype=np.int64)
        >>> tiny = Problem(value=one[:, None], allowed=np.zeros((1, 1), bool), supply=one, demand=one, bonus=0 * one)
        >>> tiny.breaches(np.ones((1, 1), bool))
        ['cell (0, 0) is not allowed']

        """
        rows, columns = chosen.sum(axis=1), chosen.sum(axis=0)
        return [
            *(f"cell ({i}, {j}) is not allowed" for i, j in np.argwhere(chosen & ~self.allowed)),
            *(f"row {i} has {rows[i]} cells for {self.supply[i]} seats" for i in np.flatnonzero(rows > self.supply)),
            *(f"column {j} has {columns[j]} cells for {self.demand[j]} seats" for j in np.flatnonzero(columns > self.demand)),
        ]


@dataclass(frozen=True, slots=True, kw_only=True)
class Cells(Seats):
    """Some allowed cells of a problem, one after the other, and its seats: what a flow and prices look at.

    Parameters
    ----------
    row, column, value : int64 array, shape (k,)
    supply, demand, bonus : int64 array, shape (n,), (m,) and (m,)
        As of `Problem`.
    wide : bool array, shape (n,)
        The rows whose cells may be chosen as often as there are seats; any other cell once.

    """

    row: Ints
    column: Ints
    value: Ints
    supply: Ints
    demand: Ints
    bonus: Ints
    wide: Mask

    @classmethod
    def of(cls, problem: Problem, among: Mask) -> Self:
        """Return the marked cells, shape (n, m), of a problem."""
        row, column = np.nonzero(among)
        return cls.listed(problem, row, column, problem.value[row, column], np.zeros(len(problem.supply), bool))

    @classmethod
    def listed(cls, of: Seats, row: Ints, column: Ints, value: Ints, wide: Mask) -> Self:
        """Return given cells, shape (k,) each, with the seats of what they are cells of."""
        return cls(row=row, column=column, value=value, supply=of.supply, demand=of.demand, bonus=of.bonus, wide=wide)

    def with_more(self, row: Ints, column: Ints, value: Ints) -> Cells:
        """Return these cells and others, shape (l,) each, none of them twice."""
        width = len(self.demand)
        new = ~np.isin(row * width + column, self.row * width + self.column)
        more = ((self.row, row), (self.column, column), (self.value, value))
        rows, columns, values = (np.concatenate([old, also[new]]) for old, also in more)
        return replace(self, row=rows, column=columns, value=values)

    def used(self, chosen: Mask | Ints) -> tuple[Ints, Ints]:
        """Count for each row and column how often its cells are chosen, by an array of shape (k,) that says it of each cell."""
        often = chosen.astype(np.int64)
        rows, columns = np.repeat(self.row, often), np.repeat(self.column, often)
        return np.bincount(rows, minlength=len(self.supply)), np.bincount(columns, minlength=len(self.demand))


@dataclass(frozen=True, slots=True, kw_only=True)
class Assignment:
    """The chosen cells of a problem and the prices that prove them best.

    Parameters
    ----------
    chosen : bool array, shape (n, m)
    row_prices : int64 array, shape (n,)
        An upper limit on what one more seat of a row could add.
    column_prices : int64 array, shape (m,)
        The same for the first seat of a column; further seats cost `max(0, price - bonus)`.

    """

    chosen: Mask
    row_prices: Ints
    column_prices: Ints


def _check_shapes(problem: Problem) -> None:
    n, m = problem.value.shape
    if (
        problem.allowed.shape != (n, m)
        or problem.supply.shape != (n,)
        or not (problem.demand.shape == problem.bonus.shape == (m,))
    ):
        raise ValueError("value and allowed are (n, m), supply is (n,), demand and bonus are (m,)")
    if problem.allowed.dtype != bool or any(
        part.dtype != np.int64 for part in (problem.value, problem.supply, problem.demand, problem.bonus)
    ):
        raise ValueError("allowed is a bool array, all others are int64 arrays")


def _check_signs(problem: Problem) -> None:
    smallest = problem.value.min(initial=0, where=problem.allowed)
    if min(smallest, *(part.min(initial=0) for part in (problem.supply, problem.demand, problem.bonus))) < 0:
        raise ValueError("values, supplies, demands and bonuses are not negative")


@dataclass(frozen=True, slots=True, kw_only=True)
class Gains:
    """The values of cells as a product of two matrices of whole numbers, which sums of floats hold exactly.

    Not guaranteed: that they do. Whoever makes one answers for its greatest sum, below 2^24 in float32 and 2^53 in float64.

    Parameters
    ----------
    has : float32 or float64 array, shape (n, k)
        1 where a row has one of k features, else 0.
    gain : array of the same kind, shape (k, m)
        What a feature brings each column.

    """

    has: np.ndarray
    gain: np.ndarray

    def points(self, rows: Ints, columns: Ints) -> Ints:
        """Return the values of some rows with some columns, int64, shape (rows, columns)."""
        every = np.array_equal(columns, np.arange(self.gain.shape[1]))  # then no copy is made
        points: Ints = self.floats(rows, slice(None) if every else columns).astype(np.int64)
        return points

    def floats(self, rows: Ints, columns: Ints | slice) -> np.ndarray:
        """Return the same values as floats of the kind of the two matrices, in an array of its own."""
        # Sums of few bits can be none of what is ignored here, yet some builds of BLAS (Accelerate on Apple's M4) say so of any.
        with np.errstate(divide="ignore", over="ignore", invalid="ignore"):
            points: np.ndarray = self.has[rows] @ self.gain[:, columns]
        return points
