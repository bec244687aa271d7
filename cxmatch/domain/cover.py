"""What stands on top of everything that is handed out: title, subtitle, date, logo, and whether it is a draft or final."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


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
