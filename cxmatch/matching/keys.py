"""The public tie key: a number for each pair that anybody can work out again."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np

from cxmatch.assignment.ladder import KEY_BITS
from cxmatch.assignment.problem import Ints, Keys, Mask
from cxmatch.domain.cohort import Office


def public_keys(seed: str, mentors: Sequence[Office], proteges: Sequence[Office], cells: Mask) -> Ints:
    """Return the keys of some pairs, shape (mentors, proteges): the first six hex digits of SHA-256(seed, mentor, protege).

    The three are joined by newlines; where no cell is marked, the key is 0.
    """
    keys = np.zeros(cells.shape, dtype=np.int64)
    ids = [f"\n{office.id}".encode() for office in proteges]
    for row in np.flatnonzero(cells.any(axis=1)).tolist():
        start = hashlib.sha256(f"{seed}\n{mentors[row].id}".encode())
        for column in np.flatnonzero(cells[row]).tolist():
            digest = start.copy()
            digest.update(ids[column])
            keys[row, column] = int.from_bytes(digest.digest()[: KEY_BITS // 8], "big")
    return keys


@dataclass(frozen=True, slots=True)
class RememberedKeys:
    """Tie keys, each worked out once however often it is asked for."""

    keys: Keys
    known: dict[str, Ints] = field(default_factory=dict)

    def __call__(self, cells: Mask) -> Ints:
        """Return the keys of some pairs, shape (mentors, proteges), 0 elsewhere."""
        known = self.known.setdefault("keys", np.full(cells.shape, -1))
        new = cells & (known < 0)
        known[new] = self.keys(new)[new]
        return np.where(cells, known, 0)
