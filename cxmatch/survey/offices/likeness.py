"""Rows that may be of one office: names in one department that differ in an article, in initials, or in one letter."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from itertools import takewhile
from typing import TypeAlias

from cxmatch.domain.findings import Finding
from cxmatch.records.text import clean, fold
from cxmatch.survey.offices.replies import Reply

_SHORTEST = 5  # letters of a word in which a slip is likelier than another word
_MOST_ALIKE = 50  # names that differ in one word only; more are made by a rule, and none of them is a slip
_SHORT = re.compile(r"(.*\S)\s*\((\w+)\)")
_WORD = re.compile(r"\w+")
_Words: TypeAlias = tuple[str, ...]


def about_likeness(replies: Iterable[Reply]) -> Iterator[Finding]:
    """Warn of offices whose name is nearly that of an office before, in the same department."""
    seen: dict[tuple[str, _Words], Reply] = {}
    apart: dict[tuple[str, int, _Words], list[tuple[str, Reply]]] = defaultdict(list)
    for reply in replies:
        words, department = _plain(fold(reply.name)), fold(reply.department)
        twin = seen.setdefault((department, words), reply)
        for place, word in enumerate(words):
            others = apart[department, place, (*words[:place], *words[place + 1 :])]
            if twin is reply and len(word) >= _SHORTEST and word.isalpha() and len(others) < _MOST_ALIKE:
                twin = next((other for text, other in others if _is_slip(text, word)), reply)
                others.append((word, reply))
        if twin is not reply:
            rows = {"first": str(twin.number), "second": str(reply.number)}
            yield reply.finding("CX220", **rows, value=clean(reply.name), other=clean(twin.name))


def _plain(name: str) -> _Words:
    """Return the words of a name that tell it from others.

    >>> _plain("the permits & claims office (pco)"), _plain("claims office (east)")
    (('permits', 'claims', 'office'), ('claims', 'office', 'east'))
    """
    short = _SHORT.fullmatch(name)
    whole = _words(short[1] if short else name)
    return whole if not short or short[2] == "".join(word[0] for word in whole) else (*whole, short[2])


def _words(text: str) -> _Words:
    words = _WORD.findall(text)
    return tuple(word for word in words if word not in ("the", "and")) or tuple(words)


def _is_slip(one: str, other: str) -> bool:
    """Tell whether one letter too many, missing, another or two that changed places make one word the other.

    >>> _is_slip("permits", "permit"), _is_slip("office", "offcie"), _is_slip("import", "export")
    (True, True, False)
    """
    same = sum(1 for _ in takewhile(lambda both: both[0] == both[1], zip(one, other, strict=False)))
    left, right = one[same:], other[same:]
    swapped = left[:2] == right[:2][::-1] and left[2:] == right[2:]
    return one != other and (swapped or left[1:] == right[1:] or left[1:] == right or left == right[1:])
