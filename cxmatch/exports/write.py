"""Writing a report into a folder or a file: whole or not at all, and never over what somebody edited."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from pathlib import Path

from cxmatch.domain.errors import FileError, SettingsError, did_you_mean
from cxmatch.domain.files import existing, is_there, write_new, write_whole
from cxmatch.domain.report import Report
from cxmatch.domain.run import RECORD, Run
from cxmatch.exports.formats import Files, chosen, formats_of
from cxmatch.exports.handout import Audience, Handout

CHECKSUMS = "checksums.txt"


def export(
    report: Report,
    to: str | Path,
    *,
    formats: Iterable[str] | None = None,
    audience: str = Audience.ORGANIZERS,
    contacts: bool = False,
    split: bool = False,
    past: Iterable[Run] = (),
    overwrite: bool = False,
) -> tuple[Path, ...]:
    """Write a report, and give the files written. The same report gives the same bytes.

    Parameters
    ----------
    report
        What `report` made of a run.
    to
        A folder; or one file, whose ending says the format. A `.csv` file that is named as one of the folder's has that
        table in it, any other the pairings.
    formats
        Names of formats: csv, xlsx, html, json, docx, md, mail, graphml; every one when None.
    audience
        "organizers", or "participants" for files without scores.
    contacts
        Add contacts to mailing lists and briefs, where the cohort has them.
    split
        Write a brief a file instead of all in one.
    past
        Runs of earlier cohorts, for the graph.
    overwrite
        Replace files that somebody edited since.

    Raises
    ------
    SettingsError
        There is no such format or audience, or participants must not have it.
    FileError
        A file cannot be written or was edited; nothing has been changed then.

    """
    handout = Handout(report=report, audience=_audience(audience), contacts=contacts, split=split, past=tuple(past))
    if contacts and not report.run.cohort.source.contacts:
        raise SettingsError("There are no contacts in this run.", "Pair the survey again with  --keep-email")
    target = Path(to)
    if target.suffix and not target.is_dir() and formats is None:
        write_new(target, _one_file(handout, target), overwrite=overwrite)
        return (target,)
    made = [each.files(handout) for each in chosen(formats, handout.audience)]
    return _write_folder(target, {name: content for files in made for name, content in files.items()}, overwrite=overwrite)


def _audience(name: str) -> Audience:
    known = [each.value for each in Audience]
    if name not in known:
        raise SettingsError(f'There is no audience "{name}".{did_you_mean(name, known)}', f"Audiences: {', '.join(known)}")
    return Audience(name)


def _one_file(handout: Handout, path: Path) -> bytes:
    """Give the content of one file: that of the folder's file of this name, or the first with this ending."""
    names = [made.name for made in formats_of(path.suffix)]
    files: dict[str, bytes] = {}
    for made in chosen([name for name in names if _fits(name, handout)] or names, handout.audience):
        files |= made.files(handout)
    if handout.split and len(files) > 1:
        raise SettingsError("A brief a file needs a folder.", "Name a folder after  --to")
    return files.get(path.name, next(iter(files.values())))


def _fits(name: str, handout: Handout) -> bool:
    try:
        return bool(chosen([name], handout.audience))
    except SettingsError:
        return False


def _write_folder(folder: Path, files: Files, *, overwrite: bool) -> tuple[Path, ...]:
    written = _checksums(folder)
    _refuse_mixture(folder, files, written)
    wanted = {folder / name: content for name, content in files.items()}
    if not overwrite:
        _refuse_edited(folder, files, written)
    sums = written | {name: hashlib.sha256(content).hexdigest() for name, content in files.items()}
    text = "".join(f"{digest}  {name}\n" for name, digest in sorted(sums.items()))
    write_whole({**wanted, folder / CHECKSUMS: text.encode()})
    return (*wanted, folder / CHECKSUMS)


def _refuse_mixture(folder: Path, files: Files, written: Mapping[str, str]) -> None:
    """Keep hand-outs of two runs apart: those of the old one would be taken for the new one's."""
    record = files.get(RECORD)
    if record is None or not is_there(folder / RECORD) or existing(folder / RECORD) == record:
        return
    left = sorted(name for name in written.keys() - files.keys() if (folder / name).exists())
    if left:
        raise FileError(
            f"{folder} has hand-outs of another run, which this one would not replace: {_some(left)}. Nothing was changed.",
            "Choose another folder, or remove them first.",
        )


def _some(names: list[str]) -> str:
    return ", ".join(names[:5]) + (f" and {len(names) - 5} more" if len(names) > 5 else "")


def _refuse_edited(folder: Path, files: Files, written: Mapping[str, str]) -> None:
    for name, content in files.items():
        path = folder / name
        if not is_there(path) or (there := existing(path)) == content:
            continue
        if hashlib.sha256(there).hexdigest() != written.get(name):
            raise FileError(
                f"{path} differs from what an earlier run wrote: somebody has edited it. Nothing was changed.",
                "Add  --overwrite  to replace it, or choose another folder.",
            )


def _checksums(folder: Path) -> dict[str, str]:
    """Read what earlier runs wrote into a folder, as `sha256sum` lists it; nothing where the list is none."""
    try:
        lines = (folder / CHECKSUMS).read_text(encoding="utf-8").splitlines()
    except (OSError, ValueError):
        return {}
    return {name: digest for digest, _, name in (line.partition("  ") for line in lines) if name}
