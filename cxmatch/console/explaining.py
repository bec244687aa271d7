"""The screens of `explain`: a run as a whole, one office, one pair."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from cxmatch.console.commands import command
from cxmatch.console.screen import Screen
from cxmatch.domain.explanation import Explanation, OfficeStory, Standing
from cxmatch.domain.overview import Overview
from cxmatch.domain.report import LEDGER_COLUMNS, ledger_lines
from cxmatch.domain.run import Run
from cxmatch.domain.scale import decimal_text
from cxmatch.records.text import counted

SHOWN = 3
_STANDING = {
    Standing.FIRM: "Every equally good plan has this pairing.",
    Standing.FREE: "An equally good plan does without this pairing.",
}


def show_pair(told: Explanation, run: Run, screen: Screen) -> None:
    """Print why two offices are paired, or why not and what it would cost."""
    screen.say(told.words)
    if told.paired and told.standing in _STANDING:
        screen.say(_STANDING[told.standing])
    _show_moves(told, screen)
    screen.gap()
    _show_ledger(told, run, screen)


def _show_moves(told: Explanation, screen: Screen) -> None:
    if told.exchange:
        screen.say("Everybody who would move:")
        for move in told.exchange:
            screen.say(f"{move.protege}: {move.mentor_before or 'no mentor'} -> {move.mentor_after or 'no mentor'}", indent=2)


def _show_ledger(told: Explanation, run: Run, screen: Screen) -> None:
    cohort = run.cohort
    rows = ledger_lines(told.fit, cohort.framework, cohort.office(told.mentor), cohort.office(told.protege))
    if screen.narrow:
        for name, need, high, low, lead, points, note in rows:
            screen.say(f"{name}: {points or '0'} {note}".rstrip(), indent=2)
            if lead:
                screen.say(f"need {need}, mentor {high}, protege {low}, lead {lead}", indent=4)
        return
    screen.table(LEDGER_COLUMNS, rows, right=frozenset({"Need", "Mentor", "Protege", "Lead", "Fit"}))
    screen.say(f"Share of the protege's need met: {told.fit.share:.0%}", indent=2)


def show_office(story: OfficeStory, run: Run, folder: Path, screen: Screen) -> None:
    """Print one office: its mentor and why, its proteges, the mentors it did not get, and the dropout drill."""
    for told in story.as_protege:
        screen.say(f"{story.office} is mentored by {told.mentor}. {_first_words(told)}")
        screen.gap()
        _show_ledger(told, run, screen)
        screen.gap()
    if story.waiting:
        screen.say(f"{story.office} waits: {story.waiting}")
    if story.alternatives:
        screen.say("Why not another mentor?")
        for other in story.alternatives:
            screen.say(f"{other.mentor}, fit {decimal_text(other.points, other.unit)}: {other.price}", indent=2)
        screen.gap()
    for told in story.as_mentor:
        screen.say(f"{story.office} mentors {told.protege}. {_first_words(told)}")
    screen.say(*(backup.words for backup in story.backup))
    if story.drill:
        screen.say(f"If {story.office} left: {story.drill.words(story.unit)}")
    for told in [*story.alternatives, *story.as_protege, *story.as_mentor][:1]:
        screen.say(f"One pair:  {command('explain', folder, told.mentor, told.protege)}")


def _first_words(told: Explanation) -> str:
    areas = " and ".join(part.term for part in told.fit.leading[:2]) or "no area"
    fit = decimal_text(told.points, told.unit)
    standing = f" {_STANDING[told.standing]}" if told.standing in _STANDING else ""
    return f"Fit {fit}, mostly on {areas}.{standing}"


def show_overview(whole: Overview, run: Run, folder: Path, screen: Screen) -> None:
    """Print how a run stands as a whole."""
    unit = whole.unit
    if whole.firm is not None:
        free = f"{whole.free} could be swapped at no loss."
        screen.say(f"{counted(whole.firm, 'pairing')} {'is' if whole.firm == 1 else 'are'} firm, {free}")
    screen.say(*([whole.noise.words(unit)] if whole.noise else []), whole.unanswered_words, *whole.left_out)
    screen.gap()
    _show_blocking(whole, screen)
    _show_some("One more seat would help most at", [seat.words(unit) for seat in whole.seats], screen)
    _show_some("Whom to recruit", [entry.words(unit) for entry in whole.advice], screen)
    hurt = [f"{drill.office}: {drill.words(unit)}" for drill in whole.drills]
    _show_some("Dropouts that would hurt most", hurt, screen)
    screen.gap()
    if run.matching.pairings:
        screen.say(f"Next: {command('explain', folder, run.matching.pairings[0].protege)}")


def _show_some(heading: str, lines: Sequence[str], screen: Screen) -> None:
    if lines:
        screen.say(heading)
        screen.say(*lines[:SHOWN], indent=2)


def _show_blocking(whole: Overview, screen: Screen) -> None:
    count = len(whole.blocking)
    if not count:
        screen.say("No two offices would both rather have each other.")
        return
    screen.say(f"{count} pair{'' if count == 1 else 's'} of offices would both rather have each other:")
    for pair in whole.blocking[:SHOWN]:
        screen.say(f"{pair.mentor} mentoring {pair.protege}, fit {decimal_text(pair.points, whole.unit)}", indent=2)
