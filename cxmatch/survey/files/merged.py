"""Merged cells: a person sees one value over all of them, the file holds it in the first only."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import product
from typing import TypeAlias

from cxmatch.domain.findings import Finding, Place
from cxmatch.survey.files.sheetxml import address

HEADER_ROWS = 10
SHOWN_RANGES = 8
Corner: TypeAlias = tuple[int, int]


def fill_merged(texts: list[list[str]], ranges: Sequence[tuple[Corner, Corner]], place: Place) -> list[Finding]:
    """Write the value of merged cells into all of them, where that is what a person reads.

    Filled are headings merged across columns near the top, and answers merged down a column (one department over several
    offices). A title over the whole table stays in its first cell, and so does a heading merged downwards beside others
    that are merged across: it belongs to both header rows once.
    """
    width = max(map(len, texts), default=0)
    titles = {((top, left), (bottom, right)) for (top, left), (bottom, right) in ranges if right - left + 1 >= width > 1}
    across = [each for each in ranges if each[0][0] == each[1][0] < HEADER_ROWS and each not in titles]
    grouped = {top for (top, _), _ in across} | {_first_row(texts)}
    down = [each for each in ranges if each[0][1] == each[1][1] and each[0][0] not in grouped]
    filled = [each for each in (*across, *down) if _fill(texts, *each)]
    return [Finding(code="CX412", place=place, facts={"cells": _say(filled)})] if filled else []


def _first_row(texts: list[list[str]]) -> int:
    return next((index for index, row in enumerate(texts) if any(map(str.strip, row))), 0)


def _fill(texts: list[list[str]], first: Corner, last: Corner) -> bool:
    """Fill one range, within the table; tell whether there was a value to fill in."""
    if first[0] >= len(texts) or first[1] >= len(texts[first[0]]) or not texts[first[0]][first[1]].strip():
        return False
    value = texts[first[0]][first[1]]
    rows = range(first[0], min(last[0] + 1, len(texts)))
    for row, column in product(rows, range(first[1], min(last[1] + 1, len(texts[0])))):
        texts[row][column] = value
    return True


def _say(ranges: Sequence[tuple[Corner, Corner]]) -> str:
    said = [f"{address(*first)}:{address(*last)}" for first, last in ranges[:SHOWN_RANGES]]
    return ", ".join(said) + (f" and {len(ranges) - SHOWN_RANGES} more" if len(ranges) > SHOWN_RANGES else "")
