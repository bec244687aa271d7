"""The agenda of a series: its sessions, what each opens on, and who shows how it is done."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Session:
    """One monthly session on a practice area.

    It opens on a `finding` of the survey and works on `questions` (How Might We); `presenters` show how they do it, and
    `pairs` of the run, as mentor and protege, work on the same area.
    """

    number: int
    area: str
    finding: str
    questions: tuple[str, ...] = ()
    presenters: tuple[str, ...] = ()
    pairs: tuple[tuple[str, ...], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Agenda:
    """The sessions in their order; `asked_twice` are offices that present more than once since nobody else could."""

    sessions: tuple[Session, ...]
    asked_twice: tuple[str, ...] = ()
