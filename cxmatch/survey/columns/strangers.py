"""What stands in the place of an office or of a practice area and is none: totals and averages, and tests of a form."""

from __future__ import annotations

import re
from functools import cache

from cxmatch.domain.framework import Framework
from cxmatch.records.text import fold
from cxmatch.survey.headings import ATTRIBUTE, BY_AREA, Column, Step, Survey
from cxmatch.survey.headings.mapping import toml_line
from cxmatch.survey.knowledge import table, words_of

LONGEST = 60
_AMOUNT = re.compile(r"\s*(?:[(\[].*|[=:]?\s*[\d.,%]*\s*[=:]?)$")
_COUNT = re.compile(r"n\s*=.*")
_FORMULA = frozenset("=+-@")
_WORD = re.compile(r"[^\W_]+")


def set_summaries_aside(survey: Survey, framework: Framework | None) -> Step:
    """Count no column as a practice area that sums up the others ("Need: Average").

    What a columns file or the framework names so is an area, and so it is where there are no others.
    """
    rated = survey.of(*BY_AREA)
    free = (column for column in rated if not column.given and not (framework and framework.area(column.area)))
    summaries = [column for column in free if is_stranger("summary", column.area)]
    if len(summaries) == len(rated):
        return survey, ()
    noticed = [survey.finding("CX462", column, value=column.heading, line=_line(column)) for column in summaries]
    return survey.using({column.index: ATTRIBUTE for column in summaries}), noticed


def _line(column: Column) -> str:
    return toml_line(column.heading, str(column.use))


def is_stranger(kind: str, name: str) -> bool:
    """Tell whether this is what people write in place of an office or an area: a "total", a "summary", a "test" of their form."""
    return _is_in_words(kind, name) or bool(_form(kind).fullmatch(fold(name[:LONGEST])))


def _is_in_words(kind: str, name: str) -> bool:
    first = _WORD.search(name)
    core, every, whole = _vocabulary(kind)
    if first and first[0].casefold() not in every and len(set(name)) > 1:
        return False  # Nearly every name ends here: this is asked of each row.
    plain = fold(name) if len(name) <= LONGEST else ""
    if not plain or plain[0] in _FORMULA:
        return False
    words = _WORD.findall(_AMOUNT.sub("", plain) or plain)
    if not words or (kind == "test" and len(set(plain)) == 1 and len(plain) > 2):
        return kind == "test"
    counted = kind == "total" and bool(_COUNT.fullmatch(plain))
    return counted or " ".join(words) in whole or (every.issuperset(words) and not core.isdisjoint(words))


@cache
def _form(kind: str) -> re.Pattern[str]:
    return re.compile(table("strangers")[kind].get("pattern", "(?!)"))


@cache
def _vocabulary(kind: str) -> tuple[frozenset[str], frozenset[str], frozenset[str]]:
    """Return the words that make a name one of a kind, those with the words that may stand beside them, and whole names."""
    row = table("strangers")[kind]
    whole = frozenset(row["whole"])
    core = words_of(row["words"])
    return core, core | words_of(row["beside"]) | {name.split()[0] for name in whole}, whole
