"""Ratings to levels: which scale answers are on, what one cell says on it, and the level of every different answer."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from cxmatch.domain.findings import Finding
from cxmatch.domain.framework import Scale
from cxmatch.records.text import clean, fold, some, visible
from cxmatch.survey.answers.scales import Choice, choose, doubts, spelled
from cxmatch.survey.columns.cells import MOST_READ, MOST_SHOWN, Explained, shown, unanswered
from cxmatch.survey.headings import Column, Kind, Survey
from cxmatch.survey.headings.mapping import toml_line
from cxmatch.survey.headings.wording import nearest
from cxmatch.survey.knowledge import table

_FOOTNOTE = re.compile(r"\s*(?:[*\u2020\u2021\u00a7\u00b9\u00b2\u00b3\u2070\u2074-\u2079]+|\[\d{1,3}\])$")
_COMMA_NUMBER = re.compile(r"[+-]?\d{1,6},\d{1,150}", re.ASCII)
_NUMBER = re.compile(r"[+-]?\d+(?:\.\d+)?", re.ASCII)
_LABEL_AND_NUMBER = re.compile(r"(\d{1,3})\s*[-–=:.)]\s*[^\d\s].*|[^\d\s].*[(\[=:-]\s*(\d{1,3})\s*[)\]]?")
_BOOLEANS = frozenset({"true", "false", "yes", "no", "y", "n", "t", "f"})
_MOST_PARSED = 200
_MOST_LISTED, _MOST_WORDS = 5, 12
_OFF_SCALE, _MOST_OFF_SCALE = "CX124", 6
_ONCE = frozenset({"CX105", _OFF_SCALE})  # what a whole column is full of: the first cell stands for the others
_RATED = (Kind.CAPABILITY, Kind.REQUIRED, Kind.NEED)
_Columns = Sequence[tuple[Survey, Column]]


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


def _understand(text: str, scale: Scale, levels: Mapping[str, str], *, decimal_comma: bool = False) -> _Understood:
    """Read one cell on a scale; `levels` maps folded answers to the level they stand for."""
    if len(text) > MOST_READ and text.strip():
        return _refused(text, scale)
    plain = clean(text)
    for said in (plain, _FOOTNOTE.sub("", plain)) if len(plain) <= _MOST_PARSED else (plain,):
        mapped = _pointed(levels.get(fold(said), said), decimal_comma)
        level = scale.read(mapped)
        if level is not None:
            return _Understood(level=level, repaired=said != text)
        if said == plain and (not mapped or unanswered(mapped)):
            return _Understood(absent=unanswered(mapped))
    return _refused(plain, scale, decimal_comma=decimal_comma)


def _pointed(text: str, decimal_comma: bool) -> str:
    """Return a number with a decimal point, where the file has decimal commas."""
    return text.replace(",", ".") if decimal_comma and _COMMA_NUMBER.fullmatch(text) else text


def _refused(text: str, scale: Scale, *, decimal_comma: bool = False) -> _Understood:
    code, facts = _trouble(_pointed(text, decimal_comma), scale)
    return _Understood(code=code, facts={"value": shown(text), "levels": scale.describe(), **facts})


def _trouble(text: str, scale: Scale) -> tuple[str, dict[str, str]]:
    """Return the code of the finding that says best why a text is no level, and what else it has to say."""
    if len(text) > _MOST_PARSED:
        return "CX104", {"hint": ""}
    if not text.isascii() and any(letter.isdecimal() and not letter.isascii() for letter in text):
        return "CX107", {}
    if code := next((row["code"] for row in table("answers")["trouble"] if re.fullmatch(row["pattern"], text)), ""):
        return code, {}
    if scale.labels:
        near = nearest(text, scale.labels) if len(text) <= MOST_SHOWN and not _NUMBER.fullmatch(text) else ""
        return "CX104", {"hint": f' Did you mean "{near}"?' if near else ""}
    if fold(text) in _BOOLEANS:
        level = scale.bottom if fold(text)[0] in "fn" else scale.top
        return "CX108", {"map": f'"{shown(text)}" = "{scale.say(level)}"'}
    if scale.rounded(text) is not None:
        return "CX105", {"decimals": str(scale.decimals)}
    if paired := _LABEL_AND_NUMBER.fullmatch(text):
        return "CX109", {"map": f'"{shown(text)}" = "{paired[1] or paired[2]}"'}
    return "CX104", {"hint": ""}


@dataclass(frozen=True, slots=True, kw_only=True)
class Ratings:
    """The final scale of a direction, and the level of each cell text (None where it is not answered).

    `absent` counts the ways of not answering. `unread` are the cell texts in the columns of these `kinds` that are no level, or
    not surely one, by the finding that says why; `likely` is the number that some of them likely stand for. `rounded` are those
    that were rounded, with the level that they count as.
    """

    scale: Scale
    levels: Mapping[str, int | None] = field(default_factory=dict)
    absent: Counter[str] = field(default_factory=Counter)
    kinds: Sequence[Kind] = ()
    unread: Mapping[str, str] = field(default_factory=dict)
    likely: Mapping[str, int] = field(default_factory=dict)
    rounded: Mapping[str, str] = field(default_factory=dict)


def read_ratings(
    surveys: Sequence[Survey], kinds: Sequence[Kind], scale: Scale, words: Explained, *, rounds: bool
) -> tuple[Ratings, list[Finding]]:
    """Read every different text in the columns of these kinds once.

    `scale` is the framework's; a survey that answers in the words of another known scale is read by that one. `rounds` says that
    a number with more decimals than count is rounded.
    """
    columns = [(survey, column) for survey in surveys for column in survey.of(*kinds)]
    counts = Counter(text for _, column in columns for text in column.cells)
    others = {text for survey in surveys for column in survey.of(*set(_RATED) - set(kinds)) for text in column.cells}
    found = _on_words(counts, others, scale, words)
    noticed = _about_words(found, counts, str(kinds[0])) if found else []
    scale, words = (found.scale.scale, {**found.scale.labels(counts), **words}) if found else (scale, words)
    numbers, doubted, about = _spelled(columns, counts, scale, words)
    commas = any(survey.decimal_comma for survey in surveys)
    rounded = _rounded(counts, scale, words, commas) if rounds else {}
    explained = {**numbers, **{fold(clean(text)): level for text, level in rounded.items()}, **words}
    answers = {text: _understand(text, scale, explained, decimal_comma=commas) for text in counts}
    scale, levels = _coarsened(answers, scale)
    noticed += [*about, *_by_place(levels, scale)]
    noticed += _about_cells(columns, {text: each for text, each in answers.items() if text not in doubted})
    absent = sum((Counter({each.absent: counts[text]}) for text, each in answers.items() if each.absent), Counter[str]())
    unread = {text: "CX119" if text in doubted else answer.code for text, answer in answers.items() if answer.code}
    likely = {text: found.scale.used([text])[0] for text in counts if found.scale.knows(text)} if found and found.doubts else {}
    unread |= dict.fromkeys(likely, "CX118")
    read = Ratings(scale=scale, levels=levels, absent=absent, kinds=kinds, unread=unread, likely=likely, rounded=rounded)
    return read, noticed


def _on_words(counts: Mapping[str, int], others: Collection[str], scale: Scale, words: Explained) -> Choice | None:
    """Return the known scale of words that most answers are on, unless the framework's own scale reads as many of them.

    Answers that a columns file gives numbers are on no scale of words.
    """
    given = {text: count for text, count in counts.items() if not unanswered(text)}
    explained = [words[fold(text)] for text in given if fold(text) in words]
    if any(map(str.isdecimal, explained)) or all(text[:1].isdecimal() for text in given):
        return None
    found = choose({text: count for text, count in given.items() if fold(text) not in words}, others)
    readable = sum(scale.read(text) is not None for text in given)
    if not found or found.scale.scale == scale or found.scale.covers(given) <= readable:
        return None
    return found


def _about_words(found: Choice, counts: Iterable[str], direction: str) -> list[Finding]:
    """Say which scale of words was taken; refuse it where another sets the same answers at other distances."""
    facts = {"name": found.scale.name, "levels": found.scale.scale.describe(), "direction": direction}
    noticed = [Finding(code="CX473", facts=facts)]
    if found.doubts:
        known = sorted((text for text in counts if found.scale.knows(text)), key=lambda text: found.scale.used([text]))
        lines = ", ".join(toml_line(shown(text), str(found.scale.used([text])[0])) for text in known)
        noticed.append(Finding(code="CX118", facts={**facts, "others": "; ".join(found.doubts), "lines": lines}))
    return noticed


def _spelled(
    columns: _Columns, counts: Mapping[str, int], scale: Scale, words: Explained
) -> tuple[dict[str, str], Collection[str], list[Finding]]:
    """Return the level of each folded answer that is a number with something around it, those in doubt, and what to say."""
    open_ones = [text for text in counts if fold(text) not in words and scale.read(text) is None and not unanswered(text)]
    given = {text: each for text in open_ones if (each := spelled(text))}
    if not given or any(each.number in counts for each in given.values()):
        return {}, (), []  # A tool writes a level in one way; where both ways are there, somebody typed one of them.
    if scale.labels:
        levels = {text: scale.read(each.word) for text, each in given.items()}
        return {fold(text): given[text].word for text, level in levels.items() if str(level) == given[text].number}, (), []
    why = next(doubts([text for text in counts if not unanswered(text)], scale), "")
    example = shown(min(given))
    if why:
        lines = ", ".join(toml_line(shown(text), "?") for text in sorted(given))
        survey, column = columns[0]
        return {}, given, [survey.finding("CX119", column, why=why, lines=lines, value=example)]
    facts = {"count": f"{sum(counts[text] for text in given):,}", "value": example, "number": given[min(given)].number}
    return {fold(text): each.number for text, each in given.items()}, (), [Finding(code="CX430", facts=facts)]


def _rounded(texts: Iterable[str], scale: Scale, words: Explained, commas: bool) -> dict[str, str]:
    """Return the level of each answer that is a number with more decimals than count, and that nobody has explained."""
    numbers = {text: _pointed(clean(text), commas) for text in texts if len(text) <= _MOST_PARSED}
    wanted = {text: number for text, number in numbers.items() if fold(clean(text)) not in words and scale.read(number) is None}
    levels = {text: scale.rounded(number) for text, number in wanted.items()}
    return {text: scale.say(level) for text, level in levels.items() if level is not None}


def _by_place(levels: Mapping[str, int | None], scale: Scale) -> list[Finding]:
    """Say where a number was read on a scale of words: there 3 is the third label."""
    numbers = sorted(text.strip() for text, level in levels.items() if level is not None and text.strip().isdecimal())
    if not (scale.labels and numbers):
        return []
    return [Finding(code="CX475", facts={"numbers": ", ".join(numbers[:_MOST_LISTED]), "levels": scale.describe()})]


def _coarsened(answers: Mapping[str, _Understood], scale: Scale) -> tuple[Scale, dict[str, int | None]]:
    """Convert levels to the largest unit that is exact for all of them, so that whole ratings have no decimals."""
    given = {answer.level for answer in answers.values() if answer.level is not None}
    factor = next(size for size in (100, 10, 1) if scale.unit % size == 0 and not any(level % size for level in given))
    levels = {text: None if answer.level is None else answer.level // factor for text, answer in answers.items()}
    return scale.with_decimals(scale.decimals - len(str(factor)) + 1), levels


def _about_cells(columns: _Columns, answers: Mapping[str, _Understood]) -> Iterator[Finding]:
    """Yield a finding for each column of strange words only and each other cell that cannot be read, and a note on repairs."""
    odd = {text for text, answer in answers.items() if answer.code or answer.repaired}
    repaired, alike = list[str](), dict[tuple[int, str], Mapping[str, str]]()
    for survey, column in columns if odd else ():
        strange, off = _strange(column, answers), _off_scale(column, answers)
        if strange:
            yield survey.finding("CX117", column, **strange)
        for row, text in enumerate(column.cells):
            if text in odd and answers[text].repaired:
                at = survey.place(column, row)
                repaired.append(f'row {at.row}, column {at.column}: "{visible(text[:MOST_SHOWN])}"')
            elif text in odd and not strange:
                code = _OFF_SCALE if text in off else answers[text].code
                facts = alike.setdefault((id(column), code if code in _ONCE else text), answers[text].facts)
                yield survey.finding(code, column, row, **facts)
    if repaired:
        yield Finding(code="CX451", facts={"count": str(len(repaired)), "cells": some(repaired, _MOST_LISTED, "; ")})


def _off_scale(column: Column, answers: Mapping[str, _Understood]) -> Collection[str]:
    """Return the numbers of a column that lie outside of the scale, where they are very many different ones."""
    unread = (text for text in set(column.cells) & answers.keys() if answers[text].code == "CX104")
    numbers = {text for text in unread if _NUMBER.fullmatch(clean(text))}
    return numbers if len(numbers) > _MOST_OFF_SCALE else ()


def _strange(column: Column, answers: Mapping[str, _Understood]) -> dict[str, str]:
    """Return the [levels] lines for a column of unknown words only, such as Beginner and Expert; nothing for any other."""
    given = {clean(text): answers[text] for text in set(column.cells) if text in answers and not answers[text].absent}
    unknown = (text[:1].isalpha() and each.code == "CX104" and not each.facts["hint"] for text, each in given.items())
    if not (1 < len(given) <= _MOST_WORDS and all(unknown)):
        return {}
    numbers = {text: re.findall(r"\d+", text) for text in sorted(given)}
    lines = [toml_line(shown(text), digits[0] if len(digits) == 1 else "?") for text, digits in numbers.items()]
    return {"value": ", ".join(map(shown, numbers)), "lines": ", ".join(lines), "levels": given[min(given)].facts["levels"]}
