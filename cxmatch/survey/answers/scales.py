"""Scales of words that a survey answers in, which one is meant, and levels with something around them: "5 - Expert", stars."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from typing import Any

from cxmatch.domain.framework import Scale
from cxmatch.records.text import fold
from cxmatch.survey.headings.wording import key
from cxmatch.survey.knowledge import table

_ENOUGH = 2  # answers a step leave no doubt that a scale of which every step is used has no others
_LONGEST = 80
_MONTH = re.compile(
    "jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?"
    "|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?"
)
_SIGN = re.compile(r"[^\s\ufe0f]")
_PLAIN = re.compile(r"\s*\d+(?:\.\d+)?\s*")
_AROUND = "()[]-\u2013\u2014=:.,|/ "


@dataclass(frozen=True, slots=True, kw_only=True)
class LabelScale:
    """A known scale of words; `answers` maps each spelling, as `_bare` gives it, to its level and to the answer it spells.

    `enough` replies that use every step leave no doubt that it has no others; `ask` says why it is asked about all the same.
    """

    name: str
    scale: Scale
    answers: Mapping[str, tuple[int, str]]
    enough: int
    ask: str = ""

    def knows(self, text: str) -> bool:
        """Tell whether a text is a word of this scale."""
        return _bare(text) in self.answers

    def covers(self, texts: Iterable[str]) -> int:
        """Count the texts that are words of this scale; none counts if two different answers are one step of it."""
        given = {self.answers[word] for text in texts if (word := _bare(text)) in self.answers}
        return len({_bare(text) for text in texts if self.knows(text)}) if len(given) == len({level for level, _ in given}) else 0

    def labels(self, texts: Iterable[str]) -> dict[str, str]:
        """Return for each folded text that is a word of this scale the label of its step."""
        return {fold(text): self.scale.say(self.answers[_bare(text)][0]) for text in texts if self.knows(text)}

    def used(self, texts: Iterable[str]) -> list[int]:
        """Return the levels that these texts use, lowest first."""
        return sorted({self.answers[_bare(text)][0] for text in texts if self.knows(text)})

    def distances(self, texts: Iterable[str]) -> list[int]:
        """Return how far the levels that these texts use stand above the lowest of them."""
        levels = self.used(texts)
        return [level - levels[0] for level in levels]


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """The scale of words that answers are on, and why that is not sure: scales that set the same answers at other distances."""

    scale: LabelScale
    doubts: tuple[str, ...] = ()


@cache
def label_scales() -> tuple[LabelScale, ...]:
    """Return the known scales, in the order in which they are tried."""
    return tuple(map(_scale_of, table("scales").values()))


def _scale_of(row: Mapping[str, Any]) -> LabelScale:
    steps = [[answer.split("|") for answer in step] for step in row["levels"]]
    spelled = {_bare(word): (level, answer[0]) for level, step in enumerate(steps, start=1) for answer in step for word in answer}
    return LabelScale(
        name=row["name"],
        scale=Scale.of_labels(*(step[0][0] for step in steps)),
        answers=spelled,
        enough=row.get("enough", _ENOUGH * len(steps)),
        ask=row.get("ask", ""),
    )


@cache
def _bare(text: str) -> str:
    """Return the form in which words of scales are compared; signs such as Harvey balls stay as they are."""
    return key(text) or fold(text)


def choose(answers: Mapping[str, int], others: Collection[str]) -> Choice | None:
    """Return the known scale that most of these answers are words of, or None where it is not most of them.

    `answers` counts each text; `others` are those of the other direction: a scale that knows them too is more likely.
    """
    texts = list(answers)
    most = max((known.covers(texts) for known in label_scales()), default=0)
    if 2 * most <= len({_bare(text) for text in texts}):
        return None
    likely = [known for known in label_scales() if known.covers(texts) == most]
    # One word of the other direction is no sign: "mittel" is a word of many scales.
    shared = {known.name: count if 2 * (count := known.covers(others)) > len(others) else 0 for known in likely}
    together = max(shared.values())
    best, *rest = sorted((known for known in likely if shared[known.name] == together), key=lambda known: len(known.scale.labels))
    apart = best.distances(texts)
    rivals = () if _is_whole(best, answers) else tuple(known for known in rest if known.distances(texts) != apart)
    return Choice(scale=best, doubts=(*filter(None, [best.ask]), *(rival.scale.describe() for rival in rivals)))


def _is_whole(known: LabelScale, answers: Mapping[str, int]) -> bool:
    return len(known.used(answers)) == len(known.scale.labels) and sum(answers.values()) >= known.enough


def falls(numbers: Mapping[str, float]) -> bool:
    """Tell whether a known scale has any two of these words in the other order than the numbers that they stand with.

    One that knows more of the words, and has them in the order of their numbers, counts before it.

    >>> falls({"Expert": 1, "Novice": 5}), falls({"Low": 1, "High": 5}), falls({"Ad hoc": 1, "Defined": 3, "Managed": 4})
    (True, False, False)
    """
    given = {_bare(word): number for word, number in numbers.items()}
    rising, falling = 0, 0
    for known in label_scales():
        levels = sorted((known.answers[word][0], number) for word, number in given.items() if word in known.answers)
        if any(low[0] < high[0] and low[1] > high[1] for low, high in pairwise(levels)):
            falling = max(falling, len(levels))
        else:
            rising = max(rising, len(levels))
    return falling > 0 and rising <= falling


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
