"""The registry of formats: what can be written, by name. Whatever lists formats, or the files they write, derives from it."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path, PurePath
from typing import Any, TypeAlias

from cxmatch.errors import SettingsError, did_you_mean
from cxmatch.records import HAND_OUT, KEEP, MAIL, RECORD, SPLIT
from cxmatch.records.text import quoted

Files: TypeAlias = Mapping[str, bytes]
Handout: TypeAlias = Any  # that of `handout`: the help of the command line names the formats, and is to load no more than that


@dataclass(frozen=True, slots=True, kw_only=True)
class Format:
    """One format: its name, and where the function lives that makes its files from a handout.

    `writes` are the names that its files can have in a folder, those of split briefs aside; `each` is the pattern of names, in a
    folder, of a format that writes a file a participant. Participants get the formats that hold neither scores nor who waits;
    what organizers get of them is the same, or `more`. `takes` are the wishes of an export that change it. A run is written in
    those `of_a_run`.
    `bare`: nothing stands on top of them, no title and no logo.
    """

    name: str
    home: str
    writes: tuple[str, ...] = ()
    each: str = ""
    for_participants: bool = False
    more: bool = False
    takes: tuple[str, ...] = ()
    of_a_run: bool = False
    bare: bool = False

    @property
    def ending(self) -> str:
        """How the names of its files end."""
        return PurePath(next(iter(self.writes), self.each)).suffix

    @property
    def parts(self) -> Sequence[str]:
        """The parts of a kickoff folder that it belongs in: participants' own is handed out, what says more is kept."""
        return [HAND_OUT] * self.for_participants + [KEEP] * (self.more or not self.for_participants)

    def files(self, handout: Handout) -> Files:
        """Make the files of this format, by name; its libraries, slower to load than a pairing to find, are loaded only now."""
        make: Callable[[Handout], Files] = made_at(self.home)
        return make(handout)


def made_at(home: str) -> Any:
    """Return the function that a row of the registry names."""
    module, _, function = home.partition(":")
    return getattr(import_module(f"cxmatch.exports.{module}"), function)


_TABLES, _PAGES = ("pairings.csv", "waiting.csv", "changes.csv"), ("report.html", "participants.html")
_MAIL, _DATES = ("mentors.csv", "proteges.csv", "changes.csv"), ("calendar.ics",)
_GRAPHS = ("pairings.graphml", "departments.graphml")
_ON_PAGES, _ON_BRIEFS, _ON_LETTERS = ("practices", "past"), ("contacts", "split", "practices"), ("contacts", "wording")
_THEIRS: Mapping[str, Any] = {"for_participants": True}  # as well
FORMATS: Mapping[str, Format] = {
    made.name: made
    for made in (
        Format(name="csv", home="data:csv_files", writes=_TABLES, of_a_run=True, bare=True),
        Format(name="xlsx", home="workbook:workbook_files", writes=("pairings.xlsx",), of_a_run=True),
        Format(name="html", home="page:page_files", writes=_PAGES, **_THEIRS, more=True, takes=_ON_PAGES, of_a_run=True),
        Format(name="summary", home="page:summary_files", writes=("summary.html",)),
        Format(name="json", home="data:record_files", writes=(RECORD,), of_a_run=True, bare=True),
        Format(name="docx", home="filling:document_files", writes=("briefs.docx",), **_THEIRS, takes=(*_ON_BRIEFS, "template")),
        Format(name="md", home="briefs:markdown_files", writes=("briefs.md",), **_THEIRS, takes=_ON_BRIEFS),
        Format(name="mail", home="data:mailing_files", writes=_MAIL, **_THEIRS, takes=("contacts",), bare=True),
        Format(name="eml", home="messages:message_files", each=f"{MAIL}/*.eml", **_THEIRS, takes=_ON_LETTERS),
        Format(name="ics", home="paper.calendar:calendar_files", writes=_DATES, **_THEIRS, takes=("dated",), bare=True),
        Format(name="graphml", home="data:graph_files", writes=_GRAPHS, takes=("past",), bare=True),
    )
}
OF_A_RUN = tuple(name for name, made in FORMATS.items() if made.of_a_run)
ENDINGS = tuple(dict.fromkeys(made.ending for made in FORMATS.values()))
HANDOUTS = tuple(dict.fromkeys(name for made in FORMATS.values() for name in made.writes if name != RECORD))
_FLAGS = {"dated": "first"}  # of wishes that are not called as they are typed
STARTERS: Mapping[str, str] = {".docx": "filling:starter", ".toml": "wording:starter"}  # files to begin with, by their ending
FOLDERS = (SPLIT, *(PurePath(made.each).parts[0] for made in FORMATS.values() if made.each))


def chosen(names: Iterable[str] | None, *, for_participants: bool) -> list[Format]:
    """Return the formats that are asked for, or all that the audience may read; raises SettingsError for any other."""
    fit = [name for name, made in FORMATS.items() if made.for_participants or not for_participants]
    wanted = list(names) if names is not None else fit
    for name in wanted:
        if name not in FORMATS:
            near = did_you_mean(name, list(FORMATS))
            raise SettingsError(f'There is no format "{name}".{near}', f"Formats: {', '.join(FORMATS)}")
        if name not in fit:
            raise SettingsError(
                f'The format "{name}" is for organizers: it says more than participants may see.',
                f"For them there are: {', '.join(fit)}",
            )
    return [FORMATS[name] for name in wanted]


def refuse_unused(made: Iterable[Format], handout: Handout) -> None:
    """Refuse a wish that none of the formats takes; raises SettingsError that names those that do."""
    made = list(made)
    taken = {wish for each in made for wish in each.takes} - ({"past"} if handout.audience == "participants" else set())
    for wish in dict.fromkeys(wish for each in FORMATS.values() for wish in each.takes):
        if getattr(handout, wish) and wish not in taken:
            those = ", ".join(name for name, each in FORMATS.items() if wish in each.takes)
            raise SettingsError(
                f"--{_FLAGS.get(wish, wish)} would change nothing in what is written.", f"It is for the formats {those}."
            )
    if handout.worded and all(each.bare for each in made):
        those = ", ".join(name for name, each in FORMATS.items() if not each.bare)
        raise SettingsError("No title and no logo stands on what is written.", f"They are for the formats {those}.")


_LOOKS_LIKE_A_FILE = re.compile(r"\.([a-z]{2,5}|markdown|numbers|parquet|7z|mp[34])")
_WINDOWS = os.name == "nt"
_NO_NAME_THERE = re.compile(r'(con|prn|aux|nul|(com|lpt)[0-9])(\..*)?|.*[<>:"|?*].*|.*[. ]', re.IGNORECASE)


def _refuse_no_name(path: PurePath) -> None:
    """Refuse what Windows takes for a device, or would write under another name than it was given."""
    wrong = [part for part in path.parts if part not in (path.anchor, "..") and _NO_NAME_THERE.fullmatch(part)]
    if wrong:
        raise SettingsError(f'Windows has no files or folders called "{wrong[0]}".', "Choose another name.")


def is_file_name(to: str | Path) -> bool:
    """Tell whether a path is meant as one file, by its ending.

    A folder's name may have a point in it too. What is there already as a folder is one, and so is what ends in a slash.
    Raises SettingsError if it ends as files of a kind that is not written here, is a dash, or is no name on Windows.

    >>> is_file_name("briefs.docx"), is_file_name("survey v1.2 pairings"), is_file_name("FY26.Q1"), is_file_name("x.pdf/")
    (True, False, False, False)
    """
    path = Path(to)
    if os.fspath(to) == "-":
        raise SettingsError(
            "Results are written into a folder or a file, not to standard output.",
            "Name a folder. With  --json  pair and rerun print the record as well.",
        )
    if _WINDOWS:
        _refuse_no_name(path)
    if os.fspath(to).endswith(("/", os.sep)) or path.is_dir():
        return False
    ending = path.suffix.lower()
    near = did_you_mean(ending, ENDINGS) if ending not in ENDINGS else ""
    if ending not in ENDINGS and (near or _LOOKS_LIKE_A_FILE.fullmatch(ending)):
        raise SettingsError(
            f'No format has files that end in "{path.suffix}".{near}',
            f"The endings are: {', '.join(ENDINGS)}. For a folder of that name add a slash:  {quoted(f'{to}/')}",
        )
    return ending in ENDINGS
