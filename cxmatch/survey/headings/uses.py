"""What a column can be used as, in the words that people read and that a columns file holds."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Self

from cxmatch.errors import did_you_mean
from cxmatch.records.text import clean, fold


class Kind(StrEnum):
    """The uses a column can have. The first group speaks of one practice area, so an area follows the word."""

    CAPABILITY = "capability"
    NEED = "need"
    REQUIRED = "required level"
    RANK = "rank"
    PICKS = "picks"
    OFFICE = "office"
    DEPARTMENT = "department"
    ROLE = "role"
    MENTOR_SEATS = "mentor seats"
    PROTEGE_SEATS = "protege seats"
    CAN_MENTOR = "can mentor"
    WANTS_HELP = "wants help"
    TIME = "time of answer"
    ATTRIBUTE = "attribute"
    UNUSED = "not used"


BY_AREA = (Kind.CAPABILITY, Kind.NEED, Kind.REQUIRED, Kind.RANK)
ONE_COLUMN = (
    Kind.OFFICE,
    Kind.DEPARTMENT,
    Kind.ROLE,
    Kind.MENTOR_SEATS,
    Kind.PROTEGE_SEATS,
    Kind.CAN_MENTOR,
    Kind.WANTS_HELP,
    Kind.PICKS,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Use:
    """What one column is used as; `area` is a practice area's name where the kind speaks of one."""

    kind: Kind
    area: str = ""

    def __str__(self) -> str:
        return f"{self.kind}, {self.area}" if self.area else str(self.kind)

    @classmethod
    def parse(cls, words: str) -> Self:
        """Read a use as `str` writes it: "capability, Hiring".

        Raises
        ------
        ValueError
            There is no such use, or it lacks its area; the message says which.

        """
        first, _, rest = words.replace(":", ",", 1).partition(",") if ":" in words.split(",")[0] else words.partition(",")
        known = {str(kind): kind for kind in Kind}
        kind = known.get(fold(first))
        if kind is None:
            raise ValueError(f'"{clean(first)}" is no use of a column.{did_you_mean(fold(first), list(known))}')
        if (kind in BY_AREA) != bool(rest.strip()):
            raise ValueError(f'"{kind}" {"needs" if kind in BY_AREA else "takes no"} practice area: "{clean(words)}".')
        return cls(kind=kind, area=clean(rest))


NOT_USED = Use(kind=Kind.UNUSED)
