"""Best choices under side rules: HiGHS finds them, cases with whole-number prices prove them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from heapq import heappop, heappush
from itertools import count
from math import inf
from typing import NamedTuple

import numpy as np

from cxmatch.assignment.cases import Aim, Leaf, aims
from cxmatch.assignment.clock import left
from cxmatch.assignment.problem import Keys, Mask, Name, NoChoiceError
from cxmatch.assignment.program import ONE, ZERO, Program
from cxmatch.assignment.relaxation import Floats, Relaxation

MOST_CASES = 1_000
_CORE = 3_000  # variables that a search begins with
_MOST_OF_IT = 0.9  # of the time that is left, for a search that looks at everything
_LEAST_SECONDS = 1.0  # a search for any choice at all has as long, even where time is over


@dataclass(frozen=True, slots=True, kw_only=True)
class _Rung:
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
) -> tuple[_Rung, ...]:
    """Find the choice of cells that is best rung by rung, each among those that the rungs before found best.

    The rungs are points and then ties; or, with the worst off first, as many columns and cells as can be, then for each level of
    value from the lowest as few cells as can be, then ties. The last rung holds the choice. Where cells are to be kept there is
    no rung of ties. Both of shape (n, m), `known` is a choice that meets the rules, and `seed` marks promising cells; they make
    the search shorter. Raises NoChoiceError where there is no choice that meets every rule.
    """
    ladder, chosen = aims(program, keys, worst_off_first=worst_off_first), _to_begin_with(program, known)
    while True:
        rungs = _climbed(program, ladder, chosen, seed)
        chosen = rungs[-1].chosen
        # A rung that left a gap may be bettered by what a later one finds: then the climb begins there.
        if all(rung.aim.reached(program, chosen) <= rung.reached for rung in rungs):
            return rungs


def _climbed(program: Program, ladder: tuple[Aim, ...], chosen: Mask | None, seed: Mask | None) -> tuple[_Rung, ...]:
    """Climb once, from a choice that meets the rules where one is at hand."""
    rungs: list[_Rung] = []
    relaxed, table, start = Relaxation.of(program, seed), program.constraints, tuple[Leaf, ...]()
    for number, aim in enumerate(ladder):
        relaxed = relaxed.aimed(table, aim.objective)
        if chosen is None or aim.reached(program, chosen) != aim.ceiling:
            chosen = best_point(relaxed, chosen)
        # After a gap nothing is proven any more, so that one case is enough to say how far the bounds are.
        gap = any(rung.most > rung.reached for rung in rungs)
        rung = _proven(relaxed, aim, chosen, 1 if gap else MOST_CASES, start)
        rungs.append(rung)
        chosen, table = rung.chosen, aim.held(table, number, rung.reached)
        start = _inherited(relaxed, rung, aim.parts(number))
    return tuple(rungs)


def _proven(relaxed: Relaxation, aim: Aim, chosen: Mask, most_cases: int, start: tuple[Leaf, ...]) -> _Rung:
    """Prove by cases that nothing is better than a choice, or than what is better and found on the way."""
    while True:
        reached = relaxed.reached(chosen)
        if reached == aim.ceiling:
            return _Rung(aim=aim, chosen=chosen, reached=reached, most=reached)
        proof = _prove(relaxed, reached, most_cases, start)
        if proof.better is None or relaxed.reached(proof.better) <= reached:
            return _Rung(aim=aim, chosen=chosen, reached=reached, most=max(proof.limits, default=reached), leaves=proof.leaves)
        chosen = proof.better


def _inherited(relaxed: Relaxation, rung: _Rung, parts: Mapping[Name, int]) -> tuple[Leaf, ...]:
    """Return the cases of a rung for the next: where nothing reaches as much, its prices show that a case is empty now."""

    def after(leaf: Leaf) -> Leaf:
        limit = relaxed.bound(leaf)
        if limit is None:
            return leaf
        held = {name: weight * leaf.scale for name, weight in parts.items()}
        return replace(leaf, prices={**leaf.prices, **held} if limit < rung.reached else {})

    return tuple(after(leaf) for leaf in rung.leaves) if len(rung.leaves) > 1 else ()


def _to_begin_with(program: Program, known: Mask | None) -> Mask | None:
    """Return a choice that meets every rule where one is at hand: what is known, or no cell at all."""
    nothing = np.zeros(program.problem.value.shape, dtype=bool)
    return next((choice for choice in (known, nothing) if choice is not None and not program.breaches(choice)), None)


def refute(program: Program) -> tuple[Leaf, ...]:
    """Prove by cases that no choice of cells meets every rule; empty where that is not so, or could not be shown."""
    proof = _prove(Relaxation.of(program), None)
    return () if proof.limits else proof.leaves


@dataclass(frozen=True, slots=True, kw_only=True)
class _Proof:
    """Cases that leave nothing out; what those allow that are not empty; and a choice that is better than what was reached."""

    leaves: tuple[Leaf, ...] = ()
    limits: tuple[int, ...] = ()
    better: Mask | None = None


def _prove(relaxed: Relaxation, reached: int | None, most_cases: int = MOST_CASES, start: Sequence[Leaf] = ()) -> _Proof:
    """Split a program into cases until each is empty or no better than what is reached, or there are too many, or time is over.

    Each case is bounded by the prices of its linear program, rounded to whole numbers; of those that are not closed so, the one
    that allows most is split next, at the variable that its linear program leaves most undecided. `start` are the cases to
    begin with, all that there are together: those with prices are closed by them.
    """
    tree, whole_program = _Tree(relaxed=relaxed, reached=reached), Leaf(decisions=(), scale=1, prices={})
    if most_cases == 1 and left() <= 0:
        return _Proof(leaves=(whole_program,), limits=(int(relaxed.objective[relaxed.objective > 0].sum()),))
    for leaf in start or (whole_program,):
        tree.enter(leaf) if leaf.prices else tree.look(leaf.decisions)
    most_cases = min(most_cases, MOST_CASES)
    while tree.open_ and tree.better is None and len(tree.closed) + len(tree.open_) < most_cases and left() > 0:
        tree.split(heappop(tree.open_))
    waiting = [(case.leaf, -case.loss) for case in tree.open_]
    leaves = (*(leaf for leaf, _ in tree.closed), *(leaf for leaf, _ in waiting))
    limits = [limit for _, limit in (*tree.closed, *waiting) if limit is not None]
    return _Proof(leaves=leaves, limits=tuple(limits), better=tree.better)


class _Case(NamedTuple):
    """A case that may hold something better: the one that allows most comes first, of several the one that came first."""

    loss: int
    number: int
    leaf: Leaf
    point: Floats | None


@dataclass(slots=True, kw_only=True)
class _Tree:
    relaxed: Relaxation
    reached: int | None
    open_: list[_Case] = field(default_factory=list)
    closed: list[tuple[Leaf, int | None]] = field(default_factory=list)
    better: Mask | None = None
    numbers: count[int] = field(default_factory=count)

    def look(self, decisions: tuple[Name, ...]) -> None:
        """Solve the linear program of a case."""
        leaf, point = self.relaxed.case(decisions) if decisions else self.relaxed.root
        self.enter(leaf, point)

    def enter(self, leaf: Leaf, point: Floats | None = None) -> None:
        """Put a case to those that are closed, or to those to be split."""
        limit = self.relaxed.bound(leaf)
        if limit is None or (self.reached is not None and limit <= self.reached):
            self.closed.append((leaf, limit))
        else:
            heappush(self.open_, _Case(-limit, next(self.numbers), leaf, point))

    def split(self, case: _Case) -> None:
        """Decide one more variable of a case, both ways."""
        place = None if case.point is None else self.relaxed.undecided(case.point)
        if place is None:
            if case.point is not None and self.reached is not None:
                self.better = self.relaxed.decided(case.point)
            self.closed.append((case.leaf, -case.loss))
            return
        name = self.relaxed.names[place]
        for how in (ZERO, ONE):
            self.look((*case.leaf.decisions, f"{how} {name}"))


def best_point(relaxed: Relaxation, known: Mask | None = None) -> Mask:
    """Find a best choice of cells, shape (n, m), with HiGHS: it meets every rule, checked in whole numbers.

    Variables that could not better a choice that is `known` are left out, so that it is no worse. That it is the best is for
    cases to say. Raises NoChoiceError where none was found; that there is none is for `refute` to say.
    """
    if known is not None and not _seconds(known):
        return known
    leaf, point = relaxed.root
    choice = None if point is None else relaxed.decided(point)
    if choice is not None and (known is None or relaxed.reached(choice) >= relaxed.reached(known)):
        return choice
    limit = relaxed.bound(leaf)
    return _bettered(relaxed, _any_choice(relaxed) if known is None else known, inf if limit is None else limit)


def _bettered(relaxed: Relaxation, known: Mask, limit: float) -> Mask:
    """Search for something better than what is known: among the variables of the linear programs that lose least, then all."""
    gains = relaxed.gains(relaxed.root[0])
    for active in (_core(relaxed.columns, gains), np.ones_like(relaxed.columns)):
        room = limit - relaxed.reached(known)
        if room < 1 or not _seconds(known):
            break
        # A variable that loses more than the best could gain has no part in anything better.
        mine = relaxed.program.point(known) > 0
        # Where the first search is among all of them, a second one has little to add.
        seconds = _seconds(known, _MOST_OF_IT if active.all() else 1 / 2)
        better = relaxed.searched(active & (gains >= -room - 1) | mine, seconds)
        if better is not None and relaxed.reached(better) > relaxed.reached(known):
            known = better
    return known


def _seconds(known: Mask | None, share: float = 1 / 2) -> float:
    """Return how long one search may take: a share of the time that is left, and never none where no pair is known."""
    return left() * share if known is not None and known.any() else max(left() * share, _LEAST_SECONDS)


def _core(active: Mask, gains: Floats) -> Mask:
    """Mark those of the active variables that lose least."""
    losses = -gains[active]
    return np.asarray(active & (-gains <= np.partition(losses, _CORE)[_CORE])) if len(losses) > _CORE else active


def _any_choice(relaxed: Relaxation) -> Mask:
    """Find a choice that meets every rule, among the promising variables first."""
    every = np.ones(relaxed.table.width, dtype=bool)
    for active in (every,) if relaxed.columns.all() else (relaxed.columns, every):
        choice = relaxed.searched(active, _seconds(None))
        if choice is not None:
            return choice
    raise NoChoiceError("no choice of pairs was found that meets every rule")
