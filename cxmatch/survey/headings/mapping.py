"""What an organizer can say about how a survey is to be read: the options, and a columns file with the uses of headings."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from functools import partial, wraps
from inspect import signature
from os import PathLike
from pathlib import Path
from types import NoneType
from typing import Any, Concatenate, ParamSpec, Self, TypeVar

from cxmatch.domain.framework import Framework
from cxmatch.errors import SettingsError, did_you_mean
from cxmatch.records.kinds import Readable
from cxmatch.records.text import clean, fold
from cxmatch.records.toml import in_quotes, text_of, tree_of
from cxmatch.survey.files import Limits
from cxmatch.survey.headings import Column, Use, heading_text

_SECTIONS = ("columns", "levels")
LINES_BETWEEN = "  and  "
_Options = ParamSpec("_Options")
_Result = TypeVar("_Result")


class Duplicates(StrEnum):
    """What is done with an office that answered twice."""

    REFUSE = "refuse"
    LATEST = "latest"


class Unrated(StrEnum):
    """What the capability of a protege is that rated none."""

    OPEN = "open"
    LOWEST = "lowest"


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

        Raises SettingsError if it is not a TOML file in UTF-8, or a line of it names a use that does not exist; FileError if it
        cannot be read.
        """
        return cls._parse(text_of(path), str(path))

    @classmethod
    def of(cls, columns: str | Path | Self | None) -> Self:
        """Return a columns file by its name, as it is, or an empty one."""
        return columns if isinstance(columns, cls) else cls() if columns is None else cls.load(columns)  # type: ignore[arg-type]

    def settled(self, section: str, lines: Iterable[str]) -> Self:
        """Return the file with further lines of a section, which go before what it says of the same."""
        more = [self._parse(f"[{section}]\n{line}\n", "an answer") for line in lines]
        columns, levels = ({k: v for each in (self, *more) for k, v in getattr(each, name).items()} for name in _SECTIONS)
        return replace(self, columns=columns, levels=levels)

    @classmethod
    def _parse(cls, text: str, path: str) -> Self:
        tree = tree_of(text, path)
        try:
            for section in tree:
                if section not in _SECTIONS:
                    raise SettingsError(f'there is no section "{section}".{did_you_mean(section, _SECTIONS)}')
            columns = {fold(heading_text(name)): Use.parse(words) for name, words in _texts(tree, "columns")}
            return cls(columns=columns, levels={fold(answer): clean(level) for answer, level in _texts(tree, "levels")})
        except (ValueError, SettingsError) as problem:
            raise SettingsError(f"{path}: {problem}", "Make one with  cxmatch check SURVEY --save columns.toml") from None

    def use_of(self, column: Column) -> Use | None:
        """Return the use this file states for a column; its letter counts before its heading."""
        return next((self.columns[name] for name in _names_of(column) if name in self.columns), None)

    def unknown(self, columns: Iterable[Column]) -> tuple[str, ...]:
        """Return the headings and letters named in this file that the survey does not have."""
        named = {name for column in columns for name in _names_of(column)}
        return tuple(name for name in self.columns if name not in named)


_KINDS: dict[str, tuple[tuple[type, ...], str]] = {
    "framework": ((str, PathLike, Framework, NoneType), "the name of a framework, a file or a Framework"),
    "scale": ((str, NoneType), 'a text such as "1-5"'),
    "columns": ((str, PathLike, ColumnsFile, NoneType), "the name of a columns file or a ColumnsFile"),
    **dict.fromkeys(("encoding", "delimiter", "sheet"), ((str, NoneType), "a text")),
    "header_row": ((int, NoneType), "a whole number"),
    "duplicates": ((str,), "a text"),
    "unrated": ((str,), "a text"),
    **dict.fromkeys(("round", "keep_email", "keep_words"), ((bool,), "True or False")),
    "limits": ((Limits, NoneType), "a Limits"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadingOptions:
    """Every option of reading, at its default. See `reader.check` for what each means."""

    framework: str | Path | Framework | None = None
    scale: str | None = None
    columns: str | Path | ColumnsFile | None = None
    encoding: str | None = None
    delimiter: str | None = None
    sheet: str | None = None
    header_row: int | None = None
    duplicates: str = "refuse"
    unrated: str = "open"
    round: bool = False
    proteges: Readable | None = None
    keep_email: bool = False
    keep_words: bool = False
    limits: Limits | None = None

    def __post_init__(self) -> None:
        for name, (kinds, wanted) in _KINDS.items():
            given = getattr(self, name)
            if not isinstance(given, kinds) or (isinstance(given, bool) and bool not in kinds):
                raise SettingsError(f"The option {name} is {wanted}, not {type(given).__name__}.")
        for name, words in (("duplicates", Duplicates), ("unrated", Unrated)):
            given, choices = getattr(self, name), [word.value for word in words]
            if given not in choices:
                hint = did_you_mean(given, choices)
                raise SettingsError(f'"{clean(given)}" is no choice for --{name}.{hint}', f"Choose {' or '.join(choices)}.")
        if self.header_row is not None and self.header_row < 1:
            raise SettingsError(f"The header row is counted from 1, not {self.header_row}.")

    def wanted_framework(self) -> Framework | None:
        """Return the framework that was asked for, or None when the headings are to decide."""
        asked = self.framework
        return asked if asked is None or isinstance(asked, Framework) else Framework.load(asked)


def _taking(
    make: Callable[_Options, ReadingOptions], read: Callable[[Readable, ReadingOptions], _Result]
) -> Callable[Concatenate[Readable, _Options], _Result]:
    @wraps(read)
    def reading(source: Readable, *args: _Options.args, **given: _Options.kwargs) -> _Result:
        return read(source, make(*args, **given))

    (source, _), options = signature(read).parameters.values(), signature(make).parameters.values()
    reading.__signature__ = signature(read).replace(parameters=[source, *options])  # type: ignore[attr-defined]
    return reading  # type: ignore[return-value]  # `source` may also be given by its name


taking_options = partial(_taking, ReadingOptions)
"""Give a reading the options as keywords, as `ReadingOptions` has them; an editor shows them one by one."""


def _names_of(column: Column) -> tuple[str, ...]:
    written = (fold(column.written),) if column.written else ()
    return f"column {column.letter.lower()}", fold(column.heading), *written


def _texts(tree: Mapping[str, Any], section: str) -> list[tuple[str, str]]:
    entries = tree.get(section, {})
    if not isinstance(entries, dict):
        raise SettingsError(f'"{section}" is a table:  [{section}]  and then lines of  "heading" = "use".')
    if section == "columns" and not all(isinstance(value, str) for value in entries.values()):
        raise SettingsError('a line of [columns] is  "heading" = "use",  both in quotes.')
    return [(name, str(value)) for name, value in entries.items()]


def toml_line(heading: str, use: str) -> str:
    r"""Return the line of a columns file that settles one heading, in quotes as TOML has them.

    >>> print(toml_line('Say "yes"', "role"))
    "Say \"yes\"" = "role"
    """
    return f"{in_quotes(heading)} = {in_quotes(use)}"
