"""How names are compared, and how they are kept from harming a screen or a file."""

from __future__ import annotations

import unicodedata


def fold(text: str) -> str:
    """Give the form two names share when they are the same name to a reader.

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
