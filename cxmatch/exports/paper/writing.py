"""Writing a noun as one file; the ending of its name says in which form."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from importlib import import_module
from pathlib import Path
from typing import Any, TypeAlias

from cxmatch.domain.checkin import RoundStatus
from cxmatch.domain.foretold import Refusals
from cxmatch.domain.handover import Handover
from cxmatch.domain.progress import Progress
from cxmatch.domain.published import Published
from cxmatch.domain.regret import Regret
from cxmatch.domain.series import Agenda, Gaps
from cxmatch.domain.silos import Silos
from cxmatch.domain.trail import Trail
from cxmatch.errors import SettingsError, did_you_mean
from cxmatch.exports.handout import Audience
from cxmatch.exports.paper import Paper
from cxmatch.exports.paper.checkins import status_paper
from cxmatch.exports.paper.handover import handover_paper, published_paper
from cxmatch.exports.paper.refusing import refusals_paper
from cxmatch.exports.paper.regret import regret_paper
from cxmatch.exports.paper.results import progress_paper
from cxmatch.exports.paper.rounds import silos_paper, trail_paper
from cxmatch.exports.paper.season import agenda_paper, gaps_paper
from cxmatch.records.files import write_new

# Where the function lives that makes of a paper the content of a file; its libraries are loaded only then.
WAYS: Mapping[str, str] = {
    ".xlsx": "book:workbook",
    ".docx": "document:document",
    ".md": "pages:markdown",
    ".html": "pages:page",
    ".json": "pages:record",
    ".ics": "calendar:calendar",
    ".toml": "pages:settings",
}
Written: TypeAlias = Agenda | Gaps | Handover | Progress | Published | Refusals | Regret | RoundStatus | Silos | Trail
# Those that are for organizers alone; an agenda can be for participants too.
_PAPERS: Mapping[type, Callable[[Any], Paper]] = {
    Gaps: gaps_paper,
    Handover: handover_paper,
    Progress: progress_paper,
    Refusals: refusals_paper,
    Regret: regret_paper,
    RoundStatus: status_paper,
    Silos: silos_paper,
    Trail: trail_paper,
}


def write(noun: Written, to: str | Path, *, audience: str = Audience.ORGANIZERS, overwrite: bool = False) -> Path:
    """Write a noun of the season into a file, and return its path. The same noun gives the same bytes.

    Parameters
    ----------
    noun
        What `gaps`, `agenda`, `handover`, `progress`, `published`, `refusals`, `regret`, `status`, `silos` or `trail` gave.
    to
        The file; its ending says the form: .xlsx, .docx, .md, .html or .json, .ics for an agenda with dates,
        and .toml for the policy lines of silos.
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
    path, paper = paper_file(to), _paper_of(noun, Audience(audience))
    module, _, function = WAYS[path.suffix.lower()].partition(":")
    make: Callable[[Paper], bytes] = getattr(import_module(f"cxmatch.exports.paper.{module}"), function)
    write_new(path, make(paper), overwrite=overwrite)
    return path


def _paper_of(noun: Written, audience: Audience) -> Paper:
    """Return a noun as a paper; raises SettingsError where participants must not have it."""
    if isinstance(noun, Published):
        return published_paper(noun)
    if isinstance(noun, Agenda):
        return agenda_paper(noun, for_all=audience is Audience.PARTICIPANTS)
    if audience is Audience.PARTICIPANTS:
        raise SettingsError("This is for organizers: it says more than participants may see.", "For them there is the agenda.")
    return _PAPERS[type(noun)](noun)


def paper_file(to: str | Path) -> Path:
    """Return the path of a file whose ending says a form; raises SettingsError for any other."""
    path = Path(to)
    if path.suffix.lower() not in WAYS:
        near = did_you_mean(path.suffix.lower(), list(WAYS)) if path.suffix else ""
        raise SettingsError(f'"{path}" does not say by its ending what to write.{near}', f"The endings are: {', '.join(WAYS)}")
    return path
