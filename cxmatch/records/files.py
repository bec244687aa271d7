"""Writing files whole or not at all: the one place where every room puts bytes on disk.

What is new is written aside, in the folder where it is to appear, brought to the disk, and renamed once: it is whole or absent,
whenever the power fails. Files of a folder that is there are changed through a journal (`holding`): the folder is as it was
until the last of them stands, and a change that was cut short is taken back by the next command that opens the folder.
"""

from __future__ import annotations

import errno
import json
import os
import shutil
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from datetime import datetime
from pathlib import Path, PurePath

from cxmatch.errors import FileError
from cxmatch.records.disk import NEW, aside, move, put, put_all, remove, sync
from cxmatch.records.holding import CHANGE, alone, busy, end, take_back
from cxmatch.records.meanwhile import is_rehearsed

NO_CLOCK = datetime(2000, 1, 1)  # for formats that want a day: when a file was made is not a fact of what it says
FAR = 140  # letters: with the names that are written below it, a way may have more than the 259 that most Windows takes

_HELD = "If it is open in another program (probably Excel), close it"
_TAKEN = "Something else has this name there: choose another name."
_ADVICE = {
    **dict.fromkeys(("ENOSPC", "EDQUOT"), "There is no room left there: free some, or choose another place."),
    **dict.fromkeys(("EROFS", "EACCES", "EPERM"), "You have no right to write there: choose another place."),
    **dict.fromkeys(("EBUSY", "ETXTBSY"), f"{_HELD}; or choose another place."),
    **dict.fromkeys(("EEXIST", "ENOTEMPTY", "ENOTDIR", "EISDIR"), _TAKEN),
    "ENAMETOOLONG": "Choose a shorter name.",
}


class TakenError(FileError):
    """A folder that was to be new is there."""


def write_new(path: Path, content: bytes, *, overwrite: bool = False) -> None:
    """Write one file; raises FileError if it is there with other content and not to be overwritten, or cannot be written."""
    with _in_words(path), _room_for(path) as top:
        if not overwrite and is_there(path) and existing(path) != content:
            raise FileError(f"{path} is there already and was left as it is.", "Choose another name, or add  --overwrite")
        if _before(path) != content:
            _appear(top, {path.relative_to(top): content})


def write_folder(folder: Path, files: Mapping[str, bytes]) -> None:
    """Write a new folder with these files, by their names in it.

    Raises TakenError if it is there with something in it, FileError if it cannot be written; nothing was changed then.
    """
    with _in_words(folder), _room_for(folder) as top:
        _appear(top, {folder.relative_to(top) / name: content for name, content in files.items()})


def change_folder(folder: Path, files: Mapping[str, bytes]) -> None:
    """Write files into a folder that is there, all or none; whoever calls holds it (`holding.alone`).

    Raises FileError if one of them cannot be written: everything is as it was, or the message says what is not.
    """
    _refuse_top(folder)
    with _in_words(folder):
        before = {name: _before(folder / name) for name in files}
        changed = {name: content for name, content in files.items() if content != before[name]}
        if changed:
            _change(folder, changed, before)


def write_files(folder: Path, files: Mapping[str, bytes], *, overwrite: bool = False) -> None:
    """Write files into a folder that is there or not, all or none; raises FileError as `write_new` does."""
    if not is_there(folder):
        write_folder(folder, files)
        return
    with writing_in(folder):
        for name, content in files.items() if not overwrite else ():
            if is_there(folder / name) and existing(folder / name) != content:
                raise FileError(
                    f"{folder / name} is there already and was left as it is.", "Choose another folder, or add  --overwrite"
                )
        change_folder(folder, files)


def is_there(path: Path) -> bool:
    """Tell whether a file is there; raises FileError for a name that cannot be looked up."""
    with _in_words(path):
        return path.exists()


def existing(path: Path) -> bytes:
    """Return the bytes of a file that is in the way; raises FileError when it cannot be read."""
    try:
        _refuse_device(path)
        return path.read_bytes()
    except OSError as problem:
        raise FileError(f"{path} is in the way and cannot be read: {problem.strerror}.") from None


def _refuse_device(path: Path) -> None:
    """Refuse to read to its end what may have none, or to put a file in its place: a device, a pipe."""
    if path.exists() and not (path.is_file() or path.is_dir()):
        raise FileExistsError(errno.EEXIST, "it is neither a file nor a folder")


def _refuse_top(folder: Path) -> None:
    """Keep files out of the folder above all others, where nobody looks for them: a variable in a path was empty."""
    if folder.resolve() == Path(os.sep).resolve():
        raise FileError(f"{folder} is the folder above all others, and nothing was written there.", "Name a folder in it.")


@contextmanager
def writing_in(folder: Path) -> Iterator[None]:
    """Hold a folder that is there while its files are looked at and changed; raises FileError when that cannot be."""
    with _in_words(folder), alone(folder):
        yield


@contextmanager
def _room_for(path: Path) -> Iterator[Path]:
    """Hold the folder in which a path is to appear, and give the outermost part of the path that is missing."""
    while True:
        top = _missing(path)
        with alone(top.parent):
            if _missing(path) == top:
                yield top
                return


def _missing(path: Path) -> Path:
    return path if path.parent.exists() else _missing(path.parent)


def _appear(top: Path, files: Mapping[PurePath, bytes]) -> None:
    """Write a file, or a folder of files, aside, and give it its name at once."""
    if is_rehearsed(top, files):
        return
    stage = aside(NEW, top.parent)
    try:
        if PurePath() in files:
            put(stage, files[PurePath()])
            _like(top, stage)
            os.replace(stage, top)
        else:
            put_all(stage, files)
            move(stage, top)
    except BaseException as problem:
        _clear(stage, problem)
        if _has_taken_name(problem):
            raise TakenError(f"{top} is there already.", _TAKEN) from None
        raise
    with suppress(OSError, MemoryError):
        sync(top.parent)


def _before(path: Path) -> bytes | None:
    """Return what stands in a place, None where nothing does; a file that another program holds open, or a folder, is refused."""
    try:
        _refuse_device(path)
        with path.open("r+b") as file:
            return file.read()
    except FileNotFoundError:
        return None


def _change(folder: Path, files: Mapping[str, bytes], before: Mapping[str, bytes | None]) -> None:
    """Write files through a journal into a folder that is as it was `before`."""
    if is_rehearsed(folder, files):
        return
    stage, begun = aside(NEW, folder), False
    try:
        _write_journal(stage, folder, files, {name: old for name in files if (old := before[name]) is not None})
        begun = True
        move(stage, folder / CHANGE)
        sync(folder)
        if any(_before(folder / name) != old for name, old in before.items()):
            end(folder, ())
            raise busy(folder)
        for name in files:
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            os.replace(folder / CHANGE / "new" / name, folder / name)
        end(folder, [folder / name for name in files])
    except BaseException as problem:
        _clear(stage, problem)
        if _has_taken_name(problem):
            raise busy(folder) from None
        if begun:
            take_back(folder, f"{_first(problem, folder)} ")
        raise


def _write_journal(stage: Path, folder: Path, files: Mapping[str, bytes], old: Mapping[str, bytes]) -> None:
    """Write what a change holds: the new files, the old ones, and the names of files and folders that are kept or made."""
    made = [name for name in files if name not in old]
    above = {parent for name in made for parent in PurePath(name).parents if not (folder / parent).exists()}
    made += sorted((parent.as_posix() for parent in above), reverse=True)
    names = {PurePath("names"): json.dumps({"made": made, "kept": list(old)}).encode()}
    parts = {PurePath(part, name): content for part, some in (("new", files), ("old", old)) for name, content in some.items()}
    put_all(stage, {**names, **parts})
    for name in old:
        _like(folder / name, stage / "new" / name, stage / "old" / name)


def _like(path: Path, *others: Path) -> None:
    """Give files the permissions of another, where there is one and the file system has any."""
    for other in others:
        with suppress(OSError):
            shutil.copymode(path, other)


def _has_taken_name(problem: BaseException) -> bool:
    return isinstance(problem, OSError) and problem.errno in (errno.EEXIST, errno.ENOTEMPTY)


def _clear(stage: Path, problem: BaseException) -> None:
    if not remove(stage):
        problem.add_note(f"Nothing was changed, but {stage} could not be removed; the next cxmatch command there does that.")


@contextmanager
def _in_words(target: Path) -> Iterator[None]:
    try:
        yield
    except (OSError, MemoryError) as problem:
        left = " ".join(getattr(problem, "__notes__", ["Nothing was changed."]))
        raise FileError(f"{_first(problem, target)} {left}", _advice(problem, target)) from None


def _first(problem: BaseException, target: Path) -> str:
    """Say what could not be written, by a name that the user knows."""
    names = [str(name) for name in (getattr(problem, "filename2", None), getattr(problem, "filename", None)) if name]
    known = [name for name in names if NEW not in name and CHANGE not in name]
    if isinstance(problem, KeyboardInterrupt):
        return "Interrupted."
    why = "there is not enough memory" if isinstance(problem, MemoryError) else getattr(problem, "strerror", None) or problem
    return f"{next(iter(known), target)} cannot be written: {why}."


def _advice(problem: BaseException, target: Path) -> str:
    if isinstance(problem, FileNotFoundError) and sys.platform == "win32" and len(os.path.abspath(target)) > FAR:
        return "The way there is longer than Windows takes: choose a shorter name, or a folder nearer to the drive."
    name = errno.errorcode.get(getattr(problem, "errno", None) or 0, "")
    if isinstance(problem, MemoryError):
        return "Close other programs, and try again."
    if isinstance(problem, PermissionError) and sys.platform == "win32":
        return f"{_HELD}; or choose a place where you may write."
    return _ADVICE.get(name, "Choose another place, or try again.")
