"""Answers to levels: what each office can do and what it needs, and headings that contradict the scale in use."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from cxmatch.domain.findings import Finding
from cxmatch.domain.framework import Framework, Scale
from cxmatch.records.text import clean, fold
from cxmatch.survey.answers.needs import read_needs
from cxmatch.survey.answers.ratings import Ratings, read_ratings
from cxmatch.survey.columns.areas import Areas, ByArea
from cxmatch.survey.headings.survey import Column, Kind, Survey
from cxmatch.survey.headings.wording import LONGEST_HEADING
from cxmatch.survey.knowledge import table

_RANGE = re.compile(
    r"[(\[](?:on a |scale |rate |rated |of |from |[:, ])*(\d{1,3})\s*(?:-|\u2013|\u2014|to|\.\.)\s*(\d{1,3})(?: scale)?[)\]]"
    r"|\bscale (?:of |from )?(\d{1,3})\s*(?:-|\u2013|to)\s*(\d{1,3})\b"
)
_PAIR = re.compile(r"(?<!\w)(\d{1,3})\s*(?:=|\bis\b|\bmeans\b)\s*([^\d,;/()\[\]=]+)")
_APART = re.compile(r"[\W_]+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Answers:
    """The levels of every survey's rows by area id, on the scales of the framework; `need` is empty where none is asked for.

    `ratings` are those that were read, with what could not be read; `words` the answers that a columns file explains.
    """

    framework: Framework
    capability: list[ByArea]
    need: list[ByArea]
    ratings: Sequence[Ratings]
    words: Mapping[str, str]


def read_answers(
    surveys: Sequence[Survey], areas: Areas, words: Mapping[str, str], *, numeric: bool
) -> tuple[Answers, list[Finding]]:
    """Read what every office can do and what it needs, in whichever way need was asked.

    `words` are the answers that a columns file explains; `numeric` says that a scale of numbers was asked for.
    """
    current, noticed = read_ratings(surveys, [Kind.CAPABILITY, Kind.REQUIRED], areas.framework.capability_scale, words)
    needs, about_needs = read_needs(surveys, areas, current, words)
    hinted = dict.fromkeys((Kind.CAPABILITY, Kind.REQUIRED), current.scale) | ({Kind.NEED: needs.scale} if needs.rated else {})
    noticed += [*about_needs, *_about_hints(surveys, hinted, words)]
    for side, scale in ((Kind.CAPABILITY, current.scale), (Kind.NEED, needs.scale)):
        if numeric and scale.labels:
            noticed.append(Finding(code="CX476", facts={"side": str(side), "labels": scale.describe()}))
    framework = areas.framework.with_scales(current.scale, needs.scale)
    capability = [areas.levels(survey, Kind.CAPABILITY, current.levels) for survey in surveys]
    ratings = [current, *([needs.rated] if needs.rated else [])]
    return Answers(framework=framework, capability=capability, need=needs.columns, ratings=ratings, words=words), noticed


def _about_hints(surveys: Sequence[Survey], scales: Mapping[Kind, Scale], turned: Mapping[str, str]) -> Iterator[Finding]:
    """Refuse headings that state another scale than that of their kind, or one that runs the other way and is not turned.

    `turned` are the answers that a columns file explains.
    """
    for survey in surveys:
        for kind, scale in scales.items():
            for column in survey.of(kind):
                hint = _hint_in(column.heading)
                if hint is None or (scale.labels and not any(text.strip().isdecimal() for text in column.cells)):
                    continue
                if not hint.fits(scale):
                    yield _of_hint("CX314", survey, column, hint, scale.describe())
                elif hint.runs_down(scale.low, scale.high, turned):
                    yield _of_hint("CX315", survey, column, hint, scale.describe())
        ranked = survey.of(Kind.RANK)
        for column in ranked if len(ranked) > 1 else ():
            hint = _hint_in(column.heading)
            if hint and hint.runs_down(len(ranked), 1, {}):
                yield _of_hint("CX315", survey, column, hint, f"1 to {len(ranked)}, 1 being the most wanted")


def _of_hint(code: str, survey: Survey, column: Column, hint: _Hint, levels: str) -> Finding:
    ends = f"{hint.low} to {hint.high}" if hint.low < hint.high else ""
    stated = ", ".join(f"{number} = {word}" for number, word in sorted(hint.words.items())) or ends
    facts = {"value": column.heading, "said": stated, "scale": f"{hint.low}-{hint.high}", "levels": levels}
    return survey.finding(code, column, **facts)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Hint:
    """The ends of the scale that a heading states, and the words it gives some of its numbers."""

    low: int
    high: int
    words: Mapping[int, str]

    def fits(self, scale: Scale) -> bool:
        """Tell whether these are the ends of a scale; a single number with a word may be any of its levels."""
        if len(self.words) == 1 and self.low == self.high:
            return scale.low <= self.low <= scale.high
        return (self.low, self.high) == (scale.low, scale.high)

    def runs_down(self, worst: int, best: int, turned: Mapping[str, str]) -> bool:
        """Tell whether a number on the worse side has a word of the top, or one on the better side a word of the bottom."""
        for number, word in self.words.items():
            level = turned.get(str(number), str(number))
            above = (2 * int(level) - worst - best) * (best - worst) if level.isdecimal() else 0
            if (above < 0 and _end_of(word) == "high") or (above > 0 and _end_of(word) == "low"):
                return True
        return False


def _end_of(text: str) -> str:
    """Return the end of a scale that a word stands for, "low" or "high"; "" if none. A word of the low end counts first."""
    words = set(_APART.split(text))
    return next((end for end, row in table("answers")["end"].items() if not words.isdisjoint(row["words"])), "")


def _hint_in(text: str) -> _Hint | None:
    """Return what a heading says about its scale, or None if it says nothing.

    >>> _hint_in("Need: Hiring (0 = none, 5 = most)")
    _Hint(low=0, high=5, words={0: 'none', 5: 'most'})
    """
    plain = fold(text[:LONGEST_HEADING])
    words = {int(number): clean(word) for number, word in _PAIR.findall(plain)}
    ranges = [(int(one or three), int(two or four)) for one, two, three, four in _RANGE.findall(plain)]
    ends = [number for pair in ranges for number in pair] + list(words)
    return _Hint(low=min(ends), high=max(ends), words=words) if ends else None
