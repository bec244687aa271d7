"""The practices of a framework by its areas, which of them comes next, and what a session looks at."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import ClassVar, Self

from cxmatch.domain.framework import Framework, Scale, frameworks
from cxmatch.domain.practice import Practice, Step, built_in
from cxmatch.records.text import fold

MATURITY = "cx-maturity"  # the framework whose steps the others borrow


@dataclass(frozen=True, slots=True, kw_only=True)
class Practices:
    """The practices by the areas of a framework, by their names, those that lead least far first.

    `own` are the titles of an organizer's own, which go before others of the same step, and in the place of one with the same
    title. `elsewhere` are those of other frameworks' areas. `scale` is that on which capability is rated.
    """

    areas: Mapping[str, tuple[Practice, ...]]
    scale: Scale
    own: tuple[str, ...] = ()
    elsewhere: tuple[Practice, ...] = ()

    @classmethod
    def of(cls, framework: Framework, own: Sequence[Practice] = ()) -> Self:
        """Return the practices of a framework: an organizer's own, and those that come with cxmatch."""
        titles = {fold(practice.title) for practice in own}
        every = [*own, *(practice for practice in built_in() if fold(practice.title) not in titles)]
        by_step = sorted(every, key=lambda practice: practice.step.rank)
        return cls(
            areas={area.name: tuple(practice for practice in by_step if practice.is_of(area)) for area in framework.areas},
            scale=framework.capability_scale,
            own=tuple(practice.title for practice in own),
            elsewhere=tuple(practice for practice in every if not any(map(practice.is_of, framework.areas))),
        )

    def fitting(self, area: str, level: int | None) -> tuple[Practice, ...]:
        """Return the practices of an area that lead further than a level, in units of the scale; none where it is not known."""
        reached = None if level is None else standing(level, self.scale)
        return tuple(each for each in self.areas.get(area, ()) if reached is not None and each.step.rank > reached)

    def next_for(self, area: str, level: int | None) -> Practice | None:
        """Return the practice to ask about: the first that leads to the step that comes next, or else to the nearest after it."""
        return next(iter(self.fitting(area, level)), None)

    def only(self, area: str) -> Practices:
        """Return the practices of one area by its name."""
        return Practices(areas={area: self.areas[area]}, scale=self.scale, own=self.own)


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseStudy:
    """What a session looks at: a `practice`, or what an office says in its `own` words that it could show.

    `office` is the one that can show it, "" where none of the cohort is known to be so far.
    """

    office: str = ""
    practice: Practice | None = None
    own: str = ""
    derived: ClassVar[tuple[str, ...]] = ("words",)

    @property
    def words(self) -> str:
        """Say it in a few sentences."""
        if self.practice is None:
            return f'{self.office} says that it could show "{self.own}".'
        so_far = f"Ask {self.office}, which rates itself that far." if self.office else "No mentor here rates itself that far."
        return f"{self.practice.words} {so_far}"


@lru_cache(maxsize=8)
def practices_of(framework: Framework) -> Practices:
    """Return the practices that come with cxmatch for a framework; briefs ask for them pair by pair."""
    return Practices.of(framework)


def standing(level: int, scale: Scale) -> int:
    """Return which of the five steps of maturity a level stands on, 0 for the lowest; between two it is the lower one.

    >>> [standing(level, Scale(low=1, high=5)) for level in (1, 2, 5)], standing(250, Scale(low=1, high=5, decimals=2))
    ([0, 1, 4], 1)
    """
    return (level - scale.bottom) * len(Step) // (scale.top - scale.bottom)


def next_step(framework: Framework, level: int | None) -> str:
    """Say what brings an office from a level of capability to the next one: "Toward Strategic: ..."; "" at the top.

    A framework that does not say it borrows the steps of maturity.
    """
    scale = framework.capability_scale
    steps = framework.steps or next(each.steps for each in frameworks() if each.id == MATURITY)
    if level is None or level >= scale.top:
        return ""
    place = (level - scale.bottom) * len(steps) // (scale.top - scale.bottom)
    if len(scale.labels) == len(steps) + 1:
        return f"From {scale.labels[place]} to {scale.labels[place + 1]}: {steps[place]}"
    return steps[place] if framework.steps else f"Toward {list(Step)[place]}: {steps[place]}"
