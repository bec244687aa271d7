"""Columns that are one question: the branches of a form, and a column with a mark for each level."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from cxmatch.records.text import fold, some
from cxmatch.survey.headings.mapping import ColumnsFile
from cxmatch.survey.headings.survey import Column, Step, Survey
from cxmatch.survey.headings.tools import says_direction
from cxmatch.survey.headings.wording import LONGEST_HEADING, Parts, says_itself

# The name that a program gives to a heading that was there before: "Need: Hiring2", "Need: Hiring.1".
_COPY = re.compile(r"(.*?[^\W\d]\W*?)[._ ]?\d{1,2}", re.DOTALL)
_LEVEL = re.compile(r"(.+?)\s*(?:>>|[-\u2013\u2014|:])\s*(\d{1,2}(?:\D.*)?)")
_LEAST_LEVELS = 3
_UNMARKED = frozenset({"", "0", "false", "no", "n", "unchecked"})
_MARKS = frozenset({"1", "x", "true", "yes", "y", "checked", "\u2713", "\u2714"})


def branches_merged(survey: Survey, mapping: ColumnsFile) -> Step:
    """Make one column of those that ask one question in the branches of a form: at most one of them is filled in each row."""
    texts = {fold(column.heading) for column in survey.columns}
    groups: dict[str, list[Column]] = {}
    copies = set[str]()
    for column in survey.columns:
        copy = _COPY.fullmatch(column.heading[:LONGEST_HEADING])
        stem = copy[1] if copy and fold(copy[1]) in texts else column.heading
        if says_itself(stem) and not (column.technical or _is_named(column, mapping)):
            groups.setdefault(fold(stem), []).append(column)
            copies |= {fold(stem)} if stem != column.heading else set()
    several = [columns for stem, columns in groups.items() if len(columns) > 1 and (stem not in copies or _is_full(columns))]
    return _with_merged(survey, [(columns, _one_of(columns, [c.cells for c in columns])) for columns in several], "CX482")


def _is_full(columns: Sequence[Column]) -> bool:
    """Tell whether most rows have an answer in one of these columns: of two areas with numbers they may well have none."""
    filled = sum(any(map(str.strip, cells)) for cells in zip(*(column.cells for column in columns), strict=True))
    return 3 * filled >= 2 * len(columns[0].cells)


def levels_merged(survey: Survey, mapping: ColumnsFile) -> Step:
    """Make one column of those that hold a mark for one level each of one question."""
    groups: dict[str, list[tuple[Column, str]]] = {}
    for column in survey.columns:
        parts = _LEVEL.fullmatch(column.heading[:LONGEST_HEADING])
        if parts and _asks_of_area(parts[1]) and not (column.technical or _is_named(column, mapping)):
            groups.setdefault(parts[1], []).append((column, parts[2]))
    merged = []
    for stem, levels in groups.items():
        columns = [column for column, _ in levels]
        cells = [[_level(cell, tail) for cell in column.cells] for column, tail in levels]
        said = {cell for each in cells for cell in each}
        marks = len(levels) >= _LEAST_LEVELS and None not in said and said != {""}
        one = _one_of(columns, [[cell or "" for cell in each] for each in cells]) if marks else None
        merged.append((columns, _called(stem, one) if one else None))
    return _with_merged(survey, merged, "CX483")


def _asks_of_area(stem: str) -> bool:
    question, _, item = stem.partition(" >> ")
    return Parts.split(stem) is not None or says_direction(question, item)


def _is_named(column: Column, mapping: ColumnsFile) -> bool:
    """Tell whether a columns file names this very column, by its letter."""
    return f"column {column.letter.lower()}" in mapping.columns


def _one_of(columns: Sequence[Column], cells: Sequence[Sequence[str]]) -> Column | None:
    """Return one column with these cells of several, each with its letter; None if a row has two of them."""
    rows = list(zip(*cells, strict=True))
    filled = [[place for place, cell in enumerate(row) if cell.strip()] for row in rows]
    if any(len(places) > 1 for places in filled):
        return None
    places = [places[0] if places else 0 for places in filled]
    letters = [columns[place].letter for place in places]
    return replace(columns[0], cells=[row[place] for row, place in zip(rows, places, strict=True)], letters=letters)


def _level(cell: str, level: str) -> str | None:
    """Return the level that a mark stands for, "" where there is none; None if the cell is no mark."""
    mark = fold(cell)
    return "" if mark in _UNMARKED else level if mark in {*_MARKS, fold(level)} else None


def _called(stem: str, column: Column) -> Column:
    """Return the column of a question whose levels are merged, with its parts where the tool keeps them apart."""
    item = _LEVEL.fullmatch(column.item)
    question, item_text = (column.question, item[1]) if item else stem.rpartition(" >> ")[::2]
    parts = (question, item_text) if question else ("", "")
    return replace(column, heading=stem, question=parts[0], item=parts[1])


def _with_merged(survey: Survey, merged: Sequence[tuple[Sequence[Column], Column | None]], code: str) -> Step:
    """Return the survey with one column in place of several, and say which these were."""
    ones = {columns[0]: one for columns, one in merged if one}
    gone = {column for columns, one in merged if one for column in columns[1:]}
    kept = (ones.get(column, column) for column in survey.columns if column not in gone)
    columns = tuple(replace(column, index=index, origin=column.letter) for index, column in enumerate(kept))
    if not ones:
        return survey, ()
    letters = [" and ".join(column.letter for column in columns) for columns, one in merged if one]
    headings = [f'"{one.heading}"' for one in ones.values()]
    note = survey.finding(code, next(iter(ones)), columns=some(letters, 8, "; "), headings=some(headings, 8))
    return replace(survey, columns=columns), [note]
