"""A reading: everything that was understood of a survey, before anything is paired, and what only the organizer can say."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import ClassVar

from cxmatch.domain.cohort import Cohort
from cxmatch.domain.findings import Finding, Place, Severity


@dataclass(frozen=True, slots=True, kw_only=True)
class ColumnUse:
    """What one column of the survey is used as, in plain words ("capability, Hiring", "not used")."""

    column: str
    heading: str
    use: str


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
class Reading:
    """The dry run of a survey: the cohort where it can be had, the columns, all findings, and what only a person can say.

    `cohort` is None exactly when a finding is an error. `layout` names what wrote the file ("Microsoft Forms export").
    """

    name: str
    sheet: str = ""
    layout: str = ""
    answers: int = 0
    columns: tuple[ColumnUse, ...] = ()
    findings: tuple[Finding, ...] = field(default_factory=tuple)
    questions: tuple[Question, ...] = ()
    cohort: Cohort | None = None
    silent: ClassVar[tuple[str, ...]] = ("questions",)

    @property
    def errors(self) -> tuple[Finding, ...]:
        """The findings that keep the survey from being paired."""
        return tuple(finding for finding in self.findings if finding.severity is Severity.ERROR)

    @property
    def verdict(self) -> str:
        """Whether it can be paired, and how much there is to look at."""
        counts = {severity: sum(finding.severity is severity for finding in self.findings) for severity in Severity}
        errors, warnings, notes = (counts[severity] for severity in Severity)
        rest = f" To look at: {warnings}." if warnings else ""
        rest += f" Noted: {notes}." if notes else ""
        return f"Ready to pair.{rest}" if self.ready else f"Not ready yet. To fix: {errors}.{rest}"

    @property
    def ready(self) -> bool:
        """Whether the survey can be paired as it stands."""
        return self.cohort is not None
