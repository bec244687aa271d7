"""Names that look the same and are not: letters of another script, and characters nobody sees.

A small table in the manner of Unicode's UTS #39: enough for Latin names with letters of Cyrillic, Greek or Turkish in them.
"""

from __future__ import annotations

from collections.abc import Sequence

from cxmatch.records.text import fold, visible
from cxmatch.survey.offices.replies import Reply

_CYRILLIC = dict(zip("аеорсхуіјѕԁһԛԝкмтнвгпԍ", "aeopcxyijsdhqwkmthbrng", strict=True))
_GREEK = dict(zip("αβεηικμνορτυχγ", "abenikuvoptuxy", strict=True))
_OTHER = dict(zip("ıłøđɑɡοӀӏ՝’‐–", "ilodagoll''--", strict=True))
_SAME = str.maketrans({**_CYRILLIC, **_GREEK, **_OTHER})


def skeleton(text: str) -> str:
    """Return a name with look-alike letters replaced: equal for names that look the same.

    >>> skeleton("\u0410lpha Office") == skeleton("Alpha Office")
    True
    """
    return fold(text).translate(_SAME)


def look_alikes(replies: Sequence[Reply]) -> list[tuple[Reply, Reply]]:
    """Return the pairs of replies with names that look the same and are not. At least one name of a pair is not ASCII."""
    strange = [reply for reply in replies if not reply.name.isascii()]
    if not strange:
        return []
    first: dict[str, Reply] = {}
    for reply in replies:
        first.setdefault(skeleton(reply.name), reply)
    others = ((first[skeleton(reply.name)], reply) for reply in strange)
    return [(twin, reply) for twin, reply in others if fold(twin.name) != fold(reply.name)] + _turned(first, replies)


def _turned(first: dict[str, Reply], replies: Sequence[Reply]) -> list[tuple[Reply, Reply]]:
    """Return the same pairs where the unusual spelling is in the earlier row."""
    pairs = ((first[skeleton(reply.name)], reply) for reply in replies if reply.name.isascii())
    return [(twin, reply) for twin, reply in pairs if not twin.name.isascii() and fold(twin.name) != fold(reply.name)]


def hidden_characters(text: str, *, everything: bool = False) -> str:
    """Name the characters of a text that nobody sees, or all that are not ASCII, as <U+202E>."""
    found = dict.fromkeys(letter for letter in text if _is_hidden(letter) or (everything and not letter.isascii()))
    return " ".join(f"<U+{ord(letter):04X}>" for letter in found)


def _is_hidden(letter: str) -> bool:
    return visible(letter) != letter or (letter != " " and letter.isspace())
