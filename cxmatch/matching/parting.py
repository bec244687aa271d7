"""What it comes to when pairs part: for every pairing a no of one of its two offices, and those who never met by check-ins."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property, partial

import numpy as np

from cxmatch.assignment.problem import Assignment, Mask, Problem
from cxmatch.assignment.solver import mended, settled_by
from cxmatch.domain.checkin import CheckIns, Course, PairStatus, Repaired, RoundStatus
from cxmatch.domain.decisions import Choice, Decision, decided, without_changes
from cxmatch.domain.foretold import Refusal, Refusals
from cxmatch.domain.matching import Fit, Side
from cxmatch.domain.repair import Option, Proof
from cxmatch.domain.run import Run
from cxmatch.errors import NoPairingError, SettingsError
from cxmatch.matching.bill import possible
from cxmatch.matching.fit import FitMatrix, require_matrix
from cxmatch.matching.repair import Start
from cxmatch.matching.rerun import by_default, menu
from cxmatch.matching.rules import Method
from cxmatch.records.meanwhile import tell, told


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
    matrix = FitMatrix.of(run.cohort, rules)
    table = _Table(run=run, matrix=matrix, chosen=matrix.chosen(run.matching))
    working = told("Working out what each no would come to", run.matching.pairings)
    rows = tuple(row for fit in working for row in table.rows(fit))
    return Refusals(run=run.id, unit=run.unit, rows=rows)


@dataclass(frozen=True, kw_only=True)
class _Table:
    """A run under the rules of its reruns, and its pairings as cells, shape (mentors, proteges)."""

    run: Run
    matrix: FitMatrix
    chosen: Mask

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
        start, options = _menu_without(self.run, [fit], Choice.NEVER)
        return start.plan(by_default(options)).chosen

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


def status(run: Run, read: CheckIns) -> RoundStatus:
    """Say how each pair of a run goes by the check-ins that `read_checkins` gave, and who owes an answer.

    Where pairs never met, `plans` is the menu of a rerun that gives them other partners, each plan with its exact difference
    from the run in proteges paired and in points.
    """
    made, courses = read.on(run.matching.pairs), list(Course)  # these go from the most pressing on
    pairs = tuple(sorted(made, key=lambda pair: (courses.index(pair.course), pair.mentor, pair.protege)))
    apart = [pair for pair in pairs if pair.course is Course.NEVER_MET]
    try:
        plans, trouble = _plans(run, apart), ""
    except (NoPairingError, SettingsError) as problem:
        plans, trouble = (), problem.what
    return RoundStatus(run=run.id, pairs=pairs, plans=plans, no_plan=trouble, findings=read.findings, unit=run.unit)


def _plans(run: Run, apart: Sequence[PairStatus]) -> tuple[Repaired, ...]:
    """Return the plans in which some pairs are not made again; raises what `rerun` raises where there is none."""
    if not apart:
        return ()
    require_matrix(run.cohort, without_changes(run.policy))
    tell("Looking for other partners of those who never met")
    start, options = _menu_without(run, apart, Choice.CHANGE)
    return tuple(_repaired(run, start, start.matrix.chosen(run.matching), option) for option in options)


def _menu_without(run: Run, pairs: Sequence[Fit | PairStatus], choice: Choice) -> tuple[Start, tuple[Option, ...]]:
    """Return the menu of a rerun with a choice on some of the pairings; raises NoPairingError where there is no plan."""
    decisions = [Decision(mentor=pair.mentor, protege=pair.protege, choice=choice) for pair in pairs]
    matrix = FitMatrix.of(run.cohort, decided(without_changes(run.policy), decisions, run.cohort))
    start = Start.of(matrix, run.matching.pairings)
    return start, possible(matrix, partial(menu, start))[0]


def _repaired(run: Run, start: Start, before: Mask, option: Option) -> Repaired:
    return Repaired(
        letter=option.letter,
        others=option.moves,
        paired=option.paired - run.matching.paired,
        led=option.led - start.matrix.figures(before).led,
        points=option.points - run.matching.points,
        moves=start.matrix.moves(before, start.plan(option).chosen),
        gap=option.gap if option.proof is Proof.BOUND else 0,
    )
