"""Two columns with one use, of which the survey can have only one: refused, with the lines that settle it."""

from __future__ import annotations

import re
from collections.abc import Iterator

from cxmatch.domain.findings import Finding
from cxmatch.records.text import clean, fold
from cxmatch.survey.headings.mapping import LINES_BETWEEN, toml_line
from cxmatch.survey.headings.splitting import last_year
from cxmatch.survey.headings.survey import ATTRIBUTE, BY_AREA, NOT_USED, ONE_COLUMN, Column, Kind, Step, Survey

_COPY = re.compile(r"(.*?[^\W\d])[._ ]?\d{1,2}")


def refuse_given_twins(survey: Survey) -> Step:
    """Refuse two columns that a columns file gives a use which only one can have, unless both hold the same."""
    groups = [survey.of(kind) for kind in (*ONE_COLUMN, Kind.TIME, Kind.BOTH_ROLES) if kind not in (Kind.PICKS, Kind.STRENGTHS)]
    twins = [columns for columns in groups if len({tuple(map(fold, column.cells)) for column in columns}) > 1]
    return survey, [same_use(survey, columns, str(columns[0].use), str(ATTRIBUTE)) for columns in twins]


def refuse_twins(survey: Survey) -> Step:
    """Refuse two columns with the same use, and "X.1"/"X2" beside "X", the name a program gives a repeated heading."""
    noticed = [same_use(survey, twins, str(twins[0].use), str(NOT_USED)) for twins in twins_in(survey)]
    for column, stem in copies_in(survey):
        line = f'"column {column.letter}" = "{NOT_USED}"'
        noticed.append(survey.finding("CX310", column, value=column.heading, stem=stem, line=line))
    return survey, noticed


def twins_in(survey: Survey) -> list[list[Column]]:
    """Return the columns that say the same of the same area, together: the newest year first, as the likeliest to count."""
    twins = (columns for columns in _by_use(survey).values() if len(columns) > 1)
    return [sorted(columns, key=lambda column: -last_year(column.heading)) for columns in twins]


def copies_in(survey: Survey) -> Iterator[tuple[Column, str]]:
    """Return the columns that look like a renamed copy of another one, with the folded area of that."""
    groups = _by_use(survey)
    for (kind, area), columns in groups.items():
        copy = _COPY.fullmatch(area)
        if copy and (kind, copy[1]) in groups and not columns[0].given:
            yield columns[0], copy[1]


def _by_use(survey: Survey) -> dict[tuple[Kind, str], list[Column]]:
    groups: dict[tuple[Kind, str], list[Column]] = {}
    for kind in BY_AREA:
        for column in survey.of(kind):
            groups.setdefault((kind, fold(column.area)), []).append(column)
    return groups


def same_use(survey: Survey, twins: list[Column], use: str, others: str) -> Finding:
    """Return the refusal of columns with the same use, which proposes a line of a columns file for each."""
    uses = [clean(use), *[clean(others)] * (len(twins) - 1)]
    lines = [toml_line(f"column {twin.letter}", use) for twin, use in zip(twins, uses, strict=True)]
    letters = " and ".join(twin.letter for twin in twins)
    return survey.finding("CX302", twins[-1], value=twins[-1].heading, columns=letters, lines=LINES_BETWEEN.join(lines))
