"""The commands of a season: where help is short, what the sessions do and show, and what came of it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Annotated, Any

import cxmatch as cx
from cxmatch import console
from cxmatch.console.screen import Screen, answer
from cxmatch.endings import TIME_LIMIT, TimeOption, end_with, verb
from cxmatch.errors import SettingsError
from cxmatch.helping import ALWAYS
from cxmatch.options import (
    AreaName,
    JsonOption,
    OverwriteOption,
    PlainOption,
    RunOrSurvey,
    RunPath,
    Survey,
    argument,
    option,
    place,
    refuse_alone,
    shifted,
    with_tables,
)
from cxmatch.records.text import counted, quoted
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
        answer(noun, lambda _, screen: console.show_paper(noun, written, screen), **how)


@dataclass(frozen=True, slots=True, kw_only=True)
class EvidenceOptions:
    """What was heard beside the survey."""

    evidence: Annotated[Path | None, ("What was heard: a table of area, text, source, kind.", "FILE")] = None

    def typed(self, survey: str) -> str:
        """Return a survey as it is typed, with this option."""
        return " ".join([survey, *(["--evidence", quoted(self.evidence)] if self.evidence else [])])

    def heard(self, cohort: cx.Cohort) -> cx.Evidences | None:
        """Return the evidence on the areas of a cohort; None where no file is given."""
        return cx.read_evidence(self.evidence, cohort.framework) if self.evidence else None


@dataclass(frozen=True, slots=True, kw_only=True)
class VoiceOptions(EvidenceOptions):
    """Who is heard beside the offices, and what."""

    speakers: Annotated[Path | None, ("Experts from outside: name, organization, areas, dates away.", "FILE")] = None

    def of(self, source: cx.Run | cx.Cohort) -> dict[str, Any]:
        """Return the keyword arguments for `cx.agenda`."""
        cohort = source.cohort if isinstance(source, cx.Run) else source
        speakers = cx.read_speakers(self.speakers, cohort.framework) if self.speakers else None
        return {"speakers": speakers, "evidence": self.heard(cohort)}


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
def gaps(survey: Survey, options: SurveyOptions, voices: EvidenceOptions, paper: PaperOptions) -> None:
    """Look at a cohort practice area by practice area: who wants help, who could give it, and what no capacity meets."""
    cohort = options.cohort(survey)
    paper.answer(cx.gaps(cohort, voices.heard(cohort)), console.show_gaps, voices.typed(options.typed(survey)))


@verb(with_tables, "Plan the sessions in the order of shortfall.")
def agenda(source: RunOrSurvey, options: SurveyOptions, own: PracticeOptions, voices: VoiceOptions, paper: AgendaOptions) -> None:
    """Plan the monthly sessions: what each opens on, what groups work on, who shows how it is done, and the next step."""
    options.refuse_unread(read=not cx.is_run(source))
    cohort = cx.load_verified(Path(source)) if cx.is_run(source) else options.cohort(source)
    paper.show(cx.agenda(cohort, practices=own.of(cohort), **voices.of(cohort), **paper.keywords))


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


@verb(with_tables, "Before launch: what each no would come to.")
def ask(
    run: RunPath,
    to: Annotated[Path | None, option("--to", "A folder for the answer sheet and the refusal table.", "DIR")] = None,
    form: Annotated[str, option("--form", "With  --to:  the answer sheet as a workbook or a table.", "xlsx|csv")] = "xlsx",
    overwrite: OverwriteOption = False,
    json: JsonOption = False,
    time_limit: TimeOption = TIME_LIMIT,
    plain: PlainOption = False,
) -> None:
    """Work out, before anybody is asked, what each no would come to; and write the sheet on which offices answer yes or no."""
    refuse_alone("--form", form != "xlsx", "--to FOLDER", to)
    refuse_alone("--overwrite", overwrite, "--to FOLDER", to)
    recorded = cx.load_verified(parent := _latest(run))
    found = cx.refusals(recorded)
    written = cx.ask(cx.report(recorded), found, to, form=form, overwrite=overwrite) if to else ()
    answer(found, console.show_asked, written, parent, json=json, plain=plain)


@verb(with_tables, "Read who says yes and who says no.")
def answers(
    run: RunPath,
    files: Annotated[list[Path], argument("FILE...", "Answer sheets that came back.")],
    json: JsonOption = False,
    time_limit: TimeOption = TIME_LIMIT,
    plain: PlainOption = False,
) -> None:
    """Read the answer sheets that came back: where each pairing stands, and the plans that heed what was said."""
    recorded, screen = cx.load_verified(parent := _latest(run)), Screen(plain=plain)
    found = cx.answers(files, recorded)
    answer(found, console.show_answers, json=json, plain=plain)
    if found.change and not json:
        later = cx.rerun(recorded, **found.heeded(recorded), earlier=cx.earlier_runs(parent))
        console.show_heeded(found, later, parent, files, screen)
    found.require_understood()


@verb(with_tables, "Freeze a run: its hand-outs say FINAL.")
def final(
    run: RunPath,
    out: Annotated[str | None, place("--out", "The folder to write; by default the next run beside this one.", "DIR")] = None,
    plain: PlainOption = False,
) -> None:
    """Freeze the latest run of a cohort: the same pairings in a folder of their own, where all hand-outs say FINAL."""
    made = cx.final(cx.load_verified(_latest(run)))
    written = cx.export(cx.report(made), out or partial(cx.next_folder, run), formats=cx.OF_A_RUN)
    console.show_final(made, written, Screen(plain=plain))


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


def _latest(run: Path) -> Path:
    return run if run.is_file() else cx.latest(run)
