"""The fit matrix: the ledger of every mentor with every protege, and the only place where an office becomes an index."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Self

import numpy as np

from cxmatch.assignment.ladder import KEY_BITS, face
from cxmatch.assignment.problem import EXACT, Assignment, Ints, Mask, Problem, worth
from cxmatch.domain.cohort import Cohort, Office
from cxmatch.domain.errors import SettingsError
from cxmatch.domain.matching import Fit, Matching, Prices
from cxmatch.domain.policy import Objective, Policy
from cxmatch.matching.ledger import Ledger
from cxmatch.matching.rules import Rulebook, in_policy

MOST_PAIRS = 25_000_000


@dataclass(frozen=True, kw_only=True)
class FitMatrix:
    """Every fit of a cohort under a policy, held as levels and made into a `Fit` on demand.

    `mentors` are the rows and `proteges` the columns, ordered by id.
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
            The policy names an office or a practice area that the cohort does not have.
        NoPairingError
            A locked pair contradicts another rule.

        """
        seated = _with_capacity(cohort, policy)
        mentors, proteges = seated.mentors, seated.proteges
        if len(mentors) * len(proteges) > MOST_PAIRS:
            raise SettingsError(
                f"{len(mentors):,} mentors and {len(proteges):,} proteges make too many pairs to weigh (at most {MOST_PAIRS:,}).",
                "Pair the survey in parts.",
            )
        rules = Rulebook.of(seated, policy)
        matrix = cls(
            cohort=seated, mentors=mentors, proteges=proteges, ledger=Ledger.of(cohort, policy), rules=rules, policy=policy
        )
        rules.check_locks(matrix.points)
        return matrix

    @cached_property
    def points(self) -> Ints:
        """The points of every pair, shape (mentors, proteges), whether or not a rule bars it."""
        return self.ledger.points(self.mentors, self.proteges)

    @cached_property
    def allowed(self) -> Mask:
        """The pairs that no must-have rule bars."""
        return self.rules.allowed(self.points)

    def __getitem__(self, pair: tuple[str, str]) -> Fit:
        """Give the fit of a mentor and a protege, by their ids."""
        row, column = self.row[pair[0]], self.column[pair[1]]
        mentor, protege = self.mentors[row], self.proteges[column]
        return Fit(
            mentor=mentor.id,
            protege=protege.id,
            contributions=self.ledger.contributions(mentor, protege),
            barred_by=self.rules.bars(row, column, int(self.points[row, column])),
            full_points=self.ledger.full_points(protege),
        )

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
        locked = self.rules.locked
        demand = np.array([office.protege_slots for office in self.proteges], dtype=np.int64)
        taken = locked.sum(axis=0)
        try:
            return Problem(
                value=self.points,
                allowed=self.allowed & ~locked,
                supply=np.array([office.mentor_slots for office in self.mentors], dtype=np.int64) - locked.sum(axis=1),
                demand=demand - taken,
                bonus=np.where(taken == 0, self.first_bonus, 0).astype(np.int64),
            )
        except OverflowError:
            raise SettingsError("The ratings, weights and seats are too large to be added exactly (2**53).") from None

    @cached_property
    def first_bonus(self) -> int:
        """What a protege's first mentor counts on top of the points: more than all points there could be."""
        if self.policy.objective is Objective.MOST_POINTS:
            return 0
        seats = min(sum(office.mentor_slots for office in self.mentors), sum(office.protege_slots for office in self.proteges))
        return min(1 + seats * int(self.points.max(initial=0, where=self.allowed)), EXACT)

    def matching(self, best: Assignment, rung: Problem, tie: Assignment) -> Matching:
        """Give the cells and prices of a solved problem back their names; who waits is for `waiting.with_waiting` to say."""
        chosen = best.chosen | self.rules.locked
        pairs = [(self.mentors[row].id, self.proteges[column].id) for column, row in np.argwhere(chosen.T)]
        return Matching(
            pairings=tuple(self[pair] for pair in pairs),
            waiting=(),
            prices=self._prices(self.problem, best),
            tie_prices=self._prices(rung, tie),
        )

    def assignment(self, matching: Matching) -> Assignment:
        """Give the cells and prices of a matching, locked pairs left out.

        Raises
        ------
        KeyError
            It names an office that has no seat on that side.

        """
        chosen = np.zeros(self.points.shape, dtype=bool)
        for fit in matching.pairings:
            chosen[self.row[fit.mentor], self.column[fit.protege]] = True
        return self._priced(chosen & ~self.rules.locked, matching.prices)

    def tie_assignment(self, matching: Matching) -> tuple[Problem, Assignment]:
        """Give the rung of the tie keys and the part of a matching that it decided."""
        best = self.assignment(matching)
        rung = face(self.problem, best, self.keys)
        return rung.problem, self._priced(best.chosen & ~rung.settled, matching.tie_prices)

    def _prices(self, problem: Problem, solved: Assignment) -> Prices:
        return Prices(
            bonus=int(problem.bonus.max(initial=0)),
            total=worth(problem, solved.chosen),
            mentors=dict(zip(self.row, solved.row_prices.tolist(), strict=True)),
            proteges=dict(zip(self.column, solved.column_prices.tolist(), strict=True)),
        )

    def _priced(self, chosen: Mask, prices: Prices) -> Assignment:
        return Assignment(
            chosen=chosen,
            row_prices=np.array([prices.mentors[name] for name in self.row], dtype=np.int64),
            column_prices=np.array([prices.proteges[name] for name in self.column], dtype=np.int64),
        )

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


def _with_capacity(cohort: Cohort, policy: Policy) -> Cohort:
    """Give the cohort with the mentor seats that the policy sets."""
    seats = {in_policy(cohort, name, "capacity").id: number for name, number in policy.capacity.items()}
    return cohort.with_mentor_slots(seats) if seats else cohort
