"""The sheet on which a protege stars one of the mentors that it could have: in order of name, no score, no mark on the plan's."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from cxmatch.domain.foretold import Candidate, Candidates
from cxmatch.domain.matching import Side
from cxmatch.domain.rows import Column
from cxmatch.domain.wishes import STAR_SHEET
from cxmatch.exports.handout import csv_bytes
from cxmatch.exports.sheets import Sheet

_FIRST_MENTOR = 2  # the place of the column of the first of them
TELLS = (
    (
        f"Sheet {STAR_SHEET}",
        "Each of these mentors could be yours; they stand in order of name. A wish is no promise: others wish too.",
    ),
    ("First wish", "The one that you would like most. Leave it empty if you would be glad of each."),
    ("Not this one", "One that you would rather not be paired with. You need not say why."),
)


def star_sheet(found: Candidates) -> Sheet:
    """Return the sheet: a row for each protege that has a choice, in whose two cells the mentors of that row are offered."""
    return Sheet(name=STAR_SHEET, columns=_columns(found), rows=_rows(found), held=2, choices=_rules(found))


def star_table(found: Candidates) -> bytes:
    """Return the same as a table."""
    return csv_bytes((tuple(column.heading for column in _columns(found)), _rows(found)))


def _columns(found: Candidates) -> tuple[Column, ...]:
    mentors = (Column(f"Mentor {number}", 24) for number in range(1, found.most_for_one + 1))
    asked = (Column("First wish", 24), Column("Not this one", 24), Column("How many after all", 11), Column("A word", 40))
    return (Column("Office", 26), Column("Role", 11), *mentors, Column("What each is ahead in", 46), *asked)


def _rows(found: Candidates) -> list[tuple[str, ...]]:
    return [_row(office, offered, found.most_for_one) for office, offered in found.by_protege.items()]


def _row(office: str, offered: Sequence[Candidate], most: int) -> tuple[str, ...]:
    names = [row.mentor for row in offered] + [""] * (most - len(offered))
    ahead = "; ".join(f"{row.mentor}: {row.topic}" for row in offered if row.topic)
    return (office, Side.PROTEGE.value, *names, ahead, *[""] * 4)


def _rules(found: Candidates) -> Mapping[str, Mapping[str, Any]]:
    """Return what is offered in the two cells: the mentors of the row they stand in."""
    first, last = (chr(ord("A") + place) for place in (_FIRST_MENTOR, _FIRST_MENTOR + found.most_for_one - 1))
    offered = {"source": f"=${first}2:${last}2", "error_message": "Choose one of the mentors of this row, or leave it empty."}
    told = {"First wish": "The mentor that you would like most.", "Not this one": "A mentor that you would rather not have."}
    return {heading: {**offered, "input_title": heading, "input_message": text} for heading, text in told.items()}
