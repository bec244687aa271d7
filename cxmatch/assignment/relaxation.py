"""The programs that HiGHS solves: the linear one of a case, with its prices in whole numbers, and that of whole choices."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any, Self, TypeAlias

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import Bounds, LinearConstraint, linprog, milp
from scipy.sparse import csc_array, hstack

from cxmatch.assignment.cases import Leaf, bound, box
from cxmatch.assignment.problem import Ints, Mask, Name
from cxmatch.assignment.program import Constraints, Program

Floats: TypeAlias = NDArray[np.float64]
_SCALE_BITS = 32
SPARE_CELLS, SMALL, MOST_JOINING, NEARLY_PAYING = 12, 3_000, 2_000, 500
# Rules that lower a bound by less than this part of it, so many times, are not worth their room.
STEP, PATIENCE = 1e-5, 3
_MOST_NODES = 20_000  # of a search for whole choices that no clock bounds
NEARLY = 1e-6
_SURELY = 1e-7


@dataclass(kw_only=True)
class Relaxation:
    """A program, the rungs before it and the aim of this one, with linear programs in place of whole-number ones.

    `columns`, shape (v,), and `rows`, shape (rows,), mark the variables and rules that these needed so far: the next begin with
    them, and are sooner solved. `objective`, shape (v,), has the weights of the aim. A point is float64, shape (v,), from 0 to 1.
    """

    program: Program
    table: Constraints
    objective: Ints
    columns: Mask
    rows: Mask

    @classmethod
    def of(cls, program: Program, seed: Mask | None = None) -> Self:
        """Return that of a program without rungs and aim; `seed` marks promising cells, shape (n, m), where they are known."""
        table, nothing = program.constraints, np.zeros(len(program.variables), dtype=np.int64)
        needed = np.asarray(~table.spare | (len(program.cells[0]) <= SMALL))
        return cls(program=program, table=table, objective=nothing, columns=_promising(program, seed), rows=needed)

    def aimed(self, table: Constraints, objective: Ints) -> Self:
        """Return that of the next aim, with the rules of all rungs before it."""
        rungs = np.ones(len(table.names) - len(self.rows), dtype=bool)
        return replace(self, table=table, objective=objective, rows=np.concatenate([self.rows, rungs]))

    @cached_property
    def matrix(self) -> Any:
        """The rules, by columns."""
        table = self.table
        entries = (table.value.astype(np.float64), (table.row, table.column))
        return csc_array(entries, shape=(len(table.names), table.width))

    @cached_property
    def names(self) -> tuple[Name, ...]:
        """The variables, in their order."""
        return tuple(self.program.variables)

    @cached_property
    def root(self) -> tuple[Leaf, Floats | None]:
        """The case that decides nothing."""
        return self.case(())

    def case(self, decisions: tuple[str, ...]) -> tuple[Leaf, Floats | None]:
        """Return the prices of a case, and the point they belong to; None where the prices show that the case is empty."""
        low, high = box(self.table.width, self.program.variables, decisions)
        point, prices = self._generated(low, high, self.objective, elastic=False)
        if point is None:
            _, prices = self._generated(low, high, np.zeros_like(self.objective), elastic=True)
        return self._leaf(decisions, prices), point

    def gains(self, leaf: Leaf) -> Floats:
        """Return what one more of each variable adds beyond its prices; below 0 where it cannot pay."""
        prices = np.zeros(len(self.table.names))
        for name, price in leaf.prices.items():
            prices[self.table.places[name]] = price / leaf.scale
        return np.asarray(self.objective - self.matrix.T @ prices)

    def _generated(self, low: Ints, high: Ints, objective: Ints, *, elastic: bool) -> tuple[Floats | None, Floats]:
        """Solve with more and more variables and rules until no other pays, or is broken (Dantzig and Wolfe 1960)."""
        least, patience = np.inf, PATIENCE
        active = self.columns | (low > 0)
        while True:
            solution = self._solved(active, low, high, objective, elastic=elastic)
            if solution is None and (active.all() or elastic):
                return None, np.zeros(len(self.table.names))
            joining = ~active if solution is None else self._paying(~active & (high > 0), objective, solution[1])
            self.columns, active = self.columns | joining, active | joining
            if solution is None or joining.any():
                continue
            worth = float(objective @ solution[0])
            patience -= worth > least - max(1, STEP * abs(least)) if least < np.inf else 0
            least, broken = min(least, worth), self._broken(solution[0])
            if not broken.any() or not patience:
                return solution
            self.rows = self.rows | broken

    def _paying(self, others: Mask, objective: Ints, prices: Floats) -> Mask:
        """Mark those of some variables that would pay most, and where any would, those that nearly pay: they soon will."""
        gains = np.where(others, objective - self.matrix.T @ prices, -np.inf)
        paying = gains > _SURELY
        number = min(max(int(paying.sum()), NEARLY_PAYING), MOST_JOINING, len(gains))
        return others & (gains >= np.partition(gains, -number)[-number]) if paying.any() else paying

    def _broken(self, point: Floats) -> Mask:
        return np.asarray(~self.rows & (self.matrix @ point > self.table.limit + _SURELY))

    def _solved(self, active: Mask, low: Ints, high: Ints, objective: Ints, *, elastic: bool) -> tuple[Floats, Floats] | None:
        places, rules = np.flatnonzero(active), np.flatnonzero(self.rows)
        matrix, limit = self.matrix[:, places][rules], self.table.limit[rules]
        cost, bounds = -objective[places].astype(np.float64), np.column_stack([low[places], high[places]]).astype(np.float64)
        if elastic:
            matrix = hstack([matrix, csc_array((-np.ones(len(rules)), (np.arange(len(rules)), np.arange(len(rules)))))])
            cost = np.concatenate([cost, np.ones(len(rules))])
            bounds = np.vstack([bounds, np.tile([0.0, np.inf], (len(rules), 1))])
        if not len(cost):  # a program about nobody, which scipy refuses
            short = self.table.limit < 0
            return None if short.any() else (np.zeros(self.table.width), short.astype(np.float64))
        solver: Any = linprog  # numpy's and scipy's types do not meet here
        result = solver(cost, A_ub=matrix, b_ub=limit, bounds=bounds, method="highs")
        if result.x is None or result.status != 0:
            return None
        point, prices = np.zeros(self.table.width), np.zeros(len(self.table.names))
        point[places], prices[rules] = result.x[: len(places)], -result.ineqlin.marginals
        return point, prices

    def _leaf(self, decisions: tuple[str, ...], prices: Floats) -> Leaf:
        whole = np.rint(np.maximum(prices, 0) * 2**_SCALE_BITS)
        priced = {self.table.names[place]: int(whole[place]) for place in np.flatnonzero(whole)}
        return Leaf(decisions=decisions, scale=2**_SCALE_BITS, prices=priced)

    def undecided(self, point: Floats) -> int | None:
        """Return the variable farthest from 0 and 1, roles and rows in use first; None where all are decided."""
        distance = np.minimum(point, 1 - point)
        cells = len(self.program.cells[0]) + len(self.program.problem.demand)
        for part, start in ((distance[cells:], cells), (distance[:cells], 0)):
            if part.max(initial=0) > NEARLY:
                return start + int(part.argmax())
        return None

    def bound(self, leaf: Leaf) -> int | None:
        """Return what no point of a case can exceed, None where it has none: `cases.bound`, in whole numbers."""
        return bound(self.table, self.program.variables, self.objective, leaf)

    def reached(self, chosen: Mask) -> int:
        """Return what chosen cells, shape (n, m), add up to."""
        return int(self.objective @ self.program.point(chosen))

    def decided(self, point: Floats) -> Mask | None:
        """Return the choice of cells, shape (n, m), that a point decides and that meets every rule; None where it is none."""
        return self._met(point) if self.undecided(point) is None else None

    def searched(self, active: Mask, seconds: float) -> Mask | None:
        """Find the best choice, shape (n, m), of some variables with HiGHS; None where none was found that meets every rule."""
        places, rules = np.flatnonzero(active), np.flatnonzero(self.rows)
        if not len(places):
            return None
        result = milp(
            -self.objective[places].astype(np.float64),
            integrality=np.ones(len(places), dtype=np.int64),
            bounds=Bounds(0, 1),
            constraints=LinearConstraint(self.matrix[:, places][rules], -np.inf, self.table.limit[rules].astype(np.float64)),
            options={"mip_rel_gap": 0.0, "time_limit": seconds, "node_limit": _MOST_NODES},
        )
        if result.x is None:
            return None
        point = np.zeros(self.table.width)
        point[places] = result.x
        return self._met(point)

    def _met(self, point: Floats) -> Mask | None:
        """Return the choice that a point rounds to, where it meets every rule in whole numbers."""
        rows, columns = self.program.cells
        chosen = np.zeros(self.program.problem.value.shape, dtype=bool)
        chosen[rows, columns] = np.rint(point[: len(rows)]).astype(bool)
        broken = self.table.times(self.program.point(chosen)) > self.table.limit
        return None if broken.any() else chosen


def _promising(program: Program, seed: Mask | None) -> Mask:
    """Mark the variables to begin with, shape (width,): all of a small program, else the best cells and all that are none."""
    rows, columns = program.cells
    others = np.ones(len(program.variables) - len(rows), dtype=bool)
    if len(rows) <= SMALL:
        return np.concatenate([np.ones(len(rows), dtype=bool), others])
    kept = program.locked if program.kept is None else program.locked | program.kept
    near = _near(program) if seed is None else seed
    return np.concatenate([(near | kept)[rows, columns], others])


def _near(program: Program) -> Mask:
    """Mark the cells of the highest value in each row and column, those that lead first where that counts first."""
    first = program.led if program.led is not None and program.led_first else np.zeros_like(program.problem.allowed)
    worth = program.problem.value + first * (program.problem.largest_value + 1)
    weight = np.where(program.problem.allowed, worth, -1)
    near = np.zeros(weight.shape, dtype=bool)
    for axis in (0, 1):
        best = np.argsort(-weight, axis=axis, kind="stable")
        np.put_along_axis(near, best[:, :SPARE_CELLS] if axis else best[:SPARE_CELLS], True, axis=axis)
    return near
