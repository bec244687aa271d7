"""A survey as one noun: columns with their headings, what each is used as, and the answers below."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import lru_cache
from typing import Self, TypeAlias

from cxmatch.domain.findings import Finding, Place
from cxmatch.errors import did_you_mean
from cxmatch.records.text import clean, column_letter, fold
from cxmatch.survey.knowledge import table, words_of

_WORD = re.compile(r"[^\W_]+")
_NO_WORDS = re.compile(r"<\s?/?\s?[a-zA-Z][^<>]*>|[(\[]\s*(?:\*\s*required|required\s*\*)\s*[)\]]", re.IGNORECASE)
_BOLD = re.compile(r"(?<!\S)\*(?=\S)([^*]+)(?<=\S)\*(?!\w)")  # "How strong are you in *Hiring*?"
_CURLY = str.maketrans({"\u2018": "'", "\u2019": "'", "\u201c": '"', "\u201d": '"'})


class Kind(StrEnum):
    """The uses a column can have. The first group speaks of one practice area, so an area follows the word."""

    CAPABILITY = "capability"
    NEED = "need"
    REQUIRED = "required level"
    RANK = "rank"
    PICKS = "picks"
    STRENGTHS = "capability picks"
    ASKED_FIRST = "asked first"
    ASKED_SECOND = "asked second"
    OFFICE = "office"
    DEPARTMENT = "department"
    ROLE = "role"
    MENTOR_SEATS = "mentor seats"
    PROTEGE_SEATS = "protege seats"
    CAN_MENTOR = "can mentor"
    WANTS_HELP = "wants help"
    BOTH_ROLES = "both roles"
    MEETINGS = "meetings held"
    WOULD_KEEP = "would keep"
    TO_SHOW = "practice to show"
    TIME = "time of answer"
    ATTRIBUTE = "attribute"
    UNUSED = "not used"


BY_AREA = (Kind.CAPABILITY, Kind.NEED, Kind.REQUIRED, Kind.RANK)
ASKED = (Kind.ASKED_FIRST, Kind.ASKED_SECOND)
ONE_COLUMN = (
    *(Kind.OFFICE, Kind.DEPARTMENT, Kind.ROLE, Kind.MENTOR_SEATS, Kind.PROTEGE_SEATS, Kind.CAN_MENTOR, Kind.WANTS_HELP),
    *(Kind.PICKS, Kind.STRENGTHS, Kind.MEETINGS, Kind.WOULD_KEEP),
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
        """Return a use from what `str` writes, "capability, Hiring"; ValueError says what is no use, or lacks its area."""
        first, rest = (*re.split("[:,]", words, maxsplit=1), "")[:2]
        kinds = {str(kind): kind for kind in Kind}
        kind = kinds.get(fold(first))
        if kind is None:
            raise ValueError(f'"{clean(first)}" is no use of a column.{did_you_mean(fold(first), list(kinds))}')
        if (kind in BY_AREA) != bool(rest.strip()):
            raise ValueError(f'"{kind}" {"needs" if kind in BY_AREA else "takes no"} practice area: "{clean(words)}".')
        return cls(kind=kind, area=clean(rest))


NOT_USED = Use(kind=Kind.UNUSED)
ATTRIBUTE = Use(kind=Kind.ATTRIBUTE)


@lru_cache(maxsize=8192)
def _plain(heading: str) -> str:
    return " ".join(_WORD.findall(fold(heading).replace("\u00e9", "e")))


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Column:
    """One column: its heading, what it is used as, and the answers below.

    `question` and `item` are the two parts of the heading where the tool keeps them apart ("Want help" and "Hiring");
    `technical`: the tool, and no question of the survey, made it. `given`: a columns file states the use. `asked` are the uses
    that the organizer is asked about; `rival`: other columns could be this too, such as the office. `rows`, `letters`, `origin`:
    the rows and letters of its cells and its own letter, where a table was turned; `written`: its heading with a tool's signs.
    """

    index: int
    heading: str
    question: str = ""
    item: str = ""
    technical: bool = False
    use: Use | None = None
    given: bool = False
    asked: tuple[Use, ...] = ()
    rival: Kind | None = None
    cells: Sequence[str] = ()
    rows: Sequence[int] = ()
    letters: Sequence[str] = ()
    origin: str = ""
    written: str = ""

    @property
    def letter(self) -> str:
        """The column's letter, as a spreadsheet shows it."""
        return self.origin or column_letter(self.index)

    @property
    def plain(self) -> str:
        """The words of its heading, folded, with single blanks between them."""
        return _plain(self.heading)

    @property
    def words(self) -> frozenset[str]:
        """The words of its heading."""
        return frozenset(self.plain.split())

    @property
    def area(self) -> str:
        """The practice area that its use speaks of."""
        return self.use.area if self.use else ""

    def of_rows(self, rows: Sequence[int]) -> Self:
        """Return the column with the cells at these places only."""
        places = [self.rows[row] for row in rows if self.rows]
        letters = [self.letters[row] for row in rows if self.letters]
        return replace(self, cells=[self.cells[row] for row in rows], rows=places, letters=letters)

    def says(self, *names: str) -> bool:
        """Tell whether the heading has a word, or the pattern, of one of these rows of the table of words."""
        rows, words = [table("words")[name] for name in names], self.words
        return any(words & words_of(row.get("words", "")) or re.search(row.get("pattern", "(?!)"), self.plain) for row in rows)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Survey:
    """One table of a survey: its columns, and for each row of answers the number that a spreadsheet shows.

    `side` is "mentors" or "proteges" where the sides come apart. `title` are the lines above its headings, `remarks` those
    below it and on other sheets. `decimal_comma` says that the file writes 4.5 as 4,5.
    """

    columns: tuple[Column, ...]
    numbers: Sequence[int]
    side: str = ""
    layout: str = ""
    title: str = ""
    remarks: tuple[str, ...] = ()
    file: str = ""
    sheet: str = ""
    sha256: str = ""
    decimal_comma: bool = False

    def of(self, *kinds: Kind) -> list[Column]:
        """Return the columns of these kinds, in the order of the survey."""
        return [column for column in self.columns if column.use and column.use.kind in kinds]

    def only(self, kind: Kind) -> Column | None:
        """Return the one column of a kind, or None."""
        return next(iter(self.of(kind)), None)

    def cells(self, kind: Kind) -> Sequence[str]:
        """Return the answers in the one column of a kind; blanks where there is none."""
        column = self.only(kind)
        return column.cells if column else [""] * len(self.numbers)

    def unused(self) -> list[Column]:
        """Return the columns that have no use yet."""
        return [column for column in self.columns if column.use is None]

    def asks_which(self, kind: Kind) -> bool:
        """Tell whether several columns could be of a kind that only one can be: it is asked which."""
        return any(column.rival is kind for column in self.columns)

    def place(self, column: Column | None = None, row: int | None = None) -> Place:
        """Return the place of a column, of the answer row with this index, of the cell where both meet, or of the whole table."""
        number = None if row is None else column.rows[row] if column and column.rows else self.numbers[row]
        letter, heading = (column.letter, column.heading) if column else ("", "")
        letter = column.letters[row] if column and column.letters and row is not None else letter
        return Place(file=self.file, sheet=self.sheet, row=number, column=letter, heading=heading)

    def finding(self, code: str, column: Column | None = None, row: int | None = None, /, **facts: str) -> Finding:
        """Return a finding about such a place."""
        return Finding(code=code, place=self.place(column, row), facts=facts)

    def without(self, rows: Collection[int]) -> Survey:
        """Return the survey without the answer rows at these places."""
        kept = [row for row in range(len(self.numbers)) if row not in rows]
        columns = tuple(column.of_rows(kept) for column in self.columns)
        return replace(self, columns=columns, numbers=[self.numbers[row] for row in kept]) if rows else self

    def changed(self, columns: Iterable[Column]) -> Survey:
        """Return the survey with these columns, each in the place that its index says."""
        places = {column.index: column for column in columns}
        return replace(self, columns=tuple(places.get(column.index, column) for column in self.columns))

    def using(self, uses: Mapping[int, Use | None]) -> Survey:
        """Return the survey with these uses for the columns at these places."""
        return self.changed(replace(self.columns[index], use=use) for index, use in uses.items())

    def asking(self, asked: Collection[Column], use: Use) -> Survey:
        """Return the survey with a question about columns: whether this is their use."""
        columns = (self.columns[column.index] for column in asked)
        return self.changed(replace(column, asked=(*column.asked, use)) for column in columns)

    def asking_which(self, rivals: Collection[Column], kind: Kind) -> Survey:
        """Return the survey with a question about columns: which one of them is of this kind."""
        return self.changed(replace(self.columns[column.index], use=NOT_USED, rival=kind) for column in rivals)

    def taking(self, column: Column, use: Use) -> Step:
        """Settle a column by its words, and say so."""
        note = self.finding("CX474", column, value=column.heading, use=str(use))
        return self.using({column.index: use}), [note]


Step: TypeAlias = tuple[Survey, Sequence[Finding]]
"""What a step of reading returns: the survey as it stands then, and what was noticed."""


def through(survey: Survey, steps: Iterable[Callable[[Survey], Step]]) -> Step:
    """Lead a survey through steps, one after another, and return what they made of it and all that they noticed."""
    noticed = list[Finding]()
    for step in steps:
        survey, notes = step(survey)
        noticed += notes
    return survey, noticed


def heading_text(cell: str) -> str:
    """Return a heading as a person reads it: no HTML tags, no mark of a form, straight quotes, blanks collapsed.

    >>> heading_text("Can\u00a0share:<br> <b>Hiring</b> &amp; pay (*Required)")
    'Can share: Hiring & pay'
    """
    from html import unescape  # Here: 2 ms that few headings need.

    plain = cell if cell.isascii() and not {*"<&*"} & {*cell} else unescape(_NO_WORDS.sub(" ", _BOLD.sub(r"\1", cell)))
    return clean(plain.translate(_CURLY))
