"""The screen of `check`: what was read, what each column is used as, and what to fix."""

from __future__ import annotations

from pathlib import Path

from cxmatch.console.commands import command
from cxmatch.console.findings import show_findings
from cxmatch.console.screen import Screen
from cxmatch.domain.reading import Reading
from cxmatch.records.text import quoted


def show_reading(reading: Reading, typed: str, saved: Path | None, screen: Screen) -> None:
    """Print a dry run: verdict first, columns, findings grouped, next command.

    `typed` is the survey with its reading options as they were typed, `saved` the columns file that was written, if any.
    """
    _show_heading(reading, screen)
    screen.say(reading.verdict)
    _show_columns(reading, screen)
    screen.gap()
    show_findings(reading.findings, typed, screen)
    screen.gap()
    if saved:
        screen.say(f'Written to "{saved}": what each column is used as.')
    again = f"{typed} --columns {quoted(saved)}" if saved and "--columns" not in typed else typed
    ready = f"Next: {command(f'pair {again}')}"
    screen.say(ready if reading.ready else f"Next: fix this and run  {command(f'check {again}')}")


def show_refusal(reading: Reading, typed: str, screen: Screen) -> None:
    """Print why a survey cannot be paired yet, as `pair` shows it."""
    _show_heading(reading, screen)
    screen.say(reading.verdict)
    screen.gap()
    show_findings(reading.errors, typed, screen)
    screen.gap()
    screen.say("Nothing was written.", f"Next: fix this and look at the whole with  {command(f'check {typed}')}")


def _show_heading(reading: Reading, screen: Screen) -> None:
    sheet = f', sheet "{reading.sheet}"' if reading.sheet else ""
    layout = f": {reading.layout}" if reading.layout else ""
    answers = f", {reading.answers:,} row{'' if reading.answers == 1 else 's'} of answers" if reading.layout else ""
    screen.say(f"Read {reading.name}{sheet}{layout}{answers}.")


def _show_columns(reading: Reading, screen: Screen) -> None:
    used = [(column.column, column.heading or "(no heading)", column.use) for column in reading.columns if column.use]
    if not used:
        return
    screen.gap()
    if screen.narrow:
        for column, heading, use in used:
            screen.say(f"{column}  {heading}", indent=2)
            screen.say(f"used as: {use}", indent=5)
    else:
        screen.table(("", "Your columns", "Used as"), used)
