"""What counts in a fit: ratings as an organizer corrects them, how areas count, preferences, what was asked for first."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Annotated, Any, ClassVar, TypeAlias

from cxmatch.errors import SettingsError
from cxmatch.records.nouns import Noun
from cxmatch.records.settings import Within, in_bounds, one_of
from cxmatch.records.text import fold

MOST_POINTS, MOST_LEAD = 10**6, 2 * 10**6
Points: TypeAlias = Annotated[int, Within(1, MOST_POINTS)]
_WORTH = re.compile(r"worth ([0-9]{1,9})")


class Rated(StrEnum):
    """Which of the two ratings of an area."""

    CAPABILITY = "capability"
    NEED = "need"


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Corrected(Noun):
    """One rating of an office as an organizer knows it: the level as people write it, and why it is counted, not the answer."""

    office: str
    side: Rated
    area: str
    level: str
    reason: str
    once: ClassVar[bool] = True

    def __post_init__(self) -> None:
        object.__setattr__(self, "side", one_of(Rated, self.side, "side of a rating"))
        if not self.reason.strip():
            raise SettingsError(f"{self}: a corrected level needs its reason.")

    @staticmethod
    def from_setting(value: Any) -> Any:
        """Read a level that is written as a number."""
        number = isinstance(value, dict) and type(value.get("level")) in (int, float)
        return {**value, "level": str(value["level"])} if number else value

    def __str__(self) -> str:
        return f'"{self.office}", {self.side.value} in "{self.area}"'


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class FitSettings(Noun):
    """How areas count in a fit.

    `alike`: every office's needs count alike, the points being shares of what the best mentor could bring the protege.
    `lead_at_most`: a lead of more steps counts as so many; None counts all.
    """

    alike: bool = False
    lead_at_most: Annotated[int, Within(1, MOST_LEAD)] | None = None

    def __post_init__(self) -> None:
        in_bounds(self)


class Wish(StrEnum):
    """How an attribute of two partners should compare."""

    SAME = "same"
    DIFFERENT = "different"
    NEAR = "near"


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Preference(Noun):
    """Points, as shown, for partners whose attribute is as wished; `near` numbers are no further apart than `within`."""

    attribute: str
    want: Wish
    points: Points
    within: Annotated[int, Within(0, MOST_POINTS)] = 1

    def __post_init__(self) -> None:
        object.__setattr__(self, "want", one_of(Wish, self.want, "want"))
        in_bounds(self)

    def heading(self, known: Iterable[str]) -> str | None:
        """Return the attribute as the survey spells it, None where no office has it."""
        return next((heading for heading in known if fold(heading) == fold(self.attribute)), None)

    def __str__(self) -> str:
        return self.attribute


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Starred(Noun):
    """Points, as shown, for one pair: the mentor that a protege would like most of those it could have."""

    mentor: str
    protege: str
    points: Points
    once: ClassVar[bool] = True

    def __post_init__(self) -> None:
        in_bounds(self)
        if self.mentor == self.protege:
            raise SettingsError(f'"{self.mentor}" is paired with itself.')

    def __str__(self) -> str:
        return f'"{self.mentor}" with "{self.protege}"'


class Asked(StrEnum):
    """How the area that a protege asked for first counts: a rung above the points, among ties, as points, or not at all."""

    RUNG = "rung"
    TIES = "ties"
    POINTS = "points"
    OFF = "off"


_HOW: Mapping[Asked | None, str] = {
    None: "a rung where the survey asks for it, else among equals",
    Asked.RUNG: "a rung before the points",
    Asked.TIES: "among equals",
    Asked.OFF: "not looked at",
}


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class AskedFirst(Noun):
    """How the area that a protege asked for first counts; None leaves it to whether the survey asks for one.

    With `points`, as shown, a pairing counts so much more where the mentor leads there.
    """

    use: Asked | None = None
    points: Points | None = None
    silent: ClassVar[tuple[str, ...]] = ("use", "points")

    def __post_init__(self) -> None:
        if self.points is not None and self.use is None:
            object.__setattr__(self, "use", Asked.POINTS)
        if self.use is not None:
            object.__setattr__(self, "use", one_of(Asked, self.use, "use of what was asked for first"))
        if (self.use is Asked.POINTS) != (self.points is not None):
            raise SettingsError('asked_first: points go with a number of them:  asked_first = "worth 4"')
        in_bounds(self)

    @property
    def words(self) -> str:
        """Say how it counts."""
        return f"worth {self.points}" if self.points else _HOW[self.use]

    @staticmethod
    def from_setting(value: Any) -> Any:
        """Read a word alone: "rung", "ties", "off", or "worth 4"."""
        if not isinstance(value, str):
            return value
        worth = _WORTH.fullmatch(value.strip())
        return {"points": int(worth[1])} if worth else {"use": value}
