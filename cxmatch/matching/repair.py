"""A rerun in the record: the lines of its menu, and the checking of its whole story. Imports no solver."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Any, Self

import numpy as np

from cxmatch.assignment.certificate import flaws
from cxmatch.assignment.problem import Mask
from cxmatch.domain.matching import Fit, Prices, gap_words
from cxmatch.domain.policy import Pair
from cxmatch.domain.repair import Chain, Option, Proof, Repair
from cxmatch.domain.run import Run
from cxmatch.matching.chains import Causes, chains
from cxmatch.matching.fit import FitMatrix
from cxmatch.matching.proof import POINTS, Solved, checked, kept_problem, priced, recorded, refuted, unreadable
from cxmatch.matching.rules import Method
from cxmatch.matching.waiting import broken

MOST_CELLS = 15_000
LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"


@dataclass(frozen=True, slots=True, kw_only=True)
class Start:
    """Where a rerun starts from: the fit matrix as it is now, and the pairings before that may stay."""

    matrix: FitMatrix
    kept: Mask

    @classmethod
    def of(cls, matrix: FitMatrix, before: Sequence[Pair | Fit]) -> Self:
        """Return the start from the pairings of the run before."""
        return cls(matrix=matrix, kept=matrix.still_there(before))

    @property
    def every(self) -> int:
        """The most moves there are."""
        return int(self.kept.sum())

    @property
    def is_small(self) -> bool:
        """Whether every number of moves is searched: with more allowed pairs that would take too long."""
        return int(self.matrix.allowed.sum()) <= MOST_CELLS

    def moves(self, chosen: Mask) -> int:
        """Count the earlier pairings that a plan breaks."""
        return int(np.count_nonzero(self.kept & ~chosen))

    def plan(self, line: Option) -> Solved:
        """Return the plan of a line of the menu."""
        return Solved(matrix=self.matrix, chosen=self.matrix.moved(self.kept, line.exchange), prices=line.prices)

    def changed_by(self, chain: Chain) -> Mask:
        """Mark the cells that a chain changes."""
        changed: Mask = self.matrix.moved(self.kept, chain.exchange) != self.kept
        return changed

    def refusing(self, whole: Mask, refused: Iterable[Chain]) -> Mask:
        """Return a plan in which some chains are left as they were."""
        for chain in refused:
            whole = np.where(self.changed_by(chain), self.kept, whole)
        return whole


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A plan on its way into the menu; `beyond` proves it for more moves than its own."""

    solved: Solved
    beyond: tuple[Prices, ...] = ()

    def option(self, start: Start, number: int) -> Option:
        """Return it as the menu shows it."""
        chosen, prices, beyond = self.solved.chosen, self.solved.prices, self.beyond
        gap, by_cases = gap_words(prices, 1), any(rung.cases for rung in prices)
        further = _reach(start, chosen, beyond) if beyond and not gap_words(beyond, 1) else 0
        return Option(
            letter=_letter(number),
            moves=start.moves(chosen),
            upto=max(_reach(start, chosen, prices), further),
            paired=int(chosen.any(axis=0).sum()),
            led=start.matrix.figures(chosen).led,
            points=int(start.matrix.points[chosen].sum()),
            proof=Proof.BOUND if gap else Proof.CASES if by_cases else Proof.PRICES,
            exchange=start.matrix.moves(start.kept, chosen),
            prices=prices,
            beyond=beyond,
        )


def _reach(start: Start, chosen: Mask, prices: tuple[Prices, ...]) -> int:
    """Return the most moves up to which a proof shows a plan to be the best."""
    if not prices or any(rung.cases for rung in prices):
        return start.every - (prices[0].keep if prices else 0)
    free = int((start.kept & ~start.matrix.rules.locked).sum())
    return start.every if prices[0].scale > prices[0].keep * free else start.moves(chosen)


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


def checked_repair(matrix: FitMatrix, repair: Repair, parent: Run | None) -> tuple[list[str], Repair, Solved | None]:
    """Check the story of a rerun; gives what fails, the story computed again, and the plan that was taken where it holds.

    Without the `parent`, what that alone could tell is taken as the record says it: the pairings before, who left and joined,
    and the causes of chains.
    """
    if parent is not None:
        repair = replace(repair, **what_happened(parent, matrix))
    start = Start.of(matrix, repair.before)
    problems, options, fewest = _checked_menu(start, repair)
    taken = next((line for line in options if line.letter == repair.chosen), None)
    if problems or taken is None:
        return problems or [f"there is no plan {repair.chosen}"], repair, None
    whole = start.plan(taken)
    made = chains(matrix, start.kept, whole.chosen, Causes.since(parent, matrix) if parent else Causes())
    if parent is None:
        causes = {chain.number: chain.cause for chain in reversed(repair.chains)}
        made = tuple(replace(chain, cause=causes.get(chain.number, chain.cause)) for chain in made)
    said = matrix.moved(whole.chosen, repair.refused)
    taken_back = [chain for chain in made if not (said != start.kept)[start.changed_by(chain)].any()]
    chosen = start.refusing(whole.chosen, taken_back)
    if not np.array_equal(said, chosen):
        return ["what was refused is not a group of the plan's changes"], repair, None
    again = replace(repair, options=options, fewest=fewest, chains=made, refused=matrix.moves(whole.chosen, chosen))
    return [], again, replace(whole, chosen=chosen)


def _checked_menu(start: Start, repair: Repair) -> tuple[list[str], tuple[Option, ...], tuple[Prices, ...]]:
    """Check every line by its proof, and that no line is missing between two; gives the lines and `fewest` written again."""
    lines, problems = list[Line](), list(_misnumbered(start, repair.options))
    if problems:
        return problems, repair.options, ()
    for said in repair.options:
        plan = start.plan(said)
        found, solved = checked(plan, start.kept)
        line = Line(solved=solved)
        if said.beyond:
            further, beyond = checked(replace(plan, prices=said.beyond), start.kept)
            line, found = replace(line, beyond=beyond.prices), [*found, *further]
        problems += [f"plan {said.letter}: {flaw}" for flaw in (*broken(start.matrix, plan.chosen), *found)]
        lines.append(line)
    if problems:
        return problems, repair.options, ()
    options = tuple(line.option(start, number) for number, line in enumerate(lines))
    plans = [line.solved for line in lines]
    fewest = _fewest(start, repair.fewest, plans, options)
    missing = _missing(start, options, repair.fewest, holds=bool(fewest))
    return [*_out_of_order(options, plans), *missing], options, fewest


def _misnumbered(start: Start, options: Sequence[Option]) -> Iterator[str]:
    """Name the first line that has no more moves than the one before, or more than there are: no proof need be looked at."""
    for one, other in pairwise(options):
        if not one.moves < other.moves <= start.every:
            yield f"plan {other.letter} does not stand where its number of moves would put it"
            return


def _out_of_order(options: Sequence[Option], plans: Sequence[Solved]) -> Iterator[str]:
    for (one, better), (before, after) in zip(pairwise(options), pairwise(plans), strict=True):
        if one.moves >= better.moves or before.rank >= after.rank:
            yield f"plan {better.letter} is not better than plan {one.letter} with more moves"


def _missing(start: Start, options: Sequence[Option], said: tuple[Prices, ...], *, holds: bool) -> Iterator[str]:
    """Name where a plan may be missing from a menu: at its ends, and between two lines where everything is searched."""
    if options[-1].upto < start.every:
        yield f"plan {options[-1].letter}, the last of the menu, is not proven to be the best there is"
    searched = start.matrix.method is not Method.PRICES or not start.is_small
    if options[0].moves and not (holds if said else searched):
        yield "that no plan has fewer moves than the first of the menu is not proven"
    if said and not options[0].moves:
        yield "no plan can have fewer moves than none"
    for one, other in pairwise(options):
        in_doubt = one.proof is Proof.BOUND or gap_words(one.beyond, 1)
        if one.upto < other.moves - 1 and start.is_small and not in_doubt:
            yield f"plans between {one.letter} and {other.letter} may be missing from the menu"


def _fewest(start: Start, said: tuple[Prices, ...], plans: Sequence[Solved], options: Sequence[Option]) -> tuple[Prices, ...]:
    """Write again the proof that no plan has fewer moves: a bonus above all else on kept pairings, or cases.

    Empty where it proves nothing. The bonus is above all else only where the last line is proven to be worth the most.
    """
    matrix, first, last = start.matrix, plans[0].chosen, plans[-1].chosen & ~start.matrix.rules.locked
    if len(said) != 1 or unreadable(matrix, said):
        return ()
    rung = said[0]
    if rung.cases:
        return refuted(matrix, said, start.kept) if rung.keep == start.every - start.moves(first) + 1 else ()
    above = rung.keep > rung.scale * matrix.problem.worth(last) and options[-1].proof is not Proof.BOUND
    if rung.aim != POINTS or rung.scale < 1 or not above:
        return ()
    how = {"scale": rung.scale, "keep": rung.keep}
    problem, best = kept_problem(matrix, start.kept, **how), priced(matrix, first, rung)
    return () if flaws(problem, best) else (recorded(matrix, POINTS, problem, best, **how),)
