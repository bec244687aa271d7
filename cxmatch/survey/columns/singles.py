"""Uses that one column has (office, department, role, seats), worked out from the words of headings and from the answers."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from cxmatch.domain.names import clean, fold
from cxmatch.survey.answers.cells import unanswered
from cxmatch.survey.columns.plan import Plan, ask, take
from cxmatch.survey.columns.private import dropped_at_once, private_heading
from cxmatch.survey.headings.directions import words_of
from cxmatch.survey.headings.form import Heading
from cxmatch.survey.headings.uses import NOT_USED, Kind, Use
from cxmatch.survey.headings.wording import aliases, is_called, key
from cxmatch.survey.offices.replies import is_number, role_of, willing_of

LONGEST_QUESTION, LONGEST_NAME, MOST_CHOICES = 120, 100, 50
_PERSON = words_of("name fullname namefirstandlast")
_WORD = re.compile(r"[^\W_]+")
_DEPARTMENT = words_of("department departments dept agency bureau cabinet")
_OFFICE = words_of("office organization organisation team component")
_MENTOR, _PROTEGE = words_of("mentor mentors mentoring"), words_of("protege proteges mentee mentees")
_SEATS = words_of("seat seats slot slots capacity")
_ABOUT_ELSE = words_of(
    "size type mission budget staff employees employee years year months hours many number head director chief website url "
    "address zip email phone contact poc before previous previously past last describe comments comment why population title"
)
_QUANTITY = re.compile(r"\b(?:how many|max|maximum|number of|no of|most)\b")
_WISH = re.compile(
    r"\b(?:want|wants|like|need|needs|get|getting|have|having|receive|receiving|seek|seeking|with) an? mentor\b|\bbe mentored\b"
)
_WILLING = re.compile(r"\b(?:willing|able|can|could|would|will|interested|available|ready|like|want)\b.*\bmentor\b")
_OFFICE_PERSON = re.compile(r"\b(?:office|team|organization) (?:lead|leader|head|director|chief|manager|contact)\b")


def guess_singles(plan: Plan) -> None:
    """Settle who answers, the department, the role and the seats where the headings have no known name."""
    for kind, could_be in _RULES:
        if not plan.of(kind):
            _choose(plan, kind, [heading for heading in _questions(plan) if could_be(plan, heading)])
    _guess_office(plan)
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
    """Prefer a question about the office to a plain "Name" or "Agency"; a person's name beside it is not kept."""
    found, names = plan.only(Kind.OFFICE), aliases()[Kind.OFFICE]
    if found and (found.index in plan.mapped or names.get(key(found.text), -1) < names["organization"]):
        return
    wanted = _OFFICE if not found or key(found.text) == "name" else frozenset({"office"})
    if not _choose(plan, Kind.OFFICE, [one for one in _questions(plan) if _is_office(plan, one, wanted)]) or not found:
        return
    if key(found.text) == "name":
        del plan.uses[found.index]
    else:
        demote(plan, found)


def _is_office(plan: Plan, heading: Heading, wanted: frozenset[str]) -> bool:
    said = _words(heading)
    if not said & wanted or said & (_ABOUT_ELSE | _MENTOR | _PROTEGE | {"help", "need", "needs", "share"}):
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
