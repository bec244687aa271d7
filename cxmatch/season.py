"""The commands of a season: where help is short, what the sessions do and show, and what came of it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any

import cxmatch as cx
from cxmatch import console
from cxmatch.console.screen import Screen, answer
from cxmatch.endings import TIME_LIMIT, TimeOption, end_with, verb
from cxmatch.options import (
    AreaName,
    JsonOption,
    PlainOption,
    RunOrSurvey,
    RunPath,
    Survey,
    argument,
    option,
    refuse_alone,
    with_tables,
)
from cxmatch.records.text import counted
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
    json: Annotated[bool, ("Print JSON on standard output, and nothing else there.",)] = False
    plain: Annotated[bool, ("No color.",)] = False

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
    json: Annotated[bool, ("Print JSON on standard output, and nothing else there.",)] = False
    plain: Annotated[bool, ("No color.",)] = False

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


@dataclass(frozen=True, slots=True, kw_only=True)
class ReminderOptions:
    """Whether those who owe an answer are written to, and how."""

    reminders: Annotated[str | None, ("A new folder for messages to who owes an answer.", "DIR")] = None
    contacts: Annotated[bool, ("With  --reminders:  address them; needs a survey read with  --keep-email.",)] = False
    wording: Annotated[Path | None, ("With  --reminders:  a TOML file with the words of the messages.", "FILE")] = None

    def __post_init__(self) -> None:
        for flag, given in {"--contacts": self.contacts, "--wording": self.wording}.items():
            refuse_alone(flag, given, "--reminders DIR", self.reminders)

    def write(self, found: cx.RoundStatus, run: cx.Run, screen: Screen) -> None:
        """Write the messages where they are asked for."""
        if self.reminders:
            written = cx.remind(found, run, self.reminders, contacts=self.contacts, wording=self.wording)
            screen.say(f"Written, {counted(len(written), 'reminder')}:")
            screen.way(Path(self.reminders))


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
    after: Annotated[str, argument("AFTER", "The survey asked again.")],
    options: SurveyOptions,
    paper: PaperOptions,
) -> None:
    """Count how proteges rate themselves when the survey is asked again, paired against waiting ones."""
    found = cx.progress(first := cx.load_verified(before), options.like(first).cohort(after))
    paper.answer(found, console.show_progress)


@verb(with_tables, "List practices to ask about, or check your own.")
def practices(own: ListedPractices, area: AreaName = "", json: JsonOption = False, plain: PlainOption = False) -> None:
    """List the practices of each practice area with their sources, or check a file of your own."""
    answer(own.found(area), console.show_practices, json=json, plain=plain)


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
    paper.answer(found, console.show_status, run, files)
    letters.write(found, checked, Screen(plain=paper.plain, error=paper.json))
    end_with(1 if found.unread else 0)
