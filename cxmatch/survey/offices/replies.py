"""Replies: what each row says, as levels, roles and seats. An office may have given several."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import repeat
from operator import itemgetter
from typing import TypeVar

from cxmatch.domain.checkin import MEETINGS, WOULD_KEEP
from cxmatch.domain.findings import Finding
from cxmatch.domain.parts import MOST_SEATS
from cxmatch.domain.practices import TO_SHOW
from cxmatch.records.text import clean, fold
from cxmatch.survey.answers.picks import Firsts
from cxmatch.survey.columns.areas import ByArea
from cxmatch.survey.columns.cells import Explained, seats_in, shown, unanswered, wish_of
from cxmatch.survey.columns.roles import role_of
from cxmatch.survey.files.table import some_rows
from cxmatch.survey.headings import Column, Kind, Survey
from cxmatch.survey.headings.mapping import toml_line
from cxmatch.survey.knowledge import table

Answer = TypeVar("Answer")
_TICKS = frozenset(table("answers")["mark"]["mark"]["words"]) - {"yes", "y"}  # beside a "yes" a blank may be no answer
_SIDES = (
    ("mentors", Kind.MENTOR_SEATS, Kind.CAN_MENTOR),
    ("proteges", Kind.PROTEGE_SEATS, Kind.WANTS_HELP),
)

_TIMES, _NEVER = (
    re.compile(r"([0-9]{1,3})(?: ?x| times?| meetings?)"),
    ("never", "not at all", "not yet", "none", "no meeting", "no meetings"),
)
_NOTHING = frozenset(map(fold, table("firsts")["nothing"]["words"]))
_COUNTED = (Kind.MENTOR_SEATS, Kind.PROTEGE_SEATS)


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
    asked_first: tuple[str, ...]
    asked_second: tuple[str, ...]
    mentor_slots: int
    protege_slots: int
    assumed: tuple[str, ...]
    time: str
    attributes: Mapping[str, str]

    @property
    def number(self) -> int:
        """The row as a spreadsheet shows it."""
        return self.survey.numbers[self.row]

    def finding(self, code: str, kind: Kind | None = Kind.OFFICE, /, **facts: str) -> Finding:
        """Return a finding about its cell in the one column of a kind, or about the whole row."""
        return self.survey.finding(code, self.survey.only(kind) if kind else None, self.row, **facts)


def replies_of(
    survey: Survey, capability: ByArea, need: ByArea, firsts: Firsts, words: Explained
) -> tuple[list[Reply], list[Finding]]:
    """Return one reply per row, and the cells that cannot be read."""
    seats, noticed = _seats(survey, words)
    # "N/A" and the like are no department; otherwise two such offices would share one.
    departments = {text: "" if unanswered(text) else text for text in survey.cells(Kind.DEPARTMENT)}
    columns = (
        survey.cells(Kind.OFFICE),
        [departments[text] for text in survey.cells(Kind.DEPARTMENT)],
        *(_levels(by_area, len(survey.numbers)) for by_area in (capability, need)),
        *(named or repeat((), len(survey.numbers)) for named in (firsts.first, firsts.second)),
        *seats,
        survey.cells(Kind.TIME),
        _attributes(survey),
    )
    return [Reply(survey, row, *answers) for row, answers in enumerate(zip(*columns, strict=True))], noticed


def _levels(columns: ByArea, rows: int) -> list[dict[str, int]]:
    """Turn columns of levels into one mapping per row, without the areas that were not answered."""
    by_row = zip(*columns.values(), strict=True) if columns else repeat((), rows)
    return [{area: level for area, level in zip(columns, levels, strict=True) if level is not None} for levels in by_row]


def meetings_in(text: str) -> str:
    """Return how many meetings an answer counts, "3" for "3 times"; as it is where it says no number."""
    counted, number = _TIMES.fullmatch(fold(text)), seats_in(text)
    return counted[1] if counted else str(number) if number is not None else "0" if fold(text) in _NEVER else text


# What came of a round is kept under one name, as a number and as "yes", "maybe" or "no" where it says so.
_OF_ROUND: Mapping[Kind, tuple[str, Callable[[str], str]]] = {
    Kind.MEETINGS: (MEETINGS, meetings_in),
    Kind.WOULD_KEEP: (WOULD_KEEP, lambda text: wish_of(text) or text),
}


def _attributes(survey: Survey) -> list[Mapping[str, str]]:
    """Return the attributes of each reply: the texts of the columns that are kept and not scored, by heading."""
    kept = [(column.heading, column.cells) for column in survey.of(Kind.ATTRIBUTE)]
    kept += [(name, list(map(say, survey.cells(kind)))) for kind, (name, say) in _OF_ROUND.items() if survey.of(kind)]
    kept += [(TO_SHOW, _together(columns))] if (columns := survey.of(Kind.TO_SHOW)) else []
    kept.sort(key=itemgetter(0))
    names, cells_of = [name for name, _ in kept], [cells for _, cells in kept]
    by_row = zip(*cells_of, strict=True) if cells_of else repeat((), len(survey.numbers))
    return [{name: text for name, cell in zip(names, cells, strict=True) if (text := clean(cell))} for cells in by_row]


def _together(columns: Sequence[Column]) -> list[str]:
    """Return what the cells of several columns say, row by row."""
    rows = zip(*(column.cells for column in columns), strict=True)
    return ["; ".join(clean(text) for text in row if not (unanswered(text) or fold(text) in _NOTHING)) for row in rows]


def _seats(survey: Survey, words: Explained) -> tuple[tuple[list[int], list[int], list[tuple[str, ...]]], list[Finding]]:
    """Return the seats on each side, and the sides of which no number is given.

    There is 1 seat on a side unless the row says otherwise, and none where its sheet, its role or its wish leaves the side out.
    """
    roles, noticed = _read(survey, Kind.ROLE, role_of, "CX112", words)
    both, about_both = _read(survey, Kind.BOTH_ROLES, _wish, "CX113", words)
    noticed += about_both
    roles = [(1, 1) if wish == "yes" else role for role, wish in zip(roles, both, strict=True)]
    seats, unsaid = list[list[int]](), list[list[bool]]()
    for place, (side, counted, wished) in enumerate(_SIDES):
        column, usual = survey.only(counted), int(survey.side in ("", side))
        numbers, found = _read(survey, counted, _number, "CX111", words, most=str(MOST_SEATS))
        wishes, more = _read(survey, wished, _wish, "CX113", words)
        if _is_ticked(survey.cells(wished)):
            wishes = [wish or "no" for wish in wishes]
            more.append(survey.finding("CX491", survey.only(wished)))
        noticed += [*found, *more, *_maybes(survey, wished)]
        opened = [1 if role is None else role[place] for role in roles]
        for row, text in enumerate(column.cells if column else ()):
            if not opened[row] and seats_in(text):
                noticed.append(survey.finding("CX212", column, row, value=text.strip()))
        usuals = [1 if wish == "yes" else usual for wish in both]
        wanted = [each * role * (wish != "no") for each, role, wish in zip(usuals, opened, wishes, strict=True)]
        seats.append([each if number is None else each * number for each, number in zip(wanted, numbers, strict=True)])
        unsaid.append([number is None for number in numbers])
    sides = {(m, p): ("mentor",) * m + ("protege",) * p for m in (False, True) for p in (False, True)}
    return (seats[0], seats[1], [sides[mentor, protege] for mentor, protege in zip(*unsaid, strict=True)]), noticed


def _number(text: str) -> int | None:
    seats = seats_in(text)
    return None if seats is None or seats > MOST_SEATS else seats


def _is_ticked(cells: Sequence[str]) -> bool:
    """Tell whether a column holds ticks, so that its blanks are answers too."""
    given = {fold(text) for text in set(cells)}
    return "" in given and len(given) > 1 and given - {""} <= _TICKS


def _wish(text: str) -> str | None:
    return wish_of(text) or None


def unread_in(survey: Survey, kind: Kind) -> list[str]:
    """Return the different texts in the column of a role, of seats or of a wish that do not say one by themselves."""
    reader: Callable[[str], object] = role_of if kind is Kind.ROLE else _number if kind in _COUNTED else _wish
    texts = dict.fromkeys(survey.cells(kind))
    return [text for text in texts if not unanswered(text) and reader(clean(text)) is None]


def _read(
    survey: Survey, kind: Kind, reader: Callable[[str], Answer | None], code: str, words: Explained, **facts: str
) -> tuple[list[Answer | None], list[Finding]]:
    """Read the one column of a kind, each different text once; what cannot be read is refused with its cell."""
    column, cells = survey.only(kind), survey.cells(kind)
    explained = {text: words[fold(text)] for text in unread_in(survey, kind) if fold(text) in words}
    said = {text: explained.get(text, text) for text in set(cells)}
    answers = {text: None if unanswered(answer) else reader(clean(answer)) for text, answer in said.items()}
    bad = {text for text, answer in answers.items() if answer is None and not unanswered(said[text])}
    rows = [(row, text) for row, text in enumerate(cells) if text in bad] if bad else []
    lines = {text: toml_line(shown(text), "?") for text in bad}
    noticed = [survey.finding(code, column, row, value=shown(clean(text)), line=lines[text], **facts) for row, text in rows]
    if told := "; ".join(f'"{shown(text)}" as "{meant}"' for text, meant in sorted(explained.items()) if text not in bad):
        noticed.append(survey.finding("CX240", column, answers=told))
    return [answers[text] for text in cells], noticed


def _maybes(survey: Survey, kind: Kind) -> list[Finding]:
    """Say where "maybe" was counted as yes."""
    cells = survey.cells(kind)
    maybes = {text for text in set(cells) if wish_of(text) == "maybe"}
    rows = [survey.numbers[row] for row, text in enumerate(cells) if text in maybes]
    return [survey.finding("CX477", survey.only(kind), value=shown(min(maybes)), rows=some_rows(rows))] if rows else []
