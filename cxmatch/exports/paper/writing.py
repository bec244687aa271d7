"""Writing a noun as one file; the ending of its name says in which form: those that are text are made here."""

from __future__ import annotations

from collections.abc import Callable, Mapping
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
from cxmatch.exports.briefs import plain
from cxmatch.exports.formats import made_at
from cxmatch.exports.handout import Audience
from cxmatch.exports.paper import Block, Paper, Table
from cxmatch.exports.paper.costs import refusals_paper, regret_paper
from cxmatch.exports.paper.handover import handover_paper, published_paper
from cxmatch.exports.paper.progress import progress_paper, status_paper
from cxmatch.exports.paper.rounds import silos_paper, trail_paper
from cxmatch.exports.paper.season import agenda_paper, gaps_paper
from cxmatch.records.files import write_new

# Where the function lives that makes of a paper the content of a file; its libraries are loaded only then.
WAYS: Mapping[str, str] = {
    ".xlsx": "sheets:workbook_of",
    ".docx": "documents:document_of",
    ".md": "paper.writing:_markdown",
    ".html": "page:page_of",
    ".json": "paper.writing:_record",
    ".ics": "paper.calendar:calendar_of",
    ".toml": "paper.writing:_policy_lines",
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
    make: Callable[[Paper], bytes] = made_at(WAYS[path.suffix.lower()])
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


def _markdown(paper: Paper) -> bytes:
    """Return a paper as Markdown; no mark in a name acts."""
    parts = [f"# {plain(paper.title)}", plain(paper.reader), *map(plain, paper.brief)]
    for section in paper.sections:
        parts += [f"## {plain(section.heading)}", *map(_block, section.blocks)]
    return ("\n\n".join(parts) + "\n").encode("utf-8", errors="replace")


def _block(block: Block) -> str:
    if isinstance(block, tuple):
        return "\n".join(f"- {plain(text)}" for text in block)
    return _table(block) if isinstance(block, Table) else plain(block)


def _table(table: Table) -> str:
    rule = ["---:" if column.style == "number" else "---" for column in table.columns]
    heads = [plain(column.heading) for column in table.columns]
    return "\n".join(f"| {' | '.join(row)} |" for row in [heads, rule, *(map(plain, row) for row in table.shown)])


def _policy_lines(paper: Paper) -> bytes:
    """Return the lines of a policy; raises SettingsError where none follow from what the paper says."""
    if not paper.settings:
        raise SettingsError(
            "There are no lines of a policy to write.", "Only  cxmatch silos  has some, where departments never met."
        )
    return paper.settings.encode("utf-8", errors="replace")


def _record(paper: Paper) -> bytes:
    """Return the record for programs; raises SettingsError where those for whom the paper is may not have it."""
    if not paper.record:
        raise SettingsError("The record is for organizers: it says more than participants may see.", "Choose another ending.")
    return paper.record.encode("utf-8", errors="replace")
