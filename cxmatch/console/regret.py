"""The screen of `regret`: who gave up most, who mentored how much, and how that can count in the next cohort."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from cxmatch.console.screen import Screen
from cxmatch.domain.regret import HOW, OfficeRegret, Regret
from cxmatch.records.text import quoted

ROWS_SHOWN, TOLD = 20, 3
_COLUMNS = ("Office", "Gave up", "Of its need", "Mentored", "Seats", "In a row")


def show_regret(found: Regret, runs: Sequence[Path], screen: Screen) -> None:
    """Print the ledger, who gave up most first: a table, and the rounds of those who gave up most."""
    screen.say(found.words)
    screen.gap()
    screen.table(
        _COLUMNS,
        list(map(_row, found.offices[:ROWS_SHOWN])),
        right=_COLUMNS[1:],
        narrow=("  {0}", "    gave up {1}: {2} of its need", "    mentored {3} of {4} seats, {5} in a row"),
    )
    if len(found.offices) > ROWS_SHOWN:
        screen.say(f"and {len(found.offices) - ROWS_SHOWN} more offices;  --to regret.xlsx  has them all.")
    screen.gap()
    for entry in found.offices[:TOLD]:
        if entry.percent:
            screen.say(entry.office)
            screen.say(*(share.words for share in entry.shares), indent=2)
    screen.gap()
    screen.say(HOW, *found.load)
    past = " ".join(f"--past {quoted(run)}" for run in runs)
    screen.say(f"Where you pair the next survey, add  {past} --regret 10")


def _row(entry: OfficeRegret) -> tuple[str, ...]:
    return (
        entry.office,
        *(entry.gave_up or "-", f"{entry.percent} %"),
        *map(str, (entry.mentored, entry.seats, entry.in_a_row)),
    )
