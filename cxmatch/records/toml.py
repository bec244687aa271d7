"""Settings files as text and as a tree: policy, framework and columns files are read here alike."""

from __future__ import annotations

import os
import re
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from cxmatch.errors import FileError, SettingsError
from cxmatch.records.lines import Place, lines_of
from cxmatch.records.meanwhile import made_from

SETTINGS_BYTES, ENTRIES, CHARACTERS, DIGITS, PARTS, DEPTH = 1_000_000, 10_000, 10_000, 15, 8, 8

_TOO_LONG = f"larger than any settings file ({SETTINGS_BYTES:,} bytes)"
_QUOTED = re.compile(
    r'"""(?:[^"\\]|\\.|"(?!""))*+(?:""")?'
    r"|'''(?:[^']|'(?!''))*+(?:''')?"
    r'|"(?:[^"\\\n]|\\.)*+"?'
    r"|'[^'\n]*+'?"
    r"|#[^\n]*+",
    re.DOTALL,
)
_TOO_MANY_DIGITS = re.compile(rf"(?:0x[0-9A-Fa-f_]{{{DIGITS + 1}}})|[0-9_]{{{DIGITS + 1}}}")
_TOO_MANY_PARTS = re.compile(rf"(?<![\w-])[\w-]++(?:[ \t]*+\.[ \t]*+[\w-]++){{{PARTS}}}")
_BRACKET = re.compile(r"[\[\]{}]")


def text_of(path: str | Path) -> str:
    """Read a settings file; raises FileError if it cannot be read, SettingsError if it is too large or not in UTF-8."""
    try:
        with Path(path).open("rb") as file:
            made_from(os.fstat(file.fileno()))
            content = file.read(SETTINGS_BYTES + 1)
    except OSError as problem:
        raise FileError(f"{path} cannot be read: {problem.strerror}.") from None
    if len(content) > SETTINGS_BYTES:
        raise SettingsError(f"{path} is {_TOO_LONG}.")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise SettingsError(f"{path} is not a text file in UTF-8.", "Save it again as UTF-8.") from None


def tree_of(text: str, source: str) -> dict[str, Any]:
    """Read the tree of a TOML text; raises SettingsError, with `source` and line, if it is none or goes past the limits."""
    if len(text) > SETTINGS_BYTES:
        raise SettingsError(f"{source} is {_TOO_LONG}.")
    for place, words in _past_limits(text):
        raise SettingsError(f"{source}, line {place}: {words}.")
    try:
        tree = tomllib.loads(text)
    except (ValueError, RecursionError) as problem:
        raise SettingsError(f"{source} is not a TOML file: {problem}.") from None
    _refuse_long(text, source, tree)
    return tree


def in_quotes(text: str) -> str:
    r"""Return a text in quotes as TOML has them.

    >>> print(in_quotes('Say "yes"'))
    "Say \"yes\""
    """
    escapes = {'"': '\\"', "\\": "\\\\"}
    shown = (escapes.get(letter) or (letter if letter.isprintable() else f"\\U{ord(letter):08X}") for letter in text)
    return f'"{"".join(shown)}"'


def _past_limits(text: str) -> Iterator[tuple[int, str]]:
    """Return the lines past a limit, and how; of texts in quotes and of comments only the length is looked at."""
    for quoted in _QUOTED.finditer(text):
        if len(quoted[0]) > CHARACTERS:
            yield _line(text, quoted.start()), f"a text has more than {CHARACTERS:,} characters"
    bare = _QUOTED.sub(lambda quoted: "q" + "\n" * quoted[0].count("\n"), text)
    if match := _TOO_MANY_DIGITS.search(bare):
        yield _line(bare, match.start()), f"a number has more than {DIGITS} digits"
    if match := _TOO_MANY_PARTS.search(bare):
        yield _line(bare, match.start()), f"a key has more than {PARTS} parts"
    depth = 0
    for bracket in _BRACKET.finditer(bare):
        depth += 1 if bracket[0] in "[{" else -1
        if depth > DEPTH:
            yield _line(bare, bracket.start()), f"brackets stand more than {DEPTH} deep in one another"


def _line(text: str, place: int) -> int:
    return text.count("\n", 0, place) + 1


def _refuse_long(text: str, source: str, tree: Any, path: Place = ()) -> None:
    """Refuse a list or table with more entries than any program has."""
    if isinstance(tree, (dict, list)) and len(tree) > ENTRIES:
        where = f", line {lines_of(text).get(path, 1)}" if path else ""
        raise SettingsError(f"{source}{where}: {len(tree):,} entries in one list; at most {ENTRIES:,} are read.")
    for key, entry in tree.items() if isinstance(tree, dict) else enumerate(tree) if isinstance(tree, list) else ():
        _refuse_long(text, source, entry, (*path, key))
