"""The screens of `explain`, `gaps` and `agenda`: what a run, an office, a pair and a cohort come to, and who was meant."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from cxmatch.console.commands import command
from cxmatch.console.reading import show_finding
from cxmatch.console.screen import Screen
from cxmatch.console.written import show_written
from cxmatch.domain.asked import ON_RATINGS
from cxmatch.domain.cohort import Cohort
from cxmatch.domain.explanation import Explanation, OfficeStory, Standing
from cxmatch.domain.findings import Finding
from cxmatch.domain.naming import meant, said_short
from cxmatch.domain.overview import Overview
from cxmatch.domain.rows import LEDGER_COLUMNS, areas_of, ledger_lines
from cxmatch.domain.run import Run
from cxmatch.domain.series import Agenda, Gaps
from cxmatch.domain.voices import in_place
from cxmatch.errors import SettingsError
from cxmatch.records.text import counted, decimal_text, quoted, some

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
    if told.exchange:
        screen.heading("Every protege that would move, from its mentor to another:")
        for move in told.exchange:
            screen.say(f"{move.protege}: {move.mentor_before or 'no mentor'} -> {move.mentor_after or 'no mentor'}", indent=2)
    screen.say(*told.on_first)
    screen.gap()
    _show_ledger(told, run, screen)


def _show_ledger(told: Explanation, run: Run, screen: Screen) -> None:
    rows = ledger_lines(told.fit, run)
    if not screen.narrow:
        screen.table(LEDGER_COLUMNS, rows, right=LEDGER_COLUMNS[1:-1])
        screen.say(f"Of the protege's need met: {told.fit.need_met}", indent=2)
        return
    for name, need, high, low, lead, points, note in rows:
        screen.say(f"{name}: {points or '0'} {note}".rstrip(), indent=2)
        if lead:
            screen.say(f"need {need}, mentor {high}, protege {low}, lead {lead}", indent=4)


def show_office(story: OfficeStory, run: Run, folder: Path, screen: Screen) -> None:
    """Print one office: its mentor and why, its proteges, the mentors it did not get, and the dropout drill."""
    for told in story.as_protege:
        screen.say(f"{story.office} is mentored by {told.mentor}. {_first_words(told)}", *told.on_first)
        screen.gap()
        _show_ledger(told, run, screen)
        screen.gap()
    if story.waiting:
        screen.say(f"{story.office} waits: {story.waiting}")
    if story.alternatives:
        screen.heading("Why not another mentor?")
        for other in story.alternatives:
            screen.say(f"{other.mentor}, fit {decimal_text(other.points, other.unit)}: {other.price}", indent=2)
        screen.gap()
    for told in story.as_mentor:
        screen.say(f"{story.office} mentors {told.protege}. {_first_words(told)}", *told.on_first)
    screen.say(*(backup.words for backup in story.backup))
    if story.drill:
        screen.say(f"If {story.office} left: {story.drill.words(story.unit)}")
    for told in [*story.alternatives, *story.as_protege, *story.as_mentor][:1]:
        screen.say(f"One pair:  {command('explain', folder, told.mentor, told.protege)}")


def _first_words(told: Explanation) -> str:
    areas = " and ".join(areas_of(told.fit, 2)) or "no area"
    standing = f" {_STANDING[told.standing]}" if told.standing in _STANDING else ""
    return f"Fit {decimal_text(told.points, told.unit)}, mostly on {areas}.{standing}"


def show_overview(whole: Overview, run: Run, folder: Path, screen: Screen) -> None:
    """Print how a run stands as a whole."""
    unit, blocking = whole.unit, whole.blocking
    if whole.firm is not None:
        firm = f"{counted(whole.firm, 'pairing')} {'is' if whole.firm == 1 else 'are'} firm"
        screen.say(f"{firm}, {whole.free} could be swapped at no loss.")
    screen.say(whole.led.words)
    screen.say(*([whole.noise.words(unit)] if whole.noise else []), ON_RATINGS, whole.unanswered_words, *whole.left_out)
    screen.gap()
    if not blocking:
        screen.say("No two offices would both rather have each other.")
    rather = [f"{pair.mentor} mentoring {pair.protege}, fit {decimal_text(pair.points, unit)}" for pair in blocking]
    _show_some(f"{counted(len(blocking), 'pair')} of offices would both rather have each other:", rather, screen)
    _show_some("One more seat would help most at", [seat.words(unit) for seat in whole.seats], screen)
    _show_some("Whom to recruit", [entry.words(unit) for entry in whole.advice], screen)
    hurt = [f"{drill.office}: {drill.words(unit)}" for drill in whole.drills]
    _show_some("Dropouts that would hurt most", hurt, screen)
    screen.gap()
    for fit in run.matching.pairings[:1]:
        screen.say(f"Next: {command('explain', folder, fit.protege)}")


def _show_some(heading: str, lines: Sequence[str], screen: Screen) -> None:
    if lines:
        screen.heading(heading)
        screen.say(*lines[:SHOWN], indent=2)


def show_gaps(found: Gaps, typed: str, screen: Screen) -> None:
    """Print the cohort by practice area: a table, then what each area comes to."""
    screen.say(found.words)
    screen.gap()
    if not screen.narrow:
        columns = ("Practice area", "Want help", "Need", "Could give it", "Seats", "Shortfall")
        rows = [(gap.area, gap.wanting, gap.need_text, len(gap.givers), gap.seats, gap.shortfall) for gap in found.areas]
        screen.table(columns, [tuple(map(str, row)) for row in rows], right=columns[1:])
        screen.gap()
    for gap in found.areas:
        screen.say(gap.finding)
        if gap.presenters:
            screen.say(f"Would present well: {some(gap.presenters, SHOWN)}", indent=2)
        screen.say(*([gap.heard.words] if gap.heard else []), indent=2)
    screen.gap()
    _show_list_findings(found.findings, screen)
    screen.say(f"Next: {command(f'agenda {typed}')}")


def show_agenda(plan: Agenda, then: str, screen: Screen) -> None:
    """Print the sessions in their order, and what to type next."""
    for session in plan.sessions:
        screen.headline(f"Session {session.number}", "bold", f": {session.area}{f', {session.when}' * bool(session.when)}")
        screen.say(
            *(*session.opens_on, *session.questions, *session.speaks),
            f"Who could show how they do it: {', '.join(session.presenters) or 'nobody of this cohort'}",
            *(*session.looks_at, session.in_groups, *session.closes_on),
            *(f"A pair on it: {mentor} mentors {protege}" for mentor, protege in session.pairs[:SHOWN]),
            indent=2,
        )
        screen.gap()
    screen.say(plan.again_words, *plan.more_words)
    _show_list_findings(plan.findings, screen)
    screen.say(f"Next: {command(then)}")


def _show_list_findings(findings: Sequence[Finding], screen: Screen) -> None:
    for each in findings:
        show_finding(each, in_place(each), screen)
    if findings:
        screen.gap()


def show_paper(noun: Any, written: Path, screen: Screen) -> None:
    """Print where an answer was written, and what was noticed in the lists that it was made with."""
    show_written([written], screen)
    if written.suffix == ".toml":
        screen.say(f"Where you pair the next survey, add  --policy {quoted(written)}")
    _show_list_findings(getattr(noun, "findings", ()), screen)


def say_short(cohort: Cohort, names: Sequence[str | None]) -> None:
    """Say which offices short names mean, on standard error. Raises SettingsError for a name that means none or several."""
    Screen(error=True).say(*said_short(cohort, [name for name in names if name]))


def offer_swapped(run: Run, folder: Path, mentor: str, protege: str) -> None:
    """Say that two offices were named the other way round: where the run pairs them so, or only that way they have seats.

    Raises SettingsError with the other order where this one cannot be.
    """
    one, two = meant(run.cohort, mentor), meant(run.cohort, protege)
    seats = {office.id: (office.mentor_slots, office.protege_slots) for office in (one, two)}
    swapped = f"The other way round:  {command('explain', folder, two.id, one.id)}"
    if (two.id, one.id) in run.matching.pairs:
        Screen(error=True).say(f"{two.id} mentors {one.id} in this run. {swapped}")
    elif not (seats[one.id][0] and seats[two.id][1]) and seats[two.id][0] and seats[one.id][1]:
        who, what = (one, "takes no protege, so it cannot mentor") if not seats[one.id][0] else (two, "takes no mentor")
        raise SettingsError(f'"{who.id}" {what}.', swapped)
