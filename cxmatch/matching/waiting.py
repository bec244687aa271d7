"""From chosen cells to a matching: the rules that they break, who is paired, who waits, and why, in words for a program manager.

Every rule of a policy is counted here, whatever method finds or proves the choice. Imports no solver.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from cxmatch.assignment.certificate import reached, seats_for
from cxmatch.assignment.problem import Mask
from cxmatch.domain.cohort import Cohort, Office
from cxmatch.domain.matching import Matching, Side, Waiting
from cxmatch.matching.fit import FitMatrix
from cxmatch.matching.ledger import Ledger
from cxmatch.matching.proof import Solved
from cxmatch.matching.rules import SAME_OFFICE, Method
from cxmatch.records.text import counted, decimal_text, listed, some

SHOWN = 3  # names in a sentence
NO_ANSWER = "It gave no answers that pairing can use."
LEFT_OUT = "no rule is broken, but this plan leaves the pair out"


def broken(matrix: FitMatrix, chosen: Mask) -> list[str]:
    """Name every must-have rule that chosen cells break, seats and locked pairs among them; empty when all are kept."""
    return [*_barred(matrix, chosen), *_crowded(matrix, chosen), *_by_office(matrix, chosen)]


def _barred(matrix: FitMatrix, chosen: Mask) -> Iterator[str]:
    for row, column in np.argwhere(chosen & ~matrix.allowed):
        mentor, protege = matrix.mentors[row].id, matrix.proteges[column].id
        yield f'"{mentor}" may not mentor "{protege}": {", ".join(matrix.bars(row, column))}'
    for row, column in np.argwhere(matrix.rules.locked & ~chosen):
        yield f'the locked pair "{matrix.mentors[row].id}" with "{matrix.proteges[column].id}" is not there'


def _crowded(matrix: FitMatrix, chosen: Mask) -> Iterator[str]:
    sides = (
        ("mentor", matrix.mentors, chosen.sum(axis=1), matrix.supply),
        ("protege", matrix.proteges, chosen.sum(axis=0), matrix.demand),
    )
    for side, offices, counts, seats in sides:
        for place in np.flatnonzero(counts > seats):
            has, room = counted(int(counts[place]), "pairing"), counted(int(seats[place]), f"{side} seat")
            yield f'"{offices[place].id}" has {has} for {room}'


def _by_office(matrix: FitMatrix, chosen: Mask) -> Iterator[str]:
    """Name the rules about what one office has in all."""
    must, capacity = matrix.policy.must, matrix.policy.capacity
    given, taken = chosen.sum(axis=1), chosen.sum(axis=0)
    for column in np.flatnonzero(matrix.must_serve & (taken == 0) & must.everyone).tolist():
        yield f'"{matrix.proteges[column].id}" waits, and everyone must be paired'
    for row in np.flatnonzero((given < capacity.mentor_at_least) & ((given > 0) | capacity.each)).tolist():
        has = counted(int(given[row]), "protege")
        yield f'"{matrix.mentors[row].id}" has {has}, and a mentor must get at least {capacity.mentor_at_least}'
    for row, column in enumerate(matrix.twins.tolist()):
        if column >= 0 and must.one_role and given[row] and taken[column]:
            yield f'"{matrix.mentors[row].id}" is both a mentor and a protege, and each office has one role'
        if column >= 0 and must.no_exchange:
            yield from _exchanges(matrix, chosen, row, column)


def _exchanges(matrix: FitMatrix, chosen: Mask, row: int, column: int) -> Iterator[str]:
    """Name the offices that mentor the office of a row and are mentored by it, each pair once."""
    for mentor in np.flatnonzero(chosen[:, column]):
        back = matrix.twins[mentor]
        if mentor > row and back >= 0 and chosen[row, back]:
            yield f'"{matrix.mentors[row].id}" and "{matrix.mentors[mentor].id}" mentor each other, and roles are not exchanged'


def outcome(solved: Solved) -> Matching:
    """Return chosen cells and their proof under their names: pairings, and everybody who waits with the reason."""
    matrix, chosen = solved.matrix, solved.chosen
    pairings = tuple(matrix[pair] for pair in matrix.pairs(chosen))
    return Matching(pairings=pairings, waiting=_waiting(matrix, chosen), prices=solved.prices)


def _waiting(matrix: FitMatrix, chosen: Mask) -> tuple[Waiting, ...]:
    """Return every office that has no partner on its side: proteges without a mentor, then mentors who are only that."""
    mentors = [
        Waiting(office=office.id, side=Side.MENTOR, reason=_why_no_protege(matrix, chosen, row, office))
        for row, office in enumerate(matrix.mentors)
        if not office.protege_slots and not chosen[row].any()
    ]
    proteges = [
        Waiting(office=office.id, side=Side.PROTEGE, reason=_why_no_mentor(matrix, chosen, column, office))
        for column, office in enumerate(matrix.proteges)
        if not chosen[:, column].any()
    ]
    return (*proteges, *mentors, *seatless(matrix.cohort))


def seatless(cohort: Cohort) -> Iterator[Waiting]:
    """Yield the offices that can be neither mentor nor protege."""
    for office in cohort.offices:
        if not office.mentor_slots and not office.protege_slots:
            yield Waiting(office=office.id, side=Side.PROTEGE, reason="It has no seat as a mentor or as a protege.")


def _why_no_mentor(matrix: FitMatrix, chosen: Mask, column: int, office: Office) -> str:
    helpers = np.flatnonzero(matrix.allowed[:, column]).tolist()
    if not helpers:
        return asks_nothing(matrix.ledger, office) or _why_barred(matrix, column)
    free = [row for row in helpers if chosen[row].sum() < matrix.supply[row]]
    if free:
        return _why_not_free(matrix, chosen, office, [(row, column) for row in free], len(helpers) - len(free))
    names = [matrix.mentors[row].id for row in helpers]
    taken = f"All seats are taken at {_count(names, 'mentor')} who could help it: {_some(names)}."
    if not matrix.first_bonus:
        taken += " The objective looks at the total fit, not at how many are paired."
    return _shortage(matrix, chosen, column) or taken


def _shortage(matrix: FitMatrix, chosen: Mask, column: int) -> str:
    """Say with how many others it can only go to fewer seats than they are, and where one more seat makes room."""
    problem = matrix.problem
    columns = reached(problem, chosen & ~matrix.rules.locked, column)
    rows = problem.allowed[:, columns].any(axis=1)
    seats = seats_for(problem, columns)
    if seats >= len(columns):
        return ""
    mentors = [matrix.mentors[row].id for row in np.flatnonzero(rows)]
    left = " that locked pairs leave" if matrix.rules.locked.any() else ""
    room = counted(seats, "mentor seat") if seats else "no mentor seat"
    others = f" and {counted(len(columns) - 1, 'other protege')}" if len(columns) > 1 else ""
    said = f"It{others} can only go to {room}{left}, at {_some(mentors)}."
    if matrix.method is Method.CASES:  # other rules may keep one more seat from being used
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


def asks_nothing(ledger: Ledger, office: Office) -> str:
    """Say why nobody could help an office, by its own answers; empty where somebody could."""
    wanted = ledger.wanted(office)
    if not office.answered:
        return NO_ANSWER
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
    if able:
        bars = [bar for row in able for bar in matrix.bars(row, column)]
        said = ", ".join(f"{bar} ({bars.count(bar)})" for bar in dict.fromkeys(bars))
        return f"A must-have rule bars {_count(able, 'mentor')} who could help it: {said}."
    if leads.any():
        return f"No mentor who leads it reaches the minimum fit of {decimal_text(minimum, matrix.ledger.unit)}."
    return "No mentor leads it in an area it wants help with." if others.any() else "No other office has a mentor seat."


def _why_no_protege(matrix: FitMatrix, chosen: Mask, row: int, office: Office) -> str:
    if not office.answered:
        return NO_ANSWER
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
    if (leads & (matrix.points[row] >= matrix.rules.minimum_points)).any():
        return "A must-have rule bars every protege it could help."
    if leads.any():
        return "It reaches the minimum fit with no protege it leads."
    return "It leads no protege in an area they want help with." if others.any() else "No other office has a protege seat."


def _count(things: list[str] | list[int], noun: str) -> str:
    return f"the one {noun}" if len(things) == 1 else f"the {len(things)} {noun}s"


def _some(names: list[str]) -> str:
    return listed(names) if len(names) <= SHOWN else some(names, SHOWN)
