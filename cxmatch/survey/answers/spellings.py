"""Levels with something around them: "5 - Expert", "4 out of 5", stars. The number decides, unless it cannot be trusted."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from cxmatch.domain.framework import Scale
from cxmatch.records.text import fold
from cxmatch.survey.answers.scales import falls, label_scales
from cxmatch.survey.knowledge import table

_LONGEST = 80
_MONTH = re.compile(
    "jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?"
    "|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?"
)
_SIGN = re.compile(r"[^\s\ufe0f]")
_PLAIN = re.compile(r"\s*\d+(?:\.\d+)?\s*")
_AROUND = "()[]-\u2013\u2014=:.,|/ "


@dataclass(frozen=True, slots=True, kw_only=True)
class _Spelled:
    """A number with something around it: the label `word`, and `most`, what it is counted out of, where they are there."""

    number: str
    word: str = ""
    most: str = ""


@cache
def spelled(text: str) -> _Spelled | None:
    """Return what an answer spells, or None where it is no number with something around it.

    >>> spelled("5 - Expert"), spelled("4 out of 5")
    (_Spelled(number='5', word='expert', most=''), _Spelled(number='4', word='', most='5'))
    """
    plain = fold(text) if len(text) <= _LONGEST else ""
    rows = ((row, re.fullmatch(row["pattern"], plain)) for row in table("spellings").values())
    fitting = next(((row, found) for row, found in rows if found and _is_known(row, found)), None)
    if not fitting or fitting[0].get("never"):
        return None
    row, found = fitting
    if row.get("count"):
        filled, hollow = (len(_SIGN.findall(found[part])) for part in ("filled", "hollow"))
        return _Spelled(number=str(filled), most=str(filled + hollow) if hollow else "")
    parts = {name: part or "" for name, part in found.groupdict().items()}
    word = parts.get("word", "").strip(_AROUND)
    return None if _MONTH.fullmatch(word) else _Spelled(number=parts["number"], word=word, most=parts.get("most", ""))


def _is_known(row: Mapping[str, Any], found: re.Match[str]) -> bool:
    """Tell whether the label is a word of a known scale, where a row asks for that."""
    return not row.get("known") or any(known.knows(found["word"]) for known in label_scales())


def doubts(texts: Iterable[str], scale: Scale) -> Iterator[str]:
    """Yield, in words, why the numbers in these answers cannot be trusted; nothing where they can."""
    texts = list(texts)
    given = [each for text in texts if (each := spelled(text))]
    mosts = {each.most for each in given if each.most}
    if mosts - {str(scale.high)}:
        yield f"they are counted out of {' and '.join(sorted(mosts, key=int))}, and the scale goes to {scale.high}"
    elif mosts and any(map(_PLAIN.fullmatch, texts)):
        yield "some are counted out of a number, and some are not"
    numbers: dict[str, set[str]] = defaultdict(set)
    for each in given:
        numbers[each.word].add(each.number)
    for word, several in sorted(numbers.items()):
        if word and len(several) > 1 and not _says_level(word):
            yield f'"{word}" stands with {" and with ".join(sorted(several, key=float))}'
    if falls({each.word: float(each.number) for each in given if each.word}):
        yield "their words rise where their numbers fall"


def _says_level(word: str) -> bool:
    """Tell whether a word only announces the number: "Level 3"."""
    return any(re.fullmatch(table("spellings")[row]["pattern"], f"{word} 3") for row in ("level", "code"))
