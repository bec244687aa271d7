"""What goes back to the organizer: a columns file with what is to be decided, and a copy with the cells to fix marked."""

from __future__ import annotations

import io
import os
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from itertools import islice
from pathlib import Path
from typing import Any, TypeAlias

from cxmatch.domain.cohort import Reading
from cxmatch.domain.findings import ColumnUse, Finding, Question, Severity
from cxmatch.errors import SettingsError, SurveyError
from cxmatch.records.files import NO_CLOCK, write_new
from cxmatch.records.text import column_letter, fold, row_height
from cxmatch.survey.files.table import Table, cell_text
from cxmatch.survey.headings import heading_text
from cxmatch.survey.headings.mapping import ColumnsFile, ReadingOptions, toml_line

_HEAD = "# What each heading of the survey is used as."
_DECIDE = '# Decide the lines marked "decide": correct each, and take "# decide: " off.'
_CONFIRM = '# What these answers likely mean, low to high. Correct each line, and take "# " off where it is right.'
_SHADES = {Severity.ERROR: "#f4a6a6", Severity.WARNING: "#ffe08a"}
_SHEETS = {"": "Survey", "mentors": "Mentors", "proteges": "Proteges"}
_MOST_COMMENTS, _LONGEST_COMMENT, _WIDTH, _MOST_LINES = 2_000, 2_000, 18, 6
_WRAP = {"text_wrap": True, "valign": "top"}
_UNEVEN, _MISSING = ("CX023", "CX025"), "(missing)"
_NUMBER = re.compile(r"-?\d{1,9}(?:\.\d{1,9})?", re.ASCII)
_COMMA_NUMBER = re.compile(r"-?\d{1,9},\d{1,9}", re.ASCII)
_Cell: TypeAlias = tuple[int, int]


def save_columns(
    reading: Reading, path: str | Path, columns: str | Path | ColumnsFile | None = None, *, overwrite: bool = False
) -> Path:
    """Write the columns file that reads this survey again without asking or guessing.

    `columns` is the columns file that was used, if any: what it says about answers is kept. What only the organizer can say
    stands in the file as a comment, with the likely line.

    Raises
    ------
    SettingsError
        Nothing was read that has columns, a PDF document for example; or the path is a dash.
    FileError
        The file cannot be written, or is there with other content and `overwrite` is not asked for.
    """
    if str(path) == "-":
        raise SettingsError("The columns file is not written to standard output.", "Name a file:  --save columns.toml")
    if not reading.columns:
        raise SettingsError(f"No columns of {reading.name} were read: nothing to save.", "Look at the findings first.")
    write_new(Path(path), _columns_text(reading, ColumnsFile.of(columns).levels).encode(), overwrite=overwrite)
    return Path(path)


def _columns_text(reading: Reading, levels: Mapping[str, str]) -> str:
    undecided = _proposed(question for question in reading.questions if question.section == "columns")
    lines = [
        f"# decide: {undecided[column.column]}" if column.column in undecided else _settling_line(reading.columns, column)
        for column in reading.columns
    ]
    said = [toml_line(answer, level) for answer, level in levels.items()]
    likely = list(map(_likely, (question for question in reading.questions if question.section == "levels")))
    head = [_HEAD, *([_DECIDE] if undecided else []), "[columns]"]
    return "\n".join([*head, *dict.fromkeys(lines), "", "[levels]", *said, *([_CONFIRM] if likely else []), *likely, ""])


def _proposed(questions: Iterable[Question]) -> dict[str, str]:
    """Return the line that is proposed for each column that is asked about, by its letter."""
    lines: dict[str, str] = {}
    for question in questions:
        for proposal in question.proposals:
            lines = {**proposal.lines, **lines}
    return lines


def _likely(question: Question) -> str:
    """Return the likely line for an answer as a comment, with a question mark where nothing is likely."""
    line = "".join(question.proposals[0].lines.values()) if question.likely else toml_line(question.answer, "?")
    return f"# {line}"


def _settling_line(columns: Sequence[ColumnUse], column: ColumnUse) -> str:
    """Name a column by its heading or, if another column has that heading and another use, by its letter."""
    if fold(column.heading) and all(each.use == column.use for each in columns if fold(each.heading) == fold(column.heading)):
        return toml_line(column.heading, column.use)
    # Columns of two sheets may share heading and letter; no line can tell them apart, and the sheet does it by itself.
    shared = sum(each.column == column.column for each in columns) > 1
    return ("# by its sheet: " if shared else "") + toml_line(column.heading if shared else f"column {column.column}", column.use)


def mark(
    reading: Reading,
    source: Any,
    path: str | Path,
    options: ReadingOptions,
    tables: Callable[[], Mapping[str, Table]],
    *,
    overwrite: bool = False,
) -> Path:
    """Write a copy of a survey as a workbook with every cell to fix colored (errors red, warnings yellow) and commented.

    `reading` is what reading the source with these options came to, and `tables` opens it again. What is said of a row stands at
    its first cell, what is said of a column at its heading, and what is said of the whole at the first heading. Rows and columns
    stay where they are.

    Raises
    ------
    SettingsError
        The path is no name of a workbook, or the survey cannot be copied: it has no table, or can be read only once.
    FileError
        The file cannot be written, is the survey itself, or is there with other content and `overwrite` is not asked for.

    """
    target = Path(path)
    if target.suffix.lower() != ".xlsx":
        raise SettingsError(f'"{target}" is no name for a workbook.', "It is a file that ends in .xlsx:  --marked marked.xlsx")
    if any(_is_one(target, each) for each in (source, options.proteges)):
        raise SettingsError(f"{target} is the survey itself, which is never changed.", "Choose another name.")
    if str(source) == "-":
        raise SettingsError("Standard input can be read only once.", "Give the name of the survey file instead of -")
    try:
        content = _workbook(tables(), reading.findings)
    except SurveyError as problem:
        raise SettingsError(f"No table of {reading.name} was read, so none can be copied: {problem.what}") from None
    write_new(target, content, overwrite=overwrite)
    return target


def _is_one(target: Path, source: Any) -> bool:
    is_path = isinstance(source, str | os.PathLike) and str(source) != "-" and os.path.exists(source)
    return is_path and target.exists() and os.path.samefile(target, source)


def _workbook(tables: Mapping[str, Table], findings: Iterable[Finding]) -> bytes:
    from xlsxwriter import Workbook  # Start-up time: 30 ms that reading a survey need not pay.

    wrong = [finding for finding in findings if finding.severity in _SHADES]
    first = next(iter(tables.values()))
    buffer = io.BytesIO()
    with Workbook(buffer, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}) as book:
        book.set_properties({"title": f"{first.name}: cells to fix", "created": NO_CLOCK})
        plain = book.add_format(_WRAP)
        shades = {severity: book.add_format({"bg_color": shade, **_WRAP}) for severity, shade in _SHADES.items()}
        for side, table in tables.items():
            here = [each for each in wrong if _speaks_of(each, table, alone=len(tables) == 1, first=table is first)]
            sheet = book.add_worksheet(_SHEETS[side] if side or not table.sheet else table.sheet)
            sheet.set_comments_author("cxmatch")
            sheet.set_column(0, max(map(len, table.rows)) - 1, _WIDTH)
            _fill(sheet, table, _by_cell(here, table), shades, plain)
    return buffer.getvalue()


def _speaks_of(finding: Finding, table: Table, *, alone: bool, first: bool) -> bool:
    """Tell whether a finding is about this table; one about the whole is told in the first."""
    at = finding.place
    return alone or ((at.file, at.sheet) == (table.name, table.sheet) if at.file else first)


def _by_cell(findings: Sequence[Finding], table: Table) -> dict[_Cell, list[Finding]]:
    """Return what is said of each cell, by its row and column, both from 0 as a workbook counts them."""
    letters = {column_letter(index): index for index in range(max(map(len, table.rows)))}
    cells: dict[_Cell, list[Finding]] = {}
    for finding in findings:
        at = finding.place
        column = letters.get(at.column, 0)
        rows = [row - 1 for row in (at.row, *finding.also) if row is not None] or [_heading_row(table, column, at.heading)]
        for row in rows:
            cells.setdefault((row, column), []).append(finding)
    return cells


def _heading_row(table: Table, column: int, heading: str) -> int:
    """Return the row in which a heading stands; the first one where it is not said or not found."""
    texts = (fold(heading_text(row[column])) if column < len(row) else "" for row in table.rows)
    there = next((place for place, text in enumerate(texts) if text == fold(heading)), 0)
    return table.numbers[there if heading else 0] - 1


def _fill(sheet: Any, table: Table, said: Mapping[_Cell, Sequence[Finding]], shades: Mapping[Severity, Any], plain: Any) -> None:
    """Write the cells where they stood, numbers as numbers, and mark those that something is said of."""
    worst = {cell: min(findings, key=lambda each: list(Severity).index(each.severity)) for cell, findings in said.items()}
    looks = {cell: shades[finding.severity] for cell, finding in worst.items()}
    for row, column in said:
        sheet.write_blank(row, column, None, looks[row, column])
    for number, cells in zip(table.numbers, table.rows, strict=True):
        if (height := row_height(((text, _WIDTH) for text in cells), _MOST_LINES)) > row_height(()):
            sheet.set_row(number - 1, height)
        for column, text in enumerate(cells):
            value, look = _number(text, decimal_comma=table.decimal_comma), looks.get((number - 1, column), plain)
            if value is not None:
                sheet.write_number(number - 1, column, value, look)
            elif text:
                sheet.write_string(number - 1, column, text, look)
    for (row, column), absent in ((cell, _missing(findings)) for cell, findings in said.items()):
        for place in absent:  # else a row that was cut off would read as one with questions left open
            sheet.write_string(row, place, _MISSING, looks[row, column])
    for (row, column), findings in islice(said.items(), _MOST_COMMENTS):
        words = "\n\n".join(f"{each.code}: {each.words} {each.remedy}".rstrip() for each in findings)
        sheet.write_comment(row, column, words[:_LONGEST_COMMENT], {"x_scale": 2.5, "y_scale": 2})


def _missing(findings: Sequence[Finding]) -> range:
    """Return the columns that a row lacks which is refused for its length."""
    short = [each.facts for each in findings if each.code in _UNEVEN]
    return range(int(short[0]["count"]), int(short[0]["width"])) if short else range(0)


def _number(text: str, *, decimal_comma: bool) -> float | None:
    """Return the number that a cell holds as it is typed; None where it is a text, such as "007" or "4.50"."""
    plain = text.replace(",", ".") if decimal_comma and _COMMA_NUMBER.fullmatch(text) else text
    return float(plain) if _NUMBER.fullmatch(plain) and cell_text(float(plain)) == plain else None
