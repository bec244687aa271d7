"""What is written as one file of any kind: a title, for whom it is, and sections of paragraphs, lists and tables."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TypeAlias, TypeVar

from cxmatch.domain.rows import Cell, Column
from cxmatch.domain.voices import Moment

Thing = TypeVar("Thing")
Told: TypeAlias = Sequence[tuple[Column, Callable[[Thing], Cell]]]  # the columns of a table, and what each says of a thing
ON_NAME: Told[str] = ((Column("Office", 40), lambda name: name),)
ORGANIZERS = "For the organizers only:"


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


def tabled(name: str, tells: str, told: Told[Thing], things: Sequence[Thing], *, whole: bool = False) -> Table:
    """Return a table with a row a thing; unless it is to be `whole`, a column in which nothing would stand is left out."""
    rows = [tuple(tell(thing) for _, tell in told) for thing in things]
    every = whole or not rows
    kept = [place for place in range(len(told)) if every or any(row[place] not in ("", None) for row in rows)]
    columns = tuple(told[place][0] for place in kept)
    return Table(name=name, tells=tells, columns=columns, rows=[tuple(row[place] for place in kept) for row in rows])


def steps(points: int, unit: int) -> int | float:
    """Return points in the survey's own steps, of which one is `unit` points."""
    return points if unit == 1 else points / unit


Block: TypeAlias = str | tuple[str, ...] | Table  # a paragraph, the lines of a list, a table


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """A part with a heading of its own."""

    heading: str
    blocks: tuple[Block, ...]


def part(heading: str, *blocks: Block, when: object) -> list[Section]:
    """Return a section where there is anything to say in it."""
    return [Section(heading=heading, blocks=blocks)] if when else []


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
    not have it, `record` is "". `settings` are lines of a policy that follow from it, "" where none do.
    """

    title: str
    reader: str
    brief: tuple[str, ...] = ()
    sections: tuple[Section, ...]
    tables: tuple[Table, ...]
    events: tuple[Event, ...] = ()
    record: str = ""
    settings: str = ""
