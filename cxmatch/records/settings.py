"""Settings into nouns, by their annotations alone: all mistakes of a file at once, each with its line.

A noun may say how people write it: `from_setting` turns what stands in a file into its fields, `also_called` gives other words
for a field, `others` names the table that takes every key which is no field, and `once` refuses two entries of one name.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import MISSING, dataclass, field, fields, is_dataclass
from enum import StrEnum
from functools import cache, partial
from typing import Annotated, Any, Protocol, TypeVar, get_args, get_origin, get_type_hints

from cxmatch.errors import SHOWN, SettingsError, did_you_mean, refuse_more
from cxmatch.records.lines import Place, line_with, lines_of
from cxmatch.records.text import first_lines, fold, listed, said

Noun = TypeVar("Noun")
Word = TypeVar("Word", bound=StrEnum)


class _Bounds(Protocol):
    """What values an annotation takes."""

    def refuse(self, value: Any, name: str) -> Any:
        """Return the value; raise SettingsError where it is out of bounds."""


@dataclass(frozen=True, slots=True)
class Within:
    """_Bounds of a whole number, in its annotation; `beside` says what else may stand in a file."""

    least: int
    most: int
    beside: str = ""

    def refuse(self, value: Any, name: str) -> int:
        """Return the number; raise SettingsError where it is none, or out of bounds."""
        if type(value) is int and self.least <= value <= self.most:
            return value
        raise SettingsError(f"{name} is a whole number from {self.least} to {self.most:,}{self.beside}, not {said(value)}.")


def in_bounds(noun: Any) -> None:
    """Refuse a noun with a value that is not within the bounds of its annotation."""
    kind: Any = type(noun)
    for name, bounds in _bounds(kind).items():
        value = getattr(noun, name)
        if isinstance(value, Mapping):
            for key, number in value.items():
                bounds.refuse(number, f'{name}: "{key}"')
        elif value is not None:
            bounds.refuse(value, name)


def in_order(setting: str, table: Mapping[str, Any], most: int) -> dict[str, Any]:
    """Return a table by its names in order; refuse a name that stands twice, and more than so many."""
    refuse_more(table, most, f"entries of {setting}")
    if len({fold(name) for name in table}) < len(table):
        raise SettingsError(f"{setting}: the same name stands twice, in two spellings.")
    return dict(sorted(table.items()))


def one_of(words: type[Word], value: Any, name: str) -> Word:
    """Return the word of an enumeration; raises SettingsError with the nearest."""
    if not isinstance(value, str) or value not in [*words]:
        known = [word.value for word in words if word.value]
        near = did_you_mean(str(value), known)
        raise SettingsError(f"{said(value)} is no {name}.{near}", "Choose one of: " + ", ".join(known))
    return words(value)


def fill(kind: type[Noun], tree: Mapping[str, Any], text: str, source: str) -> tuple[Noun, dict[str, str]]:
    """Return the noun that settings say, and where each of its values stands ("policy.toml, line 7") by its dotted name.

    `tree` was read from `text`, which has the lines; `source` is what errors call the file. Raises SettingsError for all that
    makes no sense at once, each with its line, and unknown settings with the nearest that is known.
    """
    reader = _Reader(source=source, rows=text.split("\n"), lines=dict(lines_of(text)))
    made = reader.noun(kind, (), tree, "")
    if reader.problems:
        raise SettingsError(reader.told(), reader.next_step)
    return made, reader.origins


@dataclass(slots=True, kw_only=True)
class _Reader:
    """Reading one file: what is wrong so far, and where each value came from."""

    source: str
    rows: list[str]
    lines: dict[Place, int]
    problems: list[tuple[int, str]] = field(default_factory=list)
    origins: dict[str, str] = field(default_factory=dict)
    next_step: str = ""

    def value(self, hint: Any, path: Place, value: Any, name: str, called: str = "") -> Any:
        """Return what a value says, by its annotation; None where it makes no sense, which is noted."""
        self.origins[name] = f"{self.source}, line {self.line(path)}"
        kind = _without_none(hint)
        if is_dataclass(kind):
            return self.noun(kind, path, value, name, called)
        if get_origin(kind) is tuple:
            return tuple(self.entries(get_args(kind)[0], path, value, name))
        if get_origin(kind) is Mapping:
            inner, table = get_args(kind)[1], self.table(path, value).items()
            return {key: self.value(inner, (*path, key), entry, f"{name}.{key}", f'"{key}"') for key, entry in table}
        return self.tried(path, partial(_plain, kind, value, called or str(path[-1])))

    def noun(self, kind: Any, path: Place, value: Any, name: str, called: str = "") -> Any:
        """Return the noun that a table says."""
        before = len(self.problems)
        if hasattr(kind, "from_setting"):
            value = self.tried(path, partial(kind.from_setting, value))
            if len(self.problems) > before:
                return None
        entry = isinstance(path[-1], int) if path else False
        values = self.found(kind, path, {} if entry and not isinstance(value, dict) else self.table(path, value), name, called)
        lacking = [key for key in _needed(kind) if not str(values.get(key, "")).strip()]
        if len(self.problems) == before and lacking:
            what = f'an entry of "{path[-2]}"' if entry else "it"
            self.trouble(path, f"{what} names no {listed(lacking, 'or')}{'' if isinstance(value, dict) else f': {said(value)}'}.")
        return self.tried(path, partial(kind, **values)) if len(self.problems) == before else None

    def found(self, kind: Any, path: Place, table: dict[str, Any], name: str, called: str) -> dict[str, Any]:
        """Return the fields of a noun that a table has; `called` is what the noun is called in errors, where it has a name."""
        hints, also, rest = _settable(kind), getattr(kind, "also_called", {}), getattr(kind, "others", "")
        values: dict[str, Any] = {}
        others: dict[str, Any] = {}
        for key, entry in table.items():
            known, here = also.get(key, key), (*path, key)
            inside = name if known == rest else f"{name}.{known}".lstrip(".")
            if known != key and known in table:
                self.trouble(here, f'"{key}" and "{known}" are the same setting: put all under "{known}".')
            elif known in hints:
                values[known] = self.value(hints[known], here, entry, inside, f"{key} of {called}" if called else "")
            elif rest:
                others[key] = self.value(get_args(hints[rest])[1], here, entry, inside, f'"{key}"')
            else:
                self.unknown(here, kind)
        return {**values, rest: {**(values.get(rest) or {}), **others}} if others else values

    def entries(self, kind: Any, path: Place, value: Any, name: str) -> Iterator[Any]:
        """Return the entries of a list; an entry without a line of its own stands in the next one that has its first words."""
        nouns, here = is_dataclass(kind), path[-1]
        if not isinstance(value, list) or not (nouns or all(isinstance(entry, kind) for entry in value)):
            wanted = f" of entries:  [[{here}]]  and then lines of  name = value." if nouns else f':  {here} = ["..."]'
            self.trouble(path, f'"{here}" is a list{wanted}')
            return
        line, names = self.line(path), set[str]()
        for number, entry in enumerate(value):
            place = (*path, number)
            line = self.lines.setdefault(place, line_with(self.rows, line, *_texts_of(entry)[:2]))
            made = self.value(kind, place, entry, name)
            if made is not None and str(made) in names and getattr(kind, "once", False):
                self.trouble(place, f"{made} stands twice under {name}.")
            names.add(str(made))
            self.origins[f"{name}.{made}"] = f"{self.source}, line {line}"
            yield made

    def line(self, path: Place) -> int:
        """Return the line of a setting, or of the nearest thing around it that has one; 0 for the file as a whole."""
        there = (path[:size] for size in range(len(path), 0, -1))
        return next((self.lines[place] for place in there if place in self.lines), 1 if path and self.lines else 0)

    def trouble(self, path: Place, words: str) -> None:
        """Note something wrong."""
        self.problems.append((self.line(path), words))

    def unknown(self, path: Place, kind: Any) -> None:
        """Note a key that is not known: the nearest one, or the table it belongs to."""
        key, hints = str(path[-1]), _settable(kind)
        homes = [
            name for name, hint in hints.items() if is_dataclass(_without_none(hint)) and key in _settable(_without_none(hint))
        ]
        near = f" It belongs under [{homes[0]}]." if homes else did_you_mean(key, sorted(hints))
        self.trouble(path, f'there is no setting "{key}".{near}')

    def tried(self, path: Place, make: Callable[[], Any]) -> Any:
        """Make a value; note what is wrong with it instead of raising."""
        try:
            return make()
        except SettingsError as problem:
            self.trouble(path, problem.what)
            self.next_step = problem.next_step or self.next_step
            return None

    def table(self, path: Place, value: Any) -> dict[str, Any]:
        """Return a table, or note that it is none."""
        if isinstance(value, dict):
            return value
        self.trouble(path, f'"{path[-1]}" is a table:  [{path[-1]}]  and then lines of  name = value.')
        return {}

    def told(self) -> str:
        """Say all that is wrong, in the order of the lines; of very much only the first."""
        wrong = [f"line {line}: {words}" if line else words for line, words in sorted(self.problems)]
        if len(wrong) == 1:
            return f"{self.source}{', ' if self.problems[0][0] else ': '}{wrong[0]}"
        return "\n  ".join([f"{self.source} has {len(wrong)} things to fix:", *first_lines(wrong, SHOWN)])


def _plain(kind: Any, value: Any, name: str) -> Any:
    """Return a value that is no table and no list; raise SettingsError where it is of another kind."""
    if get_origin(kind) is Annotated:
        bounds: _Bounds = get_args(kind)[1]
        return bounds.refuse(value, name)
    if isinstance(kind, type) and issubclass(kind, StrEnum):
        return one_of(kind, value, name)
    if type(value) is not kind:
        name = name if kind is not str or name.startswith('"') else f'"{name}"'
        wanted = {bool: f"{name} is true or false", int: f"{name} is a whole number", str: f"{name} is a text in quotes"}[kind]
        raise SettingsError(wanted + (f", not {said(value)}." if kind is not str else "."))
    return value


def _texts_of(entry: Any) -> list[str]:
    values = entry.values() if isinstance(entry, dict) else entry if isinstance(entry, list) else [entry]
    return [value for value in values if isinstance(value, str)]


@cache
def _settable(kind: Any) -> dict[str, Any]:
    hints, unwritten = get_type_hints(kind, include_extras=True), getattr(kind, "unwritten", ())
    return {each.name: hints[each.name] for each in fields(kind) if each.name not in unwritten}


def _without_none(hint: Any) -> Any:
    return next((part for part in get_args(hint) if type(None) in get_args(hint)), hint)


@cache
def _needed(kind: Any) -> list[str]:
    return [each.name for each in fields(kind) if each.default is MISSING and each.default_factory is MISSING]


@cache
def _bounds(kind: Any) -> dict[str, _Bounds]:
    return {name: bounds for name, hint in _settable(kind).items() if (bounds := _bounds_in(hint))}


def _bounds_in(hint: Any) -> _Bounds | None:
    return hint if hasattr(hint, "refuse") else next(filter(None, map(_bounds_in, get_args(hint))), None)
