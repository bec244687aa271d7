"""Writing a report into a folder or a file: whole or not at all, and never over what somebody edited."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

from cxmatch.domain.parts import ReportSettings
from cxmatch.domain.practices import dated
from cxmatch.domain.report import Report
from cxmatch.domain.run import Run
from cxmatch.domain.voices import EVERY, Moment, moments
from cxmatch.errors import FileError, SettingsError
from cxmatch.exports.checksums import CHECKSUMS, Listing, digest, listed_in
from cxmatch.exports.formats import FORMATS, HANDOUTS, STARTERS, Files, Format, chosen, is_file_name, made_at, refuse_unused
from cxmatch.exports.handout import Audience, Handout
from cxmatch.exports.logo import cover_of
from cxmatch.exports.wording import Wording
from cxmatch.records import HAND_OUT, KEEP, RECORD
from cxmatch.records.disk import inside
from cxmatch.records.files import TakenError, change_folder, existing, is_there, write_folder, write_new, writing_in
from cxmatch.records.holding import CHANGE, busy
from cxmatch.records.meanwhile import told
from cxmatch.records.text import some

NAMED = 5


def export(
    report: Report,
    to: str | Path | Callable[[], Path],
    *,
    formats: Iterable[str] | None = None,
    audience: str = Audience.ORGANIZERS,
    contacts: bool = False,
    split: bool = False,
    wording: str | Path | None = None,
    template: str | Path | None = None,
    first: str = "",
    every: str = EVERY,
    past: Iterable[Run] = (),
    words: ReportSettings | None = None,
    overwrite: bool = False,
) -> tuple[Path, ...]:
    """Write a report, and return the files written; the verb `export` says what it takes and raises."""
    said = report.run.policy.report
    handout = Handout(
        report=_dated(report, first, every),
        audience=Audience(audience),
        contacts=contacts,
        split=split,
        past=tuple(past),
        wording=Wording.load(wording) if wording else None,
        template=_read(template) if template else b"",
        cover=cover_of(words or said),
        worded=words not in (None, said),
    )
    if contacts and not report.run.cohort.source.contacts:
        raise SettingsError("There are no contacts in this run.", "Pair the survey again with  --keep-email")
    made = chosen(formats, for_participants=handout.audience is Audience.PARTICIPANTS)
    if not callable(to) and handout.audience is Audience.ORGANIZERS:
        _refuse_handed_out(Path(to), made, alone=is_file_name(to))
    if callable(to):
        files = _all_files(handout, made)
        folder = _write_next(to, files, report.run.id)
    elif is_file_name(to):
        content = _one_file(handout, Path(to), made, all_asked=formats is not None)
        _write_file(Path(to), content, report.run.id, overwrite=overwrite)
        return (Path(to),)
    else:
        refuse_unused(made, handout)
        in_parts = formats is None and handout.audience is Audience.ORGANIZERS
        files, folder = _in_parts(handout) if in_parts else _all_files(handout, made), Path(to)
        _write_folder(folder, files, report.run.id, overwrite=overwrite)
    return (*(folder / name for name in files), listed_in(folder)[0] / CHECKSUMS)


def _refuse_handed_out(to: Path, made: Iterable[Format], *, alone: bool) -> None:
    """Keep what says more than participants may know out of what is forwarded."""
    folder = (to.parent if alone else to).absolute()
    ours = any(KEEP in each.parts for each in made if not alone or each.ending == to.suffix.lower())
    if ours and folder.name == HAND_OUT and is_there(folder.parent / KEEP):
        raise SettingsError(
            f"{to} would lie in what participants get, and what is made for organizers says more.",
            "Add  --audience participants  or name another folder.",
        )


def _dated(report: Report, first: str, every: str) -> Report:
    """Return a report whose sessions have dates, where a first one is given."""
    if not first:
        return report
    start, plan = Moment.of(first), report.agenda
    if plan is None:
        raise SettingsError(
            "No sessions are planned for a cohort as large as this, so there is no calendar.", "Leave out  --first"
        )
    return replace(report, agenda=dated(plan, moments(start, every, len(plan.sessions)), report.run.rated))


def starter(to: str | Path, *, overwrite: bool = False) -> Path:
    """Write a file to begin with: a Word template for briefs (.docx), or the words of messages (.toml).

    Raises SettingsError for another ending, FileError if the file is there with other content, or cannot be written.
    """
    path = Path(to)
    if path.suffix.lower() not in STARTERS:
        raise SettingsError(f'There is nothing to begin with that ends in "{path.suffix}".', f"There are: {', '.join(STARTERS)}")
    write_new(path, made_at(STARTERS[path.suffix.lower()])(), overwrite=overwrite)
    return path


def _read(template: str | Path) -> bytes:
    try:
        return Path(template).read_bytes()
    except OSError as problem:
        raise FileError(f"{template} cannot be read: {problem.strerror}.") from None


def _all_files(handout: Handout, made: Iterable[Format]) -> Files:
    return {name: content for each in told("Writing the hand-outs", [*made]) for name, content in each.files(handout).items()}


def _in_parts(handout: Handout) -> Files:
    """Return the files of a kickoff folder: participants' own are made for them, so that no score lies beside them."""
    theirs = replace(handout, audience=Audience.PARTICIPANTS)
    wanted = [(part, each) for each in FORMATS.values() for part in each.parts]
    made = ((part, each.files(theirs if part == HAND_OUT else handout)) for part, each in told("Writing the hand-outs", wanted))
    return {f"{part}/{name}": content for part, files in made for name, content in files.items()}


def _one_file(handout: Handout, path: Path, made: Sequence[Format], *, all_asked: bool) -> bytes:
    """Return the content of one file: that of the folder's file of this name, or the first with this ending."""
    fitting = [each for each in made if each.ending == path.suffix.lower()]
    by_format = [(each, each.files(handout)) for each in fitting]
    files = {name: content for _, these in by_format for name, content in these.items()}
    many = handout.split or not any(each.writes for each in fitting)
    if not files or (all_asked and len(fitting) < len(made)) or (many and len(files) > 1):
        endings = ", ".join(dict.fromkeys(each.ending for each in made))
        raise SettingsError(
            f"{path.name} is one file and cannot hold what is asked for.",
            f"Name a folder, or leave out what does not go into one file. The endings are: {endings}",
        )
    name = path.name if path.name in files else next(iter(files))
    refuse_unused((each for each, these in by_format if name in these), handout)
    return files[name]


def _write_file(path: Path, content: bytes, run: str, *, overwrite: bool) -> None:
    """Write one file; what has the name of a hand-out joins the list of its folder, where there is one."""
    folder, name = listed_in(path.parent, path.name)
    if path.name in (RECORD, *HANDOUTS) and is_there(folder / CHECKSUMS):
        _write_folder(folder, {name: content}, run, overwrite=overwrite)
    else:
        write_new(path, content, overwrite=overwrite)


def _write_next(name: Callable[[], Path], files: Files, run: str) -> Path:
    tried: set[Path] = set()
    while (folder := name()) not in tried:
        tried.add(folder)
        with suppress(TakenError):
            write_folder(folder, _with_list(files, run, {}))
            return folder
    raise FileError(f"{folder} is taken by another program. Nothing was changed.", "Name a folder with  --out")


def _write_folder(folder: Path, files: Files, run: str, *, overwrite: bool) -> None:
    while not is_there(folder):
        with suppress(TakenError):
            write_folder(folder, _with_list(files, run, {}))
            return
    folder, part = listed_in(folder)  # a part of a kickoff folder is written, replaced and checked with the other
    files = {f"{part}{name}": content for name, content in files.items()}
    with writing_in(folder):
        before = Listing.lying_in(folder)
        written = {name: checksum for name, checksum in before.sums.items() if inside(folder, name)}

        def refuse() -> None:
            if run != before.run:
                _refuse_mixture(folder, files, written)
            if not overwrite:
                _refuse_edited(folder, files, written)

        _unless_changing(folder, before, refuse)
        change_folder(folder, _with_list(files, run, written if run == before.run else {}))


def _unless_changing(folder: Path, before: Listing, refuse: Callable[[], None]) -> None:
    """Do what refuses a folder by its list; where another program changes the folder meanwhile, raise FileError that says so.

    Where a file system has no locks, a list and the files beside it may be read from either side of a change. So what is refused
    is looked at again when there is none.
    """
    try:
        refuse()
    except FileError:
        if (folder / CHANGE).exists() or Listing.lying_in(folder) != before:
            raise busy(folder) from None
        refuse()


def _with_list(files: Files, run: str, written: Mapping[str, str]) -> Files:
    """Add the list of checksums to the files of a folder, in which others may have been `written` before."""
    sums = {**written, **{name: digest(content) for name, content in files.items()}}
    return {**files, CHECKSUMS: Listing(run=run, sums=sums).text.encode()}


def _refuse_mixture(folder: Path, files: Files, written: Mapping[str, str]) -> None:
    """Keep hand-outs of two runs apart: those of the old one would be taken for the new one's."""
    left = sorted(name for name in written.keys() - files.keys() if (folder / name).exists())
    if left:
        raise FileError(
            f"{folder} has hand-outs of another run, which this one would not replace: {some(left, NAMED)}. Nothing was changed.",
            "Choose another folder, or remove them first.",
        )


def _refuse_edited(folder: Path, files: Files, written: Mapping[str, str]) -> None:
    for name, content in files.items():
        path = folder / name
        if is_there(path) and (there := existing(path)) != content and digest(there) != written.get(name):
            raise FileError(
                f"{path} differs from what an earlier run wrote: somebody has edited it. Nothing was changed.",
                "Add  --overwrite  to replace it, or choose another folder.",
            )
