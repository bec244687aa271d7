"""What counts in a fit: ratings as an organizer corrects them, how areas count, preferences, what was asked for first."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Annotated, Any, ClassVar, TypeAlias

from cxmatch.errors import SettingsError
from cxmatch.records.nouns import Noun
from cxmatch.records.settings import Within, in_bounds, in_order, one_of
from cxmatch.records.text import counted, fold, listed
from cxmatch.records.toml import ENTRIES

MOST_POINTS, MOST_LEAD, MOST_REGRET, WHOLE = 10**6, 2 * 10**6, 1000, 100
DEPARTMENT = "Department"
Points: TypeAlias = Annotated[int, Within(1, MOST_POINTS)]
# The term of what was given up in earlier rounds, in a ledger and on the bill.
GAVE_UP, GAVE_UP_RULE = "Gave up before", "points for what was given up before"
_WORTH = re.compile(r"worth ([0-9]{1,9})")


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


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class RegretSettings(Noun):
    """What offices gave up in earlier rounds, in percent of their need, and what that counts in a fit.

    A pairing counts up to `weight` points more, as shown: so many where the protege gave up its whole need and this mentor meets
    all of it now, and in proportion where either is less.
    """

    weight: Annotated[int, Within(0, MOST_REGRET)] = 0
    offices: Mapping[str, Annotated[int, Within(0, WHOLE)]] = field(default_factory=dict)
    others: ClassVar[str] = "offices"

    def __post_init__(self) -> None:
        in_bounds(self)
        object.__setattr__(self, "offices", in_order("regret", self.offices, ENTRIES))

    @property
    def counts(self) -> bool:
        """Whether it can add to a fit."""
        return bool(self.weight and any(self.offices.values()))

    def points(self, gave_up: int, met: int) -> int:
        """Return what a pairing counts more, in points as shown, by percents of the need: what was given up, what is met now.

        >>> RegretSettings(weight=10).points(40, 75)
        3
        """
        return self.weight * gave_up * met // WHOLE**2


class Wish(StrEnum):
    """How an attribute of two partners should compare."""

    SAME = "same"
    DIFFERENT = "different"
    NEAR = "near"


@dataclass(frozen=True, slots=True, kw_only=True, order=True, repr=False)
class Link(Noun):
    """A department and those with which it is to be linked, by name; which of two is the mentor's does not matter."""

    department: str
    ends: tuple[str, ...]

    def __post_init__(self) -> None:
        if not self.ends or fold(self.department) in map(fold, self.ends):
            raise SettingsError(f'a link of "{self.department}" names another department:  ["Commerce", "Labor"]')

    @staticmethod
    def from_setting(value: Any) -> Any:
        """Read a list of names: the first is to be linked with each of the others."""
        return {"department": value[0], "ends": value[1:]} if isinstance(value, list) and value else value

    @property
    def departments(self) -> tuple[str, ...]:
        """All of them."""
        return self.department, *self.ends

    def __str__(self) -> str:
        return f"{self.department} with {listed(self.ends, 'or')}"


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Preference(Noun):
    """Points, as shown, for partners whose attribute is as wished; `near` numbers are no further apart than `within`.

    With `links` it is for partners of two departments that are to be linked, and the attribute is the department.
    """

    attribute: str
    want: Wish
    points: Points
    within: Annotated[int, Within(0, MOST_POINTS)] = 1
    links: tuple[Link, ...] = ()
    silent: ClassVar[tuple[str, ...]] = ("links",)

    def __post_init__(self) -> None:
        object.__setattr__(self, "want", one_of(Wish, self.want, "want"))
        if self.links and (self.want is not Wish.DIFFERENT or fold(self.attribute) != fold(DEPARTMENT)):
            raise SettingsError('links are between departments: leave out "attribute" and "want".')
        in_bounds(self)

    @staticmethod
    def from_setting(value: Any) -> Any:
        """Read links alone as a wish for different departments."""
        linked = isinstance(value, dict) and "links" in value
        return {"attribute": DEPARTMENT, "want": Wish.DIFFERENT.value, **value} if linked else value

    def heading(self, known: Iterable[str]) -> str | None:
        """Return the attribute as the survey spells it, None where no office has it; the department is known always."""
        if self.links:
            return DEPARTMENT
        return next((heading for heading in known if fold(heading) == fold(self.attribute)), None)

    @property
    def wish(self) -> str:
        """What is wished for, in a word or two."""
        return "new link" if self.links else self.want.value

    @property
    def words(self) -> str:
        """Say the wish and what it counts."""
        more = f" within {self.within}" if self.want is Wish.NEAR else f": {'; '.join(map(str, self.links))}" * bool(self.links)
        return f"{self.wish}{more}, {counted(self.points, 'point')}"

    def joins(self, one: str, other: str) -> bool:
        """Tell whether two departments are to be linked."""
        ends = fold(one), fold(other)
        return any(
            fold(link.department) == first and second in map(fold, link.ends)
            for link in self.links
            for first, second in (ends, ends[::-1])
        )

    def __str__(self) -> str:
        return self.attribute


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
