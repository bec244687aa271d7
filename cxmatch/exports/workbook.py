"""pairings.xlsx: what the sheets say, each a real table with its heading in row 1. The same report gives the same bytes."""

from __future__ import annotations

import io
import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from xlsxwriter import Workbook
from xlsxwriter.format import Format

from cxmatch.domain.decisions import Choice
from cxmatch.domain.rows import Cell, Column, columns, pairings, settings, written
from cxmatch.exports.handout import Handout, Table, changes, participants, waiting
from cxmatch.records.files import NO_CLOCK
from cxmatch.records.text import visible

PAIRINGS, GRID = "Pairings", "Fit grid"
BARRED = "x"
LONGEST_CELL, LONGEST_HEADING = 32_000, 250
LINE_HEIGHT, MOST_LINES, FILTER_BUTTON = 16, 8, 4
_SHADES = {"type": "2_color_scale", "min_color": "#ffffff", "max_color": "#73b3e7"}  # black on it keeps a contrast of 9 to 1
_LOOKS: dict[str, dict[str, Any]] = {
    "heading": {"bold": True, "text_wrap": True, "bg_color": "#005ea2", "font_color": "#ffffff"},
    "text": {"text_wrap": True},
    "number": {},
    "percent": {"num_format": "0%"},
    "barred": {"align": "center"},
    "strong": {"bold": True, "border": 2},
}
_OPTIONS = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}


def workbook_files(handout: Handout) -> dict[str, bytes]:
    """Write the workbook."""
    buffer = io.BytesIO()
    with Workbook(buffer, _OPTIONS) as book:
        book.set_properties({"title": "Mentor and protege pairings", "created": NO_CLOCK, "comments": "Made by cxmatch"})
        styles = {name: book.add_format({"valign": "top", **look}) for name, look in _LOOKS.items()}
        for number, sheet in enumerate(_sheets(handout), start=1):
            _write(book, sheet, styles, f"Table{number}")
    return {"pairings.xlsx": buffer.getvalue()}


# What the sheets say.


@dataclass(frozen=True, slots=True, kw_only=True)
class _Sheet:
    """One sheet; `strong` are the cells to stand out, as (row, column) from 0 below the heading."""

    name: str
    tells: str = ""
    columns: Sequence[Column]
    rows: Sequence[tuple[Cell, ...]]
    strong: frozenset[tuple[int, int]] = frozenset()


def _sheets(handout: Handout) -> list[_Sheet]:
    """Return the sheets in their order; a first run has no changes, and a very large cohort no grid."""
    made = [
        *(_pairings(handout), _by_mentor(handout)),
        _texts("Mail merge", "One row for each office: its mentor, its protege, and what to talk about.", participants(handout)),
        _texts("Waiting", "The offices without a partner they could have had, each with the reason.", waiting(handout), 90),
        *_grid(handout),
        *([_texts("What changed", "What each office is told after the rerun.", changes(handout), 70)] * bool(handout.run.repair)),
        _findings(handout),
        _texts("Settings", "Every rule in force.", (("setting", "value"), [row[:2] for row in settings(handout.run.policy)]), 60),
    ]
    return [_start(handout, made), *made]


def _start(handout: Handout, others: Sequence[_Sheet]) -> _Sheet:
    about = [("This workbook", "For organizers: it holds scores and reasons. Hand out the briefs, not this file.")]
    rows = [*about, *handout.report.in_brief, *((f"Sheet {sheet.name}", sheet.tells) for sheet in others)]
    return _Sheet(name="Start here", columns=(Column("Topic"), Column("What it says", 90)), rows=rows)


def _pairings(handout: Handout) -> _Sheet:
    *before, decision, notes = written(handout.run.cohort)
    wanted = (*before, *columns("Firm"), decision, notes)
    return _Sheet(
        name=PAIRINGS,
        tells="Every pairing. In the column Decision choose Keep, Change or Never, save, and give the file to  cxmatch rerun "
        "--decisions.",
        columns=wanted,
        rows=[tuple(column.cell(pair) for column in wanted) for pair in pairings(handout.report)],
    )


def _by_mentor(handout: Handout) -> _Sheet:
    return _Sheet(
        name="By mentor",
        tells="The same pairings by mentor, with the mentors that have no protege.",
        columns=(Column("Mentor"), Column("Department", 24), Column("Seats", 8, "number"), *_OF_A_MENTOR),
        rows=list(_mentor_rows(handout)),
    )


_OF_A_MENTOR = columns("Protege", "Protege department", "Fit", "Talk about")


def _mentor_rows(handout: Handout) -> Iterator[tuple[Cell, ...]]:
    theirs: dict[str, list[tuple[Cell, ...]]] = {}
    for pair in pairings(handout.report):
        theirs.setdefault(pair.fit.mentor, []).append(tuple(column.cell(pair) for column in _OF_A_MENTOR))
    for mentor, seats in handout.report.seats.items():
        for cells in theirs.get(mentor, [(None,) * len(_OF_A_MENTOR)]):
            yield (mentor, handout.department(mentor), seats, *cells)


def _grid(handout: Handout) -> Iterator[_Sheet]:
    grid, steps = handout.report.grid, handout.report.steps
    if grid is None:
        return
    across = {name: place for place, name in enumerate(grid.mentors, start=1)}
    down = {name: place for place, name in enumerate(grid.proteges)}
    rows = zip(grid.proteges, grid.points, strict=True)
    yield _Sheet(
        name=GRID,
        tells="The fit of every mentor (across) with every protege (down). Darker is higher; bold with a border is the pairing; "
        "x is barred by a must-have rule.",
        columns=(Column("Protege / mentor"), *(Column(name, 12, "number") for name in grid.mentors)),
        rows=[(protege, *(BARRED if points is None else steps(points) for points in row)) for protege, row in rows],
        strong=frozenset((down[fit.protege], across[fit.mentor]) for fit in handout.run.matching.pairings),
    )


def _findings(handout: Handout) -> _Sheet:
    notes = handout.run.cohort.source.notes
    return _Sheet(
        name="Findings",
        tells="What was noticed in the survey.",
        columns=(
            *(Column("Kind", 10), Column("Code", 9), Column("Row", 7, "number"), Column("Column", 9)),
            *(Column("What was noticed", 70), Column("What to do", 50)),
        ),
        rows=[(note.severity.value, note.code, note.place.row, note.place.column, note.message, note.remedy) for note in notes],
    )


def _texts(name: str, tells: str, table: Table, last: int = 30) -> _Sheet:
    """Make a sheet of a table of texts; `last` is the width of its last column."""
    headings, rows = table
    made = [Column(heading.capitalize()) for heading in headings[:-1]]
    return _Sheet(name=name, tells=tells, columns=(*made, Column(headings[-1].capitalize(), last)), rows=rows)


# How they are written.


def _write(book: Workbook, sheet: _Sheet, styles: dict[str, Format], table: str) -> None:
    page = book.add_worksheet(sheet.name)
    for place, column in enumerate(sheet.columns):
        page.set_column(place, place, column.width)
    _add_table(page, sheet, styles, table)
    for number, row in enumerate(sheet.rows):
        for place, cell in enumerate(row):
            _put(page, number + 1, place, cell, styles[_style(sheet, number, place, cell)])
    _lay_out(page, sheet)
    if sheet.name == PAIRINGS:
        _offer_decisions(page, sheet)
    if sheet.name == GRID and sheet.rows:
        page.conditional_format(1, 1, len(sheet.rows), len(sheet.columns) - 1, _SHADES)


def _style(sheet: _Sheet, row: int, column: int, cell: Cell) -> str:
    if (row, column) in sheet.strong:
        return "strong"
    return "barred" if sheet.name == GRID and cell == BARRED else sheet.columns[column].style


def _add_table(page: Any, sheet: _Sheet, styles: dict[str, Format], name: str) -> None:
    heads = _distinct([visible(column.heading) for column in sheet.columns])
    columns = [{"header": head, "header_format": styles["heading"]} for head in heads]
    rows = max(len(sheet.rows), 1)  # a table has at least one row, if an empty one
    page.add_table(0, 0, rows, len(columns) - 1, {"name": name, "columns": columns, "style": "Table Style Light 1"})


def _distinct(heads: list[str]) -> list[str]:
    """Tell apart, by a number, headings that are the same to a spreadsheet: a table must not have two."""
    seen: dict[str, int] = {}
    made = []
    for head in heads:
        text = head[:LONGEST_HEADING]
        seen[text.casefold()] = count = seen.get(text.casefold(), 0) + 1
        made.append(text if count == 1 else f"{text} ({count})")
    return made


def _put(page: Any, row: int, column: int, cell: Cell, style: Format) -> None:
    if cell is None or cell == "":
        page.write_blank(row, column, None, style)
    elif isinstance(cell, str):
        page.write_string(row, column, visible(cell)[:LONGEST_CELL], style)
    else:
        page.write_number(row, column, cell, style)


def _lay_out(page: Any, sheet: _Sheet) -> None:
    """Keep the heading in sight on the screen and on every printed page, which is one sheet wide."""
    lines = max(math.ceil((len(column.heading) + FILTER_BUTTON) / column.width) for column in sheet.columns)
    page.set_row(0, LINE_HEIGHT * min(lines, MOST_LINES))
    page.freeze_panes(1, 1)
    page.repeat_rows(0)
    page.fit_to_pages(1, 0)
    page.set_paper(1)
    page.set_footer("&L&A&RPage &P of &N")
    if len(sheet.columns) > 3:
        page.set_landscape()


def _offer_decisions(page: Any, sheet: _Sheet) -> None:
    column = next(place for place, one in enumerate(sheet.columns) if one.heading == "Decision")
    rule = {
        "validate": "list",
        "source": [choice.value for choice in Choice],
        "input_title": "Decision",
        "input_message": "Keep: it stays. Change: another one this time. Never: these two never again.",
        "error_message": "Choose Keep, Change or Never, or leave it empty.",
    }
    page.data_validation(1, column, max(len(sheet.rows), 1), column, rule)
