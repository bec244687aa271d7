"""The list of what was written into a folder, by which an edited file is known. `sha256sum -c` reads it too."""

from __future__ import annotations

import hashlib
import io
import re
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path, PurePath, PurePosixPath
from typing import Self

from cxmatch.domain.run import Run
from cxmatch.errors import CxmatchError, FileError
from cxmatch.exports.formats import FOLDERS, HANDOUTS
from cxmatch.records import KEEP, PARTS, RECORD
from cxmatch.records.disk import inside, record_in
from cxmatch.records.holding import settle
from cxmatch.records.text import listed

CHECKSUMS = "checksums.txt"
LARGEST = 4_000_000
_RUN_LINE = "# run "  # sha256sum passes over it
_LINE = re.compile(r"([0-9A-Fa-f]{64}) [ *](.+)")
_TRIES = 3


def digest(content: bytes | Path) -> str:
    """Return the checksum of the content of a file, or of a file on the disk, whatever its size."""
    with content.open("rb") if isinstance(content, Path) else io.BytesIO(content) as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


@dataclass(frozen=True, slots=True, kw_only=True)
class Listing:
    """The run that a list is of ("" if it does not say), the checksums of its files by name, and what is wrong with its lines."""

    run: str = ""
    sums: Mapping[str, str] = field(default_factory=dict)
    flaws: tuple[str, ...] = ()

    @classmethod
    def of(cls, content: bytes) -> Self:
        """Read a list; raises ValueError where it is no text."""
        lines = [(number, line.rstrip("\r")) for number, line in enumerate(content.decode().split("\n"), start=1) if line.strip()]
        run = lines.pop(0)[1].removeprefix(_RUN_LINE) if lines and lines[0][1].startswith(_RUN_LINE) else ""
        read = [(number, line, _LINE.fullmatch(line)) for number, line in lines]
        sums = [(PurePath(match[2]).as_posix(), match[1].lower()) for _, _, match in read if match]
        odd = [f'{CHECKSUMS}, line {number}, names no file: "{_short(line)}".' for number, line, match in read if not match]
        often = Counter(name for name, _ in sums)
        twice = [f"{CHECKSUMS} lists {_short(name)} {times} times." for name, times in often.items() if times > 1]
        return cls(run=run, sums=dict(sums), flaws=(*odd, *twice))

    @classmethod
    def lying_in(cls, folder: Path) -> Self:
        """Read the list of a folder, an empty one where there is none or it is no text; raises FileError where it cannot."""
        try:
            return cls.of(_content(folder) or b"")
        except ValueError:
            return cls()

    @property
    def text(self) -> str:
        """The list as it is written."""
        return f"{_RUN_LINE}{self.run}\n" + "".join(f"{checksum}  {name}\n" for name, checksum in sorted(self.sums.items()))


def edited(run: str | Path) -> tuple[str, ...]:
    """Say what in the folder of a run is not as it was written, a sentence each; nothing where all is.

    `run` is the folder, or its `run.json`; a record that lies elsewhere has no list to be held against. Raises FileError if the
    list cannot be read, or a change of the folder was cut short and cannot be taken back.
    """
    place = Path(run)
    if not place.is_dir() and place.name != RECORD:
        return ()
    folder, _ = listed_in(place if place.is_dir() else place.parent)
    for _ in range(_TRIES):
        settle(folder)
        content = _content(folder)
        flaws = tuple(_flaws(folder, content))
        if not flaws or _content(folder) == content:
            break  # otherwise another command has written there meanwhile
    return flaws


def listed_in(folder: Path, name: str = "") -> tuple[Path, str]:
    """Return the folder whose list has the files of a folder, and a file's name there: of a kickoff's part it is the kickoff's.

    A part that has a list of its own is a folder like any other.
    """
    here = folder if folder.name else folder.absolute()
    part, above = here.name, here.parent
    if part not in PARTS or (folder / CHECKSUMS).exists():
        return folder, name
    listed = any(entry.startswith(f"{part}/") for entry in Listing.lying_in(above).sums)
    return (above, f"{part}/{name}") if listed else (folder, name)


def _content(folder: Path) -> bytes | None:
    """Return the bytes of the list of a folder; None where there is none."""
    file = folder / CHECKSUMS
    try:
        if not file.is_file():
            return None
        if file.stat().st_size > LARGEST:
            raise FileError(f"{file} is larger than any list of checksums ({LARGEST:,} bytes).")
        return file.read_bytes()
    except OSError as problem:
        raise FileError(f"{file} cannot be read: {problem.strerror}.") from None


def _flaws(folder: Path, content: bytes | None) -> Iterator[str]:
    lying = list(_handouts(folder))
    if content is None:
        if lying:
            yield f"There is no {CHECKSUMS} beside {listed(lying)}: nothing says whether somebody has edited them."
        return
    try:
        listing = Listing.of(content)
    except ValueError:
        yield f"{CHECKSUMS} is not text in UTF-8."
        return
    yield from _of_another_run(folder, listing.run)
    yield from listing.flaws
    for name, wanted in listing.sums.items():
        yield from _of_file(folder, name, wanted)
    present = [name for name in (RECORD, f"{KEEP}/{RECORD}", *lying) if (folder / name).exists()]
    yield from (f"{name} is not listed in {CHECKSUMS}." for name in present if name not in listing.sums)


def _handouts(folder: Path) -> Iterator[str]:
    """Return the files of a folder, or of the parts of a kickoff folder, that have the names of hand-outs."""
    parts = [PurePosixPath(part) for part in ("", *PARTS)]
    yield from (str(part / name) for part in parts for name in HANDOUTS if (folder / part / name).exists())
    for part in (part / inner for part in parts for inner in FOLDERS):
        with suppress(OSError):
            yield from sorted(str(part / path.name) for path in (folder / part).iterdir())


def _of_another_run(folder: Path, run: str) -> Iterator[str]:
    """Hold the run that a list names against the record beside it; a record that cannot be read is told by whoever reads it."""
    if not run:
        yield f"{CHECKSUMS} does not say in its first line which run it is of."
        return
    with suppress(OSError, ValueError, CxmatchError):
        recorded = Run.from_json(record_in(folder).read_text(encoding="utf-8-sig")).id
        if recorded != run:
            yield f"{CHECKSUMS} is of run {_short(run[:8])}, and {RECORD} is run {recorded[:8]}."


def _of_file(folder: Path, name: str, wanted: str) -> Iterator[str]:
    """Say what is wrong with a file that is listed; one that lies elsewhere is not opened."""
    place, shown = inside(folder, name), _short(name)
    try:
        if place is None or not place.resolve().is_relative_to(folder.resolve()):
            yield f'{CHECKSUMS} lists "{shown}", which does not lie in this folder; it was not opened.'
        elif not place.exists():
            yield f"{shown} is listed in {CHECKSUMS} and is not there."
        elif not place.is_file():
            yield f"{shown} is listed in {CHECKSUMS} and is no file."
        elif digest(place) != wanted:
            yield f"{shown} is not as it was written: somebody has edited it."
    except (OSError, RuntimeError) as problem:
        yield f"{shown} cannot be read: {getattr(problem, 'strerror', None) or 'its links lead in a circle'}."


def _short(text: str) -> str:
    return text if len(text) <= 80 else f"{text[:80]}..."
