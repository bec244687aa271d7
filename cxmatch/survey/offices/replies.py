"""Replies: what each row says, as levels, roles and seats; a row of totals is none. An office may have given several."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from itertools import repeat
from typing import TypeVar

from cxmatch.domain.cohort import MOST_SEATS
from cxmatch.domain.findings import Finding, Place
from cxmatch.records.text import clean, fold
from cxmatch.survey.answers.needs import ByArea
from cxmatch.survey.columns.cells import is_maybe, number_in, role_of, shown, unanswered, wish_of
from cxmatch.survey.files.table import some_rows
from cxmatch.survey.headings.survey import Kind, Step, Survey
from cxmatch.survey.knowledge import table

Answer = TypeVar("Answer")
_TOTALS = frozenset(table("answers")["total"]["total"]["words"])
_FIRST_LETTERS = frozenset({word[:2] for word in _TOTALS} | {"n", "n=", "n "})
_LONGEST_TOTAL = 32
_AMOUNT = re.compile(r"\s*(?:[(\[].*|[=:]?\s*[\d.,%]*)$")
_COUNT = re.compile(r"n\s*=.*")


@dataclass(slots=True)
class Reply:
    """The answers of one row. Not frozen: there is one for every row of a large survey, and making it must be cheap.

    `assumed` are the sides on which it gives no number of seats, so that a policy may set it.
    """

    survey: Survey
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
        return self.survey.numbers[self.row]

    @property
    def answers(self) -> tuple[object, ...]:
        """What it says of help and seats."""
        return self.capability, self.need, self.mentor_slots, self.protege_slots

    def place(self, kind: Kind | None = None) -> Place:
        """Return the place of the row, or of its cell in the one column of a kind."""
        return self.survey.place(self.survey.only(kind) if kind else None, self.row)


def without_totals(survey: Survey) -> Step:
    """Refuse the rows that hold totals or averages, and leave them out."""
    column = survey.only(Kind.OFFICE)
    totals = {row: name for row, name in enumerate(column.cells if column else ()) if _is_total(name)}
    noticed = [survey.finding("CX203", column, row, value=clean(name)) for row, name in totals.items()]
    return survey.without(totals.keys()), noticed


def _is_total(name: str) -> bool:
    """Tell whether this is what people write before a total, such as "Total (n=3)", "Std Dev" or "N = 14"."""
    if len(name) >= _LONGEST_TOTAL or (name.isascii() and name.strip()[:2].lower() not in _FIRST_LETTERS):
        return False  # Nearly every name ends here: this is asked of each row.
    plain = fold(name)
    return bool(plain) and (_AMOUNT.sub("", plain) in _TOTALS or plain in _TOTALS or bool(_COUNT.fullmatch(plain)))


def replies_of(survey: Survey, capability: ByArea, need: ByArea, words: Mapping[str, str]) -> tuple[list[Reply], list[Finding]]:
    """Return one reply per row, and the cells that cannot be read. `words` are the answers that a columns file explains."""
    rows = len(survey.numbers)
    (mentor_slots, protege_slots), noticed = _slots(survey, words)
    # "N/A" and the like are no department; otherwise two such offices would share one.
    departments = survey.cells(Kind.DEPARTMENT)
    open_ones = {text for text in set(departments) if unanswered(text)}
    columns = (
        survey.cells(Kind.OFFICE),
        ["" if text in open_ones else text for text in departments],
        _by_row(capability, rows),
        _by_row(need, rows),
        mentor_slots,
        protege_slots,
        survey.cells(Kind.TIME),
        _attributes(survey),
        _assumed(survey),
    )
    return [Reply(survey, row, *answers) for row, answers in enumerate(zip(*columns, strict=True))], noticed


def _by_row(columns: ByArea, rows: int) -> list[dict[str, int]]:
    """Turn columns of levels into one mapping per row, without the areas that were not answered."""
    answers = zip(*columns.values(), strict=True) if columns else repeat((), rows)
    return [{area: level for area, level in zip(columns, levels, strict=True) if level is not None} for levels in answers]


def _attributes(survey: Survey) -> list[Mapping[str, str]]:
    """Return the attributes of each reply: the texts of the columns that are kept and not scored, by heading."""
    columns = sorted(survey.of(Kind.ATTRIBUTE), key=lambda column: column.heading)
    if not columns:
        return list(repeat({}, len(survey.numbers)))
    names = [column.heading for column in columns]
    return [
        {name: text for name, cell in zip(names, cells, strict=True) if (text := clean(cell))}
        for cells in zip(*(column.cells for column in columns), strict=True)
    ]


def _assumed(survey: Survey) -> list[tuple[str, ...]]:
    unsaid = []
    for kind in (Kind.MENTOR_SEATS, Kind.PROTEGE_SEATS):
        cells = survey.cells(kind)
        empty = {text for text in set(cells) if unanswered(text)}
        unsaid.append([text in empty for text in cells])
    sides = {(m, p): ("mentor",) * m + ("protege",) * p for m in (False, True) for p in (False, True)}
    return [sides[mentor, protege] for mentor, protege in zip(*unsaid, strict=True)]


def _slots(survey: Survey, words: Mapping[str, str]) -> tuple[tuple[list[int], list[int]], list[Finding]]:
    """Return the seats on each side: 1 unless the row says otherwise, 0 on a side that its role leaves out."""
    rows, noticed = len(survey.numbers), list[Finding]()
    slots = {"mentors": [int(survey.side != "proteges")] * rows, "proteges": [int(survey.side != "mentors")] * rows}
    for kind, side in _FACTORS:
        factors, found = _read(survey, kind, _NUMBERS[kind], words)
        slots[side] = [seats if factor is None else seats * factor for seats, factor in zip(slots[side], factors, strict=True)]
        noticed += found
    noticed += [*_maybes(survey, Kind.CAN_MENTOR), *_maybes(survey, Kind.WANTS_HELP)]
    roles, found = _read(survey, Kind.ROLE, role_of, words)
    noticed += found
    for place, (side, kind) in enumerate((("mentors", Kind.MENTOR_SEATS), ("proteges", Kind.PROTEGE_SEATS))):
        given = enumerate(zip(survey.cells(kind), roles, strict=True))
        useless = [(row, text) for row, (text, role) in given if role and not role[place] and number_in(text)]
        noticed += [survey.finding("CX212", survey.only(kind), row, value=text.strip()) for row, text in useless]
        slots[side] = [seats if role is None else seats * role[place] for seats, role in zip(slots[side], roles, strict=True)]
    return (slots["mentors"], slots["proteges"]), noticed


def _seats(text: str) -> int | None:
    seats = number_in(text)
    return None if seats is None or seats > MOST_SEATS else seats


_FACTORS = (
    (Kind.MENTOR_SEATS, "mentors"),
    (Kind.PROTEGE_SEATS, "proteges"),
    (Kind.CAN_MENTOR, "mentors"),
    (Kind.WANTS_HELP, "proteges"),
)
_NUMBERS = {Kind.MENTOR_SEATS: _seats, Kind.PROTEGE_SEATS: _seats, Kind.CAN_MENTOR: wish_of, Kind.WANTS_HELP: wish_of}
_CODES = {Kind.ROLE: "CX112", Kind.MENTOR_SEATS: "CX111", Kind.PROTEGE_SEATS: "CX111"}


def _read(
    survey: Survey, kind: Kind, reader: Callable[[str], Answer | None], words: Mapping[str, str]
) -> tuple[list[Answer | None], list[Finding]]:
    """Read the one column of a kind, each different text once; what cannot be read is refused with its cell."""
    column, cells = survey.only(kind), survey.cells(kind)
    explained = {text: words[fold(text)] for text in unread_in(survey, kind) if fold(text) in words}
    said = {text: explained.get(text, text) for text in set(cells)}
    answers = {text: None if unanswered(answer) else reader(clean(answer)) for text, answer in said.items()}
    bad = {text for text, answer in answers.items() if answer is None and not unanswered(said[text])}
    most = {"most": str(MOST_SEATS)} if reader is _seats else {}
    noticed = [
        survey.finding(_CODES.get(kind, "CX113"), column, row, value=shown(clean(text)), **most)
        for row, text in enumerate(cells if bad else ())
        if text in bad
    ]
    told = "; ".join(f'"{shown(text)}" as "{meant}"' for text, meant in sorted(explained.items()) if text not in bad)
    return [answers[text] for text in cells], [*noticed, *([survey.finding("CX240", column, answers=told)] if told else [])]


def unread_in(survey: Survey, kind: Kind) -> list[str]:
    """Return the different texts in the column of a role, of seats or of a wish that do not say one by themselves."""
    reader: Callable[[str], object] = _NUMBERS.get(kind, role_of)
    texts = dict.fromkeys(survey.cells(kind))
    return [text for text in texts if not unanswered(text) and reader(clean(text)) is None]


def _maybes(survey: Survey, kind: Kind) -> list[Finding]:
    """Say where "maybe" was counted as yes."""
    cells = survey.cells(kind)
    maybes = {text for text in set(cells) if is_maybe(text)}
    rows = [survey.numbers[row] for row, text in enumerate(cells) if text in maybes]
    return [survey.finding("CX477", survey.only(kind), value=shown(min(maybes)), rows=some_rows(rows))] if rows else []
