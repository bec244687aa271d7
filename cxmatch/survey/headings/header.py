"""Where the headings of a table stand: by what survey tools write, else by the names we know."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from itertools import zip_longest
from typing import Any, TypeAlias

from cxmatch.errors import SettingsError
from cxmatch.records.text import fold
from cxmatch.survey.files.table import Table, refuse
from cxmatch.survey.headings.mapping import ColumnsFile
from cxmatch.survey.headings.survey import BY_AREA, ONE_COLUMN, Column, heading_text
from cxmatch.survey.headings.wording import LONGEST_HEADING, Parts, is_called, key
from cxmatch.survey.knowledge import table as knowledge
from cxmatch.survey.knowledge import words_of

_Rows: TypeAlias = Sequence[Sequence[str]]
_MOST_TITLE_ROWS = 40
_PLAIN = "plain table, one row per office"
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


def header_of(table: Table, row: int | None, mapping: ColumnsFile) -> Header:
    """Return the header of a table: that of a survey tool, or else the first row with two headings that we know.

    Raises SurveyError if no row looks like headings; SettingsError if `row`, where they are said to begin, is none of the table.
    """
    if row and row not in table.numbers:
        raise SettingsError(f"{table.name} has nothing in row {row}, so that is not its header row.")
    starts = [table.numbers.index(row)] if row else list(range(min(_MOST_TITLE_ROWS, len(table.rows))))
    by_tool = (header for at in starts if (header := _of_tool(table.rows, at)))
    return next(by_tool, None) or _plain(table, starts, mapping, wanted=bool(row))


def _plain(table: Table, starts: list[int], mapping: ColumnsFile, *, wanted: bool) -> Header:
    scores = {at: _score(table.rows[at], mapping) for at in starts}
    best = next((at for at in starts if scores[at] > 1), max(starts, key=lambda at: scores[at]))
    if scores[best] == 0 and not wanted:
        shown = ", ".join(heading_text(cell) for cell in table.rows[starts[0]][:4])[:80]
        refuse("CX301", table.place(starts[0]), value=shown)
    rows = [list(map(heading_text, row)) for row in table.rows[best : best + 2]]
    if len(rows) > 1 and _names_directions(*rows):
        return Header(layout=f"{_PLAIN}, headings in two rows", last=best + 1, columns=tuple(_spanned(*rows)))
    return Header(layout=_PLAIN, last=best, columns=tuple(_columns(rows[0])))


def _score(row: list[str], mapping: ColumnsFile) -> int:
    """Count the different headings in a row that we know."""
    texts = [heading_text(cell[:LONGEST_HEADING]) for cell in row if cell.strip()]
    named = {kind for kind in (*ONE_COLUMN, *BY_AREA, "area") for text in texts if is_called(text, kind)}
    parted = {text for text in texts if (parts := Parts.split(text)) and parts.named}
    mapped = {text for text in texts if fold(text) in mapping.columns}
    return len(named) + len(parted) + len(mapped) if len(texts) > 1 else 0


def _names_directions(first: list[str], second: list[str]) -> bool:
    """Tell whether this row names directions and the next row the areas below them, as merged cells do."""
    bare = [index for index, text in enumerate(first[:-1]) if any(is_called(text, kind) for kind in BY_AREA)]
    over_areas = [index for index in bare if first[index + 1] in ("", first[index])]
    named = [index for index, text in enumerate(first) if is_called(text, "office")]
    return bool(over_areas) and all(index >= len(second) or second[index] in ("", first[index]) for index in named)


def _spanned(first: list[str], second: list[str], technical: Collection[str] = ()) -> Iterator[Column]:
    """Join two header rows in which a question stands above the first of its columns only."""
    question = ""
    for index, (above, below) in enumerate(zip_longest(first, second, fillvalue="")):
        question = above or question
        if key(below) in {*_WHOLE_ANSWER, key(question)} or not question:
            text = above or below
            yield Column(index=index, heading=text, technical=key(text) in technical)
        else:
            other = key(below).startswith(_OTHER)
            yield Column(index=index, heading=f"{question} - {below}", question=question, item=below, technical=other)


def _columns(texts: Iterable[str], technical: Collection[str] = (), adds: tuple[str, ...] = ()) -> Iterator[Column]:
    for index, text in enumerate(texts):
        yield Column(index=index, heading=text, technical=key(text) in technical or text.casefold().startswith(adds))


def _of_tool(rows: _Rows, at: int) -> Header | None:
    """Return the header of the survey tool whose headings begin in this row, or None."""
    texts, tools = list(map(heading_text, rows[at])), (_survey_monkey, _by_signature, _qualtrics, _google_forms)
    return next((header for tool in tools if (header := tool(rows, at, texts))), None)


@cache
def _known(tool: str) -> Mapping[str, Any]:
    return next(row for row in knowledge("tools")["tool"] if row["layout"].startswith(tool))


def _by_signature(rows: _Rows, at: int, texts: list[str]) -> Header | None:
    """Recognize a tool that is known by the headings of one row."""
    keys = set(map(key, rows[at]))
    for tool in knowledge("tools")["tool"]:
        begun = any(word.startswith(tool.get("starts", "")) for word in keys)
        if begun and "all" in tool and keys.issuperset(tool["all"]) and not keys.isdisjoint(tool.get("any", keys)):
            columns = _columns(texts, words_of(tool["technical"]), tuple(tool.get("adds", ())))
            return Header(layout=tool["layout"], last=at, columns=tuple(columns))
    return None


def _survey_monkey(rows: _Rows, at: int, texts: list[str]) -> Header | None:
    """Recognize SurveyMonkey by its second header row: it holds the parts of questions, and nothing below Respondent ID."""
    below = list(map(heading_text, rows[at + 1])) if at + 1 < len(rows) else []
    blank = [not part for heading, part in zip(rows[at], below, strict=False) if key(heading) == "respondentid"]
    if len(texts) < 2 or blank[:1] != [True]:
        return None
    technical = words_of(_known("SurveyMonkey")["technical"])
    return Header(layout="SurveyMonkey export", last=at + 1, columns=tuple(_spanned(texts, below, technical)))


def _google_forms(rows: _Rows, at: int, texts: list[str]) -> Header | None:
    """Recognize Google Forms: a first column of times, written in one of the two ways that Google writes them."""
    if not texts or not is_called(rows[at][0], "google time"):
        return None
    times = [row[0].strip() for row in rows[at + 1 :] if row[0].strip()][:5]
    ways = {row["layout"]: re.compile(row["pattern"]) for row in knowledge("tools")["time"] if times}
    layout = next((name for name, way in ways.items() if all(map(way.fullmatch, times))), "")
    grids = [_GRID.fullmatch(text) if len(text) <= LONGEST_HEADING else None for text in texts]
    columns = (
        replace(column, question=grid[1], item=grid[2]) if grid else column
        for column, grid in zip(_columns(texts), grids, strict=True)
    )
    return Header(layout=layout, last=at, columns=tuple(columns)) if layout else None


def _qualtrics(rows: _Rows, at: int, names: list[str]) -> Header | None:
    """Recognize Qualtrics: rows of names, question texts and `{"ImportId": ...}`; in old or edited files not all of them."""
    ids = next((row for row in (1, 2) if at + row < len(rows) and any(map(_IMPORT_ID.match, rows[at + row]))), 0)
    old = [name.upper() for name in names[:2]] == ["V1", "V2"]
    signs = words_of(_known("Qualtrics")["signs"]) & set(map(key, names))
    if not (ids or old or len(signs) >= 2) or at + 1 >= len(rows):
        return None
    # Below times and addresses the first answer has digits, and a question text has none.
    digits = words_of(_known("Qualtrics")["digits"])
    answers = [any(map(str.isdigit, cell)) for name, cell in zip(names, rows[at + 1], strict=False) if key(name) in digits]
    labelled = ids == 2 or old or (not ids and bool(answers) and not any(answers))
    texts = list(map(heading_text, rows[at + 1])) if labelled else names
    layout = _OLD_QUALTRICS if old else _QUALTRICS[bool(ids), labelled]
    return Header(layout=layout, last=at + (ids or labelled), columns=tuple(_qualtrics_columns(names, texts, old)))


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
