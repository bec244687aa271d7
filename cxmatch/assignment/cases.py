"""A ladder under side rules: what each rung adds up, and its proof by cases that leave nothing out. Imports no solver."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import prod
from typing import Any

import numpy as np

from cxmatch.assignment.problem import Ints, Keys, Mask, Name
from cxmatch.assignment.program import ONE, ZERO, Constraints, Program

SAFE = 2**62
SERVED, ASKED, POINTS, PAIRS, LEVEL, LEVELS, TIES = "served", "asked", "points", "pairs", "level", "levels", "ties"
BLOCK = 2**30  # weights of several levels in one sum stay below, so that a linear program tells them apart
MOST_CASES = 1_000  # no proof of ours has as many; more would only keep the reader busy


@dataclass(frozen=True, slots=True, kw_only=True)
class Aim:
    """One rung: its name, the lowest level it counts where it counts some, and the weight of each variable, int64, shape (v,)."""

    name: str
    level: int = 0
    objective: Ints

    @property
    def ceiling(self) -> int:
        """What the weights allow at the very most: a choice that reaches it needs no proof."""
        return int(self.objective[self.objective > 0].sum())

    def reached(self, program: Program, chosen: Mask) -> int:
        """Return what chosen cells, shape (n, m), add up to."""
        return int(self.objective @ program.point(chosen))

    def held(self, table: Constraints, number: int, reached: int) -> Constraints:
        """Return the rules with more: what this rung reached must be reached by all that follow, at every level it counts."""
        for name, weight in self.parts(number).items():
            columns = np.flatnonzero(self.objective == -weight if self.name == LEVELS else self.objective)
            count, reached = divmod(-reached, weight) if self.name == LEVELS else (-reached, 0)
            values = np.ones_like(columns) if self.name == LEVELS else -self.objective[columns]
            table, reached = table.extended(name, columns, values, count), -reached
        return table

    def parts(self, number: int) -> Mapping[Name, int]:
        """Return the rules by which a rung is held and what each weighs: one, or one for each of several levels.

        The weight of a level is above all that those after it could weigh, so that the sum tells the count of each.
        """
        if self.name != LEVELS:
            return {f"rung {number}": 1}
        weights = sorted(set((-self.objective[self.objective < 0]).tolist()), reverse=True)
        return {f"rung {number} {place}": weight for place, weight in enumerate(weights)}


def aims(program: Program, keys: Keys, *, worst_off_first: bool, one_by_one: bool = False) -> tuple[Aim, ...]:
    """Return the aims of a ladder, first to last; ties are left open where cells are to be kept.

    As many columns with a bonus are served as can be, then as many led first, then the points count; or, with the worst off
    first, as many cells are chosen as can be, then of each value from the lowest as few: of several values in one sum, or
    `one_by_one`. Where cells lead among equals, they count before the ties. To serve is a rung of its own, and no bonus on the
    values: with one sum for both, numbers grow so large that a solver in floating point takes a program with a choice for one
    without.
    """
    problem, (rows, columns) = program.problem, program.cells

    def of_places(name: str, places: Sequence[int] | Ints) -> Aim:
        objective = np.zeros(len(program.variables), dtype=np.int64)
        objective[places] = 1
        return Aim(name=name, objective=objective)

    def of_cells(name: str, weight: Ints, level: int = 0) -> Aim:
        objective = np.zeros(len(program.variables), dtype=np.int64)
        objective[: len(rows)] = weight[rows, columns]
        return Aim(name=name, level=level, objective=objective)

    served, led = len(rows) + np.unique(columns[problem.bonus[columns] > 0]), program.led
    ladder = [of_places(SERVED, served)] if problem.bonus.any() else []
    if program.led_first:
        ladder.append(of_places(ASKED, [place for name, place in program.variables.items() if name.startswith("led ")]))
    if worst_off_first:
        ladder.append(of_cells(PAIRS, np.ones_like(problem.value)))
        blocks = _blocks(problem.value[problem.allowed], 1 if one_by_one else BLOCK)
        name = LEVEL if one_by_one else LEVELS
        ladder += (of_cells(name, _counted(problem.value, block), next(iter(block))) for block in blocks)
    else:
        ladder.append(of_cells(POINTS, problem.value))
    if program.kept is None:
        ladder += [of_cells(ASKED, led.astype(np.int64))] if led is not None and not program.led_first else []
        ladder.append(of_cells(TIES, keys(problem.allowed)))
    return tuple(ladder)


def _blocks(values: Ints, most: int) -> Iterator[dict[int, int]]:
    """Yield the values from the lowest up, several together, each with a weight above all that those after it could weigh.

    >>> list(_blocks(np.array([5, 5, 7, 9]), 6)), list(_blocks(np.array([5, 5, 7, 9]), 1))
    ([{5: 2, 7: 1}, {9: 1}], [{5: 1}, {7: 1}, {9: 1}])
    """
    levels, counts = (part.tolist() for part in np.unique(values, return_counts=True))
    while levels:
        size = 1
        while size < len(levels) and prod(count + 1 for count in counts[: size + 1]) <= most:
            size += 1
        yield {level: prod(count + 1 for count in counts[place + 1 : size]) for place, level in enumerate(levels[:size])}
        levels, counts = levels[size:], counts[size:]


def _counted(value: Ints, weights: Mapping[int, int]) -> Ints:
    """Return what the cells of some values lose, shape (n, m)."""
    lost = np.zeros_like(value)
    for level, weight in weights.items():
        lost[value == level] = -weight
    return lost


@dataclass(frozen=True, slots=True, kw_only=True)
class Leaf:
    """One case: variables that are decided ("one role 3", "zero cell 1 2"), and prices of rows in units of 1 / `scale`."""

    decisions: tuple[str, ...]
    scale: int
    prices: Mapping[Name, int]


def bound(table: Constraints, places: Mapping[Name, int], objective: Ints, leaf: Leaf) -> int | None:
    r"""Return what no point of a case can exceed; None where the prices show that the case has no point at all.

    For any prices :math:`y \ge 0` of the rows :math:`A x \le b` and bounds :math:`l \le x \le h`,

    .. math:: s\, c x \le y b + \sum_v \max\bigl((s c - y A)_v\, l_v,\; (s c - y A)_v\, h_v\bigr)

    by weak duality of linear programming, in whole numbers throughout. With :math:`c = 0` a right side below 0 shows that
    there is no x. `objective` is an int64 array, shape (v,): a weight for each of the `places` of the variables. Raises
    ValueError where a price is negative, or the scale is not positive, or something named is not there.
    """
    if leaf.scale < 1 or any(price < 0 for price in leaf.prices.values()):
        raise ValueError("a price is negative or a scale is not positive")
    low, high = box(table.width, places, leaf.decisions)
    if any(name not in table.places for name in leaf.prices):
        raise ValueError(f"there is no rule {next(name for name in leaf.prices if name not in table.places)}")
    weighed, spent = _weighed(table, leaf.prices)
    if _reach(-weighed, low, high) + spent < 0:
        return None
    return (_reach(_scaled(leaf.scale, objective) - weighed, low, high) + spent) // leaf.scale


def box(width: int, places: Mapping[Name, int], decisions: Iterable[str]) -> tuple[Ints, Ints]:
    """Return the lower and upper bounds of the variables in a case, shape (width,) each; raises ValueError for another name."""
    low, high = np.zeros(width, dtype=np.int64), np.ones(width, dtype=np.int64)
    for decision in decisions:
        how, _, name = decision.partition(" ")
        if name not in places or how not in (ONE, ZERO):
            raise ValueError(f"there is nothing to decide called {decision}")
        if how == ONE:
            low[places[name]] = 1
        else:
            high[places[name]] = 0
    return low, high


def _scaled(scale: int, objective: Ints) -> np.ndarray:
    """Return an objective times a scale; in Python's own integers where others could overflow, as prices do."""
    small = scale * int(np.abs(objective).max(initial=0)) < SAFE // 2
    return scale * (objective if small else objective.astype(object))


def _weighed(table: Constraints, named: Mapping[Name, int]) -> tuple[np.ndarray, int]:
    """Return the prices times the rows, and times the limits; in Python's own integers where others could overflow."""
    most = max(named.values(), default=0) * int(np.abs(table.value).max(initial=0)) * max(len(named), 1)
    kind: Any = np.int64 if most < SAFE // 2 else object
    used = np.array([table.places[name] for name in named], dtype=np.int64)
    prices = np.zeros(len(table.names), dtype=kind)
    prices[used] = list(named.values())
    weighed, entries = np.zeros(table.width, dtype=kind), prices[table.row] != 0
    np.add.at(weighed, table.column[entries], prices[table.row[entries]] * table.value[entries].astype(kind))
    return weighed, sum(price * int(limit) for price, limit in zip(named.values(), table.limit[used], strict=True))


def _reach(gain: np.ndarray, low: Ints, high: Ints) -> int:
    """Return the most that a linear form can reach in a box."""
    return int(sum(gain[(gain > 0) & (high > 0)].tolist())) + int(sum(gain[(gain < 0) & (low > 0)].tolist()))


def _is_complete(cases: Sequence[Sequence[str]]) -> bool:
    """Tell whether cases are the leaves of a tree that always decides the same thing both ways.

    >>> _is_complete([("one a",), ("zero a", "one b"), ("zero a", "zero b")]), _is_complete([("one a",)])
    (True, False)
    """
    open_ = [(0, list(cases))]
    while open_:
        depth, group = open_.pop()
        if len(group) == 1 and len(group[0]) == depth:
            continue
        if not group or any(len(case) == depth for case in group) or len({case[depth].partition(" ")[2] for case in group}) > 1:
            return False
        sides = [[case for case in group if case[depth].startswith(f"{how} ")] for how in (ONE, ZERO)]
        if len(sides[0]) + len(sides[1]) < len(group):
            return False
        open_ += [(depth + 1, side) for side in sides]
    return True


def most(table: Constraints, places: Mapping[Name, int], objective: Ints, leaves: Sequence[Leaf]) -> int | None:
    """Return what no point can exceed, by a proof by cases; None where no case has a point. `objective` as in `bound`.

    Raises ValueError where it is no proof: a case is missing, or a price or a name is wrong.
    """
    if len(leaves) > MOST_CASES:
        raise ValueError(f"there are more than {MOST_CASES:,} cases")
    if not _is_complete([leaf.decisions for leaf in leaves]):
        raise ValueError("a case is missing")
    limits = [bound(table, places, objective, leaf) for leaf in leaves]
    return max((limit for limit in limits if limit is not None), default=None)
