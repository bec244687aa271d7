"""What is written as one file of any kind: a title, for whom it is, and sections of paragraphs, lists and tables."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeAlias

from cxmatch.domain.dates import Moment
from cxmatch.domain.rows import Cell, Column


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """A table with its name, what it tells, its columns and a row a thing."""

    name: str
    tells: str = ""
    columns: tuple[Column, ...]
    rows: Sequence[tuple[Cell, ...]]

    @property
    def shown(self) -> list[list[str]]:
        """The rows as texts."""
        return [["" if cell is None else str(cell) for cell in row] for row in self.rows]


@dataclass(frozen=True, slots=True, kw_only=True)
class Points:
    """A list of short texts."""

    texts: tuple[str, ...]


Block: TypeAlias = str | Points | Table


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """A part with a heading of its own."""

    heading: str
    blocks: tuple[Block, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """An entry of a calendar; `key` tells it from all others, and from no earlier version of itself."""

    key: str
    starts: Moment
    title: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Paper:
    """What is written: `sections` for readers, `tables` for a spreadsheet, `events` for a calendar, `record` for programs.

    `reader` says for whom it is and what lies open in it, `brief` what everybody is to know first. Where those for whom it is may
    not have it, `record` is "".
    """

    title: str
    reader: str
    brief: tuple[str, ...] = ()
    sections: tuple[Section, ...]
    tables: tuple[Table, ...]
    events: tuple[Event, ...] = ()
    record: str = ""
