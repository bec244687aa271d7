"""Ratings to levels: which scale answers are on, what one cell says on it, and the level of every different answer."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import Self

from cxmatch.domain.findings import Finding
from cxmatch.domain.scale import Scale
from cxmatch.records.text import clean, fold, visible
from cxmatch.survey.columns.cells import MOST_READ, MOST_SHOWN, shown, unanswered
from cxmatch.survey.files.table import some_of
from cxmatch.survey.headings.mapping import toml_line
from cxmatch.survey.headings.survey import Column, Kind, Survey
from cxmatch.survey.headings.wording import nearest
from cxmatch.survey.knowledge import table

_FOOTNOTE = re.compile(r"\s*(?:[*\u2020\u2021\u00a7\u00b9\u00b2\u00b3\u2070\u2074-\u2079]+|\[\d{1,3}\])$")
_COMMA_NUMBER = re.compile(r"[+-]?\d{1,6},\d{1,9}", re.ASCII)
_NUMBER = re.compile(r"[+-]?\d+(?:\.\d+)?", re.ASCII)
_LABEL_AND_NUMBER = re.compile(r"(\d{1,3})\s*[-–=:.)]\s*[^\d\s].*|[^\d\s].*[(\[=:-]\s*(\d{1,3})\s*[)\]]?")
_BOOLEANS = frozenset({"true", "false", "yes", "no", "y", "n", "t", "f"})
_MOST_PARSED = 200
_MOST_LISTED, _MOST_WORDS = 5, 12


@dataclass(frozen=True, slots=True, kw_only=True)
class _LabelScale:
    """A known scale of words; `same` maps other folded spellings to the label they stand for."""

    name: str
    scale: Scale
    same: Mapping[str, str]

    def knows(self, text: str) -> bool:
        """Tell whether a text is a label of this scale."""
        return (self.scale.read(text) is not None and not text.strip().isdecimal()) or fold(text) in self.same


@cache
def _label_scales() -> tuple[_LabelScale, ...]:
    """Return the known scales, in the order in which they are tried."""
    return tuple(
        _LabelScale(
            name=row["name"],
            scale=Scale.of_labels(*row["labels"]),
            same={fold(word): label for word, label in row.get("same", {}).items()},
        )
        for row in table("scales").values()
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Understood:
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


def understand(text: str, scale: Scale, levels: Mapping[str, str], *, decimal_comma: bool = False) -> _Understood:
    """Read one cell on a scale; `levels` maps folded answers to the level they stand for."""
    if len(text) > MOST_READ and text.strip():
        return _Understood.trouble("CX104", text, levels=scale.describe(), hint="")
    plain = clean(text)
    for said in (plain, _FOOTNOTE.sub("", plain)) if len(plain) <= _MOST_PARSED else (plain,):
        mapped = levels.get(fold(said), said)
        if decimal_comma and _COMMA_NUMBER.fullmatch(mapped):
            mapped = mapped.replace(",", ".")
        level = scale.read(mapped)
        if level is not None:
            return _Understood(level=level, repaired=said != text)
        if mapped and not unanswered(mapped):
            continue
        if said == plain:
            return _Understood(absent=unanswered(mapped))
    return _trouble(plain, scale)


def _trouble(text: str, scale: Scale) -> _Understood:
    """Return the finding that says best why a text is no level."""
    levels = scale.describe()
    if len(text) > _MOST_PARSED:
        return _Understood.trouble("CX104", text, levels=levels, hint="")
    if not text.isascii() and any(letter.isdecimal() and not letter.isascii() for letter in text):
        return _Understood.trouble("CX107", text, levels=levels)
    code = next((row["code"] for row in table("answers")["trouble"] if re.fullmatch(row["pattern"], text)), "")
    if code:
        return _Understood.trouble(code, text, levels=levels)
    if fold(text) in _BOOLEANS and not scale.labels:
        level = scale.bottom if fold(text)[0] in "fn" else scale.top
        return _Understood.trouble("CX108", text, levels=levels, map=f'"{shown(text)}" = "{scale.say(level)}"')
    decimals = text.partition(".")[2].rstrip("0") if _NUMBER.fullmatch(text) and not scale.labels else ""
    if len(decimals) > scale.decimals:
        return _Understood.trouble("CX105", text, levels=levels, decimals=str(scale.decimals))
    paired = _LABEL_AND_NUMBER.fullmatch(text) if not scale.labels else None
    if paired:
        number = paired[1] or paired[2]
        return _Understood.trouble("CX109", text, levels=levels, map=f'"{shown(text)}" = "{number}"')
    spelled = scale.labels and len(text) <= MOST_SHOWN and not _NUMBER.fullmatch(text)
    near = nearest(text, scale.labels) if spelled else ""
    return _Understood.trouble("CX104", text, levels=levels, hint=f' Did you mean "{near}"?' if near else "")


@dataclass(frozen=True, slots=True, kw_only=True)
class Ratings:
    """The final scale of a direction, and the level of each cell text (None where it is not answered).

    `absent` counts the ways of not answering; `unread` are the cell texts that are no level, and the finding that says why.
    """

    scale: Scale
    levels: Mapping[str, int | None] = field(default_factory=dict)
    absent: Mapping[str, int] = field(default_factory=dict)
    unread: Mapping[str, str] = field(default_factory=dict)


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
    facts = {"name": own.name, "levels": own.scale.describe(), "direction": str(kinds[0])} if own else {}
    noticed = [Finding(code="CX473", facts=facts)] if own else []
    # On a scale of words, 3 is the third label.
    numbers = sorted(text.strip() for text, each in answers.items() if each.level is not None and text.strip().isdecimal())
    if scale.labels and numbers:
        facts = {"numbers": ", ".join(numbers[:_MOST_LISTED]), "levels": scale.describe()}
        noticed.append(Finding(code="CX475", facts=facts))
    noticed += [*_troubles(columns, answers), *_repairs(columns, answers)]
    unread = {text: answer.code for text, answer in answers.items() if answer.code}
    return Ratings(scale=scale, levels=levels, absent=dict(absent), unread=unread), noticed


def _scale_in_words(counts: Iterable[str], scale: Scale, words: Mapping[str, str]) -> _LabelScale | None:
    """Return the known scale that most answers are words of, unless the framework's own scale reads as many of them.

    An answer that a columns file explains is what the file says.
    """
    answers = [said for text in counts if not unanswered(said := words.get(fold(text), text))]
    if not any(text[:1].isalpha() for text in answers):
        return None
    own = max(_label_scales(), key=lambda known: sum(map(known.knows, answers)))
    read = sum(map(own.knows, answers))
    readable = sum(scale.read(text) is not None for text in answers)
    return own if 2 * read > len(answers) and own.scale != scale and read > readable else None


def _coarsened(answers: Mapping[str, _Understood], scale: Scale) -> tuple[Scale, dict[str, int | None]]:
    """Convert levels to the largest unit that is exact for all of them, so that whole ratings have no decimals."""
    given = {answer.level for answer in answers.values() if answer.level is not None}
    factor = next(size for size in (100, 10, 1) if scale.unit % size == 0 and not any(level % size for level in given))
    levels = {text: None if answer.level is None else answer.level // factor for text, answer in answers.items()}
    return scale.with_decimals(scale.decimals - len(str(factor)) + 1), levels


_Columns = Sequence[tuple[Survey, Column]]


def _troubles(columns: _Columns, answers: Mapping[str, _Understood]) -> list[Finding]:
    """Return one finding for each column of strange words only, and one for each other cell that cannot be read."""
    bad = {text: answer for text, answer in answers.items() if answer.code}
    strange = {column: facts for _, column in columns if bad and (facts := _strange(column, answers))}
    whole = [survey.finding("CX117", column, **strange[column]) for survey, column in columns if column in strange]
    cells = _cells_with([each for each in columns if each[1] not in strange], bad)
    return whole + [survey.finding(bad[text].code, column, row, **bad[text].facts) for survey, column, row, text in cells]


def _strange(column: Column, answers: Mapping[str, _Understood]) -> dict[str, str]:
    """Return the [levels] lines for a column of unknown words only, such as Beginner and Expert; nothing for any other."""
    given = {clean(text): answers[text] for text in set(column.cells) if not answers[text].absent}
    unknown = (text[:1].isalpha() and each.code == "CX104" and not each.facts["hint"] for text, each in given.items())
    if not (1 < len(given) <= _MOST_WORDS and all(unknown)):
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


def _repairs(columns: _Columns, answers: Mapping[str, _Understood]) -> list[Finding]:
    """Return one note that lists the answers read without the blanks or footnote marks around them."""
    forgiven = {text for text, answer in answers.items() if answer.repaired and answer.level is not None}
    cells = [(survey.place(column, row), text) for survey, column, row, text in _cells_with(columns, forgiven)]
    if not cells:
        return []
    said = [f'row {at.row}, column {at.column}: "{visible(text[:MOST_SHOWN])}"' for at, text in cells]
    return [Finding(code="CX451", facts={"count": str(len(cells)), "cells": some_of(said, _MOST_LISTED, "; ")})]
