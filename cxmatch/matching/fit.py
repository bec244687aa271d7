"""The fit matrix: the ledger of every mentor with every protege, and the only place where an office becomes an index."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Self

import numpy as np

from cxmatch.assignment.ladder import KEY_BITS
from cxmatch.assignment.problem import EXACT, Ints, Mask, Problem
from cxmatch.domain.cohort import Cohort, Office
from cxmatch.domain.matching import Fit, Matching
from cxmatch.domain.policy import Objective, Policy
from cxmatch.errors import SettingsError
from cxmatch.matching.ledger import Ledger
from cxmatch.matching.rules import FORBIDDEN, PAST, Rulebook
from cxmatch.matching.seats import seated

MOST_PAIRS = 25_000_000


@dataclass(frozen=True, kw_only=True)
class FitMatrix:
    """Every fit of a cohort under a policy, held as levels and made into a `Fit` on demand.

    `mentors` are the rows and `proteges` the columns, ordered by id. `cohort` has the seats that the policy sets.
    """

    cohort: Cohort
    mentors: tuple[Office, ...]
    proteges: tuple[Office, ...]
    ledger: Ledger
    rules: Rulebook
    policy: Policy

    @classmethod
    def of(cls, cohort: Cohort, policy: Policy) -> Self:
        """Make the matrix.

        Raises
        ------
        SettingsError
            The policy names a practice area that the framework does not have, or a name stands for several offices.
        NoPairingError
            A locked pair contradicts another rule.

        """
        cohort = seated(cohort, policy)
        mentors, proteges = cohort.mentors, cohort.proteges
        if len(mentors) * len(proteges) > MOST_PAIRS:
            raise SettingsError(
                f"{len(mentors):,} mentors and {len(proteges):,} proteges make too many pairs to weigh (at most {MOST_PAIRS:,}).",
                "Pair the survey in parts.",
            )
        matrix = cls(
            cohort=cohort,
            mentors=mentors,
            proteges=proteges,
            ledger=Ledger.of(cohort, policy),
            rules=Rulebook.of(cohort, policy),
            policy=policy,
        )
        matrix.rules.check_locks(matrix.area_points, matrix.points)
        return matrix

    @cached_property
    def area_points(self) -> Ints:
        """What the practice areas add to every pair, shape (mentors, proteges)."""
        return self.ledger.area_points(self.mentors, self.proteges)

    @cached_property
    def points(self) -> Ints:
        """The points of every pair, shape (mentors, proteges), whether or not a rule bars it."""
        return self.area_points + self.ledger.preferences.points(self.mentors, self.proteges)

    @cached_property
    def allowed(self) -> Mask:
        """The pairs that no must-have rule bars."""
        return self.rules.allowed(self.area_points, self.points)

    @cached_property
    def covers(self) -> Mapping[str, Ints]:
        """How many pairs of the policy bar each cell, for the rules that are lists of pairs."""
        return {bar: self.rules.cover(bar) for bar in (FORBIDDEN, PAST)}

    def __getitem__(self, pair: tuple[str, str]) -> Fit:
        """Give the fit of a mentor and a protege, by their ids."""
        row, column = self.row[pair[0]], self.column[pair[1]]
        mentor, protege = self.mentors[row], self.proteges[column]
        return Fit(
            mentor=mentor.id,
            protege=protege.id,
            contributions=self.ledger.contributions(mentor, protege),
            barred_by=self.bars(row, column),
            full_points=self.ledger.full_points(protege),
        )

    def bars(self, row: int, column: int) -> tuple[str, ...]:
        """Name the rules that bar one pair."""
        return self.rules.bars(row, column, int(self.area_points[row, column]), int(self.points[row, column]))

    @cached_property
    def row(self) -> Mapping[str, int]:
        """The row of each mentor."""
        return {office.id: row for row, office in enumerate(self.mentors)}

    @cached_property
    def column(self) -> Mapping[str, int]:
        """The column of each protege."""
        return {office.id: column for column, office in enumerate(self.proteges)}

    def mentor(self, name: str) -> int:
        """Give the row of an office by its name; raises SettingsError where it has no mentor seat."""
        office = self.cohort.office(name).id
        if office not in self.row:
            raise SettingsError(f'"{office}" takes no protege, so it cannot mentor.')
        return self.row[office]

    def protege(self, name: str) -> int:
        """Give the column of an office by its name; raises SettingsError where it has no protege seat."""
        office = self.cohort.office(name).id
        if office not in self.column:
            raise SettingsError(f'"{office}" takes no mentor, so it cannot be a protege.')
        return self.column[office]

    @cached_property
    def problem(self) -> Problem:
        """The assignment problem that is left when locked pairs have taken their seats."""
        taken = self.rules.locked.sum(axis=0)
        return self._problem(
            allowed=self.allowed & ~self.rules.locked,
            supply=self.supply - self.rules.locked.sum(axis=1),
            demand=self.demand - taken,
            bonus=np.where(taken == 0, self.first_bonus, 0).astype(np.int64),
        )

    @cached_property
    def whole_problem(self) -> Problem:
        """The same with the locked pairs in it, for rules that look at all pairs."""
        bonus = np.full(len(self.proteges), self.first_bonus, dtype=np.int64)
        return self._problem(allowed=self.allowed, supply=self.supply, demand=self.demand, bonus=bonus)

    def _problem(self, *, allowed: Mask, supply: Ints, demand: Ints, bonus: Ints) -> Problem:
        try:
            return Problem(value=np.maximum(self.points, 0), allowed=allowed, supply=supply, demand=demand, bonus=bonus)
        except OverflowError:
            raise SettingsError("The ratings, weights and seats are too large to be added exactly (2**53).") from None

    @cached_property
    def supply(self) -> Ints:
        """The mentor seats of each row."""
        return np.array([office.mentor_slots for office in self.mentors], dtype=np.int64)

    @cached_property
    def demand(self) -> Ints:
        """The protege seats of each column."""
        return np.array([office.protege_slots for office in self.proteges], dtype=np.int64)

    @cached_property
    def first_bonus(self) -> int:
        """What a protege's first mentor counts on top of the points: more than all points there could be."""
        if self.policy.objective is Objective.TOTAL_FIRST and not self.policy.must.everyone:
            return 0
        seats = min(int(self.supply.sum()), int(self.demand.sum()))
        return min(1 + seats * int(self.points.max(initial=0, where=self.allowed)), EXACT)

    @cached_property
    def must_serve(self) -> Mask:
        """The proteges who must have a mentor where the policy asks for everyone: those who ask for help anywhere."""
        return np.array([bool(self.ledger.wanted(office)) for office in self.proteges], dtype=bool)

    @cached_property
    def twins(self) -> Ints:
        """The column of the same office for each row, -1 where it has none."""
        return np.array([self.column.get(office.id, -1) for office in self.mentors], dtype=np.int64)

    def pairs(self, chosen: Mask) -> list[tuple[str, str]]:
        """Name the chosen cells, by protege."""
        return [(self.mentors[row].id, self.proteges[column].id) for column, row in np.argwhere(chosen.T)]

    def chosen(self, matching: Matching) -> Mask:
        """Give the cells of a matching, locked pairs included; raises KeyError for an office without a seat on that side."""
        cells = np.zeros(self.points.shape, dtype=bool)
        for fit in matching.pairings:
            cells[self.row[fit.mentor], self.column[fit.protege]] = True
        return cells

    def keys(self, cells: Mask) -> Ints:
        """Give the public tie keys of some pairs: the first six hex digits of SHA-256(seed, mentor, protege), by newlines."""
        keys = np.zeros(cells.shape, dtype=np.int64)
        ids = [f"\n{office.id}".encode() for office in self.proteges]
        for row in np.flatnonzero(cells.any(axis=1)):
            start = hashlib.sha256(f"{self.policy.tie_seed}\n{self.mentors[row].id}".encode())
            for column in np.flatnonzero(cells[row]):
                digest = start.copy()
                digest.update(ids[column])
                keys[row, column] = int.from_bytes(digest.digest()[: KEY_BITS // 8], "big")
        return keys
