"""The screen of `pair`: verdict first, then the table, then what to look at."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from pathlib import Path

from cxmatch.console.commands import command
from cxmatch.console.findings import show_notes
from cxmatch.console.screen import Screen
from cxmatch.domain.bill import dearest
from cxmatch.domain.cohort import Cohort
from cxmatch.domain.matching import Fit
from cxmatch.domain.report import Report
from cxmatch.domain.run import Run
from cxmatch.records.text import counted

RULES_SHOWN = 3


def show_report(report: Report, written: Sequence[Path], typed: str, screen: Screen) -> None:
    """Print a report as `pair` shows it; `typed` is the survey with its reading options as they were typed."""
    run = report.run
    _show_cohort(run.cohort, typed, screen)
    _show_verdict(report, screen)
    _show_pairings(report, screen)
    _show_counts(report, screen)
    _show_weakest(report, screen)
    show_bill(report.run, "What your rules cost the cohort, dearest first", screen)
    _show_waiting(report, screen)
    _show_files(written, screen)


def _show_cohort(cohort: Cohort, typed: str, screen: Screen) -> None:
    source = cohort.source
    if source.name:
        screen.say(f"Read {source.name}: {source.layout or 'a survey'}.")
    screen.say(cohort.words)
    show_notes(source.notes, typed, screen)


def _show_verdict(report: Report, screen: Screen) -> None:
    word = "Best pairing found and proven" if report.proven else "The best pairing found so far"
    screen.headline(word, "bold green" if report.proven else "yellow", f": {report.verdict}.")
    screen.gap()


def _show_pairings(report: Report, screen: Screen) -> None:
    if screen.narrow:
        for fit in report.run.matching.pairings:
            screen.say(f"{fit.mentor} mentors {fit.protege}", indent=2)
            screen.say(f"fit {report.fit_text(fit.points)}, need met {_percent(fit)}, mostly on {_mostly_on(fit)}", indent=4)
    else:
        rows = [
            (fit.mentor, fit.protege, report.fit_text(fit.points), _percent(fit), _mostly_on(fit))
            for fit in report.run.matching.pairings
        ]
        columns = ("Mentor", "Protege", "Fit", "Need met", "Mostly on")
        screen.table(columns, rows, right=frozenset({"Fit", "Need met"}))
    screen.gap()


def _show_counts(report: Report, screen: Screen) -> None:
    matching, proteges = report.run.matching, report.run.cohort.proteges
    paired = len({fit.protege for fit in matching.pairings})
    firm, all_pairs = len(report.firm), len(matching.pairings)
    lowest = min((fit.points for fit in matching.pairings), default=0)
    screen.say(
        f"{paired} of {counted(len(proteges), 'protege')} paired, total fit {report.fit_text(matching.points)},"
        f" lowest fit {report.fit_text(lowest)}.",
    )
    if report.firm_known:
        free = f" {all_pairs - firm} could be swapped at no loss." if all_pairs > firm else ""
        pairings, them = counted(firm, "pairing"), "it" if firm == 1 else "them"
        screen.say(f"{pairings} {'is' if firm == 1 else 'are'} firm: every equally good result has {them}.{free}")
    else:
        screen.say("How firm each pairing is cannot be read off this plan;  explain  says what is known.")


def _show_weakest(report: Report, screen: Screen) -> None:
    screen.gap()
    screen.say("Look at these first")
    for weak in report.weakest:
        fit = weak.fit
        screen.say(f"{fit.protege}, mentored by {fit.mentor}, fit {report.fit_text(fit.points)}", indent=2)
        screen.say(weak.reason, weak.advice, indent=4)


def show_bill(run: Run, heading: str, screen: Screen) -> None:
    """Print the rules and preferences that cost most; nothing where none does."""
    dear, unit = dearest(run.bill, RULES_SHOWN), run.cohort.framework.point_unit
    if not dear:
        return
    screen.gap()
    screen.say(heading)
    for charge in dear:
        screen.say(f"{charge.rule}: {charge.words(unit)}", indent=2)


def _show_waiting(report: Report, screen: Screen) -> None:
    waiting = report.run.matching.waiting
    if not waiting:
        return
    screen.gap()
    screen.say(f"Waiting: {counted(len(waiting), 'office')}")
    alike: dict[tuple[str, str], list[str]] = {}
    for entry in waiting:
        alike.setdefault((entry.side.partner, entry.reason), []).append(entry.office)
    for (partner, reason), offices in alike.items():
        screen.say(f"{', '.join(offices)}: for a {partner}", indent=2)
        screen.say(reason, indent=4)


def show_written(written: Sequence[Path], screen: Screen) -> None:
    """Print where files were written, and which; of many alike only how many."""
    folder = written[-1].parent
    names = [path.relative_to(folder).as_posix() for path in written]
    shown = [name for name in names if "/" not in name]
    inside = Counter(name.partition("/")[0] for name in names if "/" in name)
    screen.say(f'Written to "{folder}":')
    screen.say("  ".join([*shown, *(f"{name}/ ({counted(files, 'file')})" for name, files in inside.items())]), indent=2)


def _show_files(written: Sequence[Path], screen: Screen) -> None:
    folder = written[-1].parent
    screen.gap()
    show_written(written, screen)
    screen.say(f"Next: {command('explain', folder)}")


def _mostly_on(fit: Fit) -> str:
    return fit.leading[0].term if fit.leading else "-"


def _percent(fit: Fit) -> str:
    return f"{fit.share:.0%}"
