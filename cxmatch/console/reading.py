"""The screen of `check`: what was read, what each column is used as, and what to fix. Findings stand in groups."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from pathlib import Path

from cxmatch.console.commands import command, spelled
from cxmatch.console.screen import Screen
from cxmatch.domain.cohort import Reading
from cxmatch.domain.findings import ColumnUse, Finding, Severity
from cxmatch.records.text import counted, grouped, some

GROUPS_SHOWN, ROWS_SHOWN, NOTES_SHOWN, UNUSED_SHOWN, LETTERS_SHOWN = 20, 3, 6, 12, 8
_NOT_USED = "not used"
_STYLES = {Severity.ERROR: "bold red", Severity.WARNING: "yellow", Severity.NOTE: "dim"}


def show_reading(reading: Reading, typed: str, saved: Path | None, marked: Path | None, screen: Screen) -> None:
    """Print a dry run: verdict first, columns, findings grouped, next command.

    `typed` is the survey with its reading options as they can be typed next, `saved` the columns file and `marked` the copy with
    marks that were written, if any.
    """
    _show_heading(reading, screen)
    _show_columns([column for column in reading.columns if column.use], screen)
    screen.gap()
    _show_findings(reading.findings, typed, command(f"check {typed} --json"), screen)
    if saved:
        decide = ", and what is to be decided" if reading.questions else ""
        screen.say(f"Written, what each column is used as{decide}:")
        screen.way(saved)
    if marked:
        screen.say("Written, a copy of the survey with the cells to fix colored and commented:")
        screen.way(marked)
    screen.say(*_next(reading, typed, screen.asks))
    if not marked and any(finding.place.row is not None for finding in reading.errors):
        screen.say("Add  --marked FILE.xlsx  for a copy of the survey with these cells colored.")


def _show_columns(columns: Sequence[ColumnUse], screen: Screen) -> None:
    unused = [f'{each.column} "{each.heading}"' if each.heading else each.column for each in columns if each.use == _NOT_USED]
    few = len(unused) <= UNUSED_SHOWN
    rows = [(each.column, each.heading or "(no heading)", each.use) for each in columns if few or each.use != _NOT_USED]
    if columns:
        screen.gap()
    if rows:
        screen.table(("", "Your columns", "Used as"), rows, narrow=("  {0}  {1}", "     used as: {2}"))
    if not few:
        screen.say(f"And {len(unused)} columns that are not used: {some(unused, LETTERS_SHOWN)}.", indent=2)


def _next(reading: Reading, typed: str, asks: bool) -> list[str]:
    if reading.ready or not reading.questions:
        return [f"Next: {command(f'pair {typed}')}" if reading.ready else f"Next: fix this and run  {command(f'check {typed}')}"]
    number = counted(len(reading.questions), "question")
    if asks:
        return [f"Next: answer {number} with  {command(f'check {typed} --ask')}"]
    if "--columns" in typed:
        return [f"Next: answer {number} in the columns file, and run  {command(f'check {typed}')}"]
    return [f"Next: write {number} down with  {command(f'check {typed} --save columns.toml')}"]


def show_refusal(reading: Reading, typed: str, screen: Screen) -> None:
    """Print why a survey cannot be paired yet, as `pair` shows it."""
    _show_heading(reading, screen)
    screen.gap()
    _show_findings(reading.errors, typed, command(f"check {typed} --json"), screen)
    screen.say("Nothing was written.", f"Next: fix this and look at the whole with  {command(f'check {typed}')}")


def show_notes(notes: Sequence[Finding], typed: str, screen: Screen) -> None:
    """Print what reading decided, one line for each kind of note; `check` shows them all."""
    kinds = grouped((note.code, note) for note in notes)
    for first, *others in list(kinds.values())[:NOTES_SHOWN]:
        words = first.message + (f" And {len(others)} more like it." if others else "")
        if first.severity is Severity.NOTE:
            screen.say(words)
        else:
            screen.headline("Warning: ", _STYLES[first.severity], words)
    if len(kinds) > NOTES_SHOWN:
        screen.say(f"... and {len(kinds) - NOTES_SHOWN} more kinds of note; see them with  {command(f'check {typed}')}")


def _show_heading(reading: Reading, screen: Screen) -> None:
    sheet = f', sheet "{reading.sheet}"' if reading.sheet else ""
    layout = f": {reading.layout}, {counted(reading.answers, 'row')} of answers" if reading.layout else ""
    screen.say(f"Read {reading.name}{sheet}{layout}.", reading.verdict)


def _show_findings(findings: Sequence[Finding], typed: str, every: str, screen: Screen) -> None:
    """Print findings, errors first, those that say the same in one line; the command that shows `every` one, if not all are."""
    groups = _groups(findings)
    shown, advised = _page(groups), set[str]()
    more = Counter(finding.code for finding in findings) - Counter(finding.code for group in shown for finding in group)
    for group, after in zip(shown, [*shown[1:], None], strict=True):
        first, last = group[0], after is None or after[0].code != group[0].code
        remedy = "" if first.severity is Severity.NOTE or first.remedy in advised else spelled(first.remedy, typed)
        rest = f"And {more[first.code]:,} more like it." if last and more[first.code] else ""
        words = " ".join(filter(None, [f"{_where(group)}{first.words}", remedy, rest]))
        show_finding(first, words, screen)
        advised.add(first.remedy)
    if more:
        screen.say(f"... and {more.total():,} more. See them all with  {every}")
    if groups:
        screen.say(f"What a code means: {command('help', groups[0][0].code)}")
    screen.gap()


def show_by_file(findings: Sequence[Finding], typed: str, screen: Screen, *, apart: bool = False) -> None:
    """Print findings of several files, file by file, with a line between where they stand `apart`; `typed` is the command."""
    for file in dict.fromkeys(each.place.file for each in findings):
        if apart:
            screen.gap()
        screen.say(f"In {file}:")
        _show_findings([each for each in findings if each.place.file == file], "FILE", command(f"{typed} --json"), screen)


def show_finding(finding: Finding, words: str, screen: Screen) -> None:
    """Print a finding by its severity and code, and `words` that say it."""
    screen.item(f"{finding.severity.value.capitalize()} {finding.code}", _STYLES[finding.severity], words)


def _groups(findings: Iterable[Finding]) -> list[list[Finding]]:
    """Put findings together that say the same, be it of several columns; errors first, and those of a code together."""
    by_words = grouped(((finding.code, finding.words), finding) for finding in findings)
    codes = list(dict.fromkeys(code for code, _ in by_words))
    order = list(Severity)
    return sorted(by_words.values(), key=lambda group: (order.index(group[0].severity), codes.index(group[0].code)))


def _page(groups: Sequence[list[Finding]]) -> list[list[Finding]]:
    """Return as many groups as a person reads, in their order: errors first, and the first of each code before the second."""
    order, seen = list(Severity), Counter[str]()
    ranked: list[tuple[int, int, int]] = []
    for place, (first, *_) in enumerate(groups):
        ranked.append((order.index(first.severity), seen[first.code], place))
        seen[first.code] += 1
    return [groups[place] for place in sorted(place for *_, place in sorted(ranked)[:GROUPS_SHOWN])]


def _where(group: Sequence[Finding]) -> str:
    """Say where: rows 7, 19, 23 and 4 more, column H; of several columns the first, and how many there are."""
    first, columns = group[0].place, {(each.place.sheet, each.place.column) for each in group}
    rows = [str(row) for each in group for row in (each.place.row, *each.also) if row is not None]
    heading = f' "{first.heading}"' if first.heading else ""
    column = f"column {first.column}{heading}" if first.column else f"column{heading}" if heading else ""
    if len(columns) > 1:
        others = f"{len(rows) - 1} more cells in {len(columns)} columns" if rows else counted(len(columns) - 1, "more column")
        said = f"{f'row {rows[0]}, ' if rows else ''}{column} and {others}"
    else:
        named = some(list(dict.fromkeys(rows)), ROWS_SHOWN)
        said = ", ".join(filter(None, [f"{'rows' if set(rows[1:]) - {rows[0]} else 'row'} {named}" if rows else "", column]))
    return f"{said[0].upper()}{said[1:]}: " if said else ""
