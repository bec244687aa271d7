"""Uses that one column has (department, role, seats, wishes), worked out from the words of headings and from the answers."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import partial

from cxmatch.survey.columns.asking import (
    ABOUT_ELSE,
    LONGEST_NAME,
    MENTOR,
    PROTEGE,
    answers_in,
    choose,
    holds_names,
    plain,
    questions,
    words_in,
)
from cxmatch.survey.columns.cells import number_in, role_of, says_yes_or_no
from cxmatch.survey.columns.known import dropped_columns
from cxmatch.survey.columns.private import dropped_at_once
from cxmatch.survey.headings.survey import NOT_USED, Column, Kind, Step, Survey, through
from cxmatch.survey.headings.wording import is_called, key
from cxmatch.survey.knowledge import words_of

MOST_CHOICES = 50
_PERSON = words_of("name fullname namefirstandlast")
_DEPARTMENT = words_of("department departments dept agency bureau cabinet")
_OFFICE = words_of("office organization organisation team component")
_SEATS = words_of("seat seats slot slots capacity")
_QUANTITY = re.compile(r"\b(?:how many|max|maximum|number of|no of|most)\b")
_WISH = re.compile(
    r"\b(?:want|wants|like|need|needs|get|getting|have|having|receive|receiving|seek|seeking|with) an? mentor\b|\bbe mentored\b"
)
_WILLING = re.compile(r"\b(?:willing|able|can|could|would|will|interested|available|ready|like|want)\b.*\bmentor\b")


def guess_singles(survey: Survey) -> Step:
    """Settle the department, the role, the seats and the wishes where the headings have no known name."""
    steps = (partial(_guess, kind=kind, could_be=could_be) for kind, could_be in _RULES.items())
    return through(survey, (*steps, _drop_person))


def _guess(survey: Survey, kind: Kind, could_be: Callable[[Column], bool]) -> Step:
    if survey.of(kind):
        return survey, ()
    return choose(survey, kind, [column for column in questions(survey) if could_be(column)])


def _is_department(column: Column) -> bool:
    first = next((word for word in plain(column).split() if word in _DEPARTMENT | _OFFICE), "")
    return first in _DEPARTMENT and not words_in(column) & (ABOUT_ELSE | MENTOR | PROTEGE) and holds_names(column)


def _is_role(column: Column) -> bool:
    words, answers = words_in(column), answers_in(column)
    roles = [role_of(text) for text in answers] if len(answers) <= MOST_CHOICES else []
    if words & MENTOR and words & PROTEGE and not (words & ABOUT_ELSE or _QUANTITY.search(plain(column))):
        return bool(answers) and not any(len(text) > LONGEST_NAME or number_in(text) is not None for text in answers)
    by_contents = len(roles) == len(answers) and None not in roles and bool({(1, 0), (0, 1)} & set(roles))
    return by_contents or (any(roles) and bool(words & {"role", "roles"}))


def _counts(column: Column, own: frozenset[str], other: frozenset[str], others: bool) -> bool:
    """Tell whether a column counts seats: "mentor seats" by a word of its own side, or "how many ..." of the other side."""
    words = words_in(column)
    seats = words & _SEATS and words & own and not words & other
    counted = _QUANTITY.search(plain(column)) and others
    if not (seats or counted) or words & (ABOUT_ELSE - {"many", "number"}):
        return False
    return any(number_in(text) is not None for text in answers_in(column))


def _is_mentor_seats(column: Column) -> bool:
    words = words_in(column)
    return _counts(column, MENTOR, PROTEGE, bool(words & PROTEGE or "mentor" in words) and "mentors" not in words)


def _is_protege_seats(column: Column) -> bool:
    words = words_in(column)
    return _counts(column, PROTEGE, MENTOR, "mentors" in words and not words & PROTEGE)


def _says_yes_or_no(column: Column) -> bool:
    return not words_in(column) & (ABOUT_ELSE | PROTEGE) and any(map(says_yes_or_no, answers_in(column)))


def _wants_help(column: Column) -> bool:
    return bool(_WISH.search(plain(column))) and _says_yes_or_no(column)


def _can_mentor(column: Column) -> bool:
    return bool(_WILLING.search(plain(column))) and not _WISH.search(plain(column)) and _says_yes_or_no(column)


_RULES: dict[Kind, Callable[[Column], bool]] = {
    Kind.DEPARTMENT: _is_department,
    Kind.ROLE: _is_role,
    Kind.MENTOR_SEATS: _is_mentor_seats,
    Kind.PROTEGE_SEATS: _is_protege_seats,
    Kind.WANTS_HELP: _wants_help,
    Kind.CAN_MENTOR: _can_mentor,
}


def _drop_person(survey: Survey) -> Step:
    """Drop a plain "Name" beside contacts or times of answers, and another office column: it is the person who answered."""
    about = [c for c in survey.columns if dropped_at_once(c.heading) or is_called(c.heading, "time of answer")]
    kept = any(column.use and column.use.kind is Kind.ATTRIBUTE for column in about)
    if not about or kept or not survey.of(Kind.OFFICE):
        return survey, ()
    people = [column for column in survey.unused() if key(column.heading) in _PERSON]
    notes = [dropped_columns(survey, [column]) for column in people]
    return survey.using({column.index: NOT_USED for column in people}), notes
