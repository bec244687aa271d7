"""What an organizer can say about how a survey is to be read."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from inspect import signature
from os import PathLike
from pathlib import Path
from types import NoneType
from typing import Any, Concatenate, ParamSpec, TypeVar

from cxmatch.domain.framework import Framework
from cxmatch.errors import SettingsError, did_you_mean
from cxmatch.records.text import clean
from cxmatch.survey.files.table import Limits

DUPLICATES = ("refuse", "latest")
_Options = ParamSpec("_Options")
_Result = TypeVar("_Result")

_TEXT = ((str, NoneType), "a text")
_KINDS: dict[str, tuple[tuple[type, ...], str]] = {
    "framework": ((str, PathLike, Framework, NoneType), "the name of a framework, a file or a Framework"),
    "scale": ((str, NoneType), 'a text such as "1-5"'),
    "columns": ((str, PathLike, NoneType), "the name of a columns file"),
    "encoding": _TEXT,
    "delimiter": _TEXT,
    "sheet": _TEXT,
    "header_row": ((int, NoneType), "a whole number"),
    "duplicates": ((str,), "a text"),
    "keep_email": ((bool,), "True or False"),
    "keep_words": ((bool,), "True or False"),
    "limits": ((Limits, NoneType), "a Limits"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadingOptions:
    """Every option of reading, at its default. See `reader.check` for what each means."""

    framework: str | Path | Framework | None = None
    scale: str | None = None
    columns: str | Path | None = None
    encoding: str | None = None
    delimiter: str | None = None
    sheet: str | None = None
    header_row: int | None = None
    duplicates: str = "refuse"
    proteges: Any = None
    keep_email: bool = False
    keep_words: bool = False
    limits: Limits | None = None

    def __post_init__(self) -> None:
        for name, (kinds, wanted) in _KINDS.items():
            given = getattr(self, name)
            if not isinstance(given, kinds) or (isinstance(given, bool) and bool not in kinds):
                raise SettingsError(f"The option {name} is {wanted}, not {type(given).__name__}.")
        if self.duplicates not in DUPLICATES:
            hint = did_you_mean(self.duplicates, DUPLICATES)
            raise SettingsError(f'"{clean(self.duplicates)}" is no choice for --duplicates.{hint}', "Choose refuse or latest.")
        if self.header_row is not None and self.header_row < 1:
            raise SettingsError(f"The header row is counted from 1, not {self.header_row}.")

    def wanted_framework(self) -> Framework | None:
        """Return the framework that was asked for, or None when the headings are to decide.

        Raises SettingsError if there is no such framework.
        """
        asked = self.framework
        return asked if asked is None or isinstance(asked, Framework) else Framework.load(asked)


def _keywords(
    make: Callable[_Options, ReadingOptions],
) -> Callable[[Callable[[Any, ReadingOptions], _Result]], Callable[Concatenate[Any, _Options], _Result]]:
    def taking(read: Callable[[Any, ReadingOptions], _Result]) -> Callable[Concatenate[Any, _Options], _Result]:
        @wraps(read)
        def reading(source: Any, *args: _Options.args, **given: _Options.kwargs) -> _Result:
            return read(source, make(*args, **given))

        (source, _), options = signature(read).parameters.values(), signature(make).parameters.values()
        reading.__signature__ = signature(read).replace(parameters=[source, *options])  # type: ignore[attr-defined]
        return reading  # type: ignore[return-value]  # `source` may also be given by its name

    return taking


taking_options = _keywords(ReadingOptions)
"""Give a reading the options as keywords, as `ReadingOptions` has them; an editor shows them one by one."""
