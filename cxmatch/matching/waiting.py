"""Why an office has no partner, in words for a program manager."""

from __future__ import annotations

import numpy as np

from cxmatch.domain.cohort import Office
from cxmatch.domain.matching import Side, Waiting
from cxmatch.domain.scale import decimal_text
from cxmatch.matching.fit import FitMatrix
from cxmatch.matching.proof import Solved
from cxmatch.matching.rules import NO_LEAD, SAME_OFFICE, TOO_LITTLE

SHOWN = 3


def waiting_list(matrix: FitMatrix, solved: Solved) -> tuple[Waiting, ...]:
    """Give every office that has no partner on its side: proteges without a mentor, then mentors who are only that."""
    chosen = solved.chosen
    paired = {office.id for row, office in enumerate(matrix.mentors) if chosen[row].any()}
    proteges = [
        Waiting(office=office.id, side=Side.PROTEGE, reason=_why_no_mentor(matrix, column, office))
        for column, office in enumerate(matrix.proteges)
        if not chosen[:, column].any()
    ]
    mentors = [
        Waiting(office=office.id, side=Side.MENTOR, reason=_why_no_protege(matrix, row, office))
        for row, office in enumerate(matrix.mentors)
        if not office.protege_slots and office.id not in paired
    ]
    seatless = [
        Waiting(office=office.id, side=Side.PROTEGE, reason="It has no seat as a mentor or as a protege.")
        for office in matrix.cohort.offices
        if not office.mentor_slots and not office.protege_slots
    ]
    return tuple(proteges + mentors + seatless)


def _why_no_mentor(matrix: FitMatrix, column: int, office: Office) -> str:
    helpers = np.flatnonzero(matrix.allowed[:, column])
    if len(helpers):
        names = [matrix.mentors[row].id for row in helpers]
        return f"All seats are taken at {_count(names, 'mentor')} who could help it: {_some(names)}."
    return _why_asks_nothing(matrix, office) or _why_barred(matrix, column)


def _why_asks_nothing(matrix: FitMatrix, office: Office) -> str:
    wanted = matrix.ledger.wanted(office)
    if not office.answered:
        return "It gave no answers that pairing can use."
    if not wanted:
        return "It asks for help in no practice area."
    if not any(area in office.capability for area in wanted):
        return "It did not rate its own capability in the areas it wants help with."
    return ""


def _why_barred(matrix: FitMatrix, column: int) -> str:
    """Say which rules bar every mentor who would bring enough, or that none would."""
    minimum, points = matrix.rules.minimum_points, matrix.points[:, column]
    same = matrix.rules.bans[SAME_OFFICE][:, column]
    leads = (matrix.area_points[:, column] > 0) & ~same
    able = np.flatnonzero(leads & (points >= minimum)).tolist()
    if not able:
        if leads.any():
            fit = decimal_text(minimum, matrix.cohort.framework.point_unit)
            return f"No mentor reaches the minimum fit of {fit} with it."
        return "No mentor leads it in an area it wants help with."
    bars = [bar for row in able for bar in matrix.bars(row, column) if bar not in (TOO_LITTLE, NO_LEAD)]
    said = ", ".join(f"{bar} ({bars.count(bar)})" for bar in dict.fromkeys(bars))
    return f"A must-have rule bars {_count(able, 'mentor')} who could help it: {said}."


def _why_no_protege(matrix: FitMatrix, row: int, office: Office) -> str:
    if not office.answered:
        return "It gave no answers that pairing can use."
    if matrix.allowed[row].any():
        names = [matrix.proteges[column].id for column in np.flatnonzero(matrix.allowed[row])]
        return f"{_count(names, 'protege').capitalize()} it could help found a better mentor: {_some(names)}."
    if (matrix.points[row] >= matrix.rules.minimum_points).any():
        return "A must-have rule bars every protege it could help."
    return "It leads no protege in an area they want help with."


def _count(things: list[str] | list[int], noun: str) -> str:
    return f"the one {noun}" if len(things) == 1 else f"the {len(things)} {noun}s"


def _some(names: list[str]) -> str:
    rest = len(names) - SHOWN
    return ", ".join(names[:SHOWN]) + (f" and {rest} more" if rest > 0 else "")
