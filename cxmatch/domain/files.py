"""Writing files whole or not at all: the one place where every room puts bytes on disk."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from contextlib import suppress
from datetime import datetime
from pathlib import Path

from cxmatch.domain.errors import FileError

NO_CLOCK = datetime(2000, 1, 1)  # for formats that want a day: when a file was made is not a fact of what it says
NEW, OLD = ".cxmatch-new-", ".cxmatch-old-"


def write_whole(files: Mapping[Path, bytes]) -> None:
    """Write several files, all or none: beside their places first, then moved in, with the old ones kept until the end.

    Raises
    ------
    FileError
        One of them cannot be written; everything is as it was.
    """
    made: list[Path] = []
    try:
        made = [folder for folder in {path.parent for path in files} if not folder.exists()]
        for path, content in files.items():
            path.parent.mkdir(parents=True, exist_ok=True)
            _beside(NEW, path).write_bytes(content)
        _refuse_locked(files)
        _move_in(files)
    except OSError as problem:
        _forget(NEW, files, made)
        raise FileError(
            f"{problem.filename2 or problem.filename or next(iter(files))} cannot be written: {problem.strerror}."
            " Nothing was changed.",
            "If it is open in another program (probably Excel), close it; or choose another place.",
        ) from None
    except KeyboardInterrupt:
        _forget(NEW, files, made)
        raise
    _forget(OLD, files, [])


def write_new(path: Path, content: bytes, *, overwrite: bool = False) -> None:
    """Write one file, unless it is there already with other content.

    Raises
    ------
    FileError
        It is there with other content and `overwrite` was not asked for, or it cannot be written.
    """
    if not overwrite and is_there(path) and existing(path) != content:
        raise FileError(f"{path} is there already and was left as it is.", "Choose another name, or add  --overwrite")
    write_whole({path: content})


def is_there(path: Path) -> bool:
    """Tell whether a file is there; raises FileError for a name that cannot be looked up."""
    try:
        return path.exists()
    except OSError as problem:
        raise FileError(f"{path} cannot be written: {problem.strerror}. Nothing was changed.") from None


def existing(path: Path) -> bytes:
    """Return the bytes of a file that is in the way; raises FileError when it cannot be read."""
    try:
        return path.read_bytes()
    except OSError as problem:
        raise FileError(f"{path} is in the way and cannot be read: {problem.strerror}.") from None


def _beside(mark: str, path: Path) -> Path:
    return path.with_name(mark + path.name)


def _refuse_locked(files: Iterable[Path]) -> None:
    """Find out before the first move whether a file is held open by another program, or is a folder."""
    for path in files:
        if path.exists():
            with path.open("r+b"):
                pass


def _move_in(files: Iterable[Path]) -> None:
    """Put the new files in their places; when one cannot be moved, put all old ones back."""
    done: list[Path] = []
    try:
        for path in files:
            done.append(path)
            if path.exists():
                os.replace(path, _beside(OLD, path))
            os.replace(_beside(NEW, path), path)
    except BaseException:
        for path in done:
            if _beside(OLD, path).exists():
                os.replace(_beside(OLD, path), path)
            elif not _beside(NEW, path).exists():
                path.unlink(missing_ok=True)
        raise


def _forget(mark: str, files: Iterable[Path], folders: Iterable[Path]) -> None:
    """Remove what was only there on the way."""
    for path in files:
        with suppress(OSError):
            _beside(mark, path).unlink(missing_ok=True)
    for folder in folders:
        with suppress(OSError):
            folder.rmdir()
