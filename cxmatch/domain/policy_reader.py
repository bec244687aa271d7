"""What reading a policy file keeps track of: lines, origins, and all that is wrong."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, fields
from typing import Any

from cxmatch.domain.policy import Capacity, Must
from cxmatch.errors import SettingsError, did_you_mean
from cxmatch.records.toml import Place


@dataclass(slots=True)
class Reader:
    """The state of reading one file: what is wrong so far, and where each value came from."""

    rows: Sequence[str]
    source: str
    lines: Mapping[Place, int]
    problems: list[tuple[int, str]] = field(default_factory=list)
    origins: dict[str, str] = field(default_factory=dict)
    next_step: str = ""

    def line(self, path: Place) -> int:
        """Give the line of a setting, or of the nearest thing around it that has one."""
        for size in range(len(path), 0, -1):
            if path[:size] in self.lines:
                return self.lines[path[:size]]
        return 1

    def trouble(self, path: Place, words: str, line: int = 0) -> None:
        """Note something wrong."""
        self.problems.append((line or self.line(path), words))

    def unknown(self, path: Place, known: tuple[str, ...]) -> None:
        """Note a key that is not known: the nearest one, or the table it belongs to."""
        key = str(path[-1])
        homes = {name: home for home, kind in (("must", Must), ("capacity", Capacity)) for name in names(kind)}
        place = f" It belongs under [{homes[key]}]." if len(path) == 1 and key in homes else ""
        self.trouble(path, f'there is no setting "{key}".{place or did_you_mean(key, sorted(known))}')

    def came(self, key: str, path: Place, line: int = 0) -> None:
        """Note where a value came from."""
        self.origins[key] = f"{self.source}, line {line or self.line(path)}"

    def tried(self, path: Place, make: Callable[[], Any], line: int = 0) -> Any:
        """Make a value; note what is wrong with it instead of raising."""
        try:
            return make()
        except SettingsError as problem:
            self.trouble(path, problem.what, line)
            self.next_step = problem.next_step or self.next_step
            return None

    def table(self, path: Place, value: Any) -> dict[str, Any]:
        """Give a table, or note that it is none."""
        if isinstance(value, dict):
            return value
        self.trouble(path, f'"{path[-1]}" is a table:  [{path[-1]}]  and then lines of  name = value.')
        return {}


def names(kind: type) -> tuple[str, ...]:
    """Give the settings of a table by the noun it becomes."""
    return tuple(field.name for field in fields(kind))
