"""A rating as an organizer knows it, counted in place of the answer."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Any, ClassVar

from cxmatch.errors import SettingsError
from cxmatch.records.nouns import Noun
from cxmatch.records.settings import one_of


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
