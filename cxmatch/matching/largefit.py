"""A cohort with too many pairs for a matrix, as a market: who is alike, what a pair counts, and the public keys."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import product
from typing import Self

import numpy as np
from numpy.typing import NDArray

from cxmatch.assignment.ladder import KEY_BITS
from cxmatch.assignment.market import Chunk, Columns, Floats, Market
from cxmatch.assignment.pricing import Prices, Pricing
from cxmatch.assignment.problem import EXACT, Gains, Ints, Mask
from cxmatch.domain.cohort import Cohort, Office
from cxmatch.domain.matching import Fit
from cxmatch.domain.naming import corrected
from cxmatch.domain.policy import Objective, Pair, Past, Policy
from cxmatch.domain.weighing import Asked
from cxmatch.errors import NoPairingError, refuse_any
from cxmatch.matching.ledger import Ledger
from cxmatch.matching.places import Owed, Places, leading
from cxmatch.matching.rules import is_there, named, numbered, seated, unusable

# Above so many pairs tie keys are mixed from one digest a kind of mentors and one a protege.
HASHED = 25_000_000
_MIX = np.uint64(0x9E3779B97F4A7C15)  # an odd number near 2**64 over the golden ratio (Knuth 1998, section 6.4)


@dataclass(frozen=True, kw_only=True)
class LargeFit(Places):
    """A cohort under a policy as a market; among equals it is not looked at what proteges asked for first."""

    ledger: Ledger
    gains: Gains

    @classmethod
    def of(cls, cohort: Cohort, policy: Policy) -> Self:
        """Return it; raises SettingsError for what the policy names wrongly, NoPairingError for a lock that cannot be."""
        cohort = seated(corrected(cohort, policy), policy)
        refuse_any(unusable(cohort, policy))
        ledger, mentors, proteges = Ledger.of(cohort, policy), cohort.mentors, cohort.proteges
        gains = ledger.gains(mentors, proteges)
        found = cls(cohort=cohort, policy=policy, mentors=mentors, proteges=proteges, ledger=ledger, gains=gains)
        found.require_locks()
        return found

    @cached_property
    def owed(self) -> Owed:
        """What is owed to offices that gave something up in earlier rounds."""
        return Owed.of(self.cohort, self.policy, self.ledger.full_points)

    @cached_property
    def _asked(self) -> tuple[Ints, Ints]:
        return self.firsts.levels(self.mentors), self.firsts.asked(self.proteges)

    @cached_property
    def locked(self) -> Chunk:
        """The locked pairs, each with 1."""
        return self._named(self.policy.locked)

    @cached_property
    def banned(self) -> Chunk:
        """The pairs that may not be made by name: forbidden, or made before; each with 1."""
        past = [pair for pair in self.policy.past if pair.points_off is None]
        return self._named([*self.policy.forbidden, *past])

    def _named(self, pairs: Sequence[Pair | Past]) -> Chunk:
        there = (pair for pair in pairs if is_there(self.cohort, pair))
        sides = ((named(self.cohort, pair.mentor, self.row), named(self.cohort, pair.protege, self.column)) for pair in there)
        row, column = np.array(sorted({cell for both in sides for cell in product(*both)}), dtype=np.int64).reshape(-1, 2).T
        return Chunk(row, column, np.ones_like(row))

    @cached_property
    def kinds(self) -> tuple[Ints, Ints]:
        """The kind of each row, and a row of each kind: rows are alike whose levels and wished-for answers are."""
        preferences = self.ledger.preferences
        paired = [self.row[mentor] for mentor, _ in (*preferences.repeats, *preferences.stars) if mentor in self.row]
        own = np.full(len(self.mentors), -1)
        alone = np.unique(np.concatenate([self.locked.row, self.banned.row, np.array(paired, dtype=np.int64)]))
        own[alone] = alone
        given = preferences.answers(self.mentors)
        answers = [np.unique(np.array(said, dtype=str), return_inverse=True)[1] for said in given]
        levels = self.gains.has.astype(np.int8)
        _, first, kind = np.unique(np.column_stack([levels, *answers, own]), axis=0, return_index=True, return_inverse=True)
        return kind.ravel().astype(np.int64), first

    @cached_property
    def minimum_points(self) -> int:
        """The policy's minimum fit in whole points, and at least 1."""
        return max(1, self.policy.must.minimum_fit * self.ledger.unit)

    def values(self, kinds: Ints, columns: Columns) -> Floats:
        """Return what kinds of mentors with proteges count; below the minimum where a rule, groups aside, bars the pair."""
        points = self.points(kinds, columns)
        if not self.led_bonus:
            return points
        return np.where(points >= self.minimum_points, points + float(self.led_bonus) * self._led(kinds, columns), points)

    def _led(self, kinds: Ints, columns: Columns) -> Mask:
        levels, asked = self._asked
        return leading(levels[self.kinds[1][kinds]], asked[columns])

    def points(self, kinds: Ints, columns: Columns) -> Floats:
        """Return the points of kinds of mentors with proteges, below the minimum likewise."""
        rows = self.kinds[1][kinds]
        points = areas = self.gains.floats(rows, columns)
        if self.ledger.preferences.counts or self.firsts.points or self.owed.counts:
            places = np.arange(len(self.proteges))[columns].tolist()
            mentors, proteges = tuple(self.mentors[row] for row in rows), tuple(self.proteges[place] for place in places)
            more = self.ledger.preferences.points(mentors, proteges) + self.firsts.points * self._led(kinds, columns)
            more = more + self.owed.points(areas.astype(np.int64), columns)
            points = np.where(areas > 0, areas + more, 0.0)
        for cells in (self.banned, self.locked):
            if len(cells.row):
                points[self._among(cells, rows, columns)] = 0
        return points

    def _among(self, cells: Chunk, rows: Ints, columns: Columns) -> tuple[Ints, Ints]:
        at, to = np.full(len(self.mentors), -1), np.full(len(self.proteges), -1)
        at[rows], to[columns] = np.arange(len(rows)), np.arange(len(to[columns]))
        row, column = at[cells.row], to[cells.column]
        there = (row >= 0) & (column >= 0)
        return row[there], column[there]

    def require_locks(self) -> None:
        """Raise NoPairingError where a locked pair is barred by another rule, or an office has more locks than seats."""
        (row, column, _), crowded = self.locked, (self.seats[0] < 0).any() or (self.seats[1] < 0).any()
        for mentor, protege in zip(row.tolist(), column.tolist(), strict=True):
            if not self.may(mentor, protege):
                who = f'"{self.mentors[mentor].id}" with "{self.proteges[protege].id}"'
                raise NoPairingError(f"The policy locks {who}, but another rule bars that pair.", "Take out one of the two.")
        if crowded:
            raise NoPairingError("The policy locks more pairs for an office than it has seats.", "Take out a lock or add seats.")

    def may(self, row: int, column: int) -> bool:
        """Tell whether the rules allow one pair, locks aside."""
        fit = self.fit(row, column)
        banned = ((self.banned.row == row) & (self.banned.column == column)).any()
        same = self.groups[0][row] == self.groups[1][column]
        return bool(fit.leading) and fit.points >= self.minimum_points and not banned and not same

    def fit(self, row: int, column: int) -> Fit:
        """Return the fit of a mentor and a protege."""
        mentor, protege = self.mentors[row], self.proteges[column]
        areas = int(self.gains.points(np.array([row]), np.array([column]))[0, 0])
        added = *self.owed.contributions(column, areas), *self.firsts.contributions(mentor, protege)
        parts = *self.ledger.contributions(mentor, protege), *added
        return Fit(mentor=mentor.id, protege=protege.id, contributions=parts, full_points=self.ledger.full_points(protege))

    @cached_property
    def seats(self) -> tuple[Ints, Ints]:
        """The seats of rows, shape (n,), and columns, shape (m,), that locked pairs leave."""
        given = np.bincount(self.locked.row, minlength=len(self.supply))
        return self.supply - given, self.demand - np.bincount(self.locked.column, minlength=len(self.demand))

    @cached_property
    def groups(self) -> tuple[Ints, Ints]:
        """Numbers of rows and columns that are not paired with each other where they are the same: of offices, or departments."""
        by_home, sides = self.policy.must.different_department, (self.mentors, self.proteges)
        return numbered(*([office.home if by_home else office.id for office in side] for side in sides))

    @cached_property
    def market(self) -> Market:
        """The market that is left when locked pairs have taken their seats."""
        plain = self._market(self.values)
        bonus = np.full(len(plain.demand), self._first_bonus(plain))
        bonus[self.locked.column] = 0
        return replace(plain, bonus=bonus)

    def _market(self, values: Callable[[Ints, Columns], Floats]) -> Market:
        (supply, demand), (rows, columns) = self.seats, self.groups
        return Market(
            kind=self.kinds[0],
            row_group=rows,
            column_group=columns,
            values=values,
            least=self.minimum_points,
            supply=supply,
            demand=demand,
            bonus=np.zeros_like(demand),
            many=np.ones_like(supply),
        )

    @cached_property
    def led_bonus(self) -> int:
        """What a pair that leads in what was asked for first counts on top, where that is a rung: above all points."""
        return self._above(self._market(self.points), 0)[1] if self.firsts.use is Asked.RUNG else 0

    def _first_bonus(self, plain: Market) -> int:
        """Return what a protege's first mentor counts on top: more than all that pairs could count.

        Raises OverflowError where the sums would not be exact.
        """
        most, above = self._above(plain, self.led_bonus)
        bonus = above if self.policy.objective is not Objective.TOTAL_FIRST or self.policy.must.everyone else 0
        if (most + bonus) * max(1, self._seats + len(self.mentors) + len(self.proteges)) >= EXACT:
            raise OverflowError("the values are too large to be added exactly in float64 (2**53)")
        return bonus

    def _above(self, market: Market, led_bonus: int) -> tuple[int, int]:
        """Return the most that a pair of a market or a locked one counts, and more than all pairs could add up to."""
        nothing = Prices(np.zeros_like(market.supply), np.zeros_like(market.demand))
        most = max(int(surplus.max(initial=0)) for *_, surplus in Pricing(market=market, prices=nothing).surpluses())
        levels, asked = self._asked
        for row, column in zip(self.locked.row.tolist(), self.locked.column.tolist(), strict=True):
            led = bool(leading(levels[[row]], asked[[column]])[0, 0])
            most = max(most, self.fit(row, column).points + led_bonus * led)
        return most, 1 + self._seats * most

    @property
    def _seats(self) -> int:
        return min(sum(office.mentor_slots for office in self.mentors), sum(office.protege_slots for office in self.proteges))

    @property
    def by_kind(self) -> bool:
        """Whether there are so many pairs that mentors of one kind have one tie key, and share what their kind gets."""
        return len(self.mentors) * len(self.proteges) > HASHED

    def parts(self, *prices: Prices) -> Ints:
        """Return a number for each row: for rows of a kind and of the same prices the same, where mentors of a kind share."""
        return self.market.parts(*(rung.rows for rung in prices)) if self.by_kind else np.arange(len(self.mentors))

    def tie_keys(self, row: Ints, column: Ints) -> Ints:
        """Return the public tie keys of some pairs, shape (k,).

        They are the first 24 bits of SHA-256(seed, mentor, protege), as for a matrix; above HASHED pairs the highest 24 bits of
        (a xor b) times _MIX, where a is the least of the first 64 bits of SHA-256(seed, "mentor", name) among the mentors of a
        kind and b the first 64 bits of SHA-256(seed, "protege", protege), all joined by newlines.
        """
        if self.by_kind:
            least = np.minimum.reduceat(self.digests[0][self.market.members], self.market.starts)
            both = least[self.market.kind[row]] ^ self.digests[1][column]
            keys: Ints = (both * _MIX >> np.uint64(64 - KEY_BITS)).astype(np.int64)
            return keys
        return self.keys_at(row, column)

    @cached_property
    def digests(self) -> tuple[np.ndarray, np.ndarray]:
        """The first 64 bits of the digest of each mentor and protege: their order where mentors of a kind share."""
        return self._digests("mentor", self.mentors), self._digests("protege", self.proteges)

    def _digests(self, side: str, offices: Sequence[Office]) -> NDArray[np.uint64]:
        hashes = (hashlib.sha256(f"{self.policy.tie_seed}\n{side}\n{office.id}".encode()).digest() for office in offices)
        return np.array([int.from_bytes(digest[:8], "big") for digest in hashes], dtype=np.uint64)
