"""What was written: the full way to each file, which can be opened as it stands, and the page opened where that is wished."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path

from cxmatch.console.commands import command
from cxmatch.console.screen import Screen
from cxmatch.records import HAND_OUT, PARTS
from cxmatch.records.text import counted, quoted


def show_written(written: Sequence[Path], screen: Screen, *, also: str = "") -> None:
    """Print the way to each file that was written, and `also` what else is to be said; of many alike that of their folder."""
    folder, inside = written[-1].parent, dict[Path, int]()
    for path in sorted(written, key=lambda path: _part(path, folder)):
        alike = path.parent != folder and path.parent.name not in PARTS
        place = path.parent if alike else path
        inside[place] = inside.get(place, 0) + alike
    screen.say(f"Written{also}:")
    for place, files in inside.items():
        screen.way(place, f"({counted(files, 'file')})" * bool(files))


def show_exported(run: Path, written: Sequence[Path], screen: Screen) -> None:
    """Print what was exported of a run; of a kickoff, what comes after it as well."""
    show_written(written, screen)
    if any(path.parent.name == HAND_OUT for path in written):
        screen.say(f"In the middle of the round, ask how it goes:  {command(f'template --kind checkin --run {quoted(run)}')}")


def _part(path: Path, folder: Path) -> int:
    """Return the place of a file in the order of the parts of a kickoff folder, last what lies in none."""
    first = path.relative_to(folder).parts[0]
    return PARTS.index(first) if first in PARTS else len(PARTS)


def open_page(written: Sequence[Path], screen: Screen) -> None:
    """Open the page that was written, the organizers' before any other, in the browser that is there; say where there is none."""
    import webbrowser  # Here: 15 ms that only this is to take.

    pages = sorted((path for path in written if path.suffix == ".html"), key=lambda path: path.parent.name == HAND_OUT)
    if not pages:
        screen.say("No page was written, so none is opened.")
    elif not webbrowser.open(Path(os.path.abspath(pages[0])).as_uri()):
        screen.say("There is no browser here that could be started. The page is:")
        screen.way(pages[0])
