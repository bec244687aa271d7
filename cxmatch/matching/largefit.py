"""A cohort with too many pairs for a matrix, as a market: who is alike, what a pair counts, and the public keys."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any, Self

import numpy as np

from cxmatch.assignment.ladder import KEY_BITS
from cxmatch.assignment.market import Chunk, Market, Prices
from cxmatch.assignment.problem import Ints, Mask
from cxmatch.domain.cohort import Cohort, Office
from cxmatch.domain.corrected import corrected
from cxmatch.domain.matching import Fit
from cxmatch.domain.matching import Prices as Recorded
from cxmatch.domain.policy import ANY_OFFICE, Objective, Pair, Past, Policy
from cxmatch.errors import NoPairingError, refuse_any
from cxmatch.matching.ledger import Gains, Ledger
from cxmatch.matching.rules import seated, unusable

# Above so many pairs tie keys are mixed from one digest an office.
HASHED = 25_000_000
MIX = np.uint64(0x9E3779B97F4A7C15)  # an odd number near 2**64 over the golden ratio (Knuth 1998, section 6.4)


@dataclass(frozen=True, kw_only=True)
class LargeFit:
    """A cohort under a policy as a market. `mentors` are the rows and `proteges` the columns, ordered by id."""

    cohort: Cohort
    policy: Policy
    mentors: tuple[Office, ...]
    proteges: tuple[Office, ...]
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
    def row(self) -> dict[str, int]:
        """The row of each mentor."""
        return {office.id: row for row, office in enumerate(self.mentors)}

    @cached_property
    def column(self) -> dict[str, int]:
        """The column of each protege."""
        return {office.id: column for column, office in enumerate(self.proteges)}

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
        cells = {cell for pair in pairs for cell in self._cells(pair)}
        row, column = np.array(sorted(cells), dtype=np.int64).reshape(-1, 2).T
        return Chunk(row, column, np.ones_like(row))

    def _cells(self, pair: Pair | Past) -> Iterator[tuple[int, int]]:
        """Yield the cells of one pair of the policy; none where an office of it is gone, all of a side for "*"."""
        rows, columns = self._places(pair.mentor, self.row), self._places(pair.protege, self.column)
        yield from ((row, column) for row in rows for column in columns)

    def _places(self, name: str, places: dict[str, int]) -> list[int]:
        if name == ANY_OFFICE:
            return list(places.values())
        office = self.cohort.office(name).id if self.cohort.has(name) else None
        return [places[office]] if office in places else []

    @cached_property
    def _kinds(self) -> tuple[Ints, Ints]:
        """The kind of each row, and a row of each kind: rows are alike whose levels and wished-for answers are."""
        repeated = [self.row[mentor] for mentor, _ in self.ledger.preferences.repeats if mentor in self.row]
        own = np.full(len(self.mentors), -1)
        alone = np.unique(np.concatenate([self.locked.row, self.banned.row, np.array(repeated, dtype=np.int64)]))
        own[alone] = alone
        answers = [
            np.unique([office.attributes.get(heading, "") for office in self.mentors], return_inverse=True)[1]
            for heading in self.ledger.preferences.headings
        ]
        levels = self.gains.has.astype(np.int8)
        _, first, kind = np.unique(np.column_stack([levels, *answers, own]), axis=0, return_index=True, return_inverse=True)
        return kind.ravel().astype(np.int64), first

    @cached_property
    def minimum_points(self) -> int:
        """The policy's minimum fit in whole points, and at least 1."""
        return max(1, self.policy.must.minimum_fit * self.ledger.unit)

    def values(self, kinds: Ints, columns: Ints) -> tuple[Ints, Mask]:
        """Return the points of kinds of mentors with proteges, and which pairs the rules allow, groups aside."""
        rows = self._kinds[1][kinds]
        points = areas = self.gains.points(rows, columns)
        allowed = areas >= self.minimum_points
        if self.ledger.preferences.counts:
            mentors, proteges = tuple(self.mentors[row] for row in rows), tuple(self.proteges[column] for column in columns)
            points = areas + self.ledger.preferences.points(mentors, proteges)
            allowed = (areas > 0) & (points >= self.minimum_points)
            np.maximum(points, 0, out=points)
        for cells in (self.banned, self.locked):
            if len(cells.row):
                allowed[self._among(cells, rows, columns)] = False
        return points, allowed

    def _among(self, cells: Chunk, rows: Ints, columns: Ints) -> tuple[Ints, Ints]:
        """Return the places of some cells in the block of some rows and columns."""
        at, to = np.full(len(self.mentors), -1), np.full(len(self.proteges), -1)
        at[rows], to[columns] = np.arange(len(rows)), np.arange(len(columns))
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
        contributions, full = self.ledger.contributions(mentor, protege), self.ledger.full_points(protege)
        return Fit(mentor=mentor.id, protege=protege.id, contributions=contributions, full_points=full)

    @cached_property
    def seats(self) -> tuple[Ints, Ints]:
        """The seats of rows, shape (n,), and columns, shape (m,), that locked pairs leave."""
        supply = np.array([office.mentor_slots for office in self.mentors], dtype=np.int64)
        demand = np.array([office.protege_slots for office in self.proteges], dtype=np.int64)
        given = np.bincount(self.locked.row, minlength=len(supply))
        return supply - given, demand - np.bincount(self.locked.column, minlength=len(demand))

    @cached_property
    def groups(self) -> tuple[Ints, Ints]:
        """Numbers of rows and columns that are not paired with each other where they are the same: of offices, or departments."""
        numbers: dict[object, int] = {}
        sides = (
            [office.home if self.policy.must.different_department else office.id for office in side]
            for side in (self.mentors, self.proteges)
        )
        rows, columns = (np.array([numbers.setdefault(name, len(numbers)) for name in side], dtype=np.int64) for side in sides)
        return rows, columns

    @cached_property
    def market(self) -> Market:
        """The market that is left when locked pairs have taken their seats."""
        (supply, demand), (rows, columns) = self.seats, self.groups
        plain = Market(
            kind=self._kinds[0],
            row_group=rows,
            column_group=columns,
            values=self.values,
            supply=supply,
            demand=demand,
            bonus=np.zeros_like(demand),
        )
        bonus = np.full(len(demand), self._first_bonus(plain))
        bonus[self.locked.column] = 0
        return replace(plain, bonus=bonus)

    def _first_bonus(self, plain: Market) -> int:
        """Return what a protege's first mentor counts on top of the points: more than all points there could be."""
        if self.policy.objective is Objective.TOTAL_FIRST and not self.policy.must.everyone:
            return 0
        nothing = Prices(np.zeros_like(plain.supply), np.zeros_like(plain.demand))
        most = max(int(surplus.max(initial=0)) for _, surplus in plain.at(nothing).surpluses())
        locked = (self.fit(*cell).points for cell in zip(self.locked.row.tolist(), self.locked.column.tolist(), strict=True))
        seats = min(sum(office.mentor_slots for office in self.mentors), sum(office.protege_slots for office in self.proteges))
        return 1 + seats * max(most, *locked, 0)

    def keys(self, row: Ints, column: Ints) -> Ints:
        """Return the public tie keys of some pairs, shape (k,).

        They are the first 24 bits of SHA-256(seed, mentor, protege), as for a matrix; above HASHED pairs the highest 24 bits of
        (a xor b) times MIX, where a and b are the first 64 bits of SHA-256(seed, "mentor", mentor) and
        SHA-256(seed, "protege", protege), all joined by newlines.
        """
        if len(self.mentors) * len(self.proteges) > HASHED:
            rows, columns = self._digests
            mixed: Ints = (((rows[row] ^ columns[column]) * MIX) >> np.uint64(64 - KEY_BITS)).astype(np.int64)
            return mixed
        seed, proteges = self.policy.tie_seed, [f"\n{office.id}".encode() for office in self.proteges]
        starts = [hashlib.sha256(f"{seed}\n{office.id}".encode()) for office in self.mentors]
        return np.fromiter(
            (_key(starts[i], proteges[j]) for i, j in zip(row.tolist(), column.tolist(), strict=True)), np.int64, len(row)
        )

    @cached_property
    def _digests(self) -> tuple[np.ndarray, np.ndarray]:
        seed, sides = self.policy.tie_seed, (("mentor", self.mentors), ("protege", self.proteges))
        mentors, proteges = (
            np.array([_start(f"{seed}\n{side}\n{office.id}") for office in offices], dtype=np.uint64) for side, offices in sides
        )
        return mentors, proteges

    def priced(self, prices: Recorded) -> Prices:
        """Read recorded prices; raises KeyError where they name an office without a seat."""
        sides = []
        for named, places in ((prices.mentors, self.row), (prices.proteges, self.column)):
            side = np.zeros(len(places), dtype=np.int64)
            side[[places[name] for name in named]] = list(named.values())
            sides.append(side)
        return Prices(*sides)

    def recorded(self, aim: str, prices: Prices, total: int, most: int, bonus: Ints) -> Recorded:
        """Write the proof of a rung by the names of the offices; prices of 0 are left out."""
        mentors = {office.id: price for office, price in zip(self.mentors, prices.rows.tolist(), strict=True) if price}
        proteges = {office.id: price for office, price in zip(self.proteges, prices.columns.tolist(), strict=True) if price}
        return Recorded(aim=aim, total=total, most=most, bonus=int(bonus.max(initial=0)), mentors=mentors, proteges=proteges)


def _key(start: Any, protege: bytes) -> int:
    digest = start.copy()
    digest.update(protege)
    return int.from_bytes(digest.digest()[: KEY_BITS // 8], "big")


def _start(text: str) -> int:
    return int.from_bytes(hashlib.sha256(text.encode()).digest()[:8], "big")
