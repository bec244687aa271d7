"""The lists of a policy file: locked, forbidden and past pairs, and preferences."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import partial
from typing import Any

from cxmatch.domain.policy import Pair, Past, Policy, Preference, pair_key
from cxmatch.domain.policy_reader import Reader, names
from cxmatch.errors import SettingsError, did_you_mean
from cxmatch.records.toml import Place, line_with
from cxmatch.records.values import said

ALIASES = {"pins": "locked", "bans": "forbidden"}
NEVER = "never"


def _entries(reader: Reader, path: Place, value: Any) -> Iterator[tuple[Place, dict[str, Any], int]]:
    """Give the entries of a list, each with its path and line; two names alone are a mentor and a protege."""
    if not isinstance(value, list):
        reader.trouble(path, f'"{path[-1]}" is a list of entries:  [[{path[-1]}]]  and then lines of  name = value.')
        return
    line = reader.line(path)
    for number, item in enumerate(value):
        here = (*path, number)
        if isinstance(item, list) and len(item) == 2 and all(isinstance(name, str) for name in item):
            item = {"mentor": item[0], "protege": item[1]}
        if not isinstance(item, dict):
            reader.trouble(here, f'"{path[-1]}" has an entry that is no pair of a mentor and a protege: {said(item)}.')
            continue
        words = [name for name in (item.get("mentor"), item.get("protege")) if isinstance(name, str)]
        line = reader.lines.get(here) or line_with(reader.rows, line, *words)
        yield here, item, line


def read_pairs(reader: Reader, path: Place, value: Any) -> tuple[Any, ...]:
    """Read locked, forbidden or past pairs."""
    kind = ALIASES.get(str(path[0]), str(path[0]))
    known = ("mentor", "protege", "repeat") if kind == "past" else ("mentor", "protege", "reason")
    found: dict[str, Any] = {}
    for here, item, line in _entries(reader, path, value):
        made = reader.tried(here, partial(_pair, kind, item, known), line)
        if made is None:
            continue
        if pair_key(kind, made) in found:
            reader.trouble(here, f'"{made.mentor}" with "{made.protege}" stands twice under {kind}.', line)
        found[pair_key(kind, made)] = made
        reader.came(pair_key(kind, made), here, line)
    return tuple(found.values())


def _pair(kind: str, item: dict[str, Any], known: tuple[str, ...]) -> Pair | Past:
    for key in item:
        if key not in known:
            raise SettingsError(f'there is no setting "{key}" in {kind}.{did_you_mean(key, known)}')
    for key in ("mentor", "protege"):
        if not isinstance(item.get(key), str) or not item[key].strip():
            raise SettingsError(f'an entry of "{kind}" is no pair: it names no {key}.')
    if kind == "past":
        repeat = item.get("repeat", NEVER)
        return Past(mentor=item["mentor"], protege=item["protege"], points_off=None if repeat == NEVER else repeat)
    made = Pair(mentor=item["mentor"], protege=item["protege"], reason=str(item.get("reason", "")))
    if kind == "locked":
        Policy(locked=(made,))
    return made


def read_preferences(reader: Reader, path: Place, value: Any) -> tuple[Preference, ...]:
    """Read what the policy prefers."""
    found = []
    for here, item, line in _entries(reader, path, value):
        made = reader.tried(here, partial(_preference, item), line)
        if made is not None:
            found.append(made)
            reader.came(f"prefer.{made.attribute}", here, line)
    return tuple(found)


def _preference(item: dict[str, Any]) -> Preference:
    known = names(Preference)
    for key in item:
        if key not in known:
            raise SettingsError(f'there is no setting "{key}" in prefer.{did_you_mean(key, known)}')
    missing = [key for key in ("attribute", "want", "points") if key not in item]
    if missing or not isinstance(item["attribute"], str):
        raise SettingsError(
            f'an entry of "prefer" needs attribute, want and points; it has no good {(missing or ["attribute"])[0]}.'
        )
    return Preference(**item)


def split_pair(text: str, flag: str) -> Pair:
    """Read "Mentor>Protege" as the command line has it."""
    parts = [part.strip() for part in text.split(">")]
    if len(parts) != 2 or not all(parts):
        raise SettingsError(
            f'{flag} "{text}" is no pair.', f'Write  {flag} "Mentor office>Protege office"  or put it into a policy file.'
        )
    return Pair(mentor=parts[0], protege=parts[1])


def split_weight(text: str) -> tuple[str, int]:
    """Read "area=2" as the command line has it."""
    name, _, number = text.rpartition("=")
    if not name.strip() or not re.fullmatch(r"\s*[0-9]{1,4}\s*", number):
        raise SettingsError(f'--weight "{text}" is no weight.', "Write  --weight hiring=2")
    return name.strip(), int(number)
