"""Settling a column by its words, with a note, or asking the organizer about it; and what both are decided by."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from cxmatch.domain.findings import Finding
from cxmatch.records.text import clean, fold
from cxmatch.survey.columns.cells import number_in, says_yes_or_no, unanswered
from cxmatch.survey.columns.further import private_heading
from cxmatch.survey.headings.mapping import toml_line
from cxmatch.survey.headings.survey import Column, Kind, Step, Survey, Use
from cxmatch.survey.knowledge import table, words_of

LONGEST_QUESTION, LONGEST_NAME = 120, 100


def says(column: Column, *names: str) -> bool:
    """Tell whether a heading has a word, or the pattern, of one of these rows of the table of words."""
    return any(_recognizes(name, column) for name in names)


def _recognizes(name: str, column: Column) -> bool:
    row = table("words")[name]
    return bool(re.search(row["pattern"], column.plain)) if "pattern" in row else bool(column.words & words_of(row["words"]))


def take(survey: Survey, column: Column, use: Use) -> Step:
    """Settle a column by its words, and say so."""
    note = survey.finding("CX474", column, value=column.heading, use=str(use))
    return survey.using({column.index: use}), [note]


def ask(survey: Survey, columns: Iterable[Column], use: Use) -> Survey:
    """Ask the organizer whether this is the use of the columns."""
    for column in columns:
        survey = survey.asking(column.index, use)
    return survey


def choose(survey: Survey, kind: Kind, columns: Sequence[Column]) -> Step:
    """Take the only column that could be it, or any of several with one content; ask about all of them otherwise."""
    if one_content(columns):
        return take(survey, columns[0], Use(kind=kind))
    return ask(survey, columns, Use(kind=kind)), ()


def one_content(columns: Sequence[Column]) -> bool:
    """Tell whether there are such columns, and all of them hold the same."""
    return len({tuple(map(fold, column.cells)) for column in columns}) == 1


def about_asked(survey: Survey) -> list[Finding]:
    """Refuse the columns whose use is not sure, each with the line that would settle it."""
    return [doubt(survey, "CX309", column, use) for column in survey.columns for use in column.asked]


def doubt(survey: Survey, code: str, column: Column, use: Use, /, **facts: str) -> Finding:
    """Return the finding that asks whether this is the use of a column."""
    twice = sum(fold(other.heading) == fold(column.heading) for other in survey.columns) > 1
    line = toml_line(f"column {column.letter}" if twice else column.heading, str(use))
    return survey.finding(code, column, value=column.heading, use=str(use), line=line, **facts)


def questions(survey: Survey) -> list[Column]:
    """Return the columns without a use that ask one thing, and not for a person."""
    asked = [column for column in survey.unused() if 1 < len(column.heading) <= LONGEST_QUESTION and not column.item]
    return [column for column in asked if not private_heading(column.heading, column.cells)]


def answers_in(column: Column) -> list[str]:
    """Return the different answers in a column."""
    return [clean(text) for text in set(column.cells) if not unanswered(text)]


def holds_names(column: Column) -> bool:
    """Tell whether the cells are names: short texts, and neither numbers nor a choice of the program's own."""
    answers = answers_in(column)
    if any(len(text) > LONGEST_NAME or "@" in text for text in answers):
        return False
    return not all(number_in(text) is not None or says_yes_or_no(text) for text in answers)
