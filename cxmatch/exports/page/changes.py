"""What a rerun changed, for organizers: each protege's mentor before and now, and why."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import zip_longest
from typing import Self, TypeAlias

from cxmatch.domain.repair import Repair
from cxmatch.domain.run import Run
from cxmatch.records.text import counted

Row: TypeAlias = tuple[str, str, str, str]  # protege, mentor before, mentor now, why
NOBODY, LEFT = "no mentor", "has left"


@dataclass(frozen=True, slots=True, kw_only=True)
class Changed:
    """The pairings that are gone or new, a row each or two in one row, and how many of those before stand as they were."""

    words: str
    rows: tuple[Row, ...]

    @classmethod
    def by(cls, run: Run, repair: Repair) -> Self:
        """Return what a rerun changed; why, its record says chain by chain."""
        before = {(pair.mentor, pair.protege) for pair in repair.before}
        after = {(fit.mentor, fit.protege) for fit in run.matching.pairings}
        causes = {move.protege: move.cause for move in repair.moves}
        proteges = sorted({protege for _, protege in before ^ after}, key=lambda name: (name.casefold(), name))
        rows = [
            row
            for protege in proteges
            for row in _rows(protege, _mentors(before - after, protege), _mentors(after - before, protege), repair, causes)
        ]
        stand = f"Of {counted(len(before), 'pairing')} before, {len(before & after)} stand as they were."
        return cls(words=stand, rows=tuple(rows))


def _mentors(pairs: set[tuple[str, str]], protege: str) -> list[str]:
    return sorted(mentor for mentor, other in pairs if other == protege)


def _rows(protege: str, gone: list[str], come: list[str], repair: Repair, causes: dict[str, str]) -> Iterator[Row]:
    for before, after in zip_longest(gone, come):
        left = [f"{name} left" for name in (protege, before) if name in repair.left]
        now = after or (LEFT if protege in repair.left else NOBODY)
        yield protege, before or NOBODY, now, causes.get(protege) or "".join(left[:1])
