"""The commands of a season: where help is short, what the sessions do and show, and what came of it."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import cxmatch as cx
from cxmatch import console
from cxmatch.console.screen import Screen, answer
from cxmatch.endings import TIME_LIMIT, TimeOption, end_with, verb
from cxmatch.options import AreaName, JsonOption, PlainOption, RunPath, Survey, argument, option, refuse_alone, with_tables
from cxmatch.records.text import counted
from cxmatch.tables import AgendaOptions, ListedPractices, PaperOptions, PracticeOptions, SurveyOptions


@verb(with_tables, "Where help is wanted and who could give it.")
def gaps(
    survey: Survey, options: SurveyOptions, paper: PaperOptions, json: JsonOption = False, plain: PlainOption = False
) -> None:
    """Look at a cohort practice area by practice area: who wants help, who could give it, and what no capacity meets."""
    paper.answer(cx.gaps(options.cohort(survey)), console.show_gaps, options.typed(survey), json=json, plain=plain)


@verb(with_tables, "Plan the sessions in the order of shortfall.")
def agenda(
    source: Annotated[str, argument("RUN|SURVEY", "The folder that pair wrote, or a survey.")],
    options: SurveyOptions,
    own: PracticeOptions,
    paper: AgendaOptions,
    sessions: Annotated[int | None, option("--sessions", "How many; by default one for each area.", "N")] = None,
    json: JsonOption = False,
    plain: PlainOption = False,
) -> None:
    """Plan the monthly sessions: what each opens on, its How Might We questions, and who shows how it is done."""
    options.refuse_unread(read=not cx.is_run(source))
    cohort = cx.load_verified(Path(source)) if cx.is_run(source) else options.cohort(source)
    paper.answer(cx.agenda(cohort, sessions=sessions, practices=own.of(cohort), **paper.dates), json=json, plain=plain)


@verb(with_tables, "Compare the survey asked again with a run.")
def progress(
    before: RunPath,
    after: Annotated[str, argument("AFTER", "The survey asked again.")],
    options: SurveyOptions,
    paper: PaperOptions,
    json: JsonOption = False,
    plain: PlainOption = False,
) -> None:
    """Count how proteges rate themselves when the survey is asked again, paired against waiting ones."""
    found = cx.progress(first := cx.load_verified(before), options.like(first).cohort(after))
    paper.answer(found, console.show_progress, json=json, plain=plain)


@verb(with_tables, "List practices to ask about, or check your own.")
def practices(own: ListedPractices, area: AreaName = "", json: JsonOption = False, plain: PlainOption = False) -> None:
    """List the practices of each practice area with their sources, or check a file of your own."""
    answer(own.found(area), console.show_practices, json=json, plain=plain)


@verb(with_tables, "How the pairs go, and who owes an answer.")
def status(
    run: RunPath,
    files: Annotated[list[str], argument("FILE...", "The check-ins that came back: tables, or exports of a survey tool.")],
    paper: PaperOptions,
    reminders: Annotated[str | None, option("--reminders", "A new folder for messages to who owes an answer.", "DIR")] = None,
    wording: Annotated[Path | None, option("--wording", "A TOML file with the words of the messages.", "FILE")] = None,
    contacts: Annotated[bool, option("--contacts", "Address them, where the survey was read with  --keep-email.")] = False,
    keep_words: Annotated[bool, option("--keep-words", "Keep goals, practices and stories in own words.")] = False,
    json: JsonOption = False,
    time_limit: TimeOption = TIME_LIMIT,
    plain: PlainOption = False,
) -> None:
    """Say how the pairs go by their check-ins, what other partners would cost those who never met, and who owes an answer."""
    refuse_alone("--wording", wording, "--reminders DIR", reminders)
    refuse_alone("--contacts", contacts, "--reminders DIR", reminders)
    checked = cx.load_verified(run)
    found = cx.status(checked, cx.read_checkins(files, checked, keep_words=keep_words))
    paper.answer(found, console.show_status, run, files, json=json, plain=plain)
    if reminders:
        written = cx.remind(found, checked, reminders, contacts=contacts, wording=wording)
        Screen(plain=plain, error=json).say(f'Written to "{reminders}": {counted(len(written), "reminder")}.')
    end_with(1 if found.unread else 0)
