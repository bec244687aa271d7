"""A form: a table whose headings and answer rows are told apart, whatever tool wrote it."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from html import unescape
from typing import Self

from cxmatch.domain.findings import Finding, Place
from cxmatch.records.text import clean
from cxmatch.survey.files.table import Table, column_letter

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
