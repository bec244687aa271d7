"""Findings and questions: what reading a survey noticed, as data, and what only the organizer can say.

The words of findings are rendered here alone, from the catalogue beside this file.
"""

from __future__ import annotations

import re
import tomllib
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import ClassVar

_ROWS = 2  # so many further rows are named
_OF_CELLS = "CX1"  # the codes that speak of single cells begin so
_HEADING = re.compile(r"^\[(CX\d+)\]$", re.MULTILINE)


class Severity(StrEnum):
    """How much a finding matters: an error stops the pairing, a warning asks for a look, a note only tells."""

    ERROR = "error"
    WARNING = "warning"
    NOTE = "note"


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where in the survey, as the organizer's spreadsheet shows it: row from 1, column as a letter."""

    file: str = ""
    sheet: str = ""
    row: int | None = None
    column: str = ""
    heading: str = ""

    def __str__(self) -> str:
        sheet, row = self.sheet and f'sheet "{self.sheet}"', f"row {self.row}" if self.row else ""
        column = f"column {self.column}" if self.column else ""
        heading = f'"{self.heading}"' if self.heading else ""
        return ", ".join(filter(None, [self.file, sheet, row, " ".join(filter(None, [column, heading]))]))


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Finding:
    """One thing noticed while reading; `facts` fill the words of the catalogue, for example `value` and `levels`.

    `also` are the further rows of the same column in which a cell says the same.
    """

    code: str
    place: Place = field(default_factory=Place)
    facts: Mapping[str, str] = field(default_factory=dict)
    also: tuple[int, ...] = ()
    derived: ClassVar[tuple[str, ...]] = ("severity", "message")
    silent: ClassVar[tuple[str, ...]] = ("also",)

    @property
    def severity(self) -> Severity:
        """How much it matters, from the catalogue."""
        return catalogue()[self.code].severity

    @property
    def words(self) -> str:
        """What was found, in plain words, without any place; a fact that is not given reads as nothing."""
        return catalogue()[self.code].message.format_map(defaultdict(str, self.facts))

    @property
    def message(self) -> str:
        """What was found, and in which further rows."""
        if not self.also:
            return self.words
        rows, rest = ", ".join(map(str, self.also[:_ROWS])), len(self.also) - _ROWS
        more = f" and {rest:,} more" if rest > 0 else ""
        return f"{self.words} Also in row{'s' if self.also[1:] else ''} {rows}{more}: {len(self.also) + 1:,} cells in all."

    def __repr__(self) -> str:
        return f"<Finding {self.code}: {self}>"

    def __str__(self) -> str:
        return ": ".join(filter(None, [str(self.place), self.message]))

    @property
    def remedy(self) -> str:
        """What to do about it; empty where there is nothing to do."""
        remedy = catalogue()[self.code].remedy.format_map(defaultdict(str, self.facts))
        return "" if remedy.startswith("Nothing") else remedy


class Noticed:
    """What was read, with what was noticed meanwhile: its `findings`."""

    __slots__ = ()
    findings: tuple[Finding, ...]

    @property
    def unread(self) -> tuple[Finding, ...]:
        """The findings that say of an answer that it was not read."""
        return tuple(finding for finding in self.findings if finding.severity is Severity.ERROR)


def once_a_column(findings: Iterable[Finding]) -> list[Finding]:
    """Return findings with what several cells of a column say alike said once: at the first, with the rows of the others."""
    firsts: dict[tuple[object, ...], tuple[Finding, list[int]]] = {}
    for number, finding in enumerate(findings):
        at, facts = finding.place, tuple(sorted(finding.facts.items()))
        of_cell = finding.code.startswith(_OF_CELLS) and at.row is not None
        alike = (finding.code, at.file, at.sheet, at.column, facts) if of_cell else (number,)
        firsts.setdefault(alike, (finding, []))[1].extend([at.row] if at.row is not None else [])
    return [replace(finding, also=tuple(rows[1:])) if rows[1:] else finding for finding, rows in firsts.values()]


@dataclass(frozen=True, slots=True, kw_only=True)
class FindingKind:
    """One entry of the catalogue: what a code means and what to do about it."""

    code: str
    severity: Severity
    title: str
    message: str
    remedy: str

    @property
    def pattern(self) -> str:
        """The message with each fact by its name in angle brackets: "<value>" is not a level."""
        return self.message.format_map(_Names())

    @property
    def advice(self) -> str:
        """The remedy, written in the same way."""
        return self.remedy.format_map(_Names())


class _Names(dict[str, str]):
    """Facts for explaining a kind of finding: each stands for itself."""

    def __missing__(self, key: str) -> str:
        return f"<{key}>"


class _Catalogue(Mapping[str, FindingKind]):
    """The kinds of finding, each read when it is asked for: a survey has a few of them, and all take 4 ms of a start."""

    def __init__(self, text: str) -> None:
        _, *pieces = _HEADING.split(text)
        self._texts = dict(sorted(zip(pieces[::2], pieces[1::2], strict=True)))
        self._made: dict[str, FindingKind] = {}

    def __getitem__(self, code: str) -> FindingKind:
        if code not in self._made:
            entry = tomllib.loads(self._texts[code])
            self._made[code] = FindingKind(code=code, **{**entry, "severity": Severity(entry["severity"])})
        return self._made[code]

    def __iter__(self) -> Iterator[str]:
        return iter(self._texts)

    def __len__(self) -> int:
        return len(self._texts)


@cache
def catalogue() -> Mapping[str, FindingKind]:
    """Return every kind of finding by its code."""
    return _Catalogue(Path(__file__).with_name("findings.toml").read_text(encoding="utf-8"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposal:
    """One answer to a question: what it says in words, and the lines of a columns file that would settle it so.

    The lines stand by the letter of the column that each is about, or by the answer that it explains.
    """

    words: str
    lines: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """What reading cannot know, and a columns file can say: what a column is, or what an answer stands for.

    `answer` is the answer that is asked about, empty for a question about columns; it stands in so many cells (`times`) of so
    many `columns`. `cells` are the first ones of the column. The first proposal is the likely one, unless none is (`likely`).
    """

    asks: str
    place: Place
    proposals: tuple[Proposal, ...]
    cells: tuple[str, ...] = ()
    answer: str = ""
    times: int = 0
    columns: int = 1
    likely: bool = True

    @property
    def section(self) -> str:
        """The part of a columns file that its lines belong to."""
        return "levels" if self.answer else "columns"


@dataclass(frozen=True, slots=True, kw_only=True)
class ColumnUse:
    """What one column of the survey is used as, in plain words ("capability, Hiring", "not used")."""

    column: str
    heading: str
    use: str
