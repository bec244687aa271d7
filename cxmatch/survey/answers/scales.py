"""Scales and levels: which scale answers are on, what one cell says on it, and what a heading says about its own scale."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Self

from cxmatch.domain.scale import Scale
from cxmatch.records.text import clean, fold
from cxmatch.survey.columns.cells import MOST_READ, MOST_SHOWN, shown, unanswered
from cxmatch.survey.headings.wording import LONGEST_HEADING, nearest
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


_FOOTNOTE = re.compile(r"\s*(?:[*\u2020\u2021\u00a7\u00b9\u00b2\u00b3\u2070\u2074-\u2079]+|\[\d{1,3}\])$")
_COMMA_NUMBER = re.compile(r"[+-]?\d{1,6},\d{1,9}", re.ASCII)
_NUMBER = re.compile(r"[+-]?\d+(?:\.\d+)?", re.ASCII)
_LABEL_AND_NUMBER = re.compile(r"(\d{1,3})\s*[-–=:.)]\s*[^\d\s].*|[^\d\s].*[(\[=:-]\s*(\d{1,3})\s*[)\]]?")
_BOOLEANS = frozenset({"true", "false", "yes", "no", "y", "n", "t", "f"})
MOST_PARSED = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class Understood:
    """What one cell text says. Exactly one of `level`, `absent` (how it was not answered) and `code` (trouble) is set.

    `repaired` says that something was forgiven: blanks or a footnote mark around the answer.
    """

    level: int | None = None
    absent: str = ""
    code: str = ""
    facts: Mapping[str, str] = field(default_factory=dict)
    repaired: bool = False

    @classmethod
    def trouble(cls, code: str, text: str, **facts: str) -> Self:
        """Refuse a cell, showing no more of it than a line holds."""
        return cls(code=code, facts={"value": shown(text), **facts})


def understand(text: str, scale: Scale, levels: Mapping[str, str], *, decimal_comma: bool = False) -> Understood:
    """Read one cell on a scale; `levels` maps folded answers to the level they stand for."""
    if len(text) > MOST_READ and text.strip():
        return Understood.trouble("CX104", text, levels=scale.describe(), hint="")
    plain = clean(text)
    for said in (plain, _FOOTNOTE.sub("", plain)) if len(plain) <= MOST_PARSED else (plain,):
        mapped = levels.get(fold(said), said)
        if decimal_comma and _COMMA_NUMBER.fullmatch(mapped):
            mapped = mapped.replace(",", ".")
        level = scale.read(mapped)
        if level is not None:
            return Understood(level=level, repaired=said != text)
        if mapped and not unanswered(mapped):
            continue
        if said == plain:
            return Understood(absent=unanswered(mapped))
    return _trouble(plain, scale)


def _trouble(text: str, scale: Scale) -> Understood:
    """Return the finding that says best why a text is no level."""
    levels = scale.describe()
    if len(text) > MOST_PARSED:
        return Understood.trouble("CX104", text, levels=levels, hint="")
    if not text.isascii() and any(letter.isdecimal() and not letter.isascii() for letter in text):
        return Understood.trouble("CX107", text, levels=levels)
    code = next((row["code"] for row in table("answers")["trouble"] if re.fullmatch(row["pattern"], text)), "")
    if code:
        return Understood.trouble(code, text, levels=levels)
    if fold(text) in _BOOLEANS and not scale.labels:
        level = scale.bottom if fold(text)[0] in "fn" else scale.top
        return Understood.trouble("CX108", text, levels=levels, map=f'"{shown(text)}" = "{scale.say(level)}"')
    if _NUMBER.fullmatch(text):
        return _off_scale(text, scale)
    paired = _LABEL_AND_NUMBER.fullmatch(text) if not scale.labels else None
    if paired:
        number = paired[1] or paired[2]
        return Understood.trouble("CX109", text, levels=levels, map=f'"{shown(text)}" = "{number}"')
    return Understood.trouble("CX104", text, levels=levels, hint=_hint(text, scale))


def _off_scale(text: str, scale: Scale) -> Understood:
    decimals = text.partition(".")[2].rstrip("0")
    if not scale.labels and len(decimals) > scale.decimals:
        return Understood.trouble("CX105", text, levels=scale.describe(), decimals=str(scale.decimals))
    return Understood.trouble("CX104", text, levels=scale.describe(), hint="")


def _hint(text: str, scale: Scale) -> str:
    near = nearest(text, scale.labels) if scale.labels and len(text) <= MOST_SHOWN else ""
    return f' Did you mean "{near}"?' if near else ""
