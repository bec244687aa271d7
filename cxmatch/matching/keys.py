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

MIX = np.uint64(0x9E3779B97F4A7C15)  # an odd number near 2**64 over the golden ratio (Knuth 1998, section 6.4)


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


def keys_of(seed: str, mentors: Sequence[Office], proteges: Sequence[Office], row: Ints, column: Ints) -> Ints:
    """Return the same keys of some pairs by their places, shape (k,)."""
    ids = [f"\n{office.id}".encode() for office in proteges]
    starts = [hashlib.sha256(f"{seed}\n{office.id}".encode()) for office in mentors]
    cells = zip(row.tolist(), column.tolist(), strict=True)
    return np.fromiter((_key(starts[i].copy(), ids[j]) for i, j in cells), np.int64, len(row))


def _key(digest: Any, protege: bytes) -> int:
    digest.update(protege)
    return int.from_bytes(digest.digest()[: KEY_BITS // 8], "big")


def digests(seed: str, side: str, offices: Sequence[Office]) -> NDArray[np.uint64]:
    """Return the first 64 bits of SHA-256(seed, side, office) of each office, joined by newlines, shape (offices,)."""
    hashes = (hashlib.sha256(f"{seed}\n{side}\n{office.id}".encode()).digest() for office in offices)
    return np.array([int.from_bytes(digest[:8], "big") for digest in hashes], dtype=np.uint64)


def mixed_keys(mentors: NDArray[np.uint64], proteges: NDArray[np.uint64]) -> Ints:
    """Return the keys of pairs from the digests of their two sides, shape (k,) each: the highest bits of (a xor b) times MIX."""
    return (((mentors ^ proteges) * MIX) >> np.uint64(64 - KEY_BITS)).astype(np.int64)
