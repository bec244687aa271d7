"""Holding a folder alone, and putting right what a killed program left in it.

Whatever is only there on the way has a name that begins with `.cxmatch-`, and is made only by a program that holds the folder
it lies in. So who holds a folder knows that such things are of no living program: what was written aside and not moved in is
removed, and a change that was cut short is taken back.

A folder is held through the operating system, which lets go of it when a program dies: on POSIX by locking the folder itself,
on Windows by a file that is deleted with its last handle. Where a file system has no locks, nobody can tell the dead from the
living: then names are still unique, two changes still cannot begin in one folder, and what is older than `ABANDONED` is dead.

A change of a folder that is there (`.cxmatch-change`) holds `new`, the files on their way in; `old`, copies of all that they
replace; and `names`, which of its files and folders are `kept` and which `made`. While it is there the folder counts as it was
before: taking back removes what was made and moves the old files in again, which may itself be cut short and begun again any
number of times.
"""

from __future__ import annotations

import json
import os
import re
import sys
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from cxmatch.errors import FileError
from cxmatch.records.disk import OLD, aside, inside, move, remove, sync

CHANGE = ".cxmatch-change"
_WAIT = 60.0
ABANDONED = 600.0  # seconds; writing aside takes some
_TEMPORARY = re.compile(r"\.cxmatch-(new|old)-[0-9a-f]{16}")

if sys.platform == "win32":

    def _take(folder: Path) -> int:
        try:
            return os.open(folder / ".cxmatch-lock", os.O_CREAT | os.O_EXCL | os.O_RDWR | os.O_TEMPORARY)
        except FileExistsError as problem:
            raise BlockingIOError from problem

else:
    import fcntl

    def _take(folder: Path) -> int:
        handle = os.open(folder, os.O_RDONLY)
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BaseException:
            os.close(handle)
            raise
        return handle


@contextmanager
def alone(folder: Path, wait: float = _WAIT) -> Iterator[None]:
    """Hold a folder against other programs of ours; what a killed one left in it is put right first.

    Raises FileError if another program holds it longer than `wait` seconds or what was left cannot be put right, OSError if
    the folder is none.
    """
    lock = _hold(folder, wait)
    try:
        _put_right(folder, held=lock is not None)
        yield
    finally:
        if lock is not None:
            with suppress(OSError):
                os.close(lock)


def settle(folder: Path) -> None:
    """Put right what a killed program left in and beside a folder, before it is read; raises FileError if that cannot be."""
    for place in (folder, folder.parent):
        with suppress(OSError, FileError):
            if any(name == CHANGE or _TEMPORARY.fullmatch(name) for name in os.listdir(place)):
                with alone(place, wait=0):
                    pass
    with suppress(FileNotFoundError, NotADirectoryError):
        (folder / CHANGE).lstat()
        with alone(folder):
            pass


def take_back(folder: Path, first: str = "") -> None:
    """Take back a change of a folder that was begun and not ended; where there is none, do nothing.

    Raises FileError if that fails too: it says what stands where, after `first`, which had gone wrong before.
    """
    try:
        _take_back(folder)
    except BaseException as problem:
        why = getattr(problem, "strerror", None) or str(problem) or type(problem).__name__
        words = (
            f"The files of {folder} could not be put back as they were ({why}): some may be new,"
            f" and those that were replaced lie in {folder / CHANGE / 'old'}."
        )
        if isinstance(problem, KeyboardInterrupt):
            problem.add_note(words)
            raise
        raise FileError(
            first + words,
            "When that is put right, the next cxmatch command that opens this folder puts them back;"
            f" or move them by hand, and remove {CHANGE}.",
        ) from None


def end(folder: Path, places: Iterable[Path]) -> None:
    """End a change of these places: from here on the folder counts as it is."""
    for touched in {folder, *(place.parent for place in places)}:
        with suppress(FileNotFoundError):
            sync(touched)
    over = aside(OLD, folder)
    try:
        move(folder / CHANGE, over)
        with suppress(OSError, MemoryError):
            sync(folder)
    finally:
        remove(over)


def busy(folder: Path) -> FileError:
    """Return the error of a folder in which another program writes."""
    return FileError(
        f"Another cxmatch command is writing in {folder}. Nothing was changed.", "Wait until it has ended, and try again."
    )


def _hold(folder: Path, wait: float) -> int | None:
    """Take the lock of a folder; None where the file system has no locks."""
    until = time.monotonic() + wait
    while True:
        try:
            return _take(folder)
        except BlockingIOError:
            if time.monotonic() >= until:
                raise busy(folder) from None
            time.sleep(0.02)
        except OSError:
            return None


def _put_right(folder: Path, *, held: bool) -> None:
    """Take back a change that was cut short, and remove what is only there on the way."""
    with suppress(FileNotFoundError):
        if not _is_dead(folder / CHANGE, held=held):
            raise busy(folder)
        take_back(folder)
    with suppress(OSError):
        for name in filter(_TEMPORARY.fullmatch, os.listdir(folder)):
            if _is_dead(folder / name, held=held):
                remove(folder / name)


def _is_dead(place: Path, *, held: bool) -> bool:
    return time.time() - place.lstat().st_mtime > ABANDONED or held


def _take_back(folder: Path) -> None:
    change = folder / CHANGE
    if not change.exists():
        return
    names = json.loads((change / "names").read_text(encoding="utf-8"))
    made, kept = ([(name, _own(folder, name)) for name in names[part]] for part in ("made", "kept"))
    for _, place in made:
        _unmake(place)
    for name, place in kept:
        place.parent.mkdir(parents=True, exist_ok=True)
        with suppress(FileNotFoundError):  # it is back from an earlier try
            os.replace(change / "old" / name, place)
    end(folder, [place for _, place in (*made, *kept)])


def _own(folder: Path, name: str) -> Path:
    """Return the place of a file of a change; somebody may have sent a folder with a change made up to reach other files."""
    place = inside(folder, name)
    if place is None:
        raise ValueError(f'"{name}" does not lie in the folder')
    return place


def _unmake(place: Path) -> None:
    """Remove a file or a folder that a change had made; a folder stays where somebody has put something into it."""
    if not place.is_dir() or place.is_symlink():
        place.unlink(missing_ok=True)
    elif not os.listdir(place):
        place.rmdir()
