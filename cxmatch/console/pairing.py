"""The screen of `pair`: which offices were meant, the verdict, the table, and what to look at."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from cxmatch.console.commands import command
from cxmatch.console.reading import show_notes
from cxmatch.console.screen import Screen
from cxmatch.console.written import show_written
from cxmatch.domain.cohort import Cohort
from cxmatch.domain.decisions import called
from cxmatch.domain.matching import gap_words
from cxmatch.domain.naming import whole_names
from cxmatch.domain.policy import Policy
from cxmatch.domain.repair import dearest
from cxmatch.domain.report import Report
from cxmatch.domain.rows import Column, Pairing, columns, pairing_rows, shown
from cxmatch.domain.run import Run
from cxmatch.records.text import counted, fold, grouped, some

_RULES_SHOWN = 3
MOST_ROWS, FIRST_ROWS, NAMES_SHOWN = 1_000, 20, 50
_LONGER = 10  # times the limit, for who wants to know more


def show_report(report: Report, written: Sequence[Path], typed: str, screen: Screen) -> None:
    """Print a report as `pair` shows it; `typed` is the survey with its reading options as they were typed."""
    _show_cohort(report.run.cohort, typed, screen)
    _show_pairings(report, screen)
    _show_counts(report, screen)
    _show_weakest(report, screen)
    show_bill(report.run, "What your rules cost the cohort, dearest first", screen)
    _show_waiting(report.run, screen)
    screen.gap()
    show_written(written, screen)
    screen.say(f"Next: {command('explain' if report.explained else 'verify', written[-1].parent)}")


def whole(policy: Policy, cohort: Cohort, runs: Iterable[Run] = ()) -> Policy:
    """Return a policy with whole names for the short ones of the command line, and say which were meant.

    `runs` are those before: the name of an office that has left stays. Raises SettingsError for a name that could mean several.
    """
    earlier = tuple(runs)
    gone = called(office for run in earlier for office in run.cohort.offices)
    gone |= {fold(name) for run in earlier if run.repair for name in run.repair.left}
    made, said = whole_names(policy, cohort, gone)
    Screen(error=True).say(*said)
    return made


def ended(run: Run, seconds: float) -> list[str]:
    """Say that a plan is the best found in so many seconds, where it is not proven best."""
    gap = gap_words(run.matching.prices, run.unit)
    found = f"This is the best found in at most {seconds:g} seconds: another could be better by at most {gap}."
    return [f"{found} To search longer:  --time-limit {seconds * _LONGER:g}"] if gap else []


def _show_cohort(cohort: Cohort, typed: str, screen: Screen) -> None:
    source = cohort.source
    if source.name:
        screen.say(f"Read {source.name}: {source.layout or 'a survey'}.")
    screen.say(cohort.words)
    show_notes(source.notes, typed, screen)


def _show_pairings(report: Report, screen: Screen) -> None:
    word = "Best pairing found and proven" if report.proven else "The best pairing found so far"
    screen.headline(word, "bold green" if report.proven else "yellow", f": {report.verdict}.")
    screen.gap()
    wanted = _columns(report, wide=screen.wide)
    headings = [column.heading for column in wanted]
    rows = [[cell or "-" for cell in row] for row in pairing_rows(report, wanted)]
    first = len(rows) if len(rows) <= MOST_ROWS else FIRST_ROWS
    screen.table(
        headings,
        rows[:first],
        right=[column.heading for column in wanted if column.style != "text"],
        narrow=("  {0} mentors {1}", f"    {headings[2].lower()}: {{2}}, need met: {{3}}", f"    {headings[4]}: {{4}}"),
    )
    screen.say(*_beside(report, wanted, len(rows) - first))
    screen.gap()


def _columns(report: Report, *, wide: bool) -> tuple[Column, ...]:
    """Return what a screen of 80 letters or a wide one has room for."""
    mentor, protege, fit, *others = shown(report.run.cohort)
    more = columns("Mostly on", "Mentor department", "Protege department") if wide else ()
    return (mentor, protege, _FIT_OF_BEST if report.best else fit, *others, *more)


def _with_best(row: Pairing) -> str:
    best, _ = row.report.best[row.fit.protege]
    return f"{row.report.fit_text(row.fit.points)} of {row.report.fit_text(best)}"


_FIT_OF_BEST = Column("Fit of best", 11, "number", words=_with_best)


def _beside(report: Report, wanted: Sequence[Column], more: int) -> Iterator[str]:
    """Say of a table of pairings what is not in it, and what its figures are."""
    if more:
        yield f"and {more:,} more pairings: the table that was written has them all."
    if report.best:
        yield "Fit of best: the second figure is the fit with the best mentor that the protege may have, whoever else wants it."
    left_out = [column.heading for column in _columns(report, wide=True) if column not in wanted]
    if left_out:
        yield f"Left out here: {', '.join(left_out)}. The tables that were written have them."


def _show_counts(report: Report, screen: Screen) -> None:
    matching, firm = report.run.matching, len(report.firm)
    screen.say(
        f"{matching.paired} of {counted(len(report.run.cohort.proteges), 'protege')} paired,"
        f" total fit {report.fit_text(matching.points)}, lowest fit {report.fit_text(matching.lowest)}.",
        report.led.words,
        *filter(None, [report.fit_means]),
        *report.earlier,
    )
    if not report.explained:
        return
    if not report.firm_known:
        screen.say("How firm each pairing is cannot be read off this plan;  explain  says what is known.")
        return
    free = len(matching.pairings) - firm
    are, them = ("is", "it") if firm == 1 else ("are", "them")
    swaps = f" {free} could be swapped at no loss." if free > 0 else ""
    screen.say(f"{counted(firm, 'pairing')} {are} firm: every equally good result has {them}.{swaps}")


def _show_weakest(report: Report, screen: Screen) -> None:
    if not report.look_at_first:
        return
    screen.gap()
    screen.heading("Look at these first")
    for weak in report.look_at_first:
        fit = weak.fit
        screen.say(f"{fit.protege}, mentored by {fit.mentor}, fit {report.fit_text(fit.points)}", indent=2)
        screen.say(weak.reason, weak.advice, indent=4)


def show_bill(run: Run, heading: str, screen: Screen) -> None:
    """Print the rules and preferences that cost most; nothing where none does."""
    dear = dearest(run.bill, _RULES_SHOWN, run.unit)
    if dear:
        screen.gap()
        screen.heading(heading)
        screen.say(*(f"{charge.rule}: {charge.words(run.unit)}" for charge in dear), indent=2)


def _show_waiting(run: Run, screen: Screen) -> None:
    waiting = run.matching.waiting
    if not waiting:
        return
    screen.gap()
    screen.say(f"Waiting: {counted(len(waiting), 'office')}")
    alike = grouped(((entry.side.partner, entry.reason), entry.office) for entry in waiting)
    for (partner, reason), offices in alike.items():
        names = ", ".join(offices) if len(offices) <= NAMES_SHOWN else some(offices, NAMES_SHOWN)
        screen.say(f"{names}: for a {partner}", indent=2)
        screen.say(reason, indent=4)
