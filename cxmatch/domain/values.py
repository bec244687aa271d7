"""Checks that the values of settings share."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import Any, TypeVar

from cxmatch.domain.errors import SettingsError, did_you_mean
from cxmatch.domain.names import fold

ANY_OFFICE = "*"
Word = TypeVar("Word", bound=StrEnum)


def whole(value: Any, name: str, least: int, most: int) -> None:
    """Refuse what is not a whole number in a range."""
    if type(value) is not int or not least <= value <= most:
        raise SettingsError(f"{name} is a whole number from {least} to {most:,}, not {value!r}.")


def one_of(words: type[Word], value: Any, name: str) -> Word:
    """Give the word of an enumeration; raises SettingsError with the nearest."""
    known = [word.value for word in words]
    if value not in known:
        near = did_you_mean(str(value), known)
        raise SettingsError(f'"{value}" is no {name}.{near}', "Choose one of: " + ", ".join(known))
    return words(value)


def refuse_one_office(mentor: str, protege: str) -> None:
    """Refuse a pair of an office with itself."""
    if mentor == protege != ANY_OFFICE:
        raise SettingsError(f'"{mentor}" is paired with itself.')


def in_order(setting: str, table: Mapping[str, Any]) -> dict[str, Any]:
    """Give a table by its names in order; refuse a name that stands twice."""
    if len({fold(name) for name in table}) < len(table):
        raise SettingsError(f"{setting}: the same name stands twice, in two spellings.")
    return dict(sorted(table.items()))
