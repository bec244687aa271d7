"""Best choices under side rules: HiGHS finds them, cases with whole-number prices prove them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np

from cxmatch.assignment.branching import MOST_CASES, prove
from cxmatch.assignment.cases import Aim, Leaf, aims, bound
from cxmatch.assignment.finding import best_point
from cxmatch.assignment.problem import Keys, Mask, Name
from cxmatch.assignment.program import Program
from cxmatch.assignment.relaxation import Part, Relaxation


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
    table, part, start = program.constraints, Part.of(program, seed), tuple[Leaf, ...]()
    for number, aim in enumerate(ladder):
        relaxed = Relaxation(program=program, table=table, objective=aim.objective, part=part.with_rungs(table))
        if chosen is None or aim.reached(program, chosen) != aim.ceiling:
            chosen = best_point(relaxed, chosen)
        # After a gap nothing is proven any more, so that one case is enough to say how far the bounds are.
        gap = any(rung.most > rung.reached for rung in rungs)
        rung = _proven(relaxed, aim, chosen, 1 if gap else MOST_CASES, start)
        rungs.append(rung)
        chosen, table, part = rung.chosen, aim.held(table, number, rung.reached), relaxed.part
        start = _inherited(relaxed, rung, aim.parts(number))
    return tuple(rungs)


def _proven(relaxed: Relaxation, aim: Aim, chosen: Mask, most_cases: int, start: tuple[Leaf, ...]) -> Rung:
    """Prove by cases that nothing is better than a choice, or than what is better and found on the way."""
    while True:
        reached = aim.reached(relaxed.program, chosen)
        if reached == aim.ceiling:
            return Rung(aim=aim, chosen=chosen, reached=reached, most=reached)
        proof = prove(relaxed, reached, most_cases, start)
        if proof.better is None or aim.reached(relaxed.program, proof.better) <= reached:
            return Rung(aim=aim, chosen=chosen, reached=reached, most=max(proof.limits, default=reached), leaves=proof.leaves)
        chosen = proof.better


def _inherited(relaxed: Relaxation, rung: Rung, parts: Mapping[Name, int]) -> tuple[Leaf, ...]:
    """Return the cases of a rung for the next: where nothing reaches as much, its prices show that a case is empty now."""
    places = relaxed.program.variables

    def after(leaf: Leaf) -> Leaf:
        limit = bound(relaxed.table, places, relaxed.objective, leaf)
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
    nothing = np.zeros(len(program.variables), dtype=np.int64)
    proof = prove(Relaxation.of(program, nothing), None)
    return () if proof.limits else proof.leaves
