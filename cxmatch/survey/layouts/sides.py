"""Opening every table that a survey consists of: one, or one for the mentors and one for the proteges."""

from __future__ import annotations

from typing import Any

from cxmatch.survey.files.opening import open_table, workbook_sheets
from cxmatch.survey.files.table import Spare, Table
from cxmatch.survey.headings.form import Form
from cxmatch.survey.headings.mapping import ColumnsFile
from cxmatch.survey.headings.wording import key
from cxmatch.survey.layouts.recognize import form_of
from cxmatch.survey.options import ReadingOptions

_MENTORS = frozenset({"mentor", "mentors", "mentoroffices", "mentoranswers"})
_PROTEGES = frozenset({"protege", "proteges", "mentee", "mentees", "protegeoffices", "protegeanswers"})

_TEMPLATE_SHEET = "Survey"
_TEMPLATE_SHEETS = frozenset({"Instructions", "Survey", "Levels"})


def open_forms(source: Any, options: ReadingOptions, mapping: ColumnsFile, spare: Spare) -> list[Form]:
    """Open a survey and recognize the layout of each of its tables."""
    if options.proteges is not None:
        sources = {"mentors": (source, options.sheet), "proteges": (options.proteges, None)}
    else:
        sources = _sheets(source, options) or {"": (source, options.sheet)}
    return [
        form_of(_opened(where, sheet, options, spare), options.header_row, mapping, side)
        for side, (where, sheet) in sources.items()
    ]


def _opened(source: Any, sheet: str | None, options: ReadingOptions, spare: Spare) -> Table:
    given = {"encoding": options.encoding, "delimiter": options.delimiter, "sheet": sheet}
    return open_table(source, **given, limits=options.limits, spare=spare)


def _sheets(source: Any, options: ReadingOptions) -> dict[str, tuple[Any, str | None]]:
    """Return the sheets to read, by side, of a workbook with a sheet per side or of our template; else an empty mapping."""
    if options.sheet is not None or (isinstance(source, str) and source == "-"):
        return {}
    sheets = workbook_sheets(source, options.limits)
    if _TEMPLATE_SHEET in sheets and set(sheets) <= _TEMPLATE_SHEETS:
        return {"": (source, _TEMPLATE_SHEET)}
    mentors = [sheet for sheet in sheets if key(sheet) in _MENTORS]
    proteges = [sheet for sheet in sheets if key(sheet) in _PROTEGES]
    if len(mentors) != 1 or len(proteges) != 1:
        return {}
    return {"mentors": (source, mentors[0]), "proteges": (source, proteges[0])}
