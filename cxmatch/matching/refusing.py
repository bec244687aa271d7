"""The refusal table: for every pairing the plan that a rerun would take if one of its two offices said no."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cached_property, partial

import numpy as np

from cxmatch.assignment.mending import mended
from cxmatch.assignment.problem import Assignment, Mask, Problem
from cxmatch.assignment.solver import settled_by
from cxmatch.domain.decisions import Choice, Decision, decided, without_changes
from cxmatch.domain.foretold import Refusal, Refusals
from cxmatch.domain.matching import Fit, Side
from cxmatch.domain.run import Run
from cxmatch.errors import NoPairingError
from cxmatch.matching.fit import FitMatrix
from cxmatch.matching.impossible import possible
from cxmatch.matching.menu import by_default, menu
from cxmatch.matching.method import Method
from cxmatch.matching.repair import Start
from cxmatch.matching.size import require_matrix
from cxmatch.records.meanwhile import told


def refusals(run: Run) -> Refusals:
    """Work out, for every pairing, what a no of either office would come to: the very plan that `rerun` takes by default.

    Raises
    ------
    SettingsError
        The cohort is too large to be repaired.

    Examples
    --------
    >>> import cxmatch as cx
    >>> run = cx.pair(cx.read_survey(cx.sample("roundtable-14")))
    >>> first = cx.refusals(run).rows[0]
    >>> later = cx.rerun(run, decisions=[cx.Decision(mentor=first.mentor, protege=first.protege, choice=cx.Choice.NEVER)])
    >>> run.matching.points - later.matching.points == first.points
    True

    """
    rules = without_changes(run.policy)
    require_matrix(run.cohort, rules)
    table = _Table.of(run, FitMatrix.of(run.cohort, rules))
    working = told("Working out what each no would come to", run.matching.pairings)
    rows = tuple(row for fit in working for row in table.rows(fit))
    return Refusals(run=run.id, unit=run.unit, rows=rows)


@dataclass(frozen=True, kw_only=True)
class _Table:
    """A run under the rules of its reruns, and its pairings as cells, shape (mentors, proteges)."""

    run: Run
    matrix: FitMatrix
    chosen: Mask

    @classmethod
    def of(cls, run: Run, matrix: FitMatrix) -> _Table:
        return cls(run=run, matrix=matrix, chosen=matrix.chosen(run.matching))

    def rows(self, fit: Fit) -> Iterator[Refusal]:
        """Return the rows of one pairing, for its mentor and its protege."""
        cell, sides = (self.matrix.row[fit.mentor], self.matrix.column[fit.protege]), (Side.MENTOR, Side.PROTEGE)
        try:
            after = self._after(fit, cell)
        except NoPairingError as problem:
            why = problem.what.partition("\n")[0]
            yield from (Refusal(mentor=fit.mentor, protege=fit.protege, by=side, impossible=why) for side in sides)
            return
        kept, was, now = self.chosen.copy(), self.run.matching, self.matrix.figures(after)
        kept[cell] = False
        for side in sides:
            yield Refusal(
                mentor=fit.mentor,
                protege=fit.protege,
                by=side,
                moves=self.matrix.moves(self.chosen, after),
                changed=int(np.count_nonzero(kept & ~after)),
                paired=was.paired - now.paired,
                points=was.points - now.points,
            )

    def _after(self, fit: Fit, cell: tuple[int, int]) -> Mask:
        """Return the plan without one pairing; raises NoPairingError where there is none."""
        quick, others = self._best, self.matrix.allowed.copy()
        others[cell] = False
        if quick is None or self.matrix.rules.locked[cell] or not others.any():
            return self._by_menu(fit)
        locked, before = self.matrix.rules.locked, self._free.copy()
        before[cell] = False
        problem = replace(self._weighed, allowed=self._weighed.allowed & others)
        best = mended(problem, before, quick)
        return settled_by(problem, best, *self.matrix.ties, again=mended)[0] | locked

    def _by_menu(self, fit: Fit) -> Mask:
        """Return it as `rerun` finds it, without the costs of rules."""
        said = Decision(mentor=fit.mentor, protege=fit.protege, choice=Choice.NEVER)
        matrix = FitMatrix.of(self.run.cohort, decided(self.matrix.policy, [said], self.run.cohort))
        start = Start(matrix=matrix, kept=matrix.still_there(self.run.matching.pairings))
        return start.plan(by_default(possible(matrix, partial(menu, start))[0])).chosen

    @cached_property
    def _free(self) -> Mask:
        """The pairings that are not locked and that the rules still allow."""
        free: Mask = self.chosen & self.matrix.problem.allowed
        return free

    @cached_property
    def _weighed(self) -> Problem:
        """The problem in which a paired protege counts above all, then a kept pairing, then what the pairs are worth.

        That is what the line taken by default has most of, and is found without the other lines.
        """
        problem = self.matrix.problem
        keep = 1 + problem.seats * problem.largest_value
        above = 1 + problem.seats * (problem.largest_value + keep)
        return replace(problem, value=problem.value + keep * self._free, bonus=np.where(problem.bonus, above, 0))

    @cached_property
    def _best(self) -> Assignment | None:
        """The pairings with the prices that prove them best; None where rules need another way, or sums would not be exact."""
        must = self.matrix.policy.must
        if self.matrix.method is not Method.PRICES or not self.matrix.first_bonus or must.everyone:
            return None
        try:
            return mended(self._weighed, self._free)
        except OverflowError:
            return None
