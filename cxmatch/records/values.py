"""Checks that the values of settings share, and how large settings files and records may be."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sized
from enum import StrEnum
from itertools import islice
from typing import Any, TypeVar

from cxmatch.errors import SettingsError, did_you_mean
from cxmatch.records.text import fold

SETTINGS_BYTES = 1_000_000
ENTRIES = 10_000
CHARACTERS = 10_000
DIGITS = 15
PARTS = 8
DEPTH = 8
SHOWN = 20

RECORD_BYTES, RECORD_DEPTH, LONGEST_NUMBER = 200_000_000, 32, 40
RECORD_ENTRIES, LARGEST_NUMBER = 100_000, 2**62


ANY_OFFICE = "*"
Word = TypeVar("Word", bound=StrEnum)


def short(text: str) -> str:
    """Give the beginning of a text that may be of any length."""
    return text if len(text) <= 60 else text[:57] + "..."


def said(value: Any) -> str:
    """Show a value in an error."""
    return short(repr(value))


def whole(value: Any, name: str, least: int, most: int) -> None:
    """Refuse what is not a whole number in a range."""
    if type(value) is not int or not least <= value <= most:
        raise SettingsError(f"{name} is a whole number from {least} to {most:,}, not {said(value)}.")


def one_of(words: type[Word], value: Any, name: str) -> Word:
    """Give the word of an enumeration; raises SettingsError with the nearest."""
    known = [word.value for word in words]
    if value not in known:
        near = did_you_mean(str(value), known)
        raise SettingsError(f'"{short(str(value))}" is no {name}.{near}', "Choose one of: " + ", ".join(known))
    return words(value)


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


def in_order(setting: str, table: Mapping[str, Any]) -> dict[str, Any]:
    """Give a table by its names in order; refuse a name that stands twice."""
    refuse_more(table, ENTRIES, f"entries of {setting}")
    if len({fold(name) for name in table}) < len(table):
        raise SettingsError(f"{setting}: the same name stands twice, in two spellings.")
    return dict(sorted(table.items()))
