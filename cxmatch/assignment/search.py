"""Best choices under side rules: HiGHS finds them, cases with whole-number prices prove them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, milp

from cxmatch.assignment.cases import Aim, Leaf, aims, bound
from cxmatch.assignment.problem import Keys, Mask
from cxmatch.assignment.program import ONE, ZERO, NoChoiceError, Program
from cxmatch.assignment.relaxation import Relaxation

MOST_CASES, LARGE, MOST_NODES = 200, 20_000, 2_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Rung:
    """One aim of a ladder: a choice of cells, shape (n, m), what it reaches, and the cases by which nothing exceeds `most`."""

    aim: Aim
    chosen: Mask
    reached: int
    most: int
    leaves: tuple[Leaf, ...] = ()


def climb(
    program: Program,
    keys: Keys,
    *,
    worst_off_first: bool = False,
    known: Mask | None = None,
    seed: Mask | None = None,
) -> tuple[Rung, ...]:
    """Find the choice of cells that is best rung by rung, each among those that the rungs before found best.

    The rungs are points and then ties; or, with the worst off first, as many columns and cells as can be, then for each level of
    value from the lowest as few cells as can be, then ties. The last rung holds the choice. Where cells are to be kept there is
    no rung of ties. Both of shape (n, m), `known` is a choice that meets the rules, and `seed` marks
    promising cells; they make the search shorter.

    Raises
    ------
    NoChoiceError
        There is no choice that meets every rule.

    """
    ladder, chosen = aims(program, keys, worst_off_first=worst_off_first), _to_begin_with(program, known)
    while True:
        rungs = _climbed(program, ladder, chosen, seed)
        chosen = rungs[-1].chosen
        # A rung that left a gap may be bettered by what a later one finds: then the climb begins there.
        if all(rung.aim.reached(program, chosen) <= rung.reached for rung in rungs):
            return rungs


def _climbed(program: Program, ladder: tuple[Aim, ...], chosen: Mask | None, seed: Mask | None) -> tuple[Rung, ...]:
    """Climb once, from a choice that meets the rules where one is at hand."""
    rungs: list[Rung] = []
    table = program.constraints
    for number, aim in enumerate(ladder):
        relaxed = Relaxation(program=program, table=table, objective=aim.objective, seed=seed)
        if chosen is None or aim.reached(program, chosen) != aim.ceiling:
            chosen = best_point(relaxed, chosen)
        reached = aim.reached(program, chosen)
        if reached == aim.ceiling:
            rungs.append(Rung(aim=aim, chosen=chosen, reached=reached, most=reached))
        else:
            # After a gap nothing is proven any more, so that one case is enough to say how far the bounds are.
            gap = any(rung.most > rung.reached for rung in rungs)
            leaves, limits = _cases(relaxed, reached, 1 if gap else MOST_CASES)
            rungs.append(Rung(aim=aim, chosen=chosen, reached=reached, most=max(limits, default=reached), leaves=leaves))
        table = aim.held(table, number, reached)
    return tuple(rungs)


def _to_begin_with(program: Program, known: Mask | None) -> Mask | None:
    """Return a choice that meets every rule where one is at hand: what is known, or no cell at all."""
    nothing = np.zeros(program.problem.value.shape, dtype=bool)
    return next((choice for choice in (known, nothing) if choice is not None and not program.breaches(choice)), None)


def best_point(relaxed: Relaxation, known: Mask | None = None) -> Mask:
    """Find a best choice of cells with HiGHS.

    Parameters
    ----------
    relaxed : Relaxation
    known : bool array, shape (n, m), optional
        A choice that meets every rule: variables that could not better it are left out of the search.

    Returns
    -------
    bool array, shape (n, m)
        A choice that meets every rule, checked in whole numbers, and no worse than `known`. That it is the best is for
        cases to say.

    Raises
    ------
    NoChoiceError
        None was found; that there is none is for `refute` to say.

    """
    program = relaxed.program
    root, point = relaxed.case(())
    if point is not None and relaxed.undecided(point) is None:
        found = _chosen(program, point)
        if not _breaks(relaxed, found):
            return found
    if known is None:
        known = _any_choice(relaxed)
    value = relaxed.objective @ program.point(known)
    limit = bound(relaxed.table, program.variables, relaxed.objective, root)
    slack = np.inf if limit is None else float(limit - value)
    # A variable that loses more than the best could gain has no part in anything better.
    better = _searched(relaxed, (relaxed.gains(root) >= -slack - 1) | (program.point(known) > 0))
    return better if better is not None and relaxed.objective @ program.point(better) > value else known


def _any_choice(relaxed: Relaxation) -> Mask:
    """Find a choice that meets every rule, among the promising variables first."""
    whole = np.ones(relaxed.table.width, dtype=bool)
    for active in (whole,) if relaxed.promising.all() else (relaxed.promising, whole):
        found = _searched(relaxed, active)
        if found is not None:
            return found
    raise NoChoiceError("no choice of pairs was found that meets every rule")


def _searched(relaxed: Relaxation, active: Mask) -> Mask | None:
    """Search among some variables; None where HiGHS finds nothing that meets every rule."""
    places = np.flatnonzero(active)
    if not len(places):
        return None
    found = milp(
        -relaxed.objective[places].astype(np.float64),
        integrality=np.ones(len(places), dtype=np.int64),
        bounds=Bounds(0, 1),
        constraints=LinearConstraint(relaxed.matrix[:, places], -np.inf, relaxed.table.limit.astype(np.float64)),
        options={"mip_rel_gap": 0.0, "node_limit": MOST_NODES},
    )
    if found.x is None:
        return None
    point = np.zeros(relaxed.table.width)
    point[places] = found.x
    chosen = _chosen(relaxed.program, point)
    return None if _breaks(relaxed, chosen) else chosen


def _chosen(program: Program, point: np.ndarray) -> Mask:
    rows, columns = program.cells
    chosen = np.zeros(program.problem.value.shape, dtype=bool)
    chosen[rows, columns] = np.rint(point[: len(rows)]).astype(bool)
    return chosen


def _breaks(relaxed: Relaxation, chosen: Mask) -> bool:
    return bool((relaxed.table.times(relaxed.program.point(chosen)) > relaxed.table.limit).any())


def refute(program: Program) -> tuple[Leaf, ...]:
    """Prove by cases that no choice of cells meets every rule; empty where that is not so, or could not be shown."""
    nothing = np.zeros(len(program.variables), dtype=np.int64)
    leaves, limits = _cases(Relaxation(program=program, table=program.constraints, objective=nothing), None)
    return () if limits else leaves


def _cases(relaxed: Relaxation, reached: int | None, most_cases: int = MOST_CASES) -> tuple[tuple[Leaf, ...], list[int]]:
    """Split a program into cases until each is empty or no better than what is reached, or there are too many.

    Each case is bounded by the prices of its linear program, rounded to whole numbers; a case that is not closed so is split
    at the variable that the linear program leaves most undecided. The number of cases is limited, not the time, so that the
    proof is the same on every machine. Returns the cases, and what those that are not empty allow.
    """
    program = relaxed.program
    most_cases = min(most_cases, MOST_CASES if len(program.cells[0]) < LARGE else MOST_CASES // 10)
    names = {place: name for name, place in program.variables.items()}
    open_: list[tuple[str, ...]] = [()]
    leaves: list[Leaf] = []
    limits: list[int] = []
    while open_:
        decisions = open_.pop()
        leaf, point = relaxed.case(decisions)
        limit = bound(relaxed.table, program.variables, relaxed.objective, leaf)
        closed = limit is None or (reached is not None and limit <= reached)
        split = None if closed or point is None else relaxed.undecided(point)
        if split is None or len(leaves) + len(open_) + 2 > most_cases:
            leaves.append(leaf)
            limits += [] if limit is None else [limit]
        else:
            open_ += [(*decisions, f"{how} {names[split]}") for how in (ZERO, ONE)]
    return tuple(leaves), limits
