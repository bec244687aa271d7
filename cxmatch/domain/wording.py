"""How numbers and lists are said, and names where they are to be typed."""

from __future__ import annotations

import os
import re
import shlex
from collections.abc import Sequence
from pathlib import PurePath

_BARE = re.compile(r"[\w./:=+%\\-]+" if os.name == "nt" else r"[\w./:=+%-]+")


def counted(number: int, noun: str) -> str:
    """Say how many there are of something.

    >>> counted(1, "office"), counted(1200, "office")
    ('1 office', '1,200 offices')
    """
    return f"{number:,} {noun}{'' if number == 1 else 's'}"


def listed(texts: Sequence[str], word: str = "and") -> str:
    """Say several things as one reads them: "A", "A and B", "A, B and C".

    >>> listed(["A"]), listed(["A", "B", "C"]), listed(["A", "B"], "or")
    ('A', 'A, B and C', 'A or B')
    """
    return f" {word} ".join(filter(None, [", ".join(texts[:-1]), *texts[-1:]]))


def quoted(name: object) -> str:
    r"""Put the name of a file or an office in quotes where a shell would need them.

    >>> quoted("survey.csv"), quoted("survey pairings"), quoted("St. John's")
    ('survey.csv', '"survey pairings"', '"St. John\'s"')
    """
    text = str(name)
    if isinstance(name, PurePath) and text.startswith("-"):
        text = f".{os.sep}{text}"  # else it would be taken for an option
    if _BARE.fullmatch(text):
        return text
    if os.name == "nt" or not set(text) & set('"$`\\!'):
        return '"' + text.replace('"', '\\"') + '"'
    return shlex.quote(text)
