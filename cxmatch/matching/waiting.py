"""From chosen cells to a matching: who is paired, who waits, and why, in words for a program manager."""

from __future__ import annotations

import numpy as np

from cxmatch.assignment.certificate import reached, seats_for
from cxmatch.assignment.problem import Mask
from cxmatch.domain.cohort import Office
from cxmatch.domain.matching import Matching, Side, Waiting
from cxmatch.domain.policy import Objective
from cxmatch.matching.fit import FitMatrix
from cxmatch.matching.flaws import broken
from cxmatch.matching.proof import Method, Solved
from cxmatch.matching.rules import NO_LEAD, SAME_OFFICE, TOO_LITTLE
from cxmatch.records.text import counted, decimal_text, listed

SHOWN = 3
LEFT_OUT = "no rule is broken, but this plan leaves the pair out"


def outcome(matrix: FitMatrix, solved: Solved) -> Matching:
    """Return chosen cells and their proof under their names: pairings, and everybody who waits with the reason."""
    return Matching(
        pairings=tuple(matrix[pair] for pair in matrix.pairs(solved.chosen)),
        waiting=_waiting(matrix, solved),
        prices=solved.prices,
    )


def _waiting(matrix: FitMatrix, solved: Solved) -> tuple[Waiting, ...]:
    """Return every office that has no partner on its side: proteges without a mentor, then mentors who are only that."""
    chosen = solved.chosen
    paired = {office.id for row, office in enumerate(matrix.mentors) if chosen[row].any()}
    proteges = [
        Waiting(office=office.id, side=Side.PROTEGE, reason=_why_no_mentor(matrix, chosen, column, office))
        for column, office in enumerate(matrix.proteges)
        if not chosen[:, column].any()
    ]
    mentors = [
        Waiting(office=office.id, side=Side.MENTOR, reason=_why_no_protege(matrix, chosen, row, office))
        for row, office in enumerate(matrix.mentors)
        if not office.protege_slots and office.id not in paired
    ]
    seatless = [
        Waiting(office=office.id, side=Side.PROTEGE, reason="It has no seat as a mentor or as a protege.")
        for office in matrix.cohort.offices
        if not office.mentor_slots and not office.protege_slots
    ]
    return tuple(proteges + mentors + seatless)


def _why_no_mentor(matrix: FitMatrix, chosen: Mask, column: int, office: Office) -> str:
    helpers = np.flatnonzero(matrix.allowed[:, column])
    if not len(helpers):
        return _why_asks_nothing(matrix, office) or _why_barred(matrix, column)
    free = [row for row in helpers.tolist() if chosen[row].sum() < matrix.supply[row]]
    if free:
        return _why_not_free(matrix, chosen, office, [(row, column) for row in free], len(helpers) - len(free))
    return _shortage(matrix, chosen, column) or _taken(matrix, helpers.tolist())


def _taken(matrix: FitMatrix, helpers: list[int]) -> str:
    names = [matrix.mentors[row].id for row in helpers]
    said = f"All seats are taken at {_count(names, 'mentor')} who could help it: {_some(names)}."
    by_total = matrix.policy.objective is Objective.TOTAL_FIRST and not matrix.policy.must.everyone
    return f"{said} The objective looks at the total fit, not at how many are paired." if by_total else said


def _shortage(matrix: FitMatrix, chosen: Mask, column: int) -> str:
    """Say with how many others it can only go to fewer seats than they are, and where one more seat makes room."""
    problem = matrix.problem
    columns = reached(problem, chosen & ~matrix.rules.locked, column)
    rows = problem.allowed[:, columns].any(axis=1)
    seats, taken = seats_for(problem, columns), chosen.sum(axis=1) >= matrix.supply
    if seats >= len(columns) or not taken[rows].all():
        return ""
    mentors = [matrix.mentors[row].id for row in np.flatnonzero(rows)]
    left = " that locked pairs leave" if matrix.rules.locked.any() else ""
    room = counted(seats, "mentor seat") if seats else "no mentor seat"
    others = f" and {counted(len(columns) - 1, 'other protege')}" if len(columns) > 1 else ""
    said = f"It{others} can only go to {room}{left}, at {_some(mentors)}."
    if Method.of(matrix.policy) is Method.CASES:  # other rules may keep one more seat from being used
        return said
    where = "there" if len(mentors) == 1 else "at either of them" if len(mentors) == 2 else "at any of them"
    return f"{said} One more seat {where} makes room for one more."


def _why_not_free(matrix: FitMatrix, chosen: Mask, office: Office, cells: list[tuple[int, int]], full: int) -> str:
    """Say which must-have rule keeps offices with a free seat from pairing, as far as the first few go."""
    partners: dict[str, list[str]] = {}
    for row, column in cells[:SHOWN]:
        more = chosen.copy()
        more[row, column] = True
        mentor, protege = matrix.mentors[row].id, matrix.proteges[column].id
        why = (broken(matrix, more) or [LEFT_OUT])[0]
        partners.setdefault(why, []).append(protege if mentor == office.id else mentor)
    said = "; ".join(f"if paired with {listed(names, 'or')}, {why}" for why, names in partners.items())
    rest = f"; {len(cells) - SHOWN} more {'has' if len(cells) - SHOWN == 1 else 'have'} a free seat" if len(cells) > SHOWN else ""
    others = f" All seats are taken at {counted(full, 'other mentor')} who could help it." if full else ""
    return f"Seats are free, but not for it: {said}{rest}.{others}"


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
    others = ~matrix.rules.bans[SAME_OFFICE][:, column]
    leads = (matrix.area_points[:, column] > 0) & others
    able = np.flatnonzero(leads & (points >= minimum)).tolist()
    if not others.any():
        return "No other office has a mentor seat."
    if not able:
        if leads.any():
            fit = decimal_text(minimum, matrix.cohort.framework.point_unit)
            return f"No mentor who leads it reaches the minimum fit of {fit}."
        return "No mentor leads it in an area it wants help with."
    bars = [bar for row in able for bar in matrix.bars(row, column) if bar not in (TOO_LITTLE, NO_LEAD)]
    said = ", ".join(f"{bar} ({bars.count(bar)})" for bar in dict.fromkeys(bars))
    return f"A must-have rule bars {_count(able, 'mentor')} who could help it: {said}."


def _why_no_protege(matrix: FitMatrix, chosen: Mask, row: int, office: Office) -> str:
    if not office.answered:
        return "It gave no answers that pairing can use."
    helped = np.flatnonzero(matrix.allowed[row])
    free = [column for column in helped.tolist() if chosen[:, column].sum() < matrix.demand[column]]
    if free:
        return _why_not_free(matrix, chosen, office, [(row, column) for column in free], 0)
    if len(helped):
        names = [matrix.proteges[column].id for column in helped]
        has = "has another mentor" if len(names) == 1 else "have other mentors"
        return f"{_count(names, 'protege').capitalize()} it could help {has}: {_some(names)}."
    others = ~matrix.rules.bans[SAME_OFFICE][row]
    leads = (matrix.area_points[row] > 0) & others
    if not others.any():
        return "No other office has a protege seat."
    if (leads & (matrix.points[row] >= matrix.rules.minimum_points)).any():
        return "A must-have rule bars every protege it could help."
    return (
        "It reaches the minimum fit with no protege it leads."
        if leads.any()
        else "It leads no protege in an area they want help with."
    )


def _count(things: list[str] | list[int], noun: str) -> str:
    return f"the one {noun}" if len(things) == 1 else f"the {len(things)} {noun}s"


def _some(names: list[str]) -> str:
    rest = len(names) - SHOWN
    return listed(names) if rest <= 0 else ", ".join(names[:SHOWN]) + f" and {rest} more"
