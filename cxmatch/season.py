"""The commands of a season: where help is short, what the sessions do and show, and what came of it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any

import cxmatch as cx
from cxmatch import console
from cxmatch.console.screen import answer
from cxmatch.endings import verb
from cxmatch.errors import SettingsError
from cxmatch.helping import ALWAYS
from cxmatch.options import (
    AreaName,
    JsonOption,
    PlainOption,
    RunOrSurvey,
    RunPath,
    Survey,
    argument,
    refuse_alone,
    shifted,
    with_tables,
)
from cxmatch.tables import MONTHLY, ListedPractices, PracticeOptions, SurveyOptions


def _paper(value: str | None) -> str | None:
    """Refuse a file whose ending says no form before any work is done."""
    if value is not None:
        cx.paper_file(value)
    return value


@dataclass(frozen=True, slots=True, kw_only=True)
class PaperOptions:
    """How an answer is given: on the screen, as JSON, or in a file."""

    to: Annotated[str | None, ("Write it into a file: .xlsx, .docx, .md, .html or .json.", "FILE", _paper)] = None
    overwrite: Annotated[bool, ("With  --to:  replace a file that has other content.",)] = False
    json: Annotated[bool, ("Print JSON on standard output, and nothing else there.", None, None, ALWAYS)] = False
    plain: Annotated[bool, ("No color.", None, None, ALWAYS)] = False

    def __post_init__(self) -> None:
        refuse_alone("--overwrite", self.overwrite, "--to FILE", self.to)

    def answer(self, noun: Any, show: Callable[..., None], *more: object, **wishes: str) -> None:
        """Write an answer into the file that is asked for, or print it; as a record where that is asked for."""
        how = {"json": self.json, "plain": self.plain}
        if not self.to:
            answer(noun, show, *more, **how)
            return
        written = cx.write(noun, self.to, overwrite=self.overwrite, **wishes)
        answer(noun, lambda _, screen: console.show_written([written], screen), **how)


@dataclass(frozen=True, slots=True, kw_only=True)
class AgendaOptions:
    """Which sessions there are and when, and how that is said."""

    sessions: Annotated[int | None, ("How many; by default one for each area.", "N")] = None
    first: Annotated[str, ("The first session:  2027-01-14  or  2027-01-14 13:00", "DATE")] = ""
    every: Annotated[str, ("With  --first:  how they come again: week, 2 weeks, month, ...", "TIME")] = MONTHLY
    to: Annotated[str | None, ("Write it into a file: .xlsx, .docx, .md, .html, .json, or .ics.", "FILE", _paper)] = None
    audience: Annotated[str, ("With  --to:  who reads it.", "organizers|participants")] = "organizers"
    overwrite: Annotated[bool, ("With  --to:  replace a file that has other content.",)] = False
    json: Annotated[bool, ("Print JSON on standard output, and nothing else there.", None, None, ALWAYS)] = False
    plain: Annotated[bool, ("No color.", None, None, ALWAYS)] = False

    def __post_init__(self) -> None:
        refuse_alone("--every", self.every != MONTHLY, "--first DATE", self.first)
        refuse_alone("--audience", self.audience != "organizers", "--to FILE", self.to)

    @property
    def keywords(self) -> dict[str, Any]:
        """The keyword arguments for `cx.agenda`."""
        return {"sessions": self.sessions, "first": self.first, "every": self.every}

    def show(self, plan: cx.Agenda) -> None:
        """Write an agenda into the file that is asked for, or print it."""
        paper = PaperOptions(to=self.to, overwrite=self.overwrite, json=self.json, plain=self.plain)
        paper.answer(plan, console.show_agenda, audience=self.audience)


@verb(with_tables, "Where help is wanted and who could give it.")
def gaps(survey: Survey, options: SurveyOptions, paper: PaperOptions) -> None:
    """Look at a cohort practice area by practice area: who wants help, who could give it, and what no capacity meets."""
    paper.answer(cx.gaps(options.cohort(survey)), console.show_gaps, options.typed(survey))


@verb(with_tables, "Plan the sessions in the order of shortfall.")
def agenda(source: RunOrSurvey, options: SurveyOptions, own: PracticeOptions, paper: AgendaOptions) -> None:
    """Plan the monthly sessions: what each opens on, its How Might We questions, and who shows how it is done."""
    options.refuse_unread(read=not cx.is_run(source))
    cohort = cx.load_verified(Path(source)) if cx.is_run(source) else options.cohort(source)
    paper.show(cx.agenda(cohort, practices=own.of(cohort), **paper.keywords))


@verb(with_tables, "Compare the survey asked again with a run.")
def progress(
    before: RunPath,
    options: SurveyOptions,
    paper: PaperOptions,
    after: Annotated[str | None, argument("AFTER", "The survey asked again.")] = None,
) -> None:
    """Count how proteges rate themselves when the survey is asked again, paired against waiting ones."""
    before, after = shifted(before, after, needed=True)
    if after is None:
        raise SettingsError("AFTER is missing: the survey asked again.", "Type  cxmatch progress RUN SURVEY")
    found = cx.progress(first := cx.load_verified(before), options.like(first).cohort(after))
    paper.answer(found, console.show_progress)


@verb(with_tables, "List practices to ask about, or check your own.")
def practices(own: ListedPractices, area: AreaName = "", json: JsonOption = False, plain: PlainOption = False) -> None:
    """List the practices of each practice area with their sources, or check a file of your own."""
    answer(own.found(area), console.show_practices, json=json, plain=plain)
