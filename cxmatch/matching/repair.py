"""A rerun in the record: the lines of its menu, and the checking of its whole story. Imports no solver."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Any

import numpy as np

from cxmatch.assignment.certificate import flaws
from cxmatch.assignment.problem import Mask
from cxmatch.domain.matching import Prices, gap_words
from cxmatch.domain.policy import Pair
from cxmatch.domain.repair import Option, Proof, Repair
from cxmatch.domain.run import Run
from cxmatch.matching.chains import Causes, chains
from cxmatch.matching.fit import FitMatrix
from cxmatch.matching.proof import POINTS, Method, Solved, checked, kept_problem, priced, recorded, refuted, unreadable
from cxmatch.matching.waiting import broken

MOST_CELLS = 15_000
LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"


def is_small(matrix: FitMatrix) -> bool:
    """Tell whether every number of moves is searched: with more allowed pairs that would take too long."""
    return int(matrix.allowed.sum()) <= MOST_CELLS


def moves_of(start: Mask, chosen: Mask) -> int:
    """Count the earlier pairings that a plan breaks."""
    return int(np.count_nonzero(start & ~chosen))


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A plan on its way into the menu; `beyond` proves it for more moves than its own."""

    solved: Solved
    beyond: tuple[Prices, ...] = ()

    def option(self, start: Mask, number: int) -> Option:
        """Return it as the menu shows it."""
        matrix, chosen, prices, beyond = self.solved.matrix, self.solved.chosen, self.solved.prices, self.beyond
        gap, by_cases = gap_words(prices, 1), any(rung.cases for rung in prices)
        further = _reach(matrix, start, chosen, beyond) if beyond and not gap_words(beyond, 1) else 0
        return Option(
            letter=_letter(number),
            moves=moves_of(start, chosen),
            upto=max(_reach(matrix, start, chosen, prices), further),
            paired=int(chosen.any(axis=0).sum()),
            points=int(matrix.points[chosen].sum()),
            proof=Proof.BOUND if gap else Proof.CASES if by_cases else Proof.PRICES,
            exchange=matrix.moves(start, chosen),
            prices=prices,
            beyond=beyond,
        )


def _reach(matrix: FitMatrix, start: Mask, chosen: Mask, prices: tuple[Prices, ...]) -> int:
    """Return the most moves up to which a proof shows a plan to be the best."""
    every = int(start.sum())
    if not prices or any(rung.cases for rung in prices):
        return every - (prices[0].keep if prices else 0)
    free = int((start & ~matrix.rules.locked).sum())
    return every if prices[0].scale > prices[0].keep * free else moves_of(start, chosen)


def _letter(number: int) -> str:
    """Return the letter of a line: A to Z, then AA and so on.

    >>> _letter(0), _letter(25), _letter(26)
    ('A', 'Z', 'AA')
    """
    rounds, place = divmod(number, len(LETTERS))
    return (_letter(rounds - 1) if rounds else "") + LETTERS[place]


def what_happened(run: Run, matrix: FitMatrix) -> dict[str, Any]:
    """Derive from the run before what a rerun starts from: its pairings, who left, and who joined."""
    return {
        "before": tuple(Pair(mentor=fit.mentor, protege=fit.protege) for fit in run.matching.pairings),
        "left": tuple(sorted(run.cohort.ids - matrix.cohort.ids)),
        "joined": tuple(sorted(matrix.cohort.ids - run.cohort.ids)),
    }


def without_refused(start: Mask, whole: Mask, groups: Sequence[Mask]) -> Mask:
    """Return a plan in which some groups of changed cells are left as they were."""
    for group in groups:
        whole = np.where(group, start, whole)
    return whole


def afresh(matrix: FitMatrix, repair: Repair) -> Solved:
    """Return the last plan of a menu: the best there is, whatever it moves."""
    last = repair.options[-1]
    return Solved(matrix=matrix, chosen=matrix.moved(matrix.still_there(repair.before), last.exchange), prices=last.prices)


def checked_repair(matrix: FitMatrix, repair: Repair, parent: Run | None) -> tuple[list[str], Repair, Solved | None]:
    """Check the story of a rerun.

    Returns
    -------
    problems : list of str
        Empty when it holds.
    repair : Repair
        The same with everything computed again. Without the `parent`, what that alone could tell is taken as the record says
        it: the pairings before, who left and joined, and the causes of chains.
    solved : Solved or None
        The plan that was taken, without what was refused.

    """
    if parent is not None:
        repair = replace(repair, **what_happened(parent, matrix))
    start = matrix.still_there(repair.before)
    problems, options, fewest = _checked_menu(matrix, start, repair)
    taken = next((line for line in options if line.letter == repair.chosen), None)
    if problems or taken is None:
        return problems or [f"there is no plan {repair.chosen}"], repair, None
    whole = matrix.moved(start, taken.exchange)
    made = chains(matrix, start, whole, Causes.since(parent, matrix) if parent else Causes())
    if parent is None:
        causes = {chain.number: chain.cause for chain in reversed(repair.chains)}
        made = tuple(replace(chain, cause=causes.get(chain.number, chain.cause)) for chain in made)
    said = matrix.moved(whole, repair.refused)
    groups = [matrix.moved(start, chain.exchange) != start for chain in made]
    chosen = without_refused(start, whole, [group for group in groups if (said[group] == start[group]).all()])
    if not np.array_equal(said, chosen):
        return ["what was refused is not a group of the plan's changes"], repair, None
    again = replace(repair, options=options, fewest=fewest, chains=made, refused=matrix.moves(whole, chosen))
    return [], again, Solved(matrix=matrix, chosen=chosen, prices=taken.prices)


def _checked_menu(matrix: FitMatrix, start: Mask, repair: Repair) -> tuple[list[str], tuple[Option, ...], tuple[Prices, ...]]:
    """Check every line by its proof, and that no line is missing between two; gives the lines and `fewest` written again."""
    lines, problems = list[Line](), list(_misnumbered(start, repair.options))
    if problems:
        return problems, repair.options, ()
    for said in repair.options:
        plan = Solved(matrix=matrix, chosen=matrix.moved(start, said.exchange), prices=said.prices)
        found, solved = checked(plan, start)
        further, beyond = checked(replace(plan, prices=said.beyond), start) if said.beyond else ([], replace(plan, prices=()))
        problems += [f"plan {said.letter}: {flaw}" for flaw in (*broken(matrix, plan.chosen), *found, *further)]
        lines.append(Line(solved=solved, beyond=beyond.prices))
    if problems or not lines:
        return problems or ["the menu is empty"], repair.options, ()
    options = tuple(line.option(start, number) for number, line in enumerate(lines))
    every = [line.solved.chosen for line in lines]
    fewest = _fewest(matrix, start, repair.fewest, every, options)
    missing = _missing(matrix, start, options, repair.fewest, holds=bool(fewest))
    return [*_out_of_order(matrix, options, every), *missing], options, fewest


def _misnumbered(start: Mask, options: Sequence[Option]) -> Iterator[str]:
    """Name the first line that has no more moves than the one before, or more than there are: no proof need be looked at."""
    for one, other in pairwise(options):
        if not one.moves < other.moves <= int(start.sum()):
            yield f"plan {other.letter} does not stand where its number of moves would put it"
            return


def _out_of_order(matrix: FitMatrix, options: Sequence[Option], plans: Sequence[Mask]) -> Iterator[str]:
    for (one, better), (before, after) in zip(pairwise(options), pairwise(plans), strict=True):
        if one.moves >= better.moves or matrix.rank(before) >= matrix.rank(after):
            yield f"plan {better.letter} is not better than plan {one.letter} with more moves"


def _missing(
    matrix: FitMatrix, start: Mask, options: Sequence[Option], said: tuple[Prices, ...], *, holds: bool
) -> Iterator[str]:
    """Name where a plan may be missing from a menu: at its ends, and between two lines where everything is searched."""
    if options[-1].upto < int(start.sum()):
        yield f"plan {options[-1].letter}, the last of the menu, is not proven to be the best there is"
    searched = Method.of(matrix.policy) is not Method.PRICES or not is_small(matrix)
    if options[0].moves and not (holds if said else searched):
        yield "that no plan has fewer moves than the first of the menu is not proven"
    if said and not options[0].moves:
        yield "no plan can have fewer moves than none"
    for one, other in pairwise(options):
        in_doubt = one.proof is Proof.BOUND or gap_words(one.beyond, 1)
        if one.upto < other.moves - 1 and is_small(matrix) and not in_doubt:
            yield f"plans between {one.letter} and {other.letter} may be missing from the menu"


def _fewest(
    matrix: FitMatrix, start: Mask, said: tuple[Prices, ...], plans: Sequence[Mask], options: Sequence[Option]
) -> tuple[Prices, ...]:
    """Write again the proof that no plan has fewer moves: a bonus above all else on kept pairings, or cases.

    Empty where it proves nothing. The bonus is above all else only where the last line is proven to be worth the most.
    """
    first, last = plans[0], plans[-1] & ~matrix.rules.locked
    if len(said) != 1 or unreadable(matrix, said):
        return ()
    rung = said[0]
    if rung.cases:
        below = int(start.sum()) - moves_of(start, first) + 1
        return refuted(matrix, said, start) if rung.keep == below else ()
    above = rung.keep > rung.scale * matrix.problem.worth(last) and options[-1].proof is not Proof.BOUND
    if rung.aim != POINTS or rung.scale < 1 or not above:
        return ()
    how = {"scale": rung.scale, "keep": rung.keep}
    problem, best = kept_problem(matrix, start, **how), priced(matrix, first, rung)
    return () if flaws(problem, best) else (recorded(matrix, POINTS, problem, best, **how),)
