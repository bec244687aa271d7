"""Whom a series hears beside the survey: speakers from outside, and evidence. Nothing of it is scored."""

from __future__ import annotations

import re
import textwrap
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import ClassVar, Self

from cxmatch.domain.findings import Finding
from cxmatch.domain.practice import LONGEST_WORDS
from cxmatch.records.text import counted, fold, listed

ADDRESS = re.compile(r"\S+@\S+|\+?\(?\d[\d\s().-]{7,}\d")
UNTIL = " to "  # between the first and the last day of a time away


def in_own_words(text: str) -> str:
    """Return what somebody said, cut to length and without addresses and numbers of people."""
    return _cut(_nameless(text))


def _nameless(text: str) -> str:
    return ADDRESS.sub("[left out]", text)


def _cut(text: str) -> str:
    return textwrap.shorten(text, LONGEST_WORDS, placeholder=" ...")


class Kind(StrEnum):
    """How something was heard."""

    INTERVIEW = "interview"
    RECOMMENDATION = "recommendation"
    COMPLAINT = "complaint"


@dataclass(frozen=True, slots=True, kw_only=True)
class Speaker:
    """An expert from outside, with the names of the practice areas that he or she could speak on.

    `away` are days, "2027-01-14", or times with a first and a last day, "2027-01-14 to 2027-01-20".
    """

    name: str
    organization: str = ""
    areas: tuple[str, ...] = ()
    away: tuple[str, ...] = ()
    derived: ClassVar[tuple[str, ...]] = ("words",)

    @property
    def words(self) -> str:
        """Say who it is."""
        return f"{self.name}{f' ({self.organization})' * bool(self.organization)}"

    @property
    def home(self) -> str:
        """Return what speakers of one organization share; who names none stands alone."""
        return fold(self.organization or self.name)

    def is_away(self, day: str) -> bool:
        """Tell whether a day, as ISO 8601 has it, falls into a time away."""
        return any(first <= day <= (last or first) for first, _, last in (time.partition(UNTIL) for time in self.away))


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """One thing that was heard on a practice area, by its name: a text, where it is from, and how it was heard."""

    area: str
    text: str
    source: str
    kind: Kind


@dataclass(frozen=True, slots=True, kw_only=True)
class Heard:
    """How often something was heard on one practice area, by kind, and the first of it as a `quotation`, without addresses."""

    counts: dict[Kind, int]
    quotation: Evidence
    derived: ClassVar[tuple[str, ...]] = ("words",)

    @classmethod
    def on(cls, area: str, entries: Iterable[Evidence]) -> Self | None:
        """Return what was heard on an area; None where nothing was."""
        here = [entry for entry in entries if entry.area == area]
        often = Counter(entry.kind for entry in here)
        counts = {kind: often[kind] for kind in Kind if often[kind]}
        return cls(counts=counts, quotation=replace(here[0], text=_nameless(here[0].text))) if here else None

    @property
    def often(self) -> str:
        """Say how often, by kind."""
        number = sum(self.counts.values())
        kinds = listed([counted(times, kind) for kind, times in self.counts.items()])
        return f"Heard {f'{number:,} times' if number > 1 else 'once'} beside the survey, not scored: {kinds}."

    @property
    def words(self) -> str:
        """Say how often, and one of it."""
        one = self.quotation
        return f'{self.often} One {one.kind}: "{_cut(one.text)}" Source: {_cut(one.source).rstrip(".")}.'


@dataclass(frozen=True, slots=True, kw_only=True)
class Speakers:
    """The speakers of a list in its order, and what was noticed when it was read."""

    listed: tuple[Speaker, ...]
    findings: tuple[Finding, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidences:
    """The evidence of a list in its order, and what was noticed when it was read."""

    listed: tuple[Evidence, ...]
    findings: tuple[Finding, ...] = ()


def in_place(finding: Finding) -> str:
    """Say a finding of a list with its file, row and column, and what to do."""
    at = finding.place
    column = f'column {at.column} "{at.heading}"' if at.heading else f"column {at.column}"
    where = [at.file, f"row {at.row}" if at.row is not None else "", column if at.column else ""]
    return " ".join(filter(None, [f"{', '.join(filter(None, where))}:", finding.message, finding.remedy]))
