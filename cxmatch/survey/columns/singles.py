"""Uses that one column has (office, department, role, seats), worked out from the words of headings and from the answers."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from cxmatch.records.text import clean, fold
from cxmatch.survey.answers.cells import unanswered
from cxmatch.survey.columns.known import Plan, ask, take
from cxmatch.survey.columns.private import dropped_at_once, private_answers, private_heading
from cxmatch.survey.headings.directions import words_of
from cxmatch.survey.headings.survey import NOT_USED, Heading, Kind, Use
from cxmatch.survey.headings.units import Unit, is_fact, unit_of
from cxmatch.survey.headings.wording import is_called, key
from cxmatch.survey.offices.replies import is_number, role_of, willing_of

LONGEST_QUESTION, LONGEST_NAME, MOST_CHOICES = 120, 100, 50
COARSE, COARSEST = 3, 4  # an agency or a department alone is never guessed to be the office
_PERSON = words_of("name fullname namefirstandlast")
_WORD = re.compile(r"[^\W_]+")
_DEPARTMENT = words_of("department departments dept agency bureau cabinet")
_OFFICE = words_of("office organization organisation team component")
_MENTOR, _PROTEGE = words_of("mentor mentors mentoring"), words_of("protege proteges mentee mentees")
_SEATS = words_of("seat seats slot slots capacity")
_ABOUT_ELSE = words_of(
    "size type mission budget staff employees employee years year months hours many number head director chief website url "
    "address zip email phone contact poc before previous previously past last describe comments comment why population title "
    "location city region country category tier level status"
)
_QUANTITY = re.compile(r"\b(?:how many|max|maximum|number of|no of|most)\b")
_WISH = re.compile(
    r"\b(?:want|wants|like|need|needs|get|getting|have|having|receive|receiving|seek|seeking|with) an? mentor\b|\bbe mentored\b"
)
_WILLING = re.compile(r"\b(?:willing|able|can|could|would|will|interested|available|ready|like|want)\b.*\bmentor\b")
_OFFICE_PERSON = re.compile(r"\b(?:office|team|organization) (?:lead|leader|head|director|chief|manager|contact)\b")


def guess_singles(plan: Plan) -> None:
    """Settle who answers, the department, the role and the seats where the headings have no known name."""
    _guess_office(plan)
    for kind, could_be in _RULES:
        if not plan.of(kind):
            _choose(plan, kind, [heading for heading in _questions(plan) if could_be(plan, heading)])
    _drop_person(plan)


def _questions(plan: Plan) -> list[Heading]:
    asked = [heading for heading in plan.unsettled() if 1 < len(heading.text) <= LONGEST_QUESTION and not heading.item]
    return [heading for heading in asked if not private_heading(heading.text, plan.form.column(heading))]


def _choose(plan: Plan, kind: Kind, headings: Sequence[Heading]) -> bool:
    """Take the only heading that could be it, or any of several with one content; ask about all of them otherwise."""
    contents = {tuple(map(fold, plan.form.column(heading))) for heading in headings}
    if len(contents) == 1:
        take(plan, headings[0], Use(kind=kind))
        return True
    for heading in headings:
        ask(plan, heading, Use(kind=kind))
    return False


def _plain(heading: Heading) -> str:
    return " ".join(_WORD.findall(fold(heading.text).replace("\u00e9", "e")))


def _words(heading: Heading) -> frozenset[str]:
    return words_of(_plain(heading))


def _answers(plan: Plan, heading: Heading) -> list[str]:
    return [clean(text) for text in set(plan.form.column(heading)) if not unanswered(text)]


def _holds_names(plan: Plan, heading: Heading) -> bool:
    """Tell whether the cells are names: short texts, and neither numbers nor a choice of the program's own."""
    said = _answers(plan, heading)
    if any(len(text) > LONGEST_NAME or "@" in text for text in said):
        return False
    return not all(is_number(text) or willing_of(text) for text in said)


def _is_department(plan: Plan, heading: Heading) -> bool:
    said = _words(heading)
    first = next((word for word in _plain(heading).split() if word in _DEPARTMENT | _OFFICE), "")
    return first in _DEPARTMENT and not said & (_ABOUT_ELSE | _MENTOR | _PROTEGE) and _holds_names(plan, heading)


def _is_role(plan: Plan, heading: Heading) -> bool:
    said, answers = _words(heading), _answers(plan, heading)
    known = [text for text in answers if role_of(text)] if len(answers) <= MOST_CHOICES else []
    if said & _MENTOR and said & _PROTEGE and not (said & _ABOUT_ELSE or _QUANTITY.search(_plain(heading))):
        return bool(answers) and all(len(text) <= LONGEST_NAME for text in answers) and not any(map(is_number, answers))
    by_contents = len(known) == len(answers) and any(role_of(text) in ((1, 0), (0, 1)) for text in known)
    return bool(known) and (by_contents or bool(said & {"role", "roles"}))


def _counts(plan: Plan, heading: Heading) -> bool:
    return any(map(is_number, _answers(plan, heading)))


def _is_mentor_seats(plan: Plan, heading: Heading) -> bool:
    said, plain = _words(heading), _plain(heading)
    of_mentors = said & _SEATS and said & _MENTOR and not said & _PROTEGE
    counted = _QUANTITY.search(plain) and (said & _PROTEGE or "mentor" in said) and "mentors" not in said
    return bool(of_mentors or counted) and not said & (_ABOUT_ELSE - {"many", "number"}) and _counts(plan, heading)


def _is_protege_seats(plan: Plan, heading: Heading) -> bool:
    said, plain = _words(heading), _plain(heading)
    of_proteges = said & _SEATS and said & _PROTEGE and not said & _MENTOR
    counted = _QUANTITY.search(plain) and "mentors" in said and not said & _PROTEGE
    return bool(of_proteges or counted) and not said & (_ABOUT_ELSE - {"many", "number"}) and _counts(plan, heading)


def _says_yes_or_no(plan: Plan, heading: Heading) -> bool:
    said = _words(heading)
    return not said & (_ABOUT_ELSE | _PROTEGE) and any(map(willing_of, _answers(plan, heading)))


def _wants_help(plan: Plan, heading: Heading) -> bool:
    return bool(_WISH.search(_plain(heading))) and _says_yes_or_no(plan, heading)


def _can_mentor(plan: Plan, heading: Heading) -> bool:
    plain = _plain(heading)
    return bool(_WILLING.search(plain)) and not _WISH.search(plain) and _says_yes_or_no(plan, heading)


_RULES: tuple[tuple[Kind, Callable[[Plan, Heading], bool]], ...] = (
    (Kind.DEPARTMENT, _is_department),
    (Kind.ROLE, _is_role),
    (Kind.MENTOR_SEATS, _is_mentor_seats),
    (Kind.PROTEGE_SEATS, _is_protege_seats),
    (Kind.WANTS_HELP, _wants_help),
    (Kind.CAN_MENTOR, _can_mentor),
)


def _guess_office(plan: Plan) -> None:
    """Take the finest part of an organization that is asked for as the office; ask where that is not sure.

    A plain "Name" gives way to a question about the office; an agency gives way to the team, and becomes the department.
    """
    found = plan.only(Kind.OFFICE)
    if found and found.index in plan.mapped:
        return
    if found and key(found.text) != "name":
        _prefer_finer(plan, found)
        return
    named = [(heading, unit) for heading, unit in _parts_below(plan, COARSEST) if unit.sure]
    finest = min((unit.rung for _, unit in named), default=0)
    if _choose(plan, Kind.OFFICE, [heading for heading, unit in named if unit.rung == finest]):
        if found:
            del plan.uses[found.index]
        _guess_office(plan)


def _prefer_finer(plan: Plan, found: Heading) -> None:
    """Replace the office by a finer part where that is sure; ask about both where the finer one could be the office."""
    unit = unit_of(found.text)
    parts = _parts_below(plan, unit.rung if unit else 0)
    could = [(heading, part) for heading, part in parts if part.sure or _tells_more(plan, heading, found)]
    if not could:
        coarse = unit if unit and unit.rung >= COARSE else None
        strange = [heading for heading in _questions(plan) if coarse and _could_name_each(plan, heading, coarse)]
        if strange:
            _ask_which(plan, [found, *strange])
        return
    finest = min(part.rung for _, part in could)
    best = [(heading, part) for heading, part in could if part.rung == finest]
    contents = {tuple(map(fold, plan.form.column(heading))) for heading, _ in best}
    sure = len(contents) == 1 and best[0][1].sure and _is_filled(plan, best[0][0]) and _tells_more(plan, best[0][0], found)
    if sure:
        demote(plan, found)
        take(plan, best[0][0], Use(kind=Kind.OFFICE))
    else:
        _ask_which(plan, [found, *(heading for heading, _ in best)])


def _parts_below(plan: Plan, rung: int) -> list[tuple[Heading, Unit]]:
    """Return the questions that ask for a finer part of an organization than this rung, and could name an office."""
    parts = [(heading, unit_of(heading.text)) for heading in _questions(plan)]
    return [(heading, unit) for heading, unit in parts if unit and unit.rung < rung and _is_office(plan, heading)]


def _could_name_each(plan: Plan, heading: Heading, office: Unit) -> bool:
    """Tell whether a heading that says nothing known, or as much as that of the office, has another name in each row."""
    cells, part = plan.form.column(heading), unit_of(heading.text)
    if (
        (part and part.rung > office.rung)
        or is_fact(heading.text)
        or not _is_office(plan, heading)
        or not _is_filled(plan, heading)
    ):
        return False
    return len(set(map(fold, cells))) == len(cells) > 1 and not private_answers(heading.text, cells)


def _is_filled(plan: Plan, heading: Heading) -> bool:
    return not any(map(unanswered, plan.form.column(heading)))


def _tells_more(plan: Plan, finer: Heading, coarser: Heading) -> bool:
    """Tell whether a column tells at least as many offices apart as another."""
    one, other = (len(set(map(fold, plan.form.column(heading)))) for heading in (finer, coarser))
    return one >= other


def _ask_which(plan: Plan, headings: Sequence[Heading]) -> None:
    """Refuse all columns of which one names the office, with a line for each."""
    for heading in headings:
        others = ", ".join(f'"{other.text}"' for other in headings if other is not heading)
        plan.uses[heading.index] = NOT_USED
        ask(plan, heading, Use(kind=Kind.OFFICE), "CX317", others=others)


def _is_office(plan: Plan, heading: Heading) -> bool:
    said = _words(heading)
    if said & (_ABOUT_ELSE | _MENTOR | _PROTEGE | {"help", "need", "needs", "share"}):
        return False
    return not _OFFICE_PERSON.search(_plain(heading)) and _holds_names(plan, heading)


def _drop_person(plan: Plan) -> None:
    """Drop a plain "Name" beside contacts or times of answers, and another office column: it is the person who answered."""
    asked = [one for one in plan.form.headings if dropped_at_once(one.text) or is_called(one.text, "time of answer")]
    kept = any(plan.uses.get(one.index) == Use(kind=Kind.ATTRIBUTE) for one in asked)
    for heading in plan.unsettled() if asked and not kept and plan.of(Kind.OFFICE) else ():
        if key(heading.text) in _PERSON:
            plan.uses[heading.index] = NOT_USED
            plan.notice("CX460", headings=f'"{heading.text}"', more="")


def demote(plan: Plan, heading: Heading) -> None:
    """Make a column that is not the office after all the department, or an attribute where there is one already."""
    plan.uses[heading.index] = Use(kind=Kind.ATTRIBUTE if plan.of(Kind.DEPARTMENT) else Kind.DEPARTMENT)
