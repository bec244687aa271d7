"""Report and export: of a run, its folder, or what was gathered of it."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path

from cxmatch.domain.parts import ReportSettings
from cxmatch.domain.practices import Practices
from cxmatch.domain.report import Report
from cxmatch.domain.run import Run
from cxmatch.domain.voices import EVERY
from cxmatch.records.kinds import File
from cxmatch.verbs.taking import run_of


def report(run: Run | File, practices: Practices | None = None) -> Report:
    """Gather what readers of a run are shown: what is firm, what to look at first, and the mentors each protege did not get.

    The run may be given as its folder. `practices` are those that its briefs and sessions name; cxmatch's where there are none.

    Examples
    --------
    >>> import cxmatch as cx
    >>> told = cx.report(cx.pair(cx.sample("roundtable-14")))
    >>> told.proven, len(told.weakest)
    (True, 3)

    """
    from cxmatch.reporting import report as gathered

    return gathered(run_of(run), practices)


def export(
    report: Report | Run,
    to: File | Callable[[], Path],
    *,
    formats: Iterable[str] | None = None,
    audience: str = "organizers",
    contacts: bool = False,
    split: bool = False,
    wording: File | None = None,
    template: File | None = None,
    first: str = "",
    every: str = EVERY,
    past: Iterable[Run] = (),
    words: ReportSettings | None = None,
    overwrite: bool = False,
) -> tuple[Path, ...]:
    """Write a report, and return the files written. The same report gives the same bytes.

    Parameters
    ----------
    report
        What `report` made of a run; or the run.
    to
        A folder, as is always what ends in a slash; or one file, whose ending says the format. A `.csv` file that is named as
        one of the folder's has that table in it, any other the pairings. Or a function that names a folder which is not there
        yet; it is asked again when another program has taken that name meanwhile.
    formats, audience
        Names of `FORMATS`; "organizers", or "participants" for files without scores. When formats is None, a folder for
        participants has every format that they may have, and one for organizers is a kickoff folder: what participants may have
        lies in `hand out`, the rest in `keep`.
    contacts, split, past
        Whether to add contacts, where the cohort has them, and to write each brief as a file; earlier runs, for the graph.
    wording, template
        A TOML file with words for the messages; a Word document that the briefs are filled into.
    first, every
        When the sessions are, as for `agenda`: then there is a calendar of them.
    words
        What stands on top: title, subtitle, date, logo and status. By default what the policy of the run says; a logo that
        cannot be used is left out.
    overwrite
        Replace files that somebody edited since.

    Raises
    ------
    SettingsError
        There is no such format or audience, participants must not have it, or it does not go into one file.
    FileError
        A file cannot be written or was edited; nothing has been changed then.

    Examples
    --------
    >>> import cxmatch as cx, tempfile, pathlib
    >>> run = cx.pair(cx.sample("roundtable-14"))
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     written = cx.export(run, pathlib.Path(folder, "pairings.csv"))
    >>> [path.name for path in written]
    ['pairings.csv']

    """
    from cxmatch.exports import write as room
    from cxmatch.reporting import report as told

    return room.export(
        told(report) if isinstance(report, Run) else report,
        to if callable(to) or isinstance(to, str) else Path(to),
        formats=formats,
        audience=audience,
        contacts=contacts,
        split=split,
        wording=None if wording is None else Path(wording),
        template=None if template is None else Path(template),
        first=first,
        every=every,
        past=past,
        words=words,
        overwrite=overwrite,
    )
