"""What a verb or a noun of the face is given, held against its annotations: what does not fit is refused in words first."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import fields
from enum import StrEnum
from functools import cache, wraps
from inspect import Parameter, Signature, signature, unwrap
from os import PathLike
from pathlib import Path
from types import NoneType, SimpleNamespace, UnionType
from typing import (
    Annotated,
    Any,
    ParamSpec,
    Protocol,
    TypeAlias,
    TypeVar,
    Union,
    get_args,
    get_origin,
    get_type_hints,
    runtime_checkable,
)

from cxmatch.errors import SettingsError, did_you_mean
from cxmatch.records.codec import encode
from cxmatch.records.settings import Noun, fill, in_bounds, one_of
from cxmatch.records.text import listed, short

_Given = ParamSpec("_Given")
_Result = TypeVar("_Result")


@runtime_checkable
class Frame(Protocol):
    """A pandas DataFrame, as far as it is looked at: importing pandas to ask would double the start-up time."""

    @property
    def columns(self) -> Any:
        """The headings."""

    def itertuples(self, index: bool = ..., name: Any = ...) -> Any:
        """Return the rows."""


File: TypeAlias = str | PathLike[str]
Readable: TypeAlias = File | bytes | Frame
"""A file, "-" for standard input, the bytes of a file, or a DataFrame."""

_WORDS: Mapping[Any, str] = {
    str: "a text",
    bytes: "bytes",
    bool: "True or False",
    int: "a whole number",
    float: "a number",
    PathLike: "a path",
    Frame: "a DataFrame",
    NoneType: "None",
}


def guarded(verb: Callable[_Given, _Result]) -> Callable[_Given, _Result]:
    """Return the verb, which then raises SettingsError for a word it does not know, a wrong type, or what is missing."""
    form = signature(verb)

    @wraps(verb)
    def called(*typed: _Given.args, **by_name: _Given.kwargs) -> _Result:
        given, named = tuple(map(_number, typed)), {name: _number(value) for name, value in by_name.items()}
        _refuse_unknown(verb.__name__, form, named)
        _refuse_misfits(verb, _bound(verb.__name__, form, given, named))
        return verb(*given, **named)

    return called


def _refuse_unknown(verb: str, form: Signature, named: Iterable[str]) -> None:
    kinds = [each.kind for each in form.parameters.values()]
    wrong = [] if Parameter.VAR_KEYWORD in kinds else [name for name in named if name not in form.parameters]
    if wrong:
        near = did_you_mean(wrong[0], list(form.parameters))
        raise SettingsError(f'{verb} knows no "{wrong[0]}".{near}', f"It takes: {', '.join(form.parameters) or 'nothing'}")


def _bound(verb: str, form: Signature, given: Any, named: Any) -> Mapping[str, Any]:
    try:
        return form.bind(*given, **named).arguments
    except TypeError as problem:
        raise SettingsError(f"{verb}: {problem}.", f"It takes: {', '.join(form.parameters) or 'nothing'}") from None


def _refuse_misfits(verb: Callable[..., Any], given: Mapping[str, Any]) -> None:
    hints = _hints(verb)
    for name, value in given.items():
        if name in hints and not (_fits(hints[name], value) and _may_be_named(hints[name], value)):
            raise SettingsError(f"{verb.__name__}: {_misfit(name, hints[name], value)}", f"See  help(cxmatch.{verb.__name__})")


def _misfit(name: str, hint: Any, value: Any) -> str:
    return f"{name} is {listed(list(dict.fromkeys(_wanted(hint))), 'or')}, not {_called(value)}."


def _may_be_named(hint: Any, value: Any) -> bool:
    """Tell whether a text where a file is meant can be the name of one."""
    parts = {get_origin(each) or each for each in get_args(hint)}
    return not (isinstance(value, str) and "\0" in value and parts & {Path, PathLike})


@cache
def _hints(verb: Callable[..., Any]) -> dict[str, Any]:
    """Return the annotations of the parameters; what is given back may be of a library that is loaded only then."""
    inner = unwrap(verb)
    taken = SimpleNamespace(__annotations__={name: hint for name, hint in inner.__annotations__.items() if name != "return"})
    return get_type_hints(taken, inner.__globals__)


def _called(value: Any) -> str:
    plain = value is None or isinstance(value, str | int | float | list | tuple)
    return short(repr(value)) if plain else _named(type(value))


def _named(kind: type) -> str:
    return f"{'an' if kind.__name__[:1] in 'AEIOU' else 'a'} {kind.__name__}"


def _fits(hint: Any, value: Any) -> bool:
    """Tell whether a value is what an annotation says; what can be gone through only once is not looked into."""
    origin, inner = get_origin(hint), get_args(hint)
    if origin in (Union, UnionType):
        return any(_fits(each, value) for each in inner)
    if origin is Annotated:  # its bounds are looked at by themselves, and say more
        return True
    if origin is None:
        return hint is Any or isinstance(hint, TypeVar) or _is_a(NoneType if hint is None else hint, value)
    if not issubclass(origin, Iterable) or origin is PathLike:
        return isinstance(value, origin)
    return isinstance(value, origin) and not isinstance(value, str | bytes | Frame) and _entries_fit(inner, value)


def _is_a(kind: Any, value: Any) -> bool:
    if isinstance(value, bool):
        return kind in (bool, object)
    return isinstance(value, (int, float)) if kind is float else isinstance(value, kind)


def _entries_fit(inner: tuple[Any, ...], value: Any) -> bool:
    if isinstance(value, Mapping) and len(inner) > 1:
        return all(_fits(inner[0], key) and _fits(inner[-1], entry) for key, entry in value.items())
    if not isinstance(value, Collection) or not inner:
        return True
    fixed = len(inner) > 1 and inner[-1] is not Ellipsis
    if fixed:
        return len(value) == len(inner) and all(map(_fits, inner, value))
    return all(_fits(inner[0], entry) for entry in value)


def _wanted(hint: Any) -> Iterator[str]:
    origin, inner = get_origin(hint), get_args(hint)
    if origin in (Union, UnionType):
        yield from (words for each in inner for words in _wanted(each))
    elif origin in (None, PathLike):
        kind = NoneType if hint is None else origin or hint
        yield _WORDS.get(kind) or _named(kind)
    elif issubclass(origin, Mapping):
        yield "a table"
    elif issubclass(origin, Iterable):
        yield f"a list, each entry {listed(list(_wanted(inner[0])), 'or')}"
    else:
        yield "a function"


def taken(noun: Any) -> None:
    """Make the fields of a new noun what their annotations say: a dict or a tuple becomes the noun it tells, a word its like.

    Raises SettingsError for what can be none of them, and for what is out of bounds.
    """
    kind: Any = type(noun)
    for name, hint in _annotations(kind).items():
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
        raise SettingsError(_misfit(name, kind, tree))
    return fill(kind, said, "", name)[0]


def _made(hint: Any, given: Any, name: str) -> Any:
    value = _number(given)
    if get_origin(hint) is tuple and _is_list(value):
        return tuple(_made(get_args(hint)[0], entry, name) for entry in value)
    if hasattr(hint, "__dataclass_fields__"):
        return value if isinstance(value, hint) else told(hint, value, name)
    if isinstance(hint, type) and issubclass(hint, StrEnum):
        return one_of(hint, value, name)
    if not _fits(hint, value):
        raise SettingsError(_misfit(name, hint, value))
    return value


def _is_list(value: Any) -> bool:
    return isinstance(value, Collection) and not isinstance(value, str | bytes | Mapping | Frame)


def _plain(tree: Any) -> Any:
    if isinstance(tree, list):
        return list(map(_plain, tree))
    if isinstance(tree, dict):
        return {key: _plain(value) for key, value in tree.items() if value is not None}
    return _number(tree)


def _number(value: Any) -> Any:
    """Return a number out of a DataFrame or an array as one of Python's own; anything else as it is."""
    return value.item() if getattr(value, "shape", None) == () else value


@cache
def _annotations(kind: Any) -> dict[str, Any]:
    hints = get_type_hints(kind, include_extras=True)
    return {each.name: hints[each.name] for each in fields(kind)}
