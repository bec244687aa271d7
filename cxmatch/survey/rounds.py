"""Reading check-ins of several runs: each file is about the run of whose pairs it says most."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from pathlib import Path

from cxmatch.domain.checkin import PRACTICE, CheckIn, CheckIns
from cxmatch.domain.run import Run
from cxmatch.errors import SettingsError
from cxmatch.survey.checkins import level_of, read_checkins


def read_rounds(paths: Iterable[str | Path], runs: Iterable[Run], *, keep_words: bool = False) -> Mapping[str, CheckIns]:
    """Read the check-ins of several runs, by the id of the run.

    A file is read as one about the run of which it has the most answers that can be read; where two have as many, about the one
    with the fewest findings, then about the later one. What cannot be read then is a finding. Else it is read as `read_checkins`
    does: own words are dropped unless `keep_words` is set, and of several answers of an office about a partner the last counts.
    Who writes that no practice was taken up ("none yet") says none.

    Raises FileError if a file cannot be opened, SettingsError for standard input, which can be read but once.
    """
    given, files = [*runs], [*paths]
    if "-" in map(str, files):
        raise SettingsError("Check-ins of several runs are read from files, not from standard input.", "Name the files.")
    about: dict[str, list[str | Path]] = {}
    for path in files:
        about.setdefault(_run_of(path, given).id, []).append(path)
    read = {run.id: read_checkins(about[run.id], run, keep_words=True) for run in given if run.id in about}
    return {
        name: replace(heard, answers=tuple(_without_none(each, keep_words=keep_words) for each in heard.answers))
        for name, heard in read.items()
    }


def _without_none(said: CheckIn, *, keep_words: bool) -> CheckIn:
    """Return a check-in without a practice where it says that none was taken up, and without own words that are not kept."""
    none = level_of(said.words.get(PRACTICE, ""), PRACTICE) == "none"
    kept = {heading: text if keep_words else "" for heading, text in said.words.items() if not (none and heading == PRACTICE)}
    return replace(said, words=kept)


def _run_of(path: str | Path, runs: list[Run]) -> Run:
    """Return the run that a file is about."""
    read = [read_checkins([path], run) for run in runs]
    places = range(len(runs))
    return runs[max(places, key=lambda place: (len(read[place].answers), -len(read[place].findings), place))]
