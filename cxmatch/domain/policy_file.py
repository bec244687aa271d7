"""Reading a policy file: every setting, where it stands, and all that is wrong at once."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import Any

from cxmatch.domain.cohort import MOST_SEATS
from cxmatch.domain.policy import (
    MOST_POINTS,
    MOST_WEIGHT,
    Capacity,
    Must,
    Objective,
    Policy,
    Seats,
)
from cxmatch.domain.policy_entries import ALIASES, read_pairs, read_preferences
from cxmatch.domain.policy_reader import Reader, names
from cxmatch.errors import SettingsError
from cxmatch.records.toml import Place, lines_of, tree_of
from cxmatch.records.values import SHOWN, one_of, said, whole

_SETTINGS = ("objective", "tie_seed", "weights", "capacity", "must", "locked", "forbidden", "past", "prefer", "waited")


def read(text: str, source: str) -> dict[str, Any]:
    """Read the settings of a policy, as `Policy` takes them, with their origins.

    Raises
    ------
    SettingsError
        It is no TOML file, or settings make no sense: every one is named with its line.

    """
    tree = tree_of(text, source)
    reader = Reader(rows=text.split("\n"), source=source, lines=lines_of(text))
    settings = _policy(reader, tree)
    if reader.problems:
        raise SettingsError(_told(source, sorted(reader.problems)), reader.next_step)
    try:
        Policy(**settings)
    except SettingsError as problem:
        raise SettingsError(f"{source}: {problem.what}", problem.next_step) from None
    return {**settings, "origins": reader.origins}


def _told(source: str, problems: Sequence[tuple[int, str]]) -> str:
    if len(problems) == 1:
        return f"{source}, line {problems[0][0]}: {problems[0][1]}"
    shown = [f"line {line}: {words}" for line, words in problems[:SHOWN]]
    rest = [f"... and {len(problems) - SHOWN} more"] if len(problems) > SHOWN else []
    return "\n  ".join([f"{source} has {len(problems)} things to fix:", *shown, *rest])


def _objective(reader: Reader, path: Place, value: Any) -> Objective | None:
    reader.came("objective", path)
    found: Objective | None = reader.tried(path, lambda: one_of(Objective, value, "objective"))
    return found


def _text(reader: Reader, path: Place, value: Any) -> str | None:
    if isinstance(value, str):
        reader.came(str(path[-1]), path)
        return value
    reader.trouble(path, f'"{path[-1]}" is a text in quotes.')
    return None


def _weights(reader: Reader, path: Place, value: Any) -> dict[str, int]:
    weights = {}
    for name, weight in reader.table(path, value).items():
        if reader.tried((*path, name), partial(_whole, weight, f'"{name}"', MOST_WEIGHT)) is not None:
            weights[name] = weight
            reader.came(f"weights.{name}", (*path, name))
    return weights


def _waited(reader: Reader, path: Place, value: Any) -> dict[str, int]:
    waited = {}
    for name, points in reader.table(path, value).items():
        if reader.tried((*path, name), partial(_whole, points, f'"{name}"', MOST_POINTS)) is not None:
            waited[name] = points
            reader.came(f"waited.{name}", (*path, name))
    return waited


def _whole(value: Any, name: str, most: int) -> int:
    whole(value, name, 0, most)
    return int(value)


def _must(reader: Reader, path: Place, value: Any) -> Must:
    kinds: dict[str, type] = dict.fromkeys(names(Must), bool) | {"minimum_fit": int}
    rules: dict[str, Any] = {}
    for name, given in reader.table(path, value).items():
        here = (*path, name)
        if name not in kinds:
            reader.unknown(here, names(Must))
        elif type(given) is not kinds[name]:
            reader.trouble(here, f"{name} is {'true or false' if kinds[name] is bool else 'a whole number'}, not {said(given)}.")
        elif reader.tried(here, partial(_must_of, {name: given})) is not None:
            rules[name] = given
            reader.came(f"must.{name}", here)
    return Must(**rules)


def _must_of(rules: dict[str, Any]) -> Must:
    return Must(**rules)


def _capacity(reader: Reader, path: Place, value: Any) -> Capacity:
    settings: dict[str, Any] = {}
    offices: dict[str, Seats] = {}
    for name, given in reader.table(path, value).items():
        here = (*path, name)
        if name == "offices":
            offices |= _offices(reader, here, given)
        elif name == "mentor_at_least" and isinstance(given, dict):
            settings |= _each(reader, here, given)
        elif name in ("mentor", "protege", "mentor_at_least"):
            if reader.tried(here, partial(Capacity, **{name: given})) is not None:
                settings[name] = given
                reader.came(f"capacity.{name}", here)
        else:
            offices |= _own_seats(reader, here, {"mentor": given})
    for name in offices:
        reader.origins.setdefault(f"capacity.{name}", f"{reader.source}, line {reader.line(path)}")
    return reader.tried(path, lambda: Capacity(**settings, offices=offices)) or Capacity()


def _each(reader: Reader, path: Place, value: dict[str, Any]) -> dict[str, Any]:
    if set(value) != {"each"}:
        reader.trouble(path, "mentor_at_least is a whole number, or  { each = 1 }  for every mentor.")
        return {}
    if reader.tried(path, lambda: Capacity(mentor_at_least=value["each"])) is None:
        return {}
    reader.came("capacity.mentor_at_least", path)
    return {"mentor_at_least": value["each"], "each": bool(value["each"])}


def _offices(reader: Reader, path: Place, value: Any) -> dict[str, Seats]:
    found: dict[str, Seats] = {}
    for name, seats in reader.table(path, value).items():
        found |= _own_seats(reader, (*path, name), seats)
    return found


def _own_seats(reader: Reader, path: Place, value: Any) -> dict[str, Seats]:
    name, seats = str(path[-1]), reader.table(path, value)
    for key in set(seats) - set(names(Seats)):
        reader.unknown((*path, key), names(Seats))
    known = {key: seats[key] for key in seats if key in names(Seats)}
    made = reader.tried(path, lambda: _seats_of(name, known))
    reader.came(f"capacity.{name}", path)
    return {} if made is None else {name: made}


def _seats_of(name: str, known: dict[str, Any]) -> Seats:
    for side, number in known.items():
        whole(number, f'{side} seats of "{name}"', 0, MOST_SEATS)
    return Seats(**known)


def _policy(reader: Reader, tree: dict[str, Any]) -> dict[str, Any]:
    """Read the whole tree."""
    for alias, name in ALIASES.items():
        if alias in tree and name in tree:
            reader.trouble((alias,), f'"{alias}" and "{name}" are the same setting: put all pairs under "{name}".')
    settings: dict[str, Any] = {}
    for key, value in tree.items():
        name = ALIASES.get(key, key)
        if name not in _SETTINGS:
            reader.unknown((key,), _SETTINGS)
        else:
            with_line = _READERS[name](reader, (key,), value)
            if with_line is not None:
                settings[name] = with_line
    return settings


_READERS: Mapping[str, Callable[[Reader, Place, Any], Any]] = {
    "objective": _objective,
    "tie_seed": _text,
    "weights": _weights,
    "capacity": _capacity,
    "must": _must,
    "waited": _waited,
    "locked": read_pairs,
    "forbidden": read_pairs,
    "past": read_pairs,
    "prefer": read_preferences,
}
