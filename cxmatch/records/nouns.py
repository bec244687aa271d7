"""How any noun looks at a prompt: what it says of itself, and which of its names are offered there."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import MISSING, Field, fields
from typing import Any

MOST_ENTRIES = 4
# How records and settings files name a class's own fields: for programs of ours, and in nobody's way.
_MACHINERY = frozenset(
    {"derived", "silent", "unwritten", "spelled", "wide", "also_called", "others", "once", "from_setting", "glance"}
)


class Noun:
    """A noun at a prompt: its repr leaves out what is at its default, and completion offers its public names alone."""

    __slots__ = ()

    def __repr__(self) -> str:
        known: Any = self  # always a dataclass
        said = ((each.name, getattr(self, each.name)) for each in fields(known) if _tells(each, getattr(self, each.name)))
        return f"{type(self).__name__}({', '.join(f'{name}={_brief(value)}' for name, value in said)})"

    def __dir__(self) -> list[str]:
        return [name for name in object.__dir__(self) if name not in _MACHINERY and (name[:1] != "_" or name[:2] == "__")]


def _tells(field: Field[Any], value: Any) -> bool:
    """Tell whether a field says what its default does not."""
    if not (field.repr and field.compare):
        return False
    default = field.default_factory() if field.default_factory is not MISSING else field.default
    return default is MISSING or bool(value != default)


def _brief(value: Any) -> str:
    """Return a value in few words: of long lists and tables how many entries they have."""
    if isinstance(value, tuple | Mapping) and len(value) > MOST_ENTRIES:
        return f"<{len(value):,} entries>"
    return repr(str(value)) if isinstance(value, str) else repr(value)
