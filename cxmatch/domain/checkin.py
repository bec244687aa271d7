"""A check-in: what each side of a pairing says in the middle of a round, how all pairs go by it, and who owes an answer."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import ClassVar

from cxmatch.domain.findings import Finding, Noticed, Place
from cxmatch.domain.matching import Move, Side
from cxmatch.records.nouns import Glance, Shown
from cxmatch.records.text import counted, decimal_text, grouped, listed

# What an office says of the round, here and when the survey is asked again.
MEETINGS, WOULD_KEEP = "Meetings held", "Would keep"
USEFUL, GOAL, REACHED, PRACTICE, STORY = "Useful", "Goal", "Reached", "Practice taken up", "Story"
OWN_WORDS = (GOAL, PRACTICE, STORY)
# The answers to choose from, the lowest first.
LEVELS: Mapping[str, tuple[str, ...]] = {
    USEFUL: ("not yet", "a little", "useful", "very useful"),
    REACHED: ("no", "partly", "yes"),
    WOULD_KEEP: ("no", "maybe", "yes"),
}


class Course(StrEnum):
    """How a pairing goes by its check-ins, the most pressing first."""

    NEVER_MET = "never met"
    CHANGE = "asking for a change"
    UNSURE = "not sure"
    SILENT = "no answer"
    WELL = "going well"

    @property
    def is_pressing(self) -> bool:
        """Whether somebody has to phone."""
        return self in (Course.NEVER_MET, Course.CHANGE)


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckIn:
    """What one side of a pairing says: `by` is that side, "" and None stand for what it does not say.

    `words` are its own, by the question; they are private, and "" unless they were to be kept. `place` is where it stands.
    """

    mentor: str
    protege: str
    by: Side
    meetings: int | None = None
    useful: str = ""
    reached: str = ""
    keep: str = ""
    words: Mapping[str, str] = field(default_factory=dict)
    place: Place = field(default_factory=Place)
    derived: ClassVar[tuple[str, ...]] = ("told",)

    @property
    def chosen(self) -> Mapping[str, str]:
        """What it says apart from its own words, by the question."""
        meetings = "" if self.meetings is None else str(self.meetings)
        said = {MEETINGS: meetings, USEFUL: self.useful, REACHED: self.reached, WOULD_KEEP: self.keep}
        return {heading: text for heading, text in said.items() if text}

    @property
    def told(self) -> str:
        """Say all of it: what was chosen, and its own words, or that there are some."""
        kept = [f"{heading}: {text}" for heading, text in {**self.chosen, **self.words}.items() if text]
        dropped = listed([heading for heading, text in self.words.items() if not text])
        return "; ".join([*kept, *([f"in own words, not kept: {dropped}"] if dropped else [])]) or "nothing that can be read"

    @property
    def is_good(self) -> bool | None:
        """Whether it wants to go on, or finds it useful where it does not say so; None where it says neither."""
        if self.keep:
            return self.keep == "yes" and self.useful != LEVELS[USEFUL][0]
        return self.useful in LEVELS[USEFUL][2:] if self.useful else None


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class CheckIns(Noticed, Shown):
    """The check-ins that were read, one a side of a pairing at most, and what was noticed."""

    answers: tuple[CheckIn, ...]
    findings: tuple[Finding, ...] = ()

    @property
    def glance(self) -> Glance:
        """What is seen first of it."""
        return Glance(words=f"{counted(len(self.answers), 'check-in')} read, {counted(len(self.unread), 'answer')} not.")

    @property
    def by_pair(self) -> Mapping[tuple[str, str], tuple[CheckIn, ...]]:
        """What is said about each pairing, mentor and protege, in the order of the two sides."""
        in_order = sorted(self.answers, key=lambda each: list(Side).index(each.by))
        return {pair: tuple(said) for pair, said in grouped(((each.mentor, each.protege), each) for each in in_order).items()}

    def on(self, pairs: Iterable[tuple[str, str]]) -> tuple[PairStatus, ...]:
        """Return each of these pairings, in their order, with what is said about it."""
        said = self.by_pair
        return tuple(PairStatus(mentor=pair[0], protege=pair[1], answers=said.get(pair, ())) for pair in pairs)


@dataclass(frozen=True, slots=True, kw_only=True)
class PairStatus:
    """One pairing and what its two sides say, in the order mentor, protege; a side that did not answer is not there."""

    mentor: str
    protege: str
    answers: tuple[CheckIn, ...] = ()
    derived: ClassVar[tuple[str, ...]] = ("course", "differ")

    @property
    def course(self) -> Course:
        """How it goes. Where one side says that they met, they did."""
        met = [each.meetings for each in self.answers if each.meetings is not None]
        if not self.answers:
            return Course.SILENT
        if met and not any(met):
            return Course.NEVER_MET
        if any(each.keep == "no" for each in self.answers):
            return Course.CHANGE
        good = {each.is_good for each in self.answers}
        return Course.WELL if True in good and False not in good else Course.UNSURE

    @property
    def differ(self) -> tuple[str, ...]:
        """The questions that its two sides answer differently."""
        if len(self.answers) != len(Side):
            return ()
        one, two = (each.chosen for each in self.answers)
        return tuple(heading for heading in one if heading in two and one[heading] != two[heading])

    @property
    def owing(self) -> tuple[Side, ...]:
        """The sides that did not answer."""
        return tuple(side for side in Side if side not in {each.by for each in self.answers})

    @property
    def lines(self) -> list[str]:
        """Say what each side says, who says nothing, and where they differ."""
        said = {each.by: f"says: {each.told}" for each in self.answers}
        lines = [f"The {side.value} {said.get(side, 'has not answered')}." for side in Side]
        return [*lines, f"They differ: {listed(self.differ)}."] if self.differ else lines


@dataclass(frozen=True, slots=True, kw_only=True)
class Owed:
    """An office that owes an answer about a partner, who has a role."""

    office: str
    partner: str
    role: Side


@dataclass(frozen=True, slots=True, kw_only=True)
class Repaired:
    """One plan in which those who never met are not paired again, as `rerun` has it under this letter.

    `others` counts the other pairings that it changes; `paired`, `led` and `points` are how many more proteges, proteges led in
    what they asked for first, and points it has than the run, below 0 for fewer; `gap` bounds what an unproven plan may lack.
    """

    letter: str
    others: int
    paired: int
    led: int
    points: int
    moves: tuple[Move, ...]
    gap: int = 0
    derived: ClassVar[tuple[str, ...]] = ("to_tell",)
    silent: ClassVar[tuple[str, ...]] = ("gap",)

    @property
    def to_tell(self) -> tuple[str, ...]:
        """The offices to phone before it is done: all that lose a partner or get one."""
        return tuple(sorted({name for move in self.moves for name in move.offices}))

    def costs(self, unit: int) -> str:
        """Say what it costs; `unit` is how many points one step of fit has."""
        lost, gained = (self._figures(unit, sign) for sign in (-1, 1))
        bound = f" (not proven: another plan may be better by at most {decimal_text(self.gap, unit)})" * bool(self.gap)
        return f"{lost or 'nothing'}{f', and gains {gained}' * bool(gained)}{bound}"

    def _figures(self, unit: int, sign: int) -> str:
        """Say the figures that are above 0 when taken times `sign`."""
        paired, led, points = (sign * figure for figure in (self.paired, self.led, self.points))
        parts = [f"{counted(paired, 'protege')} with{'out' * (sign < 0)} a mentor"] * (paired > 0)
        parts += [f"{counted(led, 'protege')} led in what was asked for first"] * (led > 0)
        return listed([*parts, *([f"{decimal_text(points, unit)} of the total fit"] * (points > 0))])


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class RoundStatus(Noticed, Shown):
    """How the pairs of a run go by their check-ins.

    `plans` say what it would cost to give those who never met other partners, from the fewest changes to the best result;
    `no_plan` says why there is none where some never met. `unit` is how many points one step of fit has.
    """

    run: str
    pairs: tuple[PairStatus, ...]
    plans: tuple[Repaired, ...] = ()
    no_plan: str = ""
    findings: tuple[Finding, ...] = ()
    unit: int = 1
    derived: ClassVar[tuple[str, ...]] = ("verdict", "owed", "to_phone")

    def of(self, course: Course) -> list[PairStatus]:
        """Return the pairs that go so."""
        return [pair for pair in self.pairs if pair.course is course]

    @property
    def verdict(self) -> str:
        """Count how the pairs go, and who owes an answer."""
        counts = Counter(pair.course for pair in self.pairs)
        heard = len(self.pairs) - counts[Course.SILENT]
        told = [f"{counts[course]} {course.value}" for course in Course if counts[course] and course is not Course.SILENT]
        owing = len({each.office for each in self.owed})
        rest = f"{counted(owing, 'office')} owe{'s' * (owing == 1)} an answer" if owing else "Nobody owes an answer"
        return f"{heard} of {counted(len(self.pairs), 'pair')} heard from{': ' * bool(told)}{', '.join(told)}. {rest}."

    @property
    def glance(self) -> Glance:
        """What is seen first of it: how each pair goes."""
        rows = ((pair.mentor, pair.protege, pair.course.value) for pair in self.pairs)
        return Glance(words=self.verdict, headings=("Mentor", "Protege", "How it goes"), rows=tuple(rows))

    @property
    def owed(self) -> tuple[Owed, ...]:
        """Every answer that is owed, by office."""
        names = [(pair, {Side.MENTOR: pair.mentor, Side.PROTEGE: pair.protege}) for pair in self.pairs]
        owed = [
            Owed(office=both[side], partner=both[side.partner], role=side.partner) for pair, both in names for side in pair.owing
        ]
        return tuple(sorted(owed, key=lambda each: (each.office, each.partner, each.role)))

    @property
    def to_phone(self) -> tuple[str, ...]:
        """The offices of the pairs that never met or ask for a change."""
        pressing = (*self.of(Course.NEVER_MET), *self.of(Course.CHANGE))
        return tuple(dict.fromkeys(name for pair in pressing for name in (pair.mentor, pair.protege)))

    @property
    def taken(self) -> Repaired | None:
        """The plan that a rerun takes by itself: as many paired as can be, with the fewest changes."""
        return max(self.plans, key=lambda plan: plan.paired, default=None)
