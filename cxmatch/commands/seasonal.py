"""The tables of options that commands of a season share: how an answer is given, and what is heard beside the survey."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Annotated, Any

import cxmatch as cx
from cxmatch import console
from cxmatch.commands.helping import ALWAYS
from cxmatch.commands.options import PLAIN, option, refuse_alone, spelled
from cxmatch.commands.tables import MONTHLY, SurveyOptions
from cxmatch.console.screen import Screen, show_json
from cxmatch.errors import SettingsError
from cxmatch.records.text import counted

WITHIN, STAR_POINTS, WIDTH = 2, 3, 2  # as in `domain.candidates` and `domain.published`, which no help is to load
StarOption = Annotated[int, option("--star-points", "What a star counts, in points of fit.", "POINTS")]


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
    plain: Annotated[bool, (PLAIN, None, None, ALWAYS)] = False

    def __post_init__(self) -> None:
        refuse_alone("--overwrite", self.overwrite, "--to FILE", self.to)

    def answer(self, noun: Any, show: Callable[..., None], *more: object, **wishes: str) -> None:
        """Write an answer into the file that is asked for, or print it; as a record where that is asked for."""
        if self.to:
            show, more = console.show_paper, (cx.write(noun, self.to, overwrite=self.overwrite, **wishes),)
        show_json(noun) if self.json else show(noun, *more, Screen(plain=self.plain))


@dataclass(frozen=True, slots=True, kw_only=True)
class EvidenceOptions:
    """What was heard beside the survey."""

    evidence: Annotated[Path | None, ("What was heard: a table of area, text, source, kind.", "FILE")] = None

    def typed(self, survey: str) -> str:
        """Return a survey as it is typed, with this option."""
        return " ".join([survey, *spelled("--evidence", self.evidence)])

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
    plain: Annotated[bool, (PLAIN, None, None, ALWAYS)] = False

    def __post_init__(self) -> None:
        refuse_alone("--every", self.every != MONTHLY, "--first DATE", self.first)
        refuse_alone("--audience", self.audience != "organizers", "--to FILE", self.to)

    @property
    def keywords(self) -> dict[str, Any]:
        """The keyword arguments for `cx.agenda`."""
        return {"sessions": self.sessions, "first": self.first, "every": self.every}

    def show(self, plan: cx.Agenda, then: str) -> None:
        """Write an agenda into the file that is asked for, or print it with what to type next."""
        paper = PaperOptions(to=self.to, overwrite=self.overwrite, json=self.json, plain=self.plain)
        paper.answer(plan, console.show_agenda, then, audience=self.audience)


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswerOptions:
    """What offices said, and what a star of theirs counts."""

    answers: Annotated[list[Path] | None, ("An answer sheet that came back; once for each.", "FILE")] = None
    star_points: Annotated[int, ("With  --answers:  what a star counts, in points of fit.", "POINTS")] = STAR_POINTS

    def __post_init__(self) -> None:
        refuse_alone("--star-points", self.star_points != STAR_POINTS, "--answers FILE", self.answers)

    def heard(self, run: cx.Run) -> cx.Answers:
        """Return what was said about a run."""
        return cx.answers(self.answers, run, star_points=self.star_points) if self.answers else cx.Answers(run=run.id)


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


@dataclass(frozen=True, slots=True, kw_only=True)
class AfterOptions:
    """What came in after a round."""

    after: Annotated[str | None, ("The survey asked again, of the last round.", "SURVEY")] = None
    checkins: Annotated[list[str] | None, ("Check-ins that came back; once for each.", "FILE")] = None

    def read(self, last: cx.Run, options: SurveyOptions, public: PublishOptions) -> tuple[cx.Cohort | None, cx.CheckIns | None]:
        """Return the survey asked again and the check-ins of the last round; refuses options that would be ignored."""
        words = options.keep_words
        if words and public.publish:
            raise SettingsError("--keep-words: nothing in own words is published.", "Leave out  --keep-words  or  --publish")
        replace(options, keep_words=words and not self.checkins).refuse_unread(read=bool(self.after))
        checkins = cx.read_checkins(self.checkins, last, keep_words=words) if self.checkins else None
        return options.like(last).cohort(self.after) if self.after else None, checkins

    def typed(self, options: SurveyOptions) -> list[str]:
        """Return these options and those of reading as they can be typed again."""
        return [*spelled("--after", self.after), *spelled("--checkins", self.checkins), *options.given]


@dataclass(frozen=True, slots=True, kw_only=True)
class PublishOptions:
    """Whether what is written may be published, and what must not be worked out of it."""

    publish: Annotated[bool, ("Without any office's ratings: the version for everybody.",)] = False
    width: Annotated[int, ("With  --publish:  steps between which each rating stays unknown.", "N")] = WIDTH

    def __post_init__(self) -> None:
        refuse_alone("--width", self.width != WIDTH, "--publish", self.publish)

    @property
    def typed(self) -> list[str]:
        """These options as they can be typed again."""
        return [*spelled("--publish", self.publish), *spelled("--width", self.width, WIDTH)]
