"""The seats that a policy gives: where the survey does not say, of single offices, and how many proteges a mentor must get."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Annotated, Any, ClassVar, TypeAlias

from cxmatch.records.nouns import Noun
from cxmatch.records.settings import Within, in_bounds, in_order
from cxmatch.records.toml import ENTRIES

MOST_SEATS = 1000  # of one office on one side
Count: TypeAlias = Annotated[int, Within(0, MOST_SEATS)]


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Seats(Noun):
    """The seats of one office; None leaves a side to the survey."""

    mentor: Count | None = None
    protege: Count | None = None

    def __post_init__(self) -> None:
        in_bounds(self)

    @staticmethod
    def from_setting(value: Any) -> Any:
        """Read a number alone as the seats for proteges."""
        return value if isinstance(value, dict) else {"mentor": value}


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Capacity(Noun):
    """Seats where the survey does not say and of single offices; and the fewest for `each` mentor, else each that is used."""

    mentor: Count = 1
    protege: Count = 1
    mentor_at_least: Annotated[int, Within(0, MOST_SEATS, ", or  { each = 1 }  for every mentor")] = 0
    each: bool = False
    offices: Mapping[str, Seats] = field(default_factory=dict)
    others: ClassVar[str] = "offices"

    def __post_init__(self) -> None:
        in_bounds(self)
        object.__setattr__(self, "offices", in_order("capacity", self.offices, ENTRIES))

    @staticmethod
    def from_setting(value: Any) -> Any:
        """Read `mentor_at_least = { each = 1 }`."""
        match value:
            case {"mentor_at_least": {"each": least, **rest}} if not rest:
                return {**value, "mentor_at_least": least, "each": bool(least)}
        return value
