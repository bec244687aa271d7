"""Other answers: whether the pairing would change if one rating of one office were another, or an empty one were given."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TypeAlias

import numpy as np

from cxmatch.assignment.certificate import recover
from cxmatch.assignment.ladder import Face, first_by_place
from cxmatch.assignment.problem import Assignment, Ints, Keys, Mask, Problem
from cxmatch.assignment.solver import mended
from cxmatch.assignment.steps import Line, Trials, with_lines
from cxmatch.domain.cohort import Office
from cxmatch.domain.weighing import Asked
from cxmatch.matching.best import again
from cxmatch.matching.lines import At, Changed, Lines, Rating, with_office
from cxmatch.matching.plan import Plan
from cxmatch.matching.rules import Method

Offices: TypeAlias = tuple[Office, ...]
# So many times a cohort is paired again at most, and so many pairs are weighed in all; where it takes a search, far fewer.
MOST_TRIALS, MOST_WEIGHED, MOST_SEARCHES = 1_000, 4_000_000, 60
_FEW_LEVELS = 12


@dataclass(frozen=True, kw_only=True)
class Answers:
    """A plan under other answers. The prices of the plan settle most of them; for the rest the cohort is paired again."""

    plan: Plan

    @property
    def most_trials(self) -> int:
        """How often the cohort may be paired again."""
        if self.plan.method is not Method.PRICES:
            return MOST_SEARCHES if self.plan.is_small else 0
        return min(MOST_TRIALS, MOST_WEIGHED // max(1, self.plan.chosen.size))

    @cached_property
    def _sheet(self) -> Lines:
        return Lines(matrix=self.plan.matrix, led_bonus=self.plan.wide.led if self.plan.wide else 0)

    @cached_property
    def _trials(self) -> Trials | None:
        """The graph of the plan with the bonus that tells proteges and points apart; None where prices or floats cannot."""
        return Trials.of(self.plan.wide.problem, self.plan.open_cells) if self.plan.wide else None

    @cached_property
    def _surplus(self) -> Ints | None:
        """What each pair is worth beyond the two prices, without its own worth; None where prices cannot tell."""
        if self.plan.wide is None:
            return None
        beyond: Ints = self.plan.wide.problem.bonus - self._proven.row_prices[:, None] - self._proven.column_prices
        return beyond

    @cached_property
    def _proven(self) -> Assignment:
        """The plan with prices for that bonus."""
        return recover(self._problem, self.plan.open_cells)

    @property
    def _problem(self) -> Problem:
        return self.plan.wide.problem if self.plan.wide else self.plan.matrix.problem

    @property
    def worth(self) -> Ints:
        """What every pair counts, shape (mentors, proteges), with bonuses that leave room for other answers."""
        return self.plan.wide.worth if self.plan.wide else self.plan.matrix.points

    @property
    def _led_counts(self) -> bool:
        """Whether it decides which pairs lead in what was asked for first, beside their worth."""
        return self.plan.matrix.firsts.use in (Asked.RUNG, Asked.TIES)

    @property
    def _by_highest(self) -> bool:
        """Whether the highest need stands in for what was asked for first: then a need may lower what another counts."""
        firsts = self.plan.matrix.firsts
        return firsts.use is not Asked.OFF and not firsts.cohort.asks_first

    def harmless(self, worth: Ints, allowed: Mask, led: Mask, at: At) -> bool:
        """Tell whether another worth of some pairs, and which are allowed and lead, leave the pairing as it is, by prices alone.

        Then every pair that rises stays below its prices, or is one of the plan's, and those stay above them.
        """
        plan, matrix = self.plan, self.plan.matrix
        made, was, before = plan.chosen[at], matrix.allowed[at], self.worth[at]
        tied = np.where(made, led >= matrix.led[at], led <= matrix.led[at]) | (not self._led_counts)
        same = (allowed == was) & (~allowed | ((worth == before) & tied))
        if same.all():
            return True
        if self._surplus is None or (made & ~allowed).any():
            return False
        over = worth + self._surplus[at]
        fine = np.where(made, matrix.rules.locked[at] | ((worth >= before) & tied) | (over > 0), ~allowed | (over < 0))
        return bool((same | fine).all())

    def _lines(self, rating: Rating, level: int, as_protege: int | None = None) -> tuple[Changed | None, Changed | None]:
        """Return the row and the column that one answer alters; another one for its column where given."""
        mentor, protege = rating.answered(level), rating.answered(level if as_protege is None else as_protege)
        row = self._sheet.row(mentor, rating.area) if rating.side == "capability" else None
        return row, self._sheet.column(protege, rating.area)

    def is_harmless(self, rating: Rating, level: int, as_protege: int | None = None) -> bool:
        """Tell whether one answer leaves the pairing as it is, by prices alone; another one for its column where given."""
        row, column = self._lines(rating, level, as_protege)
        wanted = self.plan.matrix.ledger.wanted(rating.answered(level if as_protege is None else as_protege))
        everyone = self.plan.run.policy.must.everyone
        if everyone and column is not None and bool(wanted) != bool(self.plan.matrix.must_serve[column.line.place]):
            return False
        if row is not None and not self.harmless(row.line.value, row.line.allowed, row.led, (row.line.place, slice(None))):
            return False
        at: At = (slice(None), column.line.place if column else 0)
        return column is None or self.harmless(column.line.value, column.line.allowed, column.led, at)

    def never_matters(self, rating: Rating) -> bool:
        """Tell whether no answer to an empty rating changes the pairing, by prices alone.

        An answer never lowers a fit, so none is above the one with it at the top for a mentor, and for a protege its capability
        at the bottom and its need at the top. Where the highest need stands in for what was asked for first, every need is
        tried; where shares of a need count, every answer of a protege.
        """
        if self._bends_all(rating) or (self._by_highest and rating.side == "need"):
            return all(self.is_harmless(rating, level) for level in self.levels(rating))
        return self.is_harmless(rating, rating.scale.top, rating.needy)

    def _bends_all(self, rating: Rating) -> bool:
        """Tell whether a rating is that of a protege of which each answer alters what all its areas count."""
        return self._in_shares and rating.office.id in self.plan.matrix.column

    @property
    def _in_shares(self) -> bool:
        """Whether pairs count by the share of a need: where needs count alike, or what was given up before counts."""
        return bool(self.plan.matrix.ledger.counting.whole_need) or self.plan.matrix.owed.counts

    def alters(self, rating: Rating, level: int) -> bool:
        """Tell what `changes` tells, by the cheapest change that an answer brings; where that costs nothing, by the ties."""
        plan, changed = self.plan, self._lines(rating, level)
        row, column = (each and each.line for each in changed)
        if self._trials is None or plan.run.policy.must.everyone:
            return self.changes(rating, level)
        if (row and row.bars(plan.chosen[row.place])) or (column and column.bars(plan.chosen[:, column.place])):
            return True
        locked = plan.matrix.rules.locked
        row, column = row and row.but(locked[row.place]), column and column.but(locked[:, column.place])
        try:
            least = self._trials.cheapest(row, column)
            return least < 0 or (least == 0 and not self._comes_first(row, column, self._ties(*changed)))
        except OverflowError:
            return self.changes(rating, level)

    def _ties(self, row: Changed | None, column: Changed | None) -> list[Keys]:
        """Return what decides among equals when a row and a column are others."""
        matrix = self.plan.matrix
        if matrix.firsts.use is not Asked.TIES:
            return [self.plan.matrix.keys]
        led = matrix.led.copy()
        if row:
            led[row.line.place] = row.led
        if column:
            led[:, column.line.place] = column.led
        return [lambda cells: (cells & led).astype(np.int64), self.plan.matrix.keys]

    def _comes_first(self, row: Line | None, column: Line | None, ties: Sequence[Keys]) -> bool:
        """Tell whether the plan, which is a best one with other values of a row and a column, comes first among its equals."""
        problem = with_lines(self._problem, row, column)
        mine, best = self.plan.open_cells, mended(problem, self.plan.open_cells, self._proven)
        for keys in ties:
            face = Face.of(problem, best, keys)
            problem, mine = face.problem, mine & ~face.settled
            best = mended(problem, mine)
            if problem.worth(best.chosen) > problem.worth(mine):
                return False
        return np.array_equal(first_by_place(problem, best), mine)

    def changes(self, rating: Rating, level: int) -> bool:
        """Tell whether pairing again with one answer gives another pairing, or none."""
        found = again(with_office(self.plan.matrix.cohort, rating.answered(level)), replace(self.plan.run.policy, corrected=()))
        return found is None or not np.array_equal(found.chosen, self.plan.chosen)

    def levels(self, rating: Rating) -> list[int]:
        """Return the levels that must be tried to know about all: every one of a short scale.

        On a long one, those where the course of a fit bends or a pair opens or closes, and their neighbors: between two of them
        every total changes in a straight line, so a plan that is best at both ends, ties included, is best between them. With
        the worst-off first totals do not decide, and where shares of a need count the course is no line, so there all are tried.
        """
        matrix, scale = self.plan.matrix, rating.scale
        every = list(range(scale.bottom, scale.top + 1))
        if len(every) <= _FEW_LEVELS or matrix.worst_off_first or matrix.owed.counts or self._bends_all(rating):
            return every
        offices = tuple(rating.answered(level) for level in every)
        bends = np.isin(every, [every[0], every[1], every[-1]])
        row, column = matrix.row.get(rating.office.id), matrix.column.get(rating.office.id)
        sides: list[tuple[tuple[Offices, Offices], At]] = []
        if row is not None:
            sides.append(((offices, matrix.proteges), (row, slice(None))))
        if column is not None:
            sides.append(((matrix.mentors, offices), (slice(None), column)))
        for pairs, at in sides:
            areas, led = matrix.ledger.area_points(*pairs), matrix.firsts.led(*pairs)
            bends |= self._bends(areas, led, at) if at[0] == row else self._bends(areas.T, led.T, at)
        return [level for level, needed in zip(every, bends.tolist(), strict=True) if needed]

    def _bends(self, areas: Ints, led: Mask, at: At) -> Mask:
        """Mark the levels, down the rows, where a fit bends, or a pair opens, closes or begins to lead, and those beside them."""
        _, allowed = self._sheet.worth(areas, led, at)
        bent = (np.diff(areas, n=2, axis=0) != 0).any(axis=1)
        turned = ((allowed[1:] != allowed[:-1]) | (led[1:] != led[:-1])).any(axis=1)
        marked: Mask = np.r_[False, bent, False] | np.r_[False, turned] | np.r_[turned, False]
        return marked

    def never_matter_together(self, idle: Sequence[Rating]) -> bool:
        """Tell whether no answers to these ratings change the pairing, by prices alone; not known where shares count."""
        return not self._in_shares and self.harmless(*self.at_most(idle), (slice(None), slice(None)))

    def at_most(self, idle: Sequence[Rating]) -> tuple[Ints, Mask, Mask]:
        """Return the most that pairs could count with any answers to these ratings, which are allowed then, and which lead.

        As with one answer, a fit is at its highest with all at the top, but a protege's capability at the bottom. Whatever a
        protege may come to ask for first, at worst its mentor does not lead there, and every other one does.
        """
        matrix = self.plan.matrix
        mentors, proteges = ({office.id: office for office in side} for side in (matrix.mentors, matrix.proteges))
        for rating in idle:
            name = rating.office.id
            if name in mentors:
                mentors[name] = rating.answered(rating.scale.top, mentors[name])
            if name in proteges:
                proteges[name] = rating.answered(rating.needy, proteges[name])
        sides = tuple(mentors.values()), tuple(proteges.values())
        led = matrix.firsts.led(*sides)
        if self._by_highest:
            led = np.where(np.isin(list(proteges), [one.office.id for one in idle if one.side == "need"]), ~self.plan.chosen, led)
        worth, allowed = self._sheet.worth(matrix.ledger.area_points(*sides), led, (slice(None), slice(None)))
        return worth, allowed, led
