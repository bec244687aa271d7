"""Single steps on the disk, from which whole files and folders are made."""

from __future__ import annotations

import errno
import os
import re
import shutil
import sys
import time
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path, PurePath

from cxmatch.records import KEEP, RECORD
from cxmatch.records.meanwhile import folder_mode, opener

RERUN = re.compile(r"run ([2-9]|[1-9][0-9]{1,5})")  # the name of its folder
NEW, OLD = ".cxmatch-new-", ".cxmatch-old-"
_PAUSES = (0.1, 0.3, 0.6) if sys.platform == "win32" else ()
_NOT_SYNCED = (errno.EINVAL, errno.ENOTSUP, errno.EACCES)  # what systems say that cannot bring a folder to the disk


def aside(mark: str, folder: Path) -> Path:
    """Return a name in a folder that no other program has."""
    return folder / f"{mark}{os.urandom(8).hex()}"


def put(path: Path, content: bytes) -> None:
    """Write a file that is not there yet, through to the disk."""
    with open(path, "xb", opener=opener) as file:
        file.write(content)
        file.flush()
        _through(file.fileno())


def put_all(root: Path, files: Mapping[PurePath, bytes]) -> None:
    """Write files into a folder that is made for them, through to the disk."""
    above = (parent for name in files for parent in (root / name).parents)
    folders = sorted({root, *(parent for parent in above if parent.is_relative_to(root))})
    for folder in folders:
        folder.mkdir(folder_mode())
    for name, content in files.items():
        put(root / name, content)
    for folder in folders:
        sync(folder)


def move(source: Path, target: Path) -> None:
    """Rename; on Windows again for a second where it is refused: a virus scanner may look at what was just written."""
    for pause in _PAUSES:
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


def remove(place: Path) -> bool:
    """Remove what was only there on the way, and tell whether it is gone; nothing stops it half way, so it is tried twice."""
    for _ in range(2):
        with suppress(BaseException):
            shutil.rmtree(place) if place.is_dir() and not place.is_symlink() else place.unlink(missing_ok=True)
            return True
    return _is_gone(place)  # a disk that cannot be written to refuses to remove what is not there


def _is_gone(place: Path) -> bool:
    """Tell whether a place is surely empty; `lexists` says so of a disk that cannot be asked, too."""
    with suppress(OSError, MemoryError, KeyboardInterrupt):
        try:
            place.lstat()
        except (FileNotFoundError, NotADirectoryError):
            return True
    return False


def inside(folder: Path, name: str) -> Path | None:
    """Return the place of a file that a list names, or None where that leads out of the folder."""
    if not name or set(name) & set("\0\\:") or PurePath(name).is_absolute() or ".." in PurePath(name).parts:
        return None
    place = folder / name
    with suppress(OSError, RuntimeError):  # a circle of links
        return place if place.parent.resolve().is_relative_to(folder.resolve()) else None
    return None


def record_in(folder: Path) -> Path:
    """Return the place of the record of a run folder: in it, or in what a kickoff folder keeps."""
    kept = folder / KEEP / RECORD
    return kept if kept.exists() and not (folder / RECORD).exists() else folder / RECORD


def here() -> Path | None:
    """Return the run folder that the program was started in, or None where it was started elsewhere."""
    folder = Path()
    if not record_in(folder).exists():
        return None
    name = Path.cwd().name
    return Path(os.pardir) / name if RERUN.fullmatch(name) else folder


def later_run(folder: Path) -> Path | None:
    """Return the last rerun that lies in the folder of a first run; None where there is none."""
    try:
        found = ((RERUN.fullmatch(entry.name), entry) for entry in folder.iterdir()) if record_in(folder).exists() else ()
        reruns = {int(match[1]): entry for match, entry in found if match and record_in(entry).exists()}
    except OSError:
        return None  # whoever reads the run says why
    return reruns[max(reruns)] if reruns else None


def _through(handle: int) -> None:
    try:
        os.fsync(handle)
    except OSError as problem:
        if problem.errno not in _NOT_SYNCED:
            raise
