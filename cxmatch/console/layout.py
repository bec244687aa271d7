"""Lines and tables of simple texts, laid out as rich would lay them out: without loading it, and in a hundredth of its time."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from itertools import zip_longest

from cxmatch.console.commands import UNBROKEN

_WORD = re.compile(r"\s*\S+\s*")


def is_simple(text: str) -> bool:
    """Tell whether each letter of a text takes one place of a line, as far as can be told without a table of letters."""
    bare = text.replace(UNBROKEN, "-")
    return bare.isascii() and bare.isprintable()


def wrapped(text: str, width: int) -> list[str] | None:
    """Return a text in lines that are so wide; None where that takes more than breaking it at blanks."""
    if not is_simple(text) or not text.strip():
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
    widths = _widths(rows, right, width, between) if all(is_simple(cell) for row in rows for cell in row) else None
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
