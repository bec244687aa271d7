"""Writing files whole or not at all: the one place where every room puts bytes on disk."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Mapping
from pathlib import Path

from cxmatch.domain.errors import FileError


def write_whole(files: Mapping[Path, bytes]) -> None:
    """Write several files, all or none: beside their places first, then moved in.

    Raises
    ------
    FileError
        One of them cannot be written; the old files are as they were.
    """
    drafts: dict[Path, str] = {}
    try:
        for path, content in files.items():
            path.parent.mkdir(parents=True, exist_ok=True)
            handle, drafts[path] = tempfile.mkstemp(dir=path.parent, prefix=".cxmatch-")
            with os.fdopen(handle, "wb") as draft:
                draft.write(content)
            os.chmod(drafts[path], 0o644)
        _refuse_locked(files)
        for path, name in drafts.items():
            os.replace(name, path)
    except OSError as problem:
        raise FileError(
            f"{problem.filename2 or problem.filename or next(iter(files))} cannot be written: {problem.strerror}."
            " Nothing was changed.",
            "If it is open in another program (probably Excel), close it; or choose another place with  --out",
        ) from None
    finally:
        for name in drafts.values():
            Path(name).unlink(missing_ok=True)


def write_new(path: Path, content: bytes, *, overwrite: bool = False) -> None:
    """Write one file, unless it is there already with other content.

    Raises
    ------
    FileError
        It is there with other content and `overwrite` was not asked for, or it cannot be written.
    """
    if not overwrite and path.exists() and existing(path) != content:
        raise FileError(f"{path} is there already and was left as it is.", "Choose another name, or add  --overwrite")
    write_whole({path: content})


def existing(path: Path) -> bytes:
    """Give the bytes of a file that is in the way; raises FileError when it cannot be read."""
    try:
        return path.read_bytes()
    except OSError as problem:
        raise FileError(f"{path} is in the way and cannot be read: {problem.strerror}.") from None


def _refuse_locked(files: Mapping[Path, bytes]) -> None:
    """Find out before the first move whether a file is held open by another program, or is a folder."""
    for path in files:
        if path.exists():
            with path.open("r+b"):
                pass
