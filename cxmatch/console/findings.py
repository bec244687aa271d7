"""How findings look: grouped, each with its place and its code."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from cxmatch.console.commands import command, spelled
from cxmatch.console.screen import Screen
from cxmatch.domain.findings import Finding, Place, Severity

LINES_SHOWN = 20
ROWS_SHOWN = 3
NOTES_SHOWN = 6
STYLES = {Severity.ERROR: "bold red", Severity.WARNING: "yellow", Severity.NOTE: "dim"}


def show_findings(findings: Sequence[Finding], typed: str, screen: Screen) -> None:
    """Print findings, errors first, those that say the same in one line, and how to see the rest of this survey's."""
    order = list(Severity)
    groups = _groups(sorted(findings, key=lambda finding: order.index(finding.severity)))
    for group in groups[:LINES_SHOWN]:
        first = group[0]
        places = _places([finding.place for finding in group])
        screen.item(
            f"{first.severity.value.capitalize()} {first.code}", STYLES[first.severity], f"{places}{_words(first, typed)}"
        )
    hidden = sum(map(len, groups[LINES_SHOWN:]))
    if hidden:
        screen.say(f"... and {hidden:,} more. See them all with  {command(f'check {typed} --json')}")
    if groups:
        screen.say(f"What a code means: {command('help', groups[0][0].code)}")


def _words(finding: Finding, typed: str) -> str:
    """Say what was found and, unless it is only a note, what to do."""
    remedy = "" if finding.severity is Severity.NOTE else spelled(finding.remedy, typed)
    return f"{finding.message} {remedy}".rstrip()


def show_notes(notes: Sequence[Finding], typed: str, screen: Screen) -> None:
    """Print what reading decided, one line for each kind of note; `check` shows them all."""
    kinds: dict[str, list[Finding]] = {}
    for note in notes:
        kinds.setdefault(note.code, []).append(note)
    for same in list(kinds.values())[:NOTES_SHOWN]:
        more = f" And {len(same) - 1} more like it." if len(same) > 1 else ""
        if same[0].severity is Severity.NOTE:
            screen.say(same[0].message + more)
        else:
            screen.headline("Warning: ", STYLES[same[0].severity], same[0].message + more)
    if len(kinds) > NOTES_SHOWN:
        screen.say(f"... and {len(kinds) - NOTES_SHOWN} more kinds of note; see them with  {command(f'check {typed}')}")


def _groups(findings: Iterable[Finding]) -> list[list[Finding]]:
    """Put findings together that say the same of one column."""
    by_words: dict[tuple[str, str, str], list[Finding]] = {}
    for finding in findings:
        by_words.setdefault((finding.code, finding.place.column, finding.message), []).append(finding)
    return list(by_words.values())


def _places(places: Sequence[Place]) -> str:
    """Say where: rows 7, 19, 23 and 4 more, column H."""
    rows = list(dict.fromkeys(place.row for place in places if place.row is not None))
    shown = ", ".join(map(str, rows[:ROWS_SHOWN])) + (f" and {len(rows) - ROWS_SHOWN} more" if len(rows) > ROWS_SHOWN else "")
    parts = [f"{'row' if len(rows) == 1 else 'rows'} {shown}"] if rows else []
    heading = f' "{places[0].heading}"' if places[0].heading else ""
    column = f"column {places[0].column}{heading}" if places[0].column else f"column{heading}" if heading else ""
    said = ", ".join([*parts, *filter(None, [column])])
    return f"{said[0].upper()}{said[1:]}: " if said else ""
