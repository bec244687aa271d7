"""The commands of a round that runs: how the pairs go, and what came of it."""

from __future__ import annotations

from typing import Annotated

import cxmatch as cx
from cxmatch import console
from cxmatch.console.screen import Screen
from cxmatch.endings import TIME_LIMIT, TimeOption, end_with, verb
from cxmatch.errors import SettingsError
from cxmatch.options import RunPath, argument, option, shifted, spelled
from cxmatch.records.text import quoted
from cxmatch.season.tables import PaperOptions, ReminderOptions
from cxmatch.tables import SurveyOptions
from cxmatch.taking import with_tables


@verb(with_tables, "How the pairs go, and who owes an answer.")
def status(
    run: RunPath,
    files: Annotated[list[str], argument("FILE...", "The check-ins that came back: tables, or exports of a survey tool.")],
    paper: PaperOptions,
    letters: ReminderOptions,
    keep_words: Annotated[bool, option("--keep-words", "Keep goals, practices and stories in own words.")] = False,
    time_limit: TimeOption = TIME_LIMIT,
) -> None:
    """Say how the pairs go by their check-ins, what other partners would cost those who never met, and who owes an answer."""
    checked = cx.load_verified(run)
    found = cx.status(checked, cx.read_checkins(files, checked, keep_words=keep_words))
    paper.answer(found, console.show_status, run, files, bool(letters.reminders))
    letters.write(found, checked, Screen(plain=paper.plain, error=paper.json))
    end_with(1 if found.unread else 0)


@verb(with_tables, "Compare the survey asked again with a run.")
def progress(
    before: RunPath,
    options: SurveyOptions,
    paper: PaperOptions,
    after: Annotated[str | None, argument("AFTER", "The survey asked again.")] = None,
    checkins: Annotated[list[str] | None, option("--checkins", "Check-ins that came back; once for each.", "FILE")] = None,
) -> None:
    """Say what came of a round: meetings, goals and ratings, paired against waiting, and how easily chance does the same.

    With  --keep-words  goals, practices and stories of the check-ins are kept in own words, for organizers alone.
    """
    before, after = shifted(before, after, needed=True)
    if after is None:
        raise SettingsError("AFTER is missing: the survey asked again.", "Name it after the run.")
    first, files = cx.load_verified(before), checkins or []
    cohort = options.like(first).cohort(after)
    found = cx.progress(first, cohort, cx.read_checkins(files, first, keep_words=options.keep_words))
    checked = [" ".join(words) for words in spelled(["--checkins"], files)]
    typed, then = (
        " ".join([*words, *checked]) for words in (["progress", quoted(before), options.typed(after)], ["trail", quoted(before)])
    )
    paper.answer(found, console.show_progress, typed, then)
    end_with(1 if found.unread else 0)
