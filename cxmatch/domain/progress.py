"""What came of a round when the survey is asked again, and what check-ins say: each pair's own answers, and counts."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import ClassVar

from cxmatch.domain.asked import FirstNeed
from cxmatch.domain.checkin import (
    GOAL,
    LEVELS,
    MEETINGS,
    OWN_WORDS,
    PRACTICE,
    REACHED,
    STORY,
    USEFUL,
    WOULD_KEEP,
    CheckIn,
    PairStatus,
)
from cxmatch.domain.effect import Effect
from cxmatch.domain.findings import Finding, Noticed
from cxmatch.domain.matching import Side
from cxmatch.records.nouns import Glance, Shown
from cxmatch.records.text import counted, listed

QUESTIONS = (MEETINGS, GOAL, REACHED, USEFUL, PRACTICE, STORY, WOULD_KEEP)
_TOLD = {GOAL: "set", PRACTICE: "named", STORY: "told"}  # what is counted of own words


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
    answers: "" where it did not answer. `answers` are the check-ins of both sides, where there are any.
    """

    mentor: str
    protege: str
    first: FirstNeed | None = None
    aside: tuple[str, ...] = ()
    now: tuple[str, ...] = ()
    meetings: str = ""
    keep: str = ""
    answers: tuple[CheckIn, ...] = ()
    silent: ClassVar[tuple[str, ...]] = ("aside", "answers")
    derived: ClassVar[tuple[str, ...]] = ("lines",)

    @property
    def then(self) -> str:
        """Say what it asked for first, and how far this mentor led there."""
        aside = f"Asked for first: {listed(self.aside, 'or')}, but rated no need there"
        return self.first.words if self.first else aside if self.aside else "Asked for nothing first"

    @property
    def lines(self) -> tuple[str, ...]:
        """Say it: what it asked for then and now, what came of it, and what both sides said in check-ins."""
        named = self.first.areas if self.first and self.first.named else self.aside
        comes = f"{'still' if self.now == named else 'now'} {listed(self.now, 'or')} comes first"
        now = comes if self.now else "what comes first now is not said"
        said = f"Meetings held: {self.meetings or 'not said'}. Would keep: {self.keep or 'not said'}."
        there = bool(self.meetings or self.keep or not self.answers)
        both = PairStatus(mentor=self.mentor, protege=self.protege, answers=self.answers).lines if self.answers else []
        return f"{self.then}; {now}.", *([said] * there), *both


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Progress(Noticed, Shown):
    """What came of a round: each pair's own answers, and the capability of the proteges before and after.

    The counts go group by group and area by area; `gone` offices did not answer again. `effects` hold what changed against
    chance, `findings` are what was noticed in the check-ins.
    """

    groups: dict[Group, Count]
    areas: tuple[AreaProgress, ...]
    gone: tuple[str, ...] = ()
    pairs: tuple[PairProgress, ...] = ()
    effects: tuple[Effect, ...] = ()
    findings: tuple[Finding, ...] = ()
    derived: ClassVar[tuple[str, ...]] = ("summary", "warning", "tallies")
    silent: ClassVar[tuple[str, ...]] = ("findings", "tallies")

    @property
    def tallies(self) -> tuple[Tally, ...] | None:
        """What all pairs say in their check-ins, question by question and side by side; None without any."""
        return tallies([pair.answers for pair in self.pairs]) or None

    @property
    def heard(self) -> str:
        """Count the pairs that any side of says something in check-ins."""
        heard = sum(bool(pair.answers) for pair in self.pairs)
        return f"By check-ins of {heard:,} of {counted(len(self.pairs), 'pair')}; whoever is not counted did not say it."

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
    def glance(self) -> Glance:
        """What is seen first of it: the ratings, group by group."""
        rows = ((group.value, str(each.rose), str(each.stayed), str(each.fell)) for group, each in self.groups.items())
        return Glance(words=self.summary, headings=("Whose ratings", "Rose", "Stayed", "Fell"), rows=tuple(rows))

    @property
    def warning(self) -> str:
        """What the counts do not say."""
        return (
            "These are counts, not proof: in a small cohort a few ratings up or down happen by chance, who was paired was not"
            " drawn by lot, and an office that learns may rate itself lower than before. Ratings of oneself given again are weak"
            " evidence: ask the pairs what they did, and whether they would go on."
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Tally:
    """How often each answer to a question was given, by one side of the pairs; `silent_pairs` are those that did not say.

    Of meetings the answers are numbers, of own words it is counted that there are some.
    """

    question: str
    by: Side
    answers: Mapping[str, int]
    silent_pairs: int
    derived: ClassVar[tuple[str, ...]] = ("words",)

    @property
    def words(self) -> str:
        """Say it: "6 proteges say 2 no, 1 partly, 3 yes", of own words "told by 2 proteges"."""
        number = sum(self.answers.values())
        if self.question in _TOLD:
            return f"{_TOLD[self.question]} by {counted(number, self.by.value)}"
        counts = (f"{number:,} {answer}" for answer, number in self.answers.items())
        said = ", ".join(self._meetings() if self.question == MEETINGS else counts)
        return f"{counted(number, self.by.value)} say{'s' * (number == 1)} {said}"

    def _meetings(self) -> Iterator[str]:
        yield f"{sum(int(times) * number for times, number in self.answers.items()):,} in all"
        if never := self.answers.get("0"):
            yield f"{never:,} never met"


def tallies(pairs: Sequence[Sequence[CheckIn]]) -> tuple[Tally, ...]:
    """Return what both sides of all pairs say, in the order of the questions; nothing where nobody says anything."""
    heard = [each for answers in pairs for each in answers]
    every = [_tally(question, side, heard, len(pairs)) for question in QUESTIONS for side in Side]
    return tuple(tally for tally in every if tally.answers)


def by_question(given: Sequence[Tally]) -> tuple[str, ...]:
    """Say it, a line a question with both sides."""
    asked = dict.fromkeys(tally.question for tally in given)
    return tuple(f"{question}: {'; '.join(each.words for each in given if each.question == question)}." for question in asked)


def _tally(question: str, side: Side, heard: Sequence[CheckIn], pairs: int) -> Tally:
    given = Counter(answer for each in heard if each.by is side and (answer := _answer(each, question)))
    order = [*LEVELS.get(question, ()), *sorted(given, key=lambda answer: (len(answer), answer))]
    answers = {answer: given[answer] for answer in dict.fromkeys(order) if given[answer]}
    return Tally(question=question, by=side, answers=answers, silent_pairs=pairs - given.total())


def _answer(said: CheckIn, question: str) -> str:
    """Return what is counted of an answer, "" where there is none."""
    if question in OWN_WORDS:
        return _TOLD[question] * (question in said.words)
    return said.chosen.get(question, "")
