"""Run records on disk: a folder that a run wrote, or its run.json."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from cxmatch.domain.codec import loads
from cxmatch.domain.errors import FileError, RecordError, SettingsError
from cxmatch.domain.run import RECORD, Run

LARGEST = 200_000_000


def load(path: str | Path) -> Run:
    """Read a run from the folder it was written into, or from its `run.json`.

    Raises
    ------
    FileError
        There is none, or it is not a record of this version.

    """
    return load_record(path)[0]


def load_record(path: str | Path) -> tuple[Run, Any]:
    """Read a run and the JSON tree it came from, for `verify` to compare word for word."""
    place = Path(path)
    file = place / RECORD if place.is_dir() else place
    try:
        if file.stat().st_size > LARGEST:
            raise FileError(f"{file} is larger than any run record ({LARGEST:,} bytes).")
        text = file.read_text(encoding="utf-8-sig")
        return Run.from_json(text), loads(text)
    except FileNotFoundError:
        raise FileError(
            f"There is no run record at {file}.", "Name the folder that  cxmatch pair  wrote, or its run.json."
        ) from None
    except UnicodeDecodeError:
        raise FileError(f"{file} is not a run record: it is not text in UTF-8.") from None
    except OSError as problem:
        raise FileError(f"{file} cannot be read: {problem.strerror}.") from None
    except SettingsError as problem:
        raise RecordError(f"{file} is not a true run record: {problem.what}") from None
    except FileError as problem:
        raise FileError(f"{file} is not a usable run record: {problem.what}", problem.next_step) from None
