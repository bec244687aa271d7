"""Replies: what each row says, as levels, roles and seats. An office may have given more than one."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from itertools import repeat
from typing import TypeVar

from cxmatch.domain.cohort import MOST_SEATS
from cxmatch.domain.findings import Finding
from cxmatch.records.text import clean, fold
from cxmatch.survey.answers.cells import Understood, shown, unanswered
from cxmatch.survey.answers.needs import Levels
from cxmatch.survey.columns.known import Plan
from cxmatch.survey.files.table import some_rows
from cxmatch.survey.headings.survey import Kind
from cxmatch.survey.headings.wording import key

Answer = TypeVar("Answer")
_WHOLE = re.compile(r"[0-9]{1,5}(?:\.0{1,2})?")
_ROLES = {
    (1, 0): ("mentor", "mentor only", "mentors", "give help", "can mentor", "be a mentor"),
    (0, 1): ("protege", "protege only", "proteges", "mentee", "mentee only", "mentees", "get help", "be a protege"),
    (1, 1): ("both", "either", "mentor and protege", "mentor and mentee", "protege and mentor", "mentor or protege"),
    (0, 0): ("neither", "none"),
}
_SEATS_OF_ROLE = {key(word): seats for seats, words in _ROLES.items() for word in words}
_MAYBE = "maybe"
_WILLING = {"yes": 1, "y": 1, "true": 1, "1": 1, "x": 1, "no": 0, "n": 0, "false": 0, "0": 0, _MAYBE: 1}
_NAYS = frozenset({"no", "n"})
_WORDS = re.compile(r"[^\w'.]+")
_NO_REFUSAL = re.compile(r"no[,;]?\s+(?:problem|preference|worries|objection|doubt|opinion|issue|idea|trouble|limit|concerns?)")


@dataclass(slots=True)
class Reply:
    """The answers of one row. Not frozen: there is one for every row of a large survey, and making it must be cheap."""

    plan: Plan
    row: int
    name: str
    department: str
    capability: dict[str, int]
    need: dict[str, int]
    mentor_slots: int
    protege_slots: int
    time: str
    attributes: Mapping[str, str]
    assumed: tuple[str, ...] = ()

    @property
    def number(self) -> int:
        """The row as a spreadsheet shows it."""
        return self.plan.form.numbers[self.row]


def replies_of(plan: Plan, capability: Mapping[str, Levels], need: Mapping[str, Levels], findings: list[Finding]) -> list[Reply]:
    """Return one reply per row; cells that cannot be read are added to `findings`."""
    rows = len(plan.form.rows)
    mentor_slots, protege_slots = _slots(plan, findings)
    columns = (
        _cells(plan, Kind.OFFICE),
        _departments(plan),
        _by_row(capability, rows),
        _by_row(need, rows),
        mentor_slots,
        protege_slots,
        _cells(plan, Kind.TIME),
        _attributes(plan),
        _assumed(plan),
    )
    return [Reply(plan, row, *answers) for row, answers in enumerate(zip(*columns, strict=True))]


def _cells(plan: Plan, kind: Kind) -> list[str]:
    heading = plan.only(kind)
    return plan.form.column(heading) if heading else [""] * len(plan.form.rows)


def _departments(plan: Plan) -> list[str]:
    """Return the departments. "N/A" and the like count as none; otherwise two such offices would share a department."""
    cells = _cells(plan, Kind.DEPARTMENT)
    open_ones = {text for text in set(cells) if unanswered(text)}
    return ["" if text in open_ones else text for text in cells] if open_ones else cells


def _by_row(columns: Mapping[str, Levels], rows: int) -> list[dict[str, int]]:
    """Turn columns of levels into one mapping per row, without the areas that were not answered."""
    if not columns:
        return [{} for _ in range(rows)]
    areas = tuple(columns)
    return [
        {area: level for area, level in zip(areas, levels, strict=True) if level is not None}
        for levels in zip(*columns.values(), strict=True)
    ]


def _attributes(plan: Plan) -> list[Mapping[str, str]]:
    """Return the attributes of each reply: the texts of the columns that are kept and not scored, by heading."""
    headings = sorted((heading for heading, _ in plan.of(Kind.ATTRIBUTE)), key=lambda heading: heading.text)
    if not headings:
        return list(repeat({}, len(plan.form.rows)))
    names = [heading.text for heading in headings]
    return [
        {name: text for name, cell in zip(names, cells, strict=True) if (text := clean(cell))}
        for cells in zip(*map(plan.form.column, headings), strict=True)
    ]


def _slots(plan: Plan, findings: list[Finding]) -> tuple[list[int], list[int]]:
    """Return the seats on each side: 1 unless the row says otherwise, 0 on a side that its role leaves out."""
    rows = len(plan.form.rows)
    mentor, protege = [1] * rows, [1] * rows
    if plan.form.side:
        mentor, protege = ([1] * rows, [0] * rows) if plan.form.side == "mentors" else ([0] * rows, [1] * rows)
    mentor = _times(mentor, _read(plan, Kind.MENTOR_SEATS, _seats, findings))
    protege = _times(protege, _read(plan, Kind.PROTEGE_SEATS, _seats, findings))
    mentor = _times(mentor, _read(plan, Kind.CAN_MENTOR, _willing, findings))
    protege = _times(protege, _read(plan, Kind.WANTS_HELP, _willing, findings))
    findings += [*_maybes(plan, Kind.CAN_MENTOR), *_maybes(plan, Kind.WANTS_HELP)]
    roles = _read(plan, Kind.ROLE, _role, findings)
    if roles is not None:
        _warn_of_seats(plan, Kind.MENTOR_SEATS, [role is not None and not role[0] for role in roles], findings)
        _warn_of_seats(plan, Kind.PROTEGE_SEATS, [role is not None and not role[1] for role in roles], findings)
        mentor = [seats * (role is None or role[0]) for seats, role in zip(mentor, roles, strict=True)]
        protege = [seats * (role is None or role[1]) for seats, role in zip(protege, roles, strict=True)]
    return mentor, protege


def _assumed(plan: Plan) -> list[tuple[str, ...]]:
    """Return the sides on which each row gives no number of seats, so that a policy may set it."""
    unsaid = []
    for kind in (Kind.MENTOR_SEATS, Kind.PROTEGE_SEATS):
        heading = plan.only(kind)
        cells = plan.form.column(heading) if heading else [""] * len(plan.form.rows)
        empty = {text for text in set(cells) if unanswered(text)}
        unsaid.append([text in empty for text in cells])
    sides = {(m, p): tuple(side for side, open_ in (("mentor", m), ("protege", p)) if open_) for m in (0, 1) for p in (0, 1)}
    return [sides[open_] for open_ in zip(*unsaid, strict=True)]


def _warn_of_seats(plan: Plan, kind: Kind, left_out: list[bool], findings: list[Finding]) -> None:
    """Warn of seats on a side that the role leaves out; the role counts."""
    heading = plan.only(kind)
    if heading is None:
        return
    for row, (text, out) in enumerate(zip(plan.form.column(heading), left_out, strict=True)):
        if out and _WHOLE.fullmatch(text.strip()) and int(text.strip().partition(".")[0]):
            findings.append(Finding(code="CX212", place=plan.form.place(heading, row), facts={"value": text.strip()}))


def _times(slots: list[int], factors: list[int | None] | None) -> list[int]:
    if factors is None:
        return slots
    return [seats if factor is None else seats * factor for seats, factor in zip(slots, factors, strict=True)]


def _read(
    plan: Plan, kind: Kind, reader: Callable[[str], Answer | Understood], findings: list[Finding]
) -> list[Answer | None] | None:
    """Read a column cell by cell, each different text once; None where there is no such column."""
    heading = plan.only(kind)
    if heading is None:
        return None
    cells = plan.form.column(heading)
    said = {text: None if unanswered(text) else reader(clean(text)) for text in set(cells)}
    bad = {text: answer for text, answer in said.items() if isinstance(answer, Understood)}
    for row, text in enumerate(cells) if bad else ():
        if text in bad:
            findings.append(Finding(code=bad[text].code, place=plan.form.place(heading, row), facts=bad[text].facts))
    good = {text: None if isinstance(answer, Understood) else answer for text, answer in said.items()}
    return [good[text] for text in cells]


def _seats(text: str) -> int | Understood:
    if not _WHOLE.fullmatch(text) or int(text.partition(".")[0]) > MOST_SEATS:
        return Understood.trouble("CX111", text, most=str(MOST_SEATS))
    return int(text.partition(".")[0])


def _willing(text: str) -> int | Understood:
    answer = _WILLING.get(_first_word(text))
    idle = _first_word(text) in _NAYS and _NO_REFUSAL.match(fold(text))
    return Understood.trouble("CX113", text) if answer is None or idle else answer


def willing_of(text: str) -> bool:
    """Tell whether a text says yes, no or maybe in words."""
    return not is_number(text) and not isinstance(_willing(clean(text)), Understood)


def role_of(text: str) -> tuple[int, int] | None:
    """Return the seats that a role leaves open, as (mentor, protege); None if the text is no role."""
    seats = _role(clean(text))
    return None if isinstance(seats, Understood) else seats


def is_number(text: str) -> bool:
    """Tell whether a text is a whole number, as a number of seats is."""
    return bool(_WHOLE.fullmatch(text.strip()))


def _first_word(text: str) -> str:
    return _WORDS.split(fold(text), maxsplit=1)[0].rstrip(".")


def _maybes(plan: Plan, kind: Kind) -> Iterator[Finding]:
    """Say where "maybe" was counted as yes."""
    heading = plan.only(kind)
    cells = plan.form.column(heading) if heading else []
    said = {text for text in set(cells) if _first_word(text) == _MAYBE}
    rows = [plan.form.numbers[row] for row, text in enumerate(cells) if text in said]
    if rows:
        facts = {"value": shown(min(said)), "rows": some_rows(rows)}
        yield Finding(code="CX477", place=plan.form.place(heading), facts=facts)


def _role(text: str) -> tuple[int, int] | Understood:
    """Read a role; several of them in one cell ("Mentor; Protege;") open the seats of each."""
    seats = _SEATS_OF_ROLE.get(key(text))
    if seats is None:
        parts = [_SEATS_OF_ROLE.get(key(part)) for part in re.split(r"[;,/&+]", text) if key(part)]
        known = [part for part in parts if part is not None]
        if not known or len(known) < len(parts):
            return Understood.trouble("CX112", text)
        seats = max(part[0] for part in known), max(part[1] for part in known)
    return seats
