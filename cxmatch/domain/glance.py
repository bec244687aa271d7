"""How a noun that is looked at shows itself: in a line at a prompt, and in a notebook as a short table as well."""

from __future__ import annotations

from dataclasses import dataclass

from cxmatch.records.nouns import Noun
from cxmatch.records.text import visible

MOST_ROWS = 20


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
        rows = [_row("th", seen.headings), *(_row("td", row) for row in seen.rows[:MOST_ROWS])] if seen.rows else []
        more = [f"<p>and {len(seen.rows) - MOST_ROWS:,} more</p>"] if len(seen.rows) > MOST_ROWS else []
        return "".join([f"<p>{_safe(seen.words)}</p>", "<table>", *rows, "</table>", *more])


def _safe(text: str) -> str:
    """Return a text that no browser takes for anything else."""
    from html import escape  # Here: 2 ms that no command needs.

    return escape(visible(text))


def _row(kind: str, cells: tuple[str, ...]) -> str:
    """Return a row; texts stand at the left, as a notebook would not have them by itself."""
    inside = "".join(f'<{kind} style="text-align: left">{_safe(cell)}</{kind}>' for cell in cells)
    return f"<tr>{inside}</tr>"
