"""What a cohort does next: its gaps, the agenda of its sessions, and its progress when the survey is asked again."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import ClassVar

from cxmatch.domain.asked import FirstNeed
from cxmatch.domain.dates import Moment
from cxmatch.domain.practices import CaseStudy
from cxmatch.records.text import counted, decimal_text, listed

# The attributes in which an office says, when the survey is asked again, what came of the round.
MEETINGS, WOULD_KEEP = "Meetings held", "Would keep"


@dataclass(frozen=True, slots=True, kw_only=True)
class AreaGap:
    """One practice area of a cohort.

    `wanting` counts the offices that want help there, `need` adds up how much, in `unit`s of a step. `givers` are ahead of one
    of them and belong to another department, strongest first; `seats` are their mentor seats. `served` is how many could have a
    mentor at most if every seat went to this area; `alone` counts those whom nobody is ahead of. `presenters` would show well
    how they do it.
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


@dataclass(frozen=True, slots=True, kw_only=True)
class Gaps:
    """The practice areas of a cohort, the most pressing first: by shortfall, then by need."""

    offices: int
    areas: tuple[AreaGap, ...]

    @property
    def words(self) -> str:
        """Say what is looked at, and in which order."""
        return f"{self.offices} CX offices, practice area by practice area, the most pressing first."


@dataclass(frozen=True, slots=True, kw_only=True)
class Session:
    """One monthly session on a practice area: it opens on a `finding` and works on `questions` (How Might We).

    `presenters` show how they do it; `pairs` of the run, mentor and protege, work on the same area. It looks at a
    `practice`. `starts` is a `Moment` as text, "" where no dates are planned.
    """

    number: int
    area: str
    finding: str
    questions: tuple[str, ...] = ()
    presenters: tuple[str, ...] = ()
    pairs: tuple[tuple[str, ...], ...] = ()
    starts: str = ""
    practice: CaseStudy | None = None
    silent: ClassVar[tuple[str, ...]] = ("starts", "practice")

    @property
    def looks_at(self) -> list[str]:
        """Say in a sentence, or none, which practice it looks at and whom to ask."""
        return [f"A practice to look at: {self.practice.words}"] if self.practice else []

    @property
    def when(self) -> str:
        """Say the day and the time, "" where there are none."""
        return Moment.of(self.starts).words if self.starts else ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Agenda:
    """The sessions in their order; `asked_twice` are offices that present more than once since nobody else could.

    `offered` is what offices say that they could show, and no session looks at. `made_from` tells the sessions of one survey from
    those of another in a calendar; "" where no dates are planned.
    """

    sessions: tuple[Session, ...]
    asked_twice: tuple[str, ...] = ()
    offered: tuple[CaseStudy, ...] = ()
    made_from: str = ""
    silent: ClassVar[tuple[str, ...]] = ("offered", "made_from")

    @property
    def again_words(self) -> str:
        """Say who is asked to present more than once."""
        if self.asked_twice:
            return f"Asked more than once, since nobody else could: {', '.join(self.asked_twice)}."
        return "Nobody is asked to present twice."

    @property
    def more_words(self) -> list[str]:
        """Say what could be shown as well, an office a sentence."""
        return [f"Could be shown as well: {each.words}" for each in self.offered]


class Group(StrEnum):
    """Whose ratings are counted, and in which areas."""

    MATCHED = "paired, in the areas of the pairing"
    OTHER = "paired, in other areas where help was wanted"
    WAITING = "waiting, in the areas where help was wanted"


@dataclass(frozen=True, slots=True, kw_only=True)
class Count:
    """How many ratings rose, stayed and fell; `unknown` were not given both times."""

    rose: int = 0
    stayed: int = 0
    fell: int = 0
    unknown: int = 0

    @property
    def known(self) -> int:
        """How many ratings can be compared."""
        return self.rose + self.stayed + self.fell

    @property
    def words(self) -> str:
        """Say it."""
        open_ones = f"; {self.unknown} cannot be compared" if self.unknown else ""
        return f"{self.rose} of {self.known} rose, {self.stayed} stayed, {self.fell} fell{open_ones}"


@dataclass(frozen=True, slots=True, kw_only=True)
class AreaProgress:
    """The counts of one practice area, by group."""

    area: str
    groups: dict[Group, Count] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class PairProgress:
    """What one protege says of its pairing when asked again.

    `first` is what it asked for first then and how far this mentor led there, None where it asked for nothing, or only for what
    it rated no need in: `aside`. `now` are the names of the areas that it asks for first now, `meetings` and `keep` its own
    answers: "" where it did not answer.
    """

    mentor: str
    protege: str
    first: FirstNeed | None = None
    aside: tuple[str, ...] = ()
    now: tuple[str, ...] = ()
    meetings: str = ""
    keep: str = ""
    silent: ClassVar[tuple[str, ...]] = ("aside",)
    derived: ClassVar[tuple[str, ...]] = ("lines",)

    @property
    def then(self) -> str:
        """Say what it asked for first, and how far this mentor led there."""
        aside = f"Asked for first: {listed(self.aside, 'or')}, but rated no need there"
        return self.first.words if self.first else aside if self.aside else "Asked for nothing first"

    @property
    def lines(self) -> tuple[str, str]:
        """Say it: what it asked for then and now, and what came of it."""
        named = self.first.areas if self.first and self.first.named else self.aside
        comes = f"{'still' if self.now == named else 'now'} {listed(self.now, 'or')} comes first"
        now = comes if self.now else "what comes first now is not said"
        return f"{self.then}; {now}.", f"Meetings held: {self.meetings or 'not said'}. Would keep: {self.keep or 'not said'}."


@dataclass(frozen=True, slots=True, kw_only=True)
class Progress:
    """What came of a round: each pair's own answers, and the capability of the proteges before and after.

    The counts go group by group and area by area; `gone` offices did not answer again.
    """

    groups: dict[Group, Count]
    areas: tuple[AreaProgress, ...]
    gone: tuple[str, ...] = ()
    pairs: tuple[PairProgress, ...] = ()
    derived: ClassVar[tuple[str, ...]] = ("summary", "warning")

    @property
    def asked(self) -> bool:
        """Whether the survey asked for more than ratings: some protege says what came of its pairing."""
        return any(pair.meetings or pair.keep for pair in self.pairs)

    @property
    def summary(self) -> str:
        """Count the pairs that met, and those that would go on; say what to ask where nobody was asked."""
        if not self.asked:
            return "The survey asked again does not say how often partners met or whether they would keep each other."
        met, kept = ([pair for pair in self.pairs if getattr(pair, name)] for name in ("meetings", "keep"))
        some, more = sum(pair.meetings != "0" for pair in met), sum(pair.keep == "yes" for pair in kept)
        led = sum(bool(pair.first and pair.first.led) for pair in self.pairs)
        return (
            f"{some} of {counted(len(met), 'pair')} that answered met; {more} of {counted(len(kept), 'protege')} that answered"
            f" would keep the partner. Led in what was asked for first: {led} of {counted(len(self.pairs), 'pair')}."
        )

    @property
    def warning(self) -> str:
        """What the counts do not say."""
        return (
            "These are counts, not proof: in a small cohort a few ratings up or down happen by chance, nobody was paired by lot,"
            " and an office that learns may rate itself lower than before. Ratings of oneself given again are weak evidence:"
            " ask the pairs what they did, and whether they would go on."
        )
