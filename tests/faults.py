"""File operations that fail: the Nth one, once or for ever, or the power goes at it."""

from __future__ import annotations

import builtins
import errno
import io
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from unittest import mock

OPERATIONS = (
    *("open", "fsync", "rename", "replace", "mkdir", "unlink", "remove", "rmdir", "link", "symlink"),
    *("listdir", "scandir", "stat", "lstat", "chmod", "truncate", "utime"),
)
ERRORS: dict[str, Callable[[], BaseException]] = {
    "ENOSPC": lambda: OSError(errno.ENOSPC, "No space left on device"),
    "EACCES": lambda: PermissionError(errno.EACCES, "Permission denied"),
    "EIO": lambda: OSError(errno.EIO, "Input/output error"),
    "EROFS": lambda: OSError(errno.EROFS, "Read-only file system"),
    "MemoryError": MemoryError,
    "KeyboardInterrupt": KeyboardInterrupt,
}
POWER = 99


class Faults:
    """Counts operations on files; from the `at`th on, or at it alone, each does what `strike` does instead.

    `late` lets the operation be done first, as where a signal arrives while it is.
    """

    def __init__(self, at: int, strike: Callable[[], BaseException] | None, *, forever: bool = False, late: bool = False) -> None:
        self.at, self.strike, self.forever, self.late = at, strike, forever, late
        self.count = 0

    @property
    def struck(self) -> bool:
        return self.count >= self.at

    def tick(self, do: Callable[[], Any], half: Callable[[], Any] = lambda: None) -> Any:
        self.count += 1
        if self.count < self.at or (self.count > self.at and not self.forever):
            return do()
        if self.late:
            do()
        else:
            half()
        if self.strike is None:
            os._exit(POWER)
        raise self.strike()

    def wrapped(self, name: str) -> Callable[..., Any]:
        true = getattr(os, name)
        do_nothing = name == "fsync"  # the kernel keeps what a program wrote, so that only the order matters here
        return lambda *given, **named: self.tick(lambda: None if do_nothing else true(*given, **named))

    @contextmanager
    def on(self) -> Iterator[None]:
        """Let operations fail in this block."""
        true_open = io.open

        def opened(*given: Any, **named: Any) -> Any:
            return self.tick(lambda: _File(true_open(*given, **named), self))

        failing = mock.patch.multiple(os, **{name: self.wrapped(name) for name in OPERATIONS})
        with failing, mock.patch.object(io, "open", opened), mock.patch.object(builtins, "open", opened):
            yield


class _File:
    """A file whose writing and reading may fail; a write that fails has written half."""

    def __init__(self, true: Any, faults: Faults) -> None:
        self.true, self.faults = true, faults

    def write(self, content: Any) -> Any:
        return self.faults.tick(lambda: self.true.write(content), lambda: self.true.write(content[: len(content) // 2]))

    def read(self, *given: Any) -> Any:
        return self.faults.tick(lambda: self.true.read(*given))

    def flush(self) -> None:
        self.faults.tick(self.true.flush)

    def __enter__(self) -> _File:
        return self

    def __exit__(self, *_: object) -> None:
        try:
            self.faults.tick(lambda: None)
        finally:
            self.true.close()

    def __getattr__(self, name: str) -> Any:
        return getattr(self.true, name)


def snapshot(root: Path) -> dict[str, bytes | None]:
    """Give everything below a folder: files with their content, folders with None."""
    return {path.relative_to(root).as_posix(): path.read_bytes() if path.is_file() else None for path in sorted(root.rglob("*"))}


def restore(root: Path, tree: dict[str, bytes | None]) -> None:
    """Make a folder hold what a snapshot holds; it is empty before."""
    for name, content in tree.items():
        if content is None:
            (root / name).mkdir(parents=True)
        else:
            (root / name).parent.mkdir(parents=True, exist_ok=True)
            (root / name).write_bytes(content)
