"""Nouns to JSON and back, by their annotations alone.

What a class lists in `derived` is written beside its fields and ignored on reading: `verify` compares it. What it lists in
`unwritten` stays out, as does what it lists in `silent` while it is at its default, or None where it is derived; `spelled` gives
the keys of fields whose names are words of Python, and `wide` names tables of numbers of any size.
"""

from __future__ import annotations

import json
import math
import types
from collections import Counter
from collections.abc import Mapping
from dataclasses import MISSING, Field, fields, is_dataclass
from enum import Enum
from functools import cache
from json.encoder import encode_basestring
from typing import Any, TypeVar, Union, get_args, get_origin, get_type_hints

from cxmatch.errors import FileError
from cxmatch.records.text import short

RECORD_BYTES, RECORD_DEPTH, LONGEST_NUMBER = 200_000_000, 32, 40
RECORD_ENTRIES, LARGEST_NUMBER = 100_000, 2**62

Noun = TypeVar("Noun")
_TOO_DEEP = "it is nested too deeply."
_PLAIN = {str, int, float, bool, type(None)}


def encode(noun: Any) -> Any:
    """Return the JSON tree of a noun."""
    # Plain values are told where they stand: a call for each would take most of the time of a large cohort.
    kind: Any = type(noun)
    if kind in _PLAIN:
        return noun
    if hasattr(kind, "__dataclass_fields__"):
        silent, held = _silent(kind), ((key, name, getattr(noun, name)) for key, name in _written(kind))
        return {
            key: value if type(value) in _PLAIN else encode(value)
            for key, name, value in held
            if name not in silent or value != silent[name]
        }
    if kind is dict or isinstance(noun, Mapping):
        return {str(key): value if type(value) in _PLAIN else encode(value) for key, value in noun.items()}
    if isinstance(noun, (tuple, list)):
        return [value if type(value) in _PLAIN else encode(value) for value in noun]
    return noun.value if isinstance(noun, Enum) else noun


def dumps(noun: Any) -> str:
    """Write a noun as JSON text: stable, readable, ending in a newline."""
    return _indented(encode(noun), "\n") + "\n"


def _indented(tree: Any, line: str) -> str:
    """Return what `json.dumps` gives with an indent of 1, where it takes three times as long; `line` begins a line."""
    kind, deeper = type(tree), f"{line} "
    if kind is str:
        return encode_basestring(tree)
    if kind is int:
        return str(tree)
    if kind is dict and tree:
        entries = [f"{encode_basestring(key)}: {_indented(value, deeper)}" for key, value in tree.items()]
        return f"{{{deeper}{f',{deeper}'.join(entries)}{line}}}"
    if kind is list and tree:
        return f"[{deeper}{f',{deeper}'.join([_indented(value, deeper) for value in tree])}{line}]"
    return json.dumps(tree, ensure_ascii=False, allow_nan=False)


def decode(kind: type[Noun], tree: Any) -> Noun:
    """Make a noun from its JSON tree; raises FileError, with where, if the tree does not have the shape of the noun."""
    made: Noun = _decode(kind, tree, "record")
    return made


def loads(text: str) -> Any:
    """Read JSON strictly, or raise FileError: no key twice, no NaN, no number or nesting past the limits."""
    try:
        tree = json.loads(text, object_pairs_hook=_once, parse_constant=_no_constant, parse_int=_integer, parse_float=_decimal)
    except RecursionError:
        raise FileError(_TOO_DEEP) from None
    except ValueError as problem:
        raise FileError(f"it is not valid JSON: {problem}.") from None
    _refuse_deep(tree)
    return tree


def _refuse_deep(tree: Any) -> None:
    level = [tree]
    for _ in range(RECORD_DEPTH):
        inside = (node.values() if isinstance(node, dict) else node for node in level if isinstance(node, (dict, list)))
        level = [child for children in inside for child in children]
    if level:
        raise FileError(_TOO_DEEP)


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    tree = dict(pairs)
    if len(tree) < len(pairs):
        counts = Counter(name for name, _ in pairs)
        raise ValueError(f'the key "{short(max(counts, key=lambda name: counts[name]))}" stands twice')
    return tree


def _integer(digits: str) -> int:
    if len(digits) > LONGEST_NUMBER:
        raise ValueError(f"a number has more than {LONGEST_NUMBER} digits")
    return int(digits)


def _decimal(digits: str) -> float:
    number = float(digits)
    return number if math.isfinite(number) else _no_constant(short(digits))


def _no_constant(word: str) -> Any:
    raise ValueError(f"{word} is not a number")


def _decode(kind: Any, tree: Any, where: str) -> Any:
    origin, inner = get_origin(kind), get_args(kind)
    if is_dataclass(kind):
        return _decode_noun(kind, tree, where)
    if origin is tuple:
        return tuple(_decode(inner[0], item, f"{where}[{place}]") for place, item in enumerate(_of(list, tree, where)))
    if origin is not None and _is_a(origin, Mapping):
        return {key: _decode(inner[1], value, f"{where}.{key}") for key, value in _of(dict, tree, where).items()}
    if origin in (Union, types.UnionType):
        return None if tree is None else _decode(next(part for part in inner if part is not type(None)), tree, where)
    if kind is str and isinstance(tree, str) and not tree.isascii():
        return _whole(tree, where)
    if _is_a(kind, Enum):
        return _enum(kind, tree, where)
    if kind is int:
        return _number(tree, where)
    return _of(int if kind is _Wide else kind, tree, where)


def _number(tree: Any, where: str) -> int:
    """Refuse what no array of whole numbers can hold."""
    if abs(_of(int, tree, where)) > LARGEST_NUMBER:
        raise FileError(f"{where} is a number too large for a record.")
    return int(tree)


def _whole(text: str, where: str) -> str:
    """Refuse half of a character, which JSON can spell and no file can hold."""
    if any("\ud800" <= character <= "\udfff" for character in text):
        raise FileError(f"{where} holds half of a character.")
    return text


def _is_a(kind: Any, parent: type) -> bool:
    return isinstance(kind, type) and issubclass(kind, parent)


def _decode_noun(kind: Any, tree: Any, where: str) -> Any:
    hints, known = _hints(kind), _read(kind)
    unknown = set(_of(dict, tree, where)) - known.keys() - set(getattr(kind, "derived", ()))
    if unknown:
        raise FileError(f'{where} has a key "{short(min(unknown))}" that this version does not know.')
    lacking = [key for key, name in known.items() if key not in tree and name in _needed(kind)]
    if lacking:
        raise FileError(f'{where} is not complete: it has no "{lacking[0]}".')
    return kind(**{name: _decode(hints[name], tree[key], f"{where}.{key}") for key, name in known.items() if key in tree})


def _of(kind: type, tree: Any, where: str) -> Any:
    if type(tree) is not kind:
        raise FileError(f"{where} is not of the kind {kind.__name__}.")
    if isinstance(tree, (list, dict)) and len(tree) > RECORD_ENTRIES:
        raise FileError(f"{where} has {len(tree):,} entries; at most {RECORD_ENTRIES:,} are read.")
    return tree


def _enum(kind: type[Enum], tree: Any, where: str) -> Enum:
    try:
        return kind(tree)
    except ValueError:
        raise FileError(f'{where} is "{short(str(tree))}", not one of: {", ".join(str(word.value) for word in kind)}.') from None


@cache
def _read(kind: Any) -> dict[str, str]:
    """Return the fields of a noun by their keys in JSON: their names, unless the noun says how they are spelled."""
    spelled, unwritten = getattr(kind, "spelled", {}), getattr(kind, "unwritten", ())
    return {spelled.get(field.name, field.name): field.name for field in fields(kind) if field.name not in unwritten}


@cache
def _needed(kind: Any) -> frozenset[str]:
    given = (field.name for field in fields(kind) if field.default is MISSING and field.default_factory is MISSING)
    return frozenset(given)


@cache
def _written(kind: Any) -> tuple[tuple[str, str], ...]:
    """Return what is written of a noun, as keys and names: its fields, then what it lists as derived."""
    return (*_read(kind).items(), *((name, name) for name in getattr(kind, "derived", ())))


@cache
def _silent(kind: Any) -> Mapping[str, Any]:
    """Return what is written only where it is not at its default, with that default: None for what is derived."""
    silent = getattr(kind, "silent", ())
    return dict.fromkeys(silent) | {each.name: _default(each) for each in fields(kind) if each.name in silent}


def _default(each: Field[Any]) -> Any:
    return each.default if each.default_factory is MISSING else each.default_factory()


@cache
def _hints(kind: Any) -> dict[str, Any]:
    wide = dict.fromkeys(getattr(kind, "wide", ()), Mapping[str, _Wide])
    return {**get_type_hints(kind), **wide}


class _Wide:
    """Marks whole numbers that only Python's own arithmetic looks at."""
