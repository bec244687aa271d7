"""Further columns: kept as attributes of an office, unless they hold free text or tell of a person."""

from __future__ import annotations

import re

from cxmatch.domain.findings import Finding
from cxmatch.records.text import fold
from cxmatch.survey.columns.private import private_answers, private_heading
from cxmatch.survey.headings.survey import ATTRIBUTE, NOT_USED, Column, Step, Survey
from cxmatch.survey.headings.wording import is_called
from cxmatch.survey.options import ReadingOptions

MOST_ATTRIBUTES = 40
MOST_ATTRIBUTE, MOST_WORDS, FEW_WORDS = 200, 12, 6
_OPEN_QUESTION = re.compile(r"(?:please )?(?:what|why|how(?! many| much| often| large| big)|describe|tell|explain|share|list)\b")


def settle_attributes(survey: Survey, options: ReadingOptions) -> Step:
    """Keep the columns that have no use yet as attributes if they hold short texts; drop the others, with a finding."""
    unused, further = survey.unused(), too_many(survey)
    if further:
        note = survey.finding("CX308", count=str(len(further)), most=str(MOST_ATTRIBUTES))
        return survey.using({column.index: NOT_USED for column in unused}), [note]
    left_out = {column.index: _left_out(survey, column, options) for column in unused}
    uses = {index: NOT_USED if note else ATTRIBUTE for index, note in left_out.items()}
    return survey.using(dict(uses)), [note for note in left_out.values() if note]


def too_many(survey: Survey) -> list[int]:
    """Return the columns without a use if there are too many of them to keep; an empty list otherwise."""
    further = [column.index for column in survey.unused() if column.heading]
    return further if len(further) > MOST_ATTRIBUTES else []


def _left_out(survey: Survey, column: Column, options: ReadingOptions) -> Finding | None:
    if not column.heading:
        return survey.finding("CX307", column)
    why = _why_left_out(column, options)
    return survey.finding("CX461", column, value=column.heading, why=why) if why else None


def _why_left_out(column: Column, options: ReadingOptions) -> str:
    """Return why a column is not kept; "" if it is. What was asked to be kept is kept for what its heading says."""
    asked = private_heading(column.heading, column.cells)
    if asked:
        return "" if asked.contact and options.keep_email else asked.why
    if is_free_text(column):
        return "" if options.keep_words else "it holds free text"
    held = private_answers(column.heading, column.cells)
    return held.why if held else ""


def is_free_text(column: Column) -> bool:
    """Tell whether a column holds what people wrote in their own words, rather than a choice or a name."""
    words = FEW_WORDS if _OPEN_QUESTION.match(fold(column.heading)) else MOST_WORDS
    if is_called(column.heading, "comments"):
        return True
    return any(len(cell) > MOST_ATTRIBUTE or len(cell.split()) >= words for cell in column.cells)


def holds_contacts(column: Column, *, keep_email: bool) -> bool:
    """Tell whether a column that is kept says how to reach a person, or who it is: only what was asked for can."""
    if not (column.given or keep_email):
        return False
    return bool(private_heading(column.heading, column.cells) or private_answers(column.heading, column.cells))
