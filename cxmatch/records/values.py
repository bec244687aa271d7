"""What settings and records refuse alike, and how large records may be."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sized
from itertools import islice
from typing import Any

from cxmatch.errors import SHOWN, SettingsError
from cxmatch.records.text import fold

RECORD_BYTES, RECORD_DEPTH, LONGEST_NUMBER = 200_000_000, 32, 40
RECORD_ENTRIES, LARGEST_NUMBER = 100_000, 2**62

ANY_OFFICE, MOST_SEATS = "*", 1000


def refuse_one_office(mentor: str, protege: str) -> None:
    """Refuse a pair of an office with itself."""
    if mentor == protege != ANY_OFFICE:
        raise SettingsError(f'"{mentor}" is paired with itself.')


def refuse_more(entries: Sized, most: int, name: str) -> None:
    """Refuse a list or table that is longer than any true one."""
    if len(entries) > most:
        raise SettingsError(f"There are {len(entries):,} {name}; at most {most:,} are read.")


def refuse_any(problems: Iterable[str]) -> None:
    """Refuse settings with problems, a line each; of many only the first, which are looked for no further."""
    found = list(islice(problems, SHOWN + 1))
    if found:
        raise SettingsError("\n  ".join([*found[:SHOWN], *(["... and more"] if len(found) > SHOWN else [])]))


def in_order(setting: str, table: Mapping[str, Any], most: int) -> dict[str, Any]:
    """Return a table by its names in order; refuse a name that stands twice, and more than so many."""
    refuse_more(table, most, f"entries of {setting}")
    if len({fold(name) for name in table}) < len(table):
        raise SettingsError(f"{setting}: the same name stands twice, in two spellings.")
    return dict(sorted(table.items()))
