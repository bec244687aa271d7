"""Writing a report into a folder: whole or not at all, and never over what somebody edited."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

from cxmatch.domain.errors import CxmatchError, FileError
from cxmatch.domain.files import existing, is_there, write_whole
from cxmatch.domain.report import Report
from cxmatch.domain.run import RECORD, Run
from cxmatch.exports.tables import (
    CHANGE_COLUMNS,
    PAIRING_COLUMNS,
    WAITING_COLUMNS,
    change_rows,
    csv_bytes,
    pairing_rows,
    waiting_rows,
)

FORMATS: Mapping[str, Callable[[Run], bytes]] = {
    "pairings.csv": lambda run: csv_bytes(PAIRING_COLUMNS, pairing_rows(run)),
    "waiting.csv": lambda run: csv_bytes(WAITING_COLUMNS, waiting_rows(run)),
    RECORD: lambda run: run.to_json().encode(),
}
OF_RERUNS: Mapping[str, Callable[[Run], bytes]] = {
    "changes.csv": lambda run: csv_bytes(CHANGE_COLUMNS, change_rows(run)),
}


def rendered(run: Run) -> Mapping[str, bytes]:
    """Give every file of a run, by name; a rerun has its change notices too."""
    formats = {**FORMATS, **OF_RERUNS} if run.repair else FORMATS
    return {name: render(run) for name, render in formats.items()}


def export(report: Report, folder: str | Path, *, overwrite: bool = False) -> tuple[Path, ...]:
    """Write every format of a report into a folder, and give the files written.

    The same report gives the same bytes. A file that is not as an earlier run left it was edited by somebody, and is
    only replaced with `overwrite`.

    Raises
    ------
    FileError
        A file cannot be written or was edited; nothing has been changed then.

    """
    target = Path(folder)
    wanted = {target / name: content for name, content in rendered(report.run).items()}
    if not overwrite:
        _refuse_edited(target, wanted)
    write_whole(wanted)
    return tuple(wanted)


def _refuse_edited(folder: Path, wanted: Mapping[Path, bytes]) -> None:
    before = _rendered_before(folder)
    for path, content in wanted.items():
        if is_there(path) and existing(path) not in (content, before.get(path.name)):
            raise FileError(
                f"{path} differs from what an earlier run wrote: somebody has edited it, or another version of cxmatch"
                " wrote it. Nothing was changed.",
                "Add  --overwrite  to replace it, or choose another folder.",
            )


def _rendered_before(folder: Path) -> Mapping[str, bytes]:
    """Give what the run recorded in a folder would write there today."""
    try:
        run = Run.from_json((folder / RECORD).read_text(encoding="utf-8"))
        return rendered(run)
    except (OSError, ValueError, LookupError, CxmatchError):  # It is no true record: then nothing there is ours.
        return {}
