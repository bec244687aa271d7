"""The closing document that may be published: no office's ratings, and no number that one can be worked out of."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import ClassVar

from cxmatch.domain.practice import Practice
from cxmatch.domain.progress import Count
from cxmatch.records.nouns import Glance, Shown
from cxmatch.records.text import counted

WIDTH = 2  # steps of the scale between which a rating stays unknown, where nothing else is said
FEWEST = 5  # offices of which it may be said how many say something, or changed


class Kind(StrEnum):
    """What is told that follows from ratings, in the order in which it is left out first."""

    STEPS = "by how many steps ratings changed in {}"
    ALL_STEPS = "by how many steps ratings changed over all areas"
    CHANGE = "how ratings changed in {}"
    CHANGES = "how ratings changed over all areas"
    WANTED_NOW = "how many want help with {} now"
    WANTED = "how many wanted help with {}"
    TOPIC = "what {} began with"
    PAIR = "the pair of {}"


@dataclass(frozen=True, order=True, slots=True)
class Told:
    """One thing that is told: of which kind, and about which practice area or pair ("" for all of them)."""

    kind: Kind
    about: str = ""

    @property
    def words(self) -> str:
        """Name it."""
        return self.kind.value.format(self.about)

    @property
    def rank(self) -> int:
        """Say how early it is left out."""
        return list(Kind).index(self.kind)


@dataclass(frozen=True, slots=True, kw_only=True)
class PublicPair:
    """A pairing, and the practice area that it began with; "" where that is not shown."""

    round: int
    mentor: str
    protege: str
    topic: str = ""

    @property
    def words(self) -> str:
        """Say who worked with whom, and what they began with."""
        return f"{self.mentor} mentoring {self.protege}{f', on {self.topic}' * bool(self.topic)}"


@dataclass(frozen=True, slots=True, kw_only=True)
class PublicArea:
    """What is told of a practice area, or of all: None and "" stand for what is not shown.

    `pairs` began with it; `change` counts the proteges' own ratings there, and `steps` is how far all of them together moved,
    with its sign; `wanted` and `wanted_now` count the offices that want help.
    """

    area: str
    pairs: int
    change: Count | None = None
    steps: str = ""
    wanted: int | None = None
    wanted_now: int | None = None
    practice: Practice | None = None
    is_all: bool = False
    silent: ClassVar[tuple[str, ...]] = ("is_all",)


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """How many of those that answered a question of the check-ins said something, by the words for it."""

    words: str
    number: int
    answered: int

    @property
    def sentence(self) -> str:
        """Say it."""
        return f"{self.words}: {self.number:,} of {self.answered:,}"


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Published(Shown):
    """The closing document for everybody. `areas` ends in the line of all areas; `more_pairs` are not named.

    `said` is what check-ins count, `asked_again` whether there was a second survey. `hidden` names what is left out since a
    rating could be worked out of it to less than `width` steps; `steps` are those of the whole scale, which `scale` describes.
    """

    offices: int
    departments: int
    rounds: int
    pairs: tuple[PublicPair, ...]
    more_pairs: int
    areas: tuple[PublicArea, ...]
    said: tuple[Said, ...] = ()
    asked_again: bool
    hidden: tuple[str, ...] = ()
    width: int
    steps: int
    scale: str
    derived: ClassVar[tuple[str, ...]] = ("verdict", "promise")

    @property
    def verdict(self) -> tuple[str, ...]:
        """Say in a few sentences what was done, and what came of it."""
        return tuple(self._verdict)

    @property
    def glance(self) -> Glance:
        """What is seen first of it: the practice areas."""
        rows = ((area.area, str(area.pairs)) for area in self.areas)
        return Glance(words=self.verdict[0], headings=("Practice area", "Pairs"), rows=tuple(rows))

    @property
    def _verdict(self) -> Iterator[str]:
        who = f"{counted(self.offices, 'CX office')} of {counted(self.departments, 'department')}"
        pairs = len(self.pairs) + self.more_pairs
        yield f"{who} took part in {counted(self.rounds, 'round')}: {counted(pairs, 'pair')} of a mentor and a protege."
        if change := self.areas[-1].change:
            together = f", together by {steps} steps" if (steps := self.areas[-1].steps) else ""
            yield f"In what their pairs began with, of the proteges' own ratings {change.words}{together}."
        if not self.asked_again:
            yield "The survey was not asked again, so nothing is said of how ratings changed."

    @property
    def promise(self) -> str:
        """Say what nobody can work out of it."""
        width = min(self.width, self.steps)
        return (
            "No reader, even one that knows its own office's ratings, can work another office's rating out of this document to"
            f" less than {counted(width, 'step')} of {self.steps}: what is told fits ratings as far apart as that. Only what a"
            " mentor and its protege know of each other from their brief may be closer."
        )
