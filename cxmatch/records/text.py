"""Names and numbers in words: how names are compared, kept from harm, quoted, counted and put together."""

from __future__ import annotations

import os
import re
import shlex
import textwrap
import unicodedata
from collections.abc import Iterable, Sequence
from functools import lru_cache
from pathlib import PurePath
from typing import Any, TypeVar

_Key = TypeVar("_Key")
_Thing = TypeVar("_Thing")


@lru_cache(maxsize=8192)
def fold(text: str) -> str:
    """Return the form two names share when they are the same name to a reader.

    Compatibility forms unified (Unicode NFKC), format and control characters removed, blanks collapsed, case folded.

    >>> fold("  Office\u00a0of   CX\u200b ")
    'office of cx'
    """
    if text.isascii():
        return clean(text).casefold()
    return unicodedata.normalize("NFKC", clean(unicodedata.normalize("NFKC", text)).casefold())


def clean(text: str) -> str:
    r"""Remove format and control characters and collapse blanks; case and spelling stay.

    A zero-width joiner stays between two symbols, where it builds one emoji. U+FFFE, U+FFFF and their like on other planes go
    as well: they are no characters, and no XML file may hold them.

    >>> clean("A\u202eB \n C")
    'AB C'
    """
    if text.isascii() and text.isprintable():
        return " ".join(text.split())
    spaced = "".join(" " if character in "\t\n\r\v\f\x85\u2028\u2029" else character for character in text)
    kept = (character for place, character in enumerate(spaced) if _shows(spaced, place))
    return " ".join("".join(kept).split())


def written_name(path: str | os.PathLike[str]) -> str:
    """Return the name of a file as it can be written into any other; bytes of it that are no text become U+FFFD."""
    return os.fsencode(PurePath(path).name).decode("utf-8", "replace")


def visible(text: str) -> str:
    r"""Show format and control characters by their number instead of letting them act.

    >>> visible("A\u202eB\x1b[2J")
    'A<U+202E>B<U+001B>[2J'
    """
    if text.isascii() and text.isprintable():
        return text
    return "".join(character if _shows(text, place) else f"<U+{ord(character):04X}>" for place, character in enumerate(text))


def _shows(text: str, place: int) -> bool:
    if text[place] == "\u200d":
        around = text[max(place - 2, 0) : place] + text[place + 1 : place + 2]
        return any(unicodedata.category(neighbour) == "So" for neighbour in around)
    return unicodedata.category(text[place]) not in {"Cc", "Cf", "Cs"} and ord(text[place]) & 0xFFFE != 0xFFFE


_WINDOWS = os.name == "nt"
# What no shell takes apart; there, and elsewhere.
_BARE = {True: re.compile(r"[\w./:=+%\\-]+"), False: re.compile(r"[\w./:=+%-]+")}


def short(text: str) -> str:
    """Return the beginning of a text that may be of any length."""
    return text if len(text) <= 60 else text[:57] + "..."


def defused(cell: str) -> str:
    """Keep a spreadsheet from running a cell as a formula: such a cell gets an apostrophe in front.

    >>> defused("=1+1"), defused("Office of CX")
    ("'=1+1", 'Office of CX')
    """
    first = unicodedata.normalize("NFKC", cell[:1])
    return f"'{cell}" if first and first in "=+-@\t\r" else cell


def said(value: Any) -> str:
    """Show a value in an error, as a file has it.

    >>> said("2"), said(True), said([1.5, "a"]), said({"seats": 2})
    ('"2"', 'true', '[1.5, "a"]', '{seats = 2}')
    """
    return short(_written(value))


def _written(value: Any) -> str:
    match value:
        case None | bool():
            return "nothing" if value is None else str(value).lower()
        case str():
            return '"' + repr('"' + value)[2:-1].replace("\\'", "'") + '"'  # the quotation mark has the others stay as they are
        case dict():
            return "{" + ", ".join(f"{name} = {_written(each)}" for name, each in value.items()) + "}"
        case list() | tuple():
            return f"[{', '.join(map(_written, value))}]"
    return str(value)


def counted(number: int, noun: str) -> str:
    """Say how many there are of something.

    >>> counted(1, "office"), counted(1200, "office")
    ('1 office', '1,200 offices')
    """
    return f"{number:,} {noun}{'' if number == 1 else 's'}"


def grouped(pairs: Iterable[tuple[_Key, _Thing]]) -> dict[_Key, list[_Thing]]:
    """Return the things of each key, both in the order in which they come.

    >>> grouped([("A", 1), ("B", 2), ("A", 3)])
    {'A': [1, 3], 'B': [2]}
    """
    groups: dict[_Key, list[_Thing]] = {}
    for key, thing in pairs:
        groups.setdefault(key, []).append(thing)
    return groups


def listed(texts: Sequence[str], word: str = "and") -> str:
    """Say several things as one reads them: "A", "A and B", "A, B and C".

    >>> listed(["A"]), listed(["A", "B", "C"]), listed(["A", "B"], "or")
    ('A', 'A, B and C', 'A or B')
    """
    return f" {word} ".join(filter(None, [", ".join(texts[:-1]), *texts[-1:]]))


def some(texts: Sequence[str], most: int, between: str = ", ") -> str:
    """Say the first of several things, and how many more there are.

    >>> some(["A", "B"], 2), some(["A", "B", "C"], 2)
    ('A, B', 'A, B and 1 more')
    """
    rest = len(texts) - most
    return between.join(texts[:most]) + (f" and {rest} more" if rest > 0 else "")


def first_lines(lines: Sequence[str], most: int) -> list[str]:
    """Return the first of several lines, and one that says how many more there are.

    >>> first_lines(["A", "B", "C"], 2)
    ['A', 'B', '... and 1 more']
    """
    return [*lines[:most], *([f"... and {len(lines) - most} more"] if len(lines) > most else [])]


@lru_cache(maxsize=8192)
def _lines_needed(text: str, width: int) -> int:
    """Return how many lines a text takes where so many letters stand side by side; a wide letter (Chinese, emoji) counts as two.

    >>> _lines_needed("", 10), _lines_needed("Office of CX", 12), _lines_needed("Office of CX", 9), _lines_needed("abcdef", 2)
    (1, 1, 2, 3)
    """
    if len(text) * 2 <= width or (text.isascii() and len(text) <= width):
        return 1
    spread = "".join(letter * (1 + (unicodedata.east_asian_width(letter) in "WF")) for letter in text)
    return max(1, len(textwrap.wrap(spread, width)))


def row_height(cells: Iterable[tuple[str, float]], most: int = 27) -> int:
    """Return how many points high a row of a spreadsheet is, from its texts and the widths of their columns in digits.

    Not every program that opens a workbook fits rows to their texts. No row is higher than 409 points.

    >>> row_height([("Office", 10), ("", 5)]), row_height([("Office of CX", 9), ("A", 9)])
    (15, 30)
    """
    return 15 * min(most, max((_lines_needed(text, max(1, int(width))) for text, width in cells), default=1))


def column_letter(index: int) -> str:
    """Return the letter a spreadsheet shows above the column that stands at `index`, counted from 0.

    >>> column_letter(0), column_letter(27)
    ('A', 'AB')
    """
    letters, rest = "", index + 1
    while rest:
        rest, place = divmod(rest - 1, 26)
        letters = chr(ord("A") + place) + letters
    return letters


def decimal_text(amount: int, unit: int) -> str:
    """Write amount / unit: exactly where unit is a power of ten, else rounded half up to one decimal.

    >>> decimal_text(1050, 100), decimal_text(-5, 10), decimal_text(31, 1)
    ('10.5', '-0.5', '31')
    >>> decimal_text(4_493_488, 72_072), decimal_text(720_720, 72_072), decimal_text(-2, 72_072)
    ('62.3', '10', 'less than 0.1')
    """
    if not is_decimal(unit):
        return _rounded(amount, unit)
    whole, rest = divmod(abs(amount), unit)
    decimals = str(rest).rjust(len(str(unit)) - 1, "0").rstrip("0") if rest else ""
    return f"{'-' if amount < 0 else ''}{whole}{'.' + decimals if decimals else ''}"


def is_decimal(unit: int) -> bool:
    """Tell whether a unit is a power of ten."""
    return str(unit).strip("0") == "1"


def _rounded(amount: int, unit: int) -> str:
    tenths = (abs(amount) * 20 + unit) // (2 * unit)
    if amount and not tenths:
        return "less than 0.1"
    return decimal_text(tenths if amount >= 0 else -tenths, 10)


def quoted(name: object) -> str:
    r"""Put the name of a file or an office in quotes where a shell would need them.

    >>> quoted("survey.csv"), quoted("survey pairings"), quoted("St. John's")
    ('survey.csv', '"survey pairings"', '"St. John\'s"')
    """
    text = str(name)
    if isinstance(name, PurePath) and text.startswith("-"):
        text = f".{os.sep}{text}"  # else it would be taken for an option
    if _BARE[_WINDOWS].fullmatch(text):
        return text
    if _WINDOWS and set(text) & set("$`") and '"' not in text:
        return "'" + text.replace("'", "''") + "'"  # PowerShell would put something else in place of it, also in double quotes
    if _WINDOWS or not set(text) & set('"$`\\!'):
        return '"' + text.replace('"', '\\"') + '"'
    return shlex.quote(text)
