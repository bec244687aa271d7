"""Where the headings of a table stand: by what survey tools write, else by the names we know."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from functools import partial
from itertools import zip_longest

from cxmatch.errors import SettingsError
from cxmatch.records.text import fold
from cxmatch.survey.files.table import Table, refuse
from cxmatch.survey.headings import BY_AREA, ONE_COLUMN, Column, heading_text
from cxmatch.survey.headings.mapping import ColumnsFile
from cxmatch.survey.headings.splitting import Parts, says_itself
from cxmatch.survey.headings.tools import Header, columns_of, of_tool, spanned
from cxmatch.survey.headings.wording import LONGEST_HEADING, any_direction, is_called, key

AREAS_DOWN = "plain table, one column per office and one row per practice area"
_PLAIN = "plain table, one row per office"
_IN_TWO_ROWS = f"{_PLAIN}, headings in two rows"
_MOST_TITLE_ROWS, _MOST_LABELS = 40, 200
_NUMBER = re.compile(r"[-+]?\d+(?:[.,]\d+)?")


def header_of(table: Table, row: int | None, mapping: ColumnsFile) -> Header:
    """Return the header of a table: that of a survey tool, or else the first row with two headings that we know.

    Raises SurveyError if no row looks like headings; SettingsError if `row`, where they are said to begin, is none of the table.
    """
    if row and row not in table.numbers:
        raise SettingsError(f"{table.name} has nothing in row {row}, so that is not its header row.")
    starts = [table.numbers.index(row)] if row else list(range(min(_MOST_TITLE_ROWS, len(table.rows))))
    scores: dict[int, int] = {}
    for at in starts:
        if header := of_tool(table.rows, at):
            return _above_answers(table, header)
        scores[at] = _score(table.rows[at], mapping)
        if scores[at] > 1:  # below headings that we know, a tool's are headings again
            break
    last = len(table.rows) - 1
    if not row and last not in scores and is_heading(table.rows[last]):
        best = _score(table.rows[last], mapping)  # the first row says the same in a language of which we know less
        scores = {last: best} if best > max(scores.values()) else scores
    return _above_answers(table, _areas_down(table, scores, mapping) or _plain(table, scores, wanted=bool(row)))


def _above_answers(table: Table, header: Header) -> Header:
    """Return a header that stands below all answers as that of the first row, whose words it says in another language."""
    filled = [sum(map(bool, map(str.strip, row))) for row in table.rows]
    top = next((at for at, count in enumerate(filled) if count > 1), 0)
    alike = 4 * filled[top] >= 3 * filled[header.last]
    if top >= header.first or header.last < len(table.rows) - 1 or not alike or not is_heading(table.rows[header.last]):
        return header
    written = dict(enumerate(map(heading_text, table.rows[top])))
    columns = (replace(column, written=written.get(column.index, "")) for column in header.columns)
    return replace(header, last=top, depth=1, columns=tuple(columns))


def _plain(table: Table, scores: Mapping[int, int], *, wanted: bool) -> Header:
    best = next((at for at, score in scores.items() if score > 1), max(scores, key=lambda at: scores[at]))
    if scores[best] == 0 and not wanted:
        shown = ", ".join(heading_text(cell) for cell in table.rows[min(scores)][:4])[:80]
        refuse("CX301", table.place(min(scores)), value=shown)
    return _in_two_rows(table, best) or Header(layout=_PLAIN, last=best, columns=columns_of(map(heading_text, table.rows[best])))


def _in_two_rows(table: Table, best: int) -> Header | None:
    """Return a header of two rows: directions above areas, or texts of questions below their names."""
    rows = {at: list(map(heading_text, table.rows[at])) for at in range(max(best - 1, 0), min(best + 2, len(table.rows)))}
    below, above = rows.get(best + 1, []), rows.get(best - 1, [])
    if _names_directions(rows[best], below):
        return Header(layout=_IN_TWO_ROWS, last=best + 1, columns=tuple(spanned(rows[best], below)), depth=2)
    if _names_directions(above, rows[best], several=True):
        return Header(layout=_IN_TWO_ROWS, last=best, columns=tuple(spanned(above, rows[best])), depth=2)
    for last, top, second in ((best + 1, rows[best], below), (best, above, rows[best])):
        if columns := _under_areas(top, second):
            return Header(layout=_IN_TWO_ROWS, last=last, columns=columns, depth=2)
    if _are_texts(rows[best], below, table.rows[best + 2 :][:_MOST_LABELS]):
        columns = tuple(_named(rows[best], below))
        return Header(layout=f"{_PLAIN}, question texts below the names", last=best + 1, columns=columns, depth=2)
    return None


def _under_areas(first: Sequence[str], second: Sequence[str]) -> tuple[Column, ...]:
    """Return the columns where areas stand above directions, the same below each area and more than one; none elsewhere."""
    over = filled_down([*first, *[""] * len(second)][: len(second)])
    asked = {at: (over[at], text) for at, text in enumerate(second) if over[at] and any_direction(text)}
    below = {area: frozenset(text for name, text in asked.values() if name == area) for area, _ in asked.values()}
    alike = len(set(asked.values())) == len(asked) and len(set(below.values())) == 1 < len(below)
    if not alike or len(set(map(any_direction, next(iter(below.values()))))) < 2:
        return ()
    texts = [text or top for text, top in zip_longest(second, first, fillvalue="")]
    joined = (f"{asked[at][1]}: {asked[at][0]}" if at in asked else text for at, text in enumerate(texts))
    return columns_of(joined)


def _are_texts(names: Sequence[str], texts: Sequence[str], answers: Sequence[Sequence[str]]) -> bool:
    """Tell whether a row holds questions and no answers: half of its cells are questions, none a number or an answer below."""
    filled = [text for text in texts if text]
    asked = [text for text in filled if text.endswith("?") or Parts.split(text) or any(map(partial(is_called, text), ONE_COLUMN))]
    given = {heading_text(cell) for row in answers for cell in row}
    questions = (
        len(asked) > 1 and 2 * len(asked) >= len(filled) == len(set(filled)) and 4 * len(filled) >= 3 * sum(map(bool, names))
    )
    return questions and given.isdisjoint(asked) and not any(map(_NUMBER.fullmatch, filled))


def _named(names: Sequence[str], texts: Sequence[str]) -> Iterator[Column]:
    """Join names of questions with the texts below them: a text is the heading, unless only the name is understood."""
    for index, (name, text) in enumerate(zip_longest(names, texts, fillvalue="")):
        parts = Parts.split(name)
        by_name = text and parts and not parts.area.isdecimal() and not Parts.split(text)
        heading = (name if by_name else text) or name
        yield Column(index=index, heading=heading, written=text if by_name else name)


def _areas_down(table: Table, scores: Mapping[int, int], mapping: ColumnsFile) -> Header | None:
    """Recognize a table whose headings stand in its first column, or its first two, and whose offices stand across."""
    at = next((at for at in scores if sum(map(bool, table.rows[at])) > 1), None)
    if at is None or max(scores.values()) > 1:
        return None
    across = list(map(heading_text, table.rows[at]))
    below = [row for row in table.rows[at + 1 :][:_MOST_LABELS] if row != table.rows[at]]
    answers = [row for row in below if any(map(str.strip, row[1:]))]
    lines = {any_direction(row[0]) for row in below if row not in answers} - {None}
    first, second = ([heading_text(row[index]) for row in answers if len(row) > index] for index in (0, 1))
    listed = beside_sections(across[:2], first, second) is not None
    under_lines = bool(lines) and not says_itself(across[0]) and (len(lines) > 1 or is_called(across[0], "area"))
    offices = [text for text in across[1 + listed :] if text]
    named = listed or under_lines or _score(first, mapping) > 1 or _is_matrix(across, answers)
    if not named or len(offices) < 2 or any(map(_NUMBER.fullmatch, offices)):
        return None
    return Header(layout=AREAS_DOWN, last=at, columns=columns_of(across))


def is_heading(row: Sequence[str], least: int = 2) -> bool:
    """Tell whether a row by itself holds headings: so many that we know, half of them, and no number; or those of a tool."""
    filled = [cell.strip() for cell in row if cell.strip()]
    count = 0 if any(map(_NUMBER.fullmatch, filled)) else _score(row, ColumnsFile())
    return (count >= least and 2 * count >= len(filled)) or (len(filled) > 1 and of_tool([row], 0) is not None)


def _is_matrix(across: Sequence[str], rows: Sequence[Sequence[str]]) -> bool:
    """Tell whether areas stand down, by their heading, each once, and nothing but numbers beside them."""
    first, cells = [row[0] for row in rows], [cell.strip() for row in rows for cell in row[1:] if cell.strip()]
    numbers = bool(cells) and all(map(_NUMBER.fullmatch, cells))
    return (
        numbers and is_called(across[0], "area") and len(set(first)) == len(first) > 1 and not any(map(_NUMBER.fullmatch, first))
    )


def beside_sections(headings: Sequence[str], first: Sequence[str], second: Sequence[str]) -> int | None:
    """Return which of two columns names areas, where the other says what is asked of them: each area once in each direction."""
    for area, (areas, sections) in enumerate(((first, second), (second, first))):
        asked = list(zip(filled_down(areas), filled_down(sections), strict=True))
        directions = {any_direction(section) for _, section in asked}
        if is_called(headings[area], "area") and None not in directions and len(directions) > 1 and len(set(asked)) == len(asked):
            return area
    return None


def filled_down(texts: Sequence[str]) -> list[str]:
    """Return texts in which a blank stands for the text above it, as merged cells have them."""
    filled = [""]
    for text in texts:
        filled.append(text or filled[-1])
    return filled[1:]


def _score(row: Sequence[str], mapping: ColumnsFile) -> int:
    """Count the different headings in a row that we know."""
    texts = [heading_text(cell[:LONGEST_HEADING]) for cell in row if cell.strip()]
    called = [(text, kind) for kind in (*ONE_COLUMN, *BY_AREA, "area") for text in texts if is_called(text, kind)]
    named = min(len({kind for _, kind in called}), len({key(text) for text, _ in called}))  # a word of two meanings counts once
    parted = {text for text in texts if (parts := Parts.split(text)) and parts.named}
    mapped = {text for text in texts if fold(text) in mapping.columns}
    return named + len(parted) + len(mapped) if len(texts) > 1 else 0


def _names_directions(first: Sequence[str], second: Sequence[str], *, several: bool = False) -> bool:
    """Tell whether this row names directions and the next row the areas below them, as merged cells do."""
    bare = {at: kind for at, text in enumerate(first[:-1]) if first[at + 1] in ("", text) and (kind := any_direction(text))}
    sure = not several and any(is_called(first[at], kind) for at in bare for kind in BY_AREA)
    named = [index for index, text in enumerate(first) if is_called(text, "office")]
    over_areas = bool(second) and not any(map(_NUMBER.fullmatch, second)) and (sure or len(set(bare.values())) > 1)
    return over_areas and all(index >= len(second) or second[index] in ("", first[index]) for index in named)
