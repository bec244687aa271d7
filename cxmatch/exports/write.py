"""Writing a report into a folder or a file: whole or not at all, and never over what somebody edited."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from cxmatch.domain.errors import FileError, SettingsError, did_you_mean
from cxmatch.domain.files import existing, is_there, write_new, write_whole
from cxmatch.domain.report import Report
from cxmatch.domain.run import Run
from cxmatch.exports.formats import Files, Format, chosen, is_file_name, refuse_unused
from cxmatch.exports.handout import Audience, Handout

CHECKSUMS = "checksums.txt"
RUN_LINE = "# run "  # sha256sum passes over it


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
        A folder, as is always what ends in a slash; or one file, whose ending says the format. A `.csv` file that is named as
        one of the folder's has that table in it, any other the pairings.
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
        There is no such format or audience, participants must not have it, or it does not go into one file.
    FileError
        A file cannot be written or was edited; nothing has been changed then.

    """
    handout = Handout(report=report, audience=_audience(audience), contacts=contacts, split=split, past=tuple(past))
    if contacts and not report.run.cohort.source.contacts:
        raise SettingsError("There are no contacts in this run.", "Pair the survey again with  --keep-email")
    target, made = Path(to), chosen(formats, handout.audience)
    if is_file_name(to):
        write_new(target, _one_file(handout, target, made, all_asked=formats is not None), overwrite=overwrite)
        return (target,)
    refuse_unused(made, handout)
    files = {name: content for each in made for name, content in each.files(handout).items()}
    return _write_folder(target, files, report.run.id, overwrite=overwrite)


def _audience(name: str) -> Audience:
    known = [each.value for each in Audience]
    if name not in known:
        raise SettingsError(f'There is no audience "{name}".{did_you_mean(name, known)}', f"Audiences: {', '.join(known)}")
    return Audience(name)


def _one_file(handout: Handout, path: Path, made: Sequence[Format], *, all_asked: bool) -> bytes:
    """Give the content of one file: that of the folder's file of this name, or the first with this ending."""
    fitting = [each for each in made if each.ending == path.suffix.lower()]
    by_format = [(each, each.files(handout)) for each in fitting]
    files = {name: content for _, these in by_format for name, content in these.items()}
    if not files or (all_asked and len(fitting) < len(made)) or (handout.split and len(files) > 1):
        endings = ", ".join(dict.fromkeys(each.ending for each in made))
        raise SettingsError(
            f"{path.name} is one file and cannot hold what is asked for.",
            f"Name a folder, or leave out what does not go into one file. The endings are: {endings}",
        )
    name = path.name if path.name in files else next(iter(files))
    refuse_unused((each for each, these in by_format if name in these), handout)
    return files[name]


def _write_folder(folder: Path, files: Files, run: str, *, overwrite: bool) -> tuple[Path, ...]:
    before, written = _checksums(folder)
    if run != before:
        _refuse_mixture(folder, files, written)
    wanted = {folder / name: content for name, content in files.items()}
    if not overwrite:
        _refuse_edited(folder, files, written)
    sums = written | {name: hashlib.sha256(content).hexdigest() for name, content in files.items()}
    text = f"{RUN_LINE}{run}\n" + "".join(f"{digest}  {name}\n" for name, digest in sorted(sums.items()))
    write_whole({**wanted, folder / CHECKSUMS: text.encode()})
    return (*wanted, folder / CHECKSUMS)


def _refuse_mixture(folder: Path, files: Files, written: Mapping[str, str]) -> None:
    """Keep hand-outs of two runs apart: those of the old one would be taken for the new one's."""
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


def _checksums(folder: Path) -> tuple[str, dict[str, str]]:
    """Read which run was written into a folder, and its files as `sha256sum` lists them; nothing where there is no list."""
    try:
        first, *lines = (folder / CHECKSUMS).read_text(encoding="utf-8").splitlines() or [""]
    except (OSError, ValueError):
        return "", {}
    return first.removeprefix(RUN_LINE), {name: digest for digest, _, name in (line.partition("  ") for line in lines) if name}
