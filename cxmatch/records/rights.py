"""Whom a file is for: what a command writes is open to nobody who may not open what it was made from."""

from __future__ import annotations

import os
import stat
import sys
from collections.abc import Iterator
from contextlib import contextmanager

_EVERYBODY, _OWNER = 0o777, 0o700
_open_to: list[int] = []


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
