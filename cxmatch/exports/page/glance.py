"""The top of the page: four large numbers, what to decide, and what the first printed sheet has room for."""

from __future__ import annotations

from cxmatch.domain.report import Report
from cxmatch.exports.handout import Handout
from cxmatch.records.text import counted

MOST_TO_DECIDE = 5
# Lines that the first printed sheet has left for sentences and pairings, and letters of a line of it.
SHEET_LINES, SHEET_LETTERS = 36, 95


def numbers(handout: Handout) -> list[tuple[str, str]]:
    """Return the four large numbers at the top, each with what it means."""
    report, cohort = handout.report, handout.run.cohort
    paired, proteges, weak = handout.run.matching.paired, len(cohort.proteges), len(report.look_at_first)
    offices, _, words = counted(len(cohort.offices), "CX office").partition(" ")
    have = f"{'protege' if proteges == 1 else 'proteges'} {'has' if paired == 1 else 'have'} a mentor"
    look = (f"{weak}", f"{'pairing' if weak == 1 else 'pairings'} to look at first")
    return [
        (offices, f"{words} in {counted(cohort.departments, 'department')}"),
        (f"{paired:,} of {proteges:,}", have),
        (report.need_met, "of the need is met; a mentor at the top of every practice area would meet all of it"),
        look if report.explained else ("not known", "which pairings to look at first, of so many"),
    ]


def fit_on_sheet(report: Report, said: list[str]) -> bool:
    """Whether the first printed sheet can list who mentors whom, in two columns, below what is `said` and what to decide."""
    weakest = [f"{weak.fit.protege} {weak.fit.mentor} {weak.reason} {weak.advice}" for weak in report.look_at_first]
    pairs = report.run.matching.pairings
    wide = any(len(fit.mentor) + len(fit.protege) > SHEET_LETTERS // 2 - len(" mentors ") for fit in pairs)
    lines = sum(len(text) // SHEET_LETTERS + 2 for text in [*said, *weakest]) + (1 + wide) * (len(pairs) + 1) // 2
    return lines <= SHEET_LINES
