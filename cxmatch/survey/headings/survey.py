"""A survey as one noun: columns with their headings, their uses and the answers below them."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from html import unescape
from typing import Self

from cxmatch.domain.findings import Finding, Place
from cxmatch.errors import did_you_mean
from cxmatch.records.text import clean, fold
from cxmatch.survey.files.table import Table, column_letter


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


_TAG = re.compile(r"<\s?/?\s?[a-zA-Z][^<>]*>")
_CURLY = str.maketrans({"\u2018": "'", "\u2019": "'", "\u201c": '"', "\u201d": '"'})


@dataclass(frozen=True, slots=True, kw_only=True)
class Heading:
    """The heading of one column.

    `question` and `item` are its two parts where the tool keeps them apart ("Want help" and "Hiring"); `technical`
    says that the tool, and no question of the survey, made the column.
    """

    index: int
    text: str
    question: str = ""
    item: str = ""
    technical: bool = False
    letter: str = ""

    @property
    def column(self) -> str:
        """The column's letter, as a spreadsheet shows it."""
        return self.letter or column_letter(self.index)


@dataclass(frozen=True, slots=True, kw_only=True)
class Form:
    """The headings of a survey and the rows of answers below them.

    `rows[k]` stands in row `numbers[k]` of the file. `cells` gives the true row and letter of a cell that a long table
    keeps elsewhere. `side` is "mentors" or "proteges" where the two sides come in sheets or files of their own.
    """

    layout: str
    table: Table
    headings: tuple[Heading, ...]
    rows: list[list[str]]
    numbers: list[int]
    notes: tuple[Finding, ...] = ()
    cells: Mapping[tuple[int, int], tuple[int, str]] = field(default_factory=dict)
    side: str = ""

    def place(self, heading: Heading | None = None, row: int | None = None) -> Place:
        """Return the place of a column, of the answer row with this index, or of the cell where both meet."""
        number = self.numbers[row] if row is not None else None
        letter = heading.column if heading else ""
        if heading and row is not None:
            number, letter = self.cells.get((row, heading.index), (number, letter))
        text = heading.text if heading else ""
        return Place(file=self.table.name, sheet=self.table.sheet, row=number, column=letter, heading=text)

    def without(self, rows: Collection[int]) -> Self:
        """Return the form without the answer rows at these places."""
        if not rows:
            return self
        gone = set(rows)
        kept = [row for row in range(len(self.rows)) if row not in gone]
        moved = {row: place for place, row in enumerate(kept)}
        return replace(
            self,
            rows=[self.rows[row] for row in kept],
            numbers=[self.numbers[row] for row in kept],
            cells={(moved[row], column): at for (row, column), at in self.cells.items() if row in moved},
        )

    def column(self, heading: Heading) -> list[str]:
        """Return the cells below a heading."""
        index = heading.index
        return [row[index] for row in self.rows]


def heading_text(cell: str) -> str:
    """Return a heading as a person reads it: no HTML tags, straight quotes, blanks collapsed.

    >>> heading_text("Can\u00a0share:<br> <b>Hiring</b> &amp; pay")
    'Can share: Hiring & pay'
    """
    plain = cell if cell.isascii() and "<" not in cell and "&" not in cell else unescape(_TAG.sub(" ", cell))
    return clean(plain.translate(_CURLY))
