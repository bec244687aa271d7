"""The screen of `check`: what was read, what each column is used as, and what to fix."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import groupby

from cxmatch.console.screen import Screen, program, quoted
from cxmatch.domain.findings import Finding, Place, Severity
from cxmatch.domain.reading import Reading

LINES_SHOWN = 20
ROWS_SHOWN = 3
STYLES = {Severity.ERROR: "bold red", Severity.WARNING: "yellow", Severity.NOTE: "dim"}


def show_reading(reading: Reading, survey: str, screen: Screen) -> None:
    """Print a dry run: verdict first, columns, findings grouped, next command."""
    _show_heading(reading, screen)
    _show_columns(reading, screen)
    _show_verdict(reading, screen)
    _show_findings(reading.findings, survey, screen)
    screen.gap()
    verb = "pair" if reading.ready else "fix the file and run  " + program() + " check"
    screen.say(f"Next: {program()} pair {quoted(survey)}" if reading.ready else f"Next: {verb} {quoted(survey)}")


def show_refusal(reading: Reading, survey: str, screen: Screen) -> None:
    """Print why a survey cannot be paired yet, as `pair` shows it."""
    _show_heading(reading, screen)
    _show_verdict(reading, screen)
    _show_findings(reading.errors, survey, screen)
    screen.gap()
    screen.say("Nothing was written.", f"Next: fix the file and look at it whole with  {program()} check {quoted(survey)}")


def _show_heading(reading: Reading, screen: Screen) -> None:
    sheet = f', sheet "{reading.sheet}"' if reading.sheet else ""
    layout = f": {reading.layout}" if reading.layout else ""
    answers = f", {reading.answers:,} answer{'' if reading.answers == 1 else 's'}" if reading.layout else ""
    screen.say(f"Read {reading.name}{sheet}{layout}{answers}.")


def _show_columns(reading: Reading, screen: Screen) -> None:
    used = [column for column in reading.columns if column.use]
    if not used:
        return
    screen.gap()
    if screen.narrow:
        for column in used:
            screen.say(f"{column.column} {column.heading}: {column.use}", indent=2)
    else:
        rows = [(column.column, column.heading, column.use) for column in used]
        screen.table(("", "Your columns", "Used as"), rows)
    screen.gap()


def _show_verdict(reading: Reading, screen: Screen) -> None:
    counts = {severity: sum(finding.severity is severity for finding in reading.findings) for severity in Severity}
    errors, warnings, notes = (counts[severity] for severity in Severity)
    look = f", {warnings} to look at" if warnings else ""
    if reading.ready:
        screen.say(f"Ready to pair{look}{f', {notes} noted' if notes else ''}.")
    else:
        screen.say(f"Not ready yet: {errors} thing{'' if errors == 1 else 's'} to fix{look}.")
    screen.gap()


def _show_findings(findings: Sequence[Finding], survey: str, screen: Screen) -> None:
    order = list(Severity)
    groups = _groups(sorted(findings, key=lambda finding: order.index(finding.severity)))
    for group in groups[:LINES_SHOWN]:
        first = group[0]
        places = _places([finding.place for finding in group])
        screen.item(f"{first.severity.value.capitalize()} {first.code}", STYLES[first.severity], f"{places}{first.message}")
    hidden = sum(map(len, groups[LINES_SHOWN:]))
    if hidden:
        screen.say(f"... and {hidden:,} more. See them all with  {program()} check {quoted(survey)} --json")
    if groups:
        screen.say(f"What a code means: {program()} help {groups[0][0].code}")


def _groups(findings: Iterable[Finding]) -> list[list[Finding]]:
    """Put findings that say the same about the same column together; they stand next to each other or nearly so."""
    by_words: dict[tuple[str, str, str], list[Finding]] = {}
    for finding in findings:
        by_words.setdefault((finding.code, finding.place.column, finding.message), []).append(finding)
    return list(by_words.values())


def _places(places: Sequence[Place]) -> str:
    """Say where: rows 7, 19, 23 and 4 more, column H."""
    rows = [row for row, _ in groupby(place.row for place in places if place.row is not None)]
    shown = ", ".join(map(str, rows[:ROWS_SHOWN])) + (f" and {len(rows) - ROWS_SHOWN} more" if len(rows) > ROWS_SHOWN else "")
    parts = [f"{'row' if len(rows) == 1 else 'rows'} {shown}"] if rows else []
    parts += [f"column {places[0].column}"] if places[0].column else []
    if places[0].heading:
        parts[-1:] = [f'{parts[-1]} "{places[0].heading}"'] if parts else [f'column "{places[0].heading}"']
    said = ", ".join(parts)
    return f"{said[0].upper()}{said[1:]}: " if said else ""
