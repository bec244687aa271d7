"""Writing a columns file: what each column is used as, what is to be decided, and what answers likely mean."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path

from cxmatch.domain.cohort import ColumnUse, Reading
from cxmatch.domain.questions import Question
from cxmatch.errors import SettingsError
from cxmatch.records.files import write_new
from cxmatch.records.text import fold
from cxmatch.survey.headings.mapping import ColumnsFile, toml_line

_HEAD = "# What each heading of the survey is used as."
_DECIDE = '# Decide the lines marked "decide": correct each, and take "# decide: " off.'
_CONFIRM = '# What these answers likely mean, low to high. Correct each line, and take "# " off where it is right.'


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
    write_new(Path(path), columns_text(reading, columns).encode(), overwrite=overwrite)
    return Path(path)


def columns_text(reading: Reading, columns: str | Path | ColumnsFile | None = None) -> str:
    """Return what `save_columns` writes; raises SettingsError where nothing was read that has columns."""
    if not reading.columns:
        raise SettingsError(f"No columns of {reading.name} were read: nothing to save.", "Look at the findings first.")
    levels = ColumnsFile.of(columns).levels
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
