"""Which column names the office: the finest part of an organization that is asked for; where that is not sure, a question."""

from __future__ import annotations

import re
from collections.abc import Sequence

from cxmatch.domain.findings import Finding
from cxmatch.records.text import fold
from cxmatch.survey.columns.asking import (
    ABOUT_ELSE,
    MENTOR,
    PROTEGE,
    choose,
    doubt,
    holds_names,
    one_content,
    plain,
    questions,
    take,
    words_in,
)
from cxmatch.survey.columns.cells import unanswered
from cxmatch.survey.columns.private import private_answers
from cxmatch.survey.headings.survey import ATTRIBUTE, Column, Kind, Step, Survey, Use, through
from cxmatch.survey.headings.units import Unit, is_fact, unit_of
from cxmatch.survey.headings.wording import key, nearest

COARSE, COARSEST = 3, 4  # an agency or a department alone is never guessed to be the office
LONGEST_OFFICE = 300
_NAMES = ("office", "office name", "cx office", "your office", "name of your office", "which office are you answering for")
_PERSON = re.compile(r"\b(?:office|team|organization) (?:lead|leader|head|director|chief|manager|contact)\b")
_OFFICE = Use(kind=Kind.OFFICE)


def guess_office(survey: Survey) -> Step:
    """Settle who answers: by a misspelled heading, then by the finest part of an organization that is asked for.

    A plain "Name" gives way to a question about the office; an agency gives way to the team, and becomes the department.
    """
    return through(survey, (_take_misspelled, _take_part))


def _is_final(column: Column) -> bool:
    """Tell whether nothing finer is looked for: a columns file says so, or the heading names neither a person nor an agency."""
    unit = unit_of(column.heading)
    return column.given or (key(column.heading) != "name" and (unit is None or unit.rung == 0))


def _take_misspelled(survey: Survey) -> Step:
    office = survey.only(Kind.OFFICE)
    if office and _is_final(office):
        return survey, ()
    for column in survey.unused():
        near = nearest(column.heading, _NAMES) if 2 < len(column.heading) <= LONGEST_OFFICE else None
        if near and near.sure:
            return take(_demoted(survey, office) if office else survey, column, _OFFICE)
    return survey, ()


def _demoted(survey: Survey, column: Column) -> Survey:
    """Make a column that is not the office after all the department, or an attribute where there is one already."""
    return survey.using({column.index: ATTRIBUTE if survey.of(Kind.DEPARTMENT) else Use(kind=Kind.DEPARTMENT)})


def _take_part(survey: Survey) -> Step:
    office = survey.only(Kind.OFFICE)
    if office and office.given:
        return survey, ()
    if office and key(office.heading) != "name":
        return _prefer_finer(survey, office)
    best = _finest([(column, unit) for column, unit in _parts_below(survey, COARSEST) if unit.sure])
    chosen, noticed = choose(survey, Kind.OFFICE, best)
    if not one_content(best):
        return chosen, noticed
    finer, more = _prefer_finer(chosen.using({office.index: None}) if office else chosen, chosen.columns[best[0].index])
    return finer, [*noticed, *more]


def _finest(parts: Sequence[tuple[Column, Unit]]) -> list[Column]:
    finest = min((unit.rung for _, unit in parts), default=0)
    return [column for column, unit in parts if unit.rung == finest]


def _prefer_finer(survey: Survey, office: Column) -> Step:
    """Replace the office by a finer part where that is sure; ask about both where the finer one could be the office."""
    unit = unit_of(office.heading)
    parts = _parts_below(survey, unit.rung if unit else 0)
    could = [(column, part) for column, part in parts if part.sure or _tells_more(column, office)]
    if not could:
        coarse = unit if unit and unit.rung >= COARSE else None
        strange = [column for column in questions(survey) if coarse and _could_name_each(column, coarse)]
        return _ask_which(survey, [office, *strange]) if strange else (survey, ())
    best = _finest(could)
    first, sure = best[0], dict(could)[best[0]].sure
    if sure and one_content(best) and _is_filled(first) and _tells_more(first, office):
        return take(_demoted(survey, office), first, _OFFICE)
    return _ask_which(survey, [office, *best])


def _parts_below(survey: Survey, rung: int) -> list[tuple[Column, Unit]]:
    """Return the questions that ask for a finer part of an organization than this rung, and could name an office."""
    parts = [(column, unit_of(column.heading)) for column in questions(survey)]
    return [(column, unit) for column, unit in parts if unit and unit.rung < rung and _could_be_office(column)]


def _could_be_office(column: Column) -> bool:
    if words_in(column) & (ABOUT_ELSE | MENTOR | PROTEGE | {"help", "need", "needs", "share"}):
        return False
    return not _PERSON.search(plain(column)) and holds_names(column)


def _could_name_each(column: Column, office: Unit) -> bool:
    """Tell whether a heading that says nothing known, or as much as that of the office, has another name in each row."""
    part = unit_of(column.heading)
    if (part and part.rung > office.rung) or is_fact(column.heading):
        return False
    if not _could_be_office(column) or not _is_filled(column):
        return False
    return len(set(map(fold, column.cells))) == len(column.cells) > 1 and not private_answers(column.heading, column.cells)


def _is_filled(column: Column) -> bool:
    return not any(map(unanswered, column.cells))


def _tells_more(finer: Column, coarser: Column) -> bool:
    """Tell whether a column tells at least as many offices apart as another."""
    return len(set(map(fold, finer.cells))) >= len(set(map(fold, coarser.cells)))


def _ask_which(survey: Survey, columns: Sequence[Column]) -> Step:
    """Refuse all columns of which one names the office, with a line for each."""
    noticed: list[Finding] = []
    for column in columns:
        others = ", ".join(f'"{other.heading}"' for other in columns if other is not column)
        noticed.append(doubt(survey, "CX317", column, _OFFICE, others=others))
        survey = survey.asking(column.index)
    return survey, noticed
