"""Uses that one column has (office, department, role, seats, wishes), worked out from headings and answers."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

from cxmatch.records.text import clean, fold
from cxmatch.survey.columns.cells import number_in, role_of, unanswered, wish_of
from cxmatch.survey.columns.further import dropped_at_once, private_answers, private_heading
from cxmatch.survey.columns.known import doubt, dropped_columns
from cxmatch.survey.headings.survey import ATTRIBUTE, NOT_USED, Column, Kind, Step, Survey, Use, through
from cxmatch.survey.headings.wording import SURE, Unit, is_called, is_fact, key, nearest, unit_of
from cxmatch.survey.knowledge import table, words_of

_MOST_CHOICES = 50
_LONGEST_QUESTION, _LONGEST_NAME = 120, 100
_PERSON = words_of("name fullname namefirstandlast")
_COARSE, _COARSEST = 3, 4  # an agency or a department alone is never guessed to be the office
_LONGEST_OFFICE = 300
_NAMES = ("office", "office name", "cx office", "your office", "name of your office", "which office are you answering for")
_AS_OFFICE = Use(kind=Kind.OFFICE)


def guess_singles(survey: Survey) -> Step:
    """Settle who answers, the department, the role, the seats and the wishes where the headings have no known name.

    The office is the finest part of an organization that is asked for: a plain "Name" gives way to a question about the office;
    an agency gives way to the team, and becomes the department. Where that is not sure, the organizer is asked.
    """
    steps = (partial(_choose, kind=kind, could_be=could_be) for kind, could_be in _RULES.items())
    return through(survey, (_take_misspelled, _take_part, *steps, _drop_person))


def _choose(survey: Survey, kind: Kind, could_be: Callable[[Column], bool]) -> Step:
    if survey.of(kind):
        return survey, ()
    return _take_only(survey, kind, [column for column in _questions(survey) if could_be(column)])


def _is_department(column: Column) -> bool:
    department, office = (words_of(table("words")[name]["words"]) for name in ("department", "office"))
    first = next((word for word in column.plain.split() if word in department | office), "")
    return first in department and not column.says("else", "number", "mentor", "protege") and _holds_names(column)


def _is_role(column: Column) -> bool:
    answers = _answers_in(column)
    roles = [role_of(text) for text in answers] if len(answers) <= _MOST_CHOICES else []
    if column.says("mentor") and column.says("protege") and not column.says("else", "number", "how many"):
        return bool(answers) and not any(len(text) > _LONGEST_NAME or number_in(text) is not None for text in answers)
    by_contents = len(roles) == len(answers) and None not in roles and bool({(1, 0), (0, 1)} & set(roles))
    return by_contents or (any(roles) and column.says("role"))


def _counts(column: Column, own: str, other: str) -> bool:
    """Tell whether a column counts seats: "mentor seats" by a word of its own side, or "how many ..." of the other side."""
    mentors, proteges = "mentors" in column.words, column.says("protege")
    of_other = (proteges or "mentor" in column.words) and not mentors if own == "mentor" else mentors and not proteges
    seats = column.says("seats") and column.says(own) and not column.says(other)
    if not (seats or (of_other and column.says("how many"))) or column.says("else"):
        return False
    return any(number_in(text) is not None for text in _answers_in(column))


def _is_wish(column: Column) -> bool:
    return not column.says("else", "number", "protege") and any(map(_says_yes_or_no, _answers_in(column)))


_RULES: dict[Kind, Callable[[Column], bool]] = {
    Kind.DEPARTMENT: _is_department,
    Kind.ROLE: _is_role,
    Kind.MENTOR_SEATS: partial(_counts, own="mentor", other="protege"),
    Kind.PROTEGE_SEATS: partial(_counts, own="protege", other="mentor"),
    Kind.WANTS_HELP: lambda column: column.says("wish") and _is_wish(column),
    Kind.CAN_MENTOR: lambda column: column.says("willing") and not column.says("wish") and _is_wish(column),
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


def _take_misspelled(survey: Survey) -> Step:
    office = survey.only(Kind.OFFICE)
    if office:
        # Nothing finer is looked for where a columns file says so, or the heading names neither a person nor an agency.
        unit = unit_of(office.heading)
        if office.given or (key(office.heading) != "name" and (unit is None or unit.rung == 0)):
            return survey, ()
    for column in survey.unused():
        if 2 < len(column.heading) <= _LONGEST_OFFICE and nearest(column.heading, _NAMES, SURE):
            return (_demoted(survey, office) if office else survey).taking(column, _AS_OFFICE)
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
    best = _finest([(column, unit) for column, unit in _parts_below(survey, _COARSEST) if unit.sure])
    chosen, noticed = _take_only(survey, Kind.OFFICE, best)
    if not _one_content(best):
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
        coarse = unit if unit and unit.rung >= _COARSE else None
        strange = [column for column in _questions(survey) if coarse and _could_name_each(column, coarse)]
        return _ask_which(survey, [office, *strange]) if strange else (survey, ())
    best = _finest(could)
    first, sure = best[0], dict(could)[best[0]].sure
    if sure and _one_content(best) and _is_filled(first) and _tells_more(first, office):
        return _demoted(survey, office).taking(first, _AS_OFFICE)
    return _ask_which(survey, [office, *best])


def _parts_below(survey: Survey, rung: int) -> list[tuple[Column, Unit]]:
    """Return the questions that ask for a finer part of an organization than this rung, and could name an office."""
    parts = [(column, unit_of(column.heading)) for column in _questions(survey)]
    return [(column, unit) for column, unit in parts if unit and unit.rung < rung and _could_be_office(column)]


def _could_be_office(column: Column) -> bool:
    return not column.says("else", "number", "mentor", "protege", "help", "leader") and _holds_names(column)


def _could_name_each(column: Column, office: Unit) -> bool:
    """Tell whether a heading that says nothing known, or as much as that of the office, has another name in each row."""
    part = unit_of(column.heading)
    if (part and part.rung > office.rung) or is_fact(column.heading) or not (_could_be_office(column) and _is_filled(column)):
        return False
    return len(set(map(fold, column.cells))) == len(column.cells) > 1 and not private_answers(column.heading, column.cells)


def _is_filled(column: Column) -> bool:
    return not any(map(unanswered, column.cells))


def _tells_more(finer: Column, coarser: Column) -> bool:
    """Tell whether a column tells at least as many offices apart as another."""
    return len(set(map(fold, finer.cells))) >= len(set(map(fold, coarser.cells)))


def _ask_which(survey: Survey, columns: Sequence[Column]) -> Step:
    """Refuse all columns of which one names the office, with a line for each."""
    others = [", ".join(f'"{other.heading}"' for other in columns if other is not column) for column in columns]
    pairs = zip(columns, others, strict=True)
    noticed = [doubt(survey, "CX317", column, _AS_OFFICE, others=text) for column, text in pairs]
    return survey.asking_which(columns, Kind.OFFICE), noticed


def _take_only(survey: Survey, kind: Kind, columns: Sequence[Column]) -> Step:
    """Take the only column that could be it, or any of several with one content; ask about all of them otherwise."""
    use = Use(kind=kind)
    return survey.taking(columns[0], use) if _one_content(columns) else (survey.asking(columns, use), ())


def _one_content(columns: Sequence[Column]) -> bool:
    """Tell whether there are such columns, and all of them hold the same."""
    return len({tuple(map(fold, column.cells)) for column in columns}) == 1


def _questions(survey: Survey) -> list[Column]:
    """Return the columns without a use that ask one thing, and not for a person."""
    asked = [column for column in survey.unused() if 1 < len(column.heading) <= _LONGEST_QUESTION and not column.item]
    return [column for column in asked if not private_heading(column.heading, column.cells)]


def _answers_in(column: Column) -> list[str]:
    """Return the different answers in a column."""
    return [clean(text) for text in set(column.cells) if not unanswered(text)]


def _holds_names(column: Column) -> bool:
    """Tell whether the cells are names: short texts, and neither numbers nor a choice of the program's own."""
    answers = _answers_in(column)
    if any(len(text) > _LONGEST_NAME or "@" in text for text in answers):
        return False
    return not all(number_in(text) is not None or _says_yes_or_no(text) for text in answers)


def _says_yes_or_no(text: str) -> bool:
    """Tell whether a text says yes, no or maybe in words."""
    return number_in(text) is None and wish_of(text) is not None
