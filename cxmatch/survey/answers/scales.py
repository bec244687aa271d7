"""Scales of words: which of the known ones a survey answers in, and whether more than one could be meant."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from typing import Any

from cxmatch.domain.framework import Scale
from cxmatch.records.text import fold
from cxmatch.survey.headings.wording import key
from cxmatch.survey.knowledge import table

_ENOUGH = 2  # answers a step leave no doubt that a scale of which every step is used has no others


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
    """Make the scale of a row of the table."""
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
    """Tell whether many answers use every step of a scale."""
    return len(known.used(answers)) == len(known.scale.labels) and sum(answers.values()) >= known.enough


def falls(numbers: Mapping[str, float]) -> bool:
    """Tell whether a known scale has any two of these words in the other order than the numbers that they stand with.

    >>> falls({"Expert": 1, "Novice": 5}), falls({"Low": 1, "High": 5})
    (True, False)
    """
    given = {_bare(word): number for word, number in numbers.items()}
    for known in label_scales():
        levels = sorted((known.answers[word][0], number) for word, number in given.items() if word in known.answers)
        if any(low[0] < high[0] and low[1] > high[1] for low, high in pairwise(levels)):
            return True
    return False
