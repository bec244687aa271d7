"""What headings, titles and notes say about a scale: its ends, the words of some numbers, and whether it runs down."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache, lru_cache

from cxmatch.domain.framework import Scale
from cxmatch.records.text import clean, fold
from cxmatch.survey.answers.scales import falls
from cxmatch.survey.columns.cells import Explained
from cxmatch.survey.headings import Column, Survey
from cxmatch.survey.headings.wording import LONGEST_HEADING
from cxmatch.survey.knowledge import table

_APART = re.compile(r"[\W_]+")
BOTTOM, TOP = "low", "high"


@dataclass(frozen=True, slots=True, kw_only=True)
class Hint:
    """The ends that a text states (`low` is None where it only says "out of 10"), and the words it gives some numbers.

    `down`: it says, without a number, that less is more.
    """

    low: int | None = None
    high: int | None = None
    words: Mapping[int, str] = field(default_factory=dict)
    down: bool = False

    @property
    def ends(self) -> tuple[int, int] | None:
        """The lowest and the highest number, where the text states both."""
        return (self.low, self.high) if self.low is not None and self.high is not None and self.low < self.high else None

    def fits(self, scale: Scale) -> bool:
        """Tell whether these are the ends of a scale; a single number with a word may be any of its levels."""
        if self.low == self.high and len(self.words) == 1:
            return scale.low <= next(iter(self.words)) <= scale.high
        return self.high in (None, scale.high) and self.low in (None, scale.low)

    def runs_down(self, low: int, high: int, turned: Explained, *, best_first: bool = False, wanting: str = TOP) -> bool:
        """Tell whether low numbers have words of the top, or high ones words of the bottom. Ranks have the best first.

        `wanting` is the end at which who wants help stands.
        """
        words = {low: "best"} if self.down and not self.words else self.words
        top, bottom = (BOTTOM, TOP) if best_first else (TOP, BOTTOM)
        for number, text in words.items():
            level = turned.get(str(number), str(number))
            beyond = 2 * int(level) - (low + high) if level.isdecimal() else 0
            end = _end_of(text, wanting if number in (low, high) else "")
            if (beyond < 0 and end == top) or (beyond > 0 and end == bottom):
                return True
        said = ((text, turned.get(str(number), str(number))) for number, text in words.items())
        return not best_first and falls({text: int(number) for text, number in said if number.isdecimal()})

    def __str__(self) -> str:
        ends = f"out of {self.high}" if self.low is None else f"{self.low} to {self.high}"
        words = ", ".join(f"{number} = {word}" for number, word in sorted(self.words.items()))
        return words or ("less is more" if self.down else ends)


def _end_of(text: str, wanting: str = "") -> str:
    """Return the end of a scale that a word stands for, "low" or "high"; "" if none. A word of the low end counts first.

    Whether help is wanted counts before, where it is said at which end who wants help stands.
    """
    wants = _wants_help(text) if wanting else None
    if wants is not None:
        return wanting if wants else next(end for end in (BOTTOM, TOP) if end != wanting)
    words = set(_APART.split(text))
    return next((end for end, row in table("answers")["end"].items() if not words.isdisjoint(row["words"])), "")


def _wants_help(text: str) -> bool | None:
    """Tell whether who is described so wants help; None where nothing is said of it.

    >>> _wants_help("can't do it without help"), _wants_help("can manage alone"), _wants_help("urgent")
    (True, False, None)
    """
    rows = ((row["wants"], re.search(row["pattern"], text)) for row in table("hints")["help"])
    wants, found = next(((wants, found) for wants, found in rows if found), (False, None))
    if found is None:
        return None
    negations = re.findall(table("hints")["negation"], text[: found.start()] + text[found.end() :])
    return bool(wants) != bool(len(negations) % 2)


@lru_cache(maxsize=4096)
def hint_in(text: str) -> Hint | None:
    """Return what a text says about a scale, or None if it says nothing.

    >>> hint_in("Need: Hiring (0 = none, 5 = most)")
    Hint(low=0, high=5, words={0: 'none', 5: 'most'}, down=False)
    """
    plain = fold(text[:LONGEST_HEADING])
    words = dict(_words_in(plain))
    ranges = [found for pattern in _patterns("range") for found in pattern.finditer(plain)]
    lows = [int(found["low"]) for found in ranges if "low" in found.groupdict()] + list(words)
    highs = [int(found["high"]) for found in ranges] + list(words)
    down = any(pattern.search(plain) for pattern in _patterns("down"))
    if not (lows or highs or down):
        return None
    return Hint(low=min(lows, default=None), high=max(highs, default=None), words=words, down=down)


def _words_in(plain: str) -> Iterator[tuple[int, str]]:
    """Yield each number that has a word beside it; of several words, the first."""
    seen: set[int] = set()
    for row in table("hints")["pair"]:
        for found in re.finditer(row["pattern"], plain):
            number, word = int(found["number"]), clean(found["word"])
            if number not in seen and _counts(row, word):
                seen.add(number)
                yield number, word


def _counts(row: Mapping[str, bool], word: str) -> bool:
    """Tell whether a word beside a number says something of the scale: by some rows only an end of it, or who wants help."""
    return not row.get("ends") or bool(_end_of(word)) or (row.get("help", False) and _wants_help(word) is not None)


@cache
def _patterns(name: str) -> tuple[re.Pattern[str], ...]:
    return tuple(re.compile(row["pattern"]) for row in table("hints")[name])


def hints_of(survey: Survey, column: Column) -> Iterator[Hint]:
    """Yield what is said about the scale of a column: in its heading or question, and in the rows above the headings."""
    for text in dict.fromkeys((column.heading, column.question, survey.title)):
        hint = hint_in(text) if text else None
        if hint:
            yield hint
