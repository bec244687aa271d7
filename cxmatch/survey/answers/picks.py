"""Options joined in one cell, taken apart: by semicolons, or by the known options where options may hold commas."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from cxmatch.records.text import fold
from cxmatch.survey.answers.cells import NOT_ANSWERED
from cxmatch.survey.columns.framework import Areas

# Longer than every option of a survey together: such a cell holds some other text.
MOST_JOINED = 2_000


def option_ids(areas: Areas, words: Mapping[str, str]) -> dict[str, str]:
    """Return the area id of every folded option; an option that a columns file sets aside has the id ""."""
    known = dict(areas.ids)
    for option, meaning in words.items():
        if fold(meaning) in areas.ids:
            known[option] = areas.ids[fold(meaning)]
        elif fold(meaning) == NOT_ANSWERED:
            known[option] = ""
    return known


def split_options(text: str, known: Mapping[str, str], *, by_semicolon: bool) -> Iterator[str]:
    """Return the options of a cell one by one.

    >>> list(split_options("Hiring;Governance;", {}, by_semicolon=True))
    ['Hiring', 'Governance']
    >>> list(split_options("Pay, grades, Hiring", {"pay, grades": "pay", "hiring": "hiring"}, by_semicolon=False))
    ['pay, grades', 'hiring']
    """
    if by_semicolon:
        yield from (option.strip() for option in text.split(";") if option.strip())
        return
    if len(text) > MOST_JOINED:
        yield text
        return
    longest_first = sorted(known, key=len, reverse=True)
    rest = fold(text)
    while rest:
        option = next((name for name in longest_first if rest == name or rest.startswith(f"{name},")), rest.partition(",")[0])
        yield option.strip()
        rest = rest[len(option) :].lstrip(", ")
