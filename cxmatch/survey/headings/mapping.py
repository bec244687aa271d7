"""A columns file: what each heading is used as, and how answers in words count. TOML, written and read here."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Self

from cxmatch.domain.errors import FileError, SettingsError, did_you_mean
from cxmatch.domain.names import clean, fold
from cxmatch.survey.headings.form import Heading, heading_text
from cxmatch.survey.headings.uses import Use

_SECTIONS = ("columns", "levels")
_BY_LETTER = re.compile(r"column ([a-z]{1,3})")


@dataclass(frozen=True, slots=True, kw_only=True)
class ColumnsFile:
    """`columns` maps a folded heading, or "column f" where two headings are alike, to its use.

    `levels` maps a folded answer to the level it stands for ("5 - expert" to "5"), or to "not answered".
    """

    columns: Mapping[str, Use] = field(default_factory=dict)
    levels: Mapping[str, str] = field(default_factory=dict)

    @classmethod
    def load(cls, path: str | Path) -> Self:
        """Read a columns file.

        Raises
        ------
        SettingsError
            It is not TOML, or a line of it names a use that does not exist.
        FileError
            It cannot be read.

        """
        try:
            tree = tomllib.loads(Path(path).read_text(encoding="utf-8-sig"))
        except OSError as problem:
            raise FileError(f"{path} cannot be read: {problem.strerror}.") from None
        except (ValueError, RecursionError) as problem:
            raise SettingsError(f"{path} is not a TOML file: {problem}.") from None
        try:
            return cls._of(tree)
        except (ValueError, SettingsError) as problem:
            raise SettingsError(f"{path}: {problem}", "Write such a file:  cxmatch check SURVEY --save columns.toml") from None

    @classmethod
    def _of(cls, tree: Mapping[str, Any]) -> Self:
        for section in tree:
            if section not in _SECTIONS:
                raise SettingsError(f'there is no section "{section}".{did_you_mean(section, _SECTIONS)}')
        columns = {fold(heading_text(name)): Use.parse(words) for name, words in _texts(tree, "columns")}
        return cls(columns=columns, levels={fold(answer): clean(level) for answer, level in _texts(tree, "levels")})

    def use_of(self, heading: Heading) -> Use | None:
        """Give the use this file states for a heading; its letter counts before its text."""
        by_letter = self.columns.get(f"column {heading.column.lower()}")
        return by_letter or self.columns.get(fold(heading.text))

    def unknown(self, headings: Iterable[Heading]) -> tuple[str, ...]:
        """Give the lines that no heading of the survey answers to."""
        known = {fold(heading.text) for heading in headings} | {f"column {heading.column.lower()}" for heading in headings}
        return tuple(name for name in self.columns if name not in known)


def _texts(tree: Mapping[str, Any], section: str) -> list[tuple[str, str]]:
    entries = tree.get(section, {})
    if not isinstance(entries, dict):
        raise SettingsError(f'"{section}" is a table:  [{section}]  and then lines of  "heading" = "use".')
    if section == "columns" and not all(isinstance(value, str) for value in entries.values()):
        raise SettingsError('a line of [columns] is  "heading" = "use",  both in quotes.')
    return [(name, str(value)) for name, value in entries.items()]


def toml_text(text: str) -> str:
    r"""Write a text as TOML does, in quotes.

    >>> print(toml_text('Say "yes"'))
    "Say \"yes\""
    """
    escapes = {'"': '\\"', "\\": "\\\\"}
    shown = (escapes.get(letter) or (letter if letter.isprintable() else f"\\U{ord(letter):08X}") for letter in text)
    return f'"{"".join(shown)}"'


def toml_line(heading: str, use: str) -> str:
    """Write the line of a columns file that settles one heading."""
    return f"{toml_text(heading)} = {toml_text(use)}"


def columns_toml(columns: Iterable[tuple[str, str, str]], levels: Mapping[str, str]) -> str:
    """Write a columns file from (letter, heading, use) and the levels; headings that stand twice go by their letter."""
    listed = list(columns)
    seen: dict[str, int] = {}
    for _, heading, _ in listed:
        seen[fold(heading)] = seen.get(fold(heading), 0) + 1
    lines = [
        toml_line(heading if fold(heading) and seen[fold(heading)] == 1 else f"column {letter}", use)
        for letter, heading, use in listed
    ]
    said = [toml_line(answer, level) for answer, level in levels.items()]
    return "\n".join(["# What each heading of the survey is used as.", "[columns]", *lines, "", "[levels]", *said, ""])
