"""A noun that a program makes: what its fields are given is made what their annotations say, or refused in words."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import fields
from enum import StrEnum
from functools import cache
from typing import Any, get_args, get_origin, get_type_hints

from cxmatch.errors import SettingsError
from cxmatch.records.codec import encode
from cxmatch.records.kinds import Frame, fits, misfit
from cxmatch.records.settings import Noun, fill, in_bounds, one_of


def taken(noun: Any) -> None:
    """Make the fields of a new noun what their annotations say: a dict or a tuple becomes the noun it tells, a word its like.

    Raises SettingsError for what can be none of them, and for what is out of bounds.
    """
    kind: Any = type(noun)
    for name, hint in _hints(kind).items():
        object.__setattr__(noun, name, _made(hint, getattr(noun, name), name))
    in_bounds(noun)


def told(kind: type[Noun], tree: Any, name: str) -> Noun:
    """Return the noun that a table of a program says, as one of a settings file would; what is None is left to its default.

    Raises SettingsError with all that makes no sense at once; `name` is what errors call the table.
    """
    plain = _plain(encode(tree))
    known: Any = kind
    said = known.from_setting(plain) if hasattr(known, "from_setting") else plain
    if not isinstance(said, dict):
        raise SettingsError(misfit(name, kind, tree))
    return fill(kind, said, "", name)[0]


def _made(hint: Any, value: Any, name: str) -> Any:
    if get_origin(hint) is tuple and _is_list(value):
        return tuple(_made(get_args(hint)[0], entry, name) for entry in value)
    if hasattr(hint, "__dataclass_fields__"):
        return value if isinstance(value, hint) else told(hint, value, name)
    if isinstance(hint, type) and issubclass(hint, StrEnum):
        return one_of(hint, value, name)
    if not fits(hint, value):
        raise SettingsError(misfit(name, hint, value))
    return value


def _is_list(value: Any) -> bool:
    return isinstance(value, Collection) and not isinstance(value, str | bytes | Mapping | Frame)


def _plain(tree: Any) -> Any:
    if isinstance(tree, list):
        return list(map(_plain, tree))
    if isinstance(tree, dict):
        return {key: _plain(value) for key, value in tree.items() if value is not None}
    return tree.item() if getattr(tree, "shape", None) == () else tree  # a number out of a DataFrame


@cache
def _hints(kind: Any) -> dict[str, Any]:
    hints = get_type_hints(kind, include_extras=True)
    return {each.name: hints[each.name] for each in fields(kind)}
