"""The screen of `check`: what was read, what each column is used as, and what to fix."""

from __future__ import annotations

from cxmatch.console.findings import show_findings
from cxmatch.console.screen import Screen, program, quoted
from cxmatch.domain.findings import Severity
from cxmatch.domain.reading import Reading


def show_reading(reading: Reading, survey: str, screen: Screen) -> None:
    """Print a dry run: verdict first, columns, findings grouped, next command."""
    _show_heading(reading, screen)
    _show_columns(reading, screen)
    _show_verdict(reading, screen)
    show_findings(reading.findings, _all(survey), screen)
    screen.gap()
    fix = "" if reading.ready else "fix the file and run  "
    screen.say(f"Next: {fix}{program()} {'pair' if reading.ready else 'check'} {quoted(survey)}")


def show_refusal(reading: Reading, survey: str, screen: Screen) -> None:
    """Print why a survey cannot be paired yet, as `pair` shows it."""
    _show_heading(reading, screen)
    _show_verdict(reading, screen)
    show_findings(reading.errors, _all(survey), screen)
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


def _all(survey: str) -> str:
    return f"{program()} check {quoted(survey)} --json"
