"""Answers to levels: what each office can do and what it needs, and headings that contradict the scale in use."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import islice

from cxmatch.domain.findings import Finding
from cxmatch.domain.framework import Framework, Scale
from cxmatch.records.text import counted, listed
from cxmatch.survey.answers.hints import BOTTOM, TOP, Hint, hint_in, hints_of
from cxmatch.survey.answers.needs import read_needs, read_strengths
from cxmatch.survey.answers.picks import Firsts, read_firsts
from cxmatch.survey.answers.ratings import Ratings
from cxmatch.survey.columns.areas import Areas, ByArea
from cxmatch.survey.columns.cells import Explained, shown
from cxmatch.survey.headings import Column, Kind, Survey
from cxmatch.survey.headings.wording import any_direction


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
                for hint in hints_of(survey, column):
                    if not hint.fits(scale):
                        yield _of_hint("CX314", survey, column, hint, scale.describe())
                    elif hint.runs_down(scale.low, scale.high, turned, wanting=TOP if kind is Kind.NEED else BOTTOM):
                        yield _of_hint("CX315", survey, column, hint, scale.describe())
        yield from _about_remarks(survey, scales, turned)
        ranked = survey.of(Kind.RANK)
        for column in ranked if len(ranked) > 1 else ():
            for hint in hints_of(survey, column):
                if hint.runs_down(1, len(ranked), {}, best_first=True):
                    yield _of_hint("CX315", survey, column, hint, f"1 to {len(ranked)}, 1 being the most wanted")


def _about_remarks(survey: Survey, scales: Mapping[Kind, Scale], turned: Explained) -> Iterator[Finding]:
    """Refuse what a note beside the table turns round, unless it may speak of ranks or a columns file explains the numbers."""
    hints = [(any_direction(text), hint) for text in survey.remarks if (hint := hint_in(text))]
    hints = [(said, hint) for said, hint in hints if not turned.keys() & set(map(str, hint.words))]
    for kind, scale in scales.items() if hints and not survey.of(Kind.RANK) else ():
        ours = [hint for said, hint in hints if said in (None, kind) and _explains(hint, scale)]
        for column in survey.of(kind)[:1]:
            wanting = TOP if kind is Kind.NEED else BOTTOM
            against = (hint for hint in ours if hint.runs_down(scale.low, scale.high, {}, wanting=wanting))
            yield from (_of_hint("CX320", survey, column, hint, scale.describe()) for hint in islice(against, 1))


def _explains(hint: Hint, scale: Scale) -> bool:
    """Tell whether a note gives words to both ends of a scale of numbers."""
    return not scale.labels and hint.ends == (scale.low, scale.high) and {scale.low, scale.high} <= hint.words.keys()


def _of_hint(code: str, survey: Survey, column: Column, hint: Hint, levels: str) -> Finding:
    facts = {"value": column.heading, "said": str(hint), "scale": f"{hint.low or 0}-{hint.high}", "levels": levels}
    return survey.finding(code, column, **facts)


def _heeded(surveys: Sequence[Survey], areas: Areas) -> tuple[Areas, list[Finding]]:
    """Return the areas on the scales of numbers that the headings state, where they state one for each direction.

    Where they state one for capability alone, or for need alone, nobody knows whether it is meant for the other too.
    """
    framework, stated = areas.framework, dict[Kind, Scale]()
    both = {Kind.CAPABILITY: framework.capability_scale, Kind.NEED: framework.need_scale}
    for kind, asked in ((Kind.CAPABILITY, (Kind.CAPABILITY, Kind.REQUIRED)), (Kind.NEED, (Kind.NEED,))):
        columns = [(survey, column) for survey in surveys for column in survey.of(*asked)]
        ends = {each.ends for survey, column in columns for each in hints_of(survey, column)} - {None}
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
