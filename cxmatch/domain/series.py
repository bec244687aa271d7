"""What a cohort does next: its gaps, and the agenda of its sessions."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from cxmatch.domain.findings import Finding
from cxmatch.domain.practice import CaseStudy
from cxmatch.domain.voices import Heard, Moment, Speaker
from cxmatch.records.nouns import Glance, Noun, Shown
from cxmatch.records.text import counted, decimal_text


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class AreaGap(Noun):
    """One practice area of a cohort.

    `wanting` counts the offices that want help there, `need` adds up how much, in `unit`s of a step. `givers` are ahead of one
    of them and belong to another department, strongest first; `seats` are their mentor seats. `served` is how many could have a
    mentor at most if every seat went to this area; `alone` counts those whom nobody is ahead of. `presenters` would show well
    how they do it. `heard` is what was heard beside the survey, which counts nowhere.
    """

    area: str
    wanting: int
    need: int
    unit: int = 1
    givers: tuple[str, ...] = ()
    seats: int = 0
    served: int = 0
    alone: int = 0
    presenters: tuple[str, ...] = ()
    questions: tuple[str, ...] = ()
    heard: Heard | None = None
    silent: ClassVar[tuple[str, ...]] = ("heard",)
    derived: ClassVar[tuple[str, ...]] = ("shortfall", "finding")

    @property
    def shortfall(self) -> int:
        """How many offices want help that no capacity meets."""
        return self.wanting - self.served

    @property
    def finding(self) -> str:
        """Say what a session on this area opens on."""
        if not self.wanting:
            return f"No office wants help with {self.area}."
        want = f"{counted(self.wanting, 'office')} want{'s' if self.wanting == 1 else ''} help"
        opening = f"{want} with {self.area}, need {self.need_text} in all."
        if not self.givers:
            return f"{opening} No office of another department is ahead of any of them."
        could = f"{counted(len(self.givers), 'office')} could give it, with {counted(self.seats, 'mentor seat')}"
        return f"{opening} {could}; {self._short}"

    @property
    def need_text(self) -> str:
        """Say the need in steps of its scale."""
        return decimal_text(self.need, self.unit)

    @property
    def _short(self) -> str:
        if not self.shortfall:
            return "together they could meet every wish."
        alone = f" ({self.alone} of them because nobody is ahead)" if self.alone else ""
        return f"even if every seat went to it, {self.shortfall} would find no mentor{alone}."


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Gaps(Shown):
    """The practice areas of a cohort, the most pressing first: by shortfall, then by need.

    `findings` are what was noticed in the list of evidence.
    """

    offices: int
    areas: tuple[AreaGap, ...]
    findings: tuple[Finding, ...] = ()
    silent: ClassVar[tuple[str, ...]] = ("findings",)

    @property
    def words(self) -> str:
        """Say what is looked at, and in which order."""
        return f"{self.offices} CX offices, practice area by practice area, the most pressing first."

    @property
    def glance(self) -> Glance:
        """What is seen first of it: the practice areas."""
        rows = ((gap.area, str(gap.wanting), gap.need_text, str(len(gap.givers)), str(gap.shortfall)) for gap in self.areas)
        return Glance(words=self.words, headings=("Practice area", "Wanting", "Need", "Givers", "Shortfall"), rows=tuple(rows))


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Session(Noun):
    """One monthly session on a practice area: it opens on a `finding` and works on `questions` (How Might We).

    `presenters` show how they do it; `pairs` of the run, mentor and protege, work on the same area. It looks at a
    `practice`. `starts` is a `Moment` as text, "" where no dates are planned. `heard` is what was heard beside the survey, and
    `speaker` the expert from outside to ask. Groups make a prototype and test it, and it closes on a `next_step`.
    """

    number: int
    area: str
    finding: str
    questions: tuple[str, ...] = ()
    presenters: tuple[str, ...] = ()
    pairs: tuple[tuple[str, ...], ...] = ()
    starts: str = ""
    practice: CaseStudy | None = None
    heard: Heard | None = None
    speaker: Speaker | None = None
    next_step: str = ""
    silent: ClassVar[tuple[str, ...]] = ("starts", "practice", "heard", "speaker", "next_step")
    derived: ClassVar[tuple[str, ...]] = ("in_groups", "close")

    @property
    def opens_on(self) -> list[str]:
        """Say in one sentence or more what it opens on: the finding, and what was heard."""
        return [self.finding, *([self.heard.words] if self.heard else [])]

    @property
    def speaks(self) -> list[str]:
        """Say in a sentence, or none, whom to ask from outside."""
        return [f"Speaker to ask: {self.speaker.words}."] if self.speaker else []

    @property
    def in_groups(self) -> str:
        """Say what groups make a prototype of, and test."""
        topic = f'an answer to "{self.questions[0]}"' if self.questions else f"one small change in {self.area}"
        return f"In groups: make a prototype of {topic}, as small as can be, and test it on another group before you part."

    @property
    def close(self) -> str:
        """Say on what it closes, to everybody."""
        return (
            "Close on a next step: each office says what it will try before the next session, who does it, and how it will know."
        )

    @property
    def closes_on(self) -> list[str]:
        """Say on what it closes, to organizers: the step from the level that is usual as well."""
        return [self.close, *([f"A step to propose. {self.next_step}"] if self.next_step else [])]

    @property
    def looks_at(self) -> list[str]:
        """Say in a sentence, or none, which practice it looks at and whom to ask."""
        return [f"A practice to look at: {self.practice.words}"] if self.practice else []

    @property
    def when(self) -> str:
        """Say the day and the time, "" where there are none."""
        return Moment.of(self.starts).words if self.starts else ""


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Agenda(Shown):
    """The sessions in their order; `asked_twice` are offices that present more than once since nobody else could.

    `offered` is what offices say that they could show, and no session looks at. `made_from` tells the sessions of one survey from
    those of another in a calendar; "" where no dates are planned. `on_speakers` says what came of a list of speakers as a whole,
    and `findings` are what was noticed in it, and in the list of evidence.
    """

    sessions: tuple[Session, ...]
    asked_twice: tuple[str, ...] = ()
    offered: tuple[CaseStudy, ...] = ()
    made_from: str = ""
    on_speakers: tuple[str, ...] = ()
    findings: tuple[Finding, ...] = ()
    silent: ClassVar[tuple[str, ...]] = ("offered", "made_from", "on_speakers", "findings")

    @property
    def glance(self) -> Glance:
        """What is seen first of it: the sessions."""
        rows = ((str(each.number), each.area, ", ".join(each.presenters), each.when) for each in self.sessions)
        words = f"{counted(len(self.sessions), 'session')}. {self.again_words}"
        return Glance(words=words, headings=("Session", "Practice area", "Presenters", "When"), rows=tuple(rows))

    @property
    def again_words(self) -> str:
        """Say who is asked to present more than once."""
        if self.asked_twice:
            return f"Asked more than once, since nobody else could: {', '.join(self.asked_twice)}."
        return "Nobody is asked to present twice."

    @property
    def more_words(self) -> list[str]:
        """Say what could be shown as well, an office a sentence, and what came of the list of speakers."""
        return [*(f"Could be shown as well: {each.words}" for each in self.offered), *self.on_speakers]
