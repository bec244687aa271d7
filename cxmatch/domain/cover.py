"""What stands on top of everything that is handed out: title, subtitle, date, logo, and whether it is a draft or final."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, fields, replace
from datetime import date, time
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any, ClassVar, Self

from cxmatch.errors import SettingsError
from cxmatch.records.settings import in_bounds, one_of
from cxmatch.records.text import clean, short, visible

_A_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
# An address, or a computer in a network, which Windows would ask for the file.
_ELSEWHERE = re.compile(r"\s*(?:[\\/]{2}|[a-z][a-z+.-]+:)", re.IGNORECASE)


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
