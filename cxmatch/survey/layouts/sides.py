"""Opening every table that a survey consists of: one, or one for the mentors and one for the proteges."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from typing import Any

from cxmatch.domain.findings import Finding
from cxmatch.errors import SettingsError
from cxmatch.records.text import clean
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
    tables = {side: _opened(where, sheet, options, spare) for side, (where, sheet) in sources.items()}
    for name in ("encoding", "delimiter"):
        if getattr(options, name) is not None and all(table.sheet for table in tables.values()):
            raise SettingsError(f"--{name} is for text files, and a workbook is read.", f"Leave out --{name}.")
    read = {table.sheet for table in tables.values()} if options.proteges is None else set[str]()
    return [form_of(_without_read(table, read), options.header_row, mapping, side) for side, table in tables.items()]


def _without_read(table: Table, read: Collection[str]) -> Table:
    """Take the sheets that are read for the other side out of the note about sheets left out."""
    notes = [_leaving_out(note, read) if note.code == "CX413" else note for note in table.notes]
    return replace(table, notes=tuple(note for note in notes if note.code != "CX413" or note.facts["sheets"]))


def _leaving_out(note: Finding, read: Collection[str]) -> Finding:
    sheets = note.facts["sheets"]
    for name in read:
        entry = f'"{clean(name)}"'
        sheets = "" if sheets == entry else sheets.replace(f"{entry}, ", "").replace(f", {entry}", "")
    return replace(note, facts={**note.facts, "sheets": sheets})


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
