"""The linear program of a case, from the promising variables first, and its prices in whole numbers."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import linprog
from scipy.sparse import csc_array, hstack

from cxmatch.assignment.cases import Leaf
from cxmatch.assignment.problem import Ints, Mask
from cxmatch.assignment.program import ONE, Constraints, Program

SCALE_BITS = 32
SPARE_CELLS, SMALL = 12, 3_000
NEARLY = 1e-6
SURELY = 1e-7


@dataclass(frozen=True, kw_only=True)
class Relaxation:
    """A program, the rungs before it and the aim of this one, with linear programs in place of whole-number ones.

    `seed` marks cells to begin with, shape (n, m), where the caller knows which are promising.
    """

    program: Program
    table: Constraints
    objective: Ints
    seed: Mask | None = None
    # Variables that one case needed are likely needed by the next, which is solved once so instead of three times.
    grown: list[Mask] = field(default_factory=list)

    @cached_property
    def matrix(self) -> Any:
        """The rules, by columns."""
        table = self.table
        entries = (table.value.astype(np.float64), (table.row, table.column))
        return csc_array(entries, shape=(len(table.names), table.width))

    @cached_property
    def promising(self) -> Mask:
        """The variables to begin with, shape (width,): all of a small program, else the best cells and all that are none."""
        cells = len(self.program.cells[0])
        if cells <= SMALL:
            return np.ones(self.table.width, dtype=bool)
        rows, columns = self.program.cells
        if self.seed is not None:
            others = np.ones(self.table.width - cells, dtype=bool)
            return np.concatenate([(self.seed | self.program.locked)[rows, columns], others])
        weight = np.full(self.program.problem.value.shape, np.iinfo(np.int64).min)
        weight[rows, columns] = self.objective[:cells]
        near = np.zeros(weight.shape, dtype=bool)
        for axis, most in ((1, SPARE_CELLS), (0, SPARE_CELLS)):
            best = np.argsort(-weight, axis=axis, kind="stable")
            np.put_along_axis(near, best[:, :most] if axis else best[:most], True, axis=axis)
        kept = self.program.locked if self.program.kept is None else self.program.locked | self.program.kept
        return np.concatenate([(near | kept)[rows, columns], np.ones(self.table.width - cells, dtype=bool)])

    def case(self, decisions: tuple[str, ...]) -> tuple[Leaf, NDArray[np.float64] | None]:
        """Return the prices of a case, and the point they belong to; None where the prices show that the case is empty."""
        low, high = self.box(decisions)
        point, prices = self._generated(low, high, self.objective, elastic=False)
        if point is None:
            _, prices = self._generated(low, high, np.zeros_like(self.objective), elastic=True)
        return self._leaf(decisions, prices), point

    def box(self, decisions: tuple[str, ...]) -> tuple[Ints, Ints]:
        """Return the lower and upper bounds of the variables in a case, shape (width,) each."""
        low, high = np.zeros(self.table.width, dtype=np.int64), np.ones(self.table.width, dtype=np.int64)
        for decision in decisions:
            how, _, name = decision.partition(" ")
            place = self.program.variables[name]
            low[place], high[place] = (1, 1) if how == ONE else (0, 0)
        return low, high

    def gains(self, leaf: Leaf) -> NDArray[np.float64]:
        """Return what one more of each variable adds beyond its prices; below 0 where it cannot pay."""
        prices = np.zeros(len(self.table.names))
        for name, price in leaf.prices.items():
            prices[self.table.places[name]] = price / leaf.scale
        return np.asarray(self.objective - self.matrix.T @ prices)

    def _generated(
        self, low: Ints, high: Ints, objective: Ints, *, elastic: bool
    ) -> tuple[NDArray[np.float64] | None, NDArray[np.float64]]:
        """Solve with more and more variables until no other one could pay (column generation, Dantzig and Wolfe 1960)."""
        active = (self.grown[-1] if self.grown else self.promising) | (low > 0)
        while True:
            found = self._solved(active, low, high, objective, elastic=elastic)
            if found is None:
                if active.all() or elastic:
                    return None, np.zeros(len(self.table.names))
                active = np.ones_like(active)
                continue
            point, prices = found
            paying = ~active & (high > 0) & (objective - self.matrix.T @ prices > SURELY)
            if not paying.any():
                self.grown[:] = [active]
                return point, prices
            active = active | paying

    def _solved(
        self, active: Mask, low: Ints, high: Ints, objective: Ints, *, elastic: bool
    ) -> tuple[NDArray[np.float64], NDArray[np.float64]] | None:
        places, rules = np.flatnonzero(active), len(self.table.names)
        matrix, cost = self.matrix[:, places], -objective[places].astype(np.float64)
        box = np.column_stack([low[places], high[places]]).astype(np.float64)
        if elastic:
            slack = csc_array((-np.ones(rules), (np.arange(rules), np.arange(rules))))
            matrix, cost = hstack([matrix, slack]), np.concatenate([cost, np.ones(rules)])
            box = np.vstack([box, np.tile([0.0, np.inf], (rules, 1))])
        if not len(cost):  # a program about nobody, which scipy refuses
            short = self.table.limit < 0
            return None if short.any() else (np.zeros(self.table.width), short.astype(np.float64))
        solver: Any = linprog  # numpy's and scipy's types do not meet here
        found = solver(cost, A_ub=matrix, b_ub=self.table.limit, bounds=box, method="highs")
        if found.x is None or found.status != 0:
            return None
        point = np.zeros(self.table.width)
        point[places] = found.x[: len(places)]
        return point, -found.ineqlin.marginals

    def _leaf(self, decisions: tuple[str, ...], prices: NDArray[np.float64]) -> Leaf:
        whole = np.rint(np.maximum(prices, 0) * 2**SCALE_BITS)
        priced = {self.table.names[place]: int(whole[place]) for place in np.flatnonzero(whole)}
        return Leaf(decisions=decisions, scale=2**SCALE_BITS, prices=priced)

    def undecided(self, point: NDArray[np.float64]) -> int | None:
        """Return the variable farthest from 0 and 1, roles and rows in use first; None where all are decided."""
        distance = np.minimum(point, 1 - point)
        cells = len(self.program.cells[0]) + len(self.program.problem.demand)
        for part, start in ((distance[cells:], cells), (distance[:cells], 0)):
            if part.max(initial=0) > NEARLY:
                return start + int(part.argmax())
        return None
