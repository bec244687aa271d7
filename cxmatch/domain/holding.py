"""Holding a folder alone, and putting right what a killed program left in it.

Whatever is only there on the way has a name that begins with `.cxmatch-`, and is made only by a program that holds the folder
it lies in. So who holds a folder knows that such things are of no living program: what was written aside and not moved in is
removed, and a change that was cut short is taken back.

A folder is held through the operating system, which lets go of it when a program dies: on POSIX by locking the folder itself,
on Windows by a file that is deleted with its last handle. Where a file system has no locks, nobody can tell the dead from the
living: then names are still unique, two changes still cannot begin in one folder, and what is older than `ABANDONED` is dead.

A change of a folder that is there (`.cxmatch-change`) holds `new`, the files on their way in; `old`, copies of all that they
replace; and `made`, the names that were not there before. While it is there the folder counts as it was before: taking back
removes what was made and moves the old files in again, which may itself be cut short and begun again any number of times.
"""

from __future__ import annotations

import errno
import json
import os
import re
import secrets
import shutil
import sys
import time
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path, PurePath

from cxmatch.domain.errors import FileError

NEW, OLD, CHANGE = ".cxmatch-new-", ".cxmatch-old-", ".cxmatch-change"
WAIT = 60.0
ABANDONED = 600.0  # seconds; writing aside takes some
PAUSES = (0.1, 0.3, 0.6) if sys.platform == "win32" else ()
_TEMPORARY = re.compile(r"\.cxmatch-(new|old)-[0-9a-f]{16}")
_NOT_SYNCED = (errno.EINVAL, errno.ENOTSUP, errno.EACCES)  # what systems say that cannot bring a folder to the disk

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
def alone(folder: Path, wait: float = WAIT) -> Iterator[None]:
    """Hold a folder against other programs of ours; what a killed one left in it is put right first.

    Raises
    ------
    FileError
        Another program holds it longer than `wait` seconds, or what was left cannot be put right.
    OSError
        The folder is none.

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
    """Put right what a killed program left in a folder and beside it, before the folder is read.

    Raises
    ------
    FileError
        A change of the folder was cut short, and cannot be taken back.

    """
    for place in (folder, folder.parent):
        with suppress(OSError, FileError):
            if any(name == CHANGE or _TEMPORARY.fullmatch(name) for name in os.listdir(place)):
                with alone(place, wait=0):
                    pass
    with suppress(FileNotFoundError, NotADirectoryError):
        (folder / CHANGE).lstat()
        with alone(folder):
            pass


def aside(mark: str, folder: Path) -> Path:
    """Give a name in a folder that no other program has."""
    return folder / f"{mark}{secrets.token_hex(8)}"


def put(path: Path, content: bytes) -> None:
    """Write a file that is not there yet, through to the disk."""
    with path.open("xb") as file:
        file.write(content)
        file.flush()
        _through(file.fileno())


def put_all(root: Path, files: Mapping[PurePath, bytes]) -> None:
    """Write files into a folder that is made for them, through to the disk."""
    above = (parent for name in files for parent in (root / name).parents)
    folders = sorted({root, *(parent for parent in above if parent.is_relative_to(root))})
    for folder in folders:
        folder.mkdir()
    for name, content in files.items():
        put(root / name, content)
    for folder in folders:
        sync(folder)


def move(source: Path, target: Path) -> None:
    """Rename; on Windows again for a second where it is refused: a virus scanner may look at what was just written."""
    for pause in PAUSES:
        with suppress(PermissionError):
            return os.rename(source, target)
        time.sleep(pause)
    return os.rename(source, target)


def sync(folder: Path) -> None:
    """Bring the names in a folder to the disk, where the system can."""
    try:
        handle = os.open(folder, os.O_RDONLY)
    except OSError as problem:
        if problem.errno in _NOT_SYNCED:
            return
        raise
    try:
        _through(handle)
    finally:
        os.close(handle)


def _through(handle: int) -> None:
    try:
        os.fsync(handle)
    except OSError as problem:
        if problem.errno not in _NOT_SYNCED:
            raise


def remove(place: Path) -> bool:
    """Remove what was only there on the way, and tell whether it is gone.

    Nothing stops it half way: it is tried again, since what cut it short may have passed.
    """
    for _ in range(2):
        with suppress(BaseException):
            shutil.rmtree(place) if place.is_dir() and not place.is_symlink() else place.unlink(missing_ok=True)
            return True
    return False


def take_back(folder: Path, first: str = "") -> None:
    """Take back a change of a folder that was begun and not ended; where there is none, do nothing.

    Raises
    ------
    FileError
        That failed too; it says what stands where. `first` is what had gone wrong before.

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
        raise FileError(first + words, "The next cxmatch command that opens this folder puts them back.") from None


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


def inside(folder: Path, name: str) -> Path | None:
    """Give the place of a file that a list names, or None where that leads out of the folder."""
    if not name or set(name) & set("\0\\:") or PurePath(name).is_absolute() or ".." in PurePath(name).parts:
        return None
    place = folder / name
    with suppress(OSError, RuntimeError):  # a circle of links
        return place if place.parent.resolve().is_relative_to(folder.resolve()) else None
    return None


def _hold(folder: Path, wait: float) -> int | None:
    """Take the lock of a folder; None where the file system has no locks."""
    until = time.monotonic() + wait
    while True:
        try:
            return _take(folder)
        except BlockingIOError:
            if time.monotonic() >= until:
                raise _busy(folder) from None
            time.sleep(0.02)
        except OSError:
            return None


def _busy(folder: Path) -> FileError:
    return FileError(
        f"Another cxmatch command is writing in {folder}. Nothing was changed.", "Wait until it has ended, and try again."
    )


def _put_right(folder: Path, *, held: bool) -> None:
    """Take back a change that was cut short, and remove what is only there on the way."""
    with suppress(FileNotFoundError):
        if not _is_dead(folder / CHANGE, held=held):
            raise _busy(folder)
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
    made = [_own(folder, name) for name in json.loads((change / "made").read_text(encoding="utf-8"))]
    for place in made:
        _unmake(place)
    kept = [place for place in (change / "old").rglob("*") if not place.is_dir()]
    back = {_own(folder, place.relative_to(change / "old").as_posix()): place for place in kept}
    for place, old in back.items():
        os.replace(old, place)
    end(folder, [*made, *back])


def _own(folder: Path, name: str) -> Path:
    """Give the place of a file of a change; somebody may have sent a folder with a change made up to reach other files."""
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
