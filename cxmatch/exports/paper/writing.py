"""Writing a noun as one file; the ending of its name says in which form."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from importlib import import_module
from pathlib import Path

from cxmatch.domain.checkin import RoundStatus
from cxmatch.errors import SettingsError, did_you_mean
from cxmatch.exports.handout import Audience
from cxmatch.exports.paper import Paper
from cxmatch.exports.paper.checkins import status_paper
from cxmatch.exports.paper.season import Season, paper_of
from cxmatch.records.files import write_new

# Where the function lives that makes of a paper the content of a file; its libraries are loaded only then.
WAYS: Mapping[str, str] = {
    ".xlsx": "book:workbook",
    ".docx": "document:document",
    ".md": "pages:markdown",
    ".html": "pages:page",
    ".json": "pages:record",
    ".ics": "calendar:calendar",
}


def write(noun: Season | RoundStatus, to: str | Path, *, audience: str = Audience.ORGANIZERS, overwrite: bool = False) -> Path:
    """Write gaps, an agenda, progress, refusals or a status into a file, and return its path. The same noun gives the same bytes.

    Parameters
    ----------
    noun
        What `gaps`, `agenda`, `progress`, `refusals` or `status` gave.
    to
        The file; its ending says the form: .xlsx, .docx, .md, .html or .json, and .ics for an agenda with dates.
    audience
        "organizers", or "participants" for an agenda without what the survey shows of offices.
    overwrite
        Replace a file that has other content.

    Raises
    ------
    SettingsError
        There is no such ending or audience, participants must not have it, or it has no dates for a calendar.
    FileError
        The file cannot be written, or is there with other content; nothing has been changed then.

    """
    path, reader = paper_file(to), Audience(audience)
    paper = status_paper(noun, reader) if isinstance(noun, RoundStatus) else paper_of(noun, reader)
    module, _, function = WAYS[path.suffix.lower()].partition(":")
    make: Callable[[Paper], bytes] = getattr(import_module(f"cxmatch.exports.paper.{module}"), function)
    write_new(path, make(paper), overwrite=overwrite)
    return path


def paper_file(to: str | Path) -> Path:
    """Return the path of a file whose ending says a form; raises SettingsError for any other."""
    path = Path(to)
    if path.suffix.lower() not in WAYS:
        near = did_you_mean(path.suffix.lower(), list(WAYS)) if path.suffix else ""
        raise SettingsError(f'"{path}" does not say by its ending what to write.{near}', f"The endings are: {', '.join(WAYS)}")
    return path
