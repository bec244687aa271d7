"""Rows that are no office: totals and averages are refused, lines below the table set aside, test submissions warned of."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache

from cxmatch.domain.findings import Finding
from cxmatch.records.text import clean, fold
from cxmatch.survey.columns.cells import shown
from cxmatch.survey.headings import Kind, Step, Survey, through
from cxmatch.survey.knowledge import table, words_of

_LONGEST = 60
_AMOUNT = re.compile(r"\s*(?:[(\[].*|[=:]?\s*[\d.,%]*\s*[=:]?)$")
_COUNT = re.compile(r"n\s*=.*")
_FORMULA = frozenset("=+-@")
_WORD = re.compile(r"[^\W_]+")


def without_strangers(surveys: Sequence[Survey]) -> tuple[list[Survey], list[Finding]]:
    """Leave out the rows that are no office, and say of each what it was taken for."""
    steps = [through(survey, (_without_notes, _without_totals, _about_tests)) for survey in surveys]
    return [survey for survey, _ in steps], [finding for _, noticed in steps for finding in noticed]


def _without_totals(survey: Survey) -> Step:
    column = survey.only(Kind.OFFICE)
    totals = {row: name for row, name in enumerate(column.cells if column else ()) if _is_stranger("total", name)}
    noticed = [survey.finding("CX203", column, row, value=clean(name)) for row, name in totals.items()]
    return survey.without(totals.keys()), noticed


def _about_tests(survey: Survey) -> Step:
    """Warn of the offices that are called as people call a test of their form; they stay."""
    column = survey.only(Kind.OFFICE)
    tests = {row: name for row, name in enumerate(column.cells if column else ()) if _is_stranger("test", name)}
    return survey, [survey.finding("CX230", column, row, value=shown(name)) for row, name in tests.items()]


def _without_notes(survey: Survey) -> Step:
    """Set aside the lines that stand below the last answer: one cell, and what it says is no name."""
    column = survey.only(Kind.OFFICE)
    last, notes = len(survey.numbers), dict[int, str]()
    filled = [(column.index, column.cells) for column in survey.columns]
    while last and (alone := [(index, cells[last - 1]) for index, cells in filled if cells[last - 1].strip()]):
        [(index, text), *more] = alone
        if more or not (_is_note(text) or (column and index != column.index)):
            break
        last -= 1
        notes[last] = text
    noticed = [survey.finding("CX440", None, row, value=shown(text)) for row, text in notes.items()]
    return survey.without(notes), noticed


def _is_note(text: str) -> bool:
    """Tell whether a text says where figures come from, as lines below a table do."""
    return bool(re.fullmatch(table("strangers")["note"]["pattern"], fold(text), re.DOTALL)) or len(text) > 2 * _LONGEST


def _is_stranger(kind: str, name: str) -> bool:
    """Tell whether this is what people write in place of an office: before a "total", or for a "test" of their form."""
    first = _WORD.search(name)
    core, every, whole = _vocabulary(kind)
    if first and first[0].casefold() not in every and len(set(name)) > 1:
        return False  # Nearly every name ends here: this is asked of each row.
    plain = fold(name) if len(name) <= _LONGEST else ""
    if not plain or plain[0] in _FORMULA:
        return False
    words = _WORD.findall(_AMOUNT.sub("", plain) or plain)
    if not words or (kind == "test" and len(set(plain)) == 1 and len(plain) > 2):
        return kind == "test"
    counted = kind == "total" and bool(_COUNT.fullmatch(plain))
    return counted or " ".join(words) in whole or (every.issuperset(words) and not core.isdisjoint(words))


@cache
def _vocabulary(kind: str) -> tuple[frozenset[str], frozenset[str], frozenset[str]]:
    """Return the words that make a name one of a kind, those with the words that may stand beside them, and whole names."""
    row = table("strangers")[kind]
    whole = frozenset(row["whole"])
    core = words_of(row["words"])
    return core, core | words_of(row["beside"]) | {name.split()[0] for name in whole}, whole
