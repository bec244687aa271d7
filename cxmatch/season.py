"""The commands of a season: where help is short, what the sessions do and show, and what came of it."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import cxmatch as cx
from cxmatch import console
from cxmatch.console.screen import answer
from cxmatch.endings import verb
from cxmatch.options import AreaName, JsonOption, PlainOption, RunPath, Survey, argument, option, with_tables
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
