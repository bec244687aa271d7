"""The top of the page, and the summary: four large numbers, what to decide, and what the first printed sheet has room for."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any
from unicodedata import east_asian_width

from cxmatch.domain.matching import Fit
from cxmatch.domain.parts import Cover
from cxmatch.exports.handout import Handout
from cxmatch.records.text import counted

_MOST_TO_DECIDE = 5
# Lines that the first printed sheet has for what to decide, sentences and pairings; letters of a line; a gap in lines.
SHEET_LINES, SHEET_LETTERS, GAP = 43, 110, 0.5
# Letters of a line of the title and below it, beside a logo; a line of the title, and a logo, in lines of the others.
TITLE_LETTERS, BELOW_LETTERS, TITLE, LOGO = 36, 60, 1.8, 2
# Lines that the picture of who mentors whom takes beside those of its pairings and departments; most pairings it is read with.
PICTURE_LINES, MOST_PICTURED = 6, 20
CAPITAL, WIDE = 1.6, 2  # how wide they are, in small letters


def glance(handout: Handout) -> dict[str, Any]:
    """Return what the top of the page shows."""
    report, brief, decide = handout.report, handout.report.in_brief[:-1], handout.report.look_at_first[:_MOST_TO_DECIDE]
    cover, fits = handout.cover, report.run.matching.pairings
    said, homes = [sentence for _, sentence in brief], len({handout.department(fit.mentor) for fit in fits})
    told = [f"{weak.fit.protege} {weak.fit.mentor} {weak.reason} {weak.advice}" for weak in decide]
    return {
        "report": report,
        "brief": brief,
        "numbers": _numbers(handout),
        "sheet": _on_sheet(fits, said, told, homes, SHEET_LINES - _taken(cover)),
        "to_look_at": report.look_at_first,
        "to_decide": decide,
        "places": {(fit.mentor, fit.protege): number for number, fit in enumerate(fits, start=1)},
    }


def _numbers(handout: Handout) -> list[tuple[str, str]]:
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


def _on_sheet(fits: Sequence[Fit], said: Sequence[str], decide: Sequence[str], homes: int, room: float) -> str:
    """Return how the first printed sheet has `room` for who mentors whom, with what is `said` and what to `decide`.

    "picture" beside what to decide, with mentors of so many departments (`homes`); "list" in two columns; "nothing"; or "dense"
    where even so letters must be smaller.
    """
    half = SHEET_LETTERS // 2
    beside = max(_lines(decide, half - 3), PICTURE_LINES + len(fits) + homes)
    listed = 3 + sum(1 + (_wide(f"{fit.mentor} mentors {fit.protege}") > half) for fit in fits) / 2
    alone = _lines(said) + _lines(decide)
    if len(fits) <= MOST_PICTURED and _lines(said) + beside <= room:
        return "picture"
    if alone + listed <= room:
        return "list"
    return "nothing" if alone <= room else "dense"


def _lines(texts: Iterable[str], letters: int = SHEET_LETTERS) -> float:
    return sum(_wide(text) // letters + 1 + GAP for text in texts)


def _taken(cover: Cover) -> float:
    """Return how many lines a cover takes beyond one for the title."""
    below = _wide(f"{cover.subtitle}   {cover.date}") // BELOW_LETTERS + bool(cover.subtitle or cover.date)
    return TITLE * (_wide(cover.title) // TITLE_LETTERS) + below + LOGO * (cover.logo is not None)


def _wide(text: str) -> float:
    """Return how many small letters a text is as wide as."""
    return sum(WIDE if east_asian_width(each) in "WF" else CAPITAL if each.isupper() else 1 for each in text)
