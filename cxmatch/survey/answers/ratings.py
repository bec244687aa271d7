"""The rated columns of one direction: which scale they are on, and the level of every different answer."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from cxmatch.domain.findings import Finding
from cxmatch.domain.scale import Scale
from cxmatch.records.text import clean, visible
from cxmatch.survey.answers.scales import LabelScale, Understood, scale_of_words, understand
from cxmatch.survey.columns.cells import MOST_SHOWN, shown
from cxmatch.survey.headings.mapping import toml_line
from cxmatch.survey.headings.survey import Column, Kind, Survey

MOST_LISTED, MOST_WORDS = 5, 12


@dataclass(frozen=True, slots=True, kw_only=True)
class Ratings:
    """The final scale of a direction, and the level of each cell text (None where it is not answered).

    `absent` counts the ways of not answering.
    """

    scale: Scale
    levels: Mapping[str, int | None] = field(default_factory=dict)
    absent: Mapping[str, int] = field(default_factory=dict)


def read_ratings(
    surveys: Sequence[Survey], kinds: Sequence[Kind], scale: Scale, words: Mapping[str, str]
) -> tuple[Ratings, list[Finding]]:
    """Read every different cell of these columns once.

    `scale` is the framework's; a survey that answers in the words of another known scale is read by that one. `words`
    are the answers that a columns file explains.
    """
    counts = Counter(text for survey in surveys for column in survey.of(*kinds) for text in column.cells)
    own = _scale_in_words(counts, scale, words)
    if own:
        scale, words = own.scale, {**own.same, **words}
    commas = any(survey.decimal_comma for survey in surveys)
    answers = {text: understand(text, scale, words, decimal_comma=commas) for text in counts}
    scale, levels = _coarsened(answers, scale)
    absent: Counter[str] = Counter()
    for text, answer in answers.items():
        if answer.absent:
            absent[answer.absent] += counts[text]
    columns = [(survey, column) for survey in surveys for column in survey.of(*kinds)]
    noticed = [
        *_announced(own, kinds),
        *_places_of_labels(answers, scale),
        *_troubles(columns, answers),
        *_repairs(columns, answers),
    ]
    return Ratings(scale=scale, levels=levels, absent=dict(absent)), noticed


def _scale_in_words(counts: Iterable[str], scale: Scale, words: Mapping[str, str]) -> LabelScale | None:
    """Return the known scale of words the answers are on, unless the framework's own scale reads as many of them."""
    texts = [text for text in counts if text.strip()]
    own = scale_of_words(texts) if not words else None
    if not own or own.scale == scale:
        return None
    readable = sum(scale.read(text) is not None for text in texts)
    return own if sum(map(own.knows, texts)) > readable else None


def _coarsened(answers: Mapping[str, Understood], scale: Scale) -> tuple[Scale, dict[str, int | None]]:
    """Convert levels to the largest unit that is exact for all of them, so that whole ratings have no decimals."""
    given = {answer.level for answer in answers.values() if answer.level is not None}
    factor = next(size for size in (100, 10, 1) if scale.unit % size == 0 and not any(level % size for level in given))
    levels = {text: None if answer.level is None else answer.level // factor for text, answer in answers.items()}
    return scale.with_decimals(scale.decimals - len(str(factor)) + 1), levels


def _announced(own: LabelScale | None, kinds: Sequence[Kind]) -> list[Finding]:
    facts = {"name": own.name, "levels": own.scale.describe(), "direction": str(kinds[0])} if own else {}
    return [Finding(code="CX473", facts=facts)] if own else []


def _places_of_labels(answers: Mapping[str, Understood], scale: Scale) -> list[Finding]:
    """Return a note if numbers were read on a scale of words, where 3 is the third label."""
    numbers = sorted(text.strip() for text, each in answers.items() if each.level is not None and text.strip().isdecimal())
    if not (scale.labels and numbers):
        return []
    return [Finding(code="CX475", facts={"numbers": ", ".join(numbers[:MOST_LISTED]), "levels": scale.describe()})]


_Columns = Sequence[tuple[Survey, Column]]


def _troubles(columns: _Columns, answers: Mapping[str, Understood]) -> list[Finding]:
    """Return one finding for each column of strange words only, and one for each other cell that cannot be read."""
    bad = {text: answer for text, answer in answers.items() if answer.code}
    strange = {column: facts for _, column in columns if bad and (facts := _strange(column, answers))}
    whole = [survey.finding("CX117", column, **strange[column]) for survey, column in columns if column in strange]
    cells = _cells_with([each for each in columns if each[1] not in strange], bad)
    return whole + [survey.finding(bad[text].code, column, row, **bad[text].facts) for survey, column, row, text in cells]


def _strange(column: Column, answers: Mapping[str, Understood]) -> dict[str, str]:
    """Return the [levels] lines for a column of unknown words only, such as Beginner and Expert; nothing for any other."""
    given = {clean(text): answers[text] for text in set(column.cells) if not answers[text].absent}
    unknown = (text[:1].isalpha() and each.code == "CX104" and not each.facts["hint"] for text, each in given.items())
    if not (1 < len(given) <= MOST_WORDS and all(unknown)):
        return {}
    numbers = {text: re.findall(r"\d+", text) for text in sorted(given)}
    lines = [toml_line(shown(text), digits[0] if len(digits) == 1 else "?") for text, digits in numbers.items()]
    return {"value": ", ".join(map(shown, numbers)), "lines": ", ".join(lines), "levels": given[min(given)].facts["levels"]}


def _cells_with(columns: _Columns, texts: Collection[str]) -> Iterator[tuple[Survey, Column, int, str]]:
    """Yield the cells that hold one of these texts."""
    for survey, column in columns if texts else ():
        for row, text in enumerate(column.cells):
            if text in texts:
                yield survey, column, row, text


def _repairs(columns: _Columns, answers: Mapping[str, Understood]) -> list[Finding]:
    """Return one note that lists the answers read without the blanks or footnote marks around them."""
    forgiven = {text for text, answer in answers.items() if answer.repaired and answer.level is not None}
    cells = [(survey.place(column, row), text) for survey, column, row, text in _cells_with(columns, forgiven)]
    if not cells:
        return []
    shown_cells = [f'row {at.row}, column {at.column}: "{visible(text[:MOST_SHOWN])}"' for at, text in cells[:MOST_LISTED]]
    more = f" and {len(cells) - MOST_LISTED} more" if len(cells) > MOST_LISTED else ""
    return [Finding(code="CX451", facts={"count": str(len(cells)), "cells": "; ".join(shown_cells) + more})]
