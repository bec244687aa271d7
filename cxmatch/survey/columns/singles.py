"""Uses that one column has (office, department, role, seats, wishes), worked out from headings and answers."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

from cxmatch.domain.findings import Finding
from cxmatch.records.text import clean, fold
from cxmatch.survey.columns.cells import answers_in, number_in, seats_in, unanswered, wish_of
from cxmatch.survey.columns.private import drop_person, private_answers, private_heading
from cxmatch.survey.columns.roles import role_of
from cxmatch.survey.headings import ATTRIBUTE, NOT_USED, Column, Kind, Step, Survey, Use, through
from cxmatch.survey.headings.mapping import toml_line
from cxmatch.survey.headings.wording import SURE, Unit, asked_place, key, nearest
from cxmatch.survey.knowledge import table, words_of

_MOST_CHOICES = 50
_LONGEST_QUESTION, _LONGEST_NAME = 120, 100
_COARSE, _COARSEST = 3, 4  # an agency or a department alone is never guessed to be the office
_LONGEST_OFFICE = 300
_ONE_SIDE = {(1, 0), (0, 1)}
_NAMES = ("office", "office name", "cx office", "your office", "name of your office", "which office are you answering for")
_AS_OFFICE = Use(kind=Kind.OFFICE)


def guess_singles(survey: Survey) -> Step:
    """Settle who answers, the department, the role, the seats and the wishes where the headings have no known name.

    The office is the finest part of an organization that is asked for: a plain "Name" gives way to a question about the office;
    an agency gives way to the team, and becomes the department. Where that is not sure, the organizer is asked.
    """
    steps = (partial(_choose, kind=kind, could_be=could_be) for kind, could_be in _RULES.items())
    return through(survey, (_take_office, *steps, _refuse_half_roles, drop_person))


def _refuse_half_roles(survey: Survey) -> Step:
    """Refuse a column that says only who is both mentor and protege, where nothing says which of the two the others are."""
    column = survey.only(Kind.BOTH_ROLES)
    told = survey.side or survey.of(Kind.ROLE, Kind.CAN_MENTOR, Kind.WANTS_HELP, Kind.MENTOR_SEATS, Kind.PROTEGE_SEATS)
    if column is None or told or all(wish_of(text) != "no" for text in column.cells):
        return survey, ()
    return survey, [survey.finding("CX319", column, value=column.heading, line=toml_line(column.heading, str(NOT_USED)))]


def _choose(survey: Survey, kind: Kind, could_be: Callable[[Column], bool]) -> Step:
    """Take the only column that could be it, or any of several with one content; ask about all of them otherwise."""
    known = survey.of(kind) or survey.asks_which(kind)
    likely = [] if known else [column for column in _questions(survey) if could_be(column)]
    use = Use(kind=kind)
    return survey.taking(likely[0], use) if _one_content(likely) else (survey.asking(likely, use), ())


def _is_department(column: Column) -> bool:
    department, office = (words_of(table("words")[name]["words"]) for name in ("department", "office"))
    first = next((word for word in column.plain.split() if word in department | office), "")
    return first in department and not column.says("else", "number", "mentor", "protege", "of others") and _holds_names(column)


def _is_role(column: Column) -> bool:
    answers = _answers_in(column)
    if _is_both(column) or column.says("of others"):
        return False
    roles = [role_of(text) for text in answers] if len(answers) <= _MOST_CHOICES else []
    if column.says("mentor") and column.says("protege") and not column.says("else", "number", "how many"):
        coded = "or" in column.words  # numbers stand for the choices then, and count no seats: what they mean is asked
        return bool(answers) and not any(len(text) > _LONGEST_NAME or (seats_in(text) and not coded) for text in answers)
    by_contents = len(roles) == len(answers) and None not in roles and bool(_ONE_SIDE & set(roles))
    sided = bool(_ONE_SIDE & set(roles)) or (bool(answers) and all(map(str.isdecimal, answers)))  # codes are asked about
    return by_contents or (any(roles) and column.says("role")) or (sided and column.says("take part"))


def _counts(column: Column, own: str, other: str) -> bool:
    """Tell whether a column counts seats: "mentor seats" by a word of its own side, or "how many ..." of the other side."""
    mentors, proteges = "mentors" in column.words, column.says("protege")
    of_other = (proteges or "mentor" in column.words) and not mentors if own == "mentor" else mentors and not proteges
    seats = column.says("seats") and column.says(own) and not column.says(other)
    if not (seats or (of_other and column.says("how many"))) or column.says("else", "counts else"):
        return False
    return any(seats_in(text) is not None for text in _answers_in(column))


def _is_wish(column: Column) -> bool:
    return not column.says("else", "number", "protege") and any(map(_says_yes_or_no, _answers_in(column)))


def _says_side(column: Column, name: str) -> bool:
    """Tell whether a heading is nothing but a side ("Mentee"), and its answers are yes and no."""
    answers = _answers_in(column)
    return column.says(name) and bool(answers) and all(map(_says_yes_or_no, answers))


def _is_both(column: Column) -> bool:
    sides = column.says("mentor") and column.says("protege") and "or" not in column.words
    return sides and not column.says("else", "number", "how many") and all(map(_says_yes_or_no, _answers_in(column) or [""]))


_RULES: dict[Kind, Callable[[Column], bool]] = {
    Kind.DEPARTMENT: _is_department,
    Kind.ROLE: _is_role,
    Kind.MENTOR_SEATS: partial(_counts, own="mentor", other="protege"),
    Kind.PROTEGE_SEATS: partial(_counts, own="protege", other="mentor"),
    Kind.WANTS_HELP: lambda column: (column.says("wish") and _is_wish(column)) or _says_side(column, "as protege"),
    Kind.CAN_MENTOR: lambda column: (
        (column.says("willing") and not column.says("wish") and _is_wish(column)) or _says_side(column, "as mentor")
    ),
    Kind.BOTH_ROLES: _is_both,
}


def _take_office(survey: Survey) -> Step:
    office = survey.only(Kind.OFFICE)
    unit, is_person = (Unit.of(office.heading), key(office.heading) == "name") if office else (None, False)
    if office and (office.given or not (is_person or (unit and unit.rung))):
        return survey, ()  # A columns file says so, or the heading names neither a person nor an agency.
    for column in survey.unused():
        if 2 < len(column.heading) <= _LONGEST_OFFICE and nearest(column.heading, _NAMES, SURE):
            return _take_finest(_demoted(survey, office) if office else survey, column)
    if office and not is_person:
        return _prefer_finer(survey, office)
    best = _finest([(column, part) for column, part in _parts_below(survey, _COARSEST) if part.sure])
    if not _one_content(best):
        return survey.asking(best, _AS_OFFICE), ()
    return _take_finest(survey.using({office.index: None}) if office else survey, best[0])


def _take_finest(survey: Survey, column: Column) -> Step:
    survey, noticed = survey.taking(column, _AS_OFFICE)
    finer, more = _prefer_finer(survey, survey.columns[column.index])
    return finer, [*noticed, *more]


def _demoted(survey: Survey, column: Column) -> Survey:
    """Make a column that is not the office after all the department, or an attribute where there is one already."""
    return survey.using({column.index: ATTRIBUTE if survey.of(Kind.DEPARTMENT) else Use(kind=Kind.DEPARTMENT)})


def _finest(parts: Sequence[tuple[Column, Unit]]) -> list[Column]:
    finest = min((unit.rung for _, unit in parts), default=0)
    return [column for column, unit in parts if unit.rung == finest]


def _prefer_finer(survey: Survey, office: Column) -> Step:
    """Replace the office by a finer part where that is sure; ask about both where the finer one could be the office."""
    unit = Unit.of(office.heading)
    parts = _parts_below(survey, unit.rung if unit else 0)
    could = [(column, part) for column, part in parts if part.sure or _tells_more(column, office)]
    best = _finest(could)
    if not best and unit and unit.rung >= _COARSE:
        best = [column for column in _questions(survey) if _could_name_each(column, unit)]
    elif best and dict(could)[best[0]].sure and _one_content(best) and _is_filled(best[0]) and _tells_more(best[0], office):
        return _demoted(survey, office).taking(best[0], _AS_OFFICE)
    return _ask_which(survey, [office, *best]) if best else (survey, ())


def _parts_below(survey: Survey, rung: int) -> list[tuple[Column, Unit]]:
    """Return the questions that ask for a finer part of an organization than this rung, and could name an office."""
    parts = [(column, Unit.of(column.heading)) for column in _questions(survey)]
    return [(column, unit) for column, unit in parts if unit and unit.rung < rung and _could_be_office(column)]


def _could_be_office(column: Column) -> bool:
    return not column.says("else", "number", "mentor", "protege", "help", "leader") and _holds_names(column)


def _could_name_each(column: Column, office: Unit) -> bool:
    """Tell whether a heading that says nothing known, or as much as that of the office, has another name in each row."""
    part = Unit.of(column.heading)
    if (part and part.rung > office.rung) or column.says("fact") or not (_could_be_office(column) and _is_filled(column)):
        return False
    return len(set(map(fold, column.cells))) == len(column.cells) > 1 and not private_answers(column.heading, column.cells)


def _is_filled(column: Column) -> bool:
    return not any(map(unanswered, column.cells))


def _tells_more(finer: Column, coarser: Column) -> bool:
    """Tell whether a column tells at least as many offices apart as another."""
    return len(set(map(fold, finer.cells))) >= len(set(map(fold, coarser.cells)))


def _ask_which(survey: Survey, columns: Sequence[Column]) -> Step:
    """Refuse all columns of which one names the office, with a line for each."""
    noticed = []
    for column in columns:
        others = ", ".join(f'"{other.heading}"' for other in columns if other is not column)
        noticed.append(doubt(survey, "CX317", column, _AS_OFFICE, others=others))
    return survey.asking_which(columns, Kind.OFFICE), noticed


def doubt(survey: Survey, code: str, column: Column, use: Use, /, **facts: str) -> Finding:
    """Return the finding that asks whether this is the use of a column, with the line that would settle it."""
    line = settling_line(survey, column, str(use))
    return survey.finding(code, column, value=column.heading, use=str(use), line=line, **facts)


def settling_line(survey: Survey, column: Column, use: str) -> str:
    """Return the line of a columns file for a column, by its letter where it shares its heading or has none."""
    alike = sum(fold(other.heading) == fold(column.heading) for other in survey.columns) > 1
    return toml_line(f"column {column.letter}" if alike or not column.heading else column.heading, use)


def _one_content(columns: Sequence[Column]) -> bool:
    """Tell whether there are such columns, and all of them hold the same."""
    return len({tuple(map(fold, column.cells)) for column in columns}) == 1


def _questions(survey: Survey) -> list[Column]:
    """Return the columns without a use that ask one thing, and neither for a person nor for an area."""
    asked = [column for column in survey.unused() if 1 < len(column.heading) <= _LONGEST_QUESTION and not column.item]
    return [c for c in asked if not (asked_place(c.heading) or private_heading(c.heading, c.cells))]


def _answers_in(column: Column) -> list[str]:
    """Return the different answers in a column."""
    return list(map(clean, answers_in(column.cells)))


def _holds_names(column: Column) -> bool:
    """Tell whether the cells are names: short texts, and neither numbers nor a choice of the program's own."""
    answers = _answers_in(column)
    if any(len(text) > _LONGEST_NAME or "@" in text for text in answers):
        return False
    return not all(number_in(text) is not None or _says_yes_or_no(text) for text in answers)


def _says_yes_or_no(text: str) -> bool:
    """Tell whether a text says yes, no or maybe in words."""
    return not text[:1].isdigit() and bool(wish_of(text))
