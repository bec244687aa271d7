"""What survey tools make of a question, undone: rows that are no answers, columns for its branches, levels and choices."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import partial
from itertools import groupby
from typing import Any

from cxmatch.domain.findings import Finding
from cxmatch.records.text import fold, some
from cxmatch.survey.files.table import some_rows
from cxmatch.survey.headings import NOT_USED, Column, Kind, Step, Survey, Use, through
from cxmatch.survey.headings.mapping import ColumnsFile, toml_line
from cxmatch.survey.headings.splitting import Parts, choice_of_first, says_itself, without_scale_hint
from cxmatch.survey.headings.wording import LONGEST_HEADING, any_direction, is_called, key
from cxmatch.survey.knowledge import table as knowledge

# The name that a program gives to a heading that was there before: "Need: Hiring2", "Need: Hiring.1".
_COPY = re.compile(r"(.*?[^\W\d]\W*?)[._ ]?\d{1,2}", re.DOTALL)
_LEVEL = re.compile(r"(.+?)\s*(?:>>|[-\u2013\u2014|:])\s*(\d{1,2}(?:\D.*)?)")
_LEAST_LEVELS, _MOST_FIRST = 3, 2
_ASKS_NEED = (Kind.NEED, Kind.REQUIRED, Kind.RANK)
_UNMARKED = frozenset({"", "0", "false", "no", "n", "unchecked"})
_MARKS = frozenset({"1", "x", "true", "yes", "y", "checked", "\u2713", "\u2714"})


def without_tests(survey: Survey) -> Step:
    """Drop the rows that a tool marks as tests, spam or deleted; answers that were not finished count all the same. Say which."""
    marks = knowledge("tools")
    dropped = {row for mark in marks["submission"] for row in _marked(survey, mark)}
    rest = survey.without(dropped)
    unfinished = {row for mark in marks["unfinished"] for row in _marked(rest, mark)}
    return rest, [*_about_rows("CX457", survey, dropped), *_about_rows("CX458", rest, unfinished)]


def _marked(survey: Survey, mark: Mapping[str, Any]) -> set[int]:
    """Return the rows in which the technical column called so has one of these values."""
    called = re.compile(mark["column"])
    columns = [column.cells for column in survey.columns if column.technical and called.fullmatch(key(column.heading))]
    return {row for cells in columns[:1] for row, cell in enumerate(cells) if key(cell) in mark["values"]}


def _about_rows(code: str, survey: Survey, rows: Collection[int]) -> list[Finding]:
    facts = {"count": str(len(rows)), "rows": some_rows([survey.numbers[row] for row in sorted(rows)])}
    return [survey.finding(code, **facts)] if rows else []


def as_asked(survey: Survey, mapping: ColumnsFile) -> Step:
    """Return the survey with one column for each question that a tool took apart; what choices stand for is said or asked."""
    steps = (_levels_merged, _firsts_merged, _branches_merged, _asked_codes, _choices_alone)
    return through(survey, (partial(step, mapping=mapping) for step in steps))


def _asked_codes(survey: Survey, mapping: ColumnsFile) -> Step:
    """Ask what the choices are of which an export has codes only; nothing is made of their columns by themselves."""
    codes = re.compile(_tool_of(survey.layout).get("codes", "(?!)"), re.IGNORECASE)
    coded, bare, noticed = [column for column in survey.columns if codes.fullmatch(column.item)], list[Column](), list[Finding]()
    for column in coded:
        plain = replace(column, heading=column.written or column.heading, question="", item="")
        asked = not mapping.use_of(plain)
        bare.append(replace(plain, use=NOT_USED) if asked else plain)
        line = toml_line(plain.heading, str(_likely_use(survey, column, coded)))
        noticed += [survey.finding("CX216", plain, value=plain.heading, code=column.item, line=line)] if asked else []
    return survey.changed(bare), noticed


def _tool_of(layout: str) -> Mapping[str, Any]:
    """Return the row of the tool with this layout; an empty one for any other layout."""
    return next((row for row in knowledge("tools")["tool"] if row["layout"] == layout), {})


def _likely_use(survey: Survey, column: Column, coded: Collection[Column]) -> Use:
    """Return the use to propose for a choice with a code: the area in its place, where areas are named elsewhere."""
    named = (each for each in survey.columns if each.item and each not in coded)
    areas = [each.item for each in named if Parts.asked(each.question, each.item)]
    place = [each.item for each in coded if each.question == column.question].index(column.item)
    parts = Parts.asked(column.question, column.item)
    return Use(kind=parts.kind if parts else Kind.NEED, area=areas[place] if place < len(areas) else column.item)


def _choices_alone(survey: Survey, mapping: ColumnsFile) -> Step:
    """Say what choices are picks of where a tool writes them without their question: of need, if capability alone is asked.

    Where need is asked already, or there are several such questions, the organizer is asked.
    """
    blocks = list(_blocks(survey, mapping)) if _tool_of(survey.layout).get("alone") else []
    asked = set(map(_direction, survey.columns))
    if len(blocks) == 1 and Kind.CAPABILITY in asked and asked.isdisjoint(_ASKS_NEED):
        first, last = blocks[0][0], blocks[0][-1]
        line = toml_line(f"column {first.letter}", str(Use(kind=Kind.CAPABILITY, area=_choice(first))))
        note = survey.finding("CX219", first, columns=f"{first.letter} to {last.letter}", line=line)
        return survey.changed(replace(column, question="Need", item=_choice(column)) for column in blocks[0]), [note]
    for place, column in ((place, column) for place, block in enumerate(blocks) for column in block):
        survey = survey.asking([column], Use(kind=(Kind.CAPABILITY, Kind.NEED)[place % 2], area=_choice(column)))
    return survey, ()


def _choice(column: Column) -> str:
    """Return the choice that a heading is, without the mark of a question that has to be answered."""
    return without_scale_hint(column.heading)


def _direction(column: Column) -> Kind | None:
    parts = Parts.split(column.heading)
    return parts.kind if parts else any_direction(column.question or column.heading)


def _blocks(survey: Survey, mapping: ColumnsFile) -> Iterator[list[Column]]:
    """Yield the runs of columns below which nothing stands but their own heading, which is an area asked about elsewhere too."""
    blocks = [list(block) for own, block in groupby(survey.columns, lambda column: _holds_itself(column, mapping)) if own]
    named = [fold(column.heading) for column in survey.columns if _direction(column)]
    for block in blocks:
        elsewhere = {fold(_choice(column)) for other in blocks if other is not block for column in other}
        areas = (any(fold(_choice(column)) in text for text in (*named, *elsewhere)) for column in block)
        if len(block) > 1 and all(areas) and any(cell.strip() for column in block for cell in column.cells):
            yield block


def _holds_itself(column: Column, mapping: ColumnsFile) -> bool:
    """Tell whether a column holds its own heading, or nothing; what people typed beside the choices is none of them."""
    if column.technical or column.item or mapping.use_of(column) or key(column.heading) == "other":
        return False
    itself = {fold(column.heading), fold(_choice(column))}
    return itself.issuperset(fold(cell) for cell in column.cells if cell.strip()) and not _direction(column)


def _branches_merged(survey: Survey, mapping: ColumnsFile) -> Step:
    """Make one column of those that ask one question in the branches of a form: at most one of them is filled in each row."""
    merged, stem_of = [], partial(_stem, texts={fold(column.heading) for column in survey.columns})
    for _, columns, stems in _grouped(survey, mapping, stem_of):
        unchanged = stems == [column.heading for column in columns]
        if (unchanged or _is_full(columns)) and (joined := _one_of(columns, [column.cells for column in columns])):
            merged.append((columns, joined))
    return _with_merged(survey, merged, "CX482")


def _stem(column: Column, texts: Collection[str]) -> tuple[str, str] | None:
    """Return a heading that says what it is, folded and as it stands; a copy of one of these `texts` says what that says."""
    copy = _COPY.fullmatch(column.heading[:LONGEST_HEADING])
    stem = copy[1] if copy and fold(copy[1]) in texts else column.heading
    return (fold(stem), stem) if says_itself(stem) else None


def _grouped(
    survey: Survey, mapping: ColumnsFile, cut: Callable[[Column], tuple[str, str] | None]
) -> list[tuple[str, list[Column], list[str]]]:
    """Return the columns of each question that several ask, with what is theirs alone, as `cut` parts their headings in two."""
    groups: dict[str, list[tuple[Column, str]]] = {}
    for column in survey.columns:
        named = f"column {column.letter.lower()}" in mapping.columns  # a columns file names this very column
        if not (column.technical or named) and (parts := cut(column)):
            groups.setdefault(parts[0], []).append((column, parts[1]))
    several = ((question, parts) for question, parts in groups.items() if len(parts) > 1)
    return [(question, [column for column, _ in parts], [own for _, own in parts]) for question, parts in several]


def _is_full(columns: Sequence[Column]) -> bool:
    """Tell whether most rows have an answer in one of these columns: of two areas with numbers they may well have none."""
    filled = sum(any(map(str.strip, cells)) for cells in zip(*(column.cells for column in columns), strict=True))
    return 3 * filled >= 2 * len(columns[0].cells)


def _levels_merged(survey: Survey, mapping: ColumnsFile) -> Step:
    """Make one column of those that hold a mark for one level each of one question."""
    merged = []
    for stem, columns, levels in _grouped(survey, mapping, _level_of_area):
        cells = [[_level(cell, level) for cell in column.cells] for column, level in zip(columns, levels, strict=True)]
        levels_said = {cell for each in cells for cell in each}
        marks = len(levels) >= _LEAST_LEVELS and None not in levels_said and levels_said != {""}
        if marks and (joined := _one_of(columns, [[cell or "" for cell in each] for each in cells])):
            merged.append((columns, _called(stem, joined)))
    return _with_merged(survey, merged, "CX483")


def _level_of_area(column: Column) -> tuple[str, str] | None:
    parts = _LEVEL.fullmatch(column.heading[:LONGEST_HEADING])
    question, _, item = parts[1].partition(" >> ") if parts else ("", "", "")
    return (parts[1], parts[2]) if parts and (Parts.split(parts[1]) or Parts.asked(question, item)) else None


def _firsts_merged(survey: Survey, mapping: ColumnsFile) -> Step:
    """Make one column of the ticked choices of the area that matters most, where need is asked in another way too."""
    merged = []
    for question, columns, choices in _grouped(survey, mapping, choice_of_first):
        marks = ([_level(cell, item) for cell in column.cells] for column, item in zip(columns, choices, strict=True))
        rows = list(zip(*marks, strict=True))
        if _asks_need_beside(survey, columns) and all(map(_ticks_few, rows)) and any(map(any, rows)):
            merged.append((columns, _ticked(question, columns, rows)))
    return _with_merged(survey, merged, "CX484")


def _ticked(question: str, columns: Sequence[Column], rows: Sequence[Sequence[str | None]]) -> Column:
    """Return one column with the ticked choices of each row, and the letter of the first of them."""
    letters = [next((each.letter for each, text in zip(columns, row, strict=True) if text), columns[0].letter) for row in rows]
    cells = ["; ".join(filter(None, row)) for row in rows]
    return replace(columns[0], heading=question, question="", item="", cells=cells, letters=letters)


def _asks_need_beside(survey: Survey, columns: Collection[Column]) -> bool:
    others = [column for column in survey.columns if column not in columns]
    return any(_direction(each) in _ASKS_NEED or is_called(each.heading, Kind.PICKS) for each in others)


def _ticks_few(marks: Sequence[str | None]) -> bool:
    return None not in marks and sum(map(bool, marks)) <= _MOST_FIRST


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
    apart = _LEVEL.fullmatch(column.item)
    question, item = (column.question, apart[1]) if apart else stem.rpartition(" >> ")[::2]
    return replace(column, heading=stem, question=question, item=item if question else "")


def _with_merged(survey: Survey, merged: Sequence[tuple[Sequence[Column], Column]], code: str) -> Step:
    """Return the survey with one column in place of several, and say which these were."""
    if not merged:
        return survey, ()
    merges = {columns[0]: joined for columns, joined in merged}
    gone = {column for columns, _ in merged for column in columns[1:]}
    kept = (merges.get(column, column) for column in survey.columns if column not in gone)
    columns = tuple(replace(column, index=index, origin=column.letter) for index, column in enumerate(kept))
    letters = [" and ".join(column.letter for column in columns) for columns, _ in merged]
    headings = [f'"{joined.heading}"' for _, joined in merged]
    note = survey.finding(code, merged[0][0][0], columns=some(letters, 8, "; "), headings=some(headings, 8))
    return replace(survey, columns=columns), [note]
