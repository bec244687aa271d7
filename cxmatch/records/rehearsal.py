"""What would be written: while a rehearsal lasts, every writer notes its files here and writes none."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path, PurePath

_rehearsed: list[dict[Path, bool]] = []


@contextmanager
def rehearsal() -> Iterator[dict[Path, bool]]:
    """Write nothing for a while, and give the files that would have been written, each with whether it is there."""
    noted: dict[Path, bool] = {}
    _rehearsed.append(noted)
    try:
        yield noted
    finally:
        _rehearsed.remove(noted)


def is_rehearsed(root: Path, names: Iterable[PurePath | str]) -> bool:
    """Note files that are to be written, where nothing is, and tell whether that is so."""
    for noted in _rehearsed:
        noted.update({path: path.exists() for path in (root / name for name in names)})
    return bool(_rehearsed)
