"""The two sides of a cohort as arrays, with a matrix or without: places, tie keys, what was asked for first, what is owed."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from itertools import zip_longest
from typing import Any, Self, TypeAlias

import numpy as np
from numpy.typing import NDArray

from cxmatch.assignment.ladder import KEY_BITS
from cxmatch.assignment.problem import Ints, Mask
from cxmatch.domain.cohort import Cohort, Office
from cxmatch.domain.counting import shown_unit
from cxmatch.domain.matching import Contribution, Matching, Move
from cxmatch.domain.policy import Policy
from cxmatch.domain.weighing import GAVE_UP, WHOLE, Asked, RegretSettings

Cells: TypeAlias = Sequence[Sequence[int]]
ASKED_FIRST = "Asked for first"
UNANSWERED = -(2**53)  # a capability below every other one leads nowhere


@dataclass(frozen=True, kw_only=True)
class Places:
    """A cohort under a policy: the mentors, which are rows, and the proteges, which are columns, ordered by id.

    A choice of pairs is a bool array, shape (mentors, proteges).
    """

    cohort: Cohort
    policy: Policy
    mentors: tuple[Office, ...]
    proteges: tuple[Office, ...]

    @cached_property
    def row(self) -> Mapping[str, int]:
        """The row of each mentor."""
        return {office.id: row for row, office in enumerate(self.mentors)}

    @cached_property
    def column(self) -> Mapping[str, int]:
        """The column of each protege."""
        return {office.id: column for column, office in enumerate(self.proteges)}

    @cached_property
    def supply(self) -> Ints:
        """The mentor seats of each row, shape (mentors,)."""
        return np.array([office.mentor_slots for office in self.mentors], dtype=np.int64)

    @cached_property
    def demand(self) -> Ints:
        """The protege seats of each column, shape (proteges,)."""
        return np.array([office.protege_slots for office in self.proteges], dtype=np.int64)

    @cached_property
    def firsts(self) -> _Firsts:
        """What proteges asked for first, and how that counts."""
        return _Firsts.of(self.cohort, self.policy)

    def keys(self, cells: Mask) -> Ints:
        """Return the public tie keys of some pairs, shape (mentors, proteges), and 0 for the others."""
        kept = _kept_keys(self.policy.tie_seed, tuple(self.row), tuple(self.column))
        new = cells & (kept < 0)
        if new.any():
            kept[new] = self.keys_at(*np.nonzero(new))
        return np.where(cells, kept, 0).astype(np.int64)

    def keys_at(self, row: Ints, column: Ints) -> Ints:
        """Return the public tie keys of some pairs by their places, shape (k,).

        A key is the first six hex digits of SHA-256(seed, mentor, protege), the three joined by newlines.
        """
        proteges = [f"\n{office.id}".encode() for office in self.proteges]
        starts = [hashlib.sha256(f"{self.policy.tie_seed}\n{office.id}".encode()) for office in self.mentors]
        cells = zip(row.tolist(), column.tolist(), strict=True)
        return np.fromiter((_key(starts[i].copy(), proteges[j]) for i, j in cells), np.int64, len(row))

    def pairs(self, chosen: Mask) -> list[tuple[str, str]]:
        """Name the chosen cells, by protege."""
        return [(self.mentors[row].id, self.proteges[column].id) for column, row in np.argwhere(chosen.T)]

    def chosen(self, matching: Matching) -> Mask:
        """Return the cells of a matching; raises KeyError for an office without a seat on that side."""
        cells = np.zeros((len(self.mentors), len(self.proteges)), dtype=bool)
        for fit in matching.pairings:
            cells[self.row[fit.mentor], self.column[fit.protege]] = True
        return cells

    def block(self, part: Self) -> tuple[NDArray[np.intp], ...]:
        """Return where the rows and columns of a part of the two sides stand, as an index of arrays of all."""
        return np.ix_([self.row[name] for name in part.row], [self.column[name] for name in part.column])

    def moves(self, before: Mask, after: Mask) -> tuple[Move, ...]:
        """Name every change of mentor between two choices of pairs, by protege."""
        return self.exchange(np.argwhere(before & ~after).tolist(), np.argwhere(after & ~before).tolist())

    def exchange(self, gone: Cells, come: Cells) -> tuple[Move, ...]:
        """Name every change of mentor when some pairs go and others come, by protege."""
        olds, news = (self._mentors_of(cells) for cells in (gone, come))
        return tuple(
            Move(protege=self.proteges[column].id, mentor_before=old, mentor_after=new)
            for column in sorted({*olds, *news})
            for old, new in zip_longest(olds.get(column, ()), news.get(column, ()))
        )

    def _mentors_of(self, cells: Cells) -> Mapping[int, Sequence[str]]:
        found = defaultdict[int, list[str]](list)
        for row, column in sorted(map(tuple, cells)):
            found[column].append(self.mentors[row].id)
        return found

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


@lru_cache(maxsize=2)
def _kept_keys(seed: str, mentors: tuple[str, ...], proteges: tuple[str, ...]) -> NDArray[np.int32]:
    """Return where the keys of a cohort are kept once they are known: a bill and a check of it ask for the same ones."""
    return np.full((len(mentors), len(proteges)), -1, dtype=np.int32)


def _key(digest: Any, protege: bytes) -> int:
    digest.update(protege)
    return int.from_bytes(digest.digest()[: KEY_BITS // 8], "big")


@dataclass(frozen=True, slots=True, kw_only=True)
class _Firsts:
    """How what was asked for first counts: `use`, and the `points` of a pairing that leads there (0 but for that use)."""

    cohort: Cohort
    use: Asked
    points: int

    @classmethod
    def of(cls, cohort: Cohort, policy: Policy) -> Self:
        """Return it for a cohort under a policy."""
        points = (policy.asked_first.points or 0) * shown_unit(cohort.framework, policy.fit, policy.weights)
        return cls(cohort=cohort, use=policy.asked(cohort.asks_first), points=points)

    def led(self, mentors: tuple[Office, ...], proteges: tuple[Office, ...]) -> Mask:
        """Mark the pairs in which the mentor leads in an area that the protege asked for first, shape (mentors, proteges)."""
        return leading(self.levels(mentors), self.asked(proteges))

    def levels(self, offices: Sequence[Office]) -> Ints:
        """Return the capabilities of offices, shape (offices, areas); what is not answered is below every level."""
        areas = [area.id for area in self.cohort.framework.areas]
        levels = [[office.capability.get(area, UNANSWERED) for area in areas] for office in offices]
        return np.array(levels, dtype=np.int64).reshape(-1, len(areas))

    def asked(self, proteges: Sequence[Office]) -> Ints:
        """Return what proteges have in the areas they asked for first, shape (proteges, areas); in others above every level."""
        asked = [self._asked(office) for office in proteges]
        return np.array(asked, dtype=np.int64).reshape(-1, len(self.cohort.framework.areas))

    def _asked(self, office: Office) -> list[int]:
        first = {area.id for area in self.cohort.first_areas(office)}
        areas = [area.id for area in self.cohort.framework.areas]
        return [office.capability.get(area, -UNANSWERED) if area in first else -UNANSWERED for area in areas]

    def contributions(self, mentor: Office, protege: Office) -> Iterator[Contribution]:
        """Yield the entry of one pair, where there are points for it and the protege asked for something."""
        if self.points and self.cohort.first_areas(protege):
            led = int(self.led((mentor,), (protege,))[0, 0])
            yield Contribution(term=ASKED_FIRST, factors={"points": self.points, "led": led})


def leading(levels: Ints, asked: Ints) -> Mask:
    """Mark which rows of capabilities, shape (n, areas), are above what was asked for in any area, shape (m, areas)."""
    led = np.zeros((len(levels), len(asked)), dtype=bool)
    for level, own in zip(levels.T, asked.T, strict=True):
        led |= level[:, None] > own
    return led


@dataclass(frozen=True, kw_only=True)
class Owed:
    """What is owed to the proteges of a cohort; both arrays have the shape (proteges,), and `unit` points are shown as 1.

    `given` is what each gave up, in percent of its need, and `whole` what a mentor at the top of every area would bring it.
    """

    settings: RegretSettings
    given: Ints
    whole: Ints
    unit: int

    @classmethod
    def of(cls, cohort: Cohort, policy: Policy, full: Callable[[Office], int]) -> Self:
        """Return it for a cohort under a policy, `full` giving what the best mentor would bring a protege.

        Raises SettingsError where a name stands for several offices.
        """
        there = policy.regret.offices.items() if policy.regret.counts else ()
        shares = {cohort.office(name).id: percent for name, percent in there if cohort.has(name)}
        proteges = cohort.proteges
        return cls(
            settings=policy.regret,
            given=np.array([shares.get(office.id, 0) for office in proteges], dtype=np.int64),
            whole=np.array([full(office) if office.id in shares else 1 for office in proteges], dtype=np.int64),
            unit=shown_unit(cohort.framework, policy.fit, policy.weights),
        )

    @cached_property
    def counts(self) -> bool:
        """Whether any pair can count more."""
        return bool(self.given.any())

    def points(self, areas: Ints, columns: int | slice | Ints = slice(None), whole: Ints | int | None = None) -> Ints:
        """Return what pairs with some proteges count more by their points of practice areas; the last axis goes by protege.

        With other answers the best mentor would bring `whole`.
        """
        full = self.whole[columns] if whole is None else whole
        met = np.maximum(areas, 0) * WHOLE // np.maximum(full, 1)
        points: Ints = self.settings.weight * self.given[columns] * met // WHOLE**2 * self.unit
        return points

    def contributions(self, column: int, areas: int) -> Iterator[Contribution]:
        """Yield the entry of a pair with the protege of a column that gave something up, by the points of its practice areas."""
        if self.given[column]:
            yield Contribution(term=GAVE_UP, factors={"points": int(self.points(np.array(areas), column))})
