"""Where each setting of a TOML text stands, line by line."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import TypeAlias

Place: TypeAlias = tuple[str | int, ...]
NEAR = 50
_PART = r"""(?:"(?:[^"\\]|\\.)*"|'[^']*'|[A-Za-z0-9_-]+)"""
_KEY = rf"{_PART}(?:\s*\.\s*{_PART})*"
_TABLES = re.compile(rf"\s*\[\[\s*({_KEY})\s*\]\]")
_TABLE = re.compile(rf"\s*\[\s*({_KEY})\s*\]\s*(?:#.*)?$")
_SETTING = re.compile(rf"\s*({_KEY})\s*=")
_PARTS = re.compile(_PART)


def lines_of(text: str) -> Mapping[Place, int]:
    r"""Return the line, from 1, of every table and setting by its path; entries of [[tables]] are numbered from 0.

    >>> lines_of('a = 1\n[[b]]\nc = 2\n[[b]]\n"d e".f = 3')[("b", 1, "d e", "f")]
    5
    """
    numbers: dict[Place, int] = {}
    for number, path in _paths(text):
        for size in range(1, len(path) + 1):
            numbers.setdefault(path[:size], number)
    return numbers


def line_with(lines: Sequence[str], start: int, *words: str) -> int:
    """Return the first of the next lines from `start` that holds all the words, or `start` itself."""
    near = range(start, min(start + NEAR, len(lines) + 1))
    return next((number for number in near if all(word in lines[number - 1] for word in words)), start)


def _paths(text: str) -> Iterator[tuple[int, Place]]:
    table: Place = ()
    entries: dict[Place, int] = {}
    for number, line in enumerate(text.split("\n"), start=1):
        if match := _TABLES.match(line):
            name = _split(match[1])
            entries[name] = entries.get(name, -1) + 1
            table = (*name, entries[name])
            yield number, table
        elif match := _TABLE.match(line):
            table = _with_entry_number(_split(match[1]), entries)
            yield number, table
        elif match := _SETTING.match(line):
            yield number, (*table, *_split(match[1]))


def _split(key: str) -> Place:
    return tuple(part.strip("\"'") for part in _PARTS.findall(key))


def _with_entry_number(name: Place, entries: Mapping[Place, int]) -> Place:
    for size in range(1, len(name)):
        if name[:size] in entries:
            return (*name[:size], entries[name[:size]], *name[size:])
    return name
