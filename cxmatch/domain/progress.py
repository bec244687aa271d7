"""Progress: how offices rate themselves when the survey is asked again."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import ClassVar

WARNING = (
    "These are counts, not proof: in a small cohort a few ratings up or down happen by chance, nobody was paired by lot, and an"
    " office that learns may rate itself lower than before."
)


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
class Progress:
    """The capability of the proteges before and after, group by group and area by area; `gone` offices did not answer again."""

    groups: dict[Group, Count]
    areas: tuple[AreaProgress, ...]
    gone: tuple[str, ...] = ()
    derived: ClassVar[tuple[str, ...]] = ("warning",)

    @property
    def warning(self) -> str:
        """What the counts do not say."""
        return WARNING
