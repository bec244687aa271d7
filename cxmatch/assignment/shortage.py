"""Shortages: columns that cannot all be served, proven by counting the seats they could use."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np

from cxmatch.assignment.certificate import reached, seats_for
from cxmatch.assignment.problem import Ints, Mask, Problem
from cxmatch.assignment.solver import solve

MOST_SEARCHED = 20_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Shortage:
    """Columns, shape (k,), that can only be served by some rows, shape (r,), which have fewer seats than there are columns.

    `seats` is what the rows can give these columns, `unserved` how many columns of the whole problem must go without one in any
    case. No column can be left out of the set. That no smaller set is short is hard to find in general (McCormick 1983): a search
    with a bound looks for one, and nothing is claimed of it.
    """

    columns: Ints
    rows: Ints
    seats: int
    unserved: int


def shortage(problem: Problem, must: Mask) -> Shortage | None:
    r"""Find columns that `must`, shape (m,), have at least one cell and cannot all have it; None where all can.

    Only the mask and the seats of the problem are looked at; a least set is returned where a search of bounded length finds one.

    Notes
    -----
    By Hall's theorem (1935) for seats, a set S of columns is short exactly when :math:`\sum_i \min(c_i, |A_i \cap S|) < |S|`,
    with :math:`A_i` the columns allowed for row i. From a column that a choice serving the most leaves out, alternating paths
    reach such a set.
    """
    most = _serving_most(problem, must)
    unserved = np.flatnonzero(must & ~most.any(axis=0))
    if not len(unserved):
        return None
    sets = [reached(problem, most, int(column)) for column in unserved]
    smallest = min(sets, key=len)
    fewest = _search(problem, np.unique(np.concatenate(sets)), len(smallest))
    columns = smallest if fewest is None else fewest
    rows = np.flatnonzero(problem.allowed[:, columns].any(axis=1) & (problem.supply > 0))
    return Shortage(columns=columns, rows=rows, seats=seats_for(problem, columns), unserved=len(unserved))


def all_served(problem: Problem, must: Mask) -> bool:
    """Tell whether every column that must be served, shape (m,), can be, all at once."""
    return bool((_serving_most(problem, must).any(axis=0) | ~must).all())


def _serving_most(problem: Problem, must: Mask) -> Mask:
    """Choose at most one cell for each column, for as many of those that must have one as can be."""
    ones = must.astype(np.int64)
    part = replace(
        problem,
        value=np.zeros_like(problem.value),
        allowed=problem.allowed & must,
        demand=np.minimum(problem.demand, ones),
        bonus=ones,
    )
    return solve(part).chosen


def more_seats(problem: Problem, must: Mask, found: Shortage) -> Iterator[int]:
    """Yield the rows where one more seat serves every column that must be, those among them whose own seats are all taken."""
    for row in np.flatnonzero(problem.allowed[:, found.columns].any(axis=1)).tolist():
        supply = problem.supply.copy()
        supply[row] += 1
        if all_served(replace(problem, supply=supply), must):
            yield row


def _search(problem: Problem, among: Ints, known: int) -> Ints | None:
    """Find the smallest short set among some columns with HiGHS; None where it would take too long or nothing was proven."""
    rows = np.flatnonzero(problem.allowed[:, among].any(axis=1))
    cells = np.argwhere(problem.allowed[np.ix_(rows, among)])
    if known == 1 or len(cells) > MOST_SEARCHED:
        return None
    from scipy.optimize import Bounds, LinearConstraint, milp  # slow to load, and seldom needed
    from scipy.sparse import csr_array, vstack

    columns, count = len(among), len(cells)
    # Variables: a column is in the set, then a row is needed by it.
    places = (np.repeat(np.arange(count), 2), np.ravel(cells[:, ::-1] + [0, columns]))
    link = csr_array((np.tile([1.0, -1.0], count), places), shape=(count, columns + len(rows)))
    short = csr_array(np.concatenate([-np.ones(columns), problem.supply[rows].astype(np.float64)])[None, :])
    result = milp(
        np.concatenate([np.ones(columns), np.zeros(len(rows))]),
        integrality=np.ones(columns + len(rows), dtype=np.int64),
        bounds=Bounds(0, 1),
        constraints=LinearConstraint(vstack([link, short]), -np.inf, np.concatenate([np.zeros(count), [-1.0]])),
        options={"node_limit": 2000},
    )
    if result.status != 0 or result.x is None:
        return None
    smallest = among[np.flatnonzero(np.rint(result.x[:columns]))]
    return smallest if 0 < len(smallest) <= known and seats_for(problem, smallest) < len(smallest) else None
