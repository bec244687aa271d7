"""What survey tools write: how each puts its headings together, and which columns it adds by itself."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from itertools import zip_longest
from typing import Any, TypeAlias

from cxmatch.records.text import clean
from cxmatch.survey.headings import BY_AREA, Column, heading_text
from cxmatch.survey.headings.splitting import Parts, without_scale_hint
from cxmatch.survey.headings.wording import LONGEST_HEADING, is_called, is_place, key
from cxmatch.survey.knowledge import table as knowledge
from cxmatch.survey.knowledge import words_of

_Rows: TypeAlias = Sequence[Sequence[str]]
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
    """The columns of a table, still without answers, and the index of its last header row. `layout` is its name for people.

    `depth` is how many rows of headings it has.
    """

    layout: str
    last: int
    columns: tuple[Column, ...]
    depth: int = 1

    @property
    def by_tool(self) -> bool:
        """Tell whether a survey tool wrote the headings."""
        return not self.layout.startswith("plain table")

    @property
    def first(self) -> int:
        """The index of its first header row."""
        return self.last + 1 - self.depth

    @property
    def named(self) -> int:
        """How many columns there are up to the last one with a heading."""
        return max((column.index + 1 for column in self.columns if column.heading), default=0)

    def is_complete(self) -> bool:
        """Tell whether no heading can be missing before the last: it is a rating, and each area is asked in every direction."""
        parts = [Parts.split(column.heading) for column in self.columns[: self.named]]
        areas = ({key(each.area) for each in parts if each and each.kind is kind} for kind in BY_AREA)
        asked = [named for named in areas if named]
        return bool(parts) and parts[-1] is not None and len(asked) > 1 and all(named == asked[0] for named in asked)


def spanned(first: list[str], second: list[str], technical: Collection[str] = ()) -> Iterator[Column]:
    """Join two header rows in which a question stands above the first of its columns only."""
    question = ""
    for index, (above, below) in enumerate(zip_longest(first, second, fillvalue="")):
        question = above or question
        if key(below) in {*_WHOLE_ANSWER, key(question)} or not question:
            text = above or below
            yield Column(index=index, heading=text, technical=key(text) in technical)
        else:
            typed = key(below).startswith(_OTHER)
            yield Column(index=index, heading=f"{question} - {below}", question=question, item=below, technical=typed)


def columns_of(texts: Iterable[str]) -> tuple[Column, ...]:
    """Return a column for each heading."""
    return tuple(Column(index=index, heading=text) for index, text in enumerate(texts))


def of_tool(rows: _Rows, at: int) -> Header | None:
    """Return the header of the survey tool whose headings begin in this row, or None."""
    texts, tools = list(map(heading_text, rows[at])), (_survey_monkey, _by_signature, _qualtrics, _google_forms)
    return next((header for tool in tools if (header := tool(rows, at, texts))), None)


@cache
def _known(tool: str) -> Mapping[str, Any]:
    return next(row for row in knowledge("tools")["tool"] if row["layout"].startswith(tool))


def _by_signature(rows: _Rows, at: int, texts: list[str]) -> Header | None:
    """Recognize a tool that is known by the headings of one row."""
    words = set(map(key, texts))
    lines = "\n".join([*words, *(text[:LONGEST_HEADING].casefold() for text in texts)])
    for tool in knowledge("tools")["tool"]:
        if any(all(sign in words or _sign(sign).search(lines) for sign in signs) for signs in tool.get("all", ())):
            return Header(layout=tool["layout"], last=at, columns=tuple(_put_apart(texts, tool)))
    return None


@cache
def _sign(pattern: str) -> re.Pattern[str]:
    return re.compile(rf"^(?:{pattern})$" if "\\" in pattern or "|" in pattern else "(?!)", re.MULTILINE)


def _put_apart(texts: Sequence[str], tool: Mapping[str, Any]) -> Iterator[Column]:
    """Yield the columns of a tool, with its own signs taken off their headings and the parts of its grids told apart."""
    technical, typed = words_of(tool["technical"]), words_of(tool.get("typed", ""))
    parts = [_parts_in(text, tool) for text in texts]
    shared = Counter(part["question"] for part in parts)
    grouped = tool.get("groups", False)
    # Where no heading has a blank they are names, so that a slash in them divides groups and is no sign of a person's.
    names = not any(" " in text for text in texts)
    for index, (text, part) in enumerate(zip(texts, parts, strict=True)):
        question, item = part["question"], part["item"]
        plain = not item or not grouped or names or shared[question] > 1
        heading = (part["text"] if plain else "") or text
        added = bool({key(text), key(heading), key(part["code"]), text} & technical) or _is_added(text.casefold(), tool)
        column = Column(index=index, heading=heading, technical=added, written=text if heading != text else "")
        if item and not (added or is_place(item)) and (Parts.asked(question, item) or (shared[question] > 1 and not grouped)):
            column = replace(column, question=question, item=item, technical=key(item) in typed)
        yield column


def _is_added(text: str, tool: Mapping[str, Any]) -> bool:
    return text.startswith(tuple(tool.get("adds", ()))) or text.endswith(tuple(tool.get("ends", ())))


def _parts_in(text: str, tool: Mapping[str, Any]) -> Mapping[str, str]:
    """Return the code, the text, the question and its item that a heading of this tool consists of; "" for what it has not."""
    whole = text if len(text) <= LONGEST_HEADING else ""
    matches = (match for pattern in tool.get("parts", ()) if (match := re.fullmatch(pattern, whole)))
    part = {"code": "", "text": "", "question": "", "item": ""} | next((match.groupdict("") for match in matches), {})
    return part | {"item": clean(part["item"].replace("_", " "))}


def _survey_monkey(rows: _Rows, at: int, texts: list[str]) -> Header | None:
    """Recognize SurveyMonkey by its second header row: it holds the parts of questions, and nothing below Respondent ID."""
    below = list(map(heading_text, rows[at + 1])) if at + 1 < len(rows) else []
    blank = [not part for heading, part in zip(rows[at], below, strict=False) if key(heading) == "respondentid"]
    if len(texts) < 2 or blank[:1] != [True]:
        return None
    technical = words_of(_known("SurveyMonkey")["technical"])
    return Header(layout="SurveyMonkey export", last=at + 1, columns=tuple(spanned(texts, below, technical)), depth=2)


def _google_forms(rows: _Rows, at: int, texts: list[str]) -> Header | None:
    """Recognize Google Forms: a first column of times, written in one of the two ways that Google writes them."""
    if not texts or not is_called(rows[at][0], "google time"):
        return None
    below = (row[0].strip() for row in rows[at + 1 :])
    times = [time for time in below if time and time != rows[at][0].strip()][:5]
    ways = {row["layout"]: re.compile(row["pattern"]) for row in knowledge("tools")["time"] if times}
    layout = next((name for name, way in ways.items() if all(map(way.fullmatch, times))), "")
    grids = [_GRID.fullmatch(without_scale_hint(text)) if len(text) <= LONGEST_HEADING else None for text in texts]
    columns = (
        replace(column, question=grid[1], item=grid[2]) if grid else column
        for column, grid in zip(columns_of(texts), grids, strict=True)
    )
    return Header(layout=layout, last=at, columns=tuple(columns)) if layout else None


def _qualtrics(rows: _Rows, at: int, names: list[str]) -> Header | None:
    """Recognize Qualtrics: rows of names, question texts and `{"ImportId": ...}`; in old or edited files not all of them."""
    ids = next((row for row in (1, 2) if at + row < len(rows) and any(map(_IMPORT_ID.match, rows[at + row]))), 0)
    old = [name.upper() for name in names[:2]] == ["V1", "V2"]
    if not (ids or old or len(words_of(_known("Qualtrics")["signs"]) & set(map(key, names))) >= 2) or at + 1 >= len(rows):
        return None
    # Below times and addresses the first answer has digits, and a question text has none.
    digits = words_of(_known("Qualtrics")["digits"])
    answers = [any(map(str.isdigit, cell)) for name, cell in zip(names, rows[at + 1], strict=False) if key(name) in digits]
    labelled = ids == 2 or old or (not ids and bool(answers) and not any(answers))
    texts = list(map(heading_text, rows[at + 1])) if labelled else names
    layout = _OLD_QUALTRICS if old else _QUALTRICS[bool(ids), labelled]
    more = ids or int(labelled)
    return Header(layout=layout, last=at + more, columns=tuple(_qualtrics_columns(names, texts, old)), depth=1 + more)


def _qualtrics_columns(names: list[str], texts: list[str], old: bool) -> Iterator[Column]:
    """Yield the columns: technical ones by name, which is the same in every language, questions by their text."""
    technical = words_of(_known("Qualtrics")["technical"])
    # Questions with choices bear words that nobody wrote.
    whole = [text.replace(" - Selected Choice", "") for text in (*texts, *[""] * len(names))][: len(names)]
    shared = Counter(text.rpartition(" - ")[0] for text in whole)
    for index, (name, text) in enumerate(zip(names, whole, strict=True)):
        own = text if old else name
        if key(own) in technical:
            yield Column(index=index, heading=own, technical=True)
            continue
        question, _, item = text.rpartition(" - ")
        question, item = (question, item) if question and shared[question] > 1 else ("", "")
        yield Column(index=index, heading=text or name, question=question, item=item, technical=name.upper().endswith("_TEXT"))
