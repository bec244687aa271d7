"""Parts of a policy: seats, ratings that organizers correct, and what stands on top of everything that is handed out."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, fields, replace
from datetime import date, time
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any, ClassVar, Self, TypeAlias

from cxmatch.errors import SettingsError
from cxmatch.records.nouns import Noun
from cxmatch.records.settings import Within, in_bounds, in_order, one_of
from cxmatch.records.text import clean, short, visible
from cxmatch.records.toml import ENTRIES

MOST_SEATS = 1000  # of one office on one side
Count: TypeAlias = Annotated[int, Within(0, MOST_SEATS)]
_A_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
# An address, or a computer in a network, which Windows would ask for the file.
_ELSEWHERE = re.compile(r"\s*(?:[\\/]{2}|[a-z][a-z+.-]+:)", re.IGNORECASE)


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


class Status(StrEnum):
    """Whether what is handed out may still change; nothing is said where the organizers say nothing."""

    UNSAID = ""
    DRAFT = "draft"
    FINAL = "final"


@dataclass(frozen=True, slots=True, kw_only=True)
class Logo:
    """A picture: its bytes, its media type (image/png, image/jpeg or image/svg+xml), its size in pixels, and what it shows."""

    content: bytes
    media_type: str
    width: int
    height: int
    shows: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Cover:
    """The words and the picture that the organizers gave; "" and None where they gave none. Nothing is invented."""

    title: str = ""
    subtitle: str = ""
    date: str = ""
    status: Status = Status.UNSAID
    logo: Logo | None = None


@dataclass(frozen=True, slots=True)
class _Words:
    """A text of at most so many letters, on one line, without characters that act instead of being seen."""

    most: int

    def refuse(self, value: Any, name: str) -> str:
        """Return the text; raise SettingsError where it is none, or too long."""
        if not isinstance(value, str):
            raise SettingsError(f'"{name}" is a text in quotes.')
        if len(text := clean(value)) > self.most:
            raise SettingsError(f"{name} is a text of at most {self.most} letters, not of {len(text):,}.")
        return text


@dataclass(frozen=True, slots=True)
class _Day(_Words):
    """A date in words; one in digits is a day that there is."""

    def refuse(self, value: Any, name: str) -> str:
        """Return the text; raise SettingsError for a day that no calendar has."""
        text = _Words.refuse(self, value, name)
        try:
            date.fromisoformat(text) if _A_DAY.fullmatch(text) else None
        except ValueError:
            raise SettingsError(f"{name}: there is no day {text}.") from None
        return text


@dataclass(frozen=True, slots=True)
class _File(_Words):
    """The way to a file of this computer, as it was typed."""

    def refuse(self, value: Any, name: str) -> str:
        """Return the way; raise SettingsError for an address."""
        _Words.refuse(self, value, name)
        if _ELSEWHERE.match(value) or visible(value) != value:
            raise SettingsError(f'{name}: "{short(clean(value))}" is no file of this computer. Save the picture here first.')
        return str(value)


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportSettings:
    """What organizers want on top of their hand-outs, "" where they want nothing; no pairing depends on it.

    `date` is a text as people read it, or a day such as 2027-03-12; `logo` is the way to a file from where cxmatch is started.
    """

    title: Annotated[str, _Words(150)] = ""
    subtitle: Annotated[str, _Words(250)] = ""
    date: Annotated[str, _Day(100)] = ""
    status: Status = Status.UNSAID
    logo: Annotated[str, _File(1000)] = ""
    silent: ClassVar[tuple[str, ...]] = ("title", "subtitle", "date", "status", "logo")

    def __post_init__(self) -> None:
        in_bounds(self)
        object.__setattr__(self, "status", one_of(Status, self.status, "status"))
        for name in ("title", "subtitle", "date"):
            object.__setattr__(self, name, clean(getattr(self, name)))

    @staticmethod
    def from_setting(value: Any) -> Any:
        """Read a day that is written without quotes, and a status in capitals."""
        if not isinstance(value, dict):
            return value
        days = {key: str(said) for key, said in value.items() if key == "date" and isinstance(said, (date, time))}
        status = {key: said.strip().lower() for key, said in value.items() if key == "status" and isinstance(said, str)}
        return {**value, **days, **status}

    @property
    def said(self) -> Iterator[tuple[str, str]]:
        """What is wanted, by its name, and nothing else."""
        return ((each.name, str(said)) for each in fields(self) if (said := getattr(self, each.name)))

    def beside(self, file: Path) -> Self:
        """Return the settings of a file, whose logo is named from its folder, as they are named from here."""
        return replace(self, logo=str(file.parent / self.logo)) if self.logo else self

    def cover(self, logo: Logo | None) -> Cover:
        """Return what stands on top, with the picture that was found."""
        return Cover(title=self.title, subtitle=self.subtitle, date=self.date, status=self.status, logo=logo)
