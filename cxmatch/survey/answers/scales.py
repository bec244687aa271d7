"""Scales in words: the known ones that answers may be on, and what a heading says about its own, "(1 = low, 5 = high)"."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache

from cxmatch.domain.scale import Scale
from cxmatch.records.text import clean, fold
from cxmatch.survey.columns.cells import unanswered
from cxmatch.survey.headings.wording import LONGEST_HEADING
from cxmatch.survey.knowledge import table

_RANGE = re.compile(
    r"[(\[](?:on a |scale |rate |rated |of |from |[:, ])*(\d{1,3})\s*(?:-|\u2013|\u2014|to|\.\.)\s*(\d{1,3})(?: scale)?[)\]]"
    r"|\bscale (?:of |from )?(\d{1,3})\s*(?:-|\u2013|to)\s*(\d{1,3})\b"
)
_PAIR = re.compile(r"(?<!\w)(\d{1,3})\s*(?:=|\bis\b|\bmeans\b)\s*([^\d,;/()\[\]=]+)")
_APART = re.compile(r"[\W_]+")


@dataclass(frozen=True, slots=True, kw_only=True)
class LabelScale:
    """A known scale of words; `same` maps other folded spellings to the label they stand for."""

    name: str
    scale: Scale
    same: Mapping[str, str]

    def knows(self, text: str) -> bool:
        """Tell whether a text is a label of this scale."""
        return (self.scale.read(text) is not None and not text.strip().isdecimal()) or fold(text) in self.same


@cache
def label_scales() -> tuple[LabelScale, ...]:
    """Return the known scales, in the order in which they are tried."""
    return tuple(
        LabelScale(
            name=row["name"],
            scale=Scale.of_labels(*row["labels"]),
            same={fold(word): label for word, label in row.get("same", {}).items()},
        )
        for row in table("scales").values()
    )


def scale_of_words(texts: Iterable[str]) -> LabelScale | None:
    """Return the known scale that most of these different answers are words of, or None when words are the exception."""
    answers = [text for text in texts if not unanswered(text)]
    if not any(text[:1].isalpha() for text in answers):
        return None
    best = max(label_scales(), key=lambda known: sum(map(known.knows, answers)))
    return best if sum(map(best.knows, answers)) * 2 > len(answers) else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Hint:
    """The ends of the scale that a heading states, and the words it gives some of its numbers."""

    low: int
    high: int
    words: Mapping[int, str]

    def runs_down(self, low: int, high: int, turned: Mapping[str, str], *, best_first: bool = False) -> bool:
        """Tell whether a low number has a word of the top, or a high number a word of the bottom.

        `turned` are the answers that a columns file explains. Ranks have the best first.
        """
        for number, text in self.words.items():
            end = end_of(text)
            level = turned.get(str(number), str(number))
            place = 2 * int(level) if level.isdecimal() else low + high
            if (place < low + high and end == ("low" if best_first else "high")) or (
                place > low + high and end == ("high" if best_first else "low")
            ):
                return True
        return False


def end_of(text: str) -> str:
    """Return the end of a scale that a word stands for, "low" or "high"; "" if none. A word of the low end counts first."""
    words = set(_APART.split(text))
    return next((end for end, row in table("answers")["end"].items() if not words.isdisjoint(row["words"])), "")


def hint_in(text: str) -> Hint | None:
    """Return what a heading says about its scale, or None if it says nothing.

    >>> hint_in("Need: Hiring (0 = none, 5 = most)")
    Hint(low=0, high=5, words={0: 'none', 5: 'most'})
    """
    plain = fold(text[:LONGEST_HEADING])
    words = {int(number): clean(word) for number, word in _PAIR.findall(plain)}
    ranges = [(int(one or three), int(two or four)) for one, two, three, four in _RANGE.findall(plain)]
    ends = [number for pair in ranges for number in pair] + list(words)
    return Hint(low=min(ends), high=max(ends), words=words) if ends else None
