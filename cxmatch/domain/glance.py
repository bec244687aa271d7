"""How a noun that is looked at shows itself: in a line at a prompt, and in a notebook as a short table as well."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from cxmatch.records.nouns import Noun
from cxmatch.records.text import visible

MOST_ROWS, WHOLE = 20, 40  # a cell of so many letters stands in one line
_NUMBER = re.compile(r"-?[\d,]+(\.\d+)?")


@dataclass(frozen=True, slots=True, kw_only=True)
class Glance:
    """What is seen first of a noun: a line of `words`, and a table of its `rows` under `headings`."""

    words: str
    headings: tuple[str, ...] = ()
    rows: tuple[tuple[str, ...], ...] = ()


class Shown(Noun):
    """A noun that is looked at: its `glance` is its repr, and a table of it in a notebook."""

    __slots__ = ()

    @property
    def glance(self) -> Glance:
        """What is seen first of it."""
        raise NotImplementedError

    def __repr__(self) -> str:
        return f"<{type(self).__name__}: {visible(self.glance.words)}>"

    def _repr_html_(self) -> str:
        """Return it as a notebook shows it: the words, and the first rows of the table."""
        seen = self.glance
        more = [f"<p>and {len(seen.rows) - MOST_ROWS:,} more</p>"] if len(seen.rows) > MOST_ROWS else []
        table = ["<table>", *_lines(seen.headings, seen.rows[:MOST_ROWS]), "</table>"] if seen.rows else []
        return "".join([f"<p>{_safe(seen.words)}</p>", *table, *more])


def _safe(text: str) -> str:
    """Return a text that no browser takes for anything else."""
    from html import escape  # Here: 2 ms that no command needs.

    return escape(visible(text))


def _lines(headings: tuple[str, ...], rows: tuple[tuple[str, ...], ...]) -> Iterator[str]:
    """Yield the rows of a table: texts stand at the left, as a notebook would not have them by itself, numbers at the right."""
    sides = ["right" if all(map(_NUMBER.fullmatch, column)) else "left" for column in zip(*rows, strict=True)]
    for kind, cells in (("th", headings), *(("td", row) for row in rows)):
        inside = (_cell(kind, cell, side) for cell, side in zip(cells, sides, strict=True))
        yield f"<tr>{''.join(inside)}</tr>"


def _cell(kind: str, text: str, side: str) -> str:
    whole = "; white-space: nowrap" * (len(text) <= WHOLE)
    return f'<{kind} style="text-align: {side}; vertical-align: top; padding-right: 1em{whole}">{_safe(text)}</{kind}>'
