"""The screen of `check`: what was read, what each column is used as, and what to fix. Findings stand in groups."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path

from cxmatch.console.commands import command, spelled
from cxmatch.console.screen import Screen, some
from cxmatch.domain.findings import Finding, Place, Severity
from cxmatch.domain.reading import Reading
from cxmatch.records.text import counted, quoted

GROUPS_SHOWN, ROWS_SHOWN, NOTES_SHOWN = 20, 3, 6
STYLES = {Severity.ERROR: "bold red", Severity.WARNING: "yellow", Severity.NOTE: "dim"}


def show_reading(reading: Reading, typed: str, saved: Path | None, screen: Screen) -> None:
    """Print a dry run: verdict first, columns, findings grouped, next command.

    `typed` is the survey with its reading options as they were typed, `saved` the columns file that was written, if any.
    """
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


def show_notes(notes: Sequence[Finding], typed: str, screen: Screen) -> None:
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
