"""Answers to levels: what each office can do and what it needs, and headings that contradict the scale in use."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cache, lru_cache

from cxmatch.domain.findings import Finding
from cxmatch.domain.framework import Framework, Scale
from cxmatch.records.text import clean, counted, fold, listed
from cxmatch.survey.answers.needs import read_needs, read_strengths
from cxmatch.survey.answers.picks import Firsts, read_firsts
from cxmatch.survey.answers.ratings import Ratings
from cxmatch.survey.answers.scales import falls
from cxmatch.survey.columns.areas import Areas, ByArea
from cxmatch.survey.columns.cells import Explained, shown
from cxmatch.survey.headings import Column, Kind, Survey
from cxmatch.survey.headings.wording import LONGEST_HEADING
from cxmatch.survey.knowledge import table

_APART = re.compile(r"[\W_]+")
_BOTTOM, _TOP = "low", "high"


@dataclass(frozen=True, slots=True, kw_only=True)
class Answers:
    """The levels of every survey's rows by area id, on the scales of the framework; `need` is empty where none is asked for.

    `firsts` are what they ask for first; `ratings` those that were read, with what could not be read.
    """

    framework: Framework
    capability: list[ByArea]
    need: list[ByArea]
    firsts: list[Firsts]
    ratings: Sequence[Ratings]
    words: Explained


def read_answers(
    surveys: Sequence[Survey], areas: Areas, words: Explained, *, numeric: bool, unrated: str, rounds: bool
) -> tuple[Answers, list[Finding]]:
    """Read what every office can do and what it needs, in whichever way each was asked.

    `numeric` says that a scale of numbers was asked for; `unrated` what counts as the capability of who rates none, "open" or
    "lowest"; `rounds` as in `read_ratings`.
    """
    areas, noticed = (areas, []) if numeric else _heeded(surveys, areas)
    strengths, about_strengths = read_strengths(surveys, areas, words, rounds=rounds)
    current = strengths.ratings
    needs, about_needs = read_needs(surveys, areas, current, words, rounds=rounds)
    hinted = dict.fromkeys((Kind.CAPABILITY, Kind.REQUIRED), current.scale) | ({Kind.NEED: needs.scale} if needs.rated else {})
    noticed += [*about_strengths, *about_needs, *_about_hints(surveys, hinted, words)]
    for side, scale in ((Kind.CAPABILITY, current.scale), (Kind.NEED, needs.scale)):
        if numeric and scale.labels:
            noticed.append(Finding(code="CX476", facts={"side": str(side), "labels": scale.describe()}))
    framework = areas.framework.with_scales(strengths.scale, needs.scale)
    ratings, capability = [current, *([needs.rated] if needs.rated else [])], strengths.beside(needs.columns, unrated)
    firsts, about_firsts = read_firsts(surveys, areas, words)
    noticed += [*_about_rounded(surveys, ratings), *about_firsts]
    answers = Answers(framework=framework, capability=capability, need=needs.columns, firsts=firsts, ratings=ratings, words=words)
    return answers, noticed


def _about_rounded(surveys: Sequence[Survey], ratings: Sequence[Ratings]) -> Iterator[Finding]:
    """Note how many answers were rounded, in which columns, and the first of them."""
    rated = ((survey, column, each.rounded) for survey in surveys for each in ratings for column in survey.of(*each.kinds))
    cells = [
        (survey.place(column, row), shown(text), levels[text])
        for survey, column, levels in rated
        for row, text in enumerate(column.cells if levels else ())
        if text in levels
    ]
    if cells:
        at, value, level = min(cells, key=lambda cell: cell[0].row or 0)
        letters = listed(sorted({place.column for place, *_ in cells}, key=lambda letter: (len(letter), letter)))
        facts = {"value": value, "level": level, "at": f"row {at.row}, column {at.column}", "columns": letters}
        yield Finding(code="CX431", facts={"count": counted(len(cells), "answer"), **facts})


def _about_hints(surveys: Sequence[Survey], scales: Mapping[Kind, Scale], turned: Explained) -> Iterator[Finding]:
    """Refuse headings that state another scale than that of their kind, or one that runs the other way and is not turned."""
    for survey in surveys:
        for kind, scale in scales.items():
            for column in survey.of(kind):
                if scale.labels and not any(text.strip().isdecimal() for text in column.cells):
                    continue
                for hint in _hints_of(survey, column):
                    if not hint.fits(scale):
                        yield _of_hint("CX314", survey, column, hint, scale.describe())
                    elif hint.runs_down(scale.low, scale.high, turned, wanting=_TOP if kind is Kind.NEED else _BOTTOM):
                        yield _of_hint("CX315", survey, column, hint, scale.describe())
        ranked = survey.of(Kind.RANK)
        for column in ranked if len(ranked) > 1 else ():
            for hint in _hints_of(survey, column):
                if hint.runs_down(1, len(ranked), {}, best_first=True):
                    yield _of_hint("CX315", survey, column, hint, f"1 to {len(ranked)}, 1 being the most wanted")


def _of_hint(code: str, survey: Survey, column: Column, hint: _Hint, levels: str) -> Finding:
    facts = {"value": column.heading, "said": str(hint), "scale": f"{hint.low or 0}-{hint.high}", "levels": levels}
    return survey.finding(code, column, **facts)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Hint:
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

    def runs_down(self, low: int, high: int, turned: Explained, *, best_first: bool = False, wanting: str = _TOP) -> bool:
        """Tell whether low numbers have words of the top, or high ones words of the bottom. Ranks have the best first.

        `wanting` is the end at which who wants help stands.
        """
        words = {low: "best"} if self.down and not self.words else self.words
        top, bottom = (_BOTTOM, _TOP) if best_first else (_TOP, _BOTTOM)
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
        return wanting if wants else next(end for end in (_BOTTOM, _TOP) if end != wanting)
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
def _hint_in(text: str) -> _Hint | None:
    """Return what a text says about a scale, or None if it says nothing.

    >>> _hint_in("Need: Hiring (0 = none, 5 = most)")
    _Hint(low=0, high=5, words={0: 'none', 5: 'most'}, down=False)
    """
    plain = fold(text[:LONGEST_HEADING])
    words = dict(_words_in(plain))
    ranges = [found for pattern in _patterns("range") for found in pattern.finditer(plain)]
    lows = [int(found["low"]) for found in ranges if "low" in found.groupdict()] + list(words)
    highs = [int(found["high"]) for found in ranges] + list(words)
    down = any(pattern.search(plain) for pattern in _patterns("down"))
    if not (lows or highs or down):
        return None
    return _Hint(low=min(lows, default=None), high=max(highs, default=None), words=words, down=down)


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


def _hints_of(survey: Survey, column: Column) -> Iterator[_Hint]:
    """Yield what is said about the scale of a column: in its heading or question, and in the rows above the headings."""
    for text in dict.fromkeys((column.heading, column.question, survey.title)):
        hint = _hint_in(text) if text else None
        if hint:
            yield hint


def _heeded(surveys: Sequence[Survey], areas: Areas) -> tuple[Areas, list[Finding]]:
    """Return the areas on the scales of numbers that the headings state, where they state one for each direction.

    Where they state one for capability alone, or for need alone, nobody knows whether it is meant for the other too.
    """
    framework, stated = areas.framework, dict[Kind, Scale]()
    both = {Kind.CAPABILITY: framework.capability_scale, Kind.NEED: framework.need_scale}
    for kind, asked in ((Kind.CAPABILITY, (Kind.CAPABILITY, Kind.REQUIRED)), (Kind.NEED, (Kind.NEED,))):
        columns = [(survey, column) for survey in surveys for column in survey.of(*asked)]
        ends = {each.ends for survey, column in columns for each in _hints_of(survey, column)} - {None}
        for low, high in (pair for pair in ends if pair and len(ends) == 1 and not both[kind].labels):
            stated[kind] = replace(both[kind], low=low, high=high)
    asked_for = [kind for kind in both if any(survey.of(kind) for survey in surveys)]
    if stated.keys() != set(asked_for):
        return areas, []
    new = {kind: scale for kind, scale in stated.items() if scale != both[kind]}
    scales = both | new
    framework = framework.with_scales(scales[Kind.CAPABILITY], scales[Kind.NEED])
    noticed = [Finding(code="CX433", facts={"direction": str(kind), "levels": scale.describe()}) for kind, scale in new.items()]
    return replace(areas, framework=framework), noticed
