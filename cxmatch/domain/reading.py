"""A reading: everything that was understood of a survey, before anything is paired."""

from __future__ import annotations

from dataclasses import dataclass, field

from cxmatch.domain.cohort import Cohort
from cxmatch.domain.findings import Finding, Severity


@dataclass(frozen=True, slots=True, kw_only=True)
class ColumnUse:
    """What one column of the survey is used as, in plain words ("capability, Hiring", "not used")."""

    column: str
    heading: str
    use: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """The dry run of a survey: the cohort where it can be had, the columns, and all findings.

    `cohort` is None exactly when a finding is an error. `layout` names what wrote the file ("Microsoft Forms export").
    `hopeless`: the answers leave nobody whom another could help.
    """

    name: str
    sheet: str = ""
    layout: str = ""
    answers: int = 0
    columns: tuple[ColumnUse, ...] = ()
    findings: tuple[Finding, ...] = field(default_factory=tuple)
    cohort: Cohort | None = None
    hopeless: bool = False

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
        if self.ready and self.hopeless:
            return f"Read, but as it stands nobody can be paired.{rest}"
        return f"Ready to pair.{rest}" if self.ready else f"Not ready yet. To fix: {errors}.{rest}"

    @property
    def ready(self) -> bool:
        """Whether the survey can be paired as it stands."""
        return self.cohort is not None
