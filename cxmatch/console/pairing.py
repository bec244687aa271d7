"""The screens of `check` and `pair`: what was read and what to fix; the verdict, the table, and what to look at."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from pathlib import Path

from cxmatch.console.commands import command, spelled
from cxmatch.console.screen import Screen
from cxmatch.domain.cohort import Cohort, Reading
from cxmatch.domain.findings import Finding, Place, Severity
from cxmatch.domain.repair import dearest
from cxmatch.domain.report import Report
from cxmatch.domain.rows import SHOWN, pairing_rows
from cxmatch.domain.run import Run
from cxmatch.records.text import counted, quoted, some

GROUPS_SHOWN, ROWS_SHOWN, NOTES_SHOWN, RULES_SHOWN = 20, 3, 6, 3
STYLES = {Severity.ERROR: "bold red", Severity.WARNING: "yellow", Severity.NOTE: "dim"}


def show_reading(reading: Reading, typed: str, saved: Path | None, screen: Screen) -> None:
    """Print a dry run: verdict, columns, findings, next command; `typed` is the survey with its options, `saved` the columns."""
    _show_heading(reading, screen)
    used = [(column.column, column.heading or "(no heading)", column.use) for column in reading.columns if column.use]
    if used:
        screen.gap()
        screen.table(("", "Your columns", "Used as"), used, narrow=("  {0}  {1}", "     used as: {2}"))
    screen.gap()
    _show_findings(reading.findings, typed, screen)
    if saved:
        screen.say(f'Written to "{saved}": what each column is used as.')
    again = f"{typed} --columns {quoted(saved)}" if saved and "--columns" not in typed else typed
    ready = f"Next: {command(f'pair {again}')}"
    screen.say(ready if reading.ready else f"Next: fix this and run  {command(f'check {again}')}")


def show_refusal(reading: Reading, typed: str, screen: Screen) -> None:
    """Print why a survey cannot be paired yet, as `pair` shows it."""
    _show_heading(reading, screen)
    screen.gap()
    _show_findings(reading.errors, typed, screen)
    screen.say("Nothing was written.", f"Next: fix this and look at the whole with  {command(f'check {typed}')}")


def _show_notes(notes: Sequence[Finding], typed: str, screen: Screen) -> None:
    """Print what reading decided, one line for each kind of note; `check` shows them all."""
    kinds: dict[str, list[Finding]] = {}
    for note in notes:
        kinds.setdefault(note.code, []).append(note)
    for first, *others in list(kinds.values())[:NOTES_SHOWN]:
        words = first.message + (f" And {len(others)} more like it." if others else "")
        if first.severity is Severity.NOTE:
            screen.say(words)
        else:
            screen.headline("Warning: ", STYLES[first.severity], words)
    if len(kinds) > NOTES_SHOWN:
        screen.say(f"... and {len(kinds) - NOTES_SHOWN} more kinds of note; see them with  {command(f'check {typed}')}")


def _show_heading(reading: Reading, screen: Screen) -> None:
    sheet = f', sheet "{reading.sheet}"' if reading.sheet else ""
    layout = f": {reading.layout}, {counted(reading.answers, 'row')} of answers" if reading.layout else ""
    screen.say(f"Read {reading.name}{sheet}{layout}.", reading.verdict)


def _show_findings(findings: Sequence[Finding], typed: str, screen: Screen) -> None:
    """Print findings, errors first, those that say the same in one line, and how to see the rest of this survey's."""
    order = list(Severity)
    groups = _groups(sorted(findings, key=lambda finding: order.index(finding.severity)))
    for group in groups[:GROUPS_SHOWN]:
        first = group[0]
        label = f"{first.severity.value.capitalize()} {first.code}"
        remedy = "" if first.severity is Severity.NOTE else spelled(first.remedy, typed)
        words = f"{_where([finding.place for finding in group])}{first.message} {remedy}".rstrip()
        screen.item(label, STYLES[first.severity], words)
    hidden = sum(map(len, groups[GROUPS_SHOWN:]))
    if hidden:
        screen.say(f"... and {hidden:,} more. See them all with  {command(f'check {typed} --json')}")
    if groups:
        screen.say(f"What a code means: {command('help', groups[0][0].code)}")
    screen.gap()


def _groups(findings: Iterable[Finding]) -> list[list[Finding]]:
    """Put findings together that say the same of one column."""
    by_words: dict[tuple[str, str, str], list[Finding]] = {}
    for finding in findings:
        by_words.setdefault((finding.code, finding.place.column, finding.message), []).append(finding)
    return list(by_words.values())


def _where(places: Sequence[Place]) -> str:
    """Say where: rows 7, 19, 23 and 4 more, column H."""
    first, rows = places[0], [str(row) for row in dict.fromkeys(place.row for place in places) if row is not None]
    heading = f' "{first.heading}"' if first.heading else ""
    parts = [f"{'row' if len(rows) == 1 else 'rows'} {some(rows, ROWS_SHOWN)}"] * bool(rows)
    parts += [f"column {first.column}{heading}" if first.column else f"column{heading}"] * bool(first.column or heading)
    said = ", ".join(parts)
    return f"{said[0].upper()}{said[1:]}: " if said else ""


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
    screen.say(f"Next: {command('explain', written[-1].parent)}")


def _show_cohort(cohort: Cohort, typed: str, screen: Screen) -> None:
    source = cohort.source
    if source.name:
        screen.say(f"Read {source.name}: {source.layout or 'a survey'}.")
    screen.say(cohort.words)
    _show_notes(source.notes, typed, screen)


def _show_pairings(report: Report, screen: Screen) -> None:
    """Print the verdict and the table it is about."""
    word = "Best pairing found and proven" if report.proven else "The best pairing found so far"
    screen.headline(word, "bold green" if report.proven else "yellow", f": {report.verdict}.")
    screen.gap()
    screen.table(
        [column.heading for column in SHOWN],
        [[cell or "-" for cell in row] for row in pairing_rows(report, SHOWN)],
        right=[column.heading for column in SHOWN if column.style != "text"],
        narrow=("  {0} mentors {1}", "    fit {2}, need met {3}, mostly on {4}"),
    )
    screen.gap()


def _show_counts(report: Report, screen: Screen) -> None:
    matching, firm = report.run.matching, len(report.firm)
    screen.say(
        f"{matching.paired} of {counted(len(report.run.cohort.proteges), 'protege')} paired,"
        f" total fit {report.fit_text(matching.points)}, lowest fit {report.fit_text(matching.lowest)}."
    )
    if not report.firm_known:
        screen.say("How firm each pairing is cannot be read off this plan;  explain  says what is known.")
        return
    free = len(matching.pairings) - firm
    are, them = ("is", "it") if firm == 1 else ("are", "them")
    swaps = f" {free} could be swapped at no loss." if free > 0 else ""
    screen.say(f"{counted(firm, 'pairing')} {are} firm: every equally good result has {them}.{swaps}")


def _show_weakest(report: Report, screen: Screen) -> None:
    screen.gap()
    screen.say("Look at these first")
    for weak in report.weakest:
        fit = weak.fit
        screen.say(f"{fit.protege}, mentored by {fit.mentor}, fit {report.fit_text(fit.points)}", indent=2)
        screen.say(weak.reason, weak.advice, indent=4)


def show_bill(run: Run, heading: str, screen: Screen) -> None:
    """Print the rules and preferences that cost most; nothing where none does."""
    dear = dearest(run.bill, RULES_SHOWN)
    if dear:
        screen.gap()
        screen.say(heading)
        screen.say(*(f"{charge.rule}: {charge.words(run.unit)}" for charge in dear), indent=2)


def _show_waiting(run: Run, screen: Screen) -> None:
    waiting = run.matching.waiting
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
