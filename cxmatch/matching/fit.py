"""The fit matrix: the ledger of every mentor with every protege, and the only place where an office becomes an index."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import zip_longest
from typing import Self, TypeAlias

import numpy as np

from cxmatch.assignment.ladder import KEY_BITS
from cxmatch.assignment.problem import EXACT, Ints, Mask, Problem
from cxmatch.assignment.program import Program
from cxmatch.domain.cohort import Cohort, Office
from cxmatch.domain.corrected import corrected
from cxmatch.domain.matching import Fit, Matching, Move
from cxmatch.domain.policy import Objective, Pair, Policy
from cxmatch.errors import SettingsError
from cxmatch.matching.ledger import Ledger
from cxmatch.matching.rules import Rulebook, seated

MOST_PAIRS = 25_000_000
Rank: TypeAlias = tuple[int, ...]


@dataclass(frozen=True, kw_only=True)
class FitMatrix:
    """Every fit of a cohort under a policy, held as levels and made into a `Fit` on demand.

    `mentors` are the rows and `proteges` the columns, ordered by id. `cohort` has the seats and the corrected ratings that the
    policy sets, `answered` is as it was given.
    A choice of pairs is a bool array, shape (mentors, proteges), locked pairs included.
    """

    answered: Cohort
    cohort: Cohort
    mentors: tuple[Office, ...]
    proteges: tuple[Office, ...]
    ledger: Ledger
    rules: Rulebook
    policy: Policy

    @classmethod
    def of(cls, cohort: Cohort, policy: Policy) -> Self:
        """Return the matrix.

        Raises SettingsError where a practice area is unknown or a name stands for several offices, NoPairingError where a locked
        pair contradicts another rule.
        """
        answered, cohort = cohort, seated(corrected(cohort, policy), policy)
        mentors, proteges = cohort.mentors, cohort.proteges
        if len(mentors) * len(proteges) > MOST_PAIRS:
            raise SettingsError(
                f"{len(mentors):,} mentors and {len(proteges):,} proteges make too many pairs to weigh (at most {MOST_PAIRS:,}).",
                "Pair the survey in parts.",
            )
        ledger, rules = Ledger.of(cohort, policy), Rulebook.of(cohort, policy)
        sides = {"mentors": mentors, "proteges": proteges}
        matrix = cls(answered=answered, cohort=cohort, **sides, ledger=ledger, rules=rules, policy=policy)
        rules.check_locks(matrix.area_points, matrix.points)
        return matrix

    @cached_property
    def area_points(self) -> Ints:
        """What the practice areas add to every pair, shape (mentors, proteges)."""
        return self.ledger.area_points(self.mentors, self.proteges)

    @cached_property
    def preferred(self) -> Ints:
        """What the preferences add to every pair, shape (mentors, proteges)."""
        return self.ledger.preferences.points(self.mentors, self.proteges)

    @cached_property
    def points(self) -> Ints:
        """The points of every pair, shape (mentors, proteges), whether or not a rule bars it."""
        points: Ints = self.area_points + self.preferred
        return points

    @cached_property
    def allowed(self) -> Mask:
        """The pairs that no must-have rule bars, shape (mentors, proteges)."""
        return self.rules.allowed(self.area_points, self.points)

    def __getitem__(self, pair: tuple[str, str]) -> Fit:
        """Return the fit of a mentor and a protege, by their ids."""
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

    @cached_property
    def problem(self) -> Problem:
        """The assignment problem that is left when locked pairs have taken their seats."""
        locked = self.rules.locked
        bonus = np.where(locked.any(axis=0), 0, self.first_bonus).astype(np.int64)
        return self._problem(self.allowed & ~locked, self.supply - locked.sum(axis=1), self.demand - locked.sum(axis=0), bonus)

    def program(self, kept: Mask | None = None, kept_at_least: int = 0) -> Program:
        """Return the program for rules that only a search can prove; in a rerun with at least so many of the `kept` pairs."""
        must, capacity = self.policy.must, self.policy.capacity
        bonus = np.full(len(self.proteges), self.first_bonus, dtype=np.int64)
        return Program(
            problem=self._problem(self.allowed, self.supply, self.demand, bonus),
            locked=self.rules.locked,
            twin=self.twins,
            one_role=must.one_role,
            no_exchange=must.no_exchange,
            least=capacity.mentor_at_least,
            each=capacity.each,
            everyone=self.must_serve if must.everyone else None,
            kept=kept,
            kept_at_least=kept_at_least,
        )

    def _problem(self, allowed: Mask, supply: Ints, demand: Ints, bonus: Ints) -> Problem:
        try:
            return Problem(value=np.maximum(self.points, 0), allowed=allowed, supply=supply, demand=demand, bonus=bonus)
        except OverflowError:
            raise SettingsError("The ratings, weights and seats are too large to be added exactly (2**53).") from None

    @cached_property
    def supply(self) -> Ints:
        """The mentor seats of each row, shape (mentors,)."""
        return np.array([office.mentor_slots for office in self.mentors], dtype=np.int64)

    @cached_property
    def demand(self) -> Ints:
        """The protege seats of each column, shape (proteges,)."""
        return np.array([office.protege_slots for office in self.proteges], dtype=np.int64)

    @cached_property
    def first_bonus(self) -> int:
        """What a protege's first mentor counts on top of the points: more than all points there could be."""
        if self.policy.objective is Objective.TOTAL_FIRST and not self.policy.must.everyone:
            return 0
        seats = min(int(self.supply.sum()), int(self.demand.sum()))
        return min(1 + seats * int(self.points.max(initial=0, where=self.allowed)), EXACT)

    @property
    def worst_off_first(self) -> bool:
        """Whether the ladder looks at the worst-off pairing before the total."""
        return self.policy.objective is Objective.WORST_OFF_FIRST

    @cached_property
    def must_serve(self) -> Mask:
        """The proteges, shape (proteges,), who must have a mentor where everyone must: those who ask for help anywhere."""
        return np.array([bool(self.ledger.wanted(office)) for office in self.proteges], dtype=bool)

    @cached_property
    def twins(self) -> Ints:
        """The column of the same office for each row, shape (mentors,), -1 where it has none."""
        return np.array([self.column.get(office.id, -1) for office in self.mentors], dtype=np.int64)

    def everyone_served(self, chosen: Mask) -> bool:
        """Tell whether everybody has a mentor who must have one, where the policy asks for that."""
        return not (self.policy.must.everyone and (self.must_serve & ~chosen.any(axis=0)).any())

    def figures(self, chosen: Mask) -> tuple[int, int, int]:
        """Return how many proteges are paired, the total of the points, and the points of the worst pairing (0 where none is)."""
        points = self.points[chosen]
        return int(chosen.any(axis=0).sum()), int(points.sum()), int(points.min()) if len(points) else 0

    def rank(self, chosen: Mask) -> Rank:
        """Return what the objective compares plans by, without the ties: of two plans, the larger is better."""
        paired, fits = int(chosen.any(axis=0).sum()), self.points[chosen]
        if self.worst_off_first:
            return (paired, len(fits), *sorted(fits.tolist()))
        return (paired, int(fits.sum())) if self.first_bonus else (int(fits.sum()),)

    def pairs(self, chosen: Mask) -> list[tuple[str, str]]:
        """Name the chosen cells, by protege."""
        return [(self.mentors[row].id, self.proteges[column].id) for column, row in np.argwhere(chosen.T)]

    def chosen(self, matching: Matching) -> Mask:
        """Return the cells of a matching; raises KeyError for an office without a seat on that side."""
        cells = np.zeros(self.points.shape, dtype=bool)
        for fit in matching.pairings:
            cells[self.row[fit.mentor], self.column[fit.protege]] = True
        return cells

    def still_there(self, before: Sequence[Pair | Fit]) -> Mask:
        """Mark the earlier pairings that may stay: both offices are there with seats, and no rule bars them."""
        kept = np.zeros(self.points.shape, dtype=bool)
        for pair in before:
            row, column = self.row.get(pair.mentor), self.column.get(pair.protege)
            if row is not None and column is not None:
                kept[row, column] = self.allowed[row, column]
        return kept

    def moves(self, before: Mask, after: Mask) -> tuple[Move, ...]:
        """Name every change of mentor between two choices of pairs, by protege."""
        found: list[Move] = []
        for column in np.flatnonzero((before != after).any(axis=0)):
            gone = [self.mentors[row].id for row in np.flatnonzero(before[:, column] & ~after[:, column])]
            come = [self.mentors[row].id for row in np.flatnonzero(after[:, column] & ~before[:, column])]
            protege = self.proteges[column].id
            found += (Move(protege=protege, mentor_before=old, mentor_after=new) for old, new in zip_longest(gone, come))
        return tuple(found)

    def moved(self, before: Mask, changes: Sequence[Move]) -> Mask:
        """Return the choice of pairs after some moves; raises KeyError for an office without a seat on that side."""
        after = before.copy()
        for move in changes:
            if move.mentor_before:
                after[self.row[move.mentor_before], self.column[move.protege]] = False
        for move in changes:
            if move.mentor_after:
                after[self.row[move.mentor_after], self.column[move.protege]] = True
        return after

    def keys(self, cells: Mask) -> Ints:
        """Return the public tie keys of some pairs: the first six hex digits of SHA-256(seed, mentor, protege), by newlines."""
        keys = np.zeros(cells.shape, dtype=np.int64)
        ids = [f"\n{office.id}".encode() for office in self.proteges]
        for row in np.flatnonzero(cells.any(axis=1)):
            start = hashlib.sha256(f"{self.policy.tie_seed}\n{self.mentors[row].id}".encode())
            for column in np.flatnonzero(cells[row]):
                digest = start.copy()
                digest.update(ids[column])
                keys[row, column] = int.from_bytes(digest.digest()[: KEY_BITS // 8], "big")
        return keys
