"""Lines and tables as they are drawn: simple ones laid out as rich would, without loading it; the rest by rich, and tinted.

What rich lays out takes a hundred times as long. What is tinted is said in words as well.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from itertools import zip_longest
from typing import TYPE_CHECKING

from cxmatch.console.commands import UNBROKEN
from cxmatch.records.text import visible

if TYPE_CHECKING:
    from rich.console import RenderableType
    from rich.text import Text

BETWEEN = 2  # blanks between the columns of a table, and before it
_WORD = re.compile(r"\s*\S+\s*")


def wrapped(text: str, width: int) -> list[str] | None:
    """Return a text in lines that are so wide; None where that takes more than breaking it at blanks."""
    if not _is_simple(text) or not text.strip():
        return None
    lines = list(_lines(text, width))
    return lines if max(map(len, lines)) <= width else None


def _lines(text: str, width: int) -> Iterator[str]:
    if len(text) <= width:
        yield text.rstrip()
        return
    line = ""
    for word in _WORD.findall(text):
        if line and len(line) + len(word.rstrip()) > width:
            yield line.rstrip()
            line = ""
        line += word
    yield line.rstrip()


def aligned(rows: Sequence[Sequence[str]], right: Collection[int], width: int, between: int) -> tuple[list[str], int] | None:
    """Return the lines of a table and how many of them have the headings of row 0; the columns at `right` are set to the right.

    Where it is wider than `width` its widest columns are broken at blanks; None where that is not enough or a text is not simple.
    """
    widths = _widths(rows, right, width, between) if all(_is_simple(cell) for row in rows for cell in row) else None
    if widths is None:
        return None
    inner = [*(each - between for each in widths[:-1]), widths[-1]]
    broken = [[list(_lines(cell, most)) for cell, most in zip(row, inner, strict=True)] for row in rows]
    if any(len(line) > most for row in broken for cell, most in zip(row, inner, strict=True) for line in cell):
        return None
    forms = [f"{{:{'>' if place in right else '<'}{most}}}" for place, most in enumerate(inner)]
    form = (" " * between).join(forms)
    height = max(map(len, broken[0]))
    broken[0] = [[""] * (height - len(heading)) + heading for heading in broken[0]]  # headings stand on the line
    return [form.format(*line) for row in broken for line in zip_longest(*row, fillvalue="")], height


def _widths(rows: Sequence[Sequence[str]], right: Collection[int], width: int, between: int) -> list[int] | None:
    """Return how wide the columns are with the blanks behind them, the widest of those that may be broken made narrower."""
    widths = [max(map(len, column)) + between for column in zip(*rows, strict=True)]
    widths[-1] -= between
    free = [place for place in range(len(widths)) if place not in right]
    while (excess := sum(widths) - width) > 0:
        if max((widths[place] for place in free), default=0) <= between:
            return None
        _narrow(widths, free, excess)
    return widths


def _narrow(widths: list[int], free: Sequence[int], excess: int) -> None:
    """Share what is too much among the widest columns, until they are as wide as the next."""
    most = max(widths[place] for place in free)
    step = most - max((widths[place] for place in free if widths[place] < most), default=0)
    widest = [place for place in free if widths[place] == most]
    for number, place in enumerate(widest):
        cut = min(step, round(excess / (len(widest) - number)))
        widths[place] -= cut
        excess -= cut


def _is_simple(text: str) -> bool:
    """Tell whether each letter of a text takes one place of a line, as far as can be told without a table of letters."""
    bare = text.replace(UNBROKEN, "-")
    return bare.isascii() and bare.isprintable()


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
    if _is_simple(words):
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


@dataclass(frozen=True, slots=True)
class _Tint:
    """A style and what has it; in `shows` that stands between angle quotes, and a line without them has none of it."""

    style: str
    pattern: re.Pattern[str]
    shows: tuple[str, ...]


def _row(style: str, pattern: str, *shows: str) -> _Tint:
    return _Tint(style, re.compile(pattern), shows)


# A row goes before those below it where both find the same letters. Magenta is not seen on the blue of an old PowerShell.
TINTS = (
    _row("bold", rf"\S*{UNBROKEN}\S*[^\s,;]", f"Next: «cxmatch{UNBROKEN}runs{UNBROKEN}out», then", "To tell: nobody."),
    _row(
        "bold",
        r"(?<=  )--[a-z][a-z-]*(?: (?:[A-Z][\w.|]*|[\w-]+\.[a-z]{3,5}))?",
        "Plans were not all looked at:  «--max-moves N»  looks at N.",
        "write it down, and add  «--columns columns.toml»",
        "Give the same options, such as --scale, here.",
    ),
    _row(
        "bold",
        r"^[A-Z][a-z']*(?: [a-z']+){0,6}:(?=\s|$)",
        "«Led in what they rated highest:» 14 of 14.",
        "«Next:»",
        "Kite Registry: for a mentor",
    ),
    _row(
        "yellow",
        r"\b(?:[Nn]ot (?:proven|led|paired|answered|ready|checked)|waits?|[Ww]aiting|slight lead)\b",
        "3 proteges, «not led» in what they asked for",
        "Almanac Desk joins the «waiting» list",
        "No other pairing is better.",
    ),
    _row(
        "red",
        r"\b(?:[Rr]efused|[Nn]ot verified|never met)\b",
        "«Refused», and left as it was",
        "«Not verified»: 3 differences",
        "It refuses a plan.",
    ),
    _row(
        "green",
        r"\b(?:(?:best found and )?proven|firm|[Cc]lear leads?|Verified|Ready to pair|all are accepted)\b(?! of)",
        "8 pairings are «firm»",
        "«Clear leads» (2 steps or more): 10.",
        "Harbor Firm Office",
    ),
    _row(
        "cyan",
        r"(?<![\w.,:/#\"<-])[+-]?\d+(?:,\d{3})*(?:\.\d+)?(?=$|[\s,;:)%]|\.(?:\s|$))",
        "total fit «122», lowest fit «3».",
        "(«+6» fit, «1» pairing changed)",
        "«1,204» of «2,000» paired, share «0.5».",
        "2027-01-14, CX104, run 98dda356, v1.2-rc",
    ),
)


def spans(text: str) -> Iterator[tuple[int, int, str]]:
    """Return what of a text is tinted: from where to where, and how; no letter twice."""
    taken: list[tuple[int, int]] = []
    for row in TINTS:
        for found in row.pattern.finditer(text):
            start, end = found.span()
            if all(end <= first or last <= start for first, last in taken):
                taken.append((start, end))
                yield start, end, row.style
