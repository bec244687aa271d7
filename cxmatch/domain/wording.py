"""How numbers and lists are said."""

from __future__ import annotations

from collections.abc import Sequence


def counted(number: int, noun: str) -> str:
    """Say how many there are of something.

    >>> counted(1, "office"), counted(1200, "office")
    ('1 office', '1,200 offices')
    """
    return f"{number:,} {noun}{'' if number == 1 else 's'}"


def listed(texts: Sequence[str]) -> str:
    """Say several things as one reads them: "A", "A and B", "A, B and C".

    >>> listed(["A"]), listed(["A", "B", "C"])
    ('A', 'A, B and C')
    """
    return " and ".join(filter(None, [", ".join(texts[:-1]), *texts[-1:]]))
