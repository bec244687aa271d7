"""The public tie key: a number for each pair that anybody can work out again."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from cxmatch.assignment.ladder import KEY_BITS
from cxmatch.assignment.problem import Ints, Mask
from cxmatch.domain.cohort import Office


def public_keys(seed: str, mentors: Sequence[Office], proteges: Sequence[Office], cells: Mask) -> Ints:
    """Return the keys of some pairs, shape (mentors, proteges): the first six hex digits of SHA-256(seed, mentor, protege).

    The three are joined by newlines; where no cell is marked, the key is 0.
    """
    known = _known(seed, tuple(office.id for office in mentors), tuple(office.id for office in proteges))
    ids, new = [f"\n{office.id}".encode() for office in proteges], cells & (known < 0)
    for row in np.flatnonzero(new.any(axis=1)).tolist():
        start, columns = hashlib.sha256(f"{seed}\n{mentors[row].id}".encode()), np.flatnonzero(new[row])
        known[row, columns] = [_key(start.copy(), ids[column]) for column in columns.tolist()]
    return np.where(cells, known, 0).astype(np.int64)


@lru_cache(maxsize=2)
def _known(seed: str, mentors: tuple[str, ...], proteges: tuple[str, ...]) -> NDArray[np.int32]:
    """Return where the keys of a cohort are kept once they are known: a bill and a check of it ask for the same ones."""
    return np.full((len(mentors), len(proteges)), -1, dtype=np.int32)


def _key(digest: Any, protege: bytes) -> int:
    digest.update(protege)
    return int.from_bytes(digest.digest()[: KEY_BITS // 8], "big")
