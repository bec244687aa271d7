"""How any noun looks at a prompt and in a notebook, and which of its names are offered there."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import MISSING, Field, dataclass, fields
from typing import Any

from cxmatch.records.text import visible

_MOST_ENTRIES, _MOST_LETTERS = 4, 200
# How records and settings files name a class's own fields: for programs of ours, and in nobody's way.
_MACHINERY = frozenset(
    {"derived", "silent", "unwritten", "spelled", "wide", "also_called", "others", "once", "from_setting", "glance"}
)


class Noun:
    """A noun at a prompt: its repr leaves out what is at its default, and completion offers its public names alone."""

    __slots__ = ()

    def __repr__(self) -> str:
        known: Any = self  # always a dataclass
        said = (
            (each.name, getattr(self, each.name)) for each in fields(known) if _is_not_default(each, getattr(self, each.name))
        )
        return f"{type(self).__name__}({', '.join(f'{name}={_brief(value)}' for name, value in said)})"

    def __dir__(self) -> list[str]:
        return [name for name in object.__dir__(self) if name not in _MACHINERY and (name[:1] != "_" or name[:2] == "__")]


def _is_not_default(field: Field[Any], value: Any) -> bool:
    if not (field.repr and field.compare):
        return False
    default = field.default_factory() if field.default_factory is not MISSING else field.default
    return default is MISSING or bool(value != default)


def _brief(value: Any) -> str:
    """Return a value in few words: of long lists and tables how many entries they have."""
    words = repr(str(value)) if isinstance(value, str) else repr(value)
    if isinstance(value, tuple | Mapping) and (len(value) > _MOST_ENTRIES or len(words) > _MOST_LETTERS):
        return f"<{len(value):,} {'entry' if len(value) == 1 else 'entries'}>"
    return words


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
        return "".join([f"<p>{_escaped(seen.words)}</p>", *table, *more])


def _escaped(text: str) -> str:
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
    return f'<{kind} style="text-align: {side}; vertical-align: top; padding-right: 1em{whole}">{_escaped(text)}</{kind}>'
