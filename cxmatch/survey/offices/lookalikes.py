"""Names that look the same and are not: letters of another script, and characters nobody sees.

A small table in the manner of Unicode's UTS #39: enough for Latin names with letters of Cyrillic, Greek or Turkish in them.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence

from cxmatch.domain.names import fold
from cxmatch.survey.offices.records import Record

_CYRILLIC = dict(zip("аеорсхуіјѕԁһԛԝкмтнвгпԍ", "aeopcxyijsdhqwkmthbrng", strict=True))
_GREEK = dict(zip("αβεηικμνορτυχγ", "abenikuvoptuxy", strict=True))
_OTHER = dict(zip("ıłøđɑɡοӀӏ՝’‐–", "ilodagoll''--", strict=True))
_SAME = str.maketrans({**_CYRILLIC, **_GREEK, **_OTHER})


def skeleton(text: str) -> str:
    """Give the form that names share when they look the same.

    >>> skeleton("\u0410lpha Office") == skeleton("Alpha Office")
    True
    """
    return fold(text).translate(_SAME)


def look_alikes(records: Sequence[Record]) -> list[tuple[Record, Record]]:
    """Give the pairs of records whose names look the same though they differ; plain ASCII names cost nothing."""
    strange = [record for record in records if not record.name.isascii()]
    if not strange:
        return []
    first: dict[str, Record] = {}
    for record in records:
        first.setdefault(skeleton(record.name), record)
    others = ((first[skeleton(record.name)], record) for record in strange)
    return [(twin, record) for twin, record in others if fold(twin.name) != fold(record.name)] + _turned(first, records)


def _turned(first: dict[str, Record], records: Sequence[Record]) -> list[tuple[Record, Record]]:
    """Give the pairs in which the strange spelling stands above the plain one."""
    pairs = ((first[skeleton(record.name)], record) for record in records if record.name.isascii())
    return [(twin, record) for twin, record in pairs if not twin.name.isascii() and fold(twin.name) != fold(record.name)]


def hidden_characters(text: str, *, everything: bool = False) -> str:
    """Name the characters of a text that nobody sees, or all that are not ASCII, as <U+202E>."""
    found = dict.fromkeys(letter for letter in text if _is_hidden(letter) or (everything and not letter.isascii()))
    return " ".join(f"<U+{ord(letter):04X}>" for letter in found)


def _is_hidden(letter: str) -> bool:
    if letter == " ":
        return False
    return unicodedata.category(letter) in {"Cc", "Cf", "Cs", "Zs", "Zl", "Zp"}
