"""A best choice under side rules, found by HiGHS among the variables that could be part of it. It proves nothing."""

from __future__ import annotations

from math import inf

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, milp

from cxmatch.assignment.cases import bound
from cxmatch.assignment.clock import left
from cxmatch.assignment.problem import Ints, Mask, NoChoiceError
from cxmatch.assignment.program import Program
from cxmatch.assignment.relaxation import Floats, Relaxation

CORE = 3_000  # variables that a search begins with
MOST_NODES = 20_000  # where no clock bounds a search
MOST_OF_IT = 0.9  # of the time that is left, for a search that looks at everything
LEAST_SECONDS = 1.0  # a search for any choice at all has as long, even where time is over


def best_point(relaxed: Relaxation, known: Mask | None = None) -> Mask:
    """Find a best choice of cells, shape (n, m), with HiGHS: it meets every rule, checked in whole numbers.

    Variables that could not better a choice that is `known` are left out, so that it is no worse. That it is the best is for
    cases to say. Raises NoChoiceError where none was found; that there is none is for `refute` to say.
    """
    if known is not None and not _seconds(known):
        return known
    leaf, point = relaxed.root
    found = None if point is None else whole(relaxed, point)
    if found is not None and (known is None or _reached(relaxed, found) >= _reached(relaxed, known)):
        return found
    if known is None:
        known = _any_choice(relaxed)
    limit = bound(relaxed.table, relaxed.program.variables, relaxed.objective, leaf)
    return _bettered(relaxed, known, inf if limit is None else limit)


def whole(relaxed: Relaxation, point: Floats) -> Mask | None:
    """Return the choice of cells, shape (n, m), that a point decides and that meets every rule; None where it is none."""
    if relaxed.undecided(point) is not None:
        return None
    return _met(relaxed, point)


def _bettered(relaxed: Relaxation, known: Mask, limit: float) -> Mask:
    """Search for something better than what is known: among the variables of the linear programs that lose least, then all."""
    gains = relaxed.gains(relaxed.root[0])
    for active in (_core(relaxed.part.columns, gains), np.ones_like(relaxed.part.columns)):
        room = limit - _reached(relaxed, known)
        if room < 1 or not _seconds(known):
            break
        # A variable that loses more than the best could gain has no part in anything better.
        mine = relaxed.program.point(known) > 0
        # Where the first search is among all of them, a second one has little to add.
        seconds = _seconds(known, MOST_OF_IT if active.all() else 1 / 2)
        better = _searched(relaxed, active & (gains >= -room - 1) | mine, seconds)
        if better is not None and _reached(relaxed, better) > _reached(relaxed, known):
            known = better
    return known


def _seconds(known: Mask | None, share: float = 1 / 2) -> float:
    """Return how long one search may take: a share of the time that is left, and never none where no pair is known."""
    return left() * share if known is not None and known.any() else max(left() * share, LEAST_SECONDS)


def _core(active: Mask, gains: Floats) -> Mask:
    """Mark those of the active variables that lose least."""
    losses = -gains[active]
    return np.asarray(active & (-gains <= np.partition(losses, CORE)[CORE])) if len(losses) > CORE else active


def _reached(relaxed: Relaxation, chosen: Mask) -> int:
    return int(relaxed.objective @ relaxed.program.point(chosen))


def _any_choice(relaxed: Relaxation) -> Mask:
    """Find a choice that meets every rule, among the promising variables first."""
    every = np.ones(relaxed.table.width, dtype=bool)
    for active in (every,) if relaxed.part.columns.all() else (relaxed.part.columns, every):
        found = _searched(relaxed, active, _seconds(None))
        if found is not None:
            return found
    raise NoChoiceError("no choice of pairs was found that meets every rule")


def _searched(relaxed: Relaxation, active: Mask, seconds: float) -> Mask | None:
    """Search among some variables; None where HiGHS finds nothing that meets every rule."""
    places, rules = np.flatnonzero(active), np.flatnonzero(relaxed.part.rows)
    if not len(places):
        return None
    limit = relaxed.table.limit[rules].astype(np.float64)
    found = milp(
        -relaxed.objective[places].astype(np.float64),
        integrality=np.ones(len(places), dtype=np.int64),
        bounds=Bounds(0, 1),
        constraints=LinearConstraint(relaxed.matrix[:, places][rules], -np.inf, limit),
        options={"mip_rel_gap": 0.0, "time_limit": seconds, "node_limit": MOST_NODES},
    )
    if found.x is None:
        return None
    point = np.zeros(relaxed.table.width)
    point[places] = found.x
    return _met(relaxed, point)


def _met(relaxed: Relaxation, point: Floats) -> Mask | None:
    """Return the choice that a point rounds to, where it meets every rule."""
    chosen = _chosen(relaxed.program, point)
    left_side: Ints = relaxed.table.times(relaxed.program.point(chosen))
    return None if (left_side > relaxed.table.limit).any() else chosen


def _chosen(program: Program, point: Floats) -> Mask:
    rows, columns = program.cells
    chosen = np.zeros(program.problem.value.shape, dtype=bool)
    chosen[rows, columns] = np.rint(point[: len(rows)]).astype(bool)
    return chosen
