"""The layouts we know by their headings: what survey tools write, and long tables with one row per office and practice area."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from typing import Any

from cxmatch.domain.findings import Finding
from cxmatch.records.text import clean, fold
from cxmatch.survey.headings.mapping import ColumnsFile
from cxmatch.survey.headings.survey import Column, Kind, Step, Survey, heading_text
from cxmatch.survey.headings.wording import LONGEST_HEADING, aliases, is_called, key, named_direction, unit_of
from cxmatch.survey.knowledge import table, words_of

Rows = Sequence[Sequence[str]]

_PLAIN_LONG = "plain table, one row per office and practice area"
_GOOGLE_TIMES = {
    "Google Forms export": re.compile(
        r"\d{4}/\d{1,2}/\d{1,2} \d{1,2}:\d{2}:\d{2}( [AP]M)? (GMT|UTC)\S*|\d{4}/\d{1,2}/\d{1,2} .*(GMT|UTC).*"
    ),
    "Google Forms export, saved from a Google Sheet": re.compile(
        r"\d{1,2}[/.]\d{1,2}[/.]\d{4} \d{1,2}[:.]\d{2}[:.]\d{2}( [AP]M)?"
    ),
}
_OLD_QUALTRICS = "Qualtrics export of the very old kind (V1, V2)"
# By whether it has its third header row, and the texts of its questions.
_QUALTRICS = {
    (True, True): "Qualtrics export",
    (True, False): "Qualtrics export without its question texts",
    (False, True): "Qualtrics export without its third header row",
    (False, False): "Qualtrics export with one header row",
}
_IMPORT_ID = re.compile(r"""\s*\{\s*["']ImportId["']""")
_GRID = re.compile(r"(.+?)\s*\[(.+)\]", re.DOTALL)
_WHOLE_ANSWER = frozenset({"", "response", "openendedresponse"})
_OTHER = ("otherpleasespecify", "otherpleasedescribe", "otherplease")  # what people typed beside "Other"


@dataclass(frozen=True, slots=True, kw_only=True)
class Header:
    """The columns of a table, still without answers, and the index of its last header row. `layout` is its name for people."""

    layout: str
    last: int
    columns: tuple[Column, ...]


def _by_signature(rows: Rows, at: int) -> Header | None:
    """Recognize a tool that is known by the headings of one row."""
    keys = set(map(key, rows[at]))
    tool = next((tool for tool in table("tools")["tool"] if "all" in tool and _signs(keys, tool)), None)
    if tool is None:
        return None
    technical, adds = words_of(tool["technical"]), tuple(tool.get("adds", ()))
    columns = (
        Column(index=index, heading=text, technical=key(text) in technical or text.casefold().startswith(adds))
        for index, text in enumerate(map(heading_text, rows[at]))
    )
    return Header(layout=tool["layout"], last=at, columns=tuple(columns))


def _signs(keys: set[str], tool: Mapping[str, Any]) -> bool:
    begun = any(word.startswith(tool.get("starts", "")) for word in keys)
    return begun and keys.issuperset(tool["all"]) and not keys.isdisjoint(tool.get("any", keys))


def _google_forms(rows: Rows, at: int) -> Header | None:
    """Recognize Google Forms: a first column of times, written in one of the two ways that Google writes them."""
    if not rows[at] or not is_called(rows[at][0], "google time") or at + 1 >= len(rows):
        return None
    times = [row[0].strip() for row in rows[at + 1 :] if row[0].strip()][:5]
    layout = next((name for name, pattern in _GOOGLE_TIMES.items() if times and all(map(pattern.fullmatch, times))), "")
    columns = []
    for index, text in enumerate(map(heading_text, rows[at])):
        grid = _GRID.fullmatch(text) if len(text) <= LONGEST_HEADING else None
        question, item = grid.groups() if grid else ("", "")
        columns.append(Column(index=index, heading=text, question=question, item=item))
    return Header(layout=layout, last=at, columns=tuple(columns)) if layout else None


def _survey_monkey(rows: Rows, at: int) -> Header | None:
    """Recognize SurveyMonkey: a column Respondent ID. A second header row holds the parts of questions, unless condensed."""
    keys = list(map(key, rows[at]))
    if "respondentid" not in keys or len(keys) < 2:
        return None
    technical = words_of(_known("SurveyMonkey")["technical"])
    below = list(map(heading_text, rows[at + 1])) if at + 1 < len(rows) else []
    spanned = len(below) > keys.index("respondentid") and not below[keys.index("respondentid")]
    if not spanned and not set(keys) & (technical - {"respondentid"}):
        return None
    columns = tuple(_spanned(list(map(heading_text, rows[at])), below if spanned else [], technical))
    layout = "SurveyMonkey export" if spanned else "SurveyMonkey export, condensed"
    return Header(layout=layout, last=at + spanned, columns=columns)


def _spanned(first: list[str], second: list[str], technical: Collection[str]) -> Iterator[Column]:
    """Join two header rows in which a question stands above the first of its columns only."""
    width = max(len(first), len(second))
    question = ""
    for index in range(width):
        above = first[index] if index < len(first) else ""
        below = second[index] if index < len(second) else ""
        question = above or question
        if key(below) in {*_WHOLE_ANSWER, key(question)} or not question:
            text = above or below
            yield Column(index=index, heading=text, technical=key(text) in technical)
        else:
            other = key(below).startswith(_OTHER)
            yield Column(index=index, heading=f"{question} - {below}", question=question, item=below, technical=other)


def merged_columns(first: Sequence[str], second: Sequence[str]) -> tuple[Column, ...]:
    """Return the columns of a table in which "Capability" stands once in a row above the areas."""
    return tuple(_spanned(list(map(heading_text, first)), list(map(heading_text, second)), ()))


def _qualtrics(rows: Rows, at: int) -> Header | None:
    """Recognize Qualtrics: rows of names, question texts and `{"ImportId": ...}`; in old or edited files not all of them."""
    names = [heading_text(cell) for cell in rows[at]]
    ids = next((row for row in (1, 2) if at + row < len(rows) and any(map(_IMPORT_ID.match, rows[at + row]))), 0)
    old = [name.upper() for name in names[:2]] == ["V1", "V2"]
    signs = words_of(_known("Qualtrics")["signs"]) & set(map(key, names))
    if not (ids or old or len(signs) >= 2) or at + 1 >= len(rows):
        return None
    labelled = bool(ids == 2 or old or (not ids and _has_labels(names, rows[at + 1])))
    texts = list(map(heading_text, rows[at + 1])) if labelled else names
    layout = _OLD_QUALTRICS if old else _QUALTRICS[bool(ids), labelled]
    return Header(layout=layout, last=at + (ids or int(labelled)), columns=tuple(_qualtrics_columns(names, texts, old)))


def _has_labels(names: list[str], row: Sequence[str]) -> bool:
    """Tell whether this row holds question texts and not the first answer, which has digits below times and addresses."""
    digits = words_of(_known("Qualtrics")["digits"])
    cells = [cell for name, cell in zip(names, row, strict=False) if key(name) in digits]
    return bool(cells) and not any(letter.isdigit() for cell in cells for letter in cell)


def _qualtrics_columns(names: list[str], texts: list[str], old: bool) -> Iterator[Column]:
    """Yield the columns: technical ones by name, which is the same in every language, questions by their text."""
    technical = words_of(_known("Qualtrics")["technical"])
    # Questions with choices bear words that nobody wrote.
    texts = [(texts[index] if index < len(texts) else "").replace(" - Selected Choice", "") for index in range(len(names))]
    shared = Counter(text.rpartition(" - ")[0] for text in texts)
    for index, (name, text) in enumerate(zip(names, texts, strict=True)):
        own = text if old else name
        if key(own) in technical:
            yield Column(index=index, heading=own, technical=True)
            continue
        question, _, item = text.rpartition(" - ")
        question, item = (question, item) if question and shared[question] > 1 else ("", "")
        yield Column(index=index, heading=text or name, question=question, item=item, technical=name.upper().endswith("_TEXT"))


@cache
def _known(tool: str) -> Mapping[str, Any]:
    return next(row for row in table("tools")["tool"] if row["layout"].startswith(tool))


_TOOLS: tuple[Callable[[Rows, int], Header | None], ...] = (_survey_monkey, _qualtrics, _by_signature, _google_forms)


def header_at(rows: Rows, at: int) -> Header | None:
    """Return the header of the survey tool whose headings begin in this row, or None."""
    return next((header for tool in _TOOLS if (header := tool(rows, at))), None)


def pivoted(survey: Survey, mapping: ColumnsFile) -> Step:
    """Return a long survey with one row per office, and one column for each rating of each area; any other as it is."""
    area = next((column for column in survey.columns if is_called(column.heading, "area")), None)
    office = _first_called(survey, Kind.OFFICE)
    plain = [column for column in survey.columns if not (column.item or column.technical)]
    directions = [(column, kind) for column in plain if (kind := named_direction(column.heading))]
    capability = [column for column, kind in directions if kind is Kind.CAPABILITY]
    if not (area and office and capability) or any(map(mapping.use_of, [area, *capability])):
        return survey, ()
    rated = [column for column, _ in directions]
    kept = [column for column in survey.columns if column is not area and column not in rated]
    department = _first_called(survey, Kind.DEPARTMENT, besides=office)
    parts = [column for column in kept if unit_of(column.heading) and column not in (office, department)]
    return _turned(survey, [office, *([department] if department else []), *parts], area, rated, kept)


def _first_called(survey: Survey, kind: Kind, besides: Column | None = None) -> Column | None:
    names = aliases()[kind]
    called = [column for column in survey.columns if key(column.heading) in names and column is not besides]
    return min(called, key=lambda column: names[key(column.heading)], default=None)


def _turned(survey: Survey, who: list[Column], area: Column, rated: list[Column], kept: list[Column]) -> Step:
    names = list(zip(*(map(fold, column.cells) for column in who), strict=True))
    areas = list(map(fold, area.cells))
    rows = {name: place for place, name in enumerate(dict.fromkeys(names))}
    first_of = {name: source for source, name in reversed(list(enumerate(names)))}
    firsts = [first_of[name] for name in rows]
    # For each row of an office and each area: the row of the file that says it first.
    at: dict[tuple[int, str], int] = {}
    notes: list[Finding] = []
    for source, (name, said) in enumerate(zip(names, areas, strict=True)):
        first = at.setdefault((rows[name], said), source)
        if first != source:
            facts = {"first": str(survey.numbers[first]), "value": clean(who[0].cells[source]), "area": clean(area.cells[source])}
            notes.append(survey.finding("CX208", area, source, **facts))
    columns = [
        replace(column, index=index, origin=column.letter, cells=[column.cells[source] for source in firsts])
        for index, column in enumerate(kept)
    ]
    spelled = {fold(text): clean(text) for text in area.cells}
    for column in rated:
        for folded, said in sorted(spelled.items()):
            sources = [at.get((row, folded)) for row in range(len(rows))]
            columns.append(_rating(survey, column, len(columns), said, sources, firsts))
    numbers = [survey.numbers[source] for source in firsts]
    return replace(survey, layout=_PLAIN_LONG, columns=tuple(columns), numbers=numbers), notes


def _rating(
    survey: Survey, column: Column, index: int, area: str, sources: Sequence[int | None], firsts: Sequence[int]
) -> Column:
    """Return the column of one rating of one area; a cell that the file does not have stands in the office's first row."""
    return Column(
        index=index,
        heading=f"{column.heading}: {area}",
        question=column.heading,
        item=area,
        origin=column.letter,
        cells=["" if source is None else column.cells[source] for source in sources],
        rows=[survey.numbers[first if source is None else source] for source, first in zip(sources, firsts, strict=True)],
    )
