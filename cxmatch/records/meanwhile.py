"""What holds while a command runs: who hears how far it is, whom its files are for, and whether it only rehearses."""

from __future__ import annotations

import os
import stat
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path, PurePath
from typing import TypeAlias, TypeVar

Thing = TypeVar("Thing")
Listener: TypeAlias = Callable[[str, int, int], None]
_listeners: list[Listener] = []
_EVERYBODY, _OWNER = 0o777, 0o700
_open_to: list[int] = []
_rehearsed: list[dict[Path, bool]] = []


def listen(listener: Listener) -> None:
    """Call a function from now on with the words, how many are done, and of how many (0: nobody knows)."""
    _listeners[:] = [listener]


@contextmanager
def heard(listener: Listener) -> Iterator[None]:
    """Call a function as well, while something is done."""
    _listeners.append(listener)
    try:
        yield
    finally:
        _listeners.remove(listener)


def tell(words: str, done: int = 0, of: int = 0) -> None:
    """Say what is done next; costs nothing where nobody listens."""
    for listener in _listeners:
        listener(words, done, of)


def told(words: str, things: Sequence[Thing]) -> Iterator[Thing]:
    """Yield things, and tell before each of them how many are done."""
    for done, thing in enumerate(things):
        tell(words, done, len(things))
        yield thing


@contextmanager
def within_rights() -> Iterator[None]:
    """Have what is written for a while be open to no more people than each file with answers or rules that was read meanwhile."""
    _open_to.append(_EVERYBODY)
    try:
        yield
    finally:
        _open_to.pop()


def made_from(read: os.stat_result) -> None:
    """Note a file with answers or rules that was read. Windows has no such permissions; a pipe's are not those of the survey."""
    if _open_to and sys.platform != "win32" and stat.S_ISREG(read.st_mode):
        _open_to[-1] &= _OWNER | read.st_mode


def opener(name: str, flags: int) -> int:
    """Open a file for `open`, a new one with the permissions that it may have and that the umask leaves."""
    return os.open(name, flags, 0o666 & _now())


def folder_mode() -> int:
    """Return the permissions of a new folder, before the umask: who may read what is in it may enter it."""
    return _now() | (_now() & 0o044) >> 2


def _now() -> int:
    return _open_to[-1] if _open_to else _EVERYBODY


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
