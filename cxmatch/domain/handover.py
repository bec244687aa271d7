"""The closing document of one round or more: what was done, what came of it, what is short, and what is still open."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import ClassVar

from cxmatch.domain.checkin import RoundStatus
from cxmatch.domain.findings import Finding
from cxmatch.domain.matching import Waiting
from cxmatch.domain.overview import Advice, SeatWorth
from cxmatch.domain.practice import Practice
from cxmatch.domain.progress import Group, Progress
from cxmatch.domain.series import AreaGap, Gaps
from cxmatch.records.nouns import Glance, Shown
from cxmatch.records.text import counted, grouped, listed

_HONEST = (
    "What is counted here are ratings that offices gave of themselves, and what they said of their meetings. It does not show"
    " that the program is the reason for a change."
)


@dataclass(frozen=True, slots=True, kw_only=True)
class HandedPair:
    """One pairing: who, on which practice area first, and how the protege rates itself there, `then` and `now`.

    "" stands for what is not known: no area that the mentor leads in, or a rating that was not given.
    """

    mentor: str
    protege: str
    topic: str = ""
    then: str = ""
    now: str = ""

    @property
    def ratings(self) -> str:
        """Say how the protege rates itself, then and now, or then alone where it was not asked again, or did not say."""
        return f"{self.then or '?'} to {self.now}" if self.now else self.then

    @property
    def words(self) -> str:
        """Say who worked with whom, and what they began with."""
        return f"{self.mentor} mentoring {self.protege}{f', on {self.topic}' * bool(self.topic)}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Round:
    """One round: its number in the document, the run that it followed, its pairs, and the proteges that waited, with reasons."""

    number: int
    run: str
    offices: int
    departments: int
    pairs: tuple[HandedPair, ...]
    waiting: tuple[Waiting, ...] = ()

    @property
    def words(self) -> str:
        """Say how many took part, and how many waited."""
        who = f"{counted(self.offices, 'CX office')} of {counted(self.departments, 'department')}"
        waited = counted(len(self.waiting), "protege") if self.waiting else "nobody"
        return f"Round {self.number}: {who}, {counted(len(self.pairs), 'pair')}; {waited} waited."


@dataclass(frozen=True, slots=True, kw_only=True)
class NextTopic:
    """What a session or a pair may take up next: a practice area in which help is wanted, and a practice of it."""

    area: str
    wanting: int
    practice: Practice | None = None

    @property
    def words(self) -> str:
        """Say it."""
        practice = f" {self.practice.in_brief}" if self.practice else ""
        return f"{self.area} (wanted by {counted(self.wanting, 'office')}).{practice}"


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Handover(Shown):
    """The closing document for organizers and whoever follows them. All but `rounds` is about the last round.

    `progress` is there where the survey was `asked_again`, `status` where there are check-ins; `gaps` go by the latest answers
    that there are. `seats` and `advice` say what one more seat, or mentor, would have brought, `unit` points a step of fit;
    `left_out` says in sentences what of that is not known. `topics` come next.
    """

    rounds: tuple[Round, ...]
    gaps: Gaps
    progress: Progress | None = None
    status: RoundStatus | None = None
    seats: tuple[SeatWorth, ...] = ()
    advice: tuple[Advice, ...] = ()
    left_out: tuple[str, ...] = ()
    topics: tuple[NextTopic, ...] = ()
    unit: int = 1
    derived: ClassVar[tuple[str, ...]] = ("verdict",)

    @property
    def last(self) -> Round:
        """The last round."""
        return self.rounds[-1]

    @property
    def short(self) -> tuple[AreaGap, ...]:
        """The practice areas in which help is wanted that no capacity meets, the most pressing first."""
        return tuple(gap for gap in self.gaps.areas if gap.shortfall)

    @property
    def verdict(self) -> tuple[str, ...]:
        """Say in a few sentences what was done, what came of it, and what is short."""
        return (*(each.words for each in self.rounds), *self._came_of_it, self._is_short, _HONEST)

    @property
    def glance(self) -> Glance:
        """What is seen first of it: the pairs of the last round."""
        rows = ((pair.mentor, pair.protege, pair.topic) for pair in self.last.pairs)
        return Glance(words=self.verdict[0], headings=("Mentor", "Protege", "Began with"), rows=tuple(rows))

    @property
    def findings(self) -> tuple[Finding, ...]:
        """What was noticed in check-ins."""
        return self.status.findings if self.status else ()

    @property
    def _came_of_it(self) -> Iterator[str]:
        if self.status:
            yield f"By the check-ins: {self.status.verdict}"
        if self.progress is None:
            yield "The survey was not asked again, so nothing is said of how ratings changed."
            return
        if self.progress.asked:
            yield self.progress.summary
        count = self.progress.groups[Group.MATCHED]
        yield f"In the areas of their pairings the proteges rate themselves now: {count.words}."

    @property
    def _is_short(self) -> str:
        by = "By the survey asked again" if self.progress else "By the survey of the last round"
        named = listed([f"{gap.area} ({counted(gap.shortfall, 'office')})" for gap in self.short])
        return f"{by}, help is short in: {named}." if named else f"{by}, every wish for help could be met in each area by itself."

    @property
    def open_ends(self) -> tuple[str, ...]:
        """Say what is still open, a sentence each."""
        return tuple(filter(None, [*self._from_status, self._gone, *self._waiting]))

    @property
    def _from_status(self) -> Iterator[str]:
        if self.status is None:
            yield "No check-ins were read: ask each side of each pair how it goes."
            return
        for pair in self.status.pairs:
            if pair.course.is_pressing:
                yield f"{pair.mentor} mentoring {pair.protege}: {pair.course.value}."
        owing = sorted({each.office for each in self.status.owed})
        yield f"Owe an answer: {listed(owing)}." if owing else ""

    @property
    def _gone(self) -> str:
        gone = self.progress.gone if self.progress else ()
        return f"Did not answer the survey again: {listed(gone)}." if gone else ""

    @property
    def _waiting(self) -> Iterator[str]:
        for reason, own in grouped((each.reason, each.office) for each in self.last.waiting).items():
            wait = "waits for a mentor" if len(own) == 1 else "wait for a mentor, each for the same reason"
            yield f"{listed(own)} {wait}: {reason}"
