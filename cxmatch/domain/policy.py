"""A policy: the rules of a program, and how pairings are weighed."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, fields
from enum import StrEnum
from pathlib import Path
from typing import Any, ClassVar, Self

from cxmatch.domain.errors import FileError, SettingsError, did_you_mean
from cxmatch.domain.names import fold

ANY_OFFICE = "*"
MOST_WEIGHT = 1000
_ALIASES = {"pins": "locked", "bans": "forbidden"}


class Objective(StrEnum):
    """What the best matching has most of, first to last; ties always go by the public key."""

    EVERYONE_FIRST = "everyone-first"
    TOTAL_FIRST = "total-first"
    WORST_OFF_FIRST = "worst-off-first"


@dataclass(frozen=True, slots=True, kw_only=True)
class Pair:
    """A mentor and a protege, by office name; "*" stands for any office."""

    mentor: str
    protege: str
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Past:
    """A pair of an earlier cohort: never made again, or with `points_off` its fit as shown."""

    mentor: str
    protege: str
    points_off: int | None = None


class Wish(StrEnum):
    """How an attribute of two partners should compare."""

    SAME = "same"
    DIFFERENT = "different"
    NEAR = "near"


@dataclass(frozen=True, slots=True, kw_only=True)
class Preference:
    """Points, as shown, for partners whose attribute is as wished; `near` numbers are no further apart than `within`."""

    attribute: str
    want: Wish
    points: int
    within: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Seats:
    """The seats of one office; None leaves a side to the survey."""

    mentor: int | None = None
    protege: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Capacity:
    """Seats where the survey does not say, seats of single offices, and how many proteges a mentor must at least get.

    With `each`, every mentor must get them, otherwise every mentor that is used at all.
    """

    mentor: int = 1
    protege: int = 1
    mentor_at_least: int = 0
    each: bool = False
    offices: Mapping[str, Seats] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Must:
    """The must-have rules.

    `minimum_fit` is what a fit must reach, as people see it; whatever it is, a mentor must lead somewhere.
    """

    different_department: bool = True
    minimum_fit: int = 0
    one_role: bool = False
    no_exchange: bool = False
    everyone: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Policy:
    """The default: different department, at least one point, everyone first, then total points, then the tie key.

    `weights` maps a practice area to a whole number (1 where absent). `locked` pairs are kept whatever they cost,
    `forbidden` ones never made. `origins` says where each value came from; it decides nothing and is not recorded.
    """

    objective: Objective = Objective.EVERYONE_FIRST
    weights: Mapping[str, int] = field(default_factory=dict)
    capacity: Capacity = field(default_factory=Capacity)
    must: Must = field(default_factory=Must)
    locked: tuple[Pair, ...] = ()
    forbidden: tuple[Pair, ...] = ()
    past: tuple[Past, ...] = ()
    prefer: tuple[Preference, ...] = ()
    tie_seed: str = "cxmatch"
    origins: Mapping[str, str] = field(default_factory=dict, compare=False)
    unwritten: ClassVar[tuple[str, ...]] = ("origins",)

    def where(self, kind: str, what: object) -> str:
        """Say where a value came from, "" when unknown."""
        return ""

    @classmethod
    def load(cls, path: str | Path) -> Self:
        """Read a policy from a TOML file; what it leaves out stays at the default.

        Raises
        ------
        SettingsError
            An unknown key (with the nearest known one), or a value that makes no sense.
        FileError
            The file cannot be read.

        """
        try:
            text = Path(path).read_text(encoding="utf-8-sig")
        except OSError as problem:
            raise FileError(f"{path} cannot be read: {problem.strerror}.") from None
        except UnicodeDecodeError:
            raise SettingsError(f"{path} is not a text file in UTF-8.") from None
        return cls.parse(text, str(path))

    @classmethod
    def parse(cls, text: str, source: str = "policy") -> Self:
        """Make a policy from the text of a TOML file; `source` names it in errors."""
        try:
            tree = tomllib.loads(text)
            return cls(**_known(tree, cls, text))
        except (tomllib.TOMLDecodeError, RecursionError) as problem:
            raise SettingsError(f"{source} is not a TOML file: {problem}.") from None
        except SettingsError as problem:
            raise SettingsError(f"{source}: {problem.what}", problem.next_step) from None


def _known(tree: dict[str, Any], kind: type, text: str) -> dict[str, Any]:
    known = {field.name for field in fields(kind)}
    for alias, name in _ALIASES.items():
        if alias in tree and name in tree:
            raise SettingsError(f'"{alias}" and "{name}" are the same setting: put all pairs under "{name}".')
    named = {_ALIASES.get(key, key): value for key, value in tree.items()}
    for key in tree:
        if _ALIASES.get(key, key) not in known:
            near = did_you_mean(key, sorted(known))
            raise SettingsError(f'line {_line_of(text, key)}: there is no setting "{key}".{near}')
    rules = {"rules": _as_rules(named.pop("rules"), text)} if "rules" in named else {}
    return rules | {key: _READERS[key](value, key) for key, value in named.items()}


def _line_of(text: str, key: str) -> int:
    starts = re.compile(rf"""\s*\[*\s*["']?{re.escape(key)}["']?\s*[=\]]""")
    return next((number for number, line in enumerate(text.splitlines(), start=1) if starts.match(line)), 1)


def _as_text(value: Any, key: str) -> str:
    if not isinstance(value, str):
        raise SettingsError(f'"{key}" is a text in quotes.')
    return value


def _as_objective(value: Any, key: str = "objective") -> Objective:
    words = [word.value for word in Objective]
    if value not in words:
        raise SettingsError(f'"{value}" is no objective.{did_you_mean(str(value), words)}', "Choose one of: " + ", ".join(words))
    return Objective(value)


def _as_table(value: Any, key: str) -> dict[str, Any]:
    if not isinstance(value, dict):
        raise SettingsError(f'"{key}" is a table:  [{key}]  and then lines of  "name" = number.')
    return value


def _as_rules(value: Any, text: str) -> Must:
    kinds = {field.name: bool if field.name == "different_department" else int for field in fields(Must)}
    for name, given in _as_table(value, "rules").items():
        if name not in kinds:
            raise SettingsError(f'line {_line_of(text, name)}: there is no rule "{name}".{did_you_mean(name, sorted(kinds))}')
        if type(given) is not kinds[name]:
            raise SettingsError(f"{name} is {'true or false' if kinds[name] is bool else 'a whole number'}, not {given!r}.")
    return Must(**value)


def _as_pairs(value: Any, key: str) -> tuple[Pair, ...]:
    if not isinstance(value, list):
        raise SettingsError(f'"{key}" is a list of pairs, for example  {key} = [["Mentor office", "Protege office"]]')
    return tuple(_as_pair(item, key) for item in value)


def _as_pair(item: Any, key: str) -> Pair:
    if isinstance(item, Pair):
        item = (item.mentor, item.protege)
    named: Any = [item.get("mentor"), item.get("protege")] if isinstance(item, dict) else item
    if not (isinstance(named, (list, tuple)) and len(named) == 2 and all(isinstance(name, str) for name in named)):
        raise SettingsError(f'"{key}" has an entry that is no pair of a mentor and a protege: {item!r}.')
    if key == "locked" and ANY_OFFICE in named:
        raise SettingsError(f'"locked" names two offices; "{ANY_OFFICE}" is for forbidden pairs.')
    if named[0] == named[1] != ANY_OFFICE:
        raise SettingsError(f'"{key}" pairs "{named[0]}" with itself.')
    return Pair(mentor=named[0], protege=named[1])


_READERS: Mapping[str, Callable[[Any, str], Any]] = {
    "objective": _as_objective,
    "weights": _as_table,
    "capacity": _as_table,
    "locked": _as_pairs,
    "forbidden": _as_pairs,
    "past": _as_pairs,
    "tie_seed": _as_text,
}


def _check_numbers(name: str, table: dict[str, Any], most: int) -> None:
    if len({fold(key) for key in table}) < len(table):
        raise SettingsError(f"{name}: the same name stands twice, in two spellings.")
    for key, number in table.items():
        if type(number) is not int or not 0 <= number <= most:
            raise SettingsError(f'{name}: "{key}" is a whole number from 0 to {most}, not {number!r}.')
    if table and name == "weights" and not any(table.values()):
        raise SettingsError("weights: every weight is 0, so no pairing could be worth anything.")
