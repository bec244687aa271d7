"""Answers to levels: what each office can do and what it needs, and headings that contradict the scale in use."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from cxmatch.domain.findings import Finding
from cxmatch.domain.framework import Framework, Scale
from cxmatch.records.text import counted, listed
from cxmatch.survey.answers.firsts import Firsts, read_firsts
from cxmatch.survey.answers.hints import Hint, heeded, hints_of
from cxmatch.survey.answers.needs import read_needs
from cxmatch.survey.answers.ratings import Ratings
from cxmatch.survey.answers.strengths import read_strengths
from cxmatch.survey.columns.areas import Areas, ByArea
from cxmatch.survey.columns.cells import shown
from cxmatch.survey.headings.survey import Column, Kind, Survey


@dataclass(frozen=True, slots=True, kw_only=True)
class Answers:
    """The levels of every survey's rows by area id, on the scales of the framework; `need` is empty where none is asked for.

    `firsts` are what they ask for first; `ratings` those that were read, with what could not be read; `words` the answers that a
    columns file explains.
    """

    framework: Framework
    capability: list[ByArea]
    need: list[ByArea]
    firsts: list[Firsts]
    ratings: Sequence[Ratings]
    words: Mapping[str, str]


def read_answers(
    surveys: Sequence[Survey], areas: Areas, words: Mapping[str, str], *, numeric: bool, unrated: str = "open", rounds: bool
) -> tuple[Answers, list[Finding]]:
    """Read what every office can do and what it needs, in whichever way each was asked.

    `words` are the answers that a columns file explains; `numeric` says that a scale of numbers was asked for; `unrated` what
    counts as the capability of who rates none, "open" or "lowest"; `rounds` as in `read_ratings`.
    """
    areas, noticed = (areas, []) if numeric else heeded(surveys, areas)
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


def _about_hints(surveys: Sequence[Survey], scales: Mapping[Kind, Scale], turned: Mapping[str, str]) -> Iterator[Finding]:
    """Refuse headings that state another scale than that of their kind, or one that runs the other way and is not turned.

    `turned` are the answers that a columns file explains.
    """
    for survey in surveys:
        for kind, scale in scales.items():
            for column in survey.of(kind):
                if scale.labels and not any(text.strip().isdecimal() for text in column.cells):
                    continue
                for hint in hints_of(survey, column):
                    if not hint.fits(scale):
                        yield _of_hint("CX314", survey, column, hint, scale.describe())
                    elif hint.runs_down(scale.low, scale.high, turned):
                        yield _of_hint("CX315", survey, column, hint, scale.describe())
        ranked = survey.of(Kind.RANK)
        for column in ranked if len(ranked) > 1 else ():
            for hint in hints_of(survey, column):
                if hint.runs_down(1, len(ranked), {}, best_first=True):
                    yield _of_hint("CX315", survey, column, hint, f"1 to {len(ranked)}, 1 being the most wanted")


def _of_hint(code: str, survey: Survey, column: Column, hint: Hint, levels: str) -> Finding:
    facts = {"value": column.heading, "said": str(hint), "scale": f"{hint.low or 0}-{hint.high}", "levels": levels}
    return survey.finding(code, column, **facts)
