"""What rich draws, and what it takes of a line: made here, for the screen to print."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import TYPE_CHECKING

from cxmatch.console.commands import UNBROKEN
from cxmatch.console.layout import is_simple
from cxmatch.console.tint import spans
from cxmatch.records.text import visible

if TYPE_CHECKING:
    from rich.console import RenderableType
    from rich.text import Text

BETWEEN = 2  # blanks between the columns of a table, and before it


def folding(rows: Sequence[Sequence[str]], right: Collection[int]) -> RenderableType:
    """Make the table that breaks its cells to fit; the first row has the headings."""
    from rich.table import Table

    table = Table(box=None, pad_edge=False, padding=(0, BETWEEN, 0, 0), header_style="bold")
    for place, heading in enumerate(rows[0]):
        aside = place in right
        table.add_column(as_text(heading), justify="right" if aside else "left", no_wrap=aside, overflow="fold")
    for row in rows[1:]:
        table.add_row(*map(as_text, row))
    return padded(table, BETWEEN)


def padded(thing: RenderableType, indent: int) -> RenderableType:
    """Make a thing stand further in."""
    from rich.padding import Padding

    return Padding(thing, (0, 0, 0, indent), expand=False)


def least_width(line: str) -> int:
    """Return how wide a line must be for the command that it ends in, or those inside it."""
    return cells(line) if UNBROKEN in line.rpartition(" ")[2] else longest_command(line)


def longest_command(words: str) -> int:
    """Return how wide a line must be to hold the commands in a text, 0 where there is none."""
    return max((cells(piece) for piece in visible(words).split() if UNBROKEN in piece), default=0)


def cells(words: str) -> int:
    """Return how many places of a line a text takes."""
    if is_simple(words):
        return len(words)
    from rich.cells import cell_len

    return cell_len(words)


def as_text(words: str, style: str = "") -> Text:
    """Make printable text, tinted; what would command a terminal is shown instead of obeyed."""
    from rich.text import Text

    shown = visible(words)
    made = Text(shown, style=style)
    for start, end, tint in spans(shown):
        made.stylize(tint, start, end)
    return made
