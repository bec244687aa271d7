"""Run records on disk: the folder that a run wrote, verified or as it is, the reruns beside it, and their lineage."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from itertools import takewhile
from pathlib import Path
from typing import Any

from cxmatch.domain.rounds import Kept
from cxmatch.domain.run import Run
from cxmatch.errors import CxmatchError, FileError, RecordError, SettingsError
from cxmatch.records import RECORD
from cxmatch.records.codec import RECORD_BYTES, loads
from cxmatch.records.disk import RERUN, here, record_in
from cxmatch.records.holding import settle
from cxmatch.records.kinds import File
from cxmatch.records.meanwhile import made_from
from cxmatch.records.text import quoted, short


def is_run(path: str | Path) -> bool:
    """Tell whether a path is meant as a run, a folder or a JSON file, rather than as a survey."""
    place = Path(path)
    return place.suffix.lower() == ".json" or place.is_dir()


def load(path: str | Path) -> Run:
    """Read a run from its folder or its `run.json`; raises FileError if there is none, or it is not of this version."""
    return load_record(path)[0]


def load_record(path: str | Path) -> tuple[Run, Any]:
    """Read a run and the JSON tree it came from, for `verify` to compare word for word."""
    file = _record_of(path)
    settle(file.parent)
    try:
        made_from(known := file.stat())
        if known.st_size > RECORD_BYTES:
            raise FileError(f"{file} is larger than any run record ({RECORD_BYTES:,} bytes).")
        text = file.read_text(encoding="utf-8-sig")
        tree = loads(text)
        return Run.from_tree(tree), tree
    except FileNotFoundError:
        raise _no_record(file) from None
    except UnicodeDecodeError:
        raise FileError(f"{file} is not a run record: it is not text in UTF-8.") from None
    except OSError as problem:
        raise FileError(f"{file} cannot be read: {problem.strerror}.") from None
    except SettingsError as problem:
        raise RecordError(f"{file} is not a true run record: {problem.what}") from None
    except FileError as problem:
        raise FileError(f"{file} is not a usable run record: {problem.what}", problem.next_step) from None


def load_verified(path: File) -> Run:
    """Load a run as `load` does, and refuse one whose record does not hold: RecordError names the first difference.

    Examples
    --------
    >>> import cxmatch as cx, tempfile
    >>> run = cx.pair(cx.sample("roundtable-14"))
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     written = cx.export(run, folder, formats=["json"])
    ...     cx.load_verified(folder).id == run.id
    True

    """
    from cxmatch.matching.verify import require_verified  # Here: the ledger, which a list of runs does not need.

    place = Path(path)
    run, record = load_record(place)
    return require_verified(run, record, place, parent_of(place, run))


def past_runs(paths: Iterable[File], *, checked: bool = True) -> list[Run]:
    """Load the runs among paths, of a cohort with reruns its latest; `checked`, they are refused where a record does not hold."""
    places = [place if place.is_file() else latest(place) for place in map(Path, paths) if is_run(place)]
    return [load_verified(place) if checked else load(place) for place in places]


def run_of(given: Run | File) -> Run:
    """Return a run, or that of a folder, verified; raises as `load_verified` does."""
    return given if isinstance(given, Run) else load_verified(given)


def _home(path: str | Path) -> Path:
    """Return the folder that all runs of a cohort share: that of the first run, with "run 2" and so on inside."""
    place = Path(path)
    with _readable(place):
        folder = place if place.is_dir() else place.parent
        return folder.parent if RERUN.fullmatch(folder.name) and record_in(folder.parent).exists() else folder


def run_at(word: str | Path, folder: str | Path | None) -> Path:
    """Return the run that is meant by a path or, where there is none, by its number among the runs of the cohort in a folder."""
    place, number = Path(word), str(word)
    if folder is None or place.exists() or not (number.isascii() and number.isdigit()):
        return place
    found = next((entry.folder for entry in runs(folder) if entry.number == int(number)), None)
    if found is None:
        root = _home(folder)
        raise SettingsError(f"There is no run {short(number)} in {root}.", f"See them all:  cxmatch runs {quoted(root)}")
    return found


def two_runs(words: Sequence[str]) -> tuple[Path, Path]:
    """Return the two runs that up to three words mean: two paths, or a folder and numbers; the folder here may be left out."""
    folder, chosen = here(), list(words)
    if len(chosen) == 3 or (len(chosen) == 2 and Path(chosen[0]).exists()):
        folder = Path(chosen[0])
    if len(chosen) == 1 and folder:
        chosen = [str(folder), *chosen]
    if not 2 <= len(chosen) <= 3:
        raise SettingsError("Two runs are needed to compare.", "Name two folders; or one, and two numbers that runs shows.")
    one, two = (run_at(word, folder) for word in chosen[-2:])
    return one, two


def next_folder(path: str | Path) -> Path:
    """Return the folder for the next rerun of a cohort; never one that is there, with a record or without."""
    root = _home(path)
    return root / f"run {max((number for number, _ in _numbered(root)), default=1) + 1}"


def latest(path: str | Path) -> Path:
    """Return the folder of the latest run of a cohort with a readable record; raises FileError if the path has no record."""
    file = _record_of(path)
    if not file.exists():
        raise _no_record(file)
    if file.name != RECORD:
        return file
    return next((kept.folder for kept in _last_first(path) if kept.run), _home(path))


def passed_over(path: str | Path) -> tuple[str, ...]:
    """Say which folders of a cohort are later than its latest run and are no run, and why, a sentence each."""
    if _record_of(path).name != RECORD:
        return ()
    broken = takewhile(lambda kept: kept.run is None, _last_first(path))
    return tuple(f'Passed over "{kept.folder.name}": {kept.trouble}' for kept in broken)


def runs(path: str | Path) -> tuple[Kept, ...]:
    """List the runs of a cohort in order, also reruns without a usable record; raises FileError if there is no run."""
    root = _home(path)
    if not record_in(root).exists():
        raise _no_record(_record_of(path))
    first, *reruns = _every(path)
    return (first, *reversed(reruns))


def earlier_runs(path: str | Path) -> tuple[Run, ...]:
    """Return every run of a cohort that can be read, this one included; none where the first was moved away."""
    return tuple(entry.run for entry in _every(path) if entry.run is not None)


def parent_of(path: str | Path, run: Run) -> Run | None:
    """Find the run that a rerun repairs, among the runs of its cohort; None where it is not there, or for a first run."""
    kept = _every(path) if run.parent else ()
    return next((entry.run for entry in kept if entry.id == run.parent), None)


def _record_of(path: str | Path) -> Path:
    place = Path(path)
    with _readable(place):
        return record_in(place) if place.is_dir() else place


def _no_record(file: Path) -> FileError:
    return FileError(f"There is no run record at {file}.", "Name the folder that pair wrote, or its run.json.")


@contextmanager
def _readable(place: Path) -> Iterator[None]:
    try:
        yield
    except OSError as problem:
        raise FileError(f"{place} cannot be read: {problem.strerror}.") from None


def _every(path: str | Path) -> Iterator[Kept]:
    yield _kept(1, _home(path))
    yield from _last_first(path)


def _last_first(path: str | Path) -> Iterator[Kept]:
    """Load the reruns of a cohort, the last one first."""
    folders = [(number, place) for number, place in _numbered(_home(path)) if place.is_dir()]
    return (_kept(number, folder) for number, folder in sorted(folders, reverse=True))


def _numbered(root: Path) -> list[tuple[int, Path]]:
    """Return all that has the name of a rerun's folder, by its number."""
    with _readable(root):
        names = list(root.iterdir()) if root.is_dir() else []
    found = ((RERUN.fullmatch(entry.name), entry) for entry in names)
    return [(int(match[1]), entry) for match, entry in found if match]


def _kept(number: int, folder: Path) -> Kept:
    try:
        return Kept(number=number, folder=folder, run=load(folder))
    except CxmatchError as problem:
        there = record_in(folder).exists()
        return Kept(number=number, folder=folder, trouble=problem.what if there else "there is no run record in it.")
