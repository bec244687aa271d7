"""The fit matrix: the ledger of every mentor with every protege, where an office becomes an index; and who is too many for it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple, Self, TypeAlias

import numpy as np

from cxmatch.assignment.problem import EXACT, Ints, Keys, Mask, Problem
from cxmatch.assignment.program import Program
from cxmatch.domain.cohort import Cohort
from cxmatch.domain.matching import Fit
from cxmatch.domain.naming import corrected
from cxmatch.domain.policy import Objective, Pair, Policy
from cxmatch.domain.weighing import Asked
from cxmatch.errors import SettingsError
from cxmatch.matching.ledger import Ledger
from cxmatch.matching.places import Owed, Places
from cxmatch.matching.rules import Method, Rulebook, seated

# Above so many pairs of a mentor and a protege no matrix is made where prices prove the policy, and above so many for no policy.
LARGE, MOST_PAIRS = 4_000_000, 25_000_000
Rank: TypeAlias = tuple[int, ...]


class Figures(NamedTuple):
    """Proteges paired, those led in what they asked for first where that is a rung, total and lowest points (0 without pairs)."""

    paired: int
    led: int
    points: int
    lowest: int


@dataclass(frozen=True, kw_only=True)
class FitMatrix(Places):
    """Every fit of a cohort under a policy, held as levels and made into a `Fit` on demand.

    `cohort` has the seats and the corrected ratings that the policy sets, `answered` is as it was given. A choice of pairs is a
    bool array, shape (mentors, proteges), locked pairs included.
    """

    answered: Cohort
    ledger: Ledger
    rules: Rulebook

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
    def method(self) -> Method:
        """How the policy is solved and proven."""
        return Method.of(self.cohort, self.policy)

    @cached_property
    def led(self) -> Mask:
        """The pairs that lead in what the protege asked for first, shape (mentors, proteges)."""
        return self.firsts.led(self.mentors, self.proteges)

    @cached_property
    def owed(self) -> Owed:
        """What is owed to offices that gave something up in earlier rounds."""
        return Owed.of(self.cohort, self.policy, self.ledger.full_points)

    @property
    def led_first(self) -> bool:
        """Whether as many proteges as can be are led there, before points count."""
        return self.firsts.use is Asked.RUNG

    @cached_property
    def preferred(self) -> Ints:
        """What the preferences add to every pair, shape (mentors, proteges), and the points for what was asked for first."""
        preferred, points = self.ledger.preferences.points(self.mentors, self.proteges), self.firsts.points
        return preferred + points * self.led if points else preferred

    @cached_property
    def points(self) -> Ints:
        """The points of every pair, shape (mentors, proteges), whether or not a rule bars it."""
        counts = self.ledger.preferences.counts or self.firsts.points
        points = self.area_points + self.preferred if counts else self.area_points
        return points + self.owed.points(self.area_points) if self.owed.counts else points

    @cached_property
    def allowed(self) -> Mask:
        """The pairs that no must-have rule bars, shape (mentors, proteges)."""
        return self.rules.allowed(self.area_points, self.points)

    def __getitem__(self, pair: tuple[str, str]) -> Fit:
        """Return the fit of a mentor and a protege, by their ids."""
        row, column = self.row[pair[0]], self.column[pair[1]]
        mentor, protege = self.mentors[row], self.proteges[column]
        owed = self.owed.contributions(column, int(self.area_points[row, column]))
        parts = *self.ledger.contributions(mentor, protege), *owed, *self.firsts.contributions(mentor, protege)
        bars, full = self.bars(row, column), self.ledger.full_points(protege)
        return Fit(mentor=mentor.id, protege=protege.id, contributions=parts, barred_by=bars, full_points=full)

    def bars(self, row: int, column: int) -> tuple[str, ...]:
        """Name the rules that bar one pair."""
        return self.rules.bars(row, column, int(self.area_points[row, column]), int(self.points[row, column]))

    @cached_property
    def problem(self) -> Problem:
        """The assignment problem that is left when locked pairs have taken their seats."""
        locked = self.rules.locked
        bonus = np.where(locked.any(axis=0), 0, self.first_bonus).astype(np.int64)
        seats = self.supply - locked.sum(axis=1), self.demand - locked.sum(axis=0)
        return self._problem(self.worth, self.allowed & ~locked, *seats, bonus)

    def program(self, kept: Mask | None = None, kept_at_least: int = 0) -> Program:
        """Return the program for rules that only a search can prove; in a rerun with at least so many of the `kept` pairs."""
        must, capacity = self.policy.must, self.policy.capacity
        bonus = np.full(len(self.proteges), bool(self.first_bonus), dtype=np.int64)  # to be served is a rung of its own
        return Program(
            problem=self._problem(self.points, self.allowed, self.supply, self.demand, bonus),
            locked=self.rules.locked,
            twin=self.twins,
            one_role=must.one_role,
            no_exchange=must.no_exchange,
            least=capacity.mentor_at_least,
            each=capacity.each,
            everyone=self.must_serve if must.everyone else None,
            kept=kept,
            kept_at_least=kept_at_least,
            led=self.led if self.led_first or self.ties[1:] else None,
            led_first=self.led_first,
        )

    def _problem(self, value: Ints, allowed: Mask, supply: Ints, demand: Ints, bonus: Ints) -> Problem:
        try:
            return Problem(value=np.maximum(value, 0), allowed=allowed, supply=supply, demand=demand, bonus=bonus)
        except OverflowError:
            raise SettingsError("The ratings, weights and seats are too large to be added exactly (2**53).") from None

    @cached_property
    def first_bonus(self) -> int:
        """What a protege's first mentor counts on top of the worth: more than all worth there could be."""
        total_first = self.policy.objective is Objective.TOTAL_FIRST and not self.policy.must.everyone
        return 0 if total_first else self._above(self.worth)

    @cached_property
    def led_bonus(self) -> int:
        """What a pair that leads in what was asked for first counts on top, where prices prove that rung: above all points."""
        return self._above(self.points) if self.led_first and self.method is Method.PRICES else 0

    @cached_property
    def worth(self) -> Ints:
        """What every pair counts, shape (mentors, proteges): its points, and that bonus."""
        return self.points + self.led_bonus * self.led if self.led_bonus else self.points

    def _above(self, values: Ints) -> int:
        """Return more than allowed pairs could add up to."""
        seats = min(int(self.supply.sum()), int(self.demand.sum()))
        return min(1 + seats * int(values.max(initial=0, where=self.allowed)), EXACT)

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

    def figures(self, chosen: Mask) -> Figures:
        """Return what chosen pairs come to."""
        points, led = self.points[chosen], (chosen & self.led).any(axis=0).sum() if self.led_first else 0
        lowest = int(points.min()) if len(points) else 0
        return Figures(paired=int(chosen.any(axis=0).sum()), led=int(led), points=int(points.sum()), lowest=lowest)

    def rank(self, chosen: Mask) -> Rank:
        """Return what the objective compares plans by, without the ties: of two plans, the larger is better."""
        figures, fits = self.figures(chosen), self.points[chosen]
        first = (figures.paired,) if self.first_bonus or self.worst_off_first else ()
        first = (*first, figures.led) if self.led_first else first
        return (*first, len(fits), *sorted(fits.tolist())) if self.worst_off_first else (*first, figures.points)

    def still_there(self, before: Sequence[Pair | Fit]) -> Mask:
        """Mark the earlier pairings that may stay: both offices are there with seats, and no rule bars them."""
        kept = np.zeros(self.points.shape, dtype=bool)
        for pair in before:
            if pair.mentor in self.row and pair.protege in self.column:
                kept[self.row[pair.mentor], self.column[pair.protege]] = True
        return kept & self.allowed

    def _led_among(self, cells: Mask) -> Ints:
        return (cells & self.led).astype(np.int64)

    @cached_property
    def ties(self) -> tuple[Keys, ...]:
        """What decides among equals, first to last: whether a pair leads in what was asked for first, then the public key."""
        return (self._led_among, self.keys) if self.firsts.use is Asked.TIES and self.led.any() else (self.keys,)


def is_large(cohort: Cohort, policy: Policy) -> bool:
    """Tell whether a cohort has too many pairs for a matrix, and a policy that prices prove."""
    there = seated(corrected(cohort, policy), policy)
    return Method.of(there, policy) is Method.PRICES and len(there.mentors) * len(there.proteges) > LARGE


def require_matrix(cohort: Cohort, policy: Policy) -> None:
    """Raise SettingsError for a large cohort: what looks at every pair again and again is not done without a matrix."""
    if is_large(cohort, policy):
        raise SettingsError(
            f"Cohorts of more than {LARGE:,} pairs of a mentor and a protege are paired, verified and exported,"
            " but not explained or repaired.",
            "Change the survey or the policy and pair it again, or explain a part of the survey as a cohort of its own.",
        )
